"""extend(): the map that windows slide over: the input with zeros inserted and padding around."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.layers import AxisPlan, CellKind
from convgif.traces.arrays import Array

IndexTuple = tuple[int, ...]


def index_of(number: int, shape: IndexTuple) -> IndexTuple:
    """Where the element of that number, counted in C order, is in an array of that shape."""
    return tuple([int(i) for i in np.unravel_index(number, shape)])


def combinations_of(axes: Sequence[range]) -> NDArray[np.intp]:
    """Every combination of a number of each axis, in C order, int (count, len(axes))."""
    return np.array(list(product(*axes)), np.intp).reshape(prod(map(len, axes)), len(axes))


@dataclass(frozen=True, eq=False)
class ExtendedMap:
    """The input with zeros inserted and padding around.

    shape: (channels, *spatial). kinds: CellKind of each spatial cell, uint8. sources: for each
    spatial cell the input cell it repeats, int (*spatial, rank), -1 for a zero. values: what the
    cells hold, (channels, *spatial). dropped: spatial cells that are no window's tap, also those
    between dilated taps, bool.
    """

    shape: IndexTuple
    kinds: NDArray[np.uint8]
    sources: NDArray[np.intp]
    values: Array
    dropped: NDArray[np.bool_]

    def source(self, cell: IndexTuple) -> IndexTuple | None:
        """The input cell that an extended spatial cell repeats, None for a zero."""
        found = self.sources[cell]
        return None if (found < 0).any() else tuple(found.tolist())


def extend(x: Array, axes: tuple[AxisPlan, ...]) -> ExtendedMap:
    """The extended map of an input (channels, *spatial), axis by axis as planned."""
    sizes = tuple(axis.extended_size for axis in axes)
    kinds = np.zeros(sizes, np.uint8)
    for kind in (CellKind.INSERTED_ZERO, CellKind.PADDING, CellKind.OVERHANG):
        kinds[~outer([np.array(axis.kinds) < kind for axis in axes])] = kind
    per_axis = [np.array([-1 if s is None else s for s in axis.sources]) for axis in axes]
    sources = np.stack(np.broadcast_arrays(*np.ix_(*per_axis)), axis=-1) if axes else (
        np.zeros((0,), np.intp))
    real = outer([index >= 0 for index in per_axis])
    values = np.where(real, select(x, 1, per_axis), x.dtype.type(0))
    read = outer([np.frombuffer(axis.read, np.bool_) for axis in axes])
    return ExtendedMap((x.shape[0], *sizes), kinds, sources, values, ~read)


def select(array: Array, first_axis: int, indices: list[NDArray[np.intp]]) -> Array:
    """The array with each axis from `first_axis` on reduced or reordered to those indices."""
    for axis, index in enumerate(indices, first_axis):
        array = array.take(index, axis)
    return array


def cells_of_taps(axis: AxisPlan) -> NDArray[np.intp]:
    """The extended cell of each tap of each output along an axis, (outputs, taps). Where an output
    has fewer taps than others, what stands in the place of the rest is some cell."""
    cells: NDArray[np.intp] = np.add.outer(np.array(axis.starts), np.array(axis.offsets))
    return np.minimum(cells, axis.extended_size - 1) if axis.counts else cells


def shares_of_taps(axis: AxisPlan) -> Array | None:
    """What each tap of each output along an axis counts in it, (outputs, taps), 0 where it has
    fewer taps than others; None where all have as many, which count in full."""
    if not axis.counts:
        return None
    shares = np.zeros((axis.output_size, axis.most_taps))
    for output, row in enumerate(shares):
        row[:axis.counts[output]] = axis.shares_of(output)
    return shares


def windows_over(cells: NDArray[Any], axes: tuple[AxisPlan, ...]) -> NDArray[Any]:
    """What lies at each kernel position of each window, (channels, taps, outputs)."""
    paired = select(cells, 1, [cells_of_taps(axis).ravel() for axis in axes]).reshape(
        len(cells), *(n for axis in axes for n in (axis.output_size, axis.most_taps)))
    return _by_taps(paired, axes)


def shares_over(axes: tuple[AxisPlan, ...]) -> Array | None:
    """What each tap of each window counts in its output, (taps, outputs), 0 for what is none; None
    where every one counts in full."""
    found = [shares_of_taps(axis) for axis in axes]
    if all(shares is None for shares in found):
        return None
    product = np.ones(())
    for axis, shares in zip(axes, found, strict=True):
        product = np.multiply.outer(product, np.ones((axis.output_size, axis.most_taps))
                                    if shares is None else shares)
    combined: Array = _by_taps(product[None], axes)[0]
    return combined


def _by_taps(paired: NDArray[Any], axes: tuple[AxisPlan, ...]) -> NDArray[Any]:
    """(channels, outputs, taps, outputs, taps ...) as (channels, taps, outputs)."""
    rank = len(axes)
    return paired.transpose(0, *range(2, 2 * rank + 1, 2), *range(1, 2 * rank + 1, 2)).reshape(
        len(paired), prod(axis.most_taps for axis in axes),
        prod(axis.output_size for axis in axes))


def outer(masks: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """True where every axis is True, shaped by the masks' lengths."""
    result = np.ones((), bool)
    for mask in masks:
        result = np.logical_and.outer(result, mask)
    return result
