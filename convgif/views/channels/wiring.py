"""The lines of the channels view: wires, frames, sums and brackets.

A wire is level inside an input and a frame, along the lines of the grid, and slanted only between
them: so it crosses no number, and the wires of one filter never cross each other. It ends at the
edge of an output, beside the row of its cell: inside, it would be one more line of the grid.
"""

from collections.abc import Iterable, Sequence
from math import atan2, cos, pi, sin

from convgif.scenes.scene import Line, Point
from convgif.views.channels.layout import Box, ChannelsLayout, Unit
from convgif.views.kit.grids import FlatGrid
from convgif.views.kit.pointers import outline, wire

ROUNDED_PX = 1  # how far the middle of a slice may be from the sum's that is meant to be there
BEND_PX = 4  # how far from a map or a frame a wire bends
CIRCLE_POINTS = 48
BIAS_PX = 9  # the length of the line by which the bias enters
PLUS = 0.5  # of the circle's radius
Stroke = tuple[Point, ...]


def window_wires(layout: ChannelsLayout, unit: Unit, first: Sequence[int], last: Sequence[int]
                 ) -> Line:
    """Two lines for each input that is read: from the window's right corners to the left corners
    of its slice, or of what takes its place."""
    strokes: list[Stroke] = []
    for channel in unit.band.inputs:
        grid, kernel = layout.inputs[channel], unit.slices[channel]
        _, above, below, _ = grid.box(first, last)
        for corner, target in ((above, kernel.outline[0]), (below, kernel.outline[3])):
            strokes.append(_level_at_ends(corner, grid.right, layout.filters[0], target))
    return Line(tuple(strokes))


def pooling_wires(layout: ChannelsLayout, unit: Unit, first: Sequence[int], last: Sequence[int],
                  cell: tuple[int, int]) -> Line:
    """Two lines from the window's right corners to the edge of the output, at the cell's row."""
    strokes: list[Stroke] = []
    for channel in unit.band.inputs:
        grid = layout.inputs[channel]
        _, above, below, _ = grid.box(first, last)
        top, bottom = _row_ends(unit, cell)
        strokes += [_level_at_ends(corner, grid.right, unit.output.left, target)
                    for corner, target in ((above, top), (below, bottom))]
    return Line(tuple(strokes))


def output_wire(layout: ChannelsLayout, unit: Unit, cell: tuple[int, int]) -> Line:
    """One line from the sum to the edge of the output, at the middle of the cell's row."""
    x, y = _node(unit)
    needs = layout.sizes.needs
    (edge, top), (_, bottom) = _row_ends(unit, cell)
    middle = round((top + bottom) / 2 - 0.5) + 0.5
    past_bias = x + needs.bias + 2 * BEND_PX if needs.bias else 0.0
    start = max(x + needs.radius, past_bias)
    return Line((((x + needs.radius, y), *_level_at_ends(
        (start, y), start, unit.output.left,
        (edge, y if abs(middle - y) <= ROUNDED_PX else middle))),))


def sum_wires(layout: ChannelsLayout, unit: Unit, beside: bool) -> Line:
    """One line from each slice, and from the stub, into the sum; the bias's comes from above.

    beside: the lines begin right of the numbers beside the slices.
    """
    needs, (x, y) = layout.sizes.needs, _node(unit)
    bend = layout.filters[1] + BEND_PX
    strokes: list[Stroke] = []
    heights = [_middle(grid) for grid in unit.slices.values()]
    begins = [grid.right + 0.5 for grid in unit.slices.values()]
    if unit.stub:
        heights.append(round(unit.stub[1]) + 0.5)
        begins.append(_frame(unit).right)
    for begin, middle in zip(begins, heights, strict=True):
        height = y if abs(middle - y) <= ROUNDED_PX else middle  # no bend that is none
        angle = atan2(height - y, bend - x)
        end = x + needs.radius * cos(angle), y + needs.radius * sin(angle)
        strokes.append(((layout.partials if beside else begin, height), (bend, height), end))
    if needs.bias:
        strokes.append(((x, y - needs.radius - BIAS_PX), (x, y - needs.radius)))
    return Line(tuple(strokes))


def node(layout: ChannelsLayout, unit: Unit) -> Line:
    """A circle with a plus sign."""
    (x, y), radius = _node(unit), layout.sizes.needs.radius
    arm = round(PLUS * radius)
    circle = tuple((x + radius * cos(turn), y + radius * sin(turn))
                   for turn in (2 * pi * i / CIRCLE_POINTS for i in range(CIRCLE_POINTS + 1)))
    return Line((circle, ((x - arm, y), (x + arm, y)), ((x, y - arm), (x, y + arm))))


def frame(unit: Unit) -> Line:
    """The rectangle around the slices."""
    return outline([_frame(unit).corners])


def span_of(grids: Iterable[FlatGrid]) -> tuple[int, int]:
    """The top of the first grid and the bottom of the last."""
    tops, bottoms = zip(*((grid.top, grid.bottom) for grid in grids), strict=True)
    return min(tops), max(bottoms)


def _row_ends(unit: Unit, cell: tuple[int, int]) -> tuple[Point, Point]:
    """Where the row of an output cell begins: its upper and its lower corner."""
    row, column = cell
    top, _, _, bottom = unit.output.box((row, 0), (row, column))
    return top, bottom


def _level_at_ends(start: Point, bend_after: float, bend_before: float, end: Point) -> Stroke:
    """From start to end, slanted only between the two x."""
    return wire(start, bend_after + 0.5 + BEND_PX, bend_before + 0.5 - BEND_PX, end)


def _frame(unit: Unit) -> Box:
    assert unit.frame is not None
    return unit.frame


def _node(unit: Unit) -> Point:
    assert unit.node is not None
    return unit.node


def _middle(grid: FlatGrid) -> float:
    """The height of a grid's middle, in the middle of a pixel."""
    return round((grid.top + grid.bottom) / 2) + 0.5
