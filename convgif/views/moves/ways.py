"""The way of a number: a thin arc from its cell to the cell where it goes, behind all numbers.

It leaves and reaches the cells' borders on the line between their middles, and leaves out whatever
is written, so that nothing is struck through.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from convgif.scenes.scene import Box, Line, Mark, Point, Run, Text
from convgif.scenes.sparing import seen_strokes
from convgif.scenes.text import ASCENT, DESCENT, text_width
from convgif.views.kit.boards import Board
from convgif.views.kit.grids import Index

BEND, LEAST_BEND = 0.15, 0.5  # how far an arc leaves the straight line: of that; in cells
BELOW = 0.75  # how far it goes below rows, in cells
POINTS = 24  # of an arc, that many lines
CLEAR_PX, SHORTEST_PX = 1.5, 1.5  # from what is written; of what is left of the arc beside it
BARB_PX, BARB_CELLS, BARB_SPREAD = 6.0, 0.3, 0.5  # of the end mark: its length, and half its width


class Place(NamedTuple):
    """A cell of a map."""

    board: Board
    cell: Index

    @property
    def box(self) -> Box:
        (left, top), _, (right, bottom), _ = self.board.grid.box(self.cell, self.cell)
        return left, top, right, bottom

    def point(self, down: float = 0.5) -> Point:
        row, column = self.cell
        return self.board.grid.at(row + down, column + 0.5)


def goes_below(one: Board, other: Board) -> bool:
    """Whether ways between two maps run below them: both are rows beside each other, or one."""
    grid, beside = one.grid, other.grid
    return grid.rows == beside.rows == 1 and grid.top == beside.top


def room_below(one: Board, other: Board) -> float:
    """What ways between two maps need below them."""
    return BELOW * one.grid.cell_px if goes_below(one, other) else 0.0


def way_between(source: Place, target: Place, written: Iterable[Box]) -> tuple[Run, ...]:
    """The arc from a cell to another, with an end mark there; written: what it leaves out."""
    if goes_below(source.board, target.board):
        start, end = source.point(1.0), target.point(1.0)
        deep = start[1] + BELOW * source.board.grid.cell_px / 0.75  # a cubic comes so near
        arc = _arc(start, (start[0], deep), (end[0], deep), end)
    else:
        start, end = source.point(), target.point()
        bend = _bent(start, end, LEAST_BEND * target.board.grid.cell_px)
        arc = _arc(start, _toward(start, bend), _toward(end, bend), end)
    ends = source.box, target.box
    outside = seen_strokes(Line((arc,), ends))
    if not outside:
        return ()
    tip, before = outside[-1][-1], outside[-1][0]
    barb = _barb(before, tip, min(BARB_PX, BARB_CELLS * target.board.grid.cell_px))
    covers = (*written, *ends)
    first, *others = _joined(seen_strokes(Line((arc,), covers))) or ((),)
    # A short piece between two numbers would be read as a minus sign.
    kept = [run for number, run in enumerate(others, 1) if number == len(others)
            or _length(run) >= source.board.grid.cell_px]
    return (*filter(None, (first, *kept)), *_joined(seen_strokes(Line((barb,), covers))))


def boxes_of(marks: Iterable[Mark]) -> tuple[Box, ...]:
    """Where something is written, and a little around it."""
    return tuple([_inked(mark.shape) for mark in marks
                  if isinstance(mark.shape, Text) and mark.shape.string])


def _inked(text: Text) -> Box:
    width = text_width(text.string, text.size_px, text.font)
    x, baseline = text.anchor
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[text.align] * width
    below = 0.0 if text.string.isdigit() else DESCENT
    return (left - CLEAR_PX, baseline - ASCENT * text.size_px - CLEAR_PX,
            left + width + CLEAR_PX, baseline + below * text.size_px + CLEAR_PX)


def _bent(start: Point, end: Point, least: float) -> Point:
    """The point towards which an arc is drawn aside, upwards: twice as far as it gets."""
    (x, y), (x1, y1) = start, end
    side = 2 * max(BEND, least / (hypot(x1 - x, y1 - y) or 1.0)) * (1 if x1 >= x else -1)
    return (x + x1) / 2 + side * (y1 - y), (y + y1) / 2 - side * (x1 - x)


def _toward(end: Point, bend: Point) -> Point:
    """The handle of a cubic that is the quadratic arc by way of bend."""
    return end[0] + (bend[0] - end[0]) * 2 / 3, end[1] + (bend[1] - end[1]) * 2 / 3


def _arc(start: Point, one: Point, other: Point, end: Point) -> Run:
    """A cubic as a run of points."""
    def at(share: float) -> Point:
        rest = 1 - share
        by = rest ** 3, 3 * rest ** 2 * share, 3 * rest * share ** 2, share ** 3
        x, y = (sum(weight * point[axis] for weight, point in zip(
            by, (start, one, other, end), strict=True)) for axis in (0, 1))
        return x, y

    return tuple([at(number / POINTS) for number in range(POINTS + 1)])


def _barb(before: Point, tip: Point, length: float) -> Run:
    """An open arrow head at the tip of what comes from a point before."""
    away = hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    x, y = (tip[0] - before[0]) / away * length, (tip[1] - before[1]) / away * length
    back = tip[0] - x, tip[1] - y
    return ((back[0] - BARB_SPREAD * y, back[1] + BARB_SPREAD * x), tip,
            (back[0] + BARB_SPREAD * y, back[1] - BARB_SPREAD * x))


def _joined(strokes: Iterable[Run]) -> tuple[Run, ...]:
    """Strokes that go on from one another in one, without crumbs."""
    runs: list[list[Point]] = []
    for first, *rest in strokes:
        if runs and runs[-1][-1] == first:
            runs[-1] += rest
        else:
            runs.append([first, *rest])
    return tuple([tuple(run) for run in runs if _length(run) >= SHORTEST_PX])


def _length(run: Iterable[Point]) -> float:
    return sum(hypot(x1 - x, y1 - y) for (x, y), (x1, y1) in pairwise(run))
