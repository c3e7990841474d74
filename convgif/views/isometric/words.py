"""The words of the isometric view where it goes by the input, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class IsometricWords:
    """What it says there, in a language. readers: the outputs that read the current cell."""

    unreached: str
    unreached_spoken: str
    readers: str
    reader_sentence: str


ENGLISH = IsometricWords(
    unreached="no stamp there",
    unreached_spoken="no stamp reaches some cells",
    readers="outputs that read it",
    reader_sentence="{layer}: in {steps}, one for each cell of an input of {input}, the cells of "
                    "the output of {output} that read it.")

CHINESE = IsometricWords(
    unreached="无印记",
    unreached_spoken="有些格没有印记",
    readers="读取此格的输出",
    reader_sentence="{layer}：分 {steps}，对 {input} 输入的每一格，标出 {output} 输出中读取它的"
                    "格子。")

SYMBOLS = replace(ENGLISH, unreached="✗", readers="o(x)")

WORDS: Mapping[str, IsometricWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
