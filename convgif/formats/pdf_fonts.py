"""Fonts of a PDF: the glyphs that its words need, embedded, and which signs they stand for, so that
the words can be selected and found."""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from convgif.errors import OutputError, shorten
from convgif.formats.fonts import subset
from convgif.formats.pdf_file import PdfFile
from convgif.scenes.scene import Font
from convgif.scenes.text import font_of, glyphs_by_font

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

SYMBOLIC, EM = 4, 1000  # a flag: its codes are of no standard; the unit of its widths
TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
MOST_IN_A_RANGE = 100  # of what one list in such a table may hold


class Embedded(NamedTuple):
    """A font in the file. codes: of its characters. data: of its glyphs, which is CFF where
    is_cff. widths: by code, of an em of 1000. box, ascent, descent: of all glyphs, in the same."""

    name: str
    codes: dict[str, int]
    data: bytes
    is_cff: bool
    widths: dict[int, float]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


class Fonts:
    """The fonts that some words need. resources: what a page calls them, and where they are."""

    def __init__(self, texts: Iterable[tuple[str, Font | None]], file: PdfFile) -> None:
        self._fonts = {font: _embedded(font, "".join(sorted(characters)))
                       for font, characters in glyphs_by_font(texts).items()}
        self._names = {font: f"F{number}" for number, font in enumerate(self._fonts)}
        self.resources = {self._names[font]: _written(embedded, file)
                          for font, embedded in self._fonts.items()}

    def runs(self, string: str, given: Font | None) -> list[tuple[str, str, str]]:
        """The string in runs of one font: what they say, the font, and the codes in hex."""
        found = []
        for font, characters in groupby(string, lambda character: font_of(character, given)):
            run, codes = "".join(characters), self._fonts[font].codes
            found.append((run, self._names[font],
                          "".join([f"{codes[character]:04x}" for character in run])))
        return found


@lru_cache(maxsize=32)
def _embedded(font: Font, characters: str) -> Embedded:
    from fontTools.ttLib import TTFont

    data = subset(font, characters)
    with TTFont(BytesIO(data)) as opened:
        is_cff = "CFF " in opened
        if not is_cff and "glyf" not in opened:
            raise OutputError(f"{shorten(font.path)} cannot be embedded in pdf: give another .ttf, "
                              ".otf or .ttc file, or make svg")
        scale, glyphs = EM / opened["head"].unitsPerEm, opened.getBestCmap()
        codes = {character: _code(opened, glyphs[ord(character)]) for character in characters}
        widths = {code: round(scale * opened["hmtx"][glyphs[ord(character)]][0], 3)
                  for character, code in codes.items()}
        head, across = opened["head"], opened["hhea"]
        left, low, right, high, ascent, descent = [round(scale * side) for side in (
            head.xMin, head.yMin, head.xMax, head.yMax, across.ascent, across.descent)]
        glyph_data = opened.reader["CFF "] if is_cff else data
    return Embedded(_name(data), codes, glyph_data, is_cff, widths, (left, low, right, high),
                    ascent, descent)


def _code(font: "TTFont", glyph: str) -> int:
    """What the file calls a glyph: by its name in a CFF font that is made for that, or else by its
    place."""
    if "CFF " in font and hasattr(font["CFF "].cff.topDictIndex[0], "ROS"):
        return int(glyph.removeprefix("cid"))
    return int(font.getGlyphID(glyph))


def _name(data: bytes) -> str:
    """A name for a subset, by what is in it: six capitals, as PDF wants it."""
    from hashlib import sha256

    digest = sha256(data).digest()
    return "".join([chr(ord("A") + byte % 26) for byte in digest[:6]]) + "+convgif"


def _written(font: Embedded, file: PdfFile) -> str:
    """A reference to the font, which is now in the file."""
    stream = (file.add_stream(font.data, Subtype="/CIDFontType0C") if font.is_cff else
              file.add_stream(font.data, Length1=len(font.data)))
    descriptor = file.add({
        "Type": "/FontDescriptor", "FontName": f"/{font.name}", "Flags": SYMBOLIC,
        "FontBBox": _list(font.box), "ItalicAngle": 0, "Ascent": font.ascent,
        "Descent": font.descent, "CapHeight": font.ascent, "StemV": 80,
        "FontFile3" if font.is_cff else "FontFile2": stream})
    widths = [f"{code} [{width:g}]" for code, width in sorted(font.widths.items())]
    descendant = file.add({
        "Type": "/Font", "Subtype": f"/CIDFontType{0 if font.is_cff else 2}",
        "BaseFont": f"/{font.name}",
        "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        "FontDescriptor": descriptor, "W": _list(widths),
        **({} if font.is_cff else {"CIDToGIDMap": "/Identity"})})
    return file.add({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{font.name}",
        "Encoding": "/Identity-H", "DescendantFonts": f"[{descendant}]",
        "ToUnicode": file.add_stream(_to_unicode(font.codes).encode())})


def _to_unicode(codes: dict[str, int]) -> str:
    """The table of what the codes stand for. A glyph of several characters is the first of them."""
    signs: dict[int, str] = {}
    for character, code in sorted(codes.items()):
        signs.setdefault(code, f"<{code:04x}> <{character.encode('utf-16-be').hex()}>")
    lines = list(signs.values())
    ranges = []
    for start in range(0, len(lines), MOST_IN_A_RANGE):
        some = lines[start:start + MOST_IN_A_RANGE]
        ranges += [f"{len(some)} beginbfchar", *some, "endbfchar"]
    return TO_UNICODE.format(ranges="\n".join(ranges))


def _list(items: Iterable[object]) -> str:
    return f"[{' '.join(map(str, items))}]"
