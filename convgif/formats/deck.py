"""A deck of slides, 16:9, as PowerPoint, Keynote and LibreOffice read it, by python-pptx."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Any

from convgif.formats.markup import legal
from convgif.formats.units import EMU_PER_PX, PT_PER_PX
from convgif.frames.colors import Color

SLIDE_PX = (1280, 720)
MARGIN_PX, TITLE_PX, GAP_PX = 48, 64, 16
TITLE_SIZES_PX = ((60, 37), (110, 24), (10**6, 16))  # for a title of so many signs
TITLE_ONLY = 5  # of the layouts that python-pptx brings
NO_CLOCK = datetime(1980, 1, 1)  # the first day that a zip can say
SIZE_SAID = "{}x{} px"  # of what is on its slides, as it is meant
LONGEST_SAID = 255  # characters of a property
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}


class Deck:
    """Slides that are alike but for what is on them: a title, and a picture as large as there is
    room. ground, ink: what they and their titles are coloured with."""

    def __init__(self, title: str, alt: str, ground: Color, ink: Color, language: str = "en"
                 ) -> None:
        from pptx import Presentation
        from pptx.dml.color import RGBColor
        from pptx.util import Emu

        self._deck = Presentation()
        self._title = legal(title)
        self._ground, self._ink = (
            RGBColor(*color)  # type: ignore[no-untyped-call]  # python-pptx has no annotations there
            for color in (ground, ink))
        self._language = LANGUAGES.get(language, language)
        self._deck.slide_width, self._deck.slide_height = (
            Emu(EMU_PER_PX * side) for side in SLIDE_PX)
        said = self._deck.core_properties
        said.title, said.author = self._title[:LONGEST_SAID], ""
        said._element.get_or_add_description().text = legal(alt)  # as long as it is
        said.language, said.last_modified_by = self._language, ""
        said.created = said.modified = NO_CLOCK

    def add_picture(self, data: bytes, size_px: tuple[int, int], alt: str, notes: str) -> None:
        """A slide with a picture of that width and height."""
        slide = self._slide(size_px, notes)
        self._describe(slide.shapes.add_picture(BytesIO(data), *self._place(size_px)), alt)

    def add_video(self, data: bytes, media_type: str, first_frame: bytes, size_px: tuple[int, int],
                  alt: str, notes: str) -> None:
        """A slide with a video, which is its first frame before it is played."""
        slide = self._slide(size_px, notes)
        self._describe(slide.shapes.add_movie(
            BytesIO(data), *self._place(size_px), poster_frame_image=BytesIO(first_frame),
            mime_type=media_type), alt)

    def encode(self) -> bytes:
        """The file, the same bytes whenever it is made."""
        made, timeless = BytesIO(), BytesIO()
        self._deck.save(made)
        with zipfile.ZipFile(made) as parts, zipfile.ZipFile(timeless, "w") as file:
            for name in parts.namelist():
                info = zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6])
                file.writestr(info, parts.read(name), zipfile.ZIP_DEFLATED)
        return timeless.getvalue()

    @cached_property
    def _layout(self) -> Any:
        return self._deck.slide_layouts[TITLE_ONLY]

    def _slide(self, size_px: tuple[int, int], notes: str) -> Any:
        from pptx.util import Pt

        self._deck.core_properties.category = SIZE_SAID.format(*size_px)
        slide = self._deck.slides.add_slide(self._layout)
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = self._ground
        title = slide.shapes.title
        title.left, title.top = EMU_PER_PX * MARGIN_PX, EMU_PER_PX * MARGIN_PX // 2
        title.width = EMU_PER_PX * (SLIDE_PX[0] - 2 * MARGIN_PX)
        title.height = EMU_PER_PX * TITLE_PX
        run = title.text_frame.paragraphs[0].add_run()
        run.text = self._title
        run.font.color.rgb = self._ink
        run.font.size = Pt(PT_PER_PX * next(size for signs, size in TITLE_SIZES_PX
                                      if len(self._title) <= signs))
        slide.notes_slide.notes_text_frame.text = legal(notes)
        for text in (title.text_frame, slide.notes_slide.notes_text_frame):
            for paragraph in text.paragraphs:
                for each in paragraph.runs:
                    each._r.get_or_add_rPr().set("lang", self._language)  # no name for it
        return slide

    def _place(self, size_px: tuple[int, int]) -> Iterator[int]:
        """Left, top, width and height of a picture of that size, as large as there is room."""
        width, height = size_px
        top = MARGIN_PX // 2 + TITLE_PX + GAP_PX
        room = SLIDE_PX[0] - 2 * MARGIN_PX, SLIDE_PX[1] - top - MARGIN_PX // 2
        scale = min(room[0] / width, room[1] / height)
        left = (SLIDE_PX[0] - scale * width) / 2
        return (round(EMU_PER_PX * side) for side in (
            left, top + (room[1] - scale * height) / 2, scale * width, scale * height))

    def _describe(self, shape: Any, alt: str) -> None:
        shape._element.nvPicPr.cNvPr.set("descr", legal(alt))  # python-pptx has no name for it
