"""Maps beside and below each other, with signs between them, in cells as large as the width allows.

    input  ∗  kernel  =  output
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, inf

from convgif.scenes.scene import Mark, Text
from convgif.scenes.text import LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import SMALLEST_CELL_PX, FlatGrid
from convgif.views.kit.numerals import (
    ABOVE_NOTE,
    level_text,
    number_size_px,
    smallest_cell_px,
    smallest_noted_px,
)
from convgif.views.kit.page import Type
from convgif.views.kit.typesetting import TEXT_ORDER

LARGEST_CELL, NUMBER_CELL_PX = 1 / 11, 18  # of the picture's width, or else what numbers need
GOOD_HEIGHT, LARGEST_HEIGHT = 0.9, 2.0  # of it, all maps; above the good one only for numbers
WIDEST_OWN = 0.3  # of it, for a map with cells of its own
EASY_TEXT_PX, EASY_CELL_PX = 9.8, 8  # larger ones are no reason for another row
LARGEST_RATIO = 1.3  # between the numbers of one map and those of another
BELOW_LABEL = 0.4  # of the label's size
RAMP_PX = (65, 8)  # the swatch of a ramp


Rows = Sequence[Sequence[Draft]]


@dataclass(frozen=True)
class Arrangement:
    """Where the maps lie. text_px: of the numbers in each, None where none fit: it is shaded."""

    grids: dict[str, FlatGrid]
    text_px: dict[str, float | None]
    marks: tuple[Mark, ...]  # labels and signs
    ramps: dict[str, tuple[float, float]]  # the left and top of each ramp's swatch
    bottom: float

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


def in_columns(rows: Rows) -> Rows:
    """The rows, whose maps stand in columns; none begins with a sign."""
    columns = list(zip(*rows, strict=True))
    return [[replace(each, column=column, sign=each.sign if place else "")
             for place, (each, column) in enumerate(zip(row, columns, strict=True))]
            for row in rows]


def arrange(choices: Iterable[Rows], sizes: Type, top: float, *, aligned: bool = False
            ) -> Arrangement | None:
    """The best of the choices: numbers in as many maps as can be, then easily read, then few rows,
    then large cells. None where none fits the width. aligned: maps begin at the same left."""
    best: tuple[tuple[float, ...], Rows, int] | None = None
    for rows in choices:
        cell = _best_cell(rows, sizes)
        if cell is None:
            continue
        fitting = [size for row in rows for draft in row
                   if (size := number_px(draft, _cell_px(draft, cell, sizes)))]
        drafts = sum(map(len, rows))
        ease = min(min(fitting) / EASY_TEXT_PX if len(fitting) == drafts else cell / EASY_CELL_PX,
                   1.0)
        score = (len(fitting), ease, -len(rows), cell)
        if best is None or score > best[0]:
            best = score, rows, cell
    return None if best is None else _placed(best[1], best[2], sizes, top, aligned)


def _best_cell(rows: Rows, sizes: Type) -> int | None:
    """The size of the cells in these rows: the largest, but not so large that the picture becomes
    high for more than its numbers. None where none fits the width."""
    largest = int(min(max(NUMBER_CELL_PX, round(LARGEST_CELL * sizes.width_px)),
                      max(SMALLEST_CELL_PX, sizes.most_cell_px)))
    width = sizes.width_px - 2 * sizes.margin_px
    cells = [cell for cell in range(largest, SMALLEST_CELL_PX - 1, -1)
             if all(_row_width(row, cell, sizes) <= width for row in rows)]
    if not cells:
        return None
    heights = {cell: sum(_row_height(row, cell, sizes) for row in rows) for cell in cells}
    good = next((cell for cell in cells if heights[cell] <= GOOD_HEIGHT * sizes.width_px),
                cells[-1])
    wanted = _numbers_in(rows, good, sizes)
    better = [cell for cell in cells if heights[cell] <= LARGEST_HEIGHT * sizes.width_px
              and _numbers_in(rows, cell, sizes) > wanted]
    if not better:
        return good
    most = _numbers_in(rows, better[0], sizes)
    return min(cell for cell in better if _numbers_in(rows, cell, sizes) == most)


def _numbers_in(rows: Rows, cell: int, sizes: Type) -> int:
    """How many of the maps have numbers."""
    return sum(number_px(draft, _cell_px(draft, cell, sizes)) is not None
               for row in rows for draft in row)


def _cell_px(draft: Draft, cell: int, sizes: Type) -> int:
    """The cells of that map where the others' are so large."""
    if not (draft.own_cells or draft.written):
        return cell
    room = inf if draft.written else WIDEST_OWN * sizes.width_px
    wanted = (_smallest_with_numbers(draft.strings, notes) for notes in (draft.notes, ()))
    return max(cell, next((own for own in wanted if own * draft.columns <= room), 0))


@lru_cache(maxsize=256)
def _smallest_with_numbers(strings: tuple[str, ...], notes: tuple[str, ...]) -> int:
    if not notes:
        return smallest_cell_px(strings)
    return max(ceil(smallest_cell_px(strings) / ABOVE_NOTE), smallest_noted_px(notes))


def has_notes(draft: Draft, cell: int) -> bool:
    """Whether cells of that size hold the notes under the numbers, if there are any."""
    return bool(draft.notes) and cell >= _smallest_with_numbers(draft.strings, draft.notes)


def number_px(draft: Draft, cell: int) -> float | None:
    """The size of the map's numbers in cells of that size."""
    return _size_in(draft.strings, cell * ABOVE_NOTE if has_notes(draft, cell) else cell)


