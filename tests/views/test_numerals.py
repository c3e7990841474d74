"""Numbers as they are written, and shades in place of them: as many digits, and steps, as tell the
values apart."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import repeatable

from convgif import AvgPool2d, Conv2d, LPPool2d, animate
from convgif.scenes.roles import RAMP_STEPS
from convgif.scenes.scene import Text
from convgif.views.equality import exact
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.shading import shading

MINUS = "\N{MINUS SIGN}"
numbers = st.floats(-1e300, 1e300, allow_nan=False, allow_subnormal=True)


# Written.

@pytest.mark.parametrize(("value", "digits", "text"), [
    (0.0, 2, "0.00"), (-0.0, 2, "0.00"), (3.0, None, "3"), (-1.005, 1, f"{MINUS}1.0"),
    (0.004, 2, "0.004"), (-0.004, 2, f"{MINUS}0.004"), (0.3, 0, "0.3"), (0.00012, 2, "0.0001"),
    (1e-6, 2, f"1e{MINUS}6"), (-5.5e-17, 3, f"{MINUS}6e{MINUS}17"), (0.006, 2, "0.01"),
    (1e6, 2, "1000000.00"), (1.5e300, None, "1.5e300"), (-2e12, 2, f"{MINUS}2e12")])
def test_a_number_is_written(value: float, digits: int | None, text: str) -> None:
    assert format_number(value, digits) == text


@repeatable(200)
@given(numbers, st.none() | st.integers(0, 6))
def test_what_is_not_0_never_reads_as_0(value: float, digits: int | None) -> None:
    assert (exact(format_number(value, digits)) == 0) == (value == 0)


@pytest.mark.parametrize(("values", "digits"), [
    ([1, 2, 3], None), ([0], None), ([0.5, 1.25], 2), ([0.5, 3], 2), ([1 / 3, 2], 2),
    ([0.0001 * n for n in range(1, 10)], 4), ([0.004, 0.016, 0.14], 3), ([0.001, 0.0375], 3),
    ([1e6, 1e-6], 2), ([0.25, 1e-9], 2), ([1e-9, 2e-9], 6), ([0.033], 3)])
def test_decimals_follow_the_numbers(values: list[float], digits: int | None) -> None:
    assert decimals(values, None) == digits
    assert decimals(values, 1) == (None if digits is None else 1), "what is asked for stands"


def written(animation: object, name: str) -> list[str]:
    return [mark.shape.string for id, mark in animation.story.stage.marks.items()  # type: ignore[attr-defined]
            if id[0] == name and isinstance(mark.shape, Text)]


def test_a_gaussian_shows_its_weights() -> None:
    animation = animate(Conv2d(kernel_size=5), input_size=7, weight="gaussian", view="values",
                        still="middle")
    kernel = written(animation, "kernel_number@0") or written(animation, "kernel_number")
    assert len(kernel) == 25
    assert all(exact(number) > 0 for number in kernel)
    assert len(set(kernel)) == len(set(np.round(animation.traces[0].weight, 6).ravel()))  # type: ignore[arg-type]


def test_a_table_of_small_numbers_adds_up_as_shown() -> None:
    table = np.arange(1, 10).reshape(1, 3, 3) / 10_000
    story = animate(Conv2d(kernel_size=2), input=table, view="values").story
    texts = [shape.string for scene in story.scenes for id, shape in scene.shapes.items()
             if id[0] == "sum_equals" and isinstance(shape, Text)]
    assert set(texts) <= {"="}
    assert written(animate(Conv2d(kernel_size=2), input=table, view="values"), "input_number") == [
        f"0.000{n}" for n in range(1, 10)]


def test_what_rounding_hides_is_almost_equal() -> None:
    mixed = np.array([[[1e6, 1e-6], [1, 2]]])
    animation = animate(Conv2d(kernel_size=2), input=mixed, weight=np.ones((1, 1, 2, 2)),
                        view="values")
    assert f"1e{MINUS}6" in written(animation, "sum_first")
    assert "\N{ALMOST EQUAL TO}" in written(animation, "sum_equals")


def test_a_power_of_a_small_number_is_in_brackets() -> None:
    animation = animate(LPPool2d(2, 2), input=np.array([[[1e-6, 4], [1, 2]]]), view="values")
    assert f"(1e{MINUS}6)²" in written(animation, "sum_first")


def test_the_player_writes_as_the_picture_does() -> None:
    animation = animate(AvgPool2d(3), input=np.arange(9).reshape(1, 3, 3) / 7, view="values")
    html = animation.player().html
    assert '"≈"' in html
    assert '"0.57"' in html  # 4 / 7


# Shaded.

@repeatable(200)
@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=2, max_size=60), st.booleans())
def test_a_larger_value_is_never_a_lower_shade(values: list[float], diverging: bool) -> None:
    found = shading(np.array(values), diverging=diverging)
    pairs = sorted(zip(values, found.steps, strict=True))
    assert [step for _, step in pairs] == sorted(found.steps)
    assert 0 <= min(found.steps) <= max(found.steps) < RAMP_STEPS
    if len(set(values)) > 1 and not diverging and max(values) - min(values) > 1e-6:
        assert (pairs[0][1], pairs[-1][1]) == (0, RAMP_STEPS - 1), "the ends are the data's ends"
    for value, step in pairs if diverging else ():
        assert (step - RAMP_STEPS // 2) * value >= 0, "zero is in the middle"
    assert found.ramp[0] == found.role(pairs[0][1])
    assert found.ramp[-1] == found.role(pairs[-1][1])


@pytest.mark.parametrize("outlier", [1000, 1e6, -1000])
def test_an_outlier_leaves_the_others_their_shades(outlier: float) -> None:
    values = np.array([*range(1, 10)] * 4 + [outlier], np.float64)
    found = shading(values, diverging=outlier < 0)
    assert found.by_rank
    assert len(set(found.steps[:9])) >= 5


@pytest.mark.parametrize("values", [
    range(1, 10), np.linspace(0, 1, 200), [0, 0, 0, 5], [3, 3], np.arange(-6, 7)])
def test_a_scale_is_even_where_that_tells_values_apart(values: object) -> None:
    flat = np.asarray(values, np.float64)
    found = shading(flat, diverging=bool((flat < 0).any()))
    assert not found.by_rank
    reach = Fraction(float(np.abs(flat).max() if (flat < 0).any() else np.ptp(flat)))
    sides = (RAMP_STEPS - 1) // (2 if found.diverging else 1)
    for value, step in zip(flat.tolist(), found.steps, strict=True):
        if reach and not found.diverging:
            assert abs(step - (Fraction(value) - Fraction(float(flat.min()))) / reach * sides
                       ) <= Fraction(1, 2) + Fraction(1, 1000)


@pytest.mark.parametrize(("language", "phrase"), [("en", "shades by rank"), ("symbols", None)])
def test_ranks_are_said(language: str, phrase: str | None) -> None:
    values = np.random.default_rng(0).permutation(400).reshape(1, 20, 20).astype(float)
    legends = []
    for largest in (399.0, 1e9):
        values[values == values.max()] = largest
        animation = animate(Conv2d(), input=values.copy(), view="values", language=language)
        legends.append(written(animation, "legend"))
    assert phrase not in legends[0]
    assert (phrase in legends[1]) == (phrase is not None)
