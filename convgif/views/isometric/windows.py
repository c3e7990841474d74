"""Windows: the input below, the output above, lines from the window to the output.

The look of conv_arithmetic. One plane of each map is drawn, and each output position once.
"""

from collections.abc import Iterator, Sequence

from convgif.scenes.scene import (
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Text,
    Unfolding,
    told,
)
from convgif.traces.tracing import Step, Trace
from convgif.views.base import TEXT_FROM_PX, ViewSettings, one_channel
from convgif.views.captions import alt_text, legend, map_labels, signs
from convgif.views.isometric.layout import (
    ABOVE_ORDER,
    BELOW_ORDER,
    FIRST_WEIGHT,
    MARKS_ORDER,
    IsometricLayout,
    captioned,
    lay_out,
    pointer_marks,
    pointing,
)
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Index, cell_of, plane
from convgif.views.kit.maps import (
    CellRoles,
    extended_cells,
    extended_roles,
    inserted_zeros,
    lying_in,
    output_cells,
    output_roles,
    steps_of,
)
from convgif.views.kit.numerals import zero_size_px
from convgif.views.kit.photographs import (
    PENDING,
    is_photograph,
    photo_edges,
    photographed,
)
from convgif.views.kit.pointers import dot, stride_brackets
from convgif.views.kit.timeline import Timeline


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each output position, in scan order."""
    in_channel, out_channel = one_channel(trace, settings)
    layout, height, captions = fitted(lambda sized: _composed(trace, sized), settings)
    steps = steps_of(trace, out_channel)
    elements = {**extended_cells("input", trace, in_channel),
                **output_cells("output", trace, out_channel)}
    pointers = pointer_marks(_pointers(trace, layout, steps[0]))
    starts = [axis.starts for axis in trace.axes]
    brackets = stride_brackets(layout.below, starts, MARKS_ORDER) if layout.bracketed else ()
    given, full = extended_roles(trace), output_roles(trace)
    to_come: Roles = ("output_pending",)
    edges: list[Mark] = []
    if is_photograph(trace):
        given = photographed(given, trace.extended.values[in_channel])
        full, to_come = photographed(full, trace.output[out_channel]), PENDING
        edges = [*photo_edges(trace, layout.below, layout.above, ABOVE_ORDER)]
    below = [*_input_cells(trace, layout, given), *brackets]

    def staged(prefilled: bool) -> Story:
        pending = () if prefilled else to_come
        above = layout.above.cells("output", lambda *cell: (*full(*cell), *pending),
                                    ABOVE_ORDER, numbered=()) + edges
        marks = {mark.id: mark for mark in (*below, *above, *pointers)} | captions
        stage = Stage(settings.size_px, height,
                      {"input": layout.below.size, "output": layout.above.size}, marks,
                      line_scale=layout.line_scale(settings.size_px), elements=elements)
        scenes = _scenes(trace, layout, steps, full, Timeline(marks.values()), settings.pose)
        return Story(stage, Unfolding(len(steps), scenes))

    return told(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    return alt_text([trace], settings)


def _composed(trace: Trace, settings: ViewSettings
              ) -> tuple[IsometricLayout, int, dict[MarkId, Mark]]:
    """The input below, the output above, and what is written around them."""
    below, above = (plane(shape[1:]) for shape in (trace.extended.shape, trace.output.shape))
    input_label, output_label = map_labels(trace, settings)
    strides = {axis.starts.step for axis in trace.axes if len(axis.starts) > 1}
    small = settings.size_px < TEXT_FROM_PX["legend"]  # where a step of one cell needs no sign
    layout = lay_out(below, above, settings, bracketed=not small or bool(strides - {1}))
    return captioned(trace, layout, (input_label, output_label),
                     legend(trace, settings.words), settings,
                     signs=signs(trace, settings.words))


def _input_cells(trace: Trace, layout: IsometricLayout, roles: CellRoles) -> Iterator[Mark]:
    """The cells of the input, and a small 0 in those that are inserted, if that is large enough."""
    zeros = _zeros(trace, layout)
    yield from layout.below.cells("input", roles, BELOW_ORDER, numbered=zeros)
    for cell, text in zeros.items():
        yield Mark(("zero", cell), text, ("zero",), MARKS_ORDER)


def _zeros(trace: Trace, layout: IsometricLayout) -> dict[Index, Text]:
    """The zeros that are written, by the cell."""
    size_px = zero_size_px(layout.unit)
    return {} if size_px is None else {cell: layout.below.number("0", *cell, size_px)
                                       for cell in inserted_zeros(trace)}


def _pointers(trace: Trace, layout: IsometricLayout, step: Step) -> dict[MarkId, Shape]:
    """What leads from the window's box to the output cell, and the dot on weight [0, 0]."""
    first, last = map(cell_of, step.box)
    active = cell_of(step.output_index[1:])
    shapes = pointing(layout.below.box(first, last), layout.above.box(active, active),
                      fills=trace.fills_windows, numbers=_zeros(trace, layout).values())
    if trace.weight is not None and len(trace.tap_offsets) > 1:
        shapes[FIRST_WEIGHT] = dot(layout.below, _first_tap(trace, step), far=trace.rotated)
    return shapes


def _first_tap(trace: Trace, step: Step) -> Index:
    """The cell of the window that weight [0, 0] is on."""
    return cell_of(step.box[1 if trace.rotated else 0])


def _scenes(trace: Trace, layout: IsometricLayout, steps: Sequence[Step], full: CellRoles,
            timeline: Timeline, pose: Sequence[int]) -> Iterator[Scene]:
    """A scene for each step; what one leaves behind that a pose leaves out is in the next. full:
    the roles of output cells that are there."""
    for number, step in enumerate(steps):
        output = cell_of(step.output_index[1:])
        timeline.settle(("output", output), full(*output))
        if pose and number not in pose:
            yield Scene()
            continue
        roles: dict[MarkId, Roles] = {}
        for cell in map(cell_of, step.window.tolist()):
            for id in (("input", cell), ("zero", cell)):
                if id in timeline:
                    roles[id] = (*timeline.at_rest(id), "window")
        roles[FIRST_WEIGHT] = lying_in(timeline.at_rest(("input", _first_tap(trace, step))),
                                       "first_weight")
        roles["output", output] = (*full(*output), "output_active")
        yield timeline.next(roles, _pointers(trace, layout, step))
