"""The backward view: where each gradient comes from, under the forward pass on the same wires."""

from math import prod

from convgif.layers import Layer, MovingLayer
from convgif.layers.padding_layers import Pad
from convgif.views.backward.words import WORDS
from convgif.views.base import (
    MOVING_KINDS,
    SIZED_KINDS,
    SLIDING_KINDS,
    View,
    ViewSettings,
    count_positions,
)
from convgif.views.moves.parts import check_all_are_drawn
from convgif.views.settings import OF, PRECISION, SHOW_IN, SHOW_OUT, VALUES


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One for each position, or for each feature of a layer without axes, or number that moves."""
    if isinstance(layer, MovingLayer):
        check_all_are_drawn(layer, shape)
        return layer.moves_in(shape)
    return count_positions(layer, shape) if layer.rank else layer.output_channels(shape[0])


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One in the middle; where a border repeats the input, one of that border."""
    frames = _count_frames(layer, shape, settings)
    if isinstance(layer, Pad) and layer.rank and frames == prod(layer.output_shape(shape)):
        border = layer.is_border(shape).ravel().nonzero()[0]
        return int(border[len(border) // 2]) if len(border) else frames // 2
    return frames // 2


VIEW = View(
    description="backwards: each gradient of the output goes to the input, the weight and the bias",
    size_px=560, kinds=(*SLIDING_KINDS, *SIZED_KINDS, "local", "linear", *MOVING_KINDS),
    ranks=(0, 1, 2),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION, OF), frames=_count_frames, folder=__name__,
    telling=_telling, words=WORDS, works_out_all=True, gradient_view="values", activates=True)
