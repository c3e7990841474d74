"""`convgif batch`: what it takes, says and makes."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import environment, run
from test_sweeping import made_at, read, whole

import convgif
from convgif.batch.planning import plan
from convgif.cli import main
from convgif.cli.batch import SMALL_GRID
from convgif.settings.options import OPTIONS
from convgif.settings.parsers import parse_numbers, parse_strip

Invoke = Callable[..., Result]
SMALL = ("--i", "4", "--k", "1..3", "--s", "1,2", "--size", "100")  # 6 animations
LIST_VALUES = {"layer": "conv1d,conv2d", "preset": "dilation,padding_strides",
               "padding_mode": "zeros,replicate", "padding": "0,1", "input_size": "5,6",
               "groups": "1,1", "output_padding": "0,1", "size_px": "100,110",
               "view": "isometric,isometric", "theme": "light,dark", "language": "en,zh",
               "output_size": "11,12", "input": "x.csv,y.csv", "weight": "box,ones",
               "activation": "relu,tanh", "mode": "nearest,bilinear", "order": "CRD,DCR",
               "end_dim": "2..3"}
OTHER_LAYERS = {"output_padding": ("--transposed", "--s", "2"),
                "output_size": ("--transposed", "--i", "5", "--s", "2"),
                "divisor_override": ("--layer", "avgpool"), "norm_type": ("--layer", "lppool"),
                "in_features": ("--layer", "linear"), "out_features": ("--layer", "linear"),
                "scale_factor": ("--layer", "upsample"), "mode": ("--layer", "upsample"),
                "upscale_factor": ("--layer", "pixelshuffle"),
                "order": ("--layer", "pixelshuffle"),
                "downscale_factor": ("--layer", "pixelunshuffle"),
                "value": ("--layer", "constantpad2d"), "start_dim": ("--layer", "flatten"),
                "end_dim": ("--layer", "flatten")}


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """The command, in this process and a folder of its own; writes to `out` there."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["batch", *arguments, "-o", "out"], prog_name="convgif")
        assert result.exit_code == exit_code, (result.output, result.exception)
        return result
    return call


def planned_files(batch: Invoke, *arguments: str) -> list[str]:
    """The first names that --dry-run says."""
    lines = batch(*arguments, "--dry-run").stdout.splitlines()
    return [line for line in lines if line.endswith(".gif")]


# What it takes.

def test_the_line_of_the_issue(batch: Invoke) -> None:
    said = batch("--i", "5..7", "--k", "1..5", "--s", "1,2,3", "--p", "0..2", "--d", "1,2",
                 "--layer", "conv,conv-transpose", "--dry-run")
    grid = {"input_size": [5, 6, 7], "kernel_size": [1, 2, 3, 4, 5], "stride": [1, 2, 3],
            "padding": [0, 1, 2], "dilation": [1, 2], "layer": ["conv", "conv-transpose"]}
    planned = plan([grid])
    assert len(planned.tasks) + sum(planned.skipped.values()) == 3 * 5 * 3 * 3 * 2 * 2
    assert said.stdout.startswith(f"{len(planned.tasks)} animations, about ")
    assert said.stderr.startswith(f"skipped {sum(planned.skipped.values())} combinations")


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items()
                                  if option.many and option.parse])
def test_every_list_of_the_table_is_a_list_here(batch: Invoke, name: str) -> None:
    flag = next(flag for flag in OPTIONS[name].flags if flag.startswith("--"))
    value = LIST_VALUES.get(name, "1..2")
    more = OTHER_LAYERS.get(name, ())
    for file in ("x.csv", "y.csv"):
        Path(file).write_text("1 2 3\n" * 3)
    count = 1 if value in ("1,1", "isometric,isometric") else 2
    assert len(planned_files(batch, flag, value, *more)) == count


@pytest.mark.parametrize("arguments", [
    ("--view", "channels", "--in-channels", "3", "--show-in", "0..1"),
    ("--view", "channels", "--out-channels", "3", "--show-out", "0,2", "--values"),
    ("--view", "macs", "--steps", "0..1"), ("--view", "macs", "--at", "0,1")], ids=" ".join)
