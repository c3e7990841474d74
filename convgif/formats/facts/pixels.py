"""What pictures and videos that are made of pixels say of themselves."""

import re
import warnings
from io import BytesIO
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from convgif.errors import LimitError, OutputError, named
from convgif.formats.facts import MOST_WORDS_BYTES, Facts
from convgif.formats.gif import density_in
from convgif.formats.units import PX_PER_INCH
from convgif.inputs.files import read_whole

if TYPE_CHECKING:
    from PIL.Image import Image

PIXEL_FORMATS = ("GIF", "PNG", "WEBP")
ENDS = {"GIF": b";", "PNG": b"IEND\xaeB`\x82"}  # the last bytes of a file
MOST_PIXELS = 500_000_000  # of all frames, each of which is looked at


def raster_facts(path: Path) -> Facts:
    """What a picture made of pixels says of itself."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # still looked at
            with Image.open(path, formats=PIXEL_FORMATS) as image:
                _check_end(path, image)
                density = _density(path, image)
                _check_frames(path, image)
                is_transparent = image.has_transparency_data  # of the first frame
                round_ms, rounds = _movement(image)
                return Facts(_description(image), round(image.width / density),
                             round(image.height / density), round_ms, rounds, density=density,
                             is_transparent=is_transparent)
    except Image.DecompressionBombError:
        raise OutputError(f"{named(path)} has too many pixels: make it smaller first") from None


def _check_end(path: Path, image: "Image") -> None:
    """Raises ValueError where the last bytes are missing, as of a file whose copy was stopped: what
    reads pictures takes the frames that are there for all."""
    end = ENDS.get(image.format or "")
    if end is not None and not path.read_bytes().endswith(end):
        raise ValueError


def _check_frames(path: Path, image: "Image") -> None:
    """Raises LimitError for more pixels in all frames than are looked through."""
    if getattr(image, "n_frames", 1) * image.width * image.height > MOST_PIXELS:
        raise LimitError(f"{named(path)} has over {MOST_PIXELS // 10**6} million pixels in all its "
                         "frames: make it smaller first")


def _movement(image: "Image") -> tuple[float, float]:
    """How long the frames are shown, and how often; 0 ms for one frame."""
    count = getattr(image, "n_frames", 1)
    if count < 2:
        return 0, 1
    total = 0.0
    for number in range(count):
        image.seek(number)
        image.load()  # a WebP says it only then
        total += image.info.get("duration", 0)
    times = image.info.get("loop", 1)
    if image.format == "GIF" and times:  # it counts repetitions
        times += "loop" in image.info
    return total, times or inf


def _description(image: "Image") -> str:
    """The words that each format keeps in a place of its own."""
    comment, xmp = image.info.get("comment", b""), image.info.get("xmp", b"")
    if len(xmp) > MOST_WORDS_BYTES:
        raise ValueError
    if xmp:
        return "".join(ElementTree.fromstring(xmp).itertext()).strip()
    if comment:
        return comment.decode("utf-8", "replace") if isinstance(comment, bytes) else comment
    return str(getattr(image, "text", {}).get("Description", ""))


def _density(path: Path, image: "Image") -> float:
    """Pixels for each px."""
    if image.format == "GIF":
        return density_in(read_whole(path))
    across = image.info.get("dpi", (0, 0))[0] or _webp_dots(image)
    return max(1.0, round(across / PX_PER_INCH, 2))


def _webp_dots(image: "Image") -> float:
    found = re.search(rb'tiff:XResolution="([0-9.]+)/100"', image.info.get("xmp", b""))
    return float(found[1]) / 100 if found else 0.0


def video_facts(path: Path) -> Facts:
    """What a video says of itself, for which it needs the extra."""
    import imageio.v3 as iio

    with iio.imopen(path, "r", plugin="pyav") as file:
        height, width, _ = file.properties(index=0).shape
        facts = file.metadata()
    return Facts(facts.get("comment", ""), width, height, 1000 * facts["duration"])


def decoded_size(data: bytes) -> tuple[int, int, int] | None:
    """Frames, rows and columns of a picture after every frame was decoded; None where one is not.
    """
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            for number in range(count):
                image.seek(number)
                image.load()
            return count, image.height, image.width
    except (OSError, ValueError, SyntaxError, EOFError):
        return None
