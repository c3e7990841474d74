"""MP4: what a player of slides needs, and what to do where the extra is missing."""

import errno
import resource
import signal
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import run
from layer_strategies import refusal
from sample_animations import of_preset

from convgif import Animation, Conv1d, animate
from convgif.errors import LimitError, OutputError
from convgif.formats import FORMATS
from convgif.frames.raster import Frames
from convgif.scenes.easing import ROW_EASE_MS

LOSS = 6  # of 255 on average: the chroma is halved
NOTICED = 24  # levels of 256 by which a pixel differs; the encoder alone stays below


def read(data: bytes, path: Path) -> tuple[Any, np.ndarray]:
    """What the file says of itself, and its frames."""
    path.write_bytes(data)
    with iio.imopen(path, "r", plugin="pyav") as file:
        return file.metadata(), file.read(index=...)


@pytest.mark.parametrize("settings", [{"easing": False}, {"theme": "dark", "size_px": 251},
                                      {"background": "transparent", "density": 1.5}], ids=repr)
def test_every_step_is_shown_for_its_time(tmp_path: Path, settings: dict[str, Any]) -> None:
    animation = of_preset("padding_strides", **settings)
    said, frames = read(FORMATS["mp4"].encode(animation), tmp_path / "a.mp4")
    assert (said["codec"], said["video_format"], said["fps"]) == ("h264", "yuv420p", 30)
    assert said["duration"] == pytest.approx(sum(animation.durations) / 1000, abs=1 / 30)
    rows, columns = animation.size
    assert frames.shape[1:] == (rows + rows % 2, columns + columns % 2, 3)
    shown = list(animation.frames)
    ends = np.cumsum(animation.durations)
    on_the_way = ROW_EASE_MS if animation.easing else 0
    for step, (end, duration) in enumerate(zip(ends, animation.durations, strict=True)):
        first, last = (round((end - duration) * 30 / 1000) + 1,
                       round((end - on_the_way) * 30 / 1000) - 2)
        for at in (first, last):
            seen = frames[at, :rows, :columns].astype(int)
            apart = [np.abs(seen - frame).mean() for frame in shown]
            assert int(np.argmin(apart)) == step
            assert apart[step] < LOSS


def test_between_steps_the_outline_is_on_its_way(tmp_path: Path) -> None:
    """From 150 ms before a step on it leaves, and no cell has changed yet."""
    animation = of_preset("no_padding_no_strides")
    _, frames = read(FORMATS["mp4"].encode(animation), tmp_path / "a.mp4")
    seen = [frames[round(at * 30 / 1000)].astype(int) for at in (500, 620, 740, 820)]
    apart = [np.abs(before - after) for before, after in pairwise(seen)]
    changed = [int((one.max(axis=-1) > NOTICED).sum()) for one in apart]
    assert changed[0] == 0 < 100 < changed[1] < changed[2]
    cell = slice(40, 50), slice(165, 175)  # in the second cell of the output
    assert apart[1][cell].mean() < LOSS < apart[2][cell].mean()


def test_it_can_be_streamed_and_says_what_it_shows(tmp_path: Path) -> None:
    animation = animate(Conv1d(bias=False), title="Häl<o & Δ")
    data = FORMATS["mp4"].encode(animation)
    assert data.index(b"moov") < data.index(b"mdat")
    said, _ = read(data, tmp_path / "a.mp4")
    assert said["title"] == "Häl<o & Δ"
    assert said["comment"] == animation.describe()


def test_a_disk_without_room_is_said_in_one_line(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = run("render", "-q", "-o", "a.mp4", cwd=tmp_path, preexec_fn=limit,
               env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert (done.returncode, done.stderr) == (
        1, b"convgif: cannot write a.mp4: file too large: choose another place\n")
    assert list(tmp_path.iterdir()) == []


def test_it_is_made_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*path: object, **how: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert FORMATS["mp4"].encode(animate(Conv1d(bias=False)))


def test_what_is_too_long_for_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Frames([np.zeros((16_386, 1), np.uint8)], np.zeros((1, 3), np.uint8))
    monkeypatch.setattr(Animation, "draw", lambda animation, story: long)
    assert "16386 px long, and an MP4 holds at most 16384" in refusal(
        LimitError, lambda: FORMATS["mp4"].encode(animate(Conv1d())))


def test_where_the_extra_is_missing_it_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.delitem(sys.modules, "imageio.plugins.pyav", raising=False)
    animation = animate(Conv1d(bias=False))
    message = refusal(OutputError, lambda: FORMATS["mp4"].encode(animation))
    assert message.endswith('pip install "convgif[video]"')  # as every shell takes it


def test_what_needs_no_extra_hides_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "convgif.formats.images", None)
    monkeypatch.delitem(sys.modules, "convgif.formats.webp", raising=False)
    with pytest.raises(ImportError):
        FORMATS["webp"].encode(animate(Conv1d(bias=False)))
