"""What makes a folder is given the name of one."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from convgif.cli import main

MAKE_FOLDERS = (["report", "lenet5"], ["batch", "--k", "3"], ["exercise"], ["explore"])


@pytest.mark.parametrize("command", MAKE_FOLDERS, ids=lambda command: command[0])
def test_the_name_of_a_file_is_no_folder(command: list[str], tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for given, said in (
            ("x.svg", "-o x.svg is the name of a file, and {} makes a folder: give -o x/"),
            ("x.txt", "-o x.txt is the name of a file, and {} makes a folder: give -o x/"),
            ("x.Json", "-o x.Json is the name of a file, and {} makes a folder: give -o x/"),
            ("a/x.WEBP", "-o a/x.WEBP is the name of a file, and {} makes a folder: give -o a/x/"),
            ("", "-o '' names no folder: give one, or . for the one that you are in"),
            ("-", "{} makes a folder, and stdout is none: give its name, such as site/")):
        refused = CliRunner().invoke(main, [*command, "-o", given])
        assert refused.exit_code == 1
        assert refused.stderr.startswith(f"convgif: {said.format(command[0])}")
        assert refused.stderr.count("\n") == 1
    assert not [*tmp_path.iterdir()]


def test_explore_makes_a_page_too() -> None:
    said = CliRunner().invoke(main, ["explore", "-o", "e5.svg"])
    assert said.stderr.endswith("give -o e5/, or the page e5.html\n")
    made = CliRunner().invoke(main, ["explore", "--k", "3", "--dry-run", "-o", "e5.html"])
    assert made.exit_code == 0


@pytest.mark.parametrize("name", ["x.gif/", "v1.2", "x.v2", "a.txt/", "there.svg"])
def test_a_folder_may_be_called_as_its_maker_likes(name: str, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.svg").mkdir()
    made = CliRunner().invoke(main, ["batch", "--k", "3", "--dry-run", "-o", name])
    assert made.exit_code == 0
