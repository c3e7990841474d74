"""The words of the network view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class NetworkWords:
    """What the network view says, in a language. formula to field: the names of the numbers under
    the maps. scale: how lengths are drawn; vectors: and those of vectors; enlarged: and windows
    that are too small to be seen. total: of all layers. tied: what a line to another network
    means. sentence, made, costs, run: of the alt text."""

    formula: str
    parameters: str
    macs: str
    field: str
    scale: str
    vectors: str
    enlarged: str
    tied: str
    total: str
    sentence: str
    made: str
    costs: str
    run: str


ENGLISH = NetworkWords(
    formula="size", parameters="parameters", macs="MACs", field="field",
    scale="sides and depths are drawn by their square roots",
    vectors="; vectors too, on a scale of their own",
    enlarged="; windows too small to be seen are drawn larger",
    tied="the same shape",
    total="in all {parameters} parameters, {macs} MACs",
    sentence="A network shape by shape, from {input} to {output}: {maps}; {total}.",
    made="{layer} makes {shape}",
    costs=" ({parameters} parameters, {macs} MACs)",
    run=", these last {maps} in all {count} times")

CHINESE = NetworkWords(
    formula="尺寸", parameters="参数", macs="乘加", field="感受野",
    scale="边长和厚度按平方根画出",
    vectors="；向量也是，比例另计",
    enlarged="；太小的窗口放大画出",
    tied="形状相同",
    total="共 {parameters} 个参数，{macs} 次乘加",
    sentence="逐层画出的网络，从 {input} 到 {output}：{maps}；{total}。",
    made="{layer} 得到 {shape}",
    costs="（{parameters} 个参数，{macs} 次乘加）",
    run="（最后 {maps} 步共 {count} 次）")

SYMBOLS = replace(
    ENGLISH, formula="o", parameters="W", macs="MAC", field="r", scale="√", vectors="",
    enlarged="", tied="=", total="Σ W {parameters}, MAC {macs}")

WORDS: Mapping[str, NetworkWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
