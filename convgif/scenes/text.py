"""Extents and outlines of strings, letter by letter from left to right, each glyph from the first
font that has it. What is not written so is refused, in every format alike.

First is the DejaVu Sans that matplotlib ships, then the Chinese glyphs that lie in convgif/fonts,
then a font that is given, if any. Everything is measured without hinting, so that extents are
proportional to the size and the same in every format. Of the first two a table says how wide they
are: matplotlib is imported for outlines, and for a font that is given.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional, category, name, normalize

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ViewError, setting, shorten
from convgif.scenes.advances import FONTS, Advances, shipped_advances
from convgif.scenes.scene import Font
from convgif.scenes.starting import start_matplotlib

if TYPE_CHECKING:
    from matplotlib.path import Path

SMALLEST_TEXT_PX = 9.0
ASCENT, DESCENT = 0.76, 0.24  # of the size: capitals and digits above, tails below the baseline
LINE_HEIGHT = 1.4  # of the size: of a line among others, whose capitals are at its top
# Unicode's classes of letters that run from right to left, and of signs that turn the direction.
RIGHT_TO_LEFT = {"R", "AL", "AN"}
TURNS = {"LRE", "LRO", "LRI", "RLE", "RLO", "RLI", "FSI", "PDF", "PDI"}
# Names of marks that any letter takes, and of letters that join without marks.
ACCENTS = ("COMBINING ", "VARIATION SELECTOR")
JOINED = ("MONGOLIAN LETTER", "PHAGS-PA LETTER", "HANGUL CHOSEONG", "HANGUL JUNGSEONG",
          "HANGUL JONGSEONG")
_EM = 1000
_DEJAVU = "DejaVuSans.ttf"


def text_width(string: str, size_px: float, font: Font | None = None) -> float:
    """The advance width of the string in px. Raises ViewError for a glyph that no font has."""
    return _em_width(string, font) * size_px


@lru_cache(maxsize=4096)
def _em_width(string: str, font: Font | None) -> float:
    return sum(_advance(character, font) for character in string)


def text_outline(string: str, size_px: float, font: Font | None = None) -> "Path | None":
    """The outline of the string as a matplotlib Path, y up, its baseline starting at (0, 0).

    None for a string without ink. Raises ViewError for a glyph that no font has.
    """
    start_matplotlib()
    from matplotlib.path import Path

    vertices, codes, x = [], [], 0.0
    for character in string:
        _, points, kinds = _glyph(character, font_of(character, font))
        vertices.append(points + np.array((x, 0.0)))
        codes.append(kinds)
        x += _advance(character, font)
    if not sum(map(len, codes)):
        return None
    return Path(np.concatenate(vertices) * size_px, np.concatenate(codes))


def wrap(items: Sequence[str], separator: str, size_px: float, width_px: float) -> list[str]:
    """The items joined into lines no wider than that; one item never breaks."""
    lines: list[str] = []
    for item in items:
        joined = f"{lines[-1]}{separator}{item}" if lines else item
        if lines and text_width(joined, size_px) <= width_px:
            lines[-1] = joined
        else:
            lines.append(item)
    return lines


def glyphs_by_font(texts: Iterable[tuple[str, Font | None]]) -> dict[Font, set[str]]:
    """The characters of the strings by the font that each glyph is from.

    texts: strings, each with the font that is given for it. Raises ViewError.
    """
    found: dict[Font, set[str]] = {}
    for string, given in texts:
        for character in string:
            found.setdefault(font_of(character, given), set()).add(character)
    return found


def uncommon_glyphs(texts: Iterable[tuple[str, Font | None]]) -> dict[Font, set[str]]:
    """The same, without those that every reader can be trusted to have, as of DejaVu."""
    return glyphs_by_font(("".join([character for character in string
                                    if not _is_common(_source(character, given))]), given)
                          for string, given in texts)


def font_of(character: str, given: Font | None) -> Font:
    """The font that the character's glyph is from. Raises ViewError."""
    source = _source(character, given)
    if isinstance(source, Advances):
        return _shipped(source.file)
    return given if given is not None and given == source else source  # it may have lain elsewhere


