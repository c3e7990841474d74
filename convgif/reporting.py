"""What there is to say about a layer or an animation, as plain data, and as lines of text."""

from collections.abc import Mapping
from math import prod
from typing import Any

from convgif.animation import Animation
from convgif.formats import Format
from convgif.layers import Layer
from convgif.words import by_number, formula_phrases, joined, times, words_of

Report = dict[str, Any]


def layer_report(layer: Layer, input_size: int | tuple[int, ...]) -> Report:
    """Shapes, formula and costs of a layer on an input of that size. Raises LayerError."""
    inputs = layer.input_shape(input_size)
    outputs = layer.output_shape(inputs)
    return {
        "layer": repr(layer), "input": list(inputs), "output": list(outputs),
        "formula": formula_phrases(words_of("en"), layer.size_formulas(input_size),
                                   layer.plan(input_size)),
        "parameters": layer.parameter_count, "macs": layer.mac_count(input_size),
        "receptive_field": list(layer.receptive_field),
        "fully_connected_weights": prod(inputs) * prod(outputs)}


def layer_lines(report: Report, input_note: str = "") -> list[str]:
    """The report of a layer, a line each, what it is called first. input_note: why this input."""
    inputs, outputs = prod(report["input"]), prod(report["output"])
    rows = {
        "input": joined(", ", times(report["input"]), input_note),
        "output": times(report["output"]),
        "formula": "\n                 ".join(report["formula"]),
        "parameters": f"{report['parameters']:,}",
        "MACs": f"{report['macs']:,}",
        "receptive field": times(report["receptive_field"])}
    return [report["layer"], *(f"{name:<17}{value}" for name, value in rows.items() if value),
            f"A fully connected layer would need {report['fully_connected_weights']:,} weights: "
            f"one from each of the {inputs:,} input numbers to each of the {outputs:,} output "
            "numbers."]


def animation_report(animation: Animation, path: str | None, format: Format, size_bytes: int
                     ) -> Report:
    """What was made: the file, its pixels and time, and the layer in it."""
    (traced,) = animation.traces
    rows, columns = animation.size
    moves = format.animated and not animation.pose
    return {
        "path": path, "format": format.name, "bytes": size_bytes, "width": columns,
        "height": rows, "frames": len(animation.scenes) if moves else 1,
        "duration_ms": sum(animation.durations) if moves else 0,
        "alt": animation.describe(), "notes": list(animation.notes),
        **layer_report(traced.layer, traced.input_size)}


def animation_line(report: Mapping[str, Any]) -> str:
    """The summary of what was made, in one line."""
    frames = by_number(("{count} frame", "{count} frames"), report["frames"])
    return (f"{report['width']}x{report['height']} px, {frames}, "
            f"{report['bytes']:,} bytes, output {times(report['output'])}")
