"""Plans and sweeps: what is made, kept and remade, with any executor."""

import json
import multiprocessing
import os
import pickle
from collections import Counter
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, decode, parse_gif
from conftest import run as run_program

import convgif
from convgif.batch import manifest, sweeping
from convgif.batch.estimating import estimate, refused
from convgif.batch.planning import Plan, Task, plan
from convgif.batch.sweeping import Sweep, run, sweep
from convgif.errors import ConvgifError, LayerError, OutputError
from convgif.formats.writing import PARTIAL_PREFIX
from convgif.settings import picture
from convgif.settings.options import as_flag
from convgif.settings.resolving import resolve
from convgif.settings.spec import read_spec

KEYS = ["file", "settings", "input", "output", "frames", "width", "height", "bytes", "sha256",
        "alt", "scene_digest", "fingerprint", "checksum"]
GRID: dict[str, Any] = {"input_size": 4, "kernel_size": [1, 2, 3], "stride": [1, 2],
                        "size_px": 100}  # 6 animations


def read(folder: Path) -> dict[str, Any]:
    """The rows of a folder's manifest by file."""
    data = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert list(data) == ["convgif", "animations"]
    return {row["file"]: row for row in data["animations"]}


def whole(folder: Path, count: int) -> dict[str, bytes]:
    """The files of a folder that holds so many animations; fails where the manifest is not true
    of all of them, and they of it, or anything else lies about."""
    rows = read(folder)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert files.keys() == {*rows, "manifest.json"}
    assert len(rows) == count
    for file, row in rows.items():
        gif, data = parse_gif(files[file]), files[file]
        assert list(row) == KEYS
        assert (row["bytes"], row["sha256"]) == (len(data), manifest.digest(data))
        assert (row["width"], row["height"], row["frames"]) == (gif.width, gif.height, gif.images)
        assert row["alt"] == gif.comment
        (folder / "a.json").write_text(json.dumps(row["settings"]))
        (panel,) = resolve(read_spec(folder / "a.json")).panels
        (folder / "a.json").unlink()
        inputs = panel.layer.input_shape(panel.input_size)
        assert row["input"] == list(inputs)
        assert row["output"] == list(panel.layer.output_shape(inputs))
        assert len(decode(data)) == row["frames"]
    return files


def made_at(folder: Path) -> dict[str, int]:
    """When each file was written; a file that is replaced is another one."""
    return {path.name: path.stat().st_ino for path in folder.glob("*.gif")}


def summary(report: Sweep) -> tuple[int, int, int]:
    return report.made, report.kept, len(report.failed)


# Plans.

def test_a_plan_has_a_task_for_each_combination() -> None:
    planned = plan([{"input_size": 5, "kernel_size": [3, 5], "padding": [0, (1, 2)]}])
    assert planned == Plan(tuple(
        Task(f"conv2d_i5_k{k}{name}.gif", settings, resolve(settings), frames, is_drawn=True)
        for k, name, padding, frames in ((3, "", 0, 9), (3, "_p1x2", (1, 2), 35), (5, "", 0, 1),
                                         (5, "_p1x2", (1, 2), 15))
        for settings in [{"input_size": 5, "kernel_size": k, "padding": padding}]), Counter())


def test_combinations_that_make_no_layer_are_counted_by_reason() -> None:
    planned = plan([{"input_size": [3, 4], "kernel_size": [3, 5], "theme": ["light", "dark"]},
                    {"input_size": 3, "kernel_size": 5}])
    assert len(planned.tasks) == 4
    assert planned.skipped == {
        "kernel 5 is larger than the input, which is only 3 high: pad by 1 or take an input of 5":
            3,
        "kernel 5 is larger than the input, which is only 4 high: pad by 1 or take an input of 5":
            2}


def test_strict_makes_them_an_error_that_names_the_combination() -> None:
    with pytest.raises(LayerError, match=r"^input_size 3, kernel_size 5: kernel 5 is larger"):
        plan([{"input_size": 3, "kernel_size": [3, 5]}], strict=True)
    assert len(plan([GRID], strict=True).tasks) == 6


