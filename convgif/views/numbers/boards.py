"""Boards: maps with a number, or a shade, in each cell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convgif.scenes.scene import RAMP_STEPS, Cell, Mark, MarkId, Roles, Text
from convgif.traces.arrays import Array
from convgif.views.flat import NOTE_AT, NOTED_AT, FlatGrid, format_number, note_size_px, plane
from convgif.views.numbers.arrangement import RAMP_PX, Arrangement, Block
from convgif.views.shading import Shading, shading
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
        return (format_number(float(self.values.min()), self.digits),
                format_number(float(self.values.max()), self.digits))

    @cached_property
    def shading(self) -> Shading:
        """Their shades."""
        return shading(self.values, diverging=self.diverging)


def numbers_of(values: Array, digits: int | None) -> Numbers:
    """The numbers of a map, at most two axes; shaded on both sides of zero if there are any
    below."""
    flat = np.asarray(values, np.float64).reshape(plane(values.shape))
    return Numbers(flat, digits, bool((flat < 0).any()))


@dataclass(frozen=True)
class Board:
    """A map on the stage. text_px: of its numbers, None where each cell has a shade instead.
    by_rank: whether those shades are ranks. notes: under the numbers, if any."""

    name: str
    grid: FlatGrid
    strings: Sequence[str]
    text_px: float | None
    shades: Sequence[str]
    by_rank: bool
    notes: Sequence[str] = ()

    def cell(self, row: int, column: int) -> MarkId:
        return self.name, (row, column)

    def number(self, row: int, column: int) -> MarkId:
        return f"{self.name}_number", (row, column)

    def written(self, row: int, column: int) -> list[MarkId]:
        """The number of that cell, and the note under it."""
        note: MarkId = (f"{self.name}_note", (row, column))
        return [self.number(row, column), *[note] * bool(self.notes)]

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
            down = NOTED_AT if self.notes else 0.5
            marks += [Mark(self.number(*index),
                           self.grid.number(string, *index, self.text_px, down),
                           number_roles(*index), NUMBER_ORDER)
                      for index, string in zip(self.grid.indices, self.strings, strict=True)
                      if string]
            marks += self._notes(number_roles) if self.notes else []
        return marks

    def _notes(self, roles: Callable[[int, int], Roles]) -> Iterator[Mark]:
        size = note_size_px(self.notes, self.grid.cell_px)
        for index, string in zip(self.grid.indices, self.notes, strict=True):
            yield Mark(self.written(*index)[1], self.grid.number(string, *index, size, NOTE_AT),
                       roles(*index), NUMBER_ORDER)


def board_of(block: Block, placed: Arrangement, numbers: Numbers) -> Board:
    """The board of a block that is placed."""
    return Board(block.name, placed.grids[block.name], block.strings, placed.text_px[block.name],
                 numbers.shading.roles, numbers.shading.by_rank, block.notes)


def ramp(block: Block, placed: Arrangement, small_px: float, shading: Shading) -> list[Mark]:
    """The ramp of a shaded map as far as its values go, and the numbers at its ends. Empty where
    there is none."""
    if block.name not in placed.ramps or block.ramp is None:
        return []
    (left, top), (room, height) = placed.ramps[block.name], RAMP_PX
    step = room // RAMP_STEPS
    width = step * len(shading.ramp)
    left += (room - width) // 2
    marks = []
    for i, role in enumerate(shading.ramp):
        x, y = left + i * step + 0.5, top + 0.5
        marks.append(Mark((f"{block.name}_ramp", (i,)),
                          Cell(((x, y), (x + step, y), (x + step, y + height), (x, y + height))),
                          (role,)))
    baseline = top + height / 2 + 0.36 * small_px
    for i, (end, x, align) in enumerate(zip(block.ramp, (left - 5, left + width + 6),
                                            ("right", "left"), strict=True)):
        text = Text(end, (x, baseline), small_px, align)
        marks.append(Mark((f"{block.name}_ramp_end", (i,)), text, ("legend",), TEXT_ORDER))
    return marks
