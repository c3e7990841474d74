"""The nodes and edges that are drawn of a layer, whatever the size of the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convgif.errors import ViewError
from convgif.scenes.scene import Element
from convgif.traces.steps import Step
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings, chosen_channels
from convgif.views.kit.grids import Index
from convgif.views.kit.numerals import format_number
from convgif.views.matrix.drafts import input_cells
from convgif.views.matrix.wiring import Entry, Wiring
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import PRECISION, SHOW_IN, SHOW_OUT

MOST_EDGES = 100  # that are told apart; more are a mesh


@dataclass(frozen=True, eq=False)
class Graph:
    """What is drawn: all channels, or those that are asked for. inputs, outputs: their numbers,
    counted over each array in C order."""

    wiring: Wiring
    channels: tuple[Sequence[int], Sequence[int]]
    inputs: Sequence[int]
    outputs: Sequence[int]

    @property
    def trace(self) -> Trace:
        return self.wiring.trace

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of what is drawn of the input and of the output."""
        given, made = ((len(channels), *array.shape[1:]) for channels, array in zip(
            self.channels, (self.trace.input, self.trace.output), strict=True))
        return given, made

    @property
    def steps(self) -> list[Step]:
        """Those of the outputs."""
        return [self.trace.steps[number] for number in self.outputs]

    @cached_property
    def entries(self) -> Mapping[Index, Entry]:
        """The edges, by where their output and their input are among those drawn."""
        rows, columns = ({number: place for place, number in enumerate(numbers)}
                         for numbers in (self.outputs, self.inputs))
        return {(rows[row], columns[column]): entry
                for (row, column), entry in self.wiring.entries.items()
                if row in rows and column in columns}

    @cached_property
    def by_output(self) -> list[dict[int, Entry]]:
        """The edges of each output, by their input."""
        found: list[dict[int, Entry]] = [{} for _ in self.outputs]
        for row, column in sorted(self.entries):
            found[row][column] = self.entries[row, column]
        return found

    @property
    def weights(self) -> int:
        """Through how many weights."""
        taps = self.trace.taps
        drawn = np.isin(taps.output, self.outputs) & np.isin(taps.input, self.inputs)
        met = taps.weight[drawn]
        return len(set(met[met >= 0].tolist()))

    @property
    def is_mesh(self) -> bool:
        """Whether there are too many edges to be told apart."""
        return len(self.entries) > MOST_EDGES

    @property
    def missing(self) -> int:
        """How many edges there are not, where those are few enough to be dotted; else 0."""
        pairs = len(self.outputs) * len(self.inputs)
        return pairs - len(self.entries) if pairs <= MOST_EDGES else 0

    def elements(self) -> tuple[list[Element], list[Element]]:
        """What each node of the input and of the output shows."""
        given = input_cells(self.trace)
        return ([given[number] for number in self.inputs],
                [Element("output", step.output_index) for step in self.steps])

    def numbers(self, settings: ViewSettings) -> tuple[list[str], list[str]]:
        """What is written in them."""
        digits = digits_of(self.trace, settings[PRECISION])
        return ([format_number(float(self.trace.input.flat[number]), digits.input)
                 for number in self.inputs],
                [format_number(float(self.trace.output.flat[number]), digits.output)
                 for number in self.outputs])

    def applied(self, settings: ViewSettings) -> list[str]:
        """What the output of each is: `f(3)`; none without an activation."""
        if self.trace.activation is None:
            return []
        digits = digits_of(self.trace, settings[PRECISION]).partial
        return [f"f({format_number(step.preactivation, digits)})" for step in self.steps]


def graph_of(trace: Trace, settings: ViewSettings) -> Graph:
    """What the settings ask for. Raises ViewError."""
    if not trace.axes and (settings[SHOW_IN], settings[SHOW_OUT]) != (None, None):
        raise ViewError(f"{type(trace.layer).__name__} is drawn whole: leave out show_in and "
                        "show_out")
    inputs, outputs = chosen_channels(trace, settings)
    numbers = []
    for channels, array in ((inputs, trace.input), (outputs, trace.output)):
        size = array[0].size
        numbers.append([channel * size + place for channel in channels for place in range(size)])
    return Graph(Wiring(trace), (inputs, outputs), numbers[0], numbers[1])
