"""What a transposed layer stamps on one canvas: cells, products, sums and how they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.kit.grids import Place, map_size, place_of
from convgif.views.kit.maps import CellRoles, output_roles
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.stamp.roles import overlap


@dataclass(frozen=True)
class Imprint:
    """A stamp on the canvas that is drawn: from which input cell, and in the kernel's C order the
    cells that it reaches, what it adds to each, and what each holds then."""

    source: Place
    cells: tuple[Place, ...]
    products: tuple[float, ...]
    counts: tuple[int, ...]
    sums: tuple[float, ...]


@dataclass(frozen=True)
class Stamping:
    """The stamps of one input channel on the canvas of one output channel."""

    trace: Trace
    in_channel: int
    out_channel: int

    @classmethod
    def of(cls, trace: Trace, settings: ViewSettings) -> "Stamping":
        """The stamping of the channels that are asked for. Raises ViewError."""
        return cls(trace, *one_channel(trace, settings))

    @property
    def canvas_size(self) -> tuple[int, ...]:
        """Of each spatial axis, before it is cropped."""
        return tuple(axis.size for axis in self.trace.stamp_axes)

    @cached_property
    def output_cells(self) -> dict[Place, tuple[int, ...]]:
        """The canvas cells that are kept, each with its place in the output."""
        offsets = [axis.crop.start for axis in self.trace.stamp_axes]
        return {place_of([i + offset for i, offset in zip(index, offsets, strict=True)]): index
                for index in np.ndindex(*self.trace.output.shape[1:])}

    @cached_property
    def kept_roles(self) -> CellRoles:
        """The roles of each cell of the output once it is full."""
        return output_roles(self.trace)

    @cached_property
    def imprints(self) -> list[Imprint]:
        """One an input cell, in C order."""
        count = self.trace.input[self.in_channel].size
        stamps = self.trace.stamps[self.in_channel * count:(self.in_channel + 1) * count]
        counts = np.zeros(map_size(self.canvas_size), int)
        sums = np.zeros(map_size(self.canvas_size))
        imprints = []
        for stamp in stamps:
            additions = [addition for addition in stamp.additions
                         if addition.position[0] == self.out_channel]
            cells = tuple(place_of(addition.position[1:]) for addition in additions)
            products = tuple(addition.product for addition in additions)
            for cell, product in zip(cells, products, strict=True):
                counts[cell] += 1
                sums[cell] += product
            imprints.append(Imprint(
                place_of(stamp.input_index[1:]), cells, products,
                tuple(int(counts[cell]) for cell in cells),
                tuple(float(sums[cell]) for cell in cells)))
        return imprints

    @cached_property
    def reached(self) -> dict[Place, int]:
        """How many stamps reach each canvas cell that any reaches, in the end."""
        return {cell: count for imprint in self.imprints
                for cell, count in zip(imprint.cells, imprint.counts, strict=True)}

    def overlap(self, count: int) -> str:
        """The role of a canvas cell that so many stamps reach."""
        return overlap(count, max(self.reached.values()))

    @property
    def output_counts(self) -> list[int]:
        """How many stamps reach each cell of the output."""
        return [self.reached.get(cell, 0) for cell in self.output_cells]

    @property
    def canvas_cells(self) -> int:
        """How many cells the canvas has before it is cropped."""
        return prod(self.canvas_size)

    @cached_property
    def weights(self) -> list[float]:
        """The kernel as stored, in C order."""
        assert self.trace.weight is not None
        stored = self.trace.layer.weight_channels(self.out_channel, self.in_channel)
        weights: list[float] = self.trace.weight[stored].ravel().tolist()
        return weights

    @property
    def other_channels(self) -> int:
        """How many more input channels the output channel reads."""
        return len(self.trace.layer.channels_read(self.out_channel)) - 1

    @property
    def is_partial(self) -> bool:
        """Whether these stamps are not all there is to the output."""
        return self.other_channels > 0 or self.trace.bias is not None


@dataclass(frozen=True)
class StampFigures:
    """What is written in the cells. input, kernel, products: None without values. tallies: for
    each imprint what its cells hold then. stamped: what cells hold after all imprints, 0 where
    none reached; last: what those of the output hold in the end."""

    input: Sequence[str] | None
    kernel: Sequence[str] | None
    products: Sequence[Sequence[str]] | None
    tallies: Sequence[Sequence[str]]
    stamped: dict[Place, str]
    last: dict[Place, str]

    @property
    def strings(self) -> set[str]:
        """All of them."""
        written = {*self.stamped.values(), *self.last.values()}.union(*self.tallies)
        return written.union(self.input or (), self.kernel or (), *(self.products or ()))


def counted(stamping: Stamping) -> StampFigures:
    """The counts of the stamps that have reached each cell."""
    tallies = [[str(count) for count in imprint.counts] for imprint in stamping.imprints]
    stamped = _after_all(stamping, tallies, "0")
    return StampFigures(None, None, None, tallies, stamped,
                   {cell: stamped[cell] for cell in stamping.output_cells})


def summed(stamping: Stamping, precision: int | None) -> StampFigures:
    """The numbers of the trace, and the sums of the products so far."""
    trace, imprints = stamping.trace, stamping.imprints
    output = trace.output[stamping.out_channel]
    sums = decimals([*output.ravel().tolist(),
                     *(total for imprint in imprints for total in imprint.sums)], precision)
    tallies = [_written(imprint.sums, sums) for imprint in imprints]
    products = decimals([p for imprint in imprints for p in imprint.products], precision)
    values = trace.input[stamping.in_channel].ravel().tolist()
    return StampFigures(
        _written(values, decimals(values, precision)),
        _written(stamping.weights, decimals(stamping.weights, precision)),
        [_written(imprint.products, products) for imprint in imprints],
        tallies, _after_all(stamping, tallies, format_number(0.0, sums)),
        {cell: format_number(float(output[index]), sums)
         for cell, index in stamping.output_cells.items()})


def _written(values: Sequence[float], digits: int | None) -> list[str]:
    return [format_number(value, digits) for value in values]


def _after_all(stamping: Stamping, tallies: Sequence[Sequence[str]], nothing: str
               ) -> dict[Place, str]:
    """What each cell of the output, and each that a stamp reaches, holds in the end."""
    held = dict.fromkeys(stamping.output_cells, nothing)
    for imprint, strings in zip(stamping.imprints, tallies, strict=True):
        held |= zip(imprint.cells, strings, strict=True)
    return held
