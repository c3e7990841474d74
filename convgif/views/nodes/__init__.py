"""The nodes view: numbers as nodes, and an edge for each input that an output reads."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import SIZED_KINDS, SLIDING_KINDS, View, ViewSettings
from convgif.views.nodes.roles import ROLES
from convgif.views.nodes.words import WORDS
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT, Switch

GRID = Switch("grid", "nodes in two isometric grids, so that their place is kept, not in columns")


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One an output node."""
    channels, *size = layer.output_shape(shape)
    return _count(settings[SHOW_OUT], channels) * prod(size)


def _count_cells(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """The edges that there may be."""
    channels, *size = shape
    return (_count(settings[SHOW_IN], channels) * prod(size)
            * _count_frames(layer, shape, settings))


def _count(shown: tuple[int, ...] | None, channels: int) -> int:
    """How many channels are drawn."""
    return channels if shown is None else len(shown)


VIEW = View(
    description="numbers as nodes, an edge for each input that an output reads, by weight",
    size_px=480, kinds=("linear", *SLIDING_KINDS, "local", *SIZED_KINDS), ranks=(0, 1, 2),
    settings=(SHOW_IN, SHOW_OUT, GRID, PRECISION), frames=_count_frames, folder=__name__,
    words=WORDS, gif_bytes=(29, 0.87, 0.67), most_cells=4_000, weights_apart=True,
    cells=_count_cells, roles=ROLES, activates=True)
