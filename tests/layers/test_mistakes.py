"""What is no flag and no command, and the lines that help: what they name is there."""

import re
import shlex

import pytest
from click.testing import CliRunner

from convgif.cli import main
from convgif.cli.mistakes import MISTAKEN, no_such_option, settings_as_flags, without_its_command
from convgif.formats import FORMATS

FLAGS = [flag for parameter in main.commands["render"].params
         for flag in (*parameter.opts, *parameter.secondary_opts)]


@pytest.mark.parametrize("flag", MISTAKEN)
@pytest.mark.parametrize("value", ["", "3", "sobel-x", "#aabbcc"])
def test_what_is_no_flag_is_answered_with_flags(flag: str, value: str) -> None:
    assert flag not in FLAGS
    said = no_such_option(flag, [flag, value] if value else [flag], FLAGS)
    named = set(re.findall(r"--[a-z0-9-]+", said)) - {flag}
    assert named
    assert named <= {*FLAGS}
    assert len(said.splitlines()) == 1


def test_every_format_is_answered_that_is_typed_as_a_flag() -> None:
    for name, row in FORMATS.items():
        assert f"-o conv{row.suffix}, or --format {name}" in no_such_option(f"--{name}", [], FLAGS)


@pytest.mark.parametrize(("typed", "said"), [
    (["k=3"], "k=3 is written --k 3"), (["in-channels=3", "s=2"],
                                        "in-channels=3 s=2 is written --in-channels 3 --s 2"),
    (["x=3"], ""), (["conv=Conv2d()"], ""), (["--k=3"], ""), ([], "")])
def test_settings_are_written_with_hyphens(typed: list[str], said: str) -> None:
    assert settings_as_flags(typed) == said


@pytest.mark.parametrize("line", [
    "--k 3 --s 2", "'Conv2d(3, 3, 3)' --theme dark", "padding_strides", "conv1d --i 9", "k=3 s=2",
    "\"Conv2d(1, 1, 3, padding='same')\"", "'Conv2d(1, 1, 3, padding=\"same\")'"])
def test_the_command_that_is_named_works(line: str) -> None:
    said = without_its_command(shlex.split(line), FLAGS)
    command = re.search("`convgif (.*)`", said)[1]
    done = CliRunner().invoke(main, ["shape", *(
        arg for arg in shlex.split(command)[1:] if arg not in ("--theme", "dark"))],
        prog_name="convgif")
    assert (done.exit_code, command.partition(" ")[0]) == (0, "render")


@pytest.mark.parametrize(("line", "said"), [
    ("--dark", "--dark: write --theme dark, after a command such as `convgif render`"),
    ("--fps 4 --k 3", "--fps 4: how long a step is shown is --duration 250ms, after a command such "
                      "as `convgif render`"),
    ("--width=300", "--width 300: the width is --size 300, and the height follows, after a command "
                    "such as `convgif render`"),
    ("--strip 0,1", "--strip stands after a command: write `convgif render --strip \"0,1\"`")])
def test_a_flag_of_others_is_answered_without_a_command_too(line: str, said: str) -> None:
    assert without_its_command(line.split(), FLAGS) == said


@pytest.mark.parametrize("typed", [["rendr"], ["--verson"], ["zzz"], ["a.gif"], ["-v"]])
def test_what_belongs_to_no_command_is_left_to_others(typed: list[str]) -> None:
    assert without_its_command(typed, FLAGS) == ""
