"""Views: how a trace or a network is staged. One folder a view, which declares it, and one row each
in VIEWS, or of those of networks in NETWORK_VIEWS."""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any, cast

from convgif.errors import ViewError, fold, listed, look_up, setting
from convgif.layers import Layer, MovingLayer
from convgif.phrases import Phrase
from convgif.scenes.roles import ROLES, Role
from convgif.scenes.words import WORDS
from convgif.views import (
    backward,
    channels,
    equivariance,
    formula,
    im2col,
    isometric,
    lanes,
    macs,
    matrix,
    moves,
    network,
    nodes,
    receptive,
    stamp,
    values,
)
from convgif.views.base import (
    DEEP,
    SIZE_PX,
    TEXT_MODES,
    WEIGHTED,
    AnyView,
    NetworkView,
    View,
    ViewSettings,
    chosen_channels,
    one_channel,
    text_for,
)
from convgif.views.settings import Setting, by_name

VIEWS: Mapping[str, View] = {
    "lanes": lanes.VIEW, "isometric": isometric.VIEW, "channels": channels.VIEW,
    "stamp": stamp.VIEW, "values": values.VIEW, "macs": macs.VIEW, "matrix": matrix.VIEW,
    "im2col": im2col.VIEW, "nodes": nodes.VIEW, "moves": moves.VIEW,
    "backward": backward.VIEW, "equivariance": equivariance.VIEW, "formula": formula.VIEW}
NETWORK_VIEWS: Mapping[str, NetworkView] = {
    "network": network.VIEW, "receptive": receptive.VIEW}
ALL_VIEWS: Mapping[str, AnyView] = ChainMap(  # the names of the last come first
    cast("dict[str, AnyView]", NETWORK_VIEWS), cast("dict[str, AnyView]", VIEWS))
# What views declare, in their order.
VIEW_SETTINGS: Mapping[str, Setting[Any]] = by_name(
    setting for view in ALL_VIEWS.values() for setting in view.settings)


def all_words() -> dict[str, Mapping[str, object]]:
    """All that pictures say, by language: what any may say, and by name what is said of a reduction
    only, and what one view alone says."""
    from convgif.traces.reductions import REDUCTIONS  # and with it numpy

    return {"": WORDS, **{name: row.words for name, row in REDUCTIONS.items()},
            **{name: row.words for name, row in ALL_VIEWS.items() if row.words}}


def all_roles() -> Mapping[str, Role]:
    """All roles and runs of roles that marks of any view have, each with its paint."""
    return ChainMap(*(dict(view.roles) for view in ALL_VIEWS.values()), dict(ROLES))


def default_view(layer: Layer) -> str:
    """The name of the first view that draws such a layer. Raises ViewError."""
    drawing = _drawing(layer)
    if not drawing:
        raise ViewError(f"no view draws {type(layer).__name__}: draw one plane with "
                        f"{layer.family}2d, or see `convgif shape` for its sizes")
    return drawing[0]


def check_draws(name: str, layer: Layer) -> None:
    """Raises ViewError where the view does not draw such a layer, naming what does."""
    if look_up(ALL_VIEWS, name, "view") not in VIEWS.values():
        raise ViewError(Phrase(
            "the {view} view draws networks, and this is a layer: give a network, such as "
            "Sequential({layer}(...), Flatten()), or use {instead}", view=name,
            layer=type(layer).__name__, instead=setting("view", default_view(layer))))
    if look_up(VIEWS, name, "view").draws(layer):
        return
    row = VIEWS[name]
    said: str = type(layer).__name__
    if layer.rank == DEEP > max(row.ranks):
        said = Phrase("{layer}, whose maps have depth, and it draws {drawn}", layer=said,
                      drawn=Phrase("rows") if max(row.ranks) == 1 else Phrase("planes"))
    elif (row.weighted and layer.reduction not in WEIGHTED
          and not isinstance(layer, MovingLayer)):
        said = Phrase("{layer}, whose output is no weighted sum of its input", layer=said)
    raise ViewError(Phrase("the {view} view does not draw {layer}: use {instead}", view=name,
                           layer=said, instead=setting("view", default_view(layer))))


def check_takes(chosen: View, layer: Layer, given: Mapping[str, object]) -> None:
    """Raises ViewError for a setting that is given and that the view does not take, naming the
    views of such a layer that do, or need not."""
    for wanted in VIEW_SETTINGS:
        value = given.get(wanted)
        if value is None or value is False or wanted in chosen.takes:
            continue
        name = next(name for name, view in VIEWS.items() if view is chosen)
        if wanted in by_name(chosen.always):
            raise ViewError(f"the {name} view shows {wanted} anyway: leave it out")
        taking = [setting("view", other) for other in _drawing(layer)
                  if wanted in by_name((*VIEWS[other].settings, *VIEWS[other].always))]
        raise ViewError(f"the {name} view takes no {wanted}: leave it out"
                        + (f", or use {listed(taking, 'or')}" if taking else ""))


def is_network_view(name: object) -> bool:
    """Whether that is the name of a view of networks."""
    return isinstance(name, str) and fold(name) in map(fold, NETWORK_VIEWS)


def network_view(name: str | None, given: Mapping[str, object]) -> NetworkView:
    """The view of networks of that name, the first if none is given, if it takes those settings.
    Raises ViewError."""
    name = next(iter(NETWORK_VIEWS)) if name is None else name
    look_up(ALL_VIEWS, name, "view")
    chosen = {fold(known): row for known, row in NETWORK_VIEWS.items()}.get(fold(name))
    usual = setting("view", next(iter(NETWORK_VIEWS)))
    if chosen is None:
        raise ViewError(f"the {name} view draws one layer, and this is a network: use {usual}, or "
                        f"name one of its layers by {setting('at_layer', 'NAME')}")
    for wanted, value in given.items():
        if wanted in VIEW_SETTINGS and wanted not in chosen.takes and value not in (None, False):
            raise ViewError(f"the {name} view takes no {wanted}: leave it out")
    return chosen


def check_activates(chosen: View, layer: Layer, activated: bool) -> None:
    """Raises ViewError for an activation that the view does not show, naming what does."""
    if activated and not chosen.activates:
        name = next(name for name, view in VIEWS.items() if view is chosen)
        showing = [setting("view", other) for other in _drawing(layer) if VIEWS[other].activates]
        raise ViewError(f"the {name} view shows no activation: leave it out, or use "
                        f"{listed(showing, 'or')}")


def _drawing(layer: Layer) -> list[str]:
    return [name for name, view in VIEWS.items() if view.draws(layer)]


__all__ = ["ALL_VIEWS", "NETWORK_VIEWS", "SIZE_PX", "TEXT_MODES", "VIEWS", "VIEW_SETTINGS",
           "AnyView", "NetworkView", "View", "ViewSettings", "all_roles", "all_words",
           "check_activates", "check_draws", "check_takes", "chosen_channels", "default_view",
           "network_view", "one_channel", "text_for"]
