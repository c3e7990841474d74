"""The channels view: every channel, each filter's kernels and their sum."""

from convgif.layers import Layer
from convgif.views.base import (
    MOST_CHANNELS,
    SLIDING_KINDS,
    View,
    ViewSettings,
    count_positions,
    telling_position,
)
from convgif.views.channels.roles import ROLES
from convgif.views.channels.words import WORDS
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT, VALUES

SOME_CHANNELS = 3, 2  # in and out, so that their sum and their filters are seen


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One a position and output channel that is shown."""
    outputs, shown = settings[SHOW_OUT], settings[SHOW_IN]
    if outputs is not None:
        count = len(set(outputs))
    else:
        count = sum(shown is None or not set(layer.channels_read(out)).isdisjoint(shown)
                    for out in range(layer.output_channels(shape[0])))
    return count * count_positions(layer, shape)


VIEW = View(
    description="every channel, each filter's kernels and their sum; groups in brackets",
    size_px=560, kinds=SLIDING_KINDS, ranks=(1, 2),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION), frames=_count_frames, folder=__name__,
    words=WORDS, gif_bytes=(19, 0.98, 0.66), channels=SOME_CHANNELS, most_channels=MOST_CHANNELS,
    smallest=(4, 2), roles=ROLES, telling=telling_position)
