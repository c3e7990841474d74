"""Bounds: the lowest and the highest value of a setting; widths, which may be said on paper."""

from collections.abc import Callable, Mapping
from math import ceil, floor, log10
from numbers import Real
from operator import index
from typing import Any, NamedTuple, TypeVar

from convgif.errors import ConvgifError, setting, shorten

Number = TypeVar("Number", int, float)
PX_IN: Mapping[str, float] = {  # each of these lengths
    "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pt": 96 / 72}


class PaperWidth(int):
    """A width in whole px that is said in a unit of paper. text: as it is typed, "85mm"."""

    text: str
    unit: str

    def __new__(cls, px: int, text: str = "", unit: str = "mm") -> "PaperWidth":
        width = super().__new__(cls, px)
        width.text, width.unit = text, unit
        return width

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return repr(self.text)

    def range_in_its_unit(self, lowest_px: float, highest_px: float) -> str:
        """From where to where, each a width within them."""
        return f"{in_unit(lowest_px, self.unit)} to {in_unit(highest_px, self.unit, floor)}"


def in_unit(px: float, unit: str, rounded: Callable[[float], int] = ceil) -> str:
    """A width as it is typed in a unit of paper, or "" for px."""
    if not unit:
        return str(px)
    scale = 10 ** round(log10(PX_IN[unit]))  # about the decimals of a px
    return f"{rounded(px / PX_IN[unit] * scale) / scale:g}{unit}"


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
            said = value.text if isinstance(value, PaperWidth) else shorten(number)
            raise ConvgifError(f"{setting(name)} {said} is out of range: give "
                               f"{self.said_to(value)}")
        return number

    def said_to(self, value: object) -> str:
        """Both as one says them to who gave that value: in the unit of a width."""
        return (value.range_in_its_unit(self.lowest, self.highest) if isinstance(value, PaperWidth)
                else f"{self.lowest} to {self.highest}")


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
