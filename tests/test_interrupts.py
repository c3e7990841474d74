"""Interrupts and terminations of the command: one line, and the exit code that shells know."""

import os
import signal
import sys
from pathlib import Path

import pytest
from conftest import environment, hearing_interrupts, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

STOPS = pytest.mark.parametrize(("name", "exit_code", "line"), [
    ("SIGINT", 130, "convgif: interrupted\n"), ("SIGTERM", 143, "convgif: terminated\n")])
AS_SCRIPT = ("-c", "import sys\nfrom convgif.__main__ import main\nsys.exit(main())")
AS_MODULE = ("-m", "convgif")
STOPPED = "import os, signal, time; os.kill(os.getpid(), signal.{name}); time.sleep(20)"
# What a library may make of an error, and where one is dropped after it was printed.
ANOTHER_ERROR = "try:\n    {stopped}\nexcept BaseException as error:\n    raise ImportError"
IN_A_CALLBACK = """
import weakref
class Lock: pass
def callback(_):
    {stopped}
lock = Lock()
reference = weakref.ref(lock, callback)
del lock
"""
IGNORED = """
import os, signal
from convgif.cli import main, shaping
resolve = shaping.resolve
def interrupted(*arguments, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return resolve(*arguments, **named)
shaping.resolve = interrupted
main(["shape", "--k", "3", "--i", "5"])
"""


def stopped_by(folder: Path, module: str, source: str, name: str) -> dict[str, str | None]:
    """An environment in which the import of a module stops the process by a signal."""
    folder.mkdir()
    (folder / f"{module}.py").write_text(source.format(stopped=STOPPED.format(name=name)))
    return {"PYTHONPATH": os.pathsep.join((str(folder), environment()["PYTHONPATH"]))}


@STOPS
@pytest.mark.parametrize(("module", "program", "source"), [
    ("click", AS_MODULE, "{stopped}"), ("click", AS_SCRIPT, "{stopped}"),
    ("numpy", AS_MODULE, "{stopped}"), ("numpy", AS_MODULE, ANOTHER_ERROR),
    ("numpy", AS_MODULE, IN_A_CALLBACK)],
    ids=["click", "click of the script", "numpy", "as another error", "in a callback"])
def test_while_modules_are_imported(tmp_path: Path, module: str, program: tuple[str, str],
                                    source: str, name: str, exit_code: int, line: str) -> None:
    env = stopped_by(tmp_path / "modules", module, source, name)
    done = run("render", "--k", "3", "-o", "a.gif", cwd=tmp_path, program=program, env=env,
               preexec_fn=hearing_interrupts)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (exit_code, b"", line)
    assert [path.name for path in tmp_path.iterdir()] == ["modules"]


@STOPS
def test_other_commands_end_so(tmp_path: Path, name: str, exit_code: int, line: str) -> None:
    env = stopped_by(tmp_path / "modules", "numpy", "{stopped}", name)
    done = run("gallery", "build", cwd=tmp_path, env=env, preexec_fn=hearing_interrupts)
    assert (done.returncode, done.stderr.decode()) == (exit_code, line)
    assert [path.name for path in tmp_path.iterdir()] == ["modules"]


def test_a_job_in_the_background_goes_on(tmp_path: Path) -> None:
    def ignored() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    done = run(cwd=tmp_path, program=("-c", IGNORED), preexec_fn=ignored)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Conv2d")
    heard = run(cwd=tmp_path, program=("-c", IGNORED), preexec_fn=hearing_interrupts)
    assert (heard.returncode, heard.stdout) == (130, b"")
