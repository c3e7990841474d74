"""What the commands do with the text of a network in place of a layer."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from stat import S_ISFIFO, S_ISREG
from typing import TYPE_CHECKING, Any

import click

from convgif.errors import ConvgifError, LayerError, listed, setting
from convgif.settings.pairs import check_is_no_pair
from convgif.settings.resolving import check_suits_network

if TYPE_CHECKING:
    from convgif.networks.inputs import Inputs
    from convgif.networks.network import SizedLayer
    from convgif.settings.picture import AnyPanel


STDIN = "-"  # in place of the text of a layer or network


def layer_called(text: str, at_layer: str, settings: Mapping[str, Any]) -> "SizedLayer":
    """The layer of that name of a network on its input. Raises ConvgifError."""
    from convgif.networks.reading import read_network

    check_is_no_pair(text)
    network = read_network(text)
    number = network.named(at_layer)
    sized = network.on(settings.get("input_size"))
    if number >= len(sized.layers):
        raise LayerError(f"{at_layer} has no input: {sized.failure}")
    return sized.layers[number]


def one_layer(text: str, at_layer: str, settings: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text of that layer of a network, and the settings with the size of its input. Raises
    ConvgifError."""
    from convgif.layers.recognizing import recognize

    called = layer_called(text, at_layer, settings)
    layer = called.layer
    if layer is None:
        raise LayerError(f"{at_layer}, {called.operation!r}, slides nothing: name another layer")
    if recognize(repr(layer)).layer.rank != layer.rank:  # Flatten, whose text says no axes
        raise LayerError(f"{at_layer}, {layer!r}, is shown by itself on maps of two axes only: see "
                         "its row in `convgif shape` without --at-layer, or name another layer")
    own = {name: value for name, value in settings.items() if name != "input_size"}
    shape = called.input_shape
    size = shape if layer.input_channels is None else shape[1:]  # what takes any says none
    return repr(layer), own | ({"input_size": size} if size else {})


def layer_of_network(layer_text: str | None, at_layer: str | None, settings: dict[str, Any]
                      ) -> tuple[str | None, dict[str, Any]]:
    """The text of one layer, and the settings with the size of its input where it is one of a
    network. Raises ConvgifError."""
    if at_layer is None:
        return layer_text, settings
    if layer_text is None:
        raise click.UsageError("--at-layer names a layer of a network: give the network's text")
    return one_layer(layer_text, at_layer, settings)


def say_channels(text: str | None, at_layer: str | None, settings: Mapping[str, Any]) -> None:
    """A line on stderr where a picture of that layer has fewer channels than it has."""
    alike = 0 if text is None or at_layer is None else (
        layer_called(text, at_layer, settings).alike_channels)
    if alike > 1:
        click.echo(f"layer {at_layer} works on each of its {alike} channels alike: not all are "
                   "drawn", err=True)


def one_form(**asked: bool) -> str | None:
    """The form that is asked for by its flag, None where none is. Raises UsageError for more."""
    forms = [form for form, is_asked in asked.items() if is_asked]
    if len(forms) > 1:
        flags = listed([f"--{form}" for form in forms])
        raise click.UsageError(f"{flags} are given, and one form is printed: leave one out")
    return next(iter(forms), None)


def print_network(text: str, settings: Mapping[str, Any], written_as: str | None) -> None:
    """The table of the network; where shapes end early, raises ConvgifError after it."""
    from convgif.networks.reading import read_network
    from convgif.reporting import network_csv, network_lines, network_markdown, network_report

    check_suits_network(settings)
    network = read_network(text)
    report = network_report(network.on(settings.get("input_size")))
    if written_as == "json":
        click.echo(json.dumps(report))
    elif written_as == "csv":
        click.echo(network_csv(report), nl=False)
    else:
        lines = network_markdown if written_as == "markdown" else network_lines
        click.echo("\n".join(lines(report)))
    if report["note"]:
        click.echo(f"note: {report['note']}", err=True)
    if report["failure"]:
        raise LayerError(report["failure"])


