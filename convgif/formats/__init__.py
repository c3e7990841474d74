"""Formats: what a recording is saved as. One module a family, one row each in FORMATS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from convgif.errors import OutputError, look_up, shorten

if TYPE_CHECKING:
    from convgif.raster import Frames
    from convgif.scene import Story
    from convgif.themes import Theme
    from convgif.tracing import Trace


TICK_MS = 10  # GIF counts in hundredths of a second


@dataclass(frozen=True)
class Recording:
    """All that a file is made from. durations_ms: of each frame. loop: times in all, 0 for ever.
    frames, still: draw all frames, or the one for a still, for formats that need pixels; theme,
    transparent and the story of the still, for those that draw themselves. dark_theme: another,
    for dark pages, where the format can follow the page. stopped: whether all of it is a still.
    density: pixels for each px. language: of the alt text, as HTML names it. traces, precision:
    what is shown, and the decimals of its numbers, for those that explain it."""

    story: "Story"
    frames: "Callable[[], Frames]"
    still: "Callable[[], Frames]"
    durations_ms: Sequence[int]
    loop: int
    alt_text: str
    title: str
    theme: "Theme"
    still_story: "Callable[[], Story]"
    transparent: bool = False
    dark_theme: "Theme | None" = None
    stopped: bool = False
    density: float = 1.0
    language: str = "en"
    traces: "Sequence[Trace]" = ()
    precision: int = 2

    @property
    def timeline_ms(self) -> list[int]:
        """The durations as every format shows them: in whole ticks of a GIF."""
        return [round(duration / TICK_MS) * TICK_MS for duration in self.durations_ms]


@dataclass(frozen=True)
class Format:
    """A row of FORMATS: its suffix, the module and function that encode a recording, and which
    extra it needs, if any. animated: whether it moves. holds_still: whether it can hold a picture
    that does not. follows_reader: whether it can be light or dark as its reader prefers.
    media_type: what the web calls it. fragment_function: encodes it as a part of another page,
    where it can be one."""

    name: str
    description: str
    suffix: str
    module: str
    function: str
    animated: bool = True
    extra: str = ""
    holds_still: bool = True
    follows_reader: bool = False
    media_type: str = ""
    fragment_function: str = ""

    def encode(self, recording: Recording, *, fragment: bool = False) -> bytes:
        """The file as bytes; the module is loaded now.

        Raises OutputError where the extra is missing or the format cannot do what is asked for,
        and LimitError for what is too long for it.
        """
        if recording.dark_theme and not self.follows_reader:
            raise OutputError(f"{self.name} cannot be light or dark as its reader prefers: "
                              f"make {_names(lambda row: row.follows_reader)}, or choose --theme "
                              "light or --theme dark")
        if fragment and not self.fragment_function:
            raise OutputError(f"{self.name} has no --fragment: make "
                              f"{_names(lambda row: bool(row.fragment_function))}, or leave it out")
        if recording.stopped and not self.holds_still:
            raise OutputError(f"{self.name} holds no still: make "
                              f"{_names(lambda row: row.holds_still)}")
        function = self.fragment_function if fragment else self.function
        encoder: Callable[[Recording], bytes] = getattr(import_module(self.module), function)
        try:
            return encoder(recording)
        except ImportError:
            if not self.extra:
                raise
            raise self.extra_missing() from None

    def extra_missing(self) -> OutputError:
        """What is to be said where its extra is missing."""
        return OutputError(f"{self.name} needs a library that is not installed: "
                           f"pip install 'convgif[{self.extra}]'")


FORMATS: Mapping[str, Format] = {
    row.name: row for row in (
        Format("gif", "animated GIF, lossless", ".gif", "convgif.formats.gif", "encode_gif",
               media_type="image/gif"),
        Format("webp", "animated WebP, lossless, smaller than the GIF", ".webp",
               "convgif.formats.webp", "encode_webp", media_type="image/webp"),
        Format("apng", "animated PNG, lossless", ".apng", "convgif.formats.png", "encode_apng",
               media_type="image/apng"),
        Format("svg", "animated vector picture, sharp at any size, much the smallest", ".svg",
               "convgif.formats.svg", "encode_svg", follows_reader=True,
               media_type="image/svg+xml"),
        Format("html", "interactive player: play, step, ask each cell", ".html",
               "convgif.formats.player", "encode_page", follows_reader=True,
               media_type="text/html", fragment_function="encode_fragment"),
        Format("mp4", "H.264 video for slides", ".mp4", "convgif.formats.mp4", "encode_mp4",
               extra="video", holds_still=False, media_type="video/mp4"),
        Format("png", "still of the middle step, the output full", ".png", "convgif.formats.png",
               "encode_png", animated=False, media_type="image/png"),
        Format("pdf", "the same still as a vector picture", ".pdf", "convgif.formats.pdf",
               "encode_pdf", animated=False, media_type="application/pdf"))}
DEFAULT_FORMAT = "gif"
DEFAULT_STILL = "png"


def _names(wanted: Callable[[Format], bool]) -> str:
    """The names of the formats that are wanted: "gif, png or svg"."""
    names = [row.name for row in FORMATS.values() if wanted(row)]
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def find_format(path: str | Path, name: str | None = None) -> Format:
    """The format of that name, or else by the suffix of the path.

    Raises UnknownNameError, or OutputError for an unknown suffix.
    """
    if name is not None:
        return look_up(FORMATS, name.removeprefix("."), "format")
    suffix = Path(path).suffix.lower()
    for row in FORMATS.values():
        if row.suffix == suffix:
            return row
    known = ", ".join(row.suffix for row in FORMATS.values())
    given = f"unknown suffix {shorten(suffix)}" if suffix else f"{shorten(str(path))} has no suffix"
    raise OutputError(f"{given}: end the name in {known}, or name a --format")
