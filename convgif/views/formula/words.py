"""The words of the formula view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class FormulaWords:
    """What the formula view says, in a language. explained: what letters stand for, in the
    order of EXPLAINED."""

    idle: str
    outside: str
    sentence: str
    explained: tuple[str, ...]


ENGLISH = FormulaWords(
    idle="pale: 0, not in the input",
    outside="{x} = {value} outside",
    sentence="{layer}: {formula}; in {steps} the indices of each output of {output} are filled in, "
             "such as {filled}.",
    explained=(
        "{letters}: size of the input", "{letters}: size of the output",
        "{letters}: how many are averaged", "{letters}: place on the input",
        "{letters}: windows in a row", "{letters}: channels of a group",
        "{letters}: outputs of a group", "{letters}: channels", "{letters}: factor",
        "{letters}: the index that pooling kept"))

CHINESE = FormulaWords(
    idle="浅色：不在输入中，为 0",
    outside="在输入之外 {x} = {value}",
    sentence="{layer}：{formula}；分 {steps}，逐个填入 {output} 输出的下标，例如 {filled}。",
    explained=(
        "{letters}：输入的大小", "{letters}：输出的大小", "{letters}：平均几个",
        "{letters}：在输入上的位置", "{letters}：每行的窗口数", "{letters}：每组的通道数",
        "{letters}：每组的输出数", "{letters}：通道数", "{letters}：倍数",
        "{letters}：池化时记下的索引"))

SYMBOLS = replace(ENGLISH, idle="", outside="{x} = {value}: ✗", explained=(
    "{letters}: i", "{letters}: o", "{letters}: Σ 1", "{letters}: i", "{letters}: →",
    "{letters}: i/g", "{letters}: o/g", "{letters}: o", "{letters}: ×", "{letters}: max"))

WORDS: Mapping[str, FormulaWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
