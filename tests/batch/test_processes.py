"""Processes that make many animations at once: whatever they are at, they stop when told to."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

MOMENTS = pytest.mark.parametrize(("work", "until"), [
    ("bytes, 100_000_000", "futures[0].result()"),  # most of the time it is sent
    ("time.sleep, 600", "time.sleep(2)"), ("time.sleep, 600", "pass")],
    ids=["while a result is sent", "while they work", "while they start"])

# What is said to two processes, and how long they take to end when they are interrupted then.
INTERRUPTED = """
import sys, time
from convgif.batch.processes import pool
if __name__ == "__main__":
    try:
        with pool(2) as executor:
            futures = [executor.submit({work}) for _ in range(12)]
            {until}
            start = time.monotonic()
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print(time.monotonic() - start)
"""


def ended_after_s(program: str, folder: Path) -> float:
    """What such a program says; it fails where it waits for ever."""
    (folder / "program.py").write_text(program)
    try:
        done = run("program.py", cwd=folder, program=(), timeout=60)
    except subprocess.TimeoutExpired:
        pytest.fail("the pool waits for ever")
    assert (done.returncode, done.stderr) == (0, b"")
    return float(done.stdout)


@MOMENTS
def test_an_interrupt_ends_processes_soon(work: str, until: str, tmp_path: Path) -> None:
    assert ended_after_s(INTERRUPTED.format(work=work, until=until), tmp_path) < 10


# The same, where they are killed, as a system does that is out of memory.
KILLED = """
import multiprocessing, sys, time
from concurrent.futures import BrokenExecutor
from convgif.batch.processes import pool
if __name__ == "__main__":
    with pool(2) as executor:
        futures = [executor.submit({work}) for _ in range(12)]
        {until}
        start = time.monotonic()
        for process in multiprocessing.active_children():
            process.kill()
        errors = [type(future.exception()) for future in futures]
        assert set(errors) <= {{type(None), BrokenExecutor}}, errors
        assert errors[-1] is BrokenExecutor
        print(time.monotonic() - start)
"""


@MOMENTS
def test_nobody_waits_for_processes_that_died(work: str, until: str, tmp_path: Path) -> None:
    assert ended_after_s(KILLED.format(work=work, until=until), tmp_path) < 10


def test_a_pool_of_which_one_process_died_says_so(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import os\nfrom concurrent.futures import BrokenExecutor\n"
        "from convgif.batch.processes import pool\nif __name__ == '__main__':\n"
        "    with pool(2) as executor:\n"
        "        print(type(executor.submit(os._exit, 1).exception()).__name__)\n")
    done = run("program.py", cwd=tmp_path, program=())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"BrokenExecutor\n", b"")


def test_what_is_raised_there_is_raised_here(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "from convgif.batch.processes import pool\nif __name__ == '__main__':\n"
        "    with pool(2) as executor:\n"
        "        assert executor.submit(eval, 'lambda: 0').exception()  # goes through no pipe\n"
        "        print(repr(executor.submit(int, 'x').exception()),\n"
        "              executor.submit(int, 'f', base=16).result())\n")
    done = run("program.py", cwd=tmp_path, program=())
    assert done.stdout.decode() == (
        """ValueError("invalid literal for int() with base 10: 'x'") 15\n""")
    assert (done.returncode, done.stderr) == (0, b"")


def test_work_is_done_in_other_processes(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import os\nfrom convgif.batch.processes import pool\nif __name__ == '__main__':\n"
        "    with pool(2) as executor:\n"
        "        found = {executor.submit(os.getpid).result() for _ in range(4)}\n"
        "    with pool(1) as none:\n"
        "        print(len(found - {os.getpid()}) > 0, none)\n")
    done = run("program.py", cwd=tmp_path, program=())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"True None\n", b"")
