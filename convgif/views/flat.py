"""Axis-aligned grids of square cells on whole pixels, and the numbers and shades in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from convgif.arrays import Array
from convgif.layers import CellKind
from convgif.scene import RAMP_STEPS, Cell, Mark, MarkId, Point, Roles, Text
from convgif.text import SMALLEST_TEXT_PX, text_width
from convgif.tracing import Trace

LARGEST_NUMBER_PX = 18.0
SMALLEST_ZERO_CELL_PX = 17  # a smaller cell holds no 0 of 9 px
MINUS_INFINITY = "\N{MINUS SIGN}\N{INFINITY}"
THINNEST_LINES, FULL_LINES_CELL_PX = 0.35, 16
CAP_HEIGHT = 0.73  # of a text's size: digits are that high


@dataclass(frozen=True)
class FlatGrid:
    """rows x columns square cells of whole pixels; left and top of its outer edge, whole too."""

    rows: int
    columns: int
    cell_px: int
    left: int = 0
    top: int = 0

    @property
    def width(self) -> int:
        return self.columns * self.cell_px

    @property
    def height(self) -> int:
        return self.rows * self.cell_px

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def moved_to(self, left: float, top: float) -> "FlatGrid":
        """The grid there, on whole pixels."""
        return FlatGrid(self.rows, self.columns, self.cell_px, round(left), round(top))

    def at(self, row: float, column: float) -> Point:
        """The point that many rows down and columns along, in the middle of a pixel where whole."""
        return (self.left + column * self.cell_px + 0.5, self.top + row * self.cell_px + 0.5)

    def box(self, first: Sequence[int], last: Sequence[int]) -> tuple[Point, Point, Point, Point]:
        """The corners of the box of cells from first to last, clockwise from the top left."""
        (r0, c0), (r1, c1) = first, last
        return (self.at(r0, c0), self.at(r0, c1 + 1), self.at(r1 + 1, c1 + 1), self.at(r1 + 1, c0))

    @property
    def outline(self) -> tuple[Point, Point, Point, Point]:
        return self.box((0, 0), (self.rows - 1, self.columns - 1))

    @property
    def indices(self) -> Iterable[tuple[int, int]]:
        """Row and column of each cell, in C order."""
        return product(range(self.rows), range(self.columns))

    def cells(self, name: str, roles: Callable[[int, int], Roles], order: int = 0) -> list[Mark]:
        """A mark for each cell, with what roles(row, column) gives."""
        return [Mark((name, index), Cell(self.box(index, index), numbered=True), roles(*index),
                     order) for index in self.indices]

    def number(self, string: str, row: int, column: int, size_px: float) -> Text:
        """A number in the middle of a cell."""
        x, y = self.at(row + 0.5, column + 0.5)
        return Text(string, (x, y + CAP_HEIGHT / 2 * size_px), size_px, "center")


def plane(size: Sequence[int]) -> tuple[int, int]:
    """Rows and columns of a map: one with one axis, or none, is drawn as one row."""
    rows, columns = (*[1] * (2 - len(size)), *size)
    return rows, columns


def cell_of(index: Sequence[int]) -> tuple[int, int]:
    """Row and column of an index into such a map."""
    row, column = (*[0] * (2 - len(index)), *index)
    return row, column


def line_scale(cell_px: float) -> float:
    """How much thinner the lines are where cells are small."""
    return min(1.0, max(THINNEST_LINES, cell_px / FULL_LINES_CELL_PX))


def format_number(value: float, precision: int | None) -> str:
    """The number with that many decimals, None for a whole one; a minus sign, and no -0."""
    digits = precision or 0
    text = f"{round(value, digits) + 0.0:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def decimals(values: Iterable[float], precision: int) -> int | None:
    """How to format numbers that stand together: None where all of them are whole."""
    array = np.asarray(list(values), np.float64)
    return None if np.array_equal(array, np.round(array)) else precision


def number_size_px(strings: Iterable[str], cell_px: float) -> float | None:
    """The text size at which each of the strings fits a cell; None where that is below 9 px."""
    widest = max((text_width(string, 1.0) for string in set(strings)), default=0.5)
    size = min(0.52 * cell_px, 0.86 * cell_px / max(widest, 0.1), LARGEST_NUMBER_PX)
    return None if size < SMALLEST_TEXT_PX else round(size, 1)


def uncounted(trace: Trace) -> dict[int, str]:
    """What stands for a number in each cell of the extended map that is never a tap, by the cell's
    place in C order: nothing, or minus infinity in padding under a maximum."""
    kinds = trace.extended.kinds.ravel()
    return {place: MINUS_INFINITY if trace.rule.selects and kinds[place] <= CellKind.PADDING else ""
            for place in np.flatnonzero(~trace.counted).tolist()}


def zero_size_px(cell_px: float) -> float | None:
    """The size of the small 0 in an inserted zero; None where the cell is too small for one."""
    if cell_px < SMALLEST_ZERO_CELL_PX:
        return None
    return max(SMALLEST_TEXT_PX, min(0.42 * cell_px, 14.0))


def shades(values: Array, *, diverging: bool) -> list[str]:
    """The role of each value, in C order: a step on the theme's ramp.

    From the smallest value to the largest; diverging: as far on both sides, zero in the middle.
    """
    flat = np.asarray(values, np.float64).ravel()
    if diverging:
        reach = float(np.abs(flat).max(initial=0.0))
        lowest, extent, name = -reach, 2 * reach, "diverging"
    else:
        lowest = float(flat.min(initial=np.inf))
        extent, name = float(flat.max(initial=-np.inf)) - lowest, "shade"
    share = (flat - lowest) / extent if extent else np.full(flat.shape, 0.5)
    return [f"{name}_{step}" for step in np.rint(share * (RAMP_STEPS - 1)).astype(int).tolist()]


def numbers(name: str, grid: FlatGrid, strings: Sequence[str], size_px: float,
            roles: Roles, order: int) -> dict[MarkId, Mark]:
    """A number in each cell of the grid, in C order; none for an empty string."""
    return {(name, index): Mark((name, index), grid.number(string, *index, size_px), roles, order)
            for index, string in zip(grid.indices, strings, strict=True) if string}
