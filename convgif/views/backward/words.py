"""The words of the backward view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class BackwardWords:
    """What the backward view says, in a language.

    factors: what a gradient is multiplied by on its way, of taps and of features, by the array that
    it goes to, of pooling by `share`. gradient: of the swatch. alone: where other output channels
    add to the gradient of the input. shared: what becomes of a gradient on its way to the input, by
    the layer's reduction. lost: of what arrives at outputs that take nothing; flat: where an
    activation lets nothing through; both spoken where no swatch is seen. to_weight, to_bias: what
    else the sentence says. onto_all, to_row: both of a layer without axes. sentence_of: where one
    gradient alone is drawn, by the array, that of the weight of a layer without axes by `row`.
    """

    factors: Mapping[str, Mapping[str, str]]
    gradient: str
    lost: str
    flat: str
    lost_spoken: str
    flat_spoken: str
    alone: str
    sentence: str
    sentence_of: Mapping[str, str]
    shared: Mapping[str, str]
    to_weight: str
    onto_all: str
    to_row: str
    to_bias: str


ENGLISH = BackwardWords(
    factors={"taps": {"input": "× kernel", "weight": "× window", "share": "× share"},
             "features": {"input": "× its row", "weight": "× input"}},
    gradient="gradients, added up",
    lost="goes back to no input",
    flat="f is flat there: nothing goes back",
    lost_spoken="what arrives at outputs that take nothing goes back to no input",
    flat_spoken="at some outputs nothing goes back, for f is flat there",
    alone="grad_input from output channel {number} alone",
    sentence="{layer} backwards: in {steps}, each gradient that arrives at the output of {output} "
             "{shared} in the gradient of the input of {input}{others}.",
    sentence_of={
        "weight": "{layer} backwards: in {steps}, each gradient that arrives at the output of "
                  "{output} is added, times its window, onto the gradient of the weight.",
        "row": "{layer} backwards: in {steps}, each gradient that arrives at the output of "
               "{output} is added, times the input, onto its row in the gradient of the weight.",
        "bias": "{layer} backwards: in {steps}, each gradient that arrives at the output of "
                "{output} is added onto the gradient of the bias."},
    shared={"sum": "is added, times the weights, onto its window",
            "max": "is added onto the largest of its window",
            "average": "is shared by the divisor among its window",
            "norm": "is shared by size among its window",
            "interpolation": "is shared, by how near they are, among the cells read",
            "move": "goes back, as it is, to where its number was taken"},
    to_weight=", times its window onto that of the weight",
    onto_all="is added, times its row of weights, onto all",
    to_row=", times the input onto its row in that of the weight",
    to_bias=", and by itself onto that of the bias")

CHINESE = BackwardWords(
    factors={"taps": {"input": "× 卷积核", "weight": "× 窗口", "share": "× 份额"},
             "features": {"input": "× 该行权重", "weight": "× 输入"}},
    gradient="梯度，逐步累加",
    lost="不传回任何输入",
    flat="此处 f 的斜率为 0，梯度不传回",
    lost_spoken="不取输入的输出上的梯度，不传回任何输入",
    flat_spoken="有些输出处 f 的斜率为 0，梯度不传回",
    alone="输入梯度仅来自输出通道 {number}",
    sentence="{layer} 的反向传播：分 {steps}，{output} 输出的每个梯度{shared}，加到 {input} 输入的"
             "梯度上{others}。",
    sentence_of={
        "weight": "{layer} 的反向传播：分 {steps}，{output} 输出的每个梯度乘以窗口，加到权重的梯度"
                  "上。",
        "row": "{layer} 的反向传播：分 {steps}，{output} 输出的每个梯度乘以输入，加到权重梯度的"
               "对应行上。",
        "bias": "{layer} 的反向传播：分 {steps}，{output} 输出的每个梯度加到偏置的梯度上。"},
    shared={"sum": "乘以权重", "max": "传给窗口内的最大值", "average": "按除数分给窗口各格",
            "norm": "按大小分给窗口各格", "interpolation": "按远近分给所读的各格",
            "move": "原样传回取数之处"},
    to_weight="；乘以窗口，加到权重的梯度上",
    onto_all="乘以它那一行权重",
    to_row="；乘以输入，加到权重梯度的对应行上",
    to_bias="；本身加到偏置的梯度上")

SYMBOLS = replace(
    ENGLISH,
    factors={"taps": {"input": "× k", "weight": "× i", "share": "× ∂o/∂i"},
             "features": {"input": "× W", "weight": "× i"}},
    gradient="∂",
    lost="∂ → 0",
    flat="f′ = 0",
    alone="∂i ← ∂o[{number}]")

WORDS: Mapping[str, BackwardWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
