"""Bars on a terminal that say how far long work is, and how long it still takes."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any

import click

from convgif.cli.quantities import said_time
from convgif.progress import DRAWING, told_to

FROM_S = 2.0  # what is over sooner needs no bar
PACE_S = 1.0  # of work from which it is known how fast it goes


class Bar:
    """A bar that is there once the work has taken a while. The time left is what the rest takes at
    the average pace so far, which does not jump as that of the latest few does, nor by what was
    there before the first was done."""

    def __init__(self, stack: ExitStack, label: str, from_s: float = 0.0) -> None:
        self._stack, self._label, self._from_s = stack, label, from_s
        self._start, self._work = monotonic(), ("", 0)
        self._first = self._start, 0
        self._bar: Any = None

    def __call__(self, done: int, total: int, also: str = "", label: str = "") -> None:
        """So many of so many are done. also: what is said beside the time left. label: another
        one, for other work."""
        now, label = monotonic(), label or self._label
        if (label, total) != self._work:
            self._stack.close()
            self._work, self._first, self._bar = (label, total), (now, done), None
        if total < 2 or now - self._start < self._from_s or (self._bar is None and done == total):
            return
        if self._bar is None:
            self._bar = self._stack.enter_context(click.progressbar(
                length=total, label=label, show_pos=True, show_eta=False,
                item_show_func=lambda said: said or "", file=sys.stderr))
        left = self._left(now, done, total) if done < total else ""
        self._bar.update(done - self._bar.pos, ", ".join(filter(None, (also, left))))

    def _left(self, now: float, done: int, total: int) -> str:
        """How long the rest takes; nothing as long as there is no pace."""
        start, before = self._first
        if now - start < PACE_S or done == before:
            return ""
        return f"{said_time((now - start) / (done - before) * (total - done))} left"


@contextmanager
def drawing_bar(quiet: bool) -> Iterator[None]:
    """On a terminal, a bar over what is drawn and written within it, from two seconds on."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    with ExitStack() as stack:
        bar = Bar(stack, DRAWING, FROM_S)

        with told_to(lambda done, total, what: bar(done, total, label=what)):
            yield
