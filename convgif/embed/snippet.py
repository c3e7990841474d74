"""The lines that show a file in some place: README, docs, LaTeX. One row each in PLACES."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from math import ceil, isinf
from pathlib import Path

from convgif.embed.media import DARK, LESS_MOTION, both, picture, video
from convgif.embed.tex import TEX_MEDIA_TYPES, tex_path
from convgif.errors import OutputError, look_up, named, setting, shorten
from convgif.escaping import (
    escape_latex,
    escape_markdown_extra,
    file_address,
    local_path,
    myst_image,
    one_line,
    restructuredtext_image,
    typst_string,
    web_address,
)
from convgif.formats import FORMATS, Format
from convgif.formats.facts import Facts, read_facts
from convgif.formats.markup import element, image_element
from convgif.formats.player.frame import TWO_COLUMNS_PX, frame_height
from convgif.legibility import SMALLEST_PT, TEXT_PT, narrowest_pt, widest_px
from convgif.text import SMALLEST_TEXT_PX

LARGEST_BYTES, LONGEST_MS = 5_000_000, 5000  # GitHub's advice; WCAG 2.2.2
POINTS = 0.75  # in a px
LINE_WIDTH = r"\linewidth"
SCHEME, ON_THE_WEB = re.compile("([a-zA-Z][a-zA-Z0-9+.-]*):"), ("http", "https")


@dataclass(frozen=True)
class Figure:
    """What is shown. path: of the file as it is named; address: of the same on the web. facts:
    what it says of itself, on one line. asked_px: a width, if any is asked for. sources: which
    others stand in for it, by media query, the first that applies."""

    format: Format
    path: str
    address: str
    facts: Facts
    asked_px: int | None
    sources: Mapping[str, str]

    @property
    def alt(self) -> str:
        """The words that say what it shows."""
        return self.facts.alt

    @property
    def width_px(self) -> int:
        """How wide it is shown."""
        return self.asked_px or self.facts.width_px


@dataclass(frozen=True)
class Place:
    """A row of PLACES. shows: which media types, with * for any. takes_sources: whether it may
    choose by its reader's wishes. follows_reader: whether a picture may, by itself. elsewhere:
    whether files are not found beside the text that shows them. moves: whether anything moves
    there. by_path: whether it shows the file by its path, whatever the address."""

    description: str
    write: Callable[[Figure], str]
    shows: tuple[str, ...] = ("image/*",)
    takes_sources: bool = False
    follows_reader: bool = True
    elsewhere: bool = False
    moves: bool = True
    by_path: bool = False

    def takes(self, format: Format) -> bool:
        """Whether it shows files of that format."""
        return any(fnmatchcase(format.media_type, known) for known in self.shows)


def _image(figure: Figure) -> str:
    return image_element(figure.address, figure.alt, figure.width_px)


def _picture(figure: Figure) -> str:
    return picture(_image(figure), figure.sources)


def _video(figure: Figure) -> str:
    return video(figure.address, figure.alt, {"width": figure.width_px})


def _frame(figure: Figure) -> str:
    height = frame_height((figure.facts.width_px, figure.facts.height_px), figure.facts.words,
                          figure.asked_px or TWO_COLUMNS_PX, figure.facts.least_px)
    return element("iframe", {
        "src": figure.address, "title": figure.alt, "width": figure.asked_px or "100%",
        "height": height, "loading": "lazy", "style": "border:0;max-width:100%"}, "")


def _html(figure: Figure) -> str:
    return {"image": _picture, "video": _video, "text": _frame}[figure.format.kind](figure)


def _mkdocs(figure: Figure) -> str:
    return (f'![{escape_markdown_extra(figure.alt)}]({figure.address})'
            f'{{ width="{figure.width_px}" }}')


def _on_paper(figure: Figure, unit: str, whole: str) -> str:
    """The width in print; whole: that of the text, where none is asked for and it is too wide."""
    points = figure.width_px * POINTS
    return whole if points > TEXT_PT and not figure.asked_px else f"{points:g}{unit}"


def _latex(figure: Figure) -> str:
    return (f"\\includegraphics[width={_on_paper(figure, 'bp', LINE_WIDTH)},"
            f"alt={{{escape_latex(figure.alt)}}}]{{{tex_path(figure.path)}}}")


def _typst(figure: Figure) -> str:
    if "\\" in figure.path:
        raise OutputError(f"Typst takes no file that is called {shorten(figure.path)}: rename it, "
                          "without \\")
    return (f"#image({typst_string(figure.path)}, width: {_on_paper(figure, 'pt', '100%')}, "
            f"alt: {typst_string(figure.alt)})")


PLACES: Mapping[str, Place] = {
    "github": Place("a README or issue on GitHub", _picture, takes_sources=True),
    "pypi": Place("a project's page on PyPI, which strips all but a plain <img>", _image,
                  elsewhere=True),
    "html": Place("a web page", _html, shows=("image/*", "video/*", "text/html"),
                  takes_sources=True),
    "rst": Place("reStructuredText, for Sphinx", lambda figure: restructuredtext_image(
        figure.path, figure.alt, figure.width_px), by_path=True),
    "myst": Place("MyST Markdown, for Sphinx", lambda figure: myst_image(
        figure.path, figure.alt, figure.width_px), by_path=True),
    "mkdocs": Place("Markdown for MkDocs or Zensical, with the extension attr_list", _mkdocs),
    "latex": Place("LaTeX, with the package graphicx", _latex, shows=TEX_MEDIA_TYPES,
                   moves=False, by_path=True),
    "typst": Place("Typst", _typst, shows=("image/png", "image/gif", "image/webp",
                                           "image/svg+xml"), follows_reader=False, moves=False,
                   by_path=True),
    "jupyter": Place("a Markdown cell of a notebook", _image)}


@dataclass(frozen=True)
class Snippet:
    """The lines, and what to think of before they are used."""

    text: str
    warnings: tuple[str, ...]


def snippet(file: str | Path, place: str, *, dark: str | Path | None = None,
            still: str | Path | None = None, dark_still: str | Path | None = None,
            address: str | None = None, width_px: int | None = None) -> Snippet:
    """The lines that show a file in a place, a name in PLACES, with its alt text and its width.

    dark, still, dark_still: files for readers who prefer that, else those beside it by name
    (`a_dark.gif`, `a_still.png` or `a.png`). address: of the file on the web, if not its path.
    Raises OutputError for a file that is not there or that the place cannot show, and for what is
    given and would not be used.
    `snippet("a.gif", "github").text` is an <img>, in a <picture> if there is `a_dark.gif` too.
    """
    path, row = Path(file), look_up(PLACES, place, "place")
    if path.as_posix() != one_line(path.as_posix()):
        raise OutputError(f"the name {shorten(path.as_posix())} has signs that are not seen: "
                          "rename it")
    if address is not None and (address != one_line(address) or (
            (scheme := SCHEME.match(address)) and scheme[1].lower() not in ON_THE_WEB)):
        raise OutputError(f"{setting('address')} {shorten(address)} is nothing on the web: give "
                          "one that begins with https://")
    format, facts = read_facts(path)
    name = next(name for name in PLACES if PLACES[name] is row)
    if not row.takes(format):
        known = ", ".join(other.name for other in FORMATS.values() if row.takes(other))
        raise OutputError(f"{name} shows no {format.name}: give it {known}")
    if facts.follows_reader and not row.follows_reader:
        raise OutputError(f"{name} shows nothing that is light or dark as its reader prefers: make "
                          f"{named(path)} again with {setting('theme', 'light')}")
    others = {wish: Path(given) for wish, given in (("dark", dark), ("still", still),
                                                    ("dark_still", dark_still))
              if given is not None}
    _check_used(name, row, format, others, address)
    found = _beside(path, format, facts) | others
    sources = {media: _address(found[name], path, address) for media, name in (
        (both(LESS_MOTION, DARK), "dark_still"), (LESS_MOTION, "still"), (DARK, "dark"))
        if name in found} if row.takes_sources else {}
    figure = Figure(format, local_path(path.as_posix()), _address(path, path, address),
                    replace(facts, alt=one_line(facts.alt)), width_px, sources)
    return Snippet(row.write(figure), tuple(_warnings(name, row, path, format, facts, address,
                                                      width_px, DARK in sources)))


def _check_used(name: str, row: Place, format: Format, others: Mapping[str, Path],
                address: str | None) -> None:
    """Raises OutputError for what the place has no use for, and for a file that is not there."""
    if address is not None and row.by_path:
        known = ", ".join(other for other in PLACES if not PLACES[other].by_path)
        raise OutputError(f"{setting('address')} {shorten(address)} is given, and {name} shows a "
                          f"file by its path: leave it out, or write for {known}")
    for wish, file in others.items():
        given = f"{setting(wish)} {named(file)}"
        if not row.takes_sources:
            known = " or ".join(other for other in PLACES if PLACES[other].takes_sources)
            raise OutputError(f"{given} is given, and {name} shows one file to all its readers: "
                              f"leave it out, or write for {known}")
        if format.kind != "image":
            known = ", ".join(other.name for other in FORMATS.values()
                              if other.kind == "image" and row.takes(other))
            raise OutputError(f"{given} is given, and nothing stands in for {format.name}: leave "
                              f"it out, or show {known}")
        if not file.is_file():
            raise OutputError(f"{given} is no file that is there: make it first, with "
                              f"`convgif render -o {named(file)}`")


def _address(file: Path, main: Path, address: str | None) -> str:
    """The address of a file; what lies beside the main one has an address beside it."""
    if address is None:
        return file_address(file.as_posix())
    if file == main:
        return web_address(address)
    if file.parent != main.parent:
        return file_address(file.as_posix())
    return web_address(address.rpartition("/")[0] + "/") + file_address(file.name)


def _beside(path: Path, format: Format, facts: Facts) -> dict[str, Path]:
    """The files for other wishes that lie beside it, by name; an SVG knows wishes by itself."""
    dark = path.with_name(f"{path.stem}_dark{path.suffix}")
    candidates = {"dark": [dark]}
    if facts.moves_ms and not format.follows_reader:
        candidates |= {name: [file.with_name(f"{file.stem}_still.png"), file.with_suffix(".png")]
                       for name, file in (("still", path), ("dark_still", dark))}
    return {name: file for name, files in candidates.items()
            for file in reversed(files) if file.is_file()}


def _warnings(name: str, row: Place, path: Path, format: Format, facts: Facts,
              address: str | None, asked_px: int | None, has_dark: bool) -> Iterator[str]:
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        yield (f"{named(path)} is {size / 1e6:.1f} MB, over {LARGEST_BYTES / 1e6:g}: many places "
               "refuse it or load it late; take a smaller --size or --density, or svg")
    if row.moves and facts.moves_ms > LONGEST_MS and not format.has_controls:
        times = "for ever" if isinf(facts.moves_ms) else f"for {facts.moves_ms / 1000:g} s"
        yield (f"{named(path)} moves {times}, and nobody can stop it: over 5 s WCAG 2.2.2 asks "
               "for a control; make it with --loop 1 and a shorter --duration, or as "
               f"{' or '.join(other.name for other in FORMATS.values() if other.has_controls)}")
    if row.moves and facts.is_transparent and not format.holds_alpha and not has_dark:
        smooth = " or ".join([other.name for other in FORMATS.values()
                              if row.takes(other) and other.kind == "image" and other.holds_alpha
                              and (other.animated or not facts.moves_ms)])
        twin = (f", or a dark twin, {path.stem}_dark{path.suffix}, with the dark page's --matte"
                if row.takes_sources else "")
        yield (f"the edges of {named(path)} are blended with one colour, its --matte, and show on "
               f"pages of another: make {smooth}, whose edges are smooth on any{twin}")
    if facts.moves_ms and not row.moves and not format.follows_reader:
        yield (f"{name} shows only the first step of {named(path)}: make a still, by --still "
               "middle, or an svg")
    if not row.moves:
        yield from _unreadable(named(path), facts, asked_px)
    if row.elsewhere and not (address or "").startswith(("https://", "http://")):
        yield f"{name} finds no file beside the text: say where it is on the web, by --address"
    if not facts.alt:
        yield f"{named(path)} has no alt text: write what it shows"


def _unreadable(name: str, facts: Facts, asked_px: int | None) -> Iterator[str]:
    """What helps where the text would be too small on paper; of pixels, what is sure to."""
    text_px = facts.text_px or SMALLEST_TEXT_PX
    needed = narrowest_pt(text_px, facts.width_px)
    shown = asked_px * POINTS if asked_px else min(facts.width_px * POINTS, TEXT_PT)
    if needed <= shown:
        return
    size = f"text of {text_px:g} px in {name} would be {SMALLEST_PT * shown / needed:.1f} pt"
    if needed <= TEXT_PT:
        yield (f"{size}, and under {SMALLEST_PT:g} it is hard to read: give --width "
               f"{ceil(needed / POINTS)} or more")
    else:
        widest = widest_px(SMALLEST_TEXT_PX, TEXT_PT)
        yield (f"{size}, and under {SMALLEST_PT:g} it is hard to read: make it at most {widest} px "
               f"wide in all, by --size {widest}, or a strip without --size")
