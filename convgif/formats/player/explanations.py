"""What a player says of each cell: the trace's elements, and how each output came about.

Every number is read from the trace.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from fractions import Fraction
from itertools import chain, groupby
from typing import Any, NamedTuple

from convgif.errors import LimitError, setting
from convgif.formats.paths import path_data
from convgif.formats.player.exercise import exercise, is_asked
from convgif.formats.player.gradients import (
    ARRIVES,
    FORM,
    Gradients,
    arrivals,
    is_gradient,
)
from convgif.formats.player.naming import MATRICES, Book, Index, connection, kept_at
from convgif.formats.player.numerals import Numerals, shortest, unless_equal
from convgif.formats.player.showing import check_is_shown
from convgif.layers.letters import Letters
from convgif.progress import EXPLAINING, counted
from convgif.scenes.focus import reached_together
from convgif.scenes.scene import Cell, Element, MarkId, Stage, Story
from convgif.scenes.words import Words
from convgif.traces.products import Mac
from convgif.traces.tracing import Trace
from convgif.views.equality import Worth, equality, exact
from convgif.views.formulas import formula_of, has_formula
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.numbers.arithmetic import APPLIED

MADE = ("output", "canvas")  # elements that others add up to
READ = ("extended", "input")
MOST_TERMS = 100_000  # of all sums
Product = tuple[Element, Element | None, float]  # input, weight, what they give


class Making(NamedTuple):
    """How an element came about. terms: of the channels that are drawn. others: how many channels
    more there are, and what they add."""

    element: Element
    terms: list[Product]
    others: tuple[int, float]
    bias: float | None
    divisor: int | None


def _form(trace: Trace) -> dict[str, str]:
    """How the sums of a trace are written; what stands in braces is filled in. applied: what opens
    what an activation is applied to, if there is one."""
    notation = trace.rule.notation(trace.layer)
    return {"term": notation.term, "before": notation.opening.strip(), "between": notation.joint,
            "after": notation.closing.strip() + notation.division,
            **({"applied": APPLIED} if trace.activation is not None else {})}


def _formula(trace: Trace, number: int, letters: Letters | None, elements: Iterable[Element]
             ) -> dict[str, object]:
    """The formula of a trace's outputs: in letters, and by output channel with its indices filled
    in but for those of the axes; nothing where no formula says what an output reads. number: of
    the trace."""
    if not has_formula(trace):
        return {}
    formula = formula_of(trace, letters)
    channels = dict.fromkeys([element.index[0] for element in elements
                              if element.array == "output" and element.trace == number])
    return {"letters": formula.in_letters,
            "filled": {channel: formula.of_channel(channel) for channel in channels}}


def explain(layouts: Sequence[Story], traces: Sequence[Trace], words: Words,
            precisions: Sequence[int | None], letters: Letters | None = None, *,
            force: bool = False, grades: bool = False
            ) -> tuple[list[list[list[Any]]], dict[str, Any]]:
    """The cells of each layout of a story, [element, path, map, row, column], and the data that is
    of all: elements [label, value, array, trace unless it is the first]; sums [element, terms,
    other channels, bias, divisor, how many terms each row of the kernel has if there are several],
    a term [input, weight, product]; for each scene what it is about in each panel [element, its
    tap], -1 for no tap, and 1 after that where its formula is not shown; how the sums of each trace
    are written, and its formula, in those letters; and if cells come to show other elements, for
    each such scene [its number, cell, element, cell, ...]. Where what is written of a sum or term
    is only almost what it gives, that sign is at its end. Of a matrix: wires [entry, output,
    [[input, weight]]]. Of gradients: how their sums are written, and what arrives at which output.
    Where something is left empty: the exercise, which has the sums that would tell it. Raises
    LimitError for more products than are told one by one, unless force; and if it grades, ViewError
    where what is left empty cannot be worked out from the numbers that are shown.
    """
    story = layouts[0]
    blanks = {*story.stage.blanks}
    numerals = [Numerals.of(trace, precision)
                for trace, precision in zip(traces, precisions, strict=True)]
    gradients = [Gradients(trace, number, precision) for number, (trace, precision) in enumerate(
        zip(traces, precisions, strict=True))]
    book = Book(traces, words, numerals, gradients, blanks=blanks)
    cells = [list(_cells(layout.stage, book)) for layout in layouts]
    elements = story.elements
    makings = list[Making]()
    terms = sum(gradients[number].count for number in {
        element.trace for element in elements if is_gradient(element)})
    for making in (making for number, trace in enumerate(traces)
                   for making in _makings(trace, number, [
                       element for element in elements if element.trace == number])):
        makings.append(making)
        terms += len(making.terms)
        if terms > MOST_TERMS and not force:
            raise LimitError(f"over {MOST_TERMS} products are too many to be told one by one: make "
                             f"another {setting('format')}, or take a smaller input",
                             f"{setting('force', True)} lifts the limit")
    sums = [_sum(making, book, numerals[making.element.trace])
            for making in counted(makings, len(makings), EXPLAINING)]
    sums += [_gradient_sum(element, book, gradients[element.trace], drawn)
             for drawn in ({element for element in elements if element.array == ARRIVES},)
             for element in elements if is_gradient(element)]
    told, untold = book.split(sums)
    if blanks and grades:
        check_is_shown(story, book.operands(untold))
    arriving = [[book.number(each) for each in pair] for pair in arrivals([*elements])]
    focus = _focus(story, traces, book)
    wires = [_wire(element, traces[element.trace], book) for element in elements
             if element.array in MATRICES]
    turns = list(_turns(story, book))
    return cells, {"elements": book.entries, "sums": told, "focus": focus,
                   "forms": [_form(trace) for trace in traces],
                   "formulas": [_formula(trace, number, letters, elements)
                                for number, trace in enumerate(traces)],
                   **({"exercise": exercise(story, traces, book, untold, words)}
                      if is_asked(story) else {}),
                   **({"wires": wires} if wires else {}), **({"turns": turns} if turns else {}),
                   **({"gradient": FORM, "arriving": arriving} if arriving else {})}


def _focus(story: Story, traces: Sequence[Trace], book: Book) -> list[list[list[int]]]:
    """What each scene is about, as data: an output and its tap in each panel; or outputs that are
    moved at once, of which the first has a formula."""
    moving = {number for number, trace in enumerate(traces) if trace.moves is not None}
    found = [[[book.number(about.element), -1 if about.tap is None else book.number(about.tap)]
              for about in scene.about] for scene in story.scenes]
    for pairs, outputs in zip(found, reached_together(story, moving), strict=True):
        pairs += [[book.number(output), -1, *[1] * (number > 0)]
                  for number, output in enumerate(outputs)]
    return found


def _wire(entry: Element, trace: Trace, book: Book) -> list[object]:
    """What an entry of a matrix connects, as data: the output, and what it reads of the input
    through which weight."""
    output = Element("output", trace.steps[entry.index[0]].output_index, entry.trace)
    through = [[book.number(Element("extended", mac.position, entry.trace)),
                -1 if mac.weight_index is None else
                book.number(Element("weight", mac.weight_index, entry.trace))]
               for mac in connection(trace, entry.array, entry.index)]
    return [book.number(entry), book.number(output), through]


def _cells(stage: Stage, book: Book) -> Iterator[list[Any]]:
    """The cells that show elements, as data. Each slice of a map is one by itself."""
    maps = dict[tuple[str, Index], int]()
    for id, shape in _shaped(stage):
        name, (*before, row, column) = id
        outline = "M0 0" + path_data([shape.corners], closed=True)  # after others too
        number = maps.setdefault((name, tuple(before)), len(maps))
        yield [book.number(stage.elements[id]), outline, number, row, column]


def _shaped(stage: Stage) -> Iterator[tuple[MarkId, Cell]]:
    """The cells that show elements, by id."""
    for id in stage.elements:
        shape = stage.marks[id].shape
        if isinstance(shape, Cell):
            yield id, shape


def _turns(story: Story, book: Book) -> Iterator[list[int]]:
    """Which cells come to show which elements, as data."""
    numbers = {id: number for number, (id, _) in enumerate(_shaped(story.stage))}
    for step, scene in enumerate(story.scenes):
        if scene.elements:
            yield [step, *chain.from_iterable([
                (numbers[id], book.number(element)) for id, element in scene.elements.items()
                if id in numbers])]


def _sum(making: Making, book: Book, numerals: Numerals) -> list[object]:
    """How an output came about, as data."""
    worths, products, terms = list[Worth](), list[Worth](), []
    for read, weight, gives in making.terms:
        written = numerals.partial(gives)
        worth = numerals.worth([book.written(each) for each in (read, weight) if each])
        terms.append([book.number(read), -1 if weight is None else book.number(weight),
                      shortest(written), *unless_equal(equality(worth, exact(written)))])
        worths.append(worth)
        products.append(exact(written))
    count, more = making.others
    others = [numerals.partial(more)] if count else []
    bias = [] if making.bias is None else [numerals.partial(making.bias)]
    result = book.written(making.element)
    added, sign = [*others, *bias], list[str]()
    if result:
        sign = numerals.sum_sign(worths, added, making.divisor, result)
        if book.asks(making.element):
            book.works_out(making.element, [numerals.result(each, added, making.divisor)
                                            for each in (worths, products)])
    return [book.number(making.element), terms,
            [count, *map(shortest, others)] if count else None,
            *(map(shortest, bias) if bias else [None]), making.divisor, _rows(making.terms), *sign]


def _gradient_sum(element: Element, book: Book, gradients: Gradients, drawn: Set[Element]
                  ) -> list[object]:
    """How an element of a gradient came about, as data: by what arrives at the outputs that are
    drawn, and at others."""
    terms, others, worth, added = [], dict[int, float](), Fraction(), Fraction()
    products = gradients.products(element)
    digits = decimals([term.product for term in products], gradients.precision)
    for term in products:
        arrives = Element(ARRIVES, term.output_index, element.trace)
        if arrives not in drawn:
            channel = term.output_index[0]
            others[channel] = others.get(channel, 0.0) + term.product
            continue
        factor = gradients.factor(element.array, term)
        written = format_number(term.product, digits)
        comes_to = exact(book.written(arrives)) * (exact(book.written(factor)) if factor else 1)
        terms.append([book.number(arrives), -1 if factor is None else book.number(factor),
                      shortest(written), *unless_equal(equality(comes_to, exact(written)))])
        worth += comes_to
        added += exact(written)
    more = format_number(sum(others.values()), digits) if others else ""
    rest = exact(more) if more else Fraction()
    sign = equality(worth + rest, exact(book.written(element)))
    if book.asks(element):
        book.works_out(element, [float(total + rest) for total in (worth, added)])
    return [book.number(element), terms, [len(others), shortest(more)] if others else None, None,
            None, None, *unless_equal(sign)]


def _rows(terms: Iterable[Product]) -> list[int] | None:
    """How many terms each row of the kernel has, where they are of more than one."""
    rows = [len(list(row)) for _, row in groupby(
        (weight or read).index[:-1] for read, weight, _ in terms)]
    return rows if len(rows) > 1 else None


def _makings(trace: Trace, number: int, shown: Sequence[Element]) -> Iterator[Making]:
    """How what is made of these elements came about, by steps or by stamps. number: of the trace.
    """
    made = [element for element in shown if element.array in MADE]
    channels = {element.index[0] for element in shown if element.array in READ}
    stamps = _stamped(trace) if any(element.array == "canvas" for element in made) else {}
    steps = {step.output_index: step for step in trace.steps} if any(
        element.array == "output" for element in made) else {}
    for element in made:
        index = element.index if element.array == "output" else kept_at(trace, element.index)
        products: list[Product] = stamps.get(element.index, [])
        divisor, bias = None, None
        if element.array == "output":
            index = element.index
            step = steps[index]
            divisor = step.divisor
            products = [(Element("extended", mac.position),
                         _weighed_by(index, tap, mac), mac.product)
                        for tap, mac in enumerate(step.macs)]
        if trace.bias is not None and index is not None:
            bias = float(trace.bias[index[:trace.bias.ndim]])
        hidden = [product for product in products if product[0].index[0] not in channels]
        others = len({read.index[0] for read, _, _ in hidden}), sum(p for _, _, p in hidden)
        terms = [(replace(read, trace=number),
                  None if weight is None else replace(weight, trace=number), gives)
                 for read, weight, gives in products if read.index[0] in channels]
        yield Making(element, terms, others, bias, divisor)


def _weighed_by(output: Index, tap: int, mac: Mac) -> Element | None:
    """The weight that a tap is multiplied by, stored or of an interpolation."""
    if mac.weight_index is not None:
        return Element("weight", mac.weight_index)
    return None if mac.weight is None else Element("share", (*output, tap))


def _stamped(trace: Trace) -> Mapping[Index, list[Product]]:
    """What each canvas cell is made of."""
    found: dict[Index, list[Product]] = defaultdict(list)
    for stamp in trace.stamps:
        for addition in stamp.additions:
            found[addition.position].append((
                Element("input", stamp.input_index), Element("weight", addition.weight_index),
                addition.product))
    return found
