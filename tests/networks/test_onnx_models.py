"""Models as ONNX stores them: against onnx' own shapes, and published counts."""

from math import prod
from pathlib import Path

import numpy as np
import pytest
from optional_libraries import needed

from convgif import ConvgifError, Layer, read_network
from convgif.networks.inputs import inputs_for
from convgif.reporting import network_lines, network_report

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
          numbers: dict[str, list[int]] | None = None, takes: int = 1) -> Path:
    """A file of a model of those nodes, from x to y."""
    floats = onnx.TensorProto.FLOAT
    constants = [helper.make_tensor(key, floats, size, [1.0] * prod(size))
                 for key, size in (weights or {}).items()]
    constants += [helper.make_tensor(key, onnx.TensorProto.INT64, (len(values),), values)
                  for key, values in (numbers or {}).items()]
    graph = helper.make_graph(
        list(nodes), "g", [helper.make_tensor_value_info("x", takes, shape)],
        [helper.make_tensor_value_info("y", floats, None)], constants)
    path = tmp_path / "model.onnx"
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets), str(path))
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


def test_sequences_go_on_and_states_are_no_weights(tmp_path: Path) -> None:
    """As PyTorch exports them: the steps first, and what a layer leaves behind in outputs of other
    shapes."""
    path = saved(
        tmp_path, helper.make_node("Gather", ["words", "x"], ["a"], name="words"),
        helper.make_node("Transpose", ["a"], ["b"], name="turned", perm=[1, 0, 2]),
        helper.make_node("LSTM", ["b", "w", "r", "bias", "", "h", "h"], ["c", "left"], name="lstm",
                         hidden_size=5, direction="bidirectional"),
        helper.make_node("Gather", ["left", "last"], ["d"], name="back"),
        helper.make_node("Flatten", ["d"], ["e"], name="flat"),
        helper.make_node("Transpose", ["c"], ["f"], name="first", perm=[2, 0, 1, 3]),
        helper.make_node("Reshape", ["f", "to"], ["g"], name="beside"),
        helper.make_node("MatMul", ["g", "v"], ["i"], name="each"),
        helper.make_node("ReduceMax", ["i"], ["j"], name="best", axes=[1], keepdims=0),
        helper.make_node("Concat", ["e", "j"], ["y"], name="both", axis=1),
        shape=("batch", 7), takes=onnx.TensorProto.INT64,
        weights={"words": (40, 6), "w": (2, 20, 6), "r": (2, 20, 5), "bias": (2, 40),
                 "h": (2, 1, 5), "v": (10, 3)}, numbers={"last": [-1], "to": [0, 0, -1]})
    sized = read_network(path).on()
    assert not sized.failure
    assert [(layer.name, layer.output_shape, layer.parameters, layer.macs)
            for layer in sized.layers] == [
        ("words", (7, 6), 240, 0), ("turned", (7, 1, 6), 0, 0),
        ("lstm", (7, 2, 1, 5), 2 * 20 * (6 + 5 + 2), 7 * 2 * 20 * (6 + 5)),
        ("lstm:1", (2, 1, 5), 0, 0), ("back", (1, 5), 0, 0), ("flat", (5,), 0, 0),
        ("first", (7, 2, 5), 0, 0), ("beside", (7, 10), 0, 0), ("each", (7, 3), 30, 7 * 30),
        ("best", (3,), 0, 0), ("both", (8,), 0, 0)]
    assert read_network(path).on(9).layers[-3].output_shape == (9, 3)


def attention(tmp_path: Path, shape: tuple[int | str, ...] = ("batch", 6, 8)) -> Path:
    """Of one head, with sizes that the model works out, as exporters write them."""
    return saved(
        tmp_path, helper.make_node("MatMul", ["x", "qkv"], ["a"], name="made"),
        helper.make_node("Split", ["a"], ["q", "k", "v"], name="apart", axis=-1),
        helper.make_node("Shape", ["x"], ["size"]),
        helper.make_node("Gather", ["size", "one"], ["places"]),
        helper.make_node("Mod", ["places", "many"], ["kept"]),
        helper.make_node("Concat", ["first", "kept", "rest"], ["to"], axis=0),
        helper.make_node("Reshape", ["q", "to"], ["asked"], name="asked"),
        helper.make_node("Transpose", ["k"], ["t"], name="turned", perm=[0, 2, 1]),
        helper.make_node("MatMul", ["asked", "t"], ["b"], name="compared"),
        helper.make_node("Softmax", ["b"], ["c"], name="weighed"),
        helper.make_node("MatMul", ["c", "v"], ["d"], name="summed"),
        helper.make_node("Add", ["d", "x"], ["y"], name="around"), shape=shape,
        weights={"qkv": (8, 24)},
        numbers={"one": [1], "many": [1000], "first": [1], "rest": [-1]})


