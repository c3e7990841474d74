"""`convgif exercise`: sheets with questions, their answers, and what grades them."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from convgif.cli.completing import Text
from convgif.cli.folders import folder_option
from convgif.cli.networks import let_option, with_let
from convgif.cli.parameters import SettingsCommand, from_options, given
from convgif.errors import ConvgifError, listed, look_up
from convgif.frames.themes import THEMES
from convgif.settings.pairs import NAMED

if TYPE_CHECKING:
    from convgif.settings.picture import AnyPanel

SMALL = 24  # sheets for which processes are not worth their start


@click.command(cls=SettingsCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False, type=Text(lambda: NAMED))
@from_options("layer", without=("input", "weight", "activation", "takes_output",
                                "true_convolution", "output_size"), also=("language", "theme"))
@let_option
@click.option("--count", metavar="N", type=int, default=1, help="how many sheets  [1]")
@click.option("--ask", metavar="NAMES", default="", help="outputs, size, parameters, gradient; of "
              "a network network_size, network_field, network_parameters, network_gradient  "
              "[all that suit]")
@folder_option()
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256),
              help="processes  [the cores that this one may use]")
@click.option("--force", is_flag=True, help="write into a folder that is not empty")
@click.option("-q", "--quiet", is_flag=True, help="no summary on stderr")
def exercise(layer_text: str | None, let: str, count: int, ask: str, output: str,
             jobs: int | None, force: bool, quiet: bool, **options: Any) -> None:
    """Make sheets of exercises, all different, with answers.

    Numbered sheets as PDF, answers.pdf, answers.csv, and moodle.xml, which Moodle grades. The first
    sheet has --seed, the next one the next: the same again gives the same bytes.

    \b
    convgif exercise "Conv2d(1, 1, 3, stride=2, padding=1)" --count 300 -o sheets/
    convgif exercise lenet5 --count 30 --ask "network_size,network_field" -o sheets/
    """
    from convgif.batch.processes import cores, pool
    from convgif.exercises.asking import Subject
    from convgif.exercises.making import exercise as make
    from convgif.exercises.words import WORDS
    from convgif.networks.reading import is_network, read_network
    from convgif.settings.picture import Panel

    settings, text = given(options), with_let(layer_text, let)
    language, theme = settings.pop("language", "en"), settings.pop("theme", "print")
    words = look_up(WORDS, language, "language")
    look_up(THEMES, theme, "theme")
    seed, size = settings.pop("seed", 0), settings.get("input_size")
    panel = None if text is not None and is_network(text) else _one_panel(settings, text)
    subject = (Subject(panel.layer, words, language, theme, panel.input_size)
               if isinstance(panel, Panel) else
               Subject(read_network(panel.text if panel else str(text)), words, language, theme,
                       size))
    workers = jobs or (cores() if count > SMALL else 1)
    with pool(workers) as executor:
        paths = make(subject, output, count, seed=seed, executor=executor, force=force,
                     ask=[name for name in ask.split(",") if name.strip()])
    if not quiet:
        click.echo(f"{count} sheet{'' if count == 1 else 's'}, their answers and moodle.xml in "
                   f"{output}", err=True)
    for path in paths[-3:] if count > 1 else paths:
        click.echo(path)
    sys.stdout.flush()


def _one_panel(settings: Mapping[str, Any], text: str | None) -> "AnyPanel":
    """The layer or network that is asked about. Raises ConvgifError for several."""
    from convgif.settings.resolving import resolve

    first, *others = resolve(settings, text).panels
    if others:
        known = [*dict.fromkeys(f"'{panel.text}'" for panel in (first, *others))]
        raise ConvgifError("a sheet asks about one layer or network, and these are "
                           f"{1 + len(others)}: give {listed(known, 'or')}")
    return first
