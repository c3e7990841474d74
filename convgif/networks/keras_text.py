"""A Sequential of Keras as it is written in code -> the network.

Each layer has what arrives from the one before it; the first from an Input, or its input_shape.
Channels are last in such text, and first in networks here.
"""

import ast
from collections.abc import Mapping
from typing import Any

from convgif.errors import NotationError, shorten
from convgif.layers.dialects import Call, read_call
from convgif.layers.dialects.calls import UnsaidNamesError
from convgif.layers.dialects.keras import NOT_ARITHMETIC, ROWS
from convgif.layers.fields import is_list
from convgif.networks.keras_layers import KERAS_LAYERS, activation_of, parts_of
from convgif.networks.keras_layers.sequences import GATES
from convgif.networks.keras_layers.stored import Stored
from convgif.networks.modules import MOST_LAYERS, Module, too_long
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.operations import Shape
from convgif.networks.source import START

SHAPES = ("shape", "input_shape", "batch_shape", "batch_input_shape", "input_dim")
ACTIVATION = "activation"  # which may be any function
# The first arguments of layers that slide nothing; those of others are in ROWS.
FIRST: Mapping[str, tuple[str, ...]] = {
    "Activation": (ACTIVATION,), "ReLU": ("max_value", "negative_slope", "threshold"),
    "LeakyReLU": ("negative_slope",), "ELU": ("alpha",), "Softmax": ("axis",),
    "ThresholdedReLU": ("theta",), "Rescaling": ("scale", "offset"),
    "GroupNormalization": ("groups", "axis", "epsilon"), "Reshape": ("target_shape",),
    "Resizing": ("height", "width"),
    **{f"SeparableConv{n}D": ("filters", "kernel_size", "strides", "padding") for n in (1, 2)},
    **{f"Cropping{n}D": ("cropping",) for n in (1, 2, 3)},
    **dict.fromkeys(GATES, ("units",)), "Embedding": ("input_dim", "output_dim"),
    "MultiHeadAttention": ("num_heads", "key_dim"), "RepeatVector": ("n",), "Permute": ("dims",),
    **dict.fromkeys(("Bidirectional", "TimeDistributed"), ("layer",))}
# What both Keras and torch have is of torch, unless something beside it is Keras' alone.
OF_BOTH = frozenset({"Flatten", "Dropout", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax", "LSTM",
                     "GRU", "RNN", "Embedding", "Attention", "Permute", "Lambda"})


def is_keras(top: Module) -> bool:
    """Whether the modules are layers of Keras."""
    own = {*START, *ROWS, *KERAS_LAYERS} - OF_BOTH
    return any(_type(child) in own for _, child in top.children if not child.children)


def read_keras_text(top: Module) -> Network:
    """The network of those layers, on the input that they say. Raises ConvgifError."""
    layers: list[NetworkLayer] = []
    own: Shape | None = None
    shape: Shape | None = None
    if len(top.children) > MOST_LAYERS:
        raise too_long()
    _check_says_all(top)
    for name, child in top.children:
        call = read_call(child.text)
        given = _arguments(call)
        if own is None:
            own = shape = _said_shape(call, given)
        if call.name in START:
            continue
        if shape is None:
            raise NotationError(f"{shorten(child.text)} comes first, and nothing says the shape of "
                                "the input: write Input((28, 28, 1)) before it, channels last, or "
                                "give the model as model.keras")
        stored = Stored(call.name, given.get("name") or name, given, [(None, *shape[1:], shape[0])])
        parts = parts_of(stored)
        for number, part in enumerate(parts):
            after = activation_of(stored) if number == len(parts) - 1 else None
            layer = NetworkLayer(f"{stored.name}{f'.{number}' if number else ''}", part,
                                 (len(layers) - 1,), activation=after)
            sized = Network((NetworkLayer(layer.name, part, (INPUT,)),)).on(shape)
            if sized.failure:
                raise NotationError(sized.failure)
            shape = sized.layers[-1].output_shape
            layers.append(layer)
    if not layers:
        raise NotationError("a network without layers was given: give some, such as Conv2D(6, 5)")
    return Network(tuple(layers), own)


def _type(module: Module) -> str:
    return module.name.rpartition(".")[2]


def _check_says_all(top: Module) -> None:
    """Raises UnsaidNamesError for names in the place of numbers, of all layers at once."""
    unsaid: dict[str, int] = {}
    for _, child in top.children:
        call = read_call(child.text)
        try:
            call.check_says(*_written(call).values())
        except UnsaidNamesError as error:
            unsaid = {**unsaid, **error.likely, **unsaid}
    if unsaid:
        raise UnsaidNamesError.of("the text of the network", unsaid)


def _arguments(call: Call) -> dict[str, Any]:
    """Its arguments by name, as literals. Raises NotationError."""
    return {name: _literal(call, value) for name, value in _written(call).items()}


def _written(call: Call) -> dict[str, ast.expr]:
    """Its arguments by name; what changes no arithmetic is not looked at."""
    takes = FIRST.get(call.name) or (tuple(ROWS[call.name].takes) if call.name in ROWS else SHAPES)
    written = {**dict(zip(takes, call.positional, strict=False)), **call.named}
    return {name: _as_name(value) if name == ACTIVATION else value
            for name, value in written.items() if name not in NOT_ARITHMETIC - {"name", ACTIVATION}}


def _as_name(value: ast.expr) -> ast.expr:
    """What a function is called: `relu` for `tf.nn.relu`."""
    if isinstance(value, ast.Constant):
        return value
    return ast.Constant(value.attr if isinstance(value, ast.Attribute) else ast.unparse(value))


def _literal(call: Call, value: ast.expr) -> Any:
    """The value; a layer in a layer as Keras stores it."""
    if isinstance(value, ast.Call):
        inner = read_call(ast.unparse(value))
        return {"class_name": inner.name, "config": _arguments(inner)}
    return ast.literal_eval(value) if isinstance(value, ast.Constant) else call.value(value)


def _said_shape(call: Call, given: Mapping[str, Any]) -> Shape | None:
    """The shape of the input that it says, channels first; None where it says none. Raises
    NotationError for one of open sizes."""
    own = FIRST.get(call.name, ())  # `input_dim` of an Embedding is none of its input
    name = next((name for name in SHAPES if name not in own and given.get(name) is not None), None)
    if name is None:
        return None
    said = tuple(given[name]) if is_list(given[name]) else (given[name],)
    sizes = said[1:] if "batch" in name else said
    if not sizes or not all(isinstance(size, int) and size > 0 for size in sizes):
        raise NotationError(f"{name} {shorten(said)} leaves sizes open: write numbers, channels "
                            "last, such as (28, 28, 1)")
    return (sizes[-1], *sizes[:-1])
