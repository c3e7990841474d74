"""The numbers in the cells of lanes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from convgif.scenes.scene import Mark, Roles
from convgif.traces.arrays import Array
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.maps import CellRoles, inserted_zeros, lying_in, uncounted
from convgif.views.kit.numerals import (
    decimals,
    format_number,
    number_size_px,
    smallest_cell_px,
    zero_size_px,
)
from convgif.views.lanes.layout import Lanes, LanesLayout
from convgif.views.settings import PRECISION


@dataclass(frozen=True)
class Numbers:
    """What is written in each cell of the input's lanes and of the output's, in C order."""

    inputs: Sequence[str]
    outputs: Sequence[str]

    @property
    def cell_px(self) -> int:
        """The smallest cells that hold them."""
        return max(smallest_cell_px(self.inputs), smallest_cell_px(self.outputs))

    def marks(self, layout: LanesLayout, given: CellRoles, made: Roles, order: int
              ) -> Iterator[Mark]:
        """Theirs, the output's above. given: the roles of the input's cells. made: of the output's
        numbers."""
        yield from marks_of("input", layout.below, self.inputs,
                          lambda *at: lying_in(given(*at), "value"), order)
        yield from marks_of("output", layout.above, self.outputs, lambda *_: made, order)


def numbers_of(trace: Trace, inputs: Sequence[int], outputs: Sequence[int],
               settings: ViewSettings) -> Numbers:
    """The numbers of those channels."""
    precision = settings[PRECISION]
    return Numbers(written_alike(trace.extended.values[list(inputs)], precision, uncounted(trace)),
                   written_alike(trace.output[list(outputs)], precision, {}))


def zeros(trace: Trace, layout: LanesLayout, order: int) -> Iterator[Mark]:
    """A small 0 in each zero that is inserted, where that is large enough for one."""
    lanes, size_px = layout.below, zero_size_px(layout.below.cell_px)
    if size_px is not None:
        for row in range(lanes.rows):
            for _, cell in inserted_zeros(trace):
                yield Mark(("zero input", (row, cell)), lanes.number("0", row, cell, size_px),
                           ("zero",), order)


def written_alike(lanes: Array, precision: int | None, instead: Mapping[int, str]) -> list[str]:
    """Formatted alike. instead: what stands for some in each lane, by their place."""
    digits = decimals(lanes.ravel().tolist(), precision)
    return [instead.get(place, format_number(float(value), digits))
            for lane in np.asarray(lanes) for place, value in enumerate(lane)]


def marks_of(name: str, lanes: Lanes, strings: Sequence[str], roles: CellRoles, order: int
             ) -> list[Mark]:
    """The numbers of those lanes, in cells that are as large as they need."""
    size_px = number_size_px(strings, lanes.cell_px)
    assert size_px is not None  # the cells are as large as these need
    return lanes.numbers(f"value {name}", strings, size_px, roles, order)
