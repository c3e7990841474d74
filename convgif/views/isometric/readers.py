"""Readers: the windows of a convolution, or of pooling, seen from the input: for each of its cells
the outputs that read it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from convgif.layers import CellKind
from convgif.scenes.scene import Mark, MarkId, Roles, Scene, Shape, Stage, Story, Unfolding
from convgif.scenes.words import by_number, formula_phrases, joined, times
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings, one_channel
from convgif.views.captions import Caption, drawn_pair, map_labels, spoken
from convgif.views.isometric.layout import (
    ABOVE_ORDER,
    BELOW_ORDER,
    HIDDEN,
    MARKS_ORDER,
    IsometricLayout,
    captioned,
    lay_out,
    pointer_marks,
    pointing,
)
from convgif.views.isometric.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Index, cell_of, plane
from convgif.views.kit.maps import extended_cells, extended_roles, output_cells, output_roles
from convgif.views.kit.rulers import edge_marks
from convgif.views.kit.timeline import Timeline


@dataclass(frozen=True)
class Read:
    """A cell of the input, where it lies among padding, and the outputs that read it."""

    cell: Index
    readers: tuple[Index, ...]


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each input position, in scan order. The output is full."""
    in_channel, out_channel = one_channel(trace, settings)
    layout, height, written = fitted(lambda sized: _composed(trace, sized), settings)
    reads = _reads(trace, in_channel, out_channel)
    full = output_roles(trace)
    first = next((read for read in reads if read.readers), None)
    pointers = [] if first is None else pointer_marks(_pointers(layout, first))
    drawn = [*layout.below.cells("input", extended_roles(trace), BELOW_ORDER, numbered=()),
             *edge_marks(layout.below, trace, MARKS_ORDER),
             *layout.above.cells("output", full, ABOVE_ORDER, numbered=()), *pointers]
    marks = {mark.id: mark for mark in drawn} | written
    elements = extended_cells("input", trace, in_channel) | output_cells(
        "output", trace, out_channel)
    stage = Stage(settings.size_px, height,
                  {"input": layout.below.size, "output": layout.above.size}, marks,
                  line_scale=layout.line_scale(settings.size_px), elements=elements)
    scenes = _scenes(trace, layout, reads, Timeline(marks.values()), settings.pose,
                     [mark.id for mark in pointers])
    return Story(stage, Unfolding(len(reads), scenes))


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    words = settings.words
    sentence = WORDS[words.language].reader_sentence.format(
        layer=type(trace.layer).__name__, input=times(trace.input_size),
        output=times(trace.output.shape[1:]),
        steps=by_number(words.steps, trace.input[0].size))
    details = words.list_separator.join([
        *spoken(_legend(trace, settings)),
        *formula_phrases(words, trace.layer.size_formulas(trace.input_size), trace.axes)])
    return captions.told(settings, joined(
        words.sentence_gap, sentence, drawn_pair(trace, settings)), details)


def _composed(trace: Trace, settings: ViewSettings
              ) -> tuple[IsometricLayout, int, dict[MarkId, Mark]]:
    """The input below, the output above, and what is written around them."""
    below, above = (plane(shape[1:]) for shape in (trace.extended.shape, trace.output.shape))
    return captioned(trace, lay_out(below, above, settings), map_labels(trace, settings),
                     _legend(trace, settings), settings)


def _legend(trace: Trace, settings: ViewSettings) -> list[Caption]:
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
    places = [cell_of(index) for index in np.ndindex(*trace.output.shape[1:])]
    cells = np.argwhere(trace.extended.kinds == CellKind.INPUT).tolist()
    return [Read(cell_of(cell), tuple([places[number] for number in sorted(readers[place])]))
            for place, cell in enumerate(cells)]


def _pointers(layout: IsometricLayout, read: Read) -> dict[MarkId, Shape]:
    """What leads from the input cell to the box around the outputs that read it."""
    rows, columns = zip(*read.readers, strict=True)
    return pointing(layout.below.box(read.cell, read.cell),
                    layout.above.box((min(rows), min(columns)), (max(rows), max(columns))))


def _scenes(trace: Trace, layout: IsometricLayout, reads: Sequence[Read], timeline: Timeline,
            pose: Sequence[int], pointers: Sequence[MarkId]) -> Iterator[Scene]:
    """A scene for each cell of the input; one that a pose leaves out is empty. pointers: the marks
    that point, which nothing has where no output reads the cell."""
    full = output_roles(trace)
    for number, read in enumerate(reads):
        if pose and number not in pose:
            yield timeline.next({}, {})
            continue
        id = ("input", read.cell)
        roles: dict[MarkId, Roles] = {id: (*timeline.at_rest(id), "read")}
        roles |= {("output", cell): (*full(*cell), "reached") for cell in read.readers}
        if read.readers:
            yield timeline.next(roles, _pointers(layout, read))
        else:
            yield timeline.next(roles | dict.fromkeys(pointers, HIDDEN), {})
