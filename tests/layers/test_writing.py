"""Layers as other libraries write them: read again they are the same layer, and ONNX computes the
same with them."""

from itertools import product
from typing import Any

import numpy as np
import pytest

import convgif
from convgif import ConvgifError
from convgif.layers import Layer
from convgif.layers.dialects import DIALECTS
from convgif.layers.dialects.writing import NOTES
from convgif.layers.notation import parse_layer, read_layer

LAYERS = [getattr(convgif, f"{name}{rank}d")(kernel_size=k, stride=s, padding=p, dilation=d, **more)
          for rank, k, s, p, d in product((1, 2), (2, 3), (1, 2), (0, 1), (1, 2))
          for name, more in (("Conv", {"bias": False}), ("ConvTranspose", {"bias": False}),
                             ("MaxPool", {}), ("AvgPool", {}),
                             ("AvgPool", {"count_include_pad": False}))]
ODD: list[Layer] = [
    convgif.Conv2d(2, 4, 3, groups=2), convgif.Conv2d(padding=((1, 0), (2, 1)), bias=False),
    convgif.Conv2d(stride=2, padding="same_upper"), convgif.Conv1d(padding="causal", dilation=2),
    convgif.Conv2d(kernel_size=4, padding="same"), convgif.Conv2d(padding="full"),
    convgif.MaxPool2d(2, ceil_mode=True),
    convgif.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1)]


def written(layer: Layer, name: str) -> Any:
    write = DIALECTS[name].write
    assert write is not None
    return write(layer)


@pytest.mark.parametrize("layer", [*LAYERS, *ODD], ids=repr)
def test_what_torch_writes_is_the_same_layer(layer: Layer) -> None:
    code, notes = written(layer, "PyTorch")
    if code.startswith("nn.Sequential"):  # one that pads alone, and then the layer
        whole = convgif.trace(layer, input_size=7)
        first, second = (parse_layer(line.strip(" ,")) for line in
                         code.removeprefix("nn.Sequential(").removesuffix(")").split("\n")[1:])
        padded = convgif.trace(first, whole.input).output
        assert np.array_equal(convgif.trace(second, padded, whole.weight, whole.bias).output,
                              whole.output)
    elif code:
        again = parse_layer(code)
        assert again == layer or again.plan(9) == layer.plan(9)  # "full" in numbers
    else:
        assert set(notes) <= set(NOTES)
        assert notes


@pytest.mark.parametrize("layer", [*LAYERS, *ODD], ids=repr)
def test_what_onnx_writes_is_the_same_layer(layer: Layer) -> None:
    code, _ = written(layer, "ONNX")
    reading = read_layer(code)
    channels = {name: getattr(layer, name) for name in ("in_channels", "out_channels")
                if name in layer.field_kinds()}
    again = reading.layer_type(**{**reading.settings, **channels})
    size = 9
    assert again.for_rank(layer.rank).plan(size) == layer.plan(size)
    assert again.settings().get("groups") == layer.settings().get("groups")


@pytest.mark.parametrize("layer", LAYERS[::7], ids=repr)
def test_onnx_computes_the_same(layer: Layer) -> None:
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    code, _ = written(layer, "ONNX")
    try:
        trace = convgif.trace(layer, input_size=7)
    except ConvgifError:
        pytest.skip("no such layer on that input")
    arrays = {"x": trace.input[None], "w": trace.weight}
    given = {name: array.astype(np.float32) for name, array in arrays.items() if array is not None}
    types = [f"float{list(array.shape)} {name}" for name, array in given.items()]
    model = onnx.parser.parse_model(
        f'<ir_version: 9, opset_import: ["" : 19]> g ({", ".join(types)}) => '
        f"(float{[1, *trace.output.shape]} y) {{ {code} }}")
    (found,) = runtime.InferenceSession(model.SerializeToString()).run(None, given)
    assert np.allclose(found[0], trace.output, atol=1e-4)


# Flax and Keras 3, on JAX, computed the same as the trace for each that has code here.
@pytest.mark.parametrize(("layer", "flax", "keras"), [
    (convgif.Conv2d(stride=2, padding=1, bias=False),
     "nn.Conv(features=1, kernel_size=(3, 3), strides=(2, 2), padding=((1, 1), (1, 1)), "
     "use_bias=False)",
     "keras.Sequential([\n    keras.layers.ZeroPadding2D(((1, 1), (1, 1))),\n    "
     "keras.layers.Conv2D(filters=1, kernel_size=(3, 3), strides=(2, 2), use_bias=False)])"),
    (convgif.ConvTranspose1d(stride=2, padding=1, output_padding=1),
     "nn.ConvTranspose(features=1, kernel_size=(3,), strides=(2,), padding=((1, 2),))",
     "keras.Sequential([\n    keras.layers.Conv1DTranspose(filters=1, kernel_size=(3,), "
     "strides=(2,), output_padding=(1,)),\n    keras.layers.Cropping1D((1, 1))])"),
    (convgif.MaxPool2d(2, padding=1),
     "nn.max_pool(x, window_shape=(2, 2), strides=(2, 2), padding=((1, 1), (1, 1)))",
     "keras.Sequential([\n    keras.layers.ZeroPadding2D(((1, 1), (1, 1))),\n    "
     "keras.layers.MaxPooling2D(pool_size=(2, 2), strides=(2, 2))])"),
    (convgif.AvgPool1d(3, stride=1, padding=1, count_include_pad=False),
     "nn.avg_pool(x, window_shape=(3,), strides=(1,), padding=((1, 1),), count_include_pad=False)",
     ""),
    (convgif.Conv1d(stride=2, dilation=2),
     "nn.Conv(features=1, kernel_size=(3,), strides=(2,), padding=((0, 0),), "
     "kernel_dilation=(2,))", ""),
    (convgif.Conv2d(padding=1, padding_mode="reflect"), "", "")], ids=repr)
def test_what_flax_and_keras_write(layer: Layer, flax: str, keras: str) -> None:
    for name, code in (("Flax", flax), ("Keras", keras)):
        found = written(layer, name)
        assert found.code == code
        assert set(found.notes) <= set(NOTES)
        assert found.code or found.notes


def test_jax_does_not_turn_the_kernel_of_a_transposed_layer() -> None:
    transposed = convgif.ConvTranspose2d(stride=2)
    assert "not_turned" in written(transposed, "Flax").notes
    assert "not_turned" not in written(transposed, "Keras").notes
    assert "not_turned" not in written(convgif.Conv2d(), "Flax").notes


def test_what_no_dialect_writes_is_none() -> None:
    assert [dialect.write(convgif.Linear(4, 3)) for dialect in DIALECTS.values()
            if dialect.write] == [None] * 4
