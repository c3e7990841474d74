"""The words of a chart of costs, by language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convgif.costs.varying import Curve

PLANE = 3  # numbers of a shape: channels and two axes


@dataclass(frozen=True)
class CostWords:
    """What a chart of costs says, in a language. quantities: their names, and what is said of
    them in the key. relative: what stands at the vertical axis. grown, power: how much a quantity
    grows from the first value to the last; notes: what is easily told wrong of an argument of both
    axes; ends: of its alt text."""

    quantities: Mapping[str, tuple[str, str]]
    relative: str
    grown: str
    power: str
    notes: Mapping[str, str]
    of: str
    measured: str
    unmeasured: str
    alt: str
    ends: str


ENGLISH = CostWords(
    quantities={"parameters": ("parameters", ""), "macs": ("MACs", ""),
                "time": ("time", ", median and quartiles")},
    relative="times the first value", grown="{quantity} {ratio}", power=", power {power}",
    notes={
        "kernel_size": "kernel_size is of both axes: 3 times the size is 9 times the parameters, "
                       "and 9 times the MACs of every output. They are linear in the number of its "
                       "cells, not in its size.",
        "stride": "stride is of both axes: 2 times the stride is a quarter of the outputs and of "
                  "their MACs, not half."},
    of="{what} on an input of {input}",
    measured="time: {engine}, float32, one input, {machine}, {runs} runs each after warming up",
    unmeasured="time was not measured: neither torch nor onnxruntime with onnx is installed",
    alt="Costs of {what} on an input of {input}, each relative to its first value.",
    ends="{name} from {first} to {last}: {grown}.")

CHINESE = CostWords(
    quantities={"parameters": ("参数", ""), "macs": ("乘加次数", ""),
                "time": ("时间", "，中位数与四分位数")},
    relative="相对第一个值的倍数", grown="{quantity} {ratio}", power="，幂次 {power}",
    notes={
        "kernel_size": "kernel_size 作用于两个轴：边长变为 3 倍，参数变为 9 倍，"
                       "每个输出的乘加次数也变为 9 倍；与核的格数成线性，不与边长成线性。",
        "stride": "stride 作用于两个轴：步幅变为 2 倍，输出及其乘加次数变为四分之一，"
                  "不是一半。"},
    of="{what}，输入 {input}",
    measured="时间：{engine}，float32，单个输入，{machine}，预热后各运行 {runs} 次",
    unmeasured="没有测量时间：未安装 torch，也未安装 onnxruntime 和 onnx",
    alt="{what} 在输入 {input} 上的代价，各相对于第一个值。",
    ends="{name} 从 {first} 到 {last}：{grown}。")

WORDS: Mapping[str, CostWords] = {"en": ENGLISH, "zh": CHINESE}


def notes_on(curves: Sequence[Curve], words: CostWords) -> list[str]:
    """What is easily told wrong of the arguments that vary, where two axes take each value and
    something is counted."""
    return [words.notes[curve.name] for curve in curves
            if curve.name in words.notes and len(curve.points[0].output) == PLANE
            and curve.points[0].macs]
