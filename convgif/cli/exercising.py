"""`convgif exercise`: sheets with questions, their answers, and what grades them."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from convgif.cli.completing import Text
from convgif.cli.folders import folder_option
from convgif.cli.networks import at_layer_option, layer_of_network, let_option, with_let
from convgif.cli.parameters import SettingsCommand, from_options, given
from convgif.errors import ConvgifError, listed, look_up
from convgif.frames.themes import THEMES
from convgif.settings.pairs import NAMED

if TYPE_CHECKING:
    from convgif.layers import Layer
    from convgif.networks.network import Network

SMALL = 24  # sheets for which processes are not worth their start


@click.command(cls=SettingsCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False, type=Text(lambda: NAMED))
@from_options("layer", without=("input", "weight", "activation", "takes_output",
                                "true_convolution", "output_size"), also=("language", "theme"))
@at_layer_option
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
def exercise(layer_text: str | None, at_layer: str | None, let: str, count: int, ask: str,
             output: str, jobs: int | None, force: bool, quiet: bool, **options: Any) -> None:
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

    settings, text = given(options), with_let(layer_text, let)
    language, theme = settings.pop("language", "en"), settings.pop("theme", "print")
    words = look_up(WORDS, language, "language")
    look_up(THEMES, theme, "theme")
    seed = settings.pop("seed", 0)
    shown, size = _asked_about(*layer_of_network(text, at_layer, settings))
    subject = Subject(shown, words, language, theme, size)
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


def _asked_about(text: str | None, settings: Mapping[str, Any]
                 ) -> "tuple[Layer | Network, tuple[int, ...] | None]":
    """The layer or network, and the size of its input where it is known. Raises ConvgifError."""
    from convgif.networks.reading import is_network, read_network
    from convgif.settings.picture import Panel
    from convgif.settings.resolving import check_suits_network, resolve

    size = settings.get("input_size")
    if text is not None and is_network(text):  # of which a part may have sizes
        check_suits_network(settings)
        return read_network(text), size
    panel, *others = resolve(settings, text).panels
    if others:
        known = [*dict.fromkeys(f"'{each.text}'" for each in (panel, *others))]
        raise ConvgifError("a sheet asks about one layer or network, and these are "
                           f"{1 + len(others)}: give {listed(known, 'or')}")
    return ((panel.layer, panel.input_size) if isinstance(panel, Panel) else
            (read_network(panel.text), size))
