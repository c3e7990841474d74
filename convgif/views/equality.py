"""The sign between what is written and its result: equal, or almost where it does not add up."""

from fractions import Fraction
from functools import lru_cache
from math import inf, isclose
from typing import TypeAlias

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


def equality(written: Worth, result: Worth) -> str:
    """Equals, or almost where the worth of what is written is not that of its result."""
    if isinstance(written, Fraction) and isinstance(result, Fraction):
        return EQUALS if written == result else NEARLY
    return EQUALS if isclose(written, result, rel_tol=1e-12) else NEARLY
