"""The errors a user can cause, and the look-up that answers a wrong name with the nearest one.

    ConvgifError            above everything the user can cause
    ├── NotationError       text that is no layer, size, duration or colour
    ├── UnknownNameError    a name that is in none of the tables
    ├── LayerError          a layer that cannot be, or not on this input
    ├── ArrayError          an input, weight or bias that cannot be read, or is of the wrong
    │                       shape or value
    ├── ViewError           what a view does not draw, or not at this size
    ├── LimitError          an animation too large to be meant
    └── OutputError         a file that cannot be written

Each message is one line: what was given, what is allowed, what to do.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

Row = TypeVar("Row")


class ConvgifError(Exception):
    """Above everything the user can cause."""


class NotationError(ConvgifError):
    """Text that is no layer, size, duration or colour."""


class UnknownNameError(ConvgifError):
    """A name that is in none of the tables."""


class LayerError(ConvgifError):
    """A layer that cannot be, or not on this input."""


class ArrayError(ConvgifError):
    """An input, weight or bias that cannot be read, or is of the wrong shape or value."""


class ViewError(ConvgifError):
    """What a view does not draw, or not at this size."""


class LimitError(ConvgifError):
    """An animation too large to be meant."""


class OutputError(ConvgifError):
    """A file that cannot be written."""


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """The name as it is compared: lower case, without hyphens, underscores and blanks."""
    return name.lower().translate({ord(c): None for c in "-_ "})


def look_up(table: Mapping[str, Row], name: str, kind: str) -> Row:
    """The row of that name; case, hyphens and underscores do not matter.

    Raises UnknownNameError with the nearest name, or else all names.
    """
    folded = {fold(key): row for key, row in table.items()}
    if fold(name) in folded:
        return folded[fold(name)]
    raise UnknownNameError(f"unknown {kind} {shorten(name)}: {suggest(name, table)}")


def suggest(name: str, names: Iterable[str]) -> str:
    """What to do about a wrong name: "did you mean ..." or the list of what there is."""
    by_fold = {fold(known): known for known in names}
    near = get_close_matches(fold(name)[:80], by_fold, n=1, cutoff=0.6)
    if near:
        return f"did you mean {by_fold[near[0]]}?"
    return f"there is {', '.join(by_fold.values())}" if len(by_fold) <= 8 else (
        f"there is {', '.join(list(by_fold.values())[:5])} and {len(by_fold) - 5} more")


def shorten(text: object, limit: int = 60) -> str:
    """What was given, quoted, on one line and cut to the limit."""
    try:
        shown = repr(text[: limit * 2]) if isinstance(text, str) else " ".join(repr(text).split())
    except ValueError:  # an int of more digits than Python prints
        shown = f"{type(text).__name__} of very many digits"
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."
