"""The lanes view: one axis as time. A lane for each channel of the input below, one for each of the
output above, in which an output stands over the input of its own moment."""

from convgif.layers import Layer
from convgif.views.base import (
    MOST_CHANNELS,
    SIZED_KINDS,
    SLIDING_KINDS,
    View,
    ViewSettings,
    count_positions,
    telling_position,
)
from convgif.views.lanes.roles import ROLES
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT, VALUES
from convgif.views.shown import count_steps


def draws_one_pair(layer: Layer, in_channels: int, settings: ViewSettings) -> bool:
    """Whether one channel of each is drawn: nothing says which, and all are too many to be told
    apart."""
    most = max(in_channels, layer.output_channels(in_channels))
    return settings[SHOW_IN] is None and settings[SHOW_OUT] is None and most > MOST_CHANNELS


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    if draws_one_pair(layer, shape[0], settings):
        return count_positions(layer, shape)
    return count_steps(layer, shape, settings)


VIEW = View(
    description="one axis as time: each output over the input of its own moment",
    size_px=320, kinds=(*SLIDING_KINDS, "local", *SIZED_KINDS), ranks=(1,),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION), frames=_count_frames, folder=__name__,
    most_channels=MOST_CHANNELS, roles=ROLES, telling=telling_position)
