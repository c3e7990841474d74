"""PNG and APNG: a still, and an animation, with the alt text as description."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from convgif.formats import Animated
from convgif.formats.images import animated, paletted
from convgif.formats.markup import legal
from convgif.formats.units import PX_PER_INCH

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngInfo

FRAME_HEAD = b"fcTL"  # a frame control chunk


def encode_png(animation: Animated) -> bytes:
    """The still of an animation as a PNG with a palette."""
    (image,) = paletted(animation.poster.draw())
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True, pnginfo=_described(animation), **_dense(animation))
    return buffer.getvalue()


def encode_apng(animation: Animated) -> bytes:
    """The animation as an animated PNG with a palette."""
    return animated(
        paletted(animation.draw()), animation.timeline_ms, "PNG", FRAME_HEAD, optimize=True,
        pnginfo=_described(animation), loop=animation.loop, **_dense(animation))


def _dense(animation: Animated) -> dict[str, Any]:
    """The pixels to the inch, where there is not one for each px."""
    dots = round(PX_PER_INCH * animation.density)
    return {} if animation.density == 1 else {"dpi": (dots, dots)}


def _described(animation: Animated) -> "PngInfo":
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("Description", legal(animation.describe()))
    return info