def test_channels_steps_and_positions_are_one_value(batch: Invoke, arguments: tuple[str, ...]
                                                    ) -> None:
    assert len(planned_files(batch, *arguments)) == 1
    said = batch(*arguments, "--theme", "light,dark", "--jobs", "1").stderr
    assert "2 made, 0 kept, 0 failed" in said


def test_what_was_done_to_numbers_from_files_is_said_once(batch: Invoke) -> None:
    Path("x.csv").write_text("1 2 3 4\n" * 4)
    arguments = ("--input", "x.csv", "--i", "3", "--weight", "box,ones", "--theme", "light,dark",
                 "--size", "100", "--jobs", "1")
    said = batch(*arguments).stderr.splitlines()
    assert said[0] == "x.csv: 4x4 -> 3x3, area averages, rounded to 2 decimals"
    assert said[-1] == "4 made, 0 kept, 0 failed in out"
    assert not any("area" in line for line in said[1:])
    assert batch(*arguments, "-q").stderr == ""


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items()
                                  if option.group != "layer" and not option.many and option.parse
                                  and name not in ("title", "background")
                                  and option.parse not in (parse_numbers, parse_strip)])
def test_what_is_no_list_takes_one_value(batch: Invoke, name: str) -> None:
    flag = OPTIONS[name].flags[0]
    result = batch(flag, "1..2", "--size", "100", exit_code=1)
    assert result.stderr


def test_sizes_and_words_are_items(batch: Invoke) -> None:
    assert planned_files(batch, "--i", "5", "--k", "2x3,3", "--p", "same_upper,1:0x2:1") == [
        "conv2d_i5_k2x3_p-same-upper.gif", "conv2d_i5_k2x3_p1-0x2-1.gif",
        "conv2d_i5_k3_p-same-upper.gif", "conv2d_i5_k3_p1-0x2-1.gif"]


def test_pairs(batch: Invoke) -> None:
    assert planned_files(batch, "--k", "3,5", "--p", "1,2", "--s", "2", "--i", "7", "--zip") == [
        "conv2d_i7_k3_s2_p1.gif", "conv2d_i7_k5_s2_p2.gif"]
    assert len(planned_files(batch, "--zip")) == 1
    assert "equally many" in batch("--k", "3,5", "--p", "1..3", "--zip", exit_code=1).stderr


def test_named_sets_of_a_file(batch: Invoke, tmp_path: Path) -> None:
    (tmp_path / "sets.toml").write_text('[a]\nkernel-size = "2..3"\nstride = 1\n'
                                        '[b]\npreset = ["dilation"]\ntheme = "dark"\n')
    assert planned_files(batch, "--from", "sets.toml", "--i", "7") == [
        "conv2d_i7_k2.gif", "conv2d_i7_k3.gif", "conv2d_i7_k3_d2_theme-dark.gif"]
    assert planned_files(batch, "--from", "sets.toml", "--i", "7", "--k", "4") == [
        "conv2d_i7_k4.gif", "conv2d_i7_k4_d2_theme-dark.gif"]
    (tmp_path / "sets.toml").write_text("[a]\nstrid = 1")
    assert "did you mean stride?" in batch("--from", "sets.toml", exit_code=1).stderr
    assert "no such file" in batch("--from", "none.toml", exit_code=1).stderr


def test_the_order_of_the_options_changes_nothing(batch: Invoke) -> None:
    one = ("--theme", "dark", "--seed", "1,2", "--k", "2,3")
    other = ("--k", "2,3", "--seed", "1,2", "--theme", "dark")
    assert planned_files(batch, *one) == planned_files(batch, *other)


@pytest.mark.parametrize(("arguments", "fragment"), [
    (("--k", "3..1"), "empty or endless range"), (("--k", ""), "not understood"),
    (("--k", "3,x"), "not understood"), (("--theme", "drak"), "did you mean dark?"),
    (("--theme", "1..2"), "unknown theme '1'"), (("--view", "nosuch"), "unknown view 'nosuch'"),
    (("--preset", "dilatoin"), "did you mean dilation?"), (("--layer", "1..2"), "unknown layer"),
    (("--layer", "conf2d"), "did you mean Conv2d?"), (("--size", "5em"), "is no width"),
])
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_what_is_wrong_is_one_line(batch: Invoke, tmp_path: Path, arguments: tuple[str, ...],
                                   fragment: str, more: tuple[str, ...]) -> None:
    result = batch(*arguments, *more, exit_code=1)
    assert fragment in result.stderr
    assert re.fullmatch(r"convgif: .+\n", result.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [
    ("--jobs", "0"), ("--jobs", "x"), ("--nosuch",), ("Conv2d()", "extra")])
