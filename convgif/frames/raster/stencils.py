"""Shapes that look the same are drawn once: the cells of a grid lie whole pixels apart."""

from collections.abc import Callable, Hashable, Sequence
from math import floor
from typing import Any, TypeAlias, TypeVar

from numpy.typing import NDArray

from convgif.frames.raster.coverage import Box, Pen
from convgif.scenes.scene import Point

Pixels = TypeVar("Pixels", bound=NDArray[Any])
Drawn: TypeAlias = Sequence[tuple[Box, Pixels]]
MARGIN_PX = 10  # of the file, from the edge of the canvas: what is drawn nearer may be cut off


class Stencils:
    """What was drawn for a shape, for others like it elsewhere."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._kept: dict[Hashable, Drawn[Any]] = {}

    def drawn(self, points: Sequence[Point], reach_px: float, style: Hashable,
              draw: Callable[[], Drawn[Pixels]]) -> Drawn[Pixels]:
        """What `draw` returns for a shape at those points, drawn anew only for a new shape.

        reach_px: how far it reaches beyond them. style: all else that its looks depend on.
        """
        density = self._pen.density
        xs, ys = [x * density for x, _ in points], [y * density for _, y in points]
        left, top, margin = floor(xs[0]), floor(ys[0]), MARGIN_PX + reach_px * density
        if (min(xs) < margin or max(xs) > self._pen.width - margin
                or min(ys) < margin or max(ys) > self._pen.height - margin):
            return draw()
        key = tuple([x - left for x in xs]), tuple([y - top for y in ys]), style
        if key not in self._kept:
            self._kept[key] = _moved(draw(), -left, -top)
        return _moved(self._kept[key], left, top)


def _moved(drawn: Drawn[Pixels], x: int, y: int) -> Drawn[Pixels]:
    return [((slice(rows.start + y, rows.stop + y), slice(columns.start + x, columns.stop + x)),
             pixels) for (rows, columns), pixels in drawn]
