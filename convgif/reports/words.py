"""WORDS: what the page of a network says by itself, by language."""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST = "en"


@dataclass(frozen=True)
class ReportWords:
    """What it says in a language. title: of a network without a name. facts: of the whole, and
    facts_so_far of a network whose last layers have no sizes; parameters, macs: of a layer. field:
    what a unit reads of the input, and with_jump: where that of its neighbour always lies as far.
    failed: where shapes end; in_order: of a text that does not say how layers are joined. sections:
    by id, a heading and a sentence. columns: of the table, by the name of what stands in it; total,
    input: its last and its first row; notes: what is said of a layer's input, by the same in
    English. uncounted: of layers whose MACs are not in the total. cut: of fields that the border of
    the input cuts. part: of what a picture is, and smaller where its input is; real_field: what its
    last unit really reads; drawn_on: the size of a layer's picture; alike: of one that has one
    channel of many; instead: of one that has fewer features; refused: why there is none; more:
    places in the network that are not named. made_by: the command of the page; run_here: where all
    commands are run; command: what one is called. page: what is written on its parts."""

    title: str
    facts: str
    facts_so_far: str
    comma: str
    parameters: str
    macs: str
    field: str
    with_jump: str
    failed: str
    in_order: str
    sections: Mapping[str, tuple[str, str]]
    columns: Mapping[str, str]
    total: str
    input: str
    notes: Mapping[str, str]
    uncounted: str
    cut: str
    part: str
    smaller: str
    real_field: str
    drawn_on: str
    alike: str
    instead: str
    refused: str
    more: str
    made_by: str
    run_here: str
    command: str
    page: Mapping[str, str]


ENGLISH = ReportWords(
    title="A network",
    facts="{input} → {output} in {count} layers, with {parameters} parameters and {macs} "
          "multiply-accumulates (MACs).",
    facts_so_far="{input} → {output} after {sized} of {count} layers, with {parameters} parameters "
                 "in all and {macs} multiply-accumulates (MACs).",
    comma=", ", parameters="{number} parameters", macs="{number} MACs",
    field="One unit of the last layer reads {field} of the input, padding included.",
    with_jump="One unit of the last map reads {field} of the input, padding included; its "
              "neighbour's field lies {jump} further.",
    failed="The sizes end here: {failure}",
    in_order="The text of the network does not say what forward() adds, concatenates or calls as a "
             "function: its layers are taken one after the other.",
    sections={
        "network": ("Shape by shape", "Each map as a stack of sheets, and the windows that make "
                    "one of another."),
        "receptive": ("Receptive field", "What one unit reads, layer by layer, down to the input."),
        "table": ("Layers and costs", "Field: how much of the network's input one unit reads, "
                  "padding included. Jump: how much further its neighbour's field lies; a dash "
                  "where that is not always the same."),
        "layers": ("Each kind of layer", "Layers with the same arguments are drawn once, on a "
                   "small input on which the windows go on as on the real one.")},
    columns={"name": "name", "layer": "layer", "output": "output", "parameters": "parameters",
             "MACs": "MACs", "field": "field", "jump": "jump",
             "centre": "centre"},
    total="in all", input="input", notes={},
    uncounted="The MACs of {kinds} are not counted: the total is at least this.",
    cut="Fields reach past the input of {input}, first in layer {first}: the middle unit of layer "
        "{last} has {field}, of which {inside} are the input, and the rest is padding.",
    part="Drawn up to layer {layer}, on the input of {size}.",
    smaller="Drawn up to layer {layer}, and on a smaller input: {size} instead of {real}.",
    real_field="On the real input one unit of layer {layer} reads {field}.",
    drawn_on="drawn on an input of {size}",
    alike="and of one channel: it works on each of its {count} alike",
    instead="drawn with fewer features, as {layer}",
    refused="Not drawn: {why}.",
    more="and {count} more",
    made_by="This page is made by",
    run_here="All commands and Python lines of this page are run in its own folder.",
    command="Command line",
    page={"pause": "Pause all", "play": "Play all", "copy": "Copy", "copied": "Copied",
          "selected": "Selected", "embed": "Show it elsewhere", "skip": "Skip to the layers"})

CHINESE = ReportWords(
    title="网络",
    facts="{input} → {output}，共 {count} 层，{parameters} 个参数，{macs} 次乘加。",
    facts_so_far="{count} 层中的前 {sized} 层：{input} → {output}；共 {parameters} 个参数，"
                 "{macs} 次乘加。",
    comma="，", parameters="{number} 个参数", macs="{number} 次乘加",
    field="最后一层的一个单元读取输入的 {field}，含填充。",
    with_jump="最后一层的一个单元读取输入的 {field}，含填充；相邻单元的感受野相距 {jump}。",
    failed="尺寸到此为止：{failure}",
    in_order="网络的文字没有写出 forward() 里的相加、拼接和函数调用：各层依次相连。",
    sections={
        "network": ("逐层的形状", "每张特征图画成一叠薄片，窗口把一张变成下一张。"),
        "receptive": ("感受野", "一个单元逐层读取到输入为止的范围。"),
        "table": ("各层与代价", "感受野：一个单元读取网络输入的多少，含填充。间隔：相邻单元的感受野"
                  "相距多远；不总相同时写作短横。"),
        "layers": ("每种层", "参数相同的层只画一次，用较小的输入，窗口的走法与真实输入相同。")},
    columns={"name": "名称", "layer": "层", "output": "输出", "parameters": "参数量",
             "MACs": "乘加次数", "field": "感受野", "jump": "间隔",
             "centre": "首个中心"},
    total="合计", input="输入",
    notes={"flattened": "展平", "its weights are counted above": "权重已计入上文"},
    uncounted="未计 {kinds} 的乘加次数：合计至少为此数。",
    cut="感受野会超出 {input} 的输入，首先是层 {first}：层 {last} 的中间单元为 {field}，其中 "
        "{inside} 在输入之内，其余是填充。",
    part="画到层 {layer} 为止，输入为 {size}。",
    smaller="画到层 {layer} 为止，并用较小的输入：{size}，而不是 {real}。",
    real_field="在真实输入上，层 {layer} 的一个单元读取 {field}。",
    drawn_on="所画输入为 {size}",
    alike="只画一个通道：{count} 个通道都一样",
    instead="特征较少的同类层：{layer}",
    refused="未画出：{why}。",
    more="另有 {count} 处",
    made_by="本页由此命令生成",
    run_here="本页的命令和 Python 代码都在本页所在的文件夹中运行。",
    command="命令行",
    page={"pause": "全部暂停", "play": "全部播放", "copy": "复制", "copied": "已复制",
          "selected": "已选中", "embed": "在别处显示", "skip": "跳到各层"})

WORDS: Mapping[str, ReportWords] = {FIRST: ENGLISH, "zh": CHINESE}
