"""The words of the formula view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class FormulaWords:
    """What the formula view says, in a language."""

    idle: str
    sentence: str


ENGLISH = FormulaWords(
    idle="pale: 0, not in the input",
    sentence="{layer}: {formula}; in {steps} the indices of each output of {output} are filled in, "
             "such as {filled}.")

CHINESE = FormulaWords(
    idle="浅色：不在输入中，为 0",
    sentence="{layer}：{formula}；分 {steps}，逐个填入 {output} 输出的下标，例如 {filled}。")

SYMBOLS = replace(ENGLISH, idle="")

WORDS: Mapping[str, FormulaWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
