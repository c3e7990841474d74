"""What is stroked of a shape: outlines, dashes that neighbours agree on, and hatches.

All as segments: float (count, 2 ends, 2 coordinates), in px as displayed.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.scene import Cell, Line, Point
from convgif.themes import Hatch, Paint

Segments: TypeAlias = NDArray[np.float64]
DASH = 0.4  # of a period
HATCH_PX = 14  # of the diagonal, for each stroke of a hatch


def outlines(shapes: Sequence[Cell | Line], paint: Paint) -> Segments:
    """The sides of those cells, dashed or not, and the lines, each segment once.

    A side that two cells share would come out heavier if it were drawn twice in one go.
    """
    segments: dict[tuple[Point, Point], None] = {}
    for shape in shapes:
        if isinstance(shape, Line):
            for run in shape.strokes:
                segments |= dict.fromkeys(pairwise(run))
        elif paint.width_px is not None:
            ends = zip(shape.corners, (*shape.corners[1:], shape.corners[0]), strict=True)
            segments |= {(a, b) if a < b else (b, a): None for a, b in ends}
    found = np.array(list(segments), np.float64).reshape(-1, 2, 2)
    return found if paint.dash_px is None else _dashed(found, paint.dash_px)


def hatches(shapes: Sequence[Cell | Line], hatch: Hatch) -> Segments:
    """Strokes across those cells, which are four-sided, parallel to one diagonal."""
    turn = 0 if hatch.direction == "/" else 1
    corners = [(*shape.corners[turn:], *shape.corners[:turn]) for shape in shapes
               if isinstance(shape, Cell)]
    a, b, c, d = np.array(corners, np.float64).reshape(-1, 4, 2).swapaxes(0, 1)
    count = max(1, round(float(np.hypot(*(c - a).T).max(initial=0)) / HATCH_PX))
    shares = np.arange(1, count + 1)[:, None, None] / (count + 0.5)
    halves = [np.stack([corner + (b - corner) * shares, corner + (d - corner) * shares], axis=-2)
              for corner in (a, c)]
    return np.concatenate(halves).reshape(-1, 2, 2)


def _dashed(segments: Segments, period_px: float) -> Segments:
    """Each segment as dashes, the same from either end, half a one at each."""
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    counts = np.maximum(1, np.round(np.hypot(*along.T) / period_px)).astype(int)
    dashes = [np.zeros((0, 2, 2))]
    for count in np.unique(counts):
        alike = counts == count
        middles = np.arange(count + 1)
        shares = np.clip(np.stack([middles - DASH / 2, middles + DASH / 2], -1) / count, 0, 1)
        points = (start[alike][:, None, None] + along[alike][:, None, None] * shares[..., None])
        dashes.append(points.reshape(-1, 2, 2))
    return np.concatenate(dashes)
