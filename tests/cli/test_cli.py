"""The command line: by click's runner, and where it matters in a process of its own."""

import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result
from conftest import decode, environment, parse_gif, run
from layer_strategies import preset_layer
from PIL import Image

import convgif
from convgif.cli import main
from convgif.formats import FORMATS
from convgif.frames.themes import THEMES
from convgif.inputs.kernels import KERNELS
from convgif.layers import LAYERS
from convgif.layers.presets import PRESETS
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import NAMED
from convgif.views import ALL_VIEWS, VIEWS

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """The command in an empty folder; expects it to go well unless told otherwise."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, prog_name="convgif")
        assert result.exit_code == exit_code, result.output
        return result
    return call


@pytest.fixture
def layer_of(invoke: Invoke) -> Callable[..., tuple[str, list[int], list[int]]]:
    """What `shape` says of those arguments: the layer, its input and its output."""
    def call(*arguments: str) -> tuple[str, list[int], list[int]]:
        report = json.loads(invoke("shape", *arguments, "--json").stdout)
        return report["layer"], report["input"], report["output"]
    return call


def rendered(invoke: Invoke, *arguments: str) -> bytes:
    """The file that `render` makes; small, where the size does not matter."""
    return Path(invoke("render", *arguments).stdout.strip()).read_bytes()


# Which layer.

def conv(arguments: str) -> str:
    return f"Conv2d(1, 1, {arguments}, bias=False)"


@pytest.mark.parametrize("flag", ["--i", "-i", "--input-size"])
def test_input_size_by_every_flag(layer_of, flag: str) -> None:
    assert layer_of(flag, "6x7")[1] == [1, 6, 7]


@pytest.mark.parametrize(("flags", "layer"), [
    (("--k", "-k", "--kernel-size"), conv("kernel_size=(2, 4), stride=(1, 1)")),
    (("--s", "-s", "--stride"), conv("kernel_size=(3, 3), stride=(2, 4)")),
    (("--p", "-p", "--padding"), conv("kernel_size=(3, 3), stride=(1, 1), padding=(2, 4)")),
    (("--d", "-d", "--dilation"), conv("kernel_size=(3, 3), stride=(1, 1), dilation=(2, 4)"))])
def test_sizes_by_every_flag(layer_of, flags: tuple[str, ...], layer: str) -> None:
    for flag in flags:
        assert layer_of(flag, "2x4")[0] == layer
    assert layer_of(f"{flags[2]}=2x4")[0] == layer


@pytest.mark.parametrize(("given", "padding"), [
    ("2", "(2, 2)"), ("1x2", "(1, 2)"), ("1:0x2:1", "((1, 0), (2, 1))"),
    ("1:1x2:2", "(1, 2)"), ("2:0", "((2, 0), (2, 0))"), ("same", "'same'"), ("full", "'full'"),
    ("same-upper", "'same_upper'"), ("SAME_LOWER", "'same_lower'"), ("valid", "'valid'")])
def test_padding_is_a_number_one_an_axis_per_side_or_a_word(layer_of, given: str, padding: str
                                                            ) -> None:
    assert layer_of("--p", given)[0] == conv(
        f"kernel_size=(3, 3), stride=(1, 1), padding={padding}")


def test_no_padding_is_not_printed(layer_of) -> None:
    assert layer_of("--p", "0")[0] == conv("kernel_size=(3, 3), stride=(1, 1)")


@pytest.mark.parametrize("flag", ["--layer", "--op"])
@pytest.mark.parametrize(("name", "more", "found"), [
    ("conv", (), "Conv2d"), ("Conv2D", (), "Conv2d"), ("conv_2d", (), "Conv2d"),
    ("conv1d", (), "Conv1d"), ("CONV-1D", (), "Conv1d"), ("conv3d", (), "Conv3d"),
    ("conv", ("--k", "2x2x2"), "Conv3d"), ("conv", ("--i", "4x5x6"), "Conv3d"),
    ("conv-transpose", (), "ConvTranspose2d"), ("ConvTranspose1d", (), "ConvTranspose1d"),
    ("conv_transpose_3D", (), "ConvTranspose3d"), ("convtranspose", (), "ConvTranspose2d")])
def test_a_layer_by_name(layer_of, flag: str, name: str, more: tuple[str, ...], found: str) -> None:
    assert layer_of(flag, name, *more)[0].startswith(f"{found}(1, 1, ")


def test_transposed_is_short_for_the_layer(layer_of) -> None:
    assert layer_of("--transposed", "--s", "2") == layer_of("--layer", "conv-transpose", "-s", "2")
    assert layer_of("--transposed", "--op", "conv1d")[0].startswith("ConvTranspose1d(")


@pytest.mark.parametrize(("arguments", "layer"), [
    (("--in-channels", "4", "--out-channels", "6", "--groups", "2"),
     "Conv2d(4, 6, kernel_size=(3, 3), stride=(1, 1), groups=2, bias=False)"),
    (("--bias",), "Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1))"),
    (("--no-bias",), conv("kernel_size=(3, 3), stride=(1, 1)")),
    (("--padding-mode", "circular"),
     conv("kernel_size=(3, 3), stride=(1, 1)").replace(")", ")", 1)[:-1]
     + ", padding_mode='circular')"),
    (("--p", "-1"), conv("kernel_size=(3, 3), stride=(1, 1), padding=(-1, -1)")),
    (("-p", "0:-1"), conv("kernel_size=(3, 3), stride=(1, 1), padding=((0, -1), (0, -1))")),
    (("--p=-1x0",), conv("kernel_size=(3, 3), stride=(1, 1), padding=(-1, 0)")),
    (("--transposed", "--s", "2", "--i", "3", "--p", "1", "--output-size", "6x5"),
     "ConvTranspose2d(1, 1, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), "
     "output_padding=(1, 0), bias=False)"),
    (("--transposed", "--s", "2", "--i", "3", "--p", "same_upper"),
     "ConvTranspose2d(1, 1, kernel_size=(3, 3), stride=(2, 2), padding='same_upper', bias=False)"),
    (("--transposed", "--s", "3", "--output-padding", "2x1"),
     "ConvTranspose2d(1, 1, kernel_size=(3, 3), stride=(3, 3), output_padding=(2, 1), "
     "bias=False)")])
def test_every_field_is_an_option(layer_of, arguments: tuple[str, ...], layer: str) -> None:
    assert layer_of(*arguments)[0] == layer


@pytest.mark.parametrize("prefix", ["", "nn.", "torch.nn.", "(conv1): ", "(0): nn."])
def test_a_layer_as_pytorch_prints_it(layer_of, prefix: str) -> None:
    text = "Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)"
    assert layer_of(prefix + text) == (text, [3, 5, 5], [8, 3, 3])
    assert layer_of(prefix + text, "--s", "1", "--bias", "--i", "4") == (
        "Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))", [3, 4, 4], [8, 4, 4])
    assert layer_of("Conv2d(3, 8, 3)")[0] == "Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))"


@pytest.mark.parametrize(("arguments", "size"), [
    ((), 5), (("--d", "2"), 7), (("--k", "7"), 9), (("--s", "2"), 7), (("--s", "2", "--p", "1"), 5),
    (("--transposed",), 3), (("--transposed", "--s", "2", "--k", "7"), 3), (("--p", "full"), 5)])
def test_without_a_size_the_input_is_the_smallest_with_three_outputs(
        layer_of, arguments: tuple[str, ...], size: int) -> None:
    _, inputs, outputs = layer_of(*arguments)
    assert inputs == [1, size, size]
    assert min(outputs[1:]) >= 3


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_by_name(layer_of, name: str) -> None:
    preset = PRESETS[name]
    layer, inputs, _ = layer_of("--preset", name)
    assert layer == repr(preset_layer(name))
    channels = preset_layer(name).usual_channels(1)
    assert inputs == [channels, preset.input_size, preset.input_size]


def test_the_odd_transposed_preset_is_what_the_issue_says(layer_of) -> None:
    assert layer_of("--preset", "padding_strides_odd_transposed") == layer_of(
        "--transposed", "--i", "3", "--k", "3", "--s", "2", "--p", "1", "--output-padding", "1")


@pytest.mark.parametrize("name", ["dilation", "Padding-Strides", "max_pooling"])
def test_a_preset_by_its_name_alone(layer_of, name: str) -> None:
    assert layer_of(name) == layer_of("--preset", name)
    assert layer_of(name, "--i", "9")[1] == [1, 9, 9]


def test_a_preset_by_its_name_alone_is_drawn(invoke: Invoke) -> None:
    assert rendered(invoke, "dilation", "--size", "80") == rendered(
        invoke, "--preset", "dilation", "--size", "80")


def test_two_presets_are_one_too_many(invoke: Invoke) -> None:
    said = invoke("shape", "dilation", "--preset", "max_pooling", exit_code=1).stderr
    assert "a layer and a --preset are both given" in said


@pytest.mark.parametrize(("arguments", "meant"), [
    ("Conv2d --i 224", "--layer Conv2d"), ("conv1d --i 5", "--layer Conv1d"), ("224", "--i 224"),
    ("5x7", "--i 5x7")])
@pytest.mark.parametrize("command", ["render", "shape"])
def test_what_is_no_layer_but_an_options_value_is_answered_with_the_option(
        invoke: Invoke, command: str, arguments: str, meant: str) -> None:
    said = invoke(command, *arguments.split(), exit_code=1).stderr
    assert said.endswith(f"stride=(2, 2)), or {meant}\n")


def test_full_width_signs_and_digits_are_read(invoke: Invoke, layer_of) -> None:
    assert layer_of("--k", "３", "--p", "1：0", "-i", "５") == layer_of(
        "--k", "3", "--p", "1:0", "-i", "5")
    assert layer_of("Conv2d（3，16，3）") == layer_of("Conv2d(3, 16, 3)")
    planned = invoke("batch", "--i", "5，6", "--k", "１..3", "-o", "x", "--dry-run").stdout
    assert planned == invoke("batch", "--i", "5,6", "--k", "1..3", "-o", "x", "--dry-run").stdout


def test_names_of_files_keep_their_full_width_signs(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "核（１）.csv").write_text("1,2\n3,4\n", "utf-8")
    assert "1 animation," in invoke("batch", "--weight", "核（１）.csv", "-o", "x",
                                    "--dry-run").stdout


def test_options_beside_a_preset_win(layer_of) -> None:
    layer, inputs, _ = layer_of("--preset", "dilation", "--i", "9", "--d", "3", "--s", "2")
    assert layer == conv("kernel_size=(3, 3), stride=(2, 2), dilation=(3, 3)")
    assert inputs == [1, 9, 9]


# Shapes, checked by hand.

def test_shape_of_a_stem_by_hand(invoke: Invoke) -> None:
    assert json.loads(invoke(
        "shape", "Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)",
        "--i", "224", "--json").stdout) == {
        "layer": "Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)",
        "input": [3, 224, 224], "output": [64, 112, 112],
        "formula": ["(224 + 2·3 − 7)/2 + 1 = 112.5 → 112: last row and column of the "
                    "padding unread; nothing of the input is lost"],
        "formula_in_letters": [
            "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(224 + 2·3 − 7)/2⌋ + 1 = 112: last row and column of the "
            "padding unread; nothing of the input is lost"],
        "parameters": 9_408, "macs": 118_013_952, "receptive_field": [7, 7],
        "fully_connected_weights": 120_846_286_848, "weight_factors": [3, 7, 7, 64],
        "mac_factors": [3, 7, 7, 64, 112, 112]}


def test_shape_of_a_transposed_layer_by_hand(invoke: Invoke) -> None:
    assert json.loads(invoke(
        "shape", "ConvTranspose2d(16, 8, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))",
        "--i", "8", "--json").stdout) == {
        "layer": "ConvTranspose2d(16, 8, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))",
        "input": [16, 8, 8], "output": [8, 16, 16], "formula": ["(8−1)·2 − 2·1 + 4 = 16"],
        "formula_in_letters": ["o = (i−1)·s − 2p + k = (8−1)·2 − 2·1 + 4 = 16"],
        "parameters": 2_056, "macs": 131_072, "receptive_field": [2, 2],
        "fully_connected_weights": 2_097_152, "weight_factors": [16, 4, 4, 8],
        "mac_factors": [16, 4, 4, 8, 8, 8]}


def test_shape_of_a_causal_layer_by_hand(invoke: Invoke) -> None:
    arguments = ("shape", "--layer", "conv1d", "--p", "causal", "--d", "2", "--i", "8")
    report = json.loads(invoke(*arguments, "--json").stdout)
    assert (report["input"], report["output"], report["parameters"], report["macs"],
            report["receptive_field"], report["fully_connected_weights"]) == (
        [1, 8], [1, 8], 3, 24, [5], 64)
    lines = invoke(*arguments).stdout.splitlines()
    for number in ("1×8", "3", "24", "5", "64"):
        assert any(re.search(rf"\b{number}\b", line) for line in lines[1:])
    assert lines[0] == report["layer"]
    assert any(report["formula_in_letters"][0] in line for line in lines)


@pytest.mark.parametrize(("notation", "said"), [
    ("guide", "o = i + 2p − k + 1 = 5 + 2·1 − 3 + 1 = 5"),
    ("article", "O = W + 2P − F + 1 = 5 + 2·1 − 3 + 1 = 5"),
    ("torch", "L_out = L_in + 2·padding − kernel_size + 1 = 5 + 2·1 − 3 + 1 = 5"),
    ("tensorflow", "out_width = in_width + pad_along_width − filter_width + 1 = "
                   "5 + 2·1 − 3 + 1 = 5")])
def test_shape_says_the_size_in_the_letters_that_are_asked_for(
        invoke: Invoke, notation: str, said: str) -> None:
    lines = invoke("shape", "--layer", "conv1d", "--i", "5", "--p", "1",
                   "--notation", notation).stdout.splitlines()
    assert f"formula          {said}" in lines


def test_shape_is_readable_line_by_line(invoke: Invoke) -> None:
    assert invoke("shape", "--k", "1", "--s", "2", "--i", "5").stdout.splitlines() == [
        "Conv2d(1, 1, kernel_size=(1, 1), stride=(2, 2), bias=False)",
        "input            1×5×5",
        "output           1×3×3",
        "formula          o = ⌊(i − k)/s⌋ + 1 = ⌊(5 − 1)/2⌋ + 1 = 3: every second row and column "
        "of the input unread",
        "parameters       1·1·1·1 = 1",
        "MACs             1·1·1·1·3·3 = 9",
        "receptive field  1×1",
        "A fully connected layer would need 225 weights: one from each of the 25 input numbers to "
        "each of the 9 output numbers."]


@pytest.mark.parametrize(("layer", "line"), [
    ("Conv2d(3, 64, 4, bias=False)", "parameters       3·4·4·64 = 3,072"),
    ("Linear(10, 5)", "parameters       10·5 + 5 = 55"), ("MaxPool2d(2)", "MACs             0"),
    ("LocallyConnected2d(1, 1, 3, padding=1, bias=False, input_size=4)",
     "parameters       1·3·3·1·4·4 = 144, of which 100 weights meet the input")])
def test_shape_writes_counts_as_products(invoke: Invoke, layer: str, line: str) -> None:
    assert line in invoke("shape", layer).stdout.splitlines()


@pytest.mark.parametrize(("arguments", "line"), [
    ("--layer linear", "It is fully connected, with 12 weights: one from each of the 4 input "
     "numbers to each of the 3 output numbers."),
    ("--k 1 --i 1", "A fully connected layer would need 1 weight: one from the one input number to "
     "the one output number."),
    ("--k 3 --i 3", "A fully connected layer would need 9 weights: one from each of the 9 input "
     "numbers to the one output number.")])
def test_shape_says_what_is_fully_connected_in_a_sentence(invoke: Invoke, arguments: str, line: str
                                                          ) -> None:
    assert invoke("shape", *arguments.split()).stdout.splitlines()[-1] == line


@pytest.mark.parametrize(("arguments", "line"), [
    ("", "1×5×5, taken by default: give another with --i"),
    ("dilation", "1×7×7, taken by default: give another with --i"),
    ("dilation --i 9", "1×9×9"), ("--i 5", "1×5×5"), ("--layer linear", "4"),
    ("--layer Conv2D(8,3,input_shape=(5,6,1))", "1×5×6"), ("--input x.csv", "1×3×3")])
def test_shape_says_which_input_it_took_where_none_is_given(invoke: Invoke, arguments: str,
                                                            line: str) -> None:
    Path("x.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    assert invoke("shape", *arguments.split()).stdout.splitlines()[1] == f"{'input':<17}{line}"


def test_shape_draws_and_writes_nothing(invoke: Invoke, tmp_path: Path) -> None:
    invoke("shape", "--layer", "conv3d")
    assert list(tmp_path.iterdir()) == []


# What render says and where it writes.

def test_stdout_is_the_path_and_stderr_the_summary(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("render", "--k", "3", "--s", "2", "--p", "1")
    assert result.stdout == "conv2d_i5_k3_s2_p1.gif\n"
    assert [path.name for path in tmp_path.iterdir()] == ["conv2d_i5_k3_s2_p1.gif"]
    data = Path("conv2d_i5_k3_s2_p1.gif").read_bytes()
    gif = parse_gif(data)
    assert len(result.stderr.splitlines()) == 1
    for part in (f"{gif.width}x{gif.height} px", "9 frames", f"{len(data):,} bytes", "1×3×3"):
        assert part in result.stderr


def test_the_summary_says_how_long_it_plays_and_where_the_poster_is(invoke: Invoke) -> None:
    said = invoke("render", "--k", "3", "--poster", "p.png", "-o", "a.gif")
    assert said.stdout == "a.gif\n"
    assert re.search(r"9 frames, plays 8\.7 s, [\d,]+ bytes, output 1×3×3, poster p\.png\n$",
                     said.stderr)
    assert json.loads(invoke("render", "--poster", "p.png", "--json").stdout)["poster"] == "p.png"
    assert json.loads(invoke("render", "--json").stdout)["poster"] is None
    assert "plays" not in invoke("render", "-o", "a.png").stderr
    folder = invoke("render", "-o", "frames/", "--poster", "p.png")
    assert folder.stderr.endswith("poster p.png\n")


def test_what_would_play_for_minutes_is_said_before_it_is_drawn(
        invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    long = ("render", "--k", "1", "--i", "16", "--size", "100", "-o", "a.svg")
    said = invoke(*long).stderr
    shorter = re.match(r"its 256 frames play for 66 s: --duration (\d+) makes it (\d+) s, a "
                       r"smaller --i has fewer frames, and --still middle shows one\n", said)
    assert shorter
    taken = invoke(*long, "--duration", shorter[1]).stderr
    assert round(float(re.match(r".* plays ([\d.]+) s,", taken)[1])) == int(shorter[2]) <= 60
    assert invoke(*long, "-q").stderr == ""
    monkeypatch.setattr("convgif.formats.Format.encode_checked", lambda *_, **__: 1 / 0)
    assert CliRunner().invoke(main, long).stderr.startswith("its 256 frames play for 66 s")


def test_a_picture_that_does_not_move_is_limited_as_one_frame(invoke: Invoke,
                                                              monkeypatch: pytest.MonkeyPatch
                                                              ) -> None:
    monkeypatch.setattr("convgif.settings.limits.MOST_PIXELS", 500 * 400)
    invoke("render", "-o", "a.gif", exit_code=1)
    for arguments in (("-o", "a.png"), ("-o", "a.pdf"), ("--still", "0"), ("--strip", "1")):
        invoke("render", *arguments)


@pytest.mark.parametrize("flag", ["-q", "--quiet"])
def test_quiet_drops_the_summary(invoke: Invoke, flag: str) -> None:
    result = invoke("render", flag)
    assert (result.stdout, result.stderr) == ("conv2d_i5_k3.gif\n", "")


def test_json_is_one_object_instead_of_the_path(invoke: Invoke) -> None:
    result = invoke("render", "-s", "2", "-p", "1", "--json", "-q")
    assert result.stderr == ""
    assert result.stdout.count("\n") == 1
    report = json.loads(result.stdout)
    data = Path("conv2d_i5_k3_s2_p1.gif").read_bytes()
    gif = parse_gif(data)
    animation = convgif.animate(convgif.Conv2d(stride=2, padding=1, bias=False), input_size=5)
    assert report == {
        "path": "conv2d_i5_k3_s2_p1.gif", "format": "gif", "bytes": len(data),
        "width": gif.width, "height": gif.height, "frames": 9, "duration_ms": sum(gif.delays_ms),
        "alt": animation.describe(), "notes": [], "poster": None,
        "layer": repr(animation.traces[0].layer),
        "input": [1, 5, 5], "output": [1, 3, 3], "formula": ["(5 + 2·1 − 3)/2 + 1 = 3"],
        "formula_in_letters": ["o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3"],
        "parameters": 9, "macs": 81, "receptive_field": [3, 3], "fully_connected_weights": 225,
        "weight_factors": [1, 3, 3, 1], "mac_factors": [1, 3, 3, 1, 3, 3]}


@pytest.mark.parametrize(("arguments", "name"), [
    ("", "conv2d_i5_k3.gif"),
    ("--i 5x7 --k 3x5 --p 1:0x2:1", "conv2d_i5x7_k3x5_p1-0x2-1.gif"),
    ("--p same_upper -s 2 -i 6", "conv2d_i6_k3_s2_p-same-upper.gif"),
    ("--layer conv1d --p causal --d 2 --i 8 --theme dark",
     "conv1d_i8_k3_p-causal_d2_theme-dark.gif"),
    ("--preset padding_strides_odd_transposed --size 150",
     "convtranspose2d_i3_k3_s2_p1_output-padding1_size150.gif"),
    ("--bias --seed 3 --loop 1 --hold 0", "conv2d_i5_k3_bias_seed3_hold0_loop1.gif"),
    ("--title a:b --text sizes", "conv2d_i5_k3_text-sizes_title-a-b.gif"),
    ("--prefilled --theme light --density 1 --duration 0.6s",
     "conv2d_i5_k3_prefilled_duration600.gif")])
def test_the_default_name_says_every_setting_that_is_not_its_default(
        invoke: Invoke, arguments: str, name: str) -> None:
    path = invoke("render", *arguments.split()).stdout.strip()
    assert sorted(re.split("[_.]", path)) == sorted(re.split("[_.]", name))
    assert ":" not in path
    assert Path(path).exists()


def test_output_names_the_file(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for flag, path in (("-o", "a.gif"), ("--output", "folder/b.GIF"), ("-o", f"{tmp_path}/c.gif")):
        assert invoke("render", flag, path).stdout == f"{path}\n"
        assert parse_gif(Path(path).read_bytes()).images == 9


def test_a_file_that_is_there_is_replaced(invoke: Invoke, tmp_path: Path) -> None:
    Path("a.gif").write_text("as it was")
    assert parse_gif(rendered(invoke, "-o", "a.gif")).images == 9
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.parametrize("name", FORMATS)
def test_format_names_what_is_written(invoke: Invoke, name: str) -> None:
    by_suffix = rendered(invoke, "-o", f"a{FORMATS[name].suffix}")
    assert rendered(invoke, "-o", "b", "--format", name.upper()) == by_suffix
    by_default = invoke("render", "--format", name)
    assert by_default.stdout == f"conv2d_i5_k3{FORMATS[name].suffix}\n"
    assert Path(by_default.stdout.strip()).read_bytes() == by_suffix


def test_open_shows_the_file_when_it_is_there(invoke: Invoke, monkeypatch: pytest.MonkeyPatch
                                              ) -> None:
    shown = []
    monkeypatch.setattr(click, "launch", lambda path: shown.append((path, Path(path).exists())))
    invoke("render", "-o", "a.gif")
    assert shown == []
    invoke("render", "-o", "a.gif", "--open")
    assert shown == [("a.gif", True)]


def test_force_lifts_the_limit(invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
                               ) -> None:
    monkeypatch.setattr("convgif.settings.limits.MOST_PIXELS", 100_000)
    result = invoke("render", exit_code=1)
    assert "--force lifts the limit" in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert parse_gif(rendered(invoke, "--force")).images == 9


# What is in the file.

@pytest.mark.parametrize(("arguments", "count"), [
    ((), 0), (("--loop", "0"), 0), (("--loop", "1"), None), (("--loop", "3"), 2)])
def test_loop_is_how_often_it_is_shown(invoke: Invoke, arguments: tuple[str, ...],
                                       count: int | None) -> None:
    assert parse_gif(rendered(invoke, "--theme", "classic", *arguments)).loop == count


@pytest.mark.parametrize(("arguments", "delays"), [
    ("-s 2 -p 1", [800] * 8 + [2300]), ("-i 6", [500] * 15 + [2000]),
    ("-i 8", [250] * 35 + [1750]), ("--duration 600", [600] * 8 + [2100]),
    ("--duration 600ms", [600] * 8 + [2100]), ("--duration 0.6s --hold 0", [600] * 9),
    ("--hold 0.5s", [800] * 8 + [1300])])
def test_delays_in_the_file(invoke: Invoke, arguments: str, delays: list[int]) -> None:
    assert parse_gif(rendered(invoke, "--theme", "classic", *arguments.split())).delays_ms == delays


def test_size_is_the_width_and_density_multiplies(invoke: Invoke) -> None:
    once, twice = (parse_gif(rendered(invoke, "--size", "150", "--density", d)) for d in "12")
    assert once.width == 150
    assert (twice.width, twice.height) == (300, 2 * once.height)
    assert parse_gif(rendered(invoke, "--size", "150px", "--density", "1.5x")).width == 225
    assert parse_gif(rendered(invoke)).width == VIEWS["isometric"].size_px


def test_title_takes_room_and_is_in_the_alt_text(invoke: Invoke) -> None:
    plain, titled = (parse_gif(rendered(invoke, *more)) for more in ((), ("--title", "Überall")))
    assert titled.height > plain.height
    assert titled.comment == f"Überall: {plain.comment}"


def test_background_is_in_every_corner(invoke: Invoke) -> None:
    for frame in decode(rendered(invoke, "--background", "#123456")):
        assert (frame[[0, 0, -1, -1], [0, -1, 0, -1]] == (0x12, 0x34, 0x56)).all()


def test_transparent_corners_are_clear_in_every_frame_and_nothing_is_left_over(
        invoke: Invoke) -> None:
    data = rendered(invoke, "--background", "transparent", "-s", "2", "-p", "1")
    frames = decode(data, "RGBA")
    animation = convgif.animate(convgif.Conv2d(stride=2, padding=1, bias=False), input_size=5,
                                background="transparent")
    composed = animation.draw()
    assert len(frames) == len(composed) == 9
    for frame, rgb, indices in zip(frames, composed, composed.indices, strict=True):
        assert (frame[[0, 0, -1, -1], [0, -1, 0, -1], 3] == 0).all()
        clear = indices == composed.transparent
        np.testing.assert_array_equal(frame[..., 3], np.where(clear, 0, 255))
        np.testing.assert_array_equal(frame[~clear][:, :3], rgb[~clear])


@pytest.mark.parametrize("arguments", [
    ("--theme", "dark"), ("--text", "none"), ("--prefilled",), ("--padding-mode", "reflect"),
    ("--show-out", "2"), ("--show-in", "1")], ids=" ".join)
def test_an_option_changes_the_picture(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    layer = ("--in-channels", "2", "--out-channels", "3", "--p", "1")
    plain, changed = (rendered(invoke, *layer, *more) for more in ((), arguments))
    assert plain != changed


def test_the_seed_chooses_the_numbers(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    animate = convgif.animate
    monkeypatch.setattr("convgif.animation.animate",
                        lambda *args, **kwargs: seen.append(animate(*args, **kwargs)) or seen[-1])
    invoke("render", "--seed", "5")
    invoke("render")
    for animation, seed in zip(seen, (5, 0), strict=True):
        expected = convgif.trace(animation.traces[0].layer, input_size=5, seed=seed)
        np.testing.assert_array_equal(animation.traces[0].output, expected.output)


# Numbers of one's own.

@pytest.fixture
def files(tmp_path: Path) -> None:
    """A photo, a table and a kernel."""
    levels = np.zeros((48, 64, 3), np.uint8)
    levels[:, 32:] = 255
    Image.fromarray(levels).save(tmp_path / "photo.png")
    np.save(tmp_path / "x.npy", np.arange(36.0).reshape(6, 6))
    (tmp_path / "k.csv").write_text("0;1\n2;3\n")


@pytest.fixture
def traced(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> Callable[..., convgif.Trace]:
    """The trace that `render` draws."""
    def call(*arguments: str) -> convgif.Trace:
        seen: list[convgif.Animation] = []
        animate = convgif.animate
        with monkeypatch.context() as patch:
            patch.setattr("convgif.animation.animate",
                          lambda *args, **kwargs: seen.append(animate(*args, **kwargs)) or seen[0])
            invoke("render", *arguments)
        return seen[0].traces[0]
    return call


@pytest.mark.usefixtures("files")
def test_a_photo_and_a_named_kernel_make_an_edge(invoke: Invoke, traced) -> None:
    found = traced("--input", "photo.png", "--weight", "sobel-x", "--i", "6x8", "--format", "png")
    assert found.input[0].tolist() == [[0] * 4 + [255] * 4] * 6
    assert found.output[0].tolist() == [[0, 0, 1020, 1020, 0, 0]] * 4
    result = invoke("render", "--input", "photo.png", "--weight", "sobel-x", "--i", "6x8",
                    "--format", "png")
    assert result.stdout == "conv2d_i6x8_k3_input-photo_weight-sobel-x.png\n"
    assert result.stderr.splitlines()[0] == (
        "photo.png: 48x64 RGB -> grey 6x8, area averages, rounded")
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.usefixtures("files")
def test_what_was_done_is_in_the_report_and_quiet_keeps_it_from_stderr(invoke: Invoke) -> None:
    arguments = ("--input", "photo.png", "--i", "4", "--weight", "box", "--out-channels", "2",
                 "--format", "png", "--json", "-q")
    result = invoke("render", *arguments)
    assert result.stderr == ""
    assert json.loads(result.stdout)["notes"] == [
        "photo.png: 48x64 RGB -> grey 4x4, area averages, rounded",
        "box: the same for each of 2 pairs of channels"]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("arguments", "kernel", "inputs", "outputs"), [
    (("--input", "x.npy"), 3, (6, 6), (4, 4)), (("--weight", "k.csv"), 2, (5, 5), (4, 4)),
    (("--input", "x.npy", "--weight", "k.csv"), 2, (6, 6), (5, 5)),
    (("--weight", "gaussian", "--k", "5"), 5, (7, 7), (3, 3)),
    (("--input", "photo.png", "--in-channels", "3", "--i", "5"), 3, (5, 5), (3, 3)),
    (("--input", "x.npy", "--op", "maxpool"), 3, (6, 6), (2, 2)),
    (("--input", "x.npy", "--transposed"), 3, (6, 6), (8, 8)),
    (("Conv2d(1, 1, 2)", "--weight", "k.csv"), 2, (5, 5), (4, 4))])
def test_files_say_the_sizes(layer_of, traced, arguments, kernel: int, inputs, outputs) -> None:
    layer, in_shape, out_shape = layer_of(*arguments)
    assert f"kernel_size=({kernel}, {kernel})" in layer or f"kernel_size={kernel}" in layer
    assert (tuple(in_shape[1:]), tuple(out_shape[1:])) == (inputs, outputs)
    found = traced(*arguments, "--format", "png")
    assert (found.input.shape[1:], found.output.shape[1:]) == (inputs, outputs)
    if "k.csv" in arguments:
        assert found.weight.tolist() == [[[[0, 1], [2, 3]]]]


def test_true_convolution_flips_and_its_name_says_so(invoke: Invoke, traced) -> None:
    arguments = ("--weight", "shift", "--p", "1", "--format", "png")
    plain, flipped = traced(*arguments), traced(*arguments, "--true-convolution")
    np.testing.assert_array_equal(plain.output[0][:, 1:], plain.input[0][:, :-1])
    np.testing.assert_array_equal(flipped.output[0][:, :-1], flipped.input[0][:, 1:])
    assert invoke("render", *arguments, "--true-convolution").stdout.strip() == (
        "conv2d_i5_k3_p1_weight-shift_true-convolution.png")
    assert traced(*arguments, "--no-true-convolution").rotated is False


@pytest.mark.parametrize(("arguments", "answer"), [
    ("--kernel 3", "Error: --kernel 3: the kernel's size is --k 3 (--kernel-size); its numbers "
                   "come from --weight FILE or NAME"),
    ("--kernel=3x5", "--kernel 3x5: the kernel's size is --k 3x5 (--kernel-size)"),
    ("--i 5 --kernel sobel-x -q", "--kernel sobel-x: the kernel's size is --k SIZE "
                                  "(--kernel-size); its numbers come from --weight sobel-x"),
    ("--kernel", "--kernel: the kernel's size is --k SIZE"),
    ("--filter 3", "--filter 3: the kernel's size is --k 3")])
@pytest.mark.parametrize("command", ["render", "shape", "batch -o out"])
def test_what_is_no_flag_is_answered_with_the_right_one(invoke: Invoke, tmp_path: Path,
                                                        command: str, arguments: str, answer: str
                                                        ) -> None:
    result = invoke(*command.split(), *arguments.split(), exit_code=2)
    assert answer in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("arguments", "answer"), [
    ("--bias true", "--bias true: --bias takes no value: write --bias or --no-bias"),
    ("--bias=True", "--bias=True: --bias takes no value: write --bias or --no-bias"),
    ("--no-bias False --k 3", "--no-bias takes no value: write --bias or --no-bias"),
    ("--ceil-mode=1", "--ceil-mode takes no value: write --ceil-mode or --no-ceil-mode"),
    ("--json true", "--json takes no value: write --json")])
@pytest.mark.parametrize("command", ["render", "shape"])
def test_a_value_for_what_is_on_or_off_is_answered(invoke: Invoke, command: str, arguments: str,
                                                   answer: str) -> None:
    said = invoke(command, *arguments.split(), exit_code=2).stderr
    assert said.endswith(f"{answer}\n")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(("typed", "meant"), [
    ("--kernal-size", "--kernel-size"), ("--strides", "--stride"), ("--inputs", "--input"),
    ("--wieght", "--weight"), ("--true-convolutions", "--true-convolution")])
def test_a_flag_that_is_misspelt_is_answered_with_the_nearest(invoke: Invoke, typed: str,
                                                              meant: str) -> None:
    result = invoke("render", typed, "3", exit_code=2)
    assert re.search(rf"[Nn]o such option.*{typed}", result.stderr)
    assert re.search(rf"{meant}\b", result.stderr)


# What only some views take.

@pytest.mark.parametrize("arguments", [
    "--view macs --step 4", "--view macs --steps 0,3", "--view macs --steps 1..2",
    "--view macs --at 1,1", "--view channels --values", "--view channels --show-in 0..1",
    "--view channels --show-out 1", "--view values --input x.npy --precision 0",
    "--view channels --show-in 0,2 --precision 1 --values"])
@pytest.mark.usefixtures("files")
def test_settings_that_only_some_views_take_change_the_picture(invoke: Invoke, arguments: str
                                                               ) -> None:
    np.save("x.npy", np.linspace(0.111, 9.111, 25).reshape(5, 5))
    plain = " ".join(arguments.split()[:2 + 2 * ("--input" in arguments)])
    first, second = (rendered(invoke, *given.split(), "--format", "png")
                     for given in (plain, arguments))
    assert first != second


# Lists and help.

@pytest.mark.parametrize(("command", "table"), [
    ("views", ALL_VIEWS), ("themes", THEMES), ("presets", NAMED), ("layers", LAYERS),
    ("formats", FORMATS), ("kernels", KERNELS)])
def test_a_list_has_one_a_line_the_name_first(invoke: Invoke, command: str, table) -> None:
    lines = invoke(command).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(table)
    assert all(len(line.split()) > 1 for line in lines)


def test_views_are_listed_with_the_flags_that_only_some_take(invoke: Invoke) -> None:
    for line, row in zip(invoke("views").stdout.splitlines(), ALL_VIEWS.values(), strict=True):
        flags = re.findall(r"--[a-z-]+", line)
        assert flags == [OPTIONS[name].flags[0].split("/")[0] for name in row.takes]
        assert row.description in line


@pytest.mark.parametrize("arguments", [
    ("--help",), ("-h",), ("render", "--help"), ("shape", "-h")], ids=" ".join)
def test_help_reads_well_and_gives_examples(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    lines = invoke(*arguments).stdout.splitlines()
    examples = [line for line in lines if line.startswith("  convgif ")]
    assert len(examples) >= 2
    assert max(map(len, lines)) <= 100
    assert "Traceback" not in "".join(lines)


@pytest.mark.parametrize("command", [None, "render", "shape"])
def test_the_examples_in_help_run(invoke: Invoke, command: str | None) -> None:
    text = (main.commands[command] if command else main).help
    examples = [line.strip() for line in text.splitlines()
                if line.strip().startswith("convgif ")]
    assert examples
    for example in examples:
        words = re.findall(r'"[^"]*"|\S+', example)
        result = invoke(*[word.strip('"') for word in words[1:]])
        assert result.stdout


@pytest.mark.parametrize("command", ["render", "batch", "shape"])
def test_all_help_has_every_option_in_sections(invoke: Invoke, command: str) -> None:
    text = invoke(command, "--help-all").stdout
    for parameter in main.commands[command].params:
        assert all(f"{flag} " in text or f"{flag}\n" in text or f"{flag}," in text
                   for flag in parameter.opts if flag.startswith("-"))
    assert "--help-all` has" not in text
    if command == "render":
        for option in OPTIONS.values():
            assert all(part in text for flag in option.flags for part in flag.split("/"))
        assert text.index("\nLayer:") < text.index("\nPicture:") < text.index("\nOutput:")
        for default in ("[light]", "[the first that draws the layer]", "[1500]", "[3]"):
            assert default in " ".join(text.split())  # wherever its line is broken


def test_help_has_the_twenty_options_that_most_people_use(invoke: Invoke) -> None:
    text = invoke("render", "--help").stdout
    listed = re.findall(r"^  (?:--?[a-z]+, )*(--[a-z-]+)", text, re.MULTILINE)
    assert len(listed) == 22
    assert listed[-2:] == ["--help", "--help-all"]
    assert {"--kernel-size", "--view", "--output"} <= set(listed)
    rest = len(main.commands["render"].params) - 1 - 20  # the layer is no option
    assert text.endswith(f"`convgif render --help-all` has {rest} options more.\n")


def test_an_option_of_some_views_says_which(invoke: Invoke) -> None:
    text = " ".join(invoke("render", "--help-all").stdout.split())
    for flag, name in (("--at N,N", "at"), ("--values / --no-values", "values"),
                       ("--precision N", "precision")):
        views = [view for view, row in ALL_VIEWS.items() if name in row.takes]
        assert 0 < len(views) < len(ALL_VIEWS)
        assert f"{flag} {', '.join(views)}: " in text
    assert "--title TEXT a title above the picture" in text


@pytest.mark.parametrize("arguments", [(), ("gallery",)], ids=str)
def test_the_short_lines_of_commands_are_whole_sentences(invoke: Invoke,
                                                         arguments: tuple[str, ...]) -> None:
    lines = invoke(*arguments, "--help").stdout.partition("\nCommands:\n")[2].splitlines()
    assert lines
    for line in lines:
        assert re.fullmatch(r"  [a-z]+ +[A-Z].*[a-z]\.", line)
        assert "..." not in line
        assert len(line) <= 80


def test_the_version(invoke: Invoke) -> None:
    for flag in ("--version", "-V"):
        assert invoke(flag).stdout == f"convgif {convgif.__version__}\n"


@pytest.mark.parametrize(("arguments", "exit_code"), [
    ((), 2), (("frobnicate",), 2), (("render", "--frob"), 2), (("render", "a", "b"), 2),
    (("render", "--i"), 2), (("shape", "--theme", "dark"), 2), (("render", "-o", "-", "--json"), 2),
    (("render", "-o", "-", "--open"), 2), (("views", "x"), 2),
    (("render", "--i", "0"), 1), (("shape", "--i", "0"), 1), (("render", "-o", "a.xyz"), 1)],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None)
def test_usage_is_two_and_a_wrong_value_one(invoke: Invoke, arguments: tuple[str, ...],
                                            exit_code: int, tmp_path: Path) -> None:
    result = invoke(*arguments, exit_code=exit_code)
    assert result.stdout == ""
    assert result.stderr
    assert isinstance(result.exception, SystemExit)
    assert list(tmp_path.iterdir()) == []


# In a process of its own.

def test_the_process_leaves_the_file_it_names(tmp_path: Path) -> None:
    done = run("render", "--k", "3", "--s", "2", "--p", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"conv2d_i5_k3_s2_p1.gif\n")
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["conv2d_i5_k3_s2_p1.gif"]
    assert parse_gif((tmp_path / "conv2d_i5_k3_s2_p1.gif").read_bytes()).images == 9


def test_bytes_to_a_pipe_are_the_file(invoke: Invoke, tmp_path: Path) -> None:
    done = run("render", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0
    assert len(decode(done.stdout)) == 9
    assert list(tmp_path.iterdir()) == []
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == rendered(invoke)


def read_all(descriptor: int) -> bytes:
    """What is written to the other end of a terminal until that is closed."""
    found = b""
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # the other end is gone
            return found
        if not part:
            return found
        found += part


def on_terminal(*arguments: str, cwd: Path, **env: str) -> tuple[int, bytes]:
    """The command with a terminal as stdout and stderr: its exit code and what it wrote."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "convgif", *arguments], cwd=cwd, stdin=subprocess.DEVNULL,
        stdout=theirs, stderr=theirs, env=environment(TERM="xterm-256color", **env))
    os.close(theirs)
    written = read_all(ours)
    os.close(ours)
    return process.wait(), written


