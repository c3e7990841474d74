"""The numbers of the channels view: in the cells, and beside the slices."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import numpy as np

from convgif.arrays import Array
from convgif.extending import select
from convgif.layers import CellKind
from convgif.scene import Mark, MarkId, Roles, Text
from convgif.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.channels.layout import Layout, Unit
from convgif.views.channels.sums import OTHERS, Sum
from convgif.views.flat import (
    CAP_HEIGHT,
    cell_of,
    decimals,
    format_number,
    number_size_px,
    numbers,
    uncounted,
    zero_size_px,
)

NUMBER_ORDER = 1
NO_OTHERS: Mapping[int, str] = {}
Key = TypeVar("Key")


def cell_numbers(trace: Trace, layout: Layout, settings: ViewSettings) -> dict[str, list[Mark]]:
    """The numbers in the cells of each map, by its name; none where they do not fit."""
    marks: dict[str, list[Mark]] = {}
    kernels = {(unit.channel, channel): _kernel(trace, unit.channel, channel)
               for unit in layout.units for channel in unit.slices}
    first: Roles = ("value",) if settings.prefilled else ("pending",)
    resting: Roles = ("value", "idle") if len(layout.sizes.needs.bands) > 1 else ("value",)
    for channel, strings, size_px in _written(
            {channel: trace.extended.values[channel] for channel in layout.inputs},
            layout.sizes.cell, settings.precision, uncounted(trace)):
        marks[f"in {channel}"] = list(numbers(
            f"value in {channel}", layout.inputs[channel], strings, size_px, resting,
            NUMBER_ORDER).values())
    grids = {unit.channel: unit.output for unit in layout.units}
    for channel, strings, size_px in _written(
            {channel: trace.output[channel] for channel in grids}, layout.sizes.cell,
            settings.precision):
        marks[f"out {channel}"] = list(numbers(
            f"value out {channel}", grids[channel], strings, size_px, first,
            NUMBER_ORDER).values())
    slices = {(unit.channel, channel): grid for unit in layout.units
              for channel, grid in unit.slices.items()}
    for (out, channel), strings, size_px in _written(kernels, layout.sizes.kernel_cell,
                                                     settings.precision):
        place = channel - trace.layer.channels_read(out).start
        marks.setdefault(f"W[{out}]", []).extend(
            Mark((f"value W[{out}]", (place, *mark.id[1])), mark.shape, ("value", "idle"),
                 NUMBER_ORDER)
            for mark in numbers("", slices[out, channel], strings, size_px, (),
                                NUMBER_ORDER).values())
    return marks


def _written(arrays: Mapping[Key, Array], cell_px: int, precision: int,
             instead: Mapping[int, str] = NO_OTHERS) -> Iterator[tuple[Key, list[str], float]]:
    """The numbers of maps that stand together, formatted alike; none if any is too wide.

    instead: what stands for some of them in each map, by their place in C order.
    """
    digits = decimals((float(value) for array in arrays.values() for value in array.ravel()),
                      precision)
    strings = {key: [instead.get(place, format_number(float(value), digits))
                     for place, value in enumerate(array.ravel())]
               for key, array in arrays.items()}
    size_px = number_size_px((string for each in strings.values() for string in each), cell_px)
    if size_px is not None:
        yield from ((key, each, size_px) for key, each in strings.items())


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
