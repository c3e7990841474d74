"""Stamps on lanes: the input above the canvas, the mirrored picture of the convolution whose
transpose it is. In the end padding crops the canvas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convgif.scenes.scene import (
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
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import size_formulas, spoken
from convgif.views.isometric.stamps import RIM, legend
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.maps import output_roles
from convgif.views.kit.numerals import decimals, format_number, smallest_cell_px
from convgif.views.kit.pointers import dot
from convgif.views.kit.timeline import Timeline
from convgif.views.lanes.fans import Fan, fan_marks, fan_roles, fan_shapes, stamp_fans
from convgif.views.lanes.layout import LanesLayout
from convgif.views.lanes.numbers import marks_of, written_alike
from convgif.views.lanes.weights import weights_said
from convgif.views.lanes.windows import (
    BEAM_ORDER,
    CELL_ORDER,
    FULL_LINES_CELL_PX,
    HIDDEN,
    LINE_ORDER,
    NUMBER_ORDER,
    THINNEST_LINES,
    lane_channels,
    lane_elements,
)
from convgif.views.lanes.writing import composed, scheme_of_stamps
from convgif.views.settings import PRECISION, VALUES
from convgif.views.shown import drawn_channels
from convgif.views.stamp.stamping import Stamping
from convgif.views.stamp.words import WORDS


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each input position of each channel, and one in which
    padding crops the canvas. Raises ViewError."""
    inputs, outputs = lane_channels(trace, settings)
    figures = Figures(trace, inputs, outputs, settings[PRECISION]) if settings[VALUES] else None
    stamping = _one_of(trace, inputs, outputs)
    layout, height, written = fitted(lambda sized: composed(trace, scheme_of_stamps(
        trace, inputs, outputs, sized, [*legend(stamping, sized), *weights_said(
            trace, inputs, outputs, sized, kept=True)]), sized,
        figures.cell_px if figures else 0), settings)
    elements = {**lane_elements("input", "input", inputs, layout.above.columns),
                **lane_elements("canvas", "canvas", outputs, layout.below.columns)}
    scale = line_scale(layout.below.cell_px, THINNEST_LINES, FULL_LINES_CELL_PX)

    def staged(prefilled: bool) -> Story:
        stamps = Stamps(trace, layout, figures, prefilled)
        marks = {mark.id: mark for mark in stamps.marks()} | written
        stage = Stage(settings.size_px, height,
                      {"input": layout.above.size, "canvas": layout.below.size}, marks,
                      line_scale=scale, elements=elements)
        scenes = stamps.scenes(Timeline(marks.values()), settings.pose)
        return Story(stage, Unfolding(len(stamps.fans) + stamps.crops, scenes))

    return told(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    inputs, outputs = lane_channels(trace, settings)
    stamping, words = _one_of(trace, inputs, outputs), settings.words
    sentence = WORDS[words.language].sentence.format(
        layer=type(trace.layer).__name__, kernel=times(trace.layer.parameters()["kernel_size"]),
        input=times(trace.input_size), canvas=times(stamping.canvas_size),
        output=times(trace.output.shape[1:]),
        steps=by_number(words.steps, len(inputs) * trace.input[0].size))
    details = words.list_separator.join([
        *spoken(legend(stamping, settings)[1:]), *size_formulas(trace, settings)])
    return captions.told(settings, joined(words.sentence_gap, sentence,
                                          drawn_channels(trace, settings)), details)


def _one_of(trace: Trace, inputs: Sequence[int], outputs: Sequence[int]) -> Stamping:
    """That of a pair of channels that meet: all have the same geometry."""
    made = next(output for output in outputs
                if not set(trace.layer.channels_read(output)).isdisjoint(inputs))
    given = next(channel for channel in inputs if channel in trace.layer.channels_read(made))
    return Stamping(trace, given, made)


@dataclass(frozen=True)
class Figures:
    """What is written in the cells. precision: decimals, None for as many as they need."""

    trace: Trace
    inputs: Sequence[int]
    outputs: Sequence[int]
    precision: int | None

    @cached_property
    def given(self) -> list[str]:
        """The input, in C order."""
        return written_alike(self.trace.input[list(self.inputs)], self.precision, {})

    @cached_property
    def totals(self) -> list[Mapping[tuple[int, int], str]]:
        """What the canvas cells that a stamp reaches hold after it, by row and cell; a bias is in
        what is kept from the start."""
        trace, (plan,) = self.trace, self.trace.stamp_axes
        rows = {channel: row for row, channel in enumerate(self.outputs)}
        sums = np.zeros((len(rows), plan.size))
        if trace.bias is not None:
            sums[:, plan.crop.start:plan.crop.stop] += trace.bias[list(rows)][:, None]
        after: list[dict[tuple[int, int], float]] = []
        for channel in self.inputs:
            for cell in range(trace.input.shape[1]):
                stamp = trace.stamps[channel * trace.input.shape[1] + cell]
                reached = {}
                for addition in stamp.additions:
                    out, at = addition.position
                    if out in rows:
                        sums[rows[out], at] += addition.product
                        reached[rows[out], at] = float(sums[rows[out], at])
                after.append(reached)
        digits = decimals([total for step in after for total in step.values()], self.precision)
        return [{at: format_number(total, digits) for at, total in step.items()}
                for step in after]

    @property
    def cell_px(self) -> int:
        """The smallest cells that hold them."""
        return smallest_cell_px([*self.given, *self.canvas])

    @cached_property
    def canvas(self) -> list[str]:
        """The widest that is ever written in a cell of the canvas, for each, in C order."""
        widest: dict[tuple[int, int], str] = {}
        for step in self.totals:
            for at, string in step.items():
                widest[at] = max(string, widest.get(at, ""), key=len)
        cells = range(self.trace.stamp_axes[0].size)
        return [widest.get((row, cell), "") for row in range(len(self.outputs)) for cell in cells]


class Stamps:
    """The stamps of a trace as they are told once: what is on stage, and what each step changes."""

    def __init__(self, trace: Trace, layout: LanesLayout, figures: Figures | None,
                 prefilled: bool) -> None:
        (self._plan,) = trace.stamp_axes
        self._trace, self._layout, self._figures = trace, layout, figures
        self._prefilled, self._full = prefilled, output_roles(trace)
        self.fans = list(stamp_fans(trace, layout))
        self.crops = len(self._plan.crop) < self._plan.size
        self._reached = {at for fan in self.fans for at in fan.targets}
        self._dotted = trace.weight is not None and len(self._plan.offsets) > 1

    def marks(self) -> Iterator[Mark]:
        """All there is before the first step, and what will point out stamps."""
        layout, figures = self._layout, self._figures
        numbered = None if figures else ()
        yield from layout.below.cells("canvas", lambda *at: self._roles(
            at, is_full=self._prefilled), CELL_ORDER, numbered=numbered)
        yield from layout.above.cells("input", lambda *_: ("input",), CELL_ORDER,
                                      numbered=numbered)
        if figures:
            yield from marks_of("input", layout.above, figures.given, lambda *_: ("value",),
                                NUMBER_ORDER)
            yield from marks_of("canvas", layout.below, self._last if self._prefilled else
                                figures.canvas, lambda *_: ("value",) if self._prefilled else
                                HIDDEN, NUMBER_ORDER)
        yield from fan_marks(self.fans, layout, (BEAM_ORDER, LINE_ORDER), numbered=bool(figures))
        if self._dotted:
            for row in range(layout.below.rows):
                yield Mark(("first_weight", (row,)), dot(layout.below, (
                    row, self._plan.starts[0]), numbered=bool(figures)), HIDDEN, LINE_ORDER)

    @property
    def _last(self) -> list[str]:
        """What each cell of the canvas holds in the end."""
        assert self._figures is not None
        held = {at: string for step in self._figures.totals for at, string in step.items()}
        return [held.get((row, cell), "") for row in range(self._layout.below.rows)
                for cell in range(self._plan.size)]

    def scenes(self, timeline: Timeline, pose: Sequence[int]) -> Iterator[Scene]:
        """A scene for each stamp; of one that a pose leaves out, only what it leaves behind. Then,
        of a canvas that is cropped, what is left."""
        most = max((len(fan.links) for fan in self.fans), default=0)
        for number, fan in enumerate(self.fans):
            roles: dict[MarkId, Roles] = {}
            shapes: dict[MarkId, Shape] = {}
            for at in fan.targets:
                full = self._roles(at, is_full=True)
                timeline.settle(("canvas", at), full)
                timeline.settle(("value canvas", at), ("value",))
                roles["canvas", at] = (*full, "reached")
                roles["value canvas", at] = ("value_active",)
            if self._figures and not self._prefilled:
                shapes |= self._written(self._figures.totals[number])
            if pose and number not in pose:
                yield timeline.next({}, shapes)
                continue
            roles["input", fan.source] = ("input", "window")
            roles["value input", fan.source] = ("value_active",)
            roles |= fan_roles(fan, most)
            shapes |= fan_shapes(fan, self._layout, numbered=bool(self._figures))
            yield timeline.next(roles | self._dots(fan, shapes), shapes)
        if self.crops:
            for row in range(self._layout.below.rows):
                for cell in set(range(self._plan.size)) - set(self._plan.crop):
                    timeline.settle(("canvas", (row, cell)), HIDDEN)
                    timeline.settle(("value canvas", (row, cell)), HIDDEN)
            yield timeline.next({}, {})

    def _dots(self, fan: Fan, shapes: dict[MarkId, Shape]) -> dict[MarkId, Roles]:
        """A dot on what weight [0] gave, in each lane that is reached."""
        if not (self._dotted and fan.links):
            return {}
        start = fan.targets[0][1]
        for row in fan.links[0].rows:
            shapes["first_weight", (row,)] = dot(self._layout.below, (row, start),
                                                 numbered=bool(self._figures))
        return {("first_weight", (row,)): ("first_weight",) for row in fan.links[0].rows}

    def _written(self, totals: Mapping[tuple[int, int], str]) -> dict[MarkId, Shape]:
        """The numbers of the canvas after a stamp."""
        assert self._figures is not None
        strings = list(self._figures.canvas)
        columns = self._layout.below.columns
        for (row, cell), string in totals.items():
            strings[row * columns + cell] = string
        found = {mark.id: mark.shape for mark in marks_of(
            "canvas", self._layout.below, strings, lambda *_: ("value",), NUMBER_ORDER)}
        return {("value canvas", at): found["value canvas", at] for at in totals}

    def _roles(self, at: tuple[int, ...], *, is_full: bool) -> Roles:
        """The roles of a cell of the canvas at rest, before or after all stamps on it."""
        cell, crop = at[1], self._plan.crop
        if cell not in crop:
            base: Roles = ("output", "rim") if is_full else RIM
            return base if at in self._reached else (*RIM, "dropped")
        if at not in self._reached:
            return "output", "dropped"
        full = self._full(0, cell - crop.start)
        return full if is_full else (*full, "output_pending")
