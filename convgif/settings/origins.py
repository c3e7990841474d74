"""Where a trace comes from: one that is there, or a layer on numbers that are given or drawn."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from numpy.typing import ArrayLike

from convgif.errors import ConvgifError
from convgif.inputs.loading import FileName, load_arrays
from convgif.layers import Layer
from convgif.traces.arrays import checked, seeded_apart
from convgif.traces.tracing import Trace, for_its_rank, trace
from convgif.views import View


class Origin(NamedTuple):
    """Where a trace comes from: the layer, the shape of its input, and `trace`, which computes it
    now."""

    layer: Layer
    input_shape: tuple[int, ...]
    trace: Callable[[], Trace]
    notes: tuple[str, ...] = ()


def given(traced: Trace, *arguments: object) -> Origin:
    """The trace that is there. Raises ConvgifError for arguments that it has no use for."""
    if any(argument is not None and argument is not False for argument in arguments):
        raise ConvgifError("a trace has its arrays already: leave out input, weight, bias, "
                           "input_size, output_size, seed, true_convolution and activation")
    return Origin(traced.layer, traced.input.shape, lambda: traced)


def computed(layer: Layer, row: View, input: ArrayLike | FileName | None,
             weight: ArrayLike | FileName | None, bias: ArrayLike | None,
             input_size: int | Sequence[int] | None, output_size: int | Sequence[int] | None,
             seed: int, true_convolution: bool, activation: str | None) -> Origin:
    """The trace of a layer on those numbers, or on the view's own size. Raises ConvgifError."""
    layer = for_its_rank(layer, None if isinstance(input, str | Path) else input, input_size)
    x, w, notes = load_arrays(layer, input, weight, input_size)
    if x is None:
        input_size = row.default_input_size(layer) if input_size is None else input_size
        shape = (layer.usual_channels(row.channels[0]), *layer.spatial_size(input_size))
    else:
        x = checked(x, "input", (layer.input_channels, *[None] * layer.rank),
                    "channels first, then the spatial axes")
        shape = x.shape
    layer = layer.made_for(shape[1:]).with_output_size(shape[1:], output_size)
    weighs_apart = row.weights_apart and w is None and layer.weight_shape is not None
    return Origin(layer, shape, lambda: trace(
        layer, x, seeded_apart(layer.weight_shape or (), seed) if weighs_apart else w, bias,
        input_size=input_size, seed=seed, true_convolution=true_convolution, activation=activation,
        channels=shape[0]), notes)
