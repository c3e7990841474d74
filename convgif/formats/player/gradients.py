"""What a player says of a gradient: the products that it is the sum of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isclose

import numpy as np

from convgif.layers import CellKind
from convgif.scenes.scene import Element
from convgif.traces.backward import Backward, GradientTerm
from convgif.traces.tracing import Trace
from convgif.views.kit.numerals import decimals, format_number

ARRIVES, PREFIX = "grad_output", "grad_"
FACTOR = "factor"  # an element that no cell shows: what a product is of, where that is no element
FORM = {"term": "{input}·{weight}", "before": "", "between": " + ", "after": ""}
Index = tuple[int, ...]


def is_gradient(element: Element) -> bool:
    """Whether it is of a gradient that leaves, which is a sum."""
    return element.array.startswith(PREFIX) and element.array != ARRIVES


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of one trace. number: of the trace. precision: decimals, None for as many as
    they need."""

    trace: Trace
    number: int
    precision: int | None

    @cached_property
    def back(self) -> Backward:
        """What flows back through the layer, as views show it."""
        return self.trace.backward()

    @property
    def count(self) -> int:
        """How many products there are in all."""
        return sum(len(gradient.output) for gradient in self.back.gradients.values())

    @cached_property
    def factors(self) -> dict[float, int]:
        """The factors that are no elements, each with its number."""
        return {}

    def value(self, array: str, index: Index) -> float:
        """That of an element."""
        if array == FACTOR:
            return list(self.factors)[index[0]]
        if array == ARRIVES:
            return float(self.back.grad_output[index])
        return float(self.back.gradients[array.removeprefix(PREFIX)].values[index])

    def written(self, array: str, value: float) -> str:
        """A value of that array, with as many decimals as a view of numbers gives it."""
        parts = round(1 / value) if value else 0
        if array == FACTOR and parts and isclose(1 / parts, value, rel_tol=1e-12):
            return f"1/{parts}"  # a share by a divisor
        alone = array in (ARRIVES, FACTOR)
        values = [value] if alone else self.back.gradients[
            array.removeprefix(PREFIX)].values.ravel().tolist()
        return format_number(value, decimals(values, self.precision))

    def products(self, element: Element) -> list[GradientTerm]:
        """What the element is the sum of: of a maximum only what the winners pass on, of a
        transposed layer nothing that comes from a zero between or around its inputs."""
        terms = self.back.terms(element.array.removeprefix(PREFIX), element.index)
        is_weight, stamps = element.array == "grad_weight", bool(self.trace.stamp_axes)
        return [term for term in terms if (term.derivative or not self.trace.rule.selects)
                and not (is_weight and stamps and term.input_index is None)]

    def factor(self, array: str, term: GradientTerm) -> Element | None:
        """What grad_output is multiplied by in that product: a weight, an input, or a number that
        is neither; None for 1."""
        if array == "grad_input" and term.weight_index is not None:
            return Element("weight", term.weight_index, self.number)
        if array == "grad_weight" and term.input_index is not None:
            channel, *cell = term.input_index
            return Element("extended", (channel, *self._inside[tuple(cell)]), self.number)
        if array == "grad_bias" or term.derivative == 1:
            return None
        place = self.factors.setdefault(term.derivative, len(self.factors))
        return Element(FACTOR, (place,), self.number)

    @cached_property
    def _inside(self) -> Mapping[Index, Index]:
        """Where each cell of the input lies in the extended map."""
        if not self.trace.axes:
            return {(): ()}
        inside = np.argwhere(self.trace.extended.kinds == CellKind.INPUT).tolist()
        return dict(zip(np.ndindex(*self.trace.input_size), map(tuple, inside), strict=True))


def arrivals(elements: Sequence[Element]) -> Iterator[tuple[Element, Element]]:
    """What arrives, and the output that it arrives at, of those that are shown."""
    shown = {*elements}
    for element in elements:
        output = Element("output", element.index, element.trace)
        if element.array == ARRIVES and output in shown:
            yield element, output
