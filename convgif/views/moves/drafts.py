"""The maps of a layer that moves numbers before they are placed, and the element in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from convgif.errors import ViewError
from convgif.scenes.scene import Element
from convgif.scenes.words import times
from convgif.traces.arrays import Array
from convgif.traces.tracing import Trace
from convgif.views.base import MOST_CHANNELS, ViewSettings
from convgif.views.kit.drafts import Draft, draft
from convgif.views.kit.grids import Index, cell_of
from convgif.views.kit.numerals import decimals
from convgif.views.moves.words import WORDS
from convgif.views.numbers.operands import GIVES
from convgif.views.settings import PRECISION

COUNTS = "counts"
MAP_AXES = 3  # of an array that is drawn as a map for each channel


@dataclass(frozen=True, eq=False)
class Sheet:
    """A map to be placed, and the element that each of its cells shows."""

    draft: Draft
    elements: Mapping[Index, Element]


def sheets_of(trace: Trace, settings: ViewSettings) -> tuple[list[Sheet], list[Sheet]]:
    """The maps of the input and of the output. Raises ViewError for more than are told apart."""
    words, precision = settings.words, settings[PRECISION]
    inputs = maps_of(trace.input, "input", "extended", words.input, decimals(
        trace.input.ravel(), precision))
    outputs = maps_of(trace.output, "output", "output", words.output, decimals(
        trace.output.ravel(), precision))
    if len(inputs) > 1 or len(outputs) > 1:  # else the way of a number stands there
        outputs[0] = replace(outputs[0], draft=outputs[0].draft.signed(GIVES))
    if trace.indices is not None:
        notes = maps_of(trace.indices.astype(float), "input", "extended", words.input, None)
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


def maps_of(array: Array, name: str, shown: str, phrase: str, digits: int | None) -> list[Sheet]:
    """A map for each channel; of fewer axes one, channels in rows."""
    if array.ndim > MAP_AXES:
        raise ViewError(f"an {name} of {times(array.shape)} has no plane to be drawn: take an "
                        "input of two spatial axes at most")
    planes = array if array.ndim == MAP_AXES else array[None]
    if len(planes) > MOST_CHANNELS:
        raise ViewError(f"{len(planes)} {name} channels are more than the {MOST_CHANNELS} that can "
                        "be told apart: give an input of fewer channels")
    said = array.shape[1:] if array.ndim == MAP_AXES and len(planes) == 1 else (
        array.shape[1:] if array.ndim > 1 and array.shape[0] == 1 else array.shape)
    found = []
    for channel, values in enumerate(planes):
        called = name if len(planes) == 1 else f"{name}_{channel}"
        label = (phrase.format(shape=times(said)),) if channel == 0 else ()
        whole = draft(called, values, digits, label)
        before = (channel,) if array.ndim == MAP_AXES else ()
        elements = {cell_of(index): Element(shown, (*before, *index))
                    for index in np.ndindex(*values.shape)}
        found.append(Sheet(replace(whole, ramp=None, values=None), elements))
    return found


def choices_of(inputs: Sequence[Draft], outputs: Sequence[Draft]) -> list[list[list[Draft]]]:
    """The rows in which maps may lie: all in one, or the output below; many of a kind in two."""
    rows = [[*inputs, *outputs]], [[*inputs], [*outputs]]
    halves = [[*side[:len(side) // 2]] for side in (inputs, outputs)]
    rests = [[*side[len(side) // 2:]] for side in (inputs, outputs)]
    split = [row for half, rest in zip(halves, rests, strict=True) for row in (half, rest) if row]
    return [*rows, split]
