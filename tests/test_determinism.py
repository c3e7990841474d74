"""The same call gives the same bytes in any process, and needs nothing but itself to run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import as_ordinary_user, parse_gif, run

# Words, hatches, dashes, inserted zeros, a dot; and a grid of many more lines than matplotlib
# would leave whole if it were asked to simplify.
CALLS = {
    "odd": ("--preset", "padding_strides_odd_transposed", "--title", "Überall Δ"),
    "large": ("--i", "20", "--k", "15", "--d", "1", "--p", "1", "--density", "1.5"),
    "dark": ("--layer", "conv1d", "--d", "2", "--i", "8", "--theme", "dark", "--background",
             "transparent"),
}
Render = Callable[..., bytes]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with matplotlib's list of fonts in it."""
    folder = tmp_path_factory.mktemp("warm")
    done = run("render", "-o", "-", cwd=folder, env={"MPLCONFIGDIR": str(folder)})
    assert parse_gif(done.stdout).images == 9
    assert any(folder.iterdir())
    return folder


@pytest.fixture(scope="module")
def plain(warm: Path) -> dict[str, bytes]:
    """Each call's bytes in a process like any other."""
    found = {}
    for name, call in CALLS.items():
        done = run("render", *call, "-o", "-", cwd=warm, env={"MPLCONFIGDIR": str(warm)})
        assert done.returncode == 0, done.stderr
        assert parse_gif(done.stdout).images > 3
        found[name] = done.stdout
    return found


@pytest.mark.parametrize(("seed", "name"), [
    ("0", "odd"), ("12345", "odd"), pytest.param("1", "dark", marks=pytest.mark.slow),
    pytest.param("2", "large", marks=pytest.mark.slow)])
def test_any_hash_seed_gives_the_same_bytes(warm: Path, plain: dict[str, bytes], seed: str,
                                            name: str) -> None:
    done = run("render", *CALLS[name], "-o", "-", cwd=warm,
               env={"MPLCONFIGDIR": str(warm), "PYTHONHASHSEED": seed})
    assert done.stdout == plain[name]


def test_another_folder_configuration_locale_and_backend_give_the_same_bytes(
        plain: dict[str, bytes], tmp_path: Path) -> None:
    done = run("render", *CALLS["odd"], "-o", "-", cwd=tmp_path, env={
        "MPLCONFIGDIR": str(tmp_path / "elsewhere"), "LC_ALL": "C", "TZ": "Asia/Tokyo",
        "MPLBACKEND": "svg", "SOURCE_DATE_EPOCH": "1", "PYTHONOPTIMIZE": "1", "COLUMNS": "40"})
    assert done.stdout == plain["odd"]


MATPLOTLIBRC = """
path.snap: False
path.simplify: True
path.simplify_threshold: 1.0
path.sketch: 5, 50, 2
agg.path.chunksize: 20
text.hinting: force_autohint
text.hinting_factor: 1
text.antialiased: False
text.usetex: True
text.kerning_factor: 6
lines.antialiased: False
patch.antialiased: False
hatch.linewidth: 5
figure.dpi: 300
savefig.dpi: 300
font.family: monospace
font.size: 30
axes.unicode_minus: False
image.resample: False
"""


@pytest.mark.parametrize("name", [
    "odd", "large", pytest.param("dark", marks=pytest.mark.slow)])
def test_matplotlibs_own_settings_change_nothing(warm: Path, plain: dict[str, bytes], name: str,
                                                 tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(MATPLOTLIBRC)
    rc = "import matplotlib; assert matplotlib.rcParams['agg.path.chunksize'] == 20"
    assert run("-c", rc, cwd=tmp_path, program=()).returncode == 0
    done = run("render", *CALLS[name], "-o", "-", cwd=tmp_path, env={"MPLCONFIGDIR": str(warm)})
    assert done.stdout == plain[name]


def test_a_process_that_has_drawn_other_things_gives_the_same_bytes(
        warm: Path, plain: dict[str, bytes]) -> None:
    program = """
import sys
import convgif, matplotlib
from convgif.cli import main
matplotlib.rcParams.update({"path.snap": False, "agg.path.chunksize": 20, "path.simplify": False})
for theme in ("classic", "dark", "light"):
    animation = convgif.animate(convgif.ConvTranspose2d(stride=3), theme=theme, size_px=500)
    list(animation.frames)
main(sys.argv[1:], prog_name="convgif")
"""
    done = run("render", *CALLS["odd"], "-o", "-", cwd=warm, program=("-c", program),
               env={"MPLCONFIGDIR": str(warm)})
    assert done.stdout == plain["odd"]


# Without threads, processes or a home.

REFUSING = """
import os, subprocess, sys, threading
asked = []
def thread(*args, **kwargs):
    asked.append("thread")
    raise RuntimeError("can't start new thread")
def process(*args, **kwargs):
    asked.append("process")
    raise BlockingIOError(11, "Resource temporarily unavailable")
threading.Thread.start = thread
subprocess.Popen.__init__ = os.fork = os.posix_spawn = os.system = process
from convgif.cli import main
try:
    main(sys.argv[1:], prog_name="convgif")
finally:
    sys.stderr.write(f"asked for {asked}")
"""


def test_nothing_else_is_started(warm: Path, plain: dict[str, bytes]) -> None:
    done = run("render", *CALLS["odd"], "-o", "-", "-q", cwd=warm, program=("-c", REFUSING),
               env={"MPLCONFIGDIR": str(warm)})
    assert done.stderr == b"asked for []"
    assert done.stdout == plain["odd"]


def test_where_nothing_can_be_started_matplotlibs_first_run_works_too(
        plain: dict[str, bytes], tmp_path: Path) -> None:
    """Without its list of fonts matplotlib tries both, and goes on without."""
    done = run("render", *CALLS["odd"], "-o", "-", "-q", cwd=tmp_path, program=("-c", REFUSING),
               env={"MPLCONFIGDIR": str(tmp_path / "cold")})
    assert done.stdout == plain["odd"]


@pytest.mark.parametrize("home", [
    "locked", pytest.param("locked/none", marks=pytest.mark.slow)])
@pytest.mark.parametrize("configured", [False, True], ids=["HOME", "HOME and MPLCONFIGDIR"])
def test_no_writable_home_is_needed(plain: dict[str, bytes], locked: Path, home: str,
                                    configured: bool) -> None:
    folder = str(locked.parent / home)
    done = run("render", *CALLS["odd"], "-o", "-", cwd=locked, preexec_fn=as_ordinary_user(), env={
        "HOME": folder, "XDG_CONFIG_HOME": None, "XDG_CACHE_HOME": None,
        "MPLCONFIGDIR": folder if configured else None})
    assert done.returncode == 0, done.stderr
    assert done.stdout == plain["odd"]
    assert list(locked.iterdir()) == []


def test_no_home_is_needed_at_all(plain: dict[str, bytes], locked: Path) -> None:
    done = run("render", *CALLS["odd"], "-o", "-", cwd=locked, preexec_fn=as_ordinary_user(), env={
        "HOME": None, "XDG_CONFIG_HOME": None, "XDG_CACHE_HOME": None, "USER": None,
        "LOGNAME": None, "MPLCONFIGDIR": str(locked), "TMPDIR": str(locked.parent)})
    assert done.returncode == 0, done.stderr
    assert done.stdout == plain["odd"]
