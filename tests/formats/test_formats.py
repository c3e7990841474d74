"""Files: every one holds exactly the composed frames, and appears whole or not at all."""

import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import decode, parse_gif, timeline
from layer_strategies import refusal
from pairings import in_turn

from convgif import Animation, Conv1d, Conv2d, animate
from convgif.errors import OutputError, UnknownNameError
from convgif.formats import DEFAULT_FORMAT, FORMATS, find_format
from convgif.formats import gif as gif_module
from convgif.formats.images import paletted
from convgif.formats.writing import write_whole
from convgif.frames.raster import MOST_COLORS
from convgif.frames.themes import THEMES
from convgif.layers import LAYERS
from convgif.layers.presets import PRESETS

SMALL = Conv1d(bias=False)
IN_A_GIF = [name for name, theme in THEMES.items() if theme.dark is None]


def of_preset(name: str, **settings: Any) -> Animation:
    preset = PRESETS[name]
    layer = LAYERS[preset.layer](**preset.settings)
    return animate(layer, input_size=preset.input_size, **settings)


def as_bytes(animation: Animation, format: str = "gif") -> bytes:
    return FORMATS[format].encode(animation)


# What is in a GIF.

# In one theme each: to an encoder a theme is a palette, and each palette meets several presets.
@pytest.mark.parametrize(("name", "theme"), in_turn(PRESETS, IN_A_GIF))
def test_a_gif_holds_the_composed_frames_and_their_times(name: str, theme: str) -> None:
    animation = of_preset(name, theme=theme)
    data = as_bytes(animation)
    gif = parse_gif(data)
    decoded = decode(data)
    assert gif.images == len(decoded)
    assert timeline(decoded, gif.delays_ms) == timeline(animation.frames, animation.durations)
    assert (gif.height, gif.width) == animation.size
    assert gif.local_tables == 0
    assert gif.comment == animation.describe()
    packed = [frame.astype(np.uint32) @ (1 << 16, 1 << 8, 1) for frame in decoded]
    colors = set().union(*(np.unique(frame).tolist() for frame in packed))
    assert len(colors) <= MOST_COLORS < 256
    assert gif.global_colors <= 256


@pytest.mark.parametrize("settings", [
    {"title": "Half the size", "density": 2}, {"size_px": 90}, {"background": "#123456"},
    {"text": "none"}, {"hold_ms": 0, "duration_ms": 30}, {"density": 1.5, "theme": "dark"}],
    ids=lambda settings: "-".join(settings))
def test_the_same_whatever_is_asked_for(settings: dict[str, Any]) -> None:
    animation = of_preset("padding_strides_odd_transposed", **settings)
    data = as_bytes(animation)
    assert timeline(decode(data), parse_gif(data).delays_ms) == timeline(
        animation.frames, animation.durations)


@pytest.mark.parametrize("theme", ["light", "dark", "classic"])
def test_a_transparent_gif_leaves_no_ghosts(theme: str) -> None:
    animation = of_preset("padding_strides", theme=theme, background="transparent")
    frames = animation.draw()
    assert frames.transparent is not None
    data = as_bytes(animation)
    gif = parse_gif(data)
    assert set(gif.disposals) == {2}
    expected = []
    for indices in frames.indices:
        alpha = np.where(indices == frames.transparent, 0, 255).astype(np.uint8)
        rgba = np.dstack([frames.palette[indices], alpha])
        expected.append(np.where(alpha[..., None] > 0, rgba, 0))
        assert 0 < (alpha == 0).mean() < 1
    decoded = [np.where(frame[..., 3:] > 0, frame, 0) for frame in decode(data, "RGBA")]
    assert timeline(decoded, gif.delays_ms) == timeline(expected, animation.durations)


@pytest.mark.parametrize(("loop", "count"), [
    (0, 0), (1, None), (2, 1), (3, 2), (65_536, 65_535)])
def test_a_gif_counts_repetitions(loop: int, count: int | None) -> None:
    assert parse_gif(as_bytes(animate(SMALL, loop=loop, size_px=100))).loop == count


def test_a_gif_of_one_frame() -> None:
    animation = animate(SMALL, input_size=3, size_px=100)
    data = as_bytes(animation)
    gif = parse_gif(data)
    assert (gif.images, gif.comment) == (1, animation.describe())
    np.testing.assert_array_equal(decode(data), list(animation.frames))


@pytest.mark.parametrize("background", [None, "transparent"])
def test_a_gif_is_what_pillow_writes_of_all_frames(background: str | None) -> None:
    animation = of_preset("padding_strides", background=background)
    frames = animation.draw()
    images = paletted(replace(frames, palette_rgba=None))
    cleared: dict[str, Any] = {} if background is None else {"transparency": frames.transparent}
    buffer = BytesIO()
    images[0].save(buffer, "GIF", save_all=True, append_images=images[1:], loop=0,
                   duration=animation.timeline_ms, palette=frames.palette.tobytes(),
                   disposal=2 if cleared else 1, optimize=not cleared,
                   comment=animation.describe().encode(), **cleared)
    assert as_bytes(animation) == buffer.getvalue()


