"""The maps, the matrix and its columns before they are placed, and the element in each cell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isqrt, prod

import numpy as np

from convgif.layers import CellKind
from convgif.scenes.scene import Element
from convgif.scenes.words import times
from convgif.traces.arrays import Array
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import many_channels
from convgif.views.equality import EQUALS
from convgif.views.kit.drafts import Draft, draft
from convgif.views.kit.grids import Index, plane
from convgif.views.kit.maps import uncounted
from convgif.views.kit.names import bias_names
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.matrix.wiring import Entry, Wiring
from convgif.views.numbers.operands import GIVES, SIGNS
from convgif.views.numbers.readings import digits_of
from convgif.views.settings import NAMES, PRECISION, VALUES

PLANE_AXES = 3  # of an array of channels that are planes
TIMES, PLUS = "·", "+"
MATRIX, KERNEL = "matrix", "kernel"
TURNED = "W\N{MODIFIER LETTER CAPITAL T}"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A board to be placed, and the element that each of its cells shows."""

    draft: Draft
    elements: Mapping[Index, Element] = field(default_factory=dict)


def maps_of(wiring: Wiring, settings: ViewSettings) -> list[Sheet]:
    """The maps beside the matrix: each channel of the input and of the output, and the kernel where
    there is one. None of a layer whose features make no maps."""
    trace, words, digits = wiring.trace, settings.words, digits_of(wiring.trace,
                                                                  settings[PRECISION])
    sides = [(words.input, "input", trace.input, digits.input),
             (words.output, "output", trace.output, digits.output)]
    if not trace.axes and not all(_is_square(array.size) for _, _, array, _ in sides):
        return []
    kernel = _kernel(wiring, settings)
    inputs, outputs = (channel_maps(trace, name, array, decimal, phrase)
                       for phrase, name, array, decimal in sides)
    outputs[0] = replace(outputs[0], draft=outputs[0].draft.signed(EQUALS if kernel else GIVES))
    return [*inputs, *kernel, *outputs]


def factors_of(wiring: Wiring, settings: ViewSettings) -> list[Sheet]:
    """The matrix, and the columns x, b and y: in shades where values are asked for and do not fit.
    """
    trace, digits = wiring.trace, digits_of(wiring.trace, settings[PRECISION])
    rows, columns = wiring.shape
    strings = [""] * (rows * columns)
    names = entry_strings(wiring, settings)
    for (row, column), entry in wiring.entries.items():
        strings[row * columns + column] = names[entry]
    values = np.zeros((rows, columns))
    for place, entry in wiring.entries.items():
        values[place] = entry.value
    label = f"{matrix_name(settings)} {settings.made(rows)}×{columns}"
    matrix = Draft(MATRIX, rows, columns, tuple(strings), label=(label,),
                   values=values if settings[VALUES] else None)
    kind = "padded_matrix" if wiring.padded else "matrix"
    found = [Sheet(matrix, {place: Element(kind, place) for place in wiring.entries})]
    if wiring.padded:
        cells = [Element("extended", index) for index in np.ndindex(*trace.extended.shape)]
        found.append(_without_uncounted(_column("x", cells, trace.extended.values, digits.input,
                                                TIMES), trace))
    else:
        found.append(_column("x", input_cells(trace), trace.input, digits.input, TIMES))
    if trace.bias is not None:
        each = np.broadcast_to(trace.bias.reshape(
            *trace.bias.shape, *[1] * (trace.output.ndim - trace.bias.ndim)), trace.output.shape)
        biases = _column("b", (), each, digits.partial, PLUS)
        found.append(_called_by_name(biases, trace) if settings[NAMES] else biases)
    outputs = [Element("output", index) for index in np.ndindex(*trace.output.shape)]
    found.append(_column("y", outputs, trace.output, digits.output, EQUALS))
    if settings[VALUES]:
        return found
    return [replace(sheet, draft=replace(sheet.draft, values=None)) for sheet in found]


def input_cells(trace: Trace) -> list[Element]:
    """Each element of the input, in C order, as a cell of the extended map."""
    inside = np.argwhere(trace.extended.kinds == CellKind.INPUT).tolist() if trace.axes else [()]
    return [Element("extended", (channel, *cell)) for channel in range(len(trace.input))
            for cell in inside]


def matrix_name(settings: ViewSettings) -> str:
    """What the matrix is called: of a layer that leads back it is W, turned."""
    return TURNED if settings.leads_back else "W"


def entry_strings(wiring: Wiring, settings: ViewSettings) -> Mapping[Entry, str]:
    """What is written in entries: what they are called, or their values."""
    entries = dict.fromkeys(wiring.entries.values())
    digits = decimals([entry.value for entry in entries], settings[PRECISION])
    return {entry: format_number(entry.value, digits) if settings[VALUES] else entry.name
            for entry in entries}


def entry_notes(entries: Collection[Entry], settings: ViewSettings) -> dict[Entry, str]:
    """What stands under the names of entries where there is room: their values, by which an output
    can be worked out again. Nothing where the values stand there themselves."""
    if settings[VALUES]:
        return {}
    digits = decimals([entry.value for entry in entries], settings[PRECISION])
    return {entry: format_number(entry.value, digits) for entry in entries}


