"""The words in pictures and alt texts, by language, and the phrases made of them."""

from collections.abc import Sequence

from convgif.errors import look_up
from convgif.layers import SizeFormula
from convgif.words.base import Forms, Words
from convgif.words.chinese import CHINESE
from convgif.words.english import ENGLISH
from convgif.words.phrases import by_axis, by_number, joined, times
from convgif.words.symbols import SYMBOLS

__all__ = ["WORDS", "Forms", "Words", "by_axis", "by_number", "formula_phrases", "joined", "times",
           "words_of"]

WORDS: dict[str, Words] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}


def words_of(language: str) -> Words:
    """The words of that language. Raises UnknownNameError."""
    return look_up(WORDS, language, "language")


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
    notes = [note for said, note in (
        (any(formula.refused for formula in formulas), words.refused),
        (beyond, words.overhangs.format(cells=beyond)),
        (unused, words.unused.format(cells=unused))) if said]
    lines[-1] = joined(words.colon, lines[-1], joined(words.list_separator, *notes))
    return lines
