"""The numbers of the channels view: in the cells, and beside the slices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from convgif.layers import CellKind
from convgif.scenes.scene import Mark, MarkId, Roles, Text
from convgif.traces.arrays import Array
from convgif.traces.extending import select
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.channels.layout import Layout, Unit
from convgif.views.channels.sums import OTHERS, Sum
from convgif.views.elements import figure_roles
from convgif.views.flat import (
    CAP_HEIGHT,
    cell_of,
    decimals,
    format_number,
    number_size_px,
    numbers,
    plane,
    smallest_cell_px,
    uncounted,
    zero_size_px,
)

NUMBER_ORDER = 1
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

    def size_px(self, cell_px: int) -> float:
        """Their text size in such a cell."""
        size = number_size_px(self.all, cell_px)
        assert size is not None, "cells are as large as their numbers need"
        return size


@dataclass(frozen=True)
class Figures:
    """The numbers in all cells: by input channel, output channel, and both for a kernel."""

    inputs: CellNumbers[int]
    outputs: CellNumbers[int]
    kernels: CellNumbers[tuple[int, int]]

    @property
    def least_px(self) -> tuple[int, int]:
        """The smallest cells of maps and of kernels that hold them."""
        return max(self.inputs.cell_px, self.outputs.cell_px), self.kernels.cell_px


def figures_of(trace: Trace, inputs: Sequence[int], outputs: Sequence[int],
               precision: int | None) -> Figures:
    """What is written in the cells of those channels."""
    kernels = {} if trace.weight is None else {
        (out, channel): _kernel(trace, out, channel)
        for out in outputs for channel in trace.layer.channels_read(out) if channel in inputs}
    return Figures(
        _written({channel: trace.extended.values[channel] for channel in inputs}, precision,
                 uncounted(trace)),
        _written({channel: trace.output[channel] for channel in outputs}, precision),
        _written(kernels, precision))


def cell_numbers(trace: Trace, layout: Layout, figures: Figures, settings: ViewSettings
                 ) -> dict[str, list[Mark]]:
    """The numbers in the cells of each map, by its name."""
    marks: dict[str, list[Mark]] = {}
    first: Roles = ("value",) if settings.prefilled else ("pending",)
    resting: Roles = ("value", "idle") if len(layout.sizes.needs.bands) > 1 else ("value",)
    grids = {unit.channel: unit.output for unit in layout.units}
    for side, maps, written, roles in (("in", layout.inputs, figures.inputs, resting),
                                       ("out", grids, figures.outputs, first)):
        size_px = written.size_px(layout.sizes.cell)
        for channel, strings in written.strings.items():
            marks[f"{side} {channel}"] = list(numbers(
                f"value {side} {channel}", maps[channel], strings, size_px, roles,
                NUMBER_ORDER).values())
    kinds = trace.extended.kinds.reshape(plane(trace.extended.kinds.shape))
    for channel in layout.inputs:
        marks[f"in {channel}"] = [
            replace(mark, roles=figure_roles(kinds[mark.id[1]], mark.roles))
            for mark in marks[f"in {channel}"]]
    slices = {(unit.channel, channel): grid for unit in layout.units
              for channel, grid in unit.slices.items()}
    for (out, channel), strings in figures.kernels.strings.items():
        place = channel - trace.layer.channels_read(out).start
        size_px = figures.kernels.size_px(layout.sizes.kernel_cell)
        marks.setdefault(f"W[{out}]", []).extend(
            Mark((f"value W[{out}]", (place, *mark.id[1])), mark.shape, ("value", "idle"),
                 NUMBER_ORDER)
            for mark in numbers("", slices[out, channel], strings, size_px, (),
                                NUMBER_ORDER).values())
    return marks


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


def inserted_zeros(trace: Trace, layout: Layout) -> dict[str, list[Mark]]:
    """A small 0 in each inserted zero, by map, where the cells are large enough."""
    size_px = zero_size_px(layout.sizes.cell)
    if size_px is None:
        return {}
    resting: Roles = ("zero", "idle") if len(layout.sizes.needs.bands) > 1 else ("zero",)
    cells = [cell_of(cell) for cell in np.argwhere(
        trace.extended.kinds == CellKind.INSERTED_ZERO).tolist()]
    return {f"in {channel}": [Mark((f"zero in {channel}", cell), grid.number("0", *cell, size_px),
                                   resting, NUMBER_ORDER) for cell in cells]
            for channel, grid in layout.inputs.items()}


def partials(layout: Layout, unit: Unit, sum: Sum | None) -> dict[MarkId, Text]:
    """What each slice adds to a sum, written beside it; nothing without one."""
    size_px = layout.sizes.needs.text_px
    places = [(channel, (grid.top + grid.bottom) / 2) for channel, grid in unit.slices.items()]
    places += [(OTHERS, unit.stub[1])] if unit.stub else []
    return {(f"partial {unit.channel}", (place,)): Text(
                sum.terms[channel] if sum else "",
                (layout.partials - 0.3 * size_px, y + 0.5 + CAP_HEIGHT / 2 * size_px), size_px,
                "right")
            for place, (channel, y) in enumerate(places)}
