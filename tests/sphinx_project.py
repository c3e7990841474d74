"""A small Sphinx project for tests, built by the command in a process of its own."""

import subprocess
import sys
from pathlib import Path

from conftest import environment

CONF = """\
project = "Layers"
version = release = "1"
copyright = author = "us"
extensions = ["convgif.embed.sphinx"{more}]
html_theme = "alabaster"
man_pages = [("index", "layers", "Layers", ["us"], 1)]
numfig = True
"""


def make_project(folder: Path, pages: dict[str, str], conf: str = "", more: str = "") -> Path:
    """The folder, after the project's sources are in it."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(CONF.format(more=more) + conf, "utf-8")
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def build(folder: Path, builder: str, *arguments: str, python: str = sys.executable,
          **changes: str) -> str:
    """What the build said on stderr; its output is in out/BUILDER, all share their doctrees."""
    ran = subprocess.run(
        [python, "-m", "sphinx", "-q", "-b", builder, "-d", "doctrees", *arguments, ".",
         f"out/{builder}"], cwd=folder, capture_output=True, text=True, check=False, timeout=280,
        env=environment(NO_COLOR="1", **changes))
    assert ran.returncode == 0, ran.stderr
    return ran.stderr
