"""What is stroked of a shape: outlines, dashes that neighbours agree on, and hatches.

All as segments: float (count, 2 ends, 2 coordinates), in px as displayed.
"""

from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.frames.themes import Hatch, Paint
from convgif.scenes.scene import Cell, Line
from convgif.scenes.sparing import seen_strokes

Segments: TypeAlias = NDArray[np.float64]
DASH = 0.4  # of a period
HATCH_PX, CORNER_PX = 18, 11  # of the diagonal, for a stroke from either end; beside a number
ONCE = 0.26  # of a diagonal, from either end, that a single stroke leaves free
SMALLEST_ONCE_PX = 8  # of that diagonal: many cells that are smaller would be all strokes
ROOM = 0.36  # of the way from a corner to the middle: so far strokes go where a number stands


def outline(shape: Cell | Line, paint: Paint) -> Segments:
    """The sides of a cell, dashed or not, or the runs of a line.

    A side runs the same way for both cells that share it, so that they draw the same.
    """
    if isinstance(shape, Line):
        runs = [segment for run in seen_strokes(shape) for segment in pairwise(run)]
        segments = np.array(runs, np.float64).reshape(-1, 2, 2)
        return segments if paint.dash_px is None else _dashed(segments, paint.dash_px)
    if not paint.width_px:
        return np.zeros((0, 2, 2))
    ends = zip(shape.corners, (*shape.corners[1:], shape.corners[0]), strict=True)
    sides = np.array([(a, b) if a < b else (b, a) for a, b in ends], np.float64)
    return sides if paint.dash_px is None else _dashed(sides, paint.dash_px)


def hatched(cell: Cell, hatch: Hatch) -> Segments:
    """Strokes across a four-sided cell, or the square in a round one, along one diagonal; in its
    corners beside a number. A single one is left out of a tiny cell."""
    turn = 0 if hatch.direction == "/" else 1
    a, b, c, d = np.array((*cell.square[turn:], *cell.square[:turn]), np.float64)
    if hatch.once and np.hypot(*(b - d)) < SMALLEST_ONCE_PX:
        return np.zeros((0, 2, 2))
    if hatch.once:
        middle = (b + d) / 2
        ends = [(b, b + (middle - b) * ROOM), (d, d + (middle - d) * ROOM)]
        return np.array(ends if cell.numbered else [(b + (d - b) * ONCE, d + (b - d) * ONCE)])
    diagonal = float(np.hypot(*(c - a)))
    if cell.numbered:
        count = max(1, round(ROOM * diagonal / CORNER_PX))
        shares = (np.arange(count)[:, None] + 1) / count * ROOM
    else:
        count = max(1, round(diagonal / HATCH_PX))
        shares = (np.arange(count)[:, None] + 0.5) / count
    halves = [np.stack([corner + (b - corner) * shares, corner + (d - corner) * shares], axis=1)
              for corner in (a, c)]
    return np.concatenate(halves)


def _dashed(segments: Segments, period_px: float) -> Segments:
    """Each segment as dashes, the same from either end, half a one at each."""
    dashes = [np.zeros((0, 2, 2))]
    for start, end in segments:
        count = max(1, round(float(np.hypot(*(end - start))) / period_px))
        middles = np.arange(count + 1)
        shares = np.clip(np.stack([middles - DASH / 2, middles + DASH / 2], -1) / count, 0, 1)
        dashes.append(start + (end - start) * shares[..., None])
    return np.concatenate(dashes)
