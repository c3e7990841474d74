"""Text: extents and outlines of strings, against the font's own tables as fontTools reads them."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import refusal, repeatable

from convgif.errors import ViewError
from convgif.text import ASCENT, DESCENT, SMALLEST_TEXT_PX, text_outline, text_width, wrap

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
def test_a_glyph_that_the_font_lacks_is_named(text: str) -> None:
    missing = next(c for c in text if c != "a" and c != "\U0001f600")
    for measure in (text_width, text_outline):
        assert refusal(ViewError, lambda m=measure: m(text, 10)) == (
            f"the font has no glyph for {missing!r} (U+{ord(missing):04X}): leave it out")


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
