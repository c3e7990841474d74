"""Pictures read as numbers."""

import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ArrayError, LimitError, named, reason_of
from convgif.traces.arrays import check_count

if TYPE_CHECKING:
    from PIL.Image import Image

READABLE = ("PNG", "JPEG", "GIF")
KINDS = {"L": "grey", "LA": "grey", "1": "black and white", "P": "palette"}
GREY_16_BIT, WHITE_16_BIT = ("I;16", "I;16L", "I;16B", "I;16N", "I"), 65535
# What Pillow raises for files that are damaged in one way or another.
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, OverflowError,
              MemoryError, RecursionError, struct.error)


@dataclass(frozen=True)
class Bitmap:
    """A picture as numbers. levels: 0 to 255, (rows, columns) or (3, rows, columns). kind: how the
    file has them, such as RGB. on_white: whether it is transparent in places, and was laid on
    white."""

    levels: NDArray[np.uint8]
    kind: str
    on_white: bool


def read_picture(path: Path, color: bool) -> Bitmap:
    """The first frame of a picture as it is shown, upright, in grey or as red, green and blue.

    Raises ArrayError where it cannot be read, LimitError for one that is hardly meant.
    """
    from PIL import Image

    image = _upright(path)
    kind = KINDS.get(image.mode, image.mode)
    if image.mode in GREY_16_BIT:
        wide = np.asarray(image).astype(np.float64) * (255 / WHITE_16_BIT)
        image, kind = Image.fromarray(wide.round().clip(0, 255).astype(np.uint8)), "16-bit grey"
    on_white = "A" in image.getbands() or "transparency" in image.info
    if on_white:
        image = image.convert("RGBA")
        on_white = bool(np.asarray(image.getchannel("A")).min() < 255)
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    levels = np.asarray(image.convert("RGB" if color else "L"))
    return Bitmap(np.moveaxis(levels, -1, 0) if color else levels, kind, on_white)


def _upright(path: Path) -> "Image":
    """The first frame, decoded, turned as the camera says. Raises ArrayError or LimitError."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=READABLE) as image:
                check_count((image.height, image.width), named(path))
                return ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LimitError(f"{named(path)} has too many pixels: make it smaller first") from None
    except UNREADABLE as error:
        raise ArrayError(f"cannot read {named(path)}: {reason_of(error)}: name another file"
                         if getattr(error, "strerror", None) else
                         f"{named(path)} is no whole picture in {', '.join(READABLE[:-1])} or "
                         f"{READABLE[-1]}: save it again as one") from None
