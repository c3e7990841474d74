"""The words of the macs view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class MacsWords:
    """What the macs view says, in a language."""

    total: str
    sentence: str


ENGLISH = MacsWords(
    total="total",
    sentence="{layer}: the output at {position} comes about in {steps}, and is {value}.")

CHINESE = MacsWords(
    total="累计",
    sentence="{layer}：位置 ({position}) 的输出分 {steps}算出，值为 {value}。")

SYMBOLS = replace(ENGLISH, total="")

WORDS: Mapping[str, MacsWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
