"""`convgif shape`: what a layer or network makes of shapes, and what it costs."""

import json
from typing import Any

import click

from convgif.cli.completing import Text
from convgif.cli.networks import (
    at_layer_option,
    layer_called,
    layer_of_network,
    let_option,
    one_form,
    piped_text,
    print_inputs_for,
    print_network,
    print_networks,
    with_let,
)
from convgif.cli.parameters import SettingsCommand, from_options, given, say_what_is_open
from convgif.errors import ConvgifError, listed, setting
from convgif.layers.letters import DEFAULT_NOTATION
from convgif.layers.notation import parse_sizes
from convgif.settings.layer_texts import say_their_input
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import NAMED
from convgif.settings.picture import NetworkPanel
from convgif.settings.resolving import resolve


@click.command(cls=SettingsCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False, type=Text(lambda: NAMED))
@from_options("layer", without=["seed", "true_convolution", "activation"], also=["notation"])
@at_layer_option
@let_option
@click.option("--input-for", metavar="SIZE", type=Text(), help="print which inputs give an output "
              "of that size: of the layer, or of the last map of a network")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.option("--csv", "as_csv", is_flag=True, help="of a network: a line a layer")
@click.option("--markdown", "as_markdown", is_flag=True, help="of a network: its table")
def shape(layer_text: str | None, at_layer: str | None, let: str, input_for: str | None,
          as_json: bool, as_csv: bool, as_markdown: bool, **options: Any) -> None:
    """Print shapes, formula and costs of a layer or network.

    LAYER may be a network: as PyTorch prints it, its code as one writes it, or a file: .onnx,
    .keras, .json of Keras, .txt or .py of such text, .toml; - is the text that stdin has.
    --markdown and --csv are for its table.

    \b
    convgif shape --i 224 --k 7 --s 2 --p 3
    convgif shape "Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3))" --i 224
    convgif shape "Sequential(Conv2d(1, 6, 5), ReLU(), MaxPool2d(2))" --i 1x28x28
    convgif shape vgg16 --input-for 7x7
    """
    from convgif.networks.reading import is_network
    from convgif.reporting import layer_lines, layer_report, place_line, place_report

    written_as = one_form(json=as_json, csv=as_csv, markdown=as_markdown)
    settings = given(options)
    if layer_text is None and settings.keys() <= {"input_size"}:
        layer_text = piped_text()
    layer_text = with_let(layer_text, let)
    if input_for is not None:
        return _print_inputs_for(layer_text, at_layer, input_for, settings, written_as)
    if at_layer is None and layer_text is not None and is_network(layer_text):
        return print_network(layer_text, settings, written_as)
    network_text, whole = layer_text, settings
    layer_text, settings = layer_of_network(layer_text, at_layer, settings)
    place = ({} if at_layer is None or network_text is None else
             place_report(layer_called(network_text, at_layer, whole)))
    picture = resolve(settings, layer_text)
    if any(isinstance(panel, NetworkPanel) for panel in picture.panels):
        return print_networks(picture.panels, written_as)
    if written_as in ("csv", "markdown"):
        raise click.UsageError(f"--{written_as} is for a network: leave it out, or use --json")
    panels = picture.layers
    say_what_is_open(settings, layer_text)
    notation = settings.get("notation", DEFAULT_NOTATION)
    reports = [layer_report(panel.layer, panel.input_size, panel.channels, notation)
               for panel in panels]
    if "notation" in settings and not any(report["formula"] for report in reports):
        raise ConvgifError(f"{setting('notation', notation)} is for the letters of a formula, and "
                           f"{listed([each['layer'] for each in reports])} has none: leave it out")
    if as_json:
        reports = [report | ({"in_network": place} if place else {}) for report in reports]
        click.echo(json.dumps(reports if len(reports) > 1 else reports[0]))
        return None
    by_default = settings.keys().isdisjoint(("input_size", "input"))
    notes = ["taken by default: give another with --i"
             if by_default and panel.layer.rank and not is_said else ""
             for panel, is_said in zip(panels, say_their_input(settings, layer_text), strict=True)]
    click.echo("\n\n".join("\n".join(layer_lines(*said))
                           for said in zip(reports, notes, strict=True)))
    if place and place["receptive_field"]:
        click.echo(place_line(place))
    return None


def _print_inputs_for(layer_text: str | None, at_layer: str | None, output: str,
                      settings: dict[str, Any], written_as: str | None) -> None:
    """The inputs of a layer or network that give that output. Raises ConvgifError."""
    from convgif.networks.reading import is_network

    if written_as not in (None, "json"):
        raise click.UsageError(f"--{written_as} is for the table of a network: leave it out, or "
                               "use --json")
    for name in ("input_size", "input"):
        if name in settings:
            raise click.UsageError(f"--input-for asks for the input, and {OPTIONS[name].flags[0]} "
                                   "says it: leave one out")
    if "notation" in settings:
        raise ConvgifError(f"{setting('notation', settings['notation'])} is for a formula, and "
                           f"{setting('input_for')} prints none: leave it out")
    if layer_text is None or not is_network(layer_text):
        panels = resolve(settings, layer_text).panels
        if len(panels) > 1:
            raise click.UsageError("--input-for asks about one layer or network, and these are "
                                   f"{len(panels)}: give one")
        layer_text = panels[0].text
    elif settings:
        raise ConvgifError(f"{listed(list(map(setting, settings)))} is for one layer, and this is "
                           "a network: leave it out")
    print_inputs_for(layer_text, parse_sizes(output), at_layer, written_as == "json")
