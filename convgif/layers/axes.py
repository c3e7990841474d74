"""How a layer lies along one spatial axis: the cells it slides over and where its taps fall.

Every layer describes itself by these plans and the trace reads nothing else, so that a new layer
needs no new engine. An N-dimensional layer is the product of its axes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import groupby, pairwise
from math import gcd
from typing import TYPE_CHECKING

from convgif.errors import LayerError
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
        raise LayerError(Phrase(
            "an axis of {cells} cells, padding and inserted zeros counted, is over {most}: take a "
            "smaller input, kernel, stride or dilation", cells=cells, most=MOST_CELLS))


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

    Where windows slide, starts is a range, and every output has all of the offsets. Where they
    differ from output to output, counts says how many of them each has, and shares, where its taps
    do not count alike, what each tap counts in it. places: of outputs that lie somewhere on the
    axis, where, in cells from its beginning.
    """

    kinds: tuple[CellKind, ...]
    sources: tuple[int | None, ...]
    starts: Sequence[int]
    offsets: range
    kernel: range
    added: int = 0
    counts: tuple[int, ...] = ()
    shares: tuple[tuple[float, ...], ...] = ()
    places: tuple[float, ...] = ()

    @classmethod
    def of_windows(cls, size: int, windows: Sequence[range],
                   shares: tuple[tuple[float, ...], ...] = (), places: tuple[float, ...] = ()
                   ) -> "AxisPlan":
        """The plan of a bare input whose outputs read those cells each; windows that slide in the
        short form."""
        steps = {after.start - before.start for before, after in pairwise(windows)}
        if len({*map(len, windows)}) == len(steps) == 1 and not places and min(steps) > 0:
            step, first = steps.pop(), windows[0].start
            return cls((CellKind.INPUT,) * size, tuple(range(size)),
                       range(first, first + step * len(windows), step),
                       range(len(windows[0])), range(len(windows[0])))
        most = range(max(map(len, windows)))
        return cls((CellKind.INPUT,) * size, tuple(range(size)),
                   tuple(window.start for window in windows), most, most,
                   counts=tuple(map(len, windows)), shares=shares, places=places)

    @property
    def extended_size(self) -> int:
        return len(self.kinds)

    @property
    def output_size(self) -> int:
        return len(self.starts)

    @property
    def most_taps(self) -> int:
        """How many taps an output has at most."""
        return len(self.offsets)

    @property
    def stride(self) -> int | None:
        """How far the window moves; None where it does not always move as far."""
        return self.starts.step if isinstance(self.starts, range) else None

    def cells(self, output: int) -> range:
        """The extended cell of each tap of an output."""
        offsets = self.offsets[:self.counts[output]] if self.counts else self.offsets
        start = self.starts[output]
        return range(start + offsets.start, start + offsets.stop, offsets.step)

    def shares_of(self, output: int) -> tuple[float, ...]:
        """What each tap of an output counts in it, but for a weight."""
        return self.shares[output] if self.shares else (1.0,) * len(self.cells(output))

    @cached_property
    def most_inside(self) -> int:
        """The first output with the most taps that are neither padding nor past it."""
        inside = bytes(kind <= CellKind.INSERTED_ZERO for kind in self.kinds)
        counts = [sum(inside[cells.start:cells.stop:cells.step])
                  for cells in map(self.cells, range(self.output_size))]
        return counts.index(max(counts))

    @cached_property
    def read(self) -> bytes:
        """For each extended cell 1 where it is a tap of some window, else 0."""
        read, outputs, stride = bytearray(self.extended_size), self.output_size, self.stride
        if stride is None:
            for output in range(outputs):
                for cell in self.cells(output):
                    read[cell] = 1
            return bytes(read)
        for offset in self.offsets:
            first = self.starts[0] + offset
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

    @property
    def inputs_apart(self) -> int:
        """How far apart the inputs lie that stamp on the same output."""
        return self.offsets.step // gcd(self.starts.step, self.offsets.step)

    @property
    def inputs_read(self) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """For each output the first and the last input that stamps on it, those between lie
        `inputs_apart`; 0 and -1 where none does.

        Input i stamps on cell c by its tap k where i·stride + k·dilation = c.
        """
        import numpy as np

        common = gcd(self.starts.step, self.offsets.step)
        taps_apart, apart = self.starts.step // common, self.inputs_apart
        cells, between = np.divmod(
            np.arange(self.crop.start, self.crop.stop) - self.starts.start, common)
        tap = cells * pow(apart, -1, taps_apart) % taps_apart  # the first that can
        highest = (cells - tap * apart) // taps_apart  # its input; of each tap further on, one less
        fewest = np.maximum(0, -((len(self.starts) - 1 - highest) // apart))
        most = np.minimum((len(self.offsets) - 1 - tap) // taps_apart, highest // apart)
        is_read = (between == 0) & (fewest <= most)
        return (np.where(is_read, highest - most * apart, 0),
                np.where(is_read, highest - fewest * apart, -1))


def _runs(cells: Iterable[int]) -> tuple[range, ...]:
    """Ascending numbers in ranges as long as they can be."""
    together = groupby(enumerate(cells), lambda pair: pair[1] - pair[0])
    runs = ([cell for _, cell in group] for _, group in together)
    return tuple(range(run[0], run[-1] + 1) for run in runs)
