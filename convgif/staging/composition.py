"""Several panels on one clock: side by side, or one below the other."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import TypeAlias, TypeGuard, TypeVar

import numpy as np

from convgif.scenes.clocks import STAGE, Schedule, on_schedule, schedules
from convgif.scenes.panels import ALIKE, EACH, beside, of_traces
from convgif.scenes.scene import Cell, Story, Text
from convgif.scenes.words import words_of
from convgif.staging.panel import AnyStaged
from convgif.staging.timing import Reading
from convgif.traces.tracing import Trace

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Panels:
    """Several panels on one clock: side by side, or one below the other. Parts that are panels
    themselves keep the same clock if they say no other. fit: one of FITS. kept: the schedules of
    what is timed, of a pose, whose panels tell of no other steps than theirs."""

    parts: "tuple[Composition, ...]"
    below: bool = False
    clock: str | None = None
    fit: str = ALIKE
    kept: tuple[Schedule, ...] = ()

    @property
    def panels(self) -> tuple[AnyStaged, ...]:
        """The panels in reading order."""
        return tuple([panel for part in self.parts for panel in part.panels])

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """What is shown, each once: two views of one trace are of the same."""
        found: list[Trace] = []
        for panel in self.panels:
            found += [shown for shown in panel.traces
                      if not any(_same(shown, other) for other in found)]
        return tuple(found)

    @property
    def shown_in(self) -> list[tuple[int, ...]]:
        """The numbers, from 1, of the panels that show each trace."""
        return [tuple([number for number, panel in enumerate(self.panels, 1)
                       if any(_same(trace, other) for other in panel.traces)])
                for trace in self.traces]

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.story.scenes)

    @property
    def telling(self) -> int:
        """The number of the step that says most by itself: of one for all, the middle one, or the
        last where all say most at their last."""
        last = all(panel.telling == panel.count - 1 for panel in self.panels)
        return self.count - 1 if last else self.count // 2

    @property
    def reading(self) -> Reading:
        """How it is read: at each step whatever takes longest, and what stays for several steps
        during all of them. It opens where all panels do. Steps may be left out where all panels
        go alike and those that are read, not glanced at, are over one grid."""
        readings = [part.reading for part in self._timed]
        lasts = [Counter(schedule) for schedule in self._schedules]
        shown = [[0 if number == STAGE else reading.step_ms[number] // steps[number]
                  for number in schedule]
                 for reading, schedule, steps in zip(readings, self._schedules, lasts, strict=True)]
        grids = {reading.scanned for reading in readings if any(reading.step_ms)}
        alike = len(grids) == 1 and len(set(self._schedules)) == 1
        return Reading([max(each) for each in zip(*shown, strict=True)],
                       grids.pop() if alike else (), all(reading.opens for reading in readings))

    @cached_property
    def story(self) -> Story:
        """The story of every step."""
        timed = map(on_schedule, self._stories, self._schedules)
        return self._joined(timed, lambda panels, stories: beside(stories, below=panels.below))

    @cached_property
    def filled(self) -> Story:
        """The same with the output full from the start."""
        return self.story.filled()

    @cached_property
    def _fitted(self) -> "Panels":
        """The same, with panels that have equal labels, and equal cells where they are of layers of
        one kind in one view."""
        if self.fit != ALIKE:
            return self
        kinds = Counter(map(_kind, self.panels))
        laid: dict[AnyStaged, AnyStaged] = {}
        label_px = inf  # narrow panels first: their labels are small, and are taken as they are
        for panel in sorted(self.panels, key=lambda panel: (
                kinds[_kind(panel)] == 1, panel.settings.size_px)):
            laid[panel] = panel if kinds[_kind(panel)] > 1 else panel.within(label_px=label_px)
            label_px = min(label_px, _label_px(laid[panel]))
        fitted = []
        for panel in self.panels:
            like = [other for other in self.panels if _kind(other) == _kind(panel)]
            cells = {_cell_px(other) for other in like} if len(like) > 1 else set()
            cell_px = min(cells)[0] if len(cells) > 1 else inf
            is_right = cell_px == inf and _label_px(laid[panel]) == label_px
            fitted.append(laid[panel] if is_right else panel.within(cell_px, label_px))
        return self._with(iter(fitted))

    def _with(self, panels: Iterator[AnyStaged]) -> "Panels":
        """The same with those in place of its panels, fitted as they are."""
        return replace(self, fit=EACH, parts=tuple([
            part._with(panels) if isinstance(part, Panels) else next(panels)
            for part in self.parts]))

    def posed(self, steps: tuple[int, ...], *, full: bool) -> "Panels":
        """Laid out for those steps alone, each panel for what it shows at them."""
        posed: Iterator[Composition] = (
            part.posed(tuple(dict.fromkeys([schedule[step] for step in steps
                                            if schedule[step] != STAGE])), full=full)
            for part, schedule in zip(self._timed, self._schedules, strict=True))
        made = self._joined(posed, lambda panels, parts: replace(panels, parts=tuple(parts)))
        assert isinstance(made, Panels)
        return replace(made, kept=self._schedules)

    def stacked(self) -> "Panels":
        """The same panels one below the other, for where there is no room beside."""
        return replace(self, below=True, parts=tuple([
            part.stacked() if isinstance(part, Panels) else part for part in self.parts]))

    def describe(self) -> str:
        """The alt text: that of each panel, in reading order."""
        words = words_of(self.panels[0].settings.words.spoken)
        nested = any(isinstance(part, Panels) for part in self.parts)
        arranged = words.panels["both" if nested else "below" if self.below else "beside"]
        told = [words.panel.format(number=number, text=panel.describe())
                for number, panel in enumerate(self.panels, 1)]
        return words.sentence_gap.join([arranged.format(count=len(told)), *told])

    @cached_property
    def _timed(self) -> "list[Composition]":
        """The parts that are timed one by one, by one clock."""
        return list(_timed(self, self.clock))

    @cached_property
    def _schedules(self) -> tuple[Schedule, ...]:
        return self.kept or tuple(schedules(self._stories, self.clock))

    @cached_property
    def _stories(self) -> list[Story]:
        """Theirs, fitted, in which each trace has its number in this picture."""
        return [of_traces(part.story, [self._number(trace) for trace in part.traces])
                for part in self._fitted._timed]

    def _number(self, trace: Trace) -> int:
        return next(number for number, other in enumerate(self.traces) if _same(trace, other))

    def _joined(self, timed: Iterator[Made],
                join: "Callable[[Panels, Sequence[Made]], Made]") -> Made:
        """What is made of each that is timed, joined as they stand."""
        def joined(panels: Panels) -> Made:
            return join(panels, [joined(part) if _keeps(part, self.clock) else next(timed)
                                 for part in panels.parts])

        return joined(self)


Composition: TypeAlias = AnyStaged | Panels


def _timed(panels: Panels, clock: str | None) -> Iterator[Composition]:
    for part in panels.parts:
        if _keeps(part, clock):
            yield from _timed(part, clock)
        else:
            yield part


def _keeps(part: Composition, clock: str | None) -> TypeGuard[Panels]:
    """Whether a part is panels that keep that clock too."""
    return isinstance(part, Panels) and part.clock in (None, clock)


def _kind(panel: AnyStaged) -> tuple[int, str]:
    """What panels have in common that have equal cells."""
    return id(panel.view), panel.kind


def _label_px(panel: AnyStaged) -> float:
    """The size of its largest label; inf where it has none."""
    return max([mark.shape.size_px for mark in panel.story.stage.marks.values()
                if isinstance(mark.shape, Text) and mark.roles == ("label",)], default=inf)


def _cell_px(panel: AnyStaged) -> tuple[float, float]:
    """How much farther right the second and the third corner of its first cell lie than the one
    before; inf where it has none."""
    stage = panel.story.stage
    cell = next((shape for id in stage.elements if isinstance(
        shape := stage.marks[id].shape, Cell)), None)
    if cell is None:
        return inf, inf
    (first, _), (second, _), (third, _), *_ = cell.corners
    return second - first, third - second


def _same(one: Trace, other: Trace) -> bool:
    """Whether two traces are of the same layer on the same numbers."""
    return one is other or (
        one.layer == other.layer and one.rotated == other.rotated
        and one.activation == other.activation
        and all(a is b or (a is not None and b is not None and np.array_equal(a, b))
                for a, b in ((one.input, other.input), (one.weight, other.weight),
                             (one.bias, other.bias))))
