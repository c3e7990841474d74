"""Where the fields lie into which a reader writes, and how wide a picture is for them."""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil, dist

from convgif.scenes.scene import Box, Cell, Stage, Text
from convgif.scenes.text import SMALLEST_TEXT_PX, text_width

FINGER_PX = 24  # from one field to the next: WCAG 2.5.8
NUMBER, LARGEST_NUMBER_PX = 0.52, 18.0  # the size of what is typed: of its field; at most
DIGIT = "0"  # wider than the line in whose place it is typed
LINE, ABOVE = 1.6, 1.15  # of the size of a text: the height of a field in it, from above its line
# Its cell, or below zero a size, the first -1; in percent of the picture left, top, width and
# height; and the size, of its width.
Field = tuple[int, float, float, float, float, float]


def fields(stage: Stage) -> Iterator[Field]:
    """Fields as data: for each cell that may come to show what is left empty, and for each size
    that is, in their order."""
    arrays = {element.array for element in stage.blanks}
    shown = [(element, stage.marks[id].shape) for id, element in stage.elements.items()]
    cells = [(element, shape) for element, shape in shown if isinstance(shape, Cell)]
    for number, (element, shape) in enumerate(cells):
        if element.array in arrays:
            left, top, right, bottom = _inside(shape)
            size = min(LARGEST_NUMBER_PX, NUMBER * _height(shape), bottom - top)
            yield _shares(stage, number, (left, top, right, bottom), size)
    for number, gap in enumerate(stage.gaps):
        text = stage.marks[gap.text].shape
        assert isinstance(text, Text)
        x, y = text.anchor
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[text.align] * _width(text, text.string)
        left, top = x + _width(text, text.string[:gap.start]), y - ABOVE * text.size_px
        right = left + _width(text, DIGIT * (gap.stop - gap.start + 1))
        yield _shares(stage, -1 - number, (left, top, right, top + LINE * text.size_px),
                      text.size_px)


def least_width(stage: Stage) -> int:
    """How wide the picture is at least shown, so that a finger finds each field and what is typed
    can be read."""
    arrays = {element.array for element in stage.blanks}
    sides = [dist(*side) for id, element in stage.elements.items() if element.array in arrays
             for shape in [stage.marks[id].shape] if isinstance(shape, Cell)
             for side in pairwise(shape.square)]
    sizes = [size for *_, size in fields(stage)]
    return max([ceil(FINGER_PX / min(sides) * stage.width_px) if sides else 0,
                ceil(SMALLEST_TEXT_PX / min(sizes) * 100) if sizes else 0])


def _inside(cell: Cell) -> Box:
    """The field in a cell: all of it, for pictures with slanted cells show no numbers."""
    xs, ys = zip(*cell.square, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _height(cell: Cell) -> float:
    ys = [y for _, y in cell.square]
    return max(ys) - min(ys)


def _width(text: Text, string: str) -> float:
    return text_width(string, text.size_px, text.font)


def _shares(stage: Stage, cell: int, box: Box, size_px: float) -> Field:
    left, top, right, bottom = box
    wide, high = stage.width_px, stage.height_px
    found = left / wide, top / high, (right - left) / wide, (bottom - top) / high, size_px / wide
    x, y, width, height, size = (round(100 * share, 2) for share in found)
    return cell, x, y, width, height, size
