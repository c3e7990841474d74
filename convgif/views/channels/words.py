"""The words of the channels view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words.base import Forms


@dataclass(frozen=True)
class ChannelsWords:
    """What the channels view says, in a language. sentences: by the kind of layer."""

    filter_name: str
    rotated_filter: str
    more_channels: Forms
    bias_name: str
    bias_value: str
    bias_term: str
    sentences: Mapping[str, str]


ENGLISH = ChannelsWords(
    filter_name="W[{index}]",
    rotated_filter="W[{index}], rotated",
    more_channels=("+ {count} more", "+ {count} more"),
    bias_name="b[{number}]",
    bias_value="b = {value}",
    bias_term="b",
    sentences={
        "convolution": "{layer}: {filters} over an input of {input}. Each filter has a kernel "
                       "for every channel that it reads; what they make of their windows is "
                       "added up, and fills one channel of the output of {output}, in "
                       "{steps}.",
        "transposed": "{layer} as its equivalent convolution: {filters}, rotated by 180 "
                      "degrees, over an input of {input} extended with zeros. Each filter has "
                      "a kernel for every channel that it reads; what they make of their "
                      "windows is added up, and fills one channel of the output of {output}, "
                      "in {steps}.",
        "pooling": "{layer}: each channel of an input of {input} is pooled by itself, and "
                   "fills one channel of the output of {output}, in {steps}."})

CHINESE = ChannelsWords(
    filter_name="W[{index}]",
    rotated_filter="W[{index}]，旋转",
    more_channels=("另有 {count} 个", "另有 {count} 个"),
    bias_name="b[{number}]",
    bias_value="b = {value}",
    bias_term="b",
    sentences={
        "convolution": "{layer}：{filters}，作用于 {input} 的输入。每个滤波器对它读取的每个"
                       "通道各有一个卷积核，各卷积核在窗口中所得的结果相加，填入 {output} "
                       "输出的一个通道，共 {steps}。",
        "transposed": "{layer}（转置卷积），按等效卷积展示：{filters}，旋转 180 度后作用于"
                      "补零后的 {input} 输入。每个滤波器对它读取的每个通道各有一个卷积核，"
                      "各卷积核在窗口中所得的结果相加，填入 {output} 输出的一个通道，共 {steps}。",
        "pooling": "{layer}：{input} 输入的每个通道各自池化，填入 {output} 输出的一个通道，"
                   "共 {steps}。"})

SYMBOLS = replace(
    ENGLISH,
    rotated_filter="W[{index}] ↻",
    more_channels=("+ {count}", "+ {count}"))

WORDS: Mapping[str, ChannelsWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
