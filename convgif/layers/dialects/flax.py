"""Flax, in its two libraries: `flax.linen.Conv(features=64, kernel_size=(3, 3))`, and `nnx.Conv`,
which says the input's channels first.

A kernel that is a number has one axis; padding is `SAME`, our `same_upper`, unless it is said.
"""

import ast
from collections.abc import Mapping
from typing import Any

from convgif.errors import LayerError, listed, shorten
from convgif.layers.convolution import Conv
from convgif.layers.dialects.calls import Call
from convgif.layers.dialects.names import none_of
from convgif.layers.dialects.sides import filled_to_stride, reach_split
from convgif.layers.dialects.spelling import Dialect, Settings, Spelling, named_rows
from convgif.layers.dialects.writing import (
    CHANNELS_LAST,
    NO_BORDER,
    NO_CEIL,
    NO_DILATION,
    NO_GROUPS,
    NO_PADDING,
    NOT_TURNED,
    Written,
    by_family,
    call,
    refusal,
    sides,
    unless,
)
from convgif.layers.fields import is_list
from convgif.layers.padding import Pairs
from convgif.layers.pooling import AvgPool, MaxPool
from convgif.layers.transposed import ConvTranspose
from convgif.phrases import Phrase

LINEN_MARKS = frozenset({"features", "kernel_dilation", "feature_group_count", "window_shape"})
NOT_ARITHMETIC = frozenset({
    "dtype", "param_dtype", "precision", "kernel_init", "bias_init", "promote_dtype", "name",
    "parent", "conv_general_dilated", "conv_general_dilated_cls", "dot_general", "dot_general_cls",
    "rngs", "preferred_element_type", "kernel_metadata", "bias_metadata", "transpose_kernel"})
PADDING_WORDS: Mapping[str, int | str] = {"VALID": 0, "SAME": "same_upper", "CAUSAL": "causal"}
WRITTEN_WORDS = {"valid": "VALID", "same_upper": "SAME", "same": "SAME", "causal": "CAUSAL"}
PADDING_MODES = {"CIRCULAR": "circular", "REFLECT": "reflect"}  # in each of them as wide as SAME
TRANSPOSED_WORDS = ("SAME", "VALID")
NOT_DRAWN = {
    "input_dilation": Phrase("a transposed layer puts zeros between the cells of its input"),
    "mask": Phrase("it has a value for each weight")}

CHANNELS = {"in_features": "in_channels", "out_features": "out_channels"}
FEATURES = {"in_features": "in_features", "out_features": "out_features"}
_CONV = {"kernel_size": "kernel_size", "strides": "stride", "padding": "padding",
         "input_dilation": "input_dilation", "kernel_dilation": "dilation",
         "feature_group_count": "groups", "use_bias": "bias", "mask": "mask"}
_TRANSPOSE = {"kernel_size": "kernel_size", "strides": "stride", "padding": "padding",
              "kernel_dilation": "dilation", "use_bias": "bias", "mask": "mask"}
_POOL = {"inputs": "", "window_shape": "kernel_size", "strides": "stride", "padding": "padding"}


def _given(settings: Settings) -> Settings:
    """The settings without None, which is their default. Raises LayerError for what no layer here
    does."""
    given = {name: value for name, value in settings.items() if value is not None}
    for name in NOT_DRAWN.keys() & given.keys():
        value = given.pop(name)
        if set(value if is_list(value) else (value,)) != {1}:
            raise LayerError(Phrase("{name} {value} is not drawn, {why}: leave it out", name=name,
                                    value=shorten(value), why=NOT_DRAWN[name]))
    return given


def _padded(settings: Settings, rank: int) -> Settings:
    """With padding in our words. Raises LayerError."""
    word = settings["padding"]
    if not isinstance(word, str):
        return settings
    if word.upper() in PADDING_MODES:
        return settings | {"padding": reach_split(settings, rank),
                           "padding_mode": PADDING_MODES[word.upper()]}
    if word.upper() not in PADDING_WORDS:
        raise LayerError(none_of("padding", word, "Flax", (*PADDING_WORDS, *PADDING_MODES)))
    return settings | {"padding": PADDING_WORDS[word.upper()]}


def _transposed(settings: Settings, rank: int) -> Settings:
    """The same for a transposed layer, whose numbers mean another padding. Raises LayerError."""
    if str(settings["padding"]).upper() not in TRANSPOSED_WORDS:
        raise LayerError(Phrase(
            "padding {value} of Flax' ConvTranspose is not read: give {words}, or torch's "
            "{instead} with padding and output_padding", value=shorten(settings["padding"]),
            words=listed(TRANSPOSED_WORDS, "or"), instead=f"ConvTranspose{rank}d"))
    found = _padded(settings, rank)
    return found if found["padding"] else found | {"output_padding": filled_to_stride(found, rank)}


