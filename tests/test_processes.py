"""Processes that make many animations at once: whatever they are at, they stop when told to."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# What is said to two processes, and how long they take to end when they are interrupted then.
INTERRUPTED = """
import sys, time
from convgif.processes import pool
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


@pytest.mark.parametrize(("work", "until"), [
    ("bytes, 100_000_000", "futures[0].result()"),  # most of the time it is sent
    ("time.sleep, 600", "time.sleep(2)"), ("time.sleep, 600", "pass")],
    ids=["while a result is sent", "while they work", "while they start"])
def test_an_interrupt_ends_processes_soon(work: str, until: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(INTERRUPTED.format(work=work, until=until))
    try:
        done = run("program.py", cwd=tmp_path, program=(), timeout=60)
    except subprocess.TimeoutExpired:
        pytest.fail("the pool waits for ever")
    assert (done.returncode, done.stderr) == (0, b"")
    assert float(done.stdout) < 10


def test_work_is_done_in_other_processes(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import os\nfrom convgif.processes import pool\nif __name__ == '__main__':\n"
        "    with pool(2) as executor:\n"
        "        found = {executor.submit(os.getpid).result() for _ in range(4)}\n"
        "    with pool(1) as none:\n"
        "        print(len(found - {os.getpid()}) > 0, none)\n")
    done = run("program.py", cwd=tmp_path, program=())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"True None\n", b"")
