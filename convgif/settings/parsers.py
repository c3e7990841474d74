"""Text -> values of settings: counts, sizes in px, durations, names of files."""

import re
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import TypeVar

from convgif.bounds import PX_IN, PaperWidth
from convgif.errors import NotationError, listed, setting, shorten
from convgif.layers.notation import half_width

Value = TypeVar("Value")

LONGEST_RANGE = 10_000  # numbers
MOST_DIGITS = 12
_LENGTH = re.compile(rf"\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(px|{'|'.join(PX_IN)}|)\s*")
_RANGE = re.compile(r"\s*([0-9]{1,12})\.\.([0-9]{1,12})(?:\.\.([0-9]{1,12}))?\s*")


def _of_any_width(parse: Callable[[str], Value]) -> Callable[[str], Value]:
    """The parser, for what is typed in full-width digits and signs too."""
    @wraps(parse)
    def parse_half_width(text: str) -> Value:
        return parse(half_width(text))
    return parse_half_width


@_of_any_width
def parse_count(text: str) -> int:
    """A whole number. Raises NotationError."""
    if not re.fullmatch(r"\s*-?[0-9]+\s*", text):
        raise NotationError(f"{shorten(text)} is no whole number: give one such as 3")
    return int(_not_long(text))


@_of_any_width
def parse_range(text: str) -> range | None:
    """The numbers of a range with both ends, "1..5", or by steps, "1..9..2"; None for what is not
    written as one. Raises NotationError."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
    if step > 0 and (last - first) // step >= LONGEST_RANGE:
        raise NotationError(f"{shorten(text)} is over {LONGEST_RANGE} numbers: give fewer")
    if step < 1 or last < first:
        raise NotationError(f"{shorten(text)} is an empty or endless range: "
                            "give it upwards, such as 1..5 or 1..9..2")
    return range(first, last + 1, step)


@_of_any_width
def parse_numbers(text: str) -> tuple[int, ...]:
    """Whole numbers and ranges of them by comma: "0..2,5" is (0, 1, 2, 5). Raises NotationError."""
    items = [parse_range(item) or (parse_count(item),) for item in text.split(",")]
    if sum(map(len, items)) > LONGEST_RANGE:
        raise NotationError(f"{shorten(text)} is over {LONGEST_RANGE} numbers: give fewer")
    return tuple(chain.from_iterable(items))


@_of_any_width
def parse_number(text: str) -> float:
    """A number: "2" or "1.5". Raises NotationError."""
    if not re.fullmatch(r"\s*-?[0-9]+(\.[0-9]+)?\s*", text):
        raise NotationError(f"{shorten(text)} is no number: give one such as 2 or 1.5")
    return float(_not_long(text))


def parse_px(text: str) -> int:
    """A width in whole px, of which an inch has 96: "320", "320px", "85mm", "8.5cm", "3in" or
    "240pt". Raises NotationError."""
    return int(parse_width(text))


@_of_any_width
def parse_width(text: str) -> int:
    """The same; of one on paper, with its unit. Raises NotationError."""
    found = _LENGTH.fullmatch(text.lower())
    if found is None:
        said = shorten(text.strip().removesuffix("px"))
        raise NotationError(f"{said} is no width: give px, such as 320, or a number with "
                            f"{listed([*PX_IN], 'or')}, such as 85mm or 3.5in")
    number, unit = _not_long(found[1]), found[2] or "px"
    if unit == "px":
        return parse_count(number)
    return PaperWidth(round(float(number) * PX_IN[unit]), f"{number}{unit}", unit)


@_of_any_width
def parse_density(text: str) -> float:
    """A factor: "2", "1.5" or "2x". Raises NotationError."""
    if not re.fullmatch(r"\s*[0-9]+(\.[0-9]+)?x?\s*", text):
        raise NotationError(f"density {shorten(text)} is no factor: give one such as 2 or 1.5")
    return float(_not_long(text).strip().removesuffix("x"))


@_of_any_width
def parse_duration(text: str) -> int:
    """Milliseconds: "600", "600ms" or "0.6s". Raises NotationError."""
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(ms|s|)\s*", text.lower())
    if not match:
        raise NotationError(f"{shorten(text)} is no duration: give one such as 600, 600ms or 0.6s")
    number, unit = float(_not_long(match[1])), match[2]
    if not unit and 0 < number < 20:
        raise NotationError(f"{text.strip()} would be milliseconds, too short to see: "
                            f"did you mean {text.strip()}s?")
    return round(number * 1000 if unit == "s" else number)


def _not_long(text: str) -> str:
    """The text of a number. Raises NotationError where it has more digits than any is meant to."""
    if sum(map(str.isdigit, text)) > MOST_DIGITS:
        raise NotationError(f"{shorten(text)} has more than {MOST_DIGITS} digits: give fewer")
    return text


def parse_text(text: str) -> str:
    """The text itself."""
    return text


@_of_any_width
def parse_counted(text: str) -> int | str:
    """A number, of a step or of blanks, or the word for one."""
    return parse_count(text) if re.fullmatch(r"\s*-?[0-9]+\s*", text) else text.strip().lower()


@_of_any_width
def parse_strip(text: str) -> int | tuple[int, ...]:
    """How many steps: "4"; or which, by number: "0,1,4,8" or "0..3". Raises NotationError."""
    return parse_numbers(text) if "," in text or ".." in text else parse_count(text)


def parse_input(text: str) -> str:
    """The name of a file or of a kernel. Raises NotationError for what is meant as a size."""
    return _no_size(text, "a file or the name of a kernel", "the input's size is", "input_size")


def parse_weight(text: str) -> str:
    """The name of a file or of a kernel. Raises NotationError for what is meant as a size."""
    return _no_size(text, "a file or the name of a kernel", "the kernel's size is",
                    "kernel_size")


def _no_size(text: str, wanted: str, advice: str, meant: str) -> str:
    if looks_like_size(text):
        raise NotationError(f"{shorten(text)} is a size, not {wanted}: {advice} "
                            f"{setting(meant, text.strip())}")
    return text


@_of_any_width
def looks_like_size(text: str) -> bool:
    """Whether the text is written as a size: "3" or "3x5"."""
    return re.fullmatch(r"\s*[0-9]{1,6}(\s*[xX×]\s*[0-9]{1,6}){0,2}\s*", text) is not None
