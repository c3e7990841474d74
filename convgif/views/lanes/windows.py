"""The windows of a layer on lanes: the taps of each step below, the output that they make above its
own moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convgif.scenes.scene import (
    Element,
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
from convgif.traces.tracing import Step, Trace
from convgif.views import channels
from convgif.views.base import ViewSettings, one_channel
from convgif.views.captions import alt_text, legend
from convgif.views.channels.staging import describe as describe_channels
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.maps import (
    Elements,
    extended_roles,
    lying_in,
    output_roles,
    steps_of,
    tap_roles,
)
from convgif.views.kit.rulers import place_of, uneven_marks
from convgif.views.kit.timeline import Timeline
from convgif.views.lanes import draws_one_pair
from convgif.views.lanes.beams import dots, first_tap, most_runs, pointers, rows_read
from convgif.views.lanes.layout import LanesLayout
from convgif.views.lanes.numbers import Numbers, numbers_of, zeros
from convgif.views.lanes.weights import weights_said
from convgif.views.lanes.writing import composed, scheme_of_windows
from convgif.views.settings import VALUES
from convgif.views.shown import drawn_channels, shown_channels

CELL_ORDER, BEAM_ORDER, LINE_ORDER, NUMBER_ORDER = range(4)
THINNEST_LINES, FULL_LINES_CELL_PX = 0.7, 12
HIDDEN: Roles = ("pending",)  # of a beam or a dot that a step has not


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each position of each output channel, in C order.

    Raises ViewError for too many channels, and for a width too small.
    """
    inputs, outputs = lane_channels(trace, settings)
    numbers = numbers_of(trace, inputs, outputs, settings) if settings[VALUES] else None
    layout, height, written = fitted(lambda sized: composed(trace, scheme_of_windows(
        trace, inputs, outputs, sized,
        [*legend(trace, sized.words), *weights_said(trace, inputs, outputs, sized)],
        numbered=numbers is not None), sized, numbers.cell_px if numbers else 0), settings)
    steps = [step for channel in outputs for step in steps_of(trace, channel)]
    diagram = Diagram(trace, layout, steps, numbers)
    elements = {**lane_elements("input", "extended", inputs, layout.below.columns),
                **lane_elements("output", "output", outputs, layout.above.columns)}
    scale = line_scale(layout.below.cell_px, THINNEST_LINES, FULL_LINES_CELL_PX)

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in diagram.marks(prefilled)} | written
        stage = Stage(settings.size_px, height,
                      {"input": layout.below.size, "output": layout.above.size}, marks,
                      line_scale=scale, elements=elements)
        scenes = diagram.scenes(Timeline(marks.values()), settings.pose)
        return Story(stage, Unfolding(len(steps), scenes))

    return told(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in words."""
    inputs, outputs = lane_channels(trace, settings)
    if len(inputs) == len(outputs) == 1:
        return alt_text([trace], settings)
    if channels.VIEW.draws(trace.layer):
        return describe_channels([trace], settings)
    return alt_text([trace], settings, channels=len(outputs), drawn=drawn_channels(trace, settings))


def lane_channels(trace: Trace, settings: ViewSettings) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The channels of input and output that have a lane. Raises ViewError."""
    if draws_one_pair(trace.layer, trace.input.shape[0], settings):
        given, made = one_channel(trace, settings)
        return (given,), (made,)
    return shown_channels(trace, settings)


def lane_elements(name: str, array: str, channels: Sequence[int], count: int) -> Elements:
    """What the cells of those lanes show."""
    return {(name, (row, cell)): Element(array, (channel, cell))
            for row, channel in enumerate(channels) for cell in range(count)}


@dataclass(frozen=True)
class Diagram:
    """The lanes of a trace, and what each step changes in them. numbers: those in their cells, None
    without."""

    trace: Trace
    layout: LanesLayout
    steps: Sequence[Step]
    numbers: Numbers | None

    def marks(self, prefilled: bool) -> Iterator[Mark]:
        """All cells before the first step, and what will point to them."""
        trace, layout, given = self.trace, self.layout, extended_roles(self.trace)
        full, pending = output_roles(trace), () if prefilled else ("output_pending",)
        numbered = None if self._numbered else ()
        yield from layout.below.cells("input", lambda _, cell: given(0, cell), CELL_ORDER,
                                      numbered=numbered)
        yield from layout.above.cells("output", lambda _, cell: (*full(0, cell), *pending),
                                      CELL_ORDER, numbered=numbered)
        if self.numbers:
            yield from self.numbers.marks(layout, lambda _, cell: given(0, cell),
                                          ("value",) if prefilled else HIDDEN, NUMBER_ORDER)
        else:
            yield from zeros(trace, layout, NUMBER_ORDER)
        yield from uneven_marks(layout.below, trace, LINE_ORDER)
        first = next((step for step in self.steps if step.window.size), None)
        if first is None:
            return
        shapes = {**self._pointers(first),
                  **self._dots(first, range(layout.below.rows))}
        for number in range(1, most_runs(trace)):  # as many as other steps may have
            shapes.setdefault(("beam", (number,)), shapes["beam", (0,)])
        shapes |= self._places(first)
        for id, shape in shapes.items():
            yield Mark(id, shape, HIDDEN, BEAM_ORDER if id[0] == "beam" else LINE_ORDER)

    def scenes(self, timeline: Timeline, pose: Sequence[int]) -> Iterator[Scene]:
        """A scene for each step; of one that a pose leaves out, only what it leaves behind."""
        for number, step in enumerate(self.steps):
            roles: dict[MarkId, Roles] = {}
            shapes: dict[MarkId, Shape] = {}
            if not pose or number in pose:
                read = rows_read(self.trace, step, self.layout)
                roles = self._window(step, read, timeline)
                shapes = self._pointers(step)
                shapes |= self._places(step)
                roles |= {id: (id[0],) for id in shapes}
                shapes |= self._dots(step, read)
            self._fill(step, timeline, roles)
            yield timeline.next(roles, shapes)

    def _pointers(self, step: Step) -> dict[MarkId, Shape]:
        return pointers(self.trace, step, self.layout, numbered=self._numbered)

    def _places(self, step: Step) -> dict[MarkId, Shape]:
        """The point of each lane at which the output lies, if it is at one."""
        found = dict[MarkId, Shape]()
        for row in rows_read(self.trace, step, self.layout):
            place = place_of(self.layout.below, self.trace.axes, step.output_index[1:], row)
            if place is not None and not self._numbered:
                found["place", (row,)] = place
        return found

    def _dots(self, step: Step, rows: Iterable[int]) -> Mapping[MarkId, Shape]:
        return dots(self.trace, step, self.layout, rows, numbered=self._numbered)

    @cached_property
    def _numbered(self) -> bool:
        """Whether anything is written in cells of the input."""
        return self.numbers is not None or any(zeros(self.trace, self.layout, NUMBER_ORDER))

    def _window(self, step: Step, rows: Iterable[int], timeline: Timeline
                ) -> dict[MarkId, Roles]:
        """The taps of a step, the numbers in them, and a dot in each lane."""
        roles: dict[MarkId, Roles] = {}
        taps = tap_roles(step)
        for row in rows:
            for (cell,), tap in taps.items():
                lit = *timeline.at_rest(("input", (row, cell))), *tap
                roles["input", (row, cell)] = lit
                roles["value input", (row, cell)] = lying_in(lit, "value_active")
                roles["zero input", (row, cell)] = ("zero", "window")
            rest = timeline.at_rest(("input", (row, first_tap(self.trace, step))))
            roles["first_weight", (row,)] = lying_in(rest, "first_weight")
        return roles

    def _fill(self, step: Step, timeline: Timeline, roles: dict[MarkId, Roles]) -> None:
        """The output cell of a step is the active one, and full from now on."""
        channel, moment = step.output_index
        at, full = (self.layout.upper.index(channel), moment), output_roles(self.trace)(0, moment)
        roles["output", at] = (*full, "output_active")
        roles["value output", at] = ("value_active",)
        timeline.settle(("output", at), full)
        timeline.settle(("value output", at), ("value",))
