"""What a file says of itself: its alt text, its size as it is meant, how long it moves."""

import json
import re
import warnings
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from html import unescape
from io import BytesIO
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from convgif.errors import LimitError, OutputError, named, reason_of, setting
from convgif.formats import FORMATS, Format, format_by_suffix, load
from convgif.formats.escaping import file_address
from convgif.formats.gif import density_in
from convgif.inputs.files import check_length, read_whole
from convgif.inputs.pictures import UNREADABLE

if TYPE_CHECKING:
    from PIL.Image import Image

PIXEL_FORMATS = ("GIF", "PNG", "WEBP")
ENDS = {"GIF": b";", "PNG": b"IEND\xaeB`\x82"}  # the last bytes of a file
MOST_PIXELS = 500_000_000  # of all frames, each of which is looked at
MOST_WORDS_BYTES, MOST_MARKUP_BYTES = 1_000_000, 20_000_000
SVG = "{http://www.w3.org/2000/svg}"
DESCRIPTION, STYLE = SAID_IN = f"{SVG}desc", f"{SVG}style"
PAGE_START, LARGEST_STREAM = b"0.75 0 0 -0.75 0 ", 10_000_000  # of a page of ours; bytes
CSS_PX_TO_THE_INCH, POINTS_TO_THE_INCH = 96, 72


@dataclass(frozen=True)
class Facts:
    """Width and height in px as displayed. round_ms: how long it moves until it begins again, 0
    for what stands still; rounds: how often, inf for ever. follows_reader: whether it is light or
    dark as its reader prefers. is_transparent: whether one sees through some of it, as far as it
    says. density: pixels for each px. words: of a player, the pairs that stand beside its picture;
    least_px: how wide that is shown at least; narrower: the same of its picture where there is less
    room, if that is another. text_px: the size of its smallest text, None where it has none or does
    not say. frames: how many it shows one by one, of a player, a deck or overlays; asks: whether it
    grades what its reader writes. format: its name, where the suffix is also that of another.
    needs: what a document has to have for it.
    """

    alt: str
    width_px: int
    height_px: int
    round_ms: float = 0
    rounds: float = 1
    follows_reader: bool = False
    is_transparent: bool = False
    density: float = 1
    words: Sequence[Sequence[str]] = ()
    least_px: int = 0
    narrower: "Facts | None" = None
    text_px: float | None = None
    frames: int = 1
    asks: bool = False
    format: str = ""
    needs: str = ""

    @property
    def moves(self) -> bool:
        """Whether it moves at all."""
        return self.round_ms > 0


def read_facts(path: Path) -> tuple[Format, Facts]:
    """The format of a file, by its suffix or as it says itself, and what else it says. Raises
    OutputError."""
    row = format_by_suffix(path, advice="name a file that convgif made,")
    row.check()
    try:
        check_length(path)
        facts: Facts = load(row.facts_function)(path)
        return FORMATS[facts.format] if facts.format else row, facts
    except FileNotFoundError:
        raise OutputError(f"there is no file {named(path)}: make it first, with `convgif render -o "
                          f"{named(path)}`") from None
    except (*UNREADABLE, ElementTree.ParseError) as error:
        reason = reason_of(error) if getattr(error, "strerror", None) else (
            f"it is no whole {row.suffix}")
        raise OutputError(f"cannot read {named(path)}: {reason}: make it again") from None


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
    return max(1.0, round(across / CSS_PX_TO_THE_INCH, 2))


def _webp_dots(image: "Image") -> float:
    found = re.search(rb'tiff:XResolution="([0-9.]+)/100"', image.info.get("xmp", b""))
    return float(found[1]) / 100 if found else 0.0


class _Head:
    """What an SVG says of itself: the attributes of its root, the first text of each kind right
    below that, and the sizes of all text. Nothing else of the document is kept."""

    def __init__(self) -> None:
        self.root: Mapping[str, str] = {}
        self.text_sizes: set[str] = set()
        self._texts: dict[str, list[str]] = {}
        self._open: list[str] | None = None
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth == 1:
            self.root = attributes
        self.text_sizes.add(attributes.get("font-size", ""))
        is_said = self._depth == 2 and tag in SAID_IN and tag not in self._texts
        self._open = self._texts.setdefault(tag, []) if is_said else None

    def data(self, text: str) -> None:
        """There is text, or more of it."""
        if self._open is not None:
            self._open.append(text)

    def end(self, tag: str) -> None:
        """The element ends."""
        self._depth, self._open = self._depth - 1, None

    def text(self, tag: str) -> str:
        """What the first element of that kind says."""
        return "".join(self._texts.get(tag, ()))


