"""The isometric view: the input below, the output above, lines from the window to the output.

The look of conv_arithmetic. One plane of each map is drawn, and each output position once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from convgif.layers import CellKind
from convgif.scenes.scene import (
    Cell,
    Disc,
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Stage,
    Story,
    Text,
    Unfolding,
    told,
)
from convgif.scenes.text import text_width
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.captions import alt_text, legend, map_labels
from convgif.views.elements import KIND_ROLES, extended_cells, output_cells
from convgif.views.fitting import fitted
from convgif.views.flat import cell_of, line_scale, plane, zero_size_px
from convgif.views.projection import ROW_RUN, Grid, clearance, lower_edge, unit_vectors, upper_edge
from convgif.views.typesetting import (
    LINE_HEIGHT,
    Typesetter,
    label_size_px,
    margin_px,
    small_size_px,
    write_captions,
)

INPUT_ORDER, MARKS_ORDER, LINES_ORDER, OUTPUT_ORDER = range(4)
BRACKET = (0.13, 0.34)  # how far from the map it begins and runs, in cells
DOT = (0.27, 0.16)  # how far from the cell's corner, and its radius, in cells
PROJECTION, OUTLINE, FIRST_WEIGHT = ("projection", ()), ("window_outline", ()), ("first_weight", ())


@dataclass(frozen=True)
class Layout:
    """Where the two grids lie, and how wide a column is."""

    input: Grid
    output: Grid
    unit: float


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position, in scan order."""
    (trace,) = traces
    in_channel, out_channel = one_channel(trace, settings)
    layout, height, captions = fitted(
        lambda sized: _captioned(trace, _lay_out(trace, sized), sized), settings)
    steps = _steps(trace, out_channel)
    elements = {**extended_cells("input", trace, in_channel),
                **output_cells("output", trace, out_channel)}
    below = [*_input_cells(trace, layout), *_brackets(trace, layout)]

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in (*below, *_output_cells(trace, layout, prefilled))}
        for id, shape in _moving_shapes(trace, layout, steps[0]).items():
            marks[id] = Mark(id, shape, (id[0],), LINES_ORDER if id == PROJECTION else MARKS_ORDER)
        stage = Stage(settings.size_px, height,
                      {"input": plane(trace.extended.shape[1:]),
                       "output": plane(trace.output.shape[1:])},
                      marks | captions, line_scale=line_scale(layout.unit), elements=elements)
        return Story(stage, Unfolding(len(steps),
                                      _scenes(trace, layout, steps, marks, settings.pose)))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    return alt_text(traces, settings)


def _lay_out(trace: Trace, settings: ViewSettings) -> Layout:
    """The two grids above each other, as large as the width allows."""
    margin = margin_px(settings.size_px)
    maps = [plane(shape[1:]) for shape in (trace.extended.shape, trace.output.shape)]
    widest = max(columns + ROW_RUN * rows for rows, columns in maps) + 2 * BRACKET[1]
    unit = min((settings.size_px - 2 * margin) / widest, 0.15 * settings.size_px)
    row, column = unit_vectors(unit)
    below, above = (Grid(rows, columns, row, column) for rows, columns in maps)
    middle = settings.size_px / 2
    below = below.moved(round(middle - _center_x(below)), 0)
    above = above.moved(round(middle - _center_x(above)), 0)
    gap = max(1.1 * unit, 0.07 * settings.size_px)
    above = above.moved(0, round(clearance(above.outline, below.outline) - gap))
    return Layout(below, above, unit)


def _center_x(grid: Grid) -> float:
    left, _, right, _ = grid.outline
    return (left[0] + right[0]) / 2


def _captioned(trace: Trace, layout: Layout, settings: ViewSettings
               ) -> tuple[Layout, int, dict[MarkId, Mark]]:
    """The layout moved down below what is written above it, the canvas height, and the text.

    The output's label lies in the empty corner above its left edge, the input's in the one below.
    """
    margin = margin_px(settings.size_px)
    size, small = label_size_px(settings.size_px), small_size_px(settings.size_px)
    input_label, output_label = map_labels(trace, settings)
    setter = Typesetter(margin, settings.size_px - 2 * margin, margin, settings.font)
    if settings.title:
        setter.paragraph("title", settings.title, size)
    top = min(y for grid in (layout.output, layout.input) for _, y in grid.outline)
    if settings.shows("sizes"):
        right = margin + text_width(output_label, size)
        room = min(_edge_above(layout.output, margin, right),
                   _edge_above(layout.input, margin, right))
        bottom = min(room - 0.4 * size, layout.output.at(0, 0)[1])
        label_top = min(bottom - LINE_HEIGHT * size, top)
        down = setter.top - label_top
        setter.top += bottom - LINE_HEIGHT * size - label_top
        setter.line("label", output_label, size)
    else:
        down = setter.top - top
    layout = Layout(layout.input.moved(0, round(down)), layout.output.moved(0, round(down)),
                    layout.unit)
    bottom = max(max(y for _, y in layout.input.outline) + _bracket_depth(layout),
                 max(y for _, y in layout.output.outline))
    if settings.shows("sizes"):
        edge = _edge_below(layout.input, margin, margin + text_width(input_label, size))
        setter.top = max(edge + _bracket_depth(layout) + 0.4 * size, bottom - LINE_HEIGHT * size)
        setter.line("label", input_label, size)
        setter.top = max(setter.top, bottom)
    else:
        setter.top = bottom
    write_captions(setter, legend(trace, settings.words), trace, settings, small, 0.5 * small)
    return layout, round(setter.top + margin), setter.marks


