"""Frames as images of Pillow."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from convgif.errors import LimitError, setting
from convgif.frames.raster import Frames

if TYPE_CHECKING:
    from PIL.Image import Image


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


def animated(images: "Sequence[Image]", durations_ms: Sequence[int], loop: int) -> dict[str, Any]:
    """How Pillow is told to save all images as one animation."""
    return {"save_all": True, "append_images": images[1:], "duration": list(durations_ms),
            "loop": loop}


def check_sides(longer_px: int, longest_px: int, format: str) -> None:
    """Raises LimitError for a picture whose longer side is longer than the format holds."""
    if longer_px > longest_px:
        raise LimitError(f"the picture is {longer_px} px long, and {format} holds at most "
                         f"{longest_px}: lower the {setting('density')} or shorten the title")