def test_a_combination_that_comes_twice_is_one_task() -> None:
    twice = plan([{"kernel_size": [3, 3, (3, 3)], "theme": ["light", "light"]},
                  {"kernel_size": 3}, {"stride": 1}, {"preset": "no_padding_strides"},
                  {"stride": 2, "input_size": 5}])
    assert [task.file for task in twice.tasks] == ["conv2d_i5_k3.gif", "conv2d_i5_k3_s2.gif"]
    assert len(plan([{"theme": ["dark", "DARK"], "layer": ["conv", "Conv2d"]}]).tasks) == 1


def test_two_combinations_never_share_a_file() -> None:
    with pytest.raises(ConvgifError, match=r"would both be called conv2d_i5_k3_title-a-b\.gif"):
        plan([{"title": ["a b", "a-b"]}])


def test_an_unknown_layer_is_an_error_and_not_skipped() -> None:
    with pytest.raises(ConvgifError, match=r"did you mean Conv2d\?"):
        plan([{"layer": "conf2d"}])


def test_the_order_in_which_settings_are_given_changes_nothing() -> None:
    grid = {"theme": ["dark", "classic"], "seed": [1, 2], "size_px": 100, "kernel_size": [2, 3]}
    assert plan([grid]) == plan([dict(reversed(grid.items()))])


@pytest.mark.parametrize("grid", [
    {"kernel_size": [2, 3], "padding": [0, 1], "view": "Isometric", "density": [1.0, 2.0]},
    {"kernel_size": [2, 3], "input_size": [5, 9], "view": ["values", "macs"]},
    {"layer": "conv-transpose", "stride": [1, 2], "view": ["stamp", "isometric"]},
    {"input_size": [4, 6], "view": "channels"},
    {"kernel_size": [2, 3], "stride": [1, 2], "format": ["gif", "webp", "svg", "png", "html"]},
    {"kernel_size": [2, 3], "still": 0, "format": ["gif", "png"]}])
def test_estimates(grid: dict[str, Any], tmp_path: Path) -> None:
    planned = plan([grid])
    size_bytes, seconds = estimate(planned)
    run(planned, tmp_path)
    truth = sum(row["bytes"] for row in read(tmp_path).values())
    assert truth / 1.5 < size_bytes < truth * 1.5
    assert 0 < seconds < 60


def test_what_is_refused_is_known_before_it_is_tried(tmp_path: Path) -> None:
    grid = {"kernel_size": [3, 300], "input_size": [5, 300], "size_px": [120]}
    planned = plan([grid, {"still": "middle", "input_size": [300]}, {"view": "nodes"}])
    too_much = refused(planned)
    assert list(too_much) == ["conv2d_i300_k3_size120.gif", "conv2d_i300_k3_still-middle.gif"]
    assert "88804 frames of 14400 pixels are over" in too_much["conv2d_i300_k3_size120.gif"]
    assert estimate(planned, too_much) < estimate(planned)
    assert run(planned, tmp_path).failed.keys() == too_much.keys()


# What is made.

def test_a_sweep_makes_all_and_says_so(tmp_path: Path) -> None:
    reports = []
    report = sweep(GRID, tmp_path / "a" / "b", progress=lambda now: reports.append(now.done))
    assert (report.total, summary(report), report.skipped) == (6, (6, 0, 0), {})
    assert reports == [1, 2, 3, 4, 5, 6]
    whole(tmp_path / "a" / "b", 6)
    assert list(read(tmp_path / "a" / "b")) == [task.file for task in plan([GRID]).tasks]


def test_of_what_holds_a_still_only_a_step_is_drawn(tmp_path: Path) -> None:
    grid = {"input_size": 100, "format": ["png", "gif", "pdf"]}  # 9,604 steps
    report = sweep(grid, tmp_path)
    assert summary(report) == (2, 0, 1)
    assert list(report.failed) == ["conv2d_i100_k3.gif"]
    rows = read(tmp_path)
    assert [row["frames"] for row in rows.values()] == [1, 1]
    convgif.animate(convgif.Conv2d(bias=False), input_size=100, still="telling").save(
        tmp_path / "same.png")
    assert (tmp_path / "conv2d_i100_k3.png").read_bytes() == (tmp_path / "same.png").read_bytes()
    assert summary(sweep(grid, tmp_path)) == (0, 2, 1)


