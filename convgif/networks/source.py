"""Lines of code that make a network -> its modules. Code is never run."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from convgif.errors import NotationError, shorten
from convgif.networks.numbers import EXAMPLE, Numbers, parsed

LONGEST_TEXT, DEEPEST = 1_000_000, 50
HOLDERS = ("Sequential", "ModuleList", "ModuleDict")

_HOLDER = re.compile(rf"(?:[\w.]+\.)?(?:{'|'.join(HOLDERS)})\s*\(")
_LINE = r"[ \t]*(?:self\.)?[A-Za-z_]\w*[ \t]*=[ \t]*[A-Za-z_][\w.]*\("
_LINES = re.compile(rf"^[ \t]*class[ \t]+\w|^{_LINE}.*(?:\n.*)*?\n{_LINE}", re.MULTILINE)


@dataclass
class Module:
    """A module as it is printed: its arguments, or the modules in it by name."""

    name: str
    arguments: str = ""
    children: list[tuple[str, "Module"]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The module as it is printed where it holds none."""
        return f"{self.name}({self.arguments})"


def is_source(text: str) -> bool:
    """Whether the text is of lines of code that make layers: a class, or an assignment a line."""
    return bool(_LINES.search(text[:LONGEST_TEXT]))


def is_holder(text: str) -> bool:
    """Whether the text begins with a Sequential, or another that holds others."""
    return bool(_HOLDER.match(text))


def read_source(text: str) -> Module:
    """The modules that the lines make, in the order in which they are made. Raises
    NotationError."""
    made = _Lines()
    made.read(parsed(text).body)
    if made.classes and not made.modules:
        last = next(reversed(made.classes))
        made.modules.append((last, Module(last)))
    top = Module("", "", [(name, _expanded(module, made, 0)) for name, module in made.modules])
    if not any(module.children or module.name not in made.classes for _, module in top.children):
        raise NotationError(f"{shorten(text)} makes no layers: give lines such as "
                            "self.conv1 = nn.Conv2d(1, 6, 5), or what print(model) says")
    while len(top.children) == 1 and top.children[0][1].children:
        top = top.children[0][1]
    return top


@dataclass
class _Lines:
    """What lines of code make: modules by name, the numbers that names stand for, and how modules
    of the classes that stand there are made."""

    let: dict[str, int] = field(default_factory=dict)
    modules: list[tuple[str, Module]] = field(default_factory=list)
    classes: dict[str, ast.FunctionDef] = field(default_factory=dict)

    def read(self, statements: Iterable[ast.stmt]) -> None:
        """Adds what the statements make. Raises NotationError for those that have to be run."""
        for statement in statements:
            if isinstance(statement, ast.ClassDef):
                for one in statement.body:
                    if isinstance(one, ast.FunctionDef) and one.name == "__init__":
                        self.classes[statement.name] = one
            elif isinstance(statement, ast.If) and isinstance(statement.test, ast.Constant):
                self.read(statement.body)  # what was indented
            elif isinstance(statement, ast.If) and _last_name(_compared(statement)) == "__name__":
                continue  # what is run where the file is a program
            elif isinstance(statement, ast.For | ast.While | ast.If | ast.With | ast.Try):
                raise NotationError(f"{shorten(ast.unparse(statement))} has to be run, and code is "
                                    "not run here: paste what print(model) says")
            elif isinstance(statement, ast.Assign | ast.AnnAssign):
                target = (statement.targets[0] if isinstance(statement, ast.Assign)
                          else statement.target)
                for named, value in _each(target, statement.value):
                    self._take(_last_name(named), value)
            elif isinstance(statement, ast.Expr):
                self._take(str(len(self.modules)), statement.value)

    def _take(self, name: str, value: ast.expr | None) -> None:
        if value is None or not name:
            return
        value = Numbers(self.let).visit(deepcopy(value))  # a class may be made once more
        if isinstance(value, ast.Constant) and type(value.value) is int:
            self.let.setdefault(name, value.value)
        elif isinstance(value, ast.Call) and self._makes_a_module(value):
            self.modules.append((name, module_of(value)))
        elif isinstance(value, ast.List):
            self.modules.append((name, Module("ModuleList", "", [*_named([value], 0)])))


    def _makes_a_module(self, call: ast.Call) -> bool:
        """Beside classes only what is of them: a loss or an optimizer is none of the network."""
        if isinstance(_outermost(call.func), ast.Call):
            return False
        return not self.classes or ast.unparse(call.func) in self.classes


