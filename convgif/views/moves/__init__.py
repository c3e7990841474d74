"""The moves view: where each number of the input goes, or what each output is taken from."""

from math import prod

from convgif.layers import Layer, MovingLayer
from convgif.views.base import View, ViewSettings
from convgif.views.moves.roles import ROLES
from convgif.views.moves.words import WORDS
from convgif.views.settings import PRECISION

KINDS = ("moving", "padding", "unpooling")


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One for each output that takes something; of unpooling one for each input."""
    assert isinstance(layer, MovingLayer)
    if layer.takes_indices:
        return prod(shape)
    return int((layer.sources(shape) >= 0).any(axis=1).sum())


def _count_cells(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    return prod(shape) + prod(layer.output_shape(shape))


VIEW = View(
    description="where numbers go that a layer moves, or what it adds up of them",
    size_px=480, kinds=KINDS, ranks=(1, 2), settings=(PRECISION,), frames=_count_frames,
    folder=__name__, words=WORDS, roles=ROLES, cells=_count_cells, most_cells=2_000,
    works_out_all=True)
