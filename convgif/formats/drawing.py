"""Pieces as elements of SVG: what pieces of one style have in common, and their shapes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeGuard
from xml.etree.ElementTree import Element

from convgif.formats.markup import legal
from convgif.formats.paths import joined, merged, path_data, written
from convgif.formats.pieces import Painting, Pen, Piece, Tint
from convgif.scenes.scene import Box, Cell, Disc, Film, Font, Line, Shape, Text
from convgif.scenes.text import text_width

FONTS = "DejaVu Sans, Verdana, Noto Sans CJK SC, sans-serif"  # the first has what is measured
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


EVERYWHERE = "M-9-9h9999v9999h-9999z"


class Style(NamedTuple):
    """What the elements of a group have in common. tints: one alone for what never changes.
    opacity: of their fills. spared: boxes in which nothing is seen of them."""

    kind: type
    pen: Pen | None
    font: tuple[float, str] | None
    tints: tuple[Tint | None, ...]
    opacity: float = 1.0
    spared: tuple[Box, ...] = ()


def style_of(piece: Piece, tints: tuple[Tint | None, ...]) -> Style:
    """What a piece has in common with others in those tints."""
    spared = piece.shape.spared if isinstance(piece.shape, Line) else ()
    return Style(type(piece.shape), piece.pen, font_of(piece), tints, piece.opacity, spared)


def texts_of(seen: Painting) -> list[tuple[str, Font | None]]:
    """The strings in a picture, each with the font that is given for it."""
    return [(piece.shape.string, piece.shape.font) for piece in seen.pieces
            if isinstance(piece.shape, Text)]


def font_of(piece: Piece) -> tuple[float, str] | None:
    """The size and the alignment of a text, None for other shapes."""
    return (piece.shape.size_px, piece.shape.align) if isinstance(piece.shape, Text) else None


def style_attributes(style: Style) -> dict[str, str]:
    """What is set for all that is in the style, but for its colours."""
    if style.font:
        size_px, align = style.font
        return {"font-size": written(size_px), "text-anchor": ANCHORS[align]}
    if style.opacity < 1:
        return {"fill-opacity": written(style.opacity)}
    if style.pen is None:  # an outline hides the edges of a cell: there is nothing to smooth
        return {"shape-rendering": "crispEdges"} if style.kind is Cell else {}
    attributes = {"fill": "none", "stroke": "currentColor",
                  "stroke-width": written(style.pen.width_px)}
    if style.spared:  # where a browser does not know this, they are seen there too
        boxes = "".join([f"M{written(x)} {written(y)}H{written(x1)}V{written(y1)}H{written(x)}z"
                         for x, y, x1, y1 in style.spared])
        attributes["clip-path"] = f'path(evenodd,"{EVERYWHERE}{boxes}") view-box'
    if style.pen.dash:
        dash, gap = style.pen.dash
        attributes |= {"stroke-dasharray": f"{written(dash)} {written(gap)}",
                       "stroke-dashoffset": written(dash / 2)}
    return attributes


def drawn(style: Style, pieces: Sequence[Piece]) -> Iterator[Element]:
    """The shapes of pieces that always look alike: one path for all that are cells, films or lines,
    one text for all that are of a digit."""
    shapes = [piece.shape for piece in pieces]
    cells = [shape.corners for shape in shapes if isinstance(shape, Cell | Film)]
    lines = [run for shape in shapes if isinstance(shape, Line) for run in shape.strokes]
    if cells:
        data = path_data(cells if style.pen else merged(cells), closed=True)
        if style.pen:
            sides = [side for corners in cells for side in pairwise((*corners, corners[0]))]
            data = min(data, path_data(joined(sides)), key=len)
        yield Element("path", {"d": data})
    if lines:
        yield Element("path", {"d": path_data(joined(lines))})
    digits = [shape for shape in shapes if _is_digit(shape)]
    if digits:
        yield _digits(digits)
    for shape in shapes:
        if isinstance(shape, Disc) and shape.notch:
            yield Element("path", {"d": path_data([shape.triangle], closed=True)})
        elif isinstance(shape, Disc):
            yield Element("circle", {"cx": written(shape.center[0]), "cy": written(shape.center[1]),
                                     "r": written(shape.radius)})
        elif isinstance(shape, Text) and not _is_digit(shape):
            yield _text(shape)


def _is_digit(shape: Shape) -> TypeGuard[Text]:
    """Whether it is a text of one digit. Letters side by side might be set as one, as fi is."""
    return isinstance(shape, Text) and len(shape.string) == 1 and "0" <= shape.string <= "9"


def _digits(texts: Sequence[Text]) -> Element:
    """Texts of a digit each, as one with a place for each, and on a line once how high it is."""
    xs, ys = [[written(text.anchor[axis]) for text in texts] for axis in (0, 1)]
    element = Element("text", {"x": " ".join(xs), "y": " ".join(ys if len({*ys}) > 1 else ys[:1])})
    element.text = "".join([text.string for text in texts])
    return element


def _text(text: Text) -> Element:
    """A text, as wide as it was measured in whatever font it is set; there is nothing to space in
    one of a single character."""
    attributes = {"x": written(text.anchor[0]), "y": written(text.anchor[1])}
    if len(text.string) > 1:
        attributes["textLength"] = written(text_width(text.string, text.size_px, text.font))
    if text.string != " ".join(text.string.split()):
        attributes["xml:space"] = "preserve"
    element = Element("text", attributes)
    element.text = legal(text.string)
    return element


def hex_color(tint: Tint | None) -> str:
    """The first colour: "#rrggbb", or shorter where it can be."""
    if tint is None:
        return "transparent"
    digits = bytes(tint[0]).hex()
    short = digits[::2]
    return f"#{short}" if short == digits[1::2] else f"#{digits}"
