"""Extents and outlines of strings, from the DejaVu Sans that matplotlib ships.

Everything is measured without hinting, so that extents are proportional to the size and the same
in every format.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ViewError

if TYPE_CHECKING:
    from matplotlib.path import Path

SMALLEST_TEXT_PX = 9.0
ASCENT, DESCENT = 0.76, 0.24  # of the size: capitals and digits above, tails below the baseline
_EM = 1000


def text_width(string: str, size_px: float) -> float:
    """The advance width of the string in px. Raises ViewError for a glyph the font lacks."""
    return sum(_glyph(character)[0] for character in string) * size_px


def text_outline(string: str, size_px: float) -> "Path | None":
    """The outline of the string as a matplotlib Path, y up, its baseline starting at (0, 0).

    None for a string without ink. Raises ViewError for a glyph the font lacks.
    """
    from matplotlib.path import Path

    vertices, codes, x = [], [], 0.0
    for character in string:
        advance, points, kinds = _glyph(character)
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


@lru_cache(maxsize=1)
def _font() -> Any:
    import matplotlib
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(FilePath(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")))
    font.set_size(_EM, 72)
    return font


@lru_cache(maxsize=1024)
def _glyph(character: str) -> tuple[float, NDArray[np.float64], NDArray[np.uint8]]:
    """Advance, outline points and path codes of a glyph, for a size of 1 px."""
    from matplotlib.ft2font import LoadFlags

    font = _font()
    if not font.get_char_index(ord(character)):
        raise ViewError(f"the font has no glyph for {character!r} (U+{ord(character):04X}): "
                        "leave it out")
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    points, codes = font.get_path()
    return (glyph.linearHoriAdvance / 65536 / _EM,
            np.asarray(points, np.float64).reshape(-1, 2) / _EM, np.asarray(codes, np.uint8))
