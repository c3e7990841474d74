"""Inputs that are small, and show how a layer goes on."""

from collections.abc import Sequence

from convgif.errors import LayerError
from convgif.layers import Layer

LARGEST_SMALL_INPUT = 500
SMALL_PATTERN = 4  # so many outputs on each axis show how it goes on


def small_size(layer: Layer, sizes: Sequence[int]) -> tuple[int, ...]:
    """The smallest input, no larger than that, which shows how it goes on."""
    return tuple(next((size for size in range(layer.smallest_input, min(given, LARGEST_SMALL_INPUT))
                       if _outputs(layer, axis, size) >= SMALL_PATTERN), given)
                 for axis, given in enumerate(sizes))


def _outputs(layer: Layer, axis: int, size: int) -> int:
    """How many outputs that axis has; 0 where the layer does not fit, or has no windows."""
    try:
        if layer.axis_formula(axis, size).size < SMALL_PATTERN:  # much quicker than the plan
            return 0
        return layer.axis_plan(axis, size).output_size
    except LayerError:
        return 0
