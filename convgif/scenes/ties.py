"""Ties: lines between what is in a panel and in the one below it."""

from collections.abc import Sequence
from itertools import pairwise

from convgif.scenes.scene import Box, Line, Mark, MarkId, Point, Stage, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width


def tied(stages: Sequence[Stage], corners: Sequence[Point], whole: Stage) -> dict[MarkId, Mark]:
    """Lines between what is in a panel and in the one below, but for the words on their way.
    corners: the upper left one of each panel."""
    made: dict[MarkId, Mark] = {}
    for (one, (left, top)), (other, (left1, top1)) in pairwise(zip(stages, corners, strict=True)):
        for name in (name for name in one.ties if name in other.ties):
            (x, y), (x1, y1) = one.ties[name][1], other.ties[name][0]
            start, end = (x + left, y + top), (x1 + left1, y1 + top1)
            boxes = [box for box in map(_text_box, whole.marks.values()) if box is not None
                     and box[1] < end[1] and box[3] > start[1]]
            id: MarkId = ("tie", (len(made),))
            made[id] = Mark(id, Line(((start, end),), tuple(boxes)), ("tie",))
    return made


def _text_box(mark: Mark) -> Box | None:
    """Left, top, right and bottom of a text, with a little room."""
    shape = mark.shape
    if not isinstance(shape, Text):
        return None
    width, room = text_width(shape.string, shape.size_px, shape.font), 0.2 * shape.size_px
    left = shape.anchor[0] - {"left": 0.0, "center": 0.5, "right": 1.0}[shape.align] * width
    top = shape.anchor[1] - ASCENT * shape.size_px
    return (left - room, top - room, left + width + room, top + LINE_HEIGHT * shape.size_px + room)
