"""Where the two maps of the isometric view lie, one above the other, and what is written there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, sqrt

from convgif.scenes.scene import Box, Line, Mark, MarkId, Roles, Shape, Text
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.grids import (
    STEEP,
    ObliqueGrid,
    Place,
    Slant,
    clearance,
    lower_edge,
    upper_edge,
)
from convgif.views.kit.page import Page, type_of
from convgif.views.kit.pointers import (
    beam,
    bracket_reach,
    connectors,
    outline,
)
from convgif.views.kit.stacks import Facet, Stack, edges_of_others, nearest, uprights
from convgif.views.kit.typesetting import text_box

BELOW_ORDER, MARKS_ORDER, LINES_ORDER, ABOVE_ORDER = range(4)
PROJECTION, BEAM, FIRST_WEIGHT, PLACE = (
    ("projection", ()), ("beam", ()), ("first_weight", ()), ("place", ()))
OUTLINE, BEAM_OUTLINE = ("window_outline", ()), ("beam_outline", ())
UPRIGHTS = ("upright", ())
POINTERS = PROJECTION, BEAM, BEAM_OUTLINE, UPRIGHTS  # where windows are filled
BOLD_LINES, BOLD_AT_PX, BOLD_FROM_PX = 1.15, 320, 220  # of px; below, lines stay as wide
THINNER_BELOW_PX, THINNEST_LINES = 8, 0.35  # where columns are narrower, lines are thinner
HALO_PX = 2.5  # around a number, where no line comes: else it would hang on it like a bead
HIDDEN: Roles = ("pending",)  # of what points to nothing
POINTER_ORDERS: Mapping[MarkId, int] = {PROJECTION: LINES_ORDER, BEAM: BELOW_ORDER}


@dataclass(frozen=True)
class IsometricLayout:
    """Where the two maps lie, how wide a column is, and how their planes are seen. levels: on
    how many of them brackets lie at the lower map, 0 where there is no room for any."""

    below: Stack
    above: Stack
    unit: float
    slant: Slant = STEEP
    levels: int = 1

    @property
    def cell_px(self) -> float:
        """How large a cell is for what is written in it."""
        return self.unit * self.slant.cell_height / STEEP.cell_height

    @property
    def bracket_depth(self) -> float:
        """How far the brackets reach below the lower map."""
        if not self.levels:
            return 1
        across_px = self.below.planes[0].across_px
        return self.slant.row_fall * bracket_reach(across_px, self.levels)[1] * self.unit + 1

    @property
    def bottom(self) -> float:
        """Where both end, with the brackets."""
        return max(self.below.extent[3] + self.bracket_depth, self.above.extent[3])

    def moved(self, x: float, y: float) -> "IsometricLayout":
        return replace(self, below=self.below.moved(x, y), above=self.above.moved(x, y))

    def line_scale(self, width_px: int) -> float:
        """How much wider lines are than the theme says: the wider the larger the picture is, though
        by less, and thinner where cells are hardly larger."""
        bold = BOLD_LINES * sqrt(max(width_px, BOLD_FROM_PX) / BOLD_AT_PX)
        thin = BOLD_LINES * self.below.planes[0].column[0] / THINNER_BELOW_PX
        return min(bold, max(THINNEST_LINES, thin))

    def pointing(self, below: Sequence[Facet], above: Sequence[Facet], *, fills: bool = True,
                 numbers: Iterable[Text] = ()) -> dict[MarkId, Shape]:
        """The lines and the beam from what is pointed out in the lower map to that in the upper, a
        box in each slice, between those that are least apart; lines from the others; what joins
        the slices, and the outline of what is read; fills: whether shaded cells fill that, so that
        its outline is the beam's alone. numbers: what the lines leave room for."""
        ends = nearest(below, above)
        lines = Line((*connectors(*ends), *edges_of_others(below, above, ends)),
                     tuple([with_halo(text_box(number)) for number in numbers]))
        shapes: dict[MarkId, Shape] = {
            PROJECTION: lines, BEAM: beam(*ends),
            BEAM_OUTLINE if fills else OUTLINE: outline([facet.corners for facet in below])}
        joined = *uprights(below), *uprights(above)
        return shapes | ({UPRIGHTS: Line(joined)} if joined else {})


def lay_out(below: Place, above: Place, settings: ViewSettings, *, levels: int = 1
            ) -> IsometricLayout:
    """Planes of those sizes, one above the other, as large as the width allows."""
    margin, maps = type_of(settings).margin_px, (below, above)
    widest, width = max(columns + STEEP.row_run * rows for rows, columns in maps), (
        settings.size_px - 2 * margin)
    _, reach = bracket_reach(STEEP.row_run * width / (widest + 1), levels) if levels else (0, 0)
    unit = min(width / (widest + 2 * reach), 0.15 * settings.size_px, settings.most_cell_px)
    lower, upper = (Stack.of(size, unit, STEEP) for size in maps)
    middle = settings.size_px / 2
    lower = lower.moved(in_pixel(middle - _center_x(lower)), 0)
    upper = upper.moved(in_pixel(middle - _center_x(upper)), 0)
    gap = max(1.1 * unit, 0.07 * settings.size_px)
    upper = upper.moved(0, round(clearance(upper.outline, lower.outline) - gap))
    return IsometricLayout(lower, upper, unit, levels=levels)


def in_pixel(x: float) -> float:
    """The middle of the pixel there, in which an upright line is sharp."""
    return floor(x) + 0.5


def _center_x(stack: Stack) -> float:
    left, _, right, _ = stack.extent
    return (left + right) / 2


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
    (above,), (below,) = layout.above.planes, layout.below.planes
    top = min(y for _, y in (*above.outline, *below.outline))
    if settings.shows("sizes"):
        right = margin + above_width
        room = min(_edge_above(above, margin, right), _edge_above(below, margin, right))
        bottom = min(room - 0.4 * size, above.at(0, 0)[1])
        label_top = min(bottom - LINE_HEIGHT * size, top)
        down = page.top - label_top
        page.top += bottom - LINE_HEIGHT * size - label_top
        page.line("label", above_label, size)
    else:
        down = page.top - top
    layout = layout.moved(0, round(down))
    bottom = layout.bottom
    if settings.shows("sizes"):
        (below,) = layout.below.planes
        edge = _edge_below(below, margin, margin + below_width)
        page.top = max(edge + layout.bracket_depth + 0.4 * size, bottom - LINE_HEIGHT * size)
        page.line("label", below_label, size)
        page.top = max(page.top, bottom)
    else:
        page.top = bottom
    marks, height = page.finish(trace, legend, 0.5 * page.type.small_px, signs)
    return layout, height, marks


def with_halo(box: Box) -> Box:
    """Left, top, right and bottom of a number with what no line comes into."""
    left, top, right, bottom = box
    return left - HALO_PX, top - HALO_PX, right + HALO_PX, bottom + HALO_PX


def pointer_marks(shapes: Mapping[MarkId, Shape]) -> list[Mark]:
    """The marks of what points out a cell and what belongs to it in the other map."""
    return [Mark(id, shape, (id[0],), POINTER_ORDERS.get(id, MARKS_ORDER))
            for id, shape in shapes.items()]


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
