"""`convgif embed`: the lines that show a file in a README, in docs, in LaTeX."""

from collections.abc import Mapping
from pathlib import Path

import click

from convgif.cli.completing import Text
from convgif.errors import NotationError
from convgif.settings.parsers import parse_px

FILE = click.Path(path_type=Path)


def _places() -> Mapping[str, object]:
    from convgif.embed.places import PLACES  # and with it numpy

    return PLACES


@click.command()
@click.argument("file", type=FILE)
@click.option("--for", "place", metavar="PLACE", type=Text(_places),
              help="github, markdown, pypi, html, rst, myst, mkdocs, latex, beamer, typst, "
              "revealjs, quarto, marp, jupyter, powerpoint, keynote or google-slides")
@click.option("--alt", "alt_alone", is_flag=True, help="print the alt text, and nothing else")
@click.option("--dark", metavar="FILE", type=FILE, help="what is shown on dark pages  "
              "[FILE_dark, if it is there]")
@click.option("--still", metavar="FILE", type=FILE, help="what is shown where less motion is "
              "wished for  [FILE_still.png or FILE.png, if there]")
@click.option("--dark-still", metavar="FILE", type=FILE, help="both  [FILE_dark_still.png or "
              "FILE_dark.png, if there]")
@click.option("--stacked", metavar="FILE", type=FILE, help="what is shown where there is less room "
              "than for all panels beside each other  [FILE_stacked, if it is there]")
@click.option("--address", metavar="URL", help="where the file is on the web  [its path]")
@click.option("--width", metavar="PX", help="its width as displayed  [what it says itself]")
@click.option("-o", "--output", metavar="FILE", type=FILE, help="make a deck of one slide, on "
              "which it plays, for powerpoint or keynote")
@click.option("-q", "--quiet", is_flag=True, help="no warnings on stderr")
def embed(file: Path, place: str | None, alt_alone: bool, dark: Path | None, still: Path | None,
          dark_still: Path | None, stacked: Path | None, address: str | None, width: str | None,
          output: Path | None, quiet: bool) -> None:
    """Print the lines that show FILE in a document.

    They have its alt text and its width. Where the place allows it, readers who prefer dark or less
    motion, or have less room than for all panels, get their own file: those beside FILE, such as
    a_dark.gif, a_still.png and a_stacked.gif, are found by name. FILE may be a folder of frames:
    latex plays them, and beamer lays them on slides. A deck of all steps, to click through, is made
    by convgif render -o talk.pptx.

    \b
    convgif embed a.gif --for github
    convgif embed a.gif --for pypi --address https://example.org/a.gif
    convgif embed a.pdf --for latex
    convgif embed frames/ --for beamer
    convgif embed a.gif --for powerpoint -o talk.pptx
    convgif embed a.gif --alt
    """
    from convgif.embed.decks import save_deck
    from convgif.embed.snippet import alt_text, snippet

    if (place is None) is not alt_alone:
        raise click.UsageError("--for and --alt are both given: leave one out" if alt_alone else
                               "say where it goes by --for PLACE, or take --alt alone")
    others = {"--dark": dark, "--still": still, "--dark-still": dark_still, "--stacked": stacked,
              "--address": address, "--width": width}
    in_vain = [name for name, value in others.items() if value is not None]
    if output is not None and (place is None or in_vain):
        raise click.UsageError(f"-o makes a deck, which has no use for "
                               f"{' and '.join(in_vain or ['--alt'])}: leave one out")
    if place is None and in_vain:
        raise click.UsageError("--alt prints the alt text alone, which has no use for "
                               f"{' and '.join(in_vain)}: leave one out")
    if place is not None and output is not None:
        click.echo(save_deck(file, place, output))
        return
    if place is None:
        click.echo(alt_text(file))
        return
    width_px = None if width is None else _width(width)
    found = snippet(file, place, dark=dark, still=still, dark_still=dark_still, stacked=stacked,
                    address=address, width_px=width_px)
    click.echo(found.text)
    for warning in () if quiet else found.warnings:
        click.echo(f"convgif: {warning}", err=True)


def _width(text: str) -> int:
    """The width in px. Raises NotationError."""
    try:
        width_px = parse_px(text)
    except NotationError as error:
        raise NotationError(f"--width: {error.message}") from None
    if width_px < 1:
        raise NotationError(f"--width {width_px} is no width: give 1 or more")
    return width_px
