"""What each unit of a layer reads of a network's input: receptive fields, unit by unit.

Along each axis of the input a unit reads from one cell to another, padding counted as cells beyond
the ends. A layer says which units of the layer before it reads; the rest is looking up. Exact for
layers whose neighbours differ too, such as transposed ones, as boxes around what is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convgif.layers import Layer, MovingLayer
from convgif.layers.axes import CellKind, StampPlan
from convgif.layers.base import planned
from convgif.networks.operations import (
    OF_SEQUENCES,
    RECORDED,
    RESHAPING,
    TURNING,
    Operation,
    Reads,
    Shape,
)

Cells = NDArray[np.int64]


class Units(NamedTuple):
    """Which units of the layer before it each unit of a layer reads along an axis, the first and
    the last; step: how far those of neighbours lie apart, None where that is not always the same;
    each: all of them, a row a unit, None where they follow each other from the first to the
    last."""

    first: Cells
    last: Cells
    step: int | None
    each: Callable[[], Cells] | None = None  # asked for where it matters alone: it may be large

    @property
    def all(self) -> Cells:
        """All that each unit reads, a row a unit, in which one may stand more than once."""
        if self.each is not None:
            return self.each()
        longest = int((self.last - self.first).max(initial=0))
        return _rows(self.first, np.arange(longest + 1), self.last)


def _rows(first: Cells, offsets: Cells, last: Cells) -> Cells:
    """A row for each first cell: those that lie so far behind it, up to the last one."""
    found: Cells = np.minimum(first[:, None] + offsets, last[:, None])
    return found


@dataclass(frozen=True, eq=False)
class Line:
    """Along one axis of the input: the first and last cell that each unit reads; jump: how far
    those of neighbours lie apart, None where that is not always the same."""

    first: Cells
    last: Cells
    jump: int | None = 1

    def at(self, units: Units) -> "Line":
        """What units read that read these of this line's units; beyond its ends it goes on as at
        them."""
        first, last = ((units.first[:, None], units.last[:, None]) if self._is_in_order else
                       (units.all,) * 2)
        return Line(self._beyond(self.first, first).min(1), self._beyond(self.last, last).max(1),
                    self._jump_of(units))

    def _jump_of(self, units: Units) -> int | None:
        """That of units that read this line's: where all of these read the same, so do those."""
        if self.jump == 0 and len(units.first) > 1:
            return 0
        return None if self.jump is None or units.step is None else self.jump * units.step

    @property
    def _is_in_order(self) -> bool:
        """Whether no unit begins or ends before one that stands before it, as they do where a
        kernel is dilated that stamps."""
        return all((np.diff(ends) >= 0).all() for ends in (self.first, self.last))

    @property
    def whole(self) -> "Line":
        """All of it, as one unit that has no neighbour."""
        return Line(self.first.min(keepdims=True), self.last.max(keepdims=True), None)

    @property
    def jumps(self) -> tuple[int, ...]:
        """How far from those of their neighbours the fields of units begin, each distance once;
        nothing where a unit has no neighbour."""
        apart = np.diff(self.first) if self.jump is None else np.array([self.jump])
        return tuple(np.unique(apart).tolist())

    @property
    def size(self) -> int:
        """How many cells a unit reads at most."""
        return int((self.last - self.first).max()) + 1

    def _beyond(self, ends: Cells, units: Cells) -> Cells:
        """The value at each unit; before the first and after the last it goes on by the jump, or
        by the step that is there."""
        last = len(ends) - 1
        low, high = (max(0, int(ends[far] - ends[near])) if self.jump is None else self.jump
                     for near, far in ((0, min(1, last)), (max(0, last - 1), last)))
        before, after = np.minimum(units, 0), np.maximum(units - last, 0)
        found: Cells = ends[np.clip(units, 0, last)] + before * low + after * high
        return found


def _union(lines: Sequence[Line]) -> Line:
    """The boxes around what units of the same place read; one that stands alone is beside all, and
    so does what is laid out in another way."""
    counts = {len(line.first) for line in lines} - {1}
    if len(counts) > 1:
        return _union([line.whole for line in lines])
    jumps = {line.jump for line in lines if len(line.first) > 1} or {lines[0].jump}
    return Line(reduce(np.minimum, [line.first for line in lines]),
                reduce(np.maximum, [line.last for line in lines]),
                jumps.pop() if len(jumps) == 1 else None)


def _following(lines: Sequence[Line]) -> Line:
    return Line(np.concatenate([line.first for line in lines]),
                np.concatenate([line.last for line in lines]), None)


def _most_apart(middles: Sequence[NDArray[np.float64]]) -> float:
    if len({len(each) for each in middles}) != 1:
        return 0.0
    return float(np.ptp(np.stack(middles), axis=0).max())


