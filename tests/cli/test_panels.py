"""Pictures of several panels from the command line, and pictures that are asked for by a file."""

import json
from collections.abc import Callable
from pathlib import Path

import imageio.v3 as iio
import pytest
from click.testing import CliRunner, Result

from convgif.cli import main

Invoke = Callable[..., Result]
PAIR = "Conv2d(stride=2, padding=1) | Conv2d(stride=1, padding=1)"


@pytest.fixture
def convgif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """The command, in this process and a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, prog_name="convgif")
        assert result.exit_code == exit_code, (result.output, result.exception)
        return result
    return call


def test_the_line_of_the_issue(convgif: Invoke) -> None:
    said = convgif("render", PAIR, "--i", "5")
    assert said.stdout == "conv2d_i5_k3_s2-and-1_p1_bias.gif\n"
    frames = iio.imread(said.stdout.strip())
    assert frames.shape[0] == 25
    assert frames.shape[2] == 640
    assert "output 1×3×3 | 1×5×5" in said.stderr


@pytest.mark.parametrize(("arguments", "panels"), [
    (("--k", "3", "--d", "1 | 2 | 3", "--i", "9"), 3), (("--view", "isometric,values"), 2),
    (("Conv2d() & MaxPool2d(2)", "--clock", "even"), 2), (("(dilation | Conv2d()) & Conv2d()",), 3),
    (("--view", "values", "--true-convolution", "true | false"), 2),
    (("--view", "values", "--bias=|true"), 2), (("max-against-average-pooling",), 2)], ids=str)
def test_a_picture_of_panels_says_the_words_of_each(convgif: Invoke, arguments: tuple[str, ...],
                                                    panels: int) -> None:
    report = json.loads(convgif("render", *arguments, "--json", "-o", "a.svg").stdout)
    assert len(report["panels"]) == panels
    assert f"Panel {panels}: " in report["alt"]
    assert f"Panel {panels + 1}: " not in report["alt"]


@pytest.mark.parametrize(("arguments", "said"), [
    ((PAIR, "--i", "5 | 6 | 7"), "the layers are 2, and there are 3 panels: give one for each"),
    ((PAIR, "--s", "1|2|3", "--p", "0|1"), "are 3 panels: give one for each, or one for all"),
    ((PAIR, "--theme", "dark | light"), "all panels have one theme: give one"),
    (("Conv2d() |",), "has no layer on one side of a sign"),
    (("Conv2d()", "--clock", "even"), "--clock even is for several panels: leave it out"),
    ((PAIR, "--clock", "evn"), "unknown clock 'evn': did you mean even?"),
    ((PAIR, "--still", "1", "--strip", "2"), "--still and --strip are both given"),
    (("dilation | seven_and_eight_to_three",), "is a whole picture: give it alone")])
def test_what_is_wrong_is_one_line(convgif: Invoke, arguments: tuple[str, ...], said: str) -> None:
    stderr = convgif("render", *arguments, exit_code=1).stderr
    assert said in stderr
    assert len(stderr.splitlines()) == 1


def test_shape_prints_each(convgif: Invoke) -> None:
    one, other = convgif("shape", PAIR, "--i", "5").stdout.split("\n\n")
    assert "output           1×3×3" in one
    assert "output           1×5×5" in other
    assert [row["output"] for row in json.loads(
        convgif("shape", PAIR, "--i", "5", "--json").stdout)] == [[1, 3, 3], [1, 5, 5]]


@pytest.mark.parametrize("arguments", [
    ("--k", "3", "--s", "2", "--p", "1"), (PAIR, "--i", "5", "--title", "a | b"),
    ("zero_insertion_against_stamps", "--theme", "dark"),
    ("Conv2d(1, 2, 3)", "--view", "channels", "--show-out", "1", "--still", "2")], ids=str)
def test_a_picture_in_a_file_is_drawn_again_the_same(convgif: Invoke, arguments: tuple[str, ...]
                                                     ) -> None:
    convgif("render", *arguments, "-o", "a.png", "--still", "1")
    for file, more in (("a.toml", ()), ("a.json", ("--json",))):
        printed = convgif("render", *arguments, "--spec", *more, "--still", "1").stdout
        Path(file).write_text(printed, "utf-8")
        convgif("render", "--from", file, "-o", "b.png")
        assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
        assert convgif("render", "--from", file, "--spec", *more).stdout == printed
    assert not list(Path().glob("*.gif"))


def test_options_beside_a_file_win(convgif: Invoke) -> None:
    Path("a.toml").write_text('layer = "Conv2d(stride=2)"\ninput_size = 7\ntheme = "dark"\n')
    spec = json.loads(convgif("render", "MaxPool2d(2)", "--from", "a.toml", "--theme", "light",
                              "--spec", "--json").stdout)
    assert spec["layer"].startswith("MaxPool2d(")
    assert (spec["input_size"], spec["theme"]) == ("7", "light")
    assert "cannot read none.toml" in convgif("render", "--from", "none.toml", exit_code=1).stderr


def test_a_batch_has_panels_and_its_manifest_is_read_back(convgif: Invoke) -> None:
    arguments = ("batch", "--layer", "conv | maxpool, conv & maxpool", "--k", "2,3x2 | 2", "--i",
                 "4", "--size", "200", "-o", "out")
    convgif(*arguments)
    assert "0 made, 4 kept" in convgif(*arguments).stderr
    rows = json.loads(Path("out/manifest.json").read_text("utf-8"))["animations"]
    assert [row["file"] for row in rows] == [
        "conv2d-and-maxpool2d_i4_k2_size200.gif",
        "conv2d-over-maxpool2d_i4_k2_size200.gif",
        "conv2d-and-maxpool2d_i4_k3x2-and-2_size200.gif",
        "conv2d-over-maxpool2d_i4_k3x2-over-2_size200.gif"]
    assert rows[2]["settings"]["kernel_size"] == "3x2 | 2"
    assert rows[2]["output"] == [[1, 2, 3], [1, 2, 2]]
    for row in rows:
        Path("a.json").write_text(json.dumps(row["settings"]))
        convgif("render", "--from", "a.json", "-o", "a.gif")
        assert Path("a.gif").read_bytes() == Path("out", row["file"]).read_bytes()


def test_a_stacked_twin_is_written_beside_it(convgif: Invoke) -> None:
    convgif("render", PAIR, "--i", "5", "-o", "a.gif", "--stacked", "a_stacked.gif")
    assert iio.imread("a.gif").shape[2] == 640
    assert iio.imread("a_stacked.gif").shape[2] == 320
    assert iio.imread("a_stacked.gif").shape[0] == iio.imread("a.gif").shape[0]
    assert "a_stacked.gif" in convgif("embed", "a.gif", "--for", "html").stdout


@pytest.mark.parametrize(("arguments", "said"), [
    (("--k", "3", "--stacked", "b.gif"), "--stacked b.gif is for several panels: leave it out, or"),
    ((PAIR, "-o", "a.gif", "--stacked", "a.gif"),
     "the picture and the --stacked are both a.gif: name two files"),
    ((PAIR, "--poster", "b.png", "--stacked", "b.png"),
     "the --poster and the --stacked are both b.png: name two files"),
    ((PAIR, "--stacked", "none/b.gif"), "there is no folder none: make it first"),
    ((PAIR, "--stacked", "b.doc"), "unknown suffix '.doc'")])
def test_a_stacked_twin_that_cannot_be_is_refused_before_anything_is_made(
        convgif: Invoke, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in convgif("render", *arguments, exit_code=1).stderr
    assert list(tmp_path.iterdir()) == []
