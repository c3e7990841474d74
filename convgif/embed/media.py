"""Elements of HTML that show a file, by what its reader wishes for."""

from collections.abc import Mapping

from convgif.formats.markup import element, text

DARK, LESS_MOTION = "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"

Attributes = Mapping[str, str | int | bool | None]


def both(*queries: str) -> str:
    """The media query for which all of these hold; an empty one always does."""
    return " and ".join(filter(None, queries))


def picture(image: str, sources: Mapping[str, str]) -> str:
    """The image, which other addresses stand in for, by media query: the first that holds."""
    if not sources:
        return image
    lines = [element("source", {"media": media, "srcset": address})
             for media, address in sources.items()]
    return element("picture", {}, "".join(f"\n  {line}" for line in (*lines, image)) + "\n")


def video(address: str, alt: str, attributes: Attributes) -> str:
    """A video that its reader can stop; browsers that show none say the words."""
    return element("video", {"src": address, "aria-label": alt, "controls": True, "loop": True,
                             "muted": True, "playsinline": True, **attributes}, text(alt))
