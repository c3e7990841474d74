"""Where the maps of a network lie: in columns of one width, in as many rows as that takes.

A map is a stack of sheets, the first of them in front at the lower right; a vector is a bar. Sides
and depths go by square roots. The last map of a row stands again at the start of the
next, so that what is made of it is seen there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from convgif.scenes.scene import Point
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.views.network.blocks import Block
from convgif.views.network.chain import Box, sheet_of
from convgif.views.network.writing import Written

GAP_PX = 10.0  # between what is written at neighbours
LARGEST, LEAST_PX = 0.17, 3.0  # sides: of the picture's width, and at least
OF_COLUMN = 0.7  # how much of its column a stack takes at most
DEPTH_PX, SPACING_PX = 4.0, 4.0  # of a stack for each root of its channels; between its sheets
DEEPEST_PX, DEEPEST = 46.0, 0.3  # of a stack at most: in px, and of its column
SPECK = 0.5  # of what is drawn instead
BAR_PX = 9.0  # the breadth of a vector


@dataclass(frozen=True)
class Stack:
    """A map in its place. front: the corner of its first sheet at the upper left; width, height: of
    each sheet; sheets: how many, each so far up and left of the one before; cells: rows and columns
    of each. lies: whether its rows go from left to right."""

    front: Point
    width: float
    height: float
    sheets: int
    spacing: float
    cells: tuple[int, int]
    lies: bool = False

    def corners(self, sheet: int = 0) -> tuple[Point, ...]:
        """The corners of a sheet, the first being in front."""
        back = sheet * self.spacing
        left, top = self.front[0] - back, self.front[1] - back
        return ((left, top), (left + self.width, top), (left + self.width, top + self.height),
                (left, top + self.height))

    def box(self, cells: Box, least_px: float = 0.0) -> tuple[Point, ...]:
        """The corners of cells of its first sheet; of what would be a speck beside least_px, as
        much is drawn around their middle."""
        (left, top), (rows, columns) = self.front, self.cells
        across, down = (cells.left, cells.right), (cells.top, cells.bottom)
        if self.lies:
            across, down, rows, columns = down, across, columns, rows
        x, x1 = (left + self.width * at / columns for at in across)
        y, y1 = (top + self.height * at / rows for at in down)
        x, x1 = _grown(x, x1, least_px, left, left + self.width)
        y, y1 = _grown(y, y1, least_px, top, top + self.height)
        return ((x, y), (x1, y), (x1, y1), (x, y1))

    @property
    def depth(self) -> float:
        """How far its last sheet lies up and left of the first."""
        return self.spacing * (self.sheets - 1)

    @property
    def middle(self) -> float:
        """The middle of all of it, across."""
        return self.front[0] + (self.width - self.depth) / 2

    @property
    def top(self) -> Point:
        """The middle of the upper side of its last sheet."""
        return self.front[0] - self.depth + self.width / 2, self.front[1] - self.depth

    @property
    def side(self) -> Point:
        """The middle of the left side of its last sheet."""
        return self.front[0] - self.depth, self.front[1] - self.depth + self.height / 2

    def moved(self, x: float, y: float) -> "Stack":
        """The same with its middle there."""
        return replace(self, front=(x + (self.depth - self.width) / 2,
                                    y + (self.depth - self.height) / 2))


def _grown(start: float, end: float, least: float, low: float, high: float
           ) -> tuple[float, float]:
    """From start to end, or so far around their middle; within what those lie in, if they do."""
    if end - start >= SPECK * least:
        return start, end
    more = (min(least, high - low) - (end - start)) / 2
    start, end = start - more, end + more
    shift = max(0.0, low - start) - max(0.0, end - high)
    return start + shift, end + shift


@dataclass(frozen=True)
class Sizes:
    """What is common to all. heading: the room for the names of the rows of numbers."""

    left: float
    width: float
    label_px: float
    small_px: float
    heading: float

    @property
    def line(self) -> float:
        """How high a line of small text is."""
        return LINE_HEIGHT * self.small_px


def per_row(texts: Sequence[Written], sizes: Sizes) -> int:
    """How many columns a row has; 1 where not even two have room."""
    need = GAP_PX + max(max(text.width(sizes.label_px, sizes.small_px),
                            text.width_above(sizes.small_px)) for text in texts)
    fitting = int((sizes.width - sizes.heading) / need)
    if fitting >= len(texts):
        return len(texts)
    if fitting < 2:
        return 1
    rows = ceil((len(texts) - 1) / (fitting - 1))
    return ceil((len(texts) - 1) / rows) + 1


def rows_of(count: int, columns: int) -> list[tuple[int, int]]:
    """The numbers of the first and the last block of each row; a row begins with the last of the
    one before."""
    if count == 1:
        return [(0, 0)]
    return [(first, min(first + columns - 1, count - 1))
            for first in range(0, count - 1, columns - 1)]


def stacks_of(blocks: Sequence[Block], column_px: float, width_px: float, *, lying: bool = False
              ) -> list[Stack]:
    """The maps, as large as columns of that width take, none in its place yet. lying: whether
    vectors lie, rather than stand."""
    roots = [sqrt(block.shape[0]) if len(block.shape) > 1 else 0.0 for block in blocks]
    deepest = min(DEEPEST_PX, DEEPEST * column_px)
    a_root = min([DEPTH_PX, *(deepest / root for root in roots if root)])
    depths = [a_root * root if block.shape[0] > 1 else 0.0
              for root, block in zip(roots, blocks, strict=True)]
    sides = [tuple(map(sqrt, sheet_of(block.shape))) for block in blocks]
    maps = [(side, depth) for side, depth, root in zip(sides, depths, roots, strict=True) if root]
    scale = min([LARGEST * width_px / max([max(side) for side, _ in maps] or [1.0]),
                 *((OF_COLUMN * column_px - depth) / side[1] for side, depth in maps)])
    longest = max([side[0] for side, root in zip(sides, roots, strict=True) if not root] or [1.0])
    room = OF_COLUMN * column_px if lying else max(
        [scale * side[0] + depth for side, depth in maps] or [LARGEST * width_px])
    stacks = []
    for block, (high, wide), depth, root in zip(blocks, sides, depths, roots, strict=True):
        sheets = min(block.shape[0], max(2, round(depth / SPACING_PX) + 1)) if depth else 1
        size = scale * wide, scale * high
        if not root:
            size = (room * high / longest, BAR_PX) if lying else (BAR_PX, room * high / longest)
        stacks.append(Stack(
            (0.0, 0.0), max(LEAST_PX, size[0]), max(LEAST_PX, size[1]), sheets,
            depth / max(1, sheets - 1), sheet_of(block.shape), lying and not root))
    return stacks


def heading_px(names: Sequence[str], small_px: float) -> float:
    """The room for the names of rows."""
    return max((text_width(name, small_px) for name in names), default=-GAP_PX) + GAP_PX
