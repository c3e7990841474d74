"""What there is to say about a layer or an animation, as plain data, and as lines of text."""

import csv
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from math import prod
from typing import TYPE_CHECKING, Any

from convgif.errors import listed, look_up, setting, spelled
from convgif.formats import Format
from convgif.layers import Layer
from convgif.layers.letters import DEFAULT_NOTATION, NOTATIONS
from convgif.layers.local import LocallyConnected
from convgif.layers.notation import format_numbers
from convgif.networks.joins import Join
from convgif.networks.network import NetworkLayer, SizedLayer, SizedNetwork
from convgif.networks.operations import Operation
from convgif.scenes.words import by_number, formula_phrases, joined, times, words_of
from convgif.settings.picture import AnyPanel, NetworkPanel

if TYPE_CHECKING:
    from convgif.animation import Animation
    from convgif.staging.panel import AnyStaged

Report = dict[str, Any]

LONG_MS = 60_000  # that an animation plays: few look at it for longer
CUT_FIELD = ("fields reach past the input of {input}, first in layer {first}: the middle unit of "
             "layer {last} has {field}, of which {inside} are the input")
UNCOUNTED = "the MACs of {kinds} are not counted: the total is at least this"
FASTEST_MS = 20  # of a step: what a browser shows


def layer_report(layer: Layer, input_size: int | tuple[int, ...], channels: int | None = None,
                 notation: str = DEFAULT_NOTATION) -> Report:
    """Shapes, formula and costs of a layer on an input of that size, of so many channels if it
    takes any. notation: a row of NOTATIONS. Raises ConvgifError."""
    inputs = layer.input_shape(input_size)
    if channels is not None:
        inputs = (channels, *inputs[1:])
    outputs = layer.output_shape(inputs)
    said = words_of("en"), layer.shape_formulas(inputs), layer.plan(input_size)
    return {
        "layer": repr(layer), "input": list(inputs), "output": list(outputs),
        "formula": formula_phrases(*said),
        "formula_in_letters": formula_phrases(*said, look_up(NOTATIONS, notation, "notation")),
        "parameters": layer.parameter_count, "macs": layer.mac_count(input_size),
        "weight_factors": list(layer.weight_factors),
        "mac_factors": list(layer.mac_factors(input_size)),
        **({"weights_on_input": layer.weights_on_input}
           if isinstance(layer, LocallyConnected) else {}),
        "receptive_field": list(layer.receptive_field_on(input_size)),
        "fully_connected_weights": prod(inputs) * prod(outputs)}


def layer_lines(report: Report, input_note: str = "") -> list[str]:
    """The report of a layer, a line each, what it is called first. input_note: why this input."""
    rows = {
        "input": joined(", ", times(report["input"]), input_note),
        "output": times(report["output"]),
        "formula": "\n                 ".join(report["formula_in_letters"]),
        "parameters": joined(", ", _as_product(report["weight_factors"], report["parameters"]),
                             _on_input(report)),
        "MACs": _as_product(report["mac_factors"], report["macs"]),
        "receptive field": times(report["receptive_field"])}
    compared = [_fully_connected(report)] if report["weight_factors"] else []
    return [report["layer"], *(f"{name:<17}{value}" for name, value in rows.items() if value),
            *compared]


def _as_product(factors: Sequence[int], number: int) -> str:
    """`3·4·4·64 + 64 = 3,136`: the product, what is more than it, and what it comes to."""
    if not factors:
        return f"{number:,}"
    more = number - prod(factors)
    return f"{'·'.join(map(str, factors))}{f' + {more:,}' if more else ''} = {number:,}"


def _on_input(report: Report) -> str:
    """How many weights count, of those of a layer in which some meet padding only."""
    weights = prod(report["weight_factors"])
    met = report.get("weights_on_input", weights)
    return "" if met == weights else f"of which {met:,} weights meet the input"


def _fully_connected(report: Report) -> str:
    """The sentence about a layer with weights that reads all of the input for each output, as one
    without axes does."""
    says = ("It is fully connected, with" if len(report["input"]) == 1 else
            "A fully connected layer would need")
    weights, ends = report["fully_connected_weights"], [
        by_number((f"the one {side} number", f"each of the {prod(report[side]):,} {side} numbers"),
                  prod(report[side])) for side in ("input", "output")]
    count = by_number(("1 weight", f"{weights:,} weights"), weights)
    return f"{says} {count}: one from {ends[0]} to {ends[1]}."


def _in_words(layer: SizedLayer | NetworkLayer) -> str:
    """The kind of layer, and what was done to its input."""
    return joined(", ", layer_summary(layer.operation), layer.note)


