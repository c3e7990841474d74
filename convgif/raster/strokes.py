"""The strokes of a shape: outlines, dashes that neighbours agree on, and hatches."""

from collections.abc import Iterable, Sequence
from math import hypot

from convgif.raster.coverage import Stroke
from convgif.scene import Cell, Line, Point
from convgif.themes import Hatch, Paint


def strokes(shapes: Sequence[Cell | Line], paint: Paint) -> list[Stroke]:
    """The strokes that paint the outlines of those cells, and those lines, each once.

    A side that two cells share would come out heavier if it were drawn twice in one go.
    """
    found: list[Stroke] = []
    sides: dict[tuple[Point, Point], None] = {}
    for shape in shapes:
        if isinstance(shape, Line):
            found += shape.strokes
            continue
        if paint.width_px is not None:
            ends = zip(shape.corners, (*shape.corners[1:], shape.corners[0]), strict=True)
            sides |= {(min(side), max(side)): None for side in ends}
    for start, end in sides:
        found += [(start, end)] if paint.dash_px is None else _dashes(start, end, paint.dash_px)
    return found


def hatches(shapes: Sequence[Cell | Line], hatch: Hatch) -> list[Stroke]:
    """The strokes across those cells."""
    return [stroke for shape in shapes if isinstance(shape, Cell)
            for stroke in _across(shape.corners, hatch.direction)]


def _between(start: Point, end: Point, t: float) -> Point:
    return start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])


def _dashes(start: Point, end: Point, period: float) -> Iterable[tuple[Point, Point]]:
    """Dashes along a side, the same from either end, a half one at each."""
    count = max(1, round(hypot(end[0] - start[0], end[1] - start[1]) / period))
    for i in range(count + 1):
        first, last = max(0.0, (i - 0.2) / count), min(1.0, (i + 0.2) / count)
        yield _between(start, end, first), _between(start, end, last)


def _across(corners: tuple[Point, ...], direction: str) -> Iterable[tuple[Point, Point]]:
    """Strokes across a four-sided cell, parallel to one diagonal or the other."""
    a, b, c, d = corners if direction == "/" else (*corners[1:], corners[0])
    count = max(1, round(hypot(c[0] - a[0], c[1] - a[1]) / 14))
    for i in range(1, count + 1):
        t = i / (count + 0.5)
        yield _between(a, b, t), _between(a, d, t)
        yield _between(c, b, t), _between(c, d, t)
