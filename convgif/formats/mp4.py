"""MP4: H.264 for slides, written by imageio's PyAV plugin. It needs the extra `video`."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.formats import Animated
from convgif.formats.images import check_sides
from convgif.formats.markup import legal
from convgif.frames.raster import Frames
from convgif.progress import WRITING, counted
from convgif.scenes.easing import eased

LONGEST_SIDE_PX = 16_384
# One thread, for the bytes follow their number; without mbtree, which at times makes other bytes of
# the same frames.
ALIKE = "threads=1:no-mbtree=1"
FRAMES_PER_SECOND = 30  # what players of slides expect; a step is shown many times


def encode_mp4(animation: Animated) -> bytes:
    """The animation as H.264 with 4:2:0 chroma, which plays anywhere, and can be streamed.

    Steps begin within a 60th of a second of their time. A transparent background is the theme's.
    """
    import imageio.v3 as iio

    story, times_ms = animation.played, [*map(float, animation.timeline_ms)]
    if animation.easing:
        story, times_ms = eased(story, animation.timeline_ms, 1000 / FRAMES_PER_SECOND)
    frames, written = animation.draw(story), BytesIO()
    check_sides(max(frames.indices[0].shape), LONGEST_SIDE_PX, "an MP4")
    options: dict[str, Any] = {
        "plugin": "pyav", "extension": ".mp4", "container_options": {"movflags": "+faststart"},
        "io_open": lambda *_: BytesIO(written.getvalue())}  # put in order in the end, from a copy
    with iio.imopen(written, "w", **options) as file:
        file.container_metadata["title"] = legal(animation.title)
        file.container_metadata["comment"] = legal(animation.describe())
        file.init_video_stream("libx264", fps=FRAMES_PER_SECOND, pixel_format="yuv420p")
        file._video_stream.codec_context.options = {"x264-params": ALIKE}  # imageio names no way
        for frame in _at_constant_rate(frames, times_ms):
            file.write_frame(frame)
    return written.getvalue()


def _at_constant_rate(frames: Frames, durations_ms: Sequence[float]) -> Iterator[NDArray[np.uint8]]:
    """The frames as often as they are shown, their sides even: the last row or column is there
    twice."""
    shown = 0
    steps = counted(frames, len(frames), WRITING)
    for frame, end_ms in zip(steps, accumulate(durations_ms), strict=True):
        rows, columns, _ = frame.shape
        even = np.pad(frame, ((0, rows % 2), (0, columns % 2), (0, 0)), mode="edge")
        end = max(shown + 1, round(end_ms * FRAMES_PER_SECOND / 1000))
        for _ in range(shown, end):
            yield even
        shown = end