def test_a_file_is_what_animate_makes(tmp_path: Path) -> None:
    sweep({"kernel_size": (2, 3), "theme": "dark", "bias": True, "size_px": 100}, tmp_path)
    layer = convgif.Conv2d(kernel_size=(2, 3))
    animation = convgif.animate(layer, theme="dark", size_px=100)
    animation.save(tmp_path / "same.gif")
    (row,) = read(tmp_path).values()
    assert (tmp_path / row["file"]).read_bytes() == (tmp_path / "same.gif").read_bytes()
    from convgif.batch.digest import scene_digest
    assert row["scene_digest"] == scene_digest(animation)
    assert row["alt"] == animation.describe()
    assert row["settings"] == {"kernel_size": "2x3", "bias": True, "theme": "dark",
                               "size_px": 100}


def test_pairs_and_strict(tmp_path: Path) -> None:
    assert sweep({"kernel_size": [2, 3], "padding": [0, 1], "size_px": 100}, tmp_path,
                 pair=True).made == 2
    with pytest.raises(LayerError):
        sweep({"input_size": 2}, tmp_path, strict=True)
    whole(tmp_path, 2)


def test_numbers_of_numpy_are_taken(tmp_path: Path) -> None:
    assert sweep({"kernel_size": list(np.arange(2, 4)), "size_px": 100}, tmp_path).made == 2
    assert [row["settings"]["kernel_size"] for row in read(tmp_path).values()] == [2, 3]


def test_a_grid_of_nothing_leaves_nothing(tmp_path: Path) -> None:
    report = sweep({"input_size": 2}, tmp_path / "none")
    assert (report.total, sum(report.skipped.values())) == (0, 1)
    assert not list(tmp_path.iterdir())


def test_one_that_fails_does_not_stop_the_rest(tmp_path: Path) -> None:
    grid = {"layer": ["conv3d", "conv2d"], "kernel_size": 3, "view": "channels"}
    report = sweep(grid, tmp_path)
    assert summary(report) == (1, 0, 1)
    (reason,) = report.failed.values()
    assert len(reason.splitlines()) == 1
    whole(tmp_path, 1)


@pytest.mark.parametrize(("spelling", "advice"), [
    ({}, "use view='isometric'"), ({"spell": as_flag}, "use --view isometric")])
def test_the_reason_names_settings_as_whoever_asks(tmp_path: Path, spelling: Any, advice: str
                                                   ) -> None:
    report = run(plan([{"view": "stamp"}]), tmp_path, **spelling)
    (reason,) = report.failed.values()
    assert reason.endswith(advice)


