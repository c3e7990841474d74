"""The words of the backward view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class BackwardWords:
    """What the backward view says, in a language.

    names: of the gradients, by the array. factors: what each is multiplied by on its way there, by
    the array, of pooling by `share`. gradient: of the swatch. alone: where other output
    channels add to the gradient of the input. shared: what becomes of a gradient on its way to the
    input, by the layer's reduction. to_weight, to_bias: what else the sentence says.
    """

    names: Mapping[str, str]
    factors: Mapping[str, str]
    gradient: str
    alone: str
    sentence: str
    shared: Mapping[str, str]
    to_weight: str
    to_bias: str


ENGLISH = BackwardWords(
    names={"input": "grad_input", "weight": "grad_weight", "bias": "grad_bias",
           "output": "grad_output"},
    factors={"input": "× kernel", "weight": "× window", "share": "× share"},
    gradient="gradients, added up",
    alone="grad_input from output channel {number} alone",
    sentence="{layer} backwards: in {steps}, each gradient that arrives at the output of {output} "
             "{shared} in the gradient of the input of {input}{others}.",
    shared={"sum": "is added, times the weights, onto its window",
            "max": "is added onto the largest of its window",
            "average": "is shared by the divisor among its window",
            "norm": "is shared by size among its window",
            "interpolation": "is shared, by how near they are, among the cells read",
            "move": "goes back, as it is, to where its number was taken"},
    to_weight=", times its window onto that of the weight",
    to_bias=", and by itself onto that of the bias")

CHINESE = BackwardWords(
    names={"input": "输入梯度", "weight": "权重梯度", "bias": "偏置梯度", "output": "输出梯度"},
    factors={"input": "× 卷积核", "weight": "× 窗口", "share": "× 份额"},
    gradient="梯度，逐步累加",
    alone="输入梯度仅来自输出通道 {number}",
    sentence="{layer} 的反向传播：分 {steps}，{output} 输出的每个梯度{shared}，加到 {input} 输入的"
             "梯度上{others}。",
    shared={"sum": "乘以权重", "max": "传给窗口内的最大值", "average": "按除数分给窗口各格",
            "norm": "按大小分给窗口各格", "interpolation": "按远近分给所读的各格",
            "move": "原样传回取数之处"},
    to_weight="；乘以窗口，加到权重的梯度上",
    to_bias="；本身加到偏置的梯度上")

SYMBOLS = replace(
    ENGLISH,
    names={"input": "∂i", "weight": "∂k", "bias": "∂b", "output": "∂o"},
    factors={"input": "× k", "weight": "× i", "share": "× ∂o/∂i"},
    gradient="∂",
    alone="∂i ← ∂o[{number}]")

WORDS: Mapping[str, BackwardWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
