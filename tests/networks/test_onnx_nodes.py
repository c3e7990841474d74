"""Nodes of ONNX whose sizes stand in inputs or attributes of their own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from optional_libraries import needed

from convgif import Network, read_network

onnx = needed("onnx")
helper = needed("onnx.helper")
FLOAT = onnx.TensorProto.FLOAT


def of_node(folder: Path, type: str, shape: Sequence[int | str], inputs: dict[str, Any],
            **attributes: Any) -> Network:
    """A model of one node, called n. inputs: its constants by name, None where it leaves one
    out."""
    given = {name: np.asarray(array) for name, array in inputs.items() if array is not None}
    node = helper.make_node(type, ["x", *(name if name in given else "" for name in inputs)], ["y"],
                            name="n", **attributes)
    graph = helper.make_graph(
        [node], "g", [helper.make_tensor_value_info("x", FLOAT, shape)],
        [helper.make_tensor_value_info("y", FLOAT, None)],
        [onnx.numpy_helper.from_array(array, name) for name, array in given.items()])
    path = folder / "model.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]), str(path))
    return read_network(path)


@pytest.mark.parametrize(("pads", "axes", "made"), [
    ([1, 2, 3, 0], [2, 3], (2, 8, 6)), ([2, 1], [3], (2, 4, 7)), ([2, 1], [-1], (2, 4, 7)),
    ([3, 0, 1, 1], [-1, 2], (2, 5, 8)), ([1, 0], [1], (3, 4, 4)),
    ([0, 0, 1, 2, 0, 0, 3, 0], None, (2, 8, 6))])
def test_pad_may_say_its_axes(pads: list[int], axes: list[int] | None, made: tuple[int, ...],
                              tmp_path: Path) -> None:
    inputs = {"pads": pads, "value": None, "axes": axes}
    for shape, size in (((1, 2, 4, 4), None), ((1, 2, "h", "w"), (2, 4, 4))):
        sized = of_node(tmp_path, "Pad", shape, inputs).on(size)
        assert (sized.failure, sized.layers[0].output_shape) == (
            "", made)


def test_a_constant_beside_maps_has_channels_too(tmp_path: Path) -> None:
    network = of_node(tmp_path, "Concat", (1, 4, 5, 5), {"c": np.zeros((1, 2, 5, 5), np.float32)},
                      axis=1)
    assert network.on().layers[0].output_shape == (6, 5, 5)


@pytest.mark.parametrize(("weight", "made", "macs", "said"), [
    ((6, 4), (3, 4), 72, ""), ((7, 4), None, 0, "7 numbers, but 3·6 = 18 arrive: give the input "
                                                "that the model is made for")])
def test_a_product_is_of_the_last_axis(weight: tuple[int, int], made: tuple[int, ...] | None,
                                       macs: int, said: str, tmp_path: Path) -> None:
    sized = of_node(tmp_path, "MatMul", (1, 3, 6), {"w": np.zeros(weight, np.float32)}).on()
    assert [layer.output_shape for layer in sized.layers] == ([] if made is None else [made])
    assert sized.macs == macs
    assert sized.failure.endswith(said)


def test_what_arrives_at_a_file_s_layer_has_nothing_to_do_with_prints(tmp_path: Path) -> None:
    network = of_node(tmp_path, "Gemm", (1, 4, 5, 5), {"w": np.zeros((16, 2), np.float32)})
    failure = network.on().failure
    assert "16 numbers, but 4·5·5 = 100 arrive" in failure
    assert "print" not in failure


# Of a weight that is all ones, what ONNX' runtime makes of ones: its first row, and last column.
@pytest.mark.parametrize(("attributes", "row", "column"), [
    ({"strides": [3, 2], "output_shape": [10, 8]},
     [1, 1, 2, 1, 2, 1, 1, 0], [0] * 10),
    ({"strides": [3, 2], "output_shape": [10, 8], "output_padding": [1, 1]},
     [1, 1, 2, 1, 2, 1, 1, 0], [0] * 10),
    ({"strides": [2, 2], "output_shape": [6, 6]}, [1, 2, 1, 2, 1, 1], [1, 2, 1, 2, 1, 1]),
    ({"strides": [2, 2], "output_shape": [6, 6], "auto_pad": "SAME_LOWER"},
     [1, 2, 1, 2, 1, 1], [1, 2, 1, 2, 1, 1]),
    ({"strides": [2, 2], "output_shape": [6, 6], "auto_pad": "SAME_UPPER"},
     [1, 1, 2, 1, 2, 1], [1, 1, 2, 1, 2, 1])])
def test_pads_follow_from_the_output_that_a_transposed_convolution_says(
        attributes: dict[str, Any], row: list[int], column: list[int], tmp_path: Path) -> None:
    network = of_node(tmp_path, "ConvTranspose", (1, 1, 3, 3),
                      {"w": np.ones((1, 1, 3, 3), np.float32)}, **attributes)
    (output,) = network.trace(np.ones((1, 3, 3)), weights={"n": (np.ones((1, 1, 3, 3)),)}).output
    assert list(output.shape) == attributes["output_shape"]
    assert output[0].tolist() == row
    assert output[:, -1].tolist() == column


def test_an_open_input_has_the_pads_for_its_size(tmp_path: Path) -> None:
    network = of_node(tmp_path, "ConvTranspose", (1, 1, "h", "w"),
                      {"w": np.ones((1, 1, 3, 3), np.float32)}, strides=[2, 2], output_shape=[6, 6])
    assert [network.on((1, size, size)).layers[0].macs for size in (3, 4)] == [81, 144]
    assert network.on((1, 4, 4)).layers[0].output_shape == (1, 6, 6)
