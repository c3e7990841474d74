"""Lines for papers and slides that are set: LaTeX, Beamer, Typst."""

from collections.abc import Iterable

from convgif.embed.figure import Figure
from convgif.embed.tex import fitted_on_a_slide, includegraphics, tex_path
from convgif.errors import OutputError, shorten
from convgif.formats import FORMATS
from convgif.formats.escaping import typst_string
from convgif.formats.units import PT_PER_PX
from convgif.scenes.legibility import TEXT_PT

TIKZ, OVERLAYS = FORMATS["tex"].media_type, FORMATS["beamer"].media_type


def _input(figure: Figure) -> str:
    return f"\\input{{{tex_path(figure.path)}}}"


def latex(figure: Figure) -> str:
    """The line of LaTeX that shows it, no wider than the lines of its page."""
    if figure.format.media_type == TIKZ:
        is_wide = figure.width_px * PT_PER_PX > TEXT_PT
        if not (is_wide or figure.asked_px):
            return _input(figure)
        width = f"{figure.width_px * PT_PER_PX:g}bp" if figure.asked_px else r"\linewidth"
        return f"\\noindent\\resizebox{{{width}}}{{!}}{{{_input(figure)}}}"
    width = f"{figure.width_px * PT_PER_PX:g}bp"
    if not figure.asked_px:  # no wider than the line
        width = rf"\ifdim{width}<\linewidth {width}\else\linewidth\fi"
    return includegraphics(figure.path, figure.alt, f"width={width}")


def needed(figure: Figure) -> Iterable[str]:
    """What the document has to have."""
    if figure.facts.needs:
        yield f"{figure.path} has Chinese words, and needs {figure.facts.needs}"


def beamer(figure: Figure) -> str:
    """The same on a slide, where TikZ may be all steps."""
    if figure.format.media_type not in (TIKZ, OVERLAYS):
        return latex(figure)
    if figure.asked_px:
        width = f"{figure.width_px * PT_PER_PX:g}bp"
        return f"% {figure.alt}\n\\resizebox{{{width}}}{{!}}{{{_input(figure)}}}"
    return f"% {figure.alt}\n{fitted_on_a_slide(_input(figure))}"


def typst(figure: Figure) -> str:
    """The call of Typst that shows it. Raises OutputError."""
    if "\\" in figure.path:
        raise OutputError(f"Typst takes no file that is called {shorten(figure.path)}: rename it, "
                          "without \\")

    def image(width: str) -> str:
        return (f"image({typst_string(figure.path)}, width: {width}, "
                f"alt: {typst_string(figure.alt)})")

    width = f"{figure.width_px * PT_PER_PX:g}pt"
    if figure.asked_px:
        return f"#{image(width)}"
    return f"#layout(size => {image(f'calc.min({width}, size.width)')})"  # no wider than the line
