"""What a layer works on, as maps to be placed, and their numbers: input, kernel, bias, output."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from convgif.scenes.words import Words, times
from convgif.traces.arrays import Array
from convgif.views.base import ViewSettings
from convgif.views.captions import called, map_labels
from convgif.views.kit.drafts import Draft, draft
from convgif.views.kit.maps import uncounted
from convgif.views.kit.names import bias_names
from convgif.views.kit.photographs import is_photograph
from convgif.views.kit.rulers import hem_px
from convgif.views.numbers.readings import Reading, Shown
from convgif.views.settings import NAMES

SIGNS = dict.fromkeys(("convolution", "transposed", "local"), "\N{ASTERISK OPERATOR}")
MORE, GIVES = "+ \N{MIDLINE HORIZONTAL ELLIPSIS}", "→"


def input_operand(shown: Shown, settings: ViewSettings) -> Draft:
    """The extended map of the channel that is drawn; of a layer without axes, all its features.

    A cell that is never a tap has none of its own.
    """
    trace, words = shown.trace, settings.words
    values = trace.extended.values if shown.in_channel is None else (
        trace.extended.values[shown.in_channel])
    whole = draft("input", values, shown.input_digits,
                  _lines(map_labels(trace, settings)[0], words))
    instead = uncounted(trace)
    return replace(whole, photo=is_photograph(trace), hem_px=hem_px(trace),
                   strings=tuple(instead.get(place, string)
                                 for place, string in enumerate(whole.strings)))


def kernel_operand(shown: Shown, first: Reading, settings: ViewSettings) -> Draft | None:
    """The kernel as it is applied, None for a layer without weights; without axes all weights."""
    trace, words = shown.trace, settings.words
    if trace.weight is None:
        return None
    if not trace.axes:
        return draft("kernel", trace.weight, shown.weight_digits,
                     (words.weight.format(size=times(trace.weight.shape)),))
    values = np.zeros(shown.kernel)
    for place, mac in first.taps.items():
        values[place] = mac.weight
    size = trace.layer.parameters()["kernel_size"]
    named = called(trace, "weight", size, words) or words.kernel.format(size=times(size))
    label = (named, *[words.turned] * trace.rotated)
    return draft("kernel", values, shown.weight_digits, label, SIGNS[trace.layer.kind],
                 own_cells=True)


def bias_operand(shown: Shown, settings: ViewSettings) -> Draft | None:
    """The bias of the channel that is drawn, or of all; where each position has its own, of all
    positions. None without one."""
    bias = shown.trace.bias
    if bias is None:
        return None
    values = bias[:, None] if shown.out_channel is None else np.atleast_1d(bias[shown.out_channel])
    single = values.size == 1
    whole = draft("bias", values, shown.partial_digits, (settings.words.bias_word,), "+",
                  own_cells=single)
    if settings[NAMES]:
        names = np.reshape(bias_names(shown.trace), bias.shape)
        own = names if shown.out_channel is None else names[shown.out_channel]
        whole = replace(whole, strings=tuple(np.ravel(own).tolist()))
    return replace(whole, ramp=None, written=single)  # a ramp is too wide for what it says


def output_operand(shown: Shown, settings: ViewSettings, sign: str) -> Draft:
    """The output channel that is drawn; of a layer without axes, all its features in a column. A
    single cell is as large as its number needs: one shade says nothing."""
    output, is_photo = shown.trace.output, is_photograph(shown.trace)
    values = output[:, None] if shown.out_channel is None else output[shown.out_channel]
    whole = draft("output", values, shown.output_digits,
                  _lines(map_labels(shown.trace, settings)[1], settings.words), sign,
                  own_cells=values.size == 1 and not is_photo)
    return replace(whole, photo=is_photo)


def table_operand(name: str, shape: tuple[int, int], values: Array, digits: int | None,
                  label: str, sign: str) -> Draft:
    """A map whose cells hold now one of the values, now another."""
    whole = draft(name, values, digits, (label,), sign, own_cells=bool(sign))
    return replace(whole, rows=shape[0], columns=shape[1])


def single_operand(name: str, strings: Sequence[str], label: str, sign: str) -> Draft:
    """One cell that holds now one of the strings, now another."""
    return Draft(name, 1, 1, tuple(dict.fromkeys(strings)), (), tuple(label.split()), sign,
                 own_cells=True, written=True)


def _lines(label: str, words: Words) -> tuple[str, ...]:
    """A label broken at its comma."""
    return tuple(label.split(words.comma))
