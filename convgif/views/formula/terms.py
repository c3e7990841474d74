"""The terms that the formula comes to at a step, one for each tap, in the rows of the kernel."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from convgif.scenes.scene import Cell, Mark, MarkId, Roles, Shape, Text
from convgif.scenes.text import ASCENT, SMALLEST_TEXT_PX, text_width
from convgif.traces.tracing import Step, Trace
from convgif.views.formula.written import Written
from convgif.views.kit.numerals import CAP_HEIGHT
from convgif.views.kit.typesetting import TEXT_ORDER

FEWEST_IN_A_LINE = 3  # where all are one row, which goes on below
MOST_ROWS = 6  # of terms; of more the first and the last
NEXT_LINE = 1.5  # of the text size
CHIP = (0.4, 0.3)
CHIP_ORDER = 5
MORE = "\N{HORIZONTAL ELLIPSIS}"
Slot = tuple[int, tuple[int, ...]]  # the channel among those read, and the place in the kernel


@dataclass(frozen=True)
class TermLines:
    """The terms on the stage. rows: their slots, None for those that are left out; columns: where
    each begins. opening: what stands before all of them. name: of their marks. ends: whether what
    they come to stands below them."""

    written: Written
    rows: Sequence[Sequence[Slot | None]]
    columns: Sequence[float]
    opening: str
    left: float
    top: float
    size_px: float
    total_px: float
    name: str = "term"
    ends: bool = True

    @property
    def bottom(self) -> float:
        if not self.ends:  # so that more of the same follows, line by line
            return self.top + len(self.rows) * NEXT_LINE * self.size_px
        return self._baseline(len(self.rows)) + CHIP[1] * self.size_px + 1

    def at(self, step: Step, total: str, applied: str, sign: str
           ) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What is shown at that step. total: what it comes to; applied: what its activation is
        applied to; sign: before what that makes."""
        written, trace = self.written, self.written.trace
        rule = trace.rule.notation(trace.layer)
        terms = dict(zip(written.taps(step), written.terms(step), strict=True))
        shown = [(place, terms[slot]) for place, slot in self._slots_of(terms)]
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        after = rule.closing.rstrip() + rule.division.format(divisor=step.divisor)
        after += written.bias_at(step)
        after += ")" * (trace.activation is not None)
        for number, ((row, column), term) in enumerate(shown):
            is_last = number == len(shown) - 1
            joint = after if is_last else rule.joint.rstrip()
            id = (self.name, (row, column))
            shapes[id] = self._text(f"{term.text}{joint}", self.columns[column], row)
            roles[id] = ("total_zero",) if term.idle else ("total",)
        roles |= {mark.id: mark.roles for mark in self._still()}
        if not self.ends:
            return roles, shapes
        before = f"= {applied} {sign} " if applied else f"{sign} "
        shapes["term_result", ()] = self._text(before, self.left, len(self.rows))
        last = self.left + text_width(before, self.size_px)
        middle = last + CHIP[0] * self.size_px + self.total_px / 2
        shapes["total", (0, 0)] = self._chip(last)
        shapes["total_number", (0, 0)] = Text(
            total, (middle, self._baseline(len(self.rows))), self.size_px, "center")
        roles |= {("term_result", ()): ("total",), ("total", (0, 0)): ("output", "output_active"),
                  ("total_number", (0, 0)): ("value_active",)}
        return roles, shapes

    def marks(self, shapes: Mapping[MarkId, Shape]) -> Iterator[Mark]:
        """All of them, hidden until a step shows them."""
        for id, shape in shapes.items():
            yield Mark(id, shape, ("pending",), CHIP_ORDER if id[0] == "total" else TEXT_ORDER)
        for mark in self._still():
            yield Mark(mark.id, mark.shape, ("pending",), TEXT_ORDER)

    def _still(self) -> Iterator[Mark]:
        yield Mark((f"{self.name}_opening", ()), self._text(self.opening, self.left, 0), ("total",),
                   TEXT_ORDER)
        for row, slots in enumerate(self.rows):
            for column, slot in enumerate(slots):
                if slot is None:
                    yield Mark((f"{self.name}_more", (row, column)),
                               self._text(MORE, self.columns[column], row), ("total",), TEXT_ORDER)

    def _slots_of(self, terms: Container[Slot]) -> Iterator[tuple[tuple[int, int], Slot]]:
        """Where those of them stand that there are: nothing is left free for others."""
        row = 0
        for slots in self.rows:
            there = [slot for slot in slots if slot is None or slot in terms]
            for column, slot in enumerate(there):
                if slot is not None:
                    yield (row, column), slot
            row += bool(there)

    def _chip(self, left: float) -> Cell:
        baseline = self._baseline(len(self.rows))
        x0, x1 = (round(left) + 0.5,
                  round(left + self.total_px + 2 * CHIP[0] * self.size_px) + 0.5)
        y0, y1 = (round(baseline - (CAP_HEIGHT + CHIP[1]) * self.size_px) + 0.5,
                  round(baseline + CHIP[1] * self.size_px) + 0.5)
        return Cell(((x0, y0), (x1, y0), (x1, y1), (x0, y1)))

    def _text(self, string: str, x: float, row: int) -> Text:
        return Text(string, (x, self._baseline(row)), self.size_px)

    def _baseline(self, row: int) -> float:
        apart = 0.25 if row == len(self.rows) else 0.0
        return round(self.top + (ASCENT + (row + apart) * NEXT_LINE) * self.size_px)


