"""Completion: what a shell is told, and what bash, zsh and fish make of it."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, ShellComplete
from conftest import environment, without

from convgif.cli import main
from convgif.embed.places import PLACES
from convgif.formats import FORMATS
from convgif.frames.themes import THEMES
from convgif.inputs.kernels import KERNELS
from convgif.layers import LAYERS
from convgif.layers.padding import PADDING_WORDS
from convgif.scenes.words import WORDS
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import NAMED
from convgif.views import ALL_VIEWS

LONGEST_WAIT_S = 60


def completed(typed: str) -> list[CompletionItem]:
    """What may follow; the last word is what is half typed."""
    *words, incomplete = typed.split(" ")
    return ShellComplete(main, {}, "convgif", "_CONVGIF_COMPLETE").get_completions(
        words, incomplete)


def values(typed: str) -> list[str]:
    return [item.value for item in completed(typed) if item.type == "plain"]


@pytest.mark.parametrize(("typed", "table"), [
    ("render --theme ", THEMES), ("render --view ", ALL_VIEWS), ("render --preset ", NAMED),
    ("render --layer ", LAYERS), ("shape --op ", LAYERS), ("render --format ", FORMATS),
    ("render --lang ", WORDS), ("render --weight ", KERNELS), ("render --p ", PADDING_WORDS),
    ("embed a.gif --for ", PLACES), ("render ", NAMED), ("batch --k 3 --view ", ALL_VIEWS)])
def test_names_are_those_of_the_table(typed: str, table: Mapping[str, object]) -> None:
    assert values(typed) == list(table)
    first, *_ = [name for name in table if name]
    assert first in values(typed + first[:2].upper())
    assert values(typed + "no-such") == []


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if option.names])
def test_every_option_that_is_a_name_completes(name: str) -> None:
    assert values(f"render {OPTIONS[name].flags[0]} ") == list(OPTIONS[name].names)


def test_a_name_comes_with_what_it_is() -> None:
    assert [item.help for item in completed("render --theme da")] == [THEMES["dark"].description]


@pytest.mark.parametrize(("typed", "kind"), [
    ("render -o ", "file"), ("render --output a", "file"), ("render --input ", "file"),
    ("render --weight ", "file"), ("render --font ", "file"), ("render --poster ", "file"),
    ("batch --from ", "file"), ("batch -o ", "dir"), ("embed ", "file"),
    ("embed a --dark ", "file"), ("gallery build ", "file")])
def test_what_is_a_file_is_completed_as_one(typed: str, kind: str) -> None:
    assert kind in [item.type for item in completed(typed)]


def test_the_last_item_of_a_list_is_completed() -> None:
    assert values("batch --theme light,da") == ["light,dark"]
    assert values("render --theme light,da") == []


@pytest.mark.parametrize("typed", ["render --bias true --theme da", "render --i 0 --theme da",
                                   "render --k= --theme da", "render --frob --theme da"])
def test_what_is_wrong_so_far_does_not_matter(typed: str) -> None:
    assert values(typed) == ["dark"]


# Real shells.

@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, and the command on the path."""
    (tmp_path / "numbers.csv").write_text("1")
    command = tmp_path / "bin" / "convgif"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m convgif "$@"\n')
    command.chmod(0o755)
    return tmp_path


SHELLS: Mapping[str, tuple[list[str], str]] = {
    "bash": (["--norc", "-i"], 'eval "$(_CONVGIF_COMPLETE=bash_source convgif)"; echo "rea""dy"\n'),
    "zsh": (["-f", "-i"], 'autoload -U compinit; compinit -u; '
            'eval "$(_CONVGIF_COMPLETE=zsh_source convgif)"; echo "rea""dy"\n')}
TYPED = [("convgif render --theme da", "dark"), ("convgif render --weight lapl", "laplacian"),
         ("convgif embed x --for powerp", "powerpoint"), ("convgif render --format we", "webp"),
         ("convgif render --input numb", "numbers.csv"), ("convgif render -o numb", "numbers.csv"),
         ("convgif render --preset dil", "dilation"), ("convgif render --layer Lin", "Linear")]


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_what_is_typed(shell: str, folder: Path) -> None:
    """On a terminal, with the key of the reader."""
    if shutil.which(shell) is None:
        without(shell, f"apt-get install {shell}")
    arguments, start = SHELLS[shell]
    terminal, inside = pty.openpty()
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    running = subprocess.Popen(
        [shell, *arguments], stdin=inside, stdout=inside, stderr=inside, cwd=folder,
        start_new_session=True, env=environment(PATH=path, TERM="dumb", PS1="$ ", HOME=str(folder)))
    os.close(inside)

    def typed(text: str, wanted: str) -> str:
        """What is on the terminal after the text, until what is wanted is."""
        os.write(terminal, text.encode())
        shown, until = "", time.monotonic() + LONGEST_WAIT_S
        while wanted not in shown:
            assert time.monotonic() < until, shown
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 4096).decode(errors="replace")
        return shown

    try:
        typed(start, "ready")
        for line, wanted in TYPED:
            typed(f"{line}\t", wanted)
            typed("\x15\n", "\n")
    finally:
        running.kill()
        running.wait()
        os.close(terminal)


@pytest.mark.slow
def test_fish_completes_what_is_typed(folder: Path) -> None:
    if shutil.which("fish") is None:
        without("fish", "apt-get install fish")
    lines = "".join(f'complete -C "{line}"\n' for line, _ in TYPED)
    ran = subprocess.run(
        ["fish", "--no-config", "-c", f"_CONVGIF_COMPLETE=fish_source convgif | source\n{lines}"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=LONGEST_WAIT_S,
        env=environment(PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                        HOME=str(folder)))
    found = [line.partition("\t")[0] for line in ran.stdout.splitlines()]
    assert {wanted for _, wanted in TYPED} <= set(found), ran.stderr
