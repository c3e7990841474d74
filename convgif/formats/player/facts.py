"""What a player says of the layer: shapes, parameters, formula and costs."""

from collections.abc import Iterator

from convgif.layers.letters import Letters
from convgif.scenes.words import Words, formula_phrases, times
from convgif.traces.tracing import Trace
from convgif.views.parameters import parameter_phrases


def facts(trace: Trace, words: Words, letters: Letters | None, *, tells_sizes: bool = True
          ) -> Iterator[list[str]]:
    """Pairs: what it is called, and what it is. letters: as `formula_phrases` takes them.
    tells_sizes: whether the reader is told what size the output has."""
    layer, said = trace.layer, words.player
    yield [str(said["layer"]), repr(layer)]
    yield [str(said["input"]), times(trace.input.shape)]
    if tells_sizes:
        yield [str(said["output"]), times(trace.output.shape)]
    parameters = parameter_phrases(trace, words).values()
    yield [str(said["parameters"]), words.list_separator.join(parameters)]
    formulas = layer.shape_formulas(trace.input.shape) if tells_sizes else ()
    formula = formula_phrases(words, formulas, trace.axes, letters)
    if formula:
        yield [str(said["formula"]), "\n".join(formula)]
    if trace.activation is not None:
        yield [str(said["activation"]), f"f = {trace.activation.name}: {trace.activation.formula}"]
    if layer.parameter_count:
        yield [str(said["weights"]), f"{layer.parameter_count:,}"]
    macs = layer.mac_count(trace.input_size)
    if macs and tells_sizes:  # which are those of each output, times how many there are
        yield [str(said["macs"]), f"{macs:,}"]