@dataclass(frozen=True, eq=False)
class Reach:
    """What the units of a layer read, an axis of the input each."""

    lines: tuple[Line, ...]

    @classmethod
    def of_input(cls, shape: Shape) -> "Reach":
        """Each cell of the input by itself."""
        return cls(tuple(Line(np.arange(size), np.arange(size)) for size in shape[1:]))

    @classmethod
    def union(cls, reaches: Sequence["Reach"]) -> "Reach":
        """Boxes around what several branches read."""
        each = zip(*(reach.lines for reach in reaches), strict=True)
        return cls(tuple(_union(lines) for lines in each))

    @classmethod
    def one_after_the_other(cls, reaches: Sequence["Reach"], axis: int) -> "Reach":
        """What is read by units of several branches that lie after each other along that axis."""
        each = list(zip(*(reach.lines for reach in reaches), strict=True))
        return cls(tuple(_following(lines) if at == axis else _union(lines)
                         for at, lines in enumerate(each)))

    @staticmethod
    def apart(reaches: Sequence["Reach"]) -> tuple[float, ...]:
        """How far the middles of what branches read lie apart at most, for units of one place,
        along each axis; 0 where they are aligned. One that stands alone is beside all, as is what
        is laid out in another way."""
        each = zip(*(reach.lines for reach in reaches), strict=True)
        return tuple(_most_apart([(line.first + line.last) / 2 for line in lines
                                  if len(line.first) > 1]) for lines in each)

    @property
    def whole(self) -> "Reach":
        """All that is read, as by one unit."""
        return Reach(tuple(line.whole for line in self.lines))

    def is_of(self, sizes: Sequence[int]) -> bool:
        """Whether the last axes of a map of those sizes are still those of the input; a unit that
        reads all stands for as many as there are."""
        last = sizes[len(sizes) - len(self.lines):]
        return len(sizes) >= len(self.lines) and all(
            len(line.first) in (1, size) for line, size in zip(self.lines, last, strict=True))

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many cells a unit reads at most along each axis."""
        return tuple(line.size for line in self.lines)

    @property
    def jumps(self) -> tuple[int | None, ...]:
        """How far the fields of neighbours lie apart along each axis."""
        return tuple(line.jump for line in self.lines)

    @property
    def paddings(self) -> tuple[int, ...]:
        """How far the first unit reads past the beginning of each axis."""
        return tuple(max(0, -int(line.first[0])) for line in self.lines)

    @property
    def first_centres(self) -> tuple[float, ...]:
        """Where the middle of what the first unit reads lies along each axis."""
        return tuple((int(line.first[0]) + int(line.last[0])) / 2 for line in self.lines)

    @property
    def middle(self) -> tuple[tuple[int, int], ...]:
        """The first and the last cell that the middle unit reads along each axis; padding lies
        before 0 and past the end."""
        middles = [(len(line.first) - 1) // 2 for line in self.lines]
        return tuple((int(line.first[at]), int(line.last[at]))
                     for line, at in zip(self.lines, middles, strict=True))

    def through_layer(self, layer: Layer, sizes: Sequence[int], output: Shape) -> "Reach":
        """What the units of a layer on an input of these spatial sizes read. Raises LayerError."""
        if isinstance(layer, MovingLayer) and layer.rank == len(sizes) and sizes and (
                layer.reads_along(0, sizes[0]) is None):
            return self._laid_out(output)
        if len(self.lines) != layer.rank or not self.is_of(sizes):
            return self._laid_out(output) if isinstance(layer, MovingLayer) else self.whole
        return Reach(tuple(line.at(_read(layer, axis, size)) for axis, (line, size) in
                           enumerate(zip(self.lines, sizes, strict=True))))

    def through_operation(self, operation: Operation, shape: Shape, output: Shape) -> "Reach":
        """What the units of a layer read that is only counted."""
        if operation.kind == "flat global pooling":
            return self.whole
        if operation.kind in RESHAPING:
            return self
        if operation.kind == RECORDED:
            return self._recorded(operation.arguments["reads"], shape)
        if operation.kind in OF_SEQUENCES:
            return self.whole
        if output[1:] == shape[1:] or not self.is_of(shape[1:]):
            return self
        moved = _resized if operation.kind == "resizing" else _shifted
        return Reach(tuple(line.at(moved(size, out, operation, axis)) for axis, (line, size, out)
                           in enumerate(zip(self.lines, shape[1:], output[1:], strict=True))))

    def _recorded(self, reads: Reads, shape: Shape) -> "Reach":
        """Of a layer of which it is known what it reads; the last axis may be of channels."""
        in_order = len(shape) == len(self.lines) + 1 and self.is_of(shape[1:])
        is_one = reads is Reads.ONE or (reads is Reads.LAST_AXIS and not in_order)
        return self if is_one else self.whole

    def _laid_out(self, output: Shape) -> "Reach":
        """Of the same numbers in another shape."""
        return self if len(output) == 1 or self.is_of(output[1:]) else self.whole


def units_read(operation: Layer | Operation | None, shape: Shape, output: Shape
               ) -> tuple[Units, ...]:
    """Which units of its input, of that shape, each unit of what it makes reads along each axis;
    nothing where axes go. None reads what lies at its own place. Raises LayerError."""
    if len(shape) != len(output) or len(shape) < 2:
        return ()
    if isinstance(operation, MovingLayer) and any(
            operation.reads_along(axis, size) is None for axis, size in enumerate(shape[1:])):
        return ()
    if isinstance(operation, Layer):
        return tuple(_read(operation, axis, size) for axis, size in enumerate(shape[1:]))
    if operation is None:
        return tuple(Units(np.arange(out), np.arange(out), 1) for out in output[1:])
    if operation.kind in TURNING:
        return ()
    moved = _resized if operation.kind == "resizing" else _shifted
    return tuple(moved(size, out, operation, axis)
                 for axis, (size, out) in enumerate(zip(shape[1:], output[1:], strict=True)))


def _read(layer: Layer, axis: int, size: int) -> Units:
    """Which cells of its input each output of a layer reads along an axis: from the first tap to
    the last, or, where it stamps, from the first to the last that is no inserted zero. Raises
    LayerError."""
    if isinstance(layer, MovingLayer):
        moved = layer.reads_along(axis, size)
        assert moved is not None
        return Units(np.array(moved.first), np.array(moved.last), moved.step)
    stamps = layer.axis_stamps(axis, size)
    if stamps is not None:
        return _stamped(stamps)
    plan = planned(layer, axis, size)
    starts = np.array(plan.starts)
    first_cell = plan.kinds.index(CellKind.INPUT)
    begin = starts - first_cell + (plan.sources[first_cell] or 0)
    last = begin + np.array([plan.offsets[count - 1] for count in plan.counts]
                            or plan.offsets[-1:])
    return Units(begin, last, plan.stride, lambda: _rows(begin, np.array(plan.offsets), last))


def _stamped(stamps: StampPlan) -> Units:
    """Which inputs stamp on each output. With a stride of 1 neighbours lie 1 apart, where no end of
    the input cuts what they read; where all read the same, 0."""
    first, last = stamps.inputs_read
    reading = np.flatnonzero(first <= last)
    if not reading.size:  # all that it makes of the input is cropped
        nowhere = np.zeros(len(first), np.int64)
        return Units(nowhere, nowhere, None)
    kept = _nearest(reading, len(first))
    first, last = first[kept], last[kept]
    is_whole = last - first == stamps.offsets[-1] - stamps.offsets[0]
    is_one_field = np.ptp(first) == np.ptp(last) == 0
    step = 0 if is_one_field else 1 if (
        stamps.starts.step == 1 and (is_whole[:-1] & is_whole[1:]).any()) else None
    longest = int((last - first).max())
    return Units(first, last, step,
                 lambda: _rows(first, np.arange(0, longest + 1, stamps.inputs_apart), last))


def _nearest(reading: Cells, count: int) -> Cells:
    """For each of so many outputs the nearest that reads something of the input, which stands for
    one that does not."""
    outputs = np.arange(count)
    after = np.searchsorted(reading, outputs).clip(max=len(reading) - 1)
    below, above = reading[np.maximum(after - 1, 0)], reading[after]
    found: Cells = np.where(np.abs(outputs - below) <= np.abs(above - outputs), below, above)
    return found


def _resized(size: int, out: int, operation: Operation, axis: int) -> Units:
    """The cells on both sides of each output's centre; the one that is nearest by `nearest`."""
    if "linear" not in operation.text and "cubic" not in operation.text:
        near = np.arange(out) * size // out
        return Units(near, near, None)
    centre = (np.arange(out) + 0.5) * size / out - 0.5
    return Units(np.clip(np.floor(centre), 0, size - 1).astype(np.int64),
                 np.clip(np.ceil(centre), 0, size - 1).astype(np.int64), None)


def _shifted(size: int, out: int, operation: Operation, axis: int) -> Units:
    """Torch's order: the last axis first, before and after, and the channels at last."""
    padding = operation.arguments.get("padding", 0)
    before = padding if isinstance(padding, int) else padding[:-2:2][-1 - axis]
    cells = np.arange(out) - before
    return Units(cells, cells, 1)

