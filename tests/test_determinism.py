"""The same call gives the same bytes in any process, and needs nothing but itself to run."""

import json
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
import pytest
from conftest import as_ordinary_user, parse_gif, run

from convgif import animate
from convgif.formats import fonts, pdf_fonts
from convgif.layers import ConvTranspose2d
from convgif.scenes import text

# Words, hatches, dashes, inserted zeros, a dot; and a grid of many more lines than matplotlib
# would leave whole if it were asked to simplify.
CALLS = {
    "odd": ("--preset", "padding_strides_odd_transposed", "--title", "Überall Δ"),
    "large": ("--i", "20", "--k", "15", "--d", "1", "--p", "1", "--density", "1.5"),
    "dark": ("--layer", "conv1d", "--d", "2", "--i", "8", "--theme", "dark", "--background",
             "transparent"),
    "paths": ("causal_dilations", "--view", "receptive", "--paths", "--unit", "2"),
    "tied": ("dcgan", "--text", "none", "--size", "480"),
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
    pytest.param("2", "large", marks=pytest.mark.slow), ("3", "paths"),
    pytest.param("4", "tied", marks=pytest.mark.slow)])
def test_any_hash_seed_gives_the_same_bytes(warm: Path, plain: dict[str, bytes], seed: str,
                                            name: str) -> None:
    done = run("render", *CALLS[name], "-o", "-", cwd=warm,
               env={"MPLCONFIGDIR": str(warm), "PYTHONHASHSEED": seed})
    assert done.stdout == plain[name]


def test_another_folder_configuration_locale_and_backend_give_the_same_bytes(
        plain: dict[str, bytes], tmp_path: Path) -> None:
    done = run("render", *CALLS["odd"], "-o", "-", cwd=tmp_path, env={
        "MPLCONFIGDIR": str(tmp_path / "elsewhere"), "LC_ALL": "C", "TZ": "Asia/Tokyo",
        "MPLBACKEND": "svg", "SOURCE_DATE_EPOCH": "1", "COLUMNS": "40"})
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


# A few at once, and in every format: matplotlib's settings, and the environment.

DRAWN = ("gif", "png", "pdf", "svg")  # each in a way of its own
STABLE = (*DRAWN, "html", "webp", "apng")
SETTINGS: Mapping[str, Any] = {
    "pdf.inheritcolor": True, "pdf.compression": 0, "pdf.fonttype": 42,
    "pdf.use14corefonts": True, "svg.fonttype": "none", "svg.hashsalt": "salt",
    "path.snap": False, "path.simplify": False, "path.simplify_threshold": 1.0,
    "path.sketch": (5, 50, 2), "agg.path.chunksize": 20, "text.hinting": "force_autohint",
    "text.hinting_factor": 1, "text.antialiased": False, "text.usetex": True,
    "text.kerning_factor": 6, "text.color": "red", "lines.antialiased": False,
    "lines.linewidth": 9, "lines.solid_capstyle": "butt", "lines.dash_capstyle": "round",
    "lines.scale_dashes": False, "patch.antialiased": False, "patch.linewidth": 9,
    "patch.force_edgecolor": True, "hatch.linewidth": 5, "hatch.color": "red",
    "figure.dpi": 300, "figure.facecolor": "black", "savefig.dpi": 300,
    "savefig.transparent": True, "font.family": ["monospace"], "font.size": 30,
    "mathtext.fontset": "stix", "axes.unicode_minus": False, "image.resample": False}
SETTINGS_AT_ONCE = 6


