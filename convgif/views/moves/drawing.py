"""The maps of a layer that moves numbers, wherever they are placed, and what each move changes."""

from collections.abc import Iterator, Sequence

import numpy as np

from convgif.scenes.roles import HUES, TONES
from convgif.scenes.scene import Element, Line, Mark, MarkId, Point, Roles, Shape, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width
from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings
from convgif.views.equality import EQUALS, NEARLY, exact
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import LINE_ORDER, Board, board_of
from convgif.views.kit.grids import Index
from convgif.views.kit.numerals import format_number
from convgif.views.kit.page import Page
from convgif.views.kit.sum_layout import Change
from convgif.views.kit.timeline import Timeline
from convgif.views.moves.drafts import Sheet, counts_of
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import PRECISION

GAP = 0.7  # above the sum, in labels
WAY, SUM = ("way", ()), ("sum", ())


class Maps:
    """The boards of the input and of the output, wherever they are placed. alone: without the way
    of a number, and how many add up."""

    def __init__(self, trace: Trace, inputs: Sequence[Sheet], outputs: Sequence[Sheet],
                 placed: Arrangement, settings: ViewSettings, *, alone: bool = False) -> None:
        self._trace, self._digits = trace, digits_of(trace, settings[PRECISION])
        self._steps: Sequence[Step] = trace.steps
        self.moments = trace.moments
        self._at: dict[Element, tuple[Board, Index]] = {}
        self.elements: dict[MarkId, Element] = {}
        self._boards = {sheet.draft.name: board_of(sheet.draft, placed)
                        for sheet in (*inputs, *outputs)}
        for sheet in (*inputs, *outputs):
            board = self._boards[sheet.draft.name]
            for place, element in sheet.elements.items():
                self._at[element] = board, place
                self.elements[board.cell(*place)] = element
        self._counts = [] if alone else [board_of(draft, placed)
                                         for draft in counts_of(trace, settings)]
        self._hued = trace.input.ndim == 3 and len(trace.input) > 1
        self._points = len(inputs) == len(outputs) == 1 and not alone
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
        if self._points:
            yield Mark(WAY, Line(()), ("way",), LINE_ORDER)

    def at(self, moment: tuple[int, int | None], timeline: Timeline) -> Change:
        """What is seen at that moment; what it leaves behind is settled."""
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
        if self._points:
            froms = [self._at[Element("extended", index)] for index in taken]
            shapes[WAY] = Line(tuple(way_between(source, (board, place)) for source in froms))
        if self._sum_px:
            shapes[SUM] = self._sum(step)
        return roles, shapes

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


def way_between(source: tuple[Board, Index], target: tuple[Board, Index], *, below: bool = False
                ) -> tuple[Point, ...]:
    """From a cell along the lines of its map, across, and along those of the other to a cell.
    below: along the lower lines of rows, far from labels above."""
    (board, (row, column)), (other, (to_row, to_column)) = source, target
    grid, grid_to = board.grid, other.grid
    if grid.right <= grid_to.left:
        row, to_row = row + below, to_row + below
        return (grid.at(row, column + 1), grid.at(row, grid.columns), grid_to.at(to_row, 0),
                grid_to.at(to_row, to_column))
    return (grid.at(row + 1, column), grid.at(grid.rows, column), grid_to.at(0, to_column),
            grid_to.at(to_row, to_column))
