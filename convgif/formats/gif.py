"""GIF: lossless, one palette, only what changes from frame to frame."""

import re
from dataclasses import replace
from typing import Any

from convgif.errors import LimitError, setting
from convgif.formats import Animated
from convgif.formats.images import animated, paletted
from convgif.formats.markup import legal

LONGEST_SIDE_PX = 65_535
FRAME_HEAD = b"\x21\xf9"  # a graphic control extension
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
    images = paletted(replace(frames, palette_rgba=None))
    options: dict[str, Any] = {
        "palette": frames.palette.tobytes(), "optimize": True, "disposal": 1,
        "comment": legal(animation.describe()).encode()}
    if animation.loop != 1:  # the file counts repetitions; without a count it is shown once
        options["loop"] = max(animation.loop - 1, 0)
    if frames.transparent is not None:
        options |= {"transparency": frames.transparent, "disposal": 2, "optimize": False}
    data = animated(images, animation.timeline_ms, "GIF", FRAME_HEAD, **options)
    return _with_density(data, animation.density)


def _with_density(data: bytes, density: float) -> bytes:
    """The file, and before its end how many pixels it has for each px, where that is not one."""
    if density == 1:
        return data
    words = f"density={density:g}".encode()
    return data[:-1] + OWN_BLOCK + bytes([len(words)]) + words + b"\0" + data[-1:]


def density_in(data: bytes) -> float:
    """How many pixels a GIF has for each px: 1 where it does not say."""
    found = re.search(re.escape(OWN_BLOCK) + rb".density=([0-9.]+)\0;$", data, re.DOTALL)
    return float(found[1]) if found else 1.0
