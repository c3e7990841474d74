"""WebP and APNG: the frames and the times of the GIF, losslessly."""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from statistics import median
from typing import Any
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from conftest import decode, parse_gif, timeline
from layer_strategies import refusal
from pairings import in_turn
from PIL import Image
from sample_animations import of_preset

from convgif import Animation, Conv1d, Conv2d, animate
from convgif.errors import ConvgifError, LimitError, NotationError
from convgif.formats import FORMATS
from convgif.frames.raster import Frames
from convgif.frames.themes import THEMES
from convgif.layers.presets import PRESETS

ANIMATED = ("webp", "apng")
GUIDE = [name for name, preset in PRESETS.items() if preset.layer.startswith("Conv")]
HOSTILE = "a <b> & \"c\" ü → ]]>"


def encoded(animation: Animation, format: str) -> bytes:
    return FORMATS[format].encode(animation)


def read(data: bytes) -> tuple[list[np.ndarray], list[int]]:
    """The frames of a picture as RGBA, black where nothing is seen, and their times."""
    frames, durations = [], []
    with Image.open(BytesIO(data)) as image:
        for number in range(image.n_frames):
            image.seek(number)
            frame = np.array(image.convert("RGBA"))
            frames.append(np.where(frame[..., 3:] > 0, frame, 0))
            durations.append(round(image.info.get("duration", 0)))
    return frames, durations


def drawn(animation: Animation) -> list[np.ndarray]:
    """The frames as RGBA, black where nothing is seen."""
    frames = animation.draw()
    palette = frames.palette_rgba
    if palette is None:
        palette = np.pad(frames.palette, ((0, 0), (0, 1)), constant_values=255)
    palette = np.where(palette[:, 3:] > 0, palette, 0)
    return [palette.take(indices, axis=0) for indices in frames.indices]


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at:at + 4]), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + body)
        yield kind, body
        at += 12 + size


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    at = 12
    while at < len(data):
        kind, (size,) = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])
        yield kind, data[at + 8:at + 8 + size]
        at += 8 + size + size % 2


@pytest.mark.parametrize("format", ANIMATED)
@pytest.mark.parametrize("settings", [
    {}, {"theme": "dark", "title": "Δ"}, {"theme": "classic"}, {"theme": "print"},
    {"density": 1.5}, {"hold_ms": 0, "duration_ms": 604}, {"duration_ms": 20}],
    ids=lambda settings: "-".join(map(str, settings.values())))
def test_one_timeline_in_all_three(format: str, settings: dict[str, Any]) -> None:
    animation = of_preset("padding_strides_odd", **settings)
    frames, durations = read(encoded(animation, format))
    gif = encoded(animation, "gif")
    in_gif = [np.where(frame[..., 3:] > 0, frame, 0) for frame in decode(gif, "RGBA")]
    assert timeline(frames, durations) == timeline(in_gif, parse_gif(gif).delays_ms)
    assert timeline(frames, durations) == timeline(drawn(animation),
                                                   animation.timeline_ms)


def over(frame: np.ndarray, ground: tuple[int, ...]) -> np.ndarray:
    """A frame in RGBA on a ground of one colour."""
    alpha = frame[..., 3:] / 255
    return frame[..., :3] * alpha + np.array(ground) * (1 - alpha)


MATTES = [({}, (255, 255, 255)), ({"theme": "dark"}, THEMES["dark"].background),
          ({"matte": "#804020"}, (128, 64, 32)), ({"matte": "black", "density": 2}, (0, 0, 0))]


@pytest.mark.parametrize("format", [*ANIMATED, "png"])
@pytest.mark.parametrize(("settings", "matte"), MATTES, ids=repr)
def test_edges_are_smooth_on_any_ground_and_of_a_gif_on_its_matte(
        format: str, settings: dict[str, Any], matte: tuple[int, ...]) -> None:
    animation = of_preset("padding_strides_odd", background="transparent", **settings)
    shown = animation.still() if format == "png" else animation
    smooth, durations = read(encoded(shown, format))
    blended, delays = read(encoded(shown, "gif"))
    if format == "png":
        durations = delays  # it has none
    assert timeline(smooth, durations) == timeline(drawn(shown), delays)
    for frame, hard in zip(smooth, blended, strict=True):
        assert set(np.unique(hard[..., 3])) == {0, 255}
        assert len(np.unique(frame[..., 3])) > 6
        np.testing.assert_array_equal(frame[..., 3] > 0, hard[..., 3] > 0)
        seen = hard[..., 3] > 0
        assert np.abs(over(frame, matte)[seen] - hard[seen][:, :3]).max() <= 1