def test_durations_are_rounded_to_ticks() -> None:
    animation = animate(SMALL, duration_ms=604, hold_ms=0, size_px=100)
    assert parse_gif(as_bytes(animation)).delays_ms == [600] * 3


def test_a_comment_longer_than_a_block_is_whole() -> None:
    animation = animate(SMALL, title="a long title · " * 60, size_px=400)
    assert parse_gif(as_bytes(animation)).comment == animation.describe()
    assert len(animation.describe()) > 900


# What is in a PNG.

@pytest.mark.parametrize("settings", [{}, {"theme": "dark"}], ids=repr)
def test_a_png_holds_the_still_and_its_alt_text(settings: dict[str, Any]) -> None:
    animation = of_preset("padding_strides", **settings)
    still = animation.poster.draw()
    assert len(still) == 1
    data = as_bytes(animation, "png")
    shown = iio.imread(data, extension=".png", mode="RGBA")
    assert (shown[..., 3] == 255).all()
    np.testing.assert_array_equal(shown[..., :3], next(iter(still)))
    assert iio.immeta(data, extension=".png")["Description"] == animation.describe()


# The table.

@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_found_by_suffix_and_by_name_in_any_case(name: str) -> None:
    row = FORMATS[name]
    assert row.name == name
    assert row.suffix.startswith(".")
    for path in (f"a{row.suffix}", f"b.c{row.suffix.upper()}", Path("folder", f"a{row.suffix}")):
        assert find_format(path) is row
    for given in (name, name.upper(), row.suffix, f".{name}"):
        assert find_format("a.other", given) is row
    assert as_bytes(animate(SMALL, size_px=100), name)


def test_a_path_without_a_known_suffix_is_refused() -> None:
    assert "unknown suffix '.xyz': end the name in .gif" in refusal(
        OutputError, lambda: find_format("a.gif.xyz"))
    assert "has no suffix" in refusal(OutputError, lambda: find_format("gif"))
    assert "did you mean gif?" in refusal(UnknownNameError, lambda: find_format("a.gif", "giff"))
    assert DEFAULT_FORMAT in FORMATS


# Writing.

def test_no_reader_ever_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    versions = [bytes([letter]) * 300_000 for letter in b"ab"]
    write_whole(path, versions[0])
    seen, done = [], threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for i in range(200):
        write_whole(path, versions[i % 2])
    done.set()
    reader.join()
    assert seen
    assert all(data in versions for data in seen)
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A file that is there already, and must be there as it was, alone, afterwards."""
    path = tmp_path / "a.gif"
    path.write_bytes(b"as it was")
    yield path
    assert path.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, KeyboardInterrupt])
def test_a_file_is_kept_when_encoding_fails(kept: Path, error: type[BaseException],
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(animation: object) -> bytes:
        raise error

    monkeypatch.setattr(gif_module, "encode_gif", fail)
    with pytest.raises(error):
        animate(SMALL, size_px=100).save(kept)


def test_a_file_is_kept_when_drawing_fails(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(animation: Animation) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Animation, "draw", fail)
    with pytest.raises(KeyboardInterrupt):
        animate(SMALL, size_px=100).save(kept)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()],
                         ids=["disk full", "interrupt"])
@pytest.mark.parametrize("method", ["write_bytes", "replace"])
def test_a_file_is_kept_when_writing_fails_half_way(
        kept: Path, method: str, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, argument: Any) -> None:
        if method == "write_bytes":
            with path.open("wb") as file:
                file.write(argument[:100])
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Path, method, fail)
        if isinstance(error, OSError):
            assert "no space left" in refusal(OutputError, lambda: write_whole(kept, b"0" * 1000))
        else:
            with pytest.raises(KeyboardInterrupt):
                write_whole(kept, b"0" * 1000)


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_the_mode_follows_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        path = write_whole(tmp_path / "a.gif", b"data")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    target, link, broken = (tmp_path / name for name in ("target.gif", "link.gif", "broken.gif"))
    target.write_bytes(b"as it was")
    link.symlink_to(target)
    broken.symlink_to(tmp_path / "nowhere.gif")
    for path in (link, broken):
        write_whole(path, b"new")
        assert not path.is_symlink()
        assert path.read_bytes() == b"new"
    assert target.read_bytes() == b"as it was"
    assert not (tmp_path / "nowhere.gif").exists()


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.gif"
    os.mkfifo(pipe)
    received = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    animation = animate(Conv2d(bias=False), size_px=200)
    assert animation.save(pipe) == pipe
    reader.join(10)
    assert received == [as_bytes(animation)]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(("path", "fragment"), [
    ("folder.gif", "is a folder: give the name of a file in it"),
    ("none/a.gif", "none: make it first"), ("file/a.gif", "not a directory"),
    ("n" * 300, "name too long"), ("loop.gif/a.gif", "symbolic link"), ("\0.gif", "null")],
    ids=lambda value: repr(value[:12]))
def test_where_nothing_can_be_written_says_why(path: str, fragment: str, tmp_path: Path) -> None:
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop.gif").symlink_to(tmp_path / "loop.gif")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError) as caught:
        write_whole(tmp_path / path, b"data")
    assert fragment in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before
