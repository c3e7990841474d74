"""The words of the nodes view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words.base import Forms


@dataclass(frozen=True)
class NodesWords:
    """What the nodes view says, in a language."""

    edges: Forms
    weights: Forms
    missing: str
    sentence: str


ENGLISH = NodesWords(
    edges=("{count} edge", "{count} edges"),
    weights=("{count} weight", "{count} weights"),
    missing="{count} missing, dotted",
    sentence="{layer} as nodes: {inputs} numbers of an input of {input} and {outputs} of an output "
             "of {output}; in {steps} the edges light through which one output reads.")

CHINESE = NodesWords(
    edges=("{count} 条边", "{count} 条边"),
    weights=("{count} 个权重", "{count} 个权重"),
    missing="缺 {count} 条，以点线画出",
    sentence="{layer} 画成节点：{input} 的输入有 {inputs} 个数，{output} 的输出有 {outputs} 个数；"
             "分 {steps}，每步点亮一个输出读取输入的边。")

SYMBOLS = replace(
    ENGLISH,
    edges=("i→o {count}", "i→o {count}"),
    weights=("w {count}", "w {count}"),
    missing="✗ {count}")

WORDS: Mapping[str, NodesWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
