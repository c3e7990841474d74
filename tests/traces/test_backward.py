"""Gradients against torch's autograd, against differences that are exact in whole numbers, and
against the two convolutions that they are."""

import json
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answer_numbers import numbers
from hypothesis import given
from layer_strategies import (
    LayerAndSize,
    any_layers,
    conv_layers,
    linear_layers,
    local_layers,
    pooling_layers,
    refusal,
    repeatable,
    weighted_layers,
)

from convgif.errors import ArrayError, ConvgifError, UnknownNameError
from convgif.layers import (
    AvgPool1d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Linear,
    LPPool1d,
    MaxPool1d,
    MaxPool2d,
)
from convgif.traces.tracing import Trace, trace

ANSWERS = json.loads((Path(__file__).parents[1] / "torch_answers" / "backward.json").read_text())
ARRAYS = ("input", "weight", "bias")


# Against torch's autograd.

@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer["layer"])
def test_the_gradients_are_torchs(answer: dict[str, Any]) -> None:
    t = trace(answer["layer"], numbers(tuple(answer["shape"]), 2, 5))
    weight, bias = (None if of is None else numbers(of, 1, step) for of, step in (
        (t.layer.weight_shape, 7), (t.layer.bias_shape, 2)))
    t = trace(t.layer, t.input, weight, bias)
    assert t.output.shape == tuple(answer["output_shape"])
    back = t.backward(numbers(t.output.shape, 3, 4))
    for name in ARRAYS:
        found, wanted = getattr(back, f"grad_{name}"), answer.get(f"grad_{name}")
        assert (found is None) == (wanted is None), name
        if found is not None:
            assert found.shape == getattr(t, name).shape
            np.testing.assert_allclose(found.ravel(), wanted, rtol=0, atol=1e-9)


def test_the_answers_are_of_every_kind_of_layer() -> None:
    assert len(ANSWERS) > 80
    families = {answer["layer"].split("(")[0] for answer in ANSWERS}
    assert families >= {f"{family}{rank}d" for rank in (1, 2, 3) for family in (
        "Conv", "ConvTranspose", "MaxPool", "AvgPool", "LPPool")} | {"Linear"}


# Against differences.

def whole(layer: Any, size: tuple[int, ...], **arrays: Any) -> Trace:
    """The trace on whole numbers, no two of the input alike."""
    shape = (layer.input_channels or 2, *size)
    x = np.random.RandomState(0).permutation(prod(shape)).reshape(shape) - prod(shape) // 2
    return trace(layer, arrays.pop("input", x), **arrays)


@repeatable(80)
@given(weighted_layers() | linear_layers() | local_layers()
       | pooling_layers(families=["average", "max"]))
def test_the_gradients_are_what_the_output_grows_by(made: LayerAndSize) -> None:
    """Exactly: a sum of whole numbers grows evenly, and so does a maximum by a little."""
    layer, size = made
    t, random = whole(layer, size), np.random.RandomState(1)
    arrives = random.randint(-3, 4, t.output.shape)
    back = t.backward(arrives)
    held = {name: getattr(t, name) for name in ARRAYS if getattr(t, name) is not None}
    for name, array in held.items():
        by = random.randint(-2, 3, array.shape) / 8  # less than half of what two inputs differ by
        grown = trace(layer, **(held | {name: array + by}))
        growth = np.vdot(arrives, grown.output - t.output)
        predicted = np.vdot(getattr(back, f"grad_{name}"), by)
        if layer.reduction == "average":
            assert growth == pytest.approx(predicted, rel=0, abs=1e-9)
        else:
            assert growth == predicted


@repeatable(40)
@given(pooling_layers(families=["norm"]))
def test_a_norms_gradient_is_that_of_its_own_forward(made: LayerAndSize) -> None:
    layer, size = made
    t = whole(layer, size)
    x = t.input + 0.25  # none is 0, where a size has no slope
    t, by = trace(layer, x), np.random.RandomState(1).uniform(-1, 1, x.shape) * 1e-6
    arrives = np.random.RandomState(2).randint(-3, 4, t.output.shape)
    growth = np.vdot(arrives, trace(layer, x + by).output - trace(layer, x - by).output) / 2
    assert growth == pytest.approx(np.vdot(t.backward(arrives).grad_input, by), rel=1e-6, abs=1e-12)


# As the convolutions that they are.

@repeatable(50)
@given(conv_layers(modes=["zeros"], max_input=6))
def test_the_gradient_of_the_input_is_the_transposed_convolution(made: LayerAndSize) -> None:
    layer, size = made
    t = whole(layer, size)
    arrives = np.random.RandomState(1).randint(-3, 4, t.output.shape)
    transposed = layer.transpose(size)
    bias = None if transposed.bias_shape is None else np.zeros(transposed.bias_shape)
    np.testing.assert_array_equal(trace(transposed, arrives, t.weight, bias).output,
                                  t.backward(arrives).grad_input)


