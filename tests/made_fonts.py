"""Fonts made for a test: glyphs that are boxes, of characters that no other font has."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from convgif.scenes.scene import Font

PRIVATE, OTHER_PRIVATE = "\ue000", "\ue001"  # Unicode leaves them to everybody
Box = tuple[int, int, int, int]  # left, bottom, right, top; an em is 1000
HIGH: Box = (100, 0, 400, 800)
FLAT: Box = (50, 300, 950, 500)


def font_in(path: Path) -> Font:
    """The font of that file, as stages have it."""
    return Font(str(path), sha256(path.read_bytes()).hexdigest())


def make_font(path: Path, boxes: Mapping[str, Box], usage: int = 0,
              grows: int | None = None) -> Path:
    """The path, after a font is there. usage: its OS/2 fsType. grows: of a variable font, how much
    wider its boxes are at a weight of 400 than at its default, 100."""
    builder = FontBuilder(1000, isTTF=True)
    names = {character: f"u{ord(character):04X}" for character in boxes}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    builder.setupGlyf({".notdef": _box(FLAT), **{names[character]: _box(box)
                                                for character, box in boxes.items()}})
    builder.setupHorizontalMetrics({".notdef": (1000, FLAT[0]), **{
        names[character]: (1000, box[0]) for character, box in boxes.items()}})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular", "copyright": "nobody's"})
    builder.setupOS2(fsType=usage)
    builder.setupPost()
    if grows is not None:
        builder.setupFvar([("wght", 100, 100, 400, "Weight")], [])
        shifts = [(0, 0), (grows, 0), (grows, 0), (0, 0), *[(0, 0)] * 4]
        builder.setupGvar({name: [TupleVariation({"wght": (0, 1, 1)}, shifts)]
                           for name in names.values()})
    builder.save(path)
    return path


def _box(box: Box) -> object:
    left, bottom, right, top = box
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for corner in ((right, bottom), (right, top), (left, top)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
