"""Check: right is right in any form, wrong is said with a hint, and no answer is no mistake."""

from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal

from convgif.errors import ConvgifError, UnknownNameError
from convgif.exercises.checking import Check
from convgif.exercises.words import WORDS

SIZE = Check(3, "Count the windows.", {5: "That is the input."})


@pytest.mark.parametrize(("right", "answer"), [
    (3, 3), (3, 3.0), (3, np.int64(3)), (0.1 + 0.2, 0.3), ((5, 7), [5, 7]), ((5, 7), (5, 7)),
    (np.eye(2), [[1, 0], [0, 1]]), ("padding", "padding"), (True, True)], ids=repr)
def test_what_is_right(right: Any, answer: object) -> None:
    verdict = Check(right, "?")(answer)
    assert (verdict.is_right, repr(verdict)) == (True, "✓ Right.")


@pytest.mark.parametrize(("right", "answer"), [
    (3, 4), (3, "3"), (3, None), (3, [3]), (1, True), ((5, 7), (7, 5)), ((5, 7), 5),
    (np.eye(2), np.eye(3)), ((5, 7), [[5], [7, 1]]), (3, float("nan")), ("padding", 1)], ids=repr)
def test_what_is_wrong(right: Any, answer: object) -> None:
    verdict = Check(right, "Count.")(answer)
    assert (verdict.is_right, repr(verdict)) == (False, "✗ Wrong. Count.")


def test_a_mistake_has_a_hint_of_its_own() -> None:
    assert repr(SIZE(5)) == "✗ Wrong. That is the input."
    assert repr(SIZE(4)) == "✗ Wrong. Count the windows."


@pytest.mark.parametrize("answer", [..., [1, ...], (..., 2), [[1], [...]]], ids=repr)
def test_while_there_is_no_answer_it_is_said_what_to_do(answer: object) -> None:
    verdict = SIZE(answer)
    assert (verdict.is_right, repr(verdict)) == (None, WORDS["en"].unanswered)


def test_a_notebook_shows_the_same_words_whatever_is_in_them() -> None:
    html = Check(3, "k < 3 & more")(4)._repr_html_()
    assert "✗ Wrong. k &lt; 3 &amp; more</p>" in html
    bars = {SIZE(answer)._repr_html_().partition(";")[0] for answer in (3, 4, ...)}
    assert len(bars) == 3


def test_words_are_in_the_language() -> None:
    check = Check(3, "数一数窗口。", language="zh")
    assert [repr(check(answer)) for answer in (3, 4)] == ["✓ 正确。", "✗ 不对。数一数窗口。"]
    assert repr(check(...)) == WORDS["zh"].unanswered
    assert "language 'fr'" in refusal(UnknownNameError, lambda: Check(3, "?", language="fr"))


def test_a_mistake_that_is_right_is_refused() -> None:
    assert refusal(ConvgifError, lambda: Check(3, "?", {3.0: "no"})) == (
        "mistake 3.0 is right: leave it out")