def kernel_at(wiring: Wiring, position: Sequence[int]) -> dict[Index, tuple[Entry, Element]]:
    """The weights of the only pair of channels that an output at that position is read through."""
    trace = wiring.trace
    taps = np.ndindex(*trace.layer.parameters()["kernel_size"])
    indices = {tap: trace.layer.weight_index(0, 0, position, tap) for tap in taps}
    return {_below(tap, trace.layer.parameters()["kernel_size"]): (
        wiring.weight(index), Element("weight", index)) for tap, index in indices.items()}


def _below(index: Sequence[int], size: Sequence[int]) -> Index:
    """Row and column in a map of that size whose slices lie below each other."""
    row, column = divmod(int(np.ravel_multi_index(index, size)), size[-1])
    return row, column


def _kernel(wiring: Wiring, settings: ViewSettings) -> list[Sheet]:
    """The kernel, which of a transposed layer is not rotated; none where there are several, or no
    weights."""
    trace = wiring.trace
    if not trace.axes or trace.weight is None or many_channels(trace):
        return []
    weights = kernel_at(wiring, [0] * trace.layer.rank)
    size = trace.layer.parameters()["kernel_size"]
    rows, columns = prod(size[:-1]), size[-1]
    strings = entry_strings(wiring, settings)
    shown = tuple(strings.get(entry, entry.name) for entry, _ in weights.values())
    shared = [entry for entry, _ in weights.values()] if trace.layer.shares_weights else []
    notes = tuple(entry_notes(shared, settings).values())
    label = settings.words.kernel.format(size=times(size))
    sign = SIGNS.get(trace.layer.kind, SIGNS["convolution"])
    return [Sheet(Draft(KERNEL, rows, columns, shown, notes, label=(label,), sign=sign,
                        own_cells=True), {place: element for place, (_, element) in weights.items()}
                  if trace.layer.shares_weights else {})]


def channel_maps(trace: Trace, name: str, array: Array, digits: int | None, phrase: str
                 ) -> list[Sheet]:
    """A map for each channel of the input, with its padding, or of the output, and for each slice
    of one with depth; features that make a square are one map. Between the cells of a transposed
    layer's input nothing is inserted."""
    elements = [Element("output", index) for index in np.ndindex(*array.shape)]
    shape: tuple[int, ...] = array.shape
    if not trace.axes:
        shape = (1, isqrt(array.size), isqrt(array.size))
    values = array.reshape(shape)
    pads = name == "input" and bool(trace.axes) and not trace.stamp_axes
    if pads:
        values = trace.extended.values
        elements = [Element("extended", index) for index in np.ndindex(*values.shape)]
    elif name == "input":
        elements = input_cells(trace)
    slices = values.shape[1] if values.ndim > PLANE_AXES else 1
    values = values.reshape(-1, *values.shape[-2:]) if values.ndim > PLANE_AXES else values
    said = shape[1:] if len(shape) == 1 or not trace.axes or not many_channels(trace) else shape
    size, sheets = values[0].size, []
    for channel, each in enumerate(values):
        called = name if len(values) == 1 else f"{name}_{channel}"
        label = (phrase.format(shape=times(said)),) if channel == 0 else ()
        whole = draft(called, each, digits, label, own_cells=True)
        cells = zip(np.ndindex(*plane(each.shape)),
                    elements[channel * size:(channel + 1) * size], strict=True)
        sheet = Sheet(replace(whole, ramp=None, values=None), dict(cells))
        before = channel % slices * size
        sheets.append(_without_uncounted(sheet, trace, before) if pads else sheet)
    return sheets


def _column(name: str, elements: Sequence[Element], values: Array, digits: int | None, sign: str
            ) -> Sheet:
    """All elements of an array, in C order, below each other."""
    whole = draft(name, values.reshape(-1, 1), digits, (name,), sign)
    return Sheet(replace(whole, ramp=None, snug=True),
                 {(place, 0): element for place, element in enumerate(elements)})


def _called_by_name(biases: Sheet, trace: Trace) -> Sheet:
    """The same, with the name of the bias at each output."""
    assert trace.bias is not None
    numbers = np.arange(trace.bias.size).reshape(
        *trace.bias.shape, *[1] * (trace.output.ndim - trace.bias.ndim))
    each, names = np.broadcast_to(numbers, trace.output.shape), bias_names(trace)
    return replace(biases, draft=replace(biases.draft, strings=tuple(
        [names[number] for number in each.ravel().tolist()])))


def _without_uncounted(sheet: Sheet, trace: Trace, before: int = 0) -> Sheet:
    """The same, without numbers where a cell is never a tap. before: how many cells of the same
    channel are."""
    instead, size = uncounted(trace), prod(trace.extended.shape[1:])
    return replace(sheet, draft=replace(sheet.draft, strings=tuple(
        [instead.get((before + place) % size, string)
         for place, string in enumerate(sheet.draft.strings)])))


def _is_square(count: int) -> bool:
    """Whether so many features make a map."""
    return isqrt(count) > 1 and isqrt(count) ** 2 == count
