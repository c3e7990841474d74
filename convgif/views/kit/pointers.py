"""Pointers: lines and dots that point cells out, or lead from some to others."""

from collections.abc import Iterable, Iterator, Sequence
from math import hypot
from typing import TypeAlias

from convgif.scenes.scene import Disc, Film, Line, Mark, Point
from convgif.views.kit.grids import Corners, Grid

Segment: TypeAlias = tuple[Point, Point]

# How far from the cell's corner, the radius in cells, and the smallest in px.
DOT = 0.24, 0.15, 1.6
DOT_CLEAR_PX = 2.4  # from the corner, at least, so that it does not run into the sides
NOTCH, NOTCH_CLEAR_PX = (0.14, 2.2), 0.5  # half its sides, in cells and at least; from the lines
BRACKET, BRACKET_CLEAR_PX = (0.2, 0.22), 3.0  # how far from the map that of a stride begins, and
# from there on runs, in cells; clear of the outline of a window
APART_PX = 2.5  # in the middle, of connectors that are seen as two


def outline(boxes: Iterable[Corners], inset: float = 0.0) -> Line:
    """The outlines of boxes, so far inside them; that is for boxes in a plane."""
    if inset:
        boxes = [((left + inset, top + inset), (right - inset, top + inset),
                  (right - inset, bottom - inset), (left + inset, bottom - inset))
                 for (left, top), _, (right, bottom), _ in boxes]
    return Line(tuple((*box, box[0]) for box in boxes))


def beam(window: Corners, cell: Corners) -> Film:
    """What lies between a window and the cell in another plane that it makes, on neither of them:
    from the edges of the window beyond which the cell is seen, up to the cell's edges before it."""
    corners = _turned_to(window, cell)
    return Film((*[window[i % 4] for i in corners],
                 *[cell[i % 4] for i in range(corners[-1], corners[0] + 5)]))


def connectors(window: Corners, cell: Corners) -> list[Segment]:
    """From the corners of a window to those of the cell in another plane that it makes: the two
    edges of the beam, then what lies between them. None crosses the window, and none runs so close
    to an edge that the two would be seen as one thick line."""
    first, *between, last = [(window[i % 4], cell[i % 4]) for i in _turned_to(window, cell)]
    return [first, last, *[line for line in between
                           if min(_middle_gap(line, first), _middle_gap(line, last)) >= APART_PX]]


def _turned_to(window: Corners, cell: Corners) -> range:
    """The numbers of the window's corners, clockwise, along the edges beyond which the cell is
    seen; from 4 on they begin anew."""
    faces = [_is_beyond(cell[i], window[i], window[(i + 1) % 4]) for i in range(4)]
    first = next(i for i in range(4) if faces[i] and not faces[i - 1])
    last = next(i for i in range(first, first + 4) if not faces[i % 4])
    return range(first, last + 1)


def _middle_gap(line: Segment, other: Segment) -> float:
    """How far the middle of a line lies from another one."""
    (x0, y0), (x1, y1) = line
    (u0, v0), (u1, v1) = other
    x, y, u, v = (x0 + x1) / 2 - u0, (y0 + y1) / 2 - v0, u1 - u0, v1 - v0
    return abs(x * v - y * u) / hypot(u, v)


def _is_beyond(point: Point, start: Point, end: Point) -> bool:
    """Whether a point lies outside the edge of a polygon that runs clockwise."""
    (x, y), (x0, y0), (x1, y1) = point, start, end
    return (x1 - x0) * (y - y0) < (y1 - y0) * (x - x0)


def dot(grid: Grid, cell: Sequence[int], *, far: bool = False, numbered: bool = False) -> Disc:
    """In the first corner of a cell, or in its last, as in a kernel that is rotated. numbered:
    beside a number, where a dot would be read as its point: a notch, of a grid in a plane."""
    if numbered:
        side, least_px = NOTCH
        half_px = max(least_px, side * grid.across_px)
        clear = (half_px + NOTCH_CLEAR_PX) / grid.across_px
        at, corner = (1 - clear, 1) if far else (clear, -1)
        return Disc(grid.at(cell[0] + at, cell[1] + at), half_px, (corner, corner))
    inset, radius, smallest_px = DOT
    inset = min(0.5, max(inset, DOT_CLEAR_PX / grid.across_px))
    at = 1 - inset if far else inset
    return Disc(grid.at(cell[0] + at, cell[1] + at), max(smallest_px, radius * grid.across_px))


def bracket_reach(across_px: float, levels: int = 1) -> tuple[float, float]:
    """How far from a map whose cells are so wide a bracket begins and runs, in cells. levels: how
    many there are, one farther out than the other, where they overlap."""
    away = max(BRACKET[0], BRACKET_CLEAR_PX / across_px)
    return away, away + BRACKET[1] * levels


def stride_brackets(grid: Grid, starts: Sequence[Sequence[int]], order: int) -> Iterator[Mark]:
    """From the first window, or stamp, to the second, outside the lower and the left edge of the
    map. starts: of all, for each axis."""
    away, tick = bracket_reach(grid.across_px)
    for axis, cells in enumerate(starts[::-1]):
        if len(cells) < 2:
            continue
        begin, end = cells[:2]
        way = ((begin, away), (begin, tick), (end, tick), (end, away))
        points = tuple(grid.at(grid.rows + depth, along) if axis == 0 else grid.at(along, -depth)
                       for along, depth in way)
        yield Mark(("stride", (axis,)), Line((points,)), ("stride",), order)


def bracket(x: float, top: float, bottom: float, tick: float) -> Line:
    """An upright line with ticks at its ends, which point to where `tick` is positive: right."""
    x, top, bottom = round(x) + 0.5, round(top) + 0.5, round(bottom) + 0.5
    return Line((((x + tick, top), (x, top), (x, bottom), (x + tick, bottom)),))


def wire(start: Point, bend_after: float, bend_before: float, end: Point, *, upright: bool = False
         ) -> tuple[Point, ...]:
    """From start to end, slanted only between the two x; upright: between two y, else upright."""
    if upright:
        return start, (start[0], bend_after), (end[0], bend_before), end
    return start, (bend_after, start[1]), (bend_before, end[1]), end
