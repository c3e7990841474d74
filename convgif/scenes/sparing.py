"""Sparing: lines leave out the numbers that they would strike through."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, pairwise

from convgif.scenes.scene import Box, Line, Point, Run


def seen_strokes(line: Line) -> tuple[Run, ...]:
    """The strokes of a line where they lie in none of the boxes that it spares."""
    if not line.spared:
        return line.strokes
    return tuple(_clear_of(chain.from_iterable(map(pairwise, line.strokes)), line.spared))


def _clear_of(edges: Iterable[tuple[Point, Point]], boxes: Collection[Box]) -> Iterator[Run]:
    for (x, y), (x1, y1) in edges:
        begin = 0.0
        for enters, leaves in (*sorted(_inside((x, y), (x1 - x, y1 - y), boxes)), (1.0, 1.0)):
            if enters > begin:
                yield ((x + begin * (x1 - x), y + begin * (y1 - y)),
                       (x + enters * (x1 - x), y + enters * (y1 - y)))
            begin = max(begin, leaves)


def _inside(start: Point, way: Point, boxes: Iterable[Box]) -> Iterator[tuple[float, float]]:
    """The shares of a way at which it enters and leaves each of the boxes that it goes through."""
    for box in boxes:
        enters, leaves = 0.0, 1.0
        for at, by, low, high in zip(start, way, box[:2], box[2:], strict=True):
            if by:
                near, far = sorted(((low - at) / by, (high - at) / by))
                enters, leaves = max(enters, near), min(leaves, far)
            elif not low < at < high:
                leaves = 0.0
        if enters < leaves:
            yield enters, leaves
