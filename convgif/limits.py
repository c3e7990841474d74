"""Limits: the bounds of settings that are numbers, and how much is hardly meant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from numbers import Real
from operator import index
from typing import Any, NamedTuple, TypeVar

from convgif.errors import ConvgifError, LayerError, LimitError, setting, shorten
from convgif.layers import Layer
from convgif.views import SIZE_PX, View, ViewSettings

Number = TypeVar("Number", int, float)


class Bounds(NamedTuple):
    """The lowest and the highest value, both allowed. whole: whether only whole ones are."""

    lowest: float
    highest: float
    whole: bool = True


BOUNDS: Mapping[str, Bounds] = {
    "size_px": Bounds(*SIZE_PX), "density": Bounds(0.5, 8, whole=False),
    "duration_ms": Bounds(20, 60_000), "hold_ms": Bounds(0, 60_000), "loop": Bounds(0, 65_536),
    "precision": Bounds(0, 6)}
MOST_PIXELS = 500_000_000  # frames x pixels: more is hardly meant
MOST_CELLS = 50_000
LARGEST_SMALL_INPUT = 500
SMALL_PATTERN = 4  # so many outputs on each axis show how it goes on


def within(name: str, value: Number) -> Number:
    """The value as a plain number, if it lies within the bounds of that setting. Raises
    ConvgifError."""
    lowest, highest, whole = BOUNDS[name]
    try:
        number: Number = _plain(value, whole)
    except (TypeError, OverflowError):
        kind = "whole number" if whole else "number"
        raise ConvgifError(f"{setting(name)} {shorten(value)} is no {kind}: give {lowest} to "
                           f"{highest}") from None
    if not lowest <= number <= highest:
        raise ConvgifError(f"{setting(name)} {shorten(number)} is out of range: give {lowest} to "
                           f"{highest}")
    return number


def _plain(value: Any, whole: bool) -> Any:
    """The number as an int or float of Python. Raises TypeError for what is none."""
    if isinstance(value, bool):
        raise TypeError
    try:
        return index(value)
    except TypeError:
        if whole or not isinstance(value, Real):
            raise
        return float(value)


def check_amount(view: View, settings: ViewSettings, layer: Layer, input_shape: tuple[int, ...],
                 pixels: int) -> None:
    """Raises LimitError where that many frames of so many pixels, or cells, are hardly meant.

    input_shape: channels first.
    """
    frames, cells = view.frames(layer, input_shape, settings), _cells(layer, input_shape)
    if frames * pixels <= MOST_PIXELS and cells <= MOST_CELLS:
        return
    shown, small, shape = _small_pattern(layer, input_shape)
    anywhere = replace(settings, steps=None, at=None)  # it may lack those
    fewer = view.frames(small, shape, anywhere)
    advice = (f"{shown} shows the same pattern in {fewer} frames"
              if fewer * pixels <= MOST_PIXELS and _cells(small, shape) <= MOST_CELLS
              else "take a smaller input, kernel or stride" if cells > MOST_CELLS
              else f"take a smaller {setting('size_px')}")
    amount = (f"{frames} frames of {pixels} pixels are over {MOST_PIXELS // 10**6} million in all"
              if frames * pixels > MOST_PIXELS else
              f"{cells} cells are over {MOST_CELLS}, too many to tell apart")
    raise LimitError(f"{amount}: {advice}; {setting('force', True)} lifts the limit")


def _cells(layer: Layer, input_shape: tuple[int, ...]) -> int:
    """How many cells one plane of the input and of the output has; of a layer without axes, which
    is drawn whole, all its features and weights."""
    axes = layer.plan(input_shape[1:])
    if axes:
        return prod(axis.extended_size for axis in axes) + prod(axis.output_size for axis in axes)
    return input_shape[0] + layer.output_channels(input_shape[0]) + layer.parameter_count


def _small_pattern(layer: Layer, input_shape: tuple[int, ...]
                   ) -> tuple[str, Layer, tuple[int, ...]]:
    """How to ask for what shows how it goes on; that layer, and the shape of its input."""
    if not layer.rank:
        small = type(layer)()
        return f"a small layer such as {small}", small, small.input_shape(())
    channels, *given = input_shape
    size = _small_size(layer, given)
    shown = setting("input_size", size[0] if len(set(size)) == 1 else size)
    return shown, layer, (channels, *size)


def _small_size(layer: Layer, sizes: Sequence[int]) -> tuple[int, ...]:
    """The smallest input, no larger than that, which shows how it goes on."""
    return tuple(next((size for size in range(layer.smallest_input, min(given, LARGEST_SMALL_INPUT))
                       if _outputs(layer, axis, size) >= SMALL_PATTERN), given)
                 for axis, given in enumerate(sizes))


def _outputs(layer: Layer, axis: int, size: int) -> int:
    """How many outputs that axis has; 0 where the layer does not fit."""
    if layer.axis_formula(axis, size).size < SMALL_PATTERN:  # much quicker to know than the plan
        return 0
    try:
        return layer.axis_plan(axis, size).output_size
    except LayerError:
        return 0
