"""The commands of READMEs, manual and help can be pasted: bash, zsh, fish, PowerShell and cmd all
pass on the same words. The first three are asked; the others are held to what is known of them."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import environment, without

from convgif.cli import main

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text("utf-8")
         for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.rst"))}
# No comment, which zsh, cmd and PowerShell hand on or trip over; no sign that one of them means
# something by, outside of double quotes or in them; no list without them, which PowerShell splits.
WORD = r"""(?:[\w./:+-]+|"[\w ./:=(),'#+|&-]+")"""
LINE = re.compile(rf"[\w./]+(?: {WORD})*")
WINDOWS = re.compile(rf"(?:py|\.venv\\Scripts\\\w+)(?: {WORD})*")


def lines(language: str) -> Iterator[str]:
    """The lines of the blocks of code in that language."""
    for name, text in PAGES.items():
        found = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        if name.endswith("rst"):
            found = [re.sub("^   ", "", block, flags=re.MULTILINE) for block in re.findall(
                rf"\.\. code-block:: {language}\n\n((?:   .*\n|\n(?=   ))+)", text)]
        for block in found:
            yield from block.splitlines()


def examples(group: object = main) -> Iterator[str]:
    """The lines of help that are commands."""
    for line in (getattr(group, "help", None) or "").splitlines():
        if line.strip().startswith("convgif "):
            yield line.strip()
    for command in getattr(group, "commands", {}).values():
        yield from examples(command)


COMMANDS = list(dict.fromkeys([*lines("sh"), *examples()]))
OF_OURS = [line for line in COMMANDS if line.startswith("convgif ")]


def test_there_are_commands() -> None:
    assert len(OF_OURS) > 60
    assert len(list(lines("bat"))) == 12


@pytest.mark.parametrize("line", COMMANDS)
def test_a_line_means_the_same_to_every_shell(line: str) -> None:
    assert LINE.fullmatch(line)


@pytest.mark.parametrize("line", dict.fromkeys(lines("bat")))
def test_a_line_for_windows(line: str) -> None:
    assert WINDOWS.fullmatch(line)


@pytest.mark.parametrize("line", [
    "convgif render --k 3  # a comment", "convgif render --at 0,0", "convgif render 'Conv2d()'",
    "convgif render --matte #fff",
    "a && b", "convgif render \\", "convgif render \"$x\"", "convgif embed a.gif | b", "a; b",
    "convgif render Conv2d()", "pip install .[sphinx]", "convgif render --title \"50%\""])
def test_the_rule_can_fail(line: str) -> None:
    assert not LINE.fullmatch(line)


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash --norc -i", "zsh -f -i", "fish --no-config"])
def test_a_shell_passes_the_words_on(shell: str, tmp_path: Path) -> None:
    """Interactive ones, as they are when a line is pasted: zsh then knows no comments."""
    name, *arguments = shell.split()
    if shutil.which(name) is None:
        without(name, f"apt-get install {name}")
    command = tmp_path / "convgif"
    command.write_text(f"#!{sys.executable}\nimport json, sys\n"
                       f"with open({str(tmp_path / 'said')!r}, 'a') as said:\n"
                       "    said.write(json.dumps(sys.argv[1:]) + '\\n')\n")
    command.chmod(0o755)
    ran = subprocess.run(
        [name, *arguments], input="\n".join(OF_OURS) + "\n", cwd=tmp_path, capture_output=True,
        text=True, check=False, timeout=120, start_new_session=True, env=environment(
            PATH=f"{tmp_path}:/usr/bin:/bin", HOME=str(tmp_path), TERM="dumb"))
    said = (tmp_path / "said").read_text("utf-8").splitlines()
    assert [json.loads(words) for words in said] == [shlex.split(line)[1:] for line in OF_OURS], (
        ran.stderr)
