"""Numbers as they are written, and how large in their cells."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, isfinite

import numpy as np

from convgif.scenes.scene import Point, Text
from convgif.scenes.text import SMALLEST_TEXT_PX, text_width

LARGEST_NUMBER_PX = 18.0
SMALLEST_ZERO_CELL_PX = 17  # a smaller cell holds no 0 of 9 px
CAP_HEIGHT = 0.73  # of a text's size: digits are that high
FEWEST_DECIMALS, MORE_DECIMALS, MOST_DECIMALS = 2, 2, 6  # MORE: for the smallest of some numbers
LONGEST_NUMBER = 1e9
LARGEST_SHARE = 1000  # the largest denominator
ABOVE_NOTE, NOTE_HEIGHT = 0.75, 0.26  # of a number without a note under it; of the cell
NOTED_AT, NOTE_AT = 0.36, 0.75  # where their middles are in the cell
NUMBER_HEIGHT, NUMBER_WIDTH = 0.52, 0.86  # the size of a number, and its width: of its cell
SNUG_WIDTH = 0.93  # of the smallest ones, where else there would be none


def level_text(string: str, middle: Point, size_px: float, align: str = "center") -> Text:
    """A text whose capitals and digits have their middle at that height."""
    x, y = middle
    return Text(string, (x, y + CAP_HEIGHT / 2 * size_px), size_px, align)


def format_number(value: float, digits: int | None) -> str:
    """The number with that many decimals, None for a whole one; a minus sign, and no -0.

    One that would read as 0 and is not, or that is too long to be read, stands with its first
    significant digits instead: 0.0004, 4e−7, 1.23e12.
    """
    places = digits or 0
    text = f"{_rounded(value, places) + 0.0:.{places}f}"
    if value and not float(text):
        text = f"{value:.1g}"
    elif LONGEST_NUMBER <= abs(value) < np.inf:
        text = f"{value:.3g}"
    mantissa, is_power, exponent = text.partition("e")
    written = f"{mantissa}e{int(exponent)}" if is_power else text
    return written.replace("-", "\N{MINUS SIGN}")


def _rounded(value: float, places: int) -> float:
    """To so many decimals, half of one away from zero, as it is taught: 0.125 to 0.13."""
    if not isfinite(value) or abs(value) >= LONGEST_NUMBER:
        return value
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def fraction(value: float) -> str:
    """`1/9`, or the number where it is no such share."""
    share = Fraction(value).limit_denominator(LARGEST_SHARE)
    if abs(float(share) - value) > 1e-12:
        return format_number(value, FEWEST_DECIMALS)
    return str(share).replace("-", "\N{MINUS SIGN}")


def decimals(values: Iterable[float], precision: int | None) -> int | None:
    """How many decimals numbers that stand together have: None where all of them are whole, else
    those asked for. Where none are: what two significant digits of the largest take, and one of
    the smallest if that is not much longer; two at least, as far as the numbers have any."""
    array = np.asarray(list(values), np.float64)
    if np.array_equal(array, np.round(array)):
        return None
    if precision is not None:
        return precision
    sizes = np.abs(array[np.isfinite(array) & (array != 0)])
    enough = max(FEWEST_DECIMALS, 1 - _exponent(sizes.max()))
    fine = -_exponent(sizes.min())
    most = min(fine if enough < fine <= enough + MORE_DECIMALS else enough, MOST_DECIMALS)
    return next((places for places in range(FEWEST_DECIMALS, most)
                 if np.allclose(np.round(array, places), array, rtol=1e-12, atol=0.0)), most)


def _exponent(size: float) -> int:
    """That of its first significant digit: 2 for 345, -1 for 0.3."""
    return int(f"{size:e}".partition("e")[2])


def number_size_px(strings: Iterable[str], cell_px: float, *, snug: bool = False
                   ) -> float | None:
    """The text size at which each of the strings fits a cell; None where that is below 9 px. snug:
    those of 9 px may come near the lines of the cell."""
    strings = set(strings)
    if snug and cell_px >= smallest_cell_px(strings, snug=True):
        return number_size_px(strings, cell_px) or SMALLEST_TEXT_PX
    size = min(NUMBER_HEIGHT * cell_px, NUMBER_WIDTH * cell_px / _widest(strings),
               LARGEST_NUMBER_PX)
    return None if size < SMALLEST_TEXT_PX else round(size, 1)


def smallest_cell_px(strings: Iterable[str], *, snug: bool = False) -> int:
    """The smallest cell that each of the strings fits."""
    width = SNUG_WIDTH if snug else NUMBER_WIDTH
    return ceil(SMALLEST_TEXT_PX * max(1 / NUMBER_HEIGHT, _widest(strings) / width))


def smallest_noted_px(notes: Iterable[str]) -> int:
    """The smallest cell that each of the notes fits, under a number."""
    return ceil(SMALLEST_TEXT_PX * max(1 / (NUMBER_HEIGHT * ABOVE_NOTE),
                                       _widest(notes) / NUMBER_WIDTH))


def note_size_px(notes: Iterable[str], cell_px: float) -> float:
    """The text size of notes in a cell that they fit."""
    fitting = min(NOTE_HEIGHT * cell_px, NUMBER_WIDTH * cell_px / _widest(notes))
    return round(max(SMALLEST_TEXT_PX, fitting), 1)


def _widest(strings: Iterable[str]) -> float:
    """In text sizes."""
    return max(0.1, max((text_width(string, 1.0) for string in set(strings)), default=0.5))


def zero_size_px(cell_px: float) -> float | None:
    """The size of the small 0 in an inserted zero; None where the cell is too small for one."""
    if cell_px < SMALLEST_ZERO_CELL_PX:
        return None
    return max(SMALLEST_TEXT_PX, min(0.42 * cell_px, 14.0))
