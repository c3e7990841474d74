"""`convgif batch` when things go wrong: killed, interrupted, no room, no right, damaged files."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from conftest import as_ordinary_user, decode, environment, hearing_interrupts, run
from test_sweeping import made_at, read, whole

from convgif.formats.writing import PARTIAL_PREFIX

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

LARGE = ("--seed", "1..4", "--k", "2,3", "--s", "1,2", "--p", "0..2", "--d", "1,2", "--theme",
         "light,dark", "--i", "6..7", "--size", "150")  # more than can be made in the meantime
COUNT = 384
SMALL = ("--i", "4", "--k", "1..3", "--s", "1,2", "--size", "100")  # 6 animations
FIRST = "conv2d_i4_k1_size100.gif"
MANY = (*LARGE[2:-2], "--size", "60", "--text", "none")  # COUNT // 4, each soon made


def start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """The command in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "convgif", "batch", *arguments, "-o", "out"], cwd=folder,
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=hearing_interrupts)


def wait_for_progress(process: "subprocess.Popen[bytes]") -> None:
    assert process.stderr is not None
    assert b" of " in process.stderr.readline()


def alive(session: int) -> list[str]:
    """The processes of a session that still run."""
    listed = subprocess.run(["ps", "-e", "-o", "sess=,stat=,args="], capture_output=True,
                            text=True, check=True).stdout.splitlines()
    return [line for line in listed if line.split()[0] == str(session)
            and not line.split()[1].startswith("Z")]