@repeatable(50)
@given(conv_layers(ranks=(1, 2), max_channels=1, words=False, modes=["zeros"]))
def test_the_gradient_of_the_weight_is_a_convolution_with_what_arrives(made: LayerAndSize) -> None:
    """The input, padded, with grad_output as the kernel, dilated by the stride, moved by the
    dilation: of what comes out the kernel's cells are kept."""
    layer, size = made
    t = whole(layer, size)
    arrives = np.random.RandomState(1).randint(-3, 4, t.output.shape)
    reading = type(layer)(1, 1, kernel_size=arrives.shape[1:], dilation=layer.stride,
                          stride=layer.dilation, padding=layer.padding, bias=False)
    kept = tuple(slice(cells) for cells in layer.kernel_size)
    found = trace(reading, t.input, arrives[None]).output[0]
    np.testing.assert_array_equal(found[kept], t.backward(arrives).grad_weight[0, 0])
    left = [i + sum(layer.pads(axis, i)) - layer.span(axis) - (o - 1) * s for axis, (i, o, s) in
            enumerate(zip(size, arrives.shape[1:], layer.stride, strict=True))]
    assert found.shape == tuple(k + r // d for k, r, d in zip(
        layer.kernel_size, left, layer.dilation, strict=True))


# The sums.

@repeatable(40)
@given(any_layers((0, 1, 2), max_input=4, max_channels=2))
def test_every_gradient_is_the_sum_of_its_products(made: LayerAndSize) -> None:
    layer, size = made
    t = whole(layer, size)
    back = t.backward()
    for name, gradient in back.gradients.items():
        array = getattr(t, name)
        for index in np.ndindex(array.shape):
            terms = back.terms(name, index)
            total = 0.0
            for term in terms:
                assert term.product == term.grad_output * term.derivative
                assert term.grad_output == back.grad_output[term.output_index]
                total += term.product
                assert total == term.total
            assert total == gradient.values[index]
            assert [term.output_index for term in terms] == sorted(
                term.output_index for term in terms)


def test_the_products_of_a_convolution_are_its_multiply_accumulates_backwards() -> None:
    t = whole(Conv2d(2, 2, stride=2, padding=1, padding_mode="circular"), (5, 4))
    back = t.backward()
    of_inputs = {(index, term.output_index, term.weight_index, term.derivative)
                 for index in np.ndindex(t.input.shape) for term in back.terms("input", index)}
    of_weights = {(term.input_index, term.output_index, index, term.derivative)
                  for index in np.ndindex(t.weight.shape) for term in back.terms("weight", index)}
    macs = [(step, mac) for step in t.steps for mac in step.macs]
    assert of_inputs == {(mac.input_index, step.output_index, mac.weight_index, mac.weight)
                         for step, mac in macs}
    assert of_weights == {(mac.input_index, step.output_index, mac.weight_index, mac.input)
                          for step, mac in macs}


def test_a_gradient_by_hand() -> None:
    t = trace(Conv1d(1, 1, 2, stride=2, padding=1), [[1, 2, 3]], [[[10, 20]]], [5])
    back = t.backward([[4, 7]])  # the windows are 0 1 and 2 3
    assert back.grad_input.tolist() == [[80, 70, 140]]
    assert back.grad_weight.tolist() == [[[4 * 0 + 7 * 2, 4 * 1 + 7 * 3]]]
    assert back.grad_bias.tolist() == [11]
    first, second = back.terms("weight", (0, 0, 0))
    assert first == ((0, 0), None, (0, 0, 0), 4, 0, 0, 0)
    assert second == ((0, 1), (0, 1), (0, 0, 0), 7, 2, 14, 14)
    assert back.terms("bias", 0) == back.terms("bias", np.array([0]))
    assert back.terms("bias", (0,))[1] == ((0, 1), None, None, 7, 1, 7, 11)


def test_repeated_border_cells_add_up_at_their_source() -> None:
    t = trace(Conv1d(1, 1, 3, padding=2, padding_mode="replicate"), [[1, 2, 3]], [[[1, 10, 100]]])
    assert t.backward([[1, 0, 0, 0, 0]]).grad_input.tolist() == [[111, 0, 0]]
    assert [term.weight_index for term in t.backward().terms("input", (0, 0))[:3]] == [
        (0, 0, 0), (0, 0, 1), (0, 0, 2)]


def test_a_maximum_passes_it_to_the_first_that_has_it_and_an_average_shares_it() -> None:
    x = [[3, 3, 1, 3]]
    assert trace(MaxPool1d(2, 1), x).backward([[1, 10, 100]]).grad_input.tolist() == [
        [1, 10, 0, 100]]
    t = trace(MaxPool1d(2, 1), x)
    assert [term.derivative for term in t.backward().terms("input", (0, 1))] == [0, 1]
    assert trace(MaxPool2d(2), np.zeros((1, 2, 2))).backward([[[5]]]).grad_input.tolist() == [
        [[5, 0], [0, 0]]]
    assert trace(AvgPool1d(2, 1), x).backward([[1, 10, 100]]).grad_input.tolist() == [
        [0.5, 5.5, 55, 50]]
    padded = trace(AvgPool1d(2, 2, 1, count_include_pad=False), [[1, 2, 3]])
    assert padded.backward([[1, 10]]).grad_input.tolist() == [[1, 5, 5]]