def test_a_matte_is_a_colour_and_for_a_transparent_background() -> None:
    for background in (None, "#ffffff"):
        assert refusal(ConvgifError, lambda b=background: animate(
            Conv2d(), background=b, matte="#222")) == (
            "matte is for a transparent background: leave it out, or add "
            "background='transparent'")
    for matte in ("transparent", "crimson", ""):
        assert refusal(NotationError, lambda m=matte: animate(
            Conv2d(), background="transparent", matte=m)).endswith(
            " is no colour: give #rrggbb, white, black, gray or grey")


@pytest.mark.parametrize(("name", "format"), in_turn(PRESETS, ANIMATED))
def test_every_preset_is_lossless(name: str, format: str) -> None:
    animation = of_preset(name)
    frames, durations = read(encoded(animation, format))
    assert timeline(frames, durations) == timeline(drawn(animation), animation.durations)


@pytest.mark.parametrize(("loop", "count"), [(0, 0), (1, 1), (3, 3), (65_536, None)])
def test_it_is_shown_as_often_as_asked_for(loop: int, count: int | None) -> None:
    animation = animate(Conv1d(bias=False), size_px=100, loop=loop)
    (control,) = (body for kind, body in png_chunks(encoded(animation, "apng")) if kind == b"acTL")
    assert struct.unpack(">II", control) == (3, loop)
    (header,) = (body for kind, body in webp_chunks(encoded(animation, "webp")) if kind == b"ANIM")
    assert struct.unpack("<H", header[4:6])[0] == (65_535 if count is None else count)


@pytest.mark.parametrize("size", [3, 5])
@pytest.mark.parametrize("format", ANIMATED)
def test_it_carries_its_alt_text(format: str, size: int) -> None:
    animation = animate(Conv1d(bias=False), input_size=size, size_px=300, title=HOSTILE)
    assert HOSTILE in animation.describe()
    data = encoded(animation, format)
    if format == "apng":
        with Image.open(BytesIO(data)) as image:
            assert image.text["Description"] == animation.describe()
    else:
        (packet,) = (body for kind, body in webp_chunks(data) if kind == b"XMP ")
        told = [element.text for element in fromstring(packet).iter() if element.tag[-2:] == "li"]
        assert told == [animation.describe()]
    assert len(read(data)[0]) == len(animation.scenes)


def test_what_is_too_long_for_a_webp_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Frames([np.zeros((16_384, 1), np.uint8)], np.zeros((1, 3), np.uint8))
    monkeypatch.setattr(Animation, "draw", lambda animation: long)
    assert "16384 px long, and a WebP holds at most 16383" in refusal(
        LimitError, lambda: FORMATS["webp"].encode(animate(Conv1d())))


def test_a_webp_is_at_most_three_quarters_of_the_gif() -> None:
    shares = [len(encoded(animation, "webp")) / len(encoded(animation, "gif"))
              for name in GUIDE for animation in [of_preset(name)]]
    assert median(shares) <= 0.75


@pytest.mark.parametrize("theme", [name for name in THEMES if not THEMES[name].dark])
def test_an_apng_shows_its_first_frame_where_it_does_not_move(theme: str) -> None:
    animation = of_preset("padding_strides", theme=theme)
    data = encoded(animation, "apng")
    kinds = [kind for kind, _ in png_chunks(data)]
    assert kinds.index(b"fcTL") < kinds.index(b"IDAT")  # the image is the first frame
    assert re.search(b"Description", data)
    np.testing.assert_array_equal(read(data)[0][0], drawn(animation)[0])
