"""What varying an argument costs: counted, measured, drawn."""

import csv
import io
import json
from math import log
from pathlib import Path
from xml.etree import ElementTree

import imageio.v3 as iio
import pytest
from click.testing import CliRunner
from optional_libraries import needed

from convgif import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvgifError,
    ConvTranspose2d,
    Linear,
    MaxPool2d,
    read_network,
)
from convgif.cli import main
from convgif.costs.chart import QUANTITIES, Chart
from convgif.costs.presets import INPUT_SIZE, PRESETS
from convgif.costs.timing import find_engine, machine, measured
from convgif.costs.varying import Vary, curves, parse_vary, preset_varied
from convgif.costs.words import WORDS, notes_on
from convgif.formats import FORMATS
from convgif.frames.themes import THEMES
from convgif.scenes.scene import Line, Text

SAME = Conv2d(4, 6, 3, padding="same", bias=False)


@pytest.mark.parametrize(("text", "name", "values"), [
    ("kernel_size=1..9", "kernel_size", tuple(range(1, 10))), ("k=1,3", "kernel_size", (1, 3)),
    ("groups=1..64:x2", "groups", (1, 2, 4, 8, 16, 32, 64)), ("s = 1..7:3", "stride", (1, 4, 7)),
    ("out-channels=2, 2,4..5", "out_channels", (2, 4, 5)), ("p=0..2", "padding", (0, 1, 2))])
def test_values_are_read(text: str, name: str, values: tuple[int, ...]) -> None:
    assert parse_vary(text) == Vary(name, values)


@pytest.mark.parametrize("text", ["kernel_size", "=3", "k=", "k=a", "k=1..", "k=1..9:0", "k=-1",
                                  "k=0..4:x2", "k=1..9:x1", "k=1..5000", "k=99999999"])
def test_what_says_no_values_is_refused(text: str) -> None:
    with pytest.raises(ConvgifError) as raised:
        parse_vary(text)
    assert "\n" not in raised.value.message


def test_both_axes_make_it_quadratic() -> None:
    """In the kernel's size, and in one over the stride: two articles say linear."""
    size, stride = curves(SAME, 64, [Vary("kernel_size", (1, 3, 9))]), curves(
        Conv2d(4, 6, 2), 64, [Vary("stride", (1, 2, 4, 8))])
    assert size[0].power(QUANTITIES["parameters"]) == pytest.approx(2)
    assert size[0].power(QUANTITIES["macs"]) == pytest.approx(2)
    assert size[0].relative(QUANTITIES["macs"]) == [(1, 1), (3, 9), (9, 81)]
    assert stride[0].power(QUANTITIES["macs"]) == pytest.approx(-2, abs=0.05)
    assert stride[0].power(QUANTITIES["parameters"]) == 0
    (deep,) = curves(Conv3d(1, 1, 1, bias=False), 8, [Vary("kernel_size", (1, 2))])
    assert deep.power(QUANTITIES["parameters"]) == pytest.approx(3)


def test_counts_are_the_layers_own() -> None:
    (curve,) = curves(ConvTranspose2d(4, 8, 4, stride=2), 5, [Vary("groups", (1, 2, 3, 4))])
    assert [(point.value, point.parameters, point.macs) for point in curve.points] == [
        (groups, layer.parameter_count, layer.mac_count(5)) for groups in (1, 2, 4)
        for layer in [ConvTranspose2d(4, 8, 4, stride=2, groups=groups)]]
    assert curve.points[0].output == (8, 12, 12)
    assert curve.left_out.startswith("groups 3: ")


def test_of_a_network_the_input_varies() -> None:
    network = read_network("Sequential(Conv2d(1, 6, 5), MaxPool2d(2))")
    (curve,) = curves(network, None, [Vary("input_size", (4, 8, 16))])
    assert [point.output for point in curve.points] == [(6, 2, 2), (6, 6, 6)]
    assert curve.left_out.startswith("input_size 4: ")
    with pytest.raises(ConvgifError, match="nothing that can vary"):
        curves(network, None, [Vary("stride", (1,))])


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ConvgifError, match="did you mean out_features"):
        curves(Linear(3, 4), None, [Vary("out_feature", (1,))])
    with pytest.raises(ConvgifError, match="groups"):
        curves(SAME, 5, [Vary("groups", (3, 5))])
    with pytest.raises(ConvgifError, match="0 arguments vary"):
        curves(SAME, 5, [])


