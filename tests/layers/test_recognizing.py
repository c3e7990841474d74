"""What may be given for a layer: itself, its text, a preset's name, a live torch module."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from layer_strategies import preset_layer, refusal

import convgif
from convgif import AvgPool2d, Conv2d, ConvTranspose2d, Linear, MaxPool2d
from convgif.errors import LayerError, NotationError, UnknownNameError
from convgif.layers.presets import PRESETS
from convgif.layers.recognizing import as_text, recognize
from convgif.views import ALL_VIEWS
from convgif.views.settings import AT


class Module:
    """What torch.nn.Module has that is looked at; torch is not installed with the tests."""

    def __init__(self, printed: str, children: int = 0, **own: Any) -> None:
        vars(self).update(own)
        self._printed, self._children = printed, children

    def extra_repr(self) -> str:
        return self._printed.partition("(")[2].removesuffix(")")

    def named_children(self) -> Iterator[tuple[str, object]]:
        return iter([(str(n), None) for n in range(self._children)])

    def __repr__(self) -> str:
        return self._printed


# As torch 2.13 prints them, and what it keeps by name.
CONV = Module("Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), bias=False)", in_channels=3,
              out_channels=8, kernel_size=(3, 3), stride=(2, 2), padding=(0, 0), dilation=(1, 1),
              transposed=False, output_padding=(0, 0), groups=1, padding_mode="zeros")
AVERAGE = Module("AvgPool2d(kernel_size=2, stride=2, padding=0)", kernel_size=2, stride=2,
                 padding=0, ceil_mode=True, count_include_pad=False, divisor_override=3)


@pytest.mark.parametrize(("what", "layer"), [
    (Conv2d(stride=2), Conv2d(stride=2)), ("Conv2d(3, 8, 3)", Conv2d(3, 8, 3)),
    ("nn.ConvTranspose2d(1, 1, 3, 2)", ConvTranspose2d(stride=2)),
    ("Dense(3, in_features=4)", Linear(4, 3)), (CONV, Conv2d(3, 8, 3, 2, bias=False)),
    (AVERAGE, AvgPool2d(2, ceil_mode=True, count_include_pad=False, divisor_override=3)),
    (Module("MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
            return_indices=True), MaxPool2d(2, return_indices=True))],
    ids=lambda value: str(value)[:30])
def test_a_layer_is_recognized(what: Any, layer: Any) -> None:
    assert recognize(what).layer == layer
    assert recognize(as_text(what)).layer == layer
    assert convgif.trace(what).layer == layer
    assert convgif.animate(what).traces[0].layer == layer


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_recognized_with_the_size_of_its_input(name: str) -> None:
    assert recognize(name) == (preset_layer(name), PRESETS[name].input_size)
    assert recognize(name.replace("_", "-").upper()) == recognize(name)
    traced = convgif.trace(name)
    assert set(traced.input.shape[1:]) == {PRESETS[name].input_size}
    assert convgif.animate(name).traces[0].input.shape == traced.input.shape


def test_a_size_or_an_input_wins_over_a_presets_own() -> None:
    assert convgif.trace("padding_strides_odd").input.shape == (1, 6, 6)
    assert convgif.trace("padding_strides_odd", input_size=8).input.shape == (1, 8, 8)
    assert convgif.trace("padding_strides_odd", np.ones((1, 9, 9))).input.shape == (1, 9, 9)
    animation = convgif.animate("padding_strides_odd", input=np.ones((1, 9, 9)))
    assert animation.traces[0].input.shape == (1, 9, 9)


def test_channels_that_a_text_does_not_say_come_from_the_input(tmp_path: Path) -> None:
    x = np.ones((3, 6, 6))
    np.save(tmp_path / "x.npy", x)
    for traced in (convgif.trace("Conv2D(8, 3)", x),
                   *convgif.animate("Conv2D(8, 3)", input=x).traces,
                   *convgif.animate("Conv2D(8, 3)", input=tmp_path / "x.npy").traces):
        assert traced.layer == Conv2d(3, 8)
    assert convgif.trace("Dense(2)", [1, 2, 3]).layer == Linear(3, 2)


@pytest.mark.parametrize(("what", "kind", "answer"), [
    (Module("ReLU()"), UnknownNameError, "ReLU works on each number by itself"),
    (Module("LazyConv2d(0, 8, kernel_size=(3, 3), stride=(1, 1))"), UnknownNameError,
     "LazyConv2d has no channels before its first input"),
    (Module, LayerError, "is no layer: give one such as convgif.Conv2d(kernel_size=3)"),
    (Conv2d, LayerError, "is no layer"), (b"Conv2d()", LayerError, "is no layer"),
    ("padding_stride", NotationError, "nor a preset: did you mean padding_strides?"),
    ("Conv2D(8, 3)", NotationError, "does not say in_channels: write it in the text, such as "
     "Conv2D(8, 3, in_channels=3)"),
    ("Conv2d(3, 8)", NotationError, "does not say kernel_size"), ("", NotationError, "'' is not a"),
    ("x" * 1001, NotationError, "a layer text of 1001 characters is too long")],
    ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("call", [recognize, convgif.trace, convgif.animate],
                         ids=lambda call: call.__name__)
def test_what_is_none_is_refused_in_one_line(call: Callable[[Any], object], what: Any, kind: Any,
                                             answer: str) -> None:
    assert answer in refusal(kind, lambda: call(what))


@pytest.mark.parametrize(("what", "kind", "answer"), [
    (Module("Sequential(\n  (0): ReLU()\n)", children=1), LayerError,
     "Module holds layers: give one of them, such as model[0]"),
    ("Sequential(\n  (0): Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1))\n)", UnknownNameError,
     "Sequential holds layers: give one of them")], ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("call", [recognize, convgif.trace], ids=lambda call: call.__name__)
def test_what_holds_layers_is_none_but_is_drawn(call: Callable[[Any], object], what: Any, kind: Any,
                                                answer: str) -> None:
    assert answer in refusal(kind, lambda: call(what))
    assert convgif.animate(what, input_size=(1, 5, 5)).view is ALL_VIEWS["network"]


def test_a_sweep_takes_them_all(tmp_path: Path) -> None:
    layers = ["conv", "Conv2d(1, 1, 2)", "dilation", MaxPool2d(2), CONV]
    report = convgif.sweep({"layer": layers, "size_px": 150}, tmp_path)
    assert (report.made, report.failed) == (5, {})
    assert sorted(path.name for path in tmp_path.glob("*.gif")) == [
        "conv2d_i5_k2_bias_size150.gif", "conv2d_i5_k3_size150.gif",
        "conv2d_i7_k3_d2_size150.gif", "conv2d_i7_k3_s2_in-channels3_out-channels8_size150.gif",
        "maxpool2d_i6_k2_s2_size150.gif"]
    assert convgif.sweep({"layer": layers, "size_px": 150}, tmp_path).kept == 5


def test_arrays_of_numpy_are_taken_as_what_they_hold() -> None:
    layer = Conv2d(kernel_size=np.array([2, 3]), stride=np.int64(2), bias=np.True_,
                   padding=np.array([[1, 0], [2, 1]]))
    assert layer == Conv2d(kernel_size=(2, 3), stride=2, bias=True, padding=((1, 0), (2, 1)))
    assert layer.bias is True
    assert AvgPool2d(ceil_mode=np.False_, count_include_pad=np.array(True)) == AvgPool2d()
    assert convgif.trace(Conv2d(), input_size=np.array([5, 7])).input.shape == (1, 5, 7)
    animation = convgif.animate(Conv2d(2, 2), input_size=5, view="macs", at=np.array([1, 1]),
                                show_in=np.array([1]), show_out=np.int64(1))
    assert animation.settings[AT] == (1, 1)


def test_a_grid_of_arrays_is_one_of_numbers(tmp_path: Path) -> None:
    grid = {"stride": np.arange(1, 3), "bias": np.array([True]), "size_px": np.int64(150)}
    assert convgif.sweep(grid, tmp_path).made == 2
