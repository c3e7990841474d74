"""WORDS: what the page and the README of a gallery say by themselves, by language."""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST = "en"  # the language that a gallery is written in


@dataclass(frozen=True)
class GalleryWords:
    """What a gallery says in a language. page, script: on its page, by name. parameters: of layers,
    where they are called otherwise than their arguments are. readme: where the page is, and what it
    has. sliders: what leads to the page of them. other: what the page in this language is called
    where another links to it."""

    other: str
    readme: str
    page: Mapping[str, str]
    script: Mapping[str, str]
    parameters: Mapping[str, str]
    snippets: Mapping[str, str]
    sliders: str
    switch: tuple[str, str] = ("off", "on")


ENGLISH = GalleryWords(
    other="English",
    readme="[{page}]({page}), opened in a browser, has them to filter, search and pause, and each "
           "as a player to step and ask, with the command, the Python lines and the markup to "
           "copy.",
    page={
        "skip": "Skip to the animations", "filter": "Filter the animations", "search": "Search",
        "example": "causal, 3×5, same …", "kind": "Kind", "all": "All",
        "convolution": "Convolution", "transposed": "Transposed", "pooling": "Pooling",
        "one_axis": "1-D", "three_axes": "3-D", "clear": "Clear", "pause_all": "Pause all",
        "nothing": "Nothing is like that. Clear a filter, or make it yourself with {code}.",
        "previous": "Previous animation", "next": "Next animation", "close": "Close",
        "any": "any", "copy": "Copy"},
    script={
        "pause": "Pause: {title}", "play": "Play: {title}", "pauseAll": "Pause all",
        "playAll": "Play all", "count": "{all} animations", "some": "{count} of {all} animations",
        "layer": "Layer", "input": "Input", "output": "Output", "size": "Size",
        "receptive": "Receptive field", "macs": "Multiply-adds", "copy": "Copy",
        "copyOf": "Copy: {title}", "copied": "Copied", "copiedOf": "{title} copied",
        "selected": "Selected", "selectedOf": "{title} selected: copy it now"},
    parameters={"kernel_size": "kernel"},
    snippets={"command": "Command line"},
    sliders="Sliders, for any layer")

CHINESE = GalleryWords(
    other="中文",
    readme="在浏览器中打开 [{page}]({page})，可以筛选、搜索和暂停，逐步播放并"
           "查看每一格，还可以复制每幅图的命令、Python 代码和标记。",
    page={
        "skip": "跳到动画", "filter": "筛选动画", "search": "搜索", "example": "因果，3×5，same …",
        "kind": "类型", "all": "全部", "convolution": "卷积", "transposed": "转置卷积",
        "pooling": "池化", "one_axis": "一维", "three_axes": "三维",
        "clear": "清除", "pause_all": "全部暂停",
        "nothing": "没有符合条件的动画。请清除一个条件，或用 {code} 自己制作。",
        "previous": "上一个动画", "next": "下一个动画", "close": "关闭",
        "any": "任意", "copy": "复制"},
    script={
        "pause": "暂停：{title}", "play": "播放：{title}", "pauseAll": "全部暂停",
        "playAll": "全部播放", "count": "共 {all} 个动画", "some": "{all} 个动画中的 {count} 个",
        "layer": "层", "input": "输入", "output": "输出", "size": "尺寸", "receptive": "感受野",
        "macs": "乘加次数", "copy": "复制", "copyOf": "复制：{title}", "copied": "已复制",
        "copiedOf": "已复制：{title}", "selected": "已选中",
        "selectedOf": "已选中：{title}，请现在复制"},
    parameters={
        "view": "视图", "kernel_size": "卷积核", "stride": "步幅", "padding": "填充",
        "dilation": "膨胀率", "output_padding": "输出填充", "groups": "分组",
        "padding_mode": "填充方式", "in_features": "输入特征", "out_features": "输出特征",
        "norm_type": "范数", "ceil_mode": "向上取整",
        "count_include_pad": "计入填充", "divisor_override": "除数", "output_size": "输出尺寸",
        "scale_factor": "缩放倍数", "size": "输出尺寸", "mode": "插值方式", "order": "通道顺序",
        "align_corners": "对齐角点", "upscale_factor": "放大倍数", "downscale_factor": "缩小倍数",
        "value": "填充值"},
    snippets={"command": "命令行"}, sliders="滑块：任何层",
    switch=("关", "开"))

WORDS: Mapping[str, GalleryWords] = {FIRST: ENGLISH, "zh": CHINESE}


def named_in(language: str, stem: str, suffix: str) -> str:
    """The name of a gallery's file in that language: index.html, index.zh.html."""
    return f"{stem}{suffix}" if language == FIRST else f"{stem}.{language}{suffix}"
