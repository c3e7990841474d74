"""The nodes view: numbers as nodes, and an edge for each input that an output reads.

What is read through one weight has one colour and one dash. Many edges are one pale mesh.
"""

from collections.abc import Iterator, Mapping, Sequence

from convgif.scenes.blanks import SIZES
from convgif.scenes.scene import (
    Element,
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Text,
    Unfolding,
    told,
)
from convgif.scenes.words import by_number, times
from convgif.traces.tracing import Step, Trace
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, spoken
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import TEXT_ORDER
from convgif.views.matrix.sheets import resting
from convgif.views.nodes.graphs import Graph, graph_of
from convgif.views.nodes.layout import NodesLayout
from convgif.views.nodes.placing import place_nodes
from convgif.views.nodes.words import WORDS
from convgif.views.parameters import parameter_phrases

MISSING, MESH, LIT = ("edge_missing", ()), ("edge_mesh", ()), ("edge_lit", ())
APPLIED = ("applied", ())
EDGE_ORDER, LIT_ORDER, NODE_ORDER, NUMBER_ORDER = range(4)
UNSAID = ("in_features", "ceil_mode")  # the columns say the one; no cell is over the edge here
GAP = 0.6  # labels, above the legend


class Drawn:
    """The nodes and edges on the stage, and what a step changes in them."""

    def __init__(self, graph: Graph, layout: NodesLayout, settings: ViewSettings) -> None:
        self.graph, self.layout = graph, layout
        self._rest = resting(graph.trace)
        self._inputs, self._outputs = graph.elements()
        self._numbers, self._applied = graph.numbers(settings), graph.applied(settings)

    @property
    def elements(self) -> Mapping[MarkId, Element]:
        """The element that each node shows."""
        return {**{("input", (place, 0)): element for place, element in enumerate(self._inputs)},
                **{("output", (row, 0)): element for row, element in enumerate(self._outputs)}}

    def marks(self, *, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first step."""
        layout = self.layout
        yield from self._edges()
        sides = (("input", layout.inputs, self._inputs, layout.input_px, self._numbers[0]),
                 ("output", layout.outputs, self._outputs, layout.output_px, self._numbers[1]))
        for name, nodes, elements, size_px, strings in sides:
            for number, element in enumerate(elements):
                pending = name == "output" and not prefilled
                rest = self._rest[element.array](element.index)
                yield Mark((name, (number, 0)), nodes.circle(number, numbered=size_px is not None),
                           (*rest, "output_pending") if pending else rest, NODE_ORDER)
                if size_px is not None:
                    yield Mark((f"{name}_number", (number, 0)),
                               nodes.number(strings[number], number, size_px),
                               ("pending",) if pending else ("value",), NUMBER_ORDER)
        if layout.name_px is not None:
            for place in range(len(self._inputs)):
                yield Mark(("edge_name", (place,)), self._name("", place), ("label",), TEXT_ORDER)
        if layout.applied_px is not None:
            yield Mark(APPLIED, layout.applied(self._applied[0], 0), ("pending",), TEXT_ORDER)

    def at(self, row: int, step: Step, timeline: Timeline
           ) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What differs from the stage at rest while that output is made."""
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        taps = {cell for cell, _ in self.graph.wiring.reads[self.graph.outputs[row]]}
        entries = self.graph.by_output[row]
        for place, entry in entries.items():
            index = self._inputs[place].index
            is_tap = ["window"] if index in taps else []
            roles["input", (place, 0)] = (*self._rest["extended"](index), *is_tap, entry.tint.full)
            roles["input_number", (place, 0)] = ("on_tint",)
            roles["edge", (row, place)] = (entry.tint.edge,)
        if self.graph.is_mesh:
            roles[LIT] = ("edge_lit",) if entries else ("pending",)
            if entries:
                shapes[LIT] = Line(tuple(self.layout.edge(row, place) for place in entries))
        elif self.layout.name_px is not None:
            for place in range(len(self._inputs)):
                name = entries[place].name if place in entries else ""
                shapes["edge_name", (place,)] = self._name(name, place)
        if self.layout.applied_px is not None:
            roles[APPLIED] = ("label",)
            shapes[APPLIED] = self.layout.applied(self._applied[row], row)
        rest = self._rest["output"](step.output_index)
        roles["output", (row, 0)] = (*rest, "output_active")
        roles["output_number", (row, 0)] = ("value_active",)
        timeline.settle(("output", (row, 0)), rest)
        timeline.settle(("output_number", (row, 0)), ("value",))
        return roles, shapes

    def _edges(self) -> Iterator[Mark]:
        """One mark each; of many, one for all and one for those that light."""
        entries, edge = self.graph.entries, self.layout.edge
        if self.graph.is_mesh:
            yield Mark(MESH, Line(tuple(edge(*place) for place in entries)), ("edge_mesh",),
                       EDGE_ORDER)
            first = Line(tuple(edge(*place) for place in list(entries)[:1]))
            yield Mark(LIT, first, ("pending",), LIT_ORDER)
            return
        missing = tuple(edge(row, place) for row in range(len(self._outputs))
                        for place in range(len(self._inputs)) if (row, place) not in entries)
        if missing and self.graph.missing:
            yield Mark(MISSING, Line(missing), ("edge_missing",), EDGE_ORDER)
        for place, entry in entries.items():
            yield Mark(("edge", place), Line((edge(*place),)),
                       (entry.tint.faint_edge,), EDGE_ORDER)

    def _name(self, name: str, place: int) -> Text:
        assert self.layout.name_px is not None
        return self.layout.inputs.name(name, place, self.layout.name_px)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output node."""
    (trace,) = traces
    graph = graph_of(trace, settings)
    page, layout = fitted(lambda sized: _placed(graph, sized), settings)
    drawn = Drawn(graph, layout, settings)
    others, height = page.finish(trace, _captions(graph, settings), GAP * page.type.label_px)

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in drawn.marks(prefilled=prefilled)} | others
        maps = {"input": (len(graph.inputs), 1), "output": (len(graph.outputs), 1)}
        stage = Stage(settings.size_px, height, maps, marks,
                      line_scale(2 * layout.inputs.radius), drawn.elements)
        return Story(stage, Unfolding(len(graph.outputs),
                                      _scenes(graph, drawn, Timeline(marks.values()))))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: how many nodes, edges and weights there are."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    graph = graph_of(trace, settings)
    sentence = own.sentence.format(
        layer=trace.layer.printed_name, inputs=len(graph.inputs),
        outputs=settings.made(len(graph.outputs)),
        input=times(trace.input.shape), output=times(trace.output.shape),
        steps=by_number(words.steps, len(graph.outputs)))
    return captions.told(settings, sentence, words.list_separator.join(
        spoken(_captions(graph, settings))))


def _placed(graph: Graph, settings: ViewSettings) -> tuple[Page, NodesLayout]:
    """A page with the labels of the nodes, and where they lie. Raises TooWideError."""
    page = Page(settings, numbers=True, below_title=0.4)
    layout = place_nodes(graph, page)
    Page(settings, numbers=True).finish(graph.trace, _captions(graph, settings), 0)
    return page, layout


def _scenes(graph: Graph, drawn: Drawn, timeline: Timeline) -> Iterator[Scene]:
    for row, step in enumerate(graph.steps):
        yield timeline.next(*drawn.at(row, step, timeline))


def _captions(graph: Graph, settings: ViewSettings) -> list[Caption]:
    """How many edges and weights there are, then the parameters that are not at their default."""
    trace, words, own = graph.trace, settings.words, WORDS[settings.words.language]
    found = [Caption(by_number(own.edges, len(graph.entries)))] * settings.tells(SIZES)
    if trace.weight is not None:
        found.append(Caption(by_number(own.weights, graph.weights)))
    if graph.missing and settings.tells(SIZES):
        found.append(Caption(own.missing.format(count=graph.missing)))
    seen = trace.layer.parameters()
    return [*found, *[Caption(phrase) for name, phrase in parameter_phrases(trace, words).items()
                      if name not in UNSAID and (name != "padding" or seen[name] != (0,) *
                                                 trace.layer.rank)],
            *captions.activation(trace, words)]
