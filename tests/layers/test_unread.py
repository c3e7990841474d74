"""What no window reads: the axis plans against the taps, and the words read back."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import LayerAndSize, any_layers, conv_layers, repeatable

from convgif.layers import CellKind, Conv1d, Conv2d, ConvTranspose1d, Layer, MaxPool1d
from convgif.scenes.words import words_of
from convgif.scenes.words.unread import unread_phrases
from convgif.traces.tracing import Trace, trace

EN = words_of("en")
NAMES = {1: (("cell", "cells"),), 2: (("row", "rows"), ("column", "columns")),
         3: (("slice", "slices"), ("row", "rows"), ("column", "columns"))}
KINDS = {"of the input": CellKind.INPUT, "of the inserted zeros": CellKind.INSERTED_ZERO,
         "of the padding": CellKind.PADDING, "past the padding": CellKind.OVERHANG}
AXES = r"(?P<axes>(?:cell|slice|row|column)s?(?: and (?:slice|row|column)s?)*)"
PART = re.compile(rf"(?:(?P<edge>first|last|every second) )?(?:(?P<count>[0-9]+) )?{AXES}"
                  r"(?: between (?:windows|taps) \((?P<numbers>[0-9–, …]+), counted from 0\))?"
                  r"(?P<end>, | and |$)")


def said(layer: Layer, size: Any) -> list[str]:
    return list(unread_phrases(EN, layer.plan(size)))


def positions(t: Trace) -> list[set[int]]:
    """For each axis the extended cells at which any kernel position of any step lies."""
    found: list[set[int]] = [set() for _ in t.axes]
    for step in t.steps[:t.output[0].size]:
        for axis, (first, last) in enumerate(zip(*step.box, strict=True)):
            found[axis] |= set(range(first, last + 1, t.layer.dilation[axis]))
    return found


def sources_read(t: Trace) -> list[set[int]]:
    """For each axis the indices of the input at which any multiply-accumulate reads it."""
    found: list[set[int]] = [set() for _ in t.axes]
    for step in t.steps[:t.output[0].size]:
        for mac in step.macs:
            for axis, index in enumerate((mac.input_index or ())[1:]):
                found[axis].add(index)
    return found


def unread_by_kind(t: Trace) -> dict[tuple[CellKind, bool], list[set[int]]]:
    """The truth, from the steps: of the input the indices, of other kinds the places."""
    read, sources = positions(t), sources_read(t)
    truth: dict[tuple[CellKind, bool], list[set[int]]] = {
        (kind, repeated): [set() for _ in t.axes] for kind in CellKind
        for repeated in (False, True)}
    for number, axis in enumerate(t.axes):
        for place, (kind, source) in enumerate(zip(axis.kinds, axis.sources, strict=True)):
            if place not in read[number]:
                repeated = kind is CellKind.INPUT and source in sources[number]
                at = source if kind is CellKind.INPUT else place
                truth[kind, repeated][number].add(at)
    return truth


@repeatable(200)
@given(st.one_of(any_layers(max_input=7, max_channels=1),
                 conv_layers((1, 2), 9, 1, modes=("reflect", "replicate", "circular"))))
def test_what_is_unread_is_what_no_tap_reads(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, input_size=size)
    for (kind, repeated), cells in unread_by_kind(t).items():
        for axis, truth in zip(t.axes, cells, strict=True):
            found = [run for unread in axis.unread for run in unread.runs
                     if (unread.kind, unread.repeated) == (kind, repeated)]
            assert {cell for run in found for cell in run} == truth
            assert all(before.stop < after.start
                       for before, after in pairwise(found))
    for number, axis in enumerate(t.axes):
        assert {cell for cell, read in enumerate(axis.read) if read} == positions(t)[number]


@repeatable(300)
@given(st.one_of(any_layers(max_input=7, max_channels=1),
                 conv_layers((1, 2), 9, 1, modes=("reflect", "replicate", "circular"))))
def test_the_words_read_back_are_what_no_tap_reads(made: LayerAndSize) -> None:
    layer, size = made
    t = trace(layer, input_size=size)
    truth = unread_by_kind(t)
    lost = any(truth[CellKind.INPUT, False])
    phrases = said(layer, size)
    assert ("nothing of the input is lost" in phrases) == (
        not lost and any(any(cells) for cells in truth.values()))
    left = {key for key, cells in truth.items() if any(cells)}
    if left & {(CellKind.INPUT, False), (CellKind.PADDING, False)}:
        left -= {(CellKind.INSERTED_ZERO, False), (CellKind.OVERHANG, False)}
    for phrase in phrases:
        for text, of in re.findall(rf"(.+?) ({'|'.join(KINDS)})(?:, | unread$| read only where the "
                                   "border repeats it$)", phrase):
            key = KINDS[of], phrase.endswith("border repeats it")
            left.remove(key)
            check(text, truth[key], t, key[0])
    assert not left


def check(text: str, truth: list[set[int]], t: Trace, kind: CellKind) -> None:
    """That the text says those cells, and no others: where there are too many to name, the first
    of them, and how many there are."""
    sizes = t.input_size if kind is CellKind.INPUT else t.extended.shape[1:]
    whole, counts, named = text, [0] * t.layer.rank, [set[int]() for _ in t.axes]
    while text:
        part = PART.match(text)
        assert part, text
        text, names = text[part.end():], part["axes"].split(" and ")
        numbered = {cell for first, last in re.findall("([0-9]+)(?:–([0-9]+))?",
                                                       part["numbers"] or "")
                    for cell in range(int(first), int(last or first) + 1)}
        for axis, (one, several) in enumerate(NAMES[t.layer.rank]):
            if one in names or several in names:
                count = int(part["count"] or 1)
                cells = {"first": set(range(count)),
                         "last": set(range(sizes[axis] - count, sizes[axis])),
                         "every second": set(range(1, sizes[axis], 2))}.get(
                             part["edge"], numbered)
                assert (one in names) == (count == 1)
                counts[axis] += len(cells) if part["edge"] else count
                named[axis] |= cells
    assert counts == [len(cells) for cells in truth]
    for cells, true in zip(named, truth, strict=True):
        assert cells <= true
        assert cells == true or "…" in whole or kind is not CellKind.INPUT


@pytest.mark.parametrize(("layer", "size", "phrases"), [
    (Conv2d(stride=2, padding=1), 6,
     ["last row and column of the padding unread", "nothing of the input is lost"]),
    (Conv2d(kernel_size=7, stride=2, padding=3), 224,
     ["last row and column of the padding unread", "nothing of the input is lost"]),
    (Conv2d(stride=2), 6, ["last row and column of the input unread"]),
    (Conv2d(kernel_size=1, stride=2), 5, ["every second row and column of the input unread"]),
    (Conv2d(kernel_size=1, stride=2), 6, ["every second row and column of the input unread"]),
    (Conv2d(kernel_size=1, stride=2), 3,
     ["1 row and column between windows (1, counted from 0) of the input unread"]),
    (Conv2d(stride=(2, 1), padding=(1, 0)), (6, 5),
     ["last row of the padding unread", "nothing of the input is lost"]),
    (Conv2d(kernel_size=2, stride=4, padding=1), 9,
     ["4 rows and columns between windows (1–2, 5–6, counted from 0) of the input, last row and "
      "column of the padding unread"]),
    (Conv1d(stride=5), 13, ["4 cells between windows (3–4, 8–9, counted from 0) of the input "
                            "unread"]),
    (Conv1d(stride=4), 21, ["4 cells between windows (3, 7, 11, 15, counted from 0), last 2 cells "
                            "of the input unread"]),
    (Conv1d(stride=4), 39, ["9 cells between windows (3, 7, 11, …, counted from 0) of the input "
                            "unread"]),
    (Conv1d(dilation=3), 7, ["4 cells between taps (1–2, 4–5, counted from 0) of the input "
                             "unread"]),
    (Conv1d(kernel_size=2, stride=3, padding=2, padding_mode="circular"), 4,
     ["first cell, last cell of the input read only where the border repeats it",
      "nothing of the input is lost"]),
    (Conv1d(kernel_size=2, dilation=2, padding="same_upper"), 1,
     ["first cell of the input unread"]),
    (ConvTranspose1d(stride=2, padding=4), 5,
     ["first cell, last cell of the input unread"]),
    (ConvTranspose1d(kernel_size=2, stride=2, dilation=2, padding=2), 2,
     ["1 cell of the inserted zeros unread", "nothing of the input is lost"]),
    (MaxPool1d(2, 3, ceil_mode=True), 4,
     ["1 cell between windows (2, counted from 0) of the input unread"]),
    (MaxPool1d(3, 2, dilation=2, ceil_mode=True), 4, ["every second cell of the input unread"]),
    (Conv1d(), 5, []),
], ids=lambda value: repr(value) if isinstance(value, Layer) else "")
def test_what_is_said_word_by_word(layer: Layer, size: Any, phrases: list[str]) -> None:
    assert said(layer, size) == phrases
