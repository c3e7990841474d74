"""The isometric view: the input below, the output above, lines from the window to the output."""

from convgif.layers import Layer
from convgif.views.base import SLIDING_KINDS, View, ViewSettings, count_positions, telling_position
from convgif.views.isometric.roles import ROLES
from convgif.views.settings import SHOW_IN, SHOW_OUT


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    return count_positions(layer, shape)


VIEW = View(
    description="the input below, the output above, lines from the window to the output",
    size_px=320, kinds=SLIDING_KINDS, ranks=(1, 2), settings=(SHOW_IN, SHOW_OUT),
    frames=_count_frames, folder=__name__, most_cells=150_000, roles=ROLES,
    telling=telling_position)
