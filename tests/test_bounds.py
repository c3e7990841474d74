"""Whatever a text or a file asks for ends, or is refused in a line, within 5 s and 1 GB.

First what once did not, each refused before any of its work; what is looked for anew, in processes
that the system stops, is left to the long run.
"""

import os
import re
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hostile_sizes import READERS, assert_bounded, commands, file_of, gif, npy, png
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layer_strategies import assert_readable

from convgif import Conv2d, ConvTranspose2d, animate, sweep, trace
from convgif.batch.planning import plan
from convgif.cli import main
from convgif.errors import ConvgifError, LimitError
from convgif.formats.facts import read_facts
from convgif.inputs.files import read_whole
from convgif.inputs.loading import load_input
from convgif.settings.limits import MOST_COMBINATIONS

# What is typed, and what is said.

REFUSED = [
    (["--title", "word " * 25_000], "a title of 125000 characters is too long: give 1000 at most"),
    (["--density", "3", "--size", "2000", "--title", "word " * 190],
     "a frame of 41688000 pixels is over 40 million, 6000 wide and 6948 high: take a smaller"),
    (["--strip", ",".join("0" * 10_001)], "is over 10000 numbers: give fewer"),
    (["--strip", ",".join("0" * 101)], "a strip of 101 steps is over 100: give fewer"),
    (["--strip", "999", "--i", "20"], "a strip of 324 steps is over 100: give fewer"),
    (["--strip", ",".join("0" * 100), "--i", "60"],
     "100 steps of 6964 cells side by side are over 300000 cells, too many to tell apart"),
    (["--in-channels", "1000000"], "all windows of 1000000x3x3x3x3 holds over 30 million numbers"),
    (["--view", "values", "--k", "60", "--i", "80"],
     "1587600 products are over 200000, too many to be told in numbers"),
    (["--show-in", ",".join(["0..9999"] * 100)], "is over 10000 numbers: give fewer"),
    (["--i", "60", "--size", "300", "-o", "a.svg"],
     "3364 steps of 6982 marks are too many to be written one by one: make gif"),
]


@pytest.mark.parametrize(("typed", "said"), REFUSED, ids=[said[:40] for _, said in REFUSED])
def test_what_is_too_much_is_refused_first(typed: list[str], said: str, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["render", *typed])
    assert result.exit_code == 1
    assert said in result.stderr
    assert_readable(result.stderr.splitlines()[-1])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("typed", "taken"), [
    (["--strip", "999", "--i", "20"], ["--strip", "99", "--i", "20", "--size", "60", "--text",
                                       "none"]),
    (["--title", "word " * 25_000], ["--title", "word " * 190]),
    (["--view", "values", "--k", "60", "--i", "80"],
     ["--view", "values", "--k", "60", "--i", "63"])])
def test_the_advice_helps(typed: list[str], taken: list[str], tmp_path: Path,
                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["render", *typed]).exit_code == 1
    assert CliRunner().invoke(main, ["render", *taken, "-o", "a.gif"]).exit_code == 0


def test_force_draws_what_is_higher_than_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convgif.settings.limits.MOST_PIXELS", 9 * 330 * 330)
    titled = {"input_size": 5, "title": "word " * 100}
    with pytest.raises(LimitError, match=r"are over 0 million in all, 320 wide and \d+ high"):
        animate(Conv2d(), **titled).draw()
    assert len(animate(Conv2d(), force=True, **titled).draw()) == 9


def test_a_layer_of_too_much_work_is_refused_before_any_number_is_drawn() -> None:
    for layer, size in ((Conv2d(1, 10**6, 1), 100), (Conv2d(10**6, 1, 1), 100),
                        (Conv2d(5000, 5000, 1), 60), (ConvTranspose2d(stride=1000), 1000)):
        with pytest.raises(LimitError) as caught:
            trace(layer, input_size=size)
        assert_readable(str(caught.value))


