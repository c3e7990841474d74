"""Where the cells of all maps lie: over the middle of what they read, for fields to open evenly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from convgif.scenes.scene import Cell, Line, MarkId, Point
from convgif.views.kit.typesetting import TooWideError
from convgif.views.receptive.cones import Cells, Cone, Level, taps_of

NODE, FLATNESS, SLOPE = 0.76, 0.42, 0.5  # of a place; of a plane
LARGEST_PX, LEAST_PX = 26.0, 4.0  # a cell of the input

Spread = list[tuple[dict[int, float], float]]  # of each axis where cells lie, and how far apart


@dataclass(frozen=True)
class Scenery:
    """How places are seen. unit: how wide a cell of the input is; planes: whether maps are planes,
    seen slanted, rather than rows of nodes; high: how high a map is, from `top` of its axis on.
    places: of each map the cells that are drawn along each axis; spreads: and where they lie."""

    unit: float
    planes: bool
    left: float
    top: float
    high: float
    places: Sequence[Sequence[Sequence[int]]]
    spreads: Sequence[Spread]

    def at(self, row: float, column: float, top: float) -> Point:
        """The point at a place of the input, on a map whose first row is there."""
        if not self.planes:
            return self.left + self.unit * column, top + self.unit * row
        return (self.left + self.unit * (column + SLOPE * row), top + self.unit * FLATNESS * row)

    def corners(self, number: int, index: Sequence[int], top: float) -> tuple[Point, ...]:
        """Those of a cell of the map of that number."""
        spread = self.spreads[number]
        at, step = spread[-1][0][index[-1]], spread[-1][1]
        if not self.planes:
            half = NODE / 2
            ends = (0.5 - half, 0.5 + half), (at - half, at + half)
        else:
            down, along = spread[0][0][index[0]], spread[0][1]
            ends = (down - along / 2, down + along / 2), (at - step / 2, at + step / 2)
        (high, low), (left, right) = ends
        return tuple([self.at(row, column, top) for row, column in (
            (high, left), (high, right), (low, right), (low, left))])


def scenery_of(levels: Sequence[Level], cones: Sequence[Cone], left: float, room: float) -> Scenery:
    """How all maps are seen in a room so wide. Raises TooWideError."""
    places = [_places(level, cones, number) for number, level in enumerate(levels)]
    spreads = [_spread(level, cells) for level, cells in zip(levels, places, strict=True)]
    planes = len(levels[0].sizes) == 2
    ends = [(min(at) - jump / 2, max(at) + jump / 2)
            for axis in range(len(levels[0].sizes))
            for at, jump in [([c for spread in spreads for c in spread[axis][0].values()],
                              max(spread[axis][1] for spread in spreads))]]
    (low, high), (top, bottom) = ends[-1], ends[0] if planes else (0.0, 1.0)
    wide = high - low + (SLOPE * (bottom - top) if planes else 0)
    unit = min(room / wide, LARGEST_PX)
    if unit < LEAST_PX:
        raise TooWideError(f"{wide:.0f} cells do not fit a width of {room:.0f}:")
    slant, flat = (SLOPE, FLATNESS) if planes else (0.0, 1.0)
    return Scenery(unit, planes, left - unit * low - unit * slant * top,
                   unit * flat * top if planes else 0.0, unit * flat * (bottom - top), places,
                   spreads)


def nodes_of(levels: Sequence[Level], tops: Sequence[float], scenery: Scenery
             ) -> dict[MarkId, Cell]:
    """The cells of all maps."""
    return {("unit", (number, *index)): Cell(scenery.corners(number, index, tops[number]))
            for number in range(len(levels)) for index in product(*scenery.places[number])}


def lines_of(levels: Sequence[Level], cones: Sequence[Cone], tops: Sequence[float],
             scenery: Scenery) -> dict[MarkId, Line]:
    """For each cone and each way from a map to one that it is made of the lines down: from each
    node to what it reads, or, of planes, between the corners of boxes."""
    return {("cone", (which, number, source)): Line(strokes)
            for which, cone in enumerate(cones) for number, level in enumerate(levels)
            for source in level.sources if (strokes := _strokes(
                taps_of(level, levels[source]), cone, number, source, tops, scenery))}


def _strokes(taps: Sequence[Sequence[Cells]], cone: Cone, number: int, source: int,
             tops: Sequence[float], scenery: Scenery) -> tuple[tuple[Point, Point], ...]:
    units = list(zip(*cone[number], strict=True))
    if not units:
        return ()
    if scenery.planes:
        read = [frozenset().union(*(each[unit] for unit in some if 0 <= unit < len(each)))
                for each, some in zip(taps, units, strict=True)]
        if not all(read):
            return ()
        boxes = [_box(cells, of, tops[of], scenery) for cells, of in (
            ([frozenset(some) for some in units], number), (read, source))]
        return tuple(zip(*boxes, strict=True))
    above, below = scenery.spreads[number][0][0], scenery.spreads[source][0][0]
    return tuple([(scenery.at((1 + NODE) / 2, above[unit], tops[number]),
                   scenery.at((1 - NODE) / 2, below[tap], tops[source]))
                  for unit in sorted(units[0]) if 0 <= unit < len(taps[0])
                  for tap in sorted(taps[0][unit])])


def _box(cells: Sequence[Cells], number: int, top: float, scenery: Scenery) -> list[Point]:
    """The corners of the box around cells of a plane."""
    (first, last), (left, right) = [(min(some), max(some)) for some in cells]
    return [scenery.corners(number, index, top)[corner] for corner, index in enumerate((
        (first, left), (first, right), (last, right), (last, left)))]


def _centres(level: Level, axis: int) -> list[float]:
    """Where along an axis of the input the middle of each unit lies: of what it reads, or, where
    that is all before it, at its newest cell."""
    line = level.reach.lines[axis]
    first, last = line.first.tolist(), line.last.tolist()
    is_causal = first[0] < 0 and last[0] == 0
    return _side_by_side([end + 0.5 if is_causal else (start + end + 1) / 2
                          for start, end in zip(first, last, strict=True)])


def _side_by_side(middles: list[float]) -> list[float]:
    """The same, or where several read the same, as of a map that is enlarged, evenly over all."""
    distinct = sorted({*middles})
    if len(distinct) == len(middles):
        return middles
    apart = (distinct[-1] - distinct[0]) / (len(distinct) - 1) if len(distinct) > 1 else 1.0
    each = apart * len(distinct) / len(middles)
    return [distinct[0] - apart / 2 + each * (number + 0.5) for number in range(len(middles))]


def _places(level: Level, cones: Sequence[Cone], number: int) -> list[list[int]]:
    """For each axis the cells that are drawn: all there are, and the padding that is read."""
    found = []
    for axis, size in enumerate(level.sizes):
        read = {place[axis] for cone in cones for place in cone[number]}
        found.append(list(range(min(0, *read), max(size - 1, *read) + 1)) if read else
                     list(range(size)))
    return found


def _spread(level: Level, places: Sequence[Sequence[int]]) -> Spread:
    """For each axis where the cells lie, padding going on as the map does; and how far apart."""
    found: list[tuple[Mapping[int, float], float]] = []
    for axis, cells in enumerate(places):
        middle = _centres(level, axis)
        if len(middle) < level.sizes[axis]:  # one that reads all stands for as many as there are
            middle = [middle[0] + at for at in range(level.sizes[axis])]
        step = (middle[-1] - middle[0]) / (len(middle) - 1) if len(middle) > 1 else 1.0
        found.append(({cell: middle[cell] if 0 <= cell < len(middle) else
                       middle[0] + cell * step for cell in cells}, step or 1.0))
    return [(dict(at), step) for at, step in found]
