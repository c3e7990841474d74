"""PDF: the still as vectors and words, with the alt text as its title.

Its words are text, in fonts that it brings along: they can be selected, found and read out.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from convgif.formats import Animated
from convgif.formats.cutting import painted
from convgif.formats.drawing import texts_of
from convgif.formats.markup import legal
from convgif.formats.paths import Run, joined, merged, written
from convgif.formats.pdf_file import IN_PX, PdfFile, dictionary, string
from convgif.formats.pdf_fonts import Fonts
from convgif.formats.pieces import Painting, Pen, Tint, check_changes
from convgif.formats.units import PT_PER_PX
from convgif.scenes.scene import Cell, Disc, Film, Line, Point, Shape, Text
from convgif.scenes.sparing import seen_strokes
from convgif.scenes.text import text_width

ALIGNMENT = {"left": 0.0, "center": 0.5, "right": 1.0}
ROUND = 0.5522847498  # of a radius: where the handles of a quarter circle are
ROUND_CAPS, ROUND_JOINS = "1 J", "1 j"


def encode_pdf(animation: Animated) -> bytes:
    """The still of an animation as a PDF of one page."""
    check_changes(animation.poster)
    return encode_pages([animation.poster], animation.describe())


def encode_pages(stills: Sequence[Animated], alt: str) -> bytes:
    """Stills as the pages of one PDF, with the fonts that all need. alt: what they show."""
    file, first = PdfFile(), stills[0]
    seen = [painted(still.story, still.story, [still.theme], still.transparent)
            for still in stills]
    fonts = Fonts([text for each in seen for text in texts_of(each)], file)
    pages: list[dict[str, object]] = []
    for still, painting in zip(stills, seen, strict=True):
        stage = still.story.stage
        page = _Page(fonts, stage.width_px, stage.height_px)
        page.paint(painting)
        contents = file.add_stream("\n".join(page.operators).encode("ascii"))
        width, height = stage.width_px * PT_PER_PX, stage.height_px * PT_PER_PX
        pages.append({
            "Type": "/Page", "MediaBox": f"[ 0 0 {written(width)} {written(height)} ]",
            "Contents": contents,
            "Resources": dictionary({"Font": dictionary(fonts.resources),
                                     "ExtGState": dictionary(page.opacities)})})
    family = file.add_family({"Type": "/Pages"}, pages)
    root = file.add({"Type": "/Catalog", "Pages": family, "Lang": string(first.language)})
    info = file.add({"Title": string(legal(alt)), "Creator": string("convgif")})
    return file.data(root, info)


class _Page:
    """Paints pieces on one page. operators: what is drawn, in px, y down as on the stage.
    opacities: those of its fills, by the names that they have among its resources."""

    def __init__(self, fonts: Fonts, width_px: int, height_px: int) -> None:
        self._fonts = fonts
        self._canvas: Run = ((0, 0), (width_px, 0), (width_px, height_px), (0, height_px))
        self.operators = [f"{IN_PX} {written(height_px * PT_PER_PX)} cm",
                          ROUND_CAPS, ROUND_JOINS]
        self.opacities: dict[str, bytes] = {}

    def paint(self, seen: Painting) -> None:
        """All pieces, the lowest first, those that look alike at once."""
        if seen.background:
            self._draw([*_path([self._canvas], closed=True), "f"], seen.background)
        for (depth, kind, pen, tint, opacity), alike in groupby(
                seen.pieces, lambda piece: (piece.depth, type(piece.shape), piece.pen,
                                            piece.still_tint, piece.opacity)):
            if tint is None:
                continue
            hidden = [cell.corners for order, cells in seen.holes.items() if order > depth[0]
                      for cell in cells]
            drawn = list(self._drawn(kind, pen, [piece.shape for piece in alike]))
            if opacity < 1:
                drawn = ["q", f"/{self._opacity(opacity)} gs", *drawn, "Q"]
            self._draw(drawn, tint, pen, hidden)

    def _opacity(self, opacity: float) -> str:
        """The name of that opacity among the page's resources."""
        name = f"O{round(1000 * opacity)}"
        self.opacities[name] = dictionary({"ca": f"{opacity:.4g}"})
        return name

    def _drawn(self, kind: type, pen: Pen | None, shapes: Sequence[Shape]) -> Iterator[str]:
        """What draws shapes of one kind."""
        if kind is Text or kind is Disc:
            for shape in shapes:
                if isinstance(shape, Text):
                    yield from self._text(shape)
                elif isinstance(shape, Disc):
                    yield from _disc(shape)
        elif pen is None:
            cells = [shape.corners for shape in shapes if isinstance(shape, Cell | Film)]
            yield from (*_path(merged(cells), closed=True), "f")
        else:
            yield from (*_path(joined(_runs(shapes)), closed=False), "S")

    def _text(self, text: Text) -> Iterator[str]:
        x, size = text.anchor[0], written(text.size_px)
        x -= ALIGNMENT[text.align] * text_width(text.string, text.size_px, text.font)
        yield "BT"
        for run, font, codes in self._fonts.runs(text.string, text.font):
            yield f"/{font} {size} Tf 1 0 0 -1 {_point((x, text.anchor[1]))} Tm <{codes}> Tj"
            x += text_width(run, text.size_px, text.font)
        yield "ET"

    def _draw(self, drawn: Sequence[str], tint: Tint, pen: Pen | None = None,
              hidden: Sequence[Run] = ()) -> None:
        """What is drawn, filled or with a pen, but nothing of it in what is hidden."""
        color = " ".join([f"{part / 255:.4g}" for part in tint[0]])
        style = [f"{color} {'RG' if pen else 'rg'}"]
        if pen:
            dash, gap = pen.dash or (0.0, 0.0)
            pattern = f"{written(dash)} {written(gap)}" if pen.dash else ""
            style.append(f"{written(pen.width_px)} w [{pattern}] {written(dash / 2)} d")
        if hidden:  # holes, for they run the other way round
            style += [*_path([self._canvas, *map(_clockwise, hidden)], closed=True), "W n"]
            self.operators += ["q", *style, *drawn, "Q"]
        else:
            self.operators += [*style, *drawn]


