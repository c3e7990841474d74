"""The numbers of the channels view: in the cells, and beside the slices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from convgif.scenes.scene import MarkId, Text
from convgif.traces.arrays import Array
from convgif.traces.extending import select
from convgif.traces.tracing import Trace
from convgif.views.channels.layout import ChannelsLayout, Unit
from convgif.views.channels.sums import OTHERS, ChannelSum
from convgif.views.kit.boards import Board
from convgif.views.kit.grids import FlatGrid
from convgif.views.kit.maps import uncounted
from convgif.views.kit.numerals import (
    decimals,
    format_number,
    level_text,
    number_size_px,
    smallest_cell_px,
)

NO_OTHERS: Mapping[int, str] = {}
Key = TypeVar("Key")


@dataclass(frozen=True)
class CellNumbers(Generic[Key]):
    """What is written in the cells of maps that stand together, in C order, by map."""

    strings: Mapping[Key, Sequence[str]]

    @cached_property
    def all(self) -> frozenset[str]:
        """Each string once."""
        return frozenset().union(*self.strings.values())

    @cached_property
    def cell_px(self) -> int:
        """The smallest cell that holds each of them."""
        return smallest_cell_px(self.all)

    def board(self, key: Key, name: str, grid: FlatGrid, before: tuple[int, ...] = ()) -> Board:
        """The board of a map, with its numbers if there are any."""
        strings = self.strings.get(key, ())
        return Board(name, grid, strings, number_size_px(self.all, grid.cell_px) if strings else
                     None, numbers="value {}", before=before)


@dataclass(frozen=True)
class ChannelFigures:
    """The numbers in all cells: by input channel, output channel, and both for a kernel."""

    inputs: CellNumbers[int]
    outputs: CellNumbers[int]
    kernels: CellNumbers[tuple[int, int]]

    @property
    def least_px(self) -> tuple[int, int]:
        """The smallest cells of maps and of kernels that hold them."""
        return max(self.inputs.cell_px, self.outputs.cell_px), self.kernels.cell_px


NO_FIGURES = ChannelFigures(CellNumbers({}), CellNumbers({}), CellNumbers({}))


def figures_of(trace: Trace, inputs: Sequence[int], outputs: Sequence[int],
               precision: int | None) -> ChannelFigures:
    """What is written in the cells of those channels."""
    kernels = {} if trace.weight is None else {
        (out, channel): _kernel(trace, out, channel)
        for out in outputs for channel in trace.layer.channels_read(out) if channel in inputs}
    return ChannelFigures(
        _written({channel: trace.extended.values[channel] for channel in inputs}, precision,
                 uncounted(trace)),
        _written({channel: trace.output[channel] for channel in outputs}, precision),
        _written(kernels, precision))


def _written(arrays: Mapping[Key, Array], precision: int | None,
             instead: Mapping[int, str] = NO_OTHERS) -> CellNumbers[Key]:
    """The numbers of maps that stand together, formatted alike.

    instead: what stands for some of them in each map, by their place in C order.
    """
    digits = decimals((float(value) for array in arrays.values() for value in array.ravel()),
                      precision)
    return CellNumbers({key: [instead.get(place, format_number(float(value), digits))
                              for place, value in enumerate(array.ravel())]
                        for key, array in arrays.items()})


def _kernel(trace: Trace, out_channel: int, in_channel: int) -> Array:
    """A slice of the kernel as it lies over the window."""
    assert trace.weight is not None
    stored = trace.weight[trace.layer.weight_channels(out_channel, in_channel)]
    return select(stored, 0, [np.array(axis.kernel) for axis in trace.axes])


def partials(layout: ChannelsLayout, unit: Unit, sum: ChannelSum | None) -> dict[MarkId, Text]:
    """What each slice adds to a sum, written beside it; nothing without one."""
    size_px = layout.sizes.needs.text_px
    places = [(channel, (grid.top + grid.bottom) / 2) for channel, grid in unit.slices.items()]
    places += [(OTHERS, unit.stub[1])] if unit.stub else []
    return {(f"partial {unit.channel}", (place,)): level_text(
                sum.terms[channel] if sum else "", (layout.partials - 0.3 * size_px, y + 0.5),
                size_px, "right")
            for place, (channel, y) in enumerate(places)}