@lru_cache(maxsize=1024)
def _size_in(strings: tuple[str, ...], cell: float) -> float | None:
    return number_size_px(strings, cell)


def _slot(draft: Draft, cell: int, sizes: Type) -> float:
    """The width of a map with its label and its ramp, or of the widest in its column."""
    return max(_width(each, cell, sizes) for each in (draft, *draft.column))


def _width(draft: Draft, cell: int, sizes: Type) -> float:
    own = _cell_px(draft, cell, sizes)
    widths = [own * draft.columns + 1, *(text_width(line, sizes.label_px) for line in draft.label)]
    if _has_ramp(draft, own):
        widths.append(ramp_width(draft, sizes))
    return max(widths)


def ramp_width(draft: Draft, sizes: Type) -> float:
    """The width of a ramp's swatch with the numbers at its ends."""
    assert draft.ramp is not None
    return RAMP_PX[0] + 2 * max(text_width(end, sizes.small_px) + 6 for end in draft.ramp)


def _has_ramp(draft: Draft, cell: int) -> bool:
    return draft.ramp is not None and number_px(draft, cell) is None


def _sign_width(draft: Draft, sizes: Type) -> float:
    """Of the sign before a map, with room around it."""
    if not draft.sign:
        return 0.0
    return text_width(draft.sign, _sign_px(sizes)) + 0.9 * sizes.label_px


def _sign_room(draft: Draft, sizes: Type) -> float:
    """Of the widest sign in its column."""
    return max(_sign_width(each, sizes) for each in (draft, *draft.column))


def _sign_px(sizes: Type) -> float:
    return round(1.25 * sizes.label_px, 1)


def _gap(sizes: Type) -> float:
    """Between maps without a sign, and between rows."""
    return 0.9 * sizes.label_px


def _row_width(row: Sequence[Draft], cell: int, sizes: Type) -> float:
    return sum(_slot(draft, cell, sizes) + (_sign_room(draft, sizes) or _gap(sizes) * bool(i))
               for i, draft in enumerate(row))


def _reach(draft: Draft, cell: int, sizes: Type) -> tuple[float, float]:
    """How far a map with its label and its ramp reaches above and below its middle."""
    own = _cell_px(draft, cell, sizes)
    half: float = own * draft.rows / 2 + 0.5
    above = (LINE_HEIGHT * len(draft.label) - (LINE_HEIGHT - 1) + BELOW_LABEL) * sizes.label_px
    below = LINE_HEIGHT * sizes.small_px + 4 if _has_ramp(draft, own) else 0.0
    return half + (above if draft.label else 0.0), half + below


def _row_height(row: Sequence[Draft], cell: int, sizes: Type) -> float:
    reaches = [_reach(draft, cell, sizes) for draft in row]
    return (max(above for above, _ in reaches) + max(below for _, below in reaches)
            + _gap(sizes))


def _placed(rows: Rows, cell: int, sizes: Type, top: float, aligned: bool) -> Arrangement:
    grids: dict[str, FlatGrid] = {}
    marks: list[Mark] = []
    ramps: dict[str, tuple[float, float]] = {}
    widest = max(_row_width(row, cell, sizes) for row in rows)
    for number, row in enumerate(rows):
        if number:
            top += _gap(sizes)
        middle = top + max(_reach(draft, cell, sizes)[0] for draft in row)
        width = widest if aligned else _row_width(row, cell, sizes)
        x = (sizes.width_px - width) / 2
        for i, draft in enumerate(row):
            sign = _sign_room(draft, sizes)
            if draft.sign:
                text = level_text(draft.sign, (x + sign / 2, round(middle) + 0.5), _sign_px(sizes))
                marks.append(Mark(("sign", (len(grids),)), text, ("sign",), TEXT_ORDER))
            x += sign or _gap(sizes) * bool(i)
            slot = _slot(draft, cell, sizes)
            grid = FlatGrid(draft.rows, draft.columns, _cell_px(draft, cell, sizes))
            left = x if aligned else x + (slot - grid.width) / 2
            grid = grid.moved_to(left, middle - grid.height / 2)
            grids[draft.name] = grid
            marks += _label(draft, grid, sizes, aligned)
            if _has_ramp(draft, grid.cell_px):
                ramps[draft.name] = (round(x + (slot - RAMP_PX[0]) / 2), grid.bottom + 6)
            x += slot
        top = middle + max(_reach(draft, cell, sizes)[1] for draft in row)
    return Arrangement(grids, _text_sizes(rows, grids), tuple(marks), ramps, top)


def _label(draft: Draft, grid: FlatGrid, sizes: Type, aligned: bool) -> list[Mark]:
    """The lines above a map: over its middle, or from its left."""
    x, align = (grid.left, "left") if aligned else ((grid.left + grid.right + 1) / 2, "center")
    baseline = grid.top - BELOW_LABEL * sizes.label_px
    lines = len(draft.label)
    return [Mark((f"{draft.name}_label", (i,)),
                 Text(line, (x, baseline - (lines - 1 - i) * LINE_HEIGHT * sizes.label_px),
                      sizes.label_px, align), ("label",), TEXT_ORDER)
            for i, line in enumerate(draft.label)]


def _text_sizes(rows: Rows, grids: dict[str, FlatGrid]) -> dict[str, float | None]:
    """The text size in each map, not too far from each other."""
    fitting = {draft.name: number_px(draft, grids[draft.name].cell_px)
               for row in rows for draft in row}
    largest = LARGEST_RATIO * min((size for size in fitting.values() if size), default=0.0)
    return {name: size and max(round(min(size, largest), 1), SMALLEST_TEXT_PX)
            for name, size in fitting.items()}