def _kernel(call: Call, argument: ast.expr) -> Any:
    """The kernel's size; a number is that of one axis."""
    value = call.value(argument)
    return (value,) if isinstance(value, int) else value


def _rows(linear: str, channels: Mapping[str, str], features: Mapping[str, str]
          ) -> Mapping[str, Spelling]:
    """The layers of a library; how it says their channels, and the features of a linear one."""
    needs, same = (*CHANNELS.values(), "kernel_size"), {"padding": "SAME"}
    bare = {"stride": 1, "padding": "VALID"}
    counted = {**_POOL, "count_include_pad": "count_include_pad"}
    return {
        "Conv": Spelling("Conv", {**channels, **_CONV}, needs, (), same, _given, _padded),
        "ConvTranspose": Spelling("ConvTranspose", {**channels, **_TRANSPOSE}, needs, (), same,
                                  _given, _transposed),
        linear: Spelling("Linear", {**features, "use_bias": "bias"}, tuple(FEATURES.values()),
                         start=_given),
        "max_pool": Spelling("MaxPool", _POOL, ("kernel_size",), (), bare, _given, _padded),
        "avg_pool": Spelling("AvgPool", counted, ("kernel_size",), (), bare, _given, _padded)}


def _padding(layer: Conv | MaxPool | AvgPool) -> str | Pairs | None:
    """Its padding in Flax' words or in numbers; None where Flax has neither."""
    return WRITTEN_WORDS.get(str(layer.padding), sides(layer))


def _weighted(layer: Conv | ConvTranspose, padding: str | Pairs) -> dict[str, object]:
    return {"features": layer.out_channels, "kernel_size": layer.kernel_size,
            "strides": unless(1, layer.stride), "padding": padding,
            "kernel_dilation": unless(1, layer.dilation), "use_bias": unless(True, layer.bias)}


def _write_conv(layer: Conv) -> Written:
    padding = _padding(layer)
    refused = refusal((padding is None, NO_PADDING), (
        layer.padding_mode != "zeros" and padding != ((0, 0),) * layer.rank, NO_BORDER))
    return refused or Written(call(
        "nn.Conv", **_weighted(layer, padding or "VALID"),
        feature_group_count=unless(1, layer.groups)), (CHANNELS_LAST,))


def _write_transposed(layer: ConvTranspose) -> Written:
    """Its padding is that of the convolution over the input with zeros inserted."""
    border = tuple(layer.border(axis) for axis in range(layer.rank))
    return refusal((layer.groups > 1, NO_GROUPS)) or Written(
        call("nn.ConvTranspose", **_weighted(layer, border)), (CHANNELS_LAST, NOT_TURNED))


def _write_pooling(layer: MaxPool | AvgPool) -> Written:
    padding = _padding(layer)
    is_average = isinstance(layer, AvgPool)
    refused = refusal(
        (padding is None, NO_PADDING), (set(layer.dilation) != {1}, NO_DILATION),
        (layer.ceil_mode, NO_CEIL),
        (isinstance(layer, AvgPool) and layer.divisor_override is not None, NO_PADDING))
    counted = layer.count_include_pad if isinstance(layer, AvgPool) else True
    return refused or Written(call(
        "nn.avg_pool" if is_average else "nn.max_pool", "x", window_shape=layer.kernel_size,
        strides=layer.stride, padding=padding, count_include_pad=unless(True, counted)),
        (CHANNELS_LAST,))


LINEN = Dialect(
    "Flax", "nn.Conv(features=64, kernel_size=(3, 3), in_channels=3)",
    named_rows(_rows("Dense", {"features": "out_channels"}, {"features": "out_features"}),
                       ("nn", "linen", "flax.linen"),
                       lambda call: not LINEN_MARKS.isdisjoint(call.named)),
    NOT_ARITHMETIC, {"kernel_size": _kernel, "window_shape": _kernel},
    write=by_family(conv=_write_conv, transposed=_write_transposed, most=_write_pooling,
                    average=_write_pooling))
NNX = Dialect(
    "Flax NNX", "nnx.Conv(3, 64, kernel_size=(3, 3), rngs=rngs)",
    named_rows(_rows("Linear", CHANNELS, FEATURES), ("nnx", "flax.nnx"),
                           lambda call: "rngs" in call.named),
    NOT_ARITHMETIC, LINEN.values)
