"""The error tree and the look-up that answers a wrong name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable

from convgif import errors
from convgif.errors import ConvgifError, UnknownNameError, fold, look_up, shorten, suggest

TABLE = {"isometric": 1, "values": 2, "macs": 3, "same_padding": 4}


def test_every_error_is_a_convgif_error_and_none_is_another() -> None:
    declared = {cls for cls in vars(errors).values()
                if isinstance(cls, type) and issubclass(cls, Exception)}
    assert {cls.__name__ for cls in declared} == {
        "ConvgifError", "NotationError", "UnknownNameError", "LayerError", "ArrayError",
        "ViewError", "LimitError", "OutputError"}
    assert ConvgifError.__bases__ == (Exception,)
    assert {cls.__bases__ for cls in declared - {ConvgifError}} == {(ConvgifError,)}


@pytest.mark.parametrize("name", [
    "same_padding", "SAME_PADDING", "same-padding", "samepadding", "Same Padding",
    "s-a-me padding"])
def test_names_are_found_in_any_case_without_hyphens_underscores_and_blanks(name: str) -> None:
    assert look_up(TABLE, name, "preset") == 4


@pytest.mark.parametrize(("name", "answer"), [
    ("isometrik", "unknown view 'isometrik': did you mean isometric?"),
    ("Value", "unknown view 'Value': did you mean values?"),
    ("same-paddin", "unknown view 'same-paddin': did you mean same_padding?"),
    ("zzz", "unknown view 'zzz': there is isometric, values, macs, same_padding"),
    ("", "unknown view '': there is isometric, values, macs, same_padding")])
def test_unknown_name_is_answered_with_the_nearest_or_all(name: str, answer: str) -> None:
    assert refusal(UnknownNameError, lambda: look_up(TABLE, name, "view")) == answer


@pytest.mark.parametrize("name", [
    "macs\nvalues", "x" * 10_000_000, "macs" * 100_000, "\0", "\udcff"],
    ids=["two lines", "10 MB", "a name again and again", "null", "no UTF-8"])
def test_hostile_name_is_answered_in_one_short_line(name: str) -> None:
    refusal(UnknownNameError, lambda: look_up(TABLE, name, "view"))


@repeatable(200)
@given(st.text())
def test_any_name_is_found_or_refused(name: str) -> None:
    try:
        assert look_up(TABLE, name, "view") == TABLE[look_up({k: k for k in TABLE}, name, "view")]
    except UnknownNameError as error:
        assert_readable(str(error))
        assert fold(name) not in {fold(known) for known in TABLE}


def test_suggestion_names_what_is_written_in_the_table() -> None:
    assert suggest("SAMEPADING", TABLE) == "did you mean same_padding?"
    assert suggest("q", ["b", "a"]) == "there is b, a"


@pytest.mark.parametrize(("given_", "shown"), [
    ("abc", "'abc'"), (3, "3"), ((1, 2), "(1, 2)"), (None, "None"), ("a\nb", r"'a\nb'"),
    ("a" * 58, repr("a" * 58)), ("a" * 59, repr("a" * 59)[:57] + "...")])
def test_what_was_given_is_quoted_and_cut(given_: object, shown: str) -> None:
    assert shorten(given_) == shown


@pytest.mark.parametrize("given_", [
    "x" * 10_000_000, list(range(100_000)), 10**600, "\n" * 500],
    ids=["text", "list", "number", "lines"])
def test_what_was_given_is_never_longer_than_the_limit(given_: object) -> None:
    assert len(shorten(given_)) == 60
    assert len(shorten(given_, 20)) == 20


@pytest.mark.parametrize("given_", [np.zeros((3, 3)), np.zeros((2, 2, 2))], ids=["2-D", "3-D"])
def test_what_was_given_is_shown_on_one_line_even_when_its_repr_has_several(given_: object) -> None:
    assert len(shorten(given_).splitlines()) == 1


def test_a_number_too_long_for_python_to_print_is_shortened_too() -> None:
    assert len(shorten(10**5000)) <= 60
