"""Interleaved runs, processes, and what comes of them: the lines of the table."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """A line of the table. value: a ratio, or in `unit`. low, high: the spread. goal: the most or,
    with `at_least`, the fewest; None where nothing is asked."""

    row: int
    what: str
    value: float
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    at_least: bool = False
    prototype: float | None = None
    unit: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        if self.at_least:
            return "ok" if self.value >= self.goal else "under"
        return "ok" if self.value <= self.goal else "over"


@dataclass(frozen=True)
class Settings:
    """What the rows are asked for. once: only to run, so that a little of the work will do."""

    runs: int
    reference: Path | None

    @property
    def once(self) -> bool:
        return self.runs == 1

    def of(self, cases: Iterable[T]) -> list[T]:
        """The cases; the first alone where a little of the work will do."""
        found = list(cases)
        return found[:1] if self.once else found


def interleaved(jobs: Sequence[Callable[[], object]], runs: int) -> list[list[float]]:
    """Seconds of each run of each job, run in turns, after one turn that is not counted, but where
    there is to be only one."""
    times: list[list[float]] = [[] for _ in jobs]
    first = 0 if runs == 1 else 1
    for turn in range(first + runs):
        for job, taken in zip(jobs, times, strict=True):
            start = perf_counter()
            job()
            if turn >= first:
                taken.append(perf_counter() - start)
    return times


def compared(row: int, what: str, ours: list[float], theirs: list[float], *,
             inverse: bool = False, **rest: Any) -> Result:
    """The ratio of the medians, ours to theirs or, inverse, how many times faster ours is."""
    note = f"{1000 * median(ours):.1f} / {1000 * median(theirs):.1f} ms"
    over, under = (theirs, ours) if inverse else (ours, theirs)
    ratios = [a / b for a, b in zip(over, under, strict=True)]
    extra = rest.pop("note", "")
    return Result(row, what, median(over) / median(under), min(ratios), max(ratios),
                  note=f"{note}, {extra}" if extra else note, **rest)


def python(*arguments: str) -> str:
    """What another Python with this tree importable prints; raises where it fails.

    It keeps its bytecode, as a package that is installed does, whatever the environment says: to
    compile the tree again at every start is no part of what is measured.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([sys.executable, *arguments], cwd=tempfile.gettempdir(), check=True,
                          capture_output=True, text=True, env=kept).stdout
