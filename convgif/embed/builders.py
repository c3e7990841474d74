"""What the builders of Sphinx show: of `name.*` each its own file."""

import re
from collections.abc import Iterable

from convgif.embed.figure import Figure
from convgif.formats import FORMATS

# What Sphinx shows of `name.*`: the first of these that there is.
SPHINX_HTML = ("image/svg+xml", "image/png", "image/gif", "image/jpeg")
SPHINX_LATEX = ("application/pdf", "image/png", "image/jpeg")
GLOB_SIGNS = re.compile(r"[*?\[\]]")


def _seen_by_sphinx(figure: Figure, order: Iterable[str]) -> str:
    """The media type of the file that a builder of Sphinx shows of `name.*`, "" for none."""
    return next((kind for kind in order if kind in figure.beside), "")


def for_every_builder(figure: Figure) -> str:
    """The path of the file, or `name.*` where HTML then shows the file and LaTeX another."""
    shown, printed = (_seen_by_sphinx(figure, order) for order in (SPHINX_HTML, SPHINX_LATEX))
    one_each = shown == figure.format.media_type and printed not in ("", shown)
    is_plain = not GLOB_SIGNS.search(figure.path)
    return figure.with_suffix(".*") if one_each and is_plain else figure.path


def sphinx_doubts(figure: Figure) -> Iterable[str]:
    """Where LaTeX would find nothing to show."""
    kind, name = figure.format.media_type, figure.format.name
    if kind in SPHINX_LATEX or for_every_builder(figure) != figure.path:
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
