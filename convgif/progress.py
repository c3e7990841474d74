"""How far long work is, told to whoever listens."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, TypeVar

Item = TypeVar("Item")
Listener: TypeAlias = Callable[[int, int, str], None]  # how many are done, of how many, of what
EXPLAINING, DRAWING = "explaining", "drawing"
COMPARING, WRITING = "comparing", "writing"

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Within it the listener is told how far all work is that is counted."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def counted(items: Iterable[Item], total: int, what: str = DRAWING) -> Iterator[Item]:
    """The items, so many; after each is done with, whoever listens is told. what: the work."""
    for done, item in enumerate(items, 1):
        yield item
        tell(done, total, what)


def tell(done: int, total: int, what: str) -> None:
    """Tells whoever listens: so many of so many are done."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(done, total, what)
