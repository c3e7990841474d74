"""PDF: the still as vectors, drawn by matplotlib's PDF renderer, with the alt text as its title.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from convgif.errors import OutputError, shorten
from convgif.formats import Recording
from convgif.formats.markup import legal
from convgif.formats.paths import Run, joined, merged
from convgif.formats.pieces import Pen, Picture, Tint, picture
from convgif.scene import Cell, Disc, Line, Point, Shape, Text
from convgif.text import text_outline, text_width

if TYPE_CHECKING:
    from matplotlib.path import Path

POINTS = 0.75  # in a px: 72 and 96 to the inch
ALIGNMENT = {"left": 0.0, "center": 0.5, "right": 1.0}


def encode_pdf(recording: Recording) -> bytes:
    """The still of a recording as a PDF of one page. Its words are outlines and need no font."""
    from matplotlib.backends.backend_pdf import PdfFile, RendererPdf

    _check_source_date()
    still = recording.still_story()
    width, height = still.stage.width_px * POINTS / 72, still.stage.height_px * POINTS / 72
    buffer = BytesIO()
    file = PdfFile(buffer, {"Title": legal(recording.alt_text), "Creator": "convgif",
                            "Producer": None, "CreationDate": None})
    file.newPage(width, height)
    page = _Page(RendererPdf(file, 72, height, width), still.stage.width_px, still.stage.height_px)
    page.paint(picture(still, still, [recording.theme], recording.transparent))
    page.finish()
    file.finalize()
    file.close()
    return buffer.getvalue()


def _check_source_date() -> None:
    """Raises OutputError where SOURCE_DATE_EPOCH is no date: matplotlib reads it, though no date is
    written."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        datetime.fromtimestamp(int(given or 0), UTC)
    except (ValueError, OverflowError, OSError):
        raise OutputError(f"SOURCE_DATE_EPOCH is {shorten(given)}, but no date in seconds: give a "
                          "number such as 0, or unset it") from None


class _Page:
    """Paints pieces on one page."""

    def __init__(self, renderer: Any, width_px: int, height_px: int) -> None:
        from matplotlib.transforms import Affine2D

        self._renderer = renderer
        self._to_points = Affine2D().scale(POINTS, -POINTS).translate(0, height_px * POINTS)
        self._canvas: Run = ((0, 0), (width_px, 0), (width_px, height_px), (0, height_px))

    def finish(self) -> None:
        """Ends what was begun."""
        self._renderer.finalize()

    def paint(self, seen: Picture) -> None:
        """All pieces, the lowest first, those that look alike at once."""
        if seen.background:
            self._draw(_path([self._canvas], closed=True), seen.background)
        for (depth, kind, pen, tint), alike in groupby(
                seen.pieces, lambda piece: (piece.depth, type(piece.shape), piece.pen,
                                            piece.still_tint)):
            if tint is None:
                continue
            hidden = [cell.corners for order, cells in seen.holes.items() if order > depth[0]
                      for cell in cells]
            shapes = [piece.shape for piece in alike]
            if kind is Disc or kind is Text:
                for shape in shapes:
                    self._draw(_outline(shape), tint, None, hidden)
            elif pen is None:
                cells = [shape.corners for shape in shapes if isinstance(shape, Cell)]
                self._draw(_path(merged(cells), closed=True), tint, None, hidden)
            else:
                self._draw(_path(joined(_runs(shapes)), closed=False), tint, pen, hidden)

    def _draw(self, path: "Path | None", tint: Tint, pen: Pen | None = None,
              hidden: Sequence[Run] = ()) -> None:
        """A path, filled or drawn with a pen, but nothing of it in what is hidden."""
        from matplotlib.transforms import TransformedPath

        if path is None:
            return
        color = [part / 255 for part in tint[0]]
        context = self._renderer.new_gc()
        context.set_foreground(color)
        context.set_linewidth(pen.width_px * POINTS if pen else 0)
        context.set_capstyle("projecting")
        context.set_joinstyle("round")
        if pen and pen.dash:
            dash, gap = (length * POINTS for length in pen.dash)
            context.set_dashes(dash / 2, (dash, gap))
        if hidden:  # holes, for they run the other way round
            around = [self._canvas, *map(_clockwise, hidden)]
            context.set_clip_path(TransformedPath(_path(around, closed=True), self._to_points))
        self._renderer.draw_path(context, path, self._to_points, None if pen else color)


def _runs(shapes: Sequence[Shape]) -> Iterator[Run]:
    """The lines that are drawn with a pen: also the edges of cells."""
    for shape in shapes:
        if isinstance(shape, Line):
            yield from shape.strokes
        elif isinstance(shape, Cell):
            yield from pairwise((*shape.corners, shape.corners[0]))


def _clockwise(run: Run) -> Run:
    """The run the other way round than the canvas."""
    area = sum(x * y1 - x1 * y for (x, y), (x1, y1) in pairwise((*run, run[0])))
    return run[::-1] if area > 0 else run


def _path(runs: Sequence[Run], closed: bool) -> "Path":
    from matplotlib.path import Path

    points: list[Point] = []
    codes: list[int] = []
    for run in runs:
        points += [*run, run[0]] if closed else run
        codes += [int(Path.MOVETO), *[int(Path.LINETO)] * (len(run) - 1)]
        codes += [int(Path.CLOSEPOLY)] if closed else []
    path = Path(np.array(points, np.float64), codes)
    path.should_simplify = False
    return path


def _outline(shape: Shape) -> "Path | None":
    """What is filled of a disc or text, None for blanks."""
    from matplotlib.path import Path

    if isinstance(shape, Disc):
        return Path.circle(shape.center, shape.radius)
    assert isinstance(shape, Text)
    outline = text_outline(shape.string, shape.size_px, shape.font)
    if outline is None:
        return None
    width = text_width(shape.string, shape.size_px, shape.font)
    x = shape.anchor[0] - ALIGNMENT[shape.align] * width
    return Path(np.asarray(outline.vertices) * (1, -1) + (x, shape.anchor[1]), outline.codes)
