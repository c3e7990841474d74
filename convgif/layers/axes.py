"""How a layer lies along one spatial axis: the cells it slides over and where its taps fall.

Every layer describes itself by these plans and the trace reads nothing else, so that a new layer
needs no new engine. An N-dimensional layer is the product of its axes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import groupby

from convgif.errors import LayerError

MOST_CELLS = 10_000_000


class CellKind(IntEnum):
    """What a cell of the extended map is; of several axes the largest counts."""

    INPUT = 0
    INSERTED_ZERO = 1
    PADDING = 2
    OVERHANG = 3  # past the padding, under a window that ceil_mode adds: never a tap


def check_extent(cells: int) -> None:
    """Raises LayerError for an extended axis of more cells than is hardly meant."""
    if cells > MOST_CELLS:
        raise LayerError(f"an axis of {cells} cells, padding and inserted zeros counted, is over "
                         f"{MOST_CELLS}: take a smaller input, kernel, stride or dilation")


@dataclass(frozen=True)
class Unread:
    """Cells of one kind along an axis that are no window's tap.

    runs: of the input by its index, of other kinds by their place on the extended axis; size: how
    long that is. repeated: whether the border repeats them, and is read. dilated: whether they
    may lie inside a window, between its taps.
    """

    kind: CellKind
    size: int
    runs: tuple[range, ...]
    repeated: bool = False
    dilated: bool = False


@dataclass(frozen=True)
class AxisPlan:
    """One axis of the extended map and of the windows over it.

    kinds, sources: for each extended cell what it is, and the input index it repeats or None.
    starts: for each output the extended cell of its first tap. offsets: from there to each tap.
    kernel: the index into the stored weight at each tap.
    added: how many outputs at the end are there because of output_padding.
    """

    kinds: tuple[CellKind, ...]
    sources: tuple[int | None, ...]
    starts: range
    offsets: range
    kernel: range
    added: int = 0

    @property
    def extended_size(self) -> int:
        return len(self.kinds)

    @property
    def output_size(self) -> int:
        return len(self.starts)

    @cached_property
    def read(self) -> bytes:
        """For each extended cell 1 where it is a tap of some window, else 0."""
        read, stride, outputs = bytearray(self.extended_size), self.starts.step, self.output_size
        for offset in self.offsets:
            first = self.starts.start + offset
            read[first:first + (outputs - 1) * stride + 1:stride] = b"\1" * outputs
        return bytes(read)

    @cached_property
    def unread(self) -> tuple[Unread, ...]:
        """What no window reads, by kind: of the input first what is lost, then what is read only
        where the border repeats it."""
        if 0 not in self.read:
            return ()
        begin, end = (side.index(CellKind.INPUT) for side in (self.kinds, self.kinds[::-1]))
        border = (*range(begin), *range(self.extended_size - end, self.extended_size))
        elsewhere = {self.sources[cell] for cell in border if self.read[cell]}
        found: dict[tuple[CellKind, bool], list[int]] = defaultdict(list)
        for run in re.finditer(b"\0+", self.read):
            for cell in range(*run.span()):
                kind, source = self.kinds[cell], self.sources[cell]
                if kind is CellKind.INPUT and source is not None:
                    found[kind, source in elsewhere].append(source)
                else:
                    found[kind, False].append(cell)
        dilated = len(self.offsets) > 1 and self.offsets.step > 1
        sizes = {CellKind.INPUT: self.kinds.count(CellKind.INPUT)}
        return tuple(Unread(kind, sizes.get(kind, self.extended_size), _runs(cells), repeated,
                            dilated)
                     for (kind, repeated), cells in sorted(found.items()))


@dataclass(frozen=True)
class StampPlan:
    """One axis of a transposed layer, read as stamping.

    size: of the canvas before it is cropped. starts: for each input the canvas cell of its first
    product. offsets: from there to each product. crop: the canvas cells that are kept.
    """

    size: int
    starts: range
    offsets: range
    crop: range


def _runs(cells: Iterable[int]) -> tuple[range, ...]:
    """Ascending numbers in ranges as long as they can be."""
    together = groupby(enumerate(cells), lambda pair: pair[1] - pair[0])
    runs = ([cell for _, cell in group] for _, group in together)
    return tuple(range(run[0], run[-1] + 1) for run in runs)
