"""trace(): a layer on an input, as its output and every step, tap and multiply-accumulate.

The output is computed in one go; the steps are made only when they are looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convgif.errors import ArrayError, LayerError, LimitError, look_up, setting, shorten
from convgif.layers import AxisPlan, Layer
from convgif.layers.activations import ACTIVATIONS, Activation
from convgif.layers.answering import answering
from convgif.layers.fields import is_list
from convgif.layers.moving import MovingLayer
from convgif.layers.notation import Beside
from convgif.layers.recognizing import LayerLike, recognize
from convgif.traces.arrays import (
    BIAS_VALUES,
    INPUT_VALUES,
    MOST_AT_ONCE,
    MOST_DRAWN,
    MOST_PRODUCTS,
    WEIGHT_VALUES,
    Array,
    check_count,
    checked,
    seeded,
    seeded_around_zero,
)
from convgif.traces.extending import (
    ExtendedMap,
    IndexTuple,
    extend,
    select,
    shares_over,
    windows_over,
)
from convgif.traces.lazy import LazySequence
from convgif.traces.moving import pooled_indices, refuse_parameters, trace_of_moves
from convgif.traces.products import Addition, Mac
from convgif.traces.reductions import pool
from convgif.traces.steps import Stamp, Step, Trace

__all__ = ["Addition", "ExtendedMap", "LazySequence", "Mac", "Stamp", "Step", "Trace", "trace"]


@answering({"i": "input_size", "size": "input_size"})
def trace(layer: LayerLike, input: ArrayLike | None = None, weight: ArrayLike | None = None,
          bias: ArrayLike | None = None, *, input_size: int | Sequence[int] | None = None,
          output_size: int | Sequence[int] | None = None, seed: int = 0,
          true_convolution: bool = False, activation: str | Activation | None = None,
          channels: int | None = None, indices: "ArrayLike | Trace | None" = None) -> Trace:
    """The trace of the layer on that input.

    layer: one of convgif's, its text, a preset's name, or a module of torch.nn. input:
    (C_in, *spatial), or left out and filled by seed at `input_size` (spatial only; left out too:
    the preset's, or the layer's default). weight, bias: shaped as in torch.nn, or by seed. Computed
    in float64 unless the input is floating of another precision. true_convolution: the kernel of a
    convolution is applied rotated by 180 degrees. activation: what is made of each output, such as
    relu; weights by seed then are such that some outputs are below zero before it. channels: of an
    input filled by seed, where the layer takes any number. indices: of unpooling, where each number
    goes in its channel of the output, counted in C order, as max pooling returns it; or the trace
    of that pooling, whose output is then the input; by seed where they are left out, each into its
    own window.
    `trace("Conv2d(stride=2, padding=1)", input_size=5).output` has shape (1, 3, 3).
    Raises LayerError or ArrayError.
    """
    for name, given in (("input", input), ("weight", weight), ("bias", bias)):
        if isinstance(given, str | PathLike):
            raise ArrayError(f"{name} {shorten(given)} is a name, and trace takes arrays: give "
                             "names of files and kernels to animate, or read the file first")
    applied = (activation if activation is None or isinstance(activation, Activation) else
               look_up(ACTIVATIONS, activation, "activation"))
    layer, preset_size = recognize(layer, beside_input(input))
    check_is_no_size(layer, input)
    if isinstance(indices, Trace):
        input = indices.output if input is None else input
        output_size = indices.input_size if output_size is None else output_size
        indices = pooled_indices(indices)
    layer = for_its_rank(layer, input, input_size)
    if input is None:
        size = preset_size if input_size is None else input_size
        size = layer.default_input_size() if size is None else size
        shape = (layer.usual_channels(1) if channels is None or layer.input_channels else channels,
                 *layer.spatial_size(size))
        layer = layer.made_for(size).with_output_size(size, output_size)
        check_work(layer, shape)
        x = seeded(shape, INPUT_VALUES, seed)
    else:
        x = checked(input, "input", (layer.input_channels, *[None] * layer.rank),
                    "channels first, then the spatial axes")
        if input_size is not None and layer.spatial_size(input_size) != x.shape[1:]:
            raise ArrayError(f"input has shape {x.shape} and input_size is {input_size}: "
                             "give one of them")
        layer = layer.made_for(x.shape[1:]).with_output_size(x.shape[1:], output_size)
        check_work(layer, x.shape)
    if isinstance(layer, MovingLayer):
        refuse_parameters(layer, weight, bias, true_convolution)
        return trace_of_moves(layer, x, indices, seed, applied)
    if indices is not None:
        raise ArrayError(f"indices were given, and {type(layer).__name__} takes none: leave them "
                         "out, or use MaxUnpool2d")
    axes = layer.plan(x.shape[1:])
    if true_convolution:
        axes = _rotated(layer, axes)
    w = _parameter(weight, "weight", layer.weight_shape, WEIGHT_VALUES, seed, x.dtype)
    b = _parameter(bias, "bias", layer.bias_shape, BIAS_VALUES, seed, x.dtype)
    extended = extend(x, axes)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = _compute(layer, axes, extended, w, b)
        if applied is not None and weight is None and w is not None:
            w, sums = _around_zero(w, sums, seed, lambda drawn: _compute(
                layer, axes, extended, drawn, b))
        output = sums if applied is None else np.asarray(applied(sums), sums.dtype)
    for array in (sums, output):
        _check_finite("the output", array)
    rotated = true_convolution or layer.kind == "transposed"
    return Trace(layer, axes, x, w, b, output, extended, sums, rotated, applied)


def transposed(traced: Trace) -> Trace:
    """The trace of the layer that leads back, with the same weight, on what that trace makes: it
    has the shape of its input again, not the values. Raises LayerError."""
    layer, weight = traced.layer.transpose(traced.input_size), traced.weight
    if weight is not None and not traced.layer.rank:
        weight = weight.T
    if weight is not None and traced.rotated and not traced.stamp_axes:  # a true convolution
        weight = np.flip(weight, tuple(range(2, weight.ndim)))
    return trace(layer, traced.output, weight)


def following(before: Trace, layer: Layer, *, seed: int = 0, true_convolution: bool = False
              ) -> Trace:
    """The trace of the layer on what that trace makes; of unpooling its indices are that one's, and
    its output is as large as what was pooled, if it can be. Raises LayerError, ArrayError."""
    if isinstance(layer, MovingLayer) and layer.takes_indices:
        return trace(layer, indices=before)
    return trace(layer, before.output, seed=seed, true_convolution=true_convolution)


def check_work(layer: Layer, shape: Sequence[int]) -> None:
    """Raises LimitError for more numbers than are hardly meant in any array that the layer makes of
    an input of that shape, before one is made; LayerError where it does not fit."""
    if isinstance(layer, MovingLayer):
        made = layer.output_shape(shape)
        for sizes, what in ((shape, "an input"), (made, "an output"),
                            ((layer.most_sources, *made), "all that outputs take")):
            check_count(sizes, what)
        return
    axes = layer.plan(shape[1:])
    taps = [n for axis in axes for n in (axis.output_size, axis.most_taps)]
    output = layer.output_channels(shape[0]), *(axis.output_size for axis in axes)
    for sizes, what in ((shape, "an input"), (layer.weight_shape or (), "a weight"),
                        (output, "an output"), ((shape[0], *taps), "all windows"),
                        ((shape[0], *(axis.extended_size for axis in axes)), "an input as it is "
                         "padded")):
        check_count(sizes, what)
    products = prod(output[:1]) * len(layer.channels_read(0)) * prod(taps)
    if products > MOST_PRODUCTS:
        raise LimitError(f"{products} products are over {MOST_PRODUCTS // 10**9} thousand million: "
                         "take a smaller input or fewer channels")


def beside_input(input: ArrayLike | None) -> Beside:
    """What an input that is an array says beside the text of a layer: its shape."""
    def shape() -> tuple[int, ...] | None:
        try:
            return None if input is None else np.shape(input)
        except ValueError:  # ragged, which is said where its numbers are looked at
            return None
    return Beside(input_shape=shape, takes_settings=False)


def check_is_no_size(layer: Layer, input: object) -> None:
    """Raises ArrayError for an input that is the size of one."""
    if layer.rank and isinstance(input, int | np.integer):
        raise ArrayError(f"input {shorten(input)} is one number, and the input is an array: "
                         f"its size is {setting('input_size', int(input))}")


def for_its_rank(layer: Layer, input: ArrayLike | None, size: int | Sequence[int] | None) -> Layer:
    """The layer for as many spatial axes as the input or its size has, where it suits any."""
    if input is not None:
        shape = beside_input(input).input_shape()
        return layer.for_rank(len(shape) - 1) if shape else layer
    return layer.for_rank(len(size)) if is_list(size) and len(size) > 1 else layer


def _rotated(layer: Layer, axes: tuple[AxisPlan, ...]) -> tuple[AxisPlan, ...]:
    """The axes under the kernel rotated by 180 degrees. Raises LayerError but for convolutions."""
    if layer.kind != "convolution":
        name = type(layer).__name__
        why = (f"{name} rotates its kernel anyway" if layer.kind == "transposed"
               else f"{name} has no kernel to rotate")
        raise LayerError(f"true_convolution is for convolutions, and {why}: leave it out")
    return tuple(replace(axis, kernel=axis.kernel[::-1]) for axis in axes)


def _around_zero(weight: Array, sums: Array, seed: int, sums_of: Callable[[Array], Array]
                 ) -> tuple[Array, Array]:
    """Weights by seed, those that are there if they will do, with which of the sums of the first
    channel a sixth or more are below zero, and half or more are not; and the sums: so that it is
    seen what an activation does to either. sums_of: what weights make."""
    first, products = (weight, sums), max(1, weight.size * sums[0].size)
    for number in range(1, min(MOST_DRAWN, MOST_AT_ONCE // products) + 1):
        seen = sums[0] if sums.ndim > 1 else sums
        if seen.size / 6 <= (seen < 0).sum() <= seen.size / 2:
            return weight, sums
        weight = seeded_around_zero(weight.shape, seed, number).astype(weight.dtype)
        sums = sums_of(weight)
    return first  # what has one output, or many products, is as it is without an activation


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
        wider = "" if array.dtype.itemsize >= np.float64().itemsize else ", or the input as float64"
        raise ArrayError(f"{name} overflows {array.dtype}: give smaller numbers{wider}")


def _compute(layer: Layer, axes: tuple[AxisPlan, ...], extended: ExtendedMap,
             weight: Array | None, bias: Array | None) -> Array:
    """The output, from every window at once."""
    windows = windows_over(extended.values, axes)
    if weight is None:
        result = pool(layer, windows, windows_over(extended.kinds[None], axes)[0],
                      shares_over(axes))
    else:
        weigh = _weighted if layer.shares_weights else _weighted_apart
        result = weigh(layer, axes, windows, weight)
    result = result.reshape(len(result), *(axis.output_size for axis in axes))
    if bias is not None:
        result += bias.reshape(*bias.shape, *[1] * (result.ndim - bias.ndim))
    return result


def _weighted(layer: Layer, axes: tuple[AxisPlan, ...], windows: Array, weight: Array) -> Array:
    """The sums of windows times weight, (C_out, outputs): one product a channel group, or several
    where it has many weights, which are not all copied at once."""
    channels, taps, outputs = windows.shape
    out_channels = layer.output_channels(channels)
    starts = [layer.channels_read(channel).start for channel in range(out_channels)]
    read = np.arange(len(layer.channels_read(0)))
    kernel = [np.array(axis.kernel) for axis in axes]
    per_group = out_channels // len(set(starts))
    at_once = max(1, MOST_AT_ONCE // (len(read) * taps))
    result = np.empty((out_channels, outputs), windows.dtype)
    for group in range(0, out_channels, per_group):
        reads = starts[group] + read
        cells = windows[reads].reshape(-1, outputs)
        for first in range(group, group + per_group, at_once):
            one = np.arange(first, min(first + at_once, group + per_group))
            weights = select(weight[layer.weight_channels(one[:, None], reads)], 2, kernel)
            result[one] = weights.reshape(len(one), -1) @ cells
    return result


def _weighted_apart(layer: Layer, axes: tuple[AxisPlan, ...], windows: Array, weight: Array
                    ) -> Array:
    """The same where each position has weights of its own: one product an output channel."""
    channels, _, outputs = windows.shape
    result = np.empty((layer.output_channels(channels), outputs), windows.dtype)
    for channel, sums in enumerate(result):
        read = windows[layer.channels_read(channel)].reshape(-1, outputs)
        np.einsum("ij,ji->j", read, weight[:, channel], out=sums)
    return result
