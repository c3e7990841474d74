"""Check: whether an answer is right, and what to think of again if not; for notebooks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from convgif.errors import ConvgifError, look_up, shorten
from convgif.exercises.words import WORDS, ExerciseWords

Mistake: TypeAlias = float | str | tuple["Mistake", ...]

TOLERANCE = 1e-6
BARS = {True: "#2e7d32", False: "#c62828", None: "#757575"}  # on light pages and on dark ones


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer. is_right: None where there is none yet."""

    is_right: bool | None
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return (f'<p style="border-left: 4px solid {BARS[self.is_right]}; padding-left: 8px">'
                f"{escape(self.text)}</p>")


@dataclass(frozen=True)
class Check:
    """Says of an answer whether it is right, and never which one is.

    right: a number or a word, several, or an array; hint: what to think of where an answer is
    wrong; mistakes: wrong answers that say by themselves what was mistaken, with a hint for each.
    While an answer is `...`, or has that in it, it is said what to do.
    `Check(3, "Count the windows.", {5: "That is the input."})(5)` is shown as
    "✗ Wrong. That is the input." language: en or zh.
    Raises ConvgifError for a mistake that is right.
    """

    right: ArrayLike
    hint: str
    mistakes: Mapping[Mistake, str] = field(default_factory=dict)
    language: str = "en"

    def __post_init__(self) -> None:
        look_up(WORDS, self.language, "language")
        for mistake in self.mistakes:
            if _is_same(mistake, self.right):
                raise ConvgifError(f"mistake {shorten(mistake)} is right: leave it out")

    def __call__(self, answer: object) -> Verdict:
        """What is said of an answer."""
        if any(part is ... for part in _parts(answer)):
            return Verdict(None, self._words.unanswered)
        if _is_same(answer, self.right):
            return Verdict(True, self._words.right)
        hint = next((hint for mistake, hint in self.mistakes.items() if _is_same(answer, mistake)),
                    self.hint)
        return Verdict(False, self._words.wrong.format(hint=hint))

    @property
    def _words(self) -> ExerciseWords:
        return WORDS[self.language]


def _parts(answer: object) -> Iterator[object]:
    """The answer itself, or all that is in it."""
    if isinstance(answer, list | tuple | set):
        for part in answer:
            yield from _parts(part)
    else:
        yield answer


def _is_same(answer: object, wanted: object) -> bool:
    """Whether both are the same numbers or words, of one shape."""
    try:
        given, right = np.asarray(answer), np.asarray(wanted)
    except ValueError:  # lists of different lengths are no array
        return False
    if given.shape != right.shape:
        return False
    if all(array.dtype.kind in "iuf" for array in (given, right)):
        return bool(np.allclose(given, right, rtol=TOLERANCE, atol=TOLERANCE))
    return given.dtype.kind == right.dtype.kind and bool(np.all(given == right))
