"""The words that the isometric view alone has, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words import Forms


@dataclass(frozen=True)
class IsometricWords:
    """What it says, in a language. scanned: what the axes of maps with depth are. slices: which of
    a map's are shown; all_slices, no_slices: where only padding is left out, or is shown;
    some_slices: how many are shown at a time; channels_are_slices: where each is a channel. added:
    where other input channels are added. readers: the outputs that read the current cell."""

    scanned: str
    channels_are_slices: str
    added: Forms
    slices: str
    all_slices: Forms
    no_slices: str
    some_slices: str
    unreached: str
    unreached_spoken: str
    readers: str
    reader_sentence: str


ENGLISH = IsometricWords(
    scanned="sizes are depth × rows × columns, scanned in that order",
    channels_are_slices="channels lie one below the other, as slices",
    added=("input channel {drawn} drawn, the other is added",
           "input channel {drawn} drawn, {count} others are added"),
    slices="slices {first} to {last} of {count}",
    all_slices=("its slice; {left} of padding not drawn",
                "all {count} slices; {left} of padding not drawn"),
    no_slices="none of {count} slices",
    some_slices="{map}: {shown} of {count} slices are shown at a time",
    unreached="no stamp there",
    unreached_spoken="no stamp reaches some cells",
    readers="outputs that read it",
    reader_sentence="{layer}: in {steps}, one for each cell of an input of {input}, the cells of "
                    "the output of {output} that read it.")

CHINESE = IsometricWords(
    scanned="尺寸依次为深度×行×列，按此顺序扫描",
    channels_are_slices="各通道上下叠放，每层一个通道",
    added=("只画输入通道 {drawn}，另一个也相加", "只画输入通道 {drawn}，另外 {count} 个也相加"),
    slices="第 {first} 到 {last} 层，共 {count} 层",
    all_slices=("{count} 层全部画出，另有 {left} 层填充未画",) * 2,
    no_slices="共 {count} 层，此处无",
    some_slices="{map}：{count} 层中每次画出 {shown} 层",
    unreached="无印记",
    unreached_spoken="有些格没有印记",
    readers="读取此格的输出",
    reader_sentence="{layer}：分 {steps}，对 {input} 输入的每一格，标出 {output} 输出中读取它的"
                    "格子。")

SYMBOLS = replace(ENGLISH, added=("i[{drawn}] + …",) * 2, slices="{first}–{last} / {count}",
                  all_slices=("{count} / {count}",) * 2, no_slices="0 / {count}", unreached="✗",
                  readers="o(x)")

WORDS: Mapping[str, IsometricWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
