"""What a player says that grades, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class GradingWords:
    """The phrases of one language. cells: what the fields are, and their keys. right, wrong,
    unread: of what is typed into one; unread_size: into one for a size, which says how it
    is to be written: form, with what stands between letters, or one_number. place, joint: a place
    along an axis, and what stands between such places. size: a size that is asked for, in its
    text."""

    cells: str
    score: str
    check: str
    again: str
    right: str
    wrong: str
    unread: str
    unread_size: str
    place: str
    joint: str
    size: str
    form: str
    one_number: str
    letters: str
    between: str


ENGLISH = GradingWords(
    cells="Empty cells: Tab goes on, Enter checks, Escape clears; rows and columns are counted "
          "from 0",
    score="{right} of {count} right", check="Check", again="Start again",
    right="{label}: {typed} is right", wrong="{label}: {typed} is wrong",
    unread="{label}: {typed} is no number that can be read",
    unread_size="{label}: {typed} cannot be read as this size: {form}",
    place="{axis} {number}", joint=" ", size="size {number}: {text}",
    form="write {sign}: {letters}", one_number="write one number", between=", ",
    letters="C channels, D depth, H height, W width, L length")

CHINESE = GradingWords(
    cells="空格：Tab 到下一格，回车检查，Esc 清除；行列从 0 数起",
    score="{count} 个中答对 {right} 个", check="检查", again="重新开始",
    right="{label}：{typed} 正确", wrong="{label}：{typed} 错误",
    unread="{label}：{typed} 读不出数",
    unread_size="{label}：{typed} 读不出这个大小：{form}",
    place="第 {number} {axis}", joint="", size="大小 {number}：{text}",
    form="写成 {sign}：{letters}", one_number="写一个数", between="，",
    letters="C 通道，D 深，H 高，W 宽，L 长")

WORDS: Mapping[str, GradingWords] = {"en": ENGLISH, "zh": CHINESE}
HEARD = ("cells", "score", "check", "again", "right", "wrong", "unread",
         "unread_size")  # or read, in the page
