"""Taps against the steps' own multiply-accumulates, matrices against outputs, patches against
torch's."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
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
    transposed_layers,
    weighted_layers,
)

import convgif.layers
from convgif.errors import ArrayError, LayerError, LimitError
from convgif.layers import Conv2d, Layer, Linear, LPPool2d, MaxPool1d, MaxPool2d
from convgif.traces.tracing import Trace, trace

UNFOLD = Path(__file__).parents[1] / "torch_answers" / "unfold.json"


def traced(made: LayerAndSize, channels: int = 2) -> Trace:
    """The trace of real numbers, so that sums that are wrong are not right by chance."""
    layer, size = made
    random = np.random.default_rng(0)
    shape = (layer.input_channels or channels, *size)
    return trace(layer, random.normal(size=shape), *(
        None if wanted is None else random.normal(size=wanted)
        for wanted in (layer.weight_shape, layer.bias_shape)))


def flat(index: tuple[int, ...] | None, shape: tuple[int, ...]) -> int:
    return -1 if index is None else int(np.ravel_multi_index(index, shape))


@repeatable(60)
@given(any_layers((0, 1, 2, 3)))
def test_the_taps_are_the_multiply_accumulates_in_their_order(made: LayerAndSize) -> None:
    t = traced(made)
    weight_shape = t.layer.weight_shape or ()
    wanted = [(number, flat(mac.input_index, t.input.shape), flat(mac.weight_index, weight_shape),
               1 / step.divisor if step.divisor else 1.0)
              for number, step in enumerate(t.steps) for mac in step.macs]
    taps = t.taps
    assert len(taps) == len(wanted)
    assert list(zip(*(array.tolist() for array in (
        taps.output, taps.input, taps.weight, taps.factor)), strict=True)) == wanted


@repeatable(300)
@given(weighted_layers() | pooling_layers(families=["average"]) | linear_layers(7) | local_layers())
def test_the_matrix_times_the_input_is_the_output(made: LayerAndSize) -> None:
    t = traced(made)
    bias = 0.0 if t.bias is None else np.repeat(t.bias.ravel(), t.output.size // t.bias.size)
    product = t.matrix @ t.input.ravel() + bias
    np.testing.assert_allclose(product, t.output.ravel(), rtol=0, atol=1e-9)
    dense = t.matrix.dense()
    assert dense.shape == t.matrix.shape == (t.output.size, t.input.size)
    np.testing.assert_array_equal(np.asarray(t.matrix, np.float64), dense)
    np.testing.assert_allclose(dense @ t.input.ravel() + bias, product, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(t.matrix.T.dense(), dense.T)


@repeatable(60)
@given(transposed_layers(words=False))
def test_the_matrix_of_a_transposed_layer_is_the_transpose_of_its_convolutions(
        made: LayerAndSize) -> None:
    t = traced(made)
    layer: Any = t.layer
    convolution: Any = getattr(convgif.layers, f"Conv{layer.rank}d")(
        layer.out_channels, layer.in_channels, layer.kernel_size, layer.stride, layer.padding,
        layer.dilation, layer.groups, bias=False)
    try:
        there = trace(convolution, input_size=t.output.shape[1:], weight=t.weight)
    except LayerError:  # its output is of padding below zero alone, or has cells of nothing
        return
    if there.output.shape != t.input.shape:  # more padding than a convolution reads from
        return
    np.testing.assert_array_equal(there.matrix.T.dense(), t.matrix.dense())


# Output cells and input cells by hand: 4x4 under 3x3 has 4 windows of 9; under a padded 5x5 3x3 the
# 9 inner windows read 9 each, 12 at the edges 6, 4 in the corners 4: 81 + 72 + 16.
@pytest.mark.parametrize(("layer", "size", "shape", "wired"), [
    ("Conv2d()", 4, (4, 16), 36), ("Conv2d(padding=1)", 5, (25, 25), 169),
    ("Conv2d(stride=2, padding=1)", 5, (9, 25), 49), ("Conv2d(kernel_size=2)", 3, (4, 9), 16),
    ("Conv2d(kernel_size=5, padding=1)", 4, (4, 16), 64), ("Conv2d(padding=1)", 4, (16, 16), 100),
    ("Conv2d(kernel_size=7, padding=3)", 4, (16, 16), 256),
    ("Conv2d(2, 3, 3)", 4, (12, 32), 216), ("ConvTranspose2d()", 2, (16, 4), 36),
    ("AvgPool2d(2)", 4, (4, 16), 16), ("Conv1d(padding=1, padding_mode='circular')", 2, (2, 2), 4)])
def test_the_wired_entries_are_those_counted_by_hand(layer: str, size: int,
                                                     shape: tuple[int, int], wired: int) -> None:
    matrix = trace(layer, input_size=size).matrix
    assert (matrix.shape, matrix.wired, matrix.T.wired) == (shape, wired, wired)


def test_an_entry_whose_weight_is_zero_is_wired() -> None:
    t = trace(Conv2d(bias=False), input_size=4, weight=np.zeros((1, 1, 3, 3)))
    assert t.matrix.wired == 36
    assert not t.matrix.dense().any()


def test_a_matrix_is_multiplied_from_both_sides() -> None:
    t = trace(Linear(3, 2, bias=False), weight=[[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(t.matrix @ [1, 0, 2], [7, 16])
    np.testing.assert_array_equal(t.matrix @ np.eye(3), [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(np.array([1, 10]) @ t.matrix, [41, 52, 63])
    np.testing.assert_array_equal(np.eye(2) @ t.matrix, t.matrix.dense())
    assert repr(t.matrix) == "Matrix(2x3, 6 wired entries)"
    message = refusal(ArrayError, lambda: t.matrix @ np.ones(4))
    assert "(4,): give one of (3,) or (3, any)" in message


@pytest.mark.parametrize("layer", [MaxPool1d(2), MaxPool2d(2), LPPool2d(kernel_size=2)])
def test_what_is_no_weighted_sum_has_taps_but_no_matrix(layer: Layer) -> None:
    t = trace(layer, input_size=4)
    assert len(t.taps) == t.input.size
    message = refusal(LayerError, lambda: t.matrix)
    assert message.startswith(f"{type(layer).__name__} has no matrix")


def test_more_taps_than_are_meant_are_refused() -> None:
    t = trace(Conv2d(kernel_size=30), input_size=130)
    assert "taps" in refusal(LimitError, lambda: t.taps)


def test_patches_are_those_of_torch() -> None:
    answers = json.loads(UNFOLD.read_text("utf-8"))
    assert len(answers) == 6
    for answer in answers:
        numbers = np.arange(1.0, np.prod(answer["input"]) + 1).reshape(answer["input"])
        t = trace(Conv2d(len(numbers), **answer["settings"]), numbers)
        np.testing.assert_array_equal(t.patches, answer["patches"])


@repeatable(50)
@given(conv_layers())
def test_a_convolution_without_groups_is_its_weight_times_its_patches(made: LayerAndSize) -> None:
    t = traced(made)
    assert t.weight is not None
    taps = len(t.tap_offsets)
    assert t.patches.shape == (len(t.input) * taps, t.output[0].size)
    if t.layer.parameters().get("groups", 1) == 1:
        product = t.weight.reshape(len(t.weight), -1) @ t.patches
        bias = 0.0 if t.bias is None else t.bias[:, None]
        np.testing.assert_allclose(product + bias, t.output.reshape(len(t.output), -1), atol=1e-9)
