"""The words of the formula view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class FormulaWords:
    """What the formula view says, in a language. explained: what letters stand for."""

    idle: str
    outside: str
    sentence: str
    explained: Mapping[str, str]


ENGLISH = FormulaWords(
    idle="pale: 0, not in the input",
    outside="{x} = {value} outside",
    sentence="{layer}: {formula}; in {steps} the indices of each output of {output} are filled in, "
             "such as {filled}.",
    explained={
        "input_size": "{letters}: size of the input",
        "output_size": "{letters}: size of the output",
        "divisor": "{letters}: how many are averaged", "place": "{letters}: place on the input",
        "windows": "{letters}: windows in a row", "read_channels": "{letters}: channels of a group",
        "made_channels": "{letters}: outputs of a group", "channels": "{letters}: channels",
        "factor": "{letters}: factor", "kept": "{letters}: the index that pooling kept"})

CHINESE = FormulaWords(
    idle="浅色：不在输入中，为 0",
    outside="在输入之外 {x} = {value}",
    sentence="{layer}：{formula}；分 {steps}，逐个填入 {output} 输出的下标，例如 {filled}。",
    explained={
        "input_size": "{letters}：输入的大小", "output_size": "{letters}：输出的大小",
        "divisor": "{letters}：平均几个", "place": "{letters}：在输入上的位置",
        "windows": "{letters}：每行的窗口数", "read_channels": "{letters}：每组的通道数",
        "made_channels": "{letters}：每组的输出数", "channels": "{letters}：通道数",
        "factor": "{letters}：倍数", "kept": "{letters}：池化时记下的索引"})

SYMBOLS = replace(ENGLISH, idle="", outside="{x} = {value}: ✗", explained={
    "input_size": "{letters}: i", "output_size": "{letters}: o", "divisor": "{letters}: Σ 1",
    "place": "{letters}: i", "windows": "{letters}: →", "read_channels": "{letters}: i/g",
    "made_channels": "{letters}: o/g", "channels": "{letters}: o", "factor": "{letters}: ×",
    "kept": "{letters}: max"})

WORDS: Mapping[str, FormulaWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
