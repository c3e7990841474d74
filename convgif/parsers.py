"""Text -> values of settings: counts, sizes in px, durations, names of files."""

import re

from convgif.errors import NotationError, setting, shorten

LONGEST_RANGE = 10_000


def parse_count(text: str) -> int:
    """A whole number. Raises NotationError."""
    if not re.fullmatch(r"\s*-?[0-9]{1,12}\s*", text):
        raise NotationError(f"{shorten(text)} is no whole number: give one such as 3")
    return int(text)


def parse_numbers(text: str) -> tuple[int, ...]:
    """Whole numbers by comma, ranges with both ends: "0..2" is (0, 1, 2). Raises NotationError."""
    numbers: list[int] = []
    for item in text.split(","):
        ends = [parse_count(end) for end in item.split("..")]
        if len(ends) > 2 or ends[-1] < ends[0] or ends[-1] - ends[0] > LONGEST_RANGE:
            raise NotationError(f"{shorten(item)} is no range: give it upwards, such as 0..2")
        numbers += range(ends[0], ends[-1] + 1)
    return tuple(numbers)


def parse_number(text: str) -> float:
    """A number: "2" or "1.5". Raises NotationError."""
    if not re.fullmatch(r"\s*-?[0-9]{1,6}(\.[0-9]{1,6})?\s*", text):
        raise NotationError(f"{shorten(text)} is no number: give one such as 2 or 1.5")
    return float(text)


def parse_px(text: str) -> int:
    """A width in px: "320" or "320px". Raises NotationError."""
    return parse_count(text.strip().removesuffix("px"))


def parse_density(text: str) -> float:
    """A factor: "2", "1.5" or "2x". Raises NotationError."""
    if not re.fullmatch(r"\s*[0-9]{1,4}(\.[0-9]{1,6})?x?\s*", text):
        raise NotationError(f"density {shorten(text)} is no factor: give one such as 2 or 1.5")
    return float(text.strip().removesuffix("x"))


def parse_duration(text: str) -> int:
    """Milliseconds: "600", "600ms" or "0.6s". Raises NotationError."""
    match = re.fullmatch(r"\s*([0-9]{1,7}(?:\.[0-9]{1,6})?)\s*(ms|s|)\s*", text.lower())
    if not match:
        raise NotationError(f"{shorten(text)} is no duration: give one such as 600, 600ms or 0.6s")
    number, unit = float(match[1]), match[2]
    if not unit and 0 < number < 20:
        raise NotationError(f"{text.strip()} would be milliseconds, too short to see: "
                            f"did you mean {text.strip()}s?")
    return round(number * 1000 if unit == "s" else number)


def parse_text(text: str) -> str:
    """The text itself."""
    return text


def parse_still(text: str) -> int | str:
    """The number of a step, or the word for one."""
    return parse_count(text) if re.fullmatch(r"\s*-?[0-9]+\s*", text) else text.strip().lower()


def parse_strip(text: str) -> int | tuple[int, ...]:
    """How many steps: "4"; or which, by number: "0,1,4,8" or "0..3". Raises NotationError."""
    return parse_numbers(text) if "," in text or ".." in text else parse_count(text)


def parse_input(text: str) -> str:
    """The name of a file. Raises NotationError for what is meant as a size."""
    return _no_size(text, "a file", "the input's size is", "input_size")


def parse_weight(text: str) -> str:
    """The name of a file or of a kernel. Raises NotationError for what is meant as a size."""
    return _no_size(text, "a file or the name of a kernel", "the kernel's size is",
                    "kernel_size")


def _no_size(text: str, wanted: str, advice: str, meant: str) -> str:
    if looks_like_size(text):
        raise NotationError(f"{shorten(text)} is a size, not {wanted}: {advice} "
                            f"{setting(meant, text.strip())}")
    return text


def looks_like_size(text: str) -> bool:
    """Whether the text is written as a size: "3" or "3x5"."""
    return re.fullmatch(r"\s*[0-9]{1,6}(\s*[xX×]\s*[0-9]{1,6}){0,2}\s*", text) is not None
