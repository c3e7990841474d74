"""What layers that keep the shape make of numbers, against what torch makes of the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from optional_libraries import needed

from convgif import read_network
from convgif.networks.functions import FUNCTIONS, function_of
from convgif.networks.operations import Operation

ANSWERS = json.loads((Path(__file__).parents[1] / "torch_answers" / "functions.json").read_text())
X = np.array(ANSWERS["input"])


@pytest.mark.parametrize("answer", ANSWERS["layers"], ids=lambda answer: answer["written"])
def test_layers_that_keep_the_shape_make_what_torch_makes(answer: dict[str, Any]) -> None:
    wanted = np.reshape(answer["output"], X.shape)
    for text in (answer["written"], answer["printed"]):
        np.testing.assert_allclose(read_network(f"Sequential({text})").trace(X).output, wanted,
                                   atol=2e-9)


def test_weights_that_are_given_scale_what_is_normalized() -> None:
    weights, bias = np.array([1.0, 2, 3, 4]), np.array([0.0, 1, 0, -1])
    by_channel = weights[:, None, None], bias[:, None, None]
    for text in ("BatchNorm2d(4)", "GroupNorm(2, 4)", "InstanceNorm2d(4, affine=True)"):
        network = read_network(f"Sequential({text})")
        plain = network.trace(X).output
        given = network.trace(X, weights={"0": (weights, bias)}).output
        np.testing.assert_allclose(given, plain * by_channel[0] + by_channel[1])
    layer = read_network("Sequential(LayerNorm([2, 2]))")
    weight = np.array([[1.0, 2], [3, 4]])
    np.testing.assert_allclose(layer.trace(X, weights={"0": (weight,)}).output,
                               layer.trace(X).output * weight)
    sloped = read_network("Sequential(PReLU(4))").trace(X, weights={"0": (weights,)}).output
    assert np.array_equal(sloped, np.where(X > 0, X, by_channel[0] * X))


@pytest.mark.parametrize(("name", "attributes", "version", "wanted"), [
    ("LeakyRelu", {"alpha": 0.5}, 18, np.where(X > 0, X, X / 2)),
    ("Elu", {"alpha": 2.0}, 18, np.where(X > 0, X, 2 * np.expm1(np.minimum(X, 0)))),
    ("HardSigmoid", {}, 18, np.clip(0.2 * X + 0.5, 0, 1)),
    ("ThresholdedRelu", {"alpha": 2.0}, 18, np.where(X > 2, X, 0)),
    ("Clip", {"min": -1.0, "max": 6.0}, 6, np.clip(X, -1, 6)),
    ("Softmax", {"axis": 2}, 18, np.exp(X) / np.exp(X).sum(1, keepdims=True)),
    ("Softmax", {"axis": 2}, 11, np.exp(X) / np.exp(X).sum((1, 2), keepdims=True)),
    ("LRN", {"size": 2, "alpha": 1.0, "beta": 1.0}, 18,  # itself and the one behind
     X / (1 + (X ** 2 + np.concatenate([X[1:] ** 2, 0 * X[:1]])) / 2))])
def test_nodes_make_what_onnx_says(name: str, attributes: Mapping[str, Any], version: int,
                                   wanted: Any, tmp_path: Path) -> None:
    onnx, helper = needed("onnx"), needed("onnx.helper")
    value = [helper.make_tensor_value_info(of, onnx.TensorProto.FLOAT, (1, *X.shape))
             for of in "xy"]
    graph = helper.make_graph([helper.make_node(name, ["x"], ["y"], **attributes)], "g",
                              value[:1], value[1:])
    path = tmp_path / "model.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)]), str(path))
    np.testing.assert_allclose(read_network(path).trace(X).output, wanted, atol=1e-6)


@pytest.mark.parametrize(("layers", "wanted"), [
    ('Activation("leaky_relu")', np.where(X > 0, X, 0.2 * X)),
    ('Activation("hard_sigmoid")', np.clip(X / 6 + 0.5, 0, 1)),
    ('Activation("softmax")', np.exp(X) / np.exp(X).sum(0)),
    ("Softmax(axis=1)", np.exp(X) / np.exp(X).sum(1, keepdims=True)),  # of the rows
    ("ReLU(max_value=6, negative_slope=0.5, threshold=1)",
     np.where(X >= 1, np.minimum(X, 6), 0.5 * (X - 1))),
    ("Rescaling(0.5, offset=2)", 0.5 * X + 2), ("LeakyReLU()", np.where(X > 0, X, 0.3 * X))])
def test_keras_layers_keep_their_own_defaults(layers: str, wanted: Any) -> None:
    text = f"keras.Sequential([keras.Input((2, 2, 4)), MaxPooling2D(1), {layers}])"
    np.testing.assert_allclose(read_network(text).trace(X).output, wanted, atol=1e-9)


def test_an_activation_within_a_layer_is_computed() -> None:
    network = read_network('keras.Sequential([keras.Input((4,)), Dense(2, activation="relu", '
                           'name="a")])')
    weight = np.array([[1.0, 0, 0, 0], [-1, 0, 0, 0]])
    found = network.trace(np.array([3.0, 1, 1, 1]), weights={network.layers[0].name: (
        weight, np.zeros(2))})
    assert found[0].trace is not None
    assert (found[0].trace.output.tolist(), found.output.tolist()) == ([3, -3], [3, 0])


def test_no_zero_has_a_sign_and_no_function_is_without_arguments() -> None:
    """Each row is called by its own defaults."""
    for name in FUNCTIONS:
        made = function_of(Operation(name, "activation", name), np.array([[[-1.0, 0], [2, 3]]]))
        assert made.shape == (1, 2, 2)
        assert not np.signbit(made[made == 0]).any()
