"""What a player calls each element of a trace, and its value as it is written."""

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from math import isfinite
from typing import Any

import numpy as np

from convgif.formats.player.gradients import FACTOR, PREFIX, Gradients
from convgif.formats.player.numerals import (
    Numeral,
    Numerals,
    number_of,
    shortest,
    written_slack,
)
from convgif.layers import CellKind
from convgif.scenes.scene import Element
from convgif.scenes.words import Words
from convgif.traces.products import Mac
from convgif.traces.steps import Step
from convgif.traces.tracing import Trace
from convgif.views.numbers.readings import returns_indices

MATRICES = ("matrix", "padded_matrix")  # by the input, and by the padded input
Index = tuple[int, ...]
Naming = tuple[str, float | None]  # what it is called, and its value


class Book:
    """The elements that come up, each with a number."""

    def __init__(self, traces: Sequence[Trace], words: Words, numerals: Sequence[Numerals],
                 gradients: Sequence[Gradients], blanks: Set[Element] = frozenset()) -> None:
        self._traces, self._words, self._numerals = traces, words, numerals
        self._gradients, self._blanks = gradients, blanks
        self._numbers: dict[Element, int] = {}
        self._written: list[str] = []
        self._worked_out: dict[int, list[float]] = {}
        self._values: list[float | None] = []
        self.entries: list[list[str | Numeral | None]] = []

    def number(self, element: Element) -> int:
        """The number of an element."""
        if element not in self._numbers:
            self._numbers[element] = len(self.entries)
            label, value, written = self._named(element)
            self._written.append(written)
            self._values.append(value)
            told = shortest(written) if written and element not in self._blanks else None
            self.entries.append([label, told, element.array,
                                 *([element.trace] if element.trace else [])])
        return self._numbers[element]

    def _named(self, element: Element) -> tuple[str, float | None, str]:
        """What an element is called, its value, and that as it is written, "" for none."""
        array, index, number = element.array, element.index, element.trace
        if array == FACTOR or array.startswith(PREFIX):
            gradients = self._gradients[number]
            label = "" if array == FACTOR else f"{self._words.arrays[array]}[{_listed(index)}]"
            value = gradients.value(array, index)
            return label, value, gradients.written(array, value)
        label, found = NAMINGS[array](self._traces[number], self._words, index)
        if array == "output" and element in self._blanks:  # where a maximum is says which it is
            label = _named(self._traces[number], self._words, array, index)
        written = "" if found is None else self._numerals[number].element(array, found)
        return label, found, written

    def written(self, element: Element) -> str:
        """Its value as it is written, "" for none; of what is left empty, too."""
        return self._written[self.number(element)]

    def split(self, sums: Sequence[list[Any]]) -> tuple[list[Any], list[Any]]:
        """The sums, as data, in which nothing is left empty, and the others."""
        blanks = {self.number(blank) for blank in self._blanks}
        told, untold = list[Any](), list[Any]()
        for each in sums:
            made, terms, *_ = each
            has_blank = not blanks.isdisjoint([made, *[end for term in terms for end in term[:2]]])
            (untold if has_blank else told).append(each)
        return told, untold

    def operands(self, sums: Sequence[list[Any]]) -> set[tuple[int, str]]:
        """The arrays of what is in the sums, as data, besides what is left empty: each with the
        number of its trace."""
        numbers = {end for made, terms, *_ in sums for end in
                   (made, *[end for term in terms for end in term[:2]]) if end >= 0}
        found = {(element.trace, element.array) for element, number in self._numbers.items()
                 if number in numbers}
        return found - {(blank.trace, blank.array) for blank in self._blanks}

    def label(self, element: Element) -> str:
        """What it is called."""
        return str(self.entries[self.number(element)][0])

    def asks(self, element: Element) -> bool:
        """Whether the reader is to write it."""
        return element in self._blanks

    def works_out(self, element: Element, results: Sequence[float]) -> None:
        """Notes what a reader may get for the element from the rounded numbers that are shown."""
        self._worked_out.setdefault(self.number(element), []).extend(results)

    def bounds(self, element: Element) -> tuple[float, float]:
        """From where to where what a reader writes is right: from the number as it is written to
        what may be worked out from rounded ones that are shown, and as far on each side as its last
        decimal leaves open."""
        number = self.number(element)
        value, written = self._values[number], self._written[number]
        assert value is not None
        open_by = written_slack(value, written)
        right = (number_of(written), *filter(isfinite, self._worked_out.get(number, ())))
        return min(right) - open_by, max(right) + open_by


