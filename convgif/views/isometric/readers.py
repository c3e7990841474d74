"""Readers: the windows of a convolution, or of pooling, seen from the input: for each of its cells
the outputs that read it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from convgif.layers import CellKind
from convgif.scenes.scene import Line, Mark, MarkId, Roles, Scene, Shape, Stage, Story, Unfolding
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings, one_channel
from convgif.views.captions import Caption, drawn_pair, map_labels, size_formulas, spoken
from convgif.views.isometric.composing import Composed, composed
from convgif.views.isometric.layout import (
    ABOVE_ORDER,
    BELOW_ORDER,
    HIDDEN,
    MARKS_ORDER,
    POINTERS,
    UPRIGHTS,
    IsometricLayout,
    pointer_marks,
)
from convgif.views.isometric.slices import (
    OnStage,
    Slices,
    own_slices,
    told_of,
    turn,
)
from convgif.views.isometric.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Place, map_size, place_of
from convgif.views.kit.maps import extended_cells, extended_roles, output_cells, output_roles
from convgif.views.kit.rulers import stack_edges
from convgif.views.kit.stacks import uprights
from convgif.views.kit.timeline import Timeline


@dataclass(frozen=True)
class Read:
    """A cell of the input, where it lies among padding, and the outputs that read it."""

    cell: Place
    readers: tuple[Place, ...]


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each input position, in scan order. The output is full."""
    channels = one_channel(trace, settings)
    reads = _reads(trace, *channels)
    maps = _slices(trace, reads, settings.size_px)
    layout, height, written = fitted(lambda sized: _composed(trace, maps, sized), settings)
    readers = Readers(trace, layout, maps, channels)
    marks = {mark.id: mark for mark in readers.marks(reads)} | written
    stage = Stage(settings.size_px, height,
                  {"input": layout.below.size, "output": layout.above.size}, marks,
                  line_scale=layout.line_scale(settings.size_px),
                  elements=readers.below.elements | readers.above.elements)
    scenes = readers.scenes(reads, Timeline(marks.values()), settings, written)
    return Story(stage, Unfolding(len(reads), scenes))


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    words = settings.words
    maps = _slices(trace, _reads(trace, *one_channel(trace, settings)), settings.size_px)
    sentence = WORDS[words.language].reader_sentence.format(
        layer=trace.layer.printed_name, input=times(trace.input_size),
        output=times(trace.output.shape[1:]),
        steps=by_number(words.steps, trace.input[0].size))
    details = words.list_separator.join([
        *spoken(legend(trace, settings)),
        *told_of(zip(("input", "output"), maps, strict=True), words),
        *size_formulas(trace, settings)])
    return captions.told(settings, joined(
        words.sentence_gap, sentence, drawn_pair(trace, settings)), details)


def _slices(trace: Trace, reads: Sequence[Read], width_px: float) -> tuple[Slices, Slices]:
    """Those of the input, where it lies among padding, and of the output that are shown at each
    step."""
    depth = trace.axes[0]
    own = own_slices(depth)
    lies = [range(place, place + 1) for place, number in enumerate(own) if number is not None]
    readers: dict[int, set[int]] = {span.start: set() for span in lies}
    for read in reads:
        readers.setdefault(read.cell[0], set()).update(reader[0] for reader in read.readers)
    spans = [range(min(some), max(some) + 1) if some else range(0) for some in readers.values()]
    return (Slices.around(map_size(trace.extended.shape[1:]), lies, own, width_px=width_px),
            Slices.around(map_size(trace.output.shape[1:]), spans, width_px=width_px))


def _composed(trace: Trace, maps: tuple[Slices, Slices], settings: ViewSettings) -> Composed:
    """The input below, the output above, and what is written around them."""
    return composed(trace, maps, map_labels(trace, settings), legend(trace, settings), settings)


def legend(trace: Trace, settings: ViewSettings) -> list[Caption]:
    """What windows say, and the outputs that read the cell."""
    kernel, *others = captions.legend(trace, settings.words)
    return [Caption(WORDS[settings.words.language].readers, ("output", "reached"), spoken=None),
            replace(kernel, swatch=None), *others]


