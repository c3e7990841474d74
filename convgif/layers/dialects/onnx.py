"""A node of an ONNX graph by its attributes: `Conv(kernel_shape=[3, 3], pads=[1, 1, 1, 1])`, also
as ONNX prints it, with its inputs. It says no channels; its pools move by 1 unless it says more.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from convgif.errors import LayerError, listed, shorten
from convgif.layers.convolution import Conv
from convgif.layers.dialects.calls import Call
from convgif.layers.dialects.names import none_of
from convgif.layers.dialects.sides import begins_and_ends
from convgif.layers.dialects.spelling import CHANNELS, Dialect, Settings, Spelling
from convgif.layers.dialects.writing import (
    NO_BORDER,
    NO_PADDING,
    Written,
    by_family,
    refusal,
    sides,
    unless,
)
from convgif.layers.fields import is_list
from convgif.layers.pooling import AvgPool, MaxPool
from convgif.layers.resizing import RANKS, Upsample
from convgif.layers.transposed import ConvTranspose
from convgif.phrases import Phrase

AUTO_PAD: Mapping[str, int | str] = {"VALID": 0, "SAME_UPPER": "same_upper",
                                     "SAME_LOWER": "same_lower"}
NOT_SET = "NOTSET"
BATCH_AND_CHANNELS = 2  # axes before the spatial ones
FLAGS = ("ceil_mode", "count_include_pad")  # are 0 and 1
MARKS = frozenset({"kernel_shape", "pads", "strides", "auto_pad", "dilations", "group",
                   "output_shape", "scales"})
NOT_ARITHMETIC = frozenset({"name", "domain", "doc_string", "storage_order", "inputs", "outputs"})

_WINDOW = {"kernel_shape": "kernel_size", "strides": "stride", "pads": "padding",
           "auto_pad": "auto_pad", "dilations": "dilation"}
_CONV = {**_WINDOW, "group": "groups"}
_TRANSPOSE = {**_CONV, "output_padding": "output_padding", "output_shape": "output_shape"}
_POOL = {**_WINDOW, "ceil_mode": "ceil_mode"}
_RESIZE = {name: name for name in (
    "scales", "sizes", "axes", "mode", "coordinate_transformation_mode", "nearest_mode",
    "antialias", "exclude_outside", "keep_aspect_ratio_policy")} | {
        "roi": "", "cubic_coeff_a": "", "extrapolation_value": ""}


def _start(settings: Settings) -> Settings:
    """With padding in our words, and flags. Raises LayerError."""
    word = settings.pop("auto_pad", NOT_SET)
    if word != NOT_SET and word not in AUTO_PAD:
        raise LayerError(none_of("auto_pad", word, "ONNX", (NOT_SET, *AUTO_PAD)))
    if settings.pop("output_shape", None) is not None:
        raise LayerError(Phrase("output_shape is the size of one input's output: give pads and "
                                "output_padding, which hold for all"))
    pads = settings.pop("padding", None)
    if pads is not None:
        if not is_list(pads) or len(pads) % 2:
            raise LayerError(Phrase(
                "pads {pads} is no list of all begins and then all ends: give two numbers an axis, "
                "such as [1, 1, 1, 1]", pads=shorten(pads)))
        settings["padding"] = begins_and_ends(pads)
        if word != NOT_SET:
            raise LayerError(Phrase(
                "auto_pad {word} and pads {pads} are both given, which ONNX forbids: leave one out",
                word=shorten(word), pads=shorten(pads)))
    if word != NOT_SET:
        settings["padding"] = AUTO_PAD[word]
    return settings | {name: bool(settings[name]) for name in FLAGS if settings.get(name) in (0, 1)}


# Padding by ONNX' words for what the border holds.
PADS: Mapping[str, str] = {"constant": "ZeroPad", "reflect": "ReflectionPad",
                           "edge": "ReplicationPad", "wrap": "CircularPad"}
PAD_VALUES = frozenset({"constant_value", "value"})  # what it was an input as, and an attribute


def resizing_of(name: str, attributes: Mapping[str, Any], scales: Sequence[float] | None,
                sizes: Sequence[int]) -> Upsample:
    """A Resize, or an Upsample, as it was called, by scales or sizes of its spatial axes. Raises
    LayerError for rules that torch has not, by name."""
    rank = len(scales or sizes)
    older = name == "Upsample"
    mode = str(attributes.get("mode", "nearest"))
    place = str(attributes.get("coordinate_transformation_mode",
                               "asymmetric" if older else "half_pixel"))
    rounds = str(attributes.get("nearest_mode", "floor" if older else "round_prefer_floor"))
    for said in ("antialias", "exclude_outside", "keep_aspect_ratio_policy"):
        if attributes.get(said) not in (None, 0, "stretch"):
            raise LayerError(Phrase("{name} {value} is not drawn: leave it out", name=said,
                                    value=shorten(attributes[said])))
    if mode not in ("nearest", "linear"):
        raise LayerError(_not_drawn(f"mode {shorten(mode)}", ("nearest", "linear")))
    given: dict[str, Any] = ({"scale_factor": tuple(scales)} if scales else
                             {"size": tuple(sizes)})
    if mode == "nearest":
        if (place, rounds) != ("asymmetric", "floor") and not _doubles(scales, place, rounds):
            raise LayerError(Phrase(
                "nearest with {place} and {rounds} is not drawn: use asymmetric and floor",
                place=place, rounds=rounds))
        return RANKS[rank](**given)
    known = {"half_pixel": True, "align_corners": not scales or _are_whole(scales),
             "pytorch_half_pixel": min(scales or sizes) >= 2}  # else where 1 is all, it is at 0
    if not known.get(place):
        by_scales = Phrase("{place} by such scales", place=place)
        raise LayerError(Phrase(
            "linear with {place} is not drawn: use half_pixel, or align_corners by sizes",
            place=by_scales if scales else place))
    return RANKS[rank](**given, mode=RANKS[rank].linear_mode(),
                       align_corners=place == "align_corners" or None)


def _not_drawn(what: str, words: Sequence[str]) -> Phrase:
    return Phrase("{mode} is not drawn: use {words}", mode=what, words=listed(words, "or"))


def _doubles(scales: Sequence[float] | None, place: str, rounds: str) -> bool:
    """Whether each cell is repeated so often, by which rule ever."""
    return _are_whole(scales or (0.5,)) and (
        place in ("half_pixel", "pytorch_half_pixel") and rounds.startswith("round"))


def _are_whole(scales: Sequence[float]) -> bool:
    return all(scale == int(scale) for scale in scales)


def spatial(values: Sequence[float], axes: Sequence[int] | None, rank: int) -> list[float]:
    """The scales or sizes of the spatial axes, of an array of so many axes, for which they are said
    or else of all."""
    said = dict(zip([axis % rank for axis in axes] if axes else range(rank), values, strict=False))
    return [said.get(axis, 1.0) for axis in range(2, rank)]


def _resized(name: str, settings: Settings) -> Settings:
    """The arguments of the layer, of a text that says what are inputs of the node."""
    scales, sizes = settings.pop("scales", None), settings.pop("sizes", None)
    axes = settings.pop("axes", None)
    given = scales or sizes
    count = len(given) if is_list(given) and not axes else len(axes or ()) + BATCH_AND_CHANNELS
    if not is_list(given) or (scales and sizes) or count - BATCH_AND_CHANNELS not in RANKS:
        raise LayerError(Phrase(
            "{layer} says no size that is drawn: give scales or sizes, of batch, channels and 1 to "
            "3 axes, such as scales=[1, 1, 2, 2]", layer=name))
    if not axes and scales and set(scales[:BATCH_AND_CHANNELS]) != {1}:
        raise LayerError(Phrase("scales {scales} resize batch or channels: let the first two be 1",
                                scales=shorten(scales)))
    along = spatial(given, axes, count)
    layer = resizing_of(name, settings, along if scales else None,
                        [] if scales else [*map(int, along)])
    return {said: value for said, value in layer.arguments().items()
            if said != ("size" if scales else "scale_factor")}


def _padding(call: Call) -> Spelling:
    """A Pad, whose name here follows from its mode and the axes that its pads are for."""
    said = {name: call.value(argument) for name, argument in call.named.items()}
    mode, pads = said.get("mode", "constant"), said.get("pads")
    if mode not in PADS:
        raise LayerError(none_of("mode", mode, "ONNX", PADS))
    pairs = begins_and_ends(pads) if is_list(pads) and not len(pads) % 2 else ()
    rank = len(pairs) - BATCH_AND_CHANNELS
    if rank not in RANKS or any(map(any, pairs[:BATCH_AND_CHANNELS])):
        raise LayerError(Phrase(
            "pads {pads} are not drawn: give all begins and then all ends, of batch and channels 0 "
            "and of 1 to 3 axes, such as [0, 0, 1, 1, 0, 0, 1, 1]", pads=shorten(pads)))
    filled = mode == "constant" and not PAD_VALUES.isdisjoint(said)
    return Spelling(
        f"{'ConstantPad' if filled else PADS[mode]}{rank}d", {
            "mode": "", "pads": "padding", **dict.fromkeys(PAD_VALUES, "value" if filled else "")},
        start=lambda settings: settings | {"padding": pairs[BATCH_AND_CHANNELS:]})


def _padded_evenly(settings: Settings) -> Settings:
    found = _start(settings)
    padding = found.get("padding", 0)
    if is_list(padding):
        if any(before != after for before, after in padding):
            raise LayerError(Phrase(
                "pads {pads} differ before and after, which this layer does not: give equal ones",
                pads=shorten(padding)))
        found["padding"] = tuple(before for before, _ in padding)
    return found


_weighted = partial(Spelling, needs=("kernel_size",), unsaid=CHANNELS, start=_start)
_pool = partial(Spelling, needs=("kernel_size",), start=_start)

ROWS: Mapping[str, Spelling] = {
    "Conv": _weighted("Conv", _CONV),
    "ConvTranspose": _weighted("ConvTranspose", _TRANSPOSE),
    "MaxPool": _pool("MaxPool", _POOL, defaults={"stride": 1}),
    "AveragePool": _pool("AvgPool", {**_POOL, "count_include_pad": "count_include_pad"},
                         defaults={"stride": 1, "count_include_pad": False}),
    "LpPool": _pool("LPPool", {**_POOL, "p": "norm_type"}, defaults={"stride": 1}),
    "MaxUnpool": Spelling("MaxUnpool", {"kernel_shape": "kernel_size", "strides": "stride",
                                        "pads": "padding"}, ("kernel_size",),
                          defaults={"stride": 1}, start=_padded_evenly),
    "GlobalAveragePool": Spelling("GlobalAveragePool", {}),
    "GlobalMaxPool": Spelling("GlobalMaxPool", {}),
    "GlobalLpPool": Spelling("GlobalLpPool", {"p": "norm_type", "norm_type": "norm_type"}),
    "DepthToSpace": Spelling("PixelShuffle", {"blocksize": "upscale_factor", "mode": "order"},
                             ("upscale_factor",), defaults={"order": "DCR"}),
    "SpaceToDepth": Spelling("PixelUnshuffle", {"blocksize": "downscale_factor", "mode": "order"},
                             ("downscale_factor",), defaults={"order": "DCR"}),
    "Col2Im": Spelling("Fold", {"image_shape": "output_size", "block_shape": "kernel_size",
                                "dilations": "dilation", "pads": "padding", "strides": "stride"},
                       ("output_size", "kernel_size"), start=_padded_evenly),
    "Resize": Spelling("Upsample", _RESIZE, start=partial(_resized, "Resize")),
    "Upsample": Spelling("Upsample", _RESIZE, start=partial(_resized, "Upsample")),
}
# Which no other library has, with such arguments.
BY_NAME_ALONE = ("GlobalLpPool", "DepthToSpace", "SpaceToDepth", "Col2Im", "Resize")


def _spelling(call: Call) -> Spelling | None:
    """The row of a node; its third input is a bias."""
    node = (call.inputs is not None or not MARKS.isdisjoint(call.named)
            or call.name in BY_NAME_ALONE)
    if not node or call.module or call.positional:
        return None
    row = _padding(call) if call.name == "Pad" else ROWS.get(call.name)
    if row is None:
        return None
    return row if not row.unsaid else _with_bias(row, (call.inputs or 2) > 2)


def _with_bias(row: Spelling, bias: bool) -> Spelling:
    return Spelling(row.layer, row.takes, row.needs, row.unsaid, {"bias": bias}, row.start)


WRITTEN_WORDS = {"same": "SAME_UPPER", **{word: name for name, word in AUTO_PAD.items()
                                          if isinstance(word, str)}}


def _node(layer: Conv | ConvTranspose | MaxPool | AvgPool, operator: str, inputs: str,
          **attributes: int | Sequence[int] | None) -> Written:
    pads = sides(layer)
    word = WRITTEN_WORDS.get(str(layer.padding))
    if pads is None and word is None:
        return Written("", (NO_PADDING,))
    said = {"kernel_shape": layer.kernel_size, "strides": unless(1, layer.stride),
            "pads": unless(0, tuple(side for ends in zip(*pads, strict=True) for side in ends)
                           if pads else 0),
            "dilations": unless(1, layer.dilation), **attributes}
    written = [f'auto_pad = "{word}"'] if word and pads is None else []
    written += [f"{name} = {list(value) if isinstance(value, tuple) else value}"
                for name, value in said.items() if value is not None]
    return Written(f"y = {operator} <{', '.join(written)}> ({inputs})")


def _inputs(layer: Conv | ConvTranspose) -> str:
    return "x, w, b" if layer.bias else "x, w"


def _write_conv(layer: Conv) -> Written:
    refused = refusal((layer.padding_mode != "zeros" and sides(layer) != ((0, 0),) * layer.rank,
                       NO_BORDER))
    return refused or _node(layer, "Conv", _inputs(layer), group=unless(1, layer.groups))


def _write_transposed(layer: ConvTranspose) -> Written:
    return _node(layer, "ConvTranspose", _inputs(layer), group=unless(1, layer.groups),
                 output_padding=unless(0, layer.output_padding))


def _write_most(layer: MaxPool) -> Written:
    return _node(layer, "MaxPool", "x", ceil_mode=unless(0, int(layer.ceil_mode)))


def _write_average(layer: AvgPool) -> Written:
    refused = refusal((layer.divisor_override is not None, NO_PADDING))
    return refused or _node(layer, "AveragePool", "x", ceil_mode=unless(0, int(layer.ceil_mode)),
                            count_include_pad=int(layer.count_include_pad))


DIALECT = Dialect("ONNX", "Conv(kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2])",
                  _spelling, NOT_ARITHMETIC, write=by_family(
                      conv=_write_conv, transposed=_write_transposed, most=_write_most,
                      average=_write_average))
