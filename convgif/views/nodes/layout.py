"""Where nodes lie: a column for the input and one for the output, with gaps between the rows of a
map and between channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, prod, sin

from convgif.scenes.scene import Cell, Point, Text
from convgif.views.kit.numerals import CAP_HEIGHT

LARGEST_APART_PX, SMALLEST_APART_PX = 36.0, 5.0
OF_APART = 0.43  # the radius of a node
ROW_GAP, CHANNEL_GAP = 0.45, 0.9  # between the rows of a map, and channels: of a distance
HIGHEST = 0.98  # of the width
INSCRIBED = 1.5  # a square in a node, of its radius: its corners reach a little beyond
NAME_GAP = 0.45  # between a node and what is beside it: of the text size
SIDES = 24  # of what is drawn for a circle


@dataclass(frozen=True)
class Nodes:
    """A column of nodes."""

    x: float
    ys: tuple[float, ...]
    radius: float

    def circle(self, number: int, *, numbered: bool) -> Cell:
        """The outline of a node. numbered: it holds a number."""
        return Cell(tuple((self.x + self.radius * cos(2 * pi * side / SIDES),
                           self.ys[number] + self.radius * sin(2 * pi * side / SIDES))
                          for side in range(SIDES)), numbered)

    def number(self, string: str, number: int, size_px: float) -> Text:
        """A number in a node."""
        return Text(string, (self.x, self.ys[number] + CAP_HEIGHT / 2 * size_px), size_px,
                    "center")

    def beside(self, string: str, number: int, size_px: float) -> Text:
        """A text at the left of a node."""
        return Text(string, (self.x - self.radius - NAME_GAP * size_px,
                             self.ys[number] + CAP_HEIGHT / 2 * size_px), size_px, "right")

    def left_end(self, number: int) -> Point:
        """Where edges come in."""
        return self.x - self.radius, self.ys[number]

    def right_end(self, number: int) -> Point:
        """Where edges go out."""
        return self.x + self.radius, self.ys[number]


def places(shape: Sequence[int]) -> list[float]:
    """How far down each element is of an array of that shape, in distances of neighbours."""
    row, channel = shape[-1], prod(shape[1:])
    found, down = [], 0.0
    for number in range(prod(shape)):
        if number:
            down += 1.0
            if len(shape) > 1 and number % channel == 0:
                down += CHANNEL_GAP
            elif len(shape) > 2 and number % row == 0:
                down += ROW_GAP
        found.append(down)
    return found


def apart_px(inputs: Sequence[float], outputs: Sequence[float], width_px: float) -> float:
    """How far apart neighbours are."""
    most = max(inputs[-1], outputs[-1]) + 1
    return min(LARGEST_APART_PX, max(SMALLEST_APART_PX, HIGHEST * width_px / most))


def column(x: float, downs: Sequence[float], apart: float, middle: float) -> Nodes:
    """The nodes that far down, around a middle."""
    top = middle - downs[-1] * apart / 2
    return Nodes(x, tuple(top + down * apart for down in downs), OF_APART * apart)
