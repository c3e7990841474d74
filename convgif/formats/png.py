"""PNG and APNG: a still, and an animation, with the alt text as description."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from convgif.formats import Recording
from convgif.formats.images import animated, paletted
from convgif.formats.markup import legal

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngInfo

PX_TO_THE_INCH = 96


def encode_png(recording: Recording) -> bytes:
    """The still of a recording as a PNG with a palette."""
    (image,) = paletted(recording.still())
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True, pnginfo=_described(recording), **_dense(recording))
    return buffer.getvalue()


def encode_apng(recording: Recording) -> bytes:
    """The recording as an animated PNG with a palette."""
    images = paletted(recording.frames())
    buffer = BytesIO()
    images[0].save(buffer, "PNG", optimize=True, pnginfo=_described(recording),
                   **animated(images, recording.timeline_ms, recording.loop), **_dense(recording))
    return buffer.getvalue()


def _dense(recording: Recording) -> dict[str, Any]:
    """The pixels to the inch, where there is not one for each px."""
    dots = round(PX_TO_THE_INCH * recording.density)
    return {} if recording.density == 1 else {"dpi": (dots, dots)}


def _described(recording: Recording) -> "PngInfo":
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("Description", legal(recording.alt_text))
    return info
