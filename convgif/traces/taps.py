"""Taps: every connection of a layer on an input: which output reads which input, through which
weight.

One source of what follows from connections: matrices, nodes, patches, gradients, counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.layers import AxisPlan, Layer
from convgif.traces.arrays import Array, check_count
from convgif.traces.extending import cells_of_taps, shares_of_taps
from convgif.traces.reductions import REDUCTIONS


@dataclass(frozen=True, eq=False)
class Taps:
    """The connections, in the order of the steps and of the multiply-accumulates of each.

    output, input, weight: where each array has its element, counted in C order; -1 for an input
    that is a zero beside it, and for the weight of a layer that has none. factor: what the product
    counts in the output: of an average one over its divisor, of an interpolation what it weighs,
    else 1.
    """

    output: NDArray[np.intp]
    input: NDArray[np.intp]
    weight: NDArray[np.intp]
    factor: Array

    def __len__(self) -> int:
        return len(self.output)

    def __repr__(self) -> str:
        return f"Taps({len(self)} connections)"


def find_taps(layer: Layer, axes: Sequence[AxisPlan], input_shape: Sequence[int]) -> Taps:
    """The taps of the layer on an input of that shape, which lies so along its axes.

    Raises LimitError for more than are meant.
    """
    rank, rule = len(axes), REDUCTIONS[layer.reduction]
    reads = np.array([layer.channels_read(channel)
                      for channel in range(layer.output_channels(input_shape[0]))], np.intp)
    outputs = (len(reads), *(axis.output_size for axis in axes))
    every = (*outputs, reads.shape[1], *(axis.most_taps for axis in axes))
    check_count((4, *every), "the taps' four arrays")

    def along(values: NDArray[Any], *dimensions: int) -> NDArray[Any]:
        """The array with its axes in those places among all: outputs first, then their taps."""
        sizes = dict(zip(dimensions, values.shape, strict=True))
        return values.reshape([sizes.get(place, 1) for place in range(2 * rank + 2)])

    channel = along(reads, 0, rank + 1)
    cells = [cells_of_taps(axis) for axis in axes]
    places = [(1 + axis, rank + 2 + axis) for axis in range(rank)]
    sources = [along(np.array([-1 if source is None else source for source in axis.sources]
                              )[cell], *place)
               for axis, cell, place in zip(axes, cells, places, strict=True)]
    kinds = [along(np.array(axis.kinds)[cell], *place)
             for axis, cell, place in zip(axes, cells, places, strict=True)]
    counted = np.asarray(reduce(np.maximum, kinds, np.zeros((), int)) <= rule.last_kind(layer))
    shares = [along(share, *place) for share, place in zip(map(shares_of_taps, axes), places,
                                                            strict=True) if share is not None]
    share = reduce(np.multiply, shares, np.ones(()))
    counted = counted & (share > 0)
    is_there = reduce(np.logical_and, [source >= 0 for source in sources], np.ones((), bool))
    inputs = reduce(lambda flat, source: flat * source[1] + source[0],
                    zip(sources, input_shape[1:], strict=True), channel)
    index = () if layer.weight_shape is None else layer.weight_index(
        along(np.arange(outputs[0]), 0), channel,
        [along(np.arange(axis.output_size), 1 + i) for i, axis in enumerate(axes)],
        [along(np.array(axis.kernel), rank + 2 + i) for i, axis in enumerate(axes)])
    weights = np.ravel_multi_index(index, layer.weight_shape or ()) if index else np.array(-1)
    taken = np.broadcast_to(counted, every)
    divisor = rule.divisor(layer, taken.sum(axis=tuple(range(rank + 1, 2 * rank + 2)),
                                            keepdims=True))
    factors = share if divisor is None else share / np.asarray(divisor, np.float64)
    output, input, weight, factor = (
        np.broadcast_to(array, every)[taken] for array in (
            along(np.arange(np.prod(outputs)).reshape(outputs), *range(rank + 1)),
            np.where(is_there, inputs, -1), weights, factors))
    return Taps(output, input, weight, factor)


def taps_of_places(places: Sequence[int]) -> Taps:
    """Those of inputs that are put there, each onto the output of that number, whatever is put
    there after it."""
    count = len(places)
    return Taps(np.array(places, np.intp), np.arange(count), np.full(count, -1, np.intp),
                np.ones(count))


def taps_of_moves(moves: NDArray[np.intp]) -> Taps:
    """The taps of a layer that moves numbers: for each output the inputs that it takes, -1 in place
    of one less."""
    output, place = np.nonzero(moves >= 0)
    return Taps(output, moves[output, place], np.full(len(output), -1), np.ones(len(output)))