def test_a_norm_of_zeros_has_the_gradient_zero() -> None:
    assert trace(LPPool1d(2, 2), [[0, 0, 3, 4]]).backward([[1, 5]]).grad_input.tolist() == [
        [0, 0, 3, 4]]
    assert trace(LPPool1d(1, 2), [[0, -2]]).backward([[1]]).grad_input.tolist() == [[0, -1]]
    assert trace(LPPool1d(3, 2), [[0, -2]]).backward([[1]]).grad_input.tolist() == [[0, -1]]


def test_a_rotated_kernel_is_rotated_backwards_too() -> None:
    t = trace(Conv1d(1, 1, 2), [[1, 2]], [[[10, 20]]], [0], true_convolution=True)
    back = t.backward([[1]])
    assert back.grad_input.tolist() == [[20, 10]]
    assert back.grad_weight.tolist() == [[[2, 1]]]


# What is given, and what comes.

def test_what_arrives_is_filled_by_seed() -> None:
    t = trace(Conv2d(2, 3), input_size=6)
    back = t.backward()
    assert back.grad_output.shape == t.output.shape
    assert set(back.grad_output.ravel().tolist()) == {1, 2, 3, 4}
    np.testing.assert_array_equal(back.grad_output, t.backward(seed=0).grad_output)
    assert not np.array_equal(back.grad_output, t.backward(seed=1).grad_output)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_gradients_have_the_inputs_precision(dtype: Any) -> None:
    t = trace(Conv2d(), np.ones((1, 4, 4), dtype))
    back = t.backward(np.ones((1, 2, 2)))
    assert {array.dtype for array in (back.grad_output, back.grad_input, back.grad_weight,
                                      back.grad_bias)} == {np.dtype(dtype)}
    assert back.grad_weight.tolist() == [[[[4] * 3] * 3]]


def test_a_layer_without_weights_has_no_gradients_of_any() -> None:
    back = trace(MaxPool2d(2), input_size=4).backward()
    assert back.grad_weight is None
    assert back.grad_bias is None
    assert trace(Conv2d(bias=False), input_size=4).backward().grad_bias is None
    assert trace(Linear(2, 1), [1, 2], [[3, 4]]).backward([5]).grad_input.tolist() == [15, 20]


def test_it_is_printed_on_one_line() -> None:
    t = trace(ConvTranspose2d(2, 1, 3, stride=2), input_size=3)
    assert repr(t.backward()) == (
        "Backward(ConvTranspose2d(2, 1, kernel_size=(3, 3), stride=(2, 2)), grad_output (1, 7, 7), "
        "grad_input (2, 3, 3), grad_weight (2, 1, 3, 3), grad_bias (1,))")


@pytest.mark.parametrize(("kind", "call", "answer"), [
    (ArrayError, lambda t: t.backward([[1, 2]]),
     "grad_output has shape (1, 2), but the layer takes (1, 3, 3), a number for each output"),
    (ArrayError, lambda t: t.backward(np.full((1, 3, 3), np.nan)), "grad_output holds NaN"),
    (ArrayError, lambda t: t.backward("ones"), "grad_output holds <U4, not real numbers"),
    (ArrayError, lambda t: t.backward(np.full((1, 3, 3), 1e308)), "a gradient overflows float64"),
    (ArrayError, lambda t: t.backward(seed=-1), "seed -1 is not usable"),
    (ArrayError, lambda t: t.backward().terms("input", (0, 5, 0)),
     "(0, 5, 0) is no place in grad_input: give (0 to 0, 0 to 4, 0 to 4)"),
    (ArrayError, lambda t: t.backward().terms("bias", 1),
     "1 is no place in grad_bias: give (0 to 0)"),
    (ArrayError, lambda t: t.backward().terms("weight", (0, 0)), "(0, 0) is no place"),
    (UnknownNameError, lambda t: t.backward().terms("output", (0,)),
     "unknown gradient 'output': there is input, weight, bias")])
def test_what_cannot_be_is_refused(kind: type[ConvgifError], call: Callable[[Trace], object],
                                   answer: str) -> None:
    t = trace(Conv2d(), input_size=5)
    assert answer in refusal(kind, lambda: call(t))


def test_a_norm_below_1_has_no_gradient_at_an_input_of_0() -> None:
    t = trace(LPPool1d(0.5, 2), [[0, 1]])
    assert refusal(ArrayError, t.backward) == (
        "the gradient of a norm with p 0.5, below 1, is infinite at an input of 0: give an input "
        "without zeros, or norm_type 1 or more")
    assert np.isfinite(trace(LPPool1d(0.5, 2), [[2, 1]]).backward().grad_input).all()
