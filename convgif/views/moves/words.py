"""The words of the moves view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words import Forms


@dataclass(frozen=True)
class MovesWords:
    """What the moves view says, in a language.

    unfilled: of outputs that take nothing, what they hold; border: of those around the input.
    repeated: of a border that repeats cells of the input. places: what shades are. counts: the
    label of how many inputs each output is the sum of. some: where not all channels are drawn.
    lines: of a row that is too long to be drawn in one. indices: what the small numbers are. lost:
    how many inputs are overwritten. orders: which channels become a block, by the word for it.
    blocks: of cells that are channels on the other side. slices: what maps of depth are. spoken:
    what is said of these where the picture is not seen, and of input that nothing takes, by their
    names.
    """

    unfilled: str
    border: str
    repeated: str
    places: str
    counts: str
    some: str
    lines: str
    indices: str
    lost: Forms
    orders: Mapping[str, str]
    blocks: str
    slices: str
    spoken: Mapping[str, str]


ENGLISH = MovesWords(
    unfilled="takes nothing: {value}",
    border="border: {value}",
    repeated="border, which repeats cells",
    places="shade: place in the window",
    counts="how many add up",
    some="some of the channels",
    lines="a long row goes on in the next line",
    indices="small: index in the output",
    lost=("{count} number is overwritten", "{count} numbers are overwritten"),
    orders={"CRD": "neighbouring channels make a block",
            "DCR": "channels apart make a block"},
    blocks="blocks {size}",
    slices="maps are slices, front to back",
    spoken={"unfilled": "outputs that take no input are {value}", "border": "the border is {value}",
            "repeated": "the border repeats cells of the input",
            "places": "numbers at one place in their window have one colour",
            "indices": "below each number stands its index in the output",
            "unread": "some of the input is not taken"})

CHINESE = MovesWords(
    unfilled="不取输入：{value}",
    border="边界：{value}",
    repeated="边界，重复输入的格",
    places="底色：在窗口中的位置",
    counts="相加的个数",
    some="部分通道",
    lines="长行分成几行",
    indices="小字：在输出中的下标",
    lost=("{count} 个数被覆盖",) * 2,
    orders={"CRD": "相邻通道成一块", "DCR": "相隔通道成一块"},
    blocks="块 {size}",
    slices="各图为切片，由前到后",
    spoken={"unfilled": "不取输入的输出为 {value}", "border": "边界为 {value}",
            "repeated": "边界重复输入的格", "places": "窗口中同一位置的数颜色相同",
            "indices": "每个数下方是它在输出中的下标", "unread": "有些输入未被取用"})

SYMBOLS = replace(
    ENGLISH, unfilled="{value}", border="p: {value}", repeated="p", places="k[m, n]",
    counts="Σ 1", some="", lines="", indices="argmax o", lost=("✗ {count}",) * 2,
    orders={"CRD": "", "DCR": ""}, blocks="{size}", slices="D →")

WORDS: Mapping[str, MovesWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
