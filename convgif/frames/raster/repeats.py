"""Cells that look the same in other places: a large picture has a hundred thousand of them, which
are put on a plane all at once."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.frames.raster.coverage import Box, Pen
from convgif.frames.raster.stencils import MARGIN_PX
from convgif.scenes.scene import Cell, Mark

Numbers = NDArray[np.intp]
Codes = NDArray[np.unsignedinteger[Any]]
Orders = NDArray[np.int8]
Patch = tuple[Box, NDArray[Any]]


class Repeats:
    """Cells, and which of them have one shape, whole pixels apart."""

    def __init__(self, cells: Sequence[Mark], pen: Pen) -> None:
        self._pen = pen
        outlines = [mark.shape.corners for mark in cells if isinstance(mark.shape, Cell)]
        most = max(map(len, outlines), default=1)
        points = chain.from_iterable([corners if len(corners) == most else
                                      (*corners, *corners[-1:] * (most - len(corners)))
                                      for corners in outlines])
        corners = np.fromiter(chain.from_iterable(points), np.float64).reshape(-1, most, 2)
        corners *= pen.density
        first = np.floor(corners[:, 0])
        self._starts = (first @ (1, pen.width)).astype(np.intp)  # pixels, row by row
        self._to_edge = np.minimum(corners.min(1), (pen.width, pen.height) - corners.max(1)).min(1)
        shapes = (corners - first[:, None]).reshape(-1).view(f"V{16 * most}").tolist()
        kept: dict[bytes, int] = {}
        self._shapes = [kept.setdefault(shape, len(kept)) for shape in shapes]

    def alike(self, looks: Sequence[Hashable], reach_px: float) -> Iterator[Numbers]:
        """The numbers of cells of one shape and one look; of each alone that is so near to the edge
        that it may be cut off. looks: of each cell, None for such as are left out. reach_px: how
        far what is drawn reaches beyond a cell."""
        found: dict[Hashable, list[int]] = {}
        margin = MARGIN_PX + reach_px * self._pen.density
        for number, (shape, look, is_inside) in enumerate(
                zip(self._shapes, looks, (self._to_edge >= margin).tolist(), strict=True)):
            if look is not None:
                found.setdefault((shape, look) if is_inside else number, []).append(number)
        return map(np.array, found.values())

    def put(self, plane: Codes, patch: Patch, alike: Numbers, values: Codes | None = None, *,
            under: Orders | None = None, order: int = 0) -> None:
        """Lays what is drawn of the first of those cells over a plane wherever they lie; the
        largest value stays. values: of each cell, added to what is drawn. under: what lies
        where, for cells of that order that it may hide."""
        (box, drawn), flat = patch, plane.reshape(-1)
        rows, columns = np.nonzero(drawn)
        pixels = (rows + box[0].start) * self._pen.width + columns + box[1].start
        moves = self._starts[alike] - self._starts[alike[0]]
        added = np.zeros(1, drawn.dtype) if values is None else values
        each = np.broadcast_to(drawn[rows, columns] + added[:, None], (len(moves), len(pixels)))
        few_cells = len(moves) < len(pixels)
        steps, together = (moves, pixels) if few_cells else (pixels, moves)
        for step, laid in zip(steps.tolist(), each if few_cells else each.T, strict=True):
            at = together + step  # none twice, but for a cell on its like: the later is larger
            if under is not None:
                laid = laid * (under.reshape(-1)[at] <= order)
            flat[at] = np.maximum(flat[at], laid)
