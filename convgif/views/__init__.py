"""Views: how a trace is staged. One module a view, one row each in VIEWS."""

from collections.abc import Mapping

from convgif.errors import ViewError, look_up
from convgif.layers import Layer
from convgif.views.base import TEXT_MODES, View, ViewSettings, text_for

VIEWS: Mapping[str, View] = {
    "isometric": View(
        description="the input below, the output above, lines from the window to the output",
        size_px=320, ranks=(1, 2), module="convgif.views.isometric"),
}


def check_draws(name: str, layer: Layer) -> None:
    """Raises ViewError where the view does not draw such a layer, naming what does."""
    chosen = look_up(VIEWS, name, "view")
    if layer.rank in chosen.ranks:
        return
    others = [other for other, view in VIEWS.items() if layer.rank in view.ranks]
    drawn = " and ".join(f"{rank}-D" for rank in chosen.ranks)
    advice = (f"use --view {others[0]}" if others else
              f"draw one plane with {layer.family}2d, or see `convgif shape` for its sizes")
    raise ViewError(f"the {name} view draws {drawn} layers, not {type(layer).__name__}: {advice}")


__all__ = ["TEXT_MODES", "VIEWS", "View", "ViewSettings", "check_draws", "text_for"]
