"""What shapes cover, and the codes of their inks; shapes that look the same are drawn once."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from convgif.frames.colors import Color
from convgif.frames.raster.coverage import Box, Patch, Pen
from convgif.frames.raster.inks import TEXT_LEVELS, Ink, Inks
from convgif.frames.raster.stencils import Stencils
from convgif.frames.raster.strokes import hatched, outline
from convgif.frames.themes import Paint
from convgif.scenes.scene import Cell, Disc, Film, Line, Shape, Text
from convgif.scenes.sparing import seen_strokes

Region = tuple[Box, NDArray[np.bool_]]


class Brush:
    """Draws on one canvas in the inks of one story. line_levels: steps of anti-aliasing of all but
    words."""

    def __init__(self, pen: Pen, inks: Inks, line_levels: int) -> None:
        self._pen, self._inks, self._line_levels = pen, inks, line_levels
        self._stencils = Stencils(pen)

    def inside(self, film: Film) -> Sequence[Region]:
        """The pixels of a film; nothing for one outside the canvas."""
        return [(box, coverage > 127) for box, coverage in self.covered(film)]

    def covered(self, shape: Cell | Film, whole: bool = False) -> Sequence[Patch]:
        """How much of each pixel a cell or a film covers, 0 to 255; nothing for one outside the
        canvas. whole: 255 of each that it touches."""
        def draw() -> Sequence[Patch]:
            patch = self._pen.polygon(shape.corners, antialiased=not whole)
            return [] if patch is None else [patch]

        return self._stencils.drawn(shape.corners, 0, ("covered", whole), draw)

    def inked(self, shape: Shape, paint: Paint, scale: float) -> Sequence[Patch]:
        """The ink codes of a shape in that paint. scale: how much wider its lines are."""
        def draw() -> Sequence[Patch]:
            return [(box, self._inks.codes(coverage, ink))
                    for ink, (box, coverage) in self._drawn(shape, paint, scale)]

        match shape:
            case Cell(corners, numbered):
                return self._stencils.drawn(corners, paint.width_px or 1,
                                            (paint.lines, scale, numbered), draw)
            case Disc(center, radius, notch):
                return self._stencils.drawn([center], radius, (radius, notch, paint.line), draw)
            case Text(string, anchor, size_px, align, font):
                return self._stencils.drawn([anchor], size_px * len(string),
                                            (string, size_px, align, font, paint.line), draw)
            case Line():
                strokes = seen_strokes(shape)
                return self._stencils.drawn([point for run in strokes for point in run], 0,
                                            (paint.lines, scale, tuple(map(len, strokes))), draw)
            case Film():
                return []

    def _drawn(self, shape: Shape, paint: Paint, scale: float) -> Iterator[tuple[Ink, Patch]]:
        """Coverage by lines and hatch, or by text, each with its ink."""
        drawn: list[tuple[Color | None, int, Patch | None]] = []
        levels = self._line_levels
        if paint.line and isinstance(shape, Text):
            drawn.append((paint.line, TEXT_LEVELS, self._pen.text(shape)))
        elif paint.line and isinstance(shape, Disc):
            drawn.append((paint.line, levels, self._pen.disc(shape)))
        elif paint.line and isinstance(shape, Cell | Line):
            lines = self._pen.lines(outline(shape, paint), (paint.width_px or 1.0) * scale)
            drawn.append((paint.line, levels, lines))
        if paint.hatch and isinstance(shape, Cell):
            across = self._pen.lines(hatched(shape, paint.hatch), paint.hatch.width_px * scale)
            drawn.append((paint.hatch.color, levels, across))
        return ((Ink(color, levels), patch) for color, levels, patch in drawn if color and patch)
