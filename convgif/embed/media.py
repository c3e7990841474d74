"""Elements of HTML that show a file, by what its reader wishes for and has room for."""

from collections.abc import Mapping
from dataclasses import dataclass

from convgif.formats.markup import element, text

DARK, LESS_MOTION = "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"

Attributes = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Source:
    """What stands in for a picture. width_px, height_px: as it is shown, where it is not as large.
    """

    address: str
    width_px: int | None = None
    height_px: int | None = None


def narrower_than(width_px: float) -> str:
    """The media query for readers whose window is less wide than that."""
    return f"(max-width: {round(width_px) - 1}px)"


def both(*queries: str) -> str:
    """The media query for which all of these hold; an empty one always does."""
    return " and ".join(filter(None, queries))


def as_shown(size: tuple[int, int], shown_px: float, of_px: float) -> tuple[int, int]:
    """How large a picture of that size is shown where one of another width, whose place it takes,
    is shown so wide: as much larger than itself, and no smaller while there is room."""
    scale = max(shown_px / of_px, min(1, shown_px / size[0]))
    return round(scale * size[0]), round(scale * size[1])


def picture(image: str, sources: Mapping[str, Source]) -> str:
    """The image, which others stand in for, by media query: the first that holds."""
    if not sources:
        return image
    lines = [element("source", {"media": media, "srcset": source.address,
                                "width": source.width_px, "height": source.height_px})
             for media, source in sources.items()]
    return element("picture", {}, "".join(f"\n  {line}" for line in (*lines, image)) + "\n")


def video(address: str, alt: str, attributes: Attributes) -> str:
    """A video that its reader can stop; browsers that show none say the words."""
    return element("video", {"src": address, "aria-label": alt, "controls": True, "loop": True,
                             "muted": True, "playsinline": True, **attributes}, text(alt))
