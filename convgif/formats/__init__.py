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


@dataclass(frozen=True)
class Recording:
    """All that a file is made from. durations_ms: of each frame. loop: times in all, 0 for ever.
    frames, still: draw all frames, or the one for a still, for formats that need pixels."""

    story: "Story"
    frames: "Callable[[], Frames]"
    still: "Callable[[], Frames]"
    durations_ms: Sequence[int]
    loop: int
    alt_text: str


@dataclass(frozen=True)
class Format:
    """A row of FORMATS: its suffix, the module and function that encode a recording, and whether
    it moves."""

    name: str
    description: str
    suffix: str
    module: str
    function: str
    animated: bool = True

    def encode(self, recording: Recording) -> bytes:
        """The file as bytes; the module is loaded now."""
        encoder: Callable[[Recording], bytes] = getattr(import_module(self.module), self.function)
        return encoder(recording)


FORMATS: Mapping[str, Format] = {
    row.name: row for row in (
        Format("gif", "animated GIF, lossless", ".gif", "convgif.formats.gif", "encode_gif"),
        Format("png", "still of the middle step, the output full", ".png", "convgif.formats.png",
               "encode_png", animated=False))}
DEFAULT_FORMAT = "gif"


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