def can_be_set(character: str) -> bool:
    """Whether a font that ships with convgif, or with matplotlib, is enough for the character."""
    return _not_by_letters(character) is None and any(
        character in font.ems for font in shipped_advances())


def check_font(font: Font) -> None:
    """Raises ViewError for a file that is no font with outlines."""
    _opened(font)


@lru_cache(maxsize=8)
def _opened(font: Font) -> Any:
    start_matplotlib()
    from matplotlib.ft2font import FT2Font

    try:
        opened = FT2Font(font.path)
        if not opened.scalable:
            raise RuntimeError("it has no outlines")
        opened.set_size(_EM, 72)
    except (OSError, RuntimeError):
        raise ViewError(f"{shorten(font.path)} is no font: give a .ttf, .otf or .ttc file "
                        "with outlines") from None
    return opened


@lru_cache(maxsize=2)
def _shipped(file: str) -> Font:
    folder = FONTS
    if file == _DEJAVU:
        start_matplotlib()
        import matplotlib

        folder = FilePath(matplotlib.get_data_path(), "fonts", "ttf")
    return Font(str(folder / file), file)


def _is_common(source: Advances | Font) -> bool:
    return isinstance(source, Advances) and source.file == _DEJAVU


def composed(string: str) -> str:
    """The string with one sign for each letter and its accents, where there is such a sign."""
    return normalize("NFC", string)


def _not_by_letters(character: str) -> str | None:
    """Why that cannot be set letter by letter from left to right; None where it can."""
    if bidirectional(character) in RIGHT_TO_LEFT:
        return "is written from right to left"
    if bidirectional(character) in TURNS:
        return "turns the direction of writing"
    if name(character, "").startswith(JOINED) or (
            category(character).startswith("M") and not name(character).startswith(ACCENTS)):
        return "takes its shape from the letters beside it"
    return None


@lru_cache(maxsize=4096)
def _source(character: str, given: Font | None) -> Advances | Font:
    """The first font that has the character: one that ships, or the given one. Raises ViewError."""
    reason = _not_by_letters(character)
    if reason is not None:
        raise ViewError(f"{character!r} (U+{ord(character):04X}) {reason}, and pictures are set "
                        "letter by letter from left to right: leave it out, and write it beside "
                        "the picture")
    for font in shipped_advances():
        if character in font.ems:
            return font
    if given is not None and _opened(given).get_char_index(ord(character)):
        return given
    missing = f"a glyph for {character!r} (U+{ord(character):04X})"
    raise ViewError(f"no font here has {missing}: leave it out, or give one that has it as "
                    f"{setting('font', 'FILE')}" if given is None else
                    f"{shorten(given.path)} lacks {missing}: leave it out, or give another font")


def _advance(character: str, given: Font | None) -> float:
    """How far the character's glyph advances, at a size of 1 px. Raises ViewError."""
    source = _source(character, given)
    if isinstance(source, Advances):
        return source.ems[character]
    return _glyph(character, source)[0]


@lru_cache(maxsize=4096)
def _glyph(character: str, font: Font) -> tuple[float, NDArray[np.float64], NDArray[np.uint8]]:
    """Advance, outline points and path codes of a font's glyph, for a size of 1 px."""
    start_matplotlib()
    from matplotlib.ft2font import LoadFlags

    found = _opened(font)
    try:
        # by its number: by its character, matplotlib also warns where the glyph is damaged
        index = found.get_char_index(ord(character))
        glyph = found.load_glyph(index, flags=LoadFlags.NO_HINTING)
        points, codes = found.get_path()
    except RuntimeError:
        raise ViewError(f"{shorten(found.fname)} is damaged at {character!r}: give another font"
                        ) from None
    return (glyph.linearHoriAdvance / 65536 / _EM,
            np.asarray(points, np.float64).reshape(-1, 2) / _EM, np.asarray(codes, np.uint8))
