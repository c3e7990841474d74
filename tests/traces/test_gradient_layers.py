"""Gradients as what layers compute: the same numbers as those that flow back."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import LayerAndSize, conv_layers, refusal, repeatable, transposed_layers

from convgif.animation import animate, draw
from convgif.errors import ConvgifError, LayerError, UnknownNameError
from convgif.frames.themes import THEMES
from convgif.layers import (
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Linear,
    LocallyConnected2d,
    MaxPool2d,
)
from convgif.scenes.scene import Text
from convgif.settings.resolving import resolve
from convgif.traces.gradient_layers import READINGS, gradient_trace
from convgif.traces.tracing import Trace, trace

STRIDED = Conv2d(stride=2, padding=1)


@repeatable(60)
@given(conv_layers(max_input=6) | transposed_layers(max_input=3), st.randoms())
def test_the_gradient_of_the_weight_is_a_convolution(made: LayerAndSize, random: Any) -> None:
    """Of each pair by itself; k + floor(r/d) come out, of which the k of the kernel are kept."""
    layer, size = made
    t = trace(layer, input_size=size)
    out = random.randrange(len(t.output))
    given = random.choice(layer.channels_read(out))
    found, back = gradient_trace(t, "weight", channels=(given, out)), t.backward()
    stored = back.grad_weight[layer.weight_channels(out, given)]
    kept = ~found.left_out
    assert found.kept == layer.kernel_size
    np.testing.assert_allclose(found.output[0][kept].reshape(layer.kernel_size), stored,
                               rtol=0, atol=1e-9)
    if not t.stamp_axes:
        left = [i + sum(layer.pads(axis, i)) - layer.span(axis) - (o - 1) * s
                for axis, (i, o, s) in enumerate(zip(size, t.output.shape[1:], layer.stride,
                                                     strict=True))]
        assert found.output.shape[1:] == tuple(k + r // d for k, r, d in zip(
            layer.kernel_size, left, layer.dilation, strict=True))
    assert (found.layer.stride, found.layer.dilation) == (layer.dilation, layer.stride)


@repeatable(60)
@given(conv_layers(modes=["zeros"], max_input=6) | transposed_layers(max_input=3))
def test_the_gradient_of_the_input_is_what_the_layer_that_leads_back_makes(made: LayerAndSize
                                                                           ) -> None:
    layer, size = made
    t = trace(layer, input_size=size)
    try:
        found = gradient_trace(t, "input")
    except LayerError:
        assert t.stamp_axes  # of an output that no stamp reaches
        return
    assert found.bias is None
    np.testing.assert_allclose(found.output, t.backward().grad_input, rtol=0, atol=1e-9)


def test_of_features_it_is_the_transposed_weight() -> None:
    t = trace(Linear(4, 3))
    np.testing.assert_array_equal(gradient_trace(t, "input").output, t.backward().grad_input)


def test_it_is_of_what_arrives() -> None:
    t, arrives = trace(STRIDED, input_size=6), np.arange(9.0).reshape(1, 3, 3)
    for of in READINGS:
        found = gradient_trace(t, of, arrives)
        gradient = getattr(t.backward(arrives), f"grad_{of}").reshape(-1)
        np.testing.assert_array_equal(found.output[0][~found.left_out], gradient)
    assert gradient_trace(t, "input", seed=3).input.tolist() == t.backward(
        seed=3).grad_output.tolist()
    rotated = trace(Conv1d(), input_size=5, true_convolution=True)
    np.testing.assert_array_equal(gradient_trace(rotated, "input").output,
                                  rotated.backward().grad_input)


@pytest.mark.parametrize(("name", "of", "count"), [
    ("grad_input_as_transposed", "input", 36), ("grad_weight_as_convolution", "weight", 9)])
def test_the_presets_agree_with_what_flows_back(name: str, of: str, count: int) -> None:
    animation = draw(resolve({}, name))
    added, made = animation.panels
    gradient = getattr(added.traces[0].backward(), f"grad_{of}")[0]
    written = []
    for panel, name in ((added, f"grad_{of}_number"), (made, "output_number")):
        *_, last = panel.story.snapshots()
        written.append({index: float(shape.string.replace("\N{MINUS SIGN}", "-"))
                        for (known, index), shape in last.shapes.items()
                        if known == name and isinstance(shape, Text)})
    assert len(written[0]) == count
    size = made.traces[0].kept or made.traces[0].output.shape[1:]
    kept = {index: value for index, value in written[1].items() if index in np.ndindex(*size)}
    assert list(written[0].values()) == list(kept.values()) == gradient.ravel().tolist()


@pytest.mark.parametrize("view", ["values", "isometric", "macs"])
@pytest.mark.parametrize(("of", "gradients"), [
    ("input", {"extended", "output"}), ("weight", {"weight", "output"})])
def test_what_is_a_gradient_is_in_its_hue_and_nothing_else(of: str, gradients: set[str], view: str
                                                           ) -> None:
    layer = Conv2d(kernel_size=2, bias=False)
    story = draw(resolve({"with_gradient": of, "view": view}, repr(layer))).panels[1].story
    for now in story.snapshots():
        for id, element in now.elements.items():
            hued = any(role.startswith("gradient") for role in now.roles[id])
            empty = now.roles[id][0] == "padding" or "output_pending" in now.roles[id]
            assert hued == (element.array in gradients and not empty), (id, now.roles[id])
    for theme in THEMES.values():
        assert theme.paint(("input", "gradient")).fill == theme.paint(("gradient",)).fill != (
            theme.paint(("input",)).fill)


def test_what_is_left_out_is_hatched_and_said() -> None:
    panel = animate(STRIDED, input_size=6, view="values").of_gradient("weight")
    *_, last = panel.story.snapshots()
    left_out = {index for (known, index), roles in last.roles.items()
                if known == "output" and "left_out" in roles}
    assert left_out == {(r, c) for r, c in np.ndindex(4, 4) if 3 in (r, c)}
    assert "beyond 3×3: left out" in panel.describe()
    assert "left out" not in animate(STRIDED, input_size=5).of_gradient("weight").describe()
    assert panel.describe().startswith("grad_weight as the convolution of input and grad_output: ")
    words = [shape.string for (known, _), shape in last.shapes.items() if known.endswith("label")]
    assert words == ["input 6×6", "grad_output 3×3", "grad_weight 4×4"]


def test_channels_are_those_that_are_drawn() -> None:
    layer = Conv2d(2, 3, stride=2)
    for view in ("values", "backward", "isometric"):
        given = animate(layer, input_size=6, view=view, show_in=1, show_out=2)
        (found,) = given.of_gradient("weight").traces
        np.testing.assert_array_equal(found.output[0][:3, :3],
                                      given.traces[0].backward().grad_weight[2, 1])
        exchanged = given.of_gradient("input").settings.own
        assert (exchanged["show_in"], exchanged["show_out"]) == ((2,), (1,))
    of_input, of_weight = (given.of_gradient(of).view for of in READINGS)
    assert of_input is of_weight is given.view


def test_the_same_is_asked_for_in_words() -> None:
    asked = draw(resolve({"with_gradient": "weight", "view": "values"}, "Conv2d(stride=2)"))
    (left, right) = asked.panels
    np.testing.assert_array_equal(
        right.traces[0].output, gradient_trace(left.traces[0], "weight").output)
    both = draw(resolve({"with_gradient": "input", "with_transpose": True}, "Conv2d(stride=2)"))
    assert [len(panel.traces[0].called) for panel in both.panels] == [0, 0, 2]


def of(name: str, layer: Any, **settings: Any) -> Trace:
    return gradient_trace(trace(layer, input_size=5 if layer.rank else None, **settings), name)


@pytest.mark.parametrize(("kind", "call", "answer"), [
    (UnknownNameError, lambda: of("bias", STRIDED), "unknown gradient 'bias': there is input, wei"),
    (LayerError, lambda: of("weight", MaxPool2d(2)), "the gradient of the weight of MaxPool2d is no"
     " convolution: take one of a convolution or of a transposed one"),
    (LayerError, lambda: of("weight", Linear()), "the gradient of the weight of Linear is no"),
    (LayerError, lambda: of("weight", LocallyConnected2d()), "LocallyConnected2d is no convolut"),
    (LayerError, lambda: of("input", LocallyConnected2d()), "weights of its own for each position"),
    (LayerError, lambda: of("input", MaxPool2d(2)), "MaxPool2d"),
    (LayerError, lambda: of("input", Conv2d(padding=1, padding_mode="circular")), "repeats cells"),
    (LayerError, lambda: of("weight", Conv2d(), true_convolution=True), "comes out rotated"),
    (LayerError, lambda: gradient_trace(trace(Conv2d(2, 2, groups=2), input_size=5), "weight",
                                        channels=(0, 1)), "output channel 1 never reads input"),
    (ConvgifError, lambda: animate(STRIDED, input_size=6).still().of_gradient("input"),
     "take the gradient of the animation, and stop what both make: (a | a.of_gradient('input'))"),
    (ConvgifError, lambda: animate(ConvTranspose2d(), input_size=3, view="stamp").of_gradient(
        "input"), "this view does not draw Conv2d, which makes the gradient: use view='isometric'"),
])
def test_what_no_layer_computes_is_refused(kind: type[ConvgifError], call: Callable[[], object],
                                           answer: str) -> None:
    assert answer in refusal(kind, call)
