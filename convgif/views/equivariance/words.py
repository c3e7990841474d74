"""The words of the equivariance view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from convgif.scenes.words import Forms


@dataclass(frozen=True)
class EquivarianceWords:
    """What the equivariance view says, in a language.

    moved_input, moved_output, again, difference: labels of the shifted input, of the output shifted
    along, of what the layer makes of the shifted input, and of what is between the two. shifted: by
    how much, both. exact, broken: how many outputs differ, by number. invariant: of one that stays
    as it is. uneven: where the shift is no multiple of the stride. at_border: where only windows
    over the edge see anything else. around: what becomes of what
    leaves the map.
    """

    moved_input: str
    moved_output: str
    again: str
    difference: str
    shifted: str
    exact: str
    invariant: str
    broken: Forms
    uneven: str
    at_border: str
    around: str
    sentence: str


ENGLISH = EquivarianceWords(
    moved_input="shifted input",
    moved_output="shifted output",
    again="its output",
    difference="difference",
    shifted="shift {by}, around the edge",
    exact="equal everywhere: the output shifts along",
    invariant="equal: the output stays as it is, whatever the shift",
    broken=("{count} of {all} cell differs", "{count} of {all} cells differ"),
    uneven="shift {by} is no multiple of stride {stride}",
    at_border="only where the border is read",
    around="what leaves comes in at the other end",
    sentence="{layer} and a shift, in {steps}: an input of {input} goes through the layer and its "
             "output of {output} is shifted; the input is shifted by {by} and goes through the "
             "layer; what both ways come to is compared.")

CHINESE = EquivarianceWords(
    moved_input="平移后的输入",
    moved_output="平移后的输出",
    again="它的输出",
    difference="差",
    shifted="平移 {by}，绕过边缘",
    exact="处处相等：输出随之平移",
    invariant="相等：无论怎样平移，输出不变",
    broken=("{all} 格中有 {count} 格不同", "{all} 格中有 {count} 格不同"),
    uneven="平移 {by} 不是步幅 {stride} 的倍数",
    at_border="只在读到边界处",
    around="移出的一端从另一端移入",
    sentence="{layer} 与平移，共 {steps}：{input} 的输入先经过该层，再把 {output} 的输出平移；"
             "输入先平移 {by}，再经过该层；比较两条路的结果。")

SYMBOLS = replace(
    ENGLISH,
    moved_input="i′",
    moved_output="→ o",
    again="o′",
    difference="Δ",
    shifted="→ {by}",
    exact="Δ = 0",
    invariant="Δ = 0",
    broken=("Δ ≠ 0: {count}/{all}", "Δ ≠ 0: {count}/{all}"),
    uneven="{by}/{stride}",
    at_border="",
    around="")

WORDS: Mapping[str, EquivarianceWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
