"""Text: extents and outlines of strings, against the fonts' own tables as fontTools reads them,
and the font of Chinese glyphs that ships."""

import unicodedata
from contextlib import suppress
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import refusal, repeatable
from made_fonts import HIGH, font_in, make_font
from sample_stories import first_drawn

import convgif
from convgif.animation import animate
from convgif.batch.digest import scene_digest
from convgif.costs.words import WORDS as COST_WORDS
from convgif.errors import ArrayError, ViewError
from convgif.exercises.words import WORDS as EXERCISE_WORDS
from convgif.formats import FORMATS
from convgif.formats.player.words import WORDS as GRADING_WORDS
from convgif.layers import Conv2d
from convgif.scenes.scene import Text
from convgif.scenes.text import (
    ASCENT,
    DESCENT,
    SMALLEST_TEXT_PX,
    check_font,
    text_outline,
    text_width,
    wrap,
)
from convgif.settings.pairs import PAIRS
from convgif.views import VIEWS, all_words

SIGNS = "×·−→½()+/=:,_"
PRINTABLE = "".join(map(chr, range(33, 127))) + SIGNS + "éüßąΔ"
PIXEL = 1 / 1000


@pytest.fixture(scope="module")
def font() -> TTFont:
    path = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    with TTFont(path) as opened:
        yield opened


@pytest.mark.parametrize("character", [*PRINTABLE, " "])
def test_width_is_the_fonts_advance(font: TTFont, character: str) -> None:
    glyph = font.getBestCmap()[ord(character)]
    advance = font["hmtx"][glyph][0] / font["head"].unitsPerEm
    assert text_width(character, 20) == pytest.approx(20 * advance, abs=20 * PIXEL)


@pytest.mark.parametrize("character", PRINTABLE)
def test_outline_has_the_fonts_bounds(font: TTFont, character: str) -> None:
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    extents = text_outline(character, 20).get_extents()
    bounds = np.array(pen.bounds) * 20 / font["head"].unitsPerEm
    assert extents.extents == pytest.approx(bounds, abs=20 * 3 * PIXEL)


texts = st.text(st.sampled_from(PRINTABLE + " "), max_size=20)


@repeatable(100)
@given(texts, texts, st.floats(1, 100))
def test_widths_add_up_and_grow_with_the_size(one: str, two: str, size: float) -> None:
    assert text_width(one + two, size) == pytest.approx(
        text_width(one, size) + text_width(two, size))
    assert text_width(one, size) == pytest.approx(size * text_width(one, 1))


def test_outline_starts_each_character_where_the_one_before_ends() -> None:
    both, second = text_outline("AB", 30), text_outline("B", 30)
    count = len(second.vertices)
    np.testing.assert_allclose(both.vertices[-count:] - second.vertices,
                               [[text_width("A", 30), 0]] * count, atol=1e-9)


def test_blanks_take_room_and_draw_nothing() -> None:
    assert text_outline("  ", 10) is None
    assert text_outline("", 10) is None
    assert text_width("", 10) == 0
    assert text_width(" ", 10) > 0
    assert text_width("  ", 10) == pytest.approx(2 * text_width(" ", 10))
    assert len(text_outline("A A", 10).vertices) == 2 * len(text_outline("A", 10).vertices)


def test_a_line_of_text_stays_between_ascent_and_descent() -> None:
    high = text_outline("ABCXYZ0123456789bdfhkl", 1).get_extents()
    low = text_outline("gjpqy,", 1).get_extents()
    assert 0 < high.y1 <= ASCENT
    assert -DESCENT <= low.y0 < 0


@pytest.mark.parametrize("text", ["日", "a\nb", "\0", "\udcff", "\U0001f600日"])
def test_a_glyph_that_no_font_has_is_named(text: str) -> None:
    missing = next(c for c in text if c != "a" and c != "\U0001f600")
    for measure in (text_width, text_outline):
        assert refusal(ViewError, lambda m=measure: m(text, 10)) == (
            f"no font here has a glyph for {missing!r} (U+{ord(missing):04X}): leave it out, or "
            "give one that has it as font='FILE'")


# What is not set letter by letter.

RIGHT_TO_LEFT, TURNS, JOINED = ("is written from right to left", "turns the direction of writing",
                                "takes its shape from the letters beside it")
