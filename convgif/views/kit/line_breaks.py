"""Where lines are broken: between words; in Chinese where a typesetter would break them."""

import re
from collections.abc import Callable, Sequence

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_OPENING, _CLOSING = "（《「", "、。，；：？！）》」"
_UNIT = re.compile(f" *[{_OPENING}]*(?:[^ {_WIDE}]+|[{_WIDE}])[{_CLOSING}]*")
_COUNTED = re.compile(f" [{_WIDE}]")  # what is counted, after its number: 1 行
_IS_CHINESE = re.compile(f"[{_WIDE}]")
EQUALS = "="
ORDINAL = "第"  # before a number

# What a break costs: after a mark that is not in brackets, beside a blank, between two characters
# of which both may be of one word; and a last line of one character.
AT_MARK, AT_BLANK, IN_WORD, ORPHAN = 0, 2, 3, 4


def broken(phrase: str, fits: Callable[[str], bool]) -> list[str]:
    """The phrase in lines, as few as hold it, each as long as it can be.

    A Chinese one rather ends its lines after a mark than between two characters, which may be of
    one word, and leaves none alone on the last. A unit that does not fit is a line by itself.
    """
    units = unbroken(phrase)
    if fits(phrase) or not _IS_CHINESE.search(phrase):
        return _filled(units, fits)
    count = len(units)
    best: list[tuple[int, int, int]] = [(0, 0, count)] * (count + 1)  # lines, cost, where it ends
    for start in range(count - 1, -1, -1):
        ways = []
        for end in range(count, start, -1):  # of ways that are as good the fullest line
            if end == start + 1 or fits(_line(units, start, end)):
                more, cost, _ = best[end]
                ways.append((more + 1, cost + _cost(units, start, end), end))
        best[start] = min(ways, key=lambda way: way[:2])
    lines, start = [], 0
    while start < count:
        end = best[start][2]
        lines.append(_line(units, start, end))
        start = end
    return lines


def unbroken(phrase: str) -> list[str]:
    """The phrase in parts that lines may begin with, each with the blanks before it: words, and
    single Chinese or Japanese characters with the punctuation that belongs to them; a number with
    what it counts."""
    units: list[str] = []
    for unit in _UNIT.findall(phrase) or [phrase]:
        last = units[-1] if units else ""
        counted = last[-1:].isdigit() and _COUNTED.match(unit)
        if counted or last.endswith(ORDINAL):
            units[-1] += unit
        else:
            units.append(unit)
    return units


def _filled(units: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """Each line with all that fits; of a formula none that ends in a bracket, if it can end before
    an equals sign."""
    lines, start = [], 0
    while start < len(units):
        end = start + 1
        while end < len(units) and fits(_line(units, start, end + 1)):
            end += 1
        if end < len(units) and _is_open(units[start:end]):
            equals = (at for at in range(end - 1, start, -1)
                      if units[at].strip() == EQUALS and not _is_open(units[start:at]))
            end = next(equals, end)
        lines.append(_line(units, start, end))
        start = end
    return lines


def _is_open(units: Sequence[str]) -> bool:
    """Whether they open a bracket that they do not close."""
    signs = "".join(units)
    return sum(map(signs.count, "(⌊⌈[")) > sum(map(signs.count, ")⌋⌉]"))


def _line(units: Sequence[str], start: int, end: int) -> str:
    """The units as a line; only the first keeps the blanks before it."""
    line = "".join(units[start:end])
    return line.lstrip(" ") if start else line


def _cost(units: Sequence[str], start: int, end: int) -> int:
    """Of a line that ends there."""
    last, following = units[end - 1], "".join(units[end:])
    if not following:
        return ORPHAN if start and len(_line(units, start, end).strip(_CLOSING)) == 1 else 0
    before = "".join(units[:end])
    if last[-1] in _CLOSING and before.count("（") == before.count("）"):
        return AT_MARK
    at_blank = following[0] == " " or not _IS_CHINESE.match(last[-1])
    return AT_BLANK if at_blank else IN_WORD
