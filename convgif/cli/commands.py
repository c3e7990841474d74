"""The commands: each gathers what was given, calls the library, and prints.

What computes and draws is imported when a command needs it, so that --help is quick.
"""

import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convgif.cli.bars import drawing_bar
from convgif.cli.completing import Text
from convgif.cli.networks import layer_of_network, let_option, say_channels, with_let
from convgif.cli.parameters import (
    OneLineErrors,
    SettingsCommand,
    from_options,
    given,
    say_what_is_open,
)
from convgif.errors import ConvgifError, OutputError, setting, spelled
from convgif.formats import FORMATS
from convgif.formats.destinations import STDOUT, Destination, find_destination
from convgif.frames.themes import THEMES
from convgif.layers import LAYERS
from convgif.settings.file_names import file_stem
from convgif.settings.options import OPTIONS, as_flag
from convgif.settings.pairs import NAMED
from convgif.settings.resolving import resolve
from convgif.settings.spec import as_toml, read_spec, spec_of
from convgif.version import __version__
from convgif.views import ALL_VIEWS, AnyView, is_network_view
from convgif.views.settings import AT_LAYER

if TYPE_CHECKING:
    from convgif.animation import Animation

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

LAYER_TEXT = Text(lambda: NAMED)


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


@main.command(cls=SettingsCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False, type=LAYER_TEXT)
@from_options("layer", "view", "picture")
@let_option
@click.option("-o", "--output", metavar="FILE", type=Text(path="file"), help="where to write, - "
              "for stdout, FOLDER/ for a file a step  [here, named by the parameters]")
@click.option("--format", "format_name", metavar="NAME", type=Text(lambda: FORMATS),
              help=f"{', '.join(FORMATS)}  [by the suffix of FILE]")
@click.option("--fragment", is_flag=True, help="html only: a part to be put into another page")
@click.option("--from", "spec_file", metavar="FILE", type=click.Path(path_type=Path),
              help="a picture that --spec printed, in TOML or JSON; options beside it win")
@click.option("--spec", "print_spec", is_flag=True, help="print the settings that ask for this "
              "picture, as TOML or with --json, and make nothing")
@click.option("--poster", metavar="FILE", type=Text(path="file"),
              help="also write the still, such as a.png")
@click.option("--stacked", metavar="FILE", type=Text(path="file"), help="also write it with its "
              "panels one below the other, for narrow pages, such as a_stacked.gif")
@click.option("--open", "open_after", is_flag=True, help="show the file when it is there")
@click.option("--force", is_flag=True, help="make it however large it is, and into a "
              "FOLDER/ that is not empty")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object instead of the path")
@click.option("-q", "--quiet", is_flag=True, help="no summary on stderr")
def render(layer_text: str | None, let: str, output: str | None, format_name: str | None,
           fragment: bool, spec_file: Path | None, print_spec: bool, poster: str | None,
           stacked: str | None, open_after: bool, force: bool, as_json: bool, quiet: bool,
           **options: Any) -> None:
    """Make the animation of one layer, or of several side by side.

    LAYER is a layer as PyTorch prints it or Keras, Flax, timm or ONNX write it, in quotes, or a
    preset's name; else the options say it. "A | B" is two side by side, "A & B" one above the
    other; an option that differs is "1 | 2" too. A SIZE is a number, or rows x columns such as 3x5.
    The path goes to stdout, a summary to stderr.

    \b
    convgif render --k 3 --s 2 --p 1
    convgif render --i 5x7 --k 3x5 --p 1:0x2:1
    convgif render --preset padding_strides_odd_transposed --size 150 --density 2
    convgif render "ConvTranspose2d(1, 1, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))"
    convgif render "Conv2d(stride=2, padding=1) | Conv2d(padding=1)" --i 5
    convgif render --k 3 --strip 4 -o strip.pdf
    convgif render --k 3 -o frames/ --format pdf
    """
    from convgif.animation import draw

    if output == STDOUT:
        _check_stdout(as_json or open_after)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where its cache lies is no news
    layer_text = with_let(layer_text, let)
    settings = _over_those_of(spec_file, given(options), layer_text)
    if not is_network_view(settings.get("view")):
        at_layer = settings.pop(AT_LAYER.name, None)
        if not quiet:
            say_channels(layer_text, at_layer, settings)
        layer_text, settings = layer_of_network(layer_text, at_layer, settings)
    picture = resolve(settings, layer_text, force=force)
    say_what_is_open(settings, layer_text, quiet)
    if print_spec:
        spec = spec_of(picture)
        click.echo(json.dumps(spec) if as_json else as_toml(spec), nl=as_json)
        return
    to = find_destination(output, format_name, file_stem(picture), poses=picture.poses,
                          follows_reader=picture.theme.dark is not None)
    to.check(fragment=fragment, poster=poster, stacked=stacked, force=force)
    animation = draw(picture if to.is_folder else picture.held_by(to.format))
    if not to.is_folder:
        animation = animation.held_by(to.format)
    if stacked is not None and len(animation.panels) == 1:
        raise ConvgifError(f"{setting('stacked', stacked)} is for several panels: leave it out, or "
                           "give several layers, such as Conv2d() | MaxPool2d(2)")
    if not quiet:  # what cannot be staged or written is refused before anything is said of it
        _ = animation.story
        if not (to.is_folder or to.format.has_pixels):
            from convgif.formats.pieces import check_changes

            check_changes(animation)
        for note in animation.notes:
            click.echo(spelled(note, as_flag), err=True)
        _say_if_long(animation, to)
    if to.is_folder:
        _write_frames(animation, to, force, poster, as_json, quiet)
    else:
        _write_file(animation, to, fragment, poster, as_json, quiet)
    if stacked is not None:
        animation.stacked().save(stacked)
    if open_after:
        click.launch(str(to.path))