def print_networks(panels: "Sequence[AnyPanel]", written_as: str | None) -> None:
    """What there is to say of several panels, of which some show networks, one after the other.
    Raises ConvgifError."""
    from convgif.reporting import layer_lines, network_lines, network_markdown, panel_report

    if written_as == "csv":
        raise click.UsageError("--csv is for one network: leave it out, or use --json")
    reports = [panel_report(panel) for panel in panels]
    if written_as == "json":
        click.echo(json.dumps(reports))
        return
    table = network_markdown if written_as == "markdown" else network_lines
    gap = [""] if written_as == "markdown" else []
    said = [[panel.text.strip().partition("\n")[0], *gap, *table(report)]
            if "layers" in report else layer_lines(report)
            for panel, report in zip(panels, reports, strict=True)]
    click.echo("\n\n".join(map("\n".join, said)))


def print_inputs_for(text: str, output: int | Sequence[int], at_layer: str | None, as_json: bool
                     ) -> None:
    """The inputs that give that output, by axis; where none do, those of the nearest ones. Raises
    ConvgifError."""
    from convgif.networks.inputs import inputs_for
    from convgif.networks.reading import read_network

    found = inputs_for(read_network(text), output, at_layer)
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo("\n".join(_input_lines(found)))


def _input_lines(found: "Inputs") -> Iterator[str]:
    from convgif.scenes.words import times, words_of

    yield f"output {times(found.output)} of {found.layer}"
    names = [name for _, name in words_of("en").axes[len(found.output)]]
    if len(set(found.axes)) == 1:
        names = ["each axis"] if len(names) > 1 else names
    width = max(map(len, names)) + 2
    for name, size, axis in zip(names, found.output, found.axes, strict=False):
        said = listed([_range(*each) for each in axis.of_wanted]) if axis.of_wanted else (
            f"no input gives {size}: " + listed([f"{near} is of {_range(*each)}"
                                                for near, each in axis.nearest]))
        yield f"{name:<{width}}{said}"


def _range(low: int, high: int | None) -> str:
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def with_let(text: str | None, let: str) -> str | None:
    """The text of a layer or network, what stdin has of it for STDIN, or of the file that it names,
    with numbers for the names that those words say. Raises ConvgifError."""
    from convgif.networks.numbers import parse_let, with_numbers
    from convgif.networks.reading import text_of

    if text == STDIN:
        text = _stdin_text()
        if not text.strip():
            raise ConvgifError("stdin has no text: give a layer or network by it, as in "
                               "`convgif shape - < model.txt`")
    if not let:
        return text
    if text is None:
        raise ConvgifError(f"{setting('let', let)} is for names in the text of a layer or network, "
                           "and none is given: leave it out, or give the text")
    return with_numbers(text_of(text), parse_let(let))


def piped_text() -> str | None:
    """The text that a pipe or a file gives to stdin, None where somebody types, or it is empty.
    Raises ConvgifError."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return None
    return _stdin_text().strip("\r\n") or None if S_ISFIFO(mode) or S_ISREG(mode) else None


def _stdin_text() -> str:
    """The text that stdin has. Raises ConvgifError for what is none."""
    from convgif.networks.modules import LONGEST_TEXT

    try:
        return ("" if sys.stdin is None else
                sys.stdin.buffer.read(4 * LONGEST_TEXT).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConvgifError("what stdin has is no text in UTF-8: give what print(model) says, or "
                           "the name of a file") from None


def let_option(command: Any) -> Any:
    """The option that says what names in the text of a layer or network stand for."""
    return click.option("--let", metavar="NAME=NUMBER,...", default="",
                        help="what names in LAYER stand for: nc=3,ndf=64")(command)


def at_layer_option(command: Any) -> Any:
    """The option that names one layer of a network."""
    return click.option("--at-layer", metavar="NAME",
                        help="of a network in place of LAYER: the layer of that name")(command)
