"""Models as ONNX stores them: against onnx' own shapes, and published counts."""

from math import prod
from pathlib import Path

import numpy as np
import pytest
from optional_libraries import needed

from convgif import ConvgifError, Layer, read_network

onnx = needed("onnx")
helper = needed("onnx.helper")
LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
# Parameters as their papers and libraries count them, and the receptive fields that are published.
PUBLISHED = {
    "light_resnet50": (25_557_032, 427), "light_vgg19": (143_667_240, 268),
    "light_bvlc_alexnet": (60_965_224, 195), "light_inception_v2": (None, 699),
    "light_squeezenet": (1_235_496, None), "light_densenet121": (None, None),
    "light_inception_v1": (None, None), "light_shufflenet": (None, None),
    "light_zfnet512": (None, None)}
LEARNING = ("Conv", "Gemm", "BatchNormalization", "Mul", "Add")  # nodes with weights


@pytest.mark.parametrize("name", PUBLISHED)
def test_models_have_the_shapes_that_onnx_infers(name: str) -> None:
    path = LIGHT / f"{name}.onnx"
    network = read_network(path)
    sized = network.on()
    assert not sized.failure
    graph = onnx.shape_inference.infer_shapes(onnx.load(str(path))).graph
    inferred = {value.name: tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim)[1:]
                for value in (*graph.value_info, *graph.output)}
    outputs = {node.name or node.output[0]: inferred[node.output[0]] for node in graph.node
               if node.output[0] in inferred}
    made = {layer.name: layer.output_shape for layer in sized.layers}
    assert made == {layer: outputs[layer] for layer in made}
    parameters, field = PUBLISHED[name]
    assert parameters in (None, sized.parameters)
    maps = [layer for layer in sized.layers if len(layer.output_shape) == 3
            and layer.output_shape[1] > 1]
    assert field is None or maps[-1].receptive_field == (field, field)


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_models_have_the_shapes_and_weights_that_the_runtime_has(name: str) -> None:
    """The runtime runs them, and every value between is looked at."""
    runtime = needed("onnxruntime")
    path = LIGHT / f"{name}.onnx"
    sized = read_network(path).on()
    model = onnx.load(str(path))
    values = [output for node in model.graph.node for output in node.output if output]
    del model.graph.output[:]
    model.graph.output.extend(map(helper.make_empty_tensor_value_info, values))
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    session = runtime.InferenceSession(model.SerializeToString(), options)
    given = {value.name: np.zeros(value.shape, np.float32) for value in session.get_inputs()}
    shapes = {value: made.shape for value, made in zip(values, session.run(values, given),
                                                       strict=True)}
    nodes = {node.name or node.output[0]: node for node in model.graph.node}
    made = {layer.name: layer.output_shape for layer in sized.layers}
    assert made == {layer: shapes[nodes[layer].output[0]][1:] for layer in made}
    shapes |= {one.name: tuple(one.dims) for one in model.graph.initializer}
    made_of_input = set(given)
    for node in model.graph.node:
        if made_of_input.intersection(node.input):
            made_of_input.update(node.output)
    learnt = [value for layer in made for value in nodes[layer].input[:3]
              if value not in made_of_input and nodes[layer].op_type in LEARNING]
    assert sized.parameters == sum(prod(shapes[value]) for value in learnt)


def saved(tmp_path: Path, *nodes: object, shape: tuple[int | str, ...] = (1, 2, 8, 8),
          weights: dict[str, tuple[int, ...]] | None = None,
          numbers: dict[str, list[int]] | None = None) -> Path:
    """A file of a model of those nodes, from x to y."""
    floats = onnx.TensorProto.FLOAT
    constants = [helper.make_tensor(key, floats, size, [1.0] * prod(size))
                 for key, size in (weights or {}).items()]
    constants += [helper.make_tensor(key, onnx.TensorProto.INT64, (len(values),), values)
                  for key, values in (numbers or {}).items()]
    graph = helper.make_graph(
        list(nodes), "g", [helper.make_tensor_value_info("x", floats, shape)],
        [helper.make_tensor_value_info("y", floats, None)], constants)
    path = tmp_path / "model.onnx"
    onnx.save(helper.make_model(graph), str(path))
    return path


def test_the_kernel_may_be_said_by_the_weight_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, helper.make_node("Conv", ["x", "w"], ["y"], auto_pad="SAME_UPPER",
                                            group=2, strides=[2, 2]), weights={"w": (4, 1, 3, 3)})
    layer = read_network(path).on().layers[0]
    assert isinstance(layer.layer, Layer)
    assert layer.layer.parameters() == {"kernel_size": (3, 3), "stride": (2, 2), "groups": 2,
                                        "padding": "same_upper"}
    assert (layer.output_shape, layer.parameters) == ((4, 4, 4), 36)


def test_branches_and_what_reshapes_are_read(tmp_path: Path) -> None:
    path = saved(
        tmp_path, helper.make_node("Conv", ["x", "w"], ["a"], pads=[1, 1, 1, 1]),
        helper.make_node("Concat", ["a", "x"], ["b"], axis=1),
        helper.make_node("Pad", ["b", "pads"], ["c"]),
        helper.make_node("Reshape", ["c", "to"], ["d"]),
        helper.make_node("Gemm", ["d", "v"], ["y"], transB=1),
        weights={"w": (2, 2, 3, 3), "v": (3, 480)},
        numbers={"to": [0, -1], "pads": [0, 0, 1, 2, 0, 0, 1, 2]})
    sized = read_network(path).on()
    assert not sized.failure
    assert [layer.output_shape for layer in sized.layers] == [
        (2, 8, 8), (4, 8, 8), (4, 10, 12), (480,), (3,)]


def test_an_open_size_is_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path, helper.make_node("Conv", ["x", "w"], ["y"]),
                 weights={"w": (2, 2, 3, 3)}, shape=("batch", 2, "high", "wide"))
    with pytest.raises(ConvgifError, match="needs the size of its input"):
        read_network(path).on()
    assert read_network(path).on(9).layers[0].output_shape == (2, 7, 7)


@pytest.mark.parametrize(("nodes", "said"), [
    ([("LSTM", ["x"], ["y"])], "nodes of type LSTM are not read"),
    ([("Add", ["x", "z"], ["y"])], "takes 'z', which no node before it makes"),
    ([("Conv", ["x", "x"], ["y"])], "its weight is no constant")])
def test_what_is_not_read_is_said_in_a_line(tmp_path: Path, nodes: list[tuple[str, list[str],
                                            list[str]]], said: str) -> None:
    path = saved(tmp_path, *(helper.make_node(*node) for node in nodes))
    with pytest.raises(ConvgifError, match=said):
        read_network(path)


@pytest.mark.parametrize(("name", "data", "said"), [
    ("a.onnx", b"hello there", "no whole model that onnx reads"), ("a.onnx", b"", "inputs"),
    ("a.pt", b"", "export it as .onnx"), ("a.h5", b"", "export it as .onnx")])
def test_files_that_are_no_models_are_refused(tmp_path: Path, name: str, data: bytes, said: str
                                              ) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ConvgifError, match=said):
        read_network(path)


def test_a_file_that_is_not_there_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(ConvgifError, match="name another file"):
        read_network(tmp_path / "none.onnx")
