"""Maps: what each cell of a layer's arrays is, at rest, and its element of the trace, by the id of
its mark."""

from collections.abc import Callable
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.layers import CellKind
from convgif.scenes.roles import SHARES
from convgif.scenes.scene import Element, MarkId, Roles
from convgif.traces.arrays import Array
from convgif.traces.tracing import Step, Trace
from convgif.views.kit.grids import Place, map_size, place_of

Elements: TypeAlias = dict[MarkId, Element]
CellRoles: TypeAlias = Callable[..., Roles]  # of a row and a column, after the slice if any
MINUS_INFINITY = "\N{MINUS SIGN}\N{INFINITY}"
KIND_ROLES = {CellKind.INPUT: "input", CellKind.INSERTED_ZERO: "inserted_zero",
              CellKind.PADDING: "padding", CellKind.OVERHANG: "overhang"}


def steps_of(trace: Trace, channel: int) -> list[Step]:
    """The steps that make an output channel, in C order."""
    count = trace.output[0].size
    return trace.steps[channel * count:(channel + 1) * count]


def extended_roles(trace: Trace) -> CellRoles:
    """The roles of each cell of the input, extended by zeros, while no window is on it."""
    if not trace.axes:
        return lambda *_: ("input",)
    size = map_size(trace.extended.shape[1:])
    kinds, dropped = (array.reshape(size) for array in (trace.extended.kinds,
                                                        trace.extended.dropped))
    roles: dict[tuple[int, int], Roles] = {
        (kind, unread): (role, *("dropped",) * unread)
        for kind, role in KIND_ROLES.items() for unread in (False, True)}
    return lambda *cell: roles[kinds.item(cell), dropped.item(cell)]


def lying_in(cell: Roles, role: str) -> Roles:
    """The roles of a number or a dot in such a cell: outside the input its ground is another, and
    so it is on a tap that counts less than others."""
    if not {*SHARES}.isdisjoint(cell):
        return role, "on_share"
    return (role,) if cell[0] == "input" else (role, cell[0])


def tap_roles(step: Step) -> dict[Place, Roles]:
    """What each tap of a step is besides its roles at rest, by its cell: where some count less than
    others, how much it counts."""
    levels = _share_levels(np.array(step.shares)).tolist()
    return {tuple(cell): ("window", *SHARES[level:level + 1])
            for cell, level in zip(step.window.tolist(), levels, strict=True)}


def commonest_share(trace: Trace) -> Roles:
    """The role that most of the taps have that count less than others; none where all count alike.
    """
    if trace.shares is None:
        return ()
    taps = np.bincount(_share_levels(trace.shares)[trace.shares > 0], minlength=len(SHARES))
    partly = taps[:len(SHARES)]
    return (SHARES[int(partly.argmax())],) if partly.any() else ()


def _share_levels(shares: Array) -> NDArray[np.int_]:
    """The place in SHARES of each tap, past its end of those that count most in their step. By
    roots, so that small shares are told apart."""
    of_most = np.sqrt(shares / shares.max(axis=0, initial=np.finfo(float).tiny))
    levels: NDArray[np.int_] = np.rint(of_most * len(SHARES)).astype(int)
    return levels


def output_roles(trace: Trace) -> CellRoles:
    """The roles of each cell of the output once it is full."""
    if not trace.axes:
        return lambda *_: ("output",)
    size = map_size(trace.output.shape[1:])
    added, left_out = (cells.reshape(size) for cells in (trace.output_padding, trace.left_out))
    return lambda *cell: (("output", "left_out") if left_out.item(cell) else
                          ("output", "output_padding") if added.item(cell) else ("output",))


def inserted_zeros(trace: Trace) -> list[Place]:
    """The cells of the input, extended by zeros, between those of the layer's own."""
    return [place_of(cell) for cell in
            np.argwhere(trace.extended.kinds == CellKind.INSERTED_ZERO).tolist()]


def uncounted(trace: Trace) -> dict[int, str]:
    """What stands for a number in each cell of the extended map that is never a tap, by the cell's
    place in C order: nothing, or minus infinity in padding under a maximum."""
    kinds = trace.extended.kinds.ravel()
    return {place: MINUS_INFINITY if trace.rule.selects and kinds[place] <= CellKind.PADDING else ""
            for place in np.flatnonzero(~trace.counted).tolist()}


def extended_cells(name: str, trace: Trace, channel: int) -> Elements:
    """The cells of a map that shows a channel of the input, extended by zeros."""
    return {(name, place_of(index)): Element("extended", (channel, *index))
            for index in np.ndindex(*trace.extended.shape[1:])}


def output_cells(name: str, trace: Trace, channel: int) -> Elements:
    """The cells of a map that shows a channel of the output."""
    return {(name, place_of(index)): Element("output", (channel, *index))
            for index in np.ndindex(*trace.output.shape[1:])}


def kernel_cells(name: str, trace: Trace, out_channel: int, in_channel: int,
                 before: tuple[int, ...] = ()) -> Elements:
    """The cells of a kernel as it is applied; before: what begins their index in the map. None for
    a layer without weights, or with others at each position."""
    if trace.weight is None or not trace.layer.shares_weights:
        return {}
    stored = trace.layer.weight_channels(out_channel, in_channel)
    taps = product(*(enumerate(axis.kernel) for axis in trace.axes))
    return {(name, (*before, *place_of([place for place, _ in tap]))):
            Element("weight", (*stored, *(index for _, index in tap))) for tap in taps}


def whole_layer(trace: Trace) -> Elements:
    """The cells of all maps of a layer without axes: a row, a matrix and a column."""
    inputs, outputs = range(trace.input.shape[0]), range(trace.output.shape[0])
    return {**{("input", (0, i)): Element("extended", (i,)) for i in inputs},
            **{("kernel", (o, i)): Element("weight", (o, i)) for o, i in product(outputs, inputs)},
            **{("output", (o, 0)): Element("output", (o,)) for o in outputs}}


def one_pair(trace: Trace, in_channel: int | None, out_channel: int | None) -> Elements:
    """The cells of the maps that show one channel of each, None for a layer without axes."""
    if in_channel is None or out_channel is None:
        return whole_layer(trace)
    return {**extended_cells("input", trace, in_channel),
            **kernel_cells("kernel", trace, out_channel, in_channel),
            **output_cells("output", trace, out_channel)}


def stamped_cells(trace: Trace, in_channel: int, out_channel: int) -> Elements:
    """The cells of an input, of the kernel that it stamps, and of the canvas."""
    canvas = [axis.size for axis in trace.stamp_axes]
    stored = trace.layer.weight_channels(out_channel, in_channel)
    kernel = [len(axis.offsets) for axis in trace.stamp_axes]
    return {**{("input", place_of(index)): Element("input", (in_channel, *index))
               for index in np.ndindex(*trace.input_size)},
            **{("kernel", place_of(index)): Element("weight", (*stored, *index))
               for index in np.ndindex(*kernel)},
            **{("canvas", place_of(index)): Element("canvas", (out_channel, *index))
               for index in np.ndindex(*canvas)}}
