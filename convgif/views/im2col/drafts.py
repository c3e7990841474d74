"""The kernels in rows, the patches and the result before they are placed, and the element in each
cell."""

from dataclasses import replace

import numpy as np

from convgif.scenes.scene import Element
from convgif.scenes.words import times
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.im2col.words import WORDS
from convgif.views.kit.drafts import Draft, draft
from convgif.views.kit.grids import Index
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.matrix.drafts import Sheet, channel_maps, entry_notes
from convgif.views.matrix.wiring import Entry, Wiring
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import PRECISION, VALUES

KERNEL, PATCHES, RESULT = "kernel", "patches", "result"


def maps_of(trace: Trace, settings: ViewSettings) -> tuple[list[Sheet], list[Sheet]]:
    """The maps of the input, with its padding, and of the output."""
    words, digits = settings.words, digits_of(trace, settings[PRECISION])
    return (channel_maps(trace, "input", trace.input, digits.input, words.input),
            channel_maps(trace, "output", trace.output, digits.output, words.output))


def weights_of(wiring: Wiring) -> dict[Index, tuple[Entry, Element]]:
    """The weight at each place of the kernels in rows: none where a kernel does not read."""
    trace = wiring.trace
    taps, found = len(trace.tap_offsets), {}
    kernel = list(np.ndindex(*(len(axis.offsets) for axis in trace.axes)))
    for out in range(len(trace.output)):
        for channel in trace.layer.channels_read(out):
            for number, tap in enumerate(kernel):
                stored = [axis.kernel[place] for axis, place in zip(trace.axes, tap, strict=True)]
                index = trace.layer.weight_index(out, channel, [0] * len(tap), stored)
                found[out, channel * taps + number] = (wiring.weight(index),
                                                       Element("weight", index))
    return found


def factors_of(wiring: Wiring, settings: ViewSettings) -> list[Sheet]:
    """The kernels in rows, the patches in columns, and their product."""
    trace, digits = wiring.trace, digits_of(wiring.trace, settings[PRECISION])
    own = WORDS[settings.words.language]
    rows, columns = trace.patches.shape
    cells = patch_cells(trace)
    patches = draft(PATCHES, trace.patches, digits.input,
                    (own.patches.format(shape=f"{rows}×{settings.made(columns)}"),))
    weights = weights_of(wiring)
    strings = written(wiring, settings)
    shown = [""] * (len(trace.output) * rows)
    told = entry_notes([entry for entry, _ in weights.values()], settings)
    notes = [""] * len(shown) if told else []
    for (out, place), (entry, _) in weights.items():
        shown[out * rows + place] = strings[entry]
        if told:
            notes[out * rows + place] = told[entry]
    kernel = Draft(KERNEL, len(trace.output), rows, tuple(shown), tuple(notes), label=(
        settings.words.kernel.format(size=times((len(trace.output), rows))),))
    values = trace.output.reshape(len(trace.output), -1)
    result = draft(RESULT, values, digits.output,
                   (settings.words.output.format(shape=times(values.shape)),))
    elements = {(out, place): Element("output", (out, *index)) for out in range(len(values))
                for place, index in enumerate(np.ndindex(*trace.output.shape[1:]))}
    return [Sheet(kernel, {place: element for place, (_, element) in weights.items()}),
            Sheet(_plain(patches), {place: Element("extended", cell)
                                    for place, cell in cells.items()}),
            Sheet(_plain(result), elements)]


def patch_cells(trace: Trace) -> dict[Index, tuple[int, ...]]:
    """The cell of the extended map at each row and column of the patches."""
    taps = len(trace.tap_offsets)
    windows = [step.window.tolist() for step in trace.steps[:trace.output[0].size]]
    return {(channel * taps + tap, column): (channel, *cell)
            for channel in range(len(trace.input))
            for column, window in enumerate(windows) for tap, cell in enumerate(window)}


def written(wiring: Wiring, settings: ViewSettings) -> dict[Entry, str]:
    """What is written of each weight: what it is called, or its value."""
    entries = dict.fromkeys(entry for entry, _ in weights_of(wiring).values())
    digits = decimals([entry.value for entry in entries], settings[PRECISION])
    return {entry: format_number(entry.value, digits) if settings[VALUES] else entry.name
            for entry in entries}


def _plain(whole: Draft) -> Draft:
    """Without shades; its numbers may come near the lines, else they would stand nowhere."""
    return replace(whole, ramp=None, values=None, snug=True)
