"""An animation on a page: the files that show it, and the markup that shows the files.

A picture that cannot follow its reader's wishes by itself comes with a still for those who wish
for less motion, and with a dark twin where its theme has one; panels side by side, with a twin in
which they stand one below the other, for those with less room.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from convgif.animation import Animation
from convgif.embed.media import (
    DARK,
    LESS_MOTION,
    Source,
    as_shown,
    both,
    narrower_than,
    picture,
    video,
)
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

    def shown_px(self, own_px: int) -> float | None:
        """How wide a picture of that width is shown, None where what is around it decides."""
        given = re.fullmatch(r"([0-9.]+)\s*(px)?", self.width or str(own_px))
        return float(given[1]) * self.scale / 100 if given else None


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
    """A picture on a page: its words, and by media query its size in px and its address, or where
    it is drawn in the page itself all that it is."""

    format: Format
    alt: str
    layout: Layout
    sizes: Mapping[str, tuple[int, int]]
    seen: Mapping[str, str]

    @property
    def size(self) -> tuple[int, int]:
        """Its size for whom nothing else stands in."""
        return self.sizes[""]

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
            return self._drawn()
        return ELEMENTS[self.format.kind](self, {media: folder + address
                                                 for media, address in self.seen.items()})

    def _attributes(self, width: str, *classes: str) -> dict[str, str | None]:
        """What any element that shows it has. width: in CSS, "" where its attributes say it."""
        layout = self.layout
        style = (*([f"width:{width}"] if width else []),
                 f"height:{_scaled(layout.height, layout.scale)}", "max-width:100%",
                 "text-align:start")
        return {"id": layout.id or None, "class": " ".join(("convgif", *layout.classes, *classes)),
                "style": ";".join(style)}

    @property
    def _width(self) -> str:
        """Its width; of none given, the picture's own, and of a player all that there is."""
        own = "100%" if self.format.needs_script else f"{self.size[0]}px"
        return self.layout.width or ("" if self.layout.height else own)

    @property
    def _css_width(self) -> str:
        return _scaled(self._width, self.layout.scale)

    def _shown_sizes(self) -> Mapping[str, tuple[int, int]]:
        """By media query how large it is shown, where that is not the same for all its readers;
        empty where it is, or where what is around it decides."""
        shown_px = self.layout.shown_px(self.size[0])
        if shown_px is None or len(set(self.sizes.values())) == 1:
            return {}
        return {media: as_shown(size, shown_px, self.size[0])
                for media, size in self.sizes.items()}

    def _drawn(self) -> str:
        """All that there is of it in the page itself, of which its reader sees one."""
        sizes = self._shown_sizes()
        if len(self.seen) == 1:
            return element("div", self._attributes(self._css_width), self.seen[""])
        (media,) = filter(None, self.seen)
        limit_px = sizes[""][0] if sizes else self.size[0]
        kinds = {media: f"convgif-under-{limit_px}", "": f"convgif-from-{limit_px}"}
        rules = (f"@media {media}{{.{kinds['']}{{display:none}}}}"
                 f"@media not all and {media}{{.{kinds[media]}{{display:none}}}}")
        drawn = [element("div", {**self._attributes(
            f"{sizes[room][0]}px" if sizes else self._css_width, kinds[room]), "id": None}, inside)
            for room, inside in self.seen.items()]
        marked = element("span", {"id": self.layout.id}, "") if self.layout.id else ""
        return "".join((marked, element("style", {}, rules), *drawn))

    def _image(self, addresses: Mapping[str, str]) -> str:
        sizes = self._shown_sizes()
        width, height = sizes.get("", self.size)
        image = element("img", {
            "src": addresses[""], "alt": self.alt, "width": width, "height": height,
            "loading": "lazy" if self.layout.lazy else None,
            **self._attributes("" if sizes else self._css_width)})
        return picture(image, {media: Source(address, *sizes.get(media, ()))
                               for media, address in addresses.items() if media})

    def _video(self, addresses: Mapping[str, str]) -> str:
        return video(addresses[""], self.alt, self._attributes(self._css_width))


ELEMENTS: Mapping[str, Callable[[Shown, Mapping[str, str]], str]] = {
    "image": Shown._image, "video": Shown._video}


def page_format(name: str = "") -> Format:
    """The format of that name, or the default, if pages show it. Raises UnknownNameError."""
    return look_up({row.name: row for row in FORMATS.values()
                    if row.inline_function or row.kind in ELEMENTS},
                   name or DEFAULT_FORMAT, "format")


def renderings(picture: Picture, animation: Animation, format: Format,
               layout: Layout = Layout(), *, alt: str = "") -> list[Rendering]:
    """All that shows it in that format; the last is for all whom no other is for. alt: instead of
    the animation's own words."""
    theme, name = animation.theme, file_name(picture, alt)
    themes, formats, rooms = [("", "", theme)], [("", format)], [("", "", animation)]
    if theme.dark and not format.follows_reader:
        themes = [(DARK, "-dark", theme.dark), ("", "", replace(theme, dark=None))]
    moves = format.animated and not animation.pose
    if moves and not format.follows_reader and format.kind == "image":
        still = next(row for row in FORMATS.values() if row.kind == "image" and not row.animated)
        formats = [(LESS_MOTION, still), ("", format)]
    narrower = animation.narrower if format.kind == "image" and not layout.height else None
    if narrower:
        own_px = animation.story.stage.width_px
        rooms.insert(0, (narrower_than(layout.shown_px(own_px) or own_px), "-narrow", narrower))
    made = []
    for room, stacked, shown in rooms:
        for motion, row in formats:
            drawn = layout.inline and row.inline_function
            made += [Rendering(f"{name}{twin}{stacked}{'-inline' if drawn else ''}{row.suffix}",
                               both(room, motion, light), row, replace(shown, theme=paints),
                               alt or shown.describe(),
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
    stages = {each.media: each.animation.story.stage for each in made}
    return Shown(last.format, last.alt, layout,
                 {media: (stage.width_px, stage.height_px) for media, stage in stages.items()},
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
