"""Frames as images of Pillow, and the files that it makes of them.

Pillow tells nobody how far it is, but it reads how long a frame is shown when it comes to it, and
writes a frame's head when it is about to encode it: both are counted.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from convgif.errors import LimitError, setting
from convgif.frames.raster import Frames
from convgif.progress import COMPARING, WRITING, tell

if TYPE_CHECKING:
    from PIL.Image import Image

HEAD_BYTES = 8  # of what Pillow writes first of a frame, in GIF and PNG


def paletted(frames: Frames) -> "list[Image]":
    """The frames, all with the same palette, which holds smooth alpha too."""
    from PIL import Image

    rows, columns = frames.indices[0].shape
    palette = frames.palette if frames.palette_rgba is None else frames.palette_rgba[:, :3]
    images = []
    for indices in frames.indices:
        image = Image.frombytes("P", (columns, rows), indices.tobytes())
        image.putpalette(palette.tobytes())
        if frames.palette_rgba is not None:
            image.info["transparency"] = frames.palette_rgba[:, 3].tobytes()
        images.append(image)
    return images


def animated(images: "Sequence[Image]", durations_ms: Sequence[int], format: str,
             frame_head: bytes = b"", **options: Any) -> bytes:
    """The images as one animation, by Pillow.

    frame_head: what a frame begins with, for a format whose frames are all compared with those
    before, and then written.
    """
    count = len(images)
    file = _Heads(frame_head, count)
    images[0].save(file, format, save_all=True, append_images=images[1:],
                   duration=_Turns(durations_ms, COMPARING if frame_head else WRITING), **options)
    if file.begun < count and frame_head:  # frames that are as the one before are none in a file
        tell(count, count, WRITING)
    return file.getvalue()


class _Turns(list[int]):
    """How long each frame is shown; who reads it has come to that frame."""

    def __init__(self, durations_ms: Sequence[int], what: str) -> None:
        super().__init__(durations_ms)
        self._what = what

    def __getitem__(self, frame: Any) -> Any:
        tell(frame + 1, len(self), self._what)
        return super().__getitem__(frame)


class _Heads(BytesIO):
    """A file that counts the heads of frames that are written to it."""

    def __init__(self, head: bytes, count: int) -> None:
        super().__init__()
        self._head, self._count, self.begun = head, count, 0

    def write(self, data: Any) -> int:
        if self._head and len(data) == HEAD_BYTES and self._head in data:
            self.begun += 1
            tell(self.begun, self._count, WRITING)
        return super().write(data)


def check_sides(longer_px: int, longest_px: int, format: str) -> None:
    """Raises LimitError for a picture whose longer side is longer than the format holds."""
    if longer_px > longest_px:
        raise LimitError(f"the picture is {longer_px} px long, and {format} holds at most "
                         f"{longest_px}: lower the {setting('density')} or shorten the title")
