"""Where the cells of all maps lie: over the middle of what they read, for fields to open evenly.

Cells of a plane that are too small to be told apart are tiles: of all neighbours that look the same
in every step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil, prod

from convgif.scenes.scene import Cell, Line, MarkId, Point
from convgif.views.kit.typesetting import TooWideError
from convgif.views.receptive.cones import Cells, Cone, Level, Place, taps_of

NODE, SLOPE = 0.76, 0.5  # of a place; of a plane
FLATNESS, LEAST_FLATNESS = 0.42, 0.2  # of a plane, and of one of very many
LARGEST_PX, LEAST_PX = 26.0, 4.0  # a cell of the map that has the finest; of the input
LEAST_CELL_PX, LEAST_PLANE_PX = 3.0, 90.0  # a side of a cell that is told apart; a plane's width
LEAST_TILE_PX = 1.5  # a side of what is told apart by its fill alone

Span = tuple[int, int]  # the first cell and the last along an axis
Spread = list[tuple[dict[int, float], float]]  # of each axis where cells lie, and how far apart


@dataclass(frozen=True)
class Scenery:
    """How places are seen. unit: how wide a cell of the input is; planes: whether maps are planes,
    seen slanted, rather than rows of nodes, and how flat; high: how high a map is, from `top` of
    its axis on. spans: of each map what is drawn along each axis, cells or several as a tile;
    sheets: which maps have tiles; spreads: where the cells of each map lie."""

    unit: float
    planes: bool
    flatness: float
    left: float
    top: float
    high: float
    spans: Sequence[Sequence[Sequence[Span]]]
    sheets: frozenset[int]
    spreads: Sequence[Spread]

    def at(self, row: float, column: float, top: float) -> Point:
        """The point at a place of the input, on a map whose first row is there."""
        if not self.planes:
            return self.left + self.unit * column, top + self.unit * row
        return (self.left + self.unit * (column + SLOPE * row),
                top + self.unit * self.flatness * row)

    def corners(self, number: int, spans: Sequence[Span], top: float) -> tuple[Point, ...]:
        """Those of cells of the map of that number, from the first to the last along each axis."""
        (left, right) = self._ends(number, -1, spans[-1], 1.0 if self.planes else NODE)
        half = NODE / 2
        (high, low) = (self._ends(number, 0, spans[0], 1.0) if self.planes else
                       (0.5 - half, 0.5 + half))
        return tuple([self.at(row, column, top) for row, column in (
            (high, left), (high, right), (low, right), (low, left))])

    def _ends(self, number: int, axis: int, span: Span, share: float) -> tuple[float, float]:
        at, step = self.spreads[number][axis]
        half = share * (step if self.planes else 1.0) / 2
        return at[span[0]] - half, at[span[1]] + half


def scenery_of(levels: Sequence[Level], cones: Sequence[Cone], left: float, room: float,
               most_high: float, *, paths: bool) -> Scenery:
    """How all maps are seen in a room so wide, each at most so high where that can be. paths:
    whether cells that are read are told from each other. Raises TooWideError."""
    places = [_places(level, cones, number) for number, level in enumerate(levels)]
    spreads = [_spread(level, cells) for level, cells in zip(levels, places, strict=True)]
    planes = len(levels[0].sizes) == 2
    ends = [(min(at) - jump / 2, max(at) + jump / 2)
            for axis in range(len(levels[0].sizes))
            for at, jump in [([c for spread in spreads for c in spread[axis][0].values()],
                              max(spread[axis][1] for spread in spreads))]]
    (low, high), (top, bottom) = ends[-1], ends[0] if planes else (0.0, 1.0)
    wide = high - low + (SLOPE * (bottom - top) if planes else 0)
    finest = min((abs(step) for spread in spreads for _, step in spread if step), default=1.0)
    unit = min(room / wide, LARGEST_PX / min(1.0, finest))
    if room < LEAST_PLANE_PX if planes else unit < LEAST_PX:
        raise TooWideError(f"{wide:.0f} cells do not fit a width of {room:.0f}:")
    slant, flat = (SLOPE, min(FLATNESS, max(LEAST_FLATNESS, most_high / unit / (bottom - top)))
                   ) if planes else (0.0, 1.0)
    sides = [[unit * abs(step) * (flat if planes and not axis else 1.0)
              for axis, (_, step) in enumerate(spread)] for spread in spreads]
    sheets = frozenset(number for number, each in enumerate(sides)
                       if planes and min(each) < LEAST_CELL_PX)
    spans = [_tiles(levels[number], cones, number, places[number], sides[number], paths=paths)
             if number in sheets else [[(cell, cell) for cell in cells] for cells in places[number]]
             for number in range(len(levels))]
    return Scenery(unit, planes, flat, left - unit * low - unit * slant * top,
                   unit * flat * top if planes else 0.0, unit * flat * (bottom - top), spans,
                   sheets, spreads)


def _tiles(level: Level, cones: Sequence[Cone], number: int, places: Sequence[Sequence[int]],
           sides_px: Sequence[float], *, paths: bool) -> list[list[Span]]:
    """For each axis the cells that go together: cut at the ends of the map, and of what each unit
    reads of it; within that, where it has holes or shades that can be seen."""
    found = []
    for axis, (cells, side_px) in enumerate(zip(places, sides_px, strict=True)):
        cuts = {cells[0], 0, level.sizes[axis], cells[-1] + 1}
        for cone in cones:
            if not cone[number]:
                continue
            boxes = box_of(cone[number])
            first, last = boxes[axis]
            cuts |= {first, last + 1}
            if paths:
                cuts |= {*range(first, last + 1, ceil(LEAST_CELL_PX / side_px))}
            elif has_holes(cone[number]) and min(sides_px) >= LEAST_TILE_PX:
                cuts |= {*range(first, last + 1)}
        found.append([(first, end - 1) for first, end in pairwise(sorted(cuts))])
    return found


def box_of(read: Mapping[Place, float]) -> list[Span]:
    """Along each axis the first and the last of those cells, at least one."""
    return [(min(cells), max(cells)) for cells in zip(*read, strict=True)]


def has_holes(read: Mapping[Place, float]) -> bool:
    """Whether the box around those cells has others too."""
    return prod(last - first + 1 for first, last in box_of(read)) > len(read)


def nodes_of(levels: Sequence[Level], tops: Sequence[float], scenery: Scenery
             ) -> dict[MarkId, Cell]:
    """The cells of all maps, or their tiles, by their first cells."""
    return {("unit", (number, *[first for first, _ in spans])):
            Cell(scenery.corners(number, spans, tops[number]))
            for number in range(len(levels)) for spans in product(*scenery.spans[number])}


def edges_of(levels: Sequence[Level], cones: Sequence[Cone], tops: Sequence[float],
             scenery: Scenery) -> dict[MarkId, Line]:
    """The lines of sheets: the edge of each, that of the padding around it, if any is drawn, and
    for each cone the box around what is read."""
    found: dict[MarkId, Line] = {}
    for number in sorted(scenery.sheets):
        whole = [(spans[0][0], spans[-1][1]) for spans in scenery.spans[number]]
        sheet = [(0, size - 1) for size in levels[number].sizes]
        areas: dict[MarkId, list[Span]] = {
            ("edge", (number,)): sheet,
            **{("box", (which, number)): box_of(cone[number])
               for which, cone in enumerate(cones) if cone[number]},
            **({("rim", (number,)): whole} if whole != sheet else {})}
        for id, spans in areas.items():
            corners = scenery.corners(number, spans, tops[number])
            found[id] = Line(((*corners, corners[0]),))
    return found


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
    return [*scenery.corners(number, [(first, last), (left, right)], top)]


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
