"""WORDS: what the page of the explorer says by itself, by language."""

from collections.abc import Mapping
from dataclasses import dataclass

from convgif.layers.fields import SHORT_NAMES

FIRST = "en"
# The letters of settings that have one, in addresses and on a keyboard.
LETTERS: Mapping[str, str] = {
    "input_size": "i", **{name: letter for letter, name in SHORT_NAMES.items()}}


@dataclass(frozen=True)
class PageWords:
    """What the page says in a language. page, script: by name. layers, settings, values: what they
    are called, where not as they are; parts: an axis of a setting, and a side of one. titles: of
    what is copied; notes: what is otherwise in a library. usual: a setting that is left out. other:
    the page in this language, where another links to it."""

    other: str
    usual: str
    page: Mapping[str, str]
    script: Mapping[str, str]
    layers: Mapping[str, str]
    settings: Mapping[str, str]
    values: Mapping[str, str]
    parts: Mapping[str, str]
    titles: Mapping[str, str]
    notes: Mapping[str, str]

    def label(self, setting: str) -> str:
        """What a setting is called beside its slider."""
        return self.settings.get(setting, setting.replace("_", " "))


ENGLISH = PageWords(
    other="English", usual="as usual",
    page={
        "title": "Convolution explorer",
        "text": "Choose a layer and move its sliders: input, kernel, stride, padding, dilation. "
                "Each picture is computed, each cell says how it comes about.",
        "at_once": " Here at once: {layers}. Any other layer or setting is drawn by the button "
                   "below.",
        "between": ", ",
        "skip": "Skip to the picture", "controls": "Layer and its settings", "layer": "Layer",
        "picture": "Picture", "formula": "Size", "copies": "Take it along", "copy": "Copy",
        "download": "Download", "png": "PNG of the still", "link": "Copy the address",
        "no_script": "To choose, JavaScript is needed. This is the first setting.",
        "network": "Network, or a layer of it",
        "network_text": "Choose how far the network is shown, and the view. Each picture is "
                        "computed, each cell says how it comes about.",
        "other": "Any other setting",
        "other_text": "Rectangles, channels, groups, your own numbers or picture, printed layers "
                      "and models: convgif itself runs in this page. It is about 10 MB to load, "
                      "once; what you type or drop stays here.",
        "load": "Load convgif",
        "other_layer": "A layer or model, as PyTorch prints it, Keras, Flax or ONNX writes it, or "
                       "by name",
        "other_settings": "Settings, as name=value",
        "image": "A picture as the input: choose a file, or drop it here", "draw": "Draw",
        "clear": "Drawn numbers again"},
    script={
        "impossible": "{name} {value} is impossible here: {reason}. Taken: {taken}.",
        "absent": "{name} {value} is not on this page with the rest: the command line makes it. "
                  "Taken: {taken}.",
        "end": "{name} goes no further here.",
        "moved": "Nearest that there is: {changes}.",
        "strange": "The address asks for what is not here: {what}. Shown: what is nearest.",
        "now": "{layer}: {shapes}", "arrow": "{input} → {output}",
        "copied": "Copied", "selected": "Selected: copy it now", "copy": "Copy",
        "copyOf": "Copy: {title}", "addressCopied": "Address copied",
        "loading": "Loading Pyodide and convgif: some seconds, the first time more …",
        "loaded": "convgif is here.", "drawing": "Drawing …",
        "reading": "Reading the picture …", "other": "Any other",
        "asked": "The address asks for a setting that is not on this page: load convgif to see it.",
        "input": "Numbers of the input", "weight": "Numbers of the kernel",
        "aside": "The sliders are not of this picture: move one to go back to theirs.",
        "pictureNotIn": "The picture {name} is not in the address: who opens it is asked for it.",
        "pictureAbsent": "The picture {name} is asked for, and is in no address: choose it here, "
                         "or drop it in.",
        "unread": "{name} cannot be read: {reason}", "large": "it is over 50 MB",
        "failed": "This setting could not be loaded: {reason}",
        "disk": "A page that is opened from a disk may not load files, and has this setting alone: "
                "put the folder on a server, or make one file with -o page.html."},
    layers={}, settings={"input_size": "input", "kernel_size": "kernel", "at_layer": "up to layer"},
    values={}, parts={},
    titles={"command": "Command line", "gif": "GIF", "directive": "Sphinx", "Flax": "JAX (Flax)"},
    notes={
        "channels_last": "Channels are last, in its maps and in its kernel.",
        "not_turned": "JAX does not turn the kernel of a transposed layer by 180 degrees: for the "
                      "numbers of this picture turn it yourself.",
        "no_border": "It pads by zeros only: pad before it, in a step of its own.",
        "no_padding": "It has no such padding.",
        "no_dilation": "It has no dilated pooling of this kind.",
        "no_stride": "It takes no stride beside a dilation.",
        "no_ceil": "Its last window never reaches past the padding.",
        "no_groups": "It has no groups in transposed layers.",
        "no_output_padding": "Its output padding is below the stride.",
        "zeros_count": "Its zeros count as numbers of the input: where all of a window is below "
                       "zero, the maximum is another."})

