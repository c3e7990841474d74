"""Grids in a fixed oblique projection, and how far they lie apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.scenes.scene import Point

# One column goes right and up, one row right and down: rows and columns look different, so that a
# rectangle is seen to be one. Ratios to the width of a column.
COLUMN_RISE, ROW_RUN, ROW_FALL = 0.50, 0.70, 0.64


@dataclass(frozen=True)
class Grid:
    """rows x columns cells; `origin` is the outer corner of cell (0, 0), its left corner."""

    rows: int
    columns: int
    row: Point
    column: Point
    origin: Point = (0.0, 0.0)

    def at(self, row: float, column: float) -> Point:
        """The point that many rows down and columns along."""
        return (self.origin[0] + row * self.row[0] + column * self.column[0],
                self.origin[1] + row * self.row[1] + column * self.column[1])

    def box(self, first: Point, last: Point) -> tuple[Point, Point, Point, Point]:
        """The left, top, right and bottom corner of the box of cells from first to last."""
        (r0, c0), (r1, c1) = first, last
        return (self.at(r0, c0), self.at(r0, c1 + 1), self.at(r1 + 1, c1 + 1), self.at(r1 + 1, c0))

    def cell(self, row: int, column: int) -> tuple[Point, ...]:
        return self.box((row, column), (row, column))

    @property
    def outline(self) -> tuple[Point, Point, Point, Point]:
        return self.box((0, 0), (self.rows - 1, self.columns - 1))

    def moved(self, x: float, y: float) -> "Grid":
        return Grid(self.rows, self.columns, self.row, self.column,
                    (self.origin[0] + x, self.origin[1] + y))


def unit_vectors(column_px: float) -> tuple[Point, Point]:
    """The row and column vectors for columns that wide.

    Whole pixels where cells are large enough, quarters where not, so that all cells of a grid, or
    one in four, look the same and are drawn once.
    """
    step = 1.0 if column_px >= 8 else 0.25
    return ((_down(ROW_RUN * column_px, step), _near(ROW_FALL * column_px, step)),
            (_down(column_px, step), -_near(COLUMN_RISE * column_px, step)))


def _down(length: float, step: float) -> float:
    return max(length // step, 1) * step


def _near(length: float, step: float) -> float:
    return max(round(length / step), 1) * step


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
