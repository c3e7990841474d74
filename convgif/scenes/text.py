"""Extents and outlines of strings, letter by letter from left to right, each glyph from the first
font that has it. What is not written so is refused, in every format alike.

First is the DejaVu Sans that matplotlib ships, then the Chinese glyphs that lie in convgif/fonts,
then a font that is given, if any. Everything is measured without hinting, so that extents are
proportional to the size and the same in every format.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional, category, name, normalize

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ViewError, setting, shorten
from convgif.scenes.scene import Font
from convgif.scenes.starting import start_matplotlib

if TYPE_CHECKING:
    from matplotlib.path import Path

SMALLEST_TEXT_PX = 9.0
ASCENT, DESCENT = 0.76, 0.24  # of the size: capitals and digits above, tails below the baseline
# Unicode's classes of letters that run from right to left, and of signs that turn the direction.
RIGHT_TO_LEFT = {"R", "AL", "AN"}
TURNS = {"LRE", "LRO", "LRI", "RLE", "RLO", "RLI", "FSI", "PDF", "PDI"}
# Names of marks that any letter takes, and of letters that join without marks.
ACCENTS = ("COMBINING ", "VARIATION SELECTOR")
JOINED = ("MONGOLIAN LETTER", "PHAGS-PA LETTER", "HANGUL CHOSEONG", "HANGUL JUNGSEONG",
          "HANGUL JONGSEONG")
_EM = 1000
_HAN = FilePath(__file__).parents[1] / "fonts" / "convgif-han.otf"  # made by scripts/subset_font


def text_width(string: str, size_px: float, font: Font | None = None) -> float:
    """The advance width of the string in px. Raises ViewError for a glyph that no font has."""
    return _em_width(string, font) * size_px


@lru_cache(maxsize=4096)
def _em_width(string: str, font: Font | None) -> float:
    return sum(_glyph(character, font)[0] for character in string)


def text_outline(string: str, size_px: float, font: Font | None = None) -> "Path | None":
    """The outline of the string as a matplotlib Path, y up, its baseline starting at (0, 0).

    None for a string without ink. Raises ViewError for a glyph that no font has.
    """
    start_matplotlib()
    from matplotlib.path import Path

    vertices, codes, x = [], [], 0.0
    for character in string:
        advance, points, kinds = _glyph(character, font)
        vertices.append(points + np.array((x, 0.0)))
        codes.append(kinds)
        x += advance
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
    found = glyphs_by_font(texts)
    found.pop(_shipped()[0], None)
    return found


def font_of(character: str, given: Font | None) -> Font:
    """The font that the character's glyph is from. Raises ViewError."""
    font = _font_of(character, given)
    return given if given is not None and given == font else font  # it may have lain elsewhere


def can_be_set(character: str) -> bool:
    """Whether a font that ships with convgif, or with matplotlib, is enough for the character."""
    return _not_by_letters(character) is None and any(
        _opened(font).get_char_index(ord(character)) for font in _shipped())


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


@lru_cache(maxsize=1)
def _shipped() -> tuple[Font, ...]:
    start_matplotlib()
    import matplotlib

    dejavu = FilePath(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return tuple(Font(str(path), path.name) for path in (dejavu, _HAN))


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
def _font_of(character: str, given: Font | None) -> Font:
    """The first font that has the character. Raises ViewError."""
    reason = _not_by_letters(character)
    if reason is not None:
        raise ViewError(f"{character!r} (U+{ord(character):04X}) {reason}, and pictures are set "
                        "letter by letter from left to right: leave it out, and write it beside "
                        "the picture")
    for font in (*_shipped(), *([given] if given else [])):
        if _opened(font).get_char_index(ord(character)):
            return font
    missing = f"a glyph for {character!r} (U+{ord(character):04X})"
    raise ViewError(f"no font here has {missing}: leave it out, or give one that has it as "
                    f"{setting('font', 'FILE')}" if given is None else
                    f"{shorten(given.path)} lacks {missing}: leave it out, or give another font")


@lru_cache(maxsize=4096)
def _glyph(character: str, font: Font | None
           ) -> tuple[float, NDArray[np.float64], NDArray[np.uint8]]:
    """Advance, outline points and path codes of a glyph, for a size of 1 px."""
    start_matplotlib()
    from matplotlib.ft2font import LoadFlags

    found = _opened(_font_of(character, font))
    try:
        glyph = found.load_char(ord(character), flags=LoadFlags.NO_HINTING)
        points, codes = found.get_path()
    except RuntimeError:
        raise ViewError(f"{shorten(found.fname)} is damaged at {character!r}: give another font"
                        ) from None
    return (glyph.linearHoriAdvance / 65536 / _EM,
            np.asarray(points, np.float64).reshape(-1, 2) / _EM, np.asarray(codes, np.uint8))
