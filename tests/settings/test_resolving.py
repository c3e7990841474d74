"""How settings become a picture: layers on inputs of a size, and how they are shown."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from layer_strategies import preset_layer, refusal

from convgif.animation import animate
from convgif.cli import main
from convgif.errors import ArrayError, ConvgifError, LayerError, NotationError, UnknownNameError
from convgif.formats.facts import read_facts
from convgif.layers import (
    AvgPool3d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Layer,
    Linear,
    LPPool1d,
    MaxPool2d,
)
from convgif.layers.presets import PRESETS
from convgif.reporting import layer_report
from convgif.settings.options import FILES, OPTIONS
from convgif.settings.picture import Chosen, Panel, Picture
from convgif.settings.resolving import resolve
from convgif.settings.spec import read_spec

NOTHING: Mapping[str, Any] = MappingProxyType({})


def picture(layer: Layer, size: int | tuple[int, ...], own: Mapping[str, Any] = NOTHING,
            whole: Mapping[str, Any] = NOTHING) -> Picture:
    """A picture of one panel."""
    return Picture(Panel(layer, layer.spatial_size(size), Chosen(own)), Chosen(whole))


# Settings to a layer.

@pytest.mark.parametrize(("settings", "layer_text", "layer", "size"), [
    ({}, None, Conv2d(bias=False), (5, 5)),
    ({"kernel_size": 3, "stride": 2, "padding": 1}, None,
     Conv2d(stride=2, padding=1, bias=False), (5, 5)),
    ({"dilation": 2}, None, Conv2d(dilation=2, bias=False), (7, 7)),
    ({"kernel_size": 7}, None, Conv2d(kernel_size=7, bias=False), (9, 9)),
    ({"bias": True}, None, Conv2d(), (5, 5)),
    ({"input_size": (5, 7)}, None, Conv2d(bias=False), (5, 7)),
    ({"transposed": True}, None, ConvTranspose2d(bias=False), (3, 3)),
    ({"transposed": True, "layer": "conv1d"}, None, ConvTranspose1d(bias=False), (3,)),
    ({"transposed": True, "layer": "conv-transpose"}, None, ConvTranspose2d(bias=False), (3, 3)),
    ({"transposed": True, "stride": 2, "padding": 1, "output_size": 6}, None,
     ConvTranspose2d(stride=2, padding=1, output_padding=1, bias=False), (3, 3)),
    ({"layer": "conv-transpose", "stride": 2, "output_size": 8, "input_size": (3,)}, None,
     ConvTranspose2d(stride=2, output_padding=1, bias=False), (3,)),
    ({"layer": "conv-transpose", "output_size": (6, 5, 4), "input_size": 2, "stride": (3, 2, 1)},
     None, ConvTranspose3d(stride=(3, 2, 1), output_padding=0, bias=False), 2),
    ({"transposed": False}, None, Conv2d(bias=False), (5, 5)),
    ({"layer": "CONV_TRANSPOSE"}, None, ConvTranspose2d(bias=False), (3, 3)),
    ({"layer": "conv", "kernel_size": (3, 3, 3)}, None, Conv3d(bias=False), (5, 5, 5)),
    ({"layer": "conv", "input_size": (3, 4, 5)}, None, Conv3d(bias=False), (3, 4, 5)),
    ({"kernel_size": (1, 2, 3), "transposed": True}, None,
     ConvTranspose3d(kernel_size=(1, 2, 3), bias=False), (3, 3, 3)),
    ({"layer": "conv-1D", "padding": "causal"}, None,
     Conv1d(padding="causal", bias=False), (5,)),
    ({}, "Conv2d(3, 8, kernel_size=(3, 3))", Conv2d(3, 8), (5, 5)),
    ({}, "Conv2d(3, 8, kernel_size=(3, 3), bias=False)", Conv2d(3, 8, bias=False), (5, 5)),
    ({"bias": False, "stride": 2}, "Conv2d(3, 8, kernel_size=(3, 3))",
     Conv2d(3, 8, stride=2, bias=False), (7, 7)),
    ({"in_channels": 1, "input_size": 9}, "nn.Conv2d(3, 8, 5)", Conv2d(1, 8, 5), 9),
    ({"transposed": True}, "Conv1d(3, 8, 5)", ConvTranspose1d(3, 8, 5), (3,)),
    ({"layer": "conv"}, "Conv1d(3, 8, 5)", Conv1d(3, 8, 5), (7,)),
    ({"layer": "max-pool", "kernel_size": 2}, None, MaxPool2d(2), (6, 6)),
    ({"layer": "avg-pool", "kernel_size": (2,) * 3, "divisor_override": 5}, None,
     AvgPool3d(2, divisor_override=5), (6, 6, 6)),
    ({"layer": "lp-pool-1d", "norm_type": 1.5, "stride": 2, "ceil_mode": True}, None,
     LPPool1d(1.5, 3, 2, True), (6,)),
    ({"layer": "linear", "in_features": 7}, None, Linear(7, bias=False), ()),
    ({"layer": "linear", "bias": True}, None, Linear(), ()),
    ({}, "Linear(in_features=2, out_features=5, bias=True)", Linear(2, 5), ()),
    ({"kernel_size": 3, "input_size": 9}, "MaxPool2d(kernel_size=2, stride=2)",
     MaxPool2d(3, 2), 9),
    ({"kernel_size": 4, "input_size": 9}, "MaxPool2d(2)", MaxPool2d(4, 4), 9),
    ({"preset": "max_pooling", "ceil_mode": True}, None, MaxPool2d(3, 1, ceil_mode=True), 5),
    ({"preset": "dilation"}, None, Conv2d(dilation=2, bias=False), 7),
    ({"preset": "Dilation"}, None, Conv2d(dilation=2, bias=False), 7),
    ({"preset": "dilation", "dilation": 1}, None, Conv2d(bias=False), 7),
    ({"preset": "dilation", "input_size": 9, "stride": 2}, None,
     Conv2d(dilation=2, stride=2, bias=False), 9),
    ({"preset": "dilation", "transposed": True}, None,
     ConvTranspose2d(dilation=2, bias=False), 7),
    ({"preset": "padding-strides-odd-transposed"}, None,
     ConvTranspose2d(stride=2, padding=1, output_padding=1, bias=False), 3),
    ({"preset": "dilation", "bias": True}, None, Conv2d(dilation=2), 7),
    ({"preset": "padding_strides", "layer": "conv1d"}, None,
     Conv1d(stride=2, padding=1, bias=False), 5),
])
def test_settings_become_a_layer_and_its_input_size(settings, layer_text, layer, size) -> None:
    assert resolve(settings, layer_text) == picture(layer, size)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_its_layer_on_its_input(name: str) -> None:
    assert resolve({"preset": name}) == picture(preset_layer(name), PRESETS[name].input_size)


def test_what_is_not_the_layers_is_left_for_the_picture() -> None:
    settings = {"theme": "dark", "seed": 3, "stride": 2, "loop": 1, "input_size": 7}
    asked = resolve(settings)
    assert asked == picture(Conv2d(stride=2, bias=False), 7, {"seed": 3},
                            {"theme": "dark", "loop": 1})
    assert asked.settings_of(asked.panels[0]) == {"theme": "dark", "seed": 3, "loop": 1}
    assert settings == {"theme": "dark", "seed": 3, "stride": 2, "loop": 1, "input_size": 7}


@pytest.mark.parametrize(("kind", "settings", "layer_text", "fragment"), [
    (ConvgifError, {"preset": "dilation"}, "Conv2d(1, 1, 3)", "leave one out"),
    (UnknownNameError, {"preset": "dilatoin"}, None, "did you mean dilation?"),
    (UnknownNameError, {"layer": "conf2d"}, None, "did you mean Conv2d?"),
    (UnknownNameError, {"layer": "deconv"}, None, "use ConvTranspose2d"),
    (UnknownNameError, {"layer": "deconvolution", "kernel_size": (2, 2, 2)}, None,
     "use ConvTranspose3d"),
    (UnknownNameError, {"layer": "conv", "kernel_size": (3, 3, 3, 3)}, None, "1 to 3 sizes"),
    (LayerError, {"output_padding": 1}, None, "ConvTranspose2d"),
    (LayerError, {"output_padding": 1, "transposed": True}, None, "0 at most"),
    (LayerError, {"kernel_size": 0}, None, "use 1 or more"),
    (LayerError, {"layer": "max-pool", "bias": True}, None, "MaxPool2d has no 'bias'"),
    (LayerError, {"layer": "linear", "stride": 2}, None, "Linear has no 'stride'"),
    (LayerError, {"layer": "max-pool", "transposed": True}, None, "has no transposed form"),
    (NotationError, {}, "Conv2d(", "is not a layer as PyTorch prints it"),
], ids=lambda value: None if isinstance(value, type) else repr(value)[:40])
def test_settings_that_make_no_layer_are_refused(kind, settings, layer_text, fragment) -> None:
    assert fragment in refusal(kind, lambda: resolve(settings, layer_text))


# Numbers from files.

@pytest.fixture
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("large.npy", np.ones((48, 64)))
    np.save("line.npy", np.ones(9))
    Path("small.csv").write_text("1 2 3 4 5 6\n" * 7)
    Path("k5.csv").write_text("1,2,3,4,5\n" * 5)
    Path("k4.csv").write_text("1,2,3,4\n")


@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize(("settings", "layer_text", "layer", "size"), [
    ({"input": "small.csv"}, None, Conv2d(bias=False), (7, 6)),
    ({"input": Path("small.csv")}, None, Conv2d(bias=False), (7, 6)),
    ({"input": "large.npy"}, None, Conv2d(bias=False), (24, 32)),
    ({"input": "large.npy", "input_size": 8}, None, Conv2d(bias=False), (8, 8)),
    ({"input": "line.npy", "layer": "conv1d"}, None, Conv1d(bias=False), (9,)),
    ({"input": "large.npy", "preset": "dilation"}, None, Conv2d(dilation=2, bias=False), (24, 32)),
    ({"input": "large.npy", "preset": "dilation", "input_size": 9}, None,
     Conv2d(dilation=2, bias=False), (9, 9)),
    ({"weight": "sobel-x"}, None, Conv2d(bias=False), (5, 5)),
    ({"weight": "sobel-x", "kernel_size": 5}, None, Conv2d(kernel_size=5, bias=False), (7, 7)),
    ({"weight": "k5.csv"}, None, Conv2d(kernel_size=5, bias=False), (7, 7)),
    ({"weight": "k5.csv", "kernel_size": 5}, None, Conv2d(kernel_size=5, bias=False), (7, 7)),
    ({"weight": "k4.csv", "layer": "conv1d"}, None, Conv1d(kernel_size=4, bias=False), (6,)),
    ({"weight": "k5.csv"}, "Conv2d(3, 8, 5)", Conv2d(3, 8, 5), (7, 7)),
    ({"weight": "k5.csv", "preset": "dilation"}, None,
     Conv2d(kernel_size=5, dilation=2, bias=False), 7)])
def test_files_say_the_sizes_that_are_not_given(settings, layer_text, layer, size) -> None:
    kept = {name: value for name, value in settings.items() if name in FILES}
    assert resolve(settings, layer_text) == picture(layer, size, kept)


@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize(("kind", "settings", "layer_text", "fragment"), [
    (LayerError, {"weight": "k5.csv", "kernel_size": 3}, None, "give a kernel size of 5x5"),
    (LayerError, {"weight": "k5.csv"}, "Conv2d(1, 1, 3)", "give a kernel size of 5x5"),
    (LayerError, {"weight": "laplacian", "kernel_size": 5}, None, "take a kernel size of 3"),
    (LayerError, {"weight": "laplacian", "layer": "maxpool"}, None, "MaxPool2d has none"),
    (LayerError, {"weight": "k5.csv", "layer": "linear"}, None, "the layer takes 3x4: reshape it"),
    (LayerError, {"input": "small.csv", "input_size": 9}, None, "take 7x6 or less"),
    (LayerError, {"input": "small.csv", "in_channels": 3}, None, "give in_channels=1"),
    (LayerError, {"input": "line.npy"}, None, "give it so many axes"),
    (ArrayError, {"input": "none.csv"}, None, "no such file"),
    (ArrayError, {"weight": "none.csv"}, None, "no such file"),
    (UnknownNameError, {"weight": "gausian"}, None, "did you mean gaussian?"),
    (ConvgifError, {"input": np.ones((1, 5, 5))}, None, "is no file: give its name"),
    (ConvgifError, {"weight": [1, 2]}, None, "weight [1, 2] is no file: give its name")],
    ids=lambda value: None if isinstance(value, type) else repr(value)[:40])
def test_files_that_do_not_suit_are_refused(kind, settings, layer_text, fragment) -> None:
    assert fragment in refusal(kind, lambda: resolve(settings, layer_text))


@pytest.mark.parametrize(("text", "shape"), [
    ("Conv2d(3, 8, 3)", (3, 10, 9)), ("Conv1d(3, 8, 3)", (3, 10)),
    ("Conv3d(2, 1, 1)", (2, 3, 4, 5)),
    ("ConvTranspose2d(4, 1, 3)", (4, 5, 5)), ("Conv2d(in_channels=2)", (2, 5, 5))])
def test_a_size_may_be_the_shape_with_channels_first(text: str, shape: tuple[int, ...]) -> None:
    (panel,) = resolve({"input_size": shape}, text).panels
    assert panel.input_size == shape[1:]
    assert panel.layer.input_channels == shape[0]
    with pytest.raises(LayerError, match="numbers, but the layer has"):
        _ = resolve({"input_size": (shape[0] + 1, *shape[1:])}, text).panels


@pytest.mark.parametrize("text", ["MaxPool2d(2)", "AvgPool2d(2)", "LPPool2d(2, 2)"])
def test_a_layer_that_says_no_channels_takes_any(text: str) -> None:
    (panel,) = resolve({"input_size": (3, 32, 31)}, text).panels
    assert (panel.input_size, panel.channels) == ((32, 31), 3)
    report = layer_report(panel.layer, panel.input_size, panel.channels)
    assert (report["input"], report["output"]) == ([3, 32, 31], [3, 16, 15])


def test_three_numbers_alone_are_three_axes() -> None:
    (panel,) = resolve({"input_size": (5, 6, 7)}).panels
    assert type(panel.layer).__name__ == "Conv3d"
    with pytest.raises(LayerError, match=r"; or, for channels first, give Conv2d\(1, 1, 3\)$"):
        resolve({"input_size": (1, 5, 5)})


def test_a_width_is_in_px_or_in_millimetres_wherever_it_is_given(tmp_path):
    for text, width in (("85mm", 321), ("8.5cm", 321), ("3in", 288), ("240pt", 320)):
        assert resolve({"size_px": OPTIONS["size_px"].read(text)}).panels[0].settings[
            "size_px"] == width
        assert animate(Conv2d(), size_px=text).story.stage.width_px == width
    (tmp_path / "a.toml").write_text('size_px = "85mm"\n')
    assert read_spec(tmp_path / "a.toml") == {"size_px": 321}
    main(["render", "--k", "2", "--size", "85mm", "--still", "last", "-q", "-o",
          str(tmp_path / "a.pdf")], standalone_mode=False)
    assert read_facts(tmp_path / "a.pdf")[1].width_px == 321
    with pytest.raises(ConvgifError, match="give px, such as 320, or a number with mm, cm, in or"):
        animate(Conv2d(), size_px="wide")
