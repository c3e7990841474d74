"""A layer on an input and on the same input shifted: whether the output shifts along."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from convgif.errors import LayerError
from convgif.traces.arrays import Array
from convgif.traces.extending import IndexTuple
from convgif.traces.tracing import Trace, trace

ROUNDINGS = 4  # how many of each term a sum may be off, where the order of its terms changes


@dataclass(frozen=True, eq=False)
class Shifted:
    """A trace, and that of the same layer on its input shifted by so many cells along each axis.
    What leaves at one end comes in at the other.

    moved_by: how far an output shifts along that is equivariant: a stride divides, that of a
    transposed layer multiplies; towards zero where it does not come out even. Where a window reads
    all of the input its output is invariant, and does not move. maps: what input and output are
    shifted as, channel first: see `shifted_as`.
    """

    first: Trace
    second: Trace
    by: IndexTuple
    moved_by: IndexTuple
    maps: tuple[IndexTuple, IndexTuple]

    @property
    def moved(self) -> Array:
        """The output of the unshifted input, shifted along."""
        return _rolled(self.first.output, self.maps[1], self.moved_by)

    @cached_property
    def difference(self) -> Array:
        """The output of the shifted input less the one that is shifted along: 0 where they differ
        by no more than the order in which a sum is rounded."""
        difference = self.second.output - self.moved
        return np.where(np.abs(difference) <= self._rounding, 0.0, difference)

    @property
    def broken(self) -> NDArray[np.bool_]:
        """The outputs in which they differ, bool."""
        broken: NDArray[np.bool_] = self.difference != 0
        return broken

    @property
    def is_invariant(self) -> bool:
        """Whether the output does not move at all, as one number is made of all of the input."""
        return bool(self.first.axes) and not self.first.stamp_axes and not any(
            _strides(self.first))

    @property
    def uneven(self) -> tuple[tuple[int, int], ...]:
        """Shift and stride of each axis along which the shift is no multiple of the stride."""
        if self.first.stamp_axes or not self.first.layer.rank:
            return ()
        return tuple(sorted({(by, stride) for by, stride in zip(
            self.by, _strides(self.first), strict=True) if stride and by % stride}))

    def cell(self, index: Sequence[int]) -> IndexTuple:
        """Where an output lies in its map, channel first."""
        place = np.ravel_multi_index(tuple(index), self.first.output.shape)
        return tuple([int(at) for at in np.unravel_index(place, self.maps[1])])

    def lands(self, index: Sequence[int]) -> IndexTuple:
        """Where an output lies in its map once it is shifted along, channel first."""
        channel, *cell = self.cell(index)
        return (channel, *((at + by) % size for at, by, size in zip(
            cell, self.moved_by, self.maps[1][1:], strict=True)))

    @property
    def _rounding(self) -> float:
        """How far sums of the same terms in another order may lie apart."""
        traced = self.first
        terms = len(traced.tap_offsets) * len(traced.layer.channels_read(0))
        largest = np.abs(traced.extended.values).max(initial=0.0)
        if traced.weight is not None:
            largest *= np.abs(traced.weight).max(initial=0.0)
        added = 0.0 if traced.bias is None else np.abs(traced.bias).max(initial=0.0)
        return float(ROUNDINGS * np.finfo(traced.output.dtype).eps * (terms * largest + added))


def shifted(traced: Trace, by: int | Sequence[int]) -> Shifted:
    """The trace beside that of its input shifted by so many cells, one number or one an axis, down
    and to the right where above zero. Raises LayerError for another count of numbers."""
    maps = shifted_as(traced)
    sizes, results = (shape[1:] for shape in maps)
    rank = len(sizes)
    given = (by,) if isinstance(by, int) else tuple(by)
    if len(given) not in (1, rank):
        name = type(traced.layer).__name__
        raise LayerError(f"shift {','.join(map(str, given))} has {len(given)} numbers, and "
                         f"{name if traced.axes else f'the input of {name}'} has {rank} "
                         f"{'axis' if rank == 1 else 'axes'}: give one number, or one an axis")
    every = given if len(given) == rank else given * rank
    true_convolution = traced.rotated and not traced.stamp_axes
    second = trace(traced.layer, _rolled(traced.input, maps[0], every), traced.weight, traced.bias,
                   true_convolution=true_convolution, activation=traced.activation)
    moved = (tuple(shift * axis.starts.step for shift, axis in zip(
                 every, traced.stamp_axes, strict=True))
             if traced.stamp_axes else
             tuple(_towards_zero(shift, stride) for shift, stride in zip(
                 every, _strides(traced), strict=True))
             if traced.layer.rank else every)
    return Shifted(traced, second, every, tuple(
        moved_by % size for moved_by, size in zip(moved, results, strict=True)), maps)


def shifted_as(traced: Trace) -> tuple[IndexTuple, IndexTuple]:
    """The shapes as which its input and its output are shifted, channel first: their own. Features
    of a layer without axes lie in a square, where those of both make one, or else in a row."""
    shapes = traced.input.shape, traced.output.shape
    if traced.layer.rank:
        return shapes
    (inputs,), (outputs,) = shapes
    sides = isqrt(inputs), isqrt(outputs)
    if sides[0] > 1 and (sides[0] ** 2, sides[1] ** 2) == (inputs, outputs):
        return (1, sides[0], sides[0]), (1, sides[1], sides[1])
    return (1, inputs), (1, outputs)


def _rolled(array: Array, shape: IndexTuple, by: IndexTuple) -> Array:
    """The array, shifted as one of that shape; what leaves at one end comes in at the other."""
    around = tuple([shift % size for shift, size in zip(by, shape[1:], strict=True)])
    rolled: Array = np.roll(array.reshape(shape), around, tuple(range(1, len(shape))))
    return rolled.reshape(array.shape)


def _strides(traced: Trace) -> list[int]:
    """How far the window moves along each axis, 0 where there is but one that reads all. Raises
    LayerError where that differs."""
    strides = [0 if axis.stride is None and axis.output_size == 1 else axis.stride
               for axis in traced.axes]
    if None in strides or len(strides) != len(traced.input_size):
        raise LayerError(f"{type(traced.layer).__name__} does not move a window by a stride, so "
                         "that no shift of its output can be said: take a convolution or pooling")
    return [stride for stride in strides if stride is not None]


def _towards_zero(shift: int, stride: int) -> int:
    """How far a window that moves so far shifts; of one that reads all nothing does."""
    if not stride:
        return 0
    return shift // stride if shift >= 0 else -(-shift // stride)
