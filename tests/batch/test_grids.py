"""Lists of settings as text, their combinations, and named sets in TOML."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable

from convgif.batch.grids import combinations, parse_items, read_sets
from convgif.errors import (
    ArrayError,
    ConvgifError,
    NotationError,
    OutputError,
    UnknownNameError,
    ViewError,
)
from convgif.settings.options import OPTIONS
from convgif.settings.parsers import LONGEST_RANGE

LISTS = [name for name, option in OPTIONS.items() if option.many and option.parse]


# Text to lists.

@pytest.mark.parametrize(("name", "text", "values"), [
    ("stride", "1", [1]), ("stride", "1,2,3", [1, 2, 3]), ("stride", "1..3", [1, 2, 3]),
    ("stride", "1..9..2", [1, 3, 5, 7, 9]), ("stride", "1..8..3", [1, 4, 7]),
    ("stride", "4..4", [4]), ("stride", "1,2,5..7", [1, 2, 5, 6, 7]),
    ("stride", " 1 , 2..3 ", [1, 2, 3]), ("stride", "3,1,3", [3, 1, 3]),
    ("kernel_size", "3x5,3", [(3, 5), 3]), ("input_size", "5..6,5x7", [5, 6, (5, 7)]),
    ("padding", "0..1,same_upper,1:0x2:1", [0, 1, "same_upper", ((1, 0), (2, 1))]),
    ("padding", "SAME-upper", ["same_upper"]), ("layer", "conv, conv-transpose",
                                                ["conv", "conv-transpose"]),
    ("theme", "light,dark", ["light", "dark"]), ("theme", "1..2", ["1", "2"]),
    ("preset", "dilation", ["dilation"]), ("view", "isometric", ["isometric"]),
    ("size_px", "150,320px", [150, 320]), ("seed", "0..2", [0, 1, 2]),
    ("padding_mode", "zeros,reflect", ["zeros", "reflect"]),
    ("input", "a.png, ../b.csv", ["a.png", "../b.csv"]), ("weight", "box,k.npy", ["box", "k.npy"]),
    ("input", "[[1,2],[3,4]],a.png", ["[[1,2],[3,4]]", "a.png"]),
])
def test_a_list_is_read(name: str, text: str, values: list[Any]) -> None:
    assert parse_items(OPTIONS[name], text) == values


@pytest.mark.parametrize("name", LISTS)
def test_the_items_of_every_list_are_read_by_its_option(name: str) -> None:
    option = OPTIONS[name]
    text = ("a.csv" if option.is_file else "7" if option.default is None
            else str(option.default))
    assert option.parse is not None
    assert parse_items(option, f"{text},{text}") == [option.parse(text)] * 2


def test_channels_steps_and_positions_are_one_value_in_a_batch() -> None:
    for name in ("show_in", "show_out", "steps", "at"):
        assert not OPTIONS[name].many
    values = OPTIONS["show_in"].parse("0..2")
    assert list(combinations({"show_in": values, "stride": [1, 2]})) == [
        {"stride": 1, "show_in": (0, 1, 2)}, {"stride": 2, "show_in": (0, 1, 2)}]


@pytest.mark.parametrize(("text", "said"), [
    ("3..1", "empty or endless range"), ("1..5..0", "empty or endless range"),
    (f"0..{LONGEST_RANGE}", f"is over {LONGEST_RANGE} numbers: give fewer"),
    ("1..999999999", f"is over {LONGEST_RANGE} numbers: give fewer")])
def test_an_empty_endless_or_long_range_is_refused(text: str, said: str) -> None:
    assert said in refusal(NotationError, lambda: parse_items(OPTIONS["seed"], text))


def test_the_longest_range() -> None:
    assert len(parse_items(OPTIONS["seed"], f"1..{LONGEST_RANGE}")) == LONGEST_RANGE


@pytest.mark.parametrize("text", ["", "1,", ",1", "1...3", "1..", "..3", "1..2..", "a..b", "1;2",
                                  "1..2..3..4", "-1..2", "1.5"])
def test_what_is_no_list_is_refused(text: str) -> None:
    refusal(NotationError, lambda: parse_items(OPTIONS["kernel_size"], text))


@repeatable(100)
@given(first=st.integers(0, 999), count=st.integers(0, 300), step=st.integers(1, 40))
def test_a_range_has_both_ends(first: int, count: int, step: int) -> None:
    last = first + count
    assert parse_items(OPTIONS["seed"], f"{first}..{last}..{step}") == list(
        range(first, last + 1, step))
    if step == 1:
        assert parse_items(OPTIONS["seed"], f"{first}..{last}")[-1] == last


@repeatable(150)
@given(st.one_of(st.text(max_size=15), st.from_regex(r"[0-9x:.,]{1,9}", fullmatch=True)))
def test_any_text_is_a_list_or_refused(text: str) -> None:
    for name in ("kernel_size", "padding", "seed"):
        try:
            assert parse_items(OPTIONS[name], text)
        except NotationError as error:
            assert_readable(str(error))


# Combinations.

def test_the_product_in_the_order_of_the_options() -> None:
    grid = {"stride": [1, 2], "kernel_size": range(3, 5), "input_size": 7}
    found = list(combinations(grid))
    assert found == [{"input_size": 7, "kernel_size": k, "stride": s}
                     for k, s in product((3, 4), (1, 2))]
    assert [list(settings) for settings in found] == [["input_size", "kernel_size", "stride"]] * 4
    assert found == list(combinations(dict(reversed(grid.items()))))


def test_a_tuple_is_one_size() -> None:
    assert list(combinations({"kernel_size": (3, 5)})) == [{"kernel_size": (3, 5)}]
    assert len(list(combinations({"kernel_size": [(3, 5), 3]}))) == 2


def test_nothing_at_all_is_one_combination() -> None:
    assert list(combinations({})) == list(combinations({}, pair=True)) == [{}]


def test_pairs() -> None:
    grid = {"kernel_size": [3, 5], "padding": [1, 2], "stride": 2, "theme": ["dark"]}
    assert list(combinations(grid, pair=True)) == [
        {"kernel_size": k, "padding": p, "stride": 2, "theme": "dark"} for k, p in ((3, 1), (5, 2))]


@pytest.mark.parametrize(("kind", "grid", "fragment"), [
    (ConvgifError, {"kernel_size": [3, 5], "stride": [1, 2, 3]}, "kernel_size has 2 values"),
    (ConvgifError, {"kernel_sise": 3}, "did you mean kernel_size?"),
    (ConvgifError, {"stride": []}, "the list of stride is empty"),
    (UnknownNameError, {"theme": ["light", "drak"]}, "did you mean dark?"),
    (UnknownNameError, {"view": "isometrik"}, "did you mean isometric?"),
    (UnknownNameError, {"preset": "dilatoin"}, "did you mean dilation?"),
    (UnknownNameError, {"theme": 1}, "unknown theme '1'"),
    (UnknownNameError, {"language": ["en", "xx"]}, "unknown language 'xx': there is en, zh"),
    (UnknownNameError, {"text": "bogus"}, "unknown text 'bogus': there is auto, none, sizes"),
    (UnknownNameError, {"padding_mode": "reflekt"}, "did you mean reflect?"),
    (ConvgifError, {"size_px": [100, 10]}, "size_px 10 is out of range: give 40 to 4000"),
    (ConvgifError, {"size_px": "wide"}, "size_px 'wide' is no whole number"),
    (ConvgifError, {"density": 9}, "density 9 is out of range"),
    (ConvgifError, {"duration_ms": 5}, "duration_ms 5 is out of range"),
    (ConvgifError, {"hold_ms": 70_000}, "hold_ms 70000 is out of range"),
    (ConvgifError, {"loop": -1}, "loop -1 is out of range"),
    (ConvgifError, {"precision": 7}, "precision 7 is out of range"),
    (NotationError, {"background": "bogus"}, "'bogus' is no colour"),
    (ArrayError, {"seed": [0, -1]}, "seed -1 is not usable"),
    (ArrayError, {"font": "none.ttf"}, "cannot read 'none.ttf': no such file"),
    (ViewError, {"font": __file__}, "is no font"),
])
def test_a_grid_that_is_wrong_is_refused(kind: Any, grid: dict[str, Any], fragment: str) -> None:
    assert fragment in refusal(kind, lambda: list(combinations(grid, pair=True)))


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if option.names])
def test_a_name_is_spelled_as_its_table_does(name: str) -> None:
    known = list(OPTIONS[name].names)
    assert list(combinations({name: [each.upper() for each in known]})) == [
        {name: each} for each in known]


@pytest.mark.parametrize("settings", [
    {"background": "transparent"}, {"background": "#fff", "size_px": 40, "density": 0.5},
    {"seed": 0, "loop": 0, "hold_ms": 0}, {"background": None, "size_px": None, "font": None}],
    ids=str)
def test_what_is_right_or_not_given_is_left_as_it_is(settings: dict[str, Any]) -> None:
    assert list(combinations(settings)) == [
        {name: settings[name] for name in OPTIONS if name in settings}]


# Named sets.

def sets(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "sets.toml"
    path.write_text(text, "utf-8")
    return read_sets(path)


def test_sets_of_a_file(tmp_path: Path) -> None:
    found = sets(tmp_path, """
        [strided]
        kernel-size = "3..5"
        stride = [1, "2..3", 4]
        padding = ["same_upper", 0, "1:0x2:1"]
        theme = "dark,light"
        density = 2
        bias = true
        title = "one, two"
        duration_ms = "0.6s"
        [plain]
    """)
    assert list(found) == ["strided", "plain"]
    assert found["plain"] == {}
    assert found["strided"] == {
        "kernel_size": [3, 4, 5], "stride": [1, 2, 3, 4],
        "padding": ["same_upper", 0, ((1, 0), (2, 1))], "theme": ["dark", "light"],
        "density": [2.0], "bias": [True], "title": ["one, two"], "duration_ms": [600]}


@pytest.mark.parametrize(("text", "fragment"), [
    ("a = ", "is no TOML"), ("kernel_size = 3", "[kernel_size] is no table of settings"),
    ("[a]\nkernel_sice = 3", "[a]: unknown setting 'kernel_sice': did you mean kernel_size?"),
    ("[a]\nstride = 'x'", "[a]: stride: 'x' is not understood"),
    ("[a]\nstride = 2.5", "[a]: stride: '2.5' is not understood"),
    ("[a]\nstride = true", "[a]: stride: True is no number and no text"),
    ("[a]\nstride = [[3, 5]]", 'such as "3x5"'), ("[a]\nstride = {a = 1}", "no number and no text"),
    ("[a]\nstride = 1979-05-27", "no number and no text"),
    ("[a]\nbias = 1", "[a]: bias: 1 is neither true nor false"),
    ("[a]\nduration-ms = 5", "did you mean 5s?"), ("[a]\nseed = '3..1'", "empty or endless"),
])
def test_a_file_that_is_no_sets_is_refused(tmp_path: Path, text: str, fragment: str) -> None:
    with pytest.raises(ConvgifError) as caught:
        sets(tmp_path, text)
    message = str(caught.value).replace(str(tmp_path), "")
    assert fragment in message
    assert_readable(message)


def test_commas_in_the_brackets_of_a_layer_part_no_items() -> None:
    text = "Conv2d(1, 1, (3, 3), stride=(2, 2)),dilation, MaxPool2d(kernel_size=(2, 2))"
    assert parse_items(OPTIONS["layer"], text) == [
        "Conv2d(1, 1, (3, 3), stride=(2, 2))", "dilation", "MaxPool2d(kernel_size=(2, 2))"]
    assert parse_items(OPTIONS["layer"], "conv,(a,b") == ["conv", "(a,b"]
    assert parse_items(OPTIONS["stride"], "1,2..4") == [1, 2, 3, 4]


def test_a_byte_order_mark_before_a_file_of_sets_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sets.toml").write_bytes(b"\xef\xbb\xbf[a]\nstride = [1, 2]\n")
    assert read_sets(tmp_path / "sets.toml") == {"a": {"stride": [1, 2]}}


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot read .*no such file"):
        read_sets(tmp_path / "none.toml")
    with pytest.raises(OutputError, match="cannot read"):
        read_sets(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'[a]\ntitle = "\xe9"')
    with pytest.raises(ConvgifError, match="is no TOML"):
        read_sets(tmp_path / "latin.toml")