def test_a_terminal_gets_no_picture(tmp_path: Path) -> None:
    exit_code, written = on_terminal("render", "-o", "-", cwd=tmp_path)
    assert exit_code == 1
    assert b"stdout is a terminal" in written
    assert len(written.splitlines()) == 1
    assert b"GIF8" not in written


@pytest.mark.parametrize("arguments", [
    ("render",), ("render", "--i", "0"), ("render", "--frob"), ("--help",)], ids=" ".join)
def test_no_color_means_no_escape_codes(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    _, written = on_terminal(*arguments, cwd=tmp_path, NO_COLOR="1")
    assert written
    assert b"\x1b" not in written


def test_a_pipe_that_is_named_stays_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    received = []
    reader = threading.Thread(
        target=lambda: received.append((tmp_path / "pipe").read_bytes()), daemon=True)
    reader.start()
    done = run("render", "-o", "pipe", "--format", "gif", cwd=tmp_path)
    reader.join(10)
    assert (done.returncode, done.stdout) == (0, b"pipe\n")
    assert len(decode(received[0])) == 9
    assert (tmp_path / "pipe").is_fifo()


def test_a_device_stays_a_device(invoke: Invoke) -> None:
    null = Path(os.devnull)
    assert null.is_char_device()
    assert invoke("render", "-o", os.devnull, "--format", "gif").stdout == f"{os.devnull}\n"
    assert null.is_char_device()


@pytest.mark.parametrize(("shell", "mark"), [
    ("bash", b"complete -o"), ("zsh", b"#compdef"), ("fish", b"complete --no-files")])
def test_completion_scripts_are_made(tmp_path: Path, shell: str, mark: bytes) -> None:
    done = run(cwd=tmp_path, env={"_CONVGIF_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert mark in done.stdout
    assert b"convgif" in done.stdout


@pytest.mark.parametrize(("words", "found"), [
    ("convgif re", "render"), ("convgif render --them", "--theme"), ("convgif sh", "shape")])
def test_completion_completes(tmp_path: Path, words: str, found: str) -> None:
    done = run(cwd=tmp_path, env={"_CONVGIF_COMPLETE": "bash_complete", "COMP_WORDS": words,
                                  "COMP_CWORD": str(len(words.split()) - 1)})
    assert f"plain,{found}" in done.stdout.decode().splitlines()


@pytest.mark.parametrize(("suffix", "width"), [("gif", 300), ("svg", 150), ("html", 150)])
def test_what_has_no_pixels_is_as_wide_as_it_is_shown(invoke: Invoke, suffix: str, width: int
                                                      ) -> None:
    done = invoke("render", "--i", "3", "--size", "150", "--density", "2", "--json", "-o",
                  f"a.{suffix}")
    assert json.loads(done.stdout)["width"] == width
    assert done.stderr.startswith(f"{width}x")
