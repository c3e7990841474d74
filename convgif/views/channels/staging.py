"""The channels view: inputs left, for each output its filter's kernels in a frame, and their sum.

Two lines lead from each input's window to its kernel, one from each kernel to the sum, one from
the sum to the output cell. What takes no part in a step is pale. Every output channel in turn.
"""

from collections.abc import Sequence

from convgif.errors import ViewError, setting
from convgif.scenes.scene import Story
from convgif.scenes.words import by_number, formula_phrases, joined, times
from convgif.traces.tracing import Trace
from convgif.views.base import MOST_CHANNELS, ViewSettings, chosen_channels, what_it_reads
from convgif.views.captions import filters, legend, spoken, told
from convgif.views.channels.numbers import figures_of
from convgif.views.channels.story import Diagram
from convgif.views.channels.sums import sums_of
from convgif.views.channels.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.maps import steps_of
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT, VALUES


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each position of each shown output channel, in C order.

    Raises ViewError for too many channels, and for a width too small.
    """
    (trace,) = traces
    inputs, outputs = shown_channels(trace, settings)
    steps = [step for out in outputs for step in steps_of(trace, out)]
    sums = (sums_of(steps, inputs, settings[PRECISION])
            if settings[VALUES] and trace.weight is not None else [])
    inside = figures_of(trace, inputs, outputs, settings[PRECISION]) if settings[VALUES] else None
    return fitted(lambda sized: Diagram(trace, inputs, outputs, sized, steps, inside, sums),
                  settings).story()


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in words."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    layer, (inputs, outputs) = trace.layer, shown_channels(trace, settings)
    filtered = trace.weight is not None
    sentence = own.sentences[layer.kind].format(
        layer=type(layer).__name__, input=times(trace.input.shape),
        output=times(trace.output.shape), filters=filters(trace, words) if filtered else "",
        steps=by_number(words.steps, trace.output[0].size * len(outputs)))
    if len(inputs) < trace.input.shape[0] or len(outputs) < trace.output.shape[0]:
        inputs_named, outputs_named = (words.number_separator.join(map(str, side))
                                       for side in (inputs, outputs))
        sentence = joined(words.sentence_gap, sentence, own.drawn_channels.format(
            inputs=inputs_named, outputs=outputs_named))
    details = words.list_separator.join([
        *spoken(legend(trace, words)[filtered:]),
        *formula_phrases(words, layer.size_formulas(trace.input_size), trace.axes)])
    return told(settings, sentence, details)


def shown_channels(trace: Trace, settings: ViewSettings) -> tuple[tuple[int, ...],
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
