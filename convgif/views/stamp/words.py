"""The words of the stamp view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words.base import Forms


@dataclass(frozen=True)
class StampWords:
    """What the stamp view says, in a language."""

    canvas: str
    counts: str
    stamp: str
    kernel_name: str
    stamp_count: Forms
    stamps_apart: str
    border_added: str
    border_cropped: str
    channel_alone: str
    without_bias: str
    channels_added: Forms
    bias_added: str
    sentence: str
    overlaps: str


ENGLISH = StampWords(
    canvas="canvas {shape}",
    counts="{map}: stamps per cell",
    stamp="stamp",
    kernel_name="kernel",
    stamp_count=("{count} stamp", "{count} stamps"),
    stamps_apart="stamps fall {size} apart",
    border_added="border added",
    border_cropped="border cropped",
    channel_alone="{channel} alone",
    without_bias="without bias",
    channels_added=("{count} other channel", "{count} other channels"),
    bias_added="bias {value}",
    sentence="{layer} as stamps: in {steps}, each value of an input of {input} times "
             "the kernel of {kernel} is added to a canvas of {canvas}, of which an "
             "output of {output} is kept.",
    overlaps="stamps in an output cell: {counts}")

CHINESE = StampWords(
    canvas="画布 {shape}",
    counts="{map}：每格印记数",
    stamp="印记",
    kernel_name="卷积核",
    stamp_count=("{count} 个印记", "{count} 个印记"),
    stamps_apart="印记相隔 {size} 格",
    border_added="边缘补零",
    border_cropped="裁去边界",
    channel_alone="仅{channel}",
    without_bias="不含偏置",
    channels_added=("{count} 个其他通道", "{count} 个其他通道"),
    bias_added="偏置 {value}",
    sentence="{layer}（转置卷积），以印记展示：分 {steps}，把 {input} 输入的每个值乘以 "
             "{kernel} 的卷积核，累加到 {canvas} 的画布上，保留其中 {output} 作为输出。",
    overlaps="输出各格的印记数：{counts}")

SYMBOLS = replace(
    ENGLISH,
    canvas="{shape}",
    counts="{map}: n",
    stamp="i·k",
    kernel_name="k",
    stamp_count=("{count}", "{count}"),
    stamps_apart="",
    border_added="",
    border_cropped="",
    channel_alone="i{channel}",
    without_bias="− b",
    channels_added=("…", "…"),
    bias_added="b {value}")

WORDS: Mapping[str, StampWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
