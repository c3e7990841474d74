"""Formats: what an animation is saved as. One module a family, one row each in FORMATS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from convgif.errors import OutputError, listed, look_up, setting, shorten

if TYPE_CHECKING:
    from convgif.frames.raster import Frames
    from convgif.frames.themes import Theme
    from convgif.layers.letters import Letters
    from convgif.scenes.scene import Story
    from convgif.traces.tracing import Trace


class Animated(Protocol):
    """What a file is made from: an animation, as far as formats look into it. story: of every step
    that there is. played: of what is shown frame by frame, on the same stage. pose: the steps that
    it is stopped at, empty for what moves. poster: the still that stands for it, laid out as it is.
    narrower: the same for where there is less room, if that is anything else. timeline_ms: how long
    each frame is shown, in whole ticks of a GIF. easing: whether what points to a window eases to
    the next one, in formats that move smoothly. loop: times in all, 0 for ever. density: pixels
    for each px. language: of its words, as HTML names it. letters: in which it writes sizes, None
    for numbers alone. precisions: the decimals of the numbers of each trace. shown_in: the numbers,
    from 1, of the panels that show each trace. force: however large it is. still_step: which of its
    frames is nearest to what its poster shows. steps_ms: the number of each step that is played,
    and how long it is shown."""

    @property
    def story(self) -> "Story": ...
    @property
    def played(self) -> "Story": ...
    @property
    def poster(self) -> "Animated": ...
    @property
    def narrower(self) -> "Animated | None": ...
    @property
    def theme(self) -> "Theme": ...
    @property
    def transparent(self) -> bool: ...
    @property
    def density(self) -> float: ...
    @property
    def pose(self) -> Sequence[int]: ...
    @property
    def timeline_ms(self) -> Sequence[int]: ...
    @property
    def loop(self) -> int: ...
    @property
    def easing(self) -> bool: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def traces(self) -> "Sequence[Trace]": ...
    @property
    def letters(self) -> "Letters | None": ...
    @property
    def precisions(self) -> Sequence[int | None]: ...
    @property
    def shown_in(self) -> Sequence[tuple[int, ...]]: ...
    @property
    def force(self) -> bool: ...
    @property
    def still_step(self) -> int: ...
    @property
    def steps_ms(self) -> Sequence[tuple[int, int]]: ...

    def draw(self, story: "Story | None" = None) -> "Frames":
        """Its frames in palette space, of its own scenes or of others on its stage."""
        ...

    def describe(self) -> str:
        """Its alt text."""
        ...


@dataclass(frozen=True)
class Format:
    """A row of FORMATS. media_type: what the web calls it. Its functions are written
    "module:function", and loaded when they are used. function: encodes an animation, by the library
    of an extra if any; facts_function: reads what a file says of itself, a Path -> Facts. animated:
    whether it shows every step; by_click: one after the other as its reader goes on, so that
    nothing moves. holds_still: whether it can hold one step alone. follows_reader: whether it can
    be light or dark as its reader prefers. holds_alpha: whether the edges of a transparent one are
    smooth on any ground. also_suffixes: other ends of its name. has_pixels: so that a density means
    something. to_gif: its bytes against those of the GIF with as many frames, about.
    fragment_function: encodes it as a part of another page, and inline_function where a page brings
    the script of script_function once for all such parts; "" where there is none."""

    name: str
    description: str
    suffix: str
    media_type: str
    function: str
    facts_function: str
    animated: bool = True
    by_click: bool = False
    holds_still: bool = True
    follows_reader: bool = False
    holds_alpha: bool = True
    extra: str = ""
    library: str = ""
    also_suffixes: tuple[str, ...] = ()
    has_pixels: bool = True
    to_gif: float = 1.0
    fragment_function: str = ""
    inline_function: str = ""
    script_function: str = ""

    @property
    def kind(self) -> str:
        """What HTML shows it as: image, video, text or application."""
        return self.media_type.partition("/")[0]

    @property
    def has_controls(self) -> bool:
        """Whether its reader can stop it: what plays it has buttons, and only images have none."""
        return self.moves and self.kind != "image"

    @property
    def moves(self) -> bool:
        """Whether it moves by itself."""
        return self.animated and not self.by_click

    @property
    def needs_script(self) -> bool:
        """Whether a page that holds it inline has to bring its script."""
        return bool(self.script_function)

    def encode(self, animation: Animated, *, fragment: bool = False) -> bytes:
        """The file as bytes; the module is loaded now.

        Raises OutputError where the extra is missing or the format cannot do what is asked for,
        and LimitError for what is too long for it.
        """
        self.check(follows_reader=animation.theme.dark is not None, still=bool(animation.pose),
                   fragment=fragment)
        return self.encode_checked(animation, fragment=fragment)

    def encode_checked(self, animation: Animated, *, fragment: bool = False) -> bytes:
        """The same for whoever has checked already. Raises LimitError for what is too long."""
        return _encode(self.fragment_function if fragment else self.function, animation)

    def encode_inline(self, animation: Animated) -> bytes:
        """What stands in a page itself, for a format that has an inline_function. Raises as
        `encode` does."""
        self.check(follows_reader=animation.theme.dark is not None, still=bool(animation.pose))
        return _encode(self.inline_function, animation)

    def script(self) -> str:
        """The script that it needs inline."""
        found: str = load(self.script_function)()
        return found

    def check(self, *, follows_reader: bool = False, still: bool = False, fragment: bool = False
              ) -> None:
        """Raises OutputError where it cannot be light or dark as its reader prefers, a still or
        a part of another page, or where its extra is missing."""
        if follows_reader and not self.follows_reader:
            light, dark = setting("theme", "light"), setting("theme", "dark")
            raise OutputError(f"{self.name} cannot be light or dark as its reader prefers: make "
                              f"{_names(lambda row: row.follows_reader)}, or choose {light} or "
                              f"{dark}")
        if fragment and not self.fragment_function:
            raise OutputError(f"{self.name} has no {setting('fragment')}: make "
                              f"{_names(lambda row: bool(row.fragment_function))}, or leave it out")
        if still and not self.holds_still:
            raise OutputError(f"{self.name} holds no still: make "
                              f"{_names(lambda row: row.holds_still)}")
        if self.library and find_spec(self.library) is None:
            raise OutputError(f"{self.name} needs a library that is not installed: "
                              f'pip install "convgif[{self.extra}]"')


FORMATS: Mapping[str, Format] = {
    row.name: row for row in (
        Format("gif", "animated GIF, lossless", ".gif", "image/gif",
               "convgif.formats.gif:encode_gif", "convgif.formats.facts.pixels:raster_facts",
               holds_alpha=False),
        Format("webp", "animated WebP, lossless, smaller than the GIF", ".webp", "image/webp",
               "convgif.formats.webp:encode_webp", "convgif.formats.facts.pixels:raster_facts",
               to_gif=0.5),
        Format("apng", "animated PNG, lossless", ".apng", "image/apng",
               "convgif.formats.png:encode_apng", "convgif.formats.facts.pixels:raster_facts",
               also_suffixes=(".png",)),
        Format("svg", "animated vector picture, sharp at any size, much the smallest", ".svg",
               "image/svg+xml", "convgif.formats.svg:encode_svg",
               "convgif.formats.facts.markup:svg_facts", follows_reader=True,
               inline_function="convgif.formats.inline:inline_svg", has_pixels=False,
               to_gif=0.3),
        Format("html", "interactive player: play, step, ask each cell", ".html", "text/html",
               "convgif.formats.player:encode_page", "convgif.formats.facts.markup:page_facts",
               follows_reader=True, fragment_function="convgif.formats.player:encode_fragment",
               inline_function="convgif.formats.inline:inline_player",
               script_function="convgif.formats.player:script", has_pixels=False),
        Format("mp4", "H.264 video for slides", ".mp4", "video/mp4",
               "convgif.formats.mp4:encode_mp4", "convgif.formats.facts.pixels:video_facts",
               holds_still=False, holds_alpha=False, extra="video", library="av", to_gif=1.5),
        Format("png", "still of the step that says most, the output full", ".png", "image/png",
               "convgif.formats.png:encode_png", "convgif.formats.facts.pixels:raster_facts",
               animated=False, to_gif=0.7),
        Format("pdf", "the same still as a vector picture", ".pdf", "application/pdf",
               "convgif.formats.pdf:encode_pdf", "convgif.formats.facts.pdf:pdf_facts",
               animated=False, has_pixels=False, to_gif=1.5),
        Format("tex", "the same still as source of TikZ, for a paper to edit", ".tex",
               "application/x-tex", "convgif.formats.tikz:encode_tikz",
               "convgif.formats.tikz:tikz_facts", animated=False, has_pixels=False, to_gif=0.7),
        Format("pptx", "slides, a step each, for PowerPoint and Keynote", ".pptx",
               "application/vnd.openxmlformats-officedocument.presentationml.presentation",
               "convgif.formats.slides:encode_pptx", "convgif.formats.slides:deck_facts",
               by_click=True, holds_alpha=False, extra="slides", library="pptx", to_gif=4.0),
        Format("beamer", "every step as source of TikZ, each an overlay of a frame of Beamer",
               ".beamer", "application/x-beamer", "convgif.formats.tikz:encode_overlays",
               "convgif.formats.tikz:tikz_facts", by_click=True, also_suffixes=(".tex",),
               has_pixels=False, to_gif=1.5))}
DEFAULT_FORMAT = "gif"
MOST_CLICKED = 200  # frames, that a reader goes through one by one
DEFAULT_STILL = "png"


def load(function: str) -> Callable[..., Any]:
    """The function of that "module:function"."""
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _encode(function: str, animation: Animated) -> bytes:
    encoder: Callable[[Animated], bytes] = load(function)
    return encoder(animation)


def _names(wanted: Callable[[Format], bool]) -> str:
    """The names of the formats that are wanted: "gif, png or svg"."""
    names = [row.name for row in FORMATS.values() if wanted(row)]
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def find_format(path: str | Path, name: str | None = None) -> Format:
    """The format of that name, or else by the suffix of the path.

    Raises UnknownNameError, or OutputError for an unknown suffix, or that of another format.
    """
    if name is None:
        return format_by_suffix(path, f"or name a {setting('format')}")
    row, suffix = look_up(FORMATS, str(name).removeprefix("."), "format"), Path(path).suffix.lower()
    other = _by_suffix(suffix)
    if other is not None and other is not row and suffix not in row.also_suffixes:
        raise OutputError(f"{shorten(str(path))} is called as {other.name} is, and the "
                          f"{setting('format')} is {row.name}: end the name in "
                          f"{listed([*row.also_suffixes, row.suffix], 'or')}, or leave the format "
                          "out")
    return row


def format_by_suffix(path: str | Path, otherwise: str = "", advice: str = "end the name in"
                     ) -> Format:
    """The format by the suffix of the path. Raises OutputError, with the advice before the suffixes
    that there are; otherwise: what else would do."""
    suffix = Path(path).suffix.lower()
    found = _by_suffix(suffix)
    if found is not None:
        return found
    known = ", ".join(row.suffix for row in FORMATS.values())
    given = f"unknown suffix {shorten(suffix)}" if suffix else f"{shorten(str(path))} has no suffix"
    raise OutputError(", ".join(filter(None, (f"{given}: {advice} {known}", otherwise))))


def _by_suffix(suffix: str) -> Format | None:
    return next((row for row in FORMATS.values() if row.suffix == suffix), None)
