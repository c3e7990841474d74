"""The words of the receptive view, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class ReceptiveWords:
    """What the receptive view says, in a language. holes: of cells inside a field that are not
    read; partly: of tiles of which some are; field: the last line, and neighbours what it says
    where there are some. either, between: of two distances, and of more. paths: of the shades of
    counts. apart: of branches that are not aligned. sentence, grown, neighbours_told, paths_told,
    apart_told: of the alt text."""

    field: str
    neighbours: str
    either: str
    between: str
    holes: str
    partly: str
    padding: str
    sentence: str
    neighbours_told: str
    grown: str
    paths: str
    apart: str
    paths_told: str
    apart_told: str


ENGLISH = ReceptiveWords(
    field="field {field}",
    neighbours=", neighbours {jump} apart",
    either="{least} or {most}",
    between="{least} to {most}",
    holes="inside, but not read",
    partly="not all are read",
    padding="padding",
    sentence="What one unit of {output} reads, layer by layer, down to the input of {input}: "
             "{grown}{neighbours}.",
    neighbours_told="; its neighbour's field lies {jump} further",
    grown="{layer}: {field}",
    paths="paths to the unit: {count}",
    apart="{layer}: branches {apart} apart",
    paths_told="From the cells of the input lead {least} to {most} paths to it.",
    apart_told="The branches of {layer} are not aligned: what they read lies {apart} apart.")

CHINESE = ReceptiveWords(
    field="感受野 {field}",
    neighbours="，相邻间隔 {jump}",
    either="{least} 或 {most}",
    between="{least} 至 {most}",
    holes="在内，但不读取",
    partly="未全部读取",
    padding="填充",
    sentence="{output} 的一个单元逐层读取到 {input} 的输入：{grown}{neighbours}。",
    neighbours_told="；相邻单元的感受野相距 {jump}",
    grown="{layer}：{field}",
    paths="到该单元的路径：{count}",
    apart="{layer}：分支相距 {apart}",
    paths_told="输入的各格到该单元有 {least} 至 {most} 条路径。",
    apart_told="{layer} 连接的分支没有对齐：它们读取的位置相距 {apart}。")

SYMBOLS = replace(ENGLISH, field="r {field}", neighbours=", j {jump}", either="{least}, {most}",
                  between="{least}…{most}", holes="✗", partly="✗ ✓", padding="p",
                  paths="×{count}", apart="{layer} Δ {apart}")

WORDS: Mapping[str, ReceptiveWords] = {"en": ENGLISH, "zh": CHINESE, "symbols": SYMBOLS}