def _expanded(module: Module, lines: _Lines, depth: int) -> Module:
    """The module, with those in it that its class makes, if that stands in the lines. Raises
    NotationError for one that holds itself."""
    if depth > DEEPEST:
        raise NotationError(f"{shorten(module.name)} holds itself: give layers that end")
    children, made = module.children, lines.classes.get(module.name)
    if made is not None and not children:
        inside = _Lines(lines.let | _bound(made.args, module.arguments))
        inside.read(made.body)
        children = inside.modules
    return Module(module.name, "" if children else module.arguments, [
        (name, _expanded(child, lines, depth + 1)) for name, child in children])


def _bound(takes: ast.arguments, arguments: str) -> dict[str, int]:
    """The numbers that the arguments of a call stand for in what is called."""
    (given,) = parsed(f"made({arguments})").body
    assert isinstance(given, ast.Expr)
    assert isinstance(given.value, ast.Call)
    names = [argument.arg for argument in takes.args[1:]]  # the first is self
    said = [*zip(names, given.value.args, strict=False),
            *((word.arg, word.value) for word in given.value.keywords if word.arg)]
    return _defaults(takes) | {name: value.value for name, value in said
                               if isinstance(value, ast.Constant) and type(value.value) is int}


def _compared(statement: ast.If) -> ast.expr:
    """What its condition compares, or else the condition."""
    test = statement.test
    return test.left if isinstance(test, ast.Compare) else test


def _defaults(arguments: ast.arguments) -> dict[str, int]:
    """The arguments of a function that are numbers unless they are given."""
    names = arguments.args[len(arguments.args) - len(arguments.defaults):]
    pairs: Sequence[tuple[ast.arg, ast.expr | None]] = [
        *zip(names, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    return {name.arg: value.value for name, value in pairs
            if isinstance(value, ast.Constant) and type(value.value) is int}


def _each(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """What an assignment assigns, one by one: `a, b = 1, 2` is two."""
    if (isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def _last_name(node: ast.expr) -> str:
    """What an assignment names: `self.conv1` is conv1."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _outermost(node: ast.expr) -> ast.expr:
    """What stands before the first dot: `super()` of `super().__init__`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def read_call_of(text: str) -> Module:
    """The modules of a Sequential as it is written in code. Raises NotationError."""
    tree = parsed(text.removesuffix(",")).body
    last = tree[-1] if tree else None
    value = last.value if isinstance(last, ast.Expr | ast.Assign) else None
    if len(tree) != 1 or value is None:
        raise NotationError(f"{shorten(text)} is more than one network: write one such as "
                            f"{EXAMPLE}")
    return module_of(Numbers({}).visit(value))


def module_of(node: ast.expr, depth: int = 0) -> Module:
    """The module that the call makes. Raises NotationError."""
    text = ast.unparse(node)
    if not isinstance(node, ast.Call) or depth > DEEPEST:
        raise NotationError(f"{shorten(text)} is no layer: write layers such as {EXAMPLE}")
    name = ast.unparse(node.func)
    if is_holder(text):
        return Module(name, "", [*_named(node.args, depth)])
    return Module(name, text[len(name) + 1:-1])


def _named(arguments: list[ast.expr], depth: int) -> Iterator[tuple[str, Module]]:
    for number, (called, item) in enumerate(_items(arguments)):
        yield called or str(number), module_of(item, depth + 1)


def _items(arguments: list[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """What is in a list, or by name in an OrderedDict of pairs, or beside each other."""
    for argument in arguments:
        if isinstance(argument, ast.List):
            yield from _items(argument.elts)
        elif isinstance(argument, ast.Call) and ast.unparse(argument.func).endswith("OrderedDict"):
            yield from _items(argument.args)
        elif (isinstance(argument, ast.Tuple) and len(argument.elts) == 2
              and isinstance(argument.elts[0], ast.Constant)):
            yield str(argument.elts[0].value), argument.elts[1]
        else:
            yield "", argument
