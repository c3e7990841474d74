"""Codes for inks: which ink covers a pixel, and how much."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convgif.frames.colors import Color
from convgif.frames.raster.coverage import Plane

TEXT_LEVELS = 6  # steps of anti-aliasing: words stay, and need finer ones than lines


class Ink(NamedTuple):
    """A colour, in so many steps from nothing to full."""

    color: Color
    levels: int


class Inks:
    """Code 0 is no ink; a higher level, then a stronger ink, is a larger code.

    So where two inks meet, the larger of their codes is what shows. inks: the weakest first. faint:
    colours that step back, each with the level of others that its highest one is like: else what is
    many and pale would eat the soft edges of a line on top of it.
    """

    def __init__(self, inks: Sequence[Ink], faint: Mapping[Color, float]) -> None:
        self._strength = {ink.color: rank for rank, ink in enumerate(inks)}
        steps = sorted((level / ink.levels * faint.get(ink.color, 1.0), rank, ink, level)
                       for rank, ink in enumerate(inks) for level in range(1, ink.levels + 1))
        self._steps = [(ink.color, level / ink.levels) for _, _, ink, level in steps]
        self._shares = np.array([0.0, *(share for _, share in self._steps)])
        self._lookup = {}
        for ink in inks:
            codes = [0, *(code for code, step in enumerate(steps, 1) if step[2] == ink)]
            levels = (np.arange(256) * ink.levels + 127) // 255
            self._lookup[ink] = np.array(codes, np.uint8)[levels].tobytes()

    @property
    def count(self) -> int:
        """How many codes there are."""
        return len(self._steps) + 1

    @property
    def full(self) -> list[int]:
        """The codes of inks that cover all of a pixel."""
        return [code for code, (_, share) in enumerate(self._steps, 1) if share == 1.0]

    def strength(self, color: Color | None) -> int:
        """How strong the lines of a colour are; -1 for none."""
        return -1 if color is None else self._strength[color]

    def codes(self, coverage: Plane, ink: Ink) -> Plane:
        """The codes of an ink where it covers that much (0 to 255)."""
        coded = coverage.tobytes().translate(self._lookup[ink])
        return np.frombuffer(coded, np.uint8).reshape(coverage.shape)

    def over(self, below: NDArray[np.float64]) -> Plane:
        """The colour of each code over that fill, uint8 (count, 3)."""
        colors = np.array([below, *(color for color, _ in self._steps)])
        mixed: Plane = (below + (colors - below) * self._shares[:, None] + 0.5).astype(np.uint8)
        return mixed

    def over_clear(self, film: Color, opacity: float) -> Plane:
        """The colour and alpha of each code over nothing but a film, uint8 (count, 4)."""
        colors = np.array([film, *(color for color, _ in self._steps)], np.float64)
        alphas = self._shares + (1 - self._shares) * opacity
        inked = np.divide(self._shares, alphas, out=np.zeros_like(alphas), where=alphas > 0)
        mixes = colors[0] + (colors - colors[0]) * inked[:, None]
        rgba: Plane = np.concatenate([mixes, 255 * alphas[:, None]], axis=1)
        return (rgba + 0.5).astype(np.uint8)
