"""Where the sum stands: every number in a place of its own, as wide as its widest gets in all that
is seen one after another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TypeAlias

from convgif.scenes.scene import Cell, Line, Mark, MarkId, Roles, Shape, Text
from convgif.scenes.text import ASCENT, SMALLEST_TEXT_PX, text_width
from convgif.views.equality import EQUALS, NEARLY
from convgif.views.kit.numerals import CAP_HEIGHT
from convgif.views.kit.sums import Form, Place, Sum
from convgif.views.kit.typesetting import TEXT_ORDER

MOST_LINES = 12
BROKEN_PX = 11.0  # the largest size in which a row is broken into lines
LINE_HEIGHT = 1.45  # of the text size
CHIP = (0.4, 0.3)  # around the result, across and up and down, of the text size
CHIP_ORDER = 5
BELOW_RULE = 0.4  # of a line
TOTAL, TOTAL_NUMBER = ("total", (0, 0)), ("total_number", (0, 0))
Change: TypeAlias = tuple[dict[MarkId, Roles], dict[MarkId, Shape]]
Written: TypeAlias = Callable[[], Sequence[Sum]]  # made when they are needed
Lines = Sequence[Sequence[Place]]


@dataclass(frozen=True)
class SumLayout:
    """Sums of one form in one text size, from `left` and `top` on.

    lines: the places in each. join, close: for each column of each line where the two halves of
    its terms meet, and where they end. equals: where the equals signs stand. right: where what they
    give ends; total_width: how wide the result is. variant: a number of its own where others have
    their terms elsewhere.
    """

    form: Form
    size: float
    lines: Lines
    left: float
    top: float
    join: Sequence[Sequence[float]]
    close: Sequence[Sequence[float]]
    equals: float
    right: float
    total_width: float
    variant: tuple[int, ...] = ()

    @property
    def width(self) -> float:
        return self.right + CHIP[0] * self.size + 1 - self.left

    @property
    def bottom(self) -> float:
        return self._baseline(self._last) + CHIP[1] * self.size + 1

    def marks(self, changes: Sequence[Change]) -> list[Mark]:
        """Everything; what changes is hidden until a step shows it."""
        fixed = {mark.id: mark for mark in self._fixed()}
        shapes: dict[MarkId, Shape] = {}
        for _, changed in reversed(changes):
            shapes |= changed
        return [*(Mark(id, shape, ("pending",), TEXT_ORDER) for id, shape in shapes.items()
                  if id not in fixed),
                *[replace(mark, roles=("pending",)) for mark in fixed.values()]]

    def change(self, sum: Sum) -> Change:
        """The roles of all that differs between steps, and the shapes of all that there is."""
        roles: dict[MarkId, Roles] = {mark.id: mark.roles for mark in self._still()}
        shapes: dict[MarkId, Shape] = {mark.id: mark.shape for mark in self._fixed()}

        def put(id: MarkId, shape: Shape, *taken: str) -> None:
            shapes[id], roles[id] = shape, taken or ("total",)

        for number, line in enumerate(self.lines):
            for x, place in zip(self.join[number], line, strict=False):
                if place in sum.terms:
                    term = sum.terms[place]
                    role = "total_zero" if term.zero else "total"
                    put(self._id("sum_first", place),
                        self._text(term.first, number, x, "right"), role,
                        *(("subtotal",) if term.is_subtotal else ()))
                    if term.second:
                        put(self._id("sum_second", place), self._text(term.second, number, x), role,
                            *(("subtotal",) if term.is_subtotal else ()))
        last = max(sum.terms, default=None)
        for number, column in self._joints:
            place = self.lines[number][column]
            if place in sum.terms and place != last:
                roles[self._id("sum_between", place)] = ("total",)
        for number, result in enumerate((*sum.subtotals, *sum.extras)):
            put(("sum_result", (number,)), self._text(result, number, self.right, "right"),
                "total", *(("subtotal",) if number < len(sum.subtotals) else ()))
        if sum.after:
            number, column = next((n, line.index(last)) for n, line in enumerate(self.lines)
                                  if last in line)
            put(self._id("sum_after"), self._text(
                sum.after, number, self.close[number][column] + _inside(self.form, self.size)))
        for number, sign in zip(self._equal_lines, sum.signs, strict=True):
            put(("sum_equals", (number,)), self._text(sign, number, self.equals))
        if sum.applied:
            put(("sum_applied", ()), self._text(
                sum.applied, self._last, self.equals - text_width(" ", self.size), "right"))
        put(TOTAL_NUMBER, self._text(sum.total, self._last, self.right, "right"))
        roles[TOTAL_NUMBER] = self.form.result[1]
        if sum.winner is not None:
            put(self._id("sum_winner"), self._outline(sum, sum.winner), "wire",
                "largest")
        return roles, shapes

    @property
    def _joints(self) -> list[tuple[int, int]]:
        """The line and column of each place that a sign may follow."""
        return [(number, column) for number, line in enumerate(self.lines)
                for column in range(len(line))
                if column < len(line) - 1 or not (self.form.stacked or number == self._last)]

    @property
    def _last(self) -> int:
        """The line of the result."""
        stacked = len(self.form.extra_words) + 1 if self.form.stacked else 0
        return len(self.lines) - 1 + stacked

    @property
    def _equal_lines(self) -> tuple[int, ...]:
        """The lines of subtotals, and that of the result."""
        return (*range(len(self.lines)), self._last) if self.form.stacked else (self._last,)

    def _fixed(self) -> list[Mark]:
        """What is at its place in every step of this layout."""
        return [Mark(self._id("sum_between", self.lines[number][column]),
                     self._text(self.form.joint.strip(), number,
                                self.close[number][column] + _gap(self.form, self.size)),
                     ("pending",), TEXT_ORDER) for number, column in self._joints] + self._still()

    def _still(self) -> list[Mark]:
        """Words, the rule above the result and the cell behind it."""
        texts: dict[MarkId, Text] = {
            self._id("sum_before"): self._text(self.form.before, 0, self.left)}
        for number, word in enumerate(self.form.extra_words):
            texts["sum_word", (number,)] = self._text(word, len(self.lines) + number,
                                                      self.equals + _sign_px(self.size), "right")
        marks = [Mark(id, text, ("formula" if id[0] == "sum_word" else "total",), TEXT_ORDER)
                 for id, text in texts.items() if text.string]
        baseline = self._baseline(self._last)
        across, up = CHIP[0] * self.size, CHIP[1] * self.size
        left, right = round(self.right - self.total_width - across), round(self.right + across)
        above, below = round(baseline - CAP_HEIGHT * self.size - up), round(baseline + up)
        if self.form.stacked:
            y = round((self._baseline(self._last - 1) + above) / 2 + 0.05 * self.size) + 0.5
            marks.append(Mark(("sum_rule", ()), Line((((round(self.equals) + 0.5, y),
                                                       (right + 0.5, y)),)), ("wire",), TEXT_ORDER))
        marks.append(Mark(TOTAL, Cell(_box(left, above, right, below)),
                          self.form.result[0], CHIP_ORDER))
        return marks

    def _id(self, name: str, place: tuple[int, ...] = ()) -> MarkId:
        return name, (*place, *self.variant)

    def _outline(self, sum: Sum, place: Place) -> Line:
        """Around a term."""
        number, line = next((n, line) for n, line in enumerate(self.lines) if place in line)
        right, baseline = self.join[number][line.index(place)], self._baseline(number)
        left, away = right - self._wide(sum.terms[place].first), 0.12 * self.size
        box = _box(floor(left - away), floor(baseline - CAP_HEIGHT * self.size - away),
                   round(right + away), round(baseline + away))
        return Line(((*box, box[0]),))

    def _baseline(self, line: int) -> int:
        rule = BELOW_RULE if self.form.stacked and line == self._last else 0.0
        return round(self.top + (CHIP[1] + ASCENT + (line + rule) * LINE_HEIGHT) * self.size)

    def _text(self, string: str, line: int, x: float, align: str = "left") -> Text:
        return Text(string, (x, self._baseline(line)), self.size, align)

    def _wide(self, string: str) -> float:
        return text_width(string, self.size)


def lay_out_sum(form: Form, choices: Sequence[Written], runs: Sequence[Sequence[int]],
                largest_px: float, left: float, width: float, top: float
                ) -> tuple[SumLayout, Mapping[int, Change]] | None:
    """A layout of the first choice of sums that fits the width, in the middle of it, and what each
    of the sums changes.

    runs: the numbers of those that are seen one after another, and so stand in the same columns;
    each run has columns of its own, and each line that ends in a subtotal. A line for each kernel
    row, as large as can be; a single row may be broken. None if none fits.
    """
    most_terms = MOST_LINES * width / text_width("0", SMALLEST_TEXT_PX)
    if form.rows > MOST_LINES or form.columns > most_terms:
        return None  # which is known before any sum is written
    rows = [[(row, column) for column in range(form.columns)] for row in range(form.rows)]
    steps = int(2 * (largest_px - SMALLEST_TEXT_PX))
    whole = [(rows, largest_px - 0.5 * i) for i in range(steps + 1)]
    broken = [([rows[0][i:i + each] for i in range(0, form.columns, each)],
               min(BROKEN_PX, largest_px)) for each in range(form.columns - 1, 0, -1)
              if ceil(form.columns / each) <= MOST_LINES]
    for written in choices:
        sums = written()
        seen = [[sums[number] for number in run] for run in runs]
        for lines, size in [*whole, *(broken if form.rows == 1 and not form.stacked else [])]:
            layouts = [_lay_out(form, run, lines, size, 0.0, top) for run in seen]
            if len(lines) <= MOST_LINES and all(each.width <= width for each in layouts):
                layouts = [_lay_out(form, run, lines, size,
                                    floor(left + (width - each.width) / 2), top)
                           for run, each in zip(seen, layouts, strict=True)]
                own = [_flowing(each, run) if form.flowing and len(lines) == 1 else
                       [each] * len(run) for run, each in zip(seen, layouts, strict=True)]
                return layouts[0], {number: each.change(sums[number])
                                    for run, these in zip(runs, own, strict=True)
                                    for number, each in zip(run, these, strict=True)}
    return None


def _flowing(layout: SumLayout, sums: Sequence[Sum]) -> list[SumLayout]:
    """For each sum one whose terms end at the equals sign that all of the layout have; those that
    have their terms at the same places have them as the same marks."""
    variants: dict[tuple[Sequence[float], ...], int] = {}
    found = []
    for sum in sums:
        alone = _lay_out(layout.form, [sum], layout.lines, layout.size, 0.0, layout.top)
        right = layout.equals - alone.equals
        join, close = ([[x + right for x in line] for line in lines]
                       for lines in (alone.join, alone.close))
        variant = variants.setdefault((*map(tuple, (*join, *close)),), len(variants))
        found.append(replace(layout, left=right, join=join, close=close, variant=(variant,)))
    return found


def _lay_out(form: Form, sums: Sequence[Sum], lines: Lines, size: float, left: float, top: float
             ) -> SumLayout:
    def widest(strings: Sequence[str]) -> float:
        return max((text_width(string, size) for string in set(strings)), default=0.0)

    def columns(together: Lines) -> tuple[list[float], list[float]]:
        x = end = left + text_width(form.before, size) + _inside(form, size)
        join: list[float] = []
        close: list[float] = []
        for column in range(max(map(len, together))):
            terms = [sum.terms[line[column]] for sum in sums for line in together
                     if column < len(line) and line[column] in sum.terms]
            if terms:
                meet = ceil(x + widest([term.first for term in terms]))
                end = ceil(meet + widest([term.second for term in terms]))
                x = end + _gap(form, size) + between + space
            join.append(meet if terms else end)
            close.append(end)
        return join, close

    space, between = text_width(" ", size), text_width(form.joint.strip(), size)
    apart = form.stacked or len(sums) == 1  # then no line leaves room for what another one has
    placed = [columns([line]) for line in lines] if apart else [columns(lines)] * len(lines)
    end = max(close[-1] for _, close in placed)
    if form.stacked:  # each line ends where its equals sign is
        placed = [([x + end - close[-1] for x in join], [x + end - close[-1] for x in close])
                  for join, close in placed]
    broken = len(lines) > 1 and not form.stacked
    trailing = between + space if broken and _is_spaced(form) else between if broken else 0.0
    after = widest([sum.after for sum in sums])
    end += max(trailing, after + _inside(form, size) * bool(after))
    equals = end + (2 if form.stacked else 1) * space  # wider where it is a column of signs
    if form.extra_words:
        equals = max(equals, left + widest(form.extra_words) - _sign_px(size))
    equals = max(equals, left + widest([sum.applied for sum in sums]) + space)
    total = widest([sum.total for sum in sums])
    results = widest([result for sum in sums for result in (*sum.subtotals, *sum.extras)])
    right = equals + _sign_px(size) + 2 * space + max(total, results) + CHIP[0] * size / 2
    join, close = zip(*placed, strict=True)
    return SumLayout(form, size, lines, left, top, join, close, equals, ceil(right), total)


def _sign_px(size: float) -> float:
    """The width of the sign before a result."""
    return max(text_width(sign, size) for sign in (EQUALS, NEARLY))


def _gap(form: Form, size: float) -> float:
    """Between a term and the sign after it."""
    return text_width(" ", size) if _is_spaced(form) else 0.2 * size


def _inside(form: Form, size: float) -> float:
    """Between a bracket and the terms in it, which may have an outline."""
    return 0.0 if _is_spaced(form) else _gap(form, size)


def _is_spaced(form: Form) -> bool:
    """Whether the sign stands away from the term before it."""
    return form.joint.startswith(" ")


def _box(left: int, top: int, right: int, bottom: int) -> tuple[tuple[float, float], ...]:
    x0, y0, x1, y1 = left + 0.5, top + 0.5, right + 0.5, bottom + 0.5
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)
