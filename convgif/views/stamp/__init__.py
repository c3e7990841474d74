"""The stamp view: each input value times the kernel is laid on the output, and overlaps add up."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import View, ViewSettings
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT, VALUES
from convgif.views.stamp.roles import ROLES
from convgif.views.stamp.words import WORDS


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One an input cell, one that crops, and one for what completes the sums."""
    is_partial = len(layer.channels_read(0)) > 1 or layer.bias_shape is not None
    return prod(shape[1:]) + 1 + (settings[VALUES] and is_partial)


VIEW = View(
    description="each input value times the kernel, laid on the output; where stamps overlap",
    size_px=480, kinds=("transposed",), ranks=(1, 2),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION), frames=_count_frames, folder=__name__,
    words=WORDS, gif_bytes=(1.26, 1.41, 0.63), roles=ROLES)
