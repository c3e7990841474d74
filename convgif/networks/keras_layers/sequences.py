"""Keras' layers of sequences -> what they are in a network, whose channels come before steps."""

from collections.abc import Mapping
from math import prod

from convgif.errors import NotationError, shorten
from convgif.networks.keras_layers.stored import Read, Stored
from convgif.networks.operations import (
    ATTENDING,
    LOOKING_UP,
    REPEATING,
    STEPS,
    UNRECORDED,
    Operation,
)
from convgif.networks.sequences import recurrent_products

GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
CONCATENATED = "concat"


def _recurrent(stored: Stored) -> Operation:
    """A layer that goes through its steps once."""
    units = int(stored.settings.get("units") or 0)
    gates = GATES[stored.type]
    # What is fed back into a GRU has a bias of its own, unless it is as it was written first.
    biases = 2 if stored.type == "GRU" and stored.settings.get("reset_after", True) else 1
    weights = recurrent_products(gates, 1, 1, read=stored.channels, hidden=units)
    return stored.operation(
        STEPS, units=units, keeps_steps=bool(stored.settings.get("return_sequences")),
        macs_a_step=weights,
        count=weights + biases * gates * units * bool(stored.settings.get("use_bias", True)))


def _recurrent_convolution(stored: Stored) -> Operation:
    """Gates that slide over a map, at each step anew; only what they learn is said."""
    filters = int(stored.settings.get("filters") or 0)
    kernel = stored.settings.get("kernel_size") or ()
    weights = 4 * filters * prod(kernel) * (stored.channels + filters)
    return stored.operation(
        UNRECORDED, count=weights + 4 * filters * bool(stored.settings.get("use_bias", True)))


def _of_cell(stored: Stored) -> Operation:
    """A layer that says what it does at a step."""
    cell = stored.inner("cell")
    type = cell.type.removesuffix("Cell")
    if type not in GATES:
        raise NotationError(f"a cell of type {shorten(cell.type)} is not read: save the part of "
                            "the model before it")
    return _recurrent(Stored(type, stored.name, {
        **cell.settings, "return_sequences": stored.settings.get("return_sequences")},
        stored.shapes))


def _both_ways(stored: Stored) -> Operation:
    """A layer and another that is like it, from the last step to the first."""
    inner = stored.inner("layer")
    read = LAYERS_OF_SEQUENCES.get(inner.type)
    once = read(inner) if read in (_recurrent, _of_cell) else None
    if not isinstance(once, Operation):
        raise NotationError(f"both ways of {shorten(inner.type)} are not read: save the part of "
                            "the model before it")
    of_both = {"count": 2 * once.parameter_count}
    merged = stored.settings.get("merge_mode", CONCATENATED)
    if merged is None:  # two outputs
        return stored.operation(UNRECORDED, **of_both)
    return stored.operation(STEPS, **{
        **once.arguments, **of_both, "macs_a_step": 2 * once.arguments["macs_a_step"],
        "units": once.arguments["units"] * (1 + (merged == CONCATENATED))})


def _embedding(stored: Stored) -> Operation:
    words, size = (int(stored.settings.get(name) or 0) for name in ("input_dim", "output_dim"))
    return stored.operation(LOOKING_UP, size=size, count=words * size)


def _attention(stored: Stored) -> Operation:
    """Of several heads, which learn what they ask, what they are asked, and what they say."""
    heads, compared = (int(stored.settings.get(name) or 0) for name in ("num_heads", "key_dim"))
    added = int(stored.settings.get("value_dim") or compared)
    ends = [(shape[-1] or 0) if shape else 0 for shape in stored.shapes] or [0]
    query, value, key = (*ends, ends[-1], ends[-1])[:3]
    count = heads * (query * compared + key * compared + value * added + added * query)
    if stored.settings.get("use_bias", True):
        count += heads * (2 * compared + added) + query
    kind = UNRECORDED if stored.settings.get("output_shape") else ATTENDING
    return stored.operation(kind, count=count, heads=heads, key_size=compared, value_size=added)


def _bare_attention(stored: Stored) -> Operation:
    """Places compared as they are."""
    channels = stored.channels
    return stored.operation(ATTENDING, count=0, heads=1, key_size=channels, value_size=channels)


def _repeated(stored: Stored) -> Operation:
    return stored.operation(REPEATING, times=int(stored.settings.get("n") or 1))


def _unknown(stored: Stored) -> Operation:
    """Code, which learns nothing and is not read."""
    return stored.operation(UNRECORDED, count=0)


LAYERS_OF_SEQUENCES: Mapping[str, Read] = {
    **dict.fromkeys(GATES, _recurrent), "RNN": _of_cell, "Bidirectional": _both_ways,
    "Embedding": _embedding, "MultiHeadAttention": _attention, "Attention": _bare_attention,
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _recurrent_convolution),
    "RepeatVector": _repeated, "Lambda": _unknown}
