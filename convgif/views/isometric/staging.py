"""The isometric view: the input below, the output above, lines from the window to the output.

The look of conv_arithmetic. One plane of each map is drawn, and each output position once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, sqrt

from convgif.scenes.scene import (
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Unfolding,
    told,
)
from convgif.scenes.text import text_width
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.captions import alt_text, legend, map_labels, signs
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import (
    ROW_RUN,
    Index,
    ObliqueGrid,
    cell_of,
    clearance,
    lower_edge,
    plane,
    unit_vectors,
    upper_edge,
)
from convgif.views.kit.maps import (
    extended_cells,
    extended_roles,
    inserted_zeros,
    lying_in,
    output_cells,
    output_roles,
    steps_of,
)
from convgif.views.kit.numerals import zero_size_px
from convgif.views.kit.page import Page, type_of
from convgif.views.kit.pointers import BRACKET, beam, dot, outline, stride_brackets
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import LINE_HEIGHT

INPUT_ORDER, MARKS_ORDER, LINES_ORDER, OUTPUT_ORDER = range(4)
PROJECTION, BEAM, FIRST_WEIGHT = ("projection", ()), ("beam", ()), ("first_weight", ())
OUTLINE, BEAM_OUTLINE = ("window_outline", ()), ("beam_outline", ())
BOLD_LINES, BOLDER_FROM_PX = 1.15, 320  # wide enough to hide the edges of fills
THINNER_BELOW_PX, THINNEST_LINES = 8, 0.35  # where columns are narrower, lines are thinner
POINTER_ORDERS: Mapping[MarkId, int] = {PROJECTION: LINES_ORDER, BEAM: INPUT_ORDER}


@dataclass(frozen=True)
class Layout:
    """Where the two grids lie, and how wide a column is."""

    input: ObliqueGrid
    output: ObliqueGrid
    unit: float

    @property
    def bracket_depth(self) -> float:
        """How far the brackets reach below the input."""
        return 0.7 * BRACKET[1] * self.unit + 1


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position, in scan order."""
    (trace,) = traces
    in_channel, out_channel = one_channel(trace, settings)
    layout, height, captions = fitted(
        lambda sized: _captioned(trace, _lay_out(trace, sized), sized), settings)
    steps = steps_of(trace, out_channel)
    elements = {**extended_cells("input", trace, in_channel),
                **output_cells("output", trace, out_channel)}
    pointers = [Mark(id, shape, (id[0],), POINTER_ORDERS.get(id, MARKS_ORDER))
                for id, shape in _pointers(trace, layout, steps[0]).items()]
    below = [*_input_cells(trace, layout), *stride_brackets(layout.input, trace.axes, MARKS_ORDER)]

    def staged(prefilled: bool) -> Story:
        full, pending = output_roles(trace), () if prefilled else ("output_pending",)
        above = layout.output.cells("output", lambda *cell: (*full(*cell), *pending),
                                    OUTPUT_ORDER, numbered=())
        marks = {mark.id: mark for mark in (*below, *above, *pointers)} | captions
        stage = Stage(settings.size_px, height,
                      {"input": layout.input.size, "output": layout.output.size}, marks,
                      line_scale=_line_scale(layout.input.column[0], settings.size_px),
                      elements=elements)
        scenes = _scenes(trace, layout, steps, Timeline(marks.values()), settings.pose)
        return Story(stage, Unfolding(len(steps), scenes))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    return alt_text(traces, settings)


def _lay_out(trace: Trace, settings: ViewSettings) -> Layout:
    """The two grids above each other, as large as the width allows."""
    margin = type_of(settings).margin_px
    maps = [plane(shape[1:]) for shape in (trace.extended.shape, trace.output.shape)]
    widest = max(columns + ROW_RUN * rows for rows, columns in maps) + 2 * BRACKET[1]
    unit = min((settings.size_px - 2 * margin) / widest, 0.15 * settings.size_px,
               settings.most_cell_px)
    row, column = unit_vectors(unit)
    below, above = (ObliqueGrid(rows, columns, row, column) for rows, columns in maps)
    middle = settings.size_px / 2
    below = below.moved(_in_pixel(middle - _center_x(below)), 0)
    above = above.moved(_in_pixel(middle - _center_x(above)), 0)
    gap = max(1.1 * unit, 0.07 * settings.size_px)
    above = above.moved(0, round(clearance(above.outline, below.outline) - gap))
    return Layout(below, above, unit)


def _in_pixel(x: float) -> float:
    """The middle of the pixel there, in which an upright line is sharp."""
    return floor(x) + 0.5


