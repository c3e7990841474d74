"""The error tree, the look-up that answers a wrong name, and settings in messages."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable

from convgif import Conv2d, animate, errors
from convgif.cli import main
from convgif.embed.settings import spelled_as_settings
from convgif.errors import (
    ConvgifError,
    UnknownNameError,
    fold,
    listed,
    look_up,
    nearest,
    setting,
    shorten,
    spelled,
    suggest,
)
from convgif.settings.declared import Option
from convgif.settings.options import OPTIONS, as_flag

PACKAGE = Path(errors.__file__).parent

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
    ("isometri-values", "unknown view 'isometri-values': there is isometric, values, macs, "
                        "same_padding"),  # one is as far off as it is long
    ("ismoetric", "unknown view 'ismoetric': did you mean isometric?"),
    ("padding", "unknown view 'padding': did you mean same_padding?"),
    ("iso", "unknown view 'iso': did you mean isometric?"),
    ("i", "unknown view 'i': there is isometric, values, macs, same_padding"),
    ("", "unknown view '': there is isometric, values, macs, same_padding")])
def test_unknown_name_is_answered_with_the_nearest_or_all(name: str, answer: str) -> None:
    assert refusal(UnknownNameError, lambda: look_up(TABLE, name, "view")) == answer


@pytest.mark.parametrize("name", [None, 3, ["light"], {"a": 1}, np.zeros(3), b"light"], ids=repr)
def test_what_is_no_name_is_answered_with_all(name: object) -> None:
    answer = refusal(UnknownNameError, lambda: look_up(TABLE, name, "view"))
    assert answer == (f"unknown view {shorten(name)}: there is isometric, values, macs, "
                      "same_padding")


@pytest.mark.parametrize("setting_", ["view", "theme", "text", "language"])
@pytest.mark.parametrize("value", [3, ["light"]], ids=repr)
def test_a_setting_that_is_no_name_is_answered(setting_: str, value: object) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown {setting_} .*: there is "):
        animate(Conv2d(), **{setting_: value})


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


@pytest.mark.parametrize(("name", "answer"), [
    ("sobel", "did you mean sobel-x or sobel-y?"), ("sobel-xx", "did you mean sobel-x?"),
    ("Conv4d", "did you mean Conv1d, Conv2d or Conv3d?")])
def test_names_that_are_equally_near_are_all_suggested(name: str, answer: str) -> None:
    assert suggest(name, ["Conv1d", "Conv2d", "Conv3d", "sobel-x", "sobel-y"]) == answer


def test_a_list_is_cut_when_it_is_long_and_says_where_all_of_it_is() -> None:
    names = [f"{number}{number}" for number in range(1, 18)]
    assert suggest("q", names[:16]) == f"there is {', '.join(names[:16])}"
    assert suggest("q", names) == "there is 11, 22, 33, 44, 55 and 12 more"
    assert suggest("q", names, "convgif views") == (
        "there is 11, 22, 33, 44, 55 and 12 more, see `convgif views`")


@pytest.mark.parametrize("option", [option for option in OPTIONS.values() if option.names],
                         ids=lambda option: option.name)
def test_where_a_cut_list_sends_is_a_command(option: Option) -> None:
    answer = refusal(UnknownNameError, lambda: look_up(option.names, "?", option.name))
    sent = re.search("see `convgif (.*)`", answer)
    assert (sent is None) == (len(option.names) <= 16)
    assert sent is None or sent[1] in main.commands


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


# Settings in messages, as each front spells them.

@pytest.mark.parametrize(("name", "value", "keyword", "flag"), [
    ("force", True, "force=True", "--force"), ("values", None, "values", "--values"),
    ("values", False, "values=False", "--no-values"),
    ("view", "macs", "view='macs'", "--view macs"), ("input_size", 6, "input_size=6", "--i 6"),
    ("size_px", None, "size_px", "--size"),
    ("input_size", (6, 8), "input_size=(6, 8)", "--i 6x8"), ("steps", None, "steps", "--step"),
    ("show_in", (0, 1), "show_in=(0, 1)", "--show-in 0,1"),
    ("title", "a\x02b c\x03\n'", "title=" + repr("a\x02b c\x03\n'"), "--title a\x02b c\x03\n'")])
def test_a_setting_is_spelled_as_python_and_the_command_line_do(
        name: str, value: object, keyword: str, flag: str) -> None:
    error = ConvgifError(f"before {setting(name, value)}, after")
    assert str(error) == f"before {keyword}, after"
    assert spelled(error.message, as_flag) == f"before {flag}, after"


def test_a_message_is_passed_on_unspelled() -> None:
    again = ConvgifError(f"here: {ConvgifError(setting('force', True)).message}")
    assert (str(again), spelled(again.message, as_flag)) == ("here: force=True", "here: --force")


@pytest.mark.parametrize(("name", "near"), [
    ("kernal", ["kernel_size"]), ("kernel", ["kernel_size"]), ("size", ["kernel_size"]),
    ("strides", ["stride"]), ("srtide", ["stride"]), ("strd", ["stride"]), ("pad", ["padding"]),
    ("paddin_mode", ["padding_mode"]), ("k", []), ("", []), ("activation", []), ("gif", []),
    ("AdaptiveAvgPool2d", []), ("x" * 10_000, [])])
def test_a_name_that_is_too_far_off_is_not_taken_for_another(name: str, near: list[str]) -> None:
    assert nearest(name, ["kernel_size", "stride", "padding", "padding_mode", "AvgPool2d"]) == near


@pytest.mark.parametrize(("name", "near"), [
    ("foo", []), ("goo", ["google-slides"]), ("gogle", ["google-slides"]), ("rts", ["rst"])])
def test_three_letters_with_an_error_are_the_beginning_of_nothing(name: str, near: list[str]
                                                                  ) -> None:
    assert nearest(name, ["github", "google-slides", "rst"]) == near


@pytest.mark.parametrize(("items", "text"), [
    ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_items_are_listed_in_words(items: list[str], text: str) -> None:
    assert listed(items) == text


# What is wrong, by keyword and by flag; then how Python, the command and a directive answer it.
WRONG = [
    ({"input_size": 100}, ("--i", "100"), ("input_size=6 shows", "; force=True lifts"),
     ("--i 6 shows", "; --force lifts"), (":input-size: 6 shows",)),
    ({"view": "stamp"}, ("--view", "stamp"), ("use view='isometric'",), ("use --view isometric",),
     ("use :view: isometric",)),
    ({"values": True}, ("--values",), ("use view='channels', view='values', view='macs', view=",),
     ("use --view channels, --view values, --view macs, --view ",),
     ("use :view: channels, :view: values, :view: macs, :view: ",)),
    ({"view": "macs", "size_px": 60},
     ("--view", "macs", "--size", "60", "--text", "full"), ("or text='none'",),
     ("or --text none",), ("or :text: none",))]


@pytest.mark.parametrize(("keywords", "flags", "python", "command", "directive"), WRONG,
                         ids=[" ".join(flags) for _, flags, *_ in WRONG])
def test_each_front_answers_in_its_own_words(keywords, flags, python, command, directive) -> None:
    def staged() -> None:
        _ = animate(Conv2d(bias=False), **{"text": "full", **keywords}).story

    with pytest.raises(ConvgifError) as plain:
        staged()
    typed = CliRunner().invoke(main, ["render", *flags, "-o", "/dev/null", "--format", "gif"],
                               prog_name="convgif").stderr
    with pytest.raises(ConvgifError) as caught, spelled_as_settings():
        staged()
    for answer, parts in ((str(plain.value), python), (typed, command),
                          (str(caught.value), directive)):
        assert all(part in answer for part in parts), answer
        assert "\x02" not in answer


def test_no_message_is_written_for_one_front_only() -> None:
    """Only the command line spells settings itself, and `convgif embed`, which is nowhere else."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "cli" or path.name == "snippet.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise):
                words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                assert not re.search(r"--[a-z]", " ".join(map(str, words))), (path.name, words)
