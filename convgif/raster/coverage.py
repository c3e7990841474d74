"""Coverage of lines, discs and text, and the pixels of polygons, by matplotlib's Agg renderer."""

from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.scene import Disc, Point, Text
from convgif.text import text_outline, text_width

if TYPE_CHECKING:
    from matplotlib.path import Path

Stroke: TypeAlias = tuple[Point, ...]
Plane: TypeAlias = NDArray[np.uint8]
Box: TypeAlias = tuple[slice, slice]  # rows, columns
Patch: TypeAlias = tuple[Box, Plane]
Relative: TypeAlias = tuple[Stroke, ...]  # strokes in device px, from a whole pixel nearby
ALIGNMENT = {"left": 0.0, "center": 0.5, "right": 1.0}


class Pen:
    """Draws on one canvas again and again; what is drawn comes back as coverage, 0 to 255.

    Cells of a grid that lie whole pixels apart look the same: they are drawn once and moved.
    """

    def __init__(self, width_px: int, height_px: int, density: float) -> None:
        from matplotlib.backends.backend_agg import RendererAgg
        from matplotlib.transforms import IdentityTransform

        self.width, self.height = round(width_px * density), round(height_px * density)
        self._density = density
        self._identity = IdentityTransform()
        self._renderer = RendererAgg(self.width, self.height, 72)
        self._context = self._renderer.new_gc()
        self._context.set_snap(False)
        self._context.set_capstyle("projecting")
        self._canvas: Plane = np.asarray(self._renderer.buffer_rgba())
        self._canvas[:] = 0
        self._drawn: dict[tuple[Relative, float], Patch | None] = {}

    def lines(self, strokes: Sequence[Stroke], width_px: float) -> Patch | None:
        """Coverage of the strokes, None where nothing shows."""
        return self._moved(strokes, width_px * self._density) if strokes else None

    def polygon(self, corners: Stroke) -> Patch | None:
        """The pixels of a polygon: 255 inside, 0 outside, each pixel in one of two neighbours."""
        return self._moved([corners], 0.0)

    def disc(self, disc: Disc) -> Patch | None:
        """Coverage of a disc, None where nothing shows."""
        from matplotlib.path import Path

        x, y = disc.center
        return self._draw(Path.circle((x * self._density, self.height - y * self._density),
                                      disc.radius * self._density), filled=True)

    def texts(self, texts: Iterable[Text]) -> Patch | None:
        """Coverage of the texts, None for blanks."""
        from matplotlib.path import Path

        outlines = []
        for text in texts:
            outline = text_outline(text.string, text.size_px * self._density)
            if outline is not None:
                width = text_width(text.string, text.size_px)
                left = text.anchor[0] - ALIGNMENT[text.align] * width
                baseline = self.height - text.anchor[1] * self._density
                start = np.array((left * self._density, baseline))
                outlines.append(Path(np.asarray(outline.vertices) + start, outline.codes))
        return self._draw(Path.make_compound_path(*outlines), filled=True) if outlines else None

    def _moved(self, strokes: Sequence[Stroke], line_width: float) -> Patch | None:
        """Strokes or, without a width, a polygon: drawn once for each place within a pixel."""
        scaled = [[(x * self._density, y * self._density) for x, y in stroke]
                  for stroke in strokes]
        margin = ceil(line_width) + 2
        left = floor(min(x for stroke in scaled for x, _ in stroke)) - margin
        top = floor(min(y for stroke in scaled for _, y in stroke)) - margin
        relative = tuple(tuple((x - left, y - top) for x, y in stroke) for stroke in scaled)
        key = relative, line_width
        if key not in self._drawn:
            self._drawn[key] = self._draw_relative(relative, line_width, left, top)
        found = self._drawn[key]
        return None if found is None else self._shifted(found, left, top)

    def _draw_relative(self, strokes: Relative, line_width: float, left: int, top: int
                       ) -> Patch | None:
        """Drawn where it lies, so that it fits the canvas, and moved back."""
        from matplotlib.path import Path

        points = np.array([(x + left, y + top) for stroke in strokes for x, y in stroke])
        codes = np.full(len(points), Path.LINETO, np.uint8)
        codes[np.cumsum([0, *map(len, strokes[:-1])])] = Path.MOVETO
        points[:, 1] = self.height - points[:, 1]
        path = Path(points, codes)
        patch = self._draw(path, line_width, filled=not line_width, antialiased=bool(line_width))
        return None if patch is None else self._shifted(patch, -left, -top)

    @staticmethod
    def _shifted(patch: Patch, x: int, y: int) -> Patch:
        (rows, columns), coverage = patch
        return ((slice(rows.start + y, rows.stop + y),
                 slice(columns.start + x, columns.stop + x)), coverage)

    def _draw(self, path: "Path", line_width: float = 0.0, *, filled: bool = False,
              antialiased: bool = True) -> Patch | None:
        vertices = np.asarray(path.vertices)
        left, low = np.floor(vertices.min(0) - line_width - 1).astype(int).tolist()
        right, high = np.ceil(vertices.max(0) + line_width + 1).astype(int).tolist()
        box = (slice(max(0, self.height - high), min(self.height, max(0, self.height - low))),
               slice(max(0, left), min(self.width, max(0, right))))
        self._context.set_linewidth(line_width)
        self._context.set_antialiased(antialiased)
        self._renderer.draw_path(self._context, path, self._identity,
                                 (0.0, 0.0, 0.0) if filled else None)
        coverage: Plane = self._canvas[(*box, 3)].copy()
        self._canvas[box] = 0
        return (box, coverage) if coverage.any() else None
