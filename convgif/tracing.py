"""trace(): a layer on an input, as its output and every step, tap and multiply-accumulate.

The output is computed in one go; the steps are made only when they are looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.arrays import (
    BIAS_VALUES,
    INPUT_VALUES,
    WEIGHT_VALUES,
    Array,
    check_count,
    checked,
    seeded,
)
from convgif.errors import ArrayError
from convgif.layers import AxisPlan, CellKind, Layer, StampPlan

Item = TypeVar("Item")
IndexTuple = tuple[int, ...]


class Mac(NamedTuple):
    """One multiply-accumulate: `product` = input * weight, `total` the sum so far, without bias.

    position: (channel, *cell) in the extended map. input_index: the element of the input, None
    for a zero that is not in it. weight_index: into the weight as stored, never rotated.
    """

    position: IndexTuple
    input_index: IndexTuple | None
    weight_index: IndexTuple
    input: float
    weight: float
    product: float
    total: float


class Addition(NamedTuple):
    """One product of a stamp. position: (channel, *cell) on the canvas before it is cropped.
    output_index: the element of the output, None where it is cropped."""

    position: IndexTuple
    output_index: IndexTuple | None
    weight_index: IndexTuple
    weight: float
    product: float


@dataclass(frozen=True, eq=False)
class ExtendedMap:
    """The input with zeros inserted and padding around.

    shape: (channels, *spatial). kinds: CellKind of each spatial cell, uint8. sources: for each
    spatial cell the input cell it repeats, int (*spatial, rank), -1 for a zero. values: what the
    cells hold, (channels, *spatial). dropped: spatial cells that are no step's tap, bool.
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


class LazySequence(Sequence[Item], Generic[Item]):
    """A sequence whose items are made when they are asked for."""

    def __init__(self, length: int, make: Callable[[int], Item]) -> None:
        self._length, self._make = length, make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            return [self._make(i) for i in range(*index.indices(self._length))]
        return self._make(range(self._length)[index])

    def __iter__(self) -> Iterator[Item]:
        return map(self._make, range(self._length))


@dataclass(frozen=True, eq=False)
class Step:
    """One output element: `output_index` (channel, *spatial), its `value`, and how it came."""

    trace: "Trace"
    output_index: IndexTuple

    def __repr__(self) -> str:
        return f"Step(output_index={self.output_index}, value={self.value:g})"

    @property
    def value(self) -> float:
        return float(self.trace.output[self.output_index])

    @property
    def window(self) -> NDArray[np.intp]:
        """The extended spatial cell of each tap, int (taps, rank), in the kernel's C order."""
        starts = [axis.starts[i]
                  for axis, i in zip(self.trace.axes, self.output_index[1:], strict=True)]
        return self.trace.tap_offsets + np.array(starts, np.intp)

    @property
    def macs(self) -> tuple[Mac, ...]:
        """The multiply-accumulates, input channels outermost, then the taps in C order."""
        return tuple(_macs(self.trace, self))


@dataclass(frozen=True, eq=False)
class Stamp:
    """One input element of a transposed layer: `value` times the kernel, added to the output."""

    trace: "Trace"
    input_index: IndexTuple

    def __repr__(self) -> str:
        return f"Stamp(input_index={self.input_index}, value={self.value:g})"

    @property
    def value(self) -> float:
        return float(self.trace.input[self.input_index])

    @property
    def additions(self) -> tuple[Addition, ...]:
        """What it adds, output channels outermost, then the kernel in C order."""
        return tuple(_additions(self.trace, self))


@dataclass(frozen=True, eq=False)
class Trace:
    """A layer on an input: arrays, geometry, and the lazy steps.

    input (C_in, *spatial), weight and bias as torch.nn stores them, output (C_out, *spatial).
    """

    layer: Layer
    axes: tuple[AxisPlan, ...]
    input: Array
    weight: Array | None
    bias: Array | None
    output: Array
    extended: ExtendedMap

    @property
    def input_size(self) -> IndexTuple:
        return self.input.shape[1:]

    @property
    def steps(self) -> LazySequence[Step]:
        """One step an output element, channel included, in C order."""
        shape = self.output.shape
        return LazySequence(self.output.size, lambda i: Step(self, _unravel(i, shape)))

    @property
    def stamps(self) -> LazySequence[Stamp]:
        """Transposed layers only: one stamp an input element, in C order. Empty for others."""
        shape = self.input.shape
        length = self.input.size if self.stamp_axes else 0
        return LazySequence(length, lambda i: Stamp(self, _unravel(i, shape)))

    @cached_property
    def tap_offsets(self) -> NDArray[np.intp]:
        """From a window's first tap to each tap, int (taps, rank)."""
        return _grid([axis.offsets for axis in self.axes])

    @cached_property
    def stamp_axes(self) -> tuple[StampPlan, ...]:
        plans = (self.layer.axis_stamps(axis, size) for axis, size in enumerate(self.input_size))
        return tuple(plan for plan in plans if plan is not None)

    @cached_property
    def output_padding(self) -> NDArray[np.bool_]:
        """The spatial output cells that are there because of output_padding, bool."""
        return ~_outer([np.arange(axis.output_size) < axis.output_size - axis.added
                        for axis in self.axes])


