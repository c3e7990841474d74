"""Readers on lanes: the windows of a layer seen from the input: for each of its cells the outputs
that read it."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from convgif.scenes.scene import Mark, MarkId, Roles, Scene, Stage, Story, Unfolding
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import size_formulas, spoken
from convgif.views.isometric.readers import legend
from convgif.views.isometric.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.maps import extended_roles, lying_in, output_roles
from convgif.views.kit.timeline import Timeline
from convgif.views.lanes.fans import fan_marks, fan_roles, fan_shapes, reader_fans
from convgif.views.lanes.layout import LanesLayout
from convgif.views.lanes.numbers import Numbers, numbers_of, zeros
from convgif.views.lanes.weights import weights_said
from convgif.views.lanes.windows import (
    BEAM_ORDER,
    CELL_ORDER,
    FULL_LINES_CELL_PX,
    LINE_ORDER,
    NUMBER_ORDER,
    THINNEST_LINES,
    lane_channels,
    lane_elements,
)
from convgif.views.lanes.writing import composed, scheme_of_windows
from convgif.views.settings import VALUES
from convgif.views.shown import drawn_channels


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each input position of each channel. The output is full.
    Raises ViewError."""
    inputs, outputs = lane_channels(trace, settings)
    numbers = numbers_of(trace, inputs, outputs, settings) if settings[VALUES] else None
    layout, height, written = fitted(lambda sized: composed(trace, scheme_of_windows(
        trace, inputs, outputs, sized,
        [*legend(trace, sized), *weights_said(trace, inputs, outputs, sized)],
        numbered=numbers is not None), sized, numbers.cell_px if numbers else 0), settings)
    readers = Readers(trace, layout, numbers)
    elements = {**lane_elements("input", "extended", inputs, layout.below.columns),
                **lane_elements("output", "output", outputs, layout.above.columns)}
    marks = {mark.id: mark for mark in readers.marks()} | written
    stage = Stage(settings.size_px, height,
                  {"input": layout.below.size, "output": layout.above.size}, marks,
                  line_scale(layout.below.cell_px, THINNEST_LINES, FULL_LINES_CELL_PX), elements)
    scenes = readers.scenes(Timeline(marks.values()), settings.pose)
    return Story(stage, Unfolding(len(readers.fans), scenes))


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    words, (inputs, _) = settings.words, lane_channels(trace, settings)
    sentence = WORDS[words.language].reader_sentence.format(
        layer=type(trace.layer).__name__, input=times(trace.input_size),
        output=times(trace.output.shape[1:]),
        steps=by_number(words.steps, len(inputs) * trace.input[0].size))
    details = words.list_separator.join([
        *spoken(legend(trace, settings)), *size_formulas(trace, settings)])
    return captions.told(settings, joined(words.sentence_gap, sentence,
                                          drawn_channels(trace, settings)), details)


class Readers:
    """The readers of a trace: what is on stage, and what each step changes."""

    def __init__(self, trace: Trace, layout: LanesLayout, numbers: Numbers | None) -> None:
        self._trace, self._layout, self._numbers = trace, layout, numbers
        self._given, self._full = extended_roles(trace), output_roles(trace)
        self.fans = list(reader_fans(trace, layout))

    @cached_property
    def _numbered(self) -> bool:
        """Whether anything is written in cells of the input."""
        return self._numbers is not None or any(zeros(self._trace, self._layout, NUMBER_ORDER))

    def marks(self) -> Iterator[Mark]:
        """All there is before the first step, and what will point out readers."""
        layout, numbered = self._layout, None if self._numbered else ()
        yield from layout.below.cells("input", lambda _, cell: self._given(0, cell), CELL_ORDER,
                                      numbered=numbered)
        yield from layout.above.cells("output", lambda _, cell: self._full(0, cell), CELL_ORDER,
                                      numbered=numbered)
        if self._numbers:
            yield from self._numbers.marks(layout, lambda _, cell: self._given(0, cell),
                                           ("value",), NUMBER_ORDER)
        else:
            yield from zeros(self._trace, layout, NUMBER_ORDER)
        yield from fan_marks(self.fans, layout, (BEAM_ORDER, LINE_ORDER), numbered=self._numbered)

    def scenes(self, timeline: Timeline, pose: Sequence[int]) -> Iterator[Scene]:
        """A scene for each cell of the input; one that a pose leaves out is empty. Where no output
        reads the cell, nothing points."""
        most = max((len(fan.links) for fan in self.fans), default=0)
        for number, fan in enumerate(self.fans):
            if pose and number not in pose:
                yield timeline.next({}, {})
                continue
            rest = timeline.at_rest(("input", fan.source))
            roles: dict[MarkId, Roles] = {
                ("input", fan.source): (*rest, "read"),
                ("value input", fan.source): lying_in(rest, "value_active")}
            for at in fan.targets:
                roles["output", at] = (*self._full(0, at[1]), "reached")
                roles["value output", at] = ("value_active",)
            yield timeline.next(roles | fan_roles(fan, most), fan_shapes(
                fan, self._layout, numbered=self._numbered))
