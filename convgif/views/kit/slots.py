"""Slots: how much room a board that is still to be placed takes, in cells of any size."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from math import ceil, inf

from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.views.kit.drafts import Draft
from convgif.views.kit.numerals import (
    ABOVE_NOTE,
    number_size_px,
    smallest_cell_px,
    smallest_noted_px,
)
from convgif.views.kit.page import Type

WIDEST_OWN = 0.3  # of the picture's width, for a map with cells of its own
BELOW_LABEL = 0.4  # of the label's size
RAMP_PX = (65, 8)  # the swatch of a ramp


class Slot:
    """A draft on a page of that type, measured once. cell: in what follows the size of the others'
    cells, of which its own may be larger.

    sign_width: of the sign before it, with room around it; 0 without.
    """

    def __init__(self, draft: Draft, sizes: Type) -> None:
        self.draft, self._sizes = draft, sizes
        self._label_width = max([text_width(line, sizes.label_px) for line in draft.label],
                                default=0.0)
        self._numbers_from_px = _smallest_with_numbers(draft.strings, (), draft.snug)
        self._least_px = 0
        if draft.own_cells or draft.grows or draft.written:
            room = inf if draft.grows or draft.written else WIDEST_OWN * sizes.width_px
            wanted = (_smallest_with_numbers(draft.strings, notes, draft.snug)
                      for notes in (draft.notes, ()))
            self._least_px = next((own for own in wanted if own * draft.columns <= room), 0)

    @cached_property
    def sign_px(self) -> float:
        """The size of the sign before it."""
        return round(1.25 * self._sizes.label_px, 1)

    @cached_property
    def sign_width(self) -> float:
        sign = self.draft.sign
        return text_width(sign, self.sign_px) + 0.9 * self._sizes.label_px if sign else 0.0

    def cell_px(self, cell: int) -> int:
        """Its own cells."""
        return max(cell, self._least_px)

    def has_numbers(self, cell: int) -> bool:
        """Whether its numbers fit its cells."""
        return self.cell_px(cell) >= self._numbers_from_px

    def has_ramp(self, cell: int) -> bool:
        """Whether it has shades, and what they mean is shown under it."""
        return self.draft.ramp is not None and not self.has_numbers(cell)

    def width(self, cell: int) -> float:
        """With its label and its ramp."""
        width = max(self.cell_px(cell) * self.draft.columns + 1, self._label_width)
        return max(width, self._ramp_width) if self.has_ramp(cell) else width

    def reach(self, cell: int) -> tuple[float, float]:
        """How far it reaches above and below its middle, with its label and its ramp."""
        half: float = self.cell_px(cell) * self.draft.rows / 2 + 0.5
        below = LINE_HEIGHT * self._sizes.small_px + 4 if self.has_ramp(cell) else 0.0
        return half + self._above, half + max(below, self.draft.hem_px)

    @cached_property
    def _above(self) -> float:
        lines = len(self.draft.label)
        if not lines:
            return 0.0
        return (LINE_HEIGHT * lines - (LINE_HEIGHT - 1) + BELOW_LABEL) * self._sizes.label_px

    @cached_property
    def _ramp_width(self) -> float:
        """Of its swatch with the numbers at its ends."""
        assert self.draft.ramp is not None
        return RAMP_PX[0] + 2 * max(text_width(end, self._sizes.small_px) + 6
                                    for end in self.draft.ramp)


def has_notes(draft: Draft, cell: int) -> bool:
    """Whether cells of that size hold the notes under the numbers, if there are any."""
    return bool(draft.notes) and cell >= _smallest_with_numbers(draft.strings, draft.notes,
                                                                draft.snug)


def number_px(draft: Draft, cell: int) -> float | None:
    """The size of the map's numbers in cells of that size."""
    return number_size_px(draft.strings, cell * ABOVE_NOTE if has_notes(draft, cell) else cell,
                          snug=draft.snug)


@lru_cache(maxsize=256)
def _smallest_with_numbers(strings: tuple[str, ...], notes: Sequence[str], snug: bool) -> int:
    if not notes:
        return smallest_cell_px(strings, snug=snug)
    return max(ceil(smallest_cell_px(strings, snug=snug) / ABOVE_NOTE), smallest_noted_px(notes))