def trace(layer: Layer, input: ArrayLike | None = None, weight: ArrayLike | None = None,
          bias: ArrayLike | None = None, *, input_size: int | Sequence[int] | None = None,
          seed: int = 0) -> Trace:
    """The trace of the layer on that input.

    input: (C_in, *spatial), or left out and filled by seed at `input_size` (spatial only; left
    out too: the layer's default). weight, bias: shaped as in torch.nn, or by seed. Computed in
    float64 unless the input is floating of another precision.
    `trace(Conv2d(stride=2, padding=1), input_size=5).output` has shape (1, 3, 3).
    Raises LayerError or ArrayError.
    """
    if input is None:
        size = layer.default_input_size() if input_size is None else input_size
        shape = layer.input_shape(size)
        layer.plan(size)
        x = seeded(shape, INPUT_VALUES, seed)
    else:
        x = checked(input, "input", (layer.input_channels, *[None] * layer.rank),
                    "channels first, then the spatial axes")
        if input_size is not None and layer.spatial_size(input_size) != x.shape[1:]:
            raise ArrayError(f"input has shape {x.shape} and input_size is {input_size}: "
                             "give one of them")
    axes = layer.plan(x.shape[1:])
    w = _parameter(weight, "weight", layer.weight_shape, WEIGHT_VALUES, seed, x.dtype)
    b = _parameter(bias, "bias", layer.bias_shape, BIAS_VALUES, seed, x.dtype)
    check_count([x.shape[0], *(n for axis in axes for n in (axis.output_size, len(axis.offsets)))],
                "all windows")
    extended = _extend(x, axes)
    with np.errstate(over="ignore", invalid="ignore"):
        output = _compute(layer, axes, extended.values, w, b)
    _check_finite("the output", output)
    return Trace(layer, axes, x, w, b, output, extended)


def _parameter(given: ArrayLike | None, name: str, shape: IndexTuple | None,
               values: tuple[int, int, int], seed: int, dtype: np.dtype[Any]) -> Array | None:
    if shape is None:
        if given is not None:
            raise ArrayError(f"{name} was given, but the layer has none: leave it out"
                             + (", or set bias=True" if name == "bias" else ""))
        return None
    array = (seeded(shape, values, seed) if given is None
             else checked(given, name, shape, "as torch.nn stores it"))
    with np.errstate(over="ignore"):
        array = array.astype(dtype, copy=False)
    _check_finite(name, array)
    return array


def _check_finite(name: str, array: Array) -> None:
    if not np.isfinite(array).all():
        raise ArrayError(f"{name} overflows {array.dtype}: give smaller numbers, or the input as "
                         "float64")


def _extend(x: Array, axes: tuple[AxisPlan, ...]) -> ExtendedMap:
    sizes = tuple(axis.extended_size for axis in axes)
    kinds = np.zeros(sizes, np.uint8)
    for kind in (CellKind.INSERTED_ZERO, CellKind.PADDING):
        kinds[~_outer([np.array(axis.kinds) < kind for axis in axes])] = kind
    per_axis = [np.array([-1 if s is None else s for s in axis.sources]) for axis in axes]
    sources = np.stack(np.broadcast_arrays(*np.ix_(*per_axis)), axis=-1) if axes else (
        np.zeros((0,), np.intp))
    real = _outer([index >= 0 for index in per_axis])
    values = np.where(real, _select(x, 1, per_axis), x.dtype.type(0))
    tapped = [np.isin(np.arange(axis.extended_size),
                      np.add.outer(np.array(axis.starts), np.array(axis.offsets)))
              for axis in axes]
    return ExtendedMap((x.shape[0], *sizes), kinds, sources, values, ~_outer(tapped))


