"""Locally connected layers: a convolution's windows with weights of their own, and how many."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from layer_strategies import LayerAndSize, conv_layers, local_layers, refusal, repeatable

from convgif.errors import LayerError
from convgif.layers import Conv2d, Layer, LocallyConnected1d, LocallyConnected2d
from convgif.layers.notation import parse_layer
from convgif.settings.resolving import resolve
from convgif.traces.tracing import trace


def panel_layer(*text: str, **settings: Any) -> Layer:
    (panel,) = resolve(settings, *text).panels
    return panel.layer


@repeatable(60)
@given(conv_layers((1, 2), 6, 3))
def test_with_the_same_weights_everywhere_it_is_the_convolution(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, input_size=size)
    kind = {1: LocallyConnected1d, 2: LocallyConnected2d}[layer.rank]
    assert t.weight is not None
    positions = t.output[0].size
    weight = np.tile(t.weight.reshape(1, len(t.weight), -1), (positions, 1, 1))
    bias = None if t.bias is None else np.broadcast_to(
        t.bias.reshape(-1, *[1] * layer.rank), t.output.shape)
    local = trace(kind(**layer.settings(), input_size=size), t.input, weight, bias)
    np.testing.assert_allclose(local.output, t.output, atol=1e-9)


@repeatable(60)
@given(local_layers())
def test_each_step_reads_weights_that_no_other_reads(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, input_size=size)
    assert t.weight is not None
    read = [mac.weight_index for step in t.steps for mac in step.macs]
    assert len(set(read)) == len(read) == t.weight.size
    for step in t.steps[::7]:
        total = sum(mac.product for mac in step.macs)
        assert step.value == pytest.approx(total + step.bias)


def test_it_counts_what_is_stored_and_what_meets_the_input() -> None:
    layer = LocallyConnected2d(padding=1, bias=False, input_size=4)
    t = trace(layer)
    assert layer.weight_shape == (16, 1, 9)
    assert layer.parameter_count == layer.mac_count(4) == 144
    assert layer.weights_on_input == 100
    assert t.matrix.wired == len(set(t.taps.weight[t.taps.input >= 0].tolist())) == 100
    assert LocallyConnected2d(2, 3, 3, input_size=4).bias_shape == (3, 2, 2)
    assert LocallyConnected2d(2, 3, 3, input_size=4).parameter_count == 4 * 3 * 18 + 12


def test_its_input_size_is_that_of_its_first_input_if_none_is_said() -> None:
    assert trace(LocallyConnected2d(), input_size=4).layer == LocallyConnected2d(input_size=4)
    assert trace(LocallyConnected2d(), np.ones((1, 4, 6))).layer == LocallyConnected2d(
        input_size=(4, 6))
    assert LocallyConnected2d().weight_shape == (9, 1, 9)
    assert LocallyConnected1d(kernel_size=7).default_input_size() == (9,)
    assert LocallyConnected1d(kernel_size=7, input_size=7).default_input_size() == (7,)


@pytest.mark.parametrize(("make", "said"), [
    (lambda: trace(LocallyConnected2d(input_size=4), input_size=5), "make it with input_size=5"),
    (lambda: trace(LocallyConnected2d(input_size=4), np.ones((1, 4, 6))),
     "an input of 4×6 does not suit LocallyConnected2d, whose weights are for 4×4"),
    (lambda: trace(LocallyConnected2d(kernel_size=5, input_size=4)), "take an input of 5"),
    (lambda: LocallyConnected2d().transpose(5), "take Conv2d, which shares them")])
def test_another_input_is_refused_and_so_is_its_transpose(make: Any, said: str) -> None:
    assert said in refusal(LayerError, make)


def test_the_size_that_is_asked_for_wins_over_that_of_the_text() -> None:
    text = "LocallyConnected2d(1, 1, 3, input_size=4)"
    assert panel_layer(text) == LocallyConnected2d(input_size=4)
    assert panel_layer(text, input_size=6) == LocallyConnected2d(input_size=6)
    assert panel_layer(layer="locally connected", kernel_size=(3,), input_size=4) == (
        LocallyConnected2d(bias=False, input_size=4))


def test_it_is_read_as_it_is_printed_and_as_keras_writes_it() -> None:
    layer = LocallyConnected2d(2, 3, 3, padding=1, input_size=(4, 6))
    assert parse_layer(repr(layer)) == layer
    assert parse_layer("LocallyConnected1D(8, 3, implementation=2, input_shape=(9, 2))") == (
        LocallyConnected1d(2, 8, 3, input_size=9))
    assert parse_layer("LocallyConnected1D(8, 3, input_shape=(None, 2))") == (
        LocallyConnected1d(2, 8, 3))
    assert layer != Conv2d(2, 3, 3, padding=1)
