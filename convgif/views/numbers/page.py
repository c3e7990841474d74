"""Pages: a title, maps, what is written under them, the legend and the formula, in one width."""

from collections.abc import Sequence
from dataclasses import replace

from convgif.scenes.scene import Mark, MarkId
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, legend
from convgif.views.numbers.arrangement import Arrangement, Rows, Type, arrange
from convgif.views.numbers.boards import ramp
from convgif.views.numbers.operands import Operand
from convgif.views.numbers.plates import Plates
from convgif.views.typesetting import TooWideError, Typesetter, margin_px, write_captions


def type_of(settings: ViewSettings) -> Type:
    """The sizes of what is written on a picture of that width."""
    label = min(max(round(settings.size_px / 34, 1), 10.0), 18.0)
    return Type(settings.size_px, margin_px(settings.size_px), label,
                max(round(0.88 * label, 1), SMALLEST_TEXT_PX))


class Page:
    """A page under way: `top` is where the next thing goes. Raises TooWideError."""

    def __init__(self, settings: ViewSettings) -> None:
        self.settings, self.sizes = settings, type_of(settings)
        self.margin, self.width = self.sizes.margin_px, settings.size_px - 2 * self.sizes.margin_px
        self._setter = Typesetter(self.margin, self.width, self.margin, settings.font)
        self._marks: list[Mark] = []
        if settings.title:
            self._setter.paragraph("title", settings.title, self.sizes.label_px)
            self.top += 0.4 * self.sizes.label_px

    @property
    def top(self) -> float:
        return self._setter.top

    @top.setter
    def top(self, top: float) -> None:
        self._setter.top = top

    def place(self, choices: Sequence[Rows], operands: Sequence[Operand], *, aligned: bool = False
              ) -> Arrangement:
        """The best arrangement of maps; their labels, signs and ramps are on the page."""
        if not self.settings.shows("sizes"):
            choices = [[[replace(block, label=(), ramp=None) for block in row] for row in rows]
                       for rows in choices]
        placed = arrange(choices, self.sizes, self.top, aligned=aligned)
        if placed is None:
            raise TooWideError(f"the maps do not fit {self.settings.size_px} px:",
                               "take a smaller input or kernel")
        self._marks += placed.marks
        for operand in operands:
            self._marks += ramp(operand.block, placed, self.sizes.small_px,
                                operand.numbers.shading)
        self.top = placed.bottom
        return placed

    def add(self, marks: Sequence[Mark], bottom: float) -> None:
        """Marks that reach down to `bottom`."""
        self._marks += marks
        self.top = max(self.top, bottom)

    def say(self, phrase: str) -> None:
        """A phrase in quiet words."""
        self.top += 0.7 * self.sizes.label_px
        self._setter.paragraph("formula", phrase, self.sizes.small_px)

    def finish(self, trace: Trace, captions: Sequence[Caption]) -> tuple[dict[MarkId, Mark], int]:
        """All marks but those of the maps, and the page's height."""
        write_captions(self._setter, captions, trace, self.settings, self.sizes.small_px,
                       0.7 * self.sizes.label_px)
        marks = {mark.id: mark for mark in self._marks} | self._setter.marks
        return marks, round(self.top + self.margin)


def captions(plates: Plates, settings: ViewSettings) -> list[Caption]:
    """The legend, without what the picture shows by itself."""
    trace, words = plates.shown.trace, settings.words
    said = legend(trace, words)
    if trace.weight is not None and (not trace.axes or trace.weight.shape[:2] == (1, 1)):
        said = said[1:]
    ranked = any(board.by_rank and board.text_px is None for board in plates.boards.values())
    return (said + [Caption(words.repeats, ("source",), unshown="")] * plates.repeats
            + [Caption(words.indices)] * bool(plates.output.notes)
            + [Caption(words.shades_by_rank)] * ranked)
