"""How far glyphs advance, from a table that ships: to lay out words, no font needs to be opened.

scripts/measure_fonts makes the table from the fonts that pictures are drawn with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "fonts"
_TABLE, _COMMENT, _FONT = "advances.txt", "#", "font"


@dataclass(frozen=True, eq=False)
class Advances:
    """What a font holds. file: its name. ems: how far each character advances, at a size of 1."""

    file: str
    ems: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped_advances() -> tuple[Advances, ...]:
    """Those of the fonts that ship with convgif or matplotlib; a character is of the first of them
    that holds it."""
    return tuple(_advances((FONTS / _TABLE).read_text("utf-8")))


def _advances(table: str) -> Iterator[Advances]:
    for line in table.splitlines():
        first, *numbers = line.split()
        if first == _FONT:
            file, units = numbers
            em, ems = int(units), dict[str, float]()
            yield Advances(file, ems)  # which the lines below fill
        elif first != _COMMENT:
            for code, number in enumerate(numbers, int(first, 16)):
                ems[chr(code)] = int(number) / em