REFUSED = {"شبكة": ("ش", RIGHT_TO_LEFT), "רשת": ("ר", RIGHT_TO_LEFT), "٣": ("٣", RIGHT_TO_LEFT),
           "a\u202eb": ("\u202e", TURNS), "\u2067a": ("\u2067", TURNS),
           "กำลังเรียนรู้": ("ั", JOINED), "หลักสูตรที่ดี": ("ั", JOINED), "क्षि": ("्", JOINED),
           "தமிழ்": ("ி", JOINED), "\u1820\u1821": ("\u1820", JOINED), "\u1100": ("\u1100", JOINED)}


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font that has all of those."""
    return make_font(tmp_path_factory.mktemp("rich") / "rich.ttf",
                     dict.fromkeys("".join(REFUSED), HIGH))


@pytest.mark.parametrize("title", REFUSED, ids=ascii)
def test_what_is_not_set_letter_by_letter_is_refused_in_every_format_alike(
        title: str, rich: Path) -> None:
    character, reason = REFUSED[title]
    said = (f"{character!r} (U+{ord(character):04X}) {reason}, and pictures are set letter by "
            "letter from left to right: leave it out, and write it beside the picture")
    assert refusal(ViewError, lambda: text_width(title, 10, font_in(rich))) == said
    animation = animate(Conv2d(), title=title, font=rich, text="none")
    for row in FORMATS.values():
        assert refusal(ViewError, lambda row=row: row.encode(animation)) == said


@pytest.mark.parametrize("title", ["x\u0304 = W\u0303x", "Ça và", "Ελληνικά", "Ж", "½→×",
                                   "a\ufe0f"])
def test_letters_with_accents_are_set(title: str) -> None:
    assert animate(Conv2d(), title=title).story.scenes


def test_a_letter_and_its_accent_are_one_sign_where_there_is_one() -> None:
    apart, one = (animate(Conv2d(), title=title) for title in ("cafe\u0301", "café"))
    assert apart.settings.title == one.settings.title == "café"


# The Chinese glyphs.

HAN = Path(convgif.__file__).parent / "fonts" / "convgif-han.otf"


@pytest.fixture(scope="module")
def han() -> TTFont:
    with TTFont(HAN) as opened:
        yield opened


def strings(value: object) -> list[str]:
    """Every string in a language's words."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [string for part in parts for string in strings(part)]


def test_the_shipped_glyphs_are_those_of_the_words_that_dejavu_lacks(
        font: TTFont, han: TTFont) -> None:
    said = {character for table in (*all_words().values(), COST_WORDS, EXERCISE_WORDS,
                                    GRADING_WORDS)
            for words in table.values()
            for string in strings(list(vars(words).values())) for character in string}
    said |= {character for pair in PAIRS.values() for title in pair.titles.values()
             for character in title}
    wanted = {character for character in said if ord(character) not in font.getBestCmap()}
    has = set(map(chr, han.getBestCmap()))
    assert wanted <= has, "run scripts/subset_font"
    unneeded = has - wanted
    assert len(unneeded) < 20, "run scripts/subset_font"
    assert {unicodedata.category(character)[0] for character in unneeded} <= {"P"}
    assert len(han.getGlyphOrder()) == len(has) + 1  # and .notdef
    assert HAN.stat().st_size < 100_000


def test_the_shipped_font_has_its_own_name_and_its_licence(han: TTFont) -> None:
    assert han["name"].getBestFamilyName() == "convgif Han"
    assert "SIL Open Font License, Version 1.1" in han["name"].getDebugName(13)
    licence = HAN.with_name("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2014-2021 Adobe" in licence


def test_each_glyph_is_of_the_first_font_that_has_it(font: TTFont, han: TTFont) -> None:
    dejavu = font["hmtx"][font.getBestCmap()[ord("3")]][0] / font["head"].unitsPerEm
    assert text_width("核3", 20) == pytest.approx(20 * (1 + dejavu), abs=20 * PIXEL)
    glyphs = han.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[han.getBestCmap()[ord("核")]].draw(pen)
    extents = text_outline("核", 20).get_extents()
    assert extents.extents == pytest.approx(np.array(pen.bounds) * 20 / 1000, abs=20 * 3 * PIXEL)


# A font that is given.

@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, han: TTFont) -> Path:
    """A font whose 日 is its 核, and whose 3 is as wide as that."""
    path = tmp_path_factory.mktemp("fonts") / "other.otf"
    with TTFont(HAN) as made:
        for table in made["cmap"].tables:
            table.cmap |= {ord(c): table.cmap[ord("核")] for c in "日3"}
        made.save(path)
    return path


