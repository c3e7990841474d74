"""The isometric view composed: planes one above the other, or, of maps with depth, towers beside
each other."""

from collections.abc import Sequence

from convgif.scenes.scene import Mark, MarkId
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.isometric import layout, towers
from convgif.views.isometric.layout import IsometricLayout
from convgif.views.isometric.slices import Slices
from convgif.views.kit.rulers import edge_levels

Composed = tuple[IsometricLayout, int, dict[MarkId, Mark]]


def composed(trace: Trace, maps: tuple[Slices, Slices], labels: tuple[str, str],
             legend: Sequence[Caption], settings: ViewSettings, *, signs: Sequence[Caption] = (),
             lie_as: tuple[str, str] | None = None, mirrored: bool = False,
             bracketed: bool = True) -> Composed:
    """Where the lower and the upper map lie, the canvas height, and what is written around them.

    labels: of both, from the lower on. signs: what is said where there is room. lie_as: the labels
    of another picture, on one line with which they are to be. mirrored: whether the upper map is
    the first of towers. bracketed: whether planes have the brackets of the stride.
    """
    below, above = maps
    if below.is_deep:
        placed = towers.lay_out(below.shown, above.shown, settings, mirrored=mirrored)
        notes = below.notes(settings.words), above.notes(settings.words)
        return towers.captioned(trace, placed, labels, notes, legend, settings, signs=signs)
    placed = layout.lay_out(below.shown, above.shown, settings,
                             levels=edge_levels(trace) if bracketed else 0)
    return layout.captioned(trace, placed, labels, legend, settings, signs=signs, lie_as=lie_as)
