"""Pages: a title, maps, what is written under them, the legend and the formula, in one width."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from convgif.errors import ViewError
from convgif.scene import Mark, MarkId
from convgif.text import SMALLEST_TEXT_PX
from convgif.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, legend
from convgif.views.numbers.arrangement import Arrangement, Rows, Type, arrange
from convgif.views.numbers.boards import ramp
from convgif.views.numbers.operands import Operand
from convgif.views.numbers.plates import Plates
from convgif.views.typesetting import TooWideError, Typesetter
from convgif.words import formula_phrases

Built = TypeVar("Built")
LARGEST_PX = 4000


def type_of(settings: ViewSettings) -> Type:
    """The sizes of what is written on a picture of that width."""
    label = min(max(round(settings.size_px / 34, 1), 10.0), 18.0)
    return Type(settings.size_px, max(4, round(0.03 * settings.size_px)), label,
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
            raise TooWideError(f"the maps do not fit {self.settings.size_px} px:")
        self._marks += placed.marks
        for operand in operands:
            self._marks += ramp(operand.block, placed, self.sizes.small_px,
                                operand.numbers.diverging)
        self.top = placed.bottom
        return placed

    def add(self, marks: Sequence[Mark], bottom: float) -> None:
        """Marks that reach down to `bottom`."""
        self._marks += marks
        self.top = max(self.top, bottom)

    def finish(self, trace: Trace, captions: Sequence[Caption]) -> tuple[dict[MarkId, Mark], int]:
        """All marks but those of the maps, and the page's height."""
        setter, words = self._setter, self.settings.words
        if self.settings.shows("legend") and captions:
            setter.top += 0.7 * self.sizes.label_px
            setter.captions("legend", captions, self.sizes.small_px)
        if self.settings.shows("full"):
            for line in formula_phrases(words, trace.layer.size_formulas(trace.input_size)):
                setter.paragraph("formula", line, self.sizes.small_px)
        marks = {mark.id: mark for mark in self._marks} | setter.marks
        return marks, round(setter.top + self.margin)


def captions(plates: Plates, settings: ViewSettings) -> list[Caption]:
    """The legend, without what the picture shows by itself."""
    trace, words = plates.shown.trace, settings.words
    said = legend(trace, words)
    if trace.weight is not None and (not trace.axes or trace.weight.shape[:2] == (1, 1)):
        said = said[1:]
    return said + [Caption(words.repeats)] * plates.repeats


def fitted(build: Callable[[ViewSettings], Built], settings: ViewSettings) -> Built:
    """What `build` makes. Raises ViewError that names the smallest size where it is too wide."""
    try:
        return build(settings)
    except TooWideError as error:
        message = str(error)

    def fits(size: int, text: str = settings.text) -> bool:
        try:
            build(replace(settings, size_px=size, text=text))
        except TooWideError:
            return False
        return True

    sizes = range(settings.size_px + 1, LARGEST_PX + 1)
    at = bisect_left(sizes, True, key=fits)
    advice = (f"give a size of {sizes[at]} or more" if at < len(sizes)
              else "take a smaller input or kernel")
    none = ", or --text none" if fits(settings.size_px, "none") else ""
    raise ViewError(f"{message} {advice}{none}")
