"""The values view: input, kernel and output with their numbers, and the sum written out under them.

Only the numbers of the window are strong.
"""

from collections.abc import Sequence
from functools import cache, partial

from convgif.scenes.blanks import KERNEL
from convgif.scenes.scene import Mark, Story
from convgif.scenes.words import joined
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import alt_text
from convgif.views.equality import EQUALS
from convgif.views.kit.arrangement import Rows
from convgif.views.kit.drafts import Draft
from convgif.views.kit.sum_layout import Change
from convgif.views.kit.timeline import Timeline
from convgif.views.numbers.arithmetic import form_of, sums
from convgif.views.numbers.layer_boards import WINNER, LayerBoards, pointer_roles
from convgif.views.numbers.named_sums import named_sums
from convgif.views.numbers.operands import (
    GIVES,
    MORE,
    bias_operand,
    input_operand,
    kernel_operand,
    output_operand,
)
from convgif.views.numbers.readings import (
    Reading,
    Shown,
    indices,
    read,
    returns_indices,
    shown,
)
from convgif.views.numbers.telling import Contents, tell
from convgif.views.settings import ALL, NAMES, WEIGHTS
from convgif.views.values.words import WORDS


class Windows:
    """The window of each step, the largest value in it, and the output that is full so far."""

    def __init__(self, drawn: LayerBoards) -> None:
        self._drawn = drawn

    def marks(self) -> list[Mark]:
        """None but those of the maps."""
        return []

    def at(self, reading: Reading, timeline: Timeline) -> Change:
        """What is shown at that step."""
        drawn = self._drawn
        roles, shapes = drawn.window(reading)
        if reading.winner is not None:
            roles[WINNER] = pointer_roles("winner", drawn.input)
            shapes[WINNER] = drawn.winner(reading.taps[reading.winner])
        drawn.fill(reading.step, timeline, roles)
        return roles, shapes


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position, in scan order."""
    (trace,) = traces
    return tell(_contents(trace, settings), Windows, settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    (trace,), words = traces, settings.words
    return joined(words.sentence_gap, alt_text(traces, settings),
                  WORDS[words.language].indices_spoken if returns_indices(trace) else "")


def _contents(trace: Trace, settings: ViewSettings) -> Contents[Reading]:
    what, words = shown(trace, settings), settings.words
    readings = [read(step, what) for step in what.steps]
    kernel, bias = kernel_operand(what, readings[0], settings), bias_operand(what, settings)
    sign = GIVES if kernel is None else f"{MORE} {EQUALS}" if what.several else EQUALS
    operands = [operand for operand in (
        input_operand(what, settings), kernel, bias,
        output_operand(what, settings, sign).noted(
            [] if settings[NAMES] == ALL else indices(what))) if operand is not None]
    names = settings[NAMES] or (None if settings.tells(KERNEL) else WEIGHTS)
    form = form_of(what, words.bias_word, words.channels_word, subtotals=names is None)
    written = [cache(partial(sums, readings, what, form, factors=factors))
               for factors in ((True, False) if kernel else (True,))]
    if names:
        written = [cache(partial(named_sums, readings, what, form, all_named=names == ALL))]
    return Contents(what, operands, _choices(what, operands), form, written, readings, readings[0],
                    settings.posed(what.steps))


def _choices(what: Shown, drafts: Sequence[Draft]) -> list[Rows]:
    """In which rows the maps may lie; the features of a layer without axes above its weights."""
    if what.in_channel is None:
        return [[drafts[:1], drafts[1:]]]
    apart = [drafts[:1], drafts[1:]], [drafts[:-1], drafts[-1:]]
    return [[drafts], *apart, *([[drafts[:1], drafts[1:-1], drafts[-1:]]] if drafts[1:-1] else [])]