def chart(language: str = "en", theme: str = "light", **given: object) -> Chart:
    layer, varied = preset_varied(PRESETS["conv2d"])
    return Chart(f"{layer!r} @ 16×64×64", curves(layer, INPUT_SIZE, varied), WORDS[language],
                 THEMES[theme], language, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("size_px", [320, 960])
def test_each_argument_has_a_chart(language: str, size_px: int) -> None:
    stage = chart(language, size_px=size_px).story.stage
    names = [mark.shape.string for mark in stage.marks.values()
             if mark.roles == ("label",) and isinstance(mark.shape, Text)]
    assert names == [parse_vary(text).name for text in PRESETS["conv2d"].vary]
    lines = [mark.shape for mark in stage.marks.values()
             if mark.roles == ("curve_macs",) and isinstance(mark.shape, Line)]
    assert len(lines) == len(names) + 1  # and one in the key
    for mark in stage.marks.values():
        points = ([point for stroke in mark.shape.strokes for point in stroke]
                  if isinstance(mark.shape, Line) else [])
        assert all(0 <= x <= stage.width_px and 0 <= y <= stage.height_px for x, y in points)


def test_a_line_lies_where_its_numbers_are() -> None:
    """On a logarithmic scale a power is a straight line of that slope."""
    layer, _ = preset_varied(PRESETS["conv2d"])
    made = Chart("x @ 1", curves(layer, INPUT_SIZE, [Vary("in_channels", (1, 4, 16))]), WORDS["en"],
                 THEMES["light"])
    (_, line) = (mark.shape for mark in made.story.stage.marks.values()
                 if mark.roles == ("curve_parameters",) and isinstance(mark.shape, Line))
    (x0, y0), (x1, y1), (x2, y2) = line.strokes[0]
    assert (y1 - y0) / (x1 - x0) == pytest.approx((y2 - y1) / (x2 - x1))


@pytest.mark.parametrize("theme", ["light", "dark", "print", "classic"])
def test_formats_take_it(theme: str, tmp_path: Path) -> None:
    made = chart(theme=theme, size_px=640)
    image = iio.imread(FORMATS["png"].encode_checked(made), extension=".png")
    assert image.shape[:2] == (made.story.stage.height_px, 640)
    document = ElementTree.fromstring(FORMATS["svg"].encode_checked(made))
    assert made.describe() in "".join(document.itertext())
    assert FORMATS["pdf"].encode_checked(made).startswith(b"%PDF")


def test_the_command_prints_and_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["cost", "Conv2d(4, 6, 3)", "--i", "8", "--vary", "k=1,3"]
    said = CliRunner().invoke(main, [*given, "--csv"]).output
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [(row["value"], row["macs"], row["output"]) for row in rows] == [
        ("1", "1536", "6x8x8"), ("3", "7776", "6x6x6")]
    told = json.loads(CliRunner().invoke(main, [*given, "--json"]).output)
    assert [point["parameters"] for point in told["curves"][0]] == [30, 222]
    assert "7,776" in CliRunner().invoke(main, given).output
    made = CliRunner().invoke(main, [*given, "-o", "a.svg", "--theme", "auto"])
    assert (made.output, made.exit_code) == ("a.svg\n", 0)
    assert (tmp_path / "a.svg").stat().st_size > 1000


@pytest.mark.parametrize(("given", "said"), [
    (["Conv2d(4, 6, 3)"], "--vary kernel_size=1..9 is missing"), (["--vary", "k=1,2"], "a layer"),
    (["Linear(3, 4)"], '`convgif cost "Linear(3, 4)" --vary out_features=10,100,1000`'),
    (["conv2d_strid"], "did you mean conv2d_stride?"), (["lenet"], "did you mean lenet5?"),
    (["conv2d_stride", "--vary", "stride=1"], "is a chart with values of its own: leave out"),
    (["dcgan", "--vary", "input_size=64"], "is a picture of several: give one of dcgan_generator"),
    (["conv2d", "-o", "x"], "end the name in .svg, .png or .pdf"),
    (["Conv2d(4, 6, 3)", "--vary", "k=1", "-o", "a.html"], "html"),
    (["Conv2d(4, 6, 3)", "--vary", "k=9..1"], "'9..1' is an empty range: give it upwards"),
    (["Conv2d(4, 6, 3)", "--vary", "k=9..1:x2"], "'9..1:x2' is an empty range"),
    (["Conv2d(4, 6, 3)", "--vary", "bias=0,1"], "padding, dilation, groups\n"),
    (["Conv2d(4, 6, 3)", "--vary", "padding_mode=1"], "nothing that can vary here"),
    (["Conv2d(4, 6, 3)", "--vary", "p=same,valid"], "in whole numbers"),
    (["MaxPool2d(2)", "--i", "8", "--vary", "k=1..4", "-o", "a.png"], "has no parameters"),
    (["Sequential(ReLU())", "--vary", "i=1", "--time"], "time of a network is not measured"),
    (["Conv2d(4, 6, 3)", "--vary", "k=1", "-o", "a.svg", "--size", "90"], "320 to 4000")])
def test_mistakes_are_answered_in_a_line(given: list[str], said: str, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(main, ["cost", *given])
    assert made.exit_code == 1
    assert said in made.output
    assert made.output.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "ends"), [
    ("conv2d_kernel_size", (256, 30976, 1_115_136, 97_140_736)),
    ("conv2d_stride", (2304, 2304, 9_437_184, 147_456)),
    ("conv2d_groups", (2304, 144, 9_437_184, 589_824))])
