"""What flows back through a layer: gradients, read from its taps.

A tap is passed both ways. Forwards the output takes the input times the weight; backwards the
input is given the gradient of that output times the weight, and the weight that times the input.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.errors import ArrayError, look_up, shorten
from convgif.layers import Layer
from convgif.layers.fields import is_list, plain
from convgif.traces.arrays import GRAD_OUTPUT_VALUES, Array, checked, seeded
from convgif.traces.extending import IndexTuple, index_of
from convgif.traces.reductions import REDUCTIONS, TapValues
from convgif.traces.taps import Taps

Places: TypeAlias = NDArray[np.intp]  # counted in C order, -1 for none


class GradientTerm(NamedTuple):
    """One product of a gradient: `product` = grad_output * derivative, `total` the sum so far.

    output_index: the output through which it comes. derivative: by how much that output grows with
    the element: of an input the weight at the tap, of a weight the input, of a bias 1; of pooling
    what becomes of the input there. input_index, weight_index: the tap's, None where it has none.
    """

    output_index: IndexTuple
    input_index: IndexTuple | None
    weight_index: IndexTuple | None
    grad_output: float
    derivative: float
    product: float
    total: float


@dataclass(frozen=True, eq=False)
class Gradient:
    """The gradient of one array, `values`, and the products that it is the sums of, in the order of
    the taps: to which element each is added, through which output, at the tap of which input and
    weight."""

    values: Array
    element: Places
    output: Places
    input: Places
    weight: Places
    derivative: Array

    @cached_property
    def _by_element(self) -> tuple[Places, Places]:
        """The numbers of the products, element by element, and where those of each begin."""
        order = np.argsort(self.element, kind="stable")
        return order, np.searchsorted(self.element[order], np.arange(self.values.size + 1))

    def numbers_of(self, index: IndexTuple) -> list[int]:
        """The numbers of the products that the gradient of that element is the sum of."""
        order, begins = self._by_element
        place = int(np.ravel_multi_index(index, self.values.shape))
        numbers: list[int] = order[begins[place]:begins[place + 1]].tolist()
        return numbers


@dataclass(frozen=True, eq=False)
class Backward:
    """What flows back through a layer: see `Trace.backward`.

    grad_output: what arrives, shaped as the output. gradients: what leaves, by the name of the
    array: input, and weight and bias where the layer has them.
    """

    layer: Layer
    grad_output: Array
    gradients: Mapping[str, Gradient]

    def __repr__(self) -> str:
        left = ", ".join([f"grad_{name} {gradient.values.shape}"
                          for name, gradient in self.gradients.items()])
        return f"Backward({self.layer!r}, grad_output {self.grad_output.shape}, {left})"

    @property
    def grad_input(self) -> Array:
        """The gradient of the input, (C_in, *spatial)."""
        return self.gradients["input"].values

    @property
    def grad_weight(self) -> Array | None:
        """The gradient of the weight, shaped as torch.nn stores it; None without weights."""
        return self.gradients["weight"].values if "weight" in self.gradients else None

    @property
    def grad_bias(self) -> Array | None:
        """The gradient of the bias, shaped as it is, (C_out,); None without one."""
        return self.gradients["bias"].values if "bias" in self.gradients else None

    def terms(self, of: str, index: int | Sequence[int]) -> tuple[GradientTerm, ...]:
        """The products that one element of a gradient is the sum of, in the order of the outputs.

        of: input, weight or bias. `terms("weight", (0, 0, 1, 1))[-1].total` is
        `grad_weight[0, 0, 1, 1]`. Raises ConvgifError.
        """
        gradient = look_up(self.gradients, of, "gradient")
        found, total = list[GradientTerm](), 0.0
        for number in gradient.numbers_of(_checked_place(of, index, gradient.values.shape)):
            output = int(gradient.output[number])
            grad_output = float(self.grad_output.flat[output])
            derivative = float(gradient.derivative[number])
            total += grad_output * derivative
            found.append(GradientTerm(
                index_of(output, self.grad_output.shape),
                self._place("input", int(gradient.input[number])),
                self._place("weight", int(gradient.weight[number])),
                grad_output, derivative, grad_output * derivative, total))
        return tuple(found)

    def _place(self, name: str, place: int) -> IndexTuple | None:
        return None if place < 0 else index_of(place, self.gradients[name].values.shape)


def flow_back(layer: Layer, taps: Taps, input: Array, weight: Array | None, output: Array,
              grad_output: ArrayLike | None, seed: int, slope: Array | None = None) -> Backward:
    """What flows back where that arrives at the output; filled by seed where it is None. output:
    before an activation, slope: by how much that grows with it, None for no activation.

    Raises ArrayError.
    """
    arrives = (seeded(output.shape, GRAD_OUTPUT_VALUES, seed) if grad_output is None else
               checked(grad_output, "grad_output", output.shape, "a number for each output")
               ).astype(input.dtype, copy=False)
    slopes = np.ones(output.size) if slope is None else np.asarray(slope, np.float64).ravel()
    of_taps = slopes[taps.output]
    is_there = taps.input >= 0
    values = np.where(is_there, input.ravel()[taps.input], 0)
    weights = None if weight is None else weight.ravel()[taps.weight]
    rule = REDUCTIONS[layer.reduction]
    by_input = rule.derivative(layer, TapValues(
        values, weights, taps.factor, taps.output, output.ravel()[taps.output]))
    output_of, input_of, weight_of = (array[is_there] for array in (
        taps.output, taps.input, taps.weight))
    gradients = {"input": _summed(input, arrives, input_of, output_of, input_of, weight_of,
                                  (by_input * of_taps)[is_there])}
    if weight is not None:
        gradients["weight"] = _summed(weight, arrives, taps.weight, taps.output, taps.input,
                                      taps.weight, values * taps.factor * of_taps)
    if layer.bias_shape is not None:
        of_bias = np.arange(np.prod(layer.bias_shape)).reshape(
            *layer.bias_shape, *[1] * (output.ndim - len(layer.bias_shape)))
        none = np.full(output.size, -1)
        gradients["bias"] = _summed(np.empty(layer.bias_shape, input.dtype), arrives,
                                    np.broadcast_to(of_bias, output.shape).ravel(),
                                    np.arange(output.size), none, none, slopes)
    return Backward(layer, arrives, gradients)


def _summed(like: Array, arrives: Array, element: Places, output: Places, input: Places,
            weight: Places, derivative: Array) -> Gradient:
    """The gradient of an array like that, from its products."""
    with np.errstate(over="ignore", invalid="ignore"):
        products = arrives.ravel()[output].astype(np.float64) * derivative
        values = np.bincount(element, products, like.size).reshape(like.shape).astype(like.dtype)
    if not np.isfinite(values).all():
        raise ArrayError(f"a gradient overflows {like.dtype}: give a smaller grad_output")
    return Gradient(values, element, output, input, weight, derivative)


def _checked_place(of: str, index: int | Sequence[int], shape: IndexTuple) -> IndexTuple:
    """The place of an element in a gradient of that shape. Raises ArrayError."""
    found = plain(index)
    given = tuple(found) if is_list(found) else (found,)
    if len(given) != len(shape) or any(i not in range(size)
                                       for i, size in zip(given, shape, strict=True)):
        wanted = ", ".join([f"0 to {size - 1}" for size in shape])
        raise ArrayError(f"{shorten(index)} is no place in grad_{of}: give ({wanted})")
    return given
