"""GIF: lossless, one palette, only what changes from frame to frame."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convgif.errors import LimitError, setting
from convgif.formats import Animated
from convgif.formats.images import paletted
from convgif.formats.markup import legal
from convgif.frames.raster import Frames
from convgif.frames.raster.coverage import Plane
from convgif.progress import COMPARING, WRITING, tell

LONGEST_SIDE_PX = 65_535
END = b";"
OWN_BLOCK = b"\x21\xff\x0bconvgif 1.0"  # an application extension; who does not know it skips it


def encode_gif(animation: Animated) -> bytes:
    """The animation as a GIF, with its alt text as the file's comment."""
    stage = animation.story.stage
    if stage.height_px > LONGEST_SIDE_PX:
        raise LimitError(f"the picture is {stage.height_px} px high, and a GIF holds at most "
                         f"{LONGEST_SIDE_PX}: shorten the title or take a larger "
                         f"{setting('size_px')}")
    frames = animation.draw()
    if max(frames.indices[0].shape) > LONGEST_SIDE_PX:
        raise LimitError(f"the picture is over {LONGEST_SIDE_PX} px long: lower the "
                         f"{setting('density')}")
    first, *others = _changes(frames, animation.timeline_ms)
    (image,) = paletted(Frames([first.pixels], frames.palette))
    options: dict[str, Any] = {
        "palette": frames.palette.tobytes(), "disposal": 1,
        "comment": legal(animation.describe()).encode(), "duration": first.shown_ms}
    if animation.loop != 1:  # the file counts repetitions; without a count it is shown once
        options["loop"] = max(animation.loop - 1, 0)
    if frames.transparent is not None:
        options |= {"transparency": frames.transparent, "disposal": 2}
    if others:
        options["interlace"] = 0  # lines in order pack closer
    buffer = BytesIO()
    tell(1, len(frames), WRITING)
    image.save(buffer, "GIF", **options)
    data = buffer.getvalue()
    parts = [data[:-len(END)]]
    for number, change in enumerate(others, 2):
        tell(number, len(frames), WRITING)
        parts.append(_blocks(change, frames))
    if len(others) + 1 < len(frames):  # frames that are as the one before are none in the file
        tell(len(frames), len(frames), WRITING)
    parts.append(END)
    return _with_density(b"".join(parts), animation.density)


class _Change(NamedTuple):
    """What a frame draws over what is there: pixels at that row and column, shown so long."""

    place: tuple[int, int]
    pixels: Plane
    shown_ms: int


def _changes(frames: Frames, durations_ms: Sequence[int]) -> list[_Change]:
    """The first frame, and of each other the box of what differs, in which is clear what does not;
    none for one that is like the one before, which is shown longer. On a transparent ground each
    begins anew, and differs from nothing."""
    found: list[_Change] = []
    for number, (frame, shown_ms) in enumerate(zip(frames.indices, durations_ms, strict=True)):
        tell(number + 1, len(frames), COMPARING)
        before = frames.indices[max(number - 1, 0)]
        differs = frame != before
        if number and not differs.any():
            found[-1] = found[-1]._replace(shown_ms=found[-1].shown_ms + shown_ms)
            continue
        if not number:
            found.append(_Change((0, 0), frame, shown_ms))
            continue
        if frames.transparent is not None:
            differs = frame != frames.transparent
        rows = _span(differs.any(1))
        columns = _span(differs[slice(*rows)].any(0))
        box = slice(*rows), slice(*columns)
        pixels = np.full(differs[box].shape, _clear(frames), np.uint8)
        np.copyto(pixels, frame[box], where=differs[box])
        found.append(_Change((rows[0], columns[0]), pixels, shown_ms))
    return found


def _span(differs: NDArray[np.bool_]) -> tuple[int, int]:
    """From the first to after the last of them; of none the place before all others."""
    (places,) = np.nonzero(differs)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 1)


def _clear(frames: Frames) -> int:
    """The index through which is seen what was there before."""
    return len(frames.palette) if frames.transparent is None else frames.transparent


def _blocks(change: _Change, frames: Frames) -> bytes:
    """The blocks of a frame that is not the first."""
    from PIL import Image
    from PIL.GifImagePlugin import getdata

    (top, left), (rows, columns) = change.place, change.pixels.shape
    image = Image.frombytes("P", (columns, rows), change.pixels.tobytes())
    return b"".join(getdata(image, (left, top), duration=change.shown_ms,
                            disposal=1 if frames.transparent is None else 2,
                            transparency=_clear(frames)))


def _with_density(data: bytes, density: float) -> bytes:
    """The file, and before its end how many pixels it has for each px, where that is not one."""
    if density == 1:
        return data
    words = f"density={density:g}".encode()
    return data[:-len(END)] + OWN_BLOCK + bytes([len(words)]) + words + b"\0" + END


def density_in(data: bytes) -> float:
    """How many pixels a GIF has for each px: 1 where it does not say."""
    found = re.search(re.escape(OWN_BLOCK) + rb".density=([0-9.]+)\0;$", data, re.DOTALL)
    return float(found[1]) if found else 1.0
