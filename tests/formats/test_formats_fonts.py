"""Fonts for web pages: the glyphs that a picture needs and no more, the same at every reader's."""

import re
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import matplotlib as mpl
import numpy as np
import pytest
from conftest import run
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTCollection, TTFont
from made_fonts import FLAT, HIGH, OTHER_PRIVATE, PRIVATE, font_in, make_font
from picture_audit import text_box

import convgif
from convgif import Animation, Conv2d, animate
from convgif.errors import ConvgifError, OutputError, ViewError
from convgif.formats.fonts import Face, faces, faces_for_words, family_list
from convgif.formats.player import fragment, page
from convgif.formats.svg import encode_svg
from convgif.gallery import build_gallery
from convgif.scenes.scene import Text
from convgif.scenes.text import check_font, text_width

HAN = Path(convgif.__file__).parent / "fonts" / "convgif-han.otf"


def embedded(css: str) -> dict[str, TTFont]:
    """The fonts in a style, by their families."""
    found = re.findall(r"@font-face\{font-family:([\w-]+);"
                       r"src:url\(data:font/otf;base64,([\w+/=]+)\)\}", css)
    assert len(found) == css.count("@font-face")
    return {family: TTFont(BytesIO(b64decode(data))) for family, data in found}


def opened(face: Face) -> TTFont:
    (font,) = embedded(face.rule).values()
    return font


def bounds(font: TTFont, character: str) -> tuple[float, ...]:
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    return pen.bounds


# What is in them.

def test_what_every_reader_has_needs_none() -> None:
    assert faces([("Conv2d 3×3 → ⌊5/2⌋ · kernel", None), ("", None)]) == []
    assert b"@font-face" not in encode_svg(animate(Conv2d()))
    assert "@font-face" not in page(animate(Conv2d()))


def test_it_has_the_glyphs_that_are_needed_and_no_other() -> None:
    (face,) = faces([("步幅 2", None), ("步 3", None)])
    made = opened(face)
    assert made.getBestCmap().keys() == set(map(ord, "步幅"))
    assert made["maxp"].numGlyphs == 3  # with .notdef, which every font has
    with TTFont(HAN) as source:
        for character in "步幅":
            assert bounds(made, character) == bounds(source, character)
        assert made["head"].modified == source["head"].modified
        assert made["name"].getDebugName(0) == source["name"].getDebugName(0)


def test_it_is_the_same_whenever_it_is_made_and_named_after_what_is_in_it() -> None:
    code = ("from convgif.formats.fonts import faces; import time; time.sleep(1.1); "
            "print(faces([('幅步', None)])[0].rule)")
    made = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                           env={"PYTHONPATH": str(HAN.parents[2]), "PYTHONHASHSEED": seed},
                           check=True).stdout.strip() for seed in "12"]
    (face,), (other,) = faces([("步幅", None)]), faces([("步", None)])
    assert made == [face.rule] * 2
    assert face.family != other.family
    assert re.fullmatch("convgif-[a-z2-7]{8}", face.family)


def test_nothing_is_told_where_others_listen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert faces([("\u5377\u79ef\u6838", None)])
    assert caplog.records == []


def test_a_given_font_has_a_face_of_its_own(tmp_path: Path) -> None:
    given = font_in(make_font(tmp_path / "a.ttf", {PRIVATE: HIGH, "A": FLAT}))
    han, own = faces([(f"步A{PRIVATE}", given)])
    assert opened(han).getBestCmap().keys() == {ord("步")}
    assert opened(own).getBestCmap().keys() == {ord(PRIVATE)}
    assert bounds(opened(own), PRIVATE) == HIGH
    assert family_list([han, own], "serif") == f"{han.family}, {own.family}, serif"


def test_a_collection_is_taken_by_its_first_font(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(make_font(tmp_path / f"{name}.ttf", {PRIVATE: box}))
                        for name, box in (("a", HIGH), ("b", FLAT))]
    collection.save(tmp_path / "both.ttc")
    (face,) = faces([(PRIVATE, font_in(tmp_path / "both.ttc"))])
    assert bounds(opened(face), PRIVATE) == HIGH


def test_a_variable_font_is_as_it_is_measured(tmp_path: Path) -> None:
    path = make_font(tmp_path / "variable.ttf", {PRIVATE: HIGH}, grows=300)
    assert "gvar" in TTFont(path)
    (face,) = faces([(PRIVATE, font_in(path))])
    assert bounds(opened(face), PRIVATE) == HIGH
    assert not {"fvar", "gvar"} & set(opened(face).keys())


# What cannot be embedded.

