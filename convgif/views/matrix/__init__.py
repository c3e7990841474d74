"""The matrix view: the layer as one sparse matrix times the input, by rows or by columns."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import SIZED_KINDS, View, ViewSettings, goes_by_input
from convgif.views.matrix.roles import ROLES
from convgif.views.matrix.words import WORDS
from convgif.views.settings import BEAT, NAMES, PRECISION, VALUES, Switch

PADDED = Switch("padded", "the padded input as the columns of a matrix", default_help="off")


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One a row of the matrix, or a column."""
    return prod(shape) if goes_by_input(layer, settings) else prod(layer.output_shape(shape))


def _count_cells(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """Those of the matrix."""
    return prod(shape) * prod(layer.output_shape(shape))


VIEW = View(
    description="the layer as one sparse matrix times the input, a row at a time",
    size_px=480, kinds=("convolution", "local", "transposed", "pooling", "linear", *SIZED_KINDS),
    ranks=(0, 1, 2, 3), settings=(VALUES, PRECISION, NAMES, PADDED, BEAT), frames=_count_frames,
    folder=__name__, words=WORDS, roles=ROLES, gif_bytes=(24, 0.87, 0.74), most_cells=20_000,
    weights_apart=True, weighted=True, cells=_count_cells)
