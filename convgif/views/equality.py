"""What a sum comes to as it is written, and the sign between it and its result: equal, or almost
where it does not add up."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import inf, isclose
from typing import TypeAlias

from convgif.traces.tracing import Trace

EQUALS, NEARLY = "=", "\N{ALMOST EQUAL TO}"
Worth: TypeAlias = Fraction | float  # a float is as near as an exponent that is not whole allows


@lru_cache(maxsize=4096)
def exact(number: str) -> Fraction:
    """The worth of a number as `format_number` writes it."""
    return Fraction(number.replace("\N{MINUS SIGN}", "-"))


def raised(base: Worth, exponent: float) -> Worth:
    """The power; a Fraction where base and exponent allow."""
    try:
        return base ** exponent
    except OverflowError:
        return inf


def tap_worth(trace: Trace, value: str, weight: str = "") -> Worth:
    """What a tap comes to: an input, its size to the power of a norm, or with its weight."""
    worth = exact(value)
    if weight:
        return worth * exact(weight)
    return raised(abs(worth), trace.rule.exponent(trace.layer)) if trace.rule.is_norm else worth


def combined(trace: Trace, worths: Iterable[Worth]) -> Worth:
    """What taps come to together: their sum, or the largest of them."""
    return max(worths) if trace.rule.selects else sum(worths, Fraction())


def finished_sign(trace: Trace, total: Worth, divisor: int | None, result: str) -> str:
    """The sign before the result that a divisor or a root, and then an activation, make of so much.
    """
    divided, exponent = total / (divisor or 1), trace.rule.exponent(trace.layer)
    if trace.activation is None:
        return equality(divided, raised(exact(result), exponent))
    return activated_sign(trace, raised(divided, 1 / exponent) if exponent != 1 else divided,
                          result)


def finished(trace: Trace, total: Worth, divisor: int | None) -> float:
    """The result that a divisor or a root, and then an activation, make of so much."""
    divided, exponent = total / (divisor or 1), trace.rule.exponent(trace.layer)
    result = float(raised(divided, 1 / exponent) if exponent != 1 else divided)
    return result if trace.activation is None else float(trace.activation(result))


def activated_sign(trace: Trace, worth: Worth, result: str) -> str:
    """The sign before the result that its activation makes of so much, if there is one."""
    if trace.activation is None:
        return equality(worth, exact(result))
    return equality(float(trace.activation(float(worth))), exact(result))


def equality(written: Worth, result: Worth) -> str:
    """Equals, or almost where the worth of what is written is not that of its result."""
    if isinstance(written, Fraction) and isinstance(result, Fraction):
        return EQUALS if written == result else NEARLY
    return EQUALS if isclose(written, result, rel_tol=1e-12) else NEARLY
