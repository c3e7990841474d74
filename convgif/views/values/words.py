"""The words of the values view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ValuesWords:
    """What the values view says, in a language."""

    indices_spoken: str


ENGLISH = ValuesWords(
    indices_spoken="Under each maximum stands its index in the input, counted from 0 in reading "
                   "order.")

CHINESE = ValuesWords(
    indices_spoken="每个最大值下方写有它在输入中的下标（逐行从 0 数起）。")

WORDS: Mapping[str, ValuesWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": ENGLISH}
