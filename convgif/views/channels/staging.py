"""The channels view: inputs left, for each output its filter's kernels in a frame, and their sum.

Two lines lead from each input's window to its kernel, one from each kernel to the sum, one from
the sum to the output cell. What takes no part in a step is pale. Every output channel in turn.
"""

from collections.abc import Sequence
from itertools import chain

from convgif.scenes.scene import Story
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import filters, legend, size_formulas, spoken, told
from convgif.views.channels.numbers import figures_of
from convgif.views.channels.story import Diagram
from convgif.views.channels.sums import sums_of
from convgif.views.channels.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.maps import steps_of
from convgif.views.settings import ALL, BY_PLACE, NAMES, PRECISION, VALUES
from convgif.views.shown import drawn_channels, shown_channels


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each position of each shown output channel.

    Raises ViewError for too many channels, and for a width too small.
    """
    (trace,) = traces
    inputs, outputs = shown_channels(trace, settings)
    steps = _steps(trace, outputs, settings)
    sums = (sums_of(steps, inputs, settings[PRECISION])
            if settings[VALUES] and settings[NAMES] != ALL and trace.weight is not None else [])
    inside = figures_of(trace, inputs, outputs, settings[PRECISION]) if settings[VALUES] else None
    return fitted(lambda sized: Diagram(trace, inputs, outputs, sized, steps, inside, sums),
                  settings).story()


def _steps(trace: Trace, outputs: Sequence[int], settings: ViewSettings) -> list[Step]:
    """Those of the shown channels: one channel after the other, or place after place."""
    by_channel = [steps_of(trace, out) for out in outputs]
    return [*chain.from_iterable(zip(*by_channel, strict=True) if settings[BY_PLACE]
                                 else by_channel)]


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in words."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    layer, (_, outputs) = trace.layer, shown_channels(trace, settings)
    filtered = trace.weight is not None
    sentence = own.sentences[layer.kind].format(
        layer=layer.printed_name, input=times(trace.input.shape),
        output=times(trace.output.shape), filters=filters(trace, words) if filtered else "",
        steps=by_number(words.steps, trace.output[0].size * len(outputs)))
    details = words.list_separator.join([
        *spoken(legend(trace, words)[filtered:]),
        *size_formulas(trace, settings)])
    return told(settings, joined(words.sentence_gap, sentence, drawn_channels(trace, settings)),
                details)
