"""What stands side by side and one below the other, as text: `A | B & C`, and `(A | B) & C`.

`&` binds tighter than `|`, as in Python: first of all comes what stands in brackets.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from convgif.errors import NotationError, shorten

Item = TypeVar("Item")
Other = TypeVar("Other")

BESIDE, BELOW = "|", "&"
MOST_PANELS = 24


@dataclass(frozen=True)
class Group(Generic[Item]):
    """Two or more, each an item or a group itself: side by side, or one below the other."""

    members: tuple["Item | Group[Item]", ...]
    below: bool = False


def leaves(arranged: "Item | Group[Item]") -> tuple[Item, ...]:
    """All items, in reading order; of what is no group, itself."""
    if not isinstance(arranged, Group):
        return (arranged,)
    found: list[Item] = []
    for member in arranged.members:
        found += leaves(member)
    return tuple(found)


def filled(arranged: object, items: Iterator[Other]) -> "Other | Group[Other]":
    """The same arrangement of other items, in their order."""
    if not isinstance(arranged, Group):
        return next(items)
    return Group(tuple(filled(member, items) for member in arranged.members), arranged.below)


def parse_arranged(text: str, parse: Callable[[str], Item], signs: str = BESIDE + BELOW
                   ) -> "Item | Group[Item]":
    """What the text arranges, each part parsed; what has no sign outside brackets is one item.

    signs: those that part it. `leaves(parse_arranged("1 | 2 & 3", int))` is (1, 2, 3). Raises
    NotationError for more panels than anyone looks at.
    """
    arranged = _arranged(text, signs, MOST_PANELS)
    if not isinstance(arranged, Group):
        return parse(text)
    texts: tuple[str, ...] = leaves(arranged)
    _check_count(text, len(texts))
    return filled(arranged, map(parse, texts))


def _arranged(text: str, signs: str, depth: int) -> str | Group[str]:
    """The parts of the text as they stand. depth: how many brackets may still be in each other."""
    if not any(sign in text for sign in signs):
        return text
    for sign in signs:
        parts = divided(text, sign)
        if len(parts) > 1:
            _check_count(text, len(parts))
            return Group(tuple(_arranged(part.strip(), signs, depth) for part in parts),
                         below=sign == BELOW)
    inside = _inside(text.strip())
    if inside and depth == 0:
        raise NotationError(f"{shorten(text)} has too many brackets in each other: leave some out")
    nested = _arranged(inside, signs, depth - 1) if inside else text
    return nested if isinstance(nested, Group) else text


def _check_count(text: str, count: int) -> None:
    if count > MOST_PANELS:
        raise NotationError(f"{shorten(text)} has {count} panels: give {MOST_PANELS} at most")


def written(arranged: "Item | Group[Item]", write: Callable[[Item], str], *, within: str = ""
            ) -> str:
    """The text that is read so. within: the sign of the group around it."""
    if not isinstance(arranged, Group):
        return write(arranged)
    sign = BELOW if arranged.below else BESIDE
    text = f" {sign} ".join(written(member, write, within=sign) for member in arranged.members)
    return f"({text})" if within and (sign, within) != (BELOW, BESIDE) else text


def divided(text: str, sign: str) -> list[str]:
    """The parts of the text at the signs that stand outside brackets."""
    parts: list[list[str]] = [[]]
    depth = 0
    for piece in re.split(f"([()\\[\\]{re.escape(sign)}])", text):
        depth += (piece in ("(", "[")) - (piece in (")", "]"))
        if piece == sign and depth <= 0:
            parts.append([])
        else:
            parts[-1].append(piece)
    return ["".join(part) for part in parts]


def _inside(text: str) -> str:
    """What stands in the brackets that are around all of the text; "" where none are."""
    if not (text.startswith("(") and text.endswith(")")):
        return ""
    inside, depth = text[1:-1], 0
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return ""
    return "" if depth else inside
