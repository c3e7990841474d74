"""What each gradient of the output adds to those of the input, the weight and the bias."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from convgif.errors import ViewError, setting
from convgif.layers import CellKind
from convgif.scenes.text import text_width
from convgif.traces.arrays import Array
from convgif.traces.backward import Backward
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.grids import Index, cell_of, plane
from convgif.views.kit.maps import kernel_cells
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.numbers.readings import Shown, read, shown
from convgif.views.settings import OF, PRECISION

Sums: TypeAlias = Mapping[Index, float]  # what the cells that a step adds to hold after it


def drawn_gradients(back: Backward, settings: ViewSettings) -> tuple[str, ...]:
    """The names of the gradients that the settings ask for. Raises ViewError."""
    only = settings[OF]
    if only is not None and only not in back.gradients:
        raise ViewError(f"{setting('of', only)} was given, and {type(back.layer).__name__} "
                        f"has no {only}: use {setting('of', 'input')}")
    return tuple(back.gradients) if only is None else (only,)


@dataclass(frozen=True, eq=False)
class Passing:
    """A trace led back by what arrives at the output channel that is drawn. names: of the gradients
    that are drawn, of what the layer has. digits: decimals of each, and of what arrives."""

    what: Shown
    back: Backward
    names: tuple[str, ...]
    precision: int | None

    @classmethod
    def of(cls, trace: Trace, settings: ViewSettings) -> "Passing":
        """What the settings ask for. Raises ViewError."""
        back = trace.backward()
        return cls(shown(trace, settings), back, drawn_gradients(back, settings),
                   settings[PRECISION])

    @property
    def trace(self) -> Trace:
        return self.what.trace

    @property
    def is_alone(self) -> bool:
        """Whether other output channels add to the gradient of the input, too."""
        if self.what.in_channel is None:
            return False
        reads = self.trace.layer.channels_read
        return any(self.what.in_channel in reads(other) for other in range(len(self.trace.output))
                   if other != self.what.out_channel)

    @cached_property
    def slopes(self) -> Array | None:
        """How much each output grows with what goes into its activation, None without one."""
        trace = self.trace
        return None if trace.activation is None else np.asarray(
            trace.activation.slope_at(trace.preactivation), np.float64)

    @cached_property
    def flat(self) -> frozenset[Index]:
        """The outputs at which the activation is flat, so that nothing goes back from there."""
        if self.slopes is None:
            return frozenset()
        slopes = self.slopes if self.what.out_channel is None else (
            self.slopes[self.what.out_channel])
        at = slopes.reshape(self.sizes["output"])
        return frozenset((int(row), int(column)) for row, column in np.argwhere(at == 0))

    @cached_property
    def sizes(self) -> Mapping[str, Index]:
        """Rows and columns of each map."""
        trace = self.trace
        if not trace.axes:
            inputs, outputs = len(trace.input), len(trace.output)
            return {"input": (1, inputs), "weight": (outputs, inputs), "bias": (outputs, 1),
                    "output": (outputs, 1)}
        return {"input": plane(trace.extended.shape[1:]), "weight": self.what.kernel,
                "bias": plane((trace.layer.bias_shape or ())[1:]),
                "output": plane(trace.output.shape[1:])}

    @cached_property
    def steps(self) -> Sequence[Mapping[str, Sums]]:
        """For each output, in C order, what it adds to: by gradient, what its cells hold then."""
        steps: list[dict[str, dict[Index, float]]] = [{} for _ in self.what.steps]
        first = len(steps) * (self.what.out_channel or 0)  # output of those that are drawn
        arrives = self.back.grad_output.ravel()
        flat = set[int]() if self.slopes is None else {
            *np.flatnonzero(self.slopes == 0).tolist()}
        for name in self.names:
            gradient, cells = self.back.gradients[name], self._cells(name)
            totals: defaultdict[int, float] = defaultdict(float)
            products = zip(gradient.element.tolist(), gradient.output.tolist(),
                           gradient.derivative.tolist(), strict=True)
            for element, output, derivative in products:
                passed = output not in flat and (derivative or not self.trace.rule.selects)
                if element in cells and output - first in range(len(steps)) and passed:
                    totals[element] += float(arrives[output]) * derivative
                    steps[output - first].setdefault(name, {})[cells[element]] = totals[element]
        return steps

    @cached_property
    def products(self) -> Sequence[Mapping[str, Sums]]:
        """For each output what is added, by gradient, at each (row, column) of the kernel: none
        onto the input from a tap on its border, nor onto the bias, which takes all."""
        gradient, count = self.back.gradients["input"], self.trace.output.size
        shares = dict(zip((gradient.element * count + gradient.output).tolist(),
                          gradient.derivative.tolist(), strict=True))
        found: list[Mapping[str, Sums]] = []
        for step in self.what.steps:
            arrives = float(self.back.grad_output[step.output_index])
            through = arrives * (1.0 if self.slopes is None else
                                 float(self.slopes[step.output_index]))
            place = int(np.ravel_multi_index(step.output_index, self.trace.output.shape))
            onto: dict[str, dict[Index, float]] = {"input": {}, "weight": {}}
            for at, mac in read(step, self.what).taps.items():
                if mac.input_index is not None:
                    element = int(np.ravel_multi_index(mac.input_index, self.trace.input.shape))
                    onto["input"][at] = (arrives * shares[element * count + place]
                                         if mac.weight is None else through * mac.weight)
                onto["weight"][at] = through * mac.input
            found.append({name: onto[name] for name in self.names if name in onto})
        return found

    def _cells(self, name: str) -> Mapping[int, Index]:
        """The cell of each element of that array, counted in C order, that is drawn: of weights
        that each position has of its own, the place in the kernel."""
        trace, rows = self.trace, self.sizes[name][0]
        if not trace.axes:
            count = self.back.gradients[name].values.size
            return {place: divmod(place, count // rows) for place in range(count)}
        in_channel, out_channel = self.what.in_channel or 0, self.what.out_channel or 0
        if name == "bias":
            places = list(np.ndindex(*(trace.layer.bias_shape or ())[1:]))
            return {out_channel * len(places) + number: cell_of(place)
                    for number, place in enumerate(places)}
        if name == "weight":
            shape = self.back.gradients[name].values.shape
            if not trace.layer.shares_weights:
                return {int(np.ravel_multi_index(mac.weight_index, shape)): at
                        for step in self.what.steps
                        for at, mac in read(step, self.what).taps.items()
                        if mac.weight_index is not None}
            return {int(np.ravel_multi_index(element.index, shape)): cell_of(id[1])
                    for id, element in kernel_cells(
                        "kernel", trace, out_channel, in_channel).items()}
        first = in_channel * trace.input[0].size
        inside = np.argwhere(trace.extended.kinds == CellKind.INPUT).tolist()
        return {first + number: cell_of(cell) for number, cell in enumerate(inside)}

    def elements(self, name: str) -> Mapping[tuple[int, ...], Index]:
        """The cell of each element of a gradient that is drawn, or of what arrives: none of weights
        that each position has of its own, whose cells show one after another."""
        if name == "output":
            return {step.output_index: (step.output_index[0], 0) if not self.trace.axes else
                    cell_of(step.output_index[1:]) for step in self.what.steps}
        if name == "weight" and not self.trace.layer.shares_weights:
            return {}
        shape = self.back.gradients[name].values.shape
        return {tuple(map(int, np.unravel_index(place, shape))): cell
                for place, cell in self._cells(name).items()}

    @cached_property
    def kernels(self) -> Sequence[Mapping[Index, str]]:
        """The kernel of each step as it is written, where each position has its own; else none."""
        if self.trace.layer.shares_weights:
            return []
        digits = self.what.weight_digits
        return [{at: format_number(mac.weight or 0.0, digits)
                 for at, mac in read(step, self.what).taps.items()} for step in self.what.steps]

    @property
    def widest_kernel(self) -> list[str]:
        """For each of its cells the widest that is ever written there."""
        return _widest(self.what.kernel, {}, self.kernels)

    @cached_property
    def arriving(self) -> Sequence[str]:
        """The gradients that arrive, as they are written, in C order."""
        channel = self.what.out_channel
        values = self.back.grad_output[slice(None) if channel is None else channel].ravel().tolist()
        return [format_number(value, decimals(values, self.precision)) for value in values]

    @cached_property
    def _digits(self) -> Mapping[str, int | None]:
        """The decimals of each gradient's sums."""
        return {name: decimals([total for step in self.steps
                                for total in step.get(name, {}).values()], self.precision)
                for name in self.names}

    @cached_property
    def written(self) -> Sequence[Mapping[str, Mapping[Index, str]]]:
        """The sums of each step as they are written."""
        return [{name: {cell: format_number(total, self._digits[name])
                        for cell, total in sums.items()}
                 for name, sums in step.items()} for step in self.steps]

    @cached_property
    def added(self) -> Sequence[Mapping[str, Mapping[Index, str]]]:
        """The products of each step as they are written."""
        digits = {name: decimals([product for step in self.products
                                  for product in step.get(name, {}).values()], self.precision)
                  for name in self.names}
        return [{name: {at: format_number(product, digits[name]) for at, product in some.items()}
                 for name, some in step.items()} for step in self.products]

    def first(self, name: str) -> list[str]:
        """What stands in the cells of a gradient before anything is added, in C order; nothing in
        what is none of its elements."""
        return _in_order(self.sizes[name], self._zeros(name))

    def last(self, name: str) -> list[str]:
        """The same once all is added."""
        held = self._zeros(name)
        for step in self.written:
            held |= step.get(name, {})
        return _in_order(self.sizes[name], held)

    def widest(self, name: str) -> list[str]:
        """For each cell the widest that is ever written there."""
        return _widest(self.sizes[name], self._zeros(name),
                       [step.get(name, {}) for step in self.written])

    def _zeros(self, name: str) -> dict[Index, str]:
        return dict.fromkeys(self._cells(name).values(), format_number(0.0, self._digits[name]))

    def widest_added(self, name: str) -> list[str]:
        """The same of the products."""
        return _widest(self.what.kernel, {}, [step.get(name, {}) for step in self.added])


def _widest(size: Index, cells: dict[Index, str], written: Iterable[Mapping[Index, str]]
            ) -> list[str]:
    """Of what is in each cell, or is ever written there, the widest; in C order."""
    widest = dict(cells)
    for strings in written:
        for cell, string in strings.items():
            if text_width(string, 10) > text_width(widest.get(cell, ""), 10):
                widest[cell] = string
    return _in_order(size, widest)


def _in_order(size: Index, cells: Mapping[Index, str]) -> list[str]:
    """What is in each cell, in C order."""
    rows, columns = size
    return [cells.get((row, column), "") for row in range(rows) for column in range(columns)]
