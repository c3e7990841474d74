"""What the tests of several modules share: the command in a process of its own, Chromium, TeX, and
GIFs read back block by block."""

import ctypes
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import imageio.v3 as iio
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import settings

from convgif.cli import main

ROOT = Path(__file__).parents[1]
CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync")
# Each run of CI draws a third of the examples that a test asks for, always the same ones; the long
# script ten times as many as it asks for, always others.
FULL_EXAMPLES, SHORT_SHARE, LONG_TIMES = 100, 3, 10
# What may come out differently on another Python: syntax and its messages, text, numbers, processes
# and signals, what is installed, and a picture in every format.
SMOKE = (
    "test_architecture", "test_batch", "test_batch_faults", "test_bad_input", "test_cli",
    "test_destinations", "test_determinism", "test_digest", "test_errors", "test_formats",
    "test_formats_facts", "test_formats_images", "test_interrupts", "test_kernels", "test_loading",
    "test_manifest", "test_notation", "test_packaging", "test_parsers", "test_processes",
    "test_public_api", "test_setting_files", "test_sweeping")

# The same examples in every run; `pytest --hypothesis-profile=long` draws others each time.
settings.register_profile("short", max_examples=FULL_EXAMPLES // SHORT_SHARE, derandomize=True)
# Each says all: in CI Hypothesis' own default is other than at home.
settings.register_profile(
    "long", max_examples=LONG_TIMES * FULL_EXAMPLES, derandomize=False, print_blob=True)
settings.load_profile("short")

# Thousands of tests fill the memory with what stays: to look for garbage among it at Python's own
# pace took a twentieth of the time. imageio looks whenever it closes a video, which took seconds a
# file: so what is left after the tests of a module is cleared once, and never looked at again.
gc.set_threshold(100_000, 20, 50)


def pytest_collection_finish() -> None:
    """Leaves all that was imported and collected out of the search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Clears what the tests of a module left behind, and leaves the rest out of the search."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what every Python runs."""
    for item in items:
        if item.path.stem in SMOKE and not item.get_closest_marker("slow"):
            item.add_marker("smoke")


def environment(**changes: str | None) -> dict[str, str]:
    """The environment in which `python -m convgif` finds this tree from any folder; None takes a
    variable out."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    changed: dict[str, str | None] = {**os.environ, "PYTHONPATH": path, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def run(*arguments: str, cwd: Path, env: Mapping[str, str | None] | None = None,
        program: Sequence[str] = ("-m", "convgif"), **options: Any
        ) -> subprocess.CompletedProcess[bytes]:
    """The command, run in a process of its own."""
    return subprocess.run(
        [sys.executable, *program, *arguments], cwd=cwd, env=environment(**(env or {})),
        check=False, stdin=subprocess.DEVNULL,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 100, **options})


def invoke(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """The same in this process, for what depends on none: most of the time of a short command goes
    into its start."""
    with chdir(cwd):
        done = CliRunner().invoke(main, arguments, prog_name="convgif", catch_exceptions=False)
    return subprocess.CompletedProcess(
        arguments, done.exit_code, done.stdout_bytes, done.stderr_bytes)


def hearing_interrupts() -> None:
    """A `preexec_fn` after which a process hears interrupts, even where the tests are a job in the
    background, which has them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def as_ordinary_user() -> Callable[[], None] | None:
    """A `preexec_fn` after which modes of files count, for root too: it keeps its files and
    loses what lets it pass over their modes. None where nothing need be done."""
    if os.geteuid():
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def drop() -> None:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")
    return drop


@pytest.fixture
def locked(tmp_path: Path) -> Iterable[Path]:
    """A folder into which as_ordinary_user() cannot write."""
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    subprocess.run(["touch", folder / "probe"], preexec_fn=as_ordinary_user(), check=False,
                   capture_output=True)
    assert not (folder / "probe").exists(), "modes of files do not count here"
    yield folder
    folder.chmod(0o755)


def without(need: str, install: str) -> NoReturn:
    """Skips a test that has an optional need, and says what installs it; in continuous integration
    it fails, for there all that is needed is installed."""
    give_up = pytest.fail if os.environ.get("CI") else pytest.skip
    give_up(f"{need} is not installed: {install}")


@pytest.fixture(scope="module")
def launch() -> Iterator[Callable[..., Any]]:
    """Starts Chromium, with other flags and variables besides; skipped where there is none, but
    never in continuous integration. Of a module, not of the session: while it is there, no event
    loop of another's can run."""
    executable = shutil.which("chromium")
    if executable is None:
        without("chromium", "apt-get install chromium")
    try:
        from playwright import sync_api as api
    except ImportError:
        without("playwright", "pip install playwright")
    with api.sync_playwright() as playwright:
        yield lambda *flags, **variables: playwright.chromium.launch(
            executable_path=executable, args=[*CHROMIUM_FLAGS, *flags],
            env={**os.environ, **variables})


@pytest.fixture(scope="module")
def browser(launch: Callable[..., Any]) -> Iterator[Any]:
    """Chromium."""
    found = launch()
    yield found
    found.close()


def tex_engine(name: str, files: Sequence[str], packages: str) -> Callable[..., Path]:
    """Compiles the text of a document in a folder, by that engine, and returns the PDF's path;
    what it finds wrong fails, in its own words. Skipped where it or one of TeX's files is not
    there, but never in continuous integration."""
    engine = shutil.which(name)
    if engine is None:
        without(name, f"apt-get install {packages}")
    for file in files:
        if subprocess.run(["kpsewhich", file], check=False, capture_output=True).returncode:
            without(file, f"apt-get install {packages}")

    def typeset(folder: Path, text: str, job: str = "document", runs: int = 1) -> Path:
        (folder / f"{job}.tex").write_text(text, "utf-8")
        for _ in range(runs):
            ran = subprocess.run(
                [engine, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error",
                 "-file-line-error", f"{job}.tex"], cwd=folder, check=False, timeout=120,
                stdin=subprocess.DEVNULL, capture_output=True,
                env=environment(max_print_line="999"))
            said = ran.stdout.decode(errors="replace")
            wrong = re.findall(r"^(?:!|\S+:\d+:).*(?:\n.*){0,3}", said, re.MULTILINE)
            assert ran.returncode == 0, "\n".join(wrong) or said[-800:]
        return folder / f"{job}.pdf"
    return typeset


@pytest.fixture(scope="session")
def pdflatex() -> Callable[..., Path]:
    """pdflatex, which compiles a document; see tex_engine()."""
    return tex_engine("pdflatex", ("beamer.cls", "animate.sty"),
                      "texlive-latex-extra texlive-fonts-recommended")


@pytest.fixture(scope="session")
def xelatex() -> Callable[..., Path]:
    """xelatex, which compiles a document, in Chinese too; see tex_engine()."""
    return tex_engine("xelatex", ("xeCJK.sty", "ulem.sty"), "texlive-xetex texlive-lang-chinese "
                      "texlive-plain-generic fonts-freefont-otf")


@pytest.fixture(scope="module")
def trap(browser: Any) -> Iterator[Any]:
    """A `Trap` of hostile_words.py, which tells whether words on a page do anything."""
    from hostile_words import Trap

    found = Trap(browser)
    yield found
    found.close()


@pytest.fixture
def nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test's own folder as the current one; no attack may leave a file below it."""
    from hostile_words import files_made_by_attacks

    monkeypatch.chdir(tmp_path)
    yield
    assert [name for name in files_made_by_attacks() if list(Path().rglob(name))] == []


@dataclass
class Gif:
    """What the blocks of a GIF say. loop: the count in its NETSCAPE block, None without one."""

    width: int = 0
    height: int = 0
    global_colors: int = 0
    local_tables: int = 0
    loop: int | None = None
    comment: str = ""
    delays_ms: list[int] = field(default_factory=list)
    disposals: list[int] = field(default_factory=list)
    images: int = 0


def parse_gif(data: bytes) -> Gif:
    """A GIF, read by the letter of its specification; fails for one that is cut off."""
    assert data[:6] == b"GIF89a"
    gif = Gif(int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))
    gif.global_colors = 2 << (data[10] & 7) if data[10] & 0x80 else 0
    at = 13 + 3 * gif.global_colors

    def sub_blocks() -> bytes:
        nonlocal at
        found = b""
        while size := data[at]:
            found += data[at + 1:at + 1 + size]
            at += 1 + size
        at += 1
        return found

    while data[at] != 0x3B:
        kind, label = data[at], data[at + 1]
        if kind == 0x2C:
            flags = data[at + 9]
            at += 10 + (3 * (2 << (flags & 7)) if flags & 0x80 else 0) + 1
            gif.local_tables += flags >> 7
            gif.images += 1
            assert sub_blocks()
            continue
        assert kind == 0x21
        at += 2
        content = sub_blocks()
        if label == 0xF9:
            gif.delays_ms.append(10 * int.from_bytes(content[1:3], "little"))
            gif.disposals.append(content[0] >> 2 & 7)
        elif label == 0xFE:
            gif.comment += content.decode()
        elif label == 0xFF and content.startswith(b"NETSCAPE2.0"):
            gif.loop = int.from_bytes(content[12:14], "little")
    assert at == len(data) - 1
    return gif


def decode(data: bytes, mode: str = "RGB") -> list[np.ndarray]:
    """The frames of a GIF as they are shown, uint8 (rows, columns, channels)."""
    with iio.imopen(data, "r", plugin="pillow", extension=".gif") as file:
        return [file.read(index=i, mode=mode) for i in range(file.properties(index=...).n_images)]


def timeline(frames: Iterable[np.ndarray], durations: Iterable[int]) -> list[tuple[bytes, int]]:
    """What is shown for how long; neighbours that are alike are one, as in a GIF."""
    shown: list[tuple[bytes, int]] = []
    for frame, duration in zip(frames, durations, strict=True):
        pixels = frame.tobytes()
        if shown and shown[-1][0] == pixels:
            shown[-1] = pixels, shown[-1][1] + duration
        else:
            shown.append((pixels, duration))
    return shown
