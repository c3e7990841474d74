"""The words in pictures and alt texts, by language, and the phrases made of them."""

from collections.abc import Sequence

from convgif.errors import look_up
from convgif.layers import AxisPlan, SizeFormula
from convgif.layers.letters import Axis, Letters
from convgif.scenes.words.base import Forms, Words
from convgif.scenes.words.chinese import CHINESE
from convgif.scenes.words.english import ENGLISH
from convgif.scenes.words.phrases import by_axis, by_number, enumerated, joined, times
from convgif.scenes.words.symbols import SYMBOLS
from convgif.scenes.words.unread import unread_phrases

__all__ = ["WORDS", "Forms", "Words", "by_axis", "by_number", "enumerated", "formula_phrases",
           "joined", "times", "words_of"]

WORDS: dict[str, Words] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}


def words_of(language: str) -> Words:
    """The words of that language. Raises UnknownNameError."""
    return look_up(WORDS, language, "language")


def formula_phrases(words: Words, formulas: Sequence[SizeFormula], axes: Sequence[AxisPlan],
                    letters: Letters | None = None, *, brief: bool = False) -> list[str]:
    """The size formula: one line if all axes agree, else one an axis, named; and what ceil_mode
    adds, and what of the extended map no window reads, in a line of its own after several.
    letters: those in which it stands first, None for numbers alone. brief: how many cells those
    are, not which."""
    if not formulas:
        return []
    beyond = by_axis(words, words.overhang, [formula.overhang for formula in formulas])
    most = max(formula.refused for formula in formulas)
    refused = by_number(words.refused, most) if most else ""
    overhangs = words.overhangs.format(cells=beyond) if beyond else ""
    notes = joined(words.list_separator, refused, overhangs,
                   *unread_phrases(words, axes, brief=brief))
    if letters is not None:
        return _in_letters(words, formulas, letters, notes)
    if len(set(formulas)) == 1:
        return [joined(words.colon, str(formulas[0]), notes)]
    lines = [f"{names[1]}{words.colon}{formula}"
             for names, formula in zip(words.axes[len(formulas)], formulas, strict=True)]
    return [*lines, notes] if notes else lines


def _in_letters(words: Words, formulas: Sequence[SizeFormula], letters: Letters, notes: str
                ) -> list[str]:
    """The same lines in letters first; each is named by its own where those of axes differ."""
    alike = len(set(formulas)) == 1 and not letters.by_axis
    lines = [formula.in_letters(letters, Axis(number, len(formulas), alike))
             for number, formula in enumerate(formulas[:1] if alike else formulas)]
    if len(lines) == 1:
        return [joined(words.colon, *lines, notes)]
    return [*lines, notes] if notes else lines