def network_report(network: SizedNetwork,
                   summary: Callable[[SizedLayer | NetworkLayer], str] = _in_words) -> Report:
    """Shapes, costs and receptive fields of a network's layers, as far as shapes go, and the
    parameters of those after. summary: what is said of a layer."""
    return {
        "input": list(network.input_shape),
        "layers": [{"name": layer.name, "layer": repr(layer.operation),
                    "summary": summary(layer),
                    "input": list(layer.input_shape), "output": list(layer.output_shape),
                    "parameters": layer.parameters,
                    "macs": layer.macs if layer.is_counted else None,
                    "receptive_field": list(layer.receptive_field), "jump": list(layer.jump),
                    "padding": list(layer.padding), "first_centre": list(layer.first_centre),
                    "middle_first": [first for first, _ in layer.reach.middle],
                    "middle_last": [last for _, last in layer.reach.middle],
                    "branches_apart": list(layer.branches_apart)}
                   for layer in network.layers],
        "unsized": [{"name": layer.name, "layer": repr(layer.operation), "summary": summary(layer),
                     "parameters": layer.parameters,
                     "may_learn_more": isinstance(layer.operation, Operation)
                     and layer.operation.may_learn_more} for layer in network.unsized],
        "output": list(network.layers[-1].output_shape) if network.layers else [],
        "receptive_field": list(network.layers[-1].receptive_field) if network.layers else [],
        "parameters": network.parameters, "macs": network.macs,
        "uncounted": list(network.uncounted), "failure": network.failure, "note": network.note}


def cut_field(report: Report) -> Report | None:
    """The first and the last layer of which the border of the input cuts the middle unit's field;
    of the last, that field, and how much of it lies inside. None where there is none. What makes
    no map, as a fully connected layer, reads all anyway."""
    sizes = report["input"][1:]

    def inside(layer: Mapping[str, Any]) -> list[int]:
        return [max(0, min(last, size - 1) - max(first, 0) + 1) for first, last, size in zip(
            layer["middle_first"], layer["middle_last"], sizes, strict=True)]

    def field(layer: Mapping[str, Any]) -> list[int]:
        return [last - first + 1 for first, last in zip(
            layer["middle_first"], layer["middle_last"], strict=True)]

    cut = [layer for layer in report["layers"]
           if len(layer["output"]) > 1 and layer["receptive_field"]
           and inside(layer) != field(layer)]
    if not cut:
        return None
    return {"first": cut[0]["name"], "last": cut[-1]["name"], "field": times(field(cut[-1])),
            "inside": times(inside(cut[-1])), "input": times(sizes)}


def place_report(layer: SizedLayer) -> Report:
    """What a layer reads of the input of the network in which it stands."""
    return {"name": layer.name, "receptive_field": list(layer.receptive_field),
            "jump": list(layer.jump), "padding": list(layer.padding),
            "first_centre": list(layer.first_centre)}


def place_line(place: Mapping[str, Any]) -> str:
    """The same, in one line."""
    return joined(", ", f"{'in the network':<17}reads {times(place['receptive_field'])}",
                  _jump_said(place["jump"]), f"begins {times(place['padding'])} before the input"
                  if any(place["padding"]) else "")


def _jump_said(jump: Sequence[int | None]) -> str:
    steps = [step for step in jump if step is not None]
    return f"neighbours {times(steps)} apart" if steps and len(steps) == len(jump) else ""


def panel_report(panel: AnyPanel) -> Report:
    """What there is to say of what a panel is to show. Raises ConvgifError."""
    if isinstance(panel, NetworkPanel):
        return network_report(panel.shown)
    return layer_report(panel.layer, panel.input_size, panel.channels)


def layer_summary(operation: Layer | Operation | Join,
                  label: Callable[[str], str] = lambda name: name.replace("_", " ")) -> str:
    """The kind of layer, and what of its arguments is not plain from the shapes. label: what an
    argument is called."""
    if not isinstance(operation, Layer):
        return operation.name if isinstance(operation, Operation) else operation.kind
    said = {name: value if isinstance(value, bool | int | float) else
            format_numbers(value).replace("x", "×")
            for name, value in operation.parameters().items()
            if name not in ("in_features", "out_features")}
    size = said.pop("kernel_size", "")
    return joined(", ", f"{operation.printed_name} {size}".rstrip(),
                  *(f"{label(name)} {value}" for name, value in said.items()))


def _places(places: Sequence[float]) -> str:
    return "×".join(f"{place:g}".replace("-", "−") for place in places)


NETWORK_COLUMNS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "name": lambda row: str(row["name"]),
    "layer": lambda row: str(row["summary"]),
    "output": lambda row: times(row["output"]),
    "parameters": lambda row: f"{row['parameters']:,}",
    "MACs": lambda row: "–" if row["macs"] is None else f"{row['macs']:,}",
    "field": lambda row: times(row["receptive_field"]),
    "jump": lambda row: "–" if None in row["jump"] else times(row["jump"]),
    "centre": lambda row: _places(row["first_centre"])}
NUMBERS_FROM = 3  # columns that are set to the right


def total_macs(report: Report) -> str:
    """The multiply-accumulates of all layers; where some have no size, or are not counted, it is at
    least so many."""
    return f"{'≥ ' * bool(report['unsized'] or report['uncounted'])}{report['macs']:,}"