def test_what_no_file_of_a_sweep_can_be_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="gif cannot be light or dark"):
        sweep({"theme": ["light", "auto"]}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_error_that_is_ours_does_not_stop_the_rest(tmp_path: Path, monkeypatch: Any) -> None:
    real = sweeping.make

    def broken(task: Task) -> Any:
        if task.settings["kernel_size"] == 2:
            raise ZeroDivisionError("a\nb")
        return real(task)
    monkeypatch.setattr(sweeping, "make", broken)
    report = sweep(GRID, tmp_path)
    assert summary(report) == (4, 0, 2)
    assert set(report.failed.values()) == {"ZeroDivisionError: 'a\\nb'"}
    whole(tmp_path, 4)


# What is kept, and what is made again.

@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A folder in which GRID has been made."""
    sweep(GRID, tmp_path)
    return tmp_path


FIRST = "conv2d_i4_k1_size100.gif"


def test_a_second_run_makes_nothing_and_touches_nothing(done: Path) -> None:
    os.utime(done / "manifest.json", (1, 1))
    before = made_at(done)
    assert summary(sweep(GRID, done)) == (0, 6, 0)
    assert made_at(done) == before
    assert (done / "manifest.json").stat().st_mtime == 1


@pytest.mark.parametrize("damage", ["gone", "cut", "flipped", "link", "unlisted", "mislabelled"])
def test_what_is_missing_or_damaged_is_made_again(done: Path, damage: str) -> None:
    files, before, path = whole(done, 6), made_at(done), done / FIRST
    outside = done.parent / "outside"
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(files[FIRST][:-9])
    elif damage == "flipped":
        path.write_bytes(files[FIRST][:-2] + b"\0\0")
    elif damage == "link":
        outside.write_bytes(files[FIRST])
        path.unlink()
        path.symlink_to(outside)
    else:
        data = json.loads((done / "manifest.json").read_text("utf-8"))
        if damage == "unlisted":
            del data["animations"][0]
        else:
            data["animations"][0]["sha256"] = "0" * 64
        (done / "manifest.json").write_text(json.dumps(data), "utf-8")
    assert summary(sweep(GRID, done)) == (1, 5, 0)
    assert whole(done, 6) == files
    assert not path.is_symlink()
    assert {name for name, inode in made_at(done).items() if inode != before[name]} <= {FIRST}
    assert not outside.exists() or outside.read_bytes() == files[FIRST]


@pytest.mark.parametrize("change", [{"frames": float("nan")}, {"alt": "wrong"}, {"width": "9"}],
                         ids=str)
def test_a_field_that_is_false_is_mended(done: Path, change: dict[str, Any]) -> None:
    files, text = whole(done, 6), (done / "manifest.json").read_text("utf-8")
    data = json.loads(text)
    data["animations"][0] |= change
    (done / "manifest.json").write_text(json.dumps(data), "utf-8")
    assert summary(sweep(GRID, done)) == (1, 5, 0)
    assert whole(done, 6) == files
    assert (done / "manifest.json").read_text("utf-8") == text


@pytest.mark.parametrize("forget", [False, True])
def test_an_entry_for_a_file_elsewhere_goes_and_the_file_stays(done: Path, forget: bool) -> None:
    outside = done.parent / "outside.gif"
    outside.write_bytes(data := (done / FIRST).read_bytes())
    written = json.loads((done / "manifest.json").read_text("utf-8"))
    for name in (str(outside), "../outside.gif"):
        row = {**written["animations"][0], "file": name}
        if forget:  # that it was changed
            del row["checksum"]
            row["checksum"] = manifest.digest(json.dumps(row, sort_keys=True).encode())
        written["animations"].append(row)
    (done / "manifest.json").write_text(json.dumps(written), "utf-8")
    assert summary(sweep(GRID, done)) == (0, 6, 0)
    whole(done, 6)
    assert outside.read_bytes() == data


def test_force_makes_all_again(done: Path) -> None:
    files, before = whole(done, 6), made_at(done)
    assert summary(sweep(GRID, done, force=True)) == (6, 0, 0)
    assert whole(done, 6) == files
    assert all(before[name] != inode for name, inode in made_at(done).items())


def test_an_interrupted_force_loses_no_entry(done: Path) -> None:
    files = whole(done, 6)

    def interrupt(report: Sweep) -> None:
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        sweep(GRID, done, force=True, progress=interrupt)
    assert whole(done, 6) == files


def test_other_grids_in_the_folder_are_kept(done: Path) -> None:
    assert summary(sweep({**GRID, "stride": [2, 3]}, done)) == (3, 3, 0)
    whole(done, 9)
    (done / FIRST).unlink()
    assert summary(sweep({**GRID, "stride": 3}, done)) == (0, 3, 0)
    whole(done, 8)  # what is gone is not in the manifest


def test_a_new_fingerprint_keeps_what_would_be_drawn_the_same(done: Path, monkeypatch: Any
                                                              ) -> None:
    before = made_at(done)
    monkeypatch.setattr(picture, "fingerprint", lambda: "new")
    assert summary(sweep(GRID, done)) == (0, 6, 0)
    assert made_at(done) == before
    assert {row["fingerprint"] for row in read(done).values()} == {"new"}


def test_a_new_fingerprint_remakes_what_would_be_drawn_differently(done: Path, monkeypatch: Any
                                                                   ) -> None:
    entries = manifest.read_manifest(done)
    third = list(entries)[2]
    entries[third] = replace(entries[third], scene_digest="other")
    manifest.write_manifest(done, entries, {})
    monkeypatch.setattr(picture, "fingerprint", lambda: "new")
    before = made_at(done)
    assert summary(sweep(GRID, done)) == (1, 5, 0)
    assert [name for name, inode in made_at(done).items() if inode != before[name]] == [third]
    whole(done, 6)


def test_what_is_refused_by_now_is_a_failure(done: Path, monkeypatch: Any) -> None:
    import convgif.animation

    def refuse(*_: Any, **__: Any) -> Any:
        raise ConvgifError("no more")
    monkeypatch.setattr(picture, "fingerprint", lambda: "new")
    monkeypatch.setattr(convgif.animation, "animate", refuse)
    report = sweep(GRID, done)
    assert summary(report) == (0, 0, 6)
    assert set(report.failed.values()) == {"no more"}


def test_other_settings_that_draw_the_same_keep_the_file(done: Path) -> None:
    before = made_at(done)
    same = {**GRID, "theme": "light", "kernel_size": [(1, 1), (2, 2), (3, 3)]}
    assert summary(sweep(same, done)) == (0, 6, 0)
    assert made_at(done) == before
    assert {row["settings"]["theme"] for row in read(done).values()} == {"light"}


def test_other_settings_under_the_same_name_are_made_anew(tmp_path: Path) -> None:
    one, other = ({"input_size": 4, "title": title, "size_px": 200} for title in ("a b", "a-b"))
    sweep(one, tmp_path)
    first = whole(tmp_path, 1)
    assert summary(sweep(other, tmp_path)) == (1, 0, 0)
    assert whole(tmp_path, 1) != first
    assert {row["settings"]["title"] for row in read(tmp_path).values()} == {"a-b"}


# Numbers from files.

def test_a_changed_file_is_noticed_and_its_pictures_are_made_anew(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("1 2 3 4\n" * 4)
    Path("b.csv").write_text("5 6 7 8\n" * 4)
    Path("k.csv").write_text("1 0\n0 1\n")
    grid = {"input": ["a.csv", Path("b.csv")], "weight": ["k.csv", "identity"], "view": "values"}
    assert summary(sweep(grid, "out")) == (4, 0, 0)
    rows = read(tmp_path / "out")
    assert {row["settings"]["input"] for row in rows.values()} == {"a.csv", "b.csv"}
    assert {tuple(row["output"]) for row in rows.values()} == {(1, 3, 3), (1, 2, 2)}
    assert summary(sweep(grid, "out")) == (0, 4, 0)
    os.utime("a.csv", (1, 1))
    assert summary(sweep(grid, "out")) == (0, 4, 0)
    before = made_at(tmp_path / "out")
    Path("a.csv").write_text("1 2 3 9\n" * 4)
    assert summary(sweep(grid, "out")) == (2, 2, 0)
    changed = {name for name, inode in made_at(tmp_path / "out").items() if inode != before[name]}
    assert changed == {name for name in rows if "_input-a_" in name}
    Path("k.csv").write_text("2 0\n0 1\n")
    assert summary(sweep(grid, "out")) == (2, 2, 0)
    assert summary(sweep(grid, "out")) == (0, 4, 0)


def test_a_changed_file_that_draws_the_same_keeps_the_picture(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("1 2 3 4\n" * 4)
    grid = {"input": "a.csv", "view": "isometric", "size_px": 100}
    sweep(grid, "out")
    (before,) = read(tmp_path / "out").values()
    Path("a.csv").write_text("4 3 2 1\n" * 4)
    assert summary(sweep(grid, "out")) == (0, 1, 0)
    (after,) = read(tmp_path / "out").values()
    for field in ("fingerprint", "checksum"):  # of what was read, and of the row with it
        assert after.pop(field) != before.pop(field)
    assert after == before


def test_files_that_do_not_suit_a_combination_skip_it(tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("1 2 3 4\n" * 4)
    planned = plan([{"input": "a.csv", "input_size": [3, 4, 5], "kernel_size": [3, 5],
                     "weight": ["laplacian", "ones"]}])
    assert [task.file for task in planned.tasks] == [
        "conv2d_i3_k3_input-a_weight-laplacian.gif", "conv2d_i3_k3_input-a_weight-ones.gif",
        "conv2d_i4_k3_input-a_weight-laplacian.gif", "conv2d_i4_k3_input-a_weight-ones.gif"]
    assert planned.skipped["there is no laplacian of 5x5: take a kernel size of 3"] == 3
    assert planned.skipped["a.csv is 4x4, and an input of 5x5 is larger: take 4x4 or less"] == 3
    assert planned.notes == ("a.csv: 4x4 -> 3x3, area averages, rounded to 2 decimals",)
    assert pickle.loads(pickle.dumps(planned)) == planned


@pytest.mark.parametrize("grid", [{"input": "none.csv"}, {"weight": ["box", "none.npy"]},
                                  {"input": ["box.csv", "."]}, {"weight": "gausian"}], ids=str)
def test_a_file_that_is_none_stops_the_sweep_before_it_starts(grid: Any, tmp_path: Path) -> None:
    with pytest.raises(ConvgifError):
        sweep(grid, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("grid", "others", "message"), [
    ([3], {}, "the grid [3] names no settings: give a mapping, such as {'kernel_size': [2, 3]}"),
    ({}, {"workers": "x"}, "workers 'x' is no whole number: give 1 to 10000"),
    ({}, {"workers": 0}, "workers 0 is out of range: give 1 to 10000"),
    ({}, {"progress": 3}, "progress 3 cannot be called: give a function of the sweep, or leave it "
                          "out")], ids=str)
def test_what_is_no_grid_or_no_count_is_one_line(grid: Any, others: Any, message: str,
                                                 tmp_path: Path) -> None:
    with pytest.raises(ConvgifError) as error:
        sweep(grid, tmp_path / "out", **others)
    assert str(error.value) == message
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_name_are_never_one_picture(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text("1 2 3\n" * 3)
    with pytest.raises(ConvgifError, match="would both be called"):
        plan([{"input": [str(tmp_path / folder / "x.csv") for folder in ("a", "b")]}])


def test_the_view_of_a_task_is_the_one_that_draws_it() -> None:
    tasks = plan([{"layer": ["conv", "linear", "conv3d"]}, {"view": ["values", "stamp"]}]).tasks
    assert [(task.is_drawn, task.is_drawn and task.picture.panels[0].view) for task in tasks] == [
        (True, "isometric"), (True, "values"), (True, "isometric"), (True, "values"),
        (False, False)]
    assert all(number > 0 for number in estimate(plan([{"layer": ["linear", "conv3d"]}])))


# Executors.

class Remembering(ThreadPoolExecutor):
    """Knows what was handed to it."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.futures: list[Future[Any]] = []

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        self.futures.append(super().submit(*args, **kwargs))
        return self.futures[-1]


def spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(3), spawned],
                         ids=["threads", "processes"])
