"""The words of a chart of costs, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CostWords:
    """What a chart of costs says, in a language. quantities: their names, and what is said of
    them in the key. relative: what stands at the vertical axis. grown, power: how much a quantity
    grows from the first value to the last; ends: of its alt text."""

    quantities: Mapping[str, tuple[str, str]]
    relative: str
    grown: str
    power: str
    of: str
    measured: str
    unmeasured: str
    alt: str
    ends: str


ENGLISH = CostWords(
    quantities={"parameters": ("parameters", ""), "macs": ("MACs", ""),
                "time": ("time", ", median and quartiles")},
    relative="times the first value", grown="{quantity} {ratio}", power=", power {power}",
    of="{what} on an input of {input}",
    measured="time: {engine}, float32, one input, {machine}, {runs} runs each after warming up",
    unmeasured="time was not measured: neither torch nor onnxruntime with onnx is installed",
    alt="Costs of {what} on an input of {input}, each relative to its first value.",
    ends="{name} from {first} to {last}: {grown}.")

CHINESE = CostWords(
    quantities={"parameters": ("参数", ""), "macs": ("乘加次数", ""),
                "time": ("时间", "，中位数与四分位数")},
    relative="相对第一个值的倍数", grown="{quantity} {ratio}", power="，幂次 {power}",
    of="{what}，输入 {input}",
    measured="时间：{engine}，float32，单个输入，{machine}，预热后各运行 {runs} 次",
    unmeasured="没有测量时间：未安装 torch，也未安装 onnxruntime 和 onnx",
    alt="{what} 在输入 {input} 上的代价，各相对于第一个值。",
    ends="{name} 从 {first} 到 {last}：{grown}。")

WORDS: Mapping[str, CostWords] = {"en": ENGLISH, "zh": CHINESE}