def svg_facts(path: Path) -> Facts:
    """What an SVG of ours says of itself."""
    head = _Head()
    parser = ElementTree.XMLParser(target=head)
    parser.feed(read_whole(path, MOST_MARKUP_BYTES))
    parser.close()
    style = head.text(STYLE)
    duration = re.search(r"animation-duration:([0-9]+)ms", style)
    times = re.search(r"animation-iteration-count:([0-9]+)", style)
    return Facts(head.text(DESCRIPTION), round(float(head.root["width"])),
                 round(float(head.root["height"])), int(duration[1]) if duration else 0,
                 int(times[1]) if times else inf,
                 follows_reader="prefers-color-scheme" in style,
                 text_px=_smallest(head.text_sizes))


def pdf_facts(path: Path) -> Facts:
    """What a PDF of ours says of itself."""
    data = read_whole(path)
    box = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", data)
    if box is None:
        raise ValueError
    title = re.compile(rb"/Title \(((?:\\.|[^\\)])*+)\)", re.DOTALL).match(
        data, max(0, data.find(b"/Title (")))
    width, height = (round(float(side) * CSS_PX_TO_THE_INCH / POINTS_TO_THE_INCH)
                     for side in box.groups())
    drawing = next(filter(None, map(_drawing, data.split(b"/FlateDecode >>\nstream\n")[1:])), b"")
    sizes = re.findall(rb"^/F[0-9]+ ([0-9.]+) Tf ", drawing, re.MULTILINE)
    return Facts(_pdf_text(title[1]) if title else "", width, height,
                 text_px=_smallest([size.decode() for size in sizes]))


def _drawing(stream: bytes) -> bytes:
    """What a stream of a PDF draws, if it is one of ours that draws a page."""
    reader = zlib.decompressobj()
    with suppress(zlib.error):
        start = reader.decompress(stream, len(PAGE_START))
        if start == PAGE_START:
            return reader.decompress(reader.unconsumed_tail, LARGEST_STREAM)
    return b""


def _smallest(sizes: Iterable[str]) -> float | None:
    """The smallest of the sizes in px; what is written as no number is none."""
    return min([float(size) for size in sizes if re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", size)],
               default=None)


def _pdf_text(raw: bytes) -> str:
    """A string of a PDF."""
    letters = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    found = re.sub(rb"\\([0-7]{1,3}|.)", lambda code: bytes([int(code[1], 8)])
                   if code[1].isdigit() else letters.get(code[1], code[1]), raw, flags=re.DOTALL)
    return found.decode("utf-16" if found.startswith(b"\xfe\xff") else "latin-1")


def page_facts(path: Path) -> Facts:
    """What a page of the player says of itself: in its head, its first picture, and its data."""
    text = read_whole(path, MOST_MARKUP_BYTES).decode("utf-8")
    described = re.search(r'<meta name="description" content="([^"]*)">', text)
    size = _drawn_size(_between("<svg", ">", text))
    data = _between('<script type="application/json">', "</script>", text)
    if described is None and size and data:
        raise OutputError(f"{named(path)} is a fragment: paste what is in it into the page, or "
                          f"make it again without {setting('fragment')}")
    if text.rstrip().endswith("</html>") and (described is None or size is None or not data):
        address = file_address(path.as_posix())
        raise OutputError(f"{named(path)} is a page of its own, and no player: link to it, or show "
                          f'it in a frame, <iframe src="{address}" width="100%" height="800" '
                          f'title="{path.stem}"></iframe>')
    said = json.loads(data)
    if described is None or size is None or not isinstance(said, dict):
        raise ValueError
    words = [(str(name), str(value)) for name, value in said.get("facts", ())]
    found = Facts(unescape(described[1]), *size, follows_reader=len(said["themes"]) > 1,
                  words=words, least_px=round(said.get("least", 0)),
                  frames=len(said.get("durations", "?")), asks="exercise" in said)
    narrower = _drawn_size(_between("<template><svg", ">", text))
    return found if narrower is None else replace(found, narrower=replace(
        found, width_px=narrower[0], height_px=narrower[1],
        least_px=round(said["narrower"]["least"])))


def _drawn_size(svg: str) -> tuple[int, int] | None:
    """The width and the height that a picture says of itself, None where it does not."""
    width, height = [re.search(rf' {side}="([0-9.]+)"', svg) for side in ("width", "height")]
    return (round(float(width[1])), round(float(height[1]))) if width and height else None


def _between(start: str, end: str, text: str) -> str:
    """What stands between the first of these and the first of those after it; "" where there is
    none."""
    inside, closed, _ = text.partition(start)[2].partition(end)
    return inside if closed else ""


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
