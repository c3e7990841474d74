"""The macs view: how an output comes about, one frame a multiply-accumulate.

input × kernel = products, which are added up to a running total; then the bias, then the output.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from convgif.scenes.scene import Story
from convgif.scenes.words import by_number, joined
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import drawn_pair, many_channels, told
from convgif.views.equality import EQUALS
from convgif.views.kit.arrangement import Rows
from convgif.views.kit.drafts import Draft
from convgif.views.kit.numerals import format_number
from convgif.views.macs.chosen import chosen_outputs
from convgif.views.macs.running import Moment, finish_sign, moments, running_form
from convgif.views.macs.tally import Tally
from convgif.views.macs.words import WORDS
from convgif.views.numbers.operands import (
    GIVES,
    bias_operand,
    input_operand,
    kernel_operand,
    output_operand,
    single_operand,
    table_operand,
)
from convgif.views.numbers.readings import Reading, Shown, read, shown
from convgif.views.numbers.telling import Contents, tell

ADDS, TIMES = "+", "×"
SINGLES = ("running", "others", "bias")


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of the chosen outputs of one trace: a scene for each multiply-accumulate, and for
    each thing that is left to do."""
    (trace,) = traces
    return tell(_contents(trace, settings), Tally, settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: which outputs are made, in how many steps, and what they are."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    what = shown(trace, settings)
    sentences = []
    for reading in _readings(what, settings):
        place = reading.step.output_index[not many_channels(trace):]
        sentences.append(own.sentence.format(
            layer=trace.layer.printed_name, position=", ".join(map(str, place)),
            steps=by_number(words.steps, sum(1 for _ in moments(reading, what))),
            value=format_number(reading.step.value, what.output_digits) if settings.tells()
            else "?"))
    return told(settings, joined(words.sentence_gap, *sentences, drawn_pair(trace, settings)))


def _readings(what: Shown, settings: ViewSettings) -> list[Reading]:
    chosen = chosen_outputs(what.trace.axes, what.output_shape, settings)
    return [read(what.steps[number], what) for number in chosen]


def _contents(trace: Trace, settings: ViewSettings) -> Contents[Moment]:
    what, words = shown(trace, settings), settings.words
    own = WORDS[words.language]
    readings = _readings(what, settings)
    every = [moment for reading in readings for moment in moments(reading, what)]
    kernel, bias = kernel_operand(what, readings[0], settings), bias_operand(what, settings)
    products = np.concatenate([[mac.product for mac in reading.taps.values()] or [0.0]
                               for reading in readings])
    flat = what.in_channel is None
    found: dict[str, Draft | None] = {
        "input": input_operand(what, settings), "kernel": kernel and kernel.signed(
            "" if flat else TIMES),
        "product": table_operand("product", what.kernel, products, what.partial_digits,
                                 trace.rule.words[words.language].products,
                                 "" if flat else EQUALS if kernel else GIVES),
        "running": single_operand("running", [moment.sum.total for moment in every
                                              if moment.does == "tap"] or ["0"], own.total,
                                  what.notation.sign),
        "others": None if readings[0].others is None else single_operand(
            "others", [format_number(reading.others or 0.0, what.partial_digits)
                       for reading in readings], words.channels_word, ADDS),
        "bias": bias and bias.signed("" if flat else ADDS)}
    sign = f"{finish_sign(what, readings)} {EQUALS}".strip()
    found["output"] = output_operand(what, settings, "" if flat else sign)
    operands = {name: operand for name, operand in found.items() if operand is not None}
    return Contents(what, list(operands.values()), _choices(what, operands), running_form(what),
                    [lambda: [moment.sum for moment in every]], every, readings[0],
                    [reading.step for reading in readings])


def _choices(what: Shown, drafts: Mapping[str, Draft]) -> list[Rows]:
    """In which rows the maps may lie; of a layer without axes in columns too: every product under
    its weight and its input."""
    rest = [drafts[name] for name in (*SINGLES, "output") if name in drafts]
    first = [drafts[name] for name in ("input", "kernel", "product") if name in drafts]
    if what.in_channel is None:
        beside = [drafts[name] for name in ("bias", "output") if name in drafts]
        return [[first[:1], [first[1], *beside], [first[2], drafts["running"]]]]
    single = [[draft] for draft in first]
    return [[[*first, *rest]], [first, rest], [first[:1], [*first[1:], *rest]],
            [first[:1], first[1:], rest], [first[:-1], [first[-1], *rest]], [*single, rest],
            [*single, rest[:-1], rest[-1:]]]