def _over_those_of(spec_file: Path | None, settings: dict[str, Any], layer_text: str | None
                   ) -> dict[str, Any]:
    """The settings, over those of the file, of which a layer that is given replaces the layer."""
    if spec_file is None:
        return settings
    replaced = ("layer", "preset") if layer_text or settings.keys() & {"layer", "preset"} else ()
    return {name: value for name, value in read_spec(spec_file).items()
            if name not in replaced} | settings


def _check_stdout(said_more: bool) -> None:
    """Raises where stdout cannot take a file."""
    if said_more:
        raise click.UsageError("-o - writes the file to stdout: leave out --json and --open")
    if sys.stdout is None:
        raise OutputError("stdout is closed: give -o FILE or a pipe")
    if sys.stdout.isatty():
        raise OutputError("stdout is a terminal, which shows no pictures: give -o FILE or a pipe")


def _say_if_long(animation: "Animation", to: Destination) -> None:
    """Before it is drawn: how long it would play, and what would be shorter."""
    from convgif.reporting import LONG_MS, shorter_line

    if to.format.moves and sum(animation.durations) > LONG_MS:
        click.echo(spelled(shorter_line(animation), as_flag), err=True)


def _write_file(animation: "Animation", to: Destination, fragment: bool, poster: str | None,
                as_json: bool, quiet: bool) -> None:
    """One file, or what would be in it to stdout; and the still, if one is asked for."""
    from convgif.formats.writing import write_whole
    from convgif.reporting import animation_line, animation_report

    with drawing_bar(quiet):
        data = to.format.encode_checked(animation, fragment=fragment)
    if to.is_stdout:
        sys.stdout.buffer.write(data)
    else:
        write_whole(to.path, data)
    report = animation_report(animation, None if to.is_stdout else str(to.path), to.format,
                              len(data))
    report["poster"] = None if poster is None else str(animation.save_poster(poster))
    if not quiet:
        click.echo(animation_line(report), err=True)
    if not to.is_stdout:
        click.echo(json.dumps(report) if as_json else to.path)


def _write_frames(animation: "Animation", to: Destination, force: bool, poster: str | None,
                  as_json: bool, quiet: bool) -> None:
    """A file a step into a folder, and the line that plays them in Beamer; and the still."""
    from convgif.embed.tex import animategraphics, save_frames

    files = save_frames(animation, to.path, to.format.name, force)
    said = [f"{len(files)} files, {files[0].name} to {files[-1].name}"]
    try:
        line = animategraphics(animation, to.path, to.format.name)
    except OutputError as error:  # they are good for other uses
        line = ""
        said.append(f"no line for LaTeX: {error}")
    if poster is not None:
        said.append(f"poster {animation.save_poster(poster)}")
    if not quiet:
        click.echo("\n".join(said), err=True)
    if as_json:
        click.echo(json.dumps({"path": str(to.path), "files": [file.name for file in files],
                               "latex": line, "alt": animation.describe(), "poster": poster}))
    else:
        click.echo("\n".join(filter(None, (str(to.path), line))))


def _listing(name: str, what: str, descriptions: Mapping[str, str]) -> None:
    """Adds a command that prints a table, one row a line, the name first."""
    @main.command(name, help=f"List the {what}, one a line, the name first.")
    def listing() -> None:
        _print_table(descriptions)


def _print_table(descriptions: Mapping[str, str]) -> None:
    width = max(map(len, descriptions)) + 2
    for key, description in descriptions.items():
        click.echo(f"{key:<{width}}{description}")


def _view_line(row: AnyView) -> str:
    """What a view shows, and the flags that are for some views only."""
    flags = [OPTIONS[name].flags[0].partition("/")[0] for name in row.takes]
    return row.description + (f"  [{', '.join(flags)}]" if flags else "")


@main.command()
def kernels() -> None:
    """List the named kernels, one a line, the name first."""
    from convgif.inputs.kernels import KERNELS  # and with it numpy

    _print_table({name: row.description for name, row in KERNELS.items()})


_listing("views", "views", {name: _view_line(row) for name, row in ALL_VIEWS.items()})
_listing("themes", "themes", {name: row.description for name, row in THEMES.items()})
_listing("presets", "presets", {name: row.description
                                               for name, row in NAMED.items()})
_listing("layers", "layers", {name: (row.__doc__ or "").partition(":")[0]
                              for name, row in LAYERS.items()})
_listing("formats", "file formats", {name: row.description for name, row in FORMATS.items()})
