"""The nodes view: numbers as nodes, and an edge for each input that an output reads.

What is read through one weight has one colour and one dash. Many edges are one pale mesh.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
from convgif.scenes.text import LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.scenes.words import by_number, times
from convgif.traces.tracing import Step, Trace
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, spoken
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.numerals import format_number, number_size_px
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError
from convgif.views.matrix.drafts import input_cells
from convgif.views.matrix.sheets import resting
from convgif.views.matrix.wiring import Wiring
from convgif.views.nodes.layout import INSCRIBED, NAME_GAP, Nodes, apart_px, column, places
from convgif.views.nodes.words import WORDS
from convgif.views.numbers.readings import digits_of
from convgif.views.parameters import parameter_phrases
from convgif.views.settings import PRECISION

MOST_EDGES = 100  # that are told apart; more are a mesh
MISSING, MESH, LIT = ("edge_missing", ()), ("edge_mesh", ()), ("edge_lit", ())
EDGE_ORDER, LIT_ORDER, NODE_ORDER, NUMBER_ORDER = range(4)
NARROWEST = 6  # labels, between the columns
UNSAID = ("in_features", "ceil_mode")  # the columns say the one; no cell is over the edge here
GAP = 0.6  # labels, above the legend


@dataclass(frozen=True)
class NodesLayout:
    """The columns, and the sizes of what is written there: None where it does not fit."""

    inputs: Nodes
    outputs: Nodes
    name_px: float | None
    input_px: float | None
    output_px: float | None

    def edge(self, row: int, place: int) -> tuple[Point, Point]:
        """From an input to an output."""
        return self.inputs.right_end(place), self.outputs.left_end(row)


class Graph:
    """The nodes and edges on the stage, and what a step changes in them."""

    def __init__(self, wiring: Wiring, layout: NodesLayout, settings: ViewSettings) -> None:
        self.wiring, self.layout, self._trace = wiring, layout, wiring.trace
        self._rest = resting(wiring.trace)
        self._inputs = input_cells(wiring.trace)
        self._outputs = [Element("output", step.output_index) for step in wiring.trace.steps]
        self._place = {element.index: place for place, element in enumerate(self._inputs)}
        self._numbers = _numbers(wiring.trace, settings)
        self.is_mesh = len(wiring.entries) > MOST_EDGES

    @property
    def elements(self) -> dict[MarkId, Element]:
        """The element that each node shows."""
        return {**{("input", (place, 0)): element for place, element in enumerate(self._inputs)},
                **{("output", (row, 0)): element for row, element in enumerate(self._outputs)}}

    def marks(self, *, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first step."""
        yield from self._edges()
        sides = (("input", self.layout.inputs, self._inputs, self.layout.input_px),
                 ("output", self.layout.outputs, self._outputs, self.layout.output_px))
        for name, nodes, elements, size_px in sides:
            for number, element in enumerate(elements):
                pending = name == "output" and not prefilled
                rest = self._rest[element.array](element.index)
                yield Mark((name, (number, 0)), nodes.circle(number, numbered=size_px is not None),
                           (*rest, "output_pending") if pending else rest, NODE_ORDER)
                if size_px is not None:
                    yield Mark((f"{name}_number", (number, 0)),
                               nodes.number(self._numbers[name][number], number, size_px),
                               ("pending",) if pending else ("value",), NUMBER_ORDER)
        if self.layout.name_px is not None and not self.is_mesh:
            for place in range(len(self._inputs)):
                yield Mark(("edge_name", (place,)), self._name("", place), ("label",), TEXT_ORDER)

    def at(self, row: int, step: Step, timeline: Timeline
           ) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What differs from the stage at rest while that output is made."""
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        taps = {cell for cell, _ in self.wiring.reads[row]}
        entries = self.wiring.rows[row]
        for place, entry in entries.items():
            index = self._inputs[place].index
            is_tap = ["window"] if index in taps else []
            roles["input", (place, 0)] = (*self._rest["extended"](index), *is_tap, entry.tint.full)
            roles["input_number", (place, 0)] = ("on_tint",)
            roles["edge", (row, place)] = (entry.tint.full.replace("tint", "edge"),)
        if self.is_mesh:
            roles[LIT] = ("edge_lit",) if entries else ("pending",)
            if entries:
                shapes[LIT] = Line(tuple(self.layout.edge(row, place) for place in entries))
        elif self.layout.name_px is not None:
            for place in range(len(self._inputs)):
                name = entries[place].name if place in entries else ""
                shapes["edge_name", (place,)] = self._name(name, place)
        rest = self._rest["output"](step.output_index)
        roles["output", (row, 0)] = (*rest, "output_active")
        roles["output_number", (row, 0)] = ("value_active",)
        timeline.settle(("output", (row, 0)), rest)
        timeline.settle(("output_number", (row, 0)), ("value",))
        return roles, shapes

    def _edges(self) -> Iterator[Mark]:
        """One mark each; of many, one for all and one for those that light."""
        entries, edge = self.wiring.entries, self.layout.edge
        if self.is_mesh:
            yield Mark(MESH, Line(tuple(edge(*place) for place in entries)), ("edge_mesh",),
                       EDGE_ORDER)
            first = Line(tuple(edge(*place) for place in list(entries)[:1]))
            yield Mark(LIT, first, ("pending",), LIT_ORDER)
            return
        missing = tuple(edge(row, place) for row in range(len(self._outputs))
                        for place in range(len(self._inputs)) if (row, place) not in entries)
        if missing and shows_missing(self.wiring):
            yield Mark(MISSING, Line(missing), ("edge_missing",), EDGE_ORDER)
        for place, entry in entries.items():
            yield Mark(("edge", place), Line((edge(*place),)),
                       (entry.tint.full.replace("tint", "faint"),), EDGE_ORDER)

    def _name(self, name: str, place: int) -> Text:
        assert self.layout.name_px is not None
        return self.layout.inputs.beside(name, place, self.layout.name_px)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output node."""
    (trace,) = traces
    wiring = Wiring(trace)
    page, layout = fitted(lambda sized: _placed(wiring, sized), settings)
    graph = Graph(wiring, layout, settings)
    others, height = page.finish(trace, _captions(wiring, settings), GAP * page.type.label_px)

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in graph.marks(prefilled=prefilled)} | others
        maps = {"input": (trace.input.size, 1), "output": (trace.output.size, 1)}
        stage = Stage(settings.size_px, height, maps, marks,
                      line_scale(2 * layout.inputs.radius), graph.elements)
        return Story(stage, Unfolding(trace.output.size,
                                      _scenes(trace, graph, Timeline(marks.values()))))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: how many nodes, edges and weights there are."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    sentence = own.sentence.format(
        layer=type(trace.layer).__name__, inputs=trace.input.size, outputs=trace.output.size,
        input=times(trace.input.shape), output=times(trace.output.shape),
        steps=by_number(words.steps, trace.output.size))
    return captions.told(settings, sentence, words.list_separator.join(
        spoken(_captions(wiring=Wiring(trace), settings=settings))))


