"""Line breaks: all that is written stays, as few lines as hold it, broken as a typesetter would."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import repeatable

from convgif.views.kit.line_breaks import broken, unbroken

UNREAD = "(6 + 2·1 − 3)/2 + 1 = 3.5 → 3：填充的最后 1 行 1 列未被读取；输入全部被读取"
OPENING, CLOSING = "（《「", "、。，；：？！）》」"


def fits(columns: int) -> Callable[[str], bool]:
    """Whether a line is no wider than so many columns, of which a Chinese character takes two."""
    return lambda line: sum(1 + (character > "\u2e80") for character in line) <= columns


@pytest.mark.parametrize(("phrase", "columns", "lines"), [
    ("stride 2 gives 3", 9, ["stride 2", "gives 3"]),
    ("a long unbreakableword", 6, ["a long", "unbreakableword"]),
    (UNREAD, 54, ["(6 + 2·1 − 3)/2 + 1 = 3.5 → 3：",
                  "填充的最后 1 行 1 列未被读取；输入全部被读取"]),
    ("输入全部被读取；填充", 20, ["输入全部被读取；填充"]),
    ("输入全部被读取；填充全部", 18, ["输入全部被读取；", "填充全部"]),
    ("填充的最后 1 行", 13, ["填充的最后", "1 行"]),
    ("填充的最后第 1 行", 14, ["填充的最后", "第 1 行"]),
    ("最后一格未被读取", 14, ["最后一格未被", "读取"]),
    ("读取的 1 行（5，从 0 计），填充的最后", 28, ["读取的 1 行（5，从 0 计），", "填充的最后"]),
    ("读取的 1 行（5，从 0 计）", 20, ["读取的 1 行（5，从", "0 计）"]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_lines_end_where_a_typesetter_ends_them(phrase: str, columns: int, lines: list[str]
                                                ) -> None:
    assert broken(phrase, fits(columns)) == lines


@pytest.mark.parametrize(("phrase", "columns", "lines"), [
    ("o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3", 34,
     ["o = ⌊(i + 2p − k)/s⌋ + 1", "= ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3"]),
    ("(5 + 2·1 − 3)/2 + 1 = 3", 8, ["(5 + 2·1", "− 3)/2 +", "1 = 3"])])
def test_a_formula_is_rather_broken_before_an_equals_sign_than_in_a_bracket(
        phrase: str, columns: int, lines: list[str]) -> None:
    assert broken(phrase, fits(columns)) == lines


CLAUSES = st.lists(st.sampled_from(["填充", "1 行", "未被读取", "（5，从 0 计）", " a+1 ", "3×3"]),
                   min_size=1, max_size=5).map("".join)


@repeatable(200)
@given(st.lists(CLAUSES, min_size=1, max_size=4).map("，".join).map(str.strip), st.integers(8, 30))
def test_nothing_is_lost_and_no_line_begins_amiss(phrase: str, columns: int) -> None:
    lines = broken(phrase, fits(columns))
    assert "".join(lines).replace(" ", "") == phrase.replace(" ", "")
    assert all(fits(columns)(line) or len(unbroken(line)) == 1 for line in lines)
    assert not any(line.lstrip(" ")[0] in CLOSING or line[-1] in OPENING for line in lines)
    assert len(lines) == len(filled(phrase, columns)), "as few as can be"


def filled(phrase: str, columns: int) -> list[str]:
    """Each line with all that fits."""
    lines = [""]
    for unit in unbroken(phrase):
        if lines[-1] and not fits(columns)(lines[-1] + unit):
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip(" ")
    return lines
