"""What ONNX's own backend tests come to, node by node: read as a model, computed as a layer."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from optional_libraries import needed

from convgif import Layer, read_network, trace

onnx = needed("onnx")
NODES = ("depthtospace", "spacetodepth", "maxunpool", "col2im", "globalaveragepool",
         "globalmaxpool", "lppool", "resize", "upsample")
CUBIC = "cubic interpolation is not drawn"
ROUNDS = "of nearest only the rule of torch is drawn, and whole factors"
# Left out, by a part of their name: each with the reason.
LEFT_OUT = {
    "_expanded": "the same node as others",
    "col2im_5d": "Fold is of two axes, as torch's is",
    "maxunpool_export_with": "ONNX counts places in the output without output_shape, torch in it",
    "cubic": CUBIC,
    "tf_crop_and_resize": "a box of the input is not drawn",
    "antialias": "filters are not drawn",
    "not_larger": "sizes that keep the ratio are no sizes",
    "not_smaller": "sizes that keep the ratio are no sizes",
    "half_pixel_symmetric": "torch has no such rule",
    "downsample_sizes_linear_pytorch_half_pixel": "at an output of 1 it is not what torch does",
    "downsample_scales_linear_align_corners": "ONNX takes the size before it is rounded down",
    "downsample_scales_nearest": ROUNDS, "sizes_nearest": ROUNDS}


@pytest.fixture(scope="module")
def cases() -> dict[str, Any]:
    """The cases of those nodes by name."""
    for name in NODES:
        import_module(f"onnx.backend.test.case.node.{name}")
    found = import_module("onnx.backend.test.case.node")._NodeTestCases
    return {case.name.removeprefix("test_"): case for case in found}


def computed(case: Any, tmp_path: Path) -> list[tuple[Any, Any]]:
    """What the layer that is read makes of each input of a batch, and what is wanted."""
    graph, (inputs, (wanted, *_)) = case.model.graph, case.data_sets[0]
    graph = onnx.GraphProto.FromString(graph.SerializeToString())
    names = [one.name for one in graph.input]
    del graph.input[1:]
    graph.initializer.extend(onnx.numpy_helper.from_array(np.asarray(array), name)
                             for name, array in zip(names[1:], inputs[1:], strict=True))
    path = tmp_path / "model.onnx"
    onnx.save(onnx.helper.make_model(graph, opset_imports=case.model.opset_import), str(path))
    layer = read_network(path).layers[0].operation
    assert isinstance(layer, Layer), layer
    more = [{} for _ in inputs[0]]
    if layer.family == "MaxUnpool":
        more = [{"indices": each} for each in inputs[1]]
        if len(inputs) > 2:
            more = [{**each, "output_size": tuple(map(int, inputs[2][2:]))} for each in more]
    return [(trace(layer, x.astype(float), **each).output, y)
            for x, y, each in zip(inputs[0], wanted, more, strict=True)]


@pytest.mark.slow
def test_every_case_is_computed_or_left_out_with_a_reason(cases: dict[str, Any], tmp_path: Path
                                                           ) -> None:
    taken = [name for name in cases if not any(part in name for part in LEFT_OUT)]
    assert all(any(part in name for name in cases) for part in LEFT_OUT)
    assert len(taken) > 20
    for name in taken:
        for found, wanted in computed(cases[name], tmp_path):
            assert found.shape == wanted.shape, name
            np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5, err_msg=name)


def test_the_manual_lists_what_is_left_out_and_why() -> None:
    manual = " ".join((Path(__file__).parents[2] / "docs/layers.rst").read_text("utf-8").split())
    for part, reason in LEFT_OUT.items():
        listed = manual.partition(f"``{part}``")[2].partition(" * ")[0]
        assert reason in listed, part
