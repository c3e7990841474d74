"""Boards: maps with a number, or a shade, in each cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from convgif.arrays import Array
from convgif.scene import RAMP_STEPS, Cell, Mark, MarkId, Roles, Text
from convgif.views.flat import FlatGrid, format_number, plane, shades
from convgif.views.numbers.arrangement import RAMP_PX, Arrangement, Block
from convgif.views.typesetting import TEXT_ORDER

CELL_ORDER, NUMBER_ORDER, LINE_ORDER = 0, 2, 3


@dataclass(frozen=True)
class Numbers:
    """The values of a map, how many decimals they are written with, and whether their shades are
    those below and above zero."""

    values: Array
    digits: int | None
    diverging: bool

    @property
    def strings(self) -> tuple[str, ...]:
        """Each number as it is written, in C order."""
        return tuple(format_number(value, self.digits) for value in self.values.ravel().tolist())

    @property
    def ends(self) -> tuple[str, str]:
        """The numbers at both ends of the ramp."""
        low, high = float(self.values.min()), float(self.values.max())
        if self.diverging:
            high = max(-low, high)
            low = -high
        return format_number(low, self.digits), format_number(high, self.digits)


def numbers_of(values: Array, digits: int | None) -> Numbers:
    """The numbers of a map, at most two axes; shaded on both sides of zero if there are any
    below."""
    flat = np.asarray(values, np.float64).reshape(plane(values.shape))
    return Numbers(flat, digits, bool((flat < 0).any()))


@dataclass(frozen=True)
class Board:
    """A map on the stage. text_px: of its numbers, None where each cell has a shade instead."""

    name: str
    grid: FlatGrid
    strings: Sequence[str]
    text_px: float | None
    shades: Sequence[str]

    def cell(self, row: int, column: int) -> MarkId:
        return self.name, (row, column)

    def number(self, row: int, column: int) -> MarkId:
        return f"{self.name}_number", (row, column)

    def shade(self, row: int, column: int) -> Roles:
        """The shade of that cell, none where there are numbers."""
        if self.text_px is not None:
            return ()
        return (self.shades[row * self.grid.columns + column],)

    def marks(self, roles: Callable[[int, int], Roles], number_roles: Callable[[int, int], Roles]
              ) -> list[Mark]:
        """A cell, and the number in it, for each index. A cell's shade is not added."""
        marks = self.grid.cells(self.name, roles, CELL_ORDER)
        if self.text_px is not None:
            marks += [Mark(self.number(*index), self.grid.number(string, *index, self.text_px),
                           number_roles(*index), NUMBER_ORDER)
                      for index, string in zip(self.grid.indices, self.strings, strict=True)
                      if string]
        return marks


def board_of(block: Block, placed: Arrangement, numbers: Numbers) -> Board:
    """The board of a block that is placed."""
    return Board(block.name, placed.grids[block.name], block.strings, placed.text_px[block.name],
                 shades(numbers.values, diverging=numbers.diverging))


def ramp(block: Block, placed: Arrangement, small_px: float, diverging: bool) -> list[Mark]:
    """The ramp of a shaded map, and the numbers at its ends. Empty where there is none."""
    if block.name not in placed.ramps or block.ramp is None:
        return []
    (left, top), (width, height) = placed.ramps[block.name], RAMP_PX
    step = width // RAMP_STEPS
    name = "diverging" if diverging else "shade"
    marks = []
    for i in range(RAMP_STEPS):
        x, y = left + i * step + 0.5, top + 0.5
        marks.append(Mark((f"{block.name}_ramp", (i,)),
                          Cell(((x, y), (x + step, y), (x + step, y + height), (x, y + height))),
                          (f"{name}_{i}",)))
    baseline = top + height / 2 + 0.36 * small_px
    for i, (end, x, align) in enumerate(zip(block.ramp, (left - 5, left + width + 6),
                                            ("right", "left"), strict=True)):
        text = Text(end, (x, baseline), small_px, align)
        marks.append(Mark((f"{block.name}_ramp_end", (i,)), text, ("legend",), TEXT_ORDER))
    return marks