def _named(trace: Trace, words: Words, name: str, index: Index) -> str:
    called = words.arrays[trace.called[name]] if name in trace.called else words.player[name]
    return f"{called}[{_listed(index)}]"


def _listed(index: Index) -> str:
    return ", ".join(map(str, index))


def _extended(trace: Trace, words: Words, index: Index) -> Naming:
    """A border cell says what it repeats, where it does; what is no tap has no value."""
    channel, *cell = index
    kind, source = (CellKind(trace.extended.kinds[tuple(cell)]),
                    trace.extended.source(tuple(cell)))
    name = "" if source is None else _named(trace, words, "input", (channel, *source))
    if kind is not CellKind.INPUT:
        word = str(words.player[kind.name.lower()])
        name = f"{word} ({name})" if name else word
    is_tap = kind <= trace.rule.last_kind(trace.layer)
    return name, float(trace.extended.values[index]) if is_tap else None


def _input(trace: Trace, words: Words, index: Index) -> Naming:
    return _named(trace, words, "input", index), float(trace.input[index])


def _weight(trace: Trace, words: Words, index: Index) -> Naming:
    assert trace.weight is not None
    return _named(trace, words, "weight", index), float(trace.weight[index])


def _share(trace: Trace, words: Words, index: Index) -> Naming:
    """What a tap of an interpolation counts in its output: the last number is that of the tap."""
    *output, tap = index
    return str(words.player["weight"]), Step(trace, tuple(output)).macs[tap].weight


def _output(trace: Trace, words: Words, index: Index) -> Naming:
    """The output says where its maximum is, where the layer returns that."""
    name = _named(trace, words, "output", index)
    if returns_indices(trace):
        where = str(words.player["index"]).format(index=Step(trace, index).flat_index)
        name = f"{name} ({where})"
    return name, float(trace.output[index])


def _canvas(trace: Trace, words: Words, index: Index) -> Naming:
    kept = kept_at(trace, index)
    return (_named(trace, words, "cropped", index), None) if kept is None else (
        _output(trace, words, kept))


def _entry(array: str, trace: Trace, words: Words, index: Index) -> Naming:
    """An entry of a matrix is the weights that it stands for, or its share of an average."""
    macs = connection(trace, array, index)
    divisor = trace.steps[index[0]].divisor
    value = sum(1.0 if mac.weight is None else mac.weight for mac in macs) / (divisor or 1)
    return f"W[{index[0]}, {index[1]}]", value


NAMINGS: Mapping[str, Callable[[Trace, Words, Index], Naming]] = {
    "extended": _extended, "input": _input, "weight": _weight, "share": _share, "output": _output,
    "canvas": _canvas, **{array: partial(_entry, array) for array in MATRICES}}


def kept_at(trace: Trace, position: Index) -> tuple[int, ...] | None:
    """Where in the output a canvas cell is, None where it is cropped."""
    channel, *cell = position
    crops = [axis.crop for axis in trace.stamp_axes]
    if not all(at in crop for at, crop in zip(cell, crops, strict=True)):
        return None
    return (channel, *(at - crop.start for at, crop in zip(cell, crops, strict=True)))


def connection(trace: Trace, array: str, index: Index) -> list[Mac]:
    """The multiply-accumulates that an entry of a matrix stands for."""
    row, column = index
    padded, shape = array == "padded_matrix", (
        trace.extended.shape if array == "padded_matrix" else trace.input.shape)
    places = ((mac, mac.position if padded else mac.input_index) for mac in trace.steps[row].macs)
    return [mac for mac, place in places
            if place is not None and int(np.ravel_multi_index(place, shape)) == column]
