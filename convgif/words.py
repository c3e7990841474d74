"""The words in pictures and alt texts, by language, and the phrases made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convgif.errors import look_up
from convgif.layers import SizeFormula

Forms = tuple[str, str]  # for one, for any other number


@dataclass(frozen=True)
class Words:
    """One language's phrases; what stands in braces is filled in. axes: the names of a cell's
    axes for layers of that many, in both forms."""

    input: str
    output: str
    channel: str
    filters: Forms
    kernel: str
    stride: str
    padding: str
    dilation: str
    groups: str
    dropped: str
    output_padding: str
    zeros_between: Forms
    window_moves: str
    border: str
    starts_inside: str
    added: Forms
    axes: Mapping[int, tuple[Forms, ...]]
    last: Forms
    unused: str
    slides: str
    slides_transposed: str
    steps: Forms
    conjunction: str
    list_separator: str
    full_stop: str


WORDS: dict[str, Words] = {
    "en": Words(
        input="input {shape}",
        output="output {shape}",
        channel="channel {number}",
        filters=("{count} filter {shape}", "{count} filters {shape}"),
        kernel="kernel {size}",
        stride="stride {size}",
        padding="padding {size}",
        dilation="dilation {size}",
        groups="{count} groups",
        dropped="never read",
        output_padding="output_padding {size}",
        zeros_between=("{count} zero between", "{count} zeros between"),
        window_moves="the window moves by 1",
        border="border {formula}",
        starts_inside="windows start {count} inside",
        added=("{count} more {axes}", "{count} more {axes}"),
        axes={1: (("cell", "cells"),), 2: (("row", "rows"), ("column", "columns")),
              3: (("slice", "slices"), ("row", "rows"), ("column", "columns"))},
        last=("last {axes}", "last {count} {axes}"),
        unused="{cells} unused",
        slides="{layer}: a window of {kernel} slides over an input of {input} and fills an "
               "output of {output} in {steps}.",
        slides_transposed="{layer} as its equivalent convolution: a window of {kernel}, the "
                          "kernel rotated by 180 degrees, slides by 1 over an input of {input} "
                          "extended with zeros and fills an output of {output} in {steps}.",
        steps=("{count} step", "{count} steps"),
        conjunction=" and ",
        list_separator="; ",
        full_stop="."),
}


def words_of(language: str) -> Words:
    """The words of that language. Raises UnknownNameError."""
    return look_up(WORDS, language, "language")


def times(sizes: Sequence[int]) -> str:
    """A shape as people write it: 3×5×5."""
    return "×".join(map(str, sizes))


def by_number(forms: Forms, count: int, **filled: str) -> str:
    """The form for one, or for another number, filled in."""
    return forms[count != 1].format(count=count, **filled)


def by_axis(words: Words, forms: Forms, counts: Sequence[int]) -> str:
    """How many cells of each axis, axes with the same number together, those with none left out.

    `by_axis(words, ("1 more {axes}", "{count} more {axes}"), (1, 1))` is "1 more row and column".
    """
    phrases = []
    for count in dict.fromkeys(filter(None, counts)):
        names = (names[count != 1]
                 for names, n in zip(words.axes[len(counts)], counts, strict=True) if n == count)
        phrases.append(by_number(forms, count, axes=words.conjunction.join(names)))
    return words.conjunction.join(phrases)


def formula_phrases(words: Words, formulas: Sequence[SizeFormula]) -> list[str]:
    """The size formula: one line if all axes agree, else one an axis, named; and what the floor
    leaves unused."""
    if len(set(formulas)) == 1:
        lines = [str(formulas[0])]
    else:
        lines = [f"{names[1]}: {formula}"
                 for names, formula in zip(words.axes[len(formulas)], formulas, strict=True)]
    unused = by_axis(words, words.last, [formula.unused for formula in formulas])
    if unused:
        lines[-1] += f": {words.unused.format(cells=unused)}"
    return lines