def test_any_executor_and_order_give_the_same_bytes(done: Path, tmp_path_factory: Any, make: Any,
                                                    monkeypatch: Any) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    files, other = whole(done, 6), tmp_path_factory.mktemp("other")
    planned = plan([GRID])
    with make() as executor:
        report = run(Plan(planned.tasks[::-1], planned.skipped), other, executor, workers=2)
    assert summary(report) == (6, 0, 0)
    assert summary(sweep(GRID, other)) == (0, 6, 0)  # only the order in the manifest is another
    assert whole(other, 6) == files


def test_few_are_under_way_whatever_the_grid(tmp_path: Path) -> None:
    waiting = []
    with Remembering(2) as executor:
        report = sweep({**GRID, "padding": [0, 1, 2]}, tmp_path, executor, workers=1,
                       progress=lambda now: waiting.append(len(executor.futures) - now.done))
    assert summary(report) == (18, 0, 0)
    assert 2 <= max(waiting) < sweeping.WAITING_PER_WORKER


def test_what_is_kept_is_told_too_and_can_be_interrupted(tmp_path: Path) -> None:
    sweep(GRID, tmp_path)
    before = whole(tmp_path, 6)

    def interrupt(report: Sweep) -> None:
        if report.kept == 2:
            raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        sweep(GRID, tmp_path, progress=interrupt)
    assert whole(tmp_path, 6) == before
    told: list[int] = []
    sweep(GRID, tmp_path, progress=lambda report: told.append(report.kept))
    assert told == [1, 2, 3, 4, 5, 6]