def _runs(shapes: Sequence[Shape]) -> Iterator[Run]:
    """The lines that are drawn with a pen: also the edges of cells."""
    for shape in shapes:
        if isinstance(shape, Line):
            yield from seen_strokes(shape)
        elif isinstance(shape, Cell):
            yield from pairwise((*shape.corners, shape.corners[0]))


def _clockwise(run: Run) -> Run:
    """The run the other way round than the canvas."""
    area = sum(x * y1 - x1 * y for (x, y), (x1, y1) in pairwise((*run, run[0])))
    return run[::-1] if area > 0 else run


def _path(runs: Sequence[Run], closed: bool) -> Iterator[str]:
    for first, *others in runs:
        yield f"{_point(first)} m"
        for point in others:
            yield f"{_point(point)} l"
        if closed:
            yield "h"


def _disc(disc: Disc) -> Iterator[str]:
    """A circle, filled: four curves, each a quarter; or a notch."""
    if disc.triangle:
        yield from (*_path([disc.triangle], closed=True), "f")
        return
    (x, y), radius = disc.center, disc.radius
    yield f"{_point((x + radius, y))} m"
    for (right, down), (right_after, down_after) in pairwise(((1, 0), (0, 1), (-1, 0), (0, -1),
                                                              (1, 0))):
        ends = [(right + ROUND * right_after, down + ROUND * down_after),
                (right_after + ROUND * right, down_after + ROUND * down),
                (right_after, down_after)]
        yield " ".join([_point((x + radius * a, y + radius * b)) for a, b in ends]) + " c"
    yield "f"


def _point(point: Point) -> str:
    return f"{written(point[0])} {written(point[1])}"
