"""What is asked, and about what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np

from convgif.animation import Animation
from convgif.errors import ConvgifError
from convgif.exercises.words import ExerciseWords
from convgif.layers import Layer
from convgif.networks.network import Network, NetworkLayer, SizedLayer

AnyLayer = TypeVar("AnyLayer", NetworkLayer, SizedLayer)
Answers: TypeAlias = tuple[tuple[str, str], ...]  # what it is called, and the number


class UsedUpError(ConvgifError):
    """No question of a kind is left that a sheet may ask. question: its name."""

    def __init__(self, message: str, question: str = "") -> None:
        super().__init__(message)
        self.question = question


@dataclass(frozen=True)
class Subject:
    """What is asked about. size: of its input, spatial axes only, where one is given."""

    shown: Layer | Network
    words: ExerciseWords
    language: str = "en"
    theme: str = "print"
    size: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Question:
    """A question with its answers. name: in QUESTIONS. lines: what stands below it. picture: with
    empty cells, if it has one. slack: by how much an answer may be off besides its own rounding."""

    name: str
    text: str
    answers: Answers
    lines: tuple[str, ...] = ()
    picture: Animation | None = None
    slack: float = 0.0


Asking: TypeAlias = Callable[[Subject, int], Question | None]


@dataclass(frozen=True)
class Kind:
    """A row of QUESTIONS. ask: the question of a seed, None where none suits the subject.
    is_pictured: whether it has a picture, which is dear to draw again for a number of another."""

    description: str
    ask: Asking
    is_pictured: bool = False


def drawn(seed: int) -> np.random.Generator:
    """What draws the numbers of that seed."""
    return np.random.default_rng([seed, 18])


def one_layer(layers: Sequence[AnyLayer], seed: int, suits: Callable[[AnyLayer], bool]
              ) -> tuple[int, AnyLayer] | None:
    """One of the layers that suit, which is drawn, and its number; None where none does."""
    suiting = [(number, layer) for number, layer in enumerate(layers) if suits(layer)]
    return suiting[int(drawn(seed + 1).integers(len(suiting)))] if suiting else None


def called(words: ExerciseWords, index: Sequence[int]) -> str:
    """What a cell is called, by its index."""
    return words.cell.format(index=listed(index))


def listed(index: Sequence[int]) -> str:
    """An index as it is written."""
    return ", ".join(map(str, index))
