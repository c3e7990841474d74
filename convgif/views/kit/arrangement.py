"""Maps beside and below each other, with signs between them, in cells as large as the width allows.

    input  ∗  kernel  =  output
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from convgif.scenes.scene import Mark, Text
from convgif.scenes.text import LINE_HEIGHT, SMALLEST_TEXT_PX
from convgif.views.base import SIZE_PX
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import SMALLEST_CELL_PX, FlatGrid
from convgif.views.kit.numerals import level_text
from convgif.views.kit.page import Type
from convgif.views.kit.slots import BELOW_LABEL, RAMP_PX, Slot, number_px
from convgif.views.kit.typesetting import TEXT_ORDER

LARGEST_CELL, NUMBER_CELL_PX = 1 / 11, 18  # of the picture's width, or else what numbers need
GOOD_HEIGHT, LARGEST_HEIGHT = 0.9, 2.7  # of it, all maps; above the good one only for numbers
PHOTO_HEIGHT = 1.6  # the good one for photographs, which are to be large
EASY_TEXT_PX, EASY_CELL_PX = 9.8, 8  # larger ones are no reason for another row
AS_LARGE = 0.8  # cells in fewer rows, beside those of a narrower picture in more
LARGEST_RATIO = 1.3  # between the numbers of one map and those of another

Rows = Sequence[Sequence[Draft]]


@dataclass(frozen=True)
class Arrangement:
    """Where the maps lie. text_px: of the numbers in each, None where none fit: it is shaded."""

    grids: dict[str, FlatGrid]
    text_px: dict[str, float | None]
    marks: tuple[Mark, ...]  # labels and signs
    ramps: dict[str, tuple[float, float]]  # the left and top of each ramp's swatch
    bottom: float

    @property
    def smallest_cell_px(self) -> int:
        """How wide the smallest cells are."""
        return min(grid.cell_px for grid in self.grids.values())

    def moved(self, right: float, down: float, names: Iterable[str] | None = None
              ) -> "Arrangement":
        """The arrangement moved; names: only what is called so, and the signs."""
        wanted = {*self.grids} if names is None else {*names}

        def moved(mark: Mark) -> Mark:
            if mark.id[0].removesuffix("_label") not in {*wanted, "sign"}:
                return mark
            assert isinstance(mark.shape, Text)
            x, y = mark.shape.anchor
            return replace(mark, shape=replace(mark.shape, anchor=(x + right, y + down)))

        grids = {name: grid.moved_to(grid.left + right, grid.top + down) if name in wanted
                 else grid for name, grid in self.grids.items()}
        return replace(self, grids=grids, marks=tuple(map(moved, self.marks)),
                       bottom=self.bottom + (down if names is None else 0))

    def alike(self, names: Sequence[str]) -> "Arrangement":
        """The same with numbers in all of the maps of those names, or in none: one that is blank
        would look as if nothing came out."""
        if all(self.text_px[name] for name in names):
            return self
        return replace(self, text_px={**self.text_px, **dict.fromkeys(names)})


def in_columns(rows: Rows) -> Rows:
    """The rows, whose maps stand in columns; none begins with a sign."""
    columns = list(zip(*rows, strict=True))
    return [[replace(each, column=column, sign=each.sign if place else "")
             for place, (each, column) in enumerate(zip(row, columns, strict=True))]
            for row in rows]


def arrange(choices: Sequence[Rows], sizes: Type, top: float, *, aligned: bool = False,
            type_at: Callable[[int], Type] | None = None) -> Arrangement | None:
    """The best of the choices: numbers in as many maps as can be, then easily read, then few rows,
    then large cells. None where none fits the width. aligned: maps begin at the same left. type_at:
    the sizes on a narrower picture, than whose no cells are much smaller."""
    best = _best(choices, sizes)
    if best is None:
        return None
    if type_at is not None:
        best = _held(best, choices, sizes, type_at)
    return best.rows.placed(best.cell, top, aligned)


@dataclass(frozen=True)
class _Chosen:
    """The choice of that number, in cells of that size."""

    number: int
    rows: "_Measured"
    cell: int


def _best(choices: Sequence[Rows], sizes: Type) -> _Chosen | None:
    """The best of the choices on such a picture, None where none fits."""
    best: tuple[tuple[float, ...], _Chosen] | None = None
    slots: dict[Draft, Slot] = {}  # most are in several choices
    for number, choice in enumerate(choices):
        rows = _Measured(choice, sizes, slots)
        cell = rows.best_cell()
        if cell is None:
            continue
        fitting = rows.text_sizes(cell)
        ease = (cell / EASY_CELL_PX if rows.photo else
                min(min(fitting) / EASY_TEXT_PX if len(fitting) == sum(map(len, choice))
                    else cell / EASY_CELL_PX, 1.0))
        score = (len(fitting), ease, -len(choice), cell)
        if best is None or score > best[0]:
            best = score, _Chosen(number, rows, cell)
    return None if best is None else best[1]


def _held(best: _Chosen, choices: Sequence[Rows], sizes: Type, type_at: Callable[[int], Type]
          ) -> _Chosen:
    """The best, or what a narrower picture has in more rows of larger cells: few rows are taken
    once their cells are about as large."""
    def is_as_low(width_px: int) -> bool:
        chosen = _best(choices, type_at(width_px))
        return chosen is not None and len(chosen.rows.slots) <= len(best.rows.slots)

    if len(best.rows.slots) == max(map(len, choices)):
        return best
    widths = range(SIZE_PX[0], sizes.width_px)
    narrower = type_at(widths[max(0, bisect_left(widths, True, key=is_as_low) - 1)])
    before = _best(choices, narrower)
    if before is None or len(before.rows.slots) <= len(best.rows.slots):
        return best
    before = _held(before, choices, narrower, type_at)
    rows = _Measured(choices[before.number], sizes, {})
    holds = best.cell < AS_LARGE * before.cell and rows.fits(before.cell) and (
        len(rows.text_sizes(before.cell)) >= len(best.rows.text_sizes(best.cell)))
    return _Chosen(before.number, rows, before.cell) if holds else best


class _Measured:
    """Rows of drafts on a page of that type. slots: of drafts that are measured already."""

    def __init__(self, rows: Rows, sizes: Type, slots: dict[Draft, Slot]) -> None:
        for draft in chain(*rows):
            for each in (draft, *draft.column):
                if each not in slots:
                    slots[each] = Slot(each, sizes)
        self._sizes, self._of = sizes, slots
        self.slots = [[slots[draft] for draft in row] for row in rows]
        self._gap = 0.9 * sizes.label_px  # between maps without a sign, and between rows
        self.photo = any(draft.photo for draft in chain(*rows))

    def best_cell(self) -> int | None:
        """The size of the cells in these rows: the largest, but not so large that the picture
        becomes high for more than its numbers. None where none fits the width."""
        sizes = self._sizes
        largest = int(min(max(NUMBER_CELL_PX, round(LARGEST_CELL * sizes.width_px)),
                          max(SMALLEST_CELL_PX, sizes.most_cell_px)))
        good, larger = None, []  # those that fit, but are too large for a good height
        for cell in range(largest, SMALLEST_CELL_PX - 1, -1):
            if not self.fits(cell):
                continue
            good, height = cell, sum(self._row_height(row, cell) for row in self.slots)
            if height <= (PHOTO_HEIGHT if self.photo else GOOD_HEIGHT) * sizes.width_px:
                break
            if cell <= EASY_CELL_PX and height <= LARGEST_HEIGHT * sizes.width_px:
                break  # lower would be smaller than can be told apart
            if height <= LARGEST_HEIGHT * sizes.width_px:
                larger.append(cell)
        if good is None or not larger:
            return good
        most = self._numbers_in(larger[0])
        if most == self._numbers_in(good):
            return good
        return min(cell for cell in larger if self._numbers_in(cell) == most)

    def fits(self, cell: int) -> bool:
        """Whether the width has room for cells of that size."""
        return self._width(cell) <= self._sizes.width_px - 2 * self._sizes.margin_px

    def text_sizes(self, cell: int) -> list[float]:
        """Of the numbers in each map that has any."""
        return [size for slot in chain(*self.slots)
                if (size := number_px(slot.draft, slot.cell_px(cell)))]

    def placed(self, cell: int, top: float, aligned: bool) -> Arrangement:
        """Where they lie in cells of that size."""
        sizes = self._sizes
        grids: dict[str, FlatGrid] = {}
        marks: list[Mark] = []
        ramps: dict[str, tuple[float, float]] = {}
        for number, row in enumerate(self.slots):
            if number:
                top += self._gap
            middle = top + max(slot.reach(cell)[0] for slot in row)
            width = self._width(cell) if aligned else self._row_width(row, cell)
            x = (sizes.width_px - width) / 2
            for i, slot in enumerate(row):
                draft = slot.draft
                before = self._before(slot, i)
                if draft.sign:
                    at = x + before / 2, round(middle) + 0.5
                    marks.append(Mark(("sign", (len(grids),)),
                                      level_text(draft.sign, at, slot.sign_px), ("sign",),
                                      TEXT_ORDER))
                x += before
                room = self._room(slot, cell)
                grid = FlatGrid(draft.rows, draft.columns, slot.cell_px(cell))
                left = x if aligned else x + (room - grid.width) / 2
                grid = grid.moved_to(left, middle - grid.height / 2)
                grids[draft.name] = grid
                marks += _label(draft, grid, sizes, aligned)
                if slot.has_ramp(cell):
                    ramps[draft.name] = (round(x + (room - RAMP_PX[0]) / 2), grid.bottom + 6)
                x += room
            top = middle + max(slot.reach(cell)[1] for slot in row)
        drafts = [slot.draft for slot in chain(*self.slots)]
        return Arrangement(grids, _text_sizes(drafts, grids), tuple(marks), ramps, top)

    def _numbers_in(self, cell: int) -> int:
        """How many of the maps have numbers."""
        return sum(slot.has_numbers(cell) for slot in chain(*self.slots))

    def _room(self, slot: Slot, cell: int) -> float:
        """The width of a map with what belongs to it, or of the widest in its column."""
        return max([slot.width(cell), *[self._of[draft].width(cell)
                                        for draft in slot.draft.column]])

    def _width(self, cell: int) -> float:
        return max(self._row_width(row, cell) for row in self.slots)

    def _row_width(self, row: Sequence[Slot], cell: int) -> float:
        return sum(self._room(slot, cell) + self._before(slot, i) for i, slot in enumerate(row))

    def _before(self, slot: Slot, place: int) -> float:
        """What is left before the map of that place in its row: for the widest sign in its column,
        or a gap."""
        return max([slot.sign_width, *[self._of[draft].sign_width for draft in slot.draft.column]]
                   ) or self._gap * bool(place)

    def _row_height(self, row: Sequence[Slot], cell: int) -> float:
        reaches = [slot.reach(cell) for slot in row]
        return (max(above for above, _ in reaches) + max(below for _, below in reaches)
                + self._gap)


def _label(draft: Draft, grid: FlatGrid, sizes: Type, aligned: bool) -> list[Mark]:
    """The lines above a map: over its middle, or from its left."""
    x, align = (grid.left, "left") if aligned else ((grid.left + grid.right + 1) / 2, "center")
    baseline = grid.top - BELOW_LABEL * sizes.label_px
    lines = len(draft.label)
    return [Mark((f"{draft.name}_label", (i,)),
                 Text(line, (x, baseline - (lines - 1 - i) * LINE_HEIGHT * sizes.label_px),
                      sizes.label_px, align), ("label",), TEXT_ORDER)
            for i, line in enumerate(draft.label)]


def _text_sizes(drafts: Sequence[Draft], grids: dict[str, FlatGrid]) -> dict[str, float | None]:
    """The text size in each map, not too far from each other."""
    fitting = {draft.name: number_px(draft, grids[draft.name].cell_px) for draft in drafts}
    largest = LARGEST_RATIO * min((size for size in fitting.values() if size), default=0.0)
    return {name: size and max(round(min(size, largest), 1), SMALLEST_TEXT_PX)
            for name, size in fitting.items()}
