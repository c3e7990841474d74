"""Shades in place of numbers: where each value of a map lies on the theme's ramp."""

from dataclasses import dataclass

import numpy as np

from convgif.scenes.roles import RAMP_STEPS
from convgif.traces.arrays import Array

LAST = RAMP_STEPS - 1
ALIKE = 0.5  # where one step would hold more than this share of the values, ranks are shown


@dataclass(frozen=True)
class Shading:
    """The step of each value on the ramp, in C order. diverging: on both sides of zero, which is in
    the middle. by_rank: whether a step says where a value comes among the others, not how large it
    is. photo: of a map like a photograph, in which brightness alone is the sign, without lines."""

    steps: tuple[int, ...]
    diverging: bool
    by_rank: bool
    photo: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """The role of each value."""
        return tuple(map(self.role, self.steps))

    @property
    def ramp(self) -> tuple[str, ...]:
        """The roles from the smallest value to the largest."""
        return tuple(map(self.role, range(min(self.steps), max(self.steps) + 1)))

    def role(self, step: int) -> str:
        """The role of a step."""
        kind = "photo" if self.photo else "diverging" if self.diverging else "shade"
        return f"{kind}_{step}"


def shading(values: Array, *, diverging: bool, photo: bool = False) -> Shading:
    """The shades of the values: from the smallest to the largest; diverging: by their distance from
    zero, as far on both sides. photo: of a map like a photograph.

    Evenly; but by rank where a few values are so large that most of the others would look alike.
    """
    flat = np.asarray(values, np.float64).ravel()
    sizes = np.abs(flat) if diverging else flat - flat.min()
    reach = sizes.max() or 1.0
    sides = LAST // 2 if diverging else LAST
    distinct = np.unique([0.0, *sizes])
    fullest = int(np.bincount(_rounded(distinct / reach * sides)).max())
    by_rank = fullest > max(1.0, ALIKE * len(distinct))
    shares = np.searchsorted(distinct, sizes) / (len(distinct) - 1) if by_rank else sizes / reach
    steps = _rounded(shares * sides)
    if diverging:
        steps = LAST // 2 + np.where(flat < 0, -steps, steps)
    elif not sizes.any():
        steps += LAST // 2  # all are alike: neither low nor high
    return Shading(tuple(steps.tolist()), diverging, by_rank, photo)


def _rounded(steps: Array) -> Array:
    return np.rint(steps).astype(int)
