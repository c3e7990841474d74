"""Fonts in files: the glyphs that their words need; for web pages, a face for those of them that
not every reader has.

A face is a plain OpenType font in the style itself: WOFF is hardly smaller for so few glyphs, and
its bytes depend on the library that packs them.
"""

import logging
from base64 import b32encode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from convgif.errors import OutputError, shorten
from convgif.scenes.scene import Font
from convgif.scenes.text import can_be_set, uncommon_glyphs

NAME_LETTERS = 8
COPYRIGHT, LICENCE_ADDRESS = 0, 14  # in a font's table of names
# What outlines need; without the rest each glyph is as it was measured, by itself. The last four
# are of variable fonts, which are measured as they are by default.
TABLES = {"CFF ", "CFF2", "OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name",
          "post", "HVAR", "avar", "fvar", "gvar"}
# Bits of OS/2 fsType: the usage that is permitted, and what else is forbidden.
USAGE, RESTRICTED, NO_SUBSETTING, BITMAPS_ONLY = 0x000F, 0x0002, 0x0100, 0x0200


@dataclass(frozen=True)
class Face:
    """A font of its own. family: its name, by a hash of what is in it. rule: what CSS says of it.
    """

    family: str
    rule: str


def faces(texts: Iterable[tuple[str, Font | None]]) -> list[Face]:
    """A face for each font of which the strings need glyphs that not every reader has.

    texts: strings, each with the font that is given for it. Raises ViewError for a glyph that no
    font has, OutputError for a font that cannot be embedded, or does not permit it.
    """
    return [_face(subset(font, "".join(sorted(characters))))
            for font, characters in uncommon_glyphs(texts).items()]


def faces_for_words(words: str) -> list[Face]:
    """A face for those characters that not every reader has and the fonts of convgif have: for
    words that others wrote, which reach their reader without it too."""
    return faces([("".join(filter(can_be_set, dict.fromkeys(words))), None)])


def family_list(found: Iterable[Face], *others: str) -> str:
    """The families in CSS: those faces, which have nothing but their glyphs, before others."""
    return ", ".join([*[face.family for face in found], *others])


def _face(data: bytes) -> Face:
    digest = b32encode(sha256(data).digest()).decode().lower()
    family = f"convgif-{digest[:NAME_LETTERS]}"
    return Face(family, f"@font-face{{font-family:{family};"
                        f"src:url(data:font/otf;base64,{b64encode(data).decode()})}}")


@contextmanager
def _without_a_word(name: str) -> Iterator[None]:
    """A library that tells all it does, wherever logging is set to listen, only warns."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


@lru_cache(maxsize=32)
def subset(font: Font, characters: str) -> bytes:
    """A font of those characters alone, the same whenever it is made. Raises OutputError for a font
    that cannot be embedded, or does not permit it."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(layout_features=[], hinting=False, desubroutinize=True, glyph_names=False,
                      notdef_outline=False, name_IDs=[COPYRIGHT, LICENCE_ADDRESS])
    subsetter, buffer = Subsetter(options), BytesIO()
    subsetter.populate(text=characters)
    try:
        with (_without_a_word("fontTools"),
              TTFont(font.path, fontNumber=0, recalcTimestamp=False, lazy=True) as opened):
            allowed = opened["OS/2"].fsType
            for table in set(opened.keys()) - TABLES:
                del opened[table]
            subsetter.subset(opened)
            if "fvar" in opened:
                from fontTools.varLib.instancer import instantiateVariableFont

                axes = {axis.axisTag: None for axis in opened["fvar"].axes}
                instantiateVariableFont(opened, axes, inplace=True)
            opened.flavor = None
            opened.save(buffer)
    except Exception as error:  # a damaged file makes fontTools raise anything
        raise OutputError(f"{shorten(font.path)} cannot be embedded in svg, html or pdf: give "
                          "another .ttf, .otf or .ttc file, or make gif") from error
    if allowed & USAGE == RESTRICTED or allowed & (NO_SUBSETTING | BITMAPS_ONLY):
        raise OutputError(f"{shorten(font.path)} does not permit to be embedded in svg, html or "
                          f"pdf (OS/2 fsType {allowed}): give another font, or make gif")
    return buffer.getvalue()
