"""PLACES: where a picture is shown, and the lines that show it there. One row each."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath

from convgif.embed.media import DARK, Source, picture, video
from convgif.embed.tex import (
    TEX_MEDIA_TYPES,
    FrameFolder,
    fitted_on_a_slide,
    includegraphics,
    overlays,
    tex_path,
)
from convgif.errors import OutputError, UnknownNameError, fold, listed, look_up, shorten
from convgif.formats import FORMATS, Format
from convgif.formats.escaping import (
    escape_markdown_extra,
    myst_image,
    restructuredtext_image,
    typst_string,
)
from convgif.formats.facts import Facts
from convgif.formats.markup import element, image_element
from convgif.formats.player.frame import TWO_COLUMNS_PX, frame_height
from convgif.scenes.legibility import TEXT_PT

PX_TO_THE_INCH, CM_TO_THE_INCH = 96, 2.54
POINTS = 0.75  # in a px
# What Sphinx shows of `name.*`: the first of these that there is.
SPHINX_HTML = ("image/svg+xml", "image/png", "image/gif", "image/jpeg")
SPHINX_LATEX = ("application/pdf", "image/png", "image/jpeg")
EVERY_WISH = ("dark", "still", "dark_still")
STACKED = "stacked"  # the wish of who has less room than for all panels beside each other
GLOB_SIGNS = re.compile(r"[*?\[\]]")


@dataclass(frozen=True)
class Figure:
    """What is shown. path: of the file as it is named; address: of the same on the web. facts:
    what it says of itself, on one line. asked_px: a width, if any is asked for. sources: which
    others stand in for it, by media query, the first that applies. beside: the media types of the
    files that are called as it is but for the suffix, itself among them."""

    format: Format
    path: str
    address: str
    facts: Facts
    asked_px: int | None
    sources: Mapping[str, Source]
    beside: Collection[str] = ()

    @property
    def alt(self) -> str:
        """The words that say what it shows."""
        return self.facts.alt

    @property
    def width_px(self) -> int:
        """How wide it is shown."""
        return self.asked_px or self.facts.width_px

    def with_suffix(self, suffix: str) -> str:
        """Its path with another suffix."""
        return self.path[:len(self.path) - len(PurePath(self.path).suffix)] + suffix


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


def _image(figure: Figure) -> str:
    return image_element(figure.address, figure.alt, figure.width_px)


def _picture(figure: Figure) -> str:
    return picture(_image(figure), figure.sources)


def _video(figure: Figure) -> str:
    return video(figure.address, figure.alt, {"width": figure.width_px})


def _frame(figure: Figure, source: str = "src") -> str:
    width_px = figure.asked_px or TWO_COLUMNS_PX
    shown = [each for each in (figure.facts, figure.facts.narrower) if each is not None]
    if figure.asked_px:  # what is seen in that is known
        shown = shown[-1:] if figure.asked_px < figure.facts.width_px else shown[:1]
    height = max(frame_height((each.width_px, each.height_px), each.words, width_px, each.least_px,
                              asks=each.asks) for each in shown)
    return element("iframe", {
        source: figure.address, "title": figure.alt, "width": figure.asked_px or "100%",
        "height": height, "loading": "lazy", "style": "border:0;max-width:100%"}, "")


def _fitting_picture(figure: Figure) -> str:
    """The same, no wider than its page where others stand in by how wide that is."""
    if not any(source.width_px for source in figure.sources.values()):
        return _picture(figure)
    return picture(element("img", {
        "src": figure.address, "width": figure.width_px, "alt": figure.alt,
        "style": "max-width:100%;height:auto"}), figure.sources)


def _html(figure: Figure) -> str:
    return {"image": _fitting_picture, "video": _video, "text": _frame}[figure.format.kind](figure)


def _revealjs(figure: Figure) -> str:
    """What moves starts when its slide comes; fragments step a player."""
    if figure.format.kind == "image":
        return _image(figure)
    if figure.format.kind == "video":
        return video(figure.address, figure.alt, {"width": figure.width_px, "data-autoplay": ""})
    fragment = '<span class="fragment" data-convgif-step></span>'
    return "\n".join([_frame(figure, "data-src"), fragment * (figure.facts.frames - 1), STEPPING])


def _quarto(figure: Figure) -> str:
    return f'{_markdown(figure)}{{width="{figure.width_px}"}}'


def _marp(figure: Figure) -> str:
    return f"![w:{figure.width_px} {escape_markdown_extra(figure.alt)}]({figure.address})"


def _markdown(figure: Figure) -> str:
    return f"![{escape_markdown_extra(figure.alt)}]({figure.address})"


def _markdown_doubts(figure: Figure) -> Iterable[str]:
    if figure.facts.density != 1:
        pixels = round(figure.facts.width_px * figure.facts.density)
        yield (f"plain Markdown says no width, and shows {figure.path} {pixels} px wide, not "
               f"{figure.facts.width_px}: make it with --density 1, or write for html")


def _mkdocs(figure: Figure) -> str:
    alt, dark = escape_markdown_extra(figure.alt), figure.sources.get(DARK)
    shown = ([f"{figure.address}#only-light", f"{dark.address}#only-dark"] if dark else
             [figure.address])
    return "\n".join([f'![{alt}]({address}){{ width="{figure.width_px}" }}' for address in shown])


def _seen_by_sphinx(figure: Figure, order: Iterable[str]) -> str:
    """The media type of the file that a builder of Sphinx shows of `name.*`, "" for none."""
    return next((kind for kind in order if kind in figure.beside), "")


def _for_every_builder(figure: Figure) -> str:
    """The path of the file, or `name.*` where HTML then shows the file and LaTeX another."""
    shown, printed = (_seen_by_sphinx(figure, order) for order in (SPHINX_HTML, SPHINX_LATEX))
    one_each = shown == figure.format.media_type and printed not in ("", shown)
    is_plain = not GLOB_SIGNS.search(figure.path)
    return figure.with_suffix(".*") if one_each and is_plain else figure.path


def _sphinx_doubts(figure: Figure) -> Iterable[str]:
    """Where LaTeX would find nothing to show."""
    kind, name = figure.format.media_type, figure.format.name
    if kind in SPHINX_LATEX or _for_every_builder(figure) != figure.path:
        return
    still, shown = figure.with_suffix(".pdf"), _seen_by_sphinx(figure, SPHINX_HTML)
    if GLOB_SIGNS.search(figure.path):
        yield (f"Sphinx's LaTeX shows no {name}, and a line that serves both cannot name "
               f"{figure.path}: rename it, without * ? [ ]")
    elif kind not in SPHINX_HTML:
        yield f"Sphinx's LaTeX shows no {name}: show a gif or an svg, with {still} beside it"
    elif shown != kind:
        taken = next(row for row in FORMATS.values() if row.media_type == shown)
        yield (f"Sphinx's LaTeX shows no {name}: make {still}, by --poster, and call "
               f"{figure.with_suffix(taken.suffix)} {figure.with_suffix('_still' + taken.suffix)}, "
               f"for Sphinx's HTML would show it in place of the {name}")
    else:
        yield (f"Sphinx's LaTeX shows no {name}: make {still} beside it, by --poster, and ask "
               "again for a line that serves both")


def _input(figure: Figure) -> str:
    return f"\\input{{{tex_path(figure.path)}}}"


def _latex(figure: Figure) -> str:
    if figure.format.media_type == TIKZ:
        is_wide = figure.width_px * POINTS > TEXT_PT
        if not (is_wide or figure.asked_px):
            return _input(figure)
        width = f"{figure.width_px * POINTS:g}bp" if figure.asked_px else r"\linewidth"
        return f"\\noindent\\resizebox{{{width}}}{{!}}{{{_input(figure)}}}"
    width = f"{figure.width_px * POINTS:g}bp"
    if not figure.asked_px:  # no wider than the line
        width = rf"\ifdim{width}<\linewidth {width}\else\linewidth\fi"
    return includegraphics(figure.path, figure.alt, f"width={width}")


def _needed(figure: Figure) -> Iterable[str]:
    """What the document has to have."""
    if figure.facts.needs:
        yield f"{figure.path} has Chinese words, and needs {figure.facts.needs}"


def _beamer(figure: Figure) -> str:
    if figure.format.media_type not in (TIKZ, OVERLAYS):
        return _latex(figure)
    if figure.asked_px:
        width = f"{figure.width_px * POINTS:g}bp"
        return f"% {figure.alt}\n\\resizebox{{{width}}}{{!}}{{{_input(figure)}}}"
    return f"% {figure.alt}\n{fitted_on_a_slide(_input(figure))}"


def _typst(figure: Figure) -> str:
    if "\\" in figure.path:
        raise OutputError(f"Typst takes no file that is called {shorten(figure.path)}: rename it, "
                          "without \\")

    def image(width: str) -> str:
        return (f"image({typst_string(figure.path)}, width: {width}, "
                f"alt: {typst_string(figure.alt)})")

    width = f"{figure.width_px * POINTS:g}pt"
    if figure.asked_px:
        return f"#{image(width)}"
    return f"#layout(size => {image(f'calc.min({width}, size.width)')})"  # no wider than the line


def _by_hand(insert: str, describe: str, insert_video: str = "", describe_video: str = ""
             ) -> Callable[[Figure], str]:
    """What to do in a program that takes no lines: where in its menus, for a video too."""
    def write(figure: Figure) -> str:
        inches, is_video = figure.width_px / PX_TO_THE_INCH, figure.format.kind == "video"
        return "\n".join((f"{insert_video if is_video else insert}: {figure.path}",
                          f"Its width: {inches:.2f} in, {inches * CM_TO_THE_INCH:.1f} cm",
                          f"{describe_video if is_video else describe}: paste the next line",
                          figure.alt))
    return write


def _deck_or(opens: str, by_hand: Callable[[Figure], str]) -> Callable[[Figure], str]:
    """The same for a file, and for a deck how to open it."""
    def write(figure: Figure) -> str:
        if figure.format.media_type != DECK:
            return by_hand(figure)
        return "\n".join((f"{opens}: {figure.path}",
                          f"Its slides, {figure.facts.frames} in all, have "
                          "their alt texts, and in the notes what there is to say",
                          figure.alt))
    return write


def _standing_svg(figure: Figure) -> Iterable[str]:
    if figure.facts.moves and figure.format.media_type == "image/svg+xml":
        yield f"PowerPoint shows {figure.path} standing still: make a gif, or an mp4"


# Tells the player in a slide of reveal.js how many of its fragments are seen.
STEPPING = """\
<script>
(() => {
  const slide = document.currentScript.closest("section"), frame = slide.querySelector("iframe");
  const tell = () => frame.contentWindow?.postMessage({
    convgifStep: slide.querySelectorAll(".fragment.visible[data-convgif-step]").length}, "*");
  for (const event of ["fragmentshown", "fragmenthidden", "slidechanged"]) {
    document.addEventListener(event, tell);
  }
  frame.addEventListener("load", tell);
})();
</script>"""
TIKZ, OVERLAYS = "application/x-tex", "application/x-beamer"
DECK = FORMATS["pptx"].media_type
IN_SLIDES = ("image/gif", "image/png", "video/mp4")
PLACES: Mapping[str, Place] = {
    "github": Place("a README or issue on GitHub", _picture, wishes=EVERY_WISH),
    "markdown": Place("plain Markdown, as Hugo, GitHub and most others take it", _markdown,
                      sized=False, doubts=_markdown_doubts),
    "pypi": Place("a project's page on PyPI, which strips all but a plain <img>", _image,
                  elsewhere=True),
    "html": Place("a web page", _html, shows=("image/*", "video/*", "text/html"),
                  wishes=(*EVERY_WISH, STACKED)),
    "rst": Place("reStructuredText, for Sphinx", lambda figure: restructuredtext_image(
        _for_every_builder(figure), figure.alt, figure.width_px), by_path=True,
        doubts=_sphinx_doubts),
    "myst": Place("MyST Markdown, for Sphinx", lambda figure: myst_image(
        _for_every_builder(figure), figure.alt, figure.width_px), by_path=True,
        doubts=_sphinx_doubts),
    "mkdocs": Place("Markdown for Material for MkDocs, or Zensical, with the extension attr_list",
                    _mkdocs, wishes=("dark",)),
    "latex": Place("LaTeX, with the package graphicx; frames, with animate", _latex,
                   shows=(*TEX_MEDIA_TYPES, TIKZ), moves=False, by_path=True, doubts=_needed,
                   write_frames=FrameFolder.animategraphics),
    "beamer": Place("Beamer, for viewers that play nothing: frames, a slide each; overlays "
                    "of TikZ", _beamer, shows=(*TEX_MEDIA_TYPES, TIKZ, OVERLAYS), moves=False,
                    by_path=True, doubts=_needed, write_frames=overlays),
    "typst": Place("Typst", _typst, shows=("image/png", "image/gif", "image/webp",
                                           "image/svg+xml"), follows_reader=False, moves=False,
                   by_path=True),
    "revealjs": Place("a slide of reveal.js: fragments step the player, a video starts with its "
                      "slide", _revealjs, shows=("image/*", "video/*", "text/html")),
    "quarto": Place("Quarto, documents and slides", _quarto),
    "marp": Place("Marp, slides in Markdown", _marp),
    "jupyter": Place("a Markdown cell of a notebook", _image),
    "powerpoint": Place("PowerPoint: a deck, or by hand", _deck_or(
        "Open it, or Home > New Slide > Reuse Slides", _by_hand(
            "Insert > Pictures > This Device", "Right-click it > View Alt Text",
            "Insert > Video > This Device", "Right-click it > View Alt Text")),
        shows=(*IN_SLIDES, "image/svg+xml", DECK), follows_reader=False, by_path=True,
        in_decks=True, doubts=_standing_svg),
    "keynote": Place("Keynote: a deck, or by hand", _deck_or("File > Open", _by_hand(
        "Insert > Choose", "Format > Image > Description",
        "Insert > Choose", "Format > Movie > Description")), shows=(
        *IN_SLIDES, "application/pdf", DECK), by_path=True, in_decks=True),
    "google-slides": Place("Google Slides: a deck of all steps, or by hand", _deck_or(
        "File > Open > Upload, or File > Import slides", _by_hand(
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
