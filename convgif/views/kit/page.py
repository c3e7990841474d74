"""Pages: a title, what a view puts below it, the legend and the size formula, in one width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from convgif.scenes.scene import Mark, MarkId
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, size_formulas
from convgif.views.kit.typesetting import Typesetter

MARGIN = 0.03  # of the width, left free around everything
LABEL_PX = SMALLEST_TEXT_PX, 18.0  # the smallest and the largest
OF_WIDTH, OF_NUMBERS = 27, 34  # how many labels high a picture is wide; where numbers need room
MOST_LINES = 2  # of a legend and of the size formula, where they can be shorter
SMALL, SMALL_AT_NUMBERS = 0.86, 0.88  # of a label: legend and formula


@dataclass(frozen=True)
class Type:
    """The sizes of what is written on a picture so wide: of labels, and of legend and formula.
    most_cell_px: how wide a cell is at most."""

    width_px: int
    margin_px: int
    label_px: float
    small_px: float
    most_cell_px: float = inf


def type_of(settings: ViewSettings, *, numbers: bool = False) -> Type:
    """The sizes on the picture that is asked for. numbers: one that is full of numbers."""
    width_px, (least, most) = settings.size_px, LABEL_PX
    label = min(max(round(width_px / (OF_NUMBERS if numbers else OF_WIDTH), 1), least), most,
                settings.most_label_px)
    small = (SMALL_AT_NUMBERS if numbers else SMALL) * label
    return Type(width_px, max(4, round(MARGIN * width_px)), label,
                max(round(small, 1), SMALLEST_TEXT_PX), settings.most_cell_px)


class Page(Typesetter):
    """A page under way: `top` is where the next thing goes. Raises TooWideError.

    below_title: what is left free there, in labels.
    """

    def __init__(self, settings: ViewSettings, *, numbers: bool = False, below_title: float = 0.0
                 ) -> None:
        self.settings, self.type = settings, type_of(settings, numbers=numbers)
        self._numbers = numbers
        margin = self.type.margin_px
        super().__init__(margin, settings.size_px - 2 * margin, margin, settings.font)
        if settings.title:
            self.paragraph("title", settings.title, self.type.label_px)
            self.top += below_title * self.type.label_px

    def type_at(self, width_px: int) -> Type:
        """The sizes on the same page of that width."""
        return type_of(replace(self.settings, size_px=width_px), numbers=self._numbers)

    def add(self, marks: Iterable[Mark], bottom: float) -> None:
        """Marks that reach down to `bottom`."""
        self.marks |= {mark.id: mark for mark in marks}
        self.top = max(self.top, bottom)

    def finish(self, trace: Trace, captions: Sequence[Caption], gap: float,
               signs: Sequence[Caption] = (), *, rules: bool = True
               ) -> tuple[dict[MarkId, Mark], int]:
        """All marks, and the page's height, after the legend, that far below what is there, and
        the size formula; as far as they are wanted. signs: what is said where there is room. rules:
        whether the size formula says which cells an output reads, too."""
        settings, small = self.settings, self.type.small_px
        said, others = ([shown for caption in some
                         if (shown := caption.without(settings.unseen)).phrase]
                        for some in (captions, signs))
        lines = self._formulas(trace, rules) if settings.shows("full") else []
        legend = self._fitting(said, others) if settings.shows("legend") else []
        if legend or lines:
            self.top += gap
        if legend:
            self.captions("legend", legend, small)
        if settings.shows("full"):
            for line in lines:
                self.paragraph("formula", line, small)
            if settings.leads_back and settings.words.shape_returns:
                self.paragraph("formula", settings.words.shape_returns, small)
        return self.marks, round(self.top + self.type.margin_px)

    def _formulas(self, trace: Trace, rules: bool) -> list[str]:
        """The lines of the size formula; brief where that helps against many of them."""
        def count(lines: Sequence[str]) -> int:
            return sum(self.lines([Caption(line)], self.type.small_px) for line in lines)

        full, brief = (size_formulas(trace, self.settings, rules=rules, brief=brief)
                       for brief in (False, True))
        return brief if count(full) > MOST_LINES and count(brief) < count(full) else full

    def _fitting(self, said: Sequence[Caption], signs: Sequence[Caption]) -> list[Caption]:
        """The captions, shortened as often as it takes to have few lines; then as many of the signs
        as there is room for on those lines."""
        def lines(captions: Sequence[Caption]) -> int:
            return self.lines(captions, self.type.small_px)

        most = max((len(caption.briefer) for caption in said), default=0)
        shortened = ([caption.shortened(times) for caption in said] for times in range(most + 1))
        fitting = next((captions for captions in shortened if lines(captions) <= MOST_LINES),
                       [caption.shortened(most) for caption in said])
        if self.settings.shows("full"):
            for sign in signs:
                is_said = any(caption.phrase == sign.phrase for caption in fitting)
                if not is_said and lines([*fitting, sign]) <= max(MOST_LINES, lines(fitting)):
                    fitting.append(sign)
        return fitting
