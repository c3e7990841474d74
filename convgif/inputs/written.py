"""Numbers that are written out where the name of a file may stand: [[1, 2], [3, 4]]."""

import json
import re
from typing import Any

from convgif.errors import ArrayError, LimitError, shorten

LONGEST = 100_000  # signs; more are for a file
_SIGNS = re.compile(r"[\[\],0-9.eE+\s-]+")
_TOO_DEEP = re.compile(r"(?:\[\s*){33}")  # than arrays are; some Pythons read thousands


def is_written(given: object) -> bool:
    """Whether that is meant as numbers, and not as a name."""
    return isinstance(given, str) and given.strip().startswith("[") and given.strip().endswith("]")


def read_numbers(text: str) -> list[Any]:
    """The numbers of that text, a list in another for each axis but the last.

    `read_numbers("[[1, 2], [3, 4.5]]")` is [[1.0, 2.0], [3.0, 4.5]]. Raises ArrayError, LimitError.
    """
    if len(text) > LONGEST:
        raise LimitError(f"{shorten(text)} is over {LONGEST:,} signs: give the numbers as a file, "
                         ".csv or .npy")
    try:
        if not _SIGNS.fullmatch(text) or _TOO_DEEP.search(text):
            raise ValueError
        found: list[Any] = json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        raise ArrayError(f"{shorten(text)} is no list of numbers: write rows of them, such as "
                         "[[1, 2], [3, 4]]") from None
    return found


def write_numbers(numbers: Any) -> str:
    """The text that is read as those numbers, of lists in each other, whole ones without a point.
    """
    if isinstance(numbers, list):
        return f"[{','.join(map(write_numbers, numbers))}]"
    return str(int(numbers)) if float(numbers).is_integer() else repr(float(numbers))
