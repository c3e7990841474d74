"""What layers without windows make of numbers: FUNCTIONS has a row for each, by its folded name.

Arguments are torch's, and so are their defaults; what is learnt is as it begins: weights 1, biases
0. Readers of other formats say the arguments under these names.
"""

import re
from ast import Name
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import erf, inf, pi, sqrt
from typing import Any, TypeAlias

import numpy as np

from convgif.errors import LayerError, fold, shorten
from convgif.layers.activations import ACTIVATIONS
from convgif.layers.dialects import read_call
from convgif.networks.operations import Operation
from convgif.traces.arrays import Array

Arguments: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Function:
    """A row of FUNCTIONS. compute: what it makes of an array, channels first, by its arguments;
    takes: these in torch's order, with torch's defaults."""

    compute: Callable[..., Any]
    takes: Arguments = field(default_factory=dict)


def function_of(operation: Operation, x: Array) -> Array:
    """What the layer makes of numbers. Raises LayerError where that is not known."""
    row = FUNCTIONS.get(_stem(operation))
    if row is None:
        raise not_computed(operation)
    with np.errstate(all="ignore"):  # of what has no value, such as the root of -1
        made = np.asarray(row.compute(x, **_said(operation, row.takes)), float)
    return made + 0.0  # a zero has no sign


def not_computed(operation: Operation) -> LayerError:
    """What to raise where nobody knows what the layer makes of numbers."""
    return LayerError(f"{shorten(operation)} is not computed: trace the part before it")


def _stem(operation: Operation) -> str:
    name = fold(str(operation.arguments.get("function", operation.name))[:80])
    return re.sub("(?<!softmax)[123]d$", "", name)


def _said(operation: Operation, takes: Arguments) -> dict[str, Any]:
    """Its arguments, as its reader says them, or else its text. Raises LayerError."""
    found = {name: value for name, value in operation.arguments.items() if name in takes}
    if "(" in operation.text:
        call = read_call(operation.text)
        array = call.positional[:1] and isinstance(call.positional[0], Name)  # of F.relu(x)
        given = call.positional[1:] if array else call.positional
        written = {**dict(zip(takes, given, strict=False)), **call.named}
        found = {**{name: call.value(written[name]) for name in takes if name in written}, **found}
    for name, value in found.items():
        is_number = isinstance(value, int | float)
        if isinstance(takes[name], float) and not is_number:
            raise LayerError(f"{name} {shorten(value)} of {operation.name} is no number: give one")
    return {**takes, **found}


# Functions of each number.

def _gelu(x: Array, approximate: str) -> Array:
    """By the error function, or close to it."""
    if approximate not in ("none", "tanh"):
        raise LayerError(f"approximate {shorten(approximate)} is neither none nor tanh: take one")
    if approximate == "tanh":
        return np.asarray(0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3))))
    return np.asarray(0.5 * x * (1 + np.vectorize(erf, otypes=[float])(x / sqrt(2))))


def _softplus(x: Array, beta: float, threshold: float) -> Array:
    """Linear above the threshold, where it all but is."""
    return np.asarray(np.where(x * beta > threshold, x, np.logaddexp(0.0, x * beta) / beta))


def _elu(x: Array, alpha: float) -> Array:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def _celu(x: Array, alpha: float) -> Array:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0) / alpha))


def _leaky(x: Array, slope: float) -> Array:
    return np.where(x > 0, x, slope * x)


def _rectified(x: Array, max_value: float, negative_slope: float, threshold: float) -> Array:
    """As Keras' ReLU does."""
    return np.where(x >= threshold, np.minimum(x, max_value), negative_slope * (x - threshold))


def _sigmoid(x: Array) -> Array:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def _softplus_of_all(x: Array) -> Array:
    return np.asarray(np.logaddexp(0.0, x))


# Functions along axes.

Axes: TypeAlias = tuple[int, ...]