def total_parameters(report: Report) -> str:
    """The weights and biases of all layers; where some are of nobody's, it is at least so many."""
    more = any(row["may_learn_more"] for row in report["unsized"])
    return f"{'≥ ' * more}{report['parameters']:,}"


def unsized_cells(row: Mapping[str, Any]) -> dict[str, str]:
    """What is known of a layer after the end of shapes, by the name of a column."""
    known = {"name": row["name"], "layer": row["summary"],
             "parameters": "–" if row["may_learn_more"] else f"{row['parameters']:,}"}
    return {name: str(said) for name, said in known.items()}


def network_table(report: Report) -> list[list[str]]:
    """The report of a network as a table: its heading, a row a layer, and the totals."""
    totals = {"parameters": total_parameters(report), "MACs": total_macs(report),
              "name": "in all"}
    return [list(NETWORK_COLUMNS),
            ["input", "", times(report["input"]), *[""] * (len(NETWORK_COLUMNS) - 3)],
            *([cell(row) for cell in NETWORK_COLUMNS.values()] for row in report["layers"]),
            *([cells.get(name, "–") for name in NETWORK_COLUMNS]
              for cells in map(unsized_cells, report["unsized"])),
            [totals.get(name, "") for name in NETWORK_COLUMNS]]


def network_lines(report: Report) -> list[str]:
    """The table of a network in columns, for a terminal, and what is to be said of it."""
    table = network_table(report)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.rjust(width) if number >= NUMBERS_FROM else cell.ljust(width)
                       for number, (cell, width) in enumerate(zip(row, widths, strict=True))
                       ).rstrip() for row in table]
    return [*lines, *_footnotes(report)]


def network_markdown(report: Report) -> list[str]:
    """The table of a network in Markdown."""
    heading, *rows = network_table(report)
    ruler = ["---:" if number >= NUMBERS_FROM else "---" for number in range(len(heading))]
    said = [line for note in _footnotes(report) for line in ("", note)]
    return [*(_markdown_row(row) for row in (heading, ruler, *rows)), *said]


def _footnotes(report: Report) -> list[str]:
    cut = cut_field(report)
    return [*([UNCOUNTED.format(kinds=listed(report["uncounted"]))] if report["uncounted"] else []),
            *([] if cut is None else [CUT_FIELD.format_map(cut)])]


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def network_csv(report: Report) -> str:
    """The layers of a network, a line each, with numbers as they are."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = list(report["layers"][0]) if report["layers"] else []
    writer.writerow(names)
    for row in report["layers"]:
        writer.writerow(["x".join("" if one is None else str(one) for one in row[name])
                         if isinstance(row[name], list) else row[name] for name in names])
    return text.getvalue()


def animation_report(animation: "Animation", path: str | None, format: Format, size_bytes: int
                     ) -> Report:
    """What was made: the file, its pixels, or its px as displayed where it has none, its time, and
    the layer in it; of several panels the layer of each."""
    layers = list(map(_staged_report, animation.panels))
    rows, columns = animation.size_in(format)
    has_steps = format.animated and not animation.pose
    return {
        "path": path, "format": format.name, "bytes": size_bytes, "width": columns,
        "height": rows, "frames": len(animation.durations) if has_steps else 1,
        "duration_ms": sum(animation.durations) if has_steps and format.moves else 0,
        "alt": animation.describe(), "notes": [spelled(note) for note in animation.notes],
        **(layers[0] if len(layers) == 1 else {"panels": layers})}


def _staged_report(panel: "AnyStaged") -> Report:
    """What there is to say of what a panel shows."""
    from convgif.staging.networks import StagedNetwork  # a table needs nothing that draws

    if isinstance(panel, StagedNetwork):
        return network_report(panel.network)
    (traced,) = panel.traces
    return layer_report(traced.layer, traced.input_size, traced.input.shape[0])


def animation_line(report: Mapping[str, Any]) -> str:
    """The summary of what was made, in one line."""
    frames = by_number(("{count} frame", "{count} frames"), report["frames"])
    plays = [f"plays {report['duration_ms'] / 1000:.1f} s"] if report["duration_ms"] else []
    poster = [f"poster {report['poster']}"] if report.get("poster") else []
    outputs = dict.fromkeys([times(panel["output"]) for panel in report.get("panels", [report])])
    return ", ".join((f"{report['width']}x{report['height']} px", frames, *plays,
                      f"{report['bytes']:,} bytes", f"output {' | '.join(outputs)}", *poster))


def shorter_line(animation: "Animation") -> str:
    """How long an animation plays, and what would be shorter, in one line."""
    total, count, held = sum(animation.durations), len(animation.durations), animation.hold_ms
    ms = max(FASTEST_MS, (LONG_MS - held) // count // 10 * 10)
    faster = (f"{setting('duration_ms', ms)} makes it {(ms * count + held) / 1000:.0f} s, "
              if ms * count + held < total else "")
    return (f"its {count} frames play for {total / 1000:.0f} s: {faster}a "
            f"smaller {setting('input_size')} has fewer frames, and {setting('still', 'middle')} "
            "shows one")