def _edge_above(grid: Grid, left: float, right: float) -> float:
    """The smallest y of the grid between two x; its left corner's where it lies outside."""
    xs = [left, right, *(x for x, _ in grid.outline if left <= x <= right)]
    ys = [y for y in (upper_edge(grid.outline, x) for x in xs) if y is not None]
    return min(ys, default=grid.at(0, 0)[1])


def _edge_below(grid: Grid, left: float, right: float) -> float:
    """The largest y of the grid between two x; its left corner's where it lies outside."""
    xs = [left, right, *(x for x, _ in grid.outline if left <= x <= right)]
    ys = [y for y in (lower_edge(grid.outline, x) for x in xs) if y is not None]
    return max(ys, default=grid.at(0, 0)[1])


def _input_cells(trace: Trace, layout: Layout) -> list[Mark]:
    grid, marks = layout.input, []
    shape = plane(trace.extended.shape[1:])
    kinds = trace.extended.kinds.reshape(shape)
    dropped = trace.extended.dropped.reshape(shape)
    zero_px = zero_size_px(layout.unit)
    for row, column in product(range(grid.rows), range(grid.columns)):
        role = KIND_ROLES[CellKind(kinds[row, column])]
        roles: Roles = (role, "dropped") if dropped[row, column] else (role,)
        size_px = zero_px if role == "inserted_zero" else None
        marks.append(Mark(("input", (row, column)),
                          Cell(grid.cell(row, column), numbered=size_px is not None),
                          roles, INPUT_ORDER))
        if size_px is not None:
            x, y = grid.at(row + 0.5, column + 0.5)
            marks.append(Mark(("zero", (row, column)),
                              Text("0", (x, y + 0.36 * size_px), size_px, "center"),
                              ("zero",), MARKS_ORDER))
    return marks


def _output_cells(trace: Trace, layout: Layout, prefilled: bool) -> list[Mark]:
    grid = layout.output
    added = trace.output_padding.reshape(plane(trace.output.shape[1:]))
    marks = []
    for row, column in product(range(grid.rows), range(grid.columns)):
        roles: Roles = ("output", "output_padding") if added[row, column] else ("output",)
        marks.append(Mark(("output", (row, column)), Cell(grid.cell(row, column)),
                          roles if prefilled else (*roles, "output_pending"), OUTPUT_ORDER))
    return marks


def _bracket_depth(layout: Layout) -> float:
    """How far the brackets reach below the input."""
    return 0.7 * BRACKET[1] * layout.unit + 1


def _brackets(trace: Trace, layout: Layout) -> list[Mark]:
    """From the first window to the second, outside the two lower edges of the input."""
    grid, marks = layout.input, []
    away, tick = BRACKET
    for axis, plan in enumerate(trace.axes[::-1]):
        if plan.output_size < 2:
            continue
        begin, end = plan.starts[0], plan.starts[1]
        if axis == 0:  # along the columns, below the last row
            points = tuple(grid.at(grid.rows + depth, column) for depth, column in
                           ((away, begin), (tick, begin), (tick, end), (away, end)))
        else:  # along the rows, left of the first column
            points = tuple(grid.at(row, -depth) for row, depth in
                           ((begin, away), (begin, tick), (end, tick), (end, away)))
        marks.append(Mark(("stride", (axis,)), Line((points,)), ("stride",), MARKS_ORDER))
    return marks


def _steps(trace: Trace, out_channel: int) -> list[Step]:
    count = trace.output[0].size
    return trace.steps[out_channel * count:(out_channel + 1) * count]


def _moving_shapes(trace: Trace, layout: Layout, step: Step) -> dict[MarkId, Disc | Line]:
    """The lines from the window's box to the output cell, the dot on weight [0, 0], and the
    window's outline where its shaded cells do not fill its box."""
    first, last = map(cell_of, step.box)
    box = layout.input.box(first, last)
    target = layout.output.cell(*cell_of(step.output_index[1:]))
    shapes: dict[MarkId, Disc | Line] = {
        PROJECTION: Line(tuple(zip(box, target, strict=True)))}
    if not trace.fills_windows:
        shapes[OUTLINE] = Line(((*box, box[0]),))
    if trace.weight is not None and len(trace.tap_offsets) > 1:
        row, column = last if trace.rotated else first
        inset = 1 - DOT[0] if trace.rotated else DOT[0]
        shapes[FIRST_WEIGHT] = Disc(layout.input.at(row + inset, column + inset),
                                    max(1.2, DOT[1] * 0.7 * layout.unit))
    return shapes


def _scenes(trace: Trace, layout: Layout, steps: Sequence[Step], marks: dict[MarkId, Mark],
            pose: Sequence[int]) -> Iterator[Scene]:
    """A scene for each step; of one that a pose leaves out, only what it leaves behind."""
    before: set[MarkId] = set()
    done: dict[MarkId, Roles] = {}
    for number, step in enumerate(steps):
        seen = not pose or number in pose
        window: set[MarkId] = {("input", cell_of(cell))
                               for cell in (step.window.tolist() if seen else ())}
        roles = done | _roles(marks, before - window) | _roles(marks, window - before, "window")
        active: MarkId = ("output", cell_of(step.output_index[1:]))
        finished = tuple(r for r in marks[active].roles if r != "output_pending")
        roles[active] = (*finished, "output_active")
        before, done = window, {active: finished}
        yield Scene(roles, dict(_moving_shapes(trace, layout, step)) if seen else {})


def _roles(marks: dict[MarkId, Mark], cells: set[MarkId], *added: str) -> dict[MarkId, Roles]:
    """The roles of cells at rest and of the zeros in them, and what is added to them."""
    return {id: (*marks[id].roles, *added) for name, index in cells
            for id in ((name, index), ("zero", index)) if id in marks}
