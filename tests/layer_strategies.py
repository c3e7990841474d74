"""What the tests of several modules share: random layers that fit their input, and refusals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from conftest import FULL_EXAMPLES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from convgif.errors import ConvgifError, LayerError
from convgif.layers import (
    LAYERS,
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Flatten,
    Fold,
    Layer,
    Linear,
    LocallyConnected1d,
    LocallyConnected2d,
    LPPool1d,
    LPPool2d,
    LPPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
    PixelShuffle,
    PixelUnshuffle,
    Unfold,
    Upsample,
)
from convgif.layers.presets import PRESETS
from convgif.views import VIEWS

CONVOLUTIONS = {1: Conv1d, 2: Conv2d, 3: Conv3d}
POOLING = {"max": {1: MaxPool1d, 2: MaxPool2d, 3: MaxPool3d},
           "average": {1: AvgPool1d, 2: AvgPool2d, 3: AvgPool3d},
           "norm": {1: LPPool1d, 2: LPPool2d, 3: LPPool3d}}
TRANSPOSED = {1: ConvTranspose1d, 2: ConvTranspose2d, 3: ConvTranspose3d}
MODES_OF = {1: "linear", 2: "bilinear"}
MODES = ("zeros", "reflect", "replicate", "circular")
LARGEST_3D_INPUT = 5
LONGEST_MESSAGE = 300
FEWEST_EXAMPLES = 15

LayerAndSize = tuple[Any, tuple[int, ...]]


def repeatable(max_examples: int) -> settings:
    """Hypothesis settings that give the same examples in every run and on any machine, a third of
    so many; with the profile `long` others each time, and many more."""
    chosen = settings()
    share = max_examples * chosen.max_examples // FULL_EXAMPLES
    examples = max(share, min(max_examples, FEWEST_EXAMPLES))
    return settings(chosen, max_examples=examples, deadline=None,
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def refusal(kind: type[ConvgifError], call: Callable[[], object]) -> str:
    """The message with which the call is refused: one line, not long, of that very class."""
    with pytest.raises(ConvgifError) as caught:
        call()
    message = str(caught.value)
    assert type(caught.value) is kind, message
    assert_readable(message)
    return message


def assert_readable(message: str) -> None:
    """One line that is not empty and not long."""
    assert message.strip()
    assert len(message.splitlines()) == 1
    assert len(message) < LONGEST_MESSAGE


def preset_layer(name: str) -> Layer:
    """The layer of a preset as the command line builds it: without a bias."""
    row = PRESETS[name]
    bias = {"bias": False} if LAYERS[row.layer]().weight_shape else {}
    return LAYERS[row.layer](**bias, **row.settings)


@st.composite
def conv_layers(draw: st.DrawFn, ranks: Sequence[int] = (1, 2, 3), max_input: int = 8,
                max_channels: int = 4, max_kernel: int = 4, max_padding: int = 3,
                words: bool = True, modes: Sequence[str] = MODES) -> LayerAndSize:
    """A convolution and the size of an input that it fits, at most `max_input` on each axis.

    Its padding is at times below zero, so that it crops. words: padding words too, not only numbers
    and pairs. modes: the padding modes to choose from.
    """
    rank = draw(st.sampled_from(ranks))
    limit = min(max_input, LARGEST_3D_INPUT) if rank == 3 else max_input
    mode = draw(st.sampled_from(modes))
    kernels = _axes(draw, rank, 1, min(max_kernel, limit))
    strides = _axes(draw, rank, 1, 3)
    dilations = tuple(draw(st.integers(1, _most_dilation(kernel, limit))) for kernel in kernels)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, kernels, strict=True)]
    padding: Any
    if words and draw(st.integers(0, 2)) == 0:
        padding = draw(st.sampled_from(
            ["valid", "same_upper", "same_lower", "full", *["same"] * (set(strides) == {1}),
             *["causal"] * (rank == 1)]))
        fits_any = mode in ("zeros", "replicate") and padding != "valid"
        smallest = [1 if fits_any else span for span in spans]
    else:
        widest = min(max_padding, limit - 1)
        filled = {"reflect": 1, "circular": 0}
        padding, smallest = [], []
        for span in spans:
            pair = draw(_sides(widest))
            for allowed in (pair, tuple(max(0, side) for side in pair)):
                cropped = -sum(min(0, side) for side in allowed)
                least = max(1 + cropped, span - sum(allowed), max(allowed) + cropped + filled[mode]
                            if mode in filled and max(allowed) > 0 else 0)
                if least <= limit:
                    break
            padding.append(allowed)
            smallest.append(least)
        padding = tuple(padding)
    groups, in_channels, out_channels = _channels(draw, max_channels)
    layer = CONVOLUTIONS[rank](
        in_channels, out_channels, kernels, strides, padding, dilations, groups,
        bias=draw(st.booleans()), padding_mode=mode)
    return layer, tuple(draw(st.integers(least, limit)) for least in smallest)


@st.composite
def local_layers(draw: st.DrawFn, ranks: Sequence[int] = (1, 2), max_input: int = 6
                 ) -> LayerAndSize:
    """A locally connected layer and the size of an input that it fits."""
    layer, size = draw(conv_layers([rank for rank in ranks if rank < 3] or [1], max_input, 2))
    kind = {1: LocallyConnected1d, 2: LocallyConnected2d}[layer.rank]
    return kind(**layer.settings(), input_size=size), size


@st.composite
def transposed_layers(draw: st.DrawFn, ranks: Sequence[int] = (1, 2, 3), max_input: int = 5,
                      max_channels: int = 4, max_kernel: int = 4,
                      max_padding: int = 4, words: bool = True) -> LayerAndSize:
    """A transposed convolution and the size of an input that it fits.

    The padding is often more than dilation*(kernel-1), so that the border is negative; at times
    below zero, so that the output grows; and at times a word.
    """
    rank = draw(st.sampled_from(ranks))
    limit = min(max_input, LARGEST_3D_INPUT - 1) if rank == 3 else max_input
    kernels, strides, dilations = (
        _axes(draw, rank, 1, max_kernel), _axes(draw, rank, 1, 3),
        _axes(draw, rank, 1, 2 if rank == 3 else 3))
    sizes = _axes(draw, rank, 1, limit)
    extras, padding = [], []
    for size, kernel, stride, dilation in zip(sizes, kernels, strides, dilations, strict=True):
        extra = draw(st.integers(0, max(stride, dilation) - 1))
        croppable = (size - 1) * stride + dilation * (kernel - 1) + extra
        lowest = draw(st.sampled_from([0, 0, -2]))
        before = draw(st.integers(lowest, min(max_padding, croppable)))
        extras.append(extra)
        padding.append((before, draw(st.integers(lowest, min(max_padding, croppable - before)))))
    word = draw(st.sampled_from(["same_upper", "same_lower"])) if (
        words and draw(st.integers(0, 4)) == 0) else None
    groups, in_channels, out_channels = _channels(draw, max_channels)
    layer = TRANSPOSED[rank](
        in_channels, out_channels, kernels, strides, word or tuple(padding),
        0 if word else tuple(extras), groups, bias=draw(st.booleans()), dilation=dilations)
    return layer, sizes


@st.composite
def pooling_layers(draw: st.DrawFn, ranks: Sequence[int] = (1, 2, 3), max_input: int = 8,
                   families: Sequence[str] = tuple(POOLING), dilated: bool = True,
                   words: bool = True) -> LayerAndSize:
    """A pooling layer of one of the families and the size of an input that it fits.

    With ceil_mode the input may be smaller than the window, and the last window may be left out.
    The padding is at times more than half of the window, or below zero.
    """
    rank = draw(st.sampled_from(ranks))
    limit = min(max_input, LARGEST_3D_INPUT) if rank == 3 else max_input
    cls = POOLING[draw(st.sampled_from(families))][rank]
    kernels = _axes(draw, rank, 1, min(4, limit))
    dilations = tuple(draw(st.integers(1, _most_dilation(kernel, limit) if dilated else 1))
                      for kernel in kernels)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, kernels, strict=True)]
    settings: dict[str, Any] = {
        "kernel_size": kernels, "dilation": dilations, "ceil_mode": draw(st.booleans()),
        "stride": draw(st.one_of(st.none(), st.just(_axes(draw, rank, 1, 4))))}
    if words and draw(st.integers(0, 4)) == 0:
        settings["padding"] = draw(st.sampled_from(["valid", "same_upper", "same_lower"]))
    else:
        settings["padding"] = tuple(
            draw(_sides(draw(st.sampled_from([span // 2, span + 1])))) for span in spans)
    if cls.family == "AvgPool":
        settings["count_include_pad"] = draw(st.booleans())
    if cls.family == "LPPool":
        settings["norm_type"] = draw(st.integers(1, 3))
    layer = cls(**settings)
    fitting = [_fitting(layer, axis, limit) for axis in range(rank)]
    if not all(fitting):  # all padding, for a maximum
        layer = replace(layer, padding=0)
        fitting = [_fitting(layer, axis, limit) for axis in range(rank)]
    return layer, tuple(draw(st.sampled_from(sizes)) for sizes in fitting)


@st.composite
def linear_layers(draw: st.DrawFn, most: int = 5) -> LayerAndSize:
    """A fully connected layer and its input size, which is none."""
    return Linear(draw(st.integers(1, most)), draw(st.integers(1, most)), draw(st.booleans())), ()


@st.composite
def sampling_layers(draw: st.DrawFn, max_input: int = 5) -> LayerAndSize:
    """A layer of one or two axes that pools to a size, resizes, or moves numbers."""
    size = draw(st.integers(1, 2).flatmap(
        lambda rank: st.tuples(*[st.integers(2, max_input)] * rank)))
    rank, one_to_five = len(size), st.integers(1, 5)
    by, order = draw(st.integers(1, 2)), draw(st.sampled_from(["CRD", "DCR"]))
    around = tuple(draw(st.integers(0, 1)) for _ in range(2 * rank))
    plane: list[LayerAndSize] = [
        (PixelShuffle(2, order), (2, 2)), (PixelUnshuffle(by, order), (2 * by, by)),
        (Unfold(2, padding=by - 1, stride=by), (3, 4)), (Fold((3, 4), 2, stride=1), (6,)),
        (Flatten(), (2, 2))] if rank == 2 else []
    return draw(st.sampled_from([
        (LAYERS[f"AdaptiveAvgPool{rank}d"](tuple(draw(one_to_five) for _ in size)), size),
        (LAYERS[f"AdaptiveMaxPool{rank}d"](tuple(draw(one_to_five) for _ in size)), size),
        (LAYERS[f"GlobalLpPool{rank}d"](), size),
        (Upsample(size=tuple(draw(one_to_five) for _ in size), mode=MODES_OF[rank],
                  align_corners=draw(st.booleans())), size),
        (Upsample(scale_factor=(draw(st.sampled_from([0.5, 1.5, 2])),) * rank), size),
        (LAYERS[f"MaxUnpool{rank}d"](2), size), (LAYERS[f"ConstantPad{rank}d"](around, 2), size),
        (LAYERS[f"ReflectionPad{rank}d"](around), size), *plane]))


def weighted_layers(ranks: Sequence[int] = (1, 2, 3), max_input: int = 6,
                    max_channels: int = 4) -> st.SearchStrategy[tuple[Layer, tuple[int, ...]]]:
    """A layer with weights and spatial axes, and the size of an input that it fits."""
    return st.one_of(conv_layers(ranks, max_input, max_channels),
                     transposed_layers(ranks, min(max_input, 5), max_channels))


def any_layers(ranks: Sequence[int] = (1, 2, 3), max_input: int = 6,
               max_channels: int = 4) -> st.SearchStrategy[tuple[Layer, tuple[int, ...]]]:
    """A layer of any class of those ranks and the size of an input that it fits; 0: Linear."""
    spatial = [rank for rank in ranks if rank]
    return st.one_of(weighted_layers(spatial, max_input, max_channels),
                     pooling_layers(spatial, max_input), *[linear_layers()] * (0 in ranks),
                     *[local_layers(spatial, max_input)] * any(rank < 3 for rank in spatial))


def drawn_layers(view: str, ranks: Sequence[int] = (1, 2), max_input: int = 6,
                 max_channels: int = 4) -> st.SearchStrategy[LayerAndSize]:
    """Any layer that the view draws, and the size of an input that it fits."""
    return any_layers(ranks, max_input, max_channels).filter(
        lambda layer_and_size: VIEWS[view].draws(layer_and_size[0]))


def _fitting(layer: Any, axis: int, limit: int) -> list[int]:
    """The sizes of an axis that the layer fits; any kernel fits an input of its span, cropped by 4
    at most."""
    fitting = []
    for size in range(1, limit + layer.span(axis) + 5):
        try:
            layer.axis_plan(axis, size)
            fitting.append(size)
        except LayerError:
            continue
    return [size for size in fitting if size <= limit] or fitting[:1]


@cache  # to make it anew for each example took longer than to draw from it
def _sides(widest: int) -> st.SearchStrategy[tuple[int, int]]:
    """The padding of both sides, one time in four below zero."""
    return st.sampled_from([0, 0, 0, -2]).flatmap(
        lambda lowest: st.tuples(st.integers(lowest, widest), st.integers(lowest, widest)))


def _axes(draw: st.DrawFn, rank: int, least: int, most: int) -> tuple[int, ...]:
    return tuple(draw(st.integers(least, most)) for _ in range(rank))


def _most_dilation(kernel: int, limit: int) -> int:
    return 3 if kernel == 1 else max(1, min(3, (limit - 1) // (kernel - 1)))


def _channels(draw: st.DrawFn, most: int) -> tuple[int, int, int]:
    groups = draw(st.integers(1, most))
    per_group = st.integers(1, most // groups)
    return groups, groups * draw(per_group), groups * draw(per_group)
