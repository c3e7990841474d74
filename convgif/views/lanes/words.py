"""The words of the lanes view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class LanesWords:
    """What the lanes view says, in a language. named: of one of several filters."""

    weights: str
    weights_named: str
    bias: str
    bias_named: str
    bias_kept: str


ENGLISH = LanesWords(
    weights="weights {numbers}",
    weights_named="{given} → {made}: {numbers}",
    bias="bias {numbers}",
    bias_named="biases {numbers}",
    bias_kept="{bias}, in each output cell from the start")

CHINESE = LanesWords(
    weights="权重 {numbers}",
    weights_named="{given} → {made}：{numbers}",
    bias="偏置 {numbers}",
    bias_named="各偏置 {numbers}",
    bias_kept="{bias}，一开始就在输出的每格中")

SYMBOLS = replace(
    ENGLISH,
    weights="w {numbers}",
    bias="b {numbers}",
    bias_named="b {numbers}",
    bias_kept="{bias}: y₀")

WORDS: Mapping[str, LanesWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
