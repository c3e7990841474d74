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
from convgif.progress import counted
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
    background = planes.fills[theme.background] * planes.inks.count
    palette = _Palette(planes.palette(), background if transparent else None)
    index = palette.index_of(background) if transparent else None
    frames: list[Plane] = []
    for box, codes in counted(planes.frames(), len(story.scenes)):
        recoded = palette.recode(codes)
        frame = frames[-1].copy() if frames else recoded.copy()
        frame[box] = recoded
        frames.append(frame)
    return Frames(frames, np.array(palette.colors, np.uint8), index)


class _Palette:
    """Gives codes an index each as they turn up, so that the palette holds what occurs.

    Codes that look the same share one, but nothing shares that of the code `alone`.
    """

    def __init__(self, colors_by_code: Plane, alone: int | None) -> None:
        self._alone = alone
        self._indices: dict[tuple[int, ...] | None, int] = {}
        self.colors: list[tuple[int, ...]] = []  # by index
        self._colors_by_code = colors_by_code
        self._table = np.full(max(len(colors_by_code), 256), MOST_COLORS, np.uint8)  # none yet

    def index_of(self, code: int) -> int:
        """The index of a code, a new one if need be. Raises LimitError when they run out."""
        if self._table[code] == MOST_COLORS:
            color = tuple(self._colors_by_code[code].tolist())
            key = None if code == self._alone else color
            if key not in self._indices:
                self._indices[key] = len(self.colors)
                self.colors.append(color)
            if len(self.colors) > MOST_COLORS:
                raise LimitError(f"the picture has over {MOST_COLORS} colours, and a palette "
                                 "holds no more: use a theme with fewer")
            self._table[code] = self._indices[key]
        return int(self._table[code])

    def recode(self, frame: Codes) -> Plane:
        """The frame with indices in place of codes."""
        recoded = self._looked_up(frame)
        if bytes([MOST_COLORS]) in recoded:
            for code in np.flatnonzero(np.bincount(frame.ravel())).tolist():
                self.index_of(code)
            recoded = self._looked_up(frame)
        return np.frombuffer(recoded, np.uint8).reshape(frame.shape)

    def _looked_up(self, frame: Codes) -> bytes:
        if frame.dtype == np.uint8:  # much faster than indexing
            return frame.tobytes().translate(self._table[:256].tobytes())
        return self._table[frame].tobytes()
