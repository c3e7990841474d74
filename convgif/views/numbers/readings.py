"""What an output is made of, by the place of each tap in the kernel; and how its numbers look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convgif.errors import ViewError
from convgif.traces.arrays import Array
from convgif.traces.reductions import Notation
from convgif.traces.tracing import Mac, Step, Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.kit.grids import cell_of, plane
from convgif.views.kit.maps import steps_of
from convgif.views.kit.numerals import FEWEST_DECIMALS, decimals
from convgif.views.kit.sums import Place
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT


@dataclass(frozen=True)
class Shown:
    """What of a trace is drawn: the channels, None where all of them are (a layer without spatial
    axes), and its steps in C order. digits: decimals, None for whole numbers."""

    trace: Trace
    in_channel: int | None
    out_channel: int | None
    steps: tuple[Step, ...]
    input_digits: int | None
    weight_digits: int | None
    partial_digits: int | None
    output_digits: int | None

    @property
    def kernel(self) -> tuple[int, int]:
        """Rows and columns of the taps of a window."""
        if not self.trace.axes:
            return 1, self.trace.input.shape[0]
        return plane([len(axis.offsets) for axis in self.trace.axes])

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The axes along which the steps run."""
        return self.trace.output.shape[1:] if self.trace.axes else self.trace.output.shape

    @property
    def notation(self) -> Notation:
        """How its sums are written."""
        return self.trace.rule.notation(self.trace.layer)

    @property
    def several(self) -> bool:
        """Whether an output reads channels that are not drawn."""
        return self.out_channel is not None and len(
            self.trace.layer.channels_read(self.out_channel)) > 1


@dataclass(frozen=True)
class Reading:
    """One step: the multiply-accumulate at each (row, column) of the kernel as it is applied, and
    what the channels that are not drawn add, None where there are none."""

    step: Step
    taps: Mapping[Place, Mac]
    others: float | None

    @property
    def winner(self) -> Place | None:
        """Where the maximum is, None but for max pooling."""
        winner = self.step.winner
        return None if winner is None else next(
            place for place, mac in self.taps.items() if mac.position == winner.position)


def shown(trace: Trace, settings: ViewSettings) -> Shown:
    """What the settings ask for. Raises ViewError."""
    in_channel: int | None
    out_channel: int | None
    in_channel, out_channel = one_channel(trace, settings)
    steps = steps_of(trace, out_channel) if trace.axes else trace.steps[:]
    if not trace.axes:
        if settings[SHOW_IN] is not None or settings[SHOW_OUT] is not None:
            raise ViewError(f"{type(trace.layer).__name__} is drawn whole: leave out show_in and "
                            "show_out")
        in_channel = out_channel = None
    return Shown(trace, in_channel, out_channel, tuple(steps),
                 *digits_of(trace, settings[PRECISION]))


def read(step: Step, shown: Shown) -> Reading:
    """How that step's output comes about."""
    axes, first = step.trace.axes, step.box[0]
    taps: dict[Place, Mac] = {}
    others = 0.0
    for mac in step.macs:
        channel, *cell = mac.position
        if shown.in_channel is None:
            taps[0, channel] = mac
        elif channel == shown.in_channel:
            taps[cell_of([axis.offsets.index(at - start)
                          for axis, at, start in zip(axes, cell, first, strict=True)])] = mac
        else:
            others += mac.product
    return Reading(step, taps, others if shown.several else None)


def returns_indices(trace: Trace) -> bool:
    """Whether the layer returns where each maximum is."""
    return trace.rule.tells_places(trace.layer)


def indices(shown: Shown) -> list[str]:
    """Where each maximum is in its channel of the input, empty for layers that do not say."""
    return [str(step.flat_index) for step in shown.steps] if returns_indices(shown.trace) else []


class Digits(NamedTuple):
    """The decimals of numbers, None for whole ones; partial: of products and sums on the way."""

    input: int | None
    weight: int | None
    partial: int | None
    output: int | None


def digits_of(trace: Trace, precision: int | None) -> Digits:
    """The decimals of a trace's numbers: those that are added up, or compared, have as many as
    their result. precision: so many, None for as many as they need."""
    x = decimals(trace.input.ravel(), precision)
    weights = weights_of(trace)
    if weights is not None:
        weight = decimals(weights.ravel(), precision)
        partial: int | None
        bias = None if trace.bias is None else decimals(trace.bias.ravel(), precision)
        if (x, weight, bias) == (None, None, None):
            return Digits(None, None, None, decimals(trace.output.ravel(), precision))
        partial = decimals(_partial_sizes(trace), precision)
        if partial is None:
            partial = FEWEST_DECIMALS if precision is None else precision
        return Digits(x, weight, partial, partial if trace.activation is None
                      else decimals(trace.output.ravel(), precision))
    products = trace.rule.product(trace.layer, trace.input.ravel(), None)
    partial = decimals(np.abs(products), precision)
    return Digits(x, None, partial, partial if trace.rule.selects and trace.activation is None
                  else decimals(trace.output.ravel(), precision))


def weights_of(trace: Trace) -> Array | None:
    """The weights that inputs are multiplied by, stored or those of an interpolation; None where
    there are none."""
    if trace.weight is None and trace.rule.interpolates(trace.layer):
        return np.unique(trace.taps.factor)
    return trace.weight


def _partial_sizes(trace: Trace) -> Iterator[float]:
    """Of outputs, biases and the smallest product: what sums on the way are as large as."""
    yield from trace.preactivation.ravel().tolist()
    yield from () if trace.bias is None else trace.bias.ravel().tolist()
    smallest = 1.0
    for array in (trace.input, weights_of(trace)):
        sizes = np.abs(array[array != 0]) if array is not None else np.ones(1)
        smallest *= float(sizes.min(initial=np.inf))
    if np.isfinite(smallest):
        yield smallest
