"""An animation on a page: the files that show it, and the markup that shows the files.

A picture that cannot follow its reader's wishes by itself comes with a still for those who wish
for less motion, and with a dark twin where its theme has one.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from convgif.animation import Animation
from convgif.embed.settings import Order, spelled_as_settings
from convgif.errors import look_up
from convgif.formats import FORMATS, Format, Recording
from convgif.formats.markup import legal

DEFAULT_FORMAT = "svg"  # small, sharp, and follows its reader
DARK, LESS_MOTION = "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"


@dataclass(frozen=True)
class Layout:
    """How a picture stands on its page. width, height: in CSS; of neither, its own width.
    inline: in the page itself. lazy: loaded when it comes into sight."""

    width: str = ""
    height: str = ""
    scale: int = 100
    classes: Sequence[str] = ()
    id: str = ""
    inline: bool = False
    lazy: bool = False


@dataclass(frozen=True)
class Rendering:
    """What shows an animation. media: a query that says to whom, "" for all others."""

    name: str
    media: str
    format: Format
    animation: Animation
    alt: str
    encoder: Callable[[Recording], bytes]

    def encode(self) -> bytes:
        """The file, or what stands in the page itself. Raises ConvgifError."""
        with spelled_as_settings():
            return self.encoder(replace(self.animation.recording(), alt_text=self.alt))


@dataclass(frozen=True)
class Shown:
    """A picture on a page: its media type, its words, its size in px, and by media query its
    address, or where it is drawn in the page itself all that it is."""

    media_type: str
    alt: str
    size: tuple[int, int]
    layout: Layout
    seen: Mapping[str, str]

    @property
    def is_part_of_width(self) -> bool:
        """Whether it is as wide as what is around it lets it be."""
        return self._width.endswith("%")

    @property
    def is_drawn(self) -> bool:
        """Whether it is in the page itself, with no address."""
        return self.layout.inline and self.media_type in DRAWN

    def markup(self, folder: str = "") -> str:
        """The element that shows it; folder: where its files are."""
        if self.is_drawn:
            return tag("div", self._attributes, self.seen[""])
        return TAGS[_kind(self.media_type)](self, {media: folder + address
                                                   for media, address in self.seen.items()})

    @property
    def _attributes(self) -> dict[str, str]:
        """What any element that shows it has."""
        layout = self.layout
        style = (f"width:{_scaled(self._width, layout.scale)};"
                 f"height:{_scaled(layout.height, layout.scale)};max-width:100%;text-align:start")
        return {"id": layout.id, "class": " ".join(("convgif", *layout.classes)), "style": style}

    @property
    def _width(self) -> str:
        """Its width; of none given, the picture's own, and of a player all that there is."""
        own = "100%" if self.media_type in NEEDS_SCRIPT else f"{self.size[0]}px"
        return self.layout.width or ("" if self.layout.height else own)

    def _image(self, addresses: Mapping[str, str]) -> str:
        image = tag("img", {
            "src": addresses[""], "alt": self.alt, "width": str(self.size[0]),
            "height": str(self.size[1]), "loading": "lazy" if self.layout.lazy else "",
            **self._attributes})
        sources = [tag("source", {"srcset": address, "media": media})
                   for media, address in addresses.items() if media]
        return tag("picture", {}, "".join((*sources, image))) if sources else image

    def _video(self, addresses: Mapping[str, str]) -> str:
        return tag("video", {
            "src": addresses[""], "aria-label": self.alt, "controls": "controls", "loop": "loop",
            "muted": "muted", "playsinline": "playsinline", **self._attributes}, text(self.alt))


TAGS: Mapping[str, Callable[[Shown, Mapping[str, str]], str]] = {
    "image": Shown._image, "video": Shown._video}


def _svg(recording: Recording) -> bytes:
    from convgif.formats.svg import encode_svg

    filling = b'<svg style="display:block;width:100%;height:100%" '
    return encode_svg(recording).replace(b"<svg ", filling, 1)


def _player(recording: Recording) -> bytes:
    from convgif.formats.player import fragment

    return fragment(recording, with_script=False).encode()


# By media type, what can stand in a page without an address, and how it is then made.
DRAWN: Mapping[str, Callable[[Recording], bytes]] = {"image/svg+xml": _svg, "text/html": _player}
NEEDS_SCRIPT = ("text/html",)


def page_format(name: str = "") -> Format:
    """The format of that name, or the default, if pages show it. Raises UnknownNameError."""
    return look_up({row.name: row for row in FORMATS.values()
                    if row.media_type in DRAWN or _kind(row.media_type) in TAGS},
                   name or DEFAULT_FORMAT, "format")


def renderings(order: Order, animation: Animation, format: Format, *, inline: bool = False
               ) -> list[Rendering]:
    """All that shows it in that format; the last is for all whom no other is for."""
    theme, alt, digest = animation.theme, order.alt or animation.describe(), order.digest()
    themes, formats = [("", "", theme)], [("", format)]
    if theme.dark and not format.follows_reader:
        themes = [(DARK, "-dark", theme.dark), ("", "", replace(theme, dark=None))]
    moves = format.animated and not animation.pose
    if moves and not format.follows_reader and _kind(format.media_type) == "image":
        still = next(row for row in FORMATS.values()
                     if _kind(row.media_type) == "image" and not row.animated)
        formats = [(LESS_MOTION, still), ("", format)]
    made = []
    for motion, row in formats:
        drawn = DRAWN.get(row.media_type) if inline else None
        made += [Rendering(f"convgif-{digest}{twin}{'-inline' if drawn else ''}{row.suffix}",
                           " and ".join(filter(None, (motion, light))), row,
                           replace(animation, theme=paints), alt, drawn or row.encode)
                 for light, twin, paints in themes]
    return made


def shown(made: Sequence[Rendering], layout: Layout, seen: Sequence[str]) -> Shown:
    """The picture, by what is seen of each rendering: its address, or what stands in the page."""
    last = made[-1]
    stage = last.animation.story.stage
    return Shown(last.format.media_type, last.alt, (stage.width_px, stage.height_px), layout,
                 {each.media: what for each, what in zip(made, seen, strict=True)})


def inlined(made: Sequence[Rendering], data: Sequence[bytes], layout: Layout) -> Shown:
    """The picture with all that it shows in the page itself."""
    drawn = made[-1].format.media_type in DRAWN
    return shown(made, replace(layout, inline=True), [
        each.decode() if drawn else
        f"data:{row.format.media_type};base64,{b64encode(each).decode()}"
        for row, each in zip(made, data, strict=True)])


def tag(name: str, attributes: Mapping[str, str], inside: str | None = None) -> str:
    """An element, good as HTML and as XML; attributes that are empty are left out."""
    written = "".join(f' {key}="{escape(legal(value))}"'
                      for key, value in attributes.items() if value)
    return f"<{name}{written} />" if inside is None else f"<{name}{written}>{inside}</{name}>"


def text(words: str) -> str:
    """Words as the content of an element."""
    return escape(legal(words), quote=False)


def player_script() -> str:
    """The script that all players share."""
    from convgif.formats.player import script

    return script()


def _kind(media_type: str) -> str:
    return media_type.partition("/")[0]


def _scaled(length: str, percent: int) -> str:
    """A length in CSS, so many percent of it."""
    found = re.fullmatch(r"([0-9.]+)\s*(%|[a-zA-Z]*)", length)
    return f"{float(found[1]) * percent / 100:g}{found[2] or 'px'}" if found else "auto"
