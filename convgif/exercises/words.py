"""The words of exercises, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ExerciseWords:
    """What exercises say, in a language. questions: of sheets, by their name. axes: of sizes, by
    how many there are. taken: what a layer reads, where that is not what is above it. small: of the
    input of a picture. right, wrong, unanswered: what a check says of an answer."""

    sheet: str
    name: str
    answers: str
    layer: str
    questions: Mapping[str, str]
    cell: str
    axes: Mapping[int, tuple[str, ...]]
    gap: str
    taken: str
    comma: str
    input: str
    small: str
    right: str
    wrong: str
    unanswered: str
    pair: str


ENGLISH = ExerciseWords(
    sheet="Exercise sheet {number}, seed {seed}", name="Name: ", answers="Answers",
    layer="{name}: {layer}",
    questions={
        "outputs": "{layer}: work out the numbers that belong in the empty cells of the output. "
                   "Cells are counted from 0.",
        "outputs_of_pair": "{layer}: shown are input channel {read} and output channel {made} "
                           "alone. Work out what the input channel adds to the numbers in the "
                           "empty cells, without the bias. Cells are counted from 0.",
        "outputs_sum": "{layer}: work out the numbers that belong in the empty output. What do "
                       "they add up to?",
        "size": "{layer}: which size does the output have for an input of {size}?",
        "parameters": "{layer}: how many parameters does it learn, weights and biases?",
        "gradient": "{layer}: the gradients of the output are given. Which is the gradient of "
                    "weight [{index}], counted from 0?",
        "network_size": "For an input of {size} to the network below: which size does each "
                        "channel have that comes out of layer {name}?",
        "network_field": "The receptive field of one number of the network below, after layer "
                         "{name}: how many cells of the input along each axis, padding included?",
        "network_parameters": "How many parameters does layer {name} of the network below learn, "
                              "weights and biases?",
        "network_gradient": "Layer {name} of the network is {layer}; here it is on a small "
                            "input, and the gradients of the output are given. Which is the "
                            "gradient of weight [{index}], counted from 0?"},
    cell="cell [{index}]",
    axes={0: (), 1: ("length",), 2: ("rows", "columns"), 3: ("slices", "rows", "columns")},
    gap=" ", taken=" of {names}", comma=", ", input="input",
    small="The picture is of a small input, {size}.",
    right="✓ Right.", wrong="✗ Wrong. {hint}",
    unanswered="Write your answer in place of ... and run this cell again (Shift+Enter).",
    pair="Shown are input channel {read} and output channel {made} alone.")

CHINESE = ExerciseWords(
    sheet="练习 {number}，种子 {seed}", name="姓名：", answers="答案",
    layer="{name}：{layer}",
    questions={
        "outputs": "{layer}：计算输出中空格里的数（行列从 0 数起）。",
        "outputs_of_pair": "{layer}：图中只有输入通道 {read} 和输出通道 {made}。计算这个输入通道"
                           "加到空格里的数（不含偏置，行列从 0 数起）。",
        "outputs_sum": "{layer}：计算输出的空格里的数，它们的和是多少？",
        "size": "{layer}：输入为 {size} 时，输出的大小是多少？",
        "parameters": "{layer}：要学习的参数（权重与偏置）有多少个？",
        "gradient": "{layer}：输出的梯度已给出，权重 [{index}]（从 0 数起）的梯度是多少？",
        "network_size": "下面的网络，输入为 {size} 时，层 {name} 输出的每个通道的大小是多少？",
        "network_field": "下面的网络中，层 {name} 之后的一个数，其感受野在输入的每个轴上有多少格"
                         "（含填充）？",
        "network_parameters": "下面的网络中，层 {name} 要学习的参数（权重与偏置）有多少个？",
        "network_gradient": "网络的层 {name} 是 {layer}；这里输入较小，输出的梯度已给出，"
                            "权重 [{index}]（从 0 数起）的梯度是多少？"},
    cell="格 [{index}]",
    axes={0: (), 1: ("长度",), 2: ("行", "列"), 3: ("层", "行", "列")},
    gap="", taken="，输入为 {names}", comma="、", input="网络的输入",
    small="图中的输入较小，为 {size}。",
    right="✓ 正确。", wrong="✗ 不对。{hint}",
    unanswered="把 ... 换成你的答案，再运行一次这个单元格（Shift+Enter）。",
    pair="图中只有输入通道 {read} 和输出通道 {made}。")

WORDS: Mapping[str, ExerciseWords] = {"en": ENGLISH, "zh": CHINESE}
