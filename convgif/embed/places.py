"""PLACES: where a picture is shown, and the lines that show it there. One row each."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from convgif.embed.builders import for_every_builder, sphinx_doubts
from convgif.embed.figure import Figure
from convgif.embed.papers import OVERLAYS, TIKZ, beamer, latex, needed, typst
from convgif.embed.programs import DECK, IN_SLIDES, by_hand, deck_or, standing_svg
from convgif.embed.tex import TEX_MEDIA_TYPES, FrameFolder, overlays
from convgif.embed.web import (
    html,
    image,
    markdown,
    markdown_doubts,
    marp,
    mkdocs,
    quarto,
    revealjs,
    standing_in,
)
from convgif.errors import UnknownNameError, fold, listed, look_up, shorten
from convgif.formats import Format
from convgif.formats.escaping import myst_image, restructuredtext_image

EVERY_WISH = ("dark", "still", "dark_still")
STACKED = "stacked"  # the wish of who has less room than for all panels beside each other


def _no_doubts(figure: Figure) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Place:
    """A row of PLACES. shows: which media types, with * for any. wishes: of its readers that it
    has a file for each of. follows_reader: whether a picture may, by itself. elsewhere: whether
    files are not found beside the text that shows them. moves: whether anything moves there.
    by_path: whether it shows the file by its path, whatever the address. in_decks: whether a deck
    of slides can be made of the file for it. sized: whether it says how wide. doubts: what else to
    think of. write_frames: shows a folder of frames."""

    description: str
    write: Callable[[Figure], str]
    shows: tuple[str, ...] = ("image/*",)
    wishes: tuple[str, ...] = ()
    follows_reader: bool = True
    elsewhere: bool = False
    moves: bool = True
    by_path: bool = False
    in_decks: bool = False
    sized: bool = True
    doubts: Callable[[Figure], Iterable[str]] = _no_doubts
    write_frames: Callable[[FrameFolder], str] | None = None

    def takes(self, format: Format) -> bool:
        """Whether it shows files of that format."""
        return any(fnmatchcase(format.media_type, known) for known in self.shows)


PLACES: Mapping[str, Place] = {
    "github": Place("a README or issue on GitHub", standing_in, wishes=EVERY_WISH),
    "markdown": Place("plain Markdown, as Hugo, GitHub and most others take it", markdown,
                      sized=False, doubts=markdown_doubts),
    "pypi": Place("a project's page on PyPI, which strips all but a plain <img>", image,
                  elsewhere=True),
    "html": Place("a web page", html, shows=("image/*", "video/*", "text/html"),
                  wishes=(*EVERY_WISH, STACKED)),
    "rst": Place("reStructuredText, for Sphinx", lambda figure: restructuredtext_image(
        for_every_builder(figure), figure.alt, figure.width_px), by_path=True,
        doubts=sphinx_doubts),
    "myst": Place("MyST Markdown, for Sphinx", lambda figure: myst_image(
        for_every_builder(figure), figure.alt, figure.width_px), by_path=True,
        doubts=sphinx_doubts),
    "mkdocs": Place("Markdown for Material for MkDocs, or Zensical, with the extension attr_list",
                    mkdocs, wishes=("dark",)),
    "latex": Place("LaTeX, with the package graphicx; frames, with animate", latex,
                   shows=(*TEX_MEDIA_TYPES, TIKZ), moves=False, by_path=True, doubts=needed,
                   write_frames=FrameFolder.animategraphics),
    "beamer": Place("Beamer, for viewers that play nothing: frames, a slide each; overlays "
                    "of TikZ", beamer, shows=(*TEX_MEDIA_TYPES, TIKZ, OVERLAYS), moves=False,
                    by_path=True, doubts=needed, write_frames=overlays),
    "typst": Place("Typst", typst, shows=("image/png", "image/gif", "image/webp",
                                           "image/svg+xml"), follows_reader=False, moves=False,
                   by_path=True),
    "revealjs": Place("a slide of reveal.js: fragments step the player, a video starts with its "
                      "slide", revealjs, shows=("image/*", "video/*", "text/html")),
    "quarto": Place("Quarto, documents and slides", quarto),
    "marp": Place("Marp, slides in Markdown", marp),
    "jupyter": Place("a Markdown cell of a notebook", image),
    "powerpoint": Place("PowerPoint: a deck, or by hand", deck_or(
        "Open it, or Home > New Slide > Reuse Slides", by_hand(
            "Insert > Pictures > This Device", "Right-click it > View Alt Text",
            "Insert > Video > This Device", "Right-click it > View Alt Text")),
        shows=(*IN_SLIDES, "image/svg+xml", DECK), follows_reader=False, by_path=True,
        in_decks=True, doubts=standing_svg),
    "keynote": Place("Keynote: a deck, or by hand", deck_or("File > Open", by_hand(
        "Insert > Choose", "Format > Image > Description",
        "Insert > Choose", "Format > Movie > Description")), shows=(
        *IN_SLIDES, "application/pdf", DECK), by_path=True, in_decks=True),
    "google-slides": Place("Google Slides: a deck of all steps, or by hand", deck_or(
        "File > Open > Upload, or File > Import slides", by_hand(
            "Insert > Image > Upload from computer", "Right-click it > Alt text")),
        shows=("image/gif", "image/png", DECK), by_path=True)}


def place_called(name: str) -> Place:
    """The place of that name. Raises UnknownNameError, with the places that say so of themselves
    where none is called nearly so."""
    meant = [known for known, place in PLACES.items()
             if re.search(rf"\b{re.escape(str(name))}\b", place.description, re.IGNORECASE)]
    if meant and fold(name) not in map(fold, PLACES):
        raise UnknownNameError(f"unknown place {shorten(name)}: did you mean "
                               f"{listed(meant, 'or')}?")
    return look_up(PLACES, name, "place")
