"""Text -> layers, sizes and padding, and back.

Layers are read as PyTorch prints them, and as the libraries of `convgif.layers.dialects` write
them.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from convgif.errors import ConvgifError, LayerError, NotationError, setting, shorten
from convgif.layers import Layer
from convgif.layers.dialects import (
    NOTHING_BESIDE,
    Beside,
    Reading,
    check_is_no_stranger,
    find_layer,
    half_width,
    no_such_argument,
    read,
    read_call,
)

__all__ = ["Beside", "Reading", "build_layer", "find_layer", "format_factors", "format_numbers",
           "format_padding", "format_sizes", "half_width", "parse_factors", "parse_layer",
           "parse_open_sizes", "parse_padding", "parse_sizes", "read_layer"]


# A name alone, or that of a module which prints those in it: `Sequential(\n  (0): ...`.
_NAME = re.compile(r"[\w. ]{1,80}(\(\s*\([\w.]+\):.*)?", re.DOTALL)


def parse_layer(text: str) -> Layer:
    """The layer that the text names as PyTorch prints it, or as another library writes it.

    `nn.`, `torch.nn.`, a `(conv1):` or `self.conv1 =` before it and a comma after it are passed
    over.
    `parse_layer("(c): Conv2d(3, 8, kernel_size=(3, 3))").weight_shape` is (8, 3, 3, 3).
    Raises NotationError, UnknownNameError or LayerError.
    """
    reading = read_layer(text)
    return build_layer(reading.layer_type, reading.settings)


def read_layer(text: str, beside: Beside = NOTHING_BESIDE) -> Reading:
    """The kind of layer and its arguments that the text says, with what is said beside it where the
    text is silent. Raises NotationError, UnknownNameError or LayerError.
    """
    try:
        call = read_call(text)
    except NotationError as error:
        if _NAME.fullmatch(text.strip()):
            check_is_no_stranger(text.partition("(")[0].strip().rpartition(".")[2])
        raise NotationError(error.message + _or_what_is_meant(text)) from None
    return read(call, beside)


def build_layer(layer_type: type[Layer], settings: Mapping[str, Any]) -> Layer:
    """The layer with those arguments. Raises LayerError, for an argument it does not have too."""
    for name in settings:
        if name not in layer_type.field_kinds():
            raise LayerError(no_such_argument(layer_type, name))
    return layer_type(**settings)


def parse_sizes(text: str) -> int | tuple[int, ...]:
    """A number, or one an axis: "3" is 3, "3x5" is (3, 5). Raises NotationError."""
    items = [_number(item, text, "a number such as 3, or 3x5 for rows x columns")
             for item in _by_axis(half_width(text))]
    return items[0] if len(items) == 1 else tuple(items)


def parse_open_sizes(text: str) -> int | tuple[int | None, ...]:
    """The same, where an axis may be left open: "nonex3" is (None, 3). Raises NotationError."""
    allowed = "a number such as 3, or 3x5 for rows x columns, nonex3 to keep one"
    items = [None if item.strip().lower() == "none" else _number(item, text, allowed)
             for item in _by_axis(half_width(text))]
    return items[0] if len(items) == 1 and items[0] is not None else tuple(items)


def parse_factors(text: str) -> float | tuple[float, ...]:
    """A factor, or one an axis: "1.5" is 1.5, "2x1.5" is (2.0, 1.5). Raises NotationError."""
    items = []
    for item in _by_axis(half_width(text)):
        if not re.fullmatch(r"\s*[0-9]{1,9}(\.[0-9]{1,9})?\s*", item):
            raise NotationError(f"{shorten(text)} is not understood: give a factor such as 2 or "
                                "1.5, or 2x1.5 for rows x columns")
        items.append(float(item))
    return items[0] if len(items) == 1 else tuple(items)


def parse_padding(text: str) -> int | str | tuple[int | tuple[int, int], ...]:
    """Numbers, sides or a word: "1", "1x2", "1:0x2:1" is ((1, 0), (2, 1)), "same".

    Raises NotationError.
    """
    if re.fullmatch(r"\s*[A-Za-z][\w-]*\s*", text):
        return text.strip().lower().replace("-", "_")
    allowed = "a number, 1x2 for rows x columns, before:after such as 1:0x2:1, or a word"
    items: list[int | tuple[int, int]] = []
    for item in _by_axis(half_width(text)):
        sides = [_number(side, text, allowed) for side in item.split(":")]
        if len(sides) > 2:
            raise NotationError(f"padding {shorten(text)} has {len(sides)} sides: give {allowed}")
        items.append(sides[0] if len(sides) == 1 else (sides[0], sides[1]))
    return items[0] if len(items) == 1 and isinstance(items[0], int) else tuple(items)


def format_factors(factors: tuple[float, ...]) -> str:
    """Factors as `parse_factors` reads them: (2.0, 1.5) is "2x1.5"."""
    return "x".join(f"{factor:.9f}".rstrip("0").rstrip(".") for factor in factors)


def format_sizes(sizes: Sequence[int | None], *, shorten_equal: bool = False, sign: str = "x"
                 ) -> str:
    """Sizes as `parse_sizes` reads them: (3, 5) is "3x5"; equal ones are one number if asked."""
    if shorten_equal and len(set(sizes)) == 1:
        return str(sizes[0])
    return sign.join(map(str, sizes))


def format_padding(padding: str | tuple[int | tuple[int, int], ...]) -> str:
    """Padding as `parse_padding` reads it: ((1, 0), (2, 1)) is "1:0x2:1"."""
    if isinstance(padding, str):
        return padding
    items = [(f"{item[0]}:{item[1]}" if item[0] != item[1] else str(item[0]))
             if isinstance(item, tuple) else str(item) for item in padding]
    return items[0] if len(set(items)) == 1 else "x".join(items)


def format_numbers(numbers: str | tuple[Any, ...]) -> str:
    """Whatever an argument of a layer says for each axis, as it is typed: sizes, of which some may
    be left open, padding, factors."""
    if not isinstance(numbers, str) and any(isinstance(item, float) for item in numbers):
        return format_factors(numbers[:1] if len(set(numbers)) == 1 else numbers)
    return format_padding(numbers)


def _by_axis(text: str) -> list[str]:
    return re.split(r"[xX×]", text.strip())


def _number(item: str, text: str, allowed: str) -> int:
    if re.fullmatch(r"\s*-?[0-9]{10,}\s*", item):
        raise NotationError(f"{shorten(text)} is too " + (
            "small: use minus a million or more" if "-" in item else
            "large: use a million at most"))
    if not re.fullmatch(r"\s*-?[0-9]{1,9}\s*", item):
        raise NotationError(f"{shorten(text)} is not understood: give {allowed}")
    return int(item)


def _or_what_is_meant(text: str) -> str:
    """The setting that the text alone may be meant for: a layer by name, or an input's size."""
    with suppress(ConvgifError):
        return f", or {setting('layer', find_layer(text).__name__)}"
    with suppress(ConvgifError):
        return f", or {setting('input_size', parse_sizes(text))}"
    return ""
