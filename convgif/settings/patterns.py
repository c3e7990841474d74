"""Inputs that are small, and show how a layer goes on."""

from collections.abc import Sequence
from dataclasses import replace

from convgif.errors import LayerError
from convgif.layers import Layer, Linear

LARGEST_SMALL_INPUT = 500
SMALL_PATTERN = 4  # so many outputs on each axis show how it goes on
MOST_FEATURES = 8, 6  # given and made, of a small layer that reads all
FEW_CELLS = 2  # a window of a map that is divided, by which its windows are told apart
ENDS_FIXED = ("adaptive", "resizing")  # kinds of layers that may make a given size of any


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


def same_pattern(layer: Layer, sizes: Sequence[int]) -> tuple[int, ...]:
    """A small input, no larger than that, on which the layer goes on as on that one: a window fits
    into it, and as much is left over at its end. Raises LayerError where it does not fit that one.

    Of a convolution of stride 2 on 224, which leaves a column over, an input of 8, and not of 7.
    """
    try:
        return tuple(_same_pattern(layer, axis, given) for axis, given in enumerate(sizes))
    except LayerError:  # without windows
        usual = tuple(map(min, sizes, layer.default_input_size()))
    try:
        layer.output_shape((layer.usual_channels(1), *usual))
    except LayerError:  # its size is of the layer
        return tuple(sizes)
    return usual


def with_few_features(layer: Layer) -> Layer:
    """The layer with fewer features where it has no axes along which it could be small; else
    itself. `Linear(400, 120)` is Linear(8, 6)."""
    if not isinstance(layer, Linear):
        return layer
    given, made = map(min, (layer.in_features, layer.out_features), MOST_FEATURES)
    return replace(layer, in_features=given, out_features=made)


def _same_pattern(layer: Layer, axis: int, given: int) -> int:
    wanted = layer.axis_formula(axis, given)
    if layer.kind in ENDS_FIXED and _is_fixed(layer, axis, given):
        whole, rest = divmod(given, wanted.size)
        return min(given, max(SMALL_PATTERN, min(whole, FEW_CELLS) * wanted.size + rest))
    outputs, offsets = min(SMALL_PATTERN, wanted.size), layer.axis_plan(axis, given).offsets
    span = offsets[-1] + 1 if offsets else 1
    least = max(layer.smallest_input, min(given, max(FEW_CELLS + 1, span)))
    for size in range(least, min(given, LARGEST_SMALL_INPUT)):
        try:
            small = layer.axis_formula(axis, size)
        except LayerError:
            continue
        if small.size >= outputs and (small.exact - wanted.exact).denominator == 1:
            return size
    return given


def _is_fixed(layer: Layer, axis: int, given: int) -> bool:
    """Whether there are so many outputs, however large the input is."""
    return layer.axis_formula(axis, given).size == layer.axis_formula(axis, given + 1).size