def test_what_is_interrupted_is_called_off(tmp_path: Path) -> None:
    def interrupt(report: Sweep) -> None:
        raise KeyboardInterrupt
    with Remembering(1) as executor:
        with pytest.raises(KeyboardInterrupt):
            sweep({**GRID, "padding": [0, 1, 2, 3]}, tmp_path, executor, progress=interrupt)
        assert len(executor.futures) == 24
        assert any(future.cancelled() for future in executor.futures)
        assert all(future.cancelled() for future in executor.futures[12:])
    whole(tmp_path, 1)


class Failing(ThreadPoolExecutor):
    """Gives up every other task, as a cluster does when its workers die over it."""

    count = 0

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        if self.count % 2:
            return super().submit(*args, **kwargs)
        future: Future[Any] = Future()
        if self.count % 4:
            future.set_exception(RuntimeError("killed 3 times"))
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def test_a_task_that_the_executor_gives_up_is_a_failure(tmp_path: Path) -> None:
    with Failing(2) as executor:
        report = sweep(GRID, tmp_path, executor)
    assert summary(report) == (3, 0, 3)
    assert set(report.failed.values()) == {"RuntimeError: 'killed 3 times'", "CancelledError: ''"}
    whole(tmp_path, 3)


def test_a_dead_process_is_one_line_and_keeps_what_is_whole(tmp_path: Path, monkeypatch: Any
                                                            ) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def kill(report: Sweep) -> None:
        if report.done == 2:
            executor.submit(os._exit, 1)  # killed from outside while it sends, it would hang here
    with (ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor,
          pytest.raises(ConvgifError, match="a process that made animations died") as caught):
        sweep({**GRID, "padding": [0, 1, 2, 3, 4, 5]}, tmp_path, executor, workers=1, progress=kill)
    assert len(str(caught.value).splitlines()) == 1
    assert len(whole(tmp_path, len(read(tmp_path)))) >= 3


