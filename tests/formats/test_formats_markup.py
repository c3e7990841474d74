"""Elements: read back by a parser of HTML and by one of XML, they say what was given."""

from xml.etree import ElementTree

import pytest
from html_reading import HOSTILE, Tags, only_tag
from hypothesis import given
from hypothesis import strategies as st

from convgif.formats.escaping import one_line
from convgif.formats.markup import NOT_IN_XML, element, image_element, legal, text

WORDS = st.text() | st.just(HOSTILE) | st.text(st.sampled_from("\0\x08\x85\ud800\uffff\n <>&\"'a"))


@given(WORDS)
def test_an_image_is_one_tag_with_those_words(alt: str) -> None:
    written = image_element("a.gif", alt, 320)
    wanted = {"src": "a.gif", "width": "320", "alt": one_line(alt)}
    assert only_tag(written) == wanted
    assert ElementTree.fromstring(written).attrib == wanted


@given(WORDS, WORDS)
def test_html_and_xml_read_the_same(words: str, value: str) -> None:
    written = element("p", {"title": value}, text(words) + element("br", {}))
    read, parsed = Tags(written), ElementTree.fromstring(written)
    assert [name for name, _ in read.tags] == ["p", *(child.tag for child in parsed.iter("br"))]
    assert read.tags[0][1] == parsed.attrib == {"title": one_line(value)}
    assert read.others == legal(words)
    assert "".join(parsed.itertext()) == legal(words).replace("\r\n", "\n").replace("\r", "\n")


@given(WORDS)
def test_attributes_stand_on_one_line(value: str) -> None:
    assert len(element("p", {"title": value}).splitlines()) == 1


def test_attributes_without_value_and_those_left_out() -> None:
    written = element("video", {"controls": True, "loop": False, "id": None, "alt": "", "width": 0})
    assert written == '<video controls="controls" alt="" width="0" />'


def test_what_is_empty_is_no_void_element() -> None:
    assert element("iframe", {}, "") == "<iframe></iframe>"


@pytest.mark.parametrize("sign", ["\0", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_no_xml_holds_is_seen_to_be_missing(sign: str) -> None:
    assert legal(f"a{sign}b") == "a\ufffdb"


def test_what_xml_holds_is_kept() -> None:
    kept = "\t\n\r \x7f\x85\ud7ff\ue000\ufffd\U00010000\U0010ffff"
    assert legal(kept) == kept
    assert not NOT_IN_XML.search(kept)
