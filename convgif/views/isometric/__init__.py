"""The isometric view: the input below, the output above, lines from the window to the output; or
the other way round, what each cell of the input becomes part of."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import (
    DEEP,
    SIZED_KINDS,
    SLIDING_KINDS,
    View,
    ViewSettings,
    count_positions,
    goes_by_input,
    telling_position,
)
from convgif.views.isometric.roles import ROLES
from convgif.views.isometric.settings import SLICES
from convgif.views.isometric.words import WORDS
from convgif.views.settings import BEAT, SHOW_IN, SHOW_OUT
from convgif.views.shown import count_steps


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    if not goes_by_input(layer, settings):
        return count_steps(layer, shape, settings) if settings[SLICES] else (
            count_positions(layer, shape))
    stamps = [layer.axis_stamps(axis, size) for axis, size in enumerate(shape[1:])]
    crops = any(plan is not None and len(plan.crop) < plan.size for plan in stamps)
    return prod(shape[1:]) + crops  # one that crops the canvas


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """That about the position of the output that says most, or about the middle of the input."""
    if not goes_by_input(layer, settings):
        return telling_position(layer, shape, settings)
    number = 0
    for size in shape[1:]:
        number = number * size + size // 2
    return number


def _scanned(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> tuple[int, ...]:
    """The positions of what a step is about, where there is depth; of a plane all are played."""
    if layer.rank < DEEP:
        return ()
    return shape[1:] if goes_by_input(layer, settings) else layer.output_shape(shape)[1:]


VIEW = View(
    description="the input below, the output above, lines from the window to the output",
    size_px=320, deep_px=480, kinds=(*SLIDING_KINDS, "local", *SIZED_KINDS), ranks=(1, 2, 3),
    settings=(SHOW_IN, SHOW_OUT, BEAT, SLICES), frames=_count_frames, folder=__name__, words=WORDS,
    most_cells=150_000, roles=ROLES, telling=_telling,
    scanned=_scanned, activates=True)