# The folder.

def test_only_one_sweep_at_a_time(tmp_path: Path) -> None:
    refusals = []

    def again(report: Sweep) -> None:
        with pytest.raises(OutputError, match="another batch is writing to") as caught:
            sweep(GRID, tmp_path)
        refusals.append(str(caught.value))
    assert sweep(GRID, tmp_path, progress=again).made == 6
    assert len(refusals) == 6
    whole(tmp_path, 6)
    assert sweep(GRID, tmp_path).kept == 6


FORKED = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from convgif import sweep
with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as executor:
    for _ in range(2):
        report = sweep({grid}, "out", executor)
        print(report.made, report.kept)
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
def test_forked_children_hold_no_lock_after_the_sweep(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(FORKED.format(grid=GRID))  # tests have threads: no forks
    done = run_program("program.py", cwd=tmp_path, program=())
    assert (done.returncode, done.stdout) == (0, b"6 0\n0 6\n"), done.stderr


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{PARTIAL_PREFIX}1").write_bytes(b"half")
    (tmp_path / "mine.txt").write_text("mine")
    sweep(GRID, tmp_path)
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".gif"} == {
        "manifest.json", "mine.txt"}


def test_a_folder_in_the_place_of_a_file_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / FIRST).mkdir()
    report = sweep(GRID, tmp_path)
    assert summary(report) == (5, 0, 1)
    assert "is a folder: remove it" in report.failed[FIRST]
    (tmp_path / FIRST).rmdir()
    assert summary(sweep(GRID, tmp_path)) == (1, 5, 0)
    whole(tmp_path, 6)


@pytest.mark.parametrize("target", ["/dev/null", "folder", "nowhere"])
def test_nothing_is_written_through_a_link(tmp_path: Path, target: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "folder").mkdir()
    (out / FIRST).symlink_to(tmp_path / target)  # an absolute target stays as it is
    (out / "manifest.json").symlink_to(tmp_path / "nowhere.json")
    assert summary(sweep(GRID, out)) == (6, 0, 0)
    whole(out, 6)
    assert not any(path.is_symlink() for path in out.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"out", "folder"}
    assert not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize(("name", "fragment"), [
    ("link", "is a link: name the folder"), ("file", "cannot use .*: file exists"),
    ("file/x", "cannot use .*: not a directory"), ("x" * 300, "cannot use .*: file name too long")])
def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path, name: str, fragment: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=fragment):
        sweep(GRID, tmp_path / name)
    assert not list((tmp_path / "folder").iterdir())
    assert (tmp_path / "file").read_text() == "mine"
