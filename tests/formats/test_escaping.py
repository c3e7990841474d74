"""Words and addresses in markup: nothing of them means anything else there."""

from urllib.parse import unquote

import pytest
from html_reading import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from convgif.formats.escaping import (
    escape_latex,
    escape_markdown_extra,
    file_address,
    one_line,
    typst_string,
    web_address,
)


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.just(HOSTILE))
def test_the_address_of_a_file_is_the_file(name: str) -> None:
    address = file_address(name)
    assert unquote(address) == name
    assert all(sign.isalnum() or sign in "/%._-~" for sign in address)
    assert address.isascii()


@pytest.mark.parametrize("address", ["https://a.org/b.gif?c=1&d=%20#e", "../f/g.gif"])
def test_an_address_stays_as_it_is(address: str) -> None:
    assert web_address(address) == address


def test_what_an_address_cannot_hold() -> None:
    assert web_address('a b"<>') == "a%20b%22%3C%3E"


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip() == one_line(line)


def test_nothing_of_latex_is_left() -> None:
    assert escape_latex("a_b^2 50% {x} ~ #1 $ & \\end") == (
        r"a\_b\textasciicircum{}2 50\% \{x\} \textasciitilde{} \#1 \$ \& \textbackslash{}end")


def test_strings_of_typst_end_where_they_should() -> None:
    assert typst_string('a "b" \\ #c') == r'"a \"b\" \\ #c"'


def test_alt_texts_stay_readable_in_markdown() -> None:
    plain = "Conv2d: a window of 3×3; (5 + 2·1 − 3)/2 + 1 = 3."
    assert escape_markdown_extra(plain) == plain
    assert escape_markdown_extra("a_b [c]") == "a&#95;b &#91;c&#93;"