def test_what_is_no_usage_exits_2(batch: Invoke, arguments: tuple[str, ...]) -> None:
    batch(*arguments, exit_code=2)


def test_a_folder_must_be_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["batch", "--k", "3"])
    assert result.exit_code == 2


# What it skips.

SKIPPING = ("--i", "3,4", "--k", "3,5", "--size", "100", "--theme", "light,dark")


def test_what_makes_no_layer_is_skipped_and_counted_by_reason(batch: Invoke, tmp_path: Path
                                                              ) -> None:
    lines = batch(*SKIPPING).stderr.splitlines()
    assert lines[0] == "skipped 4 combinations that make no layer:"
    assert sorted(lines[1:3]) == [
        "  2 x kernel 5 is larger than the input, which is only 3 high: pad by 1 or take an input "
        "of 5",
        "  2 x kernel 5 is larger than the input, which is only 4 high: pad by 1 or take an input "
        "of 5"]
    assert lines[-1] == "4 made, 0 kept, 0 failed in out"
    whole(tmp_path / "out", 4)


def test_one_that_is_skipped_is_one(batch: Invoke) -> None:
    result = batch("--i", "5", "--k", "3,9", "--dry-run")
    assert result.stderr.splitlines()[0] == "skipped 1 combination that makes no layer:"


def test_only_the_commonest_reasons_are_named(batch: Invoke) -> None:
    result = batch("--i", "1..8", "--k", "8", "--dry-run")
    assert result.stderr.startswith("skipped 7 combinations")
    assert result.stderr.endswith("  and 2 reasons more\n")
    assert len(result.stderr.splitlines()) == 7


def test_strict_makes_it_an_error(batch: Invoke, tmp_path: Path) -> None:
    for more in ((), ("--dry-run",)):
        result = batch(*SKIPPING, "--strict", *more, exit_code=1)
        assert result.stderr.startswith("convgif: input_size 3, kernel_size 5, theme light")
        assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
    batch(*SMALL, "--strict")


# What it says.

def test_a_dry_run_says_what_would_be_and_makes_nothing(batch: Invoke, tmp_path: Path) -> None:
    result = batch(*SMALL, "--dry-run")
    lines = result.stdout.splitlines()
    assert re.fullmatch(r"6 animations, about \d+ kB and \d+ s of one core, in out", lines[0])
    planned = plan([{"input_size": 4, "kernel_size": [1, 2, 3], "stride": [1, 2], "size_px": 100}])
    assert lines[1:] == [*(task.file for task in planned.tasks[:5]), "and 1 more"]
    assert result.stderr == ""
    assert not (tmp_path / "out").exists()
    assert batch(*SMALL, "--dry-run", "-q").stdout == result.stdout


def test_progress_is_plain_lines_where_there_is_no_terminal(batch: Invoke) -> None:
    result = batch("--k", "1..3", "--s", "1..4", "--p", "0,1", "--size", "100")
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0] == "1 of 24"
    assert lines[-2:] == ["24 of 24", "24 made, 0 kept, 0 failed in out"]
    assert 8 <= len(lines) <= 16
    again = batch("--k", "1..3", "--s", "1..4", "--p", "0,1", "--size", "100")
    assert again.stderr == "0 made, 24 kept, 0 failed in out\n"


