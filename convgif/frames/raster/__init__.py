"""Raster: scenes and a theme become frames in palette space.

Three planes are kept: which fill a pixel shows, or which two half each, which film lies on it, and
which ink covers it how much. A boundary of cells and films lies under an anti-aliased line, so that
its edge is hardly seen. A mark is drawn once for each look that it takes; a frame is composed of
what is drawn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from convgif.errors import LimitError, ViewError, setting
from convgif.frames.colors import Color
from convgif.frames.raster.coverage import Plane
from convgif.frames.raster.planes import Codes, Planes
from convgif.frames.themes import COARSE_LINE_LEVELS, Theme
from convgif.progress import counted
from convgif.scenes.scene import Story
from convgif.scenes.text import SMALLEST_TEXT_PX

MOST_COLORS = 255  # of 256: one index is left for what does not change between frames


@dataclass(frozen=True)
class Frames:
    """Frames with one palette. indices: uint8 (rows, columns) each. palette: uint8 (colours, 3).
    transparent: the index of the background where it is to be transparent; palette_rgba, then: the
    palette with smooth alpha, uint8 (colours, 4), for what can hold it."""

    indices: Sequence[Plane]
    palette: NDArray[np.uint8]
    transparent: int | None = None
    palette_rgba: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return len(self.indices)

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        """The frames as RGB, uint8 (rows, columns, 3)."""
        return (self.palette.take(frame, axis=0) for frame in self.indices)


def rasterize(story: Story, theme: Theme, density: float = 1, transparent: bool = False,
              matte: Color | None = None) -> Frames:
    """A frame for each scene, in the theme's paints, `density` times the displayed size.

    matte: what the edges on a transparent background are blended with where alpha is not smooth,
    the theme's background if not given. The palette holds only the colours that occur; of more than
    255 all fills and inks, and for what is over at the edges of lines and letters the nearest that
    is there. Raises LimitError for more fills than that, and ViewError for so few pixels that a
    text could not be read.
    """
    _check_readable(story, density)
    blended = theme.line_levels > COARSE_LINE_LEVELS
    for halves in dict.fromkeys((blended, False)):
        try:
            return _rasterized(Planes(story, theme, density, halves), story, theme, transparent,
                               matte)
        except LimitError:
            continue
    return _rasterized(Planes(story, theme, density, False), story, theme, transparent, matte,
                       fills_first=True)


def _rasterized(planes: Planes, story: Story, theme: Theme, transparent: bool,
                matte: Color | None, *, fills_first: bool = False) -> Frames:
    colors_of = [planes.palette(matte or theme.background),
                 *([planes.palette_rgba()] if transparent else [])]
    plain = [*range(0, planes.code_count, planes.inks.count), *planes.inks.full]
    palette = _Palette(*colors_of, plain=plain if fills_first else None)
    index = (palette.index_of(planes.fills[theme.background] * planes.inks.count)
             if transparent else None)
    frames: list[Plane] = []
    for box, codes in counted(planes.frames(), len(story.scenes)):
        recoded = palette.recode(codes)
        frame = frames[-1].copy() if frames else recoded.copy()
        frame[box] = recoded
        frames.append(frame)
    colors = np.array(palette.colors, np.uint8)
    return Frames(frames, colors[:, :3], index, colors[:, 3:] if transparent else None)


def _check_readable(story: Story, density: float) -> None:
    """Raises ViewError where a text would be lower than SMALLEST_TEXT_PX pixels of the file."""
    smallest = story.stage.smallest_text_px
    if density >= 1 or smallest is None or smallest * density >= SMALLEST_TEXT_PX:
        return
    enough = min(1, ceil(100 * SMALLEST_TEXT_PX / smallest) / 100)
    raise ViewError(f"{setting('density', density)} makes text of {smallest * density:.1f} pixels, "
                    f"and under {SMALLEST_TEXT_PX:g} it cannot be read: give "
                    f"{setting('density', enough)} or more, or {setting('text', 'none')}")


class _Palette:
    """Gives codes an index each as they turn up, so that the palette holds what occurs.

    Codes that look the same in each of several palettes share one. plain: those that have one from
    the start; when they run out, others then take the nearest.
    """

    def __init__(self, *palettes: Plane, plain: Iterable[int] | None = None) -> None:
        self._indices: dict[tuple[int, ...], int] = {}
        self.colors: list[tuple[int, ...]] = []  # by index
        self._colors_by_code = np.concatenate(palettes, axis=1)
        self._table = np.full(max(len(palettes[0]), 256), MOST_COLORS, np.uint8)  # none yet
        self._takes_nearest = False
        for code in plain or ():
            self.index_of(code)
        self._takes_nearest = plain is not None

    def index_of(self, code: int) -> int:
        """The index of a code, a new one if need be. Raises LimitError when they run out."""
        if self._table[code] == MOST_COLORS:
            color = tuple(self._colors_by_code[code].tolist())
            if color not in self._indices and (
                    self._takes_nearest and len(self.colors) == MOST_COLORS):
                self._indices[color] = self._nearest(color)
            if color not in self._indices:
                self._indices[color] = len(self.colors)
                self.colors.append(color)
            if len(self.colors) > MOST_COLORS:
                raise LimitError(f"the picture has over {MOST_COLORS} colours, and a palette "
                                 "holds no more: use a theme with fewer")
            self._table[code] = self._indices[color]
        return int(self._table[code])

    def _nearest(self, color: tuple[int, ...]) -> int:
        """The index of the nearest colour that is there."""
        apart = np.array(self.colors, np.int64) - np.array(color, np.int64)
        return int(np.argmin((apart ** 2).sum(axis=1)))

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
