"""What the layers of a network make of numbers: traces of those that are computed, arrays of all.

A layer that is only counted is computed where what it makes follows from its arguments alone, and
from weights of 1 and biases of 0 where it has some and none are given; a normalization by batches
as it is before training, and dropout as it is after.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from convgif.errors import LayerError, fold, shorten
from convgif.layers import Layer
from convgif.layers.fields import is_list
from convgif.networks.functions import function_of, not_computed
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.operations import Operation
from convgif.traces.arrays import Array, checked
from convgif.traces.tracing import Trace, trace

Computed: TypeAlias = Callable[[Operation, Array], Array]
Parameters: TypeAlias = tuple[ArrayLike | None, ArrayLike | None]  # a weight and a bias
FIRST_SLOPE = 0.25  # of PReLU


@dataclass(frozen=True, eq=False)
class TracedLayer:
    """A layer of a network on numbers. trace: of one that is computed position by position, None of
    others; output: what it makes, channels first."""

    name: str
    trace: Trace | None
    output: Array


@dataclass(frozen=True, eq=False)
class NetworkTrace(Sequence[TracedLayer]):
    """All layers of a network on an input, in their order; by number or by name."""

    input: Array
    layers: tuple[TracedLayer, ...]

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, which: Any) -> Any:
        if isinstance(which, str):
            return next(layer for layer in self.layers if layer.name == which)
        return self.layers[which]

    @property
    def traces(self) -> tuple[Trace, ...]:
        """Those that there are, one after the other."""
        return tuple(layer.trace for layer in self.layers if layer.trace is not None)

    @property
    def output(self) -> Array:
        """What the last layer makes."""
        return self.layers[-1].output


def traced(name: str, operation: Layer | Operation | Join, inputs: Sequence[Array],
           parameters: Parameters, seed: int) -> TracedLayer:
    """The layer of that name on what it takes. parameters: its weight and bias, by seed where they
    are None. Raises LayerError, ArrayError."""
    if isinstance(operation, Join):
        return TracedLayer(name, None, joined(operation, inputs))
    x = inputs[0]
    if isinstance(operation, Operation):
        return TracedLayer(name, None, output_of(operation, x, parameters))
    if not operation.rank and x.size != operation.input_channels == x.shape[-1]:
        return TracedLayer(name, None, _place_by_place(operation, x, parameters, seed))
    found = trace(operation, x if operation.rank else x.ravel(), *parameters, seed=seed)
    return TracedLayer(name, found, found.output)


def _place_by_place(layer: Layer, x: Array, parameters: Parameters, seed: int) -> Array:
    """What a fully connected layer makes of each row of its last axis."""
    rows = [trace(layer, row, *parameters, seed=seed).output
            for row in x.reshape(-1, x.shape[-1])]
    return np.stack(rows).reshape(*x.shape[:-1], -1)


def joined(join: Join, arrays: Sequence[Array]) -> Array:
    """What comes out where branches meet. Raises LayerError."""
    if join.kind == CONCATENATE:
        return np.concatenate(arrays, join.axis)
    combine = ARITHMETIC.get(join.kind)
    if combine is None:
        raise LayerError(f"{join.kind} of branches is not computed: trace the part before it")
    found = reduce(combine, arrays)
    return found / len(arrays) if join.kind in ("average", "mean") else found


ARITHMETIC: Mapping[str, Callable[[Array, Array], Array]] = {
    **dict.fromkeys(("add", "sum", "average", "mean"), np.add),
    **dict.fromkeys(("subtract", "sub"), np.subtract),
    **dict.fromkeys(("multiply", "mul"), np.multiply),
    **dict.fromkeys(("maximum", "max"), np.maximum),
    **dict.fromkeys(("minimum", "min"), np.minimum), "div": np.divide}


def output_of(operation: Operation, x: Array, parameters: Parameters = (None, None)) -> Array:
    """What a layer that is only counted makes of numbers. parameters: its weight and bias, as they
    begin where they are None. Raises LayerError where it is not computed, ArrayError."""
    learns = LEARNT.get(operation.kind)
    if learns is not None:
        return learns(operation, x, *parameters)
    if any(given is not None for given in parameters):
        raise LayerError(f"{shorten(operation)} has no weights here: leave them out")
    compute = COMPUTED.get(operation.kind)
    if compute is None:
        raise not_computed(operation)
    return compute(operation, x)


def _scaled(operation: Operation, x: Array, weight: ArrayLike | None, bias: ArrayLike | None
            ) -> Array:
    """Normalized, and then times a weight and plus a bias for each channel, or of one along axes
    for each cell there."""
    made = function_of(operation, x)
    sizes = operation.arguments.get("normalized_shape")
    along = "normalized_shape" in operation.arguments and "rank" not in operation.arguments
    shape = x.shape[x.ndim - len(sizes if is_list(sizes) else [sizes]):] if along else (
        len(x), *[1] * (x.ndim - 1))
    for combine, given, name in ((np.multiply, weight, "weight"), (np.add, bias, "bias")):
        if given is not None:
            numbers = checked(given, name, shape if along else shape[:1], "as it is stored")
            made = combine(made, numbers.reshape(shape))
    return made


def _sloped(operation: Operation, x: Array, weight: ArrayLike | None, bias: ArrayLike | None
            ) -> Array:
    """Times a slope where it is below 0, of each channel or of all."""
    count = operation.arguments.get("num_parameters", 1)
    begin = operation.arguments.get("init", FIRST_SLOPE)
    slopes = checked(np.full(count, begin) if weight is None else weight, "weight", (count,),
                     "a slope a channel, or one")
    if bias is not None:
        raise LayerError(f"{shorten(operation)} has no bias: leave it out")
    return np.where(x > 0, x, slopes.reshape(-1, *[1] * (x.ndim - 1)) * x)


def _shuffled(operation: Operation, x: Array) -> Array:
    groups = operation.arguments.get("groups", 1)
    apart = x.reshape(groups, len(x) // groups, *x.shape[1:])
    return apart.swapaxes(0, 1).reshape(x.shape)


def _in_order(operation: Operation, x: Array) -> Array:
    return np.asarray(np.transpose(x, operation.arguments["order"] or None))


def _as_it_is(operation: Operation, x: Array) -> Array:
    return x


def _in_shape(operation: Operation, x: Array) -> Array:
    return x.reshape(operation.output_shape(x.shape))


def _pooled(operation: Operation, x: Array) -> Array:
    channels = x.reshape(len(x), -1)
    return np.asarray(channels.max(1) if "max" in fold(operation.name) else channels.mean(1))


COMPUTED: Mapping[str, Computed] = {
    "activation": function_of, "identity": function_of, "dropout": _as_it_is,
    "reshape": _in_shape, "unflatten": _in_shape, "transpose": _in_order,
    "channel shuffle": _shuffled, "flat global pooling": _pooled}
LEARNT: Mapping[str, Callable[[Operation, Array, ArrayLike | None, ArrayLike | None], Array]] = {
    **dict.fromkeys(("normalization", "instance normalization", "group normalization",
                     "layer normalization"), _scaled), "slope": _sloped}


def weights_by_name(weights: Mapping[str, Sequence[ArrayLike]], names: Sequence[str]
                    ) -> Iterator[Parameters]:
    """For each name the weight and the bias that are given. Raises LayerError for another name,
    and for more than these."""
    strange = [name for name in weights if name not in names]
    if strange:
        raise LayerError(f"there is no layer {shorten(strange[0])} to give weights to: name one of "
                         f"the network, such as {names[0]}")
    for name in names:
        if len(weights.get(name, ())) > 2:
            raise LayerError(f"{len(weights[name])} arrays of weights are given for "
                             f"{shorten(name)}: give a weight, and a bias if it has one")
        weight, bias, *_ = (*weights.get(name, ()), None, None)
        yield weight, bias
