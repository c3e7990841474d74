"""The im2col view: a convolution as one matrix product, its windows the columns of a matrix."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import View, ViewSettings
from convgif.views.im2col.words import WORDS
from convgif.views.settings import NAMES, PRECISION, VALUES


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One an element of the output."""
    return prod(layer.output_shape(shape))


def _count_cells(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """Those of the patches."""
    axes = layer.plan(shape[1:])
    return shape[0] * prod(len(axis.offsets) * axis.output_size for axis in axes)


VIEW = View(
    description="a convolution as a product of matrices: kernels in rows, windows in columns",
    size_px=480, kinds=("convolution",), ranks=(1, 2), settings=(VALUES, PRECISION, NAMES),
    frames=_count_frames, folder=__name__, words=WORDS, gif_bytes=(24, 0.87, 0.74),
    most_cells=20_000, weights_apart=True, cells=_count_cells)
