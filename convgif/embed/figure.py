"""What is shown somewhere: a file, what it says of itself, and what stands in for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from convgif.embed.media import Source
from convgif.formats import Format
from convgif.formats.facts import Facts


@dataclass(frozen=True)
class Figure:
    """What is shown. path: of the file as it is named; address: of the same on the web. facts:
    what it says of itself, on one line. asked_px: a width, if any is asked for. sources: which
    others stand in for it, by media query, the first that applies. beside: the media types of the
    files that are called as it is but for the suffix, itself among them."""

    format: Format
    path: str
    address: str
    facts: Facts
    asked_px: int | None
    sources: Mapping[str, Source]
    beside: Collection[str] = ()

    @property
    def alt(self) -> str:
        """The words that say what it shows."""
        return self.facts.alt

    @property
    def width_px(self) -> int:
        """How wide it is shown."""
        return self.asked_px or self.facts.width_px

    def with_suffix(self, suffix: str) -> str:
        """Its path with another suffix."""
        return self.path[:len(self.path) - len(PurePath(self.path).suffix)] + suffix
