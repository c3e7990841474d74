"""A gradient as what a layer computes: of a convolution, and of a transposed one.

That of the input is what the layer that leads back makes of the gradient of the output. That of the
weight is the convolution of the input, padded as it is, with the gradient of the output as the
kernel: moved by the dilation, its taps a stride apart.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from convgif.errors import LayerError, look_up
from convgif.layers import LAYERS, Linear
from convgif.layers.convolution import Conv
from convgif.layers.transposed import ConvTranspose
from convgif.traces.arrays import Array
from convgif.traces.tracing import Trace, trace

READINGS = {name: name for name in ("input", "weight")}  # the gradients that a layer computes


def gradient_trace(traced: Trace, of: str, grad_output: ArrayLike | None = None, *, seed: int = 0,
                   channels: Sequence[int] = (0, 0)) -> Trace:
    """The trace whose output is that gradient, grad_input or grad_weight.

    of: input or weight. grad_output: as `Trace.backward` takes it. channels: of a weight, the input
    and the output channel whose kernel it is, each pair by itself; more may come out than its
    cells: `kept` says how many are its. Raises ConvgifError where no layer computes it.
    """
    look_up(READINGS, of, "gradient")
    arrives = traced.backward(grad_output, seed=seed).grad_output
    return (_of_input(traced, arrives) if of == "input" else
            _of_weight(traced, arrives, *channels))


def _of_input(traced: Trace, arrives: Array) -> Trace:
    back, weight = traced.layer.transpose(traced.input_size), traced.weight
    assert isinstance(back, Conv | ConvTranspose | Linear)
    assert weight is not None
    if not back.rank:
        weight = weight.T
    elif _is_true_convolution(traced):
        weight = np.flip(weight, tuple(range(2, weight.ndim)))
    made = trace(replace(back, bias=False), arrives, weight)
    return replace(made, called={"input": "grad_output", "output": "grad_input"})


def _of_weight(traced: Trace, arrives: Array, in_channel: int, out_channel: int) -> Trace:
    layer, name = traced.layer, type(traced.layer).__name__
    if not isinstance(layer, Conv | ConvTranspose) or not layer.shares_weights:
        raise LayerError(f"the gradient of the weight of {name} is no convolution: take one of a "
                         "convolution or of a transposed one")
    if _is_true_convolution(traced):
        raise LayerError("the gradient of the weight of a true convolution comes out rotated: "
                         "leave true_convolution out")
    if in_channel not in layer.channels_read(out_channel):
        raise LayerError(f"output channel {out_channel} never reads input channel {in_channel}, "
                         "and no weight lies between them: take a pair that meets")
    x, g = traced.input[in_channel], arrives[out_channel]
    stamps = isinstance(layer, ConvTranspose)
    slides, kernel = (g, x) if stamps else (x, g)
    sides = [layer.crops(axis) if isinstance(layer, ConvTranspose) else layer.pads(axis, size)
             for axis, size in enumerate(traced.input_size)]
    even = all(before == after for before, after in sides)
    reading = LAYERS[f"Conv{layer.rank}d"](
        1, 1, kernel_size=kernel.shape, stride=layer.dilation, dilation=layer.stride,
        padding=tuple([before for before, _ in sides]) if even else tuple(sides), bias=False,
        padding_mode="zeros" if isinstance(layer, ConvTranspose) else layer.padding_mode)
    called = ("grad_output", "input") if stamps else ("input", "grad_output")
    return replace(trace(reading, slides[None], kernel[None, None]), kept=layer.kernel_size,
                   called=dict(zip(("input", "weight", "output"), (*called, "grad_weight"),
                                   strict=True)))


def _is_true_convolution(traced: Trace) -> bool:
    return traced.rotated and not traced.stamp_axes
