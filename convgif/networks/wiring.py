"""Layers by name, and what each takes its input from: as one line of text, and as a table of TOML.

    Network(conv=Conv2d(1, 6, 5), act=ReLU(), both=add(act, conv), last=Conv2d(6, 1, 1)(both))

    [network]
    layers = [
      { name = "conv", layer = "Conv2d(1, 6, 5)" },
      { name = "act", layer = "ReLU()" },
      { name = "both", layer = "add", inputs = ["act", "conv"] },
    ]

A layer takes what the one before it makes, unless it says otherwise; INPUT_NAME is what the network
is given. What is not named is called by its number. Text is never run.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from convgif.errors import ConvgifError, NotationError, shorten, suggest

INPUT_NAME = "input"
JOINS = ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate")
TABLE = "network"  # in TOML and JSON
KEYS = ("name", "layer", "inputs")
LIST_EXAMPLE = 'layers = ["Conv2d(1, 6, 5)", { name = "act", layer = "ReLU()" }]'
_WIRED = re.compile(r"\s*Network\(\s*(?:\*\*\s*\{|[A-Za-z_])")


@dataclass(frozen=True)
class Wired:
    """A layer, or one of JOINS, by its text. inputs: the names of those whose outputs it takes,
    none for the one before it."""

    name: str
    layer: str
    inputs: tuple[str, ...] = ()

    @property
    def is_join(self) -> bool:
        """Whether it joins branches."""
        return self.layer in JOINS


def is_wired(text: str) -> bool:
    """Whether the text is of layers by name."""
    return bool(_WIRED.match(text))


def read_wired(text: str) -> tuple[Wired, ...]:
    """The layers that the text names. Raises NotationError."""
    try:
        with warnings.catch_warnings(action="ignore"):
            call = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _not_understood(text) from None
    if not isinstance(call, ast.Call):
        raise _not_understood(text)
    return _checked(Wired(name or str(number), *_parts(value))
                    for number, (name, value) in enumerate(_named(call)))


def written_wired(layers: Iterable[Wired]) -> str:
    """The text that is read as those layers."""
    return f"Network({', '.join(map(_written, layers))})"


def wired_of_table(table: Mapping[str, Any]) -> str:
    """The text of the network that a table of TOML or JSON has. Raises ConvgifError."""
    for key in table:
        if key != "layers":
            raise ConvgifError(f"unknown key {shorten(key)} of a network: write {LIST_EXAMPLE}")
    items = table.get("layers")
    if not isinstance(items, list) or not items:
        raise ConvgifError(f"a network has a list of layers: write {LIST_EXAMPLE}")
    text = written_wired(_checked(_of_item(number, item) for number, item in enumerate(items)))
    read_wired(text)  # which says what is no layer
    return text


def table_of_wired(text: str) -> dict[str, Any]:
    """The table that is read as that text. Raises NotationError."""
    return {"layers": [{"name": layer.name, "layer": layer.layer,
                        **({"inputs": list(layer.inputs)} if layer.inputs else {})}
                       for layer in read_wired(text)]}


def _not_understood(text: str) -> NotationError:
    return NotationError(f"{shorten(text)} is not understood: write layers by name, such as "
                         "Network(conv=Conv2d(1, 6, 5), act=ReLU())")


def _named(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """What the call names, in its order; what has no name comes first."""
    for value in call.args:
        yield "", value
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value
        elif isinstance(keyword.value, ast.Dict):
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    raise _not_understood(ast.unparse(call))
                yield key.value, value
        else:
            raise _not_understood(ast.unparse(call))


def _parts(value: ast.expr) -> tuple[str, tuple[str, ...]]:
    """The text of a layer, and what it takes."""
    if not isinstance(value, ast.Call):
        raise _not_understood(ast.unparse(value))
    name = ast.unparse(value.func)
    if name in JOINS or isinstance(value.func, ast.Call):
        return name, tuple(map(_name, value.args))
    return ast.unparse(value), ()


def _name(value: ast.expr) -> str:
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    raise NotationError(f"{shorten(ast.unparse(value))} is no name of a layer: put it in quotes")


def _of_item(number: int, item: object) -> Wired:
    """A layer of a list in TOML: its text, or a table of KEYS. Raises ConvgifError."""
    table = {"layer": item} if isinstance(item, str) else item
    if not isinstance(table, dict) or not isinstance(table.get("layer"), str):
        raise ConvgifError(f"layer {number} of the network, {shorten(item)}, has no text: write "
                           f"{LIST_EXAMPLE}")
    for key in table:
        if key not in KEYS:
            raise ConvgifError(f"unknown key {shorten(key)} of layer {number}: "
                               f"{suggest(key, KEYS)}")
    inputs = table.get("inputs", [])
    if not isinstance(inputs, list) or not all(isinstance(name, str) for name in inputs):
        raise ConvgifError(f"inputs of layer {number} are {shorten(inputs)}: write a list of names")
    return Wired(str(table.get("name", number)), table["layer"].strip(), tuple(inputs))


def _checked(layers: Iterable[Wired]) -> tuple[Wired, ...]:
    """The layers, each with a name of its own, and inputs that stand before it. Raises
    NotationError."""
    found: dict[str, Wired] = {}
    for layer in layers:
        if layer.name in found or layer.name == INPUT_NAME:
            raise NotationError(f"two layers of the network are called {shorten(layer.name)}, or "
                                f"one is called {INPUT_NAME}: rename one")
        for name in layer.inputs:
            if name not in found and name != INPUT_NAME:
                raise NotationError(f"{layer.name} takes {shorten(name)}, and no layer before it "
                                    f"is called so: {suggest(name, [INPUT_NAME, *found])}")
        if layer.is_join and len(layer.inputs) < 2:
            raise NotationError(f"{layer.name}: {layer.layer} joins two layers or more: name them "
                                "as its inputs")
        if not layer.is_join and len(layer.inputs) > 1:
            raise NotationError(f"{layer.name}: {shorten(layer.layer)} takes one input: join them "
                                f"before it by {JOINS[0]} or {JOINS[-1]}")
        found[layer.name] = layer
    return tuple(found.values())


def _written(layer: Wired) -> str:
    inputs = f"({', '.join(map(_as_name, layer.inputs))})" if layer.inputs else ""
    said = layer.layer + inputs
    if _is_name(layer.name):
        return f"{layer.name}={said}"
    return f"**{{{layer.name!r}: {said}}}"


def _as_name(name: str) -> str:
    return name if _is_name(name) else repr(name)


def _is_name(text: str) -> bool:
    """Whether Python reads it as a name."""
    return text.isidentifier() and not iskeyword(text)
