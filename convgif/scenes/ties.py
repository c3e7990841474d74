"""Ties: lines between what is in a panel and in the one below it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from convgif.scenes.scene import Box, Line, Mark, MarkId, Point, Stage, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width

SHARES = [number / 16 for number in range(2, 15)]  # of a line, where words are tried beside it


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
    said = next((stage.tie_says for stage in stages if stage.tie_says), None)
    return made | (_said(*said, made, whole) if said and made else {})


def _said(string: str, size_px: float, lines: Mapping[MarkId, Mark], whole: Stage
          ) -> dict[MarkId, Mark]:
    """What the lines mean, once: at the right of one, as near to its middle as there is room."""
    width = text_width(string, size_px) + size_px
    written = [box for box in map(_text_box, whole.marks.values()) if box is not None]
    strokes = [stroke for mark in lines.values() if isinstance(mark.shape, Line)
               for stroke in mark.shape.strokes]
    for share in sorted(SHARES, key=lambda share: abs(share - 0.5)):
        for (x, top), (_, bottom) in strokes:
            text = Mark(("tie_says", ()), Text(
                string, (x + size_px / 2, top + share * (bottom - top)), size_px), ("formula",))
            left, above, right, below = _text_box(text) or (0.0,) * 4
            is_free = right < whole.width_px and not any(
                left < box[2] and box[0] < right and above < box[3] and box[1] < below
                for box in written)
            if is_free and not any(x < other <= x + width for (other, _), _ in strokes):
                return {text.id: text}
    return {}


def _text_box(mark: Mark) -> Box | None:
    """Left, top, right and bottom of a text, with a little room."""
    shape = mark.shape
    if not isinstance(shape, Text):
        return None
    width, room = text_width(shape.string, shape.size_px, shape.font), 0.2 * shape.size_px
    left = shape.anchor[0] - {"left": 0.0, "center": 0.5, "right": 1.0}[shape.align] * width
    top = shape.anchor[1] - ASCENT * shape.size_px
    return (left - room, top - room, left + width + room, top + LINE_HEIGHT * shape.size_px + room)
