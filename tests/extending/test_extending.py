"""What docs/extending.rst says of where a change goes: its tables are where it says, and a toy
layer, view, theme and format that are nothing but rows go through everything."""

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT, run
from optional_libraries import needed

PAGE = (ROOT / "docs" / "extending.rst").read_text("utf-8")
TABLES = re.findall(r"``([A-Z_]+)``\s+(?:in|of)\s+``convgif/([\w/]+)\.py``", PAGE)


@pytest.mark.parametrize(("table", "path"), TABLES, ids=str)
def test_a_table_is_where_the_page_says(table: str, path: str) -> None:
    module = import_module(f"convgif.{path.replace('/', '.')}".removesuffix(".__init__"))
    assert isinstance(getattr(module, table), Mapping)


def test_every_change_is_named_and_every_path_is_there() -> None:
    changes = set(re.findall(r"   \* - an? ([\w ]+)\n", PAGE))
    assert changes >= {"layer", "reduction", "view", "theme", "format", "reader of numbers",
                       "kernel", "language", "place", "preset"}
    assert len(TABLES) >= 10
    for path in re.findall(r"``((?:convgif|tests|scripts)/[\w/.]+)``", PAGE):
        assert (ROOT / path).exists(), path
    assert "docs/extending.rst" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert "\n   extending\n" in (ROOT / "docs" / "index.rst").read_text("utf-8")


def test_toys_that_are_nothing_but_rows_go_through_everything(tmp_path: Path) -> None:
    needed("sphinx")
    done = run(cwd=tmp_path, program=[str(Path(__file__).with_name("toys.py"))])
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert (tmp_path / "built" / "index.html").is_file()
