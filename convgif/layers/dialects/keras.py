"""Keras, whose names end in a capital D: `Conv2D(64, 3, padding='same', activation='relu')`.

Its channels are last, which changes no picture; those of the input come from `input_shape`, or from
beside the text. Its `same` is `same_upper`, and an average never counts the padding.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from convgif.errors import LayerError, shorten
from convgif.layers.convolution import Conv
from convgif.layers.dialects.calls import Call
from convgif.layers.dialects.names import none_of
from convgif.layers.dialects.spelling import INPUT_SIZE, Dialect, Settings, Spelling, named_rows
from convgif.layers.dialects.writing import (
    CHANNELS_LAST,
    NO_BORDER,
    NO_CEIL,
    NO_DILATION,
    NO_GROUPS,
    NO_OUTPUT_PADDING,
    NO_PADDING,
    NO_STRIDE,
    ZEROS_COUNT,
    Written,
    by_family,
    call,
    refusal,
    sides,
    unless,
)
from convgif.layers.fields import is_list, per_axis
from convgif.layers.padding import Pairs
from convgif.layers.pooling import AvgPool, MaxPool
from convgif.layers.transposed import ConvTranspose
from convgif.phrases import Phrase

MODULES = ("layers", "keras.layers", "tf.keras.layers", "tensorflow.keras.layers",
           "keras.api.layers", "K", "kl", "L", "tfl")
PADDING_WORDS: Mapping[str, int | str] = {"valid": 0, "same": "same_upper", "causal": "causal"}
WRITTEN_WORDS = {"same_upper": "same", "same": "same", "causal": "causal"}
NOT_ARITHMETIC = frozenset(
    f"{what}_{kind}" for what, kind in product(
        ("kernel", "bias", "activity", "depthwise", "pointwise"),
        ("initializer", "regularizer", "constraint"))
) | {"activation", "name", "dtype", "trainable", "autocast", "lora_rank", "lora_alpha",
     "quantization_config", "batch_size", "weights"}

_SHAPES = {"input_shape": "input_shape", "batch_input_shape": "batch_input_shape",
           "input_dim": "input_dim"}
_REST = {"activation": "", "use_bias": "bias", **_SHAPES}
_CONV = {"filters": "out_channels", "kernel_size": "kernel_size", "strides": "stride",
         "padding": "padding", "data_format": "data_format", "dilation_rate": "dilation",
         "groups": "groups", **_REST}
_LOCAL = {"filters": "out_channels", "kernel_size": "kernel_size", "strides": "stride",
          "padding": "padding", "data_format": "data_format", **_REST, "implementation": ""}
_DEPTHWISE = {"kernel_size": "kernel_size", "strides": "stride", "padding": "padding",
              "depth_multiplier": "depth_multiplier", "data_format": "data_format",
              "dilation_rate": "dilation", **_REST}
_POOLING = {"pool_size": "kernel_size", "strides": "stride", "padding": "padding",
            "data_format": "data_format", **_SHAPES}
_DENSE = {"units": "out_features", **_REST}
_ADAPTIVE = {"output_size": "output_size", "data_format": "data_format", **_SHAPES}
_GLOBAL = {"data_format": "data_format", "keepdims": "", **_SHAPES}
_FIFTH_AND_SIXTH = ("output_padding", "data_format")  # of a transposed one, but in 3-D


def _transpose(names: Sequence[str]) -> Mapping[str, str]:
    return {"filters": "out_channels", "kernel_size": "kernel_size", "strides": "stride",
            "padding": "padding", **{name: name for name in names}, "dilation_rate": "dilation",
            **_REST}


def _with_the_input(name: str) -> Callable[[Settings], Settings]:
    """What takes that number of channels, and the size, from the shape of the input, where the text
    says one."""
    def start(settings: Settings) -> Settings:
        shape = settings.pop("input_shape", None)
        batch = settings.pop("batch_input_shape", None)
        dimension = settings.pop("input_dim", None)
        first = settings.pop("data_format", None) == "channels_first"
        shape = shape or (batch[1:] if is_list(batch) else (dimension,))
        shape = tuple(shape) if is_list(shape) else ()
        shape = shape or (None,)
        *size, count = (*shape[1:], shape[0]) if first else shape
        known = {} if name in settings or count is None or not name else {name: count}
        return known | {INPUT_SIZE: size} | {
            key: value for key, value in settings.items() if value is not None}
    return start


def _padded(settings: Settings, rank: int) -> Settings:
    """With padding in our words. Raises LayerError."""
    word = settings.pop("padding", "valid")
    if not isinstance(word, str) or word.lower() not in PADDING_WORDS:
        raise LayerError(none_of("padding", word, "Keras", PADDING_WORDS))
    return settings | {"padding": PADDING_WORDS[word.lower()]}


def _cropped(settings: Settings, rank: int) -> Settings:
    """Padding below 0."""
    return settings | {"padding": _negated(settings["padding"])}


def _negated(sides: Any) -> Any:
    if is_list(sides):
        return tuple(map(_negated, sides))
    return -sides if type(sides) is int else sides


def _depthwise(settings: Settings, rank: int) -> Settings:
    """Every channel of the input has so many filters of its own."""
    channels, each = settings["in_channels"], settings.pop("depth_multiplier", 1)
    whole = all(type(count) is int and count > 0 for count in (channels, each))
    if not whole:
        raise LayerError(Phrase(
            "in_channels {channels} and depth_multiplier {each} are no counts: give whole numbers "
            "above 0", channels=shorten(channels), each=shorten(each)))
    return _padded(settings | {"out_channels": channels * each, "groups": channels}, rank)


def _transposed(settings: Settings, rank: int) -> Settings:
    """`valid` fills up to the stride where the kernel is smaller: output = input * stride."""
    extra, settings = settings.pop("output_padding", None), _padded(settings, rank)
    if extra is not None and settings["padding"]:
        raise LayerError(Phrase(
            "output_padding beside padding='same' lies differently in each of Keras' backends: "
            "leave it out, or say padding and output_padding of a {instead}",
            instead=f"ConvTranspose{rank}d"))
    if settings["padding"]:
        return settings
    if extra is None:
        names = ("kernel_size", "stride", "dilation")
        sizes = [per_axis(settings.get(name, 1), name, rank, 1) for name in names]
        extra = tuple(max(stride - (dilation * (kernel - 1) + 1), 0)
                      for kernel, stride, dilation in zip(*sizes, strict=True))
    return settings | {"output_padding": extra}


def _any_literal(call: Call, argument: ast.expr) -> Any:
    """A value that the text may leave to the program: None for an expression."""
    try:
        return ast.literal_eval(argument)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _rows() -> Mapping[str, Spelling]:
    rows: dict[str, Spelling] = {}
    channels = _with_the_input("in_channels")
    for n in ("1", "2", "3"):
        takes = _transpose(_FIFTH_AND_SIXTH[::-1] if n == "3" else _FIFTH_AND_SIXTH)
        needs = ("out_channels", "kernel_size", "in_channels")
        conv = Spelling(f"Conv{n}d", _CONV, needs, start=channels, finish=_padded)
        transposed = Spelling(f"ConvTranspose{n}d", takes, needs, start=channels,
                              finish=_transposed)
        depthwise = Spelling(f"Conv{n}d", _DEPTHWISE, ("kernel_size", "in_channels"),
                             start=channels, finish=_depthwise)
        pools = {kind: Spelling(f"{kind}Pool{n}d", _POOLING, start=_with_the_input(""),
                                defaults={"kernel_size": 2, **more}, finish=_padded)
                 for kind, more in (("Max", {}), ("Avg", {"count_include_pad": False}))}
        rows |= {f"Conv{n}D": conv, f"Convolution{n}D": conv, f"Conv{n}DTranspose": transposed,
                 f"Convolution{n}DTranspose": transposed, f"DepthwiseConv{n}D": depthwise,
                 f"MaxPooling{n}D": pools["Max"], f"MaxPool{n}D": pools["Max"],
                 f"AveragePooling{n}D": pools["Avg"], f"AvgPool{n}D": pools["Avg"]}
    rows |= {f"LocallyConnected{n}D": Spelling(f"LocallyConnected{n}d", _LOCAL, needs,
                                               start=channels, finish=_padded) for n in "12"}
    size = _with_the_input("")
    for n in ("1", "2", "3"):
        rows |= {
            f"GlobalAveragePooling{n}D": Spelling(f"GlobalAveragePool{n}d", _GLOBAL, start=size),
            f"GlobalMaxPooling{n}D": Spelling(f"GlobalMaxPool{n}d", _GLOBAL, start=size),
            f"ZeroPadding{n}D": Spelling(f"ZeroPad{n}d", {
                "padding": "padding", "data_format": "data_format", **_SHAPES}, start=size),
            f"Cropping{n}D": Spelling(f"ZeroPad{n}d", {
                "cropping": "padding", "data_format": "data_format", **_SHAPES}, start=size,
                defaults={"padding": 0 if n == "2" else 1}, finish=_cropped),
            f"AdaptiveAveragePooling{n}D": Spelling(f"AdaptiveAvgPool{n}d", _ADAPTIVE, start=size),
            f"AdaptiveMaxPooling{n}D": Spelling(f"AdaptiveMaxPool{n}d", _ADAPTIVE, start=size),
            f"UpSampling{n}D": Spelling(f"Upsample{n}d", {
                "size": "scale_factor", "data_format": "data_format", "interpolation": "mode",
                **_SHAPES}, start=size)}
    features = _with_the_input("in_features")
    return rows | {"Dense": Spelling("Linear", _DENSE, ("out_features", "in_features"),
                                     start=features)}


def _named(rank: int, name: str, *positional: str, **named: object) -> str:
    return call(f"keras.layers.{name.format(f'{rank}D')}", *positional, **named)


def _after_padding(pads: Pairs, layer: str) -> str:
    """The layer, after one that pads by zeros if need be."""
    if not any(map(any, pads)):
        return layer
    given = pads[0] if len(pads) == 1 else pads
    padded = _named(len(pads), "ZeroPadding{}", repr(given))
    return f"keras.Sequential([\n    {padded},\n    {layer}])"


def _weighted(layer: Conv | ConvTranspose) -> dict[str, object]:
    return {"filters": layer.out_channels, "kernel_size": layer.kernel_size,
            "strides": unless(1, layer.stride), "dilation_rate": unless(1, layer.dilation),
            "use_bias": unless(True, layer.bias)}


def _write_conv(layer: Conv) -> Written:
    word = WRITTEN_WORDS.get(str(layer.padding))
    pads = None if word else sides(layer)
    refused = refusal(
        (pads is None and word is None, NO_PADDING),
        (pads is not None and min(map(min, pads)) < 0, NO_PADDING),
        (layer.padding_mode != "zeros" and pads != ((0, 0),) * layer.rank, NO_BORDER),
        (set(layer.dilation) != {1} != set(layer.stride), NO_STRIDE))
    written = _named(layer.rank, "Conv{}", **_weighted(layer), padding=word,
                     groups=unless(1, layer.groups))
    return refused or Written(_after_padding(pads or (), written), (CHANNELS_LAST,))


def _write_transposed(layer: ConvTranspose) -> Written:
    """It crops nothing by itself where output_padding is said."""
    pads = sides(layer)
    refused = refusal(
        (pads is None or min(map(min, pads)) < 0, NO_PADDING), (layer.groups > 1, NO_GROUPS),
        (set(layer.dilation) != {1} != set(layer.stride), NO_STRIDE),
        (any(extra >= stride for extra, stride in zip(
            layer.output_padding, layer.stride, strict=True) if extra), NO_OUTPUT_PADDING))
    if refused or pads is None:
        return refused or Written("")
    written = _named(layer.rank, "Conv{}Transpose", **_weighted(layer),
                     output_padding=layer.output_padding)
    if any(map(any, pads)):
        cropped = _named(layer.rank, "Cropping{}", repr(pads[0] if layer.rank == 1 else pads))
        written = f"keras.Sequential([\n    {written},\n    {cropped}])"
    return Written(written, (CHANNELS_LAST,))


def _write_pooling(layer: MaxPool | AvgPool) -> Written:
    is_average = isinstance(layer, AvgPool)
    counted = not isinstance(layer, AvgPool) or layer.count_include_pad
    word = WRITTEN_WORDS.get(str(layer.padding)) if counted != is_average else None
    pads = None if word else sides(layer)
    is_padded = pads is None or any(map(any, pads))
    refused = refusal(
        (pads is None and word is None, NO_PADDING),
        (pads is not None and (min(map(min, pads)) < 0 or (is_padded and not counted)), NO_PADDING),
        (set(layer.dilation) != {1}, NO_DILATION), (layer.ceil_mode, NO_CEIL),
        (isinstance(layer, AvgPool) and layer.divisor_override is not None, NO_PADDING))
    written = _named(layer.rank, "AveragePooling{}" if is_average else "MaxPooling{}",
                     pool_size=layer.kernel_size, strides=layer.stride, padding=word)
    notes = (CHANNELS_LAST, *([ZEROS_COUNT] if pads is not None and is_padded and not is_average
                              else []))
    return refused or Written(_after_padding(pads or (), written), notes)


ROWS = _rows()
DIALECT = Dialect("Keras", "Conv2D(64, 3, padding='same', input_shape=(28, 28, 1))",
                  named_rows(ROWS, MODULES), NOT_ARITHMETIC, dict.fromkeys(_SHAPES, _any_literal),
                  write=by_family(conv=_write_conv, transposed=_write_transposed,
                                  most=_write_pooling, average=_write_pooling))