def _along(x: Array, dim: object) -> Axes:
    """The axes of one input, of an axis with the batch, or several. Raises LayerError."""
    if dim is None and x.ndim == 2:
        raise LayerError("without dim it is over the batch: say which axis, such as dim=1")
    dims = (1,) if dim is None else dim if isinstance(dim, tuple) else (dim,)
    if not all(type(one) is int and -x.ndim <= one <= x.ndim and one for one in dims):
        raise LayerError(f"dim {shorten(dim)} is no axis of one input of {shorten(x.shape)}: with "
                         f"the batch, which is 0, they are 1 to {x.ndim}")
    return tuple(one - 1 if one > 0 else x.ndim + one for one in dims)


def _softmax(x: Array, dim: object) -> Array:
    return np.asarray(np.exp(_log_softmax(x, dim)))


def _log_softmax(x: Array, dim: object) -> Array:
    along = _along(x, dim)
    below = x - x.max(along, keepdims=True)
    return np.asarray(below - np.log(np.exp(below).sum(along, keepdims=True)))


def _hardmax(x: Array, dim: object) -> Array:
    """1 at the first of the largest."""
    (axis,) = _along(x, dim)
    first = np.expand_dims(x.argmax(axis), axis)
    found = np.zeros(x.shape)
    np.put_along_axis(found, first, 1.0, axis)
    return found


def _normalized(x: Array, along: Axes, eps: float) -> Array:
    """With a mean of 0 and a variance of 1 along those axes."""
    apart = x - x.mean(along, keepdims=True)
    return np.asarray(apart / np.sqrt((apart ** 2).mean(along, keepdims=True) + eps))


def _batch_normalized(x: Array, eps: float, **_: Any) -> Array:
    """By the mean and the variance that were seen in training, which begin as 0 and 1."""
    return np.asarray(x / np.sqrt(1.0 + eps))


def _instance_normalized(x: Array, eps: float, track_running_stats: bool, **_: Any) -> Array:
    """Each channel, or by what was seen in training, where that is kept."""
    return _batch_normalized(x, eps) if track_running_stats else _normalized(
        x, tuple(range(1, x.ndim)), eps)


def _group_normalized(x: Array, num_groups: int, eps: float, **_: Any) -> Array:
    return _normalized(x.reshape(num_groups, -1), (1,), eps).reshape(x.shape)


def _layer_normalized(x: Array, normalized_shape: object, eps: float, rank: int | None, dim: object,
                      **_: Any) -> Array:
    """Along the last axes; of one for maps, along the channels."""
    count = len(normalized_shape) if isinstance(normalized_shape, list | tuple) else 1
    along = (0,) if rank is not None else tuple(range(x.ndim - count, x.ndim))
    return _normalized(x, along if dim is None else _along(x, dim), eps)


def _response_normalized(x: Array, size: int, alpha: float, beta: float, k: float,
                         before: int | None) -> Array:
    """By the squares of so many channels beside each other, of which so many lie before."""
    first = size // 2 if before is None else before
    squares = np.concatenate([np.zeros((first, *x.shape[1:])), x ** 2,
                              np.zeros((size - 1 - first, *x.shape[1:]))])
    near = np.sum([squares[at:at + len(x)] for at in range(size)], axis=0)
    return np.asarray(x / (k + alpha / size * near) ** beta)


def _each(compute: Callable[[Array], Any]) -> Function:
    return Function(lambda x: compute(x))


# What does nothing, or nothing after training.
AS_IT_IS = ("identity", "pad", "cast", "masking", "activityregularization", "linear",
            "randomflip", "randomrotation", "randomzoom", "randomtranslation", "randomcontrast",
            "randombrightness")
_OF_RESPONSES = Function(_response_normalized, {"size": 5, "alpha": 1e-4, "beta": 0.75, "k": 1.0,
                                                "before": None})
_OF_BATCHES = Function(_batch_normalized, {"num_features": 0, "eps": 1e-5})
_OF_INSTANCES = Function(_instance_normalized, {
    "num_features": 0, "eps": 1e-5, "momentum": None, "affine": False,
    "track_running_stats": False})
_OF_GROUPS = Function(_group_normalized, {"num_groups": 1, "num_channels": 0, "eps": 1e-5})
_OF_LAYERS = Function(_layer_normalized, {
    "normalized_shape": 1, "eps": 1e-5, "elementwise_affine": True, "bias": True, "rank": None,
    "dim": None})
