"""The macs view: how an output comes about, one frame a multiply-accumulate.

input × kernel = products, which are added up to a running total; then the bias, then the output.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from convgif.scene import Stage, Story
from convgif.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import told
from convgif.views.elements import one_pair
from convgif.views.flat import format_number
from convgif.views.numbers.arrangement import Rows
from convgif.views.numbers.chosen import chosen_outputs
from convgif.views.numbers.operands import (
    EQUALS,
    GIVES,
    Operand,
    bias_operand,
    input_operand,
    kernel_operand,
    output_operand,
    single_operand,
    table_operand,
)
from convgif.views.numbers.page import Page, captions, fitted
from convgif.views.numbers.plates import Plates, line_scale
from convgif.views.numbers.readings import Reading, Shown, read, shown
from convgif.views.numbers.running import Moment, finish_sign, moments, running_form
from convgif.views.numbers.sum_layout import lay_out_sum
from convgif.views.numbers.tally import Tally
from convgif.views.numbers.timeline import Timeline
from convgif.words import by_number, joined

ADDS, SUMS, TIMES = "+", "Σ", "×"
SINGLES = ("running", "others", "bias")


@dataclass(frozen=True)
class Contents:
    """What there is to draw, whatever the width."""

    shown: Shown
    moments: Sequence[Moment]
    operands: Mapping[str, Operand]
    choices: Sequence[Rows]


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of the chosen outputs of one trace: a scene for each multiply-accumulate, and for
    each thing that is left to do."""
    (trace,) = traces
    contents = _contents(trace, settings)
    return fitted(lambda sized: _built(contents, sized), settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: which outputs are made, in how many steps, and what they are."""
    (trace,), words = traces, settings.words
    what = shown(trace, settings)
    sentences = []
    for reading in _readings(what, settings):
        place = reading.step.output_index[1:] if trace.axes else reading.step.output_index
        sentences.append(words.multiplied.format(
            layer=type(trace.layer).__name__, position=", ".join(map(str, place)),
            steps=by_number(words.steps, sum(1 for _ in moments(reading, what))),
            value=format_number(reading.step.value, what.output_digits)))
    return told(settings, joined(words.sentence_gap, *sentences))


def _readings(what: Shown, settings: ViewSettings) -> list[Reading]:
    chosen = chosen_outputs(what.trace.axes, what.output_shape, settings)
    return [read(what.steps[number], what) for number in chosen]


def _contents(trace: Trace, settings: ViewSettings) -> Contents:
    what, words = shown(trace, settings), settings.words
    readings = _readings(what, settings)
    every = [moment for reading in readings for moment in moments(reading, what)]
    kernel, bias = kernel_operand(what, readings[0], settings), bias_operand(what, settings)
    products = np.concatenate([[mac.product for mac in reading.taps.values()]
                               for reading in readings])
    flat = what.in_channel is None
    found: dict[str, Operand | None] = {
        "input": input_operand(what, settings), "kernel": kernel and kernel.signed(
            "" if flat else TIMES),
        "product": table_operand("product", what.kernel, products, what.partial_digits,
                                 words.product_names[trace.reduction],
                                 "" if flat else EQUALS if kernel else GIVES),
        "running": single_operand("running", [moment.sum.total for moment in every
                                              if moment.does == "tap"], words.total,
                                  "max" if trace.rule.selects else SUMS),
        "others": None if readings[0].others is None else single_operand(
            "others", [format_number(reading.others or 0.0, what.partial_digits)
                       for reading in readings], words.channels_word, ADDS),
        "bias": bias and bias.signed("" if flat else ADDS)}
    sign = f"{finish_sign(what, readings)} {EQUALS}".strip()
    found["output"] = output_operand(what, settings, "" if flat else sign)
    operands = {name: operand for name, operand in found.items() if operand is not None}
    return Contents(what, every, operands, _choices(what, operands))


def _choices(what: Shown, operands: Mapping[str, Operand]) -> list[Rows]:
    """In which rows the maps may lie; of a layer without axes in columns too: every product under
    its weight and its input."""
    blocks = {name: operand.block for name, operand in operands.items()}
    rest = [blocks[name] for name in (*SINGLES, "output") if name in blocks]
    first = [blocks[name] for name in ("input", "kernel", "product") if name in blocks]
    if what.in_channel is None:
        beside = [blocks[name] for name in ("bias", "output") if name in blocks]
        return [[first[:1], [first[1], *beside], [first[2], blocks["running"]]]]
    single = [[block] for block in first]
    return [[[*first, *rest]], [first, rest], [first[:1], [*first[1:], *rest]],
            [first[:1], first[1:], rest], [first[:-1], [first[-1], *rest]], [*single, rest],
            [*single, rest[:-1], rest[-1:]]]


def _built(contents: Contents, settings: ViewSettings) -> Story:
    page, what = Page(settings), contents.shown
    operands = list(contents.operands.values())
    placed = page.place(contents.choices, operands, aligned=what.in_channel is None)
    plates = Plates(what, operands, placed)
    totals = [lambda: [moment.sum for moment in contents.moments]]
    written = lay_out_sum(running_form(what), totals if settings.shows("sizes") else [],
                          page.sizes.label_px, page.margin, page.width,
                          page.top + page.sizes.label_px)
    if written:
        page.add(written[0].marks(written[1]), written[0].bottom)
    others, height = page.finish(what.trace, captions(plates, settings))
    first = contents.moments[0].reading
    tally = Tally(plates)
    maps = plates.marks(first, prefilled=settings.prefilled) + tally.marks()
    marks = {mark.id: mark for mark in maps} | others
    timeline = Timeline(marks.values())
    for number, moment in enumerate(contents.moments):
        roles, shapes = tally.at(moment, timeline)
        if written:
            sum_roles, sum_shapes = written[1][number]
            roles, shapes = roles | sum_roles, shapes | sum_shapes
        timeline.add(roles, shapes)
    stage = Stage(settings.size_px, height, plates.maps, marks, line_scale(placed),
                  one_pair(what.trace, what.in_channel, what.out_channel))
    return Story(stage, timeline.scenes)
