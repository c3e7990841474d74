"""layer.transpose: the layer that leads back, by its shape and by its matrix."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import LayerAndSize, conv_layers, refusal, repeatable, transposed_layers

from convgif.errors import LayerError
from convgif.layers import (
    AvgPool1d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Layer,
    Linear,
    LocallyConnected2d,
    LPPool3d,
    MaxPool2d,
)
from convgif.traces.tracing import trace


def pair(layer: Layer, size: tuple[int, ...]) -> Layer | None:
    """The layer that leads back; None where it is refused for an output without a stamp."""
    stamps = [layer.axis_stamps(axis, cells) for axis, cells in enumerate(size)]
    if all(plan is None or any(start + offset in plan.crop for start in plan.starts
                               for offset in plan.offsets) for plan in stamps):
        return layer.transpose(size)
    with suppress(LayerError):
        return layer.transpose(size)
    return None


@repeatable(1000)
@given(st.one_of(conv_layers(modes=["zeros"]), transposed_layers()))
def test_the_transpose_makes_the_shape_of_the_input_again(made: LayerAndSize) -> None:
    layer, size = made
    back = pair(layer, size)
    if back is None:
        return
    shape = layer.input_shape(size)
    assert back.output_shape(layer.output_shape(shape)) == shape
    assert back.weight_shape == layer.weight_shape
    if layer.kind == "convolution":
        assert back.transpose(layer.output_shape(shape)[1:]).plan(size) == layer.plan(size)


@repeatable(120)
@given(st.one_of(conv_layers(modes=["zeros"], max_input=6), transposed_layers()))
def test_its_matrix_is_the_layers_turned(made: LayerAndSize) -> None:
    """Over the inner product: <y, W x> is <Wᵀ y, x> for all x and y."""
    layer, size = made
    back = pair(layer, size)
    if back is None:
        return
    forth = trace(layer, input_size=size, bias=layer.bias_shape and np.zeros(layer.bias_shape))
    y = np.random.RandomState(0).randint(-3, 4, forth.output.shape)
    led_back = trace(back, y, forth.weight, back.bias_shape and np.zeros(back.bias_shape))
    assert np.vdot(y, forth.output) == np.vdot(led_back.output, forth.input)


@pytest.mark.parametrize(("layer", "size", "back"), [
    (Conv2d(stride=2, padding=1), 6, ConvTranspose2d(stride=2, padding=1, output_padding=1)),
    (Conv2d(stride=2, padding=1), 5, ConvTranspose2d(stride=2, padding=1)),
    (Conv2d(stride=(2, 3)), (6, 8), ConvTranspose2d(stride=(2, 3), output_padding=(1, 2))),
    (Conv2d(4, 6, groups=2, bias=False), 5, ConvTranspose2d(6, 4, groups=2, bias=False)),
    (Conv1d(kernel_size=2, padding="same"), 5, ConvTranspose1d(kernel_size=2, padding=((0, 1),))),
    (Conv1d(padding="causal", dilation=2), 5, ConvTranspose1d(padding=((4, 0),), dilation=2)),
    (Conv2d(padding="full"), 4, ConvTranspose2d(padding=2)),
    (Conv2d(padding="same_upper", stride=2), 6,
     ConvTranspose2d(stride=2, padding=((0, 1), (0, 1)))),
    (Conv2d(padding="same_upper", stride=2), 5, ConvTranspose2d(stride=2, padding=1)),
    (Conv1d(padding=-1), 6, ConvTranspose1d(padding=-1)),
    (Conv3d(padding=((1, 2), (0, 0), (-1, 1))), 5,
     ConvTranspose3d(padding=((1, 2), (0, 0), (-1, 1)))),
    (Conv1d(padding_mode="circular"), 5, ConvTranspose1d()),  # of a border that is not there
    (ConvTranspose2d(2, 3, stride=2, padding=1, output_padding=1), 3,
     Conv2d(3, 2, stride=2, padding=1)),
    (ConvTranspose1d(stride=2, dilation=4, output_padding=3), 3,
     Conv1d(stride=2, dilation=4, padding=((0, -2),))),
    (ConvTranspose1d(stride=1, dilation=3, output_padding=2, padding=1), 3,
     Conv1d(dilation=3, padding=((1, -1),))),
    (ConvTranspose1d(stride=2, padding="same_upper"), 3, Conv1d(stride=2, padding=((0, 1),))),
    (ConvTranspose1d(stride=4, kernel_size=2, padding="same_lower"), 3,
     Conv1d(stride=4, kernel_size=2)),
    (Linear(4, 3, bias=False), (), Linear(3, 4, bias=False))])
def test_the_layer_that_leads_back(layer: Layer, size: Any, back: Layer) -> None:
    assert layer.transpose(size) == back


def test_the_rule_of_output_padding_is_what_the_stride_leaves_over() -> None:
    for size in range(1, 10):
        for kernel, stride, padding, dilation in np.ndindex(3, 4, 2, 2):
            layer = Conv1d(kernel_size=kernel + 1, stride=stride + 1, padding=padding,
                           dilation=dilation + 1)
            left = size + 2 * padding - layer.dilation[0] * kernel - 1
            if left >= 0:
                assert layer.transpose(size) == ConvTranspose1d(
                    kernel_size=kernel + 1, stride=stride + 1, padding=padding,
                    dilation=dilation + 1, output_padding=left % (stride + 1))


@pytest.mark.parametrize(("call", "answer"), [
    (lambda: Conv2d(padding=1, padding_mode="reflect").transpose(5),
     "padding_mode='reflect' repeats cells of the input, and a transposed convolution only crops "
     "what falls on a border: give padding_mode='zeros'"),
    (lambda: Conv2d(padding="same", padding_mode="circular").transpose(5), "padding_mode='zeros'"),
    (lambda: MaxPool2d().transpose(6), "MaxPool2d has no weight, and so no transpose: take a "
                                       "convolution, a transposed convolution or Linear"),
    (lambda: AvgPool1d().transpose(6), "AvgPool1d has no weight"),
    (lambda: LPPool3d().transpose(6), "LPPool3d has no weight"),
    (lambda: LocallyConnected2d().transpose(5),
     "LocallyConnected2d has weights of its own for each position, which no transposed layer has: "
     "take Conv2d, which shares them"),
    (lambda: Conv2d(kernel_size=7).transpose(5), "kernel 7 is larger than the input"),
    (lambda: Conv2d().transpose((5, 5, 5)), "input size (5, 5, 5) has 3 numbers"),
    (lambda: Conv2d().transpose("5"), "input size '5' is not a whole number"),
    (lambda: ConvTranspose1d(padding=9).transpose(3), "padding 9+9 crops all of an output"),
    (lambda: ConvTranspose1d(1, 1, 1, 3, ((-2, 2),), 1, dilation=3).transpose(1),
     "no stamp reaches any of the 2 cells that the output is long, so that no convolution leads "
     "back: take a larger input"),
    (lambda: Linear().transpose(4), "Linear has no axes: leave it out")])
def test_what_has_no_transpose_is_refused(call: Callable[[], object], answer: str) -> None:
    assert answer in refusal(LayerError, call)


def test_a_larger_input_has_a_transpose_as_the_answer_says() -> None:
    layer = ConvTranspose1d(1, 1, 1, 3, ((-2, 2),), 1, dilation=3)
    assert layer.transpose(2).output_shape(layer.output_shape((1, 2))) == (1, 2)
