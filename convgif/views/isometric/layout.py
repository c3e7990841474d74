"""Where the two maps of the isometric view lie, one above the other, and what is written there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, sqrt

from convgif.scenes.scene import Line, Mark, MarkId, Roles, Shape, Text
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.grids import (
    ROW_FALL,
    ROW_RUN,
    Corners,
    Index,
    ObliqueGrid,
    clearance,
    lower_edge,
    unit_vectors,
    upper_edge,
)
from convgif.views.kit.page import Page, type_of
from convgif.views.kit.pointers import (
    beam,
    bracket_reach,
    connectors,
    outline,
)
from convgif.views.kit.typesetting import text_box

BELOW_ORDER, MARKS_ORDER, LINES_ORDER, ABOVE_ORDER = range(4)
PROJECTION, BEAM, FIRST_WEIGHT, PLACE = (
    ("projection", ()), ("beam", ()), ("first_weight", ()), ("place", ()))
OUTLINE, BEAM_OUTLINE = ("window_outline", ()), ("beam_outline", ())
BOLD_LINES, BOLD_AT_PX, BOLD_FROM_PX = 1.15, 320, 220  # of px; below, lines stay as wide
THINNER_BELOW_PX, THINNEST_LINES = 8, 0.35  # where columns are narrower, lines are thinner
HIDDEN: Roles = ("pending",)  # of what points to nothing
POINTER_ORDERS: Mapping[MarkId, int] = {PROJECTION: LINES_ORDER, BEAM: BELOW_ORDER}


@dataclass(frozen=True)
class IsometricLayout:
    """Where the two grids lie, and how wide a column is. bracketed: whether there is room for the
    brackets of the stride."""

    below: ObliqueGrid
    above: ObliqueGrid
    unit: float
    bracketed: bool = True

    @property
    def bracket_depth(self) -> float:
        """How far the brackets reach below the lower map."""
        if not self.bracketed:
            return 1
        return ROW_FALL * bracket_reach(self.below.across_px)[1] * self.unit + 1

    def line_scale(self, width_px: int) -> float:
        """How much wider lines are than the theme says: the wider the larger the picture is, though
        by less, and thinner where cells are hardly larger."""
        bold = BOLD_LINES * sqrt(max(width_px, BOLD_FROM_PX) / BOLD_AT_PX)
        thin = BOLD_LINES * self.below.column[0] / THINNER_BELOW_PX
        return min(bold, max(THINNEST_LINES, thin))


def lay_out(below: Index, above: Index, settings: ViewSettings, *, bracketed: bool = True
            ) -> IsometricLayout:
    """Grids of those sizes, one above the other, as large as the width allows."""
    margin, maps = type_of(settings).margin_px, (below, above)
    widest, width = max(columns + ROW_RUN * rows for rows, columns in maps), (
        settings.size_px - 2 * margin)
    _, reach = bracket_reach(ROW_RUN * width / (widest + 1)) if bracketed else (0, 0)
    unit = min(width / (widest + 2 * reach), 0.15 * settings.size_px, settings.most_cell_px)
    row, column = unit_vectors(unit)
    lower, upper = (ObliqueGrid(rows, columns, row, column) for rows, columns in maps)
    middle = settings.size_px / 2
    lower = lower.moved(_in_pixel(middle - _center_x(lower)), 0)
    upper = upper.moved(_in_pixel(middle - _center_x(upper)), 0)
    gap = max(1.1 * unit, 0.07 * settings.size_px)
    upper = upper.moved(0, round(clearance(upper.outline, lower.outline) - gap))
    return IsometricLayout(lower, upper, unit, bracketed)


def _in_pixel(x: float) -> float:
    """The middle of the pixel there, in which an upright line is sharp."""
    return floor(x) + 0.5


def _center_x(grid: ObliqueGrid) -> float:
    left, _, right, _ = grid.outline
    return (left[0] + right[0]) / 2


def captioned(trace: Trace, layout: IsometricLayout, labels: tuple[str, str],
              legend: Sequence[Caption], settings: ViewSettings, *, signs: Sequence[Caption] = (),
              lie_as: tuple[str, str] | None = None
              ) -> tuple[IsometricLayout, int, dict[MarkId, Mark]]:
    """The layout moved down below what is written above it, the canvas height, and the text.

    labels: of the lower and of the upper map; that lies in the empty corner above its left edge,
    the other in the one below. signs: what is said where there is room. lie_as: the labels of
    another picture, on one line with which they are to be.
    """
    page = Page(settings)
    margin, size = page.type.margin_px, page.type.label_px
    below_label, above_label = labels
    below_width, above_width = (text_width(label, size) for label in lie_as or labels)
    top = min(y for grid in (layout.above, layout.below) for _, y in grid.outline)
    if settings.shows("sizes"):
        right = margin + above_width
        room = min(_edge_above(layout.above, margin, right),
                   _edge_above(layout.below, margin, right))
        bottom = min(room - 0.4 * size, layout.above.at(0, 0)[1])
        label_top = min(bottom - LINE_HEIGHT * size, top)
        down = page.top - label_top
        page.top += bottom - LINE_HEIGHT * size - label_top
        page.line("label", above_label, size)
    else:
        down = page.top - top
    layout = replace(layout, below=layout.below.moved(0, round(down)),
                     above=layout.above.moved(0, round(down)))
    bottom = max(max(y for _, y in layout.below.outline) + layout.bracket_depth,
                 max(y for _, y in layout.above.outline))
    if settings.shows("sizes"):
        edge = _edge_below(layout.below, margin, margin + below_width)
        page.top = max(edge + layout.bracket_depth + 0.4 * size, bottom - LINE_HEIGHT * size)
        page.line("label", below_label, size)
        page.top = max(page.top, bottom)
    else:
        page.top = bottom
    marks, height = page.finish(trace, legend, 0.5 * page.type.small_px, signs)
    return layout, height, marks


def pointer_marks(shapes: Mapping[MarkId, Shape]) -> list[Mark]:
    """The marks of what points out a cell and what belongs to it in the other map."""
    return [Mark(id, shape, (id[0],), POINTER_ORDERS.get(id, MARKS_ORDER))
            for id, shape in shapes.items()]


def pointing(below: Corners, above: Corners, *, fills: bool = True,
             numbers: Iterable[Text] = ()) -> dict[MarkId, Shape]:
    """The lines and the beam from a box of the lower map to one of the upper, and its outline;
    fills: whether shaded cells fill that, so that its outline is the beam's alone. numbers: what
    the lines leave room for."""
    lines = Line(tuple(connectors(below, above)), tuple([text_box(number) for number in numbers]))
    return {PROJECTION: lines, BEAM: beam(below, above),
            BEAM_OUTLINE if fills else OUTLINE: outline([below])}


def _edge_above(grid: ObliqueGrid, left: float, right: float) -> float:
    """The smallest y of the grid between two x; its left corner's where it lies outside."""
    xs = [left, right, *(x for x, _ in grid.outline if left <= x <= right)]
    ys = [y for y in (upper_edge(grid.outline, x) for x in xs) if y is not None]
    return min(ys, default=grid.at(0, 0)[1])


def _edge_below(grid: ObliqueGrid, left: float, right: float) -> float:
    """The largest y of the grid between two x; its left corner's where it lies outside."""
    xs = [left, right, *(x for x, _ in grid.outline if left <= x <= right)]
    ys = [y for y in (lower_edge(grid.outline, x) for x in xs) if y is not None]
    return max(ys, default=grid.at(0, 0)[1])
