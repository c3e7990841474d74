"""Captions set as lines of marks: swatches and text, wrapped to a width."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from convgif.errors import ViewError, shorten
from convgif.scenes.scene import Cell, Disc, Font, Line, Mark, MarkId, Shape, Text
from convgif.scenes.text import ASCENT, DESCENT, LINE_HEIGHT, text_width
from convgif.views.captions import Caption
from convgif.views.kit.line_breaks import broken

SEPARATOR = " · "
TEXT_ORDER = 10
SMALLEST_SWATCH_PX = 8  # one that is dashed has a dash between its corners
TAP = "input", "window"  # the cell in which a dot or notch is shown
DOT, NOTCH = 0.2, 0.3  # the radius of a dot and half the side of a notch, in cells


class TooWideError(ViewError):
    """Something is wider than there is room. remedy: what helps but a larger size and less text."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass
class Typesetter:
    """Sets lines from `top` down, between `left` and `left + width`; collects the marks.

    font: for glyphs that the fonts of convgif lack.
    """

    left: float
    width: float
    top: float
    font: Font | None = None
    marks: dict[MarkId, Mark] = field(default_factory=dict)

    def line(self, role: str, string: str, size: float) -> None:
        """One line of text. Raises TooWideError if it is wider than there is room."""
        self._put(role, string, self.left, size)
        self._new_line(size)

    def paragraph(self, role: str, phrase: str, size: float) -> None:
        """Text broken where it must be. Raises TooWideError for a word too long."""
        self.captions(role, [Caption(phrase)], size)

    def captions(self, role: str, captions: Sequence[Caption], size: float) -> None:
        """Captions with their swatches, as many on a line as fit."""
        x = self.left
        for caption in captions:
            if not caption.phrase:
                continue
            swatch = 1.25 * size if caption.swatch else 0.0
            width = swatch + self._width(caption.phrase, size)
            gap = text_width(SEPARATOR, size) if x > self.left else 0.0
            if gap and x + gap + width > self.left + self.width:
                self._new_line(size)
                x, gap = self.left, 0.0
            elif gap:
                self._put(role, SEPARATOR.strip(), x + text_width(" ", size), size)
            x += gap
            if caption.swatch:
                self._swatch(caption, x, size)
            x = self._broken(role, caption.phrase, x + swatch, size)
        if captions:
            self._new_line(size)

    def lines(self, captions: Sequence[Caption], size: float) -> int:
        """How many lines those captions take. Raises TooWideError."""
        alone = Typesetter(self.left, self.width, 0.0, self.font)
        alone.captions("", captions, size)
        return round(alone.top / (LINE_HEIGHT * size))

    def _broken(self, role: str, phrase: str, x: float, size: float) -> float:
        """The phrase from x on, going on in new lines below its start; returns where it ends."""
        right = self.left + self.width
        *lines, last = broken(phrase, lambda line: x + self._width(line, size) <= right)
        for line in lines:
            self._put(role, line, x, size)
            self._new_line(size)
        self._put(role, last, x, size)
        return x + self._width(last, size)

    def _width(self, string: str, size: float) -> float:
        return text_width(string, size, self.font)

    def _put(self, role: str, string: str, x: float, size: float) -> None:
        if x + self._width(string, size) > self.left + self.width:
            raise TooWideError(f"{shorten(string)} does not fit:",
                               "shorten it" if role == "title" else "")
        anchor = (x, self.top + ASCENT * size)
        self._add(role, Text(string, anchor, size, font=self.font), (role,))

    def _swatch(self, caption: Caption, x: float, size: float) -> None:
        side = max(SMALLEST_SWATCH_PX, round(0.8 * size))
        left, top = round(x) + 0.5, round(self.top + ASCENT * size - side) + 0.5
        right, bottom = left + side, top + side
        roles = caption.swatch or ()
        if caption.sign in ("bracket", "ruler"):
            middle = (top + bottom) / 2
            ends = ((left, middle), (left, bottom), (right, bottom), (right, middle))
            ticks = [((x, middle), (x, bottom)) for share in (1, 2) if caption.sign == "ruler"
                     for x in [round(left + side * share / 3) + 0.5]]
            self._add("swatch", Line((ends, *ticks)), roles)
            return
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        self._add("swatch", Cell(corners), roles if caption.sign == "cell" else TAP)
        if caption.sign == "dot":
            self._add("swatch", Disc(((left + right) / 2, (top + bottom) / 2), DOT * side), roles)
        if caption.sign == "notch":
            half = NOTCH * side
            self._add("swatch", Disc((left + half, top + half), half, (-1, -1)), roles)

    def _add(self, name: str, shape: Shape, roles: tuple[str, ...]) -> None:
        id = (name, (sum(known == name for known, _ in self.marks),))
        self.marks[id] = Mark(id, shape, roles, TEXT_ORDER)

    def _new_line(self, size: float) -> None:
        self.top += LINE_HEIGHT * size


def text_box(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text."""
    width = text_width(text.string, text.size_px, text.font)
    left = text.anchor[0] - {"left": 0.0, "center": 0.5, "right": 1.0}[text.align] * width
    return (left, text.anchor[1] - ASCENT * text.size_px, left + width,
            text.anchor[1] + DESCENT * text.size_px)
