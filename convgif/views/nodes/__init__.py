"""The nodes view: numbers as nodes, and an edge for each input that an output reads."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import SIZED_KINDS, SLIDING_KINDS, View, ViewSettings
from convgif.views.nodes.roles import ROLES
from convgif.views.nodes.words import WORDS
from convgif.views.settings import PRECISION


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One an output node."""
    return prod(layer.output_shape(shape))


def _count_cells(layer: Layer, shape: tuple[int, ...]) -> int:
    """The edges that there may be."""
    return prod(shape) * prod(layer.output_shape(shape))


VIEW = View(
    description="numbers as nodes, an edge for each input that an output reads, by weight",
    size_px=480, kinds=("linear", *SLIDING_KINDS, "local", *SIZED_KINDS), ranks=(0, 1, 2),
    settings=(PRECISION,),
    frames=_count_frames, folder=__name__, words=WORDS, gif_bytes=(29, 0.87, 0.67),
    most_cells=4_000, weights_apart=True, cells=_count_cells, roles=ROLES)
