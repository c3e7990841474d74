"""`convgif report`: the page of a network, with its pictures, in a folder."""

import sys
from typing import Any

import click

from convgif.cli.batch import run_here
from convgif.cli.completing import Text
from convgif.cli.folders import folder_option
from convgif.cli.networks import let_option, with_let
from convgif.cli.parameters import SettingsCommand, given, these_options
from convgif.errors import ConvgifError, LayerError, shorten
from convgif.networks.presets import NETWORK_PRESETS
from convgif.settings.pairs import check_is_no_pair

THEME = "auto"  # what a page has where none is given


@click.command(cls=SettingsCommand)
@click.argument("network_text", metavar="NETWORK", type=Text(lambda: NETWORK_PRESETS))
@these_options("input_size", "theme", "language", theme=THEME)
@let_option
@folder_option()
@click.option("--force", is_flag=True, help="make again what is whole already, and over "
              "another page")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256),
              help="processes  [the cores that this one may use]")
@click.option("-q", "--quiet", is_flag=True, help="no progress and no summary")
def report(network_text: str, let: str, output: str, force: bool, jobs: int | None, quiet: bool,
           **options: Any) -> None:
    """Make a page of a network, with its pictures.

    NETWORK is as for `shape`: what print(model) says, code, a file or a preset's name. The page has
    its table, its pictures, each kind of layer once, and what to copy; it needs nothing but its
    folder. What is there and still right is kept: run it again to go on. What an earlier page had
    and this one does not is removed.

    \b
    convgif report model.onnx -o site/
    convgif report printed_model.txt --i 3x224x224 -o site/
    convgif report lenet5 --lang zh -o site/
    """
    from convgif.networks.reading import is_network
    from convgif.reports.building import build_report
    from convgif.reports.contents import contents_of

    text = with_let(network_text, let) or ""
    check_is_no_pair(text)
    if not is_network(text):
        raise ConvgifError(f"{shorten(text)} is no network: give what print(model) says, a file "
                           "such as model.onnx, or a preset such as lenet5; one layer is drawn by "
                           "`convgif render`")
    contents = contents_of(text, given(options))
    built = build_report(
        contents, output, lambda planned: run_here(planned, output, jobs, force, quiet),
        force=force)
    swept = built.swept
    if not quiet:
        removed = f", {len(built.removed)} of an earlier page removed" if built.removed else ""
        click.echo(f"{swept.made} made, {swept.kept} kept, {len(swept.failed)} failed{removed} in "
                   f"{output}", err=True)
    click.echo(built.page)
    for file, reason in swept.failed.items():
        click.echo(f"convgif: {file}: {reason}", err=True)
    if contents.network.failure:
        raise LayerError(contents.network.failure)
    if swept.failed:
        sys.exit(1)
