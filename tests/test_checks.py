"""What checks the project is itself as it says: groups of tests, and how examples are drawn."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FULL_EXAMPLES, LONG_TIMES, ROOT, SHORT_SHARE, SMOKE, environment
from hypothesis import settings
from layer_strategies import repeatable

DRAWN = """
import pytest
from hypothesis import given, strategies as st
from layer_strategies import repeatable
@repeatable(20)
@given(st.integers())
def test_numbers(number):
    with open("drawn", "a") as file:
        file.write(f"{number}\\n")
"""


def test_the_smoke_group_is_of_modules_that_there_are() -> None:
    modules = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(SMOKE) <= modules
    assert "smoke" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_group_that_a_script_names_is_a_marker(pytestconfig: pytest.Config) -> None:
    markers = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    asked = re.findall(r"-m (?:\"([a-z ]+)\"|([a-z]+))", "".join(
        (ROOT / script).read_text("utf-8") for script in (".ci/run", "scripts/test")))
    words = {word for group in asked for word in " ".join(group).split()}
    assert words - {"not", "and", "or"} <= markers | {"venv", "pip", "pytest"}
    assert {"slow", "long", "smoke"} <= words


def test_examples_are_the_same_in_each_run_but_of_the_long_one(tmp_path: Path) -> None:
    short, long = settings.get_profile("short"), settings.get_profile("long")
    assert (short.derandomize, long.derandomize) == (True, False)
    assert long.max_examples == LONG_TIMES * FULL_EXAMPLES
    assert short.max_examples == FULL_EXAMPLES // SHORT_SHARE
    assert repeatable(20).derandomize == settings().derandomize
    assert repeatable(300).max_examples == 3 * settings().max_examples
    assert repeatable(10).max_examples >= 10
    (tmp_path / "test_drawn.py").write_text(DRAWN)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider",
         "--hypothesis-profile=long", "test_drawn.py"], cwd=tmp_path, check=False,
        capture_output=True, env=environment(PYTHONPATH=os.pathsep.join(
            (str(ROOT / "tests"), environment()["PYTHONPATH"]))))
    assert done.returncode == 0, done.stdout.decode()
    assert len((tmp_path / "drawn").read_text("utf-8").split()) >= 15 * LONG_TIMES
