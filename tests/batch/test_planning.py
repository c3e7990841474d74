"""What a plan refuses before anything is made."""

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import run

from convgif.batch.planning import plan
from convgif.errors import ConvgifError


@pytest.mark.parametrize(("grid", "message"), [
    ({"still": "bogus"}, "'bogus' is no step: give a number, telling, middle or last"),
    ({"still": 9}, "there is no step 9: there are 0 to 8"),
    ({"still": -1}, "there is no step -1: there are 0 to 8"),
    ({"strip": (0, 9)}, "there is no step 9: there are 0 to 8"),
    ({"strip": 0}, "a strip of 0 steps: give 1 or more, or their numbers"),
    ({"view": "channels", "still": 8}, "there is no step 8: there are 0 to 7"),
    ({"layer": "maxpool", "kernel_size": 2, "input_size": 4, "view": "channels", "still": 12},
     "there is no step 12: there are 0 to 11"),
    ({"layer": ["conv3d", "conv2d"], "view": "channels", "still": 8},
     "there is no step 8: there are 0 to 7"),
    ({"precision": 1}, "the isometric view takes no precision: leave it out, or use "),
    ({"view": ["isometric", "channels"], "at": (0, 0)}, "the channels view takes no at"),
], ids=str)
def test_what_suits_no_combination_is_refused(grid: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvgifError, match=f"^{re.escape(message)}"):
        plan([{"theme": ["light", "dark"], **grid}])


@pytest.mark.parametrize(("grid", "tasks"), [
    ({"kernel_size": [3, 4], "input_size": 5, "still": 8}, 2),
    ({"view": ["isometric", "channels"], "still": 8}, 2),
    ({"view": ["isometric", "macs"], "precision": 1}, 2),
    ({"view": "isometric", "values": False, "still": "last"}, 1),
    ({"view": "channels", "show_out": (0, 1), "strip": 4}, 1),
    ({"layer": "conv3d", "input_size": 3, "view": "channels", "still": 1}, 1),
], ids=str)
def test_what_suits_one_of_them_is_planned_for_all(grid: dict[str, Any], tasks: int) -> None:
    assert len(plan([grid]).tasks) == tasks


def test_each_grid_of_several_has_its_own_values() -> None:
    with pytest.raises(ConvgifError, match="no step 9"):
        plan([{"still": 8}, {"still": 9}])
    assert len(plan([{"still": 9, "kernel_size": 2, "input_size": 5}, {"still": 9}]).tasks) == 2


@pytest.mark.parametrize(("arguments", "said"), [
    (("--text", "bogus"), "unknown text 'bogus'"), (("--size", "10"), "--size 10 is out of range"),
    (("--background", "bogus"), "'bogus' is no colour"), (("--still", "99"), "there is no step 99"),
    (("--lang", "en,xx"), "unknown language 'xx'"),
    (("--precision", "2"), "the isometric view takes no precision: leave it out, or use --view ")],
    ids=str)
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_batch_that_is_wrong_is_one_line_and_makes_nothing(
        tmp_path: Path, arguments: tuple[str, ...], said: str, more: tuple[str, ...]) -> None:
    done = run("batch", "--k", "1..3", *arguments, *more, "-o", "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert re.fullmatch(r"convgif: .+\n", done.stderr.decode())
    assert said in done.stderr.decode()
    assert not (tmp_path / "out").exists()