CHINESE = PageWords(
    other="中文", usual="默认",
    page={
        "title": "卷积探索器",
        "text": "选择一个层，移动滑块：输入、卷积核、步幅、填充、膨胀率。每幅图都是算出来的，"
                "每一格都会说明自己从何而来。",
        "at_once": "立即可见的有：{layers}。其他任何层和设置，用下面的按钮绘制。",
        "between": "、",
        "skip": "跳到图", "controls": "层及其设置", "layer": "层", "picture": "图",
        "formula": "尺寸", "copies": "带走", "copy": "复制", "download": "下载",
        "png": "静止图的 PNG", "link": "复制地址",
        "no_script": "选择需要 JavaScript。这是第一个设置。",
        "network": "网络，或其中一层",
        "network_text": "选择网络画到哪一层，以及视图。每幅图都是算出来的，"
                        "每一格都会说明自己从何而来。",
        "other": "任何其他设置",
        "other_text": "长方形、通道、分组、自己的数或图片、打印出来的层和模型：convgif 本身"
                      "在此页中运行。第一次要载入约 10 MB；您输入或拖入的内容不会离开此页。",
        "load": "载入 convgif",
        "other_layer": "层或模型：PyTorch 打印的，Keras、Flax 或 ONNX 写出的，或名称",
        "other_settings": "设置，写作 name=value",
        "image": "用图片作输入：选择文件，或拖到这里", "draw": "绘制",
        "clear": "恢复随机数"},
    script={
        "impossible": "{name} {value} 在这里不可行：{reason}。已取：{taken}。",
        "absent": "此页没有 {name} {value} 与其余设置的组合，命令行可以制作。已取：{taken}。",
        "end": "{name} 在这里到头了。",
        "moved": "最近的可行设置：{changes}。",
        "strange": "地址所要的这里没有：{what}。已显示最近的设置。",
        "now": "{layer}：{shapes}", "arrow": "{input} → {output}",
        "copied": "已复制", "selected": "已选中，请现在复制", "copy": "复制",
        "copyOf": "复制：{title}", "addressCopied": "地址已复制",
        "loading": "正在载入 Pyodide 和 convgif：几秒，第一次更久……",
        "loaded": "convgif 已就绪。", "drawing": "正在绘制……",
        "reading": "正在读取图片……", "other": "其他",
        "asked": "地址所要的设置不在此页：请载入 convgif 查看。",
        "input": "输入的数", "weight": "卷积核的数",
        "aside": "滑块不属于这幅图：移动任意一个，即回到滑块的图。",
        "pictureNotIn": "地址里没有图片 {name}：打开地址的人需要自己选择它。",
        "pictureAbsent": "要用图片 {name}，而地址里没有它：请在此选择，或拖到这里。",
        "unread": "无法读取 {name}：{reason}", "large": "它超过 50 MB",
        "failed": "无法载入这个设置：{reason}",
        "disk": "从磁盘打开的页面不能载入文件，这里只有这一个设置：请把文件夹放到服务器上，"
                "或用 -o page.html 制作单个文件。"},
    layers={
        "Conv1d": "一维卷积 Conv1d", "Conv2d": "二维卷积 Conv2d",
        "ConvTranspose1d": "一维转置卷积 ConvTranspose1d",
        "ConvTranspose2d": "二维转置卷积 ConvTranspose2d",
        "MaxPool1d": "一维最大池化 MaxPool1d", "MaxPool2d": "二维最大池化 MaxPool2d",
        "AvgPool1d": "一维平均池化 AvgPool1d", "AvgPool2d": "二维平均池化 AvgPool2d"},
    settings={
        "input_size": "输入", "kernel_size": "卷积核", "stride": "步幅", "padding": "填充",
        "dilation": "膨胀率", "output_padding": "输出填充", "padding_mode": "填充方式",
        "groups": "分组", "view": "视图", "theme": "主题", "ceil_mode": "向上取整",
        "at_layer": "到这一层", "direction": "方向", "unit": "单元"},
    values={"right": "向右", "down": "向下", "the middle one": "中间"},
    parts={"length": "长", "rows": "行", "columns": "列", "depth": "深", "before": "前",
           "after": "后"},
    titles={"command": "命令行", "gif": "GIF", "directive": "Sphinx", "Flax": "JAX（Flax）"},
    notes={
        "channels_last": "通道在最后，特征图和卷积核都是。",
        "not_turned": "JAX 的转置层不把卷积核旋转 180 度：要得到此图的数，请自己旋转。",
        "no_border": "它只用零填充：请先用单独的一步填充。",
        "no_padding": "它没有这样的填充。",
        "no_dilation": "它没有这种膨胀的池化。",
        "no_stride": "它不能同时有步幅和膨胀率。",
        "no_ceil": "它的最后一个窗口从不超出填充。",
        "no_groups": "它的转置层没有分组。",
        "no_output_padding": "它的输出填充小于步幅。",
        "zeros_count": "它的零算作输入的数：窗口里全小于零时，最大值会不同。"})

WORDS: Mapping[str, PageWords] = {FIRST: ENGLISH, "zh": CHINESE}


def named_in(language: str, first: str) -> str:
    """The name of the page in that language, beside one that is the first: index.html,
    index.zh.html."""
    return "index.html" if language == first else f"index.{language}.html"
