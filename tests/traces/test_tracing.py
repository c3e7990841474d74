"""Traces against onnxruntime, against numpy, against themselves, and against golden texts."""

import importlib
import operator
import os
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from layer_strategies import (
    LayerAndSize,
    any_layers,
    conv_layers,
    linear_layers,
    pooling_layers,
    refusal,
    repeatable,
    transposed_layers,
)

from convgif.errors import ArrayError, LayerError, LimitError
from convgif.layers import (
    AvgPool1d,
    AvgPool2d,
    CellKind,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    Layer,
    Linear,
    LPPool1d,
    MaxPool1d,
    MaxPool2d,
)
from convgif.traces.reductions import REDUCTIONS
from convgif.traces.tracing import Trace, trace

GOLDEN = Path(__file__).parents[1] / "golden"
NUMPY_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def signed_input(layer: Layer, size: tuple[int, ...], seed: int = 0) -> Any:
    """Small integers of both signs, zeros among them, as float64; 2 channels where it is free."""
    shape = layer.input_shape(size) if layer.input_channels else (2, *size)
    return np.random.RandomState(seed).randint(-4, 5, shape).astype(np.float64)


def border_of(layer: Any, size: tuple[int, ...]) -> list[tuple[int, int]]:
    """(before, after) of each axis of a layer that slides; below zero where it crops."""
    return [layer.pads(axis, cells) for axis, cells in enumerate(size)]


