"""Raster: scenes and a theme become frames in palette space.

Two planes are kept: which fill a pixel shows, without anti-aliasing, and which ink covers it how
much. A cell's boundary lies under an anti-aliased line, so that the hard edge of its fill is never
seen. A mark is drawn once for each look that it takes; a frame is composed of what is drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convgif.errors import LimitError
from convgif.raster.coverage import Plane
from convgif.raster.planes import Codes, Planes
from convgif.scene import Story
from convgif.themes import Theme

MOST_COLORS = 255  # of 256: one index is left for what does not change between frames


@dataclass(frozen=True)
class Frames:
    """Frames with one palette. indices: uint8 (rows, columns) each. palette: uint8 (colours, 3).
    transparent: the index of the background where it is to be transparent."""

    indices: Sequence[Plane]
    palette: NDArray[np.uint8]
    transparent: int | None = None

    def __len__(self) -> int:
        return len(self.indices)

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        """The frames as RGB, uint8 (rows, columns, 3)."""
        return (self.palette[frame] for frame in self.indices)


def rasterize(story: Story, theme: Theme, density: float = 1, transparent: bool = False) -> Frames:
    """A frame for each scene, in the theme's paints, `density` times the displayed size.

    The palette holds only the colours that occur. Raises LimitError for more than 255.
    """
    planes = Planes(story, theme, density)
    seen = np.zeros(max(planes.code_count, 256), np.int64)
    frames: list[Codes] = []
    for frame in planes.frames():
        seen += np.bincount(frame.ravel(), minlength=len(seen))
        frames.append(frame)
    used = np.flatnonzero(seen)
    if len(used) > MOST_COLORS:
        raise LimitError(f"the picture has {len(used)} colours, and a palette holds "
                         f"{MOST_COLORS}: use a theme with fewer")
    table = np.zeros(len(seen), np.uint8)
    table[used] = np.arange(len(used))
    background = int(table[planes.fills[theme.background] * planes.inks.count])
    return Frames([_recoded(frames, i, table) for i in range(len(frames))],
                  planes.palette()[used], background if transparent else None)


def _recoded(frames: list[Codes], i: int, table: Plane) -> Plane:
    """Frame i with each code replaced; lets go of the original, so that no second copy is kept."""
    frame, frames[i] = frames[i], np.empty(0, np.uint8)
    if len(table) > 256:
        return table[frame]
    recoded = frame.tobytes().translate(table.tobytes())
    return np.frombuffer(recoded, np.uint8).reshape(frame.shape)
