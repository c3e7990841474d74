"""The table of how far glyphs advance: against the fonts that pictures are drawn with, as both
libraries read them that read fonts, and against the script that makes it."""

from pathlib import Path

import matplotlib as mpl
import pytest
from conftest import ROOT, run
from fontTools.ttLib import TTFont
from matplotlib.ft2font import FT2Font, LoadFlags

from convgif.scenes.advances import FONTS, Advances, shipped_advances
from convgif.scenes.scene import Font
from convgif.scenes.text import font_of, text_width

DEJAVU, HAN = shipped_advances()
FILES = {DEJAVU: Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"),
         HAN: FONTS / "convgif-han.otf"}
SIZE = 1000
FIXED_POINT = 65536  # FreeType counts linear advances in this part of a pixel


def test_the_table_is_what_its_script_makes_of_the_fonts(tmp_path: Path) -> None:
    made = run(str(tmp_path / "made.txt"), cwd=tmp_path,
               program=[str(ROOT / "scripts" / "measure_fonts")])
    assert (made.returncode, made.stdout, made.stderr) == (0, b"", b"")
    assert (tmp_path / "made.txt").read_bytes() == (FONTS / "advances.txt").read_bytes(), (
        "run scripts/measure_fonts")


@pytest.mark.parametrize("font", FILES, ids=lambda font: font.file)
def test_every_glyph_advances_as_freetype_has_it_unhinted(font: Advances) -> None:
    opened = FT2Font(str(FILES[font]))
    opened.set_size(SIZE, 72)
    assert set(map(ord, font.ems)) == opened.get_charmap().keys()
    assert {character: opened.load_char(ord(character), flags=LoadFlags.NO_HINTING
                                        ).linearHoriAdvance / FIXED_POINT / SIZE
            for character in font.ems} == font.ems


@pytest.mark.parametrize("font", FILES, ids=lambda font: font.file)
def test_advances_are_whole_units_of_the_em(font: Advances) -> None:
    with TTFont(FILES[font]) as opened:
        em, metrics = opened["head"].unitsPerEm, opened["hmtx"]
        assert {character: round(advance * em) / em for character, advance in font.ems.items()
                } == font.ems == {chr(code): metrics[glyph][0] / em
                                  for code, glyph in opened.getBestCmap().items()}


def test_the_fonts_are_named_as_they_are_looked_through() -> None:
    assert [font.file for font in shipped_advances()] == [path.name for path in FILES.values()]
    assert not DEJAVU.ems.keys() & HAN.ems.keys()


@pytest.mark.parametrize(("character", "font"), [("3", DEJAVU), ("×", DEJAVU), ("核", HAN)])
def test_a_glyph_is_drawn_from_the_font_whose_width_it_has(character: str, font: Advances) -> None:
    assert font_of(character, None) == Font("", font.file)
    assert Path(font_of(character, None).path) == FILES[font]
    assert text_width(character, 1) == font.ems[character]
