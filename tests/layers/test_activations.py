"""Activations: their values, their slopes, and what a trace makes of them."""

from math import exp, log1p, tanh
from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal

from convgif.animation import animate
from convgif.errors import ConvgifError, UnknownNameError, ViewError
from convgif.layers.activations import ACTIVATIONS
from convgif.traces.tracing import trace

POINTS = np.array([-30.0, -3.0, -0.5, 0.25, 2.0, 7.0, 30.0])
EXACT: dict[str, Any] = {
    "relu": lambda z: max(0.0, z), "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "relu6": lambda z: min(max(0.0, z), 6.0), "elu": lambda z: z if z > 0 else exp(z) - 1,
    "sigmoid": lambda z: 1 / (1 + exp(-z)), "tanh": tanh, "silu": lambda z: z / (1 + exp(-z)),
    "softplus": lambda z: log1p(exp(z))}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes(name: str) -> None:
    row = ACTIVATIONS[name]
    assert np.allclose(row(POINTS), [EXACT[name](z) for z in POINTS], rtol=1e-12, atol=1e-15)
    step = 1e-6
    differences = (row(POINTS + step) - row(POINTS - step)) / (2 * step)
    assert np.allclose(row.slope_at(POINTS), differences, atol=1e-6)


@pytest.mark.parametrize("layer", ["Linear(4, 3)", "Conv2d(2, 2, kernel_size=2, padding=1)",
                                   "ConvTranspose1d(stride=2)", "MaxPool1d(2)", "AvgPool1d(2)",
                                   "PixelShuffle(2)", "Fold(3, 2)", "ConstantPad1d(1, 0.5)",
                                   "Upsample(scale_factor=2, mode='linear')"])
def test_an_activation_is_applied_and_gradients_go_through_it(layer: str) -> None:
    rng = np.random.default_rng(3)
    plain = trace(layer)
    x = rng.normal(size=plain.input.shape)
    weight = None if plain.weight is None else rng.normal(size=plain.weight.shape)
    traced = trace(layer, x, weight, plain.bias, activation="tanh")
    assert np.allclose(traced.output, np.tanh(trace(layer, x, weight, plain.bias).output))
    step = traced.steps[0]
    assert step.value == pytest.approx(tanh(step.preactivation))
    arrives = rng.normal(size=traced.output.shape)
    back = traced.backward(arrives)
    for index in np.ndindex(*x.shape):
        moved = [x.copy(), x.copy()]
        for one, by in zip(moved, (1e-6, -1e-6), strict=True):
            one[index] += by
        up, down = (trace(layer, one, weight, plain.bias, activation="tanh").output
                    for one in moved)
        assert back.grad_input[index] == pytest.approx(
            float(((up - down) * arrives).sum() / 2e-6), abs=1e-6)
    if back.grad_bias is not None:
        slope = 1 - np.tanh(traced.preactivation) ** 2
        sums = (arrives * slope).reshape(len(arrives), -1).sum(axis=1)
        assert np.allclose(back.grad_bias, sums)


@pytest.mark.parametrize("layer", [
    "Conv2d()", "Conv2d(stride=2, padding=1, bias=False)", "Conv1d(2, 3, 3)", "Conv3d()",
    "ConvTranspose2d(stride=2, padding=1)", "LocallyConnected2d()", "Linear(9, 4)", "Linear(2, 2)"])
def test_of_seeded_weights_some_outputs_are_below_zero_and_most_are_not(layer: str) -> None:
    for seed in range(5):
        traced = trace(layer, seed=seed, activation="relu")
        first = traced.preactivation[0] if traced.axes else traced.preactivation
        assert first.size / 6 <= (first < 0).sum() <= first.size / 2
        plain = trace(layer, seed=seed)
        assert traced.input.tolist() == plain.input.tolist()
        assert traced.bias is None or plain.bias is None or (traced.bias == plain.bias).all()


def test_they_are_the_same_weights_each_time_and_others_only_where_it_takes_that() -> None:
    first = trace("Conv2d()", activation="relu").weight
    assert first is not None
    assert first.tolist() == [[[[0, -1, 1], [1, 1, -1], [-2, 2, -1]]]]
    for layer in ("Linear(4, 3)", "Linear(5, 1)", "Conv2d(3, 64, 7, stride=2)"):
        size = 64 if "64" in layer else None
        plain, traced = (trace(layer, input_size=size, activation=name) for name in (None, "relu"))
        assert plain.weight is not None
        assert traced.weight is not None
        assert (plain.weight == traced.weight).all()
    given = trace("Conv2d()", weight=np.ones((1, 1, 3, 3)), activation="relu").weight
    assert given is not None
    assert given.tolist() == np.ones((1, 1, 3, 3)).tolist()


def test_the_winner_of_a_maximum_is_known_before_the_activation() -> None:
    traced = trace("MaxPool1d(2)", [[-3.0, -1.0, 2.0, 1.0]], activation="relu")
    assert traced.output.tolist() == [[0.0, 2.0]]
    winner = traced.steps[0].winner
    assert winner is not None
    assert winner.input_index == (0, 1)


def test_a_name_that_is_none_and_a_view_that_shows_none_are_refused() -> None:
    assert "did you mean relu" in refusal(
        UnknownNameError, lambda: trace("Conv2d()", activation="rellu"))
    message = refusal(ViewError, lambda: animate("Conv2d()", view="matrix", activation="relu"))
    assert "the matrix view shows no activation" in message
    assert "view='values'" in message
    moved = refusal(ViewError, lambda: animate("PixelShuffle(2)", activation="relu"))
    assert moved == ("the moves view shows no activation: leave it out, or use view='backward' or "
                     "view='formula'")
    assert animate("PixelShuffle(2)", view="formula", activation="relu").story
    assert "activation" in refusal(ConvgifError, lambda: animate(trace("Conv2d()"),
                                                                 activation="relu"))


@pytest.mark.parametrize(("view", "shown"), [
    ("values", "f("), ("macs", "f("), ("nodes", "f("), ("formula", "f(")])
def test_views_of_sums_show_what_it_is_applied_to(view: str, shown: str) -> None:
    animation = animate("Linear(3, 2)", view=view, activation="relu")
    texts = {getattr(shape, "string", "") for now in animation.story.snapshots()
             for id, shape in now.shapes.items() if now.roles[id] != ("pending",)}
    assert any(shown in text for text in texts)
    assert any("ReLU" in text for text in texts)
    assert "max(0, z)" in animation.describe() or view == "macs"
