"""scripts/benchmark: every row runs to its end. What it measures says nothing here."""

import json
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run

SCRIPT = str(ROOT / "scripts" / "benchmark")


@pytest.mark.slow
def test_every_row_runs(tmp_path: Path) -> None:
    sys.path.append(str(ROOT / "scripts"))
    try:
        from benchmarks.rows import ROWS
    finally:
        sys.path.pop()
    done = run("--once", "--json", cwd=tmp_path, program=[SCRIPT], timeout=500)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    machine, *results = map(json.loads, done.stdout.splitlines())
    assert machine["python"] == ".".join(map(str, sys.version_info[:3]))
    assert {result["row"] for result in results} == set(ROWS)


def test_few_runs_and_unknown_rows_are_refused(tmp_path: Path) -> None:
    for arguments, said in (("--runs", "4"), "at least 5"), (("--rows", "99"), "there are rows 1"):
        done = run(*arguments, cwd=tmp_path, program=[SCRIPT])
        assert done.returncode == 2
        assert said in done.stderr.decode()


@pytest.mark.parametrize("script", ["benchmark", "build_gallery", "measure_fonts",
                                    "subset_font", "write_manual"])
def test_a_python_without_the_dependencies_is_told_in_a_line(tmp_path: Path, script: str
                                                              ) -> None:
    done = run(cwd=tmp_path, program=["-S", str(ROOT / "scripts" / script)],
               env={"PYTHONPATH": None})
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"{script}: {sys.executable} has no numpy: run it with a Python that has convgif's "
        "dependencies"]
