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
from convgif.views.settings import BY_PLACE, NAMES, PRECISION, SHOW_IN, SHOW_OUT, VALUES
from convgif.views.shown import count_steps

SOME_CHANNELS = 3, 2  # in and out, so that their sum and their filters are seen


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """The number of the position that says most, of the first channel that is shown."""
    position = telling_position(layer, shape, settings)
    if not settings[BY_PLACE]:
        return position
    return position * count_steps(layer, shape, settings) // count_positions(layer, shape)


VIEW = View(
    description="every channel, each filter's kernels and their sum; groups in brackets",
    size_px=560, kinds=SLIDING_KINDS, ranks=(1, 2),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION, NAMES, BY_PLACE), frames=count_steps,
    folder=__name__, words=WORDS, gif_bytes=(19, 0.98, 0.66), channels=SOME_CHANNELS,
    most_channels=MOST_CHANNELS, smallest=(4, 2), roles=ROLES, telling=_telling)
