"""Traces: a layer on an input, as every step, tap and multiply-accumulate.

Steps and stamps are made only when they are looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.errors import LayerError
from convgif.layers import AxisPlan, Layer, StampPlan
from convgif.layers.activations import Activation
from convgif.traces.arrays import Array
from convgif.traces.backward import Backward, flow_back
from convgif.traces.extending import (
    ExtendedMap,
    IndexTuple,
    combinations_of,
    index_of,
    outer,
    shares_over,
    windows_over,
)
from convgif.traces.lazy import LazySequence
from convgif.traces.matrices import Matrix, matrix_of
from convgif.traces.products import Addition, Mac
from convgif.traces.reductions import REDUCTIONS, Reduction
from convgif.traces.taps import Taps, find_taps, taps_of_moves, taps_of_places


@dataclass(frozen=True, eq=False)
class Step:
    """One output element: `output_index` (channel, *spatial), its `value`, and how it came."""

    trace: "Trace"
    output_index: IndexTuple

    def __repr__(self) -> str:
        return f"Step(output_index={self.output_index}, value={self.value:g})"

    @property
    def value(self) -> float:
        """The number that it makes: `trace.output[output_index]`."""
        return float(self.trace.output[self.output_index])

    @property
    def preactivation(self) -> float:
        """What its activation is applied to: the value, where there is none."""
        return float(self.trace.preactivation[self.output_index])

    @property
    def window(self) -> NDArray[np.intp]:
        """The extended spatial cell of each tap, int (taps, rank), in the kernel's C order."""
        if self.trace.moves is not None:
            return np.array([mac.position[1:] for mac in self.macs], np.intp).reshape(
                -1, len(self.trace.input_size))
        cells = self._cells
        return cells[self._are_taps(cells)]

    @property
    def shares(self) -> tuple[float, ...]:
        """What each tap of the window counts in the output, but for a weight."""
        if self._shares is None:
            return (1.0,) * len(self.window)
        return tuple(self._shares[self._are_taps(self._cells)].tolist())

    @property
    def box(self) -> tuple[IndexTuple, IndexTuple]:
        """The first and the last cell that the window spans, whether they are taps or not; of a
        step that takes no input, the first cell of the map alone."""
        if self.trace.moves is not None:
            cells = self.window if len(self.window) else np.zeros((1, self.window.shape[1]), int)
            return tuple(cells.min(axis=0).tolist()), tuple(cells.max(axis=0).tolist())
        spanned = [axis.cells(i)
                   for axis, i in zip(self.trace.axes, self.output_index[1:], strict=True)]
        return tuple(cells[0] for cells in spanned), tuple(cells[-1] for cells in spanned)

    @property
    def macs(self) -> tuple[Mac, ...]:
        """The multiply-accumulates, input channels outermost, then the taps in C order."""
        return tuple(_macs(self.trace, self))

    @property
    def bias(self) -> float:
        """What is added to the total; 0 without a bias."""
        bias = self.trace.bias
        return 0.0 if bias is None else float(bias[self.output_index[:bias.ndim]])

    @property
    def divisor(self) -> int | None:
        """What an average pooling divides the total by, None for other layers."""
        if self.trace.moves is not None:
            return None
        taps = int(self._are_taps(self._cells).sum())
        divisor: int | None = self.trace.rule.divisor(self.trace.layer, taps)
        return divisor

    @property
    def winner(self) -> Mac | None:
        """The first tap that has the maximum, None but for max pooling."""
        if not self.trace.rule.selects:
            return None
        return next(mac for mac in self.macs if mac.product == self.preactivation)

    @property
    def flat_index(self) -> int | None:
        """Where the winner lies in its channel of the input, counted in C order, as torch.nn's
        return_indices has it; None but for max pooling."""
        winner = self.winner
        if winner is None or winner.input_index is None:
            return None
        return int(np.ravel_multi_index(winner.input_index[1:], self.trace.input_size))

    @property
    def _first(self) -> IndexTuple:
        return tuple(axis.starts[i]
                     for axis, i in zip(self.trace.axes, self.output_index[1:], strict=True))

    @property
    def _cells(self) -> NDArray[np.intp]:
        """The cell at each kernel position, a tap or not."""
        cells = self.trace.tap_offsets + np.array(self._first, np.intp)
        return cells if self._shares is None else np.minimum(cells, self.trace.last_cell)

    def _are_taps(self, cells: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which kernel positions, whose cells those are, are taps."""
        counted: NDArray[np.bool_] = self.trace.counted[tuple(cells.T)].reshape(-1)
        shares = self._shares
        return counted if shares is None else counted & (shares > 0)

    @property
    def _shares(self) -> Array | None:
        """What the tap at each kernel position counts, None where all count in full."""
        if self.trace.shares is None:
            return None
        number = np.ravel_multi_index(self.output_index[1:], self.trace.output.shape[1:])
        return self.trace.shares[:, int(number)]


@dataclass(frozen=True, eq=False)
class Stamp:
    """One input element of a transposed layer: `value` times the kernel, added to the output."""

    trace: "Trace"
    input_index: IndexTuple

    def __repr__(self) -> str:
        return f"Stamp(input_index={self.input_index}, value={self.value:g})"

    @property
    def value(self) -> float:
        """The number that is stamped: `trace.input[input_index]`."""
        return float(self.trace.input[self.input_index])

    @property
    def additions(self) -> tuple[Addition, ...]:
        """What it adds, output channels outermost, then the kernel in C order."""
        return tuple(_additions(self.trace, self))


@dataclass(frozen=True, eq=False)
class Trace:
    """A layer on an input: arrays, geometry, and the lazy steps.

    input (C_in, *spatial), weight and bias as torch.nn stores them, output (C_out, *spatial).
    rotated: whether the kernel is applied rotated by 180 degrees. preactivation: what `activation`,
    where there is one, makes the output of; else the output. called: what an array of it is in
    another trace, by the name that it has here. kept: how many cells of the output, from the first
    on, are of use there; None for all. moves: of a layer that moves numbers, for each output which
    inputs it takes, counted in C order, -1 in place of one less; None for a layer with windows,
    whose axes say that. given_indices: of unpooling.
    """

    layer: Layer
    axes: tuple[AxisPlan, ...]
    input: Array
    weight: Array | None
    bias: Array | None
    output: Array
    extended: ExtendedMap
    preactivation: Array
    rotated: bool = False
    activation: Activation | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    kept: IndexTuple | None = None
    moves: NDArray[np.intp] | None = None
    given_indices: NDArray[np.intp] | None = None

    def __repr__(self) -> str:
        return (f"Trace({self.layer!r}, input {self.input.shape}, "
                f"output {self.output.shape})")

    @property
    def reduction(self) -> str:
        """How taps become one number, a name in REDUCTIONS: sum, max, average or norm."""
        return self.layer.reduction

    @property
    def rule(self) -> Reduction[Any]:
        """The row of REDUCTIONS."""
        return REDUCTIONS[self.reduction]

    @property
    def input_size(self) -> IndexTuple:
        """The input's size on each spatial axis."""
        return self.input.shape[1:]

    @property
    def steps(self) -> LazySequence[Step]:
        """One step an output element, channel included, in C order."""
        shape = self.output.shape
        return LazySequence(self.output.size, lambda i: Step(self, index_of(i, shape)))

    @property
    def stamps(self) -> LazySequence[Stamp]:
        """Transposed layers only: one stamp an input element, in C order. Empty for others."""
        shape = self.input.shape
        length = self.input.size if self.stamp_axes else 0
        return LazySequence(length, lambda i: Stamp(self, index_of(i, shape)))

    @cached_property
    def indices(self) -> NDArray[np.intp] | None:
        """Where in its channel of the input each maximum is, counted in C order and shaped as the
        output, as torch.nn's return_indices has it; of unpooling those that it was given; None for
        other layers."""
        if self.given_indices is not None or not self.rule.selects:
            return self.given_indices
        return np.array([step.flat_index for step in self.steps], np.intp).reshape(
            self.output.shape)

    @cached_property
    def taps(self) -> Taps:
        """Every connection: which output reads which input, through which weight. Raises LimitError
        for more than are meant."""
        if self.moves is not None:
            return taps_of_moves(self.moves)
        return find_taps(self.layer, self.axes, self.input.shape)

    @cached_property
    def moments(self) -> list[tuple[int, int | None]]:
        """What happens one after the other, by the number of an output: each that takes something;
        of unpooling each input by its number, too, wherever it goes."""
        if self.given_indices is None:
            return [(int(number), None) for number in np.unique(self.taps.output)]
        channels = np.arange(self.input.size) // self.input[0].size
        places = channels * self.output[0].size + self.given_indices.ravel()
        return [(place, number) for number, place in enumerate(places.tolist())]

    @cached_property
    def matrix(self) -> Matrix:
        """The layer as one sparse matrix: `matrix @ input.ravel()` is `output.ravel()`, but for the
        bias and an activation. Raises LayerError for a layer whose output is no weighted sum."""
        if not self.rule.is_linear:
            raise LayerError(f"{type(self.layer).__name__} has no matrix, as its output is no "
                             "weighted sum of its input: use average pooling, a convolution, a "
                             "transposed one or Linear")
        return matrix_of(self.taps, self.weight, self.output.shape, self.input.shape)

    @cached_property
    def patches(self) -> Array:
        """What each window reads, in columns, as torch.nn.Unfold has it: (C_in * taps, outputs). A
        convolution without groups is `weight.reshape(C_out, -1) @ patches`; of a transposed layer
        they are those of its equivalent convolution."""
        windows = windows_over(self.extended.values, self.axes)
        return windows.reshape(-1, windows.shape[-1])

    def backward(self, grad_output: ArrayLike | None = None, *, seed: int = 0) -> Backward:
        """What flows back: grad_input, grad_weight and grad_bias, as torch's autograd has them, and
        the products that each of their elements is the sum of.

        grad_output: what arrives, shaped as the output; left out, small whole numbers by seed. A
        maximum passes it all to the first tap that has it, an average shares it by its divisor,
        border cells that repeat an input add up there; what two unpooled numbers claim passes to
        both. An Lp norm is differentiated as it is computed here, by the sizes of the inputs;
        torch's differs where its output does (see LPPool2d), and with norm_type 1 at an input of 0,
        where torch has 1 and this 0.
        `trace.backward().terms("input", (0, 1, 1))` is what grad_input[0, 1, 1] is the sum of.
        Raises ArrayError.
        """
        slope = None if self.activation is None else self.activation.slope_at(self.preactivation)
        taps = self.taps if self.given_indices is None else taps_of_places(
            [place for place, _ in self.moments])  # torch sends it to what was overwritten, too
        return flow_back(self.layer, taps, self.input, self.weight, self.preactivation,
                         grad_output, seed, slope)

    @cached_property
    def tap_offsets(self) -> NDArray[np.intp]:
        """From a window's first tap to each tap, int (taps, rank)."""
        return combinations_of([axis.offsets for axis in self.axes])

    @cached_property
    def shares(self) -> Array | None:
        """What the tap at each kernel position counts in each output, (taps, outputs), 0 where
        there is none; None where all count in full."""
        return shares_over(self.axes)

    @property
    def last_cell(self) -> IndexTuple:
        """The last spatial cell of the extended map."""
        return tuple(size - 1 for size in self.extended.shape[1:])

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """The extended spatial cells that are taps of the windows they lie in, bool."""
        counted: NDArray[np.bool_] = np.asarray(
            self.extended.kinds <= self.rule.last_kind(self.layer))
        return counted

    @cached_property
    def fills_windows(self) -> bool:
        """Whether a window has nothing but taps in its box: no gaps, and every cell counts."""
        dilated = any(len(axis.offsets) > 1 and axis.offsets.step > 1 for axis in self.axes)
        return not dilated and bool(self.counted.all())

    @cached_property
    def stamp_axes(self) -> tuple[StampPlan, ...]:
        """Each spatial axis read as stamping; none but for transposed layers."""
        plans = (self.layer.axis_stamps(axis, size) for axis, size in enumerate(self.input_size))
        return tuple(plan for plan in plans if plan is not None)

    @cached_property
    def left_out(self) -> NDArray[np.bool_]:
        """The spatial output cells that are not kept, bool."""
        shape = self.output.shape[1:]
        return ~outer([np.arange(size) < most
                       for size, most in zip(shape, self.kept or shape, strict=True)])

    @cached_property
    def output_padding(self) -> NDArray[np.bool_]:
        """The spatial output cells that are there because of output_padding, bool."""
        return ~outer([np.arange(axis.output_size) < axis.output_size - axis.added
                        for axis in self.axes])


def _macs(trace: Trace, step: Step) -> Iterator[Mac]:
    if trace.moves is not None:
        yield from _moved(trace, trace.moves, step)
        return
    layer, rule, (out_channel, *position) = trace.layer, trace.rule, step.output_index
    every = step._cells
    counts = step._are_taps(every)
    cells = [tuple(cell) for cell in every[counts].tolist()]
    kernel = [tap for tap, counted in zip(product(*(axis.kernel for axis in trace.axes)),
                                          counts, strict=True) if counted]
    shares = (step._shares[counts].tolist() if rule.interpolates(layer) and step._shares is not None
              else [None] * len(cells))
    total = rule.first
    for in_channel in layer.channels_read(out_channel):
        for cell, tap, share in zip(cells, kernel, shares, strict=True):
            source = trace.extended.source(cell)
            value = float(trace.extended.values[(in_channel, *cell)])
            weight, index = share, None
            if trace.weight is not None:
                index = layer.weight_index(out_channel, in_channel, position, tap)
                weight = float(trace.weight[index])
            gives = rule.product(layer, value, weight)
            total = float(rule.combine(total, gives))
            yield Mac((in_channel, *cell), None if source is None else (in_channel, *source),
                      index, value, weight, gives, total)


def _moved(trace: Trace, moves: NDArray[np.intp], step: Step) -> Iterator[Mac]:
    number = int(np.ravel_multi_index(step.output_index, trace.output.shape))
    total = 0.0
    for source in moves[number].tolist():
        if source >= 0:
            index = index_of(source, trace.input.shape)
            value = float(trace.input[index])
            total += value
            yield Mac(index, index, None, value, None, value, total)


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
