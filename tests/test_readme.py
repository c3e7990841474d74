"""The README's commands and Python lines run as they are written, and its picture is the tool's."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest

import convgif

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()
            if line.startswith("convgif")]


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 8
    assert any("pip install ." in block and "convgif render --k 3 --s 2 --p 1" in block
               for _, block in BLOCKS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_as_written(command: str, tmp_path: Path) -> None:
    words = shlex.split(command, comments=True)[1:]
    done = subprocess.run([sys.executable, "-m", "convgif", *words], cwd=tmp_path, text=True,
                          capture_output=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    if words[0] == "render":
        assert iio.improps(tmp_path / done.stdout.strip()).n_images > 1


def test_the_first_command_makes_the_file_it_names(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "convgif", "render", "--k", "3", "--s", "2", "--p", "1"],
                   cwd=tmp_path, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["conv2d_i5_k3_s2_p1.gif"]


def test_the_python_lines_run_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = [block for language, block in BLOCKS if language == "python"]
    names: dict[str, object] = {}
    exec(block, names)
    assert (tmp_path / "conv.gif").stat().st_size > 1000
    assert len(names["frames"]) == 9
    assert names["step"].output_index == (0, 1, 1)


@pytest.mark.parametrize(("name", "theme"), [("front.gif", "light"), ("front_dark.gif", "dark")])
def test_the_picture_on_top_is_what_the_tool_makes_now(name: str, theme: str) -> None:
    animation = convgif.animate(convgif.Conv2d(stride=2, padding=1), input_size=5, theme=theme)
    shown = iio.imread(ROOT / "gallery" / name, plugin="pillow", mode="RGB")
    frames = np.stack(list(animation.frames))
    assert shown.shape == frames.shape
    assert int(np.count_nonzero(shown != frames)) == 0
    assert f'alt="{animation.describe()}"' in README
