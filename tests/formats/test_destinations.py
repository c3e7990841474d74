"""Where a picture is written: what cannot be is known before anything is drawn."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_bad_input import assert_one_line

from convgif.cli import main
from convgif.errors import ConvgifError
from convgif.formats import FORMATS
from convgif.formats.destinations import find_destination
from convgif.views import View


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write into."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def _nothing_is_staged(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(view: View) -> None:
        raise AssertionError("a view was asked to stage")

    monkeypatch.setattr(View, "load", refuse)


MOVING_ONLY = [name for name, row in FORMATS.items() if not row.holds_still]
NO_FRAGMENT = [name for name, row in FORMATS.items() if not row.fragment_function]
ONE_THEME = [name for name, row in FORMATS.items() if not row.follows_reader]
SUFFIXES = ", ".join(row.suffix for row in FORMATS.values())
IMPOSSIBLE: list[tuple[str, str]] = [
    *((f"{pose} -o a{FORMATS[name].suffix}", f"{name} holds no still: make gif")
      for name in MOVING_ONLY for pose in ("--still 2", "--still last", "--strip 3")),
    *((f"--poster a{FORMATS[name].suffix}", f"{name} holds no still: make gif")
      for name in MOVING_ONLY),
    *((f"-o frames/ --format {name}", f"{name} holds no still: make gif") for name in MOVING_ONLY),
    *((f"--fragment -o a{FORMATS[name].suffix}", f"{name} has no --fragment: make html")
      for name in NO_FRAGMENT),
    *((f"--theme auto --format {name}", f"{name} cannot be light or dark as its reader prefers: "
       "make svg or html, or choose --theme light or --theme dark") for name in ONE_THEME),
    ("--theme auto", "gif cannot be light or dark"),
    ("--theme auto --still 2", "png cannot be light or dark"),
    ("--theme auto -o frames/", "png cannot be light or dark"),
    ("--fragment", "gif has no --fragment"),
    ("--fragment --strip 3", "png has no --fragment"),
    ("-o a.html --format gif", "'a.html' is called as html is, and the --format is gif: end the "
                               "name in .gif, or leave the format out"),
    ("-o a.GIF --format svg", "'a.GIF' is called as gif is, and the --format is svg"),
    ("-o a.apng --format png", "'a.apng' is called as apng is"),
    ("--still 1 --strip 2", "--still and --strip are both given: leave one out"),
    ("-o frames/ --fragment --format html", "a folder holds a file a step: leave out --fragment"),
    ("-o frames/ --still 2", "a folder holds every step: leave out --still"),
    ("-o frames/ --strip 2 --format pdf", "a folder holds every step: leave out --strip"),
    ("-o frames/ --still 2 --strip 2", "leave out --still and --strip"),
    ("-o a.gif --poster a.gif", "the picture and the --poster are both a.gif: name two files"),
    ("--poster conv2d_i5_k3.gif", "are both conv2d_i5_k3.gif"),
    ("--poster a.xyz", "unknown suffix '.xyz'"),
    *((f"--poster {name}", f"{name!r} has no suffix: end the name in {SUFFIXES}\n")
      for name in ("a", "-")),
    ("--poster none/a.png", "there is no folder none: make it first"),
    ("--poster .", "is a folder"),
    ("-o none/a.gif --poster a.png", "there is no folder none: make it first"),
]


@pytest.mark.usefixtures("_nothing_is_staged")
@pytest.mark.parametrize(("typed", "fragment"), IMPOSSIBLE, ids=[typed for typed, _ in IMPOSSIBLE])
def test_what_cannot_be_written_is_refused_before_anything_is_staged(
        typed: str, fragment: str, empty: Path) -> None:
    result = CliRunner().invoke(main, ["render", *typed.split()], prog_name="convgif")
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (1, "")
    assert_one_line(result.stderr, fragment)
    assert list(empty.iterdir()) == []


@pytest.mark.usefixtures("_nothing_is_staged")
@pytest.mark.parametrize("name", [name for name, row in FORMATS.items() if row.library])
def test_an_extra_that_is_missing_is_said_before_anything_is_staged(
        name: str, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, FORMATS[name].library, None)
    result = CliRunner().invoke(main, ["render", "--format", name], prog_name="convgif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert_one_line(result.stderr, f'pip install "convgif[{FORMATS[name].extra}]"')
    assert list(empty.iterdir()) == []


@pytest.mark.usefixtures("_nothing_is_staged")
def test_a_folder_that_is_not_empty_is_refused_before_anything_is_staged(
        empty: Path) -> None:
    (empty / "frames").mkdir()
    (empty / "frames" / "mine").touch()
    result = CliRunner().invoke(main, ["render", "-o", "frames/"], prog_name="convgif")
    assert result.exit_code == 1
    assert_one_line(result.stderr, "frames is not empty: take another folder, or --force")
    assert [path.name for path in empty.rglob("*")] == ["frames", "mine"]


@pytest.mark.parametrize(("output", "format", "poses", "path", "name"), [
    (None, None, (), "stem.gif", "gif"), (None, "svg", (), "stem.svg", "svg"),
    (None, None, ("still",), "stem.png", "png"), (None, "svg", ("strip",), "stem.svg", "svg"),
    ("a.webp", None, (), "a.webp", "webp"), ("a.webp", None, ("still",), "a.webp", "webp"),
    ("a.png", "apng", (), "a.png", "apng"), ("a.b", "gif", (), "a.b", "gif"),
    ("-", None, (), "-", "gif"), ("-", None, ("still",), "-", "png"), ("-", "pdf", (), "-", "pdf"),
    ("x.gif/", None, (), "x.gif", "png"), ("x/", "svg", (), "x", "svg")])
def test_where_an_output_leads(output: str | None, format: str | None, poses: tuple[str, ...],
                               path: str, name: str) -> None:
    found = find_destination(output, format, "stem", poses=poses)
    assert (found.path, found.format.name) == (Path(path), name)
    assert (found.is_stdout, found.is_folder) == (output == "-", (output or "").endswith("/"))


def test_a_force_lets_a_folder_be_used_again(empty: Path) -> None:
    (empty / "mine").touch()
    found = find_destination(f"{empty}/", None, "stem")
    with pytest.raises(ConvgifError, match="is not empty"):
        found.check()
    found.check(force=True)