@pytest.mark.parametrize("layer", [Conv2d(2000, 2000, 1), ConvTranspose2d(2000, 2000, 1)])
def test_many_weights_are_not_there_many_times(layer: Conv2d | ConvTranspose2d) -> None:
    tracemalloc.start()
    try:
        found = trace(layer, input_size=2)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.weight is not None
    assert most < 1.8 * found.weight.nbytes
    weight = found.weight[..., 0, 0]
    summed = np.einsum("oi,ihw->ohw", weight if isinstance(layer, Conv2d) else weight.T,
                       found.input)
    np.testing.assert_array_equal(
        found.output, summed if found.bias is None else summed + found.bias[:, None, None])


# What is in a file.

def test_a_long_number_that_is_none_is_read_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text in ("1" * 1_000_000 + "x", "1" * 1_000_000 + ".", "." * 1_000_000):
        path.write_text(text)
        with pytest.raises(ConvgifError, match=r"is no number|NaN or infinity|1 is 1x1|larger"):
            load_input(Conv2d(), path)


@pytest.mark.parametrize(("name", "text"), [
    ("a.html", "<svg" * 60_000), ("a.html", '<svg width="1' * 60_000),
    ("a.html", '<script type="application/json">' * 60_000), ("a.svg", "<svg" * 60_000),
    ("a.svg", "<a>" * 60_000), ("a.pdf", "/MediaBox [ 0 0 9 9 ] " + "/Title (" * 60_000)])
def test_what_is_begun_again_and_again_is_read_once(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    if name.endswith("pdf"):
        assert read_facts(path)[1].alt == ""
        return
    with pytest.raises(ConvgifError, match=f"it is no whole .{name[2:]}: make it again"):
        read_facts(path)


def test_a_pdf_is_not_unpacked_again_and_again(tmp_path: Path) -> None:
    whole = animate(Conv2d(), input_size=5, still=0).save(tmp_path / "a.pdf")
    again = tmp_path / "b.pdf"
    again.write_bytes(whole.read_bytes() + b"/FlateDecode >>\nstream\n" * 60_000)
    assert read_facts(again)[1] == read_facts(whole)[1]


def test_a_gif_of_more_pixels_than_are_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif(20_000, 8_000, 100))
    with pytest.raises(LimitError, match="has over 500 million pixels in all its frames"):
        read_facts(path)
    path.write_bytes(gif(30, 30, 100))
    assert read_facts(path)[1].round_ms == 5000


def test_an_array_of_81_million_numbers_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    head = npy("(9000, 9000)", "|u1", b"")
    path.write_bytes(head)
    os.truncate(path, len(head) + 81_000_000)
    with pytest.raises(LimitError, match=r"a\.npy of 9000x9000 holds over 30 million numbers"):
        load_input(Conv2d(), path)


def test_a_picture_of_more_pixels_than_numbers_is_refused_undecoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(8_000, 8_000, data=b"none"))
    with pytest.raises(LimitError, match=r"a\.png of 8000x8000 holds over 30 million numbers"):
        load_input(Conv2d(), path)


@pytest.mark.parametrize("text", [".".join("a" * 50_000), ".".join(["'a'"] * 50_000),
                                  " . ".join(['"a"'] * 50_000), "[" + ".".join("a" * 50_000) + "]"])
