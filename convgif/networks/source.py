"""Lines of code that make a network -> its modules. Code is never run."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field

from convgif.errors import NotationError, shorten
from convgif.layers.dialects.calls import ADDING, layer_in
from convgif.networks.modules import (
    DEEPEST,
    HOLDERS,
    LONGEST_TEXT,
    MOST_LAYERS,
    Module,
    too_long,
)
from convgif.networks.numbers import EXAMPLE, Numbers, parsed

_HOLDER = re.compile(rf"(?:[\w.]+\.)?(?:{'|'.join(HOLDERS)})\s*\(")
_LINE = r"[ \t]*(?:self\.)?[A-Za-z_]\w*[ \t]*=[ \t]*[A-Za-z_][\w.]*\("
_ADDING = rf"[ \t]*[A-Za-z_][\w.]*\.(?:{'|'.join(ADDING)})\("
_STEP = rf"(?:{_LINE}|{_ADDING})"
_LINES = re.compile(rf"^[ \t]*class[ \t]+\w|^{_STEP}.*(?:\n.*)*?\n{_STEP}", re.MULTILINE)
_NEXT = re.compile(r"\),?[ \t]*(?:#.*)?\n\s*[A-Za-z_]")  # a call, and on the next line another
START, MODEL = ("Input", "InputLayer"), "Model"  # of Keras: what begins and what ends a model


def is_source(text: str) -> bool:
    """Whether the text is of lines of code that make layers: a class, or a line a layer, which it
    assigns, adds to a model, or only writes."""
    plain = text[:LONGEST_TEXT]
    return bool(_LINES.search(plain)) or len(_listed(plain)) > 1


def _listed(text: str) -> list[ast.expr]:
    """The calls that the lines write, each for itself, with a comma behind it or without; nothing
    where there is anything else."""
    if not _NEXT.search(text):
        return []
    for written in (f"(\n{text.rstrip().removesuffix(',')},\n)", text):
        with suppress(NotationError):
            found = [value for statement in parsed(written).body for value in _values(statement)]
            if all(isinstance(value, ast.Call) for value in found):
                return found
    return []


def _values(statement: ast.stmt) -> list[ast.expr]:
    """What the line writes, without a name for it."""
    value = statement.value if isinstance(statement, ast.Expr) else ast.Constant(None)
    return value.elts if isinstance(value, ast.Tuple) else [value]


def is_holder(text: str) -> bool:
    """Whether the text begins with a Sequential, or another that holds others."""
    return bool(_HOLDER.match(text))


def read_source(text: str) -> Module:
    """The modules that the lines make, in the order in which they are made. Raises
    NotationError."""
    made = _Lines()
    listed = _listed(text)
    made.read([ast.Expr(value) for value in listed] if len(listed) > 1 else parsed(text).body)
    if made.classes and not made.modules:
        last = next(reversed(made.classes))
        made.modules.append((last, Module(last)))
    top = Module("", "", [(name, _expanded(module, made, 0)) for name, module in made.modules])
    top.children = [each for each in top.children if not each[1].is_empty] or top.children
    if not any(module.children or module.name not in made.classes for _, module in top.children):
        raise NotationError(f"{shorten(text)} makes no layers: give lines such as "
                            "self.conv1 = nn.Conv2d(1, 6, 5), or what print(model) says")
    while len(top.children) == 1 and top.children[0][1].children:
        top = top.children[0][1]
    return top


@dataclass
class _Lines:
    """What lines of code make: modules by name, the numbers that names stand for, and how modules
    of the classes that stand there are made. names: that lines assign; flow: what the last layer
    makes that was called at once; holders: modules that hold others, by name; expanded: how many
    modules were looked into."""

    let: dict[str, int] = field(default_factory=dict)
    modules: list[tuple[str, Module]] = field(default_factory=list)
    classes: dict[str, ast.FunctionDef] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    flow: str = ""
    holders: dict[str, Module] = field(default_factory=dict)
    expanded: int = 0

    def read(self, statements: Iterable[ast.stmt]) -> None:
        """Adds what the statements make. Raises NotationError for those that have to be run."""
        for statement in statements:
            if isinstance(statement, ast.ClassDef):
                for one in statement.body:
                    if isinstance(one, ast.FunctionDef) and one.name == "__init__":
                        self.classes[statement.name] = one
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
                for value in _values(statement):
                    self._take(str(len(self.modules)), value)

    def _take(self, name: str, value: ast.expr | None) -> None:
        if value is None or not name:
            return
        value = Numbers(self.let).visit(deepcopy(value))  # a class may be made once more
        if isinstance(value, ast.Constant) and type(value.value) is int:
            self.let.setdefault(name, value.value)
        elif isinstance(value, ast.Call):
            self._take_call(name, value)
        elif isinstance(value, ast.List):
            self._put(name, Module("ModuleList", "", [*_named([value], 0)]))
        self.names.add(name)

    def _put(self, name: str, module: Module) -> None:
        self.modules.append((name, module))
        if module.is_holder:
            self.holders[name] = module

    def _take_call(self, name: str, call: ast.Call) -> None:
        made = layer_in(call)
        if isinstance(call.func, ast.Call):
            self._follow(call, name)
            self.modules.append((str(len(self.modules)), module_of(made)))
        elif made is not call:
            self._add(call, module_of(made))
        elif self._makes_a_module(call):
            self._check_joins_none(call)
            if _last_name(call.func) in START:
                self.flow = name
            self._put(name, module_of(call))

    def _follow(self, call: ast.Call, name: str) -> None:
        """Goes on from what a layer makes that is called at once. Raises NotationError where it
        takes something else than what the one before it makes."""
        taken = [_last_name(argument) for argument in call.args]
        if len(taken) != 1 or not taken[0] or (self.flow and taken != [self.flow]):
            raise _branches(call)
        self.flow = name

    def _check_joins_none(self, call: ast.Call) -> None:
        """Raises NotationError for a function that joins what lines make."""
        joined = [_last_name(one) for argument in call.args
                  for one in (argument.elts if isinstance(argument, ast.List) else ())]
        if self.flow and not self.names.isdisjoint(joined):
            raise _branches(call)

    def _add(self, call: ast.Call, module: Module) -> None:
        """Puts the module behind those of the one that the call adds it to."""
        assert isinstance(call.func, ast.Attribute)
        holder = self.holders.get(_last_name(call.func.value))
        within = self.modules if holder is None else holder.children
        first = call.args[0]
        name = str(first.value) if isinstance(first, ast.Constant) else str(len(within))
        within.append((name, module))

    def _makes_a_module(self, call: ast.Call) -> bool:
        """Beside classes only what is of them: a loss or an optimizer is none of the network.
        Neither is what is done to what a line has made, or the model of layers called at once."""
        outermost, name = _outermost(call.func), ast.unparse(call.func)
        if isinstance(outermost, ast.Call) or name == "print" or (
                isinstance(outermost, ast.Name) and outermost.id in self.names):
            return False
        return name in self.classes if self.classes else name.rpartition(".")[2] != MODEL


def _branches(call: ast.Call) -> NotationError:
    return NotationError(f"{shorten(ast.unparse(call))} takes other layers than the one before it, "
                         "and branches are not read from lines: save the model as .keras or export "
                         "it as .onnx, or say what each layer takes, as in Network(a=..., b=..., "
                         "both=concatenate(a, b))")


def _expanded(module: Module, lines: _Lines, depth: int) -> Module:
    """The module, with those in it that its class makes, if that stands in the lines. Raises
    NotationError for one that holds itself."""
    lines.expanded += 1
    if depth > DEEPEST:
        raise NotationError(f"{shorten(module.name)} holds itself: give layers that end")
    if lines.expanded > MOST_LAYERS:
        raise too_long()
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
    if isinstance(node, ast.Starred):
        raise NotationError(f"{shorten(text)} is no layer that is known without running it: paste "
                            "what print(model) says")
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
