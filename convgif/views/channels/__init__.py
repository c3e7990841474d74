"""The channels view: every channel, each filter's kernels and their sum."""

from convgif.views.base import MOST_CHANNELS, SLIDING_KINDS, View, telling_position
from convgif.views.channels.roles import ROLES
from convgif.views.channels.words import WORDS
from convgif.views.settings import NAMES, PRECISION, SHOW_IN, SHOW_OUT, VALUES
from convgif.views.shown import count_steps

SOME_CHANNELS = 3, 2  # in and out, so that their sum and their filters are seen

VIEW = View(
    description="every channel, each filter's kernels and their sum; groups in brackets",
    size_px=560, kinds=SLIDING_KINDS, ranks=(1, 2),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION, NAMES), frames=count_steps, folder=__name__,
    words=WORDS, gif_bytes=(19, 0.98, 0.66), channels=SOME_CHANNELS, most_channels=MOST_CHANNELS,
    smallest=(4, 2), roles=ROLES, telling=telling_position)