def _line_scale(column_px: float, width_px: int) -> float:
    """How much wider lines are than the theme says: the wider the larger the picture is, though by
    less, and thinner only where cells are hardly larger."""
    bold = BOLD_LINES * max(1.0, sqrt(width_px / BOLDER_FROM_PX))
    return min(bold, max(THINNEST_LINES, BOLD_LINES * column_px / THINNER_BELOW_PX))


def _center_x(grid: ObliqueGrid) -> float:
    left, _, right, _ = grid.outline
    return (left[0] + right[0]) / 2


def _captioned(trace: Trace, layout: Layout, settings: ViewSettings
               ) -> tuple[Layout, int, dict[MarkId, Mark]]:
    """The layout moved down below what is written above it, the canvas height, and the text.

    The output's label lies in the empty corner above its left edge, the input's in the one below.
    """
    page = Page(settings)
    margin, size = page.type.margin_px, page.type.label_px
    input_label, output_label = map_labels(trace, settings)
    top = min(y for grid in (layout.output, layout.input) for _, y in grid.outline)
    if settings.shows("sizes"):
        right = margin + text_width(output_label, size)
        room = min(_edge_above(layout.output, margin, right),
                   _edge_above(layout.input, margin, right))
        bottom = min(room - 0.4 * size, layout.output.at(0, 0)[1])
        label_top = min(bottom - LINE_HEIGHT * size, top)
        down = page.top - label_top
        page.top += bottom - LINE_HEIGHT * size - label_top
        page.line("label", output_label, size)
    else:
        down = page.top - top
    layout = Layout(layout.input.moved(0, round(down)), layout.output.moved(0, round(down)),
                    layout.unit)
    bottom = max(max(y for _, y in layout.input.outline) + layout.bracket_depth,
                 max(y for _, y in layout.output.outline))
    if settings.shows("sizes"):
        edge = _edge_below(layout.input, margin, margin + text_width(input_label, size))
        page.top = max(edge + layout.bracket_depth + 0.4 * size, bottom - LINE_HEIGHT * size)
        page.line("label", input_label, size)
        page.top = max(page.top, bottom)
    else:
        page.top = bottom
    marks, height = page.finish(trace, legend(trace, settings.words), 0.5 * page.type.small_px,
                                signs(trace, settings.words))
    return layout, height, marks


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


def _input_cells(trace: Trace, layout: Layout) -> Iterator[Mark]:
    """The cells of the input, and a small 0 in those that are inserted, if that is large enough."""
    grid, size_px = layout.input, zero_size_px(layout.unit)
    zeros = {} if size_px is None else dict.fromkeys(inserted_zeros(trace), size_px)
    yield from grid.cells("input", extended_roles(trace), INPUT_ORDER, numbered=zeros)
    for cell, px in zeros.items():
        yield Mark(("zero", cell), grid.number("0", *cell, px), ("zero",), MARKS_ORDER)


def _pointers(trace: Trace, layout: Layout, step: Step) -> dict[MarkId, Shape]:
    """The lines and the beam from the window's box to the output cell, that box's outline, and the
    dot on weight [0, 0]. Where shaded cells do not fill the box, its outline is no beam's alone."""
    first, last = map(cell_of, step.box)
    box = layout.input.box(first, last)
    active = cell_of(step.output_index[1:])
    made = layout.output.box(active, active)
    shapes: dict[MarkId, Shape] = {
        PROJECTION: Line(tuple(zip(box, made, strict=True))), BEAM: beam(box, made),
        BEAM_OUTLINE if trace.fills_windows else OUTLINE: outline([box])}
    if trace.weight is not None and len(trace.tap_offsets) > 1:
        shapes[FIRST_WEIGHT] = dot(layout.input, _first_tap(trace, step), far=trace.rotated)
    return shapes


def _first_tap(trace: Trace, step: Step) -> Index:
    """The cell of the window that weight [0, 0] is on."""
    return cell_of(step.box[1 if trace.rotated else 0])


def _scenes(trace: Trace, layout: Layout, steps: Sequence[Step], timeline: Timeline,
            pose: Sequence[int]) -> Iterator[Scene]:
    """A scene for each step; of one that a pose leaves out, only what it leaves behind."""
    full = output_roles(trace)
    for number, step in enumerate(steps):
        seen = not pose or number in pose
        roles: dict[MarkId, Roles] = {}
        for cell in map(cell_of, step.window.tolist() if seen else ()):
            for id in (("input", cell), ("zero", cell)):
                if id in timeline:
                    roles[id] = (*timeline.at_rest(id), "window")
        roles[FIRST_WEIGHT] = lying_in(timeline.at_rest(("input", _first_tap(trace, step))),
                                       "first_weight")
        cell = cell_of(step.output_index[1:])
        roles["output", cell] = (*full(*cell), "output_active")
        timeline.settle(("output", cell), full(*cell))
        yield timeline.next(roles, _pointers(trace, layout, step) if seen else {})
