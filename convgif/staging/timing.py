"""Timing: which steps of a picture are played, in which order, and how long each is shown.

A picture is glanced at, unless it has numbers: they take time to be read, and then it begins with a
frame on which nothing is computed. What would be read for longer than a minute, or scanned for
half of one where there is depth, plays fewer of its steps: the first ones along each axis, which
show the stride, and the middle and the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from convgif.errors import setting
from convgif.formats import MOST_CLICKED
from convgif.scenes.clocks import STAGE, Schedule

LOOP_MS, SHORTEST_STEP_MS, LONGEST_STEP_MS = 8000, 250, 800  # an automatic step's duration
LONGEST_LOOP_MS = 60_000  # of steps that are longer because they are read
LONGEST_SCAN_MS = 30_000  # of steps that are glanced at, of which some may be left out
OPENING_MS = 1500  # before anything is computed, so that a loop is seen to begin again
FEWEST_PLACES = 3  # that are played along an axis: its ends and its middle


@dataclass(frozen=True)
class Reading:
    """How a picture is read. step_ms: how long each of its steps takes to be read, 0 for a glance.
    scanned: the grid that they go over in C order if some may be left out, else empty; those after
    it are played. opens: whether there is a frame before them, on which nothing is computed."""

    step_ms: Sequence[int]
    scanned: tuple[int, ...] = ()
    opens: bool = False

    @property
    def longest_ms(self) -> int:
        """How long it may last."""
        is_scan = self.scanned and not any(self.step_ms)
        return LONGEST_SCAN_MS if is_scan else LONGEST_LOOP_MS


@dataclass(frozen=True)
class Timeline:
    """The steps that are played, each with its duration; STAGE for what is before the first.
    longest_ms: what they stay under; clicked: whether their reader goes through them one by one."""

    steps: Schedule
    durations_ms: Sequence[int]
    longest_ms: int = LONGEST_LOOP_MS
    clicked: bool = False

    def left_out(self, count: int) -> str:
        """That not all of so many steps are played, and how all would be; empty where they are."""
        shown = len({*self.steps} - {STAGE})
        if shown == count:
            return ""
        if self.clicked:
            return (f"{shown} of the {count} steps are shown, for over {MOST_CLICKED} frames are "
                    "too many to be clicked through: "
                    f"{setting('duration_ms', LONGEST_STEP_MS)} and {setting('force', True)} "
                    "show all")
        return (f"{shown} of the {count} steps are played, so that they can be seen and the loop "
                f"stays under {self.longest_ms // 1000} s: any duration for a step, such as "
                f"{setting('duration_ms', LONGEST_STEP_MS)}, plays all")


def timeline(reading: Reading, step_ms: int | None, hold_ms: int, *, clicked: bool = False
             ) -> Timeline:
    """What is played. step_ms: of every step if it is given; then none is left out. hold_ms: how
    much longer the last is shown. clicked: one by one as its reader goes on; then none is left out
    where they are not too many for that."""
    count = len(reading.step_ms)
    opening = (STAGE,) if reading.opens else ()
    steps: Sequence[int] = range(count)
    if step_ms is not None:
        times = [step_ms] * count
    elif clicked and count + len(opening) <= MOST_CLICKED:
        times = _unhurried(reading, steps)
    else:
        most_ms = reading.longest_ms - hold_ms - OPENING_MS * len(opening)
        steps, times = _within(reading, most_ms)
    opening_ms = OPENING_MS if step_ms is None else step_ms
    times[-1] += hold_ms
    return Timeline((*opening, *steps), [*[opening_ms] * len(opening), *times],
                    reading.longest_ms, clicked)


def _within(reading: Reading, most_ms: int) -> tuple[Sequence[int], list[int]]:
    """The steps and their durations that go into that time: as many as do, or all of them but
    shorter where none may be left out."""
    steps: Sequence[int] = range(len(reading.step_ms))
    times = _unhurried(reading, steps)
    if sum(times) > most_ms and (reading.scanned or any(reading.step_ms)):
        if reading.scanned:
            steps, times = _fewer(reading, most_ms)
        if sum(times) > most_ms:
            hurry = most_ms / sum(times)
            least = _glance_ms(len(times))
            times = [max(least, round(ms * hurry) // 10 * 10) for ms in times]
    return steps, times


def _fewer(reading: Reading, most_ms: int) -> tuple[Sequence[int], list[int]]:
    """The most steps that go into that time, or the fewest that there can be; of as many those with
    longer rows."""
    fewest = [min(FEWEST_PLACES, size) for size in reading.scanned]
    steps = _steps(fewest, reading)
    times = _unhurried(reading, steps)
    most = most_ms // max(SHORTEST_STEP_MS, min(reading.step_ms))
    counts = [range(few, size + 1) for few, size in zip(fewest, reading.scanned, strict=True)]
    for each in product(*counts):
        if len(steps) < prod(each) <= most:
            more = _steps(each, reading)
            longer = _unhurried(reading, more)
            if sum(longer) <= most_ms:
                steps, times = more, longer
    return steps, times


def _along(size: int, count: int) -> Sequence[int]:
    """So many of the places along an axis: its first ones, the middle and the last; or all."""
    if count == size:
        return range(size)
    return *range(count - 2), max(size // 2, count - 2), size - 1


def _steps(counts: Sequence[int], reading: Reading) -> list[int]:
    """The numbers of the steps at so many places along each axis of the grid that is scanned, in
    C order, and of those after it."""
    numbers = [0]
    for count, size in zip(counts, reading.scanned, strict=True):
        numbers = [number * size + place for number in numbers for place in _along(size, count)]
    return [*numbers, *range(prod(reading.scanned), len(reading.step_ms))]


def _unhurried(reading: Reading, steps: Sequence[int]) -> list[int]:
    glance = _glance_ms(len(steps))
    return [max(glance, reading.step_ms[step] // 10 * 10) for step in steps]


def _glance_ms(count: int) -> int:
    """How long each of so many steps is shown where nothing is read."""
    return min(max(LOOP_MS // count, SHORTEST_STEP_MS), LONGEST_STEP_MS) // 10 * 10
