"""The words of the im2col view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Im2colWords:
    """What the im2col view says, in a language."""

    patches: str
    ratio: str
    bias: str
    sentence: str


ENGLISH = Im2colWords(
    patches="patches {shape}",
    ratio="{count} numbers in the patches, {ratio} times the input",
    bias="bias {values} added to the rows",
    sentence="{layer} as a product of matrices: each window of an input of {input} is a column of "
             "the patches of {patches}, and in {steps} kernels in rows times these columns are "
             "the output of {output}.")

CHINESE = Im2colWords(
    patches="展开矩阵 {shape}",
    ratio="展开后有 {count} 个数，是输入的 {ratio} 倍",
    bias="各行再加偏置 {values}",
    sentence="{layer} 写成矩阵乘法：{input} 输入的每个窗口展开成 {patches} 矩阵的一列，"
             "卷积核排成行，分 {steps}与各列相乘，得到 {output} 的输出。")

SYMBOLS = replace(
    ENGLISH,
    patches="x {shape}",
    ratio="x {count} = {ratio}·i",
    bias="+ b {values}")

WORDS: Mapping[str, Im2colWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