def test_dotted_keys_are_refused_before_tables_are_made(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(f"[a]\n{text} = 1\n")
    result = CliRunner().invoke(main, ["batch", "--from", str(tmp_path / "a.toml"), "-o", "out"])
    assert "has a name of over 20 parts by dots: write plain settings" in result.stderr


def test_words_with_many_dots_are_words(tmp_path: Path) -> None:
    words = "A.B.C. and so on... " * 500 + "1.2.3.4.5.6.7.8.9, " + "a" * 100_000
    (tmp_path / "a.toml").write_text(f'[a]\nview = "{words}"\n')
    result = CliRunner().invoke(main, ["batch", "--from", str(tmp_path / "a.toml"), "-o", "out"])
    assert "unknown view" in result.stderr


# Grids.

def test_combinations_are_counted_before_they_are_made() -> None:
    hundred = list(range(1, 101))
    names = ("kernel_size", "stride", "padding", "dilation", "seed")
    for grids in ([dict.fromkeys(names, hundred)], [{"seed": list(range(10_001))}],
                  [{"seed": range(10**9)}], [{"seed": hundred}] * 101):
        with pytest.raises(LimitError, match="combinations are over 10000: give shorter lists"):
            plan(grids)
    with pytest.raises(LimitError, match=r"^10001 combinations"):
        sweep({"seed": range(10_001), "stride": 2}, "out", pair=True)
    assert len(plan([{"seed": hundred}] * 3).tasks) == 100


def test_the_manual_says_how_many_there_may_be() -> None:
    for page in ("batch", "chinese"):
        said = (ROOT / "docs" / f"{page}.rst").read_text("utf-8")
        assert f"{MOST_COMBINATIONS:,}" in said


def test_a_million_seeds_are_refused_unread() -> None:
    seeds = ",".join(f"{start}..{start + 9999}" for start in range(0, 1_000_000, 10_000))
    result = CliRunner().invoke(main, ["batch", "--seed", seeds, "-o", "out", "--dry-run"])
    assert (result.exit_code, result.stderr) == (
        1, "convgif: 1000000 combinations are over 10000: give shorter lists, and the rest by "
           "another command\n")


# Files that are none, or too long.

def test_a_file_is_read_as_far_as_it_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_whole(path, 5) == b"12345"
    with pytest.raises(OSError, match=re.escape("it is over 4e-06 MB")):
        read_whole(path, 4)
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "/dev/zero", "."):
        with pytest.raises(OSError, match=r"it is (no file|a folder)"):
            read_whole(tmp_path / name)


@pytest.mark.parametrize("what", ["pipe", "zeros"])
@pytest.mark.parametrize("typed", ["render --input a.csv", "render --weight a.npy",
                                   "render --font a.csv --title 日", "batch --from a.csv -o out",
                                   "embed a.gif --for github", "embed a.svg --for html",
                                   "gallery build .", "batch --k 3 -o ."])
def test_what_never_ends_is_not_begun(typed: str, what: str, tmp_path: Path,
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("a.csv", "a.npy", "a.gif", "a.svg", "gallery.toml", "manifest.json")
    for name in names:
        if what == "pipe":
            os.mkfifo(name)
        else:
            Path(name).symlink_to("/dev/zero")
    result = CliRunner().invoke(main, typed.split())
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert re.search("no file|no manifest", result.stderr)


def test_a_sum_of_more_rows_than_are_written_is_not_written(monkeypatch: pytest.MonkeyPatch
                                                            ) -> None:
    def never(*args: object, **settings: object) -> None:
        pytest.fail("a sum was written that is not shown")
    monkeypatch.setattr("convgif.views.values.staging.sums", never)
    assert len(animate(Conv2d(kernel_size=20), view="values").story.scenes) == 9


# What is looked for anew.

EXAMPLES = 100  # of each reader, a process each
NO_REPR = pytest.mark.filterwarnings("ignore:Generating overly large repr")
SLOWLY = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


@pytest.mark.long
@NO_REPR
@settings(SLOWLY, max_examples=10 * EXAMPLES)
@given(commands())
def test_what_is_typed_is_bounded(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_bounded(arguments, Path(folder))


@pytest.mark.long
@NO_REPR
@pytest.mark.parametrize("reader", READERS)
@settings(SLOWLY, max_examples=EXAMPLES)
@given(st.data())
def test_what_is_in_a_file_is_bounded(reader: str, data: st.DataObject) -> None:
    typed, contents = READERS[reader]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, file_of(reader)).write_bytes(data.draw(contents()))
        assert_bounded(typed.split(), Path(folder))


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("what", ["pipe", "zeros"])
def test_what_never_ends_is_refused(reader: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / file_of(reader)
    os.mkfifo(path) if what == "pipe" else path.symlink_to("/dev/zero")
    assert_bounded(READERS[reader][0].split(), tmp_path)
