"""The maps of a layer that moves numbers before they are placed, and the element in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from convgif.errors import ViewError, setting
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
MOST_SLICES = 16  # of all channels together


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
    """A map for each channel, and where that has depth for each slice of it; of fewer axes one,
    channels in rows. Raises ViewError."""
    if array.ndim > MAP_AXES + 1:
        raise ViewError(f"an {name} of {times(array.shape)} has no planes to be drawn: take an "
                        "input of three spatial axes at most")
    leading = array.shape[:-2] if array.ndim >= MAP_AXES else ()
    planes = array.reshape(-1, *array.shape[len(leading):])
    kind, most, remedy = (("channels", MOST_CHANNELS, "of fewer channels")
                          if array.ndim <= MAP_AXES else (
                              "slices", MOST_SLICES,
                              f"less deep, or {setting('view', 'formula')}"))
    if len(planes) > most:
        raise ViewError(f"{len(planes)} {name} {kind} are more than the {most} that can be told "
                        f"apart: give an input {remedy}")
    said = array.shape[1:] if array.ndim > 1 and array.shape[0] == 1 else array.shape
    found = []
    for before, values in zip(np.ndindex(*leading), planes, strict=True):
        called = name if len(planes) == 1 else "_".join([name, *map(str, before)])
        label = (phrase.format(shape=times(said)),) if not any(before) else ()
        whole = draft(called, values, digits, label)
        elements = {cell_of(index): Element(shown, (*before, *index))
                    for index in np.ndindex(*values.shape)}
        found.append(Sheet(replace(whole, ramp=None, values=None), elements))
    return found


def choices_of(inputs: Sequence[Draft], outputs: Sequence[Draft], *, slices: bool = False
               ) -> list[list[list[Draft]]]:
    """The rows in which maps may lie: all in one, or the output below; many of a kind in two, or
    slices in up to three."""
    counts = [(1, 1), (2, 2), *[(1, 2), (1, 3), (2, 3), (3, 3)] * slices]
    return [[[*inputs, *outputs]], *[
        [*_in_rows(inputs, given), *_in_rows(outputs, made)] for given, made in counts]]


def _in_rows(maps: Sequence[Draft], count: int) -> list[list[Draft]]:
    """In so many rows, the later ones longer."""
    ends = [len(maps) * number // count for number in range(count + 1)]
    return [[*maps[start:end]] for start, end in pairwise(ends) if end > start]
