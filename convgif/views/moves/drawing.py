"""The maps of a layer that moves numbers, wherever they are placed, and what each turn changes."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from convgif.scenes.scene import Box, Element, Line, Mark, MarkId, Roles, Run, Shape
from convgif.traces.arrays import Array
from convgif.traces.steps import Trace
from convgif.traces.turns import Turn
from convgif.views.base import DEEP, ViewSettings
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import LINE_ORDER, Board, board_of
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import Index
from convgif.views.kit.numerals import format_number
from convgif.views.kit.sum_layout import Change
from convgif.views.kit.timeline import Timeline
from convgif.views.moves.drafts import Sheet
from convgif.views.moves.hues import Hues
from convgif.views.moves.outlines import Outlines
from convgif.views.moves.ways import Place, boxes_of, way_between
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import PRECISION

WAY = ("way", ())


class Maps:
    """The boards of the input and of the output, wherever they are placed. counts: of how many
    inputs each output is the sum of. alone: number by number, without their ways. by_input: whether
    a turn is about what it takes, not what it makes."""

    def __init__(self, trace: Trace, inputs: Sequence[Sheet], outputs: Sequence[Sheet],
                 placed: Arrangement, settings: ViewSettings, counts: Sequence[Draft] = (), *,
                 alone: bool = False, by_input: bool = False) -> None:
        self._trace, self._digits = trace, digits_of(trace, settings[PRECISION])
        self._by_input = by_input
        self._given, self._made = dict[int, Place](), dict[int, Place]()  # by number, in C order
        self.elements: dict[MarkId, Element] = {}
        sides = [[board_of(sheet.draft, placed) for sheet in side] for side in (inputs, outputs)]
        self._boards = [board for side in sides for board in side]
        for at, array, boards, sheets in ((self._given, trace.input, sides[0], inputs),
                                          (self._made, trace.output, sides[1], outputs)):
            for board, sheet in zip(boards, sheets, strict=True):
                for place, element in sheet.elements.items():
                    at[_number(element, array)] = Place(board, place)
                    self.elements[board.cell(*place)] = element
        self._counts = [board_of(draft, placed) for draft in counts]
        self._hues, self._outlines = (
            Hues(trace, columns=not alone), Outlines(
                trace, self._given, self._made, columns=not alone))
        self.points = not alone and trace.layer.rank < DEEP and (
            self._outlines.repeats or len(self._boards) == 2)
        self._written = boxes_of(placed.marks)
        taps = trace.taps
        self._first = dict(zip(taps.output[::-1].tolist(), taps.input[::-1].tolist(), strict=True))
        self._onto = dict(zip(taps.input[::-1].tolist(), taps.output[::-1].tolist(), strict=True))
        self._sums = np.bincount(taps.output, minlength=trace.output.size) > 1

    @property
    def sizes(self) -> dict[str, tuple[int, ...]]:
        """The size of each map."""
        return {board.name: board.grid.size for board in (*self._boards, *self._counts)}

    @property
    def ends(self) -> tuple[Board, Board]:
        """The maps between which ways lead: where a border repeats its input, both the output."""
        return self._boards[-1 if self._outlines.repeats else 0], self._boards[-1]

    def marks(self, prefilled: bool, turns: Sequence[Turn]) -> Iterator[Mark]:
        """All of them before the first of the turns."""
        comes = {output for turn in turns for output in turn.gives}
        for board in self._boards:
            yield from board.marks(
                lambda *at, board=board: self._roles_at(board, at, comes, prefilled),
                lambda *at, board=board: ("pending",) if "output_pending" in self._roles_at(
                    board, at, comes, prefilled) else ("value",))
        for board in self._counts:
            yield from board.marks(lambda *_: ("idle",), lambda *_: ("value",))
        yield from self._outlines.marks([turn.pairs for turn in turns])
        first = next(filter(None, map(self._way, turns)), ()) if self.points else ()
        if first:
            yield Mark(WAY, Line(first), ("pending",), LINE_ORDER)

    def at(self, turn: Turn, timeline: Timeline, *, prefilled: bool) -> Change:
        """What is seen in that turn; what it leaves behind is settled."""
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        self._outlines.draw(turn.pairs, roles, shapes)
        kept = all(self._keeps(output, given) for output, given in turn.pairs)
        together = len(turn.gives) > 1
        by_input = self._by_input and not together
        for output, given in turn.pairs:
            source, target = self._given[given], self._made[output]
            lit = self._hues.lit(output, given, source.board)
            number = ("on_tint",) if lit else ("value_active",)
            read = *["window"] * kept, *["read"] * (by_input or not kept)
            roles[source.board.cell(*source.cell)] = ("input", *read, *lit)
            roles |= dict.fromkeys(source.board.written(*source.cell), number)
            role = "reached" if together or "read" in read else "output_active"
            cell, its_number = (target.board.cell(*target.cell),
                                target.board.number(*target.cell))
            roles[cell] = (*self._full(output, bare=True), role, *(lit if together else ()))
            roles[its_number] = number if together else ("value_active",)
            timeline.settle(cell, self._full(output))
            timeline.settle(its_number, ("value",))
        for output, value in turn.gives.items():
            target = self._made[output]
            if target.board.text_px is not None:
                shown = self._trace.output.flat[output] if prefilled and kept else value
                shapes[target.board.number(*target.cell)] = target.board.text(
                    format_number(float(shown), self._digits.output), *target.cell)
        if self.points and (way := self._way(turn)):
            roles[WAY], shapes[WAY] = ("way",), Line(way)
        return roles, shapes

    def hue_of_input(self, given: int, board: Board) -> Roles:
        """Of a cell of that map which shows that input, or its gradient, at rest."""
        output = self._onto.get(given)
        return () if output is None else self._hues.at_rest(output, given, board)

    def hue_of_output(self, output: int, board: Board) -> Roles:
        """The same of that output; none of a sum."""
        given = self._first.get(output)
        return () if given is None or self._sums[output] else self._hues.at_rest(
            output, given, board)

    def _way(self, turn: Turn) -> tuple[Run, ...]:
        """Of a number that is moved alone: from where it stands within its border, if there."""
        if len(turn.pairs) > 1:
            return ()
        ((output, given),) = turn.pairs
        source = self._outlines.copy_of(given) if self._outlines.repeats else self._given[given]
        return way_between(source, self._made[output], self._obstacles) if source else ()

    @cached_property
    def _obstacles(self) -> tuple[Box, ...]:
        """Where something is written."""
        return (*self._written, *boxes_of(
            mark for board in self._boards
            for mark in board.marks(lambda *_: (), lambda *_: ())))

    def _keeps(self, output: int, given: int) -> bool:
        """Whether no other number overwrites that one."""
        assert self._trace.moves is not None
        return self._trace.given_indices is None or int(self._trace.moves[output, 0]) == given

    def _roles_at(self, board: Board, at: Index, comes: set[int], prefilled: bool) -> Roles:
        element = self.elements[board.cell(*at)]
        if element.array == "extended":
            number = _number(element, self._trace.input)
            hue = self.hue_of_input(number, board)
            dropped = bool(self._trace.extended.dropped[element.index[1:]])
            return ("input", *hue, *["dropped"] * dropped)
        output = _number(element, self._trace.output)
        full = self._full(output)
        return full if prefilled or output not in comes else (*full, "output_pending")

    def _full(self, output: int, *, bare: bool = False) -> Roles:
        """The roles of an output that is full; bare: but for that of the border."""
        given = self._first.get(output)
        if given is None:
            return ("unfilled",)
        hue = self.hue_of_output(output, self._made[output].board)
        border = not bare and self._outlines.is_border(output)
        return ("output", *hue, *["border"] * border)


def _number(element: Element, array: Array) -> int:
    return int(np.ravel_multi_index(element.index, array.shape))
