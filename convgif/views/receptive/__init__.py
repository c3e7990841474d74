"""The receptive view: what one unit of a network reads, layer by layer, down to the input."""

from typing import TYPE_CHECKING

from convgif.views.base import NetworkView, ViewSettings
from convgif.views.receptive.roles import ROLES
from convgif.views.receptive.words import WORDS
from convgif.views.settings import AT_LAYER, PATHS, UNIT

if TYPE_CHECKING:
    from convgif.networks.network import SizedNetwork


def _count_frames(network: "SizedNetwork", settings: ViewSettings) -> int:
    """One a layer, and one for the neighbour."""
    from convgif.views.receptive.cones import units_of  # and with it numpy

    levels, units = units_of(network, settings)
    return len(levels) - 2 + len(units)


VIEW = NetworkView(
    description="what one unit of a network reads, layer by layer, and then its neighbour",
    size_px=480, settings=(UNIT, PATHS, AT_LAYER), frames=_count_frames, folder=__name__,
    words=WORDS, roles=ROLES)
