"""The maps of a layer that moves numbers before they are placed, and the element in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from convgif.errors import ViewError, setting
from convgif.layers.moving import MovingLayer
from convgif.scenes.scene import Element
from convgif.scenes.words import times
from convgif.traces.arrays import Array
from convgif.traces.tracing import Trace
from convgif.views.base import MOST_CHANNELS, ViewSettings
from convgif.views.kit.drafts import Draft, draft
from convgif.views.kit.grids import Index, cell_of
from convgif.views.kit.numerals import decimals
from convgif.views.moves.parts import MAP_AXES, MOST_MAPS, Channels, Part, part_of
from convgif.views.moves.words import WORDS
from convgif.views.numbers.operands import GIVES
from convgif.views.settings import PRECISION

COUNTS = "counts"
LONGEST_ROW = 100  # cells, of which each is seen still
LONGEST_LINE, SHORTEST_LINE = 25, 8  # of a longer row


@dataclass(frozen=True, eq=False)
class Sheet:
    """A map to be placed, and the element that each of its cells shows."""

    draft: Draft
    elements: Mapping[Index, Element]


def sheets_of(trace: Trace, settings: ViewSettings) -> tuple[list[Sheet], list[Sheet]]:
    """The maps of the input and of the output that are drawn."""
    words, precision, part = settings.words, settings[PRECISION], drawn_part(trace)
    inputs = maps_of(trace.input, "input", "extended", words.input, decimals(
        trace.input.ravel(), precision), part.inputs)
    outputs = maps_of(trace.output, "output", "output", words.output, decimals(
        trace.output.ravel(), precision), part.outputs)
    if len(inputs) > 1 or len(outputs) > 1:  # else the way of a number stands there
        outputs[0] = replace(outputs[0], draft=outputs[0].draft.signed(GIVES))
    if trace.indices is not None:
        notes = maps_of(trace.indices.astype(float), "input", "extended", words.input, None,
                        part.inputs)
        inputs = [replace(sheet, draft=sheet.draft.noted(note.draft.strings))
                  for sheet, note in zip(inputs, notes, strict=True)]
    return inputs, outputs


def counts_of(trace: Trace, settings: ViewSettings) -> list[Draft]:
    """How many inputs each output is the sum of, where it is of several: equal in all channels."""
    assert trace.moves is not None
    if trace.moves.shape[1] == 1:
        return []
    counts = (trace.moves >= 0).sum(axis=1).reshape(trace.output.shape)[0]
    label = tuple(WORDS[settings.words.language].counts.split("\n"))
    whole = draft(COUNTS, counts.astype(float), None, label)
    return [replace(whole, ramp=None, values=None)]


def drawn_part(trace: Trace) -> Part:
    """What is drawn of that trace."""
    assert isinstance(trace.layer, MovingLayer)
    return part_of(trace.layer, trace.input.shape)


def maps_of(array: Array, name: str, shown: str, phrase: str, digits: int | None,
            channels: Channels | None = None) -> list[Sheet]:
    """A map for each channel, or of those channels, with its number where hues come again, and
    where that has depth for each slice of it; of fewer axes one, channels in rows, or a long row in
    lines. Raises ViewError."""
    if array.ndim > MAP_AXES + 1:
        raise ViewError(f"an {name} of {times(array.shape)} has no planes to be drawn: take an "
                        "input of three spatial axes at most")
    leading = array.shape[:-2] if array.ndim >= MAP_AXES else ()
    every = [*np.ndindex(*leading)]
    drawn = [before for before in every if not before or channels is None or before[0] in channels]
    is_deep = array.ndim > MAP_AXES
    if is_deep and len(drawn) > MOST_MAPS:
        raise ViewError(f"{len(drawn)} {name} slices are more than the {MOST_MAPS} that can be "
                        f"told apart: give an input less deep, or {setting('view', 'formula')}")
    said = array.shape[1:] if array.ndim > 1 and array.shape[0] == 1 else array.shape
    numbered = len(drawn) < len(every) or (len(drawn) > MOST_CHANNELS and not is_deep)
    found = []
    for before in drawn:
        called = name if len(every) == 1 else "_".join([name, *map(str, before)])
        label = (phrase.format(shape=times(said)),) if before == drawn[0] else ()
        number = (str(before[0]),) if numbered and not any(before[1:]) else ()
        values = in_lines(array[before])
        whole = draft(called, values, digits, (*label, *number))
        elements = {cell_of(place): Element(shown, (*before, *index)) for place, index in zip(
            np.ndindex(*values.shape), np.ndindex(*array[before].shape), strict=True)}
        found.append(Sheet(replace(whole, ramp=None, values=None), elements))
    return found


def in_lines(row: Array) -> Array:
    """A row that is too long to be seen as lines of one length, which follow each other; any other
    map as it is."""
    if row.ndim > 1 or row.size <= LONGEST_ROW:
        return row
    length = max(count for count in range(1, LONGEST_LINE + 1) if row.size % count == 0)
    return row.reshape(-1, length) if length >= SHORTEST_LINE else row


def choices_of(inputs: Sequence[Draft], outputs: Sequence[Draft], *, slices: bool = False
               ) -> list[list[list[Draft]]]:
    """The rows in which maps may lie: all in one, or the output below; many of a kind in two, or
    slices in up to three; or in as many as hues are told apart in."""
    counts = [(1, 1), (2, 2), *[(1, 2), (1, 3), (2, 3), (3, 3)] * slices,
              tuple(-(-len(side) // MOST_CHANNELS) for side in (inputs, outputs))]
    return [[[*inputs, *outputs]], *[
        [*_in_rows(inputs, given), *_in_rows(outputs, made)] for given, made in counts]]


def _in_rows(maps: Sequence[Draft], count: int) -> list[list[Draft]]:
    """In so many rows, the later ones longer."""
    ends = [len(maps) * number // count for number in range(count + 1)]
    return [[*maps[start:end]] for start, end in pairwise(ends) if end > start]
