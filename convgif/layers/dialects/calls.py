"""Text -> the call that it writes: a name and arguments, which are read only when asked for.

Text is parsed with `ast` and never evaluated: only literals are taken, and what no one asks for is
not looked at, so that an argument that changes no arithmetic may be any expression.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from convgif.errors import LayerError, NotationError, listed, setting, shorten
from convgif.layers.dialects.pasting import pasted
from convgif.phrases import Phrase

LONGEST_LAYER_TEXT = 1000
LONGEST_SHOWN_ARGUMENT = 60  # characters, in a message
EXAMPLE = "Conv2d(1, 1, kernel_size=(3, 3), stride=(2, 2))"

# What numbers are likely by a word in an argument's name; else it counts channels or features.
LIKELY: Mapping[str, int] = {
    "kernel": 3, "pool_size": 2, "strid": 2, "padding": 1, "dilation": 1, "groups": 1, "scale": 2,
    "upscale": 2}
MANY = 64
PLACES = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
PLACES_OF_POOLS = PLACES[2:]

ADDING = frozenset({"add", "append", "add_module"})  # what puts a layer behind those of a model

_LABEL = re.compile(r"^\s*(\(\w+\)|(?!lambda\b)[\w.]+)\s*[:=]\s*")
# A node as ONNX prints it: `%y = Conv[pads = [1, 1]](%x, %w)`, or `y = Conv <pads: ints = ...> (x)`
_NODE = re.compile(r"^\s*(?:%?[\w./]+\s*=\s*)?(\w+)\s*[\[<]\s*((?:\w+\s*(?::\s*\w+\s*)?=.*)?)[\]>]"
                   r"\s*\(([^()\[\]<>=]*)\)\s*$", re.DOTALL)
_NODE_TYPE = re.compile(r"(\w+)\s*:\s*\w+\s*=")
_PLAIN = (ast.Name, ast.Constant, ast.BinOp, ast.operator, ast.UnaryOp, ast.unaryop, ast.Tuple,
          ast.List, ast.expr_context)  # what arithmetic is written with
_HALF_WIDTH = str.maketrans("０１２３４５６７８９（），：＝－\N{MINUS SIGN}\u3000",
                            "0123456789(),:=-- ")


class UnsaidNamesError(NotationError):
    """Names stand where numbers do, and nothing says which. likely: by each name a number that may
    be meant."""

    likely: Mapping[str, int]

    @classmethod
    def of(cls, shown: str, likely: Mapping[str, int]) -> "UnsaidNamesError":
        """The error for that text, as a message says it."""
        are, numbers = ("is", "number") if len(likely) == 1 else ("are", "numbers")
        said = setting("let", ",".join(f"{name}={number}" for name, number in likely.items()))
        error = cls(f"{shown} does not say what {listed([*likely])} {are}: add {said}, with your "
                    f"own {numbers}")
        error.likely = likely
        return error


def half_width(text: str) -> str:
    """The text with full-width digits, brackets, commas, colons, equals signs and blanks, as
    Chinese is typed, in their usual form; and the minus sign, as pictures show it."""
    return text.translate(_HALF_WIDTH)


@dataclass(frozen=True)
class Call:
    """A call as it is written. module: what stands before the name, such as "torch.nn".
    inputs: how many a node of a graph names in brackets after its attributes, None for a call."""

    text: str
    module: str
    name: str
    positional: tuple[ast.expr, ...]
    named: Mapping[str, ast.expr]
    inputs: int | None = None

    @property
    def shown(self) -> str:
        """The call as a message says it."""
        return shorten(" ".join(self.text.split()))

    def with_named(self, names: Iterable[str], values: Mapping[str, Any]) -> str:
        """The call with those arguments too, by name; ... stands for what is long."""
        arguments = [*map(_brief, self.positional),
                     *[f"{name}={_brief(value)}" for name, value in self.named.items()],
                     *[f"{name}={values[name]!r}" for name in names]]
        return f"{self.module}{'.' * bool(self.module)}{self.name}({', '.join(arguments)})"

    def value(self, argument: ast.expr) -> Any:
        """A number, word, flag or list; a bare name is a word, as PyTorch prints it. Raises
        NotationError."""
        if isinstance(argument, ast.Name):
            return argument.id
        try:
            return ast.literal_eval(argument)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            self.check_says(argument)
            raise NotationError(f"{shorten(self.text.strip())} has an argument that is no plain "
                                f"number, word or tuple: write it like {EXAMPLE}") from None

    def check_says(self, *arguments: ast.expr) -> None:
        """Raises UnsaidNamesError for names in those arguments, which stand for numbers."""
        parts = [[*_nodes(argument)] for argument in arguments]
        names = [*dict.fromkeys(
            node.id for nodes in parts if all(isinstance(node, _PLAIN) for node in nodes)
            for node in nodes if isinstance(node, ast.Name))]
        if names:
            raise UnsaidNamesError.of(self.shown, {name: self._likely(name) for name in names})

    def _likely(self, name: str) -> int:
        """A number that may be meant by that name, where it stands."""
        pools = "pool" in self.name.lower()
        placed = dict(zip(PLACES_OF_POOLS if pools else PLACES, self.positional, strict=False))
        for argument, written in {**placed, **self.named}.items():
            if any(isinstance(node, ast.Name) and node.id == name for node in _nodes(written)):
                return next((number for word, number in LIKELY.items() if word in argument), MANY)
        return MANY


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The tree and all in it, from left to right."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed([*ast.iter_child_nodes(node)])


def _brief(argument: ast.expr) -> str:
    """The argument as it is written, or ... for what is too long for a message."""
    written = ast.unparse(argument)
    return written if len(written) <= LONGEST_SHOWN_ARGUMENT else "..."


def read_call(text: str) -> Call:
    """The call that the text writes; a `(conv1):` or `self.conv1 =` before it and a comma after it
    are passed over. Raises NotationError, or LayerError for what is named twice."""
    if len(text) > LONGEST_LAYER_TEXT:
        raise NotationError(f"a layer text of {len(text)} characters is too long: "
                            f"give one layer, such as {EXAMPLE}")
    plain, inputs = _without_node_signs(pasted(half_width(text)))
    try:
        with warnings.catch_warnings(action="ignore"):  # of escapes in what is refused anyway
            tree = ast.parse(_LABEL.sub("", plain).strip().removesuffix(","), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise not_a_layer(text) from None
    if not isinstance(tree, ast.Call):
        raise not_a_layer(text)
    tree = layer_in(tree)
    module, name = _dotted_name(tree.func, text)
    named: dict[str, ast.expr] = {}
    for keyword in tree.keywords:
        if keyword.arg is None:
            raise not_a_layer(text)
        if keyword.arg in named:
            raise given_twice(name, keyword.arg)
        named[keyword.arg] = keyword.value
    return Call(text, module, name, tuple(tree.args), named, inputs)


def layer_in(node: ast.Call) -> ast.Call:
    """The call that makes a layer, where that is added to a model, or called at once: of
    `model.add(Conv2D(32, 3))`, and of `Conv2D(32, 3)(x)`."""
    last = node.args[-1] if node.args else None
    if isinstance(node.func, ast.Attribute) and node.func.attr in ADDING and (
            isinstance(last, ast.Call)):
        return layer_in(last)
    return node.func if isinstance(node.func, ast.Call) and last is not None else node


def not_a_layer(text: str) -> NotationError:
    """What to raise for a text that writes no call."""
    plain = half_width(text)
    why = ", for a bracket is not closed" if plain.count("(") > plain.count(")") else ""
    return NotationError(f"{shorten(text.strip())} is not a layer as PyTorch prints it{why}: "
                         f"write it like {EXAMPLE}")


def given_twice(layer: str, name: str) -> LayerError:
    """What to raise for an argument that is there twice."""
    return LayerError(Phrase("{layer} got {name} twice: give it once", layer=layer, name=name[:60]))


def _without_node_signs(text: str) -> tuple[str, int | None]:
    """A node of a graph, written as a call of its attributes, and how many inputs it has."""
    node = _NODE.match(text)
    if node is None:
        return text, None
    attributes = _NODE_TYPE.sub(r"\1=", node[2])
    return f"{node[1]}({attributes})", len([name for name in node[3].split(",") if name.strip()])


def _dotted_name(node: ast.expr, text: str) -> tuple[str, str]:
    """What stands before the last dot, and the name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise not_a_layer(text)
    *module, name = node.id, *parts
    return ".".join(module), name
