"""The equivariance view: an input and the same input shifted, through the same layer."""

from convgif.layers import Layer
from convgif.views.base import SLIDING_KINDS, View, ViewSettings, count_positions
from convgif.views.equivariance.roles import ROLES
from convgif.views.equivariance.words import WORDS
from convgif.views.settings import PRECISION, SHIFT, SHOW_IN, SHOW_OUT, VALUES


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One for each position, or for each feature of a layer without axes."""
    return count_positions(layer, shape) if layer.rank else layer.output_channels(shape[0])


VIEW = View(
    description="the input and the same shifted, through the same layer: where its output follows",
    size_px=480, kinds=(*SLIDING_KINDS, "adaptive", "local", "linear"), ranks=(0, 1, 2),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION, SHIFT), frames=_count_frames, folder=__name__,
    words=WORDS, works_out_all=True, more_cells=3, roles=ROLES)