def test_attention_goes_on_and_products_of_maps_are_counted(tmp_path: Path) -> None:
    sized = read_network(attention(tmp_path)).on()
    assert not sized.failure
    assert {layer.name: (layer.output_shape, layer.macs) for layer in sized.layers} == {
        "made": ((6, 24), 6 * 8 * 24), "apart": ((6, 8), 0), "asked": ((6, 8), 0),
        "turned": ((8, 6), 0), "compared": ((6, 6), 6 * 6 * 8), "weighed": ((6, 6), 0),
        "summed": ((6, 8), 6 * 6 * 8), "around": ((6, 8), 0)}
    assert sized.parameters == 8 * 24
    assert {layer.receptive_field for layer in sized.layers} == {()}  # nothing slides


def test_attention_is_read_again_for_another_length(tmp_path: Path) -> None:
    network = read_network(attention(tmp_path, ("batch", "places", 8)))
    assert network.on((9, 8)).layers[4].output_shape == (9, 9)
    assert network.on((9, 8)).macs == 9 * 8 * 24 + 2 * 9 * 9 * 8
    fixed = read_network(attention(tmp_path))
    assert fixed.on((9, 8)).macs == network.on((9, 8)).macs > fixed.on().macs


def test_what_the_file_says_is_of_one_input(tmp_path: Path) -> None:
    """Another is refused where numbers of cells are fixed, and none is asked for backwards."""
    path = saved(tmp_path, helper.make_node("Reshape", ["x", "to"], ["a"], name="apart"),
                 helper.make_node("Transpose", ["a"], ["y"], perm=[1, 2, 0, 3]),
                 shape=(1, 6, 8), numbers={"to": [2, 3, 2, 4]})
    network = read_network(path)
    assert [layer.output_shape for layer in network.on().layers] == [(2, 3, 2, 4), (3, 2, 2, 4)]
    assert "the numbers of cells differ" in network.on((9, 8)).failure
    with pytest.raises(ConvgifError, match="only the file says what it makes, of one input"):
        inputs_for(network, (3, 2, 4), "apart")


def test_attention_to_patches_reads_all_of_a_picture(tmp_path: Path) -> None:
    """Up to it each place reads its own patch, in whatever order they lie."""
    path = saved(
        tmp_path, helper.make_node("Conv", ["x", "w"], ["a"], name="patches", strides=[4, 4]),
        helper.make_node("Reshape", ["a", "to"], ["b"], name="in a row"),
        helper.make_node("Transpose", ["b"], ["c"], name="first", perm=[0, 2, 1]),
        helper.make_node("MatMul", ["c", "v"], ["d"], name="each"),
        helper.make_node("MatMul", ["d", "b"], ["y"], name="all"), shape=(1, 2, 16, 16),
        weights={"w": (6, 2, 4, 4), "v": (6, 6)}, numbers={"to": [0, 6, -1]})
    sized = read_network(path).on()
    assert [(layer.output_shape, layer.receptive_field) for layer in sized.layers] == [
        ((6, 4, 4), (4, 4)), ((6, 16), (4, 4)), ((16, 6), (4, 4)), ((16, 6), (4, 4)),
        ((16, 16), (16, 16))]
    with pytest.raises(ConvgifError, match="what MatMul reads is not known"):
        sized.paths((3,))


def test_what_is_not_counted_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path, helper.make_node("Einsum", ["x"], ["a"], equation="bchw->bcwh"),
                 helper.make_node("Conv", ["x", "w"], ["y"]), weights={"w": (2, 2, 3, 3)})
    report = network_report(read_network(path).on())
    assert [row["macs"] for row in report["layers"]] == [None, 36 * 36]
    assert report["uncounted"] == ["Einsum"]
    *_, total, note = network_lines(report)
    assert total.split() == ["in", "all", "36", "≥", "1,296"]
    assert note == "the MACs of Einsum are not counted: the total is at least this"


def test_weights_that_layers_share_count_once(tmp_path: Path) -> None:
    path = saved(tmp_path, helper.make_node("Conv", ["x", "w"], ["a"], name="once"),
                 helper.make_node("Identity", ["w"], ["same"]),
                 helper.make_node("Conv", ["a", "same"], ["y"], name="again"),
                 weights={"w": (2, 2, 3, 3)})
    sized = read_network(path).on()
    assert [layer.parameters for layer in sized.layers] == [36, 0]
    assert sized.layers[1].note == "its weights are counted above"


@pytest.mark.parametrize(("type", "said"), [
    ("NonZero", "NonZero makes what the file says no size of: sizes end here"),
    ("Mine", "Mine makes what the file says no size of: sizes end here")])
def test_sizes_end_where_nobody_knows_them(tmp_path: Path, type: str, said: str) -> None:
    path = saved(tmp_path, helper.make_node("Conv", ["x", "w"], ["a"], name="before"),
                 helper.make_node(type, ["a"], ["b"], name="strange"),
                 helper.make_node("MatMul", ["b", "v"], ["y"]),
                 weights={"w": (2, 2, 3, 3), "v": (6, 5)})
    sized = read_network(path).on()
    assert sized.ends_unsized
    assert said in sized.failure
    assert (len(sized.layers), len(sized.unsized), sized.parameters) == (1, 2, 36 + 30)


@pytest.mark.parametrize(("nodes", "said"), [
    ([("If", ["x"], ["y"])], "nodes of type If are not read"),
    ([("MatMulInteger", ["x", "x"], ["y"])], "nodes of type MatMulInteger are not read"),
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
