"""Bounds: the lowest and the highest value of a setting."""

from numbers import Real
from operator import index
from typing import Any, NamedTuple, TypeVar

from convgif.errors import ConvgifError, setting, shorten

Number = TypeVar("Number", int, float)


class Bounds(NamedTuple):
    """The lowest and the highest value, both allowed. whole: whether only whole ones are."""

    lowest: float
    highest: float
    whole: bool = True

    def check(self, name: str, value: Number) -> Number:
        """The value of that setting as a plain number, if it lies within them. Raises ConvgifError.
        """
        try:
            number: Number = _plain(value, self.whole)
        except (TypeError, OverflowError):
            kind = "whole number" if self.whole else "number"
            raise ConvgifError(f"{setting(name)} {shorten(value)} is no {kind}: give {self.lowest} "
                               f"to {self.highest}") from None
        if not self.lowest <= number <= self.highest:
            raise ConvgifError(f"{setting(name)} {shorten(number)} is out of range: give "
                               f"{self.lowest} to {self.highest}")
        return number


def _plain(value: Any, whole: bool) -> Any:
    """The number as an int or float of Python. Raises TypeError for what is none."""
    if isinstance(value, bool):
        raise TypeError
    try:
        return index(value)
    except TypeError:
        if whole or not isinstance(value, Real):
            raise
        return float(value)
