"""Words: every language is whole, and phrases are put together right."""

from dataclasses import fields
from string import Formatter

import pytest
from layer_strategies import refusal

from convgif.errors import UnknownNameError
from convgif.layers import Conv1d, Conv2d, Conv3d, ConvTranspose2d
from convgif.text import text_width
from convgif.words import WORDS, Words, by_axis, by_number, formula_phrases, times, words_of

EN = words_of("en")


def phrases(value: object) -> list[str]:
    """Every string in a field of Words."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [phrase for part in parts for phrase in phrases(part)]


def blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_every_phrase_is_there_with_the_blanks_that_english_has(language: str, name: str) -> None:
    ours, english = (phrases(getattr(words_of(code), name)) for code in (language, "en"))
    assert all(ours)
    assert [blanks(phrase) - {"count"} for phrase in ours] == [
        blanks(phrase) - {"count"} for phrase in english]


@pytest.mark.parametrize("language", WORDS)
def test_every_phrase_can_be_set_in_the_font(language: str) -> None:
    for field in fields(Words):
        for phrase in phrases(getattr(words_of(language), field.name)):
            assert text_width(phrase, 10) > 0


@pytest.mark.parametrize("language", WORDS)
def test_axes_are_named_for_layers_of_one_to_three(language: str) -> None:
    axes = words_of(language).axes
    assert {rank: len(names) for rank, names in axes.items()} == {1: 1, 2: 2, 3: 3}


def test_an_unknown_language_is_answered_with_what_there_is() -> None:
    assert refusal(UnknownNameError, lambda: words_of("tlh")).startswith("unknown language 'tlh': ")


@pytest.mark.parametrize(("sizes", "text"), [
    ((3, 5, 5), "3×5×5"), ([4], "4"), ((), ""), ((10, 2), "10×2")])
def test_a_shape_is_written_with_times_signs(sizes: tuple[int, ...], text: str) -> None:
    assert times(sizes) == text


@pytest.mark.parametrize(("count", "text"), [
    (0, "0 steps"), (1, "1 step"), (2, "2 steps"), (11, "11 steps")])
def test_one_is_singular_and_all_else_plural(count: int, text: str) -> None:
    assert by_number(EN.steps, count) == text


def test_other_blanks_are_filled_too() -> None:
    assert by_number(EN.filters, 64, shape="3×4×4") == "64 filters 3×4×4"
    assert by_number(EN.filters, 1, shape="3×4×4") == "1 filter 3×4×4"


@pytest.mark.parametrize(("counts", "text"), [
    ((1, 1), "1 more row and column"), ((2, 2), "2 more rows and columns"),
    ((1, 0), "1 more row"), ((0, 2), "2 more columns"), ((0, 0), ""),
    ((1, 2), "1 more row and 2 more columns"), ((2, 1), "2 more rows and 1 more column"),
    ((1,), "1 more cell"), ((3,), "3 more cells"),
    ((1, 0, 1), "1 more slice and column"), ((2, 1, 2), "2 more slices and columns and 1 more row"),
])
def test_axes_with_the_same_number_stand_together(counts: tuple[int, ...], text: str) -> None:
    assert by_axis(EN, EN.added, counts) == text


@pytest.mark.parametrize(("layer", "size", "lines"), [
    (Conv2d(), 5, ["5 − 3 + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 5, ["(5 + 2·1 − 3)/2 + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 6,
     ["(6 + 2·1 − 3)/2 + 1 = 3.5 → 3: last row and column unused"]),
    (Conv2d(stride=(1, 2)), (5, 6),
     ["rows: 5 − 3 + 1 = 3", "columns: (6 − 3)/2 + 1 = 2.5 → 2: last column unused"]),
    (Conv2d(stride=4), 9, ["(9 − 3)/4 + 1 = 2.5 → 2: last 2 rows and columns unused"]),
    (Conv1d(stride=2), 6, ["(6 − 3)/2 + 1 = 2.5 → 2: last cell unused"]),
    (Conv3d(), (3, 4, 5), ["slices: 3 − 3 + 1 = 1", "rows: 4 − 3 + 1 = 2",
                           "columns: 5 − 3 + 1 = 3"]),
    (ConvTranspose2d(stride=2, padding=1), 3, ["(3−1)·2 − 2·1 + 3 = 5"]),
], ids=repr)
def test_the_formula_is_one_line_if_axes_agree_and_says_what_is_unused(layer, size, lines) -> None:
    assert formula_phrases(EN, layer.size_formulas(size)) == lines
