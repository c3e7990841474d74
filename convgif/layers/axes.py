"""How a layer lies along one spatial axis: the cells it slides over and where its taps fall.

Every layer describes itself by these plans and the trace reads nothing else, so that a new layer
needs no new engine. An N-dimensional layer is the product of its axes.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

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
        seen = {source for source, read in zip(self.sources, self.read, strict=True) if read}
        lost, repeated = (bytes(
            not read and (source in seen) == elsewhere
            for kind, source, read in zip(self.kinds, self.sources, self.read, strict=True)
            if kind is CellKind.INPUT) for elsewhere in (False, True))
        dilated = len(self.offsets) > 1 and self.offsets.step > 1
        found = [(CellKind.INPUT, lost, False), (CellKind.INPUT, repeated, True), *(
            (kind, bytes(not read and here is kind
                         for here, read in zip(self.kinds, self.read, strict=True)), False)
            for kind in CellKind if kind is not CellKind.INPUT)]
        return tuple(Unread(kind, len(mask), _runs(mask), elsewhere, dilated)
                     for kind, mask, elsewhere in found if 1 in mask)


def _runs(mask: bytes) -> tuple[range, ...]:
    """Where it is 1, in ranges as long as they can be."""
    return tuple(range(*found.span()) for found in re.finditer(b"\1+", mask))


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
