"""What a player says of the layer: shapes, parameters, formula and costs."""

from collections.abc import Iterator
from typing import Any

from convgif.notation import format_padding
from convgif.tracing import Trace
from convgif.words import Words, formula_phrases, times

PARAMETERS = ("stride", "padding", "dilation", "output_padding", "groups")  # beside the kernel


def facts(trace: Trace, words: Words) -> Iterator[list[str]]:
    """Pairs: what it is called, and what it is."""
    layer, said = trace.layer, words.player
    yield [str(said["layer"]), repr(layer)]
    yield [str(said["input"]), times(trace.input.shape)]
    yield [str(said["output"]), times(trace.output.shape)]
    yield [str(said["parameters"]), words.list_separator.join(_parameters(trace, words))]
    formula = formula_phrases(words, layer.size_formulas(trace.input_size), trace.axes)
    if formula:
        yield [str(said["formula"]), "\n".join(formula)]
    if layer.parameter_count:
        yield [str(said["weights"]), f"{layer.parameter_count:,}"]
    macs = layer.mac_count(trace.input_size)
    if macs:
        yield [str(said["macs"]), f"{macs:,}"]


def _parameters(trace: Trace, words: Words) -> Iterator[str]:
    """The kernel, and what is not at its default."""
    layer: Any = trace.layer
    if trace.weight is None:
        yield words.pooling[trace.reduction].format(
            size=times(layer.kernel_size), p=f"{getattr(layer, 'norm_type', 0):g}")
    elif trace.axes:
        yield words.kernel.format(size=times(layer.kernel_size))
    else:
        yield words.weight.format(size=times(trace.weight.shape))
    given = layer.settings()
    for name in PARAMETERS:
        if name in given:
            value = given[name]
            size = str(value) if isinstance(value, int) else format_padding(value)
            yield getattr(words, name).format(size=size.replace("x", "×"), count=size)
