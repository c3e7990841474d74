"""The moves view: where each number of the input goes, or what each output is taken from."""

from math import prod

from convgif.layers import Layer, MovingLayer
from convgif.views.base import MOVING_KINDS, View, ViewSettings
from convgif.views.moves.parts import part_of
from convgif.views.moves.roles import ROLES
from convgif.views.moves.words import WORDS
from convgif.views.settings import BY_PLACE, PRECISION


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    assert isinstance(layer, MovingLayer)
    part = part_of(layer, shape)
    return layer.turns_in(shape, None if part.is_all else part.outputs)


def _count_cells(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    assert isinstance(layer, MovingLayer)
    part, made = part_of(layer, shape), layer.moved_shape(shape)
    return sum(prod(size) if part.is_all else len(drawn) * prod(size[1:])
               for size, drawn in ((shape, part.inputs), (made, part.outputs)))


VIEW = View(
    description="where numbers go that a layer moves, or what it adds up of them",
    size_px=480, kinds=MOVING_KINDS, ranks=(0, 1, 2, 3), settings=(PRECISION, BY_PLACE),
    frames=_count_frames, folder=__name__, words=WORDS, roles=ROLES, cells=_count_cells,
    most_cells=2_000, works_out_all=True)
