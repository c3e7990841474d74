"""The moves view: the input, the output that fills, and the way of the current number.

Each channel of several has a hue of its own, which goes along; windows that become columns, or are
made of them, have one for each of their places.
"""

from collections.abc import Iterator, Sequence

from convgif.scenes.scene import Scene, Stage, Story, Unfolding, told
from convgif.scenes.words import Words, by_number, formula_phrases, joined, times
from convgif.traces.steps import Trace
from convgif.traces.turns import Turn, gathers, turns_of
from convgif.views.base import DEEP, ViewSettings
from convgif.views.captions import spoken
from convgif.views.captions import told as said
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.drafts import Draft
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.moves.captions import captions_of
from convgif.views.moves.drafts import Sheet, choices_of, counts_of, drawn_part, sheets_of
from convgif.views.moves.drawing import Maps
from convgif.views.moves.ways import room_below
from convgif.views.numbers.page import place_maps
from convgif.views.settings import BY_PLACE

GAP = 0.7  # above the legend, in labels


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each turn in which numbers are taken or put somewhere."""
    (trace,) = traces
    inputs, outputs = sheets_of(trace, settings)
    turns = drawn_turns(trace, by_place=settings[BY_PLACE])
    (page, placed), counts = fitted(lambda sized: _placed(trace, inputs, outputs, sized), settings)
    drawn = Maps(trace, inputs, outputs, placed, settings, counts,
                 by_input=settings[BY_PLACE] and gathers(trace))
    if drawn.points:
        page.top += room_below(*drawn.ends)
    others, height = page.finish(trace, captions_of(trace, settings), GAP * page.type.label_px)

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in drawn.marks(prefilled, turns)} | others
        stage = Stage(settings.size_px, height, drawn.sizes, marks,
                      line_scale(placed.smallest_cell_px), drawn.elements)
        return Story(stage, Unfolding(len(turns), _scenes(
            drawn, turns, Timeline(marks.values()), prefilled=prefilled)))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what goes where, in a sentence."""
    (trace,), words = traces, settings.words
    count = len(drawn_turns(trace))
    sentence = words.sentences[trace.layer.kind].format(
        layer=trace.layer.printed_name, steps=by_number(words.steps, count),
        input=times(trace.input.shape), output=times(trace.output.shape))
    details = [*spoken(captions_of(trace, settings)), *formula_phrases(
        words, trace.layer.shape_formulas(trace.input.shape), trace.axes)]
    return said(settings, joined(words.sentence_gap, sentence, _drawn_channels(trace, words)),
                words.list_separator.join(details))


def _drawn_channels(trace: Trace, words: Words) -> str:
    """Which channels are drawn, in a sentence; nothing where all are."""
    part = drawn_part(trace)
    return "" if part.is_all else words.drawn_channels.format(**{
        name: words.number_separator.join(map(str, channels))
        for name, channels in (("inputs", part.inputs), ("outputs", part.outputs))})


def drawn_turns(trace: Trace, *, by_place: bool = False) -> list[Turn]:
    """The turns that are seen: each is of channels that are drawn, or of others. by_place: as of
    `turns_of`."""
    part = drawn_part(trace)
    return [turn for turn in turns_of(trace, by_place=by_place) if part.draws(turn.pairs[0][0])]


def _scenes(drawn: Maps, turns: Sequence[Turn], timeline: Timeline, *, prefilled: bool
            ) -> Iterator[Scene]:
    for turn in turns:
        yield timeline.next(*drawn.at(turn, timeline, prefilled=prefilled))


def _placed(trace: Trace, inputs: Sequence[Sheet], outputs: Sequence[Sheet],
            settings: ViewSettings) -> tuple[tuple[Page, Arrangement], list[Draft]]:
    """A page with the maps, and where they lie; and the counts among them, if they are to be read.
    Raises TooWideError for them and the captions."""
    given, counts = [sheet.draft for sheet in inputs], counts_of(trace, settings)
    _page(settings).finish(trace, captions_of(trace, settings), 0)  # do they fit?
    while True:
        page, made = _page(settings), [*(sheet.draft for sheet in outputs), *counts]
        placed = place_maps(page, choices_of(
            given, made, slices=trace.layer.rank == DEEP), [*given, *made])
        if all(placed.text_px[draft.name] for draft in counts):
            return (page, placed), counts
        counts = []


def _page(settings: ViewSettings) -> Page:
    return Page(settings, numbers=True, below_title=0.4)