def added(border: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What a border adds to an input."""
    return [(max(0, before), max(0, after)) for before, after in border]


def cropped(x: Any, border: list[tuple[int, int]]) -> Any:
    """What a border leaves of an input, channels first."""
    return x[(slice(None), *(slice(max(0, -before), cells - max(0, -after))
                             for cells, (before, after) in zip(x.shape[1:], border, strict=True)))]


def ends_of(layer: Any, size: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """For each axis of a transposed layer how many cells are cropped before and after, and added
    at the end; words in ONNX's meaning."""
    ends = []
    for axis, cells in enumerate(size):
        if isinstance(layer.padding, str):
            total = ((cells - 1) * layer.stride[axis] + layer.dilation[axis]
                     * (layer.kernel_size[axis] - 1) + 1 - cells * layer.stride[axis])
            halves = max(0, total) // 2, max(0, total) - max(0, total) // 2
            ends.append((*(halves if layer.padding == "same_upper" else halves[::-1]),
                         max(0, -total)))
        else:
            pad = layer.padding[axis]
            ends.append((*(pad if isinstance(pad, tuple) else (pad, pad)),
                         layer.output_padding[axis]))
    return ends


# Against onnxruntime.

class Onnx:
    """One-layer models, run by onnxruntime in float32."""

    def __init__(self, onnx: ModuleType, onnxruntime: ModuleType) -> None:
        self.onnx, self.runtime = onnx, onnxruntime

    def run(self, nodes: list[tuple[str, list[str], list[str], dict[str, Any]]],
            **arrays: Any) -> Any:
        """What the nodes make of the arrays; the result is called y."""
        helper, x = self.onnx.helper, arrays.pop("x")
        model = helper.make_model(
            helper.make_graph(
                [helper.make_node(op, inputs, outputs, **attributes)
                 for op, inputs, outputs, attributes in nodes], "layer",
                [helper.make_tensor_value_info("x", self.onnx.TensorProto.FLOAT, x.shape)],
                [helper.make_tensor_value_info("y", self.onnx.TensorProto.FLOAT, None)],
                [self.onnx.numpy_helper.from_array(array, name)
                 for name, array in arrays.items()]),
            opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        session = self.runtime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return session.run(None, {"x": x})[0][0]


@pytest.fixture(scope="session")
def onnx() -> Onnx:
    """Never skipped in CI, where both are installed."""
    names = ("onnx", "onnxruntime")
    if os.environ.get("CI"):
        return Onnx(*map(importlib.import_module, names))
    return Onnx(*(pytest.importorskip(name, reason=f"{name} is not installed: it is the "
                                                   "independent implementation")
                  for name in names))


def single(layer: Any, size: tuple[int, ...]) -> tuple[Trace, dict[str, Any]]:
    """The trace in float32, and its arrays as ONNX takes them."""
    t = trace(layer, signed_input(layer, size).astype(np.float32))
    arrays = {"x": t.input[None], "w": t.weight}
    return t, arrays if t.bias is None else arrays | {"b": t.bias}


def onnx_pads(pairs: list[tuple[int, int]]) -> list[int]:
    return [before for before, _ in pairs] + [after for _, after in pairs]


@repeatable(250)
@given(made=conv_layers())
def test_a_convolution_is_onnxs(onnx: Onnx, made: LayerAndSize) -> None:
    layer, size = made
    t, arrays = single(layer, size)
    border = border_of(layer, size)  # onnxruntime has none below zero: what it crops is cut off
    arrays["x"], border = cropped(t.input, border)[None], added(border)
    attributes = {"kernel_shape": layer.kernel_size, "strides": layer.stride,
                  "dilations": layer.dilation, "group": layer.groups}
    rest = [name for name in arrays if name != "x"]
    if layer.padding_mode == "zeros":
        nodes = [("Conv", ["x", *rest], ["y"], attributes | {"pads": onnx_pads(border)})]
    else:
        arrays["pads"] = np.array(onnx_pads([(0, 0), (0, 0), *border]), np.int64)
        nodes = [("Pad", ["x", "pads"], ["q"], {"mode": NUMPY_MODES[layer.padding_mode]}),
                 ("Conv", ["q", *rest], ["y"], attributes)]
    assert t.output.dtype == np.float32
    np.testing.assert_array_equal(t.output, onnx.run(nodes, **arrays))


@repeatable(80)
@given(made=conv_layers(words=False, modes=["zeros"]), word=st.sampled_from(
    ["same_upper", "same_lower", "valid"]))
def test_same_upper_same_lower_and_valid_are_onnxs_auto_pad(onnx: Onnx, made: LayerAndSize,
                                                            word: str) -> None:
    drawn, size = made
    assume(word != "valid" or all(k <= cells for k, cells in
                                  zip(drawn.kernel_size, size, strict=True)))
    # onnxruntime takes no dilation here; another test knows the sizes with one.
    layer = type(drawn)(drawn.in_channels, drawn.out_channels, drawn.kernel_size, drawn.stride,
                        word, groups=drawn.groups, bias=drawn.bias)
    t, arrays = single(layer, size)
    attributes = {"kernel_shape": layer.kernel_size, "strides": layer.stride,
                  "group": layer.groups, "auto_pad": word.upper()}
    nodes = [("Conv", list(arrays), ["y"], attributes)]
    np.testing.assert_array_equal(t.output, onnx.run(nodes, **arrays))


@repeatable(250)
@given(made=transposed_layers())
def test_a_transposed_convolution_is_onnxs(onnx: Onnx, made: LayerAndSize) -> None:
    layer, size = made
    ends = ends_of(layer, size)
    # onnxruntime takes less than torch here; the scatter below takes the rest.
    assume(all(extra < stride for (_, _, extra), stride in zip(ends, layer.stride, strict=True)))
    t, arrays = single(layer, size)
    crops = [(before, after) for before, after, _ in ends]
    attributes = {"kernel_shape": layer.kernel_size, "strides": layer.stride,
                  "dilations": layer.dilation, "group": layer.groups,
                  "pads": onnx_pads(added(crops)), "output_padding": [end[2] for end in ends]}
    nodes = [("ConvTranspose", list(arrays), ["y"], attributes)]
    expected = onnx.run(nodes, **arrays)
    grown = [(0, 0), *((max(0, -before), max(0, -after)) for before, after in crops)]
    bias = np.zeros(len(expected)) if t.bias is None else t.bias
    expected = np.stack([np.pad(plane, grown[1:], constant_values=value)
                         for plane, value in zip(expected, bias, strict=True)])
    assert t.output.dtype == np.float32
    np.testing.assert_array_equal(t.output, expected)


@repeatable(120)
@given(made=transposed_layers(words=False), word=st.sampled_from(["same_upper", "same_lower"]))
def test_padding_words_of_a_transposed_convolution_are_onnxs_auto_pad(
        onnx: Onnx, made: LayerAndSize, word: str) -> None:
    drawn, size = made
    layer = replace(drawn, padding=word, output_padding=0)
    # Where the kernel spans less than the stride, onnxruntime 1.32 leaves the output smaller than
    # its specification says, input * stride; the scatter below has the specification's.
    assume(all(layer.span(axis) >= stride for axis, stride in enumerate(layer.stride)))
    t, arrays = single(layer, size)
    attributes = {"kernel_shape": layer.kernel_size, "strides": layer.stride,
                  "dilations": layer.dilation, "group": layer.groups, "auto_pad": word.upper()}
    np.testing.assert_array_equal(
        t.output, onnx.run([("ConvTranspose", list(arrays), ["y"], attributes)], **arrays))


def onnx_pooling(layer: Any) -> tuple[str, dict[str, Any]]:
    """The operator of a pooling layer and its attributes, but for the padding."""
    shared = {"kernel_shape": layer.kernel_size, "strides": layer.stride,
              "dilations": layer.dilation, "ceil_mode": int(layer.ceil_mode)}
    if layer.reduction == "average":
        return "AveragePool", shared | {"count_include_pad": int(layer.count_include_pad)}
    return ("MaxPool", shared) if layer.reduction == "max" else (
        "LpPool", shared | {"p": layer.norm_type})


# onnxruntime takes no padding of the kernel's size or more, which a dilated window may have; the
# definition below takes it.
@repeatable(300)
@given(made=pooling_layers())
def test_pooling_is_onnxs(onnx: Onnx, made: LayerAndSize) -> None:
    layer, size = made
    border = border_of(layer, size)
    assume(all(max(pads) < kernel for pads, kernel in zip(border, layer.kernel_size, strict=True)))
    op, attributes = onnx_pooling(layer)
    t = trace(layer, signed_input(layer, size).astype(np.float32))
    nodes = [(op, ["x"], ["y"], attributes | {"pads": onnx_pads(added(border))})]
    expected = onnx.run(nodes, x=cropped(t.input, border)[None])
    assert t.output.dtype == np.float32
    if layer.reduction == "max":
        np.testing.assert_array_equal(t.output, expected)
    else:
        assert t.output.shape == expected.shape
        np.testing.assert_allclose(t.output, expected, rtol=1e-6)


@repeatable(150)
@given(made=pooling_layers(dilated=False, words=False),
       word=st.sampled_from(["same_upper", "same_lower", "valid"]))
def test_padding_words_of_pooling_are_onnxs_auto_pad(onnx: Onnx, made: LayerAndSize,
                                                     word: str) -> None:
    drawn, size = made
    # Where a stride larger than the kernel leaves cells over, onnxruntime's pooling pads by less
    # than nothing, which crops; its own Conv does not, nor does TensorFlow.
    axes = list(zip(size, drawn.kernel_size, drawn.stride, strict=True))
    assume(word == "valid" or all((cells - 1) // stride * stride + kernel >= cells
                                  for cells, kernel, stride in axes))
    assume(word != "valid" or all(kernel <= cells for cells, kernel, _ in axes))
    layer = replace(drawn, padding=word)
    op, attributes = onnx_pooling(layer)
    t = trace(layer, signed_input(layer, size).astype(np.float32))
    nodes = [(op, ["x"], ["y"], attributes | {"auto_pad": word.upper()})]
    expected = onnx.run(nodes, x=t.input[None])
    assert t.output.shape == expected.shape
    np.testing.assert_allclose(t.output, expected, rtol=1e-6)


@repeatable(60)
@given(made=linear_layers())
def test_linear_is_onnxs_gemm(onnx: Onnx, made: LayerAndSize) -> None:
    layer, _ = made
    t, arrays = single(layer, ())
    expected = onnx.run([("Gemm", list(arrays), ["y"], {"transB": 1})], **arrays)
    assert t.output.dtype == np.float32
    np.testing.assert_array_equal(t.output, expected)


# Pooling by its definition, window by window.

def pooled(layer: Any, x: Any) -> tuple[Any, list[tuple[Any, ...]]]:
    """The output, and for each step the cells of the input under it, padding as None.

    Written without plans: positions are counted from the first cell that is not cropped.
    """
    border = border_of(layer, x.shape[1:])
    x, border = cropped(x, border), added(border)
    size, counts = x.shape[1:], []
    for axis, (cells, (before, after)) in enumerate(zip(size, border, strict=True)):
        k, s, d = layer.kernel_size[axis], layer.stride[axis], layer.dilation[axis]
        free = cells + before + after - d * (k - 1) - 1
        count = (-(-free // s) if layer.ceil_mode else free // s) + 1
        counts.append(min(count, -(-(cells + before) // s)) if layer.ceil_mode else count)
    output, windows = np.zeros((len(x), *counts)), []
    for index in product(range(len(x)), *map(range, counts)):
        taps = [tuple(o * s - before + t * d for o, s, (before, _), t, d in zip(
                    index[1:], layer.stride, border, tap, layer.dilation, strict=True))
                for tap in product(*map(range, layer.kernel_size))]
        inside = [tap for tap in taps
                  if all(0 <= c < n for c, n in zip(tap, size, strict=True))]
        padded = [tap for tap in taps
                  if all(-before <= c < n + after
                         for c, n, (before, after) in zip(tap, size, border, strict=True))]
        values = [x[(index[0], *tap)] for tap in inside]
        if layer.reduction == "max":
            output[index] = max(values)
        elif layer.reduction == "norm":
            output[index] = sum(abs(v) ** layer.norm_type for v in values) ** (1 / layer.norm_type)
        else:
            counted = len(padded if layer.count_include_pad else inside)
            output[index] = sum(values) / (layer.divisor_override or counted)
            inside = padded if layer.count_include_pad else inside
        windows.append((index, inside))
    return output, windows


DIVISORS = st.one_of(st.none(), st.integers(-30, -1), st.integers(1, 30))


@repeatable(200)
@given(pooling_layers(), DIVISORS, st.sampled_from([0.5, 1.5, 4]))
def test_pooling_is_its_definition_and_its_steps_hold_its_windows(
        made: LayerAndSize, divisor: int | None, norm: float) -> None:
    layer, size = made
    if layer.reduction == "average":
        layer = replace(layer, divisor_override=divisor)
    if layer.reduction == "norm":
        layer = replace(layer, norm_type=norm)
    t = trace(layer, signed_input(layer, size))
    output, windows = pooled(layer, t.input)
    assert t.output.shape == output.shape
    np.testing.assert_allclose(t.output, output, rtol=1e-12)
    before = [abs(pads[0]) for pads in border_of(layer, size)]
    for step, (index, taps) in zip(t.steps, windows, strict=True):
        assert step.output_index == index
        cells = [tuple(c + b for c, b in zip(tap, before, strict=True)) for tap in taps]
        assert [tuple(cell) for cell in step.window.tolist()] == cells
        assert [mac.position for mac in step.macs] == [(index[0], *cell) for cell in cells]


def test_padding_over_half_the_kernel_is_onnxs() -> None:
    row = np.arange(1.0, 6)[None]
    assert trace(AvgPool1d(2, 2, ((2, 3),)), row).output.tolist() == [[0, 1.5, 3.5, 2.5, 0]]
    assert trace(MaxPool1d(3, 1, 2), row).output.tolist() == [[1, 2, 3, 4, 5, 5, 5]]
    assert trace(AvgPool1d(3, 1, 2, count_include_pad=False), row).output.tolist() == [
        [1, 1.5, 2, 3, 4, 4.5, 5]]
    assert trace(LPPool1d(1, 2, 2, padding=2), row).output.tolist() == [[0, 3, 7, 5]]
    assert AvgPool2d(3, 1, 2).output_shape((1, 28, 28)) == (1, 30, 30)


def test_padding_below_zero_is_the_layer_on_a_slice() -> None:
    x = signed_input(Conv2d(), (6, 7))
    t = trace(Conv2d(padding=((-1, 2), (0, -2))), x)
    part = trace(Conv2d(padding=((0, 2), (0, 0))), x[:, 1:, :-2], t.weight, t.bias)
    np.testing.assert_array_equal(t.output, part.output)
    assert t.extended.shape == (1, 8, 7)
    assert t.extended.dropped[0].all()
    assert t.extended.dropped[:, 5:].all()
    assert not t.extended.dropped[1:, :5].any()
    assert t.steps[0].macs[0].input_index == (0, 1, 0)


def test_a_border_repeats_what_is_left_of_a_cropped_input() -> None:
    row = np.arange(1.0, 6)[None]
    held = {mode: trace(Conv1d(padding=((-1, 2),), padding_mode=mode), row).extended.values.tolist()
            for mode in NUMPY_MODES}
    assert held == {"zeros": [[1, 2, 3, 4, 5, 0, 0]], "reflect": [[1, 2, 3, 4, 5, 4, 3]],
                    "replicate": [[1, 2, 3, 4, 5, 5, 5]], "circular": [[1, 2, 3, 4, 5, 2, 3]]}


def test_a_last_window_over_a_cropped_end_does_not_read_it() -> None:
    t = trace(MaxPool1d(2, 2, ((0, -1),), ceil_mode=True), [[1, 2, 3, 9]])
    assert t.output.tolist() == [[2, 3]]
    assert t.extended.kinds.tolist() == [CellKind.INPUT] * 3 + [CellKind.OVERHANG, CellKind.INPUT]
    assert t.extended.dropped.tolist() == [False] * 4 + [True]


def test_an_output_size_gives_the_layer_its_output_padding() -> None:
    layer = ConvTranspose1d(stride=2, padding=1)
    for t in (trace(layer, input_size=3, output_size=6),
              trace(layer, np.ones((1, 3)), output_size=(6,))):
        assert t.layer == replace(layer, output_padding=1)
        assert t.output.shape == (1, 6)
        assert t.output_padding.tolist() == [False] * 5 + [True]
    assert trace(Conv1d(), input_size=5, output_size=None).layer == Conv1d()


# Against numpy: the extended map, and the transposed layer by scatter and crop.

@repeatable(150)
@given(conv_layers())
def test_the_extended_map_of_a_convolution_is_numpys_pad(made: LayerAndSize) -> None:
    layer, size = made
    numbered = np.arange(1.0, 1 + np.prod(layer.input_shape(size))).reshape(layer.input_shape(size))
    t = trace(layer, numbered)
    mode: Any = NUMPY_MODES[layer.padding_mode]
    places, is_border = [], []
    for cells, sides in zip(size, border_of(layer, size), strict=True):  # what is cropped stays
        first, last = max(0, -sides[0]), cells - max(0, -sides[1])
        (pads,), filled = added([sides]), {"constant_values": -1} if mode == "constant" else {}
        kept = np.pad(np.arange(first, last), pads, mode, **filled)
        places.append([*range(first), *kept, *range(last, cells)])
        is_border.append([*[0] * first, *np.pad(np.zeros(last - first, int), pads,
                                                constant_values=1), *[0] * (cells - last)])
    with_zero = np.pad(numbered, [(0, 0), *[(0, 1)] * layer.rank])
    np.testing.assert_array_equal(
        t.extended.values, with_zero[np.ix_(range(len(numbered)), *places)])
    assert t.extended.shape == t.extended.values.shape
    kinds = np.where(sum(np.ix_(*is_border)), CellKind.PADDING, CellKind.INPUT)
    np.testing.assert_array_equal(t.extended.kinds, kinds)
    for cell in np.ndindex(t.extended.kinds.shape):
        source = t.extended.source(cell)
        held = t.extended.values[(slice(None), *cell)]
        if source is None:
            assert not held.any()
            assert (t.extended.sources[cell] == -1).any()
        else:
            assert tuple(t.extended.sources[cell]) == source
            np.testing.assert_array_equal(numbered[(slice(None), *source)], held)


@repeatable(150)
@given(transposed_layers())
def test_the_extended_map_of_a_transposed_layer_has_zeros_between_and_around(
        made: LayerAndSize) -> None:
    layer, size = made
    x = signed_input(layer, size)
    between = [(cells - 1) * stride + 1 for cells, stride in zip(size, layer.stride, strict=True)]
    spread, kinds = np.zeros((len(x), *between)), np.full(between, CellKind.INSERTED_ZERO)
    every = tuple(slice(None, None, stride) for stride in layer.stride)
    spread[(slice(None), *every)], kinds[every] = x, CellKind.INPUT
    border = [
        (max(0, dilation * (kernel - 1) - before), max(0, dilation * (kernel - 1) - after + extra))
        for kernel, dilation, (before, after, extra) in zip(
            layer.kernel_size, layer.dilation, ends_of(layer, size), strict=True)]
    t = trace(layer, x)
    np.testing.assert_array_equal(t.extended.values, np.pad(spread, [(0, 0), *border]))
    np.testing.assert_array_equal(
        t.extended.kinds, np.pad(kinds, border, constant_values=CellKind.PADDING))


def scattered(layer: Any, x: Any, weight: Any, bias: Any) -> Any:
    """A transposed convolution by its definition: scaled kernels added, then cropped, or extended
    by zeros where the padding is below zero."""
    size = x.shape[1:]
    ends = ends_of(layer, size)
    canvas = [(cells - 1) * s + d * (k - 1) + 1 + extra for cells, s, d, k, (_, _, extra) in zip(
        size, layer.stride, layer.dilation, layer.kernel_size, ends, strict=True)]
    result = np.zeros((layer.out_channels, *canvas))
    per_group_in = layer.in_channels // layer.groups
    per_group_out = layer.out_channels // layer.groups
    for channel in range(layer.in_channels):
        first = channel // per_group_in * per_group_out
        for tap in product(*map(range, layer.kernel_size)):
            cells = tuple(slice(t * d, t * d + (n - 1) * s + 1, s) for t, d, n, s in zip(
                tap, layer.dilation, size, layer.stride, strict=True))
            for out in range(per_group_out):
                result[(first + out, *cells)] += x[channel] * weight[(channel, out, *tap)]
    crops = [(before, after) for before, after, _ in ends]
    result = cropped(result, [(-before, -after) for before, after in crops])
    result = np.pad(result, [(0, 0), *added([(-before, -after) for before, after in crops])])
    return result if bias is None else result + bias.reshape(-1, *[1] * len(size))


@repeatable(250)
@given(transposed_layers())
def test_a_transposed_convolution_is_scatter_and_crop(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    np.testing.assert_array_equal(t.output, scattered(layer, t.input, t.weight, t.bias))


def test_negative_equivalent_padding_is_scatter_and_crop() -> None:
    layer = ConvTranspose2d(2, 2, (2, 3), (2, 1), ((3, 2), (4, 3)), dilation=(1, 1))
    assert [layer.border(axis) for axis in (0, 1)] == [(-2, -1), (-2, -1)]
    t = trace(layer, signed_input(layer, (6, 8)))
    assert t.output.shape == (2, 7, 3)
    np.testing.assert_array_equal(t.output, scattered(layer, t.input, t.weight, t.bias))
    assert t.extended.shape == (2, 11, 8)


# Steps and multiply-accumulates.

@repeatable(120)
@given(any_layers((0, 1, 2, 3)))
def test_steps_come_in_c_order_and_carry_the_output(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    assert [step.output_index for step in t.steps] == list(np.ndindex(t.output.shape))
    assert [step.value for step in t.steps] == t.output.ravel().tolist()
    assert t.output.shape == layer.output_shape(t.input.shape)


def finished(layer: Any, step: Any, products: list[float]) -> float:
    """The output that a layer's reduction makes of a step's products."""
    if layer.reduction == "max":
        return max(products)
    if layer.reduction == "average":
        return sum(products) / (layer.divisor_override or len(products))
    if layer.reduction == "norm":
        return sum(products) ** (1 / layer.norm_type)
    return sum(products) + step.bias


@repeatable(100)
@given(any_layers((0, 1, 2, 3), max_input=5))
def test_the_products_of_a_step_make_its_value(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    for step in t.steps:
        assert step.bias == (0 if t.bias is None else t.bias[step.output_index[:t.bias.ndim]])
        value = finished(layer, step, [mac.product for mac in step.macs])
        assert step.value == pytest.approx(value, rel=1e-14, abs=0)
        if layer.reduction != "norm":
            assert step.value == value


@repeatable(100)
@given(any_layers((0, 1, 2, 3), max_input=5))
def test_a_mac_agrees_with_the_arrays_it_points_into(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    combine = max if layer.reduction == "max" else operator.add
    for step in t.steps:
        total = None
        for mac in step.macs:
            channel, *cell = mac.position
            assert mac.input == t.extended.values[mac.position]
            if t.weight is None:
                assert (mac.weight_index, mac.weight) == (None, None)
                assert channel == step.output_index[0]
                assert mac.product == (abs(mac.input) ** layer.norm_type
                                       if layer.reduction == "norm" else mac.input)
            else:
                assert mac.weight == t.weight[mac.weight_index]
                assert mac.product == mac.input * mac.weight
            total = mac.product if total is None else combine(total, mac.product)
            assert mac.total == total
            source = t.extended.source(tuple(cell))
            if mac.input_index is None:
                assert source is None
                assert mac.input == 0
                assert t.extended.kinds[tuple(cell)] in (CellKind.INSERTED_ZERO, CellKind.PADDING)
            else:
                assert mac.input_index == (channel, *source)
                assert mac.input == t.input[mac.input_index]


def test_a_product_with_zero_is_never_minus_zero() -> None:
    t = trace(Conv1d(padding=1, bias=False), [[0, 0]], -np.ones((1, 1, 3)))
    numbers = [n for step in t.steps for mac in step.macs for n in (mac.product, mac.total)]
    signs = np.signbit([*numbers, *(step.value for step in t.steps)])
    assert len(signs) == 14
    assert not signs.any()


@repeatable(80)
@given(conv_layers(max_input=5))
def test_a_window_of_a_convolution_lies_where_stride_and_dilation_say(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    skipped = [max(0, -before) for before, _ in border_of(layer, size)]
    for step in t.steps:
        out_channel, *output = step.output_index
        first = out_channel // (layer.out_channels // layer.groups) * (
            layer.in_channels // layer.groups)
        expected = [
            ((first + channel, *(skip + o * s + k * d for skip, o, s, k, d in zip(
                skipped, output, layer.stride, tap, layer.dilation, strict=True))),
             (out_channel, channel, *tap))
            for channel in range(layer.in_channels // layer.groups)
            for tap in product(*map(range, layer.kernel_size))]
        assert [(mac.position, mac.weight_index) for mac in step.macs] == expected
        cells = [list(position[1:]) for position, _ in expected]
        assert step.window.tolist() == cells[:len(step.window)]
        assert len(step.window) == np.prod(layer.kernel_size)


@repeatable(80)
@given(transposed_layers(max_input=4))
def test_windows_of_a_transposed_layer_move_by_1_under_the_rotated_kernel(
        made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    per_group = layer.out_channels // layer.groups
    passed = [max(0, before - d * (k - 1)) for (before, _, _), d, k in zip(
        ends_of(layer, size), layer.dilation, layer.kernel_size, strict=True)]
    for step in t.steps:
        out_channel, *output = step.output_index
        corner = [o + skip for o, skip in zip(output, passed, strict=True)]
        taps = list(product(*map(range, layer.kernel_size)))
        assert step.window.tolist() == [
            [c + k * d for c, k, d in zip(corner, tap, layer.dilation, strict=True)]
            for tap in taps]
        by_channel = [step.macs[i:i + len(taps)] for i in range(0, len(step.macs), len(taps))]
        assert len(by_channel) == layer.in_channels // layer.groups
        for macs in by_channel:
            channel = macs[0].position[0]
            assert {mac.position[0] for mac in macs} == {channel}
            assert channel // len(by_channel) == out_channel // per_group
            rotated = np.flip(t.weight[channel, out_channel % per_group])
            assert [mac.weight for mac in macs] == rotated.ravel().tolist()
            assert [mac.weight_index[2:] for mac in macs] == taps[::-1]


@repeatable(150)
@given(any_layers(max_input=5))
def test_dropped_cells_are_those_that_no_window_covers(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    expected = np.ones(t.extended.shape[1:], bool)
    for step in t.steps:
        every = tuple(slice(first, last + 1, dilation) for first, last, dilation in zip(
            *step.box, layer.dilation, strict=True))
        expected[every] = False
    np.testing.assert_array_equal(t.extended.dropped, expected)


@repeatable(150)
@given(any_layers((0, 1, 2, 3), max_input=5))
def test_a_box_holds_the_window_and_is_its_box_where_every_position_is_a_tap(
        made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    for step in t.steps:
        first, last = step.box
        assert {type(c) for c in (*first, *last)} <= {int}
        assert len(first) == len(last) == layer.rank
        assert (step.window >= first).all()
        assert (step.window <= last).all()
        assert tuple(b - a + 1 for a, b in zip(first, last, strict=True)) == tuple(
            layer.span(axis) for axis in range(layer.rank))
        if layer.kind != "pooling":
            assert [tuple(step.window[i].tolist()) for i in (0, -1)] == [first, last]
        assert all(0 <= a <= b < n for a, b, n in zip(
            first, last, t.extended.shape[1:], strict=True))


@repeatable(150)
@given(pooling_layers(), DIVISORS)
def test_the_divisor_of_an_average_counts_its_taps(made: LayerAndSize, divisor: int | None
                                                   ) -> None:
    layer, size = made
    if layer.reduction == "average":
        layer = replace(layer, divisor_override=divisor)
    t = trace(layer, signed_input(layer, size))
    for step in t.steps:
        assert step.divisor == (
            None if layer.reduction != "average" else divisor or len(step.window))
        kinds = t.extended.kinds[tuple(step.window.T)]
        if layer.reduction != "average" or not layer.count_include_pad:
            assert set(kinds.tolist()) <= {CellKind.INPUT}
        assert CellKind.OVERHANG not in kinds


@repeatable(100)
@given(any_layers((0, 1, 2, 3), max_input=5))
def test_the_winner_is_the_first_tap_that_has_the_maximum(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    for step in t.steps:
        if layer.reduction != "max":
            assert step.winner is None
            continue
        inputs = [mac.input for mac in step.macs]
        assert step.winner == step.macs[inputs.index(max(inputs))]
        assert step.winner.input == step.value


def test_a_maximum_below_zero_is_not_beaten_by_the_padding() -> None:
    t = trace(MaxPool1d(3, 1, 1), [[-3, -2, -5]])
    assert t.output.tolist() == [[-2, -2, -2]]
    assert [step.winner.position for step in t.steps if step.winner] == [(0, 2)] * 3
    assert [len(step.macs) for step in t.steps] == [2, 3, 2]


def test_averages_count_padding_but_never_what_ceil_mode_adds() -> None:
    x = np.ones((1, 4))
    settings: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}
    for layer, divisors in ((AvgPool1d(**settings), [3, 3, 2]),
                            (AvgPool1d(**settings, count_include_pad=False), [2, 3, 1]),
                            (AvgPool1d(**settings, divisor_override=6), [6, 6, 6])):
        t = trace(layer, x)
        assert [step.divisor for step in t.steps] == divisors
        assert t.extended.kinds.tolist() == [2, 0, 0, 0, 0, 2, 3]
        assert t.output[0].tolist() == [real / divisor for real, divisor in zip(
            (2, 3, 1), divisors, strict=True)]


def test_a_layer_says_how_its_taps_become_one_number() -> None:
    for layer, name in ((Conv1d(), "sum"), (Linear(), "sum"), (MaxPool1d(), "max"),
                        (AvgPool1d(), "average"), (LPPool1d(), "norm")):
        assert trace(layer).reduction == layer.reduction == name
        assert name in REDUCTIONS


# Linear.

@repeatable(60)
@given(linear_layers())
def test_every_output_of_linear_reads_every_input(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    assert t.input.shape == (layer.in_features,)
    assert t.extended.shape == (layer.in_features,)
    assert t.input_size == ()
    assert [step.output_index for step in t.steps] == [(o,) for o in range(layer.out_features)]
    for step in t.steps:
        (o,) = step.output_index
        assert [(mac.position, mac.input_index, mac.weight_index) for mac in step.macs] == [
            ((i,), (i,), (o, i)) for i in range(layer.in_features)]
        assert step.box == ((), ())
        assert step.window.shape == (1, 0)
    assert sum(len(step.macs) for step in t.steps) == layer.mac_count(())
    assert not t.extended.dropped.any()


# True convolution.

@repeatable(120)
@given(conv_layers())
def test_true_convolution_is_the_layer_with_its_kernel_rotated(made: LayerAndSize) -> None:
    layer, size = made
    x = signed_input(layer, size)
    direct = trace(layer, x)
    assert direct.weight is not None
    rotated = np.flip(direct.weight, axis=tuple(range(2, direct.weight.ndim)))
    t = trace(layer, x, rotated, true_convolution=True)
    np.testing.assert_array_equal(t.output, direct.output)
    assert (t.rotated, direct.rotated) == (True, False)
    for step, same in zip(t.steps, direct.steps, strict=True):
        for mac, twin in zip(step.macs, same.macs, strict=True):
            assert mac.position == twin.position
            assert mac.weight == twin.weight == rotated[mac.weight_index]
            assert tuple(k - 1 - i for i, k in zip(
                mac.weight_index[2:], layer.kernel_size, strict=True)) == twin.weight_index[2:]


def test_true_convolution_is_numpys_convolve() -> None:
    t = trace(Conv1d(padding="full", bias=False), input_size=6, true_convolution=True)
    assert t.weight is not None
    np.testing.assert_array_equal(t.output[0], np.convolve(t.input[0], t.weight[0, 0]))


@pytest.mark.parametrize(("layer", "answer"), [
    (ConvTranspose2d(), "and ConvTranspose2d rotates its kernel anyway: leave it out"),
    (MaxPool1d(), "and MaxPool1d has no kernel to rotate: leave it out"),
    (Linear(), "and Linear has no kernel to rotate: leave it out")])
def test_true_convolution_is_for_convolutions(layer: Layer, answer: str) -> None:
    message = refusal(LayerError, lambda: trace(layer, true_convolution=True))
    assert message == f"true_convolution is for convolutions, {answer}"
    assert trace(layer).rotated == (layer.kind == "transposed")


@repeatable(100)
@given(any_layers((0, 1, 2), max_input=5))
def test_windows_are_filled_but_where_taps_are_apart_or_cells_do_not_count(made: LayerAndSize
                                                                           ) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    full = {len(step.window) == np.prod(np.subtract(*step.box[::-1]) + 1) for step in t.steps}
    if t.fills_windows:
        assert full == {True}
    elif t.counted.all():
        assert full == {False}
    assert t.counted[t.extended.kinds == CellKind.INPUT].all()
    if layer.reduction in ("max", "norm"):
        assert not t.counted[t.extended.kinds > CellKind.INPUT].any()


def test_cells_between_windows_are_dropped_too() -> None:
    assert trace(Conv1d(kernel_size=2, stride=4), input_size=8).extended.dropped.tolist() == [
        False, False, True, True, False, False, True, True]


@repeatable(80)
@given(conv_layers(max_input=5))
def test_steps_of_a_convolution_have_as_many_macs_as_the_layer_counts(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    assert sum(len(step.macs) for step in t.steps) == layer.mac_count(size)
    assert len(t.stamps) == 0


# Stamps.

@repeatable(120)
@given(transposed_layers(max_input=4))
def test_bias_plus_the_stamps_is_the_output(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    output = np.zeros(t.output.shape) if t.bias is None else np.broadcast_to(
        t.bias.reshape(-1, *[1] * len(size)), t.output.shape).copy()
    count = 0
    for stamp in t.stamps:
        for addition in stamp.additions:
            count += 1
            if addition.output_index is not None:
                output[addition.output_index] += addition.product
    np.testing.assert_array_equal(output, t.output)
    assert count == layer.mac_count(size)


@repeatable(80)
@given(transposed_layers(max_input=4))
def test_a_stamp_is_its_input_times_the_stored_kernel(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    assert t.weight is not None
    assert [stamp.input_index for stamp in t.stamps] == list(np.ndindex(t.input.shape))
    ends = ends_of(layer, size)
    per_group = layer.out_channels // layer.groups
    for stamp in t.stamps:
        channel, *cell = stamp.input_index
        assert stamp.value == t.input[stamp.input_index]
        first = channel // (layer.in_channels // layer.groups) * per_group
        taps = list(product(range(per_group), *map(range, layer.kernel_size)))
        assert [addition.weight_index for addition in stamp.additions] == [
            (channel, *tap) for tap in taps]
        for addition, (out, *tap) in zip(stamp.additions, taps, strict=True):
            spot = [c * s + k * d for c, s, k, d in zip(
                cell, layer.stride, tap, layer.dilation, strict=True)]
            assert addition.position == (first + out, *(p + max(0, -before) for p, (before, _, _)
                                                        in zip(spot, ends, strict=True)))
            output = (first + out, *(p - before for p, (before, _, _) in zip(
                spot, ends, strict=True)))
            inside = all(0 <= o < n for o, n in zip(output, t.output.shape, strict=True))
            assert addition.output_index == (output if inside else None)
            assert addition.weight == t.weight[addition.weight_index]
            assert addition.product == stamp.value * addition.weight


@repeatable(80)
@given(transposed_layers(max_input=4))
def test_both_readings_multiply_the_same_pairs(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    stamped = {(addition.output_index, stamp.input_index, addition.weight_index)
               for stamp in t.stamps for addition in stamp.additions
               if addition.output_index is not None}
    stepped = {(step.output_index, mac.input_index, mac.weight_index)
               for step in t.steps for mac in step.macs if mac.input_index is not None}
    assert stamped == stepped


@repeatable(80)
@given(transposed_layers())
def test_output_padding_is_flagged_at_the_end_of_each_axis_only(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, signed_input(layer, size))
    expected = np.zeros(t.output.shape[1:], bool)
    for axis, (_, _, extra) in enumerate(ends_of(layer, size)):
        lines = np.moveaxis(expected, axis, 0)
        lines[max(0, len(lines) - extra):] = True
    np.testing.assert_array_equal(t.output_padding, expected)


def test_output_padding_of_the_odd_case_is_the_last_row_and_column() -> None:
    t = trace(ConvTranspose2d(stride=2, padding=1, output_padding=1), input_size=2)
    assert t.output_padding.astype(int).tolist() == [
        [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 1, 1, 1]]
    assert not trace(Conv2d()).output_padding.any()


# Laziness.

def test_a_large_layer_is_traced_without_building_its_macs() -> None:
    tracemalloc.start()
    try:
        t = trace(Conv2d(padding=1), input_size=512)
        steps = t.steps
        assert len(steps) == 512 * 512
        assert len(steps[-1].macs) == 9
        assert next(iter(steps)).output_index == (0, 0, 0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 150 * 2**20


def test_a_large_transposed_layer_is_traced_without_building_its_stamps() -> None:
    tracemalloc.start()
    try:
        t = trace(ConvTranspose2d(stride=2, padding=1), input_size=256)
        assert len(t.stamps) == 256 * 256
        assert len(t.stamps[-1].additions) == 9
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 150 * 2**20


def test_steps_are_a_sequence() -> None:
    steps = trace(Conv2d(), input_size=5).steps
    indices = list(np.ndindex(1, 3, 3))
    assert len(steps) == 9
    assert [step.output_index for step in steps] == indices
    assert [steps[i].output_index for i in range(-9, 9)] == indices * 2
    assert [step.output_index for step in steps[2:7:2]] == indices[2:7:2]
    assert [step.output_index for step in steps[::-1]] == indices[::-1]
    assert [step.output_index for step in reversed(steps)] == indices[::-1]
    assert steps[5:100][-1].output_index == (0, 2, 2)
    assert list(steps[9:]) == []
    assert steps[np.intp(4)].output_index == (0, 1, 1)


@pytest.mark.parametrize("index", [9, -10, 10**6])
def test_a_step_beyond_the_end_is_an_index_error(index: int) -> None:
    t = trace(Conv2d(), input_size=5)
    with pytest.raises(IndexError):
        t.steps[index]
    with pytest.raises(IndexError):
        t.stamps[index]


# Arrays: left out, given, refused.

def test_what_is_left_out_is_filled_by_seed() -> None:
    t = trace(Conv2d(stride=2, padding=1))
    assert t.input.tolist() == [[[6, 6, 9, 2, 2], [7, 1, 5, 8, 7], [9, 1, 8, 9, 5],
                                 [5, 2, 6, 4, 1], [1, 2, 6, 3, 4]]]
    assert t.weight is not None
    assert t.weight.tolist() == [[[[2, -1, 1], [1, 2, 0], [0, 2, -1]]]]
    assert t.bias is not None
    assert t.bias.tolist() == [2]
    assert t.output.dtype == np.float64


def test_a_size_is_one_number_or_one_an_axis() -> None:
    assert trace(Conv2d(), input_size=6).input.shape == (1, 6, 6)
    assert trace(Conv2d(3, 3), input_size=(6, 7)).input.shape == (3, 6, 7)
    assert trace(Conv2d(dilation=2)).input_size == (7, 7)
    assert trace(ConvTranspose2d()).input_size == (3, 3)


def test_the_input_does_not_change_with_the_weight_nor_the_weight_with_the_input() -> None:
    small, large = trace(Conv2d(), input_size=6), trace(Conv2d(1, 4, 5), input_size=6)
    np.testing.assert_array_equal(small.input, large.input)
    np.testing.assert_array_equal(small.weight, trace(Conv2d(), input_size=9).weight)
    np.testing.assert_array_equal(
        small.input, trace(Conv2d(), weight=np.ones((1, 1, 3, 3)), input_size=6).input)
    assert not np.array_equal(small.input, trace(Conv2d(), input_size=6, seed=1).input)


def test_given_arrays_are_used_as_torch_stores_them() -> None:
    t = trace(Conv1d(2, 1, 2), [[1, 2, 3], [4, 5, 6]], [[[1, 0], [0, 10]]], [100])
    assert t.output.tolist() == [[151, 162]]
    transposed = trace(ConvTranspose1d(1, 2, 2), [[1, 2]], [[[1, 10], [5, 7]]], [0, 100])
    assert transposed.output.tolist() == [[1, 12, 20], [105, 117, 114]]
    assert trace(Conv1d(1, 1, 1, bias=False), [[1, 2]], [[[3]]]).output.tolist() == [[3, 6]]


@pytest.mark.parametrize(("given_", "computed"), [
    (np.float16, np.float16), (np.float32, np.float32), (np.float64, np.float64),
    (np.int8, np.float64), (np.uint64, np.float64), (np.bool_, np.float64)])
def test_the_input_decides_the_precision(given_: Any, computed: Any) -> None:
    t = trace(Conv1d(), np.ones((1, 4), given_), np.ones((1, 1, 3), np.float64), [1])
    assert {a.dtype for a in (t.input, t.weight, t.bias, t.output, t.extended.values)} == {
        np.dtype(computed)}
    assert t.output.tolist() == [[4, 4]]


def test_the_weight_does_not_decide_the_precision() -> None:
    t = trace(Conv1d(), [[1, 2, 3]], np.ones((1, 1, 3), np.float32), np.ones(1, np.float16))
    assert t.output.dtype == np.float64


def test_a_trace_stays_as_it_was_when_the_callers_arrays_change() -> None:
    x, weight, bias = np.ones((1, 4)), np.ones((1, 1, 3)), np.ones(1)
    t = trace(Conv1d(), x, weight, bias)
    x[:], weight[:], bias[:] = 5, 7, 9
    for step in t.steps:
        assert t.bias is not None
        assert t.bias[0] + step.macs[-1].total == step.value == 4
    assert t.input.tolist() == [[1, 1, 1, 1]]


ONES = np.ones((1, 5, 5))


@pytest.mark.parametrize(("call", "answer"), [
    (lambda: trace(Conv2d(), np.ones((5, 5))), "input has shape (5, 5), but the layer takes "
     "(1, any, any), channels first, then the spatial axes: reshape it"),
    (lambda: trace(Conv2d(3), ONES), "input has shape (1, 5, 5), but the layer takes "
                                     "(3, any, any)"),
    (lambda: trace(Conv2d(), ONES[None]), "input has shape (1, 1, 5, 5)"),
    (lambda: trace(Conv2d(), 5), "input 5 is one number, and the input is an array"),
    (lambda: trace(Conv2d(), 5.0), "input has shape ()"),
    (lambda: trace(Conv2d(), []), "input has shape (0,)"),
    (lambda: trace(Conv2d(), np.ones((1, 5, 0))), "input has shape (1, 5, 0) and holds nothing"),
    (lambda: trace(Conv2d(), ONES * np.nan), "input holds NaN or infinity"),
    (lambda: trace(Conv2d(), ONES * 1j), "input holds complex128, not real numbers"),
    (lambda: trace(Conv2d(), [[[1, 2], [3]]]), "input is ragged"),
    (lambda: trace(Conv2d(), "input.npy"), "input 'input.npy' is a name, and trace takes arrays"),
    (lambda: trace(Conv2d(), ["input.npy"]), "input holds <U9, not real numbers"),
    (lambda: trace(Conv2d(), object()), "input holds object, not real numbers"),
    (lambda: trace(Conv2d(), ONES, np.ones((1, 1, 3))), "weight has shape (1, 1, 3), but the "
     "layer takes (1, 1, 3, 3), as torch.nn stores it: reshape it"),
    (lambda: trace(ConvTranspose2d(1, 2), ONES, np.ones((2, 1, 3, 3))),
     "weight has shape (2, 1, 3, 3), but the layer takes (1, 2, 3, 3)"),
    (lambda: trace(Conv2d(), ONES, np.full((1, 1, 3, 3), np.inf)), "weight holds NaN or infinity"),
    (lambda: trace(Conv2d(), ONES, None, [1, 2]), "bias has shape (2,), but the layer takes (1)"),
    (lambda: trace(Conv2d(), ONES, None, 1.0), "bias has shape ()"),
    (lambda: trace(Conv2d(), ONES, None, [np.nan]), "bias holds NaN or infinity"),
    (lambda: trace(Conv2d(bias=False), ONES, None, [1]),
     "bias was given, but the layer has none: leave it out, or set bias=True"),
    (lambda: trace(Conv2d(), ONES, input_size=6),
     "input has shape (1, 5, 5) and input_size is 6: give one of them"),
    (lambda: trace(Linear(), np.ones((1, 4))), "input has shape (1, 4), but the layer takes (4)"),
    (lambda: trace(MaxPool2d(), np.ones((9, 9))), "but the layer takes (any, any, any)"),
    (lambda: trace(MaxPool2d(), weight=np.ones((3, 3))),
     "weight was given, but the layer has none: leave it out"),
    (lambda: trace(AvgPool2d(), bias=[1]), "bias was given, but the layer has none: leave it out"),
    (lambda: trace(LPPool1d(100, 2), [[1e30, 1e30]]),
     "the output overflows float64: give smaller numbers"),
    (lambda: trace(LPPool1d(100, 2), np.ones((1, 2), np.float32) * 9e30),
     "the output overflows float32: give smaller numbers, or the input as float64"),
    (lambda: trace(Conv2d(), seed=-1), "seed -1 is not usable"),
    (lambda: trace(Conv2d(), seed=1.5), "seed 1.5 is not usable")],
    ids=[f"array {n}" for n in range(29)])
def test_bad_arrays_are_refused(call: Callable[[], object], answer: str) -> None:
    assert answer in refusal(ArrayError, call)


def test_who_gives_float64_is_not_told_to() -> None:
    message = refusal(ArrayError, lambda: trace(LPPool1d(100, 2), [[1e30, 1e30]]))
    assert message == "the output overflows float64: give smaller numbers"


@pytest.mark.parametrize(("call", "answer"), [
    (lambda: trace(Conv2d(), input_size=2), "kernel 3 is larger than the input, which is only "
                                            "2 high"),
    (lambda: trace(Conv2d(), np.ones((1, 5, 2))), "which is only 2 wide"),
    (lambda: trace(Conv2d(), input_size=0), "input size 0 is too small"),
    (lambda: trace(Conv2d(), input_size=(5, 5, 5)), "input size (5, 5, 5) has 3 numbers"),
    (lambda: trace(Conv2d(), ONES, input_size="5"), "input size '5' is not a whole number"),
    (lambda: trace(Conv2d(padding=5, padding_mode="reflect"), ONES), "reflect padding 5"),
    (lambda: trace(ConvTranspose2d(padding=5), input_size=2), "padding 5+5 crops all"),
    (lambda: trace(MaxPool2d(), input_size=2), "kernel 3 is larger than the input"),
    (lambda: trace(Linear(), input_size=4), "give in_features for the size of the input")],
    ids=[f"size {n}" for n in range(9)])
def test_layers_that_do_not_fit_are_refused(call: Callable[[], object], answer: str) -> None:
    assert answer in refusal(LayerError, call)


@pytest.mark.parametrize("call", [
    lambda: trace(Conv3d(), input_size=10**6),
    lambda: trace(Conv1d(10**6, 10**6, 1000, padding=999), np.ones((10**6, 1)))],
    ids=["input", "weight"])
def test_sizes_that_no_memory_holds_are_refused(call: Callable[[], object]) -> None:
    refusal(LimitError, call)


@pytest.mark.parametrize("call", [
    lambda: trace(Conv1d(), np.ones((1, 5), np.float32), np.full((1, 1, 3), 1e300)),
    lambda: trace(Conv1d(), np.ones((1, 5), np.float16), None, [1e5]),
    lambda: trace(Conv1d(), np.full((1, 5), 1e300), np.full((1, 1, 3), 1e300))],
    ids=["weight", "bias", "output"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_numbers_too_large_for_the_precision_are_refused(call: Callable[[], object]) -> None:
    refusal(ArrayError, call)


# Goldens: reviewed by hand; a change is made by hand too.

def number(value: float) -> str:
    return f"{value + 0.0:g}"


def cells(values: Any) -> str:
    return " ".join(map(number, values))


def grid(array: Any) -> list[str]:
    """One line a row."""
    return [f"  {cells(row)}" for row in np.asarray(array).reshape(-1, array.shape[-1])]


def golden_text(t: Trace) -> str:
    """All that a trace says, as text."""
    signs = {CellKind.INPUT: "i", CellKind.INSERTED_ZERO: "0", CellKind.PADDING: "p",
             CellKind.OVERHANG: "o"}
    kinds = [" ".join(signs[CellKind(kind)] + "x" * bool(dropped)
                      for kind, dropped in zip(kind_row, dropped_row, strict=True))
             for kind_row, dropped_row in zip(
                 t.extended.kinds.reshape(-1, t.extended.shape[-1]),
                 t.extended.dropped.reshape(-1, t.extended.shape[-1]), strict=True)]
    lines = [repr(t.layer), *(f"size {formula}" for formula in t.layer.size_formulas(t.input_size)),
             f"input {t.input.shape}", *grid(t.input),
             *(["weight none"] if t.weight is None
               else [f"weight {t.weight.shape}", *grid(t.weight)]),
             f"bias {'none' if t.bias is None else cells(t.bias)}",
             f"extended {t.extended.shape}", *(f"  {row}" for row in kinds),
             *grid(t.extended.values), f"output {t.output.shape}", *grid(t.output),
             "added by output_padding", *grid(t.output_padding)]
    for step in t.steps:
        lines.append(f"step {step.output_index} = {number(step.value)}")
        lines += [f"  {mac.position} from {mac.input_index} by {mac.weight_index}: "
                  f"{number(mac.input)} * {number(mac.weight)} = {number(mac.product)}, "
                  f"so far {number(mac.total)}" if mac.weight is not None else
                  f"  {mac.position} from {mac.input_index}: {number(mac.input)} gives "
                  f"{number(mac.product)}, so far {number(mac.total)}" for mac in step.macs]
        if t.weight is None:
            lines.append(f"  box {step.box}, divisor {step.divisor}, winner "
                         f"{step.winner.input_index if step.winner else None}")
    for stamp in t.stamps:
        lines.append(f"stamp {stamp.input_index} = {number(stamp.value)}")
        lines += [f"  {addition.position} to {addition.output_index} "
                  f"by {addition.weight_index}: {number(addition.weight)} gives "
                  f"{number(addition.product)}" for addition in stamp.additions]
    return "\n".join(lines) + "\n"


GOLDENS: dict[str, Callable[[], Trace]] = {
    "trace_conv2d_padded_by_sides": lambda: trace(
        Conv2d(kernel_size=2, stride=2, padding=((1, 0), (0, 1))),
        [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], [[[[1, 2], [-1, 1]]]], [10]),
    "trace_conv1d_groups_dilated_reflect": lambda: trace(
        Conv1d(2, 2, 2, stride=2, padding=1, dilation=2, groups=2, bias=False,
               padding_mode="reflect"),
        [[1, 2, 3, 4], [5, 6, 7, 8]], [[[1, 2]], [[-1, 1]]]),
    "trace_convtranspose2d_output_padding": lambda: trace(
        ConvTranspose2d(kernel_size=2, stride=2, padding=((1, 0), (0, 0)), output_padding=(0, 1)),
        [[[1, 2], [3, 4]]], [[[[1, 2], [-1, 3]]]], [1]),
    "trace_convtranspose1d_negative_border": lambda: trace(
        ConvTranspose1d(1, 2, 2, stride=2, padding=2), [[1, 2, 3, 4]],
        [[[1, 2], [-1, 1]]], [0, 5]),
    "trace_maxpool2d_ceil_mode": lambda: trace(
        MaxPool2d(2, 2, (1, 0), ceil_mode=True), [[[-1, 4, 2], [3, 0, 3], [-5, -6, -7]]]),
    "trace_avgpool1d_padding_ceil_mode": lambda: trace(
        AvgPool1d(3, 2, 1, True), [[6, 3, 0, 4], [1, -1, 2, 2]]),
    "trace_lppool1d_dilated_padding": lambda: trace(
        LPPool1d(2, 2, 2, padding=1, dilation=2), [[3, -4, 0, 5, -12]]),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_a_trace_reads_as_its_golden(name: str) -> None:
    assert golden_text(GOLDENS[name]()) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_a_sum_of_zeros_has_no_sign_whatever_divides_it() -> None:
    output = trace(AvgPool1d(2, divisor_override=-3), np.zeros((1, 4))).output
    assert not np.signbit(output).any()
