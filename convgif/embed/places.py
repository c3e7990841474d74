"""PLACES: where a picture is shown, and the lines that show it there. One row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from convgif.embed.media import picture, video
from convgif.embed.tex import TEX_MEDIA_TYPES, tex_path
from convgif.errors import OutputError, shorten
from convgif.escaping import (
    escape_latex,
    escape_markdown_extra,
    myst_image,
    restructuredtext_image,
    typst_string,
)
from convgif.formats import Format
from convgif.formats.facts import Facts
from convgif.formats.markup import element, image_element
from convgif.formats.player.frame import TWO_COLUMNS_PX, frame_height

POINTS = 0.75  # in a px
TEXT_POINTS, LINE_WIDTH = 343, r"\linewidth"  # of an article in LaTeX; Typst's is wider


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
    return whole if points > TEXT_POINTS and not figure.asked_px else f"{points:g}{unit}"


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
