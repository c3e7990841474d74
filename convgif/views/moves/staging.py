"""The moves view: the input, the output that fills, and the way of the current number.

Each channel of several has a hue of its own, which goes along.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from convgif.scenes.roles import HUES, TONES
from convgif.scenes.scene import (
    Element,
    Line,
    Mark,
    MarkId,
    Point,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Text,
    Unfolding,
    told,
)
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width
from convgif.scenes.words import by_number, formula_phrases, times
from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import spoken
from convgif.views.captions import told as said
from convgif.views.equality import EQUALS, NEARLY, exact
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import LINE_ORDER, Board, board_of
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Index, line_scale
from convgif.views.kit.numerals import format_number
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.moves.captions import captions_of
from convgif.views.moves.drafts import Sheet, choices_of, counts_of, sheets_of
from convgif.views.numbers.page import place_maps
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import PRECISION

GAP = 0.7  # above the legend, in labels
WAY, SUM = ("way", ()), ("sum", ())


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output that takes something, or for each input that
    is put somewhere."""
    (trace,) = traces
    inputs, outputs = sheets_of(trace, settings)
    page, placed = fitted(lambda sized: _placed(trace, inputs, outputs, sized), settings)
    drawn = _Maps(trace, inputs, outputs, placed, settings)
    written = drawn.sum_at(page) if settings.shows("sizes") else []
    others, height = page.finish(trace, captions_of(trace, settings), GAP * page.type.label_px)
    smallest = min(grid.cell_px for grid in placed.grids.values())

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in (*drawn.marks(prefilled), *written)} | others
        stage = Stage(settings.size_px, height, drawn.sizes, marks, line_scale(smallest),
                      drawn.elements)
        moments = drawn.moments
        return Story(stage, Unfolding(len(moments), _scenes(drawn, Timeline(marks.values()))))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what goes where, in a sentence."""
    (trace,), words = traces, settings.words
    count = len(moments_of(trace))
    sentence = words.sentences[trace.layer.kind].format(
        layer=trace.layer.printed_name, steps=by_number(words.steps, count),
        input=times(trace.input.shape), output=times(trace.output.shape))
    details = [*spoken(captions_of(trace, settings)), *formula_phrases(
        words, trace.layer.size_formulas(trace.input_size), trace.axes)]
    return said(settings, sentence, words.list_separator.join(details))


def _scenes(drawn: "_Maps", timeline: Timeline) -> Iterator[Scene]:
    for moment in drawn.moments:
        yield drawn.scene(moment, timeline)


def _placed(trace: Trace, inputs: Sequence[Sheet], outputs: Sequence[Sheet],
            settings: ViewSettings) -> tuple[Page, Arrangement]:
    """A page with the maps, and where they lie. Raises TooWideError for them and the captions."""
    page = _page(settings)
    made = [*(sheet.draft for sheet in outputs), *counts_of(trace, settings)]
    given = [sheet.draft for sheet in inputs]
    placed = place_maps(page, choices_of(given, made), [*given, *made])
    _page(settings).finish(trace, captions_of(trace, settings), 0)  # do they fit?
    return page, placed


def _page(settings: ViewSettings) -> Page:
    return Page(settings, numbers=True, below_title=0.4)


def moments_of(trace: Trace) -> list[tuple[int, int | None]]:
    """What each scene is about: an output, and of unpooling the input that is put there."""
    assert trace.moves is not None
    if trace.given_indices is None:
        return [(int(number), None) for number in np.flatnonzero((trace.moves >= 0).any(axis=1))]
    size = trace.output[0].size
    channels = np.arange(trace.input.size) // trace.input[0].size
    places = (channels * size + trace.given_indices.ravel()).tolist()
    return [(place, number) for number, place in enumerate(places)]


class _Maps:
    """The boards of the input and of the output, wherever they are placed."""

    def __init__(self, trace: Trace, inputs: Sequence[Sheet], outputs: Sequence[Sheet],
                 placed: Arrangement, settings: ViewSettings) -> None:
        self._trace, self._digits = trace, digits_of(trace, settings[PRECISION])
        self._steps: Sequence[Step] = trace.steps
        self.moments = moments_of(trace)
        self._at: dict[Element, tuple[Board, Index]] = {}
        self.elements: dict[MarkId, Element] = {}
        self._boards = {sheet.draft.name: board_of(sheet.draft, placed)
                        for sheet in (*inputs, *outputs)}
        for sheet in (*inputs, *outputs):
            board = self._boards[sheet.draft.name]
            for place, element in sheet.elements.items():
                self._at[element] = board, place
                self.elements[board.cell(*place)] = element
        self._counts = [board_of(draft, placed) for draft in counts_of(trace, settings)]
        self._hued = trace.input.ndim == 3 and len(trace.input) > 1
        self._alone = len(inputs) == len(outputs) == 1
        self._sum_px = 0.0

    @property
    def sizes(self) -> dict[str, tuple[int, ...]]:
        """The size of each map."""
        return {board.name: board.grid.size for board in (*self._boards.values(), *self._counts)}

    def marks(self, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first scene."""
        for board in self._boards.values():
            yield from board.marks(
                lambda *at, board=board: self._roles_at(board, at, prefilled),
                lambda *at, board=board: ("pending",) if "output_pending" in self._roles_at(
                    board, at, prefilled) else ("value",))
        for board in self._counts:
            yield from board.marks(lambda *_: ("idle",), lambda *_: ("value",))
        if self._alone:
            yield Mark(WAY, Line(()), ("way",), LINE_ORDER)

    def scene(self, moment: tuple[int, int | None], timeline: Timeline) -> Scene:
        """What is seen at that moment, and what it leaves behind."""
        output, given = moment
        step = self._steps[output]
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        taken = [mac.position for mac in step.macs]
        value = step.value
        moves = self._trace.moves
        is_kept = given is None or moves is None or int(moves[output, 0]) == given
        if given is not None and not is_kept:
            taken = [tuple(int(i) for i in np.unravel_index(given, self._trace.input.shape))]
            value = float(self._trace.input.flat[given])
        board, place = self._at[Element("output", step.output_index)]
        for index in taken:
            source, at = self._at[Element("extended", index)]
            roles[source.cell(*at)] = ("input", "window" if is_kept else "read",
                                       *self._tint(index, "tint"))
            for id in source.written(*at):
                roles[id] = ("on_tint",) if self._hued else ("value_active",)
        full = self._full(step)
        roles[board.cell(*place)] = (*full, "output_active" if is_kept else "reached")
        roles[board.number(*place)] = ("value_active",)
        timeline.settle(board.cell(*place), full)
        timeline.settle(board.number(*place), ("value",))
        if board.text_px is not None:
            shapes[board.number(*place)] = board.text(
                format_number(value, self._digits.output), *place)
        if self._alone:
            shapes[WAY] = Line(tuple(_way(self._at[Element("extended", index)], (board, place))
                                     for index in taken))
        if self._sum_px:
            shapes[SUM] = self._sum(step)
        return timeline.next(roles, shapes)

    def sum_at(self, page: Page) -> list[Mark]:
        """The line in which the current sum is written, below the maps, where there is one."""
        if not self._counts:
            return []
        size = page.type.label_px
        page.top += GAP * size
        self._sum_px, self._anchor = size, (page.left + page.width / 2, page.top + ASCENT * size)
        texts = [self._sum(self._steps[output]) for output, _ in self.moments]
        if max(text_width(text.string, size) for text in texts) > page.width:
            self._sum_px = 0.0
            return []
        page.top += LINE_HEIGHT * size
        return [Mark(SUM, texts[0], ("total",), LINE_ORDER)]

    def _sum(self, step: Step) -> Text:
        terms = [format_number(mac.input, self._digits.input) for mac in step.macs]
        total = format_number(step.value, self._digits.output)
        sign = EQUALS if sum(map(exact, terms)) == exact(total) else NEARLY
        written = " + ".join([terms[0], *map(in_brackets, terms[1:])])
        return Text(f"{written} {sign} {total}", self._anchor, self._sum_px, "center")

    def _roles_at(self, board: Board, at: Index, prefilled: bool) -> Roles:
        element = self.elements[board.cell(*at)]
        if element.array == "extended":
            dropped = bool(self._trace.extended.dropped[element.index[1:]])
            return ("input", *self._tint(element.index, "pale"), *["dropped"] * dropped)
        step = self._steps[int(np.ravel_multi_index(element.index, self._trace.output.shape))]
        full = self._full(step)
        return full if prefilled or full == ("unfilled",) else (*full, "output_pending")

    def _full(self, step: Step) -> Roles:
        """The roles of an output that is full."""
        macs = step.macs
        if not macs:
            return ("unfilled",)
        return ("output", *self._tint(macs[0].position, "pale")) if len(macs) == 1 else ("output",)

    def _tint(self, index: tuple[int, ...], strength: str) -> Roles:
        """The hue of an input's channel, where there are several."""
        if not self._hued:
            return ()
        tone = TONES - 1 - index[0] // HUES % TONES
        return (f"{strength}_{index[0] % HUES}{tone}",)


def _way(source: tuple[Board, Index], target: tuple[Board, Index]) -> tuple[Point, ...]:
    """From a cell along the lines of its map, across, and along those of the other to a cell."""
    (board, (row, column)), (other, (to_row, to_column)) = source, target
    grid, grid_to = board.grid, other.grid
    if grid.right <= grid_to.left:
        return (grid.at(row, column + 1), grid.at(row, grid.columns), grid_to.at(to_row, 0),
                grid_to.at(to_row, to_column))
    return (grid.at(row + 1, column), grid.at(grid.rows, column), grid_to.at(0, to_column),
            grid_to.at(to_row, to_column))

