"""A small Sphinx project for tests, built by the command in a process of its own."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
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


def needed(*names: str) -> None:
    """Skips where a library that only tests use is missing, but never in continuous integration."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"{', '.join(missing)} is not installed: pip install 'convgif[test]'")


def make_project(folder: Path, pages: dict[str, str], conf: str = "", more: str = "") -> Path:
    """The folder, after the project's sources are in it."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(CONF.format(more=more) + conf, "utf-8")
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def build(folder: Path, builder: str, *arguments: str, python: str = sys.executable) -> str:
    """What the build said on stderr; its output is in out/BUILDER, all share their doctrees."""
    ran = subprocess.run(
        [python, "-m", "sphinx", "-q", "-b", builder, "-d", "doctrees", *arguments, ".",
         f"out/{builder}"], cwd=folder, capture_output=True, text=True, check=False, timeout=280,
        env=environment(NO_COLOR="1"))
    assert ran.returncode == 0, ran.stderr
    return ran.stderr
