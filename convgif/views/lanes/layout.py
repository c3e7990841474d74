"""Where the lanes lie on their common time axis, and how large their cells are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from convgif.layers import AxisPlan, CellKind
from convgif.scenes.scene import Point
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.grids import Corners, Grid

LARGEST_CELL, LARGEST_HEIGHT = 0.09, 0.75  # of the width: a cell, all lanes together
LOWEST_LANE_PX = 10.0  # where cells are narrower, they are higher than wide
WHOLE_FROM_PX = 2  # smaller cells need not be whole pixels
GAP, SLANTED_GAP = (1.6, 0.085), 0.3  # in cells and of the width; of how far a beam leans
LARGEST_GAP = 0.2  # of the width


@dataclass(frozen=True)
class Lanes(Grid):
    """Rows of cells along a time axis. across_px, down_px: of a cell. pitch: how many cells one
    begins after the other. left, top: of the outer edge."""

    cell_px: float
    down_px: float
    pitch: int = 1
    left: float = 0.5
    top: float = 0.5

    @property
    def across_px(self) -> float:
        return self.cell_px

    @property
    def bottom(self) -> float:
        return self.top + self.rows * self.down_px

    def at(self, row: float, column: float) -> Point:
        """The point so far down and along that cell, whose number is the whole of the column."""
        cell = floor(column)
        along = cell * self.pitch + column - cell
        return self.left + along * self.cell_px, self.top + row * self.down_px

    def box(self, first: Sequence[float], last: Sequence[float]) -> Corners:
        """The corners of the box of cells from first to last, without what lies after that."""
        (left, top), (right, bottom) = self.at(*first), self.at(last[0] + 1, last[1])
        right += self.cell_px
        return (left, top), (right, top), (right, bottom), (left, bottom)


@dataclass(frozen=True)
class LanesLayout:
    """The input's lanes below, the output's above. channels: those of each, by row."""

    below: Lanes
    above: Lanes
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    def moved(self, left: float, top: float) -> "LanesLayout":
        """The same with its left and top edge there, on whole pixels."""
        x, y = round(left), round(top)
        below, above = (replace(lanes, left=lanes.left + x, top=lanes.top + y)
                        for lanes in (self.below, self.above))
        return replace(self, below=below, above=above)


def moment_of_first(axis: AxisPlan) -> int:
    """Where on the extended axis the first cell of the input lies: that of output 0 as well. So
    each output stands over the input whose moment is its own: of a causal layer the newest that it
    reads, with half padding the middle one, without padding the first."""
    return axis.kinds.index(CellKind.INPUT)


def columns_of(axis: AxisPlan) -> int:
    """How many cells wide the time axis is."""
    last = moment_of_first(axis) + (axis.stride or 1) * (axis.output_size - 1)
    return max(axis.extended_size, last + 1)


def lay_out(trace: Trace, inputs: tuple[int, ...], outputs: tuple[int, ...], width: float,
            settings: ViewSettings, least_px: int) -> LanesLayout:
    """Lanes in that width, from the left and the top edge on. least_px: of cells,
    where there is room for such."""
    (axis,) = trace.axes
    columns, rows = columns_of(axis), len(inputs) + len(outputs)
    largest = max(min(LARGEST_CELL, LARGEST_HEIGHT / rows) * settings.size_px, least_px)
    cell = min(width / columns, largest, max(settings.most_cell_px, least_px))
    cell = floor(cell) if cell >= WHOLE_FROM_PX else cell
    down = max(cell, LOWEST_LANE_PX)
    above = Lanes(len(outputs), axis.output_size, cell, down, axis.stride or 1,
                  left=0.5 + moment_of_first(axis) * cell)
    below = Lanes(len(inputs), axis.extended_size, cell, down)
    top = round(above.bottom + _gap(axis, cell, settings.size_px)) + 0.5
    return LanesLayout(replace(below, top=top), above, inputs, outputs)


def _gap(axis: AxisPlan, cell: float, width_px: int) -> float:
    """Between the lanes: higher where beams lean far."""
    cells, share = GAP
    ahead = moment_of_first(axis) - axis.starts[0]
    farthest = max(ahead, axis.offsets[-1] - ahead) * cell
    return min(max(cells * cell, share * width_px, SLANTED_GAP * farthest),
               LARGEST_GAP * width_px)