_OF_SILU = Function(lambda x, alpha: x * _sigmoid(alpha * x), {"alpha": 1.0})
FUNCTIONS: Mapping[str, Function] = {
    **{fold(name): _each(row) for name, row in ACTIVATIONS.items()},
    "leakyrelu": Function(lambda x, negative_slope: _leaky(x, negative_slope),
                          {"negative_slope": 0.01}),
    "rrelu": Function(lambda x, lower, upper: _leaky(x, (lower + upper) / 2),  # after training
                      {"lower": 1 / 8, "upper": 1 / 3}),
    "elu": Function(_elu, {"alpha": 1.0}),
    "celu": Function(_celu, {"alpha": 1.0}),
    "selu": Function(lambda x, alpha, gamma: gamma * _elu(x, alpha), {
        "alpha": 1.6732632423543772, "gamma": 1.0507009873554805}),
    "gelu": Function(_gelu, {"approximate": "none"}),
    "silu": _OF_SILU, "swish": _OF_SILU,
    "mish": _each(lambda x: x * np.tanh(_softplus_of_all(x))),
    "logsigmoid": _each(lambda x: -_softplus_of_all(-x)),
    "hardsigmoid": Function(lambda x, alpha, beta: np.clip(alpha * x + beta, 0.0, 1.0),
                            {"alpha": 1 / 6, "beta": 0.5}),
    "hardswish": _each(lambda x: x * np.clip(x / 6 + 0.5, 0.0, 1.0)),
    "hardtanh": Function(lambda x, min_val, max_val: np.clip(x, min_val, max_val),
                         {"min_val": -1.0, "max_val": 1.0}),
    "clip": Function(lambda x, min_val, max_val: np.clip(x, min_val, max_val),
                     {"min_val": -inf, "max_val": inf}),
    "tanhshrink": _each(lambda x: x - np.tanh(x)),
    "hardshrink": Function(lambda x, lambd: np.where(np.abs(x) > lambd, x, 0.0), {"lambd": 0.5}),
    "softshrink": Function(lambda x, lambd: np.sign(x) * np.maximum(np.abs(x) - lambd, 0.0),
                           {"lambd": 0.5}),
    "threshold": Function(lambda x, threshold, value: np.where(x > threshold, x, value),
                          {"threshold": 0.0, "value": 0.0}),
    "rectifier": Function(_rectified, {"max_value": inf, "negative_slope": 0.0,
                                       "threshold": 0.0}),
    "rescaling": Function(lambda x, scale, offset: x * scale + offset,
                          {"scale": 1.0, "offset": 0.0}),
    "thresholdedrelu": Function(lambda x, threshold: np.where(x > threshold, x, 0.0),
                                {"threshold": 1.0}),
    "softplus": Function(_softplus, {"beta": 1.0, "threshold": 20.0}),
    "softsign": _each(lambda x: x / (1 + np.abs(x))),
    "softmax": Function(_softmax, {"dim": None}),
    "softmax2d": Function(_softmax, {"dim": 1}),
    "logsoftmax": Function(_log_softmax, {"dim": None}),
    "softmin": Function(lambda x, dim: _softmax(-x, dim), {"dim": None}),
    "hardmax": Function(_hardmax, {"dim": -1}),
    **{name: _each(function) for name, function in (
        ("abs", np.abs), ("exp", np.exp), ("log", np.log), ("sqrt", np.sqrt), ("sin", np.sin),
        ("cos", np.cos), ("tan", np.tan), ("floor", np.floor), ("ceil", np.ceil),
        ("sign", np.sign), ("reciprocal", np.reciprocal), ("neg", np.negative),
        ("round", np.round))},
    "erf": _each(np.vectorize(erf, otypes=[float])),
    **dict.fromkeys(AS_IT_IS, _each(lambda x: x)),
    **dict.fromkeys(("localresponsenorm", "lrn"), _OF_RESPONSES),
    **dict.fromkeys(("batchnorm", "syncbatchnorm", "lazybatchnorm", "batchnormalization"),
                    _OF_BATCHES),
    **dict.fromkeys(("instancenorm", "instancenormalization"), _OF_INSTANCES),
    **dict.fromkeys(("groupnorm", "groupnormalization"), _OF_GROUPS),
    **dict.fromkeys(("layernorm", "layernormalization"), _OF_LAYERS)}
