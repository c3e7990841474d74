"""The commands: each gathers what was given, calls the library, and prints.

What computes and draws is imported when a command needs it, so that --help is quick.
"""

import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from convgif.cli.parameters import OneLineErrors, SectionedCommand, from_options, given
from convgif.errors import OutputError
from convgif.formats import DEFAULT_FORMAT, FORMATS, find_format
from convgif.layers import LAYERS
from convgif.options import file_stem, resolve
from convgif.presets import PRESETS
from convgif.themes import THEMES
from convgif.version import __version__
from convgif.views import VIEWS

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=OneLineErrors, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", message="convgif %(version)s")
def main() -> None:
    """Animations of convolutions: you name a layer, convgif computes it, and shows how.

    \b
    convgif render --k 3 --s 2 --p 1
    convgif render --transposed --k 3 --s 2 --theme dark -o up.gif
    convgif render "Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2))"
    convgif shape --i 224 --k 7 --s 2 --p 3
    """


@main.command(cls=SectionedCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False)
@from_options("layer", "picture")
@click.option("-o", "--output", metavar="FILE", help="where to write, - for stdout  "
              "[here, named by the parameters]")
@click.option("--format", "format_name", metavar="NAME",
              help=f"{', '.join(FORMATS)}  [by the suffix of FILE]")
@click.option("--open", "open_after", is_flag=True, help="show the file when it is there")
@click.option("--force", is_flag=True, help="make it however large it is")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object instead of the path")
@click.option("-q", "--quiet", is_flag=True, help="no summary on stderr")
def render(layer_text: str | None, output: str | None, format_name: str | None, open_after: bool,
           force: bool, as_json: bool, quiet: bool, **options: Any) -> None:
    """Make the animation of one layer.

    LAYER is a layer as PyTorch prints it, in quotes; else the options say it. A SIZE is a number,
    or rows x columns such as 3x5. The path goes to stdout, a summary to stderr.

    \b
    convgif render --k 3 --s 2 --p 1
    convgif render --i 5x7 --k 3x5 --p 1:0x2:1
    convgif render --preset padding_strides_odd_transposed --size 150 --density 2
    convgif render "ConvTranspose2d(1, 1, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))"
    """
    from convgif.animation import animate
    from convgif.formats.writing import check_no_folder, write_whole
    from convgif.reporting import animation_line, animation_report

    to_stdout = output == "-"
    if to_stdout and (as_json or open_after):
        raise click.UsageError("-o - writes the file to stdout: leave out --json and --open")
    if to_stdout and sys.stdout is None:
        raise OutputError("stdout is closed: give -o FILE or a pipe")
    if to_stdout and sys.stdout.isatty():
        raise OutputError("stdout is a terminal, which shows no pictures: give -o FILE or a pipe")
    if output is not None:
        check_no_folder(Path(output))
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where its cache lies is no news
    layer, size, rest = resolve(given(options), layer_text)
    named_by_us = output is None or to_stdout
    format = find_format(output or "", format_name or (DEFAULT_FORMAT if named_by_us else None))
    path = Path(file_stem(layer, size, rest) + format.suffix if output is None else output)
    animation = animate(layer, input_size=size, force=force, **rest)
    data = format.encode(animation.recording())
    if to_stdout:
        sys.stdout.buffer.write(data)
    else:
        write_whole(path, data)
    report = animation_report(animation, None if to_stdout else str(path), format, len(data))
    if not quiet:
        click.echo(animation_line(report), err=True)
    if not to_stdout:
        click.echo(json.dumps(report) if as_json else path)
    if open_after:
        click.launch(str(path))


@main.command(cls=SectionedCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False)
@from_options("layer", without=["seed"])
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def shape(layer_text: str | None, as_json: bool, **options: Any) -> None:
    """Print a layer's output shape, size formula and costs; draw nothing.

    \b
    convgif shape --i 224 --k 7 --s 2 --p 3
    convgif shape "Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3))" --i 224
    """
    from convgif.reporting import layer_lines, layer_report

    layer, size, _ = resolve(given(options), layer_text)
    report = layer_report(layer, size)
    click.echo(json.dumps(report) if as_json else "\n".join(layer_lines(report)))


def _listing(name: str, what: str, descriptions: Mapping[str, str]) -> None:
    """Adds a command that prints a table, one row a line, the name first."""
    width = max(map(len, descriptions)) + 2

    @main.command(name, help=f"List the {what}, one a line, the name first.")
    def listing() -> None:
        for key, description in descriptions.items():
            click.echo(f"{key:<{width}}{description}")


_listing("views", "views", {name: row.description for name, row in VIEWS.items()})
_listing("themes", "themes", {name: row.description for name, row in THEMES.items()})
_listing("presets", "named layers", {name: row.description for name, row in PRESETS.items()})
_listing("layers", "layers", {name: (row.__doc__ or "").partition(":")[0]
                              for name, row in LAYERS.items()})
_listing("formats", "file formats", {name: row.description for name, row in FORMATS.items()})
