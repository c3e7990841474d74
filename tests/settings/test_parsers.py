"""Text -> values of settings, and what is refused."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, repeatable

from convgif import Conv2d, animate
from convgif.errors import ConvgifError, NotationError, spelled
from convgif.settings.options import as_flag
from convgif.settings.parsers import (
    looks_like_size,
    parse_count,
    parse_counted,
    parse_density,
    parse_duration,
    parse_input,
    parse_number,
    parse_numbers,
    parse_px,
    parse_strip,
    parse_text,
    parse_weight,
    parse_width,
)
from convgif.settings.spec import typed
from convgif.views import SIZE_PX

PARSERS = (parse_count, parse_px, parse_density, parse_duration, parse_number, parse_numbers,
           parse_input, parse_weight)


@pytest.mark.parametrize(("parse", "text", "value"), [
    (parse_count, "3", 3), (parse_count, " 12 ", 12), (parse_count, "-1", -1),
    (parse_px, "85mm", 321), (parse_px, "8.5 cm", 321), (parse_px, "3IN", 288),
    (parse_px, "240pt", 320), (parse_px, "８５mm", 321),
    (parse_px, "320", 320), (parse_px, "320px", 320), (parse_px, " 320px ", 320),
    (parse_density, "2", 2), (parse_density, "1.5", 1.5), (parse_density, "2x", 2),
    (parse_number, "2", 2), (parse_number, " 1.5", 1.5), (parse_number, "-1", -1),
    (parse_duration, "600", 600), (parse_duration, "600ms", 600), (parse_duration, "0.6s", 600),
    (parse_duration, "0.6 s", 600), (parse_duration, "1S", 1000), (parse_duration, "20", 20),
    (parse_duration, "0", 0), (parse_duration, "5s", 5000), (parse_duration, "5ms", 5),
    (parse_duration, "0.0005s", 0), (parse_text, " as it is ", " as it is "),
    (parse_count, "１２", 12), (parse_px, "３２０px", 320), (parse_number, "２", 2),
    (parse_density, "２x", 2), (parse_duration, "６００", 600), (parse_numbers, "0，３", (0, 3)),
    (parse_numbers, "０..２", (0, 1, 2)), (parse_counted, "４", 4), (parse_strip, "0，4", (0, 4)),
    (parse_text, "（３）", "（３）"), (parse_input, "图（１）.png", "图（１）.png"),
    (parse_numbers, "4", (4,)), (parse_numbers, "0..2", (0, 1, 2)), (parse_numbers, "3..3", (3,)),
    (parse_numbers, "0,3", (0, 3)), (parse_numbers, " 0 , 5..7 ,1", (0, 5, 6, 7, 1)),
    (parse_numbers, "-1,1", (-1, 1)), (parse_numbers, "0..8..4,1", (0, 4, 8, 1)),
    (parse_numbers, "1..10000", tuple(range(1, 10_001))), (parse_input, "photo.png", "photo.png"),
    (parse_input, "5.png", "5.png"), (parse_input, "./5", "./5"), (parse_weight, "box", "box"),
    (parse_weight, "3x3.csv", "3x3.csv"),
], ids=lambda value: getattr(value, "__name__", repr(value)))
def test_text_is_read(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value
    assert type(parse(text)) in (type(value), float)


@pytest.mark.parametrize(("parse", "text", "fragment"), [
    (parse_count, "3.5", "'3.5' is no whole number"), (parse_count, "", "'' is no whole number"),
    (parse_count, "three", "such as 3"), (parse_count, "1e3", "'1e3'"), (parse_count, "٣", "'٣'"),
    (parse_count, "9" * 5000, "9... has more than 12 digits: give fewer"),
    (parse_counted, "9" * 13, "'9999999999999' has more than 12 digits: give fewer"),
    (parse_number, "1234567.123456", "has more than 12 digits"),
    (parse_density, "0" * 13 + "x", "has more than 12 digits"),
    (parse_duration, "0" * 13 + "ms", "has more than 12 digits"),
    (parse_px, "5em", "'5em' is no width: give px, such as 320, or a number with mm, cm, in or pt"),
    (parse_px, "3.5", "'3.5' is no whole number"), (parse_px, "mm", "'mm'"), (parse_px, "px", "''"),
    (parse_number, "two", "'two' is no number: give one such as 2 or 1.5"),
    (parse_number, "inf", "'inf'"), (parse_number, "1e3", "'1e3'"), (parse_number, "", "''"),
    (parse_density, "nan", "density 'nan' is no factor"), (parse_density, "-1", "'-1'"),
    (parse_density, "1e3", "2 or 1.5"), (parse_density, "x", "'x'"),
    (parse_duration, "5", "5 would be milliseconds, too short to see: did you mean 5s?"),
    (parse_duration, "0.6", "did you mean 0.6s?"), (parse_duration, "19", "did you mean 19s?"),
    (parse_duration, "fast", "'fast' is no duration: give one such as 600, 600ms or 0.6s"),
    (parse_duration, "-600", "'-600'"), (parse_duration, "inf", "'inf'"),
    (parse_duration, "1m", "'1m'"), (parse_duration, "1.s", "'1.s'"),
    (parse_numbers, "2..0", "'2..0' is an empty or endless range: give it upwards, such as 1..5"),
    (parse_numbers, "0..10000", "over 10000 numbers"), (parse_numbers, "0..1..0", "endless range"),
    (parse_numbers, "", "'' is no whole number"), (parse_numbers, "1,", "'' is no whole number"),
    (parse_numbers, "a..b", "'a..b' is no whole number"), (parse_numbers, "..", "'..'"),
    (parse_numbers, "-1..1", "'-1..1' is no whole number"),
    (parse_input, "5", "'5' is a size, not a file or the name of a kernel: the "
     "input's size is --i 5"),
    (parse_input, " 5x7 ", "the input's size is --i 5x7"), (parse_input, "3X4x5", "--i 3X4x5"),
    (parse_input, "５x７", "'５x７' is a size, not a file"),
    (parse_weight, "3", "'3' is a size, not a file or the name of a kernel: the kernel's size is "
                        "--k 3"),
], ids=lambda value: getattr(value, "__name__", repr(value)[:20]))
def test_other_text_is_refused_in_one_line(parse: Callable[[str], Any], text: str,
                                           fragment: str) -> None:
    with pytest.raises(NotationError) as error:
        parse(text)
    assert_readable(said := spelled(error.value.message, as_flag))
    assert fragment in said


@pytest.mark.parametrize("parse", PARSERS)
@repeatable(150)
@given(text=st.one_of(st.text(max_size=12), st.from_regex(r"-?[0-9]+\.?[0-9]*(ms|s|px|x)?")))
def test_any_text_is_read_or_refused(parse: Callable[[str], Any], text: str) -> None:
    try:
        assert isinstance(parse(text), int | float | tuple | str)
    except NotationError as error:
        assert_readable(str(error))


@pytest.mark.parametrize(("text", "is_size"), [
    ("3", True), ("3x5", True), ("3×5", True), ("3x4x5", True), (" 3 x 5 ", True), ("", False),
    ("３", True),
    ("3x", False), ("3x4x5x6", False), ("a", False), ("3.5", False), ("3.csv", False),
    ("٣", False), ("9999999", False)])
def test_a_size_is_known_from_a_name(text: str, is_size: bool) -> None:
    assert looks_like_size(text) == is_size


@pytest.mark.parametrize(("text", "known"), [
    ("3mm", "10.6mm to 1058.3mm"), ("200cm", "1.06cm to 105.83cm"), ("44in", "0.42in to 41.66in"),
    ("12pt", "30pt to 3000pt"), ("12", "40 to 4000"), ("12px", "40 to 4000")])
def test_a_width_out_of_range_is_answered_in_the_unit_that_was_typed(text: str, known: str) -> None:
    said = text.removesuffix("px")
    with pytest.raises(ConvgifError, match=f"^size_px {said} is out of range: give {known}$"):
        animate(Conv2d(), size_px=parse_width(text))
    lowest, _, highest = known.partition(" to ")
    for width in (lowest, highest):
        assert SIZE_PX[0] <= parse_width(width) <= SIZE_PX[1]


def test_a_width_on_paper_is_kept_as_it_is_typed() -> None:
    width = parse_width("85mm")
    assert (width, str(width), str(pickle.loads(pickle.dumps(width)))) == (321, "85mm", "85mm")
    assert as_flag("size_px", width) == "--size 85mm"
    assert typed({"size_px": width, "seed": 3}) == {"size_px": "85mm", "seed": 3}


@pytest.mark.parametrize(("width", "enough"), [
    ("2cm", r"2\.15cm"), ("12mm", r"21\.5mm"), (76, "81")])
def test_what_fits_is_said_in_the_unit_that_was_typed(width: str | int, enough: str) -> None:
    with pytest.raises(ConvgifError, match=f"do not fit .*: give a size of {enough} or more"):
        _ = animate(Conv2d(bias=False), input_size=4, view="values", size_px=width).story
