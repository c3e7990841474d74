"""The channels that are drawn by views that draw several, and how many steps they take."""

from typing import TYPE_CHECKING

from convgif.errors import ViewError, setting
from convgif.layers import Layer
from convgif.views.base import (
    MOST_CHANNELS,
    ViewSettings,
    chosen_channels,
    count_positions,
    what_it_reads,
)
from convgif.views.settings import SHOW_IN, SHOW_OUT

if TYPE_CHECKING:
    from convgif.traces.tracing import Trace


def count_steps(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """How many steps there are: one a position and output channel that is shown."""
    outputs, shown = settings[SHOW_OUT], settings[SHOW_IN]
    if outputs is not None:
        count = len(set(outputs))
    else:
        count = sum(shown is None or not set(layer.channels_read(out)).isdisjoint(shown)
                    for out in range(layer.output_channels(shape[0])))
    return count * count_positions(layer, shape)


def shown_channels(trace: "Trace", settings: ViewSettings) -> tuple[tuple[int, ...],
                                                                    tuple[int, ...]]:
    """The input and output channels that are drawn, in order.

    Where only one side is asked for: what it meets on the other. Raises ViewError for too many,
    and for an output that reads none of the inputs.
    """
    given = chosen_channels(trace, settings)
    inputs, outputs = (tuple(sorted(set(side))) for side in given)
    reads = {channel: trace.layer.channels_read(channel) for channel in outputs}
    if settings[SHOW_OUT] is None:
        meeting = tuple(out for out in outputs if not set(reads[out]).isdisjoint(inputs))
        outputs = meeting or outputs
    if settings[SHOW_IN] is None:
        inputs = tuple(c for c in inputs if any(c in reads[out] for out in outputs))
    many = [(name, side, option)
            for name, side, option in (("input", inputs, "show_in"),
                                       ("output", outputs, "show_out"))
            if len(side) > MOST_CHANNELS]
    if many:
        amounts = " and ".join(f"{len(side)} {name}" for name, side, _ in many)
        advice = " and ".join(setting(option, side[:3]) for _, side, option in many)
        raise ViewError(f"{amounts} channels are more than the {MOST_CHANNELS} that can be told "
                        f"apart: choose some, such as {advice}")
    for out in outputs:
        if set(reads[out]).isdisjoint(inputs):
            raise ViewError(f"output channel {out} reads none of the input channels that are "
                            f"shown: {what_it_reads(trace.layer, out)}")
    return inputs, outputs


def drawn_channels(trace: "Trace", settings: ViewSettings) -> str:
    """Which channels are drawn, in a sentence; nothing where all are."""
    words, shown = settings.words, shown_channels(trace, settings)
    if tuple(map(len, shown)) == (trace.input.shape[0], trace.output.shape[0]):
        return ""
    inputs, outputs = (words.number_separator.join(map(str, side)) for side in shown)
    return words.drawn_channels.format(inputs=inputs, outputs=outputs)
