"""The lines that show a file in some place: README, docs, LaTeX. One row each in PLACES."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isinf
from pathlib import Path

from convgif.embed.tex import TEX_FORMATS, tex_path
from convgif.errors import OutputError, look_up, shorten
from convgif.formats import FORMATS, Format
from convgif.formats.facts import Facts, read_facts
from convgif.markup import (
    escape_latex,
    escape_markdown_extra,
    file_address,
    image_tag,
    myst_image,
    one_line,
    restructuredtext_image,
    tag,
    typst_string,
    web_address,
)

LARGEST_BYTES, LONGEST_MS = 5_000_000, 5000  # GitHub's advice; WCAG 2.2.2
POINTS = 0.75  # in a px
PLAYER_HEIGHT = 1.6  # of its picture's, with what stands around
DARK, LESS_MOTION = "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"
IMAGES = ("gif", "webp", "apng", "svg", "png")
CONTROLLED = ("mp4", "html")  # what its reader can stop


@dataclass(frozen=True)
class Figure:
    """What is shown. path: of the file as it is named; address: of the same on the web. sources:
    which others stand in for it, by media query, the first that applies."""

    format: Format
    path: str
    address: str
    alt: str
    width_px: int
    height_px: int
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """A row of PLACES. formats: what it can show. takes_sources: whether it may choose by its
    reader's wishes. elsewhere: whether files are not found beside the text that shows them. moves:
    whether anything moves there."""

    description: str
    write: Callable[[Figure], str]
    formats: tuple[str, ...] = IMAGES
    takes_sources: bool = False
    elsewhere: bool = False
    moves: bool = True


def _image(figure: Figure) -> str:
    return image_tag(figure.address, figure.alt, figure.width_px)


def _picture(figure: Figure) -> str:
    if not figure.sources:
        return _image(figure)
    lines = [tag("source", media=media, srcset=address)
             for media, address in figure.sources.items()]
    return "\n".join(["<picture>", *[f"  {line}" for line in (*lines, _image(figure))],
                      "</picture>"])


def _video(figure: Figure) -> str:
    return tag("video", src=figure.address, width=figure.width_px, controls=True, loop=True,
               muted=True, playsinline=True, aria_label=figure.alt) + "</video>"


def _frame(figure: Figure) -> str:
    return tag("iframe", src=figure.address, width="100%", title=figure.alt, loading="lazy",
               style="border:0", height=round(PLAYER_HEIGHT * figure.height_px)) + "</iframe>"


def _html(figure: Figure) -> str:
    return {"mp4": _video, "html": _frame}.get(figure.format.name, _picture)(figure)


def _mkdocs(figure: Figure) -> str:
    return (f'![{escape_markdown_extra(one_line(figure.alt))}]({figure.address})'
            f'{{ width="{figure.width_px}" }}')


def _latex(figure: Figure) -> str:
    return (f"\\includegraphics[width={figure.width_px * POINTS:g}bp,"
            f"alt={{{escape_latex(figure.alt)}}}]{{{tex_path(figure.path)}}}")


def _typst(figure: Figure) -> str:
    return (f"#image({typst_string(figure.path)}, width: {figure.width_px * POINTS:g}pt, "
            f"alt: {typst_string(figure.alt)})")


PLACES: Mapping[str, Place] = {
    "github": Place("a README or issue on GitHub", _picture, takes_sources=True),
    "pypi": Place("a project's page on PyPI, which strips all but a plain <img>", _image,
                  elsewhere=True),
    "html": Place("a web page", _html, formats=(*IMAGES, "mp4", "html"), takes_sources=True),
    "rst": Place("reStructuredText, for Sphinx", lambda figure: restructuredtext_image(
        figure.path, figure.alt, figure.width_px)),
    "myst": Place("MyST Markdown, for Sphinx", lambda figure: myst_image(
        figure.path, figure.alt, figure.width_px)),
    "mkdocs": Place("Markdown for MkDocs or Zensical, with the extension attr_list", _mkdocs),
    "latex": Place("LaTeX, with the package graphicx", _latex, formats=TEX_FORMATS,
                   moves=False),
    "typst": Place("Typst", _typst, formats=("svg", "png", "gif", "webp"), moves=False),
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
    Raises OutputError for a file that is not there or that the place cannot show.
    `snippet("a.gif", "github").text` is an <img>, in a <picture> if there is `a_dark.gif` too.
    """
    path, row = Path(file), look_up(PLACES, place, "place")
    if path.as_posix() != one_line(path.as_posix()):
        raise OutputError(f"the name {shorten(path.as_posix())} has signs that are not seen: "
                          "rename it")
    format, facts = read_facts(path)
    name = next(name for name in PLACES if PLACES[name] is row)
    if format.name not in row.formats:
        raise OutputError(f"{name} shows no {format.name}: give it {', '.join(row.formats)}")
    found = _beside(path, format, facts)
    found |= {name: Path(given) for name, given in (("dark", dark), ("still", still),
                                                    ("dark_still", dark_still)) if given}
    sources = {media: _address(found[name], path, address) for media, name in (
        (f"{LESS_MOTION} and {DARK}", "dark_still"), (LESS_MOTION, "still"), (DARK, "dark"))
        if name in found} if row.takes_sources else {}
    width = width_px or facts.width_px
    figure = Figure(format, path.as_posix(), _address(path, path, address), facts.alt, width,
                    round(facts.height_px * width / max(1, facts.width_px)), sources)
    return Snippet(row.write(figure), tuple(_warnings(name, row, path, format, facts, address)))


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
              address: str | None) -> Iterator[str]:
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        yield (f"{path} is {size / 1e6:.1f} MB, over {LARGEST_BYTES / 1e6:g}: many places refuse "
               "it or load it late; take a smaller --size or --density, or svg")
    if row.moves and facts.moves_ms > LONGEST_MS and format.name not in CONTROLLED:
        times = "for ever" if isinf(facts.moves_ms) else f"for {facts.moves_ms / 1000:g} s"
        yield (f"{path} moves {times}, and nobody can stop it: over 5 s WCAG 2.2.2 asks for a "
               "control; make it with --loop 1 and a shorter --duration, or as "
               f"{' or '.join(other for other in CONTROLLED if other in FORMATS)}")
    if row.elsewhere and not (address or "").startswith(("https://", "http://")):
        yield f"{name} finds no file beside the text: say where it is on the web, by --address"
    if not facts.alt:
        yield f"{path} has no alt text: write what it shows"
