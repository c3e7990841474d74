"""Where the lanes lie on their common time axis, and how large their cells are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from convgif.layers import AxisPlan, CellKind, StampPlan
from convgif.scenes.scene import Point
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
class TimeAxis:
    """What is above and below along time. below, above: how many cells; the first above stands over
    that cell, `ahead`, the next ones `pitch` further each. numbered: the cells below that are
    moments, not border. slant: how many cells beams lean to a side at most."""

    below: int
    above: int
    pitch: int
    ahead: int
    numbered: Sequence[int]
    slant: int

    @property
    def columns(self) -> int:
        """How many cells wide it is."""
        return max(self.below, self.ahead + self.pitch * (self.above - 1) + 1)


def of_windows(axis: AxisPlan) -> TimeAxis:
    """Of the input, among its padding, below its output. Each output stands over the input whose
    moment is its own: of a causal layer the newest that it reads, with half padding the middle one,
    without padding the first."""
    ahead = axis.kinds.index(CellKind.INPUT)
    before = ahead - axis.starts[0]
    given = [cell for cell, kind in enumerate(axis.kinds) if kind == CellKind.INPUT]
    return TimeAxis(axis.extended_size, axis.output_size, axis.stride or 1, ahead, given,
                    max(before, axis.offsets[-1] - before))


def of_stamps(axis: StampPlan) -> TimeAxis:
    """Of the canvas, before it is cropped, below the input that is stamped: the mirrored picture of
    the convolution that it is the transpose of."""
    ahead = axis.crop.start
    before = ahead - axis.starts[0]
    return TimeAxis(axis.size, len(axis.starts), axis.starts.step, ahead, axis.crop,
                    max(before, axis.offsets[-1] - before))


@dataclass(frozen=True)
class LanesLayout:
    """The input's lanes below, the output's above; of stamps the canvas below, the input above.
    lower, upper: the channels of each, by row."""

    below: Lanes
    above: Lanes
    lower: tuple[int, ...]
    upper: tuple[int, ...]

    def moved(self, left: float, top: float) -> "LanesLayout":
        """The same with its left and top edge there, on whole pixels."""
        x, y = round(left), round(top)
        below, above = (replace(lanes, left=lanes.left + x, top=lanes.top + y)
                        for lanes in (self.below, self.above))
        return replace(self, below=below, above=above)


def lay_out(axis: TimeAxis, below: tuple[int, ...], above: tuple[int, ...], width: float,
            settings: ViewSettings, least_px: int) -> LanesLayout:
    """Lanes of those channels in that width, from the left and the top edge on. least_px: of cells,
    where there is room for such."""
    rows = len(below) + len(above)
    largest = max(min(LARGEST_CELL, LARGEST_HEIGHT / rows) * settings.size_px, least_px)
    cell = min(width / axis.columns, largest, max(settings.most_cell_px, least_px))
    cell = floor(cell) if cell >= WHOLE_FROM_PX else cell
    down = max(cell, LOWEST_LANE_PX)
    upper = Lanes(len(above), axis.above, cell, down, axis.pitch, left=0.5 + axis.ahead * cell)
    lower = Lanes(len(below), axis.below, cell, down)
    top = round(upper.bottom + _gap(axis, cell, settings.size_px)) + 0.5
    return LanesLayout(replace(lower, top=top), upper, below, above)


def _gap(axis: TimeAxis, cell: float, width_px: int) -> float:
    """Between the lanes: higher where beams lean far."""
    cells, share = GAP
    farthest = axis.slant * cell
    return min(max(cells * cell, share * width_px, SLANTED_GAP * farthest),
               LARGEST_GAP * width_px)
