"""Keras, whose names end in a capital D: `Conv2D(64, 3, padding='same', activation='relu')`.

Its channels are last, which changes no picture; those of the input come from `input_shape`, or from
beside the text. Its `same` is `same_upper`, and an average never counts the padding.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from convgif.errors import LayerError, shorten, suggest
from convgif.layers.dialects.calls import Call
from convgif.layers.dialects.spelling import INPUT_SIZE, Dialect, Settings, Spelling, named_rows
from convgif.layers.fields import is_list, per_axis

MODULES = ("layers", "keras.layers", "tf.keras.layers", "tensorflow.keras.layers",
           "keras.api.layers", "K", "kl", "L", "tfl")
PADDING_WORDS: Mapping[str, int | str] = {"valid": 0, "same": "same_upper", "causal": "causal"}
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
        raise LayerError(f"padding {shorten(word)} is none of Keras': "
                         f"{suggest(str(word), PADDING_WORDS)}")
    return settings | {"padding": PADDING_WORDS[word.lower()]}


def _depthwise(settings: Settings, rank: int) -> Settings:
    """Every channel of the input has so many filters of its own."""
    channels, each = settings["in_channels"], settings.pop("depth_multiplier", 1)
    whole = all(type(count) is int and count > 0 for count in (channels, each))
    if not whole:
        raise LayerError(f"in_channels {shorten(channels)} and depth_multiplier {shorten(each)} "
                         "are no counts: give whole numbers above 0")
    return _padded(settings | {"out_channels": channels * each, "groups": channels}, rank)


def _transposed(settings: Settings, rank: int) -> Settings:
    """`valid` fills up to the stride where the kernel is smaller: output = input * stride."""
    extra, settings = settings.pop("output_padding", None), _padded(settings, rank)
    if extra is not None and settings["padding"]:
        raise LayerError("output_padding beside padding='same' lies differently in each of Keras' "
                         "backends: leave it out, or say padding and output_padding of a "
                         f"ConvTranspose{rank}d")
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
            f"UpSampling{n}D": Spelling(f"Upsample{n}d", {
                "size": "scale_factor", "data_format": "data_format", "interpolation": "mode",
                **_SHAPES}, start=size)}
    features = _with_the_input("in_features")
    return rows | {"Dense": Spelling("Linear", _DENSE, ("out_features", "in_features"),
                                     start=features)}


ROWS = _rows()
DIALECT = Dialect("Keras", "Conv2D(64, 3, padding='same', input_shape=(28, 28, 1))",
                  named_rows(ROWS, MODULES), NOT_ARITHMETIC, dict.fromkeys(_SHAPES, _any_literal))
