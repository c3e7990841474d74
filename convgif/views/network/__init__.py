"""The network view: a network shape by shape, its maps as sheets and its windows as a chain."""

from typing import TYPE_CHECKING

from convgif.views.base import NetworkView, ViewSettings
from convgif.views.network.roles import ROLES
from convgif.views.network.words import WORDS
from convgif.views.settings import AT_LAYER, DIRECTION

if TYPE_CHECKING:
    from convgif.networks.network import SizedNetwork


def _count_frames(network: "SizedNetwork", settings: ViewSettings) -> int:
    """One a map that is drawn."""
    from convgif.views.network.blocks import blocks_of  # and with it numpy

    return max(1, len(blocks_of(network)) - 1)


VIEW = NetworkView(
    description="a network shape by shape: sheets, the chain of windows, formulas and costs",
    size_px=960, settings=(DIRECTION, AT_LAYER), frames=_count_frames, folder=__name__, words=WORDS,
    roles=ROLES)
