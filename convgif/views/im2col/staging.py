"""The im2col view: the windows of a convolution as columns, and the product of matrices.

    input      patches
    kernel     result
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from convgif.scenes.blanks import SIZES
from convgif.scenes.scene import (
    Cell,
    Element,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Unfolding,
    told,
)
from convgif.scenes.words import by_number, times
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, spoken
from convgif.views.im2col.drafts import (
    KERNEL,
    PATCHES,
    RESULT,
    factors_of,
    maps_of,
    weights_of,
    written,
)
from convgif.views.im2col.layout import lay_out
from convgif.views.im2col.words import WORDS
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import CELL_ORDER, LINE_ORDER, NUMBER_ORDER, Board, board_of
from convgif.views.kit.fitting import check_written, fitted
from convgif.views.kit.grids import Index, line_scale
from convgif.views.kit.maps import lying_in
from convgif.views.kit.names import bias_names
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.page import Page
from convgif.views.kit.pointers import outline
from convgif.views.kit.timeline import Timeline
from convgif.views.matrix.drafts import Sheet
from convgif.views.matrix.layout import THINNEST_LINES
from convgif.views.matrix.sheets import resting
from convgif.views.matrix.wiring import Wiring
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import NAMES, PRECISION

COLUMN, ROW = ("column_outline", ()), ("row_outline", ())
GAP = 0.7  # labels, above the legend


class Product:
    """The factors, their product and the maps on the stage, and what a step changes in them."""

    def __init__(self, wiring: Wiring, sheets: Sequence[Sheet], placed: Arrangement,
                 settings: ViewSettings) -> None:
        self.wiring, self._trace = wiring, wiring.trace
        self._sheets = [sheet for sheet in sheets if sheet.draft.name in placed.grids]
        self.boards = {sheet.draft.name: board_of(sheet.draft, placed) for sheet in self._sheets}
        self._rest, self._weights = resting(self._trace), weights_of(wiring)
        self._strings = written(wiring, settings)
        self.elements: dict[MarkId, Element] = {}
        self._at: dict[Element, list[tuple[Board, Index]]] = defaultdict(list)
        for sheet in self._sheets:
            board = self.boards[sheet.draft.name]
            for place, element in sheet.elements.items():
                self.elements[board.cell(*place)] = element
                self._at[element].append((board, place))
        self._by_row: dict[int, list[int]] = defaultdict(list)
        for row, column in self._weights:
            self._by_row[row].append(column)

    def marks(self, *, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first step."""
        for sheet in self._sheets:
            board = self.boards[sheet.draft.name]
            yield from self._kernels(board) if board.name == KERNEL else self._cells(
                board, sheet, prefilled)
        for id, shape in self._outlines(0, 0).items():
            if id == COLUMN or len(self._trace.output) > 1:
                yield Mark(id, shape, ("window_outline",), LINE_ORDER)

    def at(self, number: int, index: tuple[int, ...], timeline: Timeline
           ) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What differs from the stage at rest while that output is made."""
        out, column = divmod(number, self._trace.output[0].size)
        roles: dict[MarkId, Roles] = {}
        kernel = self.boards[KERNEL]
        for read in self._by_row[out]:
            roles[kernel.cell(out, read)] = self._weights[out, read][0].tint.on(kernel)
            roles |= dict.fromkeys(kernel.written(out, read), ("on_tint",))
        self._light_copies(number, column, roles)
        for board, place in self._at[Element("output", index)]:
            rest = self._rest["output"](index)
            roles[board.cell(*place)] = (*rest, "output_active")
            timeline.settle(board.cell(*place), rest)
            if board.text_px is not None:
                roles[board.number(*place)] = ("value_active",)
                timeline.settle(board.number(*place), ("value",))
        return roles, self._outlines(out, column)

    def _light_copies(self, number: int, column: int, roles: dict[MarkId, Roles]) -> None:
        """The window in its column and in the map; and, pale, other copies of its cells."""
        for cell, weighed in self.wiring.reads[number]:
            rest = self._rest["extended"](cell)
            is_real = rest[0] == "input"
            for board, place in self._at[Element("extended", cell)]:
                if board.name == PATCHES and place[1] != column:
                    if is_real:
                        roles[board.cell(*place)] = (*rest, *weighed.tint.at_rest_on(board))
                    continue
                roles[board.cell(*place)] = (*rest, "window",
                                             *(weighed.tint.on(board) if is_real else ()))
                roles[board.number(*place)] = (
                    ("on_tint",) if is_real else lying_in(rest, "value_active"))

    def _outlines(self, out: int, column: int) -> dict[MarkId, Shape]:
        """Of the column of the window, as far as that kernel reads it, and of the kernel."""
        read = self._by_row[out]
        patches, kernel = self.boards[PATCHES].grid, self.boards[KERNEL].grid
        return {COLUMN: outline([patches.box((read[0], column), (read[-1], column))]),
                ROW: outline([kernel.box((out, read[0]), (out, read[-1]))])}

    def _kernels(self, board: Board) -> Iterator[Mark]:
        alone = len(self._trace.output) == 1
        for place, (entry, _) in self._weights.items():
            roles = entry.tint.on(board) if alone else entry.tint.at_rest_on(board)
            yield Mark(board.cell(*place), Cell(board.grid.box(place, place),
                                                numbered=board.text_px is not None),
                       roles, CELL_ORDER)
            if board.text_px is not None:
                texts = {board.number(*place): board.text(self._strings[entry], *place),
                         **board.note_texts(*place)}
                for id, text in texts.items():
                    yield Mark(id, text, ("on_tint",) if alone else ("value",), NUMBER_ORDER)

    def _cells(self, board: Board, sheet: Sheet, prefilled: bool) -> list[Mark]:
        def rest(row: int, column: int) -> Roles:
            element = sheet.elements[row, column]
            roles = self._rest[element.array](element.index)
            pending = element.array == "output" and not prefilled
            return (*roles, "output_pending") if pending else roles

        def number(row: int, column: int) -> Roles:
            roles = rest(row, column)
            return ("pending",) if "output_pending" in roles else (
                ("value",) if roles[0] == "output" else lying_in(roles, "value"))

        return board.marks(rest, number)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each element of the output."""
    (trace,) = traces
    wiring = Wiring(trace)
    (inputs, outputs), factors = maps_of(trace, settings), factors_of(wiring, settings)
    page, placed = fitted(lambda sized: _placed(trace, inputs, outputs, factors, sized), settings)
    drawn = Product(wiring, [*factors, *inputs, *outputs], placed, settings)
    others, height = page.finish(trace, _captions(trace, settings), GAP * page.type.label_px)

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in drawn.marks(prefilled=prefilled)} | others
        stage = Stage(settings.size_px, height,
                      {name: board.grid.size for name, board in drawn.boards.items()}, marks,
                      line_scale(placed.smallest_cell_px, THINNEST_LINES), drawn.elements)
        scenes = _scenes(trace, drawn, Timeline(marks.values()))
        return Story(stage, Unfolding(trace.output.size, scenes))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what is multiplied, and how much larger the patches are."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    sentence = own.sentence.format(
        layer=trace.layer.printed_name, input=times(trace.input.shape),
        patches=f"{len(trace.patches)}×{settings.made(trace.patches.shape[1])}",
        output=times(trace.output.shape),
        steps=by_number(words.steps, trace.output.size))
    return captions.told(settings, sentence, words.list_separator.join(
        spoken(_captions(trace, settings))))


