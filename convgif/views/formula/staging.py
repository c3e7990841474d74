"""The formula view: how an output follows from the input: in letters, with the indices of a step
filled in under them, and tap by tap; beside it the maps with their indices.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from convgif.layers import CellKind
from convgif.layers.padding_layers import Pad
from convgif.scenes.scene import (
    Cell,
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
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Step, Trace
from convgif.views import captions
from convgif.views.base import MOVING_KINDS, ViewSettings, one_channel, refuse_sides
from convgif.views.captions import Caption, drawn_pair, map_labels, size_formulas, spoken
from convgif.views.equality import activated_sign, equality, exact
from convgif.views.formula.lines import FormulaLines, lay_out
from convgif.views.formula.maps import (
    Placed,
    bottom_of,
    place_sheets,
    sheets_of,
    whole_sheets,
    without_labels,
)
from convgif.views.formula.terms import TermLines, lay_out_terms
from convgif.views.formula.words import WORDS
from convgif.views.formula.written import ByNumber, Written
from convgif.views.formulas import Formula, formula_of
from convgif.views.kit.boards import LINE_ORDER
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import cell_of, line_scale
from convgif.views.kit.maps import KIND_ROLES, CellRoles, steps_of, tap_roles
from convgif.views.kit.numerals import format_number
from convgif.views.kit.page import Page
from convgif.views.kit.photographs import PENDING, is_photograph, photo_edges, photographed
from convgif.views.kit.sum_layout import Change
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError
from convgif.views.moves.captions import moved_captions
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import PRECISION

GAP = 0.7  # between lines, terms, maps and legend: of a label


@dataclass(frozen=True)
class Laid:
    """What is drawn, where it lies. terms: by name, and by number."""

    lines: FormulaLines
    terms: Sequence[TermLines]
    maps: Sequence[Placed]


class Drawn:
    """The formula and the maps on the stage, and what a step changes in them."""

    def __init__(self, formula: Formula, steps: Sequence[Step], laid: Laid,
                 settings: ViewSettings) -> None:
        self.formula, self.laid, self._trace = formula, laid, formula.trace
        self._steps, self._digits = steps, digits_of(formula.trace, settings[PRECISION])
        self._made = {step.output_index for step in steps}
        self._photographed = (self._photographs(settings) if formula.trace.axes
                              and is_photograph(formula.trace) else {})

    def _photographs(self, settings: ViewSettings) -> Mapping[str, CellRoles]:
        """The roles of the cells of both maps, with what is in them."""
        trace, (read, made) = self._trace, one_channel(self._trace, settings)
        return {array: photographed(lambda *cell, array=array: self._plain(array, cell), values)
                for array, values in (("extended", trace.extended.values[read or 0]),
                                      ("output", trace.output[made or 0]))}

    def marks(self, *, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first step."""
        laid, to_come = self.laid, PENDING if self._photographed else ("output_pending",)
        yield from laid.lines.marks(self.formula.at(self._steps[0]))
        for terms in laid.terms:
            shapes: dict[MarkId, Shape] = {}
            for step in reversed(self._steps):
                shapes |= self._terms(terms, step)[1]
            yield from terms.marks(shapes)
        for placed in laid.maps:
            for plane, grid in placed.grids.items():
                for row, column in grid.indices:
                    element = placed.sheet.element(plane, row, column)
                    rest = self._rest(element.array, element.index)
                    pending = rest[0] == "output" and not prefilled
                    yield Mark(placed.cell(plane, row, column),
                               Cell(grid.box((row, column), (row, column))),
                               (*rest, *to_come) if pending else rest)
            yield from placed.rulers()
            if placed.label is not None:
                yield Mark((f"{placed.sheet.name}_label", ()), placed.label, ("label",), TEXT_ORDER)
        if self._photographed:
            given, made = [dict.fromkeys([placed.sheet.name], grid) for placed in laid.maps
                           for grid in placed.grids.values()]
            yield from photo_edges(self._trace, given, made, LINE_ORDER)

    def at(self, step: Step, timeline: Timeline) -> Scene:
        """The scene of that step."""
        laid = self.laid
        roles: dict[MarkId, Roles] = {}
        shapes = dict(laid.lines.at(self.formula.at(step)))
        for terms in laid.terms:
            more_roles, more_shapes = self._terms(terms, step)
            roles |= more_roles
            shapes |= more_shapes
        given, made = laid.maps
        taps = tap_roles(step)
        for mac in step.macs:
            plane, at = given.sheet.place(mac.position)
            id = given.cell(plane, *at)
            if id in timeline:
                roles[id] = (*timeline.at_rest(id), *taps[mac.position[1:]])
                for side, place in zip(("row", "column"), at, strict=True):
                    roles[f"{given.sheet.name}_{side}", (*plane, place)] = ("label",)
        plane, at = made.sheet.place(step.output_index)
        rest = self._rest("output", step.output_index)
        roles[made.cell(plane, *at)] = (*rest, "output_active")
        timeline.settle(made.cell(plane, *at), rest)
        for side, place in zip(("row", "column"), at, strict=True):
            roles[f"{made.sheet.name}_{side}", (*plane, place)] = ("label",)
        return timeline.next(roles, shapes)

    def _terms(self, terms: TermLines, step: Step) -> Change:
        """What they come to at that step."""
        trace, digits = self._trace, self._digits
        total = format_number(step.value, digits.output)
        if trace.activation is None:
            return terms.at(step, total, "", equality(step.value, exact(total)))
        inside = format_number(step.preactivation, digits.partial)
        return terms.at(step, total, f"f({inside})", activated_sign(trace, exact(inside), total))

    def _rest(self, array: str, index: Sequence[int]) -> Roles:
        """The roles of a cell that takes no part, the output's once it is full."""
        trace, cell = self._trace, tuple(index[1:])
        if array == "output" and not trace.axes:
            return ("output",) if tuple(index) in self._made else ("unfilled",)
        if array in self._photographed:
            return self._photographed[array](*cell_of(cell))
        return self._plain(array, cell)

    def _plain(self, array: str, cell: tuple[int, ...]) -> Roles:
        """The same of a cell there, whatever it holds."""
        trace = self._trace
        if array == "output":
            return ("output", "output_padding") if trace.output_padding[cell] else ("output",)
        dropped = bool(trace.extended.dropped[cell])
        return (KIND_ROLES[CellKind(trace.extended.kinds[cell])], *("dropped",) * dropped)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position."""
    (trace,) = traces
    steps = _steps(trace, settings)
    formula = formula_of(trace, settings.letters)
    page, laid = fitted(lambda sized: _placed(formula, steps, sized), settings)
    drawn = Drawn(formula, steps, laid, settings)
    others, height = page.finish(trace, _captions(formula, steps, settings),
                                 GAP * page.type.label_px, rules=False)
    elements = {id: element for placed in laid.maps for id, element in placed.elements.items()}
    smallest = min(grid.cell_px for placed in laid.maps for grid in placed.grids.values())
    sizes = {placed.sheet.name: (trace.extended.shape if placed.sheet.array == "extended"
                                 else trace.output.shape) for placed in laid.maps}

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in drawn.marks(prefilled=prefilled)} | others
        timeline = Timeline(marks.values())
        return Story(Stage(settings.size_px, height, sizes, marks, line_scale(smallest), elements),
                     Unfolding(len(steps), (drawn.at(step, timeline) for step in steps)))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: the formula, and it at one step."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    steps, formula = _steps(trace, settings), formula_of(trace, settings.letters)
    pair = drawn_pair(trace, settings) if trace.axes else ""
    sentence = own.sentence.format(
        layer=trace.layer.printed_name, formula=formula.in_letters,
        filled=formula.filled(steps[len(steps) // 2]), output=times(trace.output.shape),
        steps=by_number(words.steps, len(steps)))
    details = words.list_separator.join([
        *spoken(_captions(formula, steps, settings)), *size_formulas(trace, settings, rules=False)])
    return captions.told(settings, joined(words.sentence_gap, sentence, pair), details)


def _steps(trace: Trace, settings: ViewSettings) -> Sequence[Step]:
    """Those that are told: of a layer without windows all that take something. Raises ViewError."""
    if trace.axes:
        return steps_of(trace, one_channel(trace, settings)[1])
    refuse_sides(trace, settings)
    return [trace.steps[output] for output, _ in trace.moments]


def _placed(formula: Formula, steps: Sequence[Step], settings: ViewSettings
            ) -> tuple[Page, Laid]:
    """A page, and where formula, terms and maps lie on it. Raises TooWideError."""
    page, trace = Page(settings, numbers=True, below_title=0.4), formula.trace
    label_px, letters = page.type.label_px, formula.written_in
    values: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        for name, text in formula.at(step).items():
            values[name].add(text)
    lines = lay_out(formula, {name: list(texts) for name, texts in values.items()},
                    1.1 * label_px, page.left, page.width, page.top)
    if lines is None:
        raise TooWideError(f"the formula does not fit {settings.size_px} px:")
    page.top = lines.bottom + GAP * label_px
    digits = digits_of(trace, settings[PRECISION])
    totals = [format_number(step.value, digits.output) for step in steps]
    terms = _terms_on(page, formula, steps, totals, lines)
    called = letters.arrays["x"], letters.arrays["y"]
    sheets = sheets_of(trace, one_channel(trace, settings), map_labels(trace, settings), called
                       ) if trace.axes else whole_sheets(trace, (
                           settings.words.input.format(shape=times(trace.input.shape)),
                           settings.words.output.format(shape=times(trace.output.shape))), called)
    maps = place_sheets(sheets, page.left, page.width, page.top, label_px, page.type.most_cell_px)
    if maps is None:
        raise TooWideError(f"the maps do not fit {settings.size_px} px:", "take a smaller input")
    if not settings.shows("sizes"):
        maps = [without_labels(placed) for placed in maps]
    page.top = bottom_of(maps)
    Page(settings, numbers=True).finish(
        trace, _captions(formula, steps, settings), 0, rules=False)
    return page, Laid(lines, terms, maps)


def _terms_on(page: Page, formula: Formula, steps: Sequence[Step], totals: Sequence[str],
              lines: FormulaLines) -> list[TermLines]:
    """What the formula comes to, by the names of what is read, and by the numbers where those say
    more: without them nobody could work the result out again."""
    def laid(written: Written, top: float, size_px: float, name: str) -> TermLines | None:
        return lay_out_terms(written, steps, totals, size_px, lines.indent,
                             page.left + page.width - lines.indent, top, name=name)

    trace = formula.trace
    named = laid(formula, page.top, lines.size_px, "term")
    if named is None:
        return []
    above, moves_one = replace(named, ends=False), all(len(step.macs) <= 1 for step in steps)
    numbered = None if moves_one and trace.weight is None else laid(
        ByNumber(formula, digits_of(trace, page.settings[PRECISION])), above.bottom,
        named.size_px, "worth")
    found = [named] if numbered is None else [above, numbered]
    page.top = found[-1].bottom + GAP * page.type.label_px
    return found


def _captions(formula: Formula, steps: Sequence[Step], settings: ViewSettings) -> list[Caption]:
    """What the letters that stay run over, what others stand for, then the legend."""
    trace, own = formula.trace, WORDS[settings.words.language]
    idle = bool((trace.extended.kinds != CellKind.INPUT).any()) and bool(
        np.any(trace.counted & (trace.extended.sources < 0).any(axis=-1))) if trace.axes else False
    words = settings.words
    said = [*moved_captions(trace, settings), *captions.activation(trace, words)
            ] if trace.layer.kind in MOVING_KINDS else captions.legend(trace, words)
    letters = [Caption(phrase.format(letters=", ".join(names)))
               for names, phrase in zip(formula.explained, own.explained, strict=True) if names]
    if isinstance(trace.layer, Pad) and trace.moves is not None and (trace.moves < 0).any():
        letters.append(Caption(own.outside.format(
            x=formula.letters["x"], value=format_number(float(trace.layer.fill), None))))
    return [*[Caption(formula.ranges)] * bool(formula.ranges), *letters, *said,
            *[Caption(own.idle)] * (idle and bool(own.idle))]
