"""Drafts: boards that are still to be placed, whatever the size of their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from convgif.traces.arrays import Array
from convgif.views.kit.grids import plane
from convgif.views.kit.numerals import format_number
from convgif.views.kit.shading import Shading, shading


@dataclass(frozen=True, eq=False)
class Draft:
    """A board to be placed. strings: the numbers in its cells. notes: what stands under each of
    them, small, where there is room. label: lines at it. sign: what stands before it. ramp: the
    numbers at both ends of its shades, if it must have some. own_cells: its cells may be larger
    than the others', so that its numbers fit. grows: even where that makes it wide. written: so
    are they, with its notes, and it is never shaded. snug: its numbers may come near the lines.
    values: what may be shaded, None where nothing is. photo: whether as a photograph. hem_px: what
    is drawn below it. column: maps of other rows, above or below which it has its middle."""

    name: str
    rows: int
    columns: int
    strings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    sign: str = ""
    ramp: tuple[str, str] | None = None
    own_cells: bool = False
    grows: bool = False
    written: bool = False
    snug: bool = False
    values: Array | None = None
    photo: bool = False
    hem_px: float = 0.0
    column: "tuple[Draft, ...]" = ()

    @cached_property
    def shading(self) -> Shading | None:
        """The shades of its values; on both sides of zero if there are any below."""
        if self.values is None:
            return None
        return shading(self.values, diverging=bool((self.values < 0).any()), photo=self.photo)

    def noted(self, notes: Sequence[str]) -> "Draft":
        """The same with a note under each number, if there are any."""
        return replace(self, notes=tuple(notes), written=bool(notes))

    def signed(self, sign: str) -> "Draft":
        """The same with another sign before it."""
        return replace(self, sign=sign)


def draft(name: str, values: Array, digits: int | None, label: tuple[str, ...], sign: str = "", *,
          own_cells: bool = False) -> Draft:
    """The draft of a map of numbers, with at most two axes and so many decimals."""
    flat = np.asarray(values, np.float64).reshape(plane(values.shape))
    strings, ends = (tuple(format_number(value, digits) for value in some) for some in (
        flat.ravel().tolist(), (float(flat.min()), float(flat.max()))))
    return Draft(name, *flat.shape, strings, label=label, sign=sign, ramp=(ends[0], ends[1]),
                 own_cells=own_cells, values=flat)
