"""The words of the matrix view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words.base import Forms


@dataclass(frozen=True)
class MatrixWords:
    """What the matrix view says, in a language."""

    wired: str
    weights: Forms
    stored: str
    summed: str
    hues: str
    sentence: str
    by_column: str
    padded: str


ENGLISH = MatrixWords(
    wired="{wired} of {all} entries wired",
    weights=("{count} weight", "{count} weights"),
    stored=" of {count} stored",
    summed="Σ: several weights in one entry",
    hues="a hue for each filter and channel",
    sentence="{layer} as a matrix {name} of {matrix}: in {steps}, each row of {name} times the "
             "{columns} in a column x is one element of the output in a column y.",
    by_column="{layer} as a matrix {name} of {matrix}: in {steps}, each column of {name} times its "
              "element of the {columns} in a column x is added onto the output in a column y.",
    padded="padded input")

CHINESE = MatrixWords(
    wired="{all} 个元素中连接 {wired} 个",
    weights=("{count} 个权重", "{count} 个权重"),
    stored="（共存 {count} 个）",
    summed="Σ：一个元素含多个权重",
    hues="每个滤波器的每个通道一种颜色",
    sentence="{layer} 写成 {matrix} 的矩阵 {name}：分 {steps}，{name} 的每一行乘以排成一列的"
             "{columns} x，得到输出列 y 的一个元素。",
    by_column="{layer} 写成 {matrix} 的矩阵 {name}：分 {steps}，{name} 的每一列乘以排成一列的"
              "{columns} x 中的对应元素，加到输出列 y 上。",
    padded="填充后的输入")

SYMBOLS = replace(
    ENGLISH,
    wired="{wired} / {all}",
    weights=("w {count}", "w {count}"),
    stored=" / {count}",
    summed="Σ w",
    hues="")

WORDS: Mapping[str, MatrixWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
