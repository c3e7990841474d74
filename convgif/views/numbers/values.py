"""The values view: input, kernel and output with their numbers, and the sum written out under them.

Only the numbers of the window are strong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from convgif.scene import Stage, Story
from convgif.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import alt_text
from convgif.views.elements import one_pair
from convgif.views.numbers.arithmetic import Form, form_of, sums
from convgif.views.numbers.arrangement import Rows
from convgif.views.numbers.operands import (
    EQUALS,
    GIVES,
    MORE,
    Operand,
    bias_operand,
    input_operand,
    kernel_operand,
    output_operand,
)
from convgif.views.numbers.page import Page, captions, fitted
from convgif.views.numbers.plates import WINNER, Plates, line_scale, pointer_roles
from convgif.views.numbers.readings import Reading, Shown, read, shown
from convgif.views.numbers.sum_layout import Written, lay_out_sum
from convgif.views.numbers.timeline import Timeline


@dataclass(frozen=True)
class Contents:
    """What there is to draw, whatever the width."""

    shown: Shown
    readings: Sequence[Reading]
    operands: Sequence[Operand]
    choices: Sequence[Rows]
    form: Form
    sums: Sequence[Written]


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position, in scan order."""
    (trace,) = traces
    contents = _contents(trace, settings)
    return fitted(lambda sized: _built(contents, sized), settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    return alt_text(traces, settings)


def _contents(trace: Trace, settings: ViewSettings) -> Contents:
    what, words = shown(trace, settings), settings.words
    readings = [read(step, what) for step in what.steps]
    kernel, bias = kernel_operand(what, readings[0], settings), bias_operand(what, settings)
    sign = GIVES if kernel is None else f"{MORE} {EQUALS}" if what.several else EQUALS
    operands = [operand for operand in (
        input_operand(what, settings), kernel, bias, output_operand(what, settings, sign))
        if operand is not None]
    form = form_of(what, words.bias_word, words.channels_word)
    written = [cache(partial(sums, readings, what, form, factors=factors))
               for factors in ((True, False) if kernel else (True,))]
    return Contents(what, readings, operands, _choices(what, operands), form,
                    written if settings.shows("sizes") else [])


def _choices(what: Shown, operands: Sequence[Operand]) -> list[Rows]:
    """In which rows the maps may lie; the features of a layer without axes above its weights."""
    blocks = [operand.block for operand in operands]
    if what.in_channel is None:
        return [[blocks[:1], blocks[1:]]]
    apart = [blocks[:1], blocks[1:]], [blocks[:-1], blocks[-1:]]
    return [[blocks], *apart, *([[blocks[:1], blocks[1:-1], blocks[-1:]]] if blocks[1:-1] else [])]


def _built(contents: Contents, settings: ViewSettings) -> Story:
    page, what = Page(settings), contents.shown
    placed = page.place(contents.choices, contents.operands, aligned=what.in_channel is None)
    plates = Plates(what, contents.operands, placed)
    written = lay_out_sum(contents.form, contents.sums, page.sizes.label_px, page.margin,
                          page.width, page.top + page.sizes.label_px)
    if written:
        page.add(written[0].marks(written[1]), written[0].bottom)
    others, height = page.finish(what.trace, captions(plates, settings))
    maps = plates.marks(contents.readings[0], prefilled=settings.prefilled)
    marks = {mark.id: mark for mark in maps} | others
    timeline = Timeline(marks.values())
    for number, reading in enumerate(contents.readings):
        roles, shapes = plates.window(reading)
        if reading.winner is not None:
            roles[WINNER] = pointer_roles("winner", plates.input)
            shapes[WINNER] = plates.winner(reading.taps[reading.winner])
        plates.fill(reading.step, timeline, roles)
        if written:
            sum_roles, sum_shapes = written[1][number]
            roles, shapes = roles | sum_roles, shapes | sum_shapes
        timeline.add(roles, shapes)
    stage = Stage(settings.size_px, height, plates.maps, marks, line_scale(placed),
                  one_pair(what.trace, what.in_channel, what.out_channel))
    return Story(stage, timeline.scenes)
