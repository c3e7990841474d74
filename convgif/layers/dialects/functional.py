"""Calls of torch.nn.functional: the shapes are those of arrays, as far as the text says them."""

import ast
from collections.abc import Callable, Iterable, Mapping

from convgif.layers import LAYERS
from convgif.layers.dialects.calls import Call
from convgif.layers.dialects.spelling import (
    CHANNELS,
    INPUT_SIZE,
    Dialect,
    Settings,
    Spelling,
    named_rows,
)

MODULES = ("F", "functional", "nn.functional", "torch.nn.functional", "torch")
MADE_OF_A_SHAPE = ("randn", "rand", "zeros", "ones", "empty")  # torch.randn(8, 3, 5, 5)

_CONV = {"input": "input", "weight": "weight", "bias": "bias", "stride": "stride",
         "padding": "padding", "dilation": "dilation", "groups": "groups"}
_TRANSPOSE = {"input": "input", "weight": "weight", "bias": "bias", "stride": "stride",
              "padding": "padding", "output_padding": "output_padding", "groups": "groups",
              "dilation": "dilation"}
_MAX = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
_AVERAGE = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad",
            "divisor_override")
_NORM = ("norm_type", "kernel_size", "stride", "ceil_mode")


def _shape(call: Call, argument: ast.expr) -> tuple[int, ...] | None:
    """The shape that `torch.randn(8, 3, 5, 5)` and the like say; None for any other expression."""
    if not isinstance(argument, ast.Call):
        return None
    name = ast.unparse(argument.func).rpartition(".")[2]
    sizes = argument.args
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List):
        sizes = sizes[0].elts
    values = [size.value for size in sizes
              if isinstance(size, ast.Constant) and type(size.value) is int]
    whole = name in MADE_OF_A_SHAPE and len(values) == len(sizes) > 0
    return tuple(values) if whole else None


def _is_given(call: Call, argument: ast.expr) -> bool:
    """Whether a bias is: None is none, and any other expression one."""
    return not (isinstance(argument, ast.Constant) and argument.value is None)


def _with_its_size(settings: Settings, rank: int) -> Settings:
    """What follows from the input's shape, where the text says it: the size of so many axes."""
    shape: tuple[int, ...] = settings.pop("input", None) or ()
    return {INPUT_SIZE: shape[-rank:], **settings} if len(shape) > rank > 0 else settings


def _with_its_channels(settings: Settings, rank: int) -> Settings:
    """The same, and its channels."""
    shape: tuple[int, ...] = settings.get("input") or ()
    channels = {"in_channels": shape[-rank - 1]} if len(shape) > rank > 0 else {}
    return channels | _with_its_size(settings, rank)


def _sized_by(first: str, second: str, rank: int = 0) -> Callable[[Settings], Settings]:
    """What reads sizes off the weight's shape, where the text says it: those two, and the kernel;
    and the input's size off its own. A convolution stores the channels of one group as its second
    size."""
    def start(settings: Settings) -> Settings:
        shape: tuple[int, ...] = settings.pop("weight", None) or ()
        if len(shape) < 2:
            return _with_its_channels(settings, rank)
        settings = _with_its_size(settings, rank)
        groups = settings.get("groups", 1)
        kernel = {"kernel_size": shape[2:]} if shape[2:] else {}
        return {first: shape[0], second: shape[1] * groups, **kernel, **settings}
    return start


def _weighted(layer: str, rank: int, takes: Mapping[str, str], first: str, second: str
              ) -> Spelling:
    return Spelling(f"{layer}{rank}d", takes, ("kernel_size",), CHANNELS, {"bias": False},
                    _sized_by(first, second, rank))


def _pooling(layer: str, rank: int, takes: Iterable[str]) -> Spelling:
    needs = ("norm_type", "kernel_size") if "norm_type" in takes else ("kernel_size",)
    return Spelling(f"{layer}{rank}d", {"input": "input", **{name: name for name in takes}}, needs,
                    start=lambda settings: _with_its_size(settings, rank))


def _as_layer(layer: str, rank: int) -> Spelling:
    """Of the arguments of the layer itself, after the array."""
    name = layer if layer in LAYERS else f"{layer}2d"
    takes = {"input": "input", **{each: each for each in LAYERS[name].field_kinds()}}
    return Spelling(layer, takes, start=lambda settings: (
        _with_its_size(settings, rank) if rank else _without_input(settings)))


def _without_input(settings: Settings) -> Settings:
    return {name: value for name, value in settings.items() if name != "input"}


ROWS: Mapping[str, Spelling] = {
    **{f"conv{n}d": _weighted("Conv", n, _CONV, "out_channels", "in_channels")
       for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": _weighted("ConvTranspose", n, _TRANSPOSE, "in_channels",
                                        "out_channels") for n in (1, 2, 3)},
    **{f"max_pool{n}d": _pooling("MaxPool", n, _MAX) for n in (1, 2, 3)},
    **{f"avg_pool{n}d": _pooling("AvgPool", n, _AVERAGE) for n in (1, 2, 3)},
    **{f"lp_pool{n}d": _pooling("LPPool", n, _NORM) for n in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{n}d": _as_layer(f"Adaptive{kind.title()}Pool{n}d", n)
       for kind in ("avg", "max") for n in (1, 2, 3)},
    "interpolate": _as_layer("Upsample", 0),
    "pixel_shuffle": _as_layer("PixelShuffle", 2), "unfold": _as_layer("Unfold", 2),
    "pixel_unshuffle": _as_layer("PixelUnshuffle", 2), "fold": _as_layer("Fold", 1),
    "linear": Spelling("Linear", {"input": "input", "weight": "weight", "bias": "bias"},
                       ("in_features", "out_features"), (), {"bias": False},
                       _sized_by("out_features", "in_features")),
}


def _has_an_array(call: Call) -> bool:
    """Whether the first argument is an array, and so no layer's."""
    first = call.positional[0] if call.positional else call.named.get("input")
    return first is not None and not isinstance(first, ast.Constant | ast.Tuple | ast.List)


DIALECT = Dialect("torch.nn.functional", "F.conv2d(x, torch.randn(8, 3, 5, 5), stride=2)",
                  named_rows(ROWS, MODULES, _has_an_array),
                  values={"input": _shape, "weight": _shape, "bias": _is_given})
