"""Grids of cells: in a plane, on whole pixels, or in the isometric projection."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple, TypeAlias

from convgif.scenes.scene import Cell, Mark, Point, Roles, Text
from convgif.views.kit.numerals import level_text


class Slant(NamedTuple):
    """How a plane is seen: one column goes right and up, one row right and down, so much for a
    column that is 1 wide. Rows and columns look different, so that a rectangle is seen to be one.
    """

    column_rise: float
    row_run: float
    row_fall: float

    @property
    def cell_height(self) -> float:
        """How high a cell is in its middle."""
        return self.row_fall + self.row_run * self.column_rise


STEEP = Slant(0.50, 0.70, 0.64)  # of a plane by itself
THINNEST_LINES, FULL_LINES_CELL_PX = 0.35, 16
SMALLEST_CELL_PX = 4  # whatever the width
Index: TypeAlias = tuple[int, int]
Place: TypeAlias = tuple[int, ...]  # of a cell in a map: row and column, after the slice if any
Corners: TypeAlias = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Grid(ABC):
    """rows x columns cells."""

    rows: int
    columns: int

    @property
    @abstractmethod
    def across_px(self) -> float:
        """How wide a cell is where it is level."""

    @abstractmethod
    def at(self, row: float, column: float) -> Point:
        """The point that many rows down and columns along."""

    def box(self, first: Sequence[float], last: Sequence[float]) -> Corners:
        """The corners of the box of cells from first to last, clockwise from that of the first."""
        (r0, c0), (r1, c1) = first, last
        return (self.at(r0, c0), self.at(r0, c1 + 1), self.at(r1 + 1, c1 + 1), self.at(r1 + 1, c0))

    @property
    def outline(self) -> Corners:
        return self.box((0, 0), (self.rows - 1, self.columns - 1))

    @property
    def size(self) -> Index:
        return self.rows, self.columns

    @property
    def indices(self) -> Iterable[Index]:
        """Row and column of each cell, in C order."""
        return product(range(self.rows), range(self.columns))

    def cells(self, name: str, roles: Callable[[int, int], Roles], order: int = 0, *,
              before: tuple[int, ...] = (), numbered: Collection[Place] | None = None
              ) -> list[Mark]:
        """A mark for each cell, with what roles(row, column) gives. before: what begins their
        index in the map. numbered: those that may hold a number, None for all."""
        return [Mark((name, (*before, *index)),
                     Cell(self.box(index, index), numbered is None or index in numbered),
                     roles(*index), order) for index in self.indices]

    def number(self, string: str, row: int, column: int, size_px: float, down: float = 0.5) -> Text:
        """A number in the middle of a cell, or as far down in it."""
        return level_text(string, self.at(row + down, column + 0.5), size_px)

    def numbers(self, name: str, strings: Sequence[str], size_px: float,
                roles: Callable[[int, int], Roles], order: int, *, before: tuple[int, ...] = (),
                down: float = 0.5) -> list[Mark]:
        """A number in each cell, in C order; none for an empty string."""
        return [Mark((name, (*before, *index)), self.number(string, *index, size_px, down),
                     roles(*index), order)
                for index, string in zip(self.indices, strings, strict=True) if string]


@dataclass(frozen=True)
class FlatGrid(Grid):
    """Square cells of whole pixels; left and top of its outer edge, whole too."""

    cell_px: int
    left: int = 0
    top: int = 0

    @property
    def across_px(self) -> float:
        return self.cell_px

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
        return replace(self, left=round(left), top=round(top))

    def at(self, row: float, column: float) -> Point:
        """The point that many rows down and columns along, in the middle of a pixel where whole."""
        return (self.left + column * self.cell_px + 0.5, self.top + row * self.cell_px + 0.5)


@dataclass(frozen=True)
class ObliqueGrid(Grid):
    """A grid in the isometric projection; `origin` is the outer corner of cell (0, 0), its left
    corner, row and column are the ways to the next ones."""

    row: Point
    column: Point
    origin: Point = (0.0, 0.0)

    @property
    def across_px(self) -> float:
        return self.row[0]

    def at(self, row: float, column: float) -> Point:
        """The point that many rows down and columns along."""
        return (self.origin[0] + row * self.row[0] + column * self.column[0],
                self.origin[1] + row * self.row[1] + column * self.column[1])

    def moved(self, x: float, y: float) -> "ObliqueGrid":
        return replace(self, origin=(self.origin[0] + x, self.origin[1] + y))


def map_size(size: Sequence[int]) -> Place:
    """The size of a map: one with one axis, or none, is drawn as one row, one with three in slices.
    """
    return *[1] * (2 - len(size)), *size


def place_of(index: Sequence[int]) -> Place:
    """Where an index into such a map lies: in which row and column, and before them which slice."""
    return *[0] * (2 - len(index)), *index


def plane(size: Sequence[int]) -> Index:
    """Rows and columns of a map without slices."""
    rows, columns = map_size(size)
    return rows, columns


def cell_of(index: Sequence[int]) -> Index:
    """Row and column of an index into a map without slices."""
    row, column = place_of(index)
    return row, column


def line_scale(cell_px: float, thinnest: float = THINNEST_LINES,
               full_px: float = FULL_LINES_CELL_PX) -> float:
    """How much thinner the lines are where cells are small: as they are from full_px on."""
    return min(1.0, max(thinnest, cell_px / full_px))


def unit_vectors(column_px: float, slant: Slant = STEEP) -> tuple[Point, Point]:
    """The row and column vectors of an oblique grid for columns that wide.

    Whole pixels where cells are large enough, quarters where not, so that all cells of a grid, or
    one in four, look the same and are drawn once.
    """
    step = 1.0 if column_px >= 8 else 0.25
    return ((_down(slant.row_run * column_px, step), _near(slant.row_fall * column_px, step)),
            (_down(column_px, step), -_near(slant.column_rise * column_px, step)))


def _down(length: float, step: float) -> float:
    return max(length // step, 1) * step


def _near(length: float, step: float) -> float:
    return max(round(length / step), 1) * step


# How far apart: of convex polygons such as the outlines of grids.

def lower_edge(polygon: Sequence[Point], x: float) -> float | None:
    """The largest y of a convex polygon at x, None beside it."""
    ys = _crossings(polygon, x)
    return max(ys) if ys else None


def upper_edge(polygon: Sequence[Point], x: float) -> float | None:
    """The smallest y of a convex polygon at x, None beside it."""
    ys = _crossings(polygon, x)
    return min(ys) if ys else None


def clearance(above: Sequence[Point], below: Sequence[Point]) -> float:
    """How far one convex polygon can fall before it touches the other; inf if it never does."""
    gaps = []
    for x, _ in (*above, *below):
        bottom, top = lower_edge(above, x), upper_edge(below, x)
        if bottom is not None and top is not None:
            gaps.append(top - bottom)
    return min(gaps, default=float("inf"))


def _crossings(polygon: Sequence[Point], x: float) -> list[float]:
    ys = []
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if min(x0, x1) <= x <= max(x0, x1):
            ys += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (x - x0) / (x1 - x0)]
    return ys
