"""Panels on pages whose readers have less room than for all of them: one below the other."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from convgif.animation import draw
from convgif.embed.markdown import fence
from convgif.embed.snippet import snippet
from convgif.errors import OutputError
from convgif.settings.resolving import resolve

PAIR, SUM_PX = "stride_against_dilation", 640
PAGE = "<!doctype html><style>body{{margin:8px}}figure{{margin:0}}</style>{}"
MARKDOWN = SimpleNamespace(htmlStash=SimpleNamespace(rawHtmlBlocks=()))
SOURCE = re.compile(r'<source media="(.*?)" srcset="(.*?)"( width="320" height="\d+")? />')


def on_page(layer: str = PAIR, **settings: str) -> str:
    return PAGE.format(fence(layer, "convgif", "convgif", settings, MARKDOWN))


def files(folder: Path, *names: str, **settings: str) -> Path:
    """The files of a pair in that folder, each stacked, dark or still as its name says."""
    for name in names:
        animation = draw(resolve({
            "preset": PAIR, "theme": "dark" if "dark" in name else "light", **settings}))
        made = animation.stacked() if "stacked" in name else animation
        made.save_poster(folder / name) if name.endswith("png") else made.save(folder / name)
    return folder / names[0]


# The lines that embed prints.

def test_the_stacked_file_is_found_by_name_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    file = files(tmp_path, "a.gif", "a_dark.gif", "a.png", "a_stacked.gif", "a_stacked_dark.gif")
    found = snippet(file, "html", address="a.gif")
    less, dark, narrow = ("(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)",
                          f"(max-width: {SUM_PX - 1}px)")
    sources = SOURCE.findall(found.text)
    assert [(media, file, bool(size)) for media, file, size in sources] == [
        (less, "a.png", False), (f"{narrow} and {dark}", "a_stacked_dark.gif", True),
        (dark, "a_dark.gif", False), (narrow, "a_stacked.gif", True)]
    assert 'style="max-width:100%;height:auto"' in found.text
    assert "a_stacked" not in snippet(file, "github").text
    assert not [line for line in found.warnings if "--stacked" in line]


def test_a_still_of_the_stacked_one_is_for_narrow_readers_who_wish_for_less_motion(
        tmp_path: Path) -> None:
    file = files(tmp_path, "a.gif", "a.png", "a_stacked.gif", "a_stacked.png")
    assert [name for _, name, _ in SOURCE.findall(snippet(file, "html", address="a.gif").text)] == [
        "a_stacked.png", "a.png", "a_stacked.gif"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_there_is_none_it_says_how_it_is_made(tmp_path: Path, language: str) -> None:
    file = files(tmp_path, "a.gif", language=language)
    said = [line for line in snippet(file, "html").warnings if "--stacked" in line]
    assert len(said) == 1
    assert f"by --stacked {tmp_path / 'a_stacked.gif'}" in said[0]
    assert not [line for line in snippet(file, "github").warnings if "--stacked" in line]
    draw(resolve({"preset": "dilation"})).save(one := tmp_path / "one.gif")
    assert not [line for line in snippet(one, "html").warnings if "--stacked" in line]


def test_a_place_that_has_no_use_for_it_refuses_it(tmp_path: Path) -> None:
    file = files(tmp_path, "a.gif", "b.gif")
    with pytest.raises(OutputError, match=r"github shows no other file.*write for html"):
        snippet(file, "github", stacked=tmp_path / "b.gif")
    assert "b.gif" in snippet(file, "html", stacked=tmp_path / "b.gif").text


# The fence, which has all in the page.

def test_a_picture_in_the_page_is_there_twice_and_seen_once() -> None:
    text = on_page(theme="auto")
    assert text.count("<svg ") == 2
    narrow, wide = re.findall(r'<div class="convgif convgif-(under|from)-640" style="width:(\d+)px',
                              text)
    assert (narrow, wide) == (("under", "320"), ("from", "640"))
    assert on_page("dilation").count("<svg ") == 1
    assert on_page("dilation | dilation", height="90px").count("<svg ") == 1


@pytest.mark.slow
@pytest.mark.parametrize("settings", [
    {}, {"format": "gif"}, {"format": "gif", "density": "2"}, {"format": "html"},
    {"width": "100%"}, {"width": "500px"}], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_page_shows_them_one_below_the_other(browser: Any, settings: dict[str, str],
                                                       scheme: str) -> None:
    text = on_page(theme="auto", **settings)
    heights = {}
    for width_px in (390, 1280):
        opened = browser.new_page(viewport={"width": width_px, "height": 800}, color_scheme=scheme)
        opened.set_content(text)
        opened.wait_for_timeout(100)
        heights[width_px] = opened.evaluate("""() => {
            const player = document.querySelector("convgif-player")?.shadowRoot;
            const all = [...(player?.querySelectorAll(".picture svg")
                             ?? document.querySelectorAll("img, div > svg"))];
            const boxes = all.map(one => one.getBoundingClientRect()).filter(box => box.height);
            return boxes.map(box => box.height / box.width);
        }""")
        assert opened.evaluate("document.documentElement.scrollWidth") <= width_px
        opened.close()
    (narrow,), (wide,) = heights.values()
    assert wide < 0.7
    assert narrow > 1.9
