"""What is installed: the metadata and the files of the wheel."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import pytest

import convgif

ROOT = Path(__file__).parents[1]


def test_version_is_the_installed_one():
    assert distribution("convgif").version == convgif.__version__


def test_run_time_dependencies_are_these_four():
    required = [line for line in distribution("convgif").requires or () if "extra ==" not in line]
    names = {re.match(r"[\w.-]+", line).group() for line in required}
    assert names == {"click", "imageio", "matplotlib", "numpy"}
    assert all(">=" in line for line in required)


def test_supported_pythons():
    metadata = distribution("convgif").metadata
    assert metadata["Requires-Python"] == ">=3.11"
    versions = {line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier")
                if re.search(r"Python :: 3\.\d+$", line)}
    assert versions == {"3.11", "3.12", "3.13"}


def test_command_is_the_cli():
    (command,) = distribution("convgif").entry_points.select(group="console_scripts")
    assert command.name == "convgif"
    assert callable(command.load())


def test_types_are_announced():
    assert files("convgif").joinpath("py.typed").is_file()


def test_the_address_of_the_repository_is_said_once() -> None:
    """It is set in pyproject.toml; all that name it name the same."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    address = project["urls"]["Repository"]
    pages = [ROOT / "CITATION.cff", *ROOT.glob("*.md"), *(ROOT / "docs").glob("*.rst")]
    named = re.compile(r"https://[\w.-]+/[\w.-]+/convgif\b")
    said = {path.name: set(named.findall(path.read_text("utf-8"))) for path in pages}
    assert {name for name, found in said.items() if found} == {
        "CITATION.cff", "README.md", "README.zh.md", "index.rst", "chinese.rst"}
    assert set().union(*said.values()) == {address}


def test_the_citation_is_of_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {convgif.__version__}\n" in text
    assert text.startswith("cff-version: 1.2.0\n")
    for field in ("message", "title", "authors", "license", "repository-code"):
        assert re.search(rf"^{field}:", text, re.MULTILINE)


@pytest.mark.slow
def test_wheel_holds_the_package_and_nothing_else(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", str(tmp_path)],
        capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.iterdir()
    assert wheel.name == f"convgif-{convgif.__version__}-py3-none-any.whl"

    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    info = f"convgif-{convgif.__version__}.dist-info/"
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "convgif").rglob("*")
               if path.is_file() and "__pycache__" not in path.parts}
    assert {name for name in held if not name.startswith(info)} == package
    assert {"convgif/py.typed", "convgif/__init__.py", "convgif/layers/base.py"} <= package
    assert {"convgif/fonts/convgif-han.otf", "convgif/fonts/OFL.txt",
            "convgif/fonts/advances.txt"} <= package
    assert {f"{info}licenses/LICENSE", f"{info}licenses/convgif/fonts/OFL.txt"} <= held
