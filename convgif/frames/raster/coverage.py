"""Coverage of lines, discs and text, and the pixels of polygons, by matplotlib's Agg renderer."""

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.scenes.scene import Disc, Point, Text
from convgif.scenes.starting import start_matplotlib
from convgif.scenes.text import text_outline, text_width

if TYPE_CHECKING:
    from matplotlib.path import Path

Plane: TypeAlias = NDArray[np.uint8]
Box: TypeAlias = tuple[slice, slice]  # rows, columns
Patch: TypeAlias = tuple[Box, Plane]
ALIGNMENT = {"left": 0.0, "center": 0.5, "right": 1.0}


class Pen:
    """Draws on one canvas again and again; what is drawn comes back as coverage, 0 to 255."""

    def __init__(self, width_px: int, height_px: int, density: float) -> None:
        start_matplotlib()
        from matplotlib.backends.backend_agg import RendererAgg
        from matplotlib.transforms import IdentityTransform

        self.width, self.height = round(width_px * density), round(height_px * density)
        self.density = density
        self._identity = IdentityTransform()
        self._renderer = RendererAgg(self.width, self.height, 72)
        self._context = self._renderer.new_gc()
        self._context.set_snap(False)
        self._context.set_capstyle("round")
        self._canvas: Plane = np.asarray(self._renderer.buffer_rgba())
        self._canvas[:] = 0

    def lines(self, segments: NDArray[np.float64], width_px: float) -> Patch | None:
        """Coverage of segments (count, 2 ends, 2), None where nothing shows."""
        if not len(segments):
            return None
        return self._draw(self._path(segments), width_px * self.density)

    def polygon(self, corners: Sequence[Point], antialiased: bool = False) -> Patch | None:
        """The pixels of a polygon: 255 inside, 0 outside, each pixel in one of two neighbours; or
        its share of each of them."""
        return self._draw(self._path(np.array([corners])), filled=True, antialiased=antialiased)

    def disc(self, disc: Disc) -> Patch | None:
        """Coverage of a disc, None where nothing shows."""
        from matplotlib.path import Path

        if disc.triangle:
            return self.polygon(disc.triangle, antialiased=True)
        x, y = disc.center
        return self._draw(Path.circle((x * self.density, self.height - y * self.density),
                                      disc.radius * self.density), filled=True)

    def text(self, text: Text) -> Patch | None:
        """Coverage of a text, None for blanks."""
        from matplotlib.path import Path

        outline = text_outline(text.string, text.size_px * self.density, text.font)
        if outline is None:
            return None
        width = text_width(text.string, text.size_px, text.font)
        left = text.anchor[0] - ALIGNMENT[text.align] * width
        start = np.array((left * self.density, self.height - text.anchor[1] * self.density))
        return self._draw(Path(np.asarray(outline.vertices) + start, outline.codes), filled=True)

    def _path(self, runs: NDArray[np.float64]) -> "Path":
        """Runs of points (count, points, 2) as a path in canvas coordinates, whose y goes up."""
        from matplotlib.path import Path

        points = runs.reshape(-1, 2) * (self.density, -self.density)
        points[:, 1] += self.height
        codes = np.full(runs.shape[:2], Path.LINETO, np.uint8)
        codes[:, 0] = Path.MOVETO
        return Path(points, codes.ravel())

    def _draw(self, path: "Path", line_width: float = 0.0, *, filled: bool = False,
              antialiased: bool = True) -> Patch | None:
        vertices = np.asarray(path.vertices)
        (left, low), (right, high) = vertices.min(0).tolist(), vertices.max(0).tolist()
        reach = line_width + 1
        box = (slice(max(0, self.height - ceil(high + reach)),
                     min(self.height, max(0, self.height - floor(low - reach)))),
               slice(max(0, floor(left - reach)), min(self.width, max(0, ceil(right + reach)))))
        self._context.set_linewidth(line_width)
        self._context.set_antialiased(antialiased)
        self._renderer.draw_path(self._context, path, self._identity,
                                 (0.0, 0.0, 0.0) if filled else None)
        coverage: Plane = self._canvas[(*box, 3)].copy()
        self._canvas[(*box, 3)] = 0  # all is drawn in black: only its alpha differs
        return (box, coverage) if coverage.size else None