def test_a_font_that_browsers_would_refuse_is_refused_in_a_line(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", {PRIVATE: HIGH})
    with TTFont(path) as made:
        del made["OS/2"]
        made.save(path)
    with pytest.raises(OutputError, match=r"^'.* cannot be embedded in svg, html or pdf: give "
                       r"another \.ttf, \.otf or \.ttc file, or make gif$"):
        faces([(PRIVATE, font_in(path))])

@pytest.mark.parametrize(("usage", "allowed"), [
    (0, True), (0x0004, True), (0x0008, True), (0x0002, False), (0x0100, False), (0x0204, False)])
def test_what_a_font_does_not_permit_is_not_done(tmp_path: Path, usage: int, allowed: bool
                                                 ) -> None:
    path = make_font(tmp_path / "a.ttf", {PRIVATE: HIGH}, usage)
    animation = animate(Conv2d(), title=PRIVATE, font=path)
    for name in ("a.svg", "a.html", "a.pdf"):
        if allowed:
            assert animation.save(tmp_path / name).is_file()
            continue
        with pytest.raises(OutputError) as refusal:
            animation.save(tmp_path / name)
        assert str(refusal.value).endswith(
            f"does not permit to be embedded in svg, html or pdf (OS/2 fsType {usage}): give "
            "another font, or make gif")
        assert not (tmp_path / name).exists()
    assert animation.save(tmp_path / "a.gif").is_file()


def test_a_damaged_font_is_embedded_whole_or_refused_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.otf"
    with TTFont(HAN) as made:
        for table in made["cmap"].tables:
            table.cmap[ord(PRIVATE)] = table.cmap[ord("核")]
        made.save(path)
    whole, tried, refused = path.read_bytes(), 0, 0
    for number in range(40, len(whole), 701):
        for damaged in (whole[:number], whole[:number] + bytes(40) + whole[number + 40:]):
            path.write_bytes(damaged)
            given = font_in(path)
            with suppress(ViewError):
                check_font(given)
                text_width(PRIVATE, 10, given)
                tried += 1
                try:
                    assert faces([(PRIVATE, given)])
                except ConvgifError as error:
                    assert "\n" not in str(error)  # noqa: PT017  # most are not refused
                    refused += 1
    assert tried > 5
    assert refused


def test_the_command_says_so_in_a_line(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", {PRIVATE: HIGH}, usage=2)
    made = run("render", "--title", PRIVATE, "--font", "a.ttf", "-o", "a.svg", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (1, b"")
    assert made.stderr.decode().splitlines() == [
        "convgif: 'a.ttf' does not permit to be embedded in svg, html or pdf (OS/2 fsType 2): give "
        "another font, or make gif"]


# In Chromium: characters that no reader has a font for.

# By column, for Chromium puts baselines on whole pixels: how dark it is, of 255 on average.
ALIKE, APART = 6.0, 20.0


def titled(path: Path, **settings: Any) -> Animation:
    return animate(Conv2d(), title=PRIVATE * 6, font=path, size_px=300, hold_ms=0, **settings)


def title_box(animation: Animation) -> tuple[slice, slice]:
    (shape,) = [mark.shape for mark in animation.story.stage.marks.values()
                if isinstance(mark.shape, Text) and PRIVATE in mark.shape.string]
    left, top, right, bottom = map(round, text_box(shape))
    return slice(max(0, top - 1), bottom + 1), slice(max(0, left - 1), right + 1)


def ink(picture: np.ndarray, box: tuple[slice, slice]) -> np.ndarray:
    """How dark each column of a box is."""
    return 255 - picture[box].mean(axis=(0, 2))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[Animation]:
    """Pictures whose titles are the same character, of two fonts."""
    folder = tmp_path_factory.mktemp("fonts")
    return [titled(make_font(folder / f"{name}.ttf", {PRIVATE: box, OTHER_PRIVATE: box}))
            for name, box in (("high", HIGH), ("flat", FLAT))]


def image(animation: Animation) -> str:
    data = b64encode(encode_svg(animation)).decode()
    return f'<img src="data:image/svg+xml;base64,{data}">'


def inline(animation: Animation) -> str:
    return encode_svg(animation).decode()


def player(animation: Animation) -> str:
    return fragment(animation)


@pytest.mark.slow
@pytest.mark.parametrize("write", [image, inline, player])
def test_each_of_two_on_a_page_has_its_own_glyphs(
        browser: Any, two: list[Animation], write: Callable[[Animation], str]) -> None:
    shown = browser.new_page(viewport={"width": 600, "height": 1600}, reduced_motion="reduce")
    shown.set_content("<style>body{margin:0}svg,img{display:block}</style>"
                      + "".join(map(write, two)))
    shown.wait_for_timeout(300)
    pictures = shown.locator("img, svg[role=img]")
    boxes = list(map(title_box, two))
    drawn = [ink(next(iter(animation.frames)), box)
             for animation, box in zip(two, boxes, strict=True)]
    for number, box in enumerate(boxes):
        png = pictures.nth(number).screenshot()
        found = ink(iio.imread(png, extension=".png")[..., :3], box)
        assert np.abs(found - drawn[number]).mean() < ALIKE
        assert np.abs(found - drawn[not number]).mean() > APART
        assert np.abs(found).mean() > APART
    shown.close()


@pytest.mark.slow
def test_all_that_a_player_says_in_chinese_is_in_its_font(browser: Any) -> None:
    text = page(animate(Conv2d(stride=2, padding=1), input_size=5, language="zh"))
    (family, font), = embedded(text).items()
    shown = browser.new_page(reduced_motion="reduce")
    shown.set_content(text)
    shown.locator(".cell").nth(9).hover()
    said = set(shown.locator(".player").inner_text())
    chinese = {character for character in said if ord(character) > 0x2E7F}
    assert len(chinese) > 10
    assert set(map(ord, chinese)) <= font.getBestCmap().keys()
    families = shown.locator(".sum").evaluate("e => getComputedStyle(e).fontFamily")
    assert family in families.split(", ")
    assert shown.evaluate("[...document.fonts].map(face => face.status)") == ["loaded"]
    shown.close()


# At a reader's who has no Chinese font at all.

@pytest.fixture(scope="module")
def bare(launch: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium where no font but DejaVu is installed."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{Path(mpl.get_data_path(), 'fonts', 'ttf')}</dir>"
        f"<cachedir>{folder}</cachedir></fontconfig>")
    found = launch(FONTCONFIG_FILE=str(folder / "fonts.conf"))
    yield found
    found.close()


def lacking(page: Any) -> tuple[int, list[str]]:
    """How many texts have Chinese in them, and those of them that lack a glyph of ours."""
    asked = page.context.new_cdp_session(page)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    nodes, found, lacks = [asked.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
                           ], 0, []
    for node in nodes:
        children = node.get("children", [])
        nodes += [*children, *node.get("shadowRoots", [])]
        said = "".join(child["nodeValue"] for child in children if child["nodeType"] == 3)
        count = sum(ord(character) > 0x2E7F for character in said)
        if not count or node["nodeName"].lower() in ("script", "style", "title", "desc"):
            continue
        fonts = asked.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
        if not fonts:
            continue  # it is not shown now
        found += 1
        if sum(font["glyphCount"] for font in fonts if font["isCustomFont"]) < count:
            lacks.append(said)
    return found, lacks


@pytest.mark.slow
@pytest.mark.parametrize("view", ["isometric", "channels", "values"])
def test_every_word_of_a_player_has_its_glyphs_where_no_chinese_font_is(
        bare: Any, view: str) -> None:
    shown = bare.new_page(reduced_motion="reduce")
    shown.set_content(page(animate(Conv2d(stride=2, padding=1), input_size=5, view=view,
                                   language="zh")))
    shown.wait_for_timeout(300)
    found, lacks = lacking(shown)
    assert (found > 10, lacks) == (True, [])
    shown.locator(".cell").nth(3).hover()
    assert lacking(shown)[1] == []
    shown.set_viewport_size({"width": 180, "height": 700})  # where the stage says that it scrolls
    shown.wait_for_timeout(300)
    assert shown.locator(".hint").is_visible()
    assert lacking(shown)[1] == []
    shown.close()


GALLERY = """title = "卷积"
text = "填充，鹿"
reuse = "输出"
[[section]]
title = "输入"
text = "步"
[[section.entry]]
name = "only"
title = "卷积核"
caption = "输出"
settings = { input_size = "3", text = "none", language = "zh" }
"""


@pytest.fixture(scope="module")
def gallery_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "gallery.toml").write_text(GALLERY, "utf-8")
    build_gallery(folder)
    return (folder / "index.html").read_text("utf-8")


@pytest.mark.slow
def test_every_word_of_a_gallery_that_has_glyphs_here_brings_them(
        bare: Any, gallery_page: str) -> None:
    shown = bare.new_page()
    shown.set_content(gallery_page)
    shown.wait_for_timeout(300)
    found, lacks = lacking(shown)
    assert (found > 4, lacks) == (True, [])
    shown.close()


def test_a_gallery_brings_a_font_only_where_its_words_need_one(gallery_page: str) -> None:
    (family, font), = embedded(gallery_page).items()
    assert {ord("卷"), ord("填")} <= font.getBestCmap().keys()
    assert ord("鹿") not in font.getBestCmap()  # no word of ours: its reader's font has it
    assert f"--mono: {family}, " in gallery_page
    assert faces_for_words("Conv2d 3×3") == faces_for_words("\u202eשלום \u0e31 鹿") == []