def test_quiet_says_nothing_unless_it_fails(batch: Invoke) -> None:
    assert batch(*SMALL, *SKIPPING, "-q").output == ""
    result = batch("--layer", "conv2d,conv3d", "--view", "channels", "-q", exit_code=1)
    assert re.fullmatch(r"convgif: conv3d\S+\.gif: .+\n", result.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_terminal_shows_a_bar_with_rate_and_time_left(tmp_path: Path) -> None:
    parent, child = pty.openpty()
    grid = ("--k", "1..3", "--s", "1,2", "--p", "0..3", "--size", "150", "--jobs", "1")
    with subprocess.Popen(
            [sys.executable, "-m", "convgif", "batch", *grid, "-o", "out"], cwd=tmp_path,
            stdout=subprocess.DEVNULL, stderr=child, stdin=subprocess.DEVNULL,
            env=environment(TERM="xterm", COLUMNS="100")) as process:
        os.close(child)
        shown = b""
        while select.select([parent], [], [], 60)[0]:
            try:
                shown += os.read(parent, 4096)
            except OSError:  # all is read
                break
    os.close(parent)
    text = shown.decode()
    assert process.returncode == 0
    assert "animations" in text
    assert "24/24" in text
    assert re.search(r"\d+\.\d a second", text)
    assert "24 made, 0 kept, 0 failed" in text


# What it makes.

def test_the_same_bytes_with_any_number_of_processes_and_a_second_run(tmp_path: Path) -> None:
    made = []
    for jobs in ("1", "2"):
        said = run("batch", *SMALL, "--jobs", jobs, "-o", f"out{jobs}", cwd=tmp_path)
        assert said.returncode == 0, said.stderr
        assert said.stdout == b""
        made.append(whole(tmp_path / f"out{jobs}", 6))
    assert made[0] == made[1]
    before = made_at(tmp_path / "out2")
    again = run("batch", *SMALL, "--jobs", "2", "-o", "out2", cwd=tmp_path)
    assert again.stderr == b"0 made, 6 kept, 0 failed in out2\n"
    assert made_at(tmp_path / "out2") == before
    forced = run("batch", *SMALL, "--jobs", "2", "-o", "out2", "--force", "-q", cwd=tmp_path)
    assert (forced.returncode, forced.stderr) == (0, b"")
    assert whole(tmp_path / "out2", 6) == made[0]
    assert not set(made_at(tmp_path / "out2").items()) & set(before.items())


@pytest.mark.parametrize(("count", "arguments", "workers"), [
    (6, (), 1), (2 * SMALL_GRID, (), 2), (6, ("--jobs", "3"), 3), (6, ("--jobs", "9"), 6),
    (100 * SMALL_GRID, (), 4), (6, ("--jobs", "1"), 1)])
def test_a_small_grid_starts_no_pool(batch: Invoke, monkeypatch: Any, count: int,
                                     arguments: tuple[str, ...], workers: int) -> None:
    module = sys.modules["convgif.cli.batch"]
    asked = []

    def instead(planned: Any, output: str, workers: int, *_: Any) -> Any:
        from convgif.batch.sweeping import Sweep
        asked.append(workers)
        return Sweep(len(planned.tasks), planned.skipped)
    monkeypatch.setattr("convgif.batch.processes.cores", lambda: 4)
    monkeypatch.setattr(module, "_run", instead)
    batch("--seed", f"1..{count}", *arguments)
    assert asked == [workers]


def test_the_cores_that_this_process_may_use(monkeypatch: Any) -> None:
    from convgif.batch.processes import cores
    assert 1 <= cores() <= (os.cpu_count() or 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {3, 5, 7}, raising=False)
    assert cores() == 3


def test_what_fails_is_told_and_the_rest_is_made(batch: Invoke, tmp_path: Path) -> None:
    result = batch("--layer", "conv3d,conv2d", "--view", "channels", exit_code=1)
    assert "1 made, 0 kept, 1 failed in out" in result.stderr
    assert re.search(r"^convgif: conv3d\S+\.gif: \S.*$", result.stderr, re.MULTILINE)
    whole(tmp_path / "out", 1)
    again = batch("--layer", "conv2d", "--view", "channels").stderr
    assert again == "0 made, 1 kept, 0 failed in out\n"


def test_the_manifest_says_how_to_make_each_again(batch: Invoke, tmp_path: Path) -> None:
    batch("--k", "2x3", "--p", "1:0x2:1", "--theme", "dark", "--size", "100")
    (row,) = read(tmp_path / "out").values()
    assert row["settings"] == {"kernel_size": "2x3", "padding": "1:0x2:1",
                               "theme": "dark", "size_px": 100}
    assert (row["input"], row["output"], row["frames"]) == ([1, 5, 5], [1, 5, 6], 30)
    assert json.dumps(row)


# Formats, and what makes nothing.

def test_a_batch_makes_each_format_that_is_named(tmp_path: Path) -> None:
    said = run("batch", "--k", "2,3", "--format", "svg, webp,png,html,SVG", "--jobs", "1", "-q",
               "-o", "out", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert sorted(made) == [*sorted(f"conv2d_i5_k{k}.{suffix}" for k in (2, 3)
                                    for suffix in ("html", "png", "svg", "webp")), "manifest.json"]
    animation = convgif.animate(convgif.Conv2d(kernel_size=2, bias=False), input_size=5)
    for suffix in ("svg", "webp", "png", "html"):
        written = animation.save(tmp_path / f"one.{suffix}").read_bytes()
        assert made[f"conv2d_i5_k2.{suffix}"] == written


def test_a_grid_in_a_file_and_a_sweep_name_formats_too(tmp_path: Path) -> None:
    (tmp_path / "grids.toml").write_text(
        '[a]\nkernel_size = 2\nformat = ["svg", "png"]\n[b]\nkernel_size = 3\nformat = "gif,svg"\n')
    said = run("batch", "--from", "grids.toml", "--jobs", "1", "-q", "-o", "out", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert sorted(path.name for path in (tmp_path / "out").glob("conv*")) == [
        "conv2d_i5_k2.png", "conv2d_i5_k2.svg", "conv2d_i5_k3.gif", "conv2d_i5_k3.svg"]
    grid = {"kernel_size": [2, 3], "format": ["svg", "png"]}
    assert convgif.sweep(grid, tmp_path / "two").made == 4
    again = convgif.sweep(grid, tmp_path / "two")
    assert (again.made, again.kept) == (0, 4)
    assert convgif.sweep({"kernel_size": 2, "theme": "auto", "format": "svg"}, tmp_path / "a").made


@pytest.mark.parametrize(("arguments", "said"), [
    (("--format", "jpg"), "unknown format 'jpg': "),
    (("--format", "gif", "--theme", "auto"), "gif cannot be light or dark as its reader prefers"),
    (("--format", "svg,mp4", "--still", "0"), "mp4 holds no still")])
def test_a_format_that_cannot_be_is_refused_before_anything_is_made(
        batch: Invoke, arguments: tuple[str, ...], said: str) -> None:
    assert said in batch(*arguments, exit_code=1).stderr


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_what_makes_no_layer_at_all_is_an_error_and_leaves_no_folder(batch: Invoke, tmp_path: Path,
                                                                     more: tuple[str, ...]) -> None:
    said = batch("--i", "2", "--k", "5,6", *more, exit_code=1).stderr
    assert said.endswith("convgif: no combination makes a layer: nothing is made\n")
    assert not list(tmp_path.iterdir())
    report = convgif.sweep({"input_size": 2, "kernel_size": [5, 6]}, tmp_path / "none")
    assert report.skipped.total() == 2
    assert not (tmp_path / "none").exists()


def test_force_is_not_said_to_lift_a_limit_that_it_does_not_lift(batch: Invoke, tmp_path: Path
                                                                 ) -> None:
    said = batch("--i", "300", "--size", "4000", "--force", "--jobs", "1", exit_code=1).stderr
    assert "shows the same pattern in 16 frames\n" in said
    assert "force" not in said
    assert not list(tmp_path.iterdir())
    (tmp_path / "there").mkdir()
    report = convgif.sweep({"input_size": 300, "size_px": 4000}, tmp_path / "there")
    assert (report.made, len(report.failed)) == (0, 1)
    assert (tmp_path / "there").is_dir()


def test_one_combination_that_is_skipped_is_said_of_one(batch: Invoke) -> None:
    said = batch("--transposed", "--i", "5", "--s", "2", "--output-size", "10,11", "--dry-run")
    assert said.stderr.startswith("skipped 1 combination that makes no layer:")


@pytest.mark.parametrize("written", ["Conv2d(1, 1, 3)", "Conv2d(1, 1, 3),MaxPool2d(2)",
                                     "padding_strides"])
def test_the_layer_may_stand_before_the_options(written: str, tmp_path: Path) -> None:
    asked = ["--dry-run", "-o", str(tmp_path / "out")]
    first, second = (CliRunner().invoke(main, ["batch", *layer, *asked])
                     for layer in ([written], ["--layer", written]))
    assert first.exit_code == second.exit_code == 0
    assert first.stdout == second.stdout
