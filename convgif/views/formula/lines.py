"""The formula in letters, and below it with the numbers of a step: each under its letter, but where
names are long."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from convgif.scenes.scene import Cell, Mark, MarkId, Roles, Shape, Text
from convgif.scenes.text import ASCENT, SMALLEST_TEXT_PX, text_width
from convgif.views.formula_parts import MADE, READ, Part
from convgif.views.formulas import Formula
from convgif.views.kit.numerals import CAP_HEIGHT
from convgif.views.kit.typesetting import TEXT_ORDER

EASY_PX = 11.0  # a smaller text is rather broken into lines
MOST_LINES = 6
NEXT_LINE, NEXT_PAIR, NEXT_LETTERS = 1.62, 1.85, 1.45  # from letters to numbers, from there on,
# and from letters to letters: of the text size
LONGEST_LETTER = 3  # characters: under longer names numbers would stand far apart
CHIP = (0.16, 0.3)  # around what is lit, across and up and down: of the text size
CHIP_ORDER = 5
CHIPS: Mapping[str, Roles] = {MADE: ("output", "output_active"), READ: ("input", "window")}


@dataclass(frozen=True)
class Piece:
    """A text of the formula, or a name and what stands for it; where its column lies, and in which
    line."""

    part: int
    text: str
    name: str | None
    left: float
    width: float
    line: int


@dataclass(frozen=True)
class FormulaLines:
    """The formula on the stage, from `top` on: in letters, and with numbers, which are the same
    pieces where they stand under their letters."""

    formula: Formula
    letters: Sequence[Piece]
    numbers: Sequence[Piece]
    size_px: float
    top: float

    @property
    def count(self) -> int:
        """How many lines there are, of pairs how many of those."""
        apart = 0 if self._aligned else self.letters[-1].line + 1
        return apart + self.numbers[-1].line + 1

    @property
    def bottom(self) -> float:
        return self._baseline(self.numbers[-1].line, filled=True) + CHIP[1] * self.size_px + 1

    @property
    def indent(self) -> float:
        """Where what is equal begins."""
        return next(piece.left for piece in self.numbers if piece.part == 1)

    @property
    def _aligned(self) -> bool:
        return self.letters is self.numbers

    def marks(self, first: Mapping[str, str]) -> Iterator[Mark]:
        """All of them before the first step."""
        for number, piece in enumerate(self.letters):
            text = piece.text if piece.name is None else self.formula.letters[piece.name]
            yield Mark(("letter", (number,)), self._text(text, piece, filled=False), ("total",),
                       TEXT_ORDER)
        for id, box, about in self._chips():
            yield Mark(id, box, CHIPS[about], CHIP_ORDER)
        for number, piece in enumerate(self.numbers):
            lit = self.formula.parts[piece.part].about
            yield Mark(("filled", (number,)), self._filled(piece, first),
                       ("value_active", "named") if lit else ("total",), TEXT_ORDER)

    def at(self, filled: Mapping[str, str]) -> dict[MarkId, Shape]:
        """What differs at a step, whose names stand for that."""
        return {("filled", (number,)): self._filled(piece, filled)
                for number, piece in enumerate(self.numbers) if piece.name is not None}

    def _filled(self, piece: Piece, filled: Mapping[str, str]) -> Text:
        return self._text(piece.text if piece.name is None else filled[piece.name], piece,
                          filled=True)

    def _text(self, string: str, piece: Piece, *, filled: bool) -> Text:
        baseline = self._baseline(piece.line, filled=filled)
        if piece.name is None:
            return Text(string, (piece.left, baseline), self.size_px)
        return Text(string, (piece.left + piece.width / 2, baseline), self.size_px, "center")

    def _baseline(self, line: int, *, filled: bool) -> float:
        if self._aligned:
            down = line * (NEXT_LINE + NEXT_PAIR) + NEXT_LINE * filled
        else:
            above = self.letters[-1].line * NEXT_LETTERS + NEXT_PAIR
            down = above + line * NEXT_LINE if filled else line * NEXT_LETTERS
        return round(self.top + (ASCENT + CHIP[1] + down) * self.size_px)

    def _chips(self) -> Iterator[tuple[MarkId, Cell, str]]:
        """The cells behind what is lit: one for each run of it in a line."""
        across, up = (share * self.size_px for share in CHIP)
        abouts = [self.formula.parts[piece.part].about for piece in self.numbers]
        runs: dict[tuple[str, int], tuple[float, float]] = {}
        for piece, about in zip(self.numbers, abouts, strict=True):
            if about:
                left, _ = runs.get((about, piece.line), (piece.left, 0.0))
                runs[about, piece.line] = left, piece.left + piece.width
        for number, ((about, line), (left, right)) in enumerate(runs.items()):
            baseline = self._baseline(line, filled=True)
            x0, x1 = round(left - across) + 0.5, round(right + across) + 0.5
            y0, y1 = (round(baseline - CAP_HEIGHT * self.size_px - up) + 0.5,
                      round(baseline + up) + 0.5)
            yield ("chip", (number,)), Cell(((x0, y0), (x1, y0), (x1, y1), (x0, y1))), about


def lay_out(formula: Formula, values: Mapping[str, Sequence[str]], largest_px: float, left: float,
            width: float, top: float) -> FormulaLines | None:
    """The formula as large as fits in few lines; None where it does not. values: all that stands
    for a name at some step."""
    alone = {name: [text] for name, text in formula.letters.items()}
    both = {name: [*values.get(name, ()), *texts] for name, texts in alone.items()}
    aligned = max(map(len, formula.letters.values())) <= LONGEST_LETTER
    found: FormulaLines | None = None
    for half_px in range(int(2 * largest_px), int(2 * SMALLEST_TEXT_PX) - 1, -1):
        size_px = half_px / 2
        letters = _pieces(formula, both if aligned else alone, size_px, left, width, whole=aligned)
        numbers = letters if aligned else _pieces(formula, values, size_px, left, width,
                                                  whole=False)
        if letters is None or numbers is None:
            continue
        laid = FormulaLines(formula, letters, numbers, size_px, top)
        if laid.count <= (MOST_LINES if found is None else found.count - 1):
            if found is not None and size_px < EASY_PX:
                break
            found = laid
    return found


def _pieces(formula: Formula, values: Mapping[str, Sequence[str]], size_px: float, left: float,
            width: float, *, whole: bool) -> list[Piece] | None:
    """The pieces where they lie, None where a part is too wide. whole: whether what stands in one
    bracket is never broken."""
    def stays(part: Part) -> bool:
        return part.stays or (whole and part.continues)

    def continues(part: Part) -> bool:
        return part.stays or part.continues

    pieces: list[Piece] = []
    across = CHIP[0] * size_px
    x, line, indent, about = left, 0, 0.0, ""
    for number, part in enumerate(formula.parts):
        x, about = x + 2 * across * (part.about != about), part.about
        texts, widths = list(_texts(part)), _widths(part, values, size_px)
        if number == 1:
            indent = x
        begin, right = indent + text_width(" = ", size_px), left + width
        least, most = (across + sum(widths) + sum(
            _width(after, values, size_px)
            for after in takewhile(goes_on, formula.parts[number + 1:]))
            for goes_on in (stays, continues))
        begins = x <= begin + 2 * across or continues(part)
        fits = x + least <= right and (begins or x + most <= right)
        if number > 1 and not fits and not stays(part):
            x, line = begin, line + 1
            if x + least > right:
                return None
        for (text, name), wide in zip(texts, widths, strict=True):
            pieces.append(Piece(number, text, name, x, wide, line))
            x += wide
    return pieces


def _width(part: Part, values: Mapping[str, Sequence[str]], size_px: float) -> float:
    return sum(_widths(part, values, size_px))


def _widths(part: Part, values: Mapping[str, Sequence[str]], size_px: float) -> list[float]:
    """Of its texts, and of the widest that stands for each name."""
    return [max([text_width(string, size_px)
                 for string in ([text] if name is None else values[name])])
            for text, name in _texts(part)]


def _texts(part: Part) -> Iterator[tuple[str, str | None]]:
    """Its texts and its names, one after the other."""
    for text, name in part.pieces():
        if text:
            yield text, None
        if name is not None:
            yield "", name