def assert_all_gone(session: int) -> None:
    deadline = time.monotonic() + 20
    while (left := alive(session)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def assert_usable(folder: Path) -> None:
    """What must hold at any time: every file decodes, and the manifest is one."""
    for path in folder.glob("*.gif"):
        assert decode(path.read_bytes())
    if (folder / "manifest.json").exists():
        assert {row["convgif"] for row in [json.loads((folder / "manifest.json").read_text())]}


# Stopped.

@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("stop", ["interrupt", "interrupt all", "terminate", "terminate all"])
def test_a_stop_keeps_what_is_whole_and_says_how_to_go_on(tmp_path: Path, jobs: str, stop: str
                                                          ) -> None:
    with start(tmp_path, *LARGE, "--jobs", jobs) as process:
        wait_for_progress(process)
        number = signal.SIGTERM if stop.startswith("terminate") else signal.SIGINT
        if stop.endswith("all"):  # as a terminal does, or `timeout`
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        out, said = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert out == b""
    assert b"convgif: interrupted: what is whole is kept in out; the same command goes on" in said
    assert b"Traceback" not in said, said.decode()
    assert_all_gone(process.pid)
    kept = len(whole(tmp_path / "out", len(read(tmp_path / "out")))) - 1
    assert 1 <= kept < COUNT


IN_THE_MIDDLE = """
import os, signal, time
from convgif.batch import sweeping
from convgif.cli import main
make = sweeping.make
def interrupted(task):
    for _ in range({times}):
        os.kill(os.getpid(), signal.{name})
        time.sleep(1)
    return make(task)
sweeping.make = interrupted
main(["batch", "--i", "4", "--k", "1..3", "--jobs", "1", "-o", "out"])
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(("times", "said", "files"), [
    (1, "what is whole is kept in out; the same command goes on", 2),
    (2, "nothing was made yet", 0)])
def test_an_interrupt_waits_for_the_end_of_an_animation_and_a_second_does_not(
        tmp_path: Path, name: str, times: int, said: str, files: int) -> None:
    (tmp_path / "program.py").write_text(IN_THE_MIDDLE.format(name=name, times=times))
    done = run("program.py", cwd=tmp_path, program=(), preexec_fn=hearing_interrupts)
    assert done.returncode == 128 + signal.Signals[name]
    assert done.stderr.decode().splitlines()[-1] == f"convgif: interrupted: {said}"
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "out").exists() == bool(files)
    assert not files or len(whole(tmp_path / "out", files - 1)) == files


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_while_the_pool_starts_is_one_line(tmp_path: Path, number: int) -> None:
    for delay in (0.3, 0.5, 0.8):
        with start(tmp_path, *LARGE, "--jobs", "2") as process:
            time.sleep(delay)
            os.killpg(process.pid, number)
            _, said = process.communicate(timeout=30)
        assert process.returncode != 0  # it may come before Python itself has started
        assert b"forkserver" not in said, said.decode()
        assert b"cannot start" not in said, said.decode()
        assert_all_gone(process.pid)


def test_going_on_makes_only_the_rest(tmp_path: Path) -> None:
    with start(tmp_path, *MANY, "--jobs", "1") as process:
        wait_for_progress(process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    before = made_at(tmp_path / "out")
    again = run("batch", *MANY, "-q", "-o", "out", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, b"")
    after = made_at(tmp_path / "out")
    assert {name: after[name] for name in before} == before
    whole(tmp_path / "out", COUNT // 4)


@pytest.mark.slow
def test_killed_ten_times_and_then_complete(tmp_path: Path) -> None:
    grid, moments = (*LARGE[2:], "--seed", "1..2"), Random(3)
    for _ in range(10):
        with start(tmp_path, *grid, "--jobs", "2") as process:
            time.sleep(moments.uniform(0.1, 2))
            process.kill()
            process.communicate(timeout=30)
        assert_all_gone(process.pid)
        assert_usable(tmp_path / "out")
    last = run("batch", *grid, "-q", "-o", "out", cwd=tmp_path)
    assert (last.returncode, last.stderr) == (0, b"")
    whole(tmp_path / "out", COUNT // 2)
    again = run("batch", *grid, "-o", "out", cwd=tmp_path)
    assert again.stderr.decode().endswith(f"0 made, {COUNT // 2} kept, 0 failed in out\n")


def test_a_killed_batch_leaves_no_process_behind(tmp_path: Path) -> None:
    with start(tmp_path, *LARGE, "--jobs", "2") as process:
        wait_for_progress(process)
        process.kill()
        process.communicate(timeout=30)
    assert_all_gone(process.pid)
    assert_usable(tmp_path / "out")


def test_a_process_of_the_pool_that_dies_is_one_line(tmp_path: Path) -> None:
    with start(tmp_path, *LARGE, "--jobs", "2") as process:
        wait_for_progress(process)
        workers = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,sess="], capture_output=True,
                                 text=True, check=True).stdout.splitlines()
        parents = {}
        for line in workers:
            pid, parent, session = map(int, line.split())
            if session == process.pid:
                parents[pid] = parent
        victim = max(pid for pid, parent in parents.items() if parent != process.pid
                     and parent in parents)  # a child of the fork server
        os.kill(victim, signal.SIGKILL)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    last = said.decode().splitlines()[-1]
    assert last.startswith("convgif: a process that made animations died")
    assert b"Traceback" not in said
    assert_all_gone(process.pid)
    whole(tmp_path / "out", len(read(tmp_path / "out")))


def test_a_process_that_cannot_be_started_is_one_line(tmp_path: Path) -> None:
    import resource
    done = run("batch", *LARGE, "--jobs", "100", "-o", "out", cwd=tmp_path,
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60)))
    assert done.returncode == 1
    assert re.fullmatch(r"convgif: cannot start process \d+ of 100: too many open files: take "
                        r"fewer", done.stderr.decode().splitlines()[-1])
    assert_usable(tmp_path / "out")


def test_a_second_batch_into_the_folder_is_refused_and_nothing_lost(tmp_path: Path) -> None:
    with start(tmp_path, *MANY, "--jobs", "1") as process:
        wait_for_progress(process)
        process.send_signal(signal.SIGSTOP)  # so that it lasts as long as the others do
        second = run("batch", *SMALL, "-o", "out", cwd=tmp_path)
        elsewhere = run("batch", *SMALL, "-q", "-o", "out2", cwd=tmp_path)
        still = process.poll() is None
        process.send_signal(signal.SIGCONT)
        _, said = process.communicate(timeout=60)
    assert still, "the first was done too soon to tell anything"
    assert second.returncode == 1
    assert second.stderr == (b"convgif: another batch is writing to out: wait for it or take "
                             b"another folder\n")
    assert elsewhere.returncode == 0
    assert process.returncode == 0, said
    whole(tmp_path / "out", COUNT // 4)
    assert run("batch", *SMALL, "-q", "-o", "out", cwd=tmp_path).returncode == 0
    whole(tmp_path / "out", COUNT // 4 + 6)


# No room, no right.

@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for very little."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
                             capture_output=True, check=False)
    if mounted.returncode:
        if os.environ.get("CI"):
            pytest.fail(f"CI must be able to mount: {mounted.stderr!r}")
        pytest.skip("a small disk needs root: run as root to test what a full one does")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_is_one_line_and_loses_nothing(small_disk: Path, jobs: str) -> None:
    grid = ("--i", "5", "--k", "1..3", "--s", "1,2", "--p", "0..2", "--size", "150")
    full = run("batch", *grid, "--jobs", jobs, "-o", "out", cwd=small_disk)
    assert full.returncode == 1
    lines = full.stderr.decode().splitlines()
    assert "no space left on device" in lines[-1]
    assert lines[-1].startswith("convgif: cannot write ")
    assert not any("Traceback" in line for line in lines)
    assert_usable(small_disk / "out")
    assert not list((small_disk / "out").glob(f"{PARTIAL_PREFIX}*"))
    before = made_at(small_disk / "out")
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    assert run("batch", *grid, "-q", "-o", "out", cwd=small_disk).returncode == 0
    files = whole(small_disk / "out", 18)
    assert before.keys() <= files.keys()


def test_a_read_only_folder_is_one_line(locked: Path) -> None:
    user = as_ordinary_user()
    inside = run("batch", *SMALL, "-o", ".", cwd=locked, preexec_fn=user)
    below = run("batch", *SMALL, "-o", "out", cwd=locked, preexec_fn=user)
    for refused in (inside, below):
        assert refused.returncode == 1
        last = refused.stderr.decode().splitlines()[-1]
        assert last.startswith("convgif: cannot ")
        assert "permission denied" in last
        assert b"Traceback" not in refused.stderr
    assert not list(locked.iterdir())


def test_a_read_only_folder_in_which_all_is_right_is_fine(tmp_path: Path) -> None:
    assert run("batch", *SMALL, "-q", "-o", "out", cwd=tmp_path).returncode == 0
    (tmp_path / "out" / f"{PARTIAL_PREFIX}1").write_bytes(b"half")
    (tmp_path / "out").chmod(0o555)
    again = run("batch", *SMALL, "-o", "out", cwd=tmp_path, preexec_fn=as_ordinary_user())
    (tmp_path / "out").chmod(0o755)
    assert (again.returncode, again.stderr) == (0, b"0 made, 6 kept, 0 failed in out\n")


# Damage.

@pytest.fixture
def done(tmp_path: Path) -> Path:
    assert run("batch", *SMALL, "-q", "-o", "out", cwd=tmp_path).returncode == 0
    return tmp_path / "out"


def again(done: Path) -> "subprocess.CompletedProcess[bytes]":
    return run("batch", *SMALL, "-o", "out", cwd=done.parent)


def test_a_file_damaged_by_hand_is_made_again(done: Path) -> None:
    files = whole(done, 6)
    (done / FIRST).write_bytes(files[FIRST][:40])
    assert b"1 made, 5 kept, 0 failed" in again(done).stderr
    assert whole(done, 6) == files


@pytest.mark.parametrize(("text", "fragment"), [
    ("not JSON {", "is no manifest of convgif: remove it or take another folder"),
    ('{"convgif": "999.1", "animations": []}', "was written by convgif 999.1, this is"),
])
def test_a_manifest_that_is_not_ours_is_left_alone(done: Path, text: str, fragment: str) -> None:
    (done / "manifest.json").write_text(text)
    before = made_at(done)
    refused = again(done)
    assert refused.returncode == 1
    assert fragment in refused.stderr.decode()
    assert len(refused.stderr.decode().splitlines()) == 1
    assert (done / "manifest.json").read_text() == text
    assert made_at(done) == before


def test_a_target_that_is_a_link_is_replaced_and_never_written_through(done: Path) -> None:
    outside = done.parent / "outside.gif"
    outside.write_bytes(b"mine")
    (done / FIRST).unlink()
    (done / FIRST).symlink_to(outside)
    assert b"1 made, 5 kept, 0 failed" in again(done).stderr
    assert outside.read_bytes() == b"mine"
    assert not (done / FIRST).is_symlink()
    whole(done, 6)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    refused = run("batch", *SMALL, "-o", "out", cwd=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr == b"convgif: out is a link: name the folder that it leads to\n"
    assert not list((tmp_path / "real").iterdir())
