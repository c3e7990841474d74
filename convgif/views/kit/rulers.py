"""What stands along the lower and the left edge of an input's map: how windows follow each other
there, or where outputs lie."""

from collections.abc import Iterator, Sequence
from typing import Literal

from convgif.layers import AxisPlan
from convgif.scenes.scene import Disc, Line, Mark, Point
from convgif.traces.tracing import Trace
from convgif.views.kit.grids import Grid
from convgif.views.kit.pointers import bracket_reach
from convgif.views.kit.stacks import Stack, stride_brackets

INSET = 0.12  # cells, of a bracket inside its window, so that neighbours are apart
NEAR_PX, LEVEL_PX = 3.0, 5.0  # how far from a map in a plane they begin, and each runs from there
FROM_EDGE_PX = 2.5  # a picture's left edge
PLACE, PLACE_PX = 0.13, 2.0  # the radius of a point in cells, and at least
DISC_ROOM = 1.5  # what a point keeps free of the edge of cells, of its radius


def shown_at_edges(trace: Trace) -> Literal["places", "windows", "stride", ""]:
    """What stands along the edges: where outputs lie, each window, or from the first to the second;
    nothing where there is only one."""
    if any(axis.places for axis in trace.axes):
        return "places"
    if trace.layer.kind == "adaptive" or any(axis.stride is None for axis in trace.axes):
        return "windows"
    return "stride" if any(axis.output_size > 1 for axis in trace.axes) else ""


def uneven_marks(grid: Grid, trace: Trace, order: int) -> Iterator[Mark]:
    """Places or each window, close to a map in a plane; nothing where windows slide."""
    if shown_at_edges(trace) in ("places", "windows"):
        near, far = NEAR_PX, NEAR_PX + LEVEL_PX * edge_levels(trace)
        beside = min(far, grid.at(0, 0)[0] - FROM_EDGE_PX)
        reaches = ((near, far), (min(near, beside / 3), beside))
        yield from _each(grid, trace.axes, order, [
            (first / grid.across_px, last / grid.across_px) for first, last in reaches])


def edge_levels(trace: Trace) -> int:
    """On how many levels brackets lie, those that overlap on different ones."""
    if shown_at_edges(trace) != "windows":
        return 1
    return max(len({*_levels(axis)}) for axis in trace.axes[-2:])


def hem_px(trace: Trace) -> float:
    """What a map in a plane needs below it for such marks."""
    if shown_at_edges(trace) not in ("places", "windows"):
        return 0.0
    return NEAR_PX + LEVEL_PX * edge_levels(trace) + 1


def stack_edges(stack: Stack, trace: Trace, order: int) -> Iterator[Mark]:
    """The stride, from the first window to the second; where windows differ, a bracket for each
    along the last slice; where outputs lie somewhere, a ruler with a tick for each."""
    if shown_at_edges(trace) in ("places", "windows"):
        grid = stack.planes[-1]
        yield from _each(grid, trace.axes[-2:], order, [
            bracket_reach(grid.across_px, edge_levels(trace))] * 2)
    else:
        yield from stride_brackets(stack, [axis.starts for axis in trace.axes], order)


def place_on(stack: Stack, trace: Trace, made: Sequence[int]) -> Disc | None:
    """The point of a map of one slice at which an output lies; None where it is not at one."""
    if len(stack.planes) > 1 or len(trace.axes) > 2:
        return None
    return place_of(stack.planes[0], trace.axes, made[len(made) - len(trace.axes):])


def _each(grid: Grid, axes: Sequence[AxisPlan], order: int,
          reaches: Sequence[tuple[float, float]]) -> Iterator[Mark]:
    """Along the last axis, and the one before. reaches: how far from the map, of each."""
    for number, (axis, reach) in enumerate(zip(
            axes[::-1], reaches[:len(axes)], strict=True)):
        lines = _ruler(axis, *reach) if axis.places else _brackets(axis, *reach)
        strokes = tuple(tuple(_outside(grid, number, along, depth) for along, depth in line)
                        for line in lines)
        yield Mark(("stride", (number,)), Line(strokes), ("stride",), order)


def place_of(grid: Grid, axes: Sequence[AxisPlan], output: Sequence[int], row: int = 0
             ) -> Disc | None:
    """The point of the map at which an output lies, wholly in what it reads; None where it is not
    at one. row: of a map of one axis."""
    if not all(axis.places for axis in axes):
        return None
    radius_px = max(PLACE_PX, PLACE * grid.across_px)
    inset = min(0.5, radius_px * DISC_ROOM / grid.across_px)
    places = []
    for axis, i in zip(axes, output, strict=True):
        read = axis.cells(i)
        places.append(min(max(axis.places[i], read[0] + inset), read[-1] + 1 - inset))
    down, column = (*[row + 0.5] * (2 - len(places)), *places)
    return Disc(grid.at(down, column), radius_px)


def _outside(grid: Grid, number: int, along: float, depth: float) -> Point:
    """So far from the lower edge, or of the second axis from the left one."""
    return grid.at(grid.rows + depth, along) if number == 0 else grid.at(along, -depth)


def _ruler(axis: AxisPlan, away: float, tick: float) -> Iterator[tuple[tuple[float, float], ...]]:
    yield (0, tick), (axis.extended_size, tick)
    for place in axis.places:
        at = min(max(place, 0.0), float(axis.extended_size))
        yield (at, away), (at, tick)


def _brackets(axis: AxisPlan, away: float, tick: float
              ) -> Iterator[tuple[tuple[float, float], ...]]:
    """One for each window; those that overlap are not equally far away, and each is as high."""
    levels = _levels(axis)
    step = (tick - away) / (max(levels) + 1)
    for output, level in enumerate(levels):
        cells = axis.cells(output)
        begin, end = cells[0] + INSET, cells[-1] + 1 - INSET
        near, depth = away + step * level, away + step * (level + 1)
        yield (begin, near), (begin, depth), (end, depth), (end, near)


def _levels(axis: AxisPlan) -> list[int]:
    """The lowest level for each window on which none lies that overlaps it."""
    free: list[int] = []  # from which cell on, by level
    found = []
    for output in range(axis.output_size):
        cells = axis.cells(output)
        level = next((level for level, cell in enumerate(free) if cell <= cells[0]), len(free))
        free[level:level + 1] = [cells[-1] + 1]
        found.append(level)
    return found
