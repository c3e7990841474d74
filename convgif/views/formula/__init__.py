"""The formula view: how an output follows from the input, in letters and with its indices."""

from math import prod

from convgif.layers import Layer, MovingLayer
from convgif.views.base import (
    MOVING_KINDS,
    SIZED_KINDS,
    SLIDING_KINDS,
    View,
    ViewSettings,
    telling_position,
)
from convgif.views.formula.words import WORDS
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One a position, or a feature of a layer without axes, or a number that is moved."""
    if isinstance(layer, MovingLayer):
        return layer.moves_in(shape)
    if not layer.rank:
        return layer.output_channels(shape[0])
    return prod([plan.output_size for plan in layer.plan(shape[1:])])


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """A position, or the middle feature or number."""
    if layer.rank and not isinstance(layer, MovingLayer):
        return telling_position(layer, shape, settings)
    return _count_frames(layer, shape, settings) // 2


VIEW = View(
    description="the formula of an output in letters, and under it with the indices of each step",
    size_px=480, kinds=(*SLIDING_KINDS, "linear", "local", *SIZED_KINDS, *MOVING_KINDS),
    ranks=(0, 1, 2, 3), settings=(SHOW_IN, SHOW_OUT, PRECISION), frames=_count_frames,
    folder=__name__, words=WORDS, gif_bytes=(24, 0.87, 0.74), telling=_telling, activates=True)
