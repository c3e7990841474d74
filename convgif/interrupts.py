"""Interrupts and terminations: whatever they come in the middle of, they end it in one line.

It loads nothing that is slow, so that it is there before all that is.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

INTERRUPTS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


class Interrupted(BaseException):
    """An interrupt or a termination came. No KeyboardInterrupt: click ends those in its own way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """What a shell says of a process that ends by that signal."""
        return 128 + self.number

    def say(self) -> None:
        """Prints the line, below what a terminal shows of the keys."""
        if sys.stderr is not None:
            start = "\n" if sys.stderr.isatty() else ""
            sys.stderr.write(f"{start}convgif: {INTERRUPTS[signal.Signals(self.number)]}\n")
            sys.stderr.flush()


@contextmanager
def interrupts_in_a_line() -> Iterator[None]:
    """While it lasts, an interrupt or a termination ends the process in one line, with the exit
    code 128 and its number, after what is under way has been tidied up."""
    came: list[Interrupted] = []

    def interrupt(number: int, frame: object) -> NoReturn:
        came.append(Interrupted(number))
        raise came[-1]

    def unraisable(found: "sys.UnraisableHookArgs") -> None:
        if isinstance(found.exc_value, Interrupted):  # in a callback, which drops what it raises
            found.exc_value.say()
            os._exit(found.exc_value.exit_code)
        hook(found)

    hook, sys.unraisablehook = sys.unraisablehook, unraisable
    try:
        with _heard(interrupt):
            yield
    except BaseException as error:
        if not came or isinstance(error, SystemExit):
            raise
        came[0].say()  # even where a library made something else of it
        raise SystemExit(came[0].exit_code) from None
    finally:
        sys.unraisablehook = hook


@contextmanager
def remembered_interrupts() -> Iterator[Callable[[], None]]:
    """While it lasts, what is given raises Interrupted after an interrupt or a termination.

    Raised at once, it might come in the middle of a library that drops it or complains; a second
    one is, for whoever cannot wait.
    """
    came: list[Interrupted] = []

    def interrupt(number: int, frame: object) -> None:
        came.append(Interrupted(number))
        if len(came) > 1:
            raise came[0]

    def check() -> None:
        if came:
            raise came[0]

    with _heard(interrupt):
        yield check


@contextmanager
def _heard(handler: Callable[[int, object], object]) -> Iterator[None]:
    """While it lasts, that is what signals do that are not ignored, as those of a job in the
    background are."""
    before = {number: signal.getsignal(number) for number in INTERRUPTS}
    heard = [number for number, known in before.items() if known is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])
