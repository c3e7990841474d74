"""The sums of the channels view, as numbers: beside each slice, and written out in one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.errors import setting
from convgif.scenes.scene import Mark, MarkId, Roles, Shape, Text
from convgif.scenes.text import SMALLEST_TEXT_PX, text_width
from convgif.scenes.words import Words
from convgif.traces.tracing import Step
from convgif.views.base import ViewSettings
from convgif.views.channels.words import WORDS
from convgif.views.equality import equality, exact
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.typesetting import TooWideError

MINUS, PLUS = "\N{MINUS SIGN}", "+"
OTHERS = -1  # stands for all input channels that are not shown
SUM_ORDER = 4


@dataclass(frozen=True)
class ChannelSum:
    """One output as a sum: what each shown input channel adds, OTHERS what the rest do; as they
    are written. bias: "" without one."""

    terms: dict[int, str]
    bias: str
    value: str

    @property
    def addends(self) -> list[str]:
        return [*self.terms.values(), *filter(None, [self.bias])]

    @property
    def sign(self) -> str:
        """Equals, or almost where rounded numbers do not add up."""
        return equality(sum(map(exact, self.addends)), exact(self.value))


def sums_of(steps: Sequence[Step], shown: Sequence[int], precision: int | None
            ) -> list[ChannelSum]:
    """The sum of each step."""
    parts: list[dict[int, float]] = []
    for step in steps:
        terms: dict[int, float] = {}
        for mac in step.macs:
            channel = mac.position[0] if mac.position[0] in shown else OTHERS
            terms[channel] = terms.get(channel, 0.0) + mac.product
        if OTHERS in terms:
            terms[OTHERS] = terms.pop(OTHERS)  # the last
        parts.append(terms)
    digits = decimals([*(number for terms in parts for number in terms.values()),
                       *(number for step in steps for number in (step.bias, step.value))],
                      precision)
    return [ChannelSum({channel: format_number(number, digits)
                        for channel, number in terms.items()},
                       format_number(step.bias, digits) if step.trace.bias is not None else "",
                       format_number(step.value, digits))
            for step, terms in zip(steps, parts, strict=True)]


class SumLine:
    """`12 − 3 + 4 + b 1 = 14`: a line in which each number has a fixed place, as wide as its widest
    in the sums that are seen one after another."""

    def __init__(self, sums: Sequence[ChannelSum], seen: Sequence[ChannelSum], words: Words,
                 width: float, size_px: float) -> None:
        """As large as fits the width, size_px at most. Raises TooWideError below 9 px."""
        self._count = max(len(one.terms) for one in sums)
        self._prefixes = [words.channels_word if any(
            list(one.terms)[i:i + 1] == [OTHERS] for one in sums) else ""
            for i in range(self._count)]
        self._prefixes += [WORDS[words.language].bias_term] * bool(sums[0].bias) + [""]
        numbers = [self._numbers(one) for one in seen]
        self._widths = [max(text_width(column[i], 1.0) for column in numbers)
                        for i in range(len(self._prefixes))]
        self._lead = text_width(f" {PLUS} ", 1.0)
        filled = [prefix for prefix, width in zip(self._prefixes, self._widths, strict=True)
                  if width]
        whole = (sum(self._widths) + self._lead * (len(filled) - 1)
                 + sum(text_width(f"{prefix} ", 1.0) for prefix in filled if prefix))
        self.size_px = min(size_px, int(10 * width / whole) / 10)
        if self.size_px < SMALLEST_TEXT_PX:
            raise TooWideError(f"a sum of {len(self._widths) - 1} numbers does not fit:",
                               f"leave out {setting('values')}")
        self._offset = -whole * self.size_px / 2

    def _numbers(self, one: ChannelSum) -> list[str]:
        """In their places: without signs after the first, which stand before them."""
        terms = list(one.terms.values())
        later = [term.lstrip(MINUS) for term in (*terms[1:], *filter(None, [one.bias]))]
        gone = [""] * (self._count - len(terms))
        bias = [later.pop()] if one.bias else []
        return [terms[0], *later, *gone, *bias, one.value]

    def _signs(self, one: ChannelSum) -> list[str]:
        """Before each number but the first."""
        terms = list(one.terms.values())
        signs = [MINUS if term.startswith(MINUS) else PLUS for term in terms[1:]]
        signs += [""] * (self._count - len(terms))
        signs += [MINUS if one.bias.startswith(MINUS) else PLUS] * bool(one.bias)
        return [*signs, one.sign]

    def shapes(self, one: ChannelSum, middle: float, baseline: float) -> dict[MarkId, Shape]:
        """Every text of the line, "" for what that sum does not have."""
        size, x = self.size_px, middle + self._offset
        shapes: dict[MarkId, Shape] = {}
        signs = ["", *self._signs(one)]
        for place, (number, sign, prefix) in enumerate(
                zip(self._numbers(one), signs, self._prefixes, strict=True)):
            width = self._widths[place] * size
            if place:
                shapes["sign", (place,)] = Text(sign, (x + self._lead * size / 2, baseline), size,
                                                "center")
                x += self._lead * size if width else 0.0
            if prefix:
                shapes["term", (place,)] = Text(prefix if number else "", (x, baseline), size)
                x += text_width(f"{prefix} ", size) if width else 0.0
            shapes["total", (place,)] = Text(number, (x, baseline), size)
            x += width
        return shapes

    def marks(self, one: ChannelSum, middle: float, baseline: float) -> list[Mark]:
        """The line as marks."""
        roles: dict[str, Roles] = {"sign": ("sign",), "term": ("value",), "total": ("total",)}
        return [Mark(id, shape, roles[id[0]], SUM_ORDER)
                for id, shape in self.shapes(one, middle, baseline).items()]


def sum_lines(sums: Sequence[ChannelSum], settings: ViewSettings, width: float, size_px: float
              ) -> dict[int, SumLine]:
    """The line of each sum, all in one size: one for all, or in a pose one each, so that its
    numbers stand as close as they can. Raises TooWideError."""
    runs = settings.runs(len(sums))
    for _ in range(2):  # the second time as large as the smallest
        lines = [SumLine(sums, [sums[step] for step in run], settings.words, width, size_px)
                 for run in runs]
        size_px = min(line.size_px for line in lines)
    placed = {step: line for run, line in zip(runs, lines, strict=True) for step in run}
    return {step: placed.get(step, lines[0]) for step in range(len(sums))}