def _reads(trace: Trace, in_channel: int, out_channel: int) -> list[Read]:
    """Each cell of that channel of the input, and those of that channel of the output that read
    it."""
    taps, inputs, outputs = trace.taps, trace.input[0].size, trace.output[0].size
    drawn = (taps.input // inputs == in_channel) & (taps.output // outputs == out_channel)
    readers: defaultdict[int, set[int]] = defaultdict(set)
    for source, output in zip(taps.input[drawn].tolist(), taps.output[drawn].tolist(), strict=True):
        readers[source % inputs].add(output % outputs)
    places = [place_of(index) for index in np.ndindex(*trace.output.shape[1:])]
    cells = np.argwhere(trace.extended.kinds == CellKind.INPUT).tolist()
    return [Read(place_of(cell), tuple([places[number] for number in sorted(readers[place])]))
            for place, cell in enumerate(cells)]


class Readers:
    """The readers of a trace as they are told once: what is on stage, and what each step changes.
    """

    def __init__(self, trace: Trace, layout: IsometricLayout, maps: tuple[Slices, Slices],
                 channels: tuple[int, int]) -> None:
        self._trace, self._layout, self._full = trace, layout, output_roles(trace)
        (read, made), (in_channel, out_channel) = maps, channels
        self.below = OnStage("input", read, extended_roles(trace),
                             extended_cells("input", trace, in_channel))
        self.above = OnStage("output", made, self._full,
                             output_cells("output", trace, out_channel))

    def marks(self, reads: Sequence[Read]) -> Iterator[Mark]:
        """All there is before the first step, and what points out the first readers that there are.
        """
        layout = self._layout
        yield from layout.below.cells("input", self.below.roles, BELOW_ORDER)
        yield from stack_edges(layout.below, self._trace, MARKS_ORDER)
        yield from layout.above.cells("output", self.above.roles, ABOVE_ORDER)
        first = next((read for read in reads if read.readers), None)
        shapes = {} if first is None else self._pointers(first)
        yield from pointer_marks(shapes)
        if shapes and UPRIGHTS not in shapes and len(layout.above.planes) > 1:  # they come later
            joined = uprights(layout.above.boxes((0, 0, 0), (0, 0, 0), (0, 1)))
            yield Mark(UPRIGHTS, Line(tuple(joined)), HIDDEN, MARKS_ORDER)

    def scenes(self, reads: Sequence[Read], timeline: Timeline, settings: ViewSettings,
               written: Mapping[MarkId, Mark]) -> Iterator[Scene]:
        """A scene for each cell of the input; one that a pose leaves out is empty. Where no output
        reads the cell, nothing points."""
        pose, inside = settings.pose, np.ndindex(*self._trace.input_size)
        for number, (read, place) in enumerate(zip(reads, inside, strict=True)):
            if pose and number not in pose:
                yield timeline.next({}, {})
                continue
            turned = turn((self.below, self.above), place, timeline, settings.words, written)
            id = self.below.id(read.cell)
            roles: dict[MarkId, Roles] = {id: (*timeline.at_rest(id), "read")}
            roles |= {self.above.id(cell): (*self._full(*cell), "reached")
                      for cell in read.readers}
            shapes = self._pointers(read) if read.readers else {}
            roles |= {id: (id[0],) if id in shapes else HIDDEN for id in POINTERS}
            yield timeline.next(roles, shapes | turned.shapes, turned.elements)

    def _pointers(self, read: Read) -> dict[MarkId, Shape]:
        """What leads from the input cell to the box around the outputs that read it."""
        below, above = self.below, self.above
        axes = list(zip(*read.readers, strict=True))
        first, last = (tuple(map(pick, axes)) for pick in (min, max))
        return self._layout.pointing(
            self._layout.below.boxes(read.cell, read.cell, below.slices_at(read.cell[:1])),
            self._layout.above.boxes(first, last, above.slices_at(dict.fromkeys(axes[0]))))
