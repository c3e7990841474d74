"""Codes for inks: which ink covers a pixel, and how much."""

from collections.abc import Sequence

import numpy as np

from convgif.raster.coverage import Plane
from convgif.themes import Color

LEVELS = 4  # steps of anti-aliasing: more make files larger and look the same at 1x


class Inks:
    """0 is no ink; a higher level, then a stronger ink, is a larger code.

    So where two inks meet, the larger of their codes is what shows. colors: the weakest first.
    """

    def __init__(self, colors: Sequence[Color]) -> None:
        self._colors = list(colors)
        self.count = (LEVELS + 1) * len(self._colors) or 1
        levels = (np.arange(256) * LEVELS + 127) // 255
        first = levels * len(self._colors)
        self._lookup = {color: np.where(levels > 0, first + i, 0).astype(np.uint8).tobytes()
                        for i, color in enumerate(self._colors)}

    def rank(self, color: Color | None) -> int:
        """How strong an ink is; -1 for none."""
        return -1 if color is None else self._colors.index(color)

    def codes(self, coverage: Plane, color: Color) -> Plane:
        """The codes of an ink where it covers that much (0 to 255)."""
        coded = coverage.tobytes().translate(self._lookup[color])
        return np.frombuffer(coded, np.uint8).reshape(coverage.shape)

    def over(self, fill: Color) -> Plane:
        """The colour of each code over that fill, uint8 (count, 3)."""
        colors = np.tile(np.array(fill, np.float64), (self.count, 1))
        for code in range(len(self._colors), self.count):
            level, ink = divmod(code, len(self._colors))
            colors[code] += (np.array(self._colors[ink]) - colors[code]) * (level / LEVELS)
        return (colors + 0.5).astype(np.uint8)
