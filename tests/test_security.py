"""Hostile words in files and pages: whatever they hold, they are shown as they are, nothing runs,
and nothing is asked from elsewhere.

`ATTACKS` (hostile_words.py) are the title and the alt text of every row in FORMATS, of what stands
in pages and in notebooks, and the value of every row in OPTIONS, by each way in which one is given.
What stands in other people's documents is in test_security_embeds.py.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hostile_words import (
    ATTACKS,
    HARMLESS,
    HOST,
    RUN,
    SCRIPT,
    Trap,
    check_refusal,
    is_one_line,
    on_a_page,
    places_of_words,
    seen,
    xml_shape,
)

from convgif import Animation, Conv2d, ConvgifError, animate
from convgif.cli import main
from convgif.embed.page import ELEMENTS, Layout, inlined, page_format, renderings
from convgif.embed.settings import SETTINGS, drawn, read_picture
from convgif.formats import FORMATS
from convgif.formats.facts import read_facts
from convgif.formats.notebook import mime_bundle, picture_html
from convgif.formats.player import Player, script
from convgif.settings.options import OPTIONS
from convgif.settings.picture import Picture

pytestmark = pytest.mark.usefixtures("nothing_is_made")
SVG = "{http://www.w3.org/2000/svg}"
SETTINGS_OF_ALL = {"input_size": 3, "text": "none", "duration_ms": 20, "hold_ms": 0}
SHOWN = {name: words for name, words in ATTACKS.items() if words}
ALL_AT_ONCE = " · ".join(words for name, words in ATTACKS.items() if name not in ("long", "number"))
FREE_TEXT = {"title"}  # the options that are shown as they are given


@cache
def staged(words: str, **settings: Any) -> Animation:
    """An animation with that title, where fonts have its glyphs; else a harmless one."""
    made = animate(Conv2d(), **{**SETTINGS_OF_ALL, "size_px": 1600, "title": HARMLESS, **settings})
    settings = replace(made.settings, title=words)
    titled = replace(made, staged=replace(made.staged, settings=settings))
    try:
        assert titled.story
    except ConvgifError as error:
        check_refusal(error)
        return made
    return titled


@dataclass(frozen=True, eq=False)
class Entitled(Animation):
    """An animation with a title that no font has to have."""

    title: str = ""


def entitled(animation: Animation, words: str) -> Entitled:
    return Entitled(**{each.name: getattr(animation, each.name) for each in fields(animation)},
                    title=words)


@cache
def saying(words: str, **settings: Any) -> Animation:
    """An animation with those words as its title and its alt text."""
    return entitled(replace(staged(words, **settings), alt=words), words)


# Files.

@pytest.mark.parametrize("name", FORMATS)
def test_a_file_says_the_words_and_says_them_whole(name: str) -> None:
    path = Path(f"a{FORMATS[name].suffix}")
    path.write_bytes(FORMATS[name].encode(saying(ALL_AT_ONCE, size_px=400)))
    _, facts = read_facts(path)
    assert seen(facts.alt) == seen(ALL_AT_ONCE)


@pytest.mark.parametrize("attack", SHOWN)
def test_an_svg_is_xml_with_no_element_more(attack: str) -> None:
    words, made = ATTACKS[attack], saying(ATTACKS[attack])
    usual = ElementTree.fromstring(FORMATS["svg"].encode(saying(HARMLESS)))
    found = ElementTree.fromstring(FORMATS["svg"].encode(made))
    assert xml_shape(found) == xml_shape(usual)
    for tag in ("title", "desc"):
        assert seen(found.findtext(SVG + tag) or "") == seen(words)
    assert HOST not in (found.findtext(f"{SVG}style") or "")
    title = [mark.shape.string for mark in made.story.stage.marks.values()
             if mark.id[0] == "title"]
    drawn = [text.text for text in found.iter(f"{SVG}text")]
    assert sorted(title) == sorted(drawn)


# Pages, in Chromium.

@pytest.mark.parametrize("words", [
    SCRIPT, f"<img src=x onerror={RUN}>", f"<iframe src=javascript:{RUN}></iframe>",
    "<script>alert(1)</script>", "<script>throw 1</script>", f"<img src=//{HOST}/x>",
    f"<script src=//{HOST}/x></script>", f"<style>*{{background:url(//{HOST}/x)}}</style>"])
def test_words_that_are_not_escaped_are_noticed(trap: Trap, words: str) -> None:
    for text in (on_a_page(words), f"<!doctype html>{words}"):
        with pytest.raises(AssertionError):
            trap.read([text])
    with pytest.raises(AssertionError):
        places_of_words(trap, ["<b>"], on_a_page)


def _inlined(words: str, format: str) -> str:
    """The picture as a fence or a directive puts it into a page."""
    picture = read_picture("Conv2d()", {"i": "3", "text": "none"})
    made = [replace(each, encoder=lambda made, encode=each.encoder: encode(entitled(
        made, words)))  # those too that no font has
        for each in renderings(picture, staged(words), page_format(format),
                                Layout(inline=True), alt=words)]
    return inlined(made, [each.encode() if each.format.inline_function else b"x"
                          for each in made], Layout(inline=True)).markup()


def _bundled(words: str) -> str:
    """The HTML of what a notebook keeps."""
    made = saying(words)
    data, _ = mime_bundle(made, lambda: picture_html(made), include=["text/html"])
    return str(data["text/html"])


PAGES: Mapping[str, tuple[Callable[[str], str], str]] = {
    **{name: (lambda words, row=row: row.encode(saying(words)).decode(), row.media_type)
       for name, row in FORMATS.items() if row.inline_function},
    **{f"{name} as a part": (
        lambda words, row=row: on_a_page(row.encode(saying(words), fragment=True).decode()),
        "text/html") for name, row in FORMATS.items() if row.fragment_function},
    **{f"{name} in a page": (lambda words, name=name: on_a_page(_inlined(words, name)),
                             "text/html")
       for name, row in FORMATS.items() if row.inline_function or row.kind in ELEMENTS},
    "notebook": (lambda words: on_a_page(picture_html(saying(words))), "text/html"),
    "bundle": (lambda words: on_a_page(_bundled(words)), "text/html"),
    "player in a frame": (lambda words: on_a_page(Player(saying(words))._repr_html_()),
                          "text/html")}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_the_words_and_nothing_runs(trap: Trap, page: str) -> None:
    show, media_type = PAGES[page]
    assert places_of_words(trap, SHOWN.values(), show, media_type) >= 1


# Options.

def svg_of(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(FORMATS["svg"].encode(drawn(picture)))


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_refuses_the_words_or_shows_them(name: str) -> None:
    wide = {} if name == "size" else {"size": "1600"}
    wide |= {} if SETTINGS[name].option.name == "text" else {"text": "none"}
    shown = 0
    for words in SHOWN.values():
        try:
            found = svg_of(read_picture("Conv2d()", {**wide, name: words}))
        except ConvgifError as error:
            check_refusal(error)
            continue
        assert xml_shape(found) == xml_shape(svg_of(read_picture("Conv2d()", {
            **wide, name: HARMLESS})))
        assert seen(words) in seen(found.findtext(f"{SVG}desc") or "")
        shown += 1
    assert (shown > 20) == (SETTINGS[name].option.name in FREE_TEXT)
    assert shown or SETTINGS[name].option.name not in FREE_TEXT


@pytest.mark.parametrize("text", [
    "{}", "Conv2d({})", "Conv2d(kernel_size={})", "Conv2d(1, 1, padding_mode='{}')",
    "Conv2d(1, 1, {}=3)", "({}): Conv2d(1, 1)", "self.{} = Conv2d()"])
def test_the_text_of_a_layer_is_read_or_refused(text: str) -> None:
    refused = 0
    for words in ATTACKS.values():
        quoted = words.replace("'", "\\'") if "'" in text else words
        try:
            layer = read_picture(text.format(quoted), {"i": "3"}).panels[0].layer
        except ConvgifError as error:
            check_refusal(error)
            refused += 1
        else:  # what is before it is passed over
            assert re.fullmatch(r"Conv2d\([\w(), =]+\)", repr(layer))
    assert refused > 40


@pytest.mark.parametrize("option", [name for name, row in OPTIONS.items() if row.parse])
def test_an_option_of_the_command_does_the_same(option: str) -> None:
    shown = 0
    for words in ATTACKS.values():
        if re.search("[\0\ud800-\udbff]", words):
            continue  # no program is given any
        ran = CliRunner().invoke(main, ["render", *(() if option == "layer" else ("--k", "3")),
                                        *(() if option == "input_size" else ("--i", "3")),
                                        OPTIONS[option].flags[0], words, "-q", "-o", "a.svg"])
        assert ran.exit_code in (0, 1, 2), ran.exception
        assert isinstance(ran.exception, SystemExit | None), words
        assert all(map(is_one_line, ran.stderr.split("\n"))), words
        assert ran.exit_code != 1 or ran.stderr.count("\n") == 1
        shown += ran.exit_code == 0 and bool(words)
    assert bool(shown) == (option in FREE_TEXT)


# Nothing comes from elsewhere.

NAMES = re.compile(rb"http://www\.w3\.org/|http://purl\.org/dc/|http://ns\.adobe\.com/|"
                   rb"http://www\.videolan\.org/x264\.html")  # of kinds of XML, and of an encoder
MADE: Mapping[str, Callable[[], bytes]] = {
    **{name: lambda row=row: row.encode(saying(HARMLESS)) for name, row in FORMATS.items()},
    **{f"{name} as a part": lambda row=row: row.encode(saying(HARMLESS), fragment=True)
       for name, row in FORMATS.items() if row.fragment_function},
    "script of players": lambda: script().encode(),
    **{page: lambda show=show: show(HARMLESS).encode() for page, (show, _) in PAGES.items()}}


@pytest.mark.parametrize("name", MADE)
def test_nothing_is_asked_from_elsewhere(name: str) -> None:
    data = MADE[name]()
    addresses = [found for found in re.findall(rb"[a-z]{2,}://[\w.:/-]+", data)
                 if not NAMES.match(found)]
    assert addresses == []
    assert re.findall(rb"""@import|(?:src|srcset|href)=["'](?!data:|#)[^"']*""", data) == []
    assert re.findall(rb"""[("'=]\s*//[a-z]""", data) == []
    assert re.findall(rb"url\((?![\"']?(?:#|data:))", data) == []
