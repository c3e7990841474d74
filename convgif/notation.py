"""Text -> layers, sizes and padding, and back.

Layers are read as PyTorch prints them, with `ast`, and never evaluated: only literals are taken.
"""

import ast
import re
import warnings
from contextlib import suppress
from typing import Any

from convgif.errors import (
    ConvgifError,
    LayerError,
    NotationError,
    UnknownNameError,
    fold,
    setting,
    shorten,
    suggest,
)
from convgif.layers import LAYERS, OTHER_NAMES, Layer

LONGEST_LAYER_TEXT = 1000
_LABEL = re.compile(r"^\s*(\(\w+\)|(?!lambda\b)[\w.]+)\s*[:=]\s*")
_NOT_ARITHMETIC = ("device", "dtype")
_EXAMPLE = "Conv2d(1, 1, kernel_size=(3, 3), stride=(2, 2))"
_HALF_WIDTH = str.maketrans("０１２３４５６７８９（），：＝\u3000", "0123456789(),:= ")


def half_width(text: str) -> str:
    """The text with full-width digits, brackets, commas, colons, equals signs and blanks, as
    Chinese is typed, in their usual form."""
    return text.translate(_HALF_WIDTH)


def parse_layer(text: str) -> Layer:
    """The layer that the text names as PyTorch prints it.

    `nn.`, `torch.nn.`, a `(conv1):` or `self.conv1 =` before it and a comma after it are passed
    over.
    `parse_layer("(c): Conv2d(3, 8, kernel_size=(3, 3))").weight_shape` is (8, 3, 3, 3).
    Raises NotationError, UnknownNameError or LayerError.
    """
    if len(text) > LONGEST_LAYER_TEXT:
        raise NotationError(f"a layer text of {len(text)} characters is too long: "
                            f"give one layer, such as {_EXAMPLE}")
    try:
        with warnings.catch_warnings(action="ignore"):  # of escapes in what is refused anyway
            tree = ast.parse(_LABEL.sub("", half_width(text)).strip().removesuffix(","),
                             mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _not_a_layer(text) from None
    if not isinstance(tree, ast.Call):
        raise _not_a_layer(text)
    layer_type = find_layer(_dotted_name(tree.func, text))
    positional = [_literal(argument, text) for argument in tree.args]
    named: dict[str, Any] = {}
    for keyword in tree.keywords:
        if keyword.arg is None:
            raise _not_a_layer(text)
        if keyword.arg in named:
            raise _twice(layer_type, keyword.arg)
        named[keyword.arg] = _literal(keyword.value, text)
    return _build(layer_type, positional, named)


def find_layer(name: str, rank: int | None = None) -> type[Layer]:
    """The class of that name: any case, hyphens and underscores ignored.

    Where the name leaves the digit out, `rank` gives it, or else 2. Raises UnknownNameError.
    """
    if not isinstance(name, str):
        raise UnknownNameError(f"unknown layer {shorten(name)}: {suggest(name, LAYERS)}")
    folded = {fold(known): layer for known, layer in LAYERS.items()}
    for key in (fold(name), f"{fold(name)}{rank or 2}d"):
        if key in folded:
            return folded[key]
    if fold(name) + "2d" in folded:
        raise UnknownNameError(f"{name} has no {rank}-D form: use 1 to 3 sizes")
    stem = re.sub("[123]d$", "", fold(name))
    family = {fold(other): here for other, here in OTHER_NAMES.items()}.get(stem)
    if family:
        here = family if family in LAYERS else family + (
            fold(name).removeprefix(stem) or f"{rank or 2}d")
        raise UnknownNameError(f"{shorten(name)} is called {here} here, as in torch.nn: use {here}")
    raise UnknownNameError(f"unknown layer {shorten(name)}: {suggest(name, LAYERS)}")


def build_layer(layer_type: type[Layer], settings: dict[str, Any]) -> Layer:
    """The layer with those arguments. Raises LayerError, for an argument it does not have too."""
    for name in settings:
        if name not in layer_type.field_kinds():
            raise LayerError(_no_such_argument(layer_type, name))
    return layer_type(**settings)


def parse_sizes(text: str) -> int | tuple[int, ...]:
    """A number, or one an axis: "3" is 3, "3x5" is (3, 5). Raises NotationError."""
    items = [_number(item, text, "a number such as 3, or 3x5 for rows x columns")
             for item in _by_axis(half_width(text))]
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


def format_sizes(sizes: tuple[int, ...], *, shorten_equal: bool = False, sign: str = "x") -> str:
    """Sizes as `parse_sizes` reads them: (3, 5) is "3x5"; equal ones are one number if asked."""
    if shorten_equal and len(set(sizes)) == 1:
        return str(sizes[0])
    return sign.join(map(str, sizes))


def format_padding(padding: str | tuple[int | tuple[int, int], ...]) -> str:
    """Padding as `parse_padding` reads it: ((1, 0), (2, 1)) is "1:0x2:1"."""
    if isinstance(padding, str):
        return padding
    items = [(str(item) if isinstance(item, int) else
              f"{item[0]}:{item[1]}" if item[0] != item[1] else str(item[0])) for item in padding]
    return items[0] if len(set(items)) == 1 else "x".join(items)


def _by_axis(text: str) -> list[str]:
    return re.split(r"[xX×]", text.strip())


def _number(item: str, text: str, allowed: str) -> int:
    if not re.fullmatch(r"\s*-?[0-9]{1,9}\s*", item):
        raise NotationError(f"{shorten(text)} is not understood: give {allowed}")
    return int(item)


def _not_a_layer(text: str) -> NotationError:
    return NotationError(f"{shorten(text.strip())} is not a layer as PyTorch prints it: "
                         f"write it like {_EXAMPLE}{_or_what_is_meant(text)}")


def _or_what_is_meant(text: str) -> str:
    """The setting that the text alone may be meant for: a layer by name, or an input's size."""
    with suppress(ConvgifError):
        return f", or {setting('layer', find_layer(text).__name__)}"
    with suppress(ConvgifError):
        return f", or {setting('input_size', parse_sizes(text))}"
    return ""


def _dotted_name(node: ast.expr, text: str) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise _not_a_layer(text)
    *module, name = node.id, *parts
    if module not in ([], ["nn"], ["torch", "nn"]):
        raise _not_a_layer(text)
    return name


def _literal(node: ast.expr, text: str) -> Any:
    """A number, word, flag, or tuple of numbers; a bare name is a word, as PyTorch prints it."""
    if isinstance(node, ast.Name):
        return node.id
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise NotationError(f"{shorten(text.strip())} has an argument that is no plain number, "
                            f"word or tuple: write it like {_EXAMPLE}") from None


def _build(layer_type: type[Layer], positional: list[Any], named: dict[str, Any]) -> Layer:
    names = list(layer_type.field_kinds())
    if len(positional) > len(names):
        raise LayerError(f"{layer_type.__name__} takes {len(names)} arguments at most, "
                         f"and {len(positional)} were given: it takes {', '.join(names)}")
    settings = dict(zip(names, positional, strict=False))
    twice = settings.keys() & named.keys()
    if twice:
        raise _twice(layer_type, min(twice))
    return build_layer(layer_type, settings | named)


def _twice(layer_type: type[Layer], name: str) -> LayerError:
    return LayerError(f"{layer_type.__name__} got {name[:60]} twice: give it once")


def _no_such_argument(layer_type: type[Layer], name: str) -> str:
    given = f"{layer_type.__name__} has no {shorten(name)}"
    if name in _NOT_ARITHMETIC:
        return f"{given} here, for it changes no arithmetic: leave it out"
    having = [other for other, cls in LAYERS.items() if name in cls.field_kinds()]
    if having:
        return f"{given}, it belongs to {', '.join(having)}: leave it out or take such a layer"
    return f"{given}: {suggest(name, layer_type.field_kinds())}"


