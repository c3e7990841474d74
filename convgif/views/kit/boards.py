"""Boards: maps with a number, or a shade, in each cell."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from convgif.scenes.roles import RAMP_STEPS
from convgif.scenes.scene import Cell, Mark, MarkId, Roles, Text
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import FlatGrid, Index
from convgif.views.kit.numerals import NOTE_AT, NOTED_AT, note_size_px
from convgif.views.kit.slots import RAMP_PX, has_notes
from convgif.views.kit.typesetting import TEXT_ORDER

CELL_ORDER, POINTER_ORDER, NUMBER_ORDER, LINE_ORDER = range(4)


@dataclass(frozen=True)
class Board:
    """A map on the stage. text_px: of its numbers, None where cells have none, but may have shades
    instead. by_rank: whether those shades are ranks. photo: whether they are a photograph's.
    notes: under the numbers, if any. numbers: the name of their marks. before: what begins each
    index in the map."""

    name: str
    grid: FlatGrid
    strings: Sequence[str] = ()
    text_px: float | None = None
    shades: Sequence[str] = ()
    by_rank: bool = False
    photo: bool = False
    notes: Sequence[str] = ()
    numbers: str = "{}_number"
    before: tuple[int, ...] = ()

    def cell(self, row: int, column: int) -> MarkId:
        return self.name, (*self.before, row, column)

    def number(self, row: int, column: int) -> MarkId:
        return self.numbers.format(self.name), (*self.before, row, column)

    def text(self, string: str, row: int, column: int) -> Text:
        """A number in that cell, one of a board that has some."""
        assert self.text_px is not None
        down = NOTED_AT if self.notes else 0.5
        return self.grid.number(string, row, column, self.text_px, down)

    def note_texts(self, row: int, column: int) -> dict[MarkId, Text]:
        """The note under the number of that cell, if there are any."""
        if not self.notes:
            return {}
        note = self.notes[row * self.grid.columns + column]
        size_px = note_size_px(self.notes, self.grid.cell_px)
        return {(f"{self.name}_note", (row, column)):
                self.grid.number(note, row, column, size_px, NOTE_AT)}

    def written(self, row: int, column: int) -> list[MarkId]:
        """The number of that cell, and the note under it."""
        return [self.number(row, column), *self.note_texts(row, column)]

    def shade(self, row: int, column: int) -> Roles:
        """The shade of that cell, none where there are numbers, or where it has none."""
        if self.text_px is not None:
            return ()
        shade = self.shades[row * self.grid.columns + column]
        return (shade,) if shade else ()

    def marks(self, roles: Callable[[int, int], Roles], number_roles: Callable[[int, int], Roles],
              numbered: Collection[Index] = ()) -> list[Mark]:
        """A cell, and the number in it, for each index. A cell's shade is not added. numbered:
        those in which something is written though the board has no numbers."""
        marks = self.grid.cells(self.name, roles, CELL_ORDER, before=self.before,
                                numbered=numbered if self.text_px is None else None)
        if self.text_px is not None:
            down = NOTED_AT if self.notes else 0.5
            marks += self.grid.numbers(self.numbers.format(self.name), self.strings, self.text_px,
                                       number_roles, NUMBER_ORDER, before=self.before, down=down)
            marks += [Mark(id, text, number_roles(*place), NUMBER_ORDER)
                      for place in self.grid.indices
                      for id, text in self.note_texts(*place).items()]
        return marks


def board_of(draft: Draft, placed: Arrangement) -> Board:
    """The board of a draft that is placed."""
    shades, grid = draft.shading, placed.grids[draft.name]
    return Board(draft.name, grid, draft.strings, placed.text_px[draft.name],
                 shades.roles if shades else (), bool(shades and shades.by_rank), draft.photo,
                 draft.notes if has_notes(draft, grid.cell_px) else ())


def ramp(draft: Draft, placed: Arrangement, small_px: float) -> list[Mark]:
    """The ramp of a shaded map as far as its values go, and the numbers at its ends; of values that
    are all alike, one shade and what it stands for. Empty where there is none."""
    if draft.name not in placed.ramps or draft.ramp is None or draft.shading is None:
        return []
    (left, top), (room, height) = placed.ramps[draft.name], RAMP_PX
    shades = draft.shading.ramp
    step = room // RAMP_STEPS
    width = step * len(shades)
    left += (room - width) // 2
    marks = []
    for i, role in enumerate(shades):
        x, y = left + i * step + 0.5, top + 0.5
        marks.append(Mark((f"{draft.name}_ramp", (i,)),
                          Cell(((x, y), (x + step, y), (x + step, y + height), (x, y + height))),
                          (role,)))
    baseline = top + height / 2 + 0.36 * small_px
    ends = [(draft.ramp[0], left - 5, "right"), (draft.ramp[1], left + width + 6, "left")]
    for i, (end, x, align) in enumerate(ends[draft.ramp[0] == draft.ramp[1]:]):
        text = Text(end, (x, baseline), small_px, align)
        marks.append(Mark((f"{draft.name}_ramp_end", (i,)), text, ("legend",), TEXT_ORDER))
    return marks