def _compute(layer: Layer, axes: tuple[AxisPlan, ...], extended: Array,
             weight: Array | None, bias: Array | None) -> Array:
    """Every window at once: gather (C_in, outputs, taps), then one product a channel group."""
    assert weight is not None
    rank, outputs = len(axes), [axis.output_size for axis in axes]
    cells = [np.add.outer(np.array(axis.starts), np.array(axis.offsets)).ravel() for axis in axes]
    paired = _select(extended, 1, cells).reshape(extended.shape[0],
                              *(n for axis in axes for n in (axis.output_size, len(axis.offsets))))
    windows = paired.transpose(0, *range(2, 2 * rank + 1, 2), *range(1, 2 * rank + 1, 2)).reshape(
        extended.shape[0], prod(len(axis.offsets) for axis in axes), prod(outputs))
    out_channels = layer.output_channels(extended.shape[0])
    reads = np.array([layer.channels_read(channel) for channel in range(out_channels)])
    dense = weight[layer.weight_channels(np.arange(out_channels)[:, None], reads)]
    taps = _select(dense, 2, [np.array(axis.kernel) for axis in axes])
    groups = out_channels // len(np.unique(reads[:, 0])) if out_channels else 1
    result = np.empty((out_channels, prod(outputs)), extended.dtype)
    for first in range(0, out_channels, groups):
        one = slice(first, first + groups)
        result[one] = (taps[one].reshape(groups, -1)
                       @ windows[reads[first]].reshape(-1, prod(outputs)))
    if bias is not None:
        result += bias[:, None]
    return result.reshape(out_channels, *outputs)


def _macs(trace: Trace, step: Step) -> Iterator[Mac]:
    assert trace.weight is not None
    out_channel = step.output_index[0]
    cells = [tuple(cell) for cell in step.window.tolist()]
    kernel = [tuple(index) for index in product(*(axis.kernel for axis in trace.axes))]
    total = 0.0
    for in_channel in trace.layer.channels_read(out_channel):
        stored = trace.layer.weight_channels(out_channel, in_channel)
        for cell, tap in zip(cells, kernel, strict=True):
            source = trace.extended.source(cell)
            value = float(trace.extended.values[(in_channel, *cell)])
            weight = float(trace.weight[(*stored, *tap)])
            product_ = value * weight + 0.0  # a zero has no sign
            total += product_
            yield Mac((in_channel, *cell), None if source is None else (in_channel, *source),
                      (*stored, *tap), value, weight, product_, total)


def _additions(trace: Trace, stamp: Stamp) -> Iterator[Addition]:
    assert trace.weight is not None
    in_channel, *index = stamp.input_index
    axes, value = trace.stamp_axes, stamp.value
    starts = [axis.starts[i] for axis, i in zip(axes, index, strict=True)]
    for out_channel in range(trace.output.shape[0]):
        if in_channel not in trace.layer.channels_read(out_channel):
            continue
        stored = trace.layer.weight_channels(out_channel, in_channel)
        for tap in product(*(range(len(axis.offsets)) for axis in axes)):
            cell = tuple(start + axis.offsets[t]
                         for start, axis, t in zip(starts, axes, tap, strict=True))
            kept = all(c in axis.crop for c, axis in zip(cell, axes, strict=True))
            output = tuple(c - axis.crop.start for c, axis in zip(cell, axes, strict=True))
            weight = float(trace.weight[(*stored, *tap)])
            yield Addition((out_channel, *cell), (out_channel, *output) if kept else None,
                           (*stored, *tap), weight, value * weight)


def _select(array: Array, first_axis: int, indices: list[NDArray[np.intp]]) -> Array:
    """The array with each axis from `first_axis` on reduced or reordered to those indices."""
    for axis, index in enumerate(indices, first_axis):
        array = array.take(index, axis)
    return array


def _unravel(flat: int, shape: IndexTuple) -> IndexTuple:
    return tuple(int(i) for i in np.unravel_index(flat, shape))


def _grid(axes: list[range]) -> NDArray[np.intp]:
    """Every combination in C order, int (count, len(axes))."""
    return np.array(list(product(*axes)), np.intp).reshape(-1, len(axes))


def _outer(masks: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """True where every axis is True, shaped by the masks' lengths."""
    result = np.ones((), bool)
    for mask in masks:
        result = np.logical_and.outer(result, mask)
    return result
