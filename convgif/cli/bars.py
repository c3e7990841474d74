"""Bars on a terminal that say how far long work is, and how long it still takes."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any

import click

from convgif.cli.quantities import said_time
from convgif.progress import told_to

FROM_S = 2.0  # what is over sooner needs no bar


class Bar:
    """A bar that is there once the work has taken a while. The time left is what the rest takes at
    the average pace so far, which does not jump as that of the latest few does."""

    def __init__(self, stack: ExitStack, label: str, from_s: float = 0.0) -> None:
        self._stack, self._label, self._from_s = stack, label, from_s
        self._start, self._total = monotonic(), 0
        self._bar: Any = None

    def __call__(self, done: int, total: int, also: str = "") -> None:
        """So many of so many are done. also: what is said beside the time left."""
        taken = monotonic() - self._start
        if total < 2 or taken < self._from_s or (self._bar is None and done == total):
            return
        if self._bar is None or total != self._total:
            self._begin(total)
        left = said_time(taken / done * (total - done)) + " left" if done < total else ""
        self._bar.update(done - self._bar.pos, ", ".join(filter(None, (also, left))))

    def _begin(self, total: int) -> None:
        self._stack.close()
        self._total = total
        self._bar = self._stack.enter_context(click.progressbar(
            length=total, label=self._label, show_pos=True, show_eta=False,
            item_show_func=lambda said: said or "", file=sys.stderr))


@contextmanager
def drawing_bar(quiet: bool) -> Iterator[None]:
    """On a terminal, a bar over what is drawn within it, from two seconds on."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    with ExitStack() as stack, told_to(Bar(stack, "drawing", FROM_S)):
        yield