def batched(names: Iterable[str], count: int) -> list[tuple[str, ...]]:
    """The names, so many at a time, neighbours apart: they may hide each other's effect."""
    listed = list(names)
    apart = -(-len(listed) // count)
    return [tuple(listed[start::apart]) for start in range(apart)]


def drawn_anew() -> dict[str, str]:
    """The digest of a picture however it is drawn, with nothing kept from before."""
    for kept in (text._em_width, text._opened, text._shipped, text._source, text._glyph,
                 fonts.subset, pdf_fonts._embedded):
        kept.cache_clear()
    made = animate(ConvTranspose2d(kernel_size=3, stride=2, padding=1, bias=False),
                   input_size=3, language="zh", title="(a) é")
    with TemporaryDirectory() as folder:  # saved, for what a still shows is its destination's
        return {name: sha256(made.save(Path(folder, f"a.{name}")).read_bytes()).hexdigest()
                for name in DRAWN}


@pytest.fixture(scope="module")
def usual() -> Iterator[dict[str, str]]:
    with mpl.rc_context():
        mpl.rcdefaults()
        yield drawn_anew()


@pytest.mark.parametrize("names", batched(SETTINGS, SETTINGS_AT_ONCE), ids=" ".join)
def test_no_setting_of_matplotlib_reaches_any_format(usual: dict[str, str],
                                                     names: tuple[str, ...]) -> None:
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of settings that a later version does without
        mpl.rcdefaults()
        known = [name for name in names if name in mpl.rcParams]
        assert known, "this matplotlib has none of them"
        for name in known:
            assert mpl.rcParams[name] != SETTINGS[name]
            mpl.rcParams[name] = SETTINGS[name]
        assert drawn_anew() == usual


PROGRAM = """
import sys, json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from convgif.cli import main
found = {}
for name in sys.argv[1].split(","):
    main(["render", "--transposed", "--k", "3", "--s", "2", "--p", "1", "--lang", "zh", "--i", "3",
          "--title", "(a) \\u00e9", "-q", "-o", f"a.{name}"], standalone_mode=False)
    found[name] = sha256(Path(f"a.{name}").read_bytes()).hexdigest()
print(json.dumps(found))
"""
ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "LC_ALL": "tr_TR.UTF-8",
    "LANG": "de_DE.UTF-8", "LANGUAGE": "zh", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "FREETYPE_PROPERTIES": "truetype:interpreter-version=35 cff:no-stem-darkening=0 "
                           "cff:darkening-parameters=500,400,1000,400,1500,400,2000,400",
    "SOURCE_DATE_EPOCH": "1", "PILLOW_ALIGNMENT": "16", "PILLOW_BLOCKS_MAX": "7",
    "COLUMNS": "40", "NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb", "PYTHONOPTIMIZE": "2",
    "PYTHONUTF8": "0", "DISPLAY": ":99", "WAYLAND_DISPLAY": "none", "QT_API": "pyqt5",
    "USER": "someone", "LOGNAME": "someone", "HOSTNAME": "elsewhere", "EDITOR": "none",
    "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def rendered(folder: Path, env: Mapping[str, str | None], **options: Any) -> dict[str, str]:
    done = run(",".join(STABLE), cwd=folder, program=("-c", PROGRAM), env=env, **options)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def files(warm: Path) -> dict[str, str]:
    """The digest of a picture in every format, in a process like any other."""
    return rendered(warm, {"MPLCONFIGDIR": str(warm)})


def test_nothing_of_the_environment_reaches_any_format(files: dict[str, str], tmp_path: Path
                                                       ) -> None:
    elsewhere = tmp_path / "another folder"
    elsewhere.mkdir()
    settings = tmp_path / "matplotlibrc"
    settings.write_text(MATPLOTLIBRC + "pdf.inheritcolor: True\npdf.compression: 0\n")
    places = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME",
                                               "XDG_CACHE_HOME", "MPLCONFIGDIR")}
    assert rendered(elsewhere, {**ENVIRONMENT, **places, "MATPLOTLIBRC": str(settings)},
                    preexec_fn=lambda: os.umask(0o077)) == files


def test_it_is_the_same_in_the_command_and_in_python(usual: dict[str, str], files: dict[str, str]
                                                     ) -> None:
    assert usual.items() <= files.items()


@pytest.mark.parametrize("backend", ["module://no.such", "nonsense", "tkagg"])
def test_no_name_of_a_backend_stops_the_command(warm: Path, backend: str) -> None:
    done = run("render", "-q", "-o", "a.gif", cwd=warm,
               env={"MPLCONFIGDIR": str(warm), "MPLBACKEND": backend})
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("format", ["gif", "pdf"])
def test_settings_that_matplotlib_cannot_read_are_one_line(format: str, tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"font.size: \xff\n")
    done = run("render", "-q", "-o", f"a.{format}", cwd=tmp_path)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert line.startswith("convgif: matplotlib does not start with its settings here (")
    assert line.endswith("): see to its matplotlibrc and to MPLBACKEND")


def test_they_are_one_line_a_file_where_processes_draw(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"font.size: \xff\n")
    done = run("batch", "-q", "--k", "2,3", "--jobs", "2", "-o", "out", cwd=tmp_path)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert sorted(line.partition(" (")[0] for line in lines) == [
        f"convgif: conv2d_i5_k{size}.gif: matplotlib does not start with its settings here"
        for size in (2, 3)]


@pytest.mark.parametrize("format", ["svg", "html"])
def test_what_needs_no_matplotlib_is_written_whatever_its_settings(
        format: str, warm: Path, tmp_path: Path) -> None:
    words = ("render", "--preset", "padding_strides", "--lang", "zh", "-q", "-o", "-", "--format",
             format)
    (tmp_path / "matplotlibrc").write_bytes(b"font.size: \xff\n")
    usual = run(*words, cwd=warm)
    assert usual.returncode == 0
    assert run(*words, cwd=tmp_path, env={"MPLBACKEND": "nonsense"}).stdout == usual.stdout


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
