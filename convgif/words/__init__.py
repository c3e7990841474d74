"""The words in pictures and alt texts, by language, and the phrases made of them."""

from collections.abc import Sequence

from convgif.errors import look_up
from convgif.layers import SizeFormula
from convgif.words.base import Forms, Words
from convgif.words.chinese import CHINESE
from convgif.words.english import ENGLISH
from convgif.words.symbols import SYMBOLS

__all__ = ["WORDS", "Forms", "Words", "by_axis", "by_number", "formula_phrases", "joined", "times",
           "words_of"]

WORDS: dict[str, Words] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}


def words_of(language: str) -> Words:
    """The words of that language. Raises UnknownNameError."""
    return look_up(WORDS, language, "language")


def times(sizes: Sequence[int]) -> str:
    """A shape as people write it: 3×5×5."""
    return "×".join(map(str, sizes))


def joined(separator: str, *phrases: str) -> str:
    """The phrases that say something, with the separator between them."""
    return separator.join(filter(None, phrases))


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
        axes = words.next_axis.format(count=count).join(names)
        phrases.append(by_number(forms, count, axes=axes))
    return joined(words.conjunction, *phrases)


def formula_phrases(words: Words, formulas: Sequence[SizeFormula]) -> list[str]:
    """The size formula: one line if all axes agree, else one an axis, named; and what the floor
    leaves unused or ceil_mode adds."""
    if not formulas:
        return []
    if len(set(formulas)) == 1:
        lines = [str(formulas[0])]
    else:
        lines = [f"{names[1]}{words.colon}{formula}"
                 for names, formula in zip(words.axes[len(formulas)], formulas, strict=True)]
    unused = by_axis(words, words.last, [formula.unused for formula in formulas])
    beyond = by_axis(words, words.overhang, [formula.overhang for formula in formulas])
    refused = max(formula.refused for formula in formulas)
    notes = [note for said, note in (
        (refused, by_number(words.refused, refused)),
        (beyond, words.overhangs.format(cells=beyond)),
        (unused, words.unused.format(cells=unused))) if said]
    lines[-1] = joined(words.colon, lines[-1], joined(words.list_separator, *notes))
    return lines
