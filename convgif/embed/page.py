"""An animation on a page: the files that show it, and the markup that shows the files.

A picture that cannot follow its reader's wishes by itself comes with a still for those who wish
for less motion, and with a dark twin where its theme has one.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from convgif.animation import Animation
from convgif.embed.media import DARK, LESS_MOTION, both, picture, video
from convgif.embed.settings import spelled_as_settings
from convgif.errors import look_up
from convgif.formats import FORMATS, Animated, Format
from convgif.formats.markup import element
from convgif.inputs.files import digest
from convgif.settings.picture import Picture

DIGITS = 20  # of a hash in a file name
DEFAULT_FORMAT = "svg"  # small, sharp, and follows its reader


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
    encoder: Callable[[Animated], bytes]

    def encode(self) -> bytes:
        """The file, or what stands in the page itself. Raises ConvgifError."""
        with spelled_as_settings():
            return self.encoder(replace(self.animation, alt=self.alt))


@dataclass(frozen=True)
class Shown:
    """A picture on a page: its words, its size in px, and by media query its address, or where it
    is drawn in the page itself all that it is."""

    format: Format
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
        return self.layout.inline and bool(self.format.inline_function)

    def markup(self, folder: str = "") -> str:
        """The element that shows it; folder: where its files are."""
        if self.is_drawn:
            return element("div", self._attributes, self.seen[""])
        return ELEMENTS[self.format.kind](self, {media: folder + address
                                                 for media, address in self.seen.items()})

    @property
    def _attributes(self) -> dict[str, str | None]:
        """What any element that shows it has."""
        layout = self.layout
        style = (f"width:{_scaled(self._width, layout.scale)};"
                 f"height:{_scaled(layout.height, layout.scale)};max-width:100%;text-align:start")
        return {"id": layout.id or None, "class": " ".join(("convgif", *layout.classes)),
                "style": style}

    @property
    def _width(self) -> str:
        """Its width; of none given, the picture's own, and of a player all that there is."""
        own = "100%" if self.format.needs_script else f"{self.size[0]}px"
        return self.layout.width or ("" if self.layout.height else own)

    def _image(self, addresses: Mapping[str, str]) -> str:
        image = element("img", {
            "src": addresses[""], "alt": self.alt, "width": self.size[0], "height": self.size[1],
            "loading": "lazy" if self.layout.lazy else None, **self._attributes})
        return picture(image, {media: at for media, at in addresses.items() if media})

    def _video(self, addresses: Mapping[str, str]) -> str:
        return video(addresses[""], self.alt, self._attributes)


ELEMENTS: Mapping[str, Callable[[Shown, Mapping[str, str]], str]] = {
    "image": Shown._image, "video": Shown._video}


def page_format(name: str = "") -> Format:
    """The format of that name, or the default, if pages show it. Raises UnknownNameError."""
    return look_up({row.name: row for row in FORMATS.values()
                    if row.inline_function or row.kind in ELEMENTS},
                   name or DEFAULT_FORMAT, "format")


def renderings(picture: Picture, animation: Animation, format: Format, *, alt: str = "",
               inline: bool = False) -> list[Rendering]:
    """All that shows it in that format; the last is for all whom no other is for. alt: instead of
    the animation's own words."""
    theme, name = animation.theme, file_name(picture, alt)
    alt = alt or animation.describe()
    themes, formats = [("", "", theme)], [("", format)]
    if theme.dark and not format.follows_reader:
        themes = [(DARK, "-dark", theme.dark), ("", "", replace(theme, dark=None))]
    moves = format.animated and not animation.pose
    if moves and not format.follows_reader and format.kind == "image":
        still = next(row for row in FORMATS.values() if row.kind == "image" and not row.animated)
        formats = [(LESS_MOTION, still), ("", format)]
    made = []
    for motion, row in formats:
        drawn = inline and row.inline_function
        made += [Rendering(f"{name}{twin}{'-inline' if drawn else ''}{row.suffix}",
                           both(motion, light), row, replace(animation, theme=paints), alt,
                           row.encode_inline if drawn else row.encode)
                 for light, twin, paints in themes]
    return made


def file_name(picture: Picture, alt: str = "") -> str:
    """The name of its files, without suffix: by a hash of all that decides how they come out, the
    numbers in the files that it names and the version of whatever draws too."""
    said = "\n".join([picture.fingerprint(), repr(picture), alt])
    return f"convgif-{digest(said.encode(errors='surrogatepass'))[:DIGITS]}"


def shown(made: Sequence[Rendering], layout: Layout, seen: Sequence[str]) -> Shown:
    """The picture, by what is seen of each rendering: its address, or what stands in the page."""
    last = made[-1]
    stage = last.animation.story.stage
    return Shown(last.format, last.alt, (stage.width_px, stage.height_px), layout,
                 {each.media: what for each, what in zip(made, seen, strict=True)})


def inlined(made: Sequence[Rendering], data: Sequence[bytes], layout: Layout) -> Shown:
    """The picture with all that it shows in the page itself."""
    drawn = made[-1].format.inline_function
    return shown(made, replace(layout, inline=True), [
        each.decode() if drawn else
        f"data:{row.format.media_type};base64,{b64encode(each).decode()}"
        for row, each in zip(made, data, strict=True)])


def _scaled(length: str, percent: int) -> str:
    """A length in CSS, so many percent of it."""
    found = re.fullmatch(r"([0-9.]+)\s*(%|[a-zA-Z]*)", length)
    return f"{float(found[1]) * percent / 100:g}{found[2] or 'px'}" if found else "auto"
