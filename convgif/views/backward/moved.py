"""The backward view of what moves numbers: above where each goes, and below it the gradients, which
go back to where the numbers came from; where one number goes to several outputs, they add up.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from convgif.scenes.scene import (
    Element,
    Line,
    Mark,
    MarkId,
    Roles,
    Run,
    Scene,
    Shape,
    Stage,
    Story,
    Unfolding,
)
from convgif.scenes.scene import told as filled_or_not
from convgif.scenes.text import text_width
from convgif.scenes.words import by_number, times
from convgif.traces.arrays import Array
from convgif.traces.backward import Backward
from convgif.traces.steps import Trace
from convgif.traces.turns import turn_at
from convgif.views.backward.passing import drawn_gradients
from convgif.views.backward.words import WORDS
from convgif.views.base import ViewSettings, refuse_sides
from convgif.views.captions import Caption, spoken, told
from convgif.views.kit.arrangement import Arrangement, in_columns
from convgif.views.kit.boards import LINE_ORDER, Board, board_of
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Index, line_scale
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.moves.captions import captions_of
from convgif.views.moves.drafts import Sheet, maps_of, sheets_of
from convgif.views.moves.drawing import Maps
from convgif.views.moves.hues import Hues
from convgif.views.moves.ways import Place, boxes_of, room_below, way_between
from convgif.views.numbers.page import place_maps
from convgif.views.settings import PRECISION

BACK, GAP = "←", 0.7  # the sign before what arrives; above the legend, in labels
WAY = ("way", ())
Number = int  # of an element, counted in C order


@dataclass(frozen=True, eq=False)
class Returning:
    """What goes back through a layer that moves numbers, move by move. precision: decimals."""

    trace: Trace
    back: Backward
    precision: int | None

    @cached_property
    def steps(self) -> Sequence[Mapping[Number, float]]:
        """What each input that a move adds to holds after it: of unpooling one, even where another
        has overwritten it."""
        gradient, arrives = self.back.gradients["input"], self.back.grad_output.ravel()
        onto: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for element, output, derivative in zip(gradient.element.tolist(), gradient.output.tolist(),
                                               gradient.derivative.tolist(), strict=True):
            onto[output].append((element, derivative))
        totals: defaultdict[int, float] = defaultdict(float)
        steps = []
        for output, given in self.trace.moments:
            reached = [(element, share) for element, share in onto[output]
                       if given in (None, element)]
            for element, share in reached:
                totals[element] += float(arrives[output]) * share
            steps.append({element: totals[element] for element, _ in reached})
        return steps

    @cached_property
    def digits(self) -> int | None:
        """The decimals of the sums."""
        return decimals([total for step in self.steps for total in step.values()], self.precision)

    @cached_property
    def lost(self) -> frozenset[Number]:
        """The outputs that take nothing, so that their gradient goes nowhere."""
        return frozenset(range(self.trace.output.size)) - {
            output for output, _ in self.trace.moments}

    def sheets(self, settings: ViewSettings) -> tuple[list[Sheet], list[Sheet]]:
        """The maps of the gradient of the input, and of what arrives."""
        called, arrives = settings.words.arrays, self.back.grad_output
        onto = maps_of(self.trace.input, "grad_input", "grad_input", called["grad_input"], None)
        widest = self._widest
        at = iter(range(self.trace.input.size))
        onto = [replace(sheet, draft=replace(sheet.draft, strings=tuple(
            [widest[next(at)] for _ in sheet.draft.strings]))) for sheet in onto]
        back = maps_of(arrives, "grad_output", "grad_output", called["grad_output"],
                       decimals(arrives.ravel().tolist(), self.precision))
        if len(onto) > 1 or len(back) > 1:  # else the way of a gradient stands there
            back[0] = replace(back[0], draft=back[0].draft.signed(BACK))
        return onto, back

    @property
    def _widest(self) -> list[str]:
        """For each input the widest sum that is ever written there."""
        widest = self.first
        for step in self.steps:
            for element, total in step.items():
                string = format_number(total, self.digits)
                if text_width(string, 10) > text_width(widest[element], 10):
                    widest[element] = string
        return widest

    @property
    def first(self) -> list[str]:
        """What stands in the gradient before anything is added, for each input."""
        return [format_number(0.0, self.digits)] * self.trace.input.size

    @property
    def last(self) -> list[str]:
        """The same once all is added."""
        held = self.first
        for step in self.steps:
            for element, total in step.items():
                held[element] = format_number(total, self.digits)
        return held


class Gradients:
    """The boards of the gradients, in the hues of what these are of, and what each move changes in
    them."""

    def __init__(self, returning: Returning, sheets: tuple[Sequence[Sheet], Sequence[Sheet]],
                 placed: Arrangement, forward: Maps) -> None:
        self._returning, self._forward = returning, forward
        sides = [[(board_of(sheet.draft, placed), sheet) for sheet in side] for side in sheets]
        self.boards = [board for side in sides for board, _ in side]
        self._at = {element: Place(board, place) for side in sides for board, sheet in side
                    for place, element in sheet.elements.items()}
        self.points = len(self.boards) == 2
        self._obstacles = boxes_of((*placed.marks, *[
            mark for board in self.boards for mark in board.marks(lambda *_: (), lambda *_: ())]))

    @cached_property
    def elements(self) -> dict[MarkId, Element]:
        """The element that each cell shows."""
        return {board.cell(*place): element for element, (board, place) in self._at.items()}

    def _onto(self, number: Number) -> Place:
        return self._at[_element("grad_input", number, self._returning.trace.input)]

    def _arriving(self, number: Number) -> Place:
        return self._at[_element("grad_output", number, self._returning.trace.output)]

    def marks(self, *, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first move: nothing is added yet, or all."""
        held = iter(self._returning.last if prefilled else self._returning.first)
        lost = {board.cell(*place) for board, place in map(self._arriving, self._returning.lost)}
        for board in self.boards:
            empty = board.name.startswith("grad_input")
            strings = [next(held) for _ in board.strings] if empty else board.strings
            yield from replace(board, strings=strings).marks(
                lambda *at, board=board: ("gradient", *self._hue(board, at), *["dropped"] * (
                    board.cell(*at) in lost)), lambda *_: ("value",))
        first = next(filter(None, map(self._way, range(len(self._returning.steps)))), ())
        if first:
            yield Mark(WAY, Line(first), ("pending",), LINE_ORDER)

    def _hue(self, board: Board, at: Index) -> Roles:
        """That of the input or output whose gradient the cell shows."""
        element, trace = self.elements[board.cell(*at)], self._returning.trace
        if element.array == "grad_input":
            return self._forward.hue_of_input(_number(element, trace.input), board)
        return self._forward.hue_of_output(_number(element, trace.output), board)

    def at(self, number: int, *, prefilled: bool
           ) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What that move changes."""
        returning = self._returning
        output, _ = returning.trace.moments[number]
        arriving, place = self._arriving(output)
        roles: dict[MarkId, Roles] = {
            arriving.cell(*place): ("gradient", "gradient_active"),
            arriving.number(*place): ("value_active",)}
        shapes: dict[MarkId, Shape] = {}
        reached = [(self._onto(element), total)
                   for element, total in returning.steps[number].items()]
        for (board, at), total in reached:
            roles[board.cell(*at)] = ("gradient", "gradient_reached")
            roles[board.number(*at)] = ("value_active",)
            if board.text_px is not None and not prefilled:
                shapes[board.number(*at)] = board.text(
                    format_number(total, returning.digits), *at)
        if way := self._way(number):
            roles[WAY], shapes[WAY] = ("way",), Line(way)
        return roles, shapes

    def _way(self, number: int) -> tuple[Run, ...]:
        """The way of what that move leads back to one place."""
        reached = [*self._returning.steps[number]]
        if not self.points or len(reached) != 1:
            return ()
        output, _ = self._returning.trace.moments[number]
        return way_between(self._arriving(output), self._onto(reached[0]), self._obstacles)


def _element(array: str, number: Number, like: Array) -> Element:
    return Element(array, tuple([int(i) for i in np.unravel_index(number, like.shape)]))


def _number(element: Element, like: Array) -> Number:
    return int(np.ravel_multi_index(element.index, like.shape))


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each move, backwards too."""
    refuse_sides(trace, settings)
    returning = Returning(trace, trace.backward(), settings[PRECISION])
    drawn_gradients(returning.back, settings)
    forward, back = sheets_of(trace, settings), returning.sheets(settings)
    page, placed = fitted(lambda sized: _placed(trace, forward, back, sized), settings)
    drawn = Maps(trace, *forward, placed, settings, alone=True)
    gradients = Gradients(returning, back, placed, drawn)
    if gradients.points:
        page.top += room_below(*gradients.boards)
    others, height = page.finish(trace, legend(trace, returning, settings),
                                 GAP * page.type.label_px)
    maps = drawn.sizes | {board.name: board.grid.size for board in gradients.boards}

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in (
            *drawn.marks(True, ()), *gradients.marks(prefilled=prefilled))} | others
        stage = Stage(settings.size_px, height, maps, marks, line_scale(placed.smallest_cell_px),
                      drawn.elements | gradients.elements)
        return Story(stage, Unfolding(len(trace.moments), _scenes(
            trace, drawn, gradients, Timeline(marks.values()), prefilled=prefilled)))

    return filled_or_not(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    words, own = settings.words, WORDS[settings.words.language]
    returning = Returning(trace, trace.backward(), settings[PRECISION])
    sentence = own.sentence.format(
        layer=type(trace.layer).__name__, steps=by_number(words.steps, len(trace.moments)),
        output=times(trace.output.shape), input=times(trace.input.shape),
        shared=own.shared[trace.reduction], others="")
    said = spoken(legend(trace, returning, settings))
    return told(settings, sentence, words.list_separator.join(said))


def _scenes(trace: Trace, drawn: Maps, gradients: Gradients, timeline: Timeline, *,
            prefilled: bool) -> Iterator[Scene]:
    for number, moment in enumerate(trace.moments):
        roles, shapes = drawn.at(turn_at(trace, moment), timeline, prefilled=True)
        more_roles, more_shapes = gradients.at(number, prefilled=prefilled)
        yield timeline.next(roles | more_roles, shapes | more_shapes)


def legend(trace: Trace, returning: Returning, settings: ViewSettings) -> list[Caption]:
    """What the moves say, and the hue of the gradients, and those that go nowhere."""
    own = WORDS[settings.words.language]
    hue = ["gradient_reached"] * Hues(trace, columns=False).of_channels  # others are at rest
    return [*captions_of(trace, settings, alone=True), Caption(own.gradient, ("gradient", *hue)),
            *[Caption(own.lost, ("gradient", "dropped"), own.lost_spoken)] * bool(returning.lost)]


def _placed(trace: Trace, forward: tuple[list[Sheet], list[Sheet]],
            back: tuple[list[Sheet], list[Sheet]], settings: ViewSettings
            ) -> tuple[Page, Arrangement]:
    """A page with the maps, and where they lie. Raises TooWideError for them and the captions."""
    page = Page(settings, numbers=True, below_title=0.4)
    given, made, onto, arriving = ([sheet.draft for sheet in side] for side in (*forward, *back))
    rows = [[*given, *made], [*onto, *arriving]]
    placed = place_maps(page, [in_columns(rows), rows, [given, made, onto, arriving]],
                        [*given, *made, *onto, *arriving])
    returning = Returning(trace, trace.backward(), settings[PRECISION])
    Page(settings, numbers=True).finish(trace, legend(trace, returning, settings), 0)
    return page, placed