def lay_out_terms(written: Written, steps: Sequence[Step], totals: Sequence[str],
                  largest_px: float, left: float, width: float, top: float, *, name: str = "term"
                  ) -> TermLines | None:
    """The terms, as large as fits, some left out where there are too many; None where hardly any
    fits."""
    trace = written.trace
    rows = _rows(trace, steps)
    rule = trace.rule.notation(trace.layer)
    opening = "= " + "f(" * (trace.activation is not None) + rule.opening.strip()
    widest = _widest(written, steps)
    bias = max(map(written.bias_at, steps), key=len)
    after = f"{rule.closing}{rule.division.format(divisor='00')}{bias})"
    for half_px in range(int(2 * largest_px), int(2 * SMALLEST_TEXT_PX) - 1, -1):
        size = half_px / 2
        each = text_width(widest + rule.joint, size)
        begin = left + text_width(opening, size)
        room = left + width - begin  # each ends with a joint, the last with what follows
        fitting = int((room - max(0.0, text_width(after, size)
                                  - text_width(rule.joint, size))) // each)
        enough = 1 if size == SMALLEST_TEXT_PX else (
            len(rows[0]) if len(rows) > 1 else min(len(rows[0]), FEWEST_IN_A_LINE))
        if fitting < enough:
            continue
        shown = _shortened(rows, fitting)
        columns = [begin]
        for slot in max(shown, key=len)[:-1]:
            columns.append(columns[-1] + (text_width(MORE, size) + size if slot is None else each))
        total = max(text_width(string, size) for string in totals)
        return TermLines(written, shown, columns, opening, left, top, size, total, name)
    return None


def _rows(trace: Trace, steps: Sequence[Step]) -> Sequence[Sequence[Slot]]:
    """The slots of all terms, in the rows of the kernel; in one where there is none."""
    taps = [range(len(axis.offsets)) for axis in trace.axes]
    if not taps:
        return [[(number, ()) for number in range(max(len(step.macs) for step in steps))]]
    reads = range(len(trace.layer.channels_read(steps[0].output_index[0])))
    return [[(channel, (*outer, inner)) for inner in taps[-1]]
            for channel in reads for outer in product(*taps[:-1])]


def _shortened(rows: Sequence[Sequence[Slot | None]], fitting: int
               ) -> list[list[Slot | None]]:
    """The rows with as many terms as fit. A single one, or where hardly any fit, goes on below."""
    if len(rows[0]) > fitting and (len(rows) == 1 or fitting < FEWEST_IN_A_LINE):
        slots = [slot for row in rows for slot in row]
        rows = [slots[at:at + fitting] for at in range(0, len(slots), fitting)]
    if len(rows[0]) > fitting:
        rows = [[*row[:max(0, fitting - 2)], None, row[-1]] for row in rows]
    if len(rows) > MOST_ROWS:
        rows = [*rows[:MOST_ROWS - 2], [None], rows[-1]]
    return [list(row) for row in rows]


def _widest(written: Written, steps: Sequence[Step]) -> str:
    """The widest term of any step."""
    texts = {term.text for step in steps for term in written.terms(step)}
    return max(texts, key=lambda text: text_width(text, 1.0), default="0")