def _placed(trace: Trace, inputs: Sequence[Sheet], outputs: Sequence[Sheet],
            factors: Sequence[Sheet], settings: ViewSettings) -> tuple[Page, Arrangement]:
    """A page with the labels, and where the boards lie. Raises TooWideError."""
    page = Page(settings, numbers=True, below_title=0.4)
    drafts = [[sheet.draft if settings.shows("sizes") else replace(sheet.draft, label=())
               for sheet in sheets] for sheets in (inputs, outputs, factors)]
    placed = lay_out(drafts[0], drafts[1], drafts[2], page.type, page.top)
    check_written(drafts[2], placed.text_px, settings)
    placed = placed.alike([PATCHES, RESULT])
    page.add(placed.marks, placed.bottom)
    Page(settings, numbers=True).finish(trace, _captions(trace, settings), 0)
    return page, placed


def _scenes(trace: Trace, drawn: Product, timeline: Timeline) -> Iterator[Scene]:
    for number, step in enumerate(trace.steps):
        yield timeline.next(*drawn.at(number, step.output_index, timeline))


def _captions(trace: Trace, settings: ViewSettings) -> list[Caption]:
    """How much larger the patches are, then the parameters that are not at their default."""
    own, ratio = WORDS[settings.words.language], trace.patches.size / trace.input.size
    said = format_number(ratio, decimals([ratio], settings[PRECISION]))
    found = [Caption(own.ratio.format(count=trace.patches.size, ratio=said))
             ] * settings.tells(SIZES)
    if trace.bias is not None:
        digits = digits_of(trace, settings[PRECISION]).partial
        values = bias_names(trace) if settings[NAMES] else [
            format_number(value, digits) for value in trace.bias.tolist()]
        found.append(Caption(own.bias.format(
            values=settings.words.number_separator.join(values))))
    return [*found, *captions.legend(trace, settings.words)[1:]]
