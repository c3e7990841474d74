"""The words of the macs view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class MacsWords:
    """What the macs view says, in a language. product_names: by the layer's reduction."""

    product_names: Mapping[str, str]
    total: str
    sentence: str


ENGLISH = MacsWords(
    product_names={"sum": "products", "max": "taps", "average": "taps", "norm": "powers"},
    total="total",
    sentence="{layer}: the output at {position} comes about in {steps}, and is {value}.")

CHINESE = MacsWords(
    product_names={"sum": "乘积", "max": "窗口元素", "average": "窗口元素", "norm": "幂"},
    total="累计",
    sentence="{layer}：位置 ({position}) 的输出分 {steps}算出，值为 {value}。")

SYMBOLS = replace(
    ENGLISH,
    product_names={"sum": "i·k", "max": "i", "average": "i", "norm": "|i|ᵖ"},
    total="")

WORDS: Mapping[str, MacsWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
