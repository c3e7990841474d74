"""Code that makes a network -> its tree, and numbers in the place of names in it.

Code is never run: what names stand for is given, or said by the lines themselves as a plain number,
and of arithmetic there is +, -, * and //.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from operator import add, floordiv, mul, sub

from convgif.errors import NotationError, listed, setting, shorten
from convgif.layers.fields import MOST

EXAMPLE = "Sequential(Conv2d(1, 6, 5), ReLU(), MaxPool2d(2))"
Let = Mapping[str, int]

_BINDING = re.compile(r"\s*([A-Za-z_]\w{0,60})\s*=\s*(-?[0-9]{1,7})\s*")
_ARITHMETIC = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.FloorDiv: floordiv}


def parse_let(text: str) -> dict[str, int]:
    """Numbers by name: "nc=3,ndf=64" is {"nc": 3, "ndf": 64}. Raises NotationError."""
    found: dict[str, int] = {}
    for item in text.split(",") if text.strip() else ():
        binding = _BINDING.fullmatch(item)
        if binding is None:
            raise NotationError(f"{shorten(text)} is not understood: give names and numbers, such "
                                "as nc=3,ndf=64")
        found[binding[1]] = int(binding[2])
    return found


def with_numbers(text: str, let: Let) -> str:
    """The text of one layer, or of several, with numbers for the names. Raises NotationError where
    it says no code, or does not have a name."""
    if not let:
        return text
    tree = parsed(text.rstrip().removesuffix(","))
    unused = let.keys() - set(_names(tree))
    if unused:
        raise NotationError(f"{shorten(text.strip())} has no name {listed(sorted(unused))}: leave "
                            f"out {setting('let')} of it")
    return ast.unparse(Numbers(let).visit(tree))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def parsed(text: str) -> ast.Module:
    """The tree of the code. Raises NotationError for what is none."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except IndentationError:
        return _indented(text) if text[:1] in " \t" else _listed(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return _refused(text)


def _indented(text: str) -> ast.Module:
    first, *others = parsed(f"if 1:\n{text}").body
    return ast.Module([*(first.body if isinstance(first, ast.If) else ()), *others], [])


def _listed(text: str) -> ast.Module:
    """The tree of calls with a comma between, however they are indented: of what is copied from the
    middle of its first line. Raises NotationError."""
    (found,) = parsed(f"(\n{text.rstrip().removesuffix(',')},\n)").body
    values = found.value.elts if isinstance(found, ast.Expr) and (
        isinstance(found.value, ast.Tuple)) else []
    return ast.Module([ast.Expr(value) for value in values] or [found], [])


def _refused(text: str) -> ast.Module:
    raise NotationError(f"{shorten(text)} is no network that Python reads: write it like "
                        f"{EXAMPLE}, or paste what print(model) says")


class Numbers(ast.NodeTransformer):
    """Puts numbers in the place of names, and of what is computed from them."""

    def __init__(self, let: Let) -> None:
        self.let = let

    def visit_Name(self, node: ast.Name) -> ast.expr:
        known = isinstance(node.ctx, ast.Load) and node.id in self.let
        return ast.Constant(self.let[node.id]) if known else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """`self.width` is called by its last name."""
        of_self = isinstance(node.value, ast.Name) and node.value.id == "self"
        known = of_self and isinstance(node.ctx, ast.Load) and node.attr in self.let
        return ast.Constant(self.let[node.attr]) if known else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        compute = _ARITHMETIC.get(type(node.op))
        values = [one.value for one in (left, right)
                  if isinstance(one, ast.Constant) and type(one.value) is int]
        if compute is None or len(values) < 2 or (compute is floordiv and not values[1]):
            return ast.BinOp(left, node.op, right)
        value = compute(*values)
        if abs(value) > MOST:
            raise NotationError(f"{ast.unparse(node)} is {value:,}: use a million at most")
        return ast.Constant(value)
