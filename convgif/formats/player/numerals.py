"""How a player writes the numbers of a trace, and whether they add up as they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from convgif.traces.tracing import Trace
from convgif.views.equality import (
    EQUALS,
    Worth,
    combined,
    exact,
    finished,
    finished_sign,
    tap_worth,
)
from convgif.views.kit.numerals import format_number
from convgif.views.numbers.readings import Digits, digits_of

COMPUTED = 1e-9  # of a number, and of 1: how much one that is computed may be off
Numeral = int | str  # a whole number by itself, for shorter data; any other as it is written


@dataclass(frozen=True)
class Numerals:
    """The numbers of one trace, with as many decimals as a view of numbers gives them."""

    trace: Trace
    digits: Digits

    @classmethod
    def of(cls, trace: Trace, precision: int | None) -> "Numerals":
        """Those of the trace, with so many decimals, None for as many as they need."""
        return cls(trace, digits_of(trace, precision))

    def element(self, array: str, value: float) -> str:
        """An element of the trace: of its weight, of its output or canvas, else of its input."""
        entry = self.digits.partial if self.trace.weight is None else self.digits.weight
        digits = {"weight": self.digits.weight, "share": self.digits.weight,
                  "output": self.digits.output, "canvas": self.digits.output,
                  "matrix": entry, "padded_matrix": entry}
        return format_number(value, digits.get(array, self.digits.input))

    def partial(self, value: float) -> str:
        """A number on the way to an output."""
        return format_number(value, self.digits.partial)

    def worth(self, factors: Sequence[str]) -> Worth:
        """What a term comes to as it is written: an input, or its power, or with its weight."""
        return tap_worth(self.trace, *factors)

    def sum_sign(self, worths: Iterable[Worth], added: Iterable[str], divisor: int | None,
                 result: str) -> list[str]:
        """The sign between a sum and its result, as `unless_equal` gives it."""
        return unless_equal(finished_sign(self.trace, self._total(worths, added), divisor, result))

    def result(self, worths: Iterable[Worth], added: Iterable[str], divisor: int | None) -> float:
        """What a reader gets who works such a sum out."""
        return finished(self.trace, self._total(worths, added), divisor)

    def _total(self, worths: Iterable[Worth], added: Iterable[str]) -> Worth:
        return combined(self.trace, worths) + sum(map(exact, added), Fraction())


def rounding(value: float, worked_out: Iterable[float]) -> float:
    """By how much a number is missed by who works it out from rounded ones, which come to those."""
    missed = [abs(each - value) for each in worked_out]
    return max(filter(isfinite, missed), default=0.0)


def unless_equal(sign: str) -> list[str]:
    """The sign for almost, or nothing where both sides are the same."""
    return [sign] if sign != EQUALS else []


def written_slack(value: float, written: str) -> float:
    """By how much a number may be off that is to be the same as one that is written so: by half of
    the last decimal, of a whole one by nothing, and of one that is written out in full by nothing
    but what computers are."""
    plain = Decimal(written.replace("\N{MINUS SIGN}", "-"))
    _, _, exponent = plain.as_tuple()
    if exponent == 0:
        return 0.0
    computed = COMPUTED * max(1.0, abs(value))
    if not plain.is_finite() or abs(float(plain) - value) <= computed:
        return computed
    return 0.5 * 10.0 ** int(exponent) + computed


def number_of(written: str) -> float:
    """The number that is written so."""
    return float(written.replace("\N{MINUS SIGN}", "-"))


def shortest(written: str) -> Numeral:
    """The number as it stands in the data."""
    plain = written.replace("\N{MINUS SIGN}", "-")
    return int(plain) if plain.removeprefix("-").isdecimal() else written
