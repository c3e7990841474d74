"""How panels stand, as text: what is read, how it is written, and what each panel is given."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import refusal, repeatable

from convgif.errors import NotationError
from convgif.layers import Conv2d, MaxPool2d
from convgif.settings.arranging import Group, filled, leaves, parse_arranged, written
from convgif.settings.options import OPTIONS, as_typed_text
from convgif.settings.resolving import resolve

ARRANGED = st.recursive(st.integers(0, 9), lambda inner: st.builds(
    Group, st.lists(inner, min_size=2, max_size=3).map(tuple), st.booleans()), max_leaves=6)


@pytest.mark.parametrize(("text", "arranged"), [
    ("1", 1), ("1 | 2", Group((1, 2))), ("1|2|3", Group((1, 2, 3))),
    ("1 & 2", Group((1, 2), below=True)),
    ("1 | 2 & 3", Group((1, Group((2, 3), below=True)))),
    ("1 & 2 | 3", Group((Group((1, 2), below=True), 3))),
    ("(1 | 2) & 3", Group((Group((1, 2)), 3), below=True)),
    ("((1 | 2)) & 3", Group((Group((1, 2)), 3), below=True)),
    ("(1 | 2) | 3", Group((Group((1, 2)), 3)))])
def test_below_binds_tighter_than_beside(text: str, arranged: Any) -> None:
    assert parse_arranged(text, int) == arranged


@pytest.mark.parametrize("text", ["Conv2d(padding=(1, 2))", "f(a | b)", "x[a & b]", "(c): Conv2d()",
                                  "(1, 2)", "(a) b (c | d)"])
def test_signs_in_brackets_part_nothing(text: str) -> None:
    assert parse_arranged(text, str) == text


@repeatable(200)
@given(ARRANGED)
def test_what_is_written_is_read_so(arranged: Any) -> None:
    assert parse_arranged(written(arranged, str), int) == arranged
    assert filled(arranged, iter(leaves(arranged))) == arranged


def test_more_panels_than_anyone_looks_at_are_refused() -> None:
    assert "give 24 at most" in refusal(NotationError, lambda: parse_arranged("1|" * 24 + "1", int))


@pytest.mark.parametrize("text", ["(" * 50_000 + "1 | 2" + ")" * 50_000,
                                  "(1 | " * 100 + "1" + ")" * 100], ids=("bare", "of panels"))
def test_brackets_in_brackets_are_refused_at_once(text: str) -> None:
    assert "brackets" in refusal(NotationError, lambda: parse_arranged(text, int))


# Values of settings.

@pytest.mark.parametrize(("name", "text", "value"), [
    ("stride", "1 | 2", Group((1, 2))), ("kernel_size", "3x5|3", Group(((3, 5), 3))),
    ("view", "isometric, values", Group(("isometric", "values"))),
    ("view", "isometric & values", Group(("isometric", "values"), below=True)),
    ("title", "a | b", "a | b"), ("background", "#fff | #000", "#fff | #000"),
    ("show_out", " | 0,1", Group((None, (0, 1)))), ("bias", "true | false", Group((True, False))),
    ("weight", "a&b.csv | sobel-x", Group(("a&b.csv", "sobel-x")))])
def test_a_setting_says_one_value_for_each_panel(name: str, text: str, value: Any) -> None:
    assert OPTIONS[name].read(text) == value
    assert OPTIONS[name].read(as_typed_text(name, value)) == value


@pytest.mark.parametrize(("name", "text", "said"), [
    ("theme", "dark | light", "all panels have one theme: give one"),
    ("stride", "1 | x", "'x' is not understood"), ("bias", "on | off", "neither true nor false")])
def test_what_no_panel_can_have_is_refused(name: str, text: str, said: str) -> None:
    assert said in refusal(NotationError, lambda: OPTIONS[name].read(text))


def panels_of(settings: dict[str, str], layer_text: str | None = None) -> Any:
    return resolve({name: OPTIONS[name].read(text) for name, text in settings.items()},
                   layer_text).panels


def test_what_differs_is_each_panels_own_and_one_value_is_all_panels() -> None:
    one, other = panels_of({"input_size": "5 | 7", "padding": "1", "title": "left | right"},
                           "Conv2d(stride=2) | max_pooling")
    assert (one.layer, one.input_size) == (Conv2d(stride=2, padding=1), (5, 5))
    assert (other.layer, other.input_size) == (MaxPool2d(stride=1, padding=1), (7, 7))
    assert (one.settings, other.settings) == ({"title": "left"}, {"title": "right"})


def test_one_layer_is_as_many_panels_as_its_settings_say() -> None:
    assert [panel.layer.dilation for panel in panels_of({"dilation": "1 | 2 | 3"})] == [
        (1, 1), (2, 2), (3, 3)]
    assert [panel.view for panel in panels_of({"view": "values,isometric"}, "Conv2d()")] == [
        "values", "isometric"]
    assert [type(panel.layer).__name__ for panel in panels_of({"preset": "dilation,max_pooling"})
            ] == ["Conv2d", "MaxPool2d"]


def test_layers_say_how_panels_stand_and_else_what_differs() -> None:
    below = resolve({"stride": Group((1, 2)), "layer": "conv & conv"}).arranged
    assert isinstance(below, Group)
    assert below.below
    stacked = resolve({"stride": Group((1, 2)), "view": Group(("values", None), below=True)})
    assert stacked.arranged.below is False  # what comes first of OPTIONS
    assert resolve({"stride": Group((1, 2), below=True)}).arranged.below is True
    assert resolve({"kernel_size": Group((2, 3))}, "(Conv2d() & Conv2d())").arranged.below is True


def test_a_title_makes_no_panels() -> None:
    (panel,) = panels_of({"title": "P(A) | B"})
    assert panel.settings == {"title": "P(A) | B"}


@pytest.mark.parametrize(("settings", "layer_text", "said"), [
    ({"input_size": "1|2|3"}, "Conv2d() | Conv2d()", "the layers are 2, and there are 3 panels"),
    ({"stride": "1 | 2", "padding": "0|0|0"}, None, "stride has 2, and there are 3 panels"),
    ({"title": "a|b|c"}, "Conv2d() & Conv2d()", "title has 3, and there are 2 panels"),
    ({}, "Conv2d() |", "has no layer on one side of a sign")])
def test_wrong_counts_are_one_line(settings: dict[str, str], layer_text: str | None, said: str
                                   ) -> None:
    message = refusal(NotationError, lambda: panels_of(settings, layer_text))
    assert said in message
    assert "\n" not in message
