"""How many paths lead from each cell of every map to a unit: what it reads, exactly, and how often.

A path goes through one tap of each layer. Counts are what the gradient of the unit is where all
weights are 1 and nothing is cut off: cells that have some are those that it reads, branches and
padding too. Along each axis they follow from the layer's plan, or from what it moves.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from convgif.errors import LayerError, shorten
from convgif.layers import AxisPlan, Layer, MovingLayer
from convgif.layers.axes import CellKind
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.operations import OF_SEQUENCES, RECORDED, Operation, Shape
from convgif.networks.reach import units_read

Counts = NDArray[np.float64]


class Joined(Protocol):
    """A layer of a network on an input, and the numbers of those that it takes."""

    @property
    def operation(self) -> Layer | Operation | Join:
        """What it does."""

    @property
    def inputs(self) -> tuple[int, ...]:
        """The numbers of the layers that it takes its input from, -1 for the network's."""

    @property
    def output_shape(self) -> Shape:
        """Channels first."""


@dataclass(frozen=True, eq=False)
class Paths:
    """How many paths lead from each cell of a map to a unit.

    counts: channels first, with the padding around the map that is read; before: how many cells of
    padding come before the map along each axis. Exact up to 2**53.
    """

    counts: Counts
    before: tuple[int, ...]
    shape: Shape

    @property
    def inside(self) -> Counts:
        """Those of the map's own cells."""
        return self.counts[(slice(None), *(slice(before, before + size) for before, size in zip(
            self.before, self.shape[1:], strict=True)))]

    @property
    def places(self) -> Counts:
        """Those of all channels together, padding included."""
        summed: Counts = self.counts.sum(0)
        return summed

    @property
    def cells(self) -> frozenset[tuple[int, ...]]:
        """The places that are read, counted from the map's first cell: padding is below 0 and
        beyond its end."""
        return frozenset(tuple(int(at) - before for at, before in zip(
            place, self.before, strict=True)) for place in np.argwhere(self.places))


def paths_to(layers: Sequence[Joined], input_shape: Shape, number: int, unit: Sequence[int],
             channel: int | None = None) -> dict[int, Paths]:
    """By the number of a layer, -1 for the input, how many paths lead from its map to a unit of the
    layer of that number. channel: the unit's, of all channels if not given. Raises LayerError."""
    shapes = {-1: input_shape, **{at: layer.output_shape for at, layer in enumerate(layers)}}
    shape = shapes[number]
    if len(unit) != len(shape) - 1 or not all(
            0 <= at < size for at, size in zip(unit, shape[1:], strict=True)):
        raise LayerError(f"there is no unit {','.join(map(str, unit))}: the map is "
                         f"{'×'.join(map(str, shape[1:]))}, counted from 0")
    reached: dict[int, Counts] = {number: np.zeros(shape)}
    reached[number][(slice(None) if channel is None else channel, *unit)] = 1
    around: dict[int, list[Paths]] = defaultdict(list)
    for at in range(number, -1, -1):
        if at not in reached:
            continue
        layer, sources = layers[at], [shapes[source] for source in layers[at].inputs]
        for source, paths in zip(layer.inputs, _through(layer.operation, sources, reached[at]),
                                 strict=True):
            around[source].append(paths)
            reached[source] = reached.get(source, 0) + paths.inside
    return {at: _with_padding(counts, around[at]) for at, counts in reached.items()}


def _with_padding(counts: Counts, read: Sequence[Paths]) -> Paths:
    """The map with all the padding that some layer reads around it."""
    axes = range(1, counts.ndim)
    befores = [max([0, *(paths.before[axis - 1] for paths in read)]) for axis in axes]
    afters = [max([0, *(paths.counts.shape[axis] - paths.before[axis - 1] - counts.shape[axis]
                        for paths in read)]) for axis in axes]
    whole = np.zeros((len(counts), *(before + size + after for before, size, after in zip(
        befores, counts.shape[1:], afters, strict=True))))
    for paths in read:
        whole[(slice(None), *(slice(most - before, most - before + size) for most, before, size in
                              zip(befores, paths.before, paths.counts.shape[1:], strict=True)))
              ] += paths.counts
    made = Paths(whole, tuple(befores), counts.shape)
    made.inside[...] = counts  # of a unit that nothing reads, 1
    return made


def _bare(counts: Counts) -> Paths:
    """Of a map without padding."""
    return Paths(counts, (0,) * (counts.ndim - 1), counts.shape)


def _through(operation: Layer | Operation | Join, shapes: Sequence[Shape], counts: Counts
             ) -> list[Paths]:
    """Through the layer back to each of its inputs of those shapes."""
    if isinstance(operation, Join):
        return [_bare(each) for each in _parted(operation, shapes, counts)]
    if isinstance(operation, Operation):
        back = BACK.get(operation.kind, _as_it_is)
        return [_bare(back(operation, shape, counts)) for shape in shapes]
    (shape,) = shapes
    if isinstance(operation, MovingLayer):
        return [_bare(_moved(operation, shape, counts))]
    if not operation.rank:
        return [_bare(np.full(shape, counts.sum()))]
    axes = operation.plan(shape[1:])
    read, spread = _by_what_they_read(operation, counts)
    for axis, plan in enumerate(axes, 1):
        spread = np.moveaxis(_onto(plan, np.moveaxis(spread, axis, 0)), 0, axis)
    stamps = any(operation.axis_stamps(axis, size) for axis, size in enumerate(shape[1:]))
    found = _on_their_cells(axes, shape, spread, stamps=stamps)
    channels = np.zeros((shape[0], *found.counts.shape[1:]))
    for number, of in enumerate(read):
        channels[of] += found.counts[number]
    return [replace(found, counts=channels)]


