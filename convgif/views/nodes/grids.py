"""Where nodes lie in two grids, so that their place in the maps is kept: the output above the
input, both in the isometric projection; channels beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from convgif.scenes.scene import Point
from convgif.views.kit.grids import Index, plane, unit_vectors
from convgif.views.nodes.layout import Nodes

LARGEST_APART_PX, SMALLEST_APART_PX = 64, 8
OF_APART = 0.3  # the radius of a node
BETWEEN_CHANNELS = 1.0  # columns that are left free
LIFT = 1.3  # between the two, of a distance


@dataclass(frozen=True)
class Places:
    """The row and column of each node of an array; channels have columns of their own."""

    at: tuple[tuple[float, float], ...]

    def centers(self, apart_px: float) -> list[Point]:
        """Where they lie from the first on, whose neighbour is so far."""
        (right, down), (along, rise) = unit_vectors(apart_px)
        return [(row * right + column * along, row * down + column * rise)
                for row, column in self.at]


def places_of(shape: Sequence[int]) -> Places:
    """Those of an array (channels, *spatial); features that make a square have that, others a
    row."""
    channels, rows, columns = (1, *_features(shape[0])) if len(shape) == 1 else (
        shape[0], *plane(shape[1:]))
    return Places(tuple((float(row), column + channel * (columns + BETWEEN_CHANNELS))
                        for channel in range(channels) for row in range(rows)
                        for column in range(columns)))


def _features(count: int) -> Index:
    side = isqrt(count)
    return (side, side) if side > 1 and side * side == count else (1, count)


def extent(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """The left, top, right and bottom of points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def apart_of(sides: Sequence[Places], width_px: float) -> int:
    """How far apart neighbours are, as far as the width goes; 0 where they do not fit."""
    for apart in range(LARGEST_APART_PX, SMALLEST_APART_PX - 1, -1):
        wide = [right - left for left, _, right, _ in (
            extent(places.centers(apart)) for places in sides)]
        if max(wide) + 2 * OF_APART * apart <= width_px:
            return apart
    return 0


def lay_out_grids(inputs: Places, outputs: Places, apart_px: int, middle: float, top: float
                  ) -> tuple[Nodes, Nodes, float]:
    """The nodes of the input and of the output around that middle, and where they end."""
    radius = OF_APART * apart_px
    above, below = outputs.centers(apart_px), inputs.centers(apart_px)
    placed = []
    for centers, lift in ((above, 0.0), (below, LIFT * apart_px)):
        left, highest, right, _ = extent(centers)
        by = middle - (left + right) / 2, top + lift + radius - highest
        moved = tuple((round(x + by[0], 2), round(y + by[1], 2)) for x, y in centers)
        placed.append(Nodes(moved, radius))
        top = extent(moved)[3] + radius
    output_nodes, input_nodes = placed
    return input_nodes, output_nodes, top

