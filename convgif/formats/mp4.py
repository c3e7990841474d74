"""MP4: H.264 for slides, written by imageio's PyAV plugin. It needs the extra `video`."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.formats import Recording
from convgif.formats.markup import legal

FRAMES_PER_SECOND = 30  # what players of slides expect; a step is shown many times


def encode_mp4(recording: Recording) -> bytes:
    """The recording as H.264 with 4:2:0 chroma, which plays anywhere, and can be streamed.

    Steps begin within a 60th of a second of their time. A transparent background is the theme's.
    """
    import imageio.v3 as iio

    options: dict[str, Any] = {"plugin": "pyav", "container_options": {"movflags": "+faststart"}}
    with TemporaryDirectory() as folder:  # what can be streamed is put in order in the end
        path = Path(folder, "animation.mp4")
        with iio.imopen(path, "w", **options) as file:
            file.container_metadata["title"] = legal(recording.title)
            file.container_metadata["comment"] = legal(recording.alt_text)
            file.init_video_stream("libx264", fps=FRAMES_PER_SECOND, pixel_format="yuv420p")
            for frame in _frames(recording):
                file.write_frame(frame)
        return path.read_bytes()


def _frames(recording: Recording) -> Iterator[NDArray[np.uint8]]:
    """The frames at a constant rate, their sides even: the last row or column is there twice."""
    shown = 0
    ends = accumulate(recording.timeline_ms)
    for frame, end_ms in zip(recording.frames(), ends, strict=True):
        rows, columns, _ = frame.shape
        even = np.pad(frame, ((0, rows % 2), (0, columns % 2), (0, 0)), mode="edge")
        end = max(shown + 1, round(end_ms * FRAMES_PER_SECOND / 1000))
        for _ in range(shown, end):
            yield even
        shown = end