def _by_what_they_read(layer: Layer, counts: Counts) -> tuple[list[slice], Counts]:
    """The channels that are read together, and the counts of those that read them."""
    together: dict[range, list[int]] = defaultdict(list)
    for made in range(len(counts)):
        together[layer.channels_read(made)].append(made)
    return ([slice(read.start, read.stop) for read in together],
            np.stack([counts[made].sum(0) for made in together.values()]))


def _onto(plan: AxisPlan, counts: Counts) -> Counts:
    """Along the first axis, from outputs onto the extended cells that they read."""
    spread = np.zeros((plan.extended_size, *counts.shape[1:]))
    stride = plan.stride
    for number, offset in enumerate(plan.offsets):
        if stride is not None:
            first = plan.starts[0] + offset
            spread[first:first + (len(counts) - 1) * stride + 1:stride] += counts
        else:
            has = [at for at in range(len(counts)) if not plan.counts or number < plan.counts[at]]
            np.add.at(spread, [plan.starts[at] + offset for at in has], counts[has])
    return spread


def _on_their_cells(axes: Sequence[AxisPlan], shape: Shape, spread: Counts, *, stamps: bool
                    ) -> Paths:
    """From extended cells to those of the input that they are, or repeat; padding of zeros stays
    around it, but for that of a layer that stamps, which is none of the input's."""
    befores = []
    for axis, (plan, size) in enumerate(zip(axes, shape[1:], strict=True), 1):
        begin = 0 if stamps else plan.kinds.index(CellKind.INPUT) - (
            plan.sources[plan.kinds.index(CellKind.INPUT)] or 0)
        end = 0 if stamps else plan.extended_size - begin - size
        before, after = max(0, begin), max(0, end)
        cells = np.moveaxis(spread, axis, 0)
        found = np.zeros((before + size + after, *cells.shape[1:]))
        for at, (kind, source) in enumerate(zip(plan.kinds, plan.sources, strict=True)):
            if source is not None:
                found[before + source] += cells[at]
            elif kind is CellKind.PADDING and not stamps:
                found[before + at - begin] += cells[at]
        spread = np.moveaxis(found, 0, axis)
        befores.append(before)
    return Paths(spread, tuple(befores), shape)


def _moved(layer: MovingLayer, shape: Shape, counts: Counts) -> Counts:
    """Back to the elements that a layer takes as they are; of unpooling, which takes them from
    where an index says, to all that may be."""
    if layer.takes_indices:
        raise LayerError(f"which cells {layer!r} fills depends on numbers: take the part of the "
                         "network before it")
    sources = layer.sources(shape)
    spread = np.zeros(prod(shape) + 1)  # the last is of those that take none
    np.add.at(spread, sources, counts.reshape(-1, 1))
    return spread[:-1].reshape(shape)


def _parted(join: Join, shapes: Sequence[Shape], counts: Counts) -> list[Counts]:
    """Back to each branch."""
    if join.kind == CONCATENATE:
        ends = np.cumsum([shape[join.axis] for shape in shapes])[:-1]
        return list(np.split(counts, ends, join.axis))
    found = []
    for shape in shapes:
        repeated = tuple(axis for axis, (one, all_) in enumerate(zip(
            shape, counts.shape, strict=True)) if one != all_)
        found.append(counts.sum(repeated, keepdims=True) if repeated else counts)
    return found


# Through layers that are only counted.

def _as_it_is(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    """The same numbers, in another shape perhaps."""
    return counts.reshape(shape) if prod(shape) == counts.size else _not_known(
        operation, shape, counts)


def _not_known(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    raise LayerError(f"what {shorten(operation)} reads is not known: take the part of the network "
                     "before it")


def _from_all(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    return np.broadcast_to(counts.reshape(-1, *[1] * (len(shape) - 1)), shape).copy()


def _in_order(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    order = operation.arguments["order"] or tuple(reversed(range(len(shape))))
    return counts.transpose(np.argsort(order))


def _unshuffled(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    groups = operation.arguments.get("groups", 1)
    apart = counts.reshape(len(counts) // groups, groups, *counts.shape[1:])
    return apart.swapaxes(0, 1).reshape(shape)


def _from_their_places(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    """Along each axis to the units that are read, from the first to the last."""
    for axis, units in enumerate(units_read(operation, shape, counts.shape), 1):
        made = np.moveaxis(counts, axis, 0)
        found = np.zeros((shape[axis], *made.shape[1:]))
        for at, (first, last) in enumerate(zip(units.first, units.last, strict=True)):
            found[max(0, first):max(0, last + 1)] += made[at]
        counts = np.moveaxis(found, 0, axis)
    return counts


def _uncropped(operation: Operation, shape: Shape, counts: Counts) -> Counts:
    """Torch's order: the last axis first, before and after, and the channels at last."""
    befores = operation.arguments["padding"][::2][::-1]
    found = np.zeros(shape)
    inside = tuple(slice(max(0, -before), min(size, made - before)) for before, size, made in zip(
        befores, shape, counts.shape, strict=True))
    found[inside] = counts[tuple(slice(cells.start + before, cells.stop + before)
                                 for cells, before in zip(inside, befores, strict=True))]
    return found


BACK: Mapping[str, Callable[[Operation, Shape, Counts], Counts]] = {
    **dict.fromkeys((RECORDED, *sorted(OF_SEQUENCES)), _not_known),
    "flat global pooling": _from_all, "transpose": _in_order, "channel shuffle": _unshuffled,
    "resizing": _from_their_places, "padding of channels": _uncropped}
