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

Each message is one line: what was given, what is allowed, what to do. A setting in it, written by
`setting`, is spelled as whoever shows the line spells settings: as a keyword of Python unless asked
otherwise.
"""

import re
from ast import literal_eval
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from convgif.phrases import Phrase, in_a_row

Row = TypeVar("Row")
Spell: TypeAlias = Callable[[str, Any], str]  # of a setting's name, and its value or None

LONGEST_NAME = 160  # that is said whole
LONGEST_LIST, CUT_LIST = 16, 5  # of names: how many are said, and how many where there are more
LETTERS_PER_ERROR = 3  # a name may have one typing error for so many letters
SHORTEST_PART = 3  # letters: less of a name is not taken for the beginning of one

_SETTING = re.compile("\x02([a-z_]+) (.*?)\x03")


def setting(name: str, value: object = None) -> str:
    """A setting, by its name in Python, to be put into the message of an error."""
    return f"\x02{name} {value!r}\x03"


def as_keyword(name: str, value: object) -> str:
    """The setting as Python spells it: `view='macs'`."""
    return name if value is None else f"{name}={value!r}"


def spelled(message: str, spell: Spell = as_keyword) -> str:
    """The message with its settings spelled so."""
    return _SETTING.sub(lambda found: spell(found[1], literal_eval(found[2])), message)


class ConvgifError(Exception):
    """Above everything the user can cause."""

    def __str__(self) -> str:
        return spelled(self.message)

    @property
    def message(self) -> str:
        """The line before its settings are spelled, from which another may be made."""
        said: str = self.args[0] if self.args else ""  # as it is, which str() of it is not
        return said

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the line alone."""
        return [f"{type(self).__name__}: {self}"]


class NotationError(ConvgifError):
    """Text that is no layer, size, duration or colour."""


class UnknownNameError(ConvgifError):
    """A name that is in none of the tables."""


class LayerError(ConvgifError):
    """A layer that cannot be, or not on this input. where_it_arrives: the message for a layer of a
    network, whose input follows from that of the network, where that is another."""

    def __init__(self, message: str, where_it_arrives: str = "") -> None:
        super().__init__(message)
        self.where_it_arrives = where_it_arrives or message


class ArrayError(ConvgifError):
    """An input, weight or bias that cannot be read, or is of the wrong shape or value."""


class ViewError(ConvgifError):
    """What a view does not draw, or not at this size. enough_px: the smallest width at which it
    does, where there is one."""

    def __init__(self, message: str, enough_px: int | None = None) -> None:
        super().__init__(message)
        self.enough_px = enough_px


class LimitError(ConvgifError):
    """An animation too large to be meant. lifted: how the limit is lifted, where it can be."""

    def __init__(self, refusal: str, lifted: str = "") -> None:
        super().__init__("; ".join(filter(None, (refusal, lifted))))
        self.refusal = refusal


class OutputError(ConvgifError):
    """A file that cannot be written."""


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """The name as it is compared: lower case, without hyphens, underscores and blanks."""
    return name.lower().translate({ord(c): None for c in "-_ "})


def look_up(table: Mapping[str, Row], name: str, kind: str, listing: str = "") -> Row:
    """The row of that name; case, hyphens and underscores do not matter. listing: the command that
    lists all names, where it is not that of the kind.

    Raises UnknownNameError with the nearest names, or else all names.
    """
    folded = {fold(key): row for key, row in table.items()}
    if isinstance(name, str) and fold(name) in folded:
        return folded[fold(name)]
    raise UnknownNameError(f"unknown {kind} {shorten(name)}: "
                           f"{suggest(name, table, listing or f'convgif {kind}s')}")


def suggest(name: object, names: Iterable[str], listing: str = "") -> Phrase:
    """What to do about a wrong name: "did you mean ..." or the list of what there is.

    listing: the command that lists all of them.
    """
    known = list(names)
    near = nearest(name, known) if isinstance(name, str) else []
    if near:
        return did_you_mean(near)
    if len(known) <= LONGEST_LIST:
        return Phrase("there is {names}", names=", ".join(known))
    some = Phrase("there is {names} and {count} more", names=", ".join(known[:CUT_LIST]),
                  count=len(known) - CUT_LIST)
    return Phrase("{some}, see `{listing}`", some=some, listing=listing) if listing else some


def did_you_mean(names: Sequence[str]) -> Phrase:
    """What is asked of who gave none of those names."""
    return Phrase("did you mean {names}?", names=listed(names, "or"))


def listed(items: Sequence[str], last: str = "and") -> str:
    """The items in words: "a, b and c"."""
    if len(items) < 2:
        return items[0] if items else ""
    return Phrase(f"{{items}} {last} {{item}}", items=in_a_row(items[:-1]), item=items[-1])


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Those of the names that may be meant by a wrong one: typed with a few errors, or only the
    beginning of a name or one of its words. Of these the nearest, and none that is far off."""
    given = fold(name)[:80]
    allowed = max(len(given) > 2, len(given) // LETTERS_PER_ERROR)  # two letters are any other two
    near: dict[str, tuple[int, int]] = {}
    for known in names:
        whole, part = _errors_in(given, fold(known))
        if len(given) >= SHORTEST_PART:
            whole_word = given in map(fold, re.split("[-_ ]", known))
            if part and len(given) == SHORTEST_PART:  # half of so short a beginning is anything's
                part = whole
            near[known] = (0 if whole_word else min(whole, part), whole)
        else:
            near[known] = (whole, whole) if whole < len(given) else (allowed + 1, whole)
    least = min(near.values(), default=(allowed + 1, 0))
    return [known for known in near if near[known] == least and least[0] <= allowed]


def _errors_in(given: str, known: str) -> tuple[int, int]:
    """How many letters are wrong, missing, too many or swapped with the next: in the whole name,
    and where it may go on after what is given."""
    before, row = list[int](), list(range(len(known) + 1))
    for number, letter in enumerate(given, 1):
        last, before, row = before, row, [number]
        for place, other in enumerate(known, 1):
            least = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other))
            if number > 1 < place and (letter, given[number - 2]) == (known[place - 2], other):
                least = min(least, last[place - 2] + 1)
            row.append(least)
    return row[-1], min(row)


def shorten(text: object, limit: int = 60) -> str:
    """What was given, quoted, on one line and cut to the limit."""
    try:
        shown = repr(text[: limit * 2]) if isinstance(text, str) else " ".join(repr(text).split())
    except ValueError:  # an int of more digits than Python prints
        shown = f"{type(text).__name__} of very many digits"
    except RecursionError:
        shown = f"{type(text).__name__} that is nested very deep"
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def reason_of(error: BaseException) -> str:
    """What the system says went wrong, as it is said in the middle of a line."""
    said = getattr(error, "strerror", None) or str(error)
    return said[:1].lower() + said[1:]


def named(path: object) -> str:
    """The name of a file or folder: whole, unless it is long or has signs that are not seen."""
    name = str(path)
    return name if name.isprintable() and len(name) <= LONGEST_NAME else shorten(name)