def test_each_plot_of_the_article_is_a_chart_by_name(name: str, ends: tuple[int, ...]) -> None:
    """Both axes change: 11 times the kernel is 121 times the parameters, 8 times the stride a 64th
    of the MACs."""
    given = ["cost", name.replace("_", "-")]
    told = json.loads(CliRunner().invoke(main, [*given, "--json"]).output)
    (curve,) = told["curves"]
    assert (curve[0]["parameters"], curve[-1]["parameters"], curve[0]["macs"], curve[-1]["macs"]
            ) == ends
    assert told["notes"] == [said for argument, said in WORDS["en"].notes.items()
                             if name == f"conv2d_{argument}"]


@pytest.mark.parametrize("language", WORDS)
def test_the_false_statements_of_the_article_are_settled_in_the_chart(
        language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(main, ["cost", "--lang", language, "-o", "a.svg"])
    assert made.exit_code == 0, made.output
    document = ElementTree.fromstring(Path("a.svg").read_text("utf-8"))
    drawn = "".join("".join(document.itertext()).split())
    for said in WORDS[language].notes.values():
        assert drawn.count("".join(said.split())) == 2  # in the picture, and in its alt text
    assert len(PRESETS) == 8  # seven, and all of them
    (curve,) = curves(Conv1d(2, 2, 3), 9, [Vary("stride", (1, 2))])
    assert notes_on([curve], WORDS[language]) == []  # one axis is linear


@pytest.mark.parametrize("layer", [Conv2d(2, 2, 3, padding=(1, 0)), ConvTranspose2d(2, 2, 3),
                                   MaxPool2d(2), Linear(4, 3)], ids=repr)
def test_time_is_measured_by_an_engine(layer: Conv2d | Linear) -> None:
    needed("onnxruntime")
    engine = find_engine()
    assert engine is not None
    name = "out_features" if isinstance(layer, Linear) else "stride"
    (curve,) = curves(layer, None, [Vary(name, (1, 2))])
    for point in measured(layer, None, curve, engine).points:
        assert point.timing is not None
        assert 0 < point.timing.low_s <= point.timing.median_s <= point.timing.high_s
    assert machine()


def test_the_power_is_read_off_the_ends() -> None:
    (curve,) = curves(Conv2d(3, 3, 1), 7, [Vary("padding", (0, 1)), ])
    assert curve.power(QUANTITIES["macs"]) is None  # of 0 there is no power
    (curve,) = curves(Conv2d(3, 3, 1), 7, [Vary("padding", (1, 2))])
    assert curve.power(QUANTITIES["macs"]) == pytest.approx(log(11 * 11 / 81) / log(2))


def test_of_a_network_the_example_varies_its_input() -> None:
    """And it helps when taken."""
    said = CliRunner().invoke(main, ["cost", "lenet5"]).stderr
    assert "such as `convgif cost lenet5 --vary input_size=28..31`" in said
    taken = CliRunner().invoke(main, ["cost", "lenet5", "--vary", "input_size=28..31"])
    assert (taken.exit_code, taken.stderr) == (0, "")
