"""What elements of a trace are called: `w₀₁`, with their index as it is stored."""

from collections.abc import Mapping, Sequence

import numpy as np

from convgif.layers import Layer
from convgif.layers.letters import SUBSCRIPTS
from convgif.scenes.scene import Element
from convgif.traces.tracing import Trace

DIGITS = 10
LETTERS: Mapping[str, str] = {"input": "x", "weight": "w", "output": "y"}
# The array of the trace, by that of an element.
ARRAYS: Mapping[str, str] = {"extended": "input", "input": "input", "weight": "weight",
                             "output": "output"}


def weight_name(layer: Layer, index: tuple[int, ...]) -> str:
    """`w₀₁`; with its channels where there are several; first, before a comma, the position that it
    is for: a raised one would read as a power."""
    sizes = layer.weight_shape or ()
    if layer.kind == "local":
        position, out, read = index
        reads = len(layer.channels_read(0))
        channel, tap = divmod(read, sizes[2] // reads)
        kernel = layer.parameters()["kernel_size"]
        index = (out, channel, *map(int, np.unravel_index(tap, kernel)))
        before = f"{str(position).translate(SUBSCRIPTS)},"
        sizes = (sizes[1], reads, *kernel)
    else:
        before = ""
    if layer.rank and sizes[:2] == (1, 1):
        index, sizes = index[2:], sizes[2:]
    apart = "," if max(sizes) > DIGITS else ""
    return f"w{before}{apart.join(str(i).translate(SUBSCRIPTS) for i in index)}"


def element_name(trace: Trace, element: Element) -> str:
    """`x₁₂`, `w₀₁` or `y₀₀`; nothing for a zero that is not in the input, for what is still being
    added up, and for a gradient, which has a name of its own."""
    array = ARRAYS.get(element.array, "")
    if not array or trace.called.get(array, "").startswith("grad_"):
        return ""
    if array == "weight":
        return weight_name(trace.layer, element.index)
    index: tuple[int, ...] | None = element.index
    if element.array == "extended" and trace.axes:
        channel, *cell = element.index
        source = trace.extended.source(tuple(cell))
        index = None if source is None else (channel, *source)
    return "" if index is None else _indexed(LETTERS[array], index, (
        trace.input if array == "input" else trace.output).shape)


def bias_name(trace: Trace, index: tuple[int, ...]) -> str:
    """`b₁`; without an index where there is but one."""
    assert trace.bias is not None
    return "b" if trace.bias.size == 1 else _indexed("b", index, trace.bias.shape)


def bias_names(trace: Trace) -> list[str]:
    """Those of all its biases, in C order; of a layer without, none."""
    return [] if trace.bias is None else [
        bias_name(trace, index) for index in np.ndindex(trace.bias.shape)]


def _indexed(letter: str, index: Sequence[int], sizes: Sequence[int]) -> str:
    """The letter with the index below it, with its channel where there are several."""
    if len(sizes) > 1 and sizes[0] == 1:
        index, sizes = index[1:], sizes[1:]
    apart = "," if max(sizes) > DIGITS else ""
    return letter + apart.join([str(place).translate(SUBSCRIPTS) for place in index])
