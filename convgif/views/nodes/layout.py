"""Where nodes lie: in a column for the input and one for the output, with gaps between the rows of
a map and between channels."""

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
NAME_GAP, NAME_BELOW = 0.45, 0.2  # between a node and what is beside it, or under it: of the text
SIDES = 24  # of what is drawn for a circle


@dataclass(frozen=True)
class Nodes:
    """Nodes of one array, each around its centre. socket: from there to where edges end.
    named_left: what is written beside a node stands at its left, or else under it."""

    centers: tuple[Point, ...]
    radius: float
    socket: Point = (0.0, 0.0)
    named_left: bool = True

    def circle(self, number: int, *, numbered: bool) -> Cell:
        """The outline of a node. numbered: it holds a number."""
        x, y = self.centers[number]
        return Cell(tuple((x + self.radius * cos(2 * pi * side / SIDES),
                           y + self.radius * sin(2 * pi * side / SIDES))
                          for side in range(SIDES)), numbered)

    def number(self, string: str, number: int, size_px: float) -> Text:
        """A number in a node."""
        x, y = self.centers[number]
        return Text(string, (x, y + CAP_HEIGHT / 2 * size_px), size_px, "center")

    def beside(self, string: str, number: int, size_px: float) -> Text:
        """A text at the left of a node, or under it."""
        x, y = self.centers[number]
        if self.named_left:
            return Text(string, (x - self.radius - NAME_GAP * size_px,
                                 y + CAP_HEIGHT / 2 * size_px), size_px, "right")
        return Text(string, (x, y + self.radius + (NAME_BELOW + CAP_HEIGHT) * size_px), size_px,
                    "center")

    def after(self, string: str, number: int, size_px: float) -> Text:
        """A text at the right of a node."""
        x, y = self.centers[number]
        return Text(string, (x + self.radius + NAME_GAP * size_px, y + CAP_HEIGHT / 2 * size_px),
                    size_px)

    def end(self, number: int) -> Point:
        """Where edges end."""
        (x, y), (right, down) = self.centers[number], self.socket
        return x + right, y + down


@dataclass(frozen=True)
class NodesLayout:
    """The nodes of the input and of the output, and the sizes of what is written there: None where
    it does not fit. applied_px: of what an activation is applied to; applied_at: where that ends,
    None for at its node."""

    inputs: Nodes
    outputs: Nodes
    name_px: float | None
    input_px: float | None
    output_px: float | None
    applied_px: float | None = None
    applied_at: Point | None = None

    def applied(self, string: str, row: int) -> Text:
        """What the activation of that output is applied to."""
        assert self.applied_px is not None
        if self.applied_at is None:
            return self.outputs.after(f"= {string}", row, self.applied_px)
        return Text(f"y = {string}", self.applied_at, self.applied_px, "right")

    def edge(self, row: int, place: int) -> tuple[Point, Point]:
        """From an input to an output."""
        return self.inputs.end(place), self.outputs.end(row)


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


def column(x: float, downs: Sequence[float], apart: float, middle: float, side: int) -> Nodes:
    """The nodes that far down, around a middle. side: on which edges end, 1 for the right, -1 for
    the left."""
    top, radius = middle - downs[-1] * apart / 2, OF_APART * apart
    return Nodes(tuple((x, top + down * apart) for down in downs), radius, (side * radius, 0.0))