def shows_missing(wiring: Wiring) -> bool:
    """Whether the edges that there are not are few enough to be dotted."""
    rows, columns = wiring.shape
    return rows * columns <= MOST_EDGES


def _numbers(trace: Trace, settings: ViewSettings) -> Mapping[str, list[str]]:
    digits = digits_of(trace, settings[PRECISION])
    return {"input": [format_number(value, digits.input) for value in trace.input.ravel().tolist()],
            "output": [format_number(value, digits.output)
                       for value in trace.output.ravel().tolist()]}


def _placed(wiring: Wiring, settings: ViewSettings) -> tuple[Page, NodesLayout]:
    """A page with the labels of the columns, and where they lie. Raises TooWideError."""
    page, trace, words = Page(settings, numbers=True, below_title=0.4), wiring.trace, settings.words
    label_px = page.type.label_px
    downs = [places(array.shape) for array in (trace.input, trace.output)]
    apart = apart_px(downs[0], downs[1], settings.size_px)
    radius = column(0, downs[0], apart, 0).radius
    labels = [phrase.format(shape=times(array.shape[1:] if array.ndim > 1 and len(array) == 1
                                        else array.shape))
              for phrase, array in ((words.input, trace.input), (words.output, trace.output))]
    shows = settings.shows("sizes")
    wide = [max(radius, text_width(label, label_px) / 2 if shows else 0) for label in labels]
    strings = _numbers(trace, settings)
    sizes = {name: number_size_px(each, INSCRIBED * radius) for name, each in strings.items()}
    names = {entry.name for entry in wiring.entries.values()}
    name_px = min(0.62 * apart, label_px)
    shows_names = (trace.weight is not None and name_px >= SMALLEST_TEXT_PX
                   and len(wiring.entries) <= MOST_EDGES)
    reach = (NAME_GAP * name_px + max((text_width(name, name_px) for name in names), default=0)
             if shows_names else 0)
    left = page.left + max(wide[0], radius + reach) + 1
    right = page.left + page.width - wide[1] - 1
    if right - left < NARROWEST * label_px + 2 * radius:
        raise TooWideError(f"two columns of nodes do not fit {settings.size_px} px:")
    if shows:
        baseline = page.top + label_px
        page.add([Mark(("column_label", (side,)), Text(label, (x, baseline), label_px, "center"),
                       ("label",), TEXT_ORDER)
                  for side, (label, x) in enumerate(zip(labels, (left, right), strict=True))],
                 page.top + LINE_HEIGHT * label_px)
    high = (max(downs[0][-1], downs[1][-1])) * apart + 2 * radius
    middle = page.top + 3 + high / 2
    page.top = middle + high / 2 + 3
    layout = NodesLayout(
        column(left, downs[0], apart, middle), column(right, downs[1], apart, middle),
        name_px if shows_names else None, sizes["input"], sizes["output"])
    Page(settings, numbers=True).finish(trace, _captions(wiring, settings), 0)
    return page, layout


def _scenes(trace: Trace, graph: Graph, timeline: Timeline) -> Iterator[Scene]:
    for row, step in enumerate(trace.steps):
        yield timeline.next(*graph.at(row, step, timeline))


def _captions(wiring: Wiring, settings: ViewSettings) -> list[Caption]:
    """How many edges and weights there are, then the parameters that are not at their default."""
    trace, words, own = wiring.trace, settings.words, WORDS[settings.words.language]
    found = [Caption(by_number(own.edges, len(wiring.entries)))]
    if trace.weight is not None:
        found.append(Caption(by_number(own.weights, wiring.weights)))
    rows, columns = wiring.shape
    missing = rows * columns - len(wiring.entries)
    if missing and shows_missing(wiring):
        found.append(Caption(own.missing.format(count=missing)))
    seen = trace.layer.parameters()
    return [*found, *[Caption(phrase) for name, phrase in parameter_phrases(trace, words).items()
                      if name not in UNSAID and (name != "padding" or seen[name] != (0,) *
                                                 trace.layer.rank)]]
