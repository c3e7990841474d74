"""The words of the receptive view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class ReceptiveWords:
    """What the receptive view says, in a language. holes: of cells inside a field that are not
    read; field, jump: the last line."""

    field: str
    holes: str
    padding: str
    sentence: str
    grown: str


ENGLISH = ReceptiveWords(
    field="field {field}, neighbours {jump} apart",
    holes="inside, but not read",
    padding="padding",
    sentence="What one unit of {output} reads, layer by layer, down to the input of {input}: "
             "{grown}; its neighbour's field lies {jump} further.",
    grown="{layer}: {field}")

CHINESE = ReceptiveWords(
    field="感受野 {field}，相邻间隔 {jump}",
    holes="在内，但不读取",
    padding="填充",
    sentence="{output} 的一个单元逐层读取到 {input} 的输入：{grown}；相邻单元的感受野相距 {jump}。",
    grown="{layer}：{field}")

SYMBOLS = replace(ENGLISH, field="r {field}, j {jump}", holes="✗", padding="p")

WORDS: Mapping[str, ReceptiveWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
