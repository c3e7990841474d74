"""Limits: the bounds of settings that are numbers, and how much is hardly meant."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import TypeVar

from convgif.errors import ConvgifError, LayerError, LimitError, setting, shorten
from convgif.layers import Layer
from convgif.views import SIZE_PX, View, ViewSettings

Number = TypeVar("Number", int, float)

# The lowest and the highest value, both allowed.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "size": SIZE_PX, "density": (0.5, 8), "duration": (20, 60_000), "hold": (0, 60_000),
    "loop": (0, 65_536), "precision": (0, 6)}
MOST_PIXELS = 500_000_000  # frames x pixels: more is hardly meant
MOST_CELLS = 50_000
LARGEST_SMALL_INPUT = 500
SMALL_PATTERN = 4  # so many outputs on each axis show how it goes on


def within(name: str, value: Number) -> Number:
    """The value, if it lies within the bounds of that setting. Raises ConvgifError."""
    lowest, highest = BOUNDS[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConvgifError(f"{name} {shorten(value)} is no number: give {lowest} to {highest}")
    if not lowest <= value <= highest:
        raise ConvgifError(f"{name} {shorten(value)} is out of range: give {lowest} to {highest}")
    return value


def check_amount(view: View, settings: ViewSettings, layer: Layer,
                 input_size: int | Sequence[int], pixels: int) -> None:
    """Raises LimitError where that many frames of so many pixels, or cells, are hardly meant."""
    axes = layer.plan(input_size)
    frames = view.frames(layer, layer.spatial_size(input_size), settings)
    cells = prod(axis.extended_size for axis in axes) + prod(axis.output_size for axis in axes)
    if frames * pixels <= MOST_PIXELS and cells <= MOST_CELLS:
        return
    small = _small_pattern(layer, layer.spatial_size(input_size))
    fewer = view.frames(layer, small, settings)
    shown = setting("input_size", small[0] if len(set(small)) == 1 else small)
    advice = (f"{shown} shows the same pattern in {fewer} frames"
              if fewer < frames and fewer * pixels <= MOST_PIXELS
              else "take a smaller input, kernel or stride" if cells > MOST_CELLS
              else f"take a smaller {setting('size_px')}")
    amount = (f"{frames} frames of {pixels} pixels are over {MOST_PIXELS // 10**6} million in all"
              if frames * pixels > MOST_PIXELS else
              f"{cells} cells are over {MOST_CELLS}, too many to tell apart")
    raise LimitError(f"{amount}: {advice}; {setting('force', True)} lifts the limit")


def _small_pattern(layer: Layer, sizes: Sequence[int]) -> tuple[int, ...]:
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
