"""Where nodes lie: in a column for the input and one for the output, with gaps between the rows of
a map and between channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, prod, sin

from convgif.scenes.scene import Cell, Point, Text
from convgif.scenes.text import SMALLEST_TEXT_PX, text_width
from convgif.views.kit.numerals import CAP_HEIGHT, number_size_px

LARGEST_APART_PX, SMALLEST_APART_PX = 36.0, 5.0
OF_APART = 0.43  # the radius of a node
ROW_GAP, CHANNEL_GAP = 0.45, 0.9  # between the rows of a map, and channels: of a distance
HIGHEST, HIGHEST_NUMBERED = 0.98, 1.35  # of the width: above the first only for numbers
INSCRIBED = 1.5  # a square in a node, of its radius: its corners reach a little beyond
CIRCLE_ROOM_PX = 1.5  # between the smallest numbers and a circle, with half its outline
NAME_GAP = 0.45  # between a node and what is beside it: of the text size
NUMBER_UP, NAME_DOWN = 0.3, 0.42  # of the radius, a number and a name in one node
HAIR = 1e-6
SIDES = 24  # of what is drawn for a circle


@dataclass(frozen=True)
class Nodes:
    """Nodes of one array, each around its centre. socket: from there to where edges end, None for
    the side that they come from. names_inside: names are written in the nodes, under their numbers,
    not at the left of them."""

    centers: tuple[Point, ...]
    radius: float
    socket: Point | None = None
    names_inside: bool = False

    def circle(self, number: int, *, numbered: bool) -> Cell:
        """The outline of a node. numbered: it holds a number."""
        x, y = self.centers[number]
        return Cell(tuple((x + self.radius * cos(2 * pi * side / SIDES),
                           y + self.radius * sin(2 * pi * side / SIDES))
                          for side in range(SIDES)), numbered)

    def number(self, string: str, number: int, size_px: float) -> Text:
        """A number in a node."""
        x, y = self.centers[number]
        y -= NUMBER_UP * self.radius * self.names_inside
        return Text(string, (x, y + CAP_HEIGHT / 2 * size_px), size_px, "center")

    def name(self, string: str, number: int, size_px: float) -> Text:
        """What the weight is called through which a node is read."""
        x, y = self.centers[number]
        if self.names_inside:
            y += NAME_DOWN * self.radius
            return Text(string, (x, y + CAP_HEIGHT / 2 * size_px), size_px, "center")
        return Text(string, (x - self.radius - NAME_GAP * size_px, y + CAP_HEIGHT / 2 * size_px),
                    size_px, "right")

    def after(self, string: str, number: int, size_px: float) -> Text:
        """A text at the right of a node."""
        x, y = self.centers[number]
        return Text(string, (x + self.radius + NAME_GAP * size_px, y + CAP_HEIGHT / 2 * size_px),
                    size_px)

    def end(self, number: int, other: Point) -> Point:
        """Where an edge ends that goes to that centre of another."""
        x, y = self.centers[number]
        if self.socket is None:
            share = self.radius / max(hypot(other[0] - x, other[1] - y), self.radius)
            return x + share * (other[0] - x), y + share * (other[1] - y)
        return x + self.socket[0], y + self.socket[1]


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
        return (self.inputs.end(place, self.outputs.centers[row]),
                self.outputs.end(row, self.inputs.centers[place]))


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


def apart_px(inputs: Sequence[float], outputs: Sequence[float], width_px: float,
             numbers_radius_px: float) -> float:
    """How far apart neighbours are. numbers_radius_px: of nodes that hold their numbers, which they
    grow to where there is room."""
    most = max(inputs[-1], outputs[-1]) + 1
    usual = min(LARGEST_APART_PX, max(SMALLEST_APART_PX, HIGHEST * width_px / most))
    wanted = numbers_radius_px / OF_APART
    return max(usual, wanted) if wanted * most <= HIGHEST_NUMBERED * width_px else usual


def smallest_circle_px(strings: Iterable[str]) -> float:
    """The radius of the smallest node that each of the strings fits."""
    return max(hypot(text_width(string, SMALLEST_TEXT_PX), CAP_HEIGHT * SMALLEST_TEXT_PX) / 2
               for string in set(strings)) + CIRCLE_ROOM_PX


def number_in_circle_px(strings: Sequence[str], radius: float) -> float | None:
    """The size at which each of the strings fits a node; None where none that can be read does."""
    usual = number_size_px(strings, INSCRIBED * radius)
    fits = smallest_circle_px(strings) <= radius + HAIR  # a node that grew for them has just that
    return usual or (SMALLEST_TEXT_PX if fits else None)


def column(x: float, downs: Sequence[float], apart: float, middle: float, side: int) -> Nodes:
    """The nodes that far down, around a middle. side: on which edges end, 1 for the right, -1 for
    the left."""
    top, radius = middle - downs[-1] * apart / 2, OF_APART * apart
    return Nodes(tuple((x, top + down * apart) for down in downs), radius, (side * radius, 0.0))
