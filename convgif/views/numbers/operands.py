"""What a layer works on, as maps to be placed, and their numbers: input, kernel, bias, output."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convgif.scenes.words import Words, times
from convgif.traces.arrays import Array
from convgif.views.base import ViewSettings
from convgif.views.captions import map_labels
from convgif.views.kit.arrangement import Block
from convgif.views.kit.boards import Numbers, numbers_of
from convgif.views.kit.maps import uncounted
from convgif.views.numbers.readings import Reading, Shown

SIGNS = {"convolution": "\N{ASTERISK OPERATOR}", "transposed": "\N{ASTERISK OPERATOR}"}
MORE, GIVES = "+ \N{MIDLINE HORIZONTAL ELLIPSIS}", "→"


@dataclass(frozen=True)
class Operand:
    """A map and its numbers."""

    block: Block
    numbers: Numbers

    def noted(self, notes: Sequence[str]) -> "Operand":
        """The same with a note under each number, if there are any."""
        return replace(self, block=replace(self.block, notes=tuple(notes), written=bool(notes)))

    def signed(self, sign: str) -> "Operand":
        """The same with another sign before it."""
        return replace(self, block=replace(self.block, sign=sign))


def input_operand(shown: Shown, settings: ViewSettings) -> Operand:
    """The extended map of the channel that is drawn; of a layer without axes, all its features.

    A cell that is never a tap has none of its own.
    """
    trace, words = shown.trace, settings.words
    values = trace.extended.values if shown.in_channel is None else (
        trace.extended.values[shown.in_channel])
    numbers = numbers_of(values, shown.input_digits)
    strings = list(numbers.strings)
    for place, string in uncounted(trace).items():
        strings[place] = string
    return _operand("input", numbers, tuple(strings), _lines(map_labels(trace, settings)[0], words))


def kernel_operand(shown: Shown, first: Reading, settings: ViewSettings) -> Operand | None:
    """The kernel as it is applied, None for a layer without weights; without axes all weights."""
    trace, words = shown.trace, settings.words
    if trace.weight is None:
        return None
    layer: Any = trace.layer
    if not trace.axes:
        return _operand("kernel", numbers := numbers_of(trace.weight, shown.weight_digits),
                        numbers.strings, (words.weight.format(size=times(trace.weight.shape)),))
    values = np.zeros(shown.kernel)
    for place, mac in first.taps.items():
        values[place] = mac.weight
    label = [words.kernel.format(size=times(layer.kernel_size))]
    if trace.rotated:
        label.append(words.turned)
    numbers = numbers_of(values, shown.weight_digits)
    return _operand("kernel", numbers, numbers.strings, tuple(label),
                    SIGNS[layer.kind], own_cells=True)


def bias_operand(shown: Shown, settings: ViewSettings) -> Operand | None:
    """The bias of the channel that is drawn, or of all; None without one."""
    bias = shown.trace.bias
    if bias is None:
        return None
    values = bias[:, None] if shown.out_channel is None else bias[[shown.out_channel]]
    numbers = numbers_of(values, shown.partial_digits)
    whole = _operand("bias", numbers, numbers.strings, (settings.words.bias_word,),
                     "+", own_cells=shown.out_channel is not None)
    return replace(whole, block=replace(whole.block, ramp=None,  # too wide for what it says
                                        written=shown.out_channel is not None))


def output_operand(shown: Shown, settings: ViewSettings, sign: str) -> Operand:
    """The output channel that is drawn; of a layer without axes, all its features in a column."""
    output = shown.trace.output
    values = output[:, None] if shown.out_channel is None else output[shown.out_channel]
    numbers = numbers_of(values, shown.output_digits)
    return _operand("output", numbers, numbers.strings,
                    _lines(map_labels(shown.trace, settings)[1], settings.words), sign)


def table_operand(name: str, shape: tuple[int, int], values: Array, digits: int | None,
                  label: str, sign: str) -> Operand:
    """A map whose cells hold now one of the values, now another."""
    numbers = numbers_of(values, digits)
    whole = _operand(name, numbers, numbers.strings, (label,), sign,
                     own_cells=bool(sign))
    return replace(whole, block=replace(whole.block, rows=shape[0], columns=shape[1]))


def single_operand(name: str, strings: Sequence[str], label: str, sign: str) -> Operand:
    """One cell that holds now one of the strings, now another."""
    whole = _operand(name, numbers_of(np.zeros((1, 1)), None), tuple(dict.fromkeys(strings)),
                     tuple(label.split()), sign, own_cells=True)
    return replace(whole, block=replace(whole.block, ramp=None, written=True))


def _operand(name: str, numbers: Numbers, strings: tuple[str, ...], label: tuple[str, ...],
             sign: str = "", *, own_cells: bool = False) -> Operand:
    rows, columns = numbers.values.shape
    return Operand(Block(name, rows, columns, strings, (), label, sign, numbers.ends, own_cells),
                   numbers)


def _lines(label: str, words: Words) -> tuple[str, ...]:
    """A label broken at its comma."""
    return tuple(label.split(words.comma))