def test_a_given_font_has_the_glyphs_that_the_others_lack_only(other: Path) -> None:
    given = font_in(other)
    assert text_width("日", 20, given) == pytest.approx(20)
    assert text_width("3", 20, given) == text_width("3", 20)
    np.testing.assert_allclose(text_outline("日", 20, given).vertices,
                               text_outline("核", 20).vertices)
    assert refusal(ViewError, lambda: text_width("月", 10, given)).endswith(
        "lacks a glyph for '月' (U+6708): leave it out, or give another font")


@pytest.mark.parametrize("content", [b"", b"no font", b"OTTO" + bytes(100)])
def test_what_is_no_font_is_refused_in_a_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.ttf"
    path.write_bytes(content)
    assert "is no font: give a .ttf, .otf or .ttc file" in refusal(
        ViewError, lambda: check_font(font_in(path)))
    refusal(ViewError, lambda: animate(Conv2d(), font=path))


def test_a_font_that_is_not_there_is_refused_in_a_line(tmp_path: Path) -> None:
    for path in (tmp_path / "none.ttf", tmp_path):
        assert refusal(ArrayError, lambda p=path: animate(Conv2d(), font=p)).endswith("file")


def test_a_font_that_is_cut_off_is_refused_in_a_line(tmp_path: Path, other: Path) -> None:
    path, whole = tmp_path / "cut.otf", other.read_bytes()
    for size in range(100, len(whole), 1500):
        path.write_bytes(whole[:size])
        given = font_in(path)
        with suppress(ViewError):
            assert text_width("日", 20, given) == pytest.approx(20)
            assert text_outline("日", 20, given)
    path.write_bytes(whole[:100])
    refusal(ViewError, lambda: text_width("日", 20, font_in(path)))


@pytest.mark.parametrize("view", VIEWS)
def test_titles_are_set_in_a_given_font_in_every_view(view: str, other: Path) -> None:
    layer = first_drawn(view, Conv2d(), convgif.Conv1d(), convgif.ConvTranspose2d())
    settings = {"title": "日: 步幅 3", "view": view, "language": "zh"}
    assert "font='FILE'" in refusal(ViewError, lambda: animate(layer, **settings).story)
    animation = animate(layer, **settings, font=other)
    known = animate(layer, **settings | {"title": "核: 步幅 3"})
    for frame, same in zip(animation.frames, known.frames, strict=True):
        np.testing.assert_array_equal(frame, same)
    marks = animation.story.stage.marks.values()
    assert any(isinstance(mark.shape, Text) and mark.shape.font for mark in marks)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_holds_chinese(format: str, other: Path) -> None:
    if FORMATS[format].extra:
        pytest.importorskip("av")
    animation = animate(Conv2d(), title="日", font=other, language="zh")
    written = FORMATS[format].encode(animation)
    assert len(written) > 1000
    if format in ("gif", "svg"):
        assert animation.describe().encode() in written
    if format == "svg":
        assert b'lang="zh"' in written


def test_a_cached_glyph_is_not_changed_by_its_users() -> None:
    before = text_outline("A", 10)
    before.vertices[:] = 0
    assert text_outline("A", 10).get_extents().width > 0


def test_no_text_is_smaller_than_nine_px() -> None:
    assert SMALLEST_TEXT_PX == 9


@repeatable(100)
@given(st.lists(st.text(st.sampled_from("abcW"), min_size=1, max_size=8), max_size=8),
       st.floats(10, 200))
def test_wrapped_lines_hold_all_items_in_order_and_break_only_where_they_must(
        items: list[str], width: float) -> None:
    lines = wrap(items, " · ", 10, width)
    assert [item for line in lines for item in line.split(" · ")] == items
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        assert " · " not in line or text_width(line, 10) <= width
        if after is not None:
            assert text_width(f"{line} · {after.split(' · ')[0]}", 10) > width


def test_what_is_in_a_font_counts_for_the_digest_and_not_where_it_lies(
        tmp_path: Path, other: Path) -> None:
    def digest(path: Path) -> str:
        return scene_digest(animate(Conv2d(), title="日", font=path))

    elsewhere = tmp_path / "elsewhere.otf"
    elsewhere.write_bytes(other.read_bytes())
    assert digest(elsewhere) == digest(other)
    elsewhere.write_bytes(other.read_bytes() + b"\0")
    assert digest(elsewhere) != digest(other)
