"""What differs on Windows and macOS, simulated: neither is here to run it on."""

import errno
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import run

from convgif.batch import processes
from convgif.batch.locking import LOCK_FILE, only_one_in
from convgif.errors import OutputError
from convgif.formats import destinations
from convgif.formats.destinations import find_destination
from convgif.formats.writing import write_whole

fcntl = pytest.importorskip("fcntl", reason="POSIX is what is simulated upon")


def test_a_name_that_ends_in_a_backslash_is_a_folder_on_windows(monkeypatch: pytest.MonkeyPatch
                                                                ) -> None:
    monkeypatch.setattr(destinations, "SEPARATORS", ("\\", "/"))
    for output in ("frames\\", "frames/", "C:\\a\\frames\\"):
        assert find_destination(output, None, "stem").is_folder
    assert not find_destination("frames\\a.gif", None, "stem").is_folder


def test_a_name_that_ends_in_a_backslash_is_a_file_elsewhere() -> None:
    assert destinations.SEPARATORS == ("/",)
    assert not find_destination("a.gif\\", "gif", "stem").is_folder


# Locks.

def windows_locking(handle: int, mode: int, length: int) -> None:
    """msvcrt.locking: refuses at once what another handle has."""
    try:
        fcntl.flock(handle, fcntl.LOCK_UN if mode == 0 else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "Permission denied") from None


@pytest.fixture
def _windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that has msvcrt, and no fcntl."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(
        LK_UNLCK=0, LK_NBLCK=2, locking=windows_locking))


@pytest.mark.usefixtures("_windows")
def test_one_batch_at_a_time_writes_to_a_folder_on_windows(tmp_path: Path) -> None:
    with only_one_in(tmp_path):
        assert (tmp_path / LOCK_FILE).is_file()
        with pytest.raises(OutputError, match=r"another batch is writing to .*: wait"), \
                only_one_in(tmp_path):
            pass
        with only_one_in(tmp_path / "other"):
            pass
    assert not list(tmp_path.rglob(LOCK_FILE))
    with only_one_in(tmp_path):
        pass


@pytest.mark.usefixtures("_windows")
def test_a_lock_ends_with_what_it_was_for(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), only_one_in(tmp_path):
        raise RuntimeError
    with only_one_in(tmp_path):
        pass


def test_a_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fcntl", "msvcrt"):
        monkeypatch.setitem(sys.modules, name, None)
    with only_one_in(tmp_path), only_one_in(tmp_path):
        assert not list(tmp_path.iterdir())


# A file that is open in a viewer.

@pytest.mark.parametrize("number", [5, 32])
def test_a_file_that_is_open_elsewhere_is_to_be_closed(number: int, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, target: Path) -> None:
        error = PermissionError(errno.EACCES, "Access is denied")
        error.winerror = number  # type: ignore[attr-defined]
        raise error

    shown = tmp_path / "a.gif"
    shown.write_bytes(b"before")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match=r"a\.gif: access is denied: close it where it is open, "
                                          r"or choose another place$"):
        write_whole(shown, b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert shown.read_bytes() == b"before"


# How processes start.

@pytest.mark.parametrize(("platform", "known", "method"), [
    ("linux", ["fork", "spawn", "forkserver"], "forkserver"),
    ("darwin", ["spawn", "fork", "forkserver"], "spawn"), ("win32", ["spawn"], "spawn")])
def test_nothing_is_forked_after_libraries_that_forbid_it(platform: str, known: list[str],
                                                          method: str) -> None:
    assert processes.start_method(known, platform) == method


SPAWNED = """
import multiprocessing, os, sys
sys.platform = "darwin"
from convgif.batch.processes import pool
if __name__ == "__main__":
    with pool(2) as executor:
        found = {executor.submit(os.getpid).result() for _ in range(4)}
        assert executor._context.get_start_method() == "spawn"
    print(len(found - {os.getpid()}) > 0)
"""


def test_a_pool_works_where_processes_are_spawned(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(SPAWNED)
    done = run("program.py", cwd=tmp_path, program=())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"True\n", b"")


# What is printed.

@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936"])
def test_pipes_and_files_are_utf_8_whatever_the_system_says(encoding: str, tmp_path: Path) -> None:
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": None}
    printed = run("shape", cwd=tmp_path, env=env)
    assert "5×5" in printed.stdout.decode("utf-8")
    made = run("render", "--k", "3", "--lang", "zh", "--title", "卷积", "-o", "卷积.gif",
               cwd=tmp_path, env=env)
    assert made.stdout.decode("utf-8") == f"卷积.gif{os.linesep}"
    shown = run("embed", "卷积.gif", "--alt", cwd=tmp_path, env=env)
    assert shown.stdout.decode("utf-8").startswith("卷积")
