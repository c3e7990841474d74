"""What a dialect is: how one library writes layers, and how such a call is read."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from convgif.errors import LayerError, NotationError, listed, setting, shorten, suggest
from convgif.layers import Layer
from convgif.layers.dialects.calls import Call, given_twice
from convgif.layers.dialects.names import find_layer
from convgif.layers.dialects.writing import Writer
from convgif.layers.fields import Field, is_list
from convgif.phrases import Phrase

Settings: TypeAlias = dict[str, Any]

# What is offered for an argument that the text does not say.
EXAMPLES: Mapping[str, Any] = {"in_channels": 3, "out_channels": 8, "kernel_size": 3,
                               "in_features": 4, "out_features": 3, "norm_type": 2,
                               "output_size": 4}
CONSTANTS = frozenset({"nan", "inf", "none", "null", "true", "false"})  # which no number names
CHANNELS = "in_channels", "out_channels"
INPUT_SIZE = "input_size"  # among settings: what a text says of no layer but of its input


def as_read(settings: Settings) -> Settings:
    """The settings."""
    return settings


def as_they_are(settings: Settings, rank: int) -> Settings:
    """The settings."""
    return settings


@dataclass(frozen=True)
class Spelling:
    """How a library writes one layer.

    layer: its name here; where it has no digit, the kernel says how many axes there are. takes: its
    arguments, in their order, each with ours of the same meaning, or "" for one that changes no
    arithmetic. needs: ours that have to be said, by those or by our own names. unsaid: ours that
    the library's text cannot say, so that our defaults are taken. defaults: where they are not
    ours. start: what follows from what is said, INPUT_SIZE too; finish: makes our values of theirs,
    when all that is needed is there, for a layer of so many axes.
    """

    layer: str
    takes: Mapping[str, str]
    needs: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    start: Callable[[Settings], Settings] = as_read
    finish: Callable[[Settings, int], Settings] = as_they_are


class Reading(NamedTuple):
    """What a text says: the kind of layer, its arguments, what the text left open, and the size of
    the input where it says that."""

    layer_type: type[Layer]
    settings: Settings
    notes: tuple[str, ...] = ()
    input_size: tuple[int, ...] | None = None


class Beside(NamedTuple):
    """What is said beside a text: settings by our names, and the shape of the input, which is only
    asked for where the text is silent, for it may be in a file. takes_settings: whether more of
    them may be."""

    settings: Mapping[str, Any] = {}
    input_shape: Callable[[], tuple[int, ...] | None] = lambda: None
    takes_settings: bool = True


NOTHING_BESIDE = Beside(takes_settings=False)


@dataclass(frozen=True)
class Dialect:
    """A row of DIALECTS: how a library writes layers.

    name: of the library, as people say it. example: a layer as it writes it. spelling: of the layer
    that a call writes, None where it is not one of these. passed_over: arguments of any layer that
    change no arithmetic. values: how to read arguments that may be no literals. strange: the line
    about an argument that the layer does not have. write: a layer as the library writes it, None
    where layers are only read.
    """

    name: str
    example: str
    spelling: Callable[[Call], Spelling | None]
    passed_over: frozenset[str] = frozenset()
    values: Mapping[str, Callable[[Call, ast.expr], Any]] = field(default_factory=dict)
    strange: Callable[[Call, str], str] | None = None
    write: Writer | None = None

    def read(self, call: Call, spelling: Spelling, beside: Beside) -> Reading:
        """What the call says. Raises NotationError, UnknownNameError, LayerError."""
        settings = spelling.start({**spelling.defaults, **self._said(call, spelling)})
        settings = {name: beside.settings[name] for name in spelling.needs
                    if name in beside.settings} | settings
        size, kernel = settings.pop(INPUT_SIZE, ()), settings.get("kernel_size")
        layer_type = find_layer(spelling.layer, len(kernel) if is_list(kernel) else None)
        if not re.search("[123]d$", call.name, re.IGNORECASE):
            layer_type = layer_type.kind_for(settings)
        if INPUT_SIZE in layer_type.field_kinds():  # an argument of its own
            left_open = is_list(size) and (not size or None in size)
            settings, size = settings if left_open else {**settings, INPUT_SIZE: size}, ()
        silent = {*spelling.needs, *spelling.unsaid} - settings.keys()
        if silent:
            counts = _channels(layer_type, beside.input_shape())
            settings |= {name: count for name, count in counts if name in silent}
        missing = [name for name in spelling.needs if name not in settings]
        if missing:
            raise NotationError(f"{call.shown} does not say {listed(missing)}: " + (
                f"add it, such as {listed([setting(name, EXAMPLES[name]) for name in missing])}"
                if beside.takes_settings else
                f"write it in the text, such as {call.with_named(missing, EXAMPLES)}"))
        unsaid = [name for name in spelling.unsaid if name not in {**settings, **beside.settings}]
        notes = (self._left_open(layer_type, unsaid),) if unsaid else ()
        return Reading(layer_type, spelling.finish(settings, layer_type.rank), notes,
                       _whole(size, layer_type.rank))

    def _left_open(self, layer_type: type[Layer], names: Sequence[str]) -> str:
        """The line about what such a text does not say."""
        defaults = {name: layer_type.field_kinds()[name].default for name in names}
        read_as = [setting(name, value) for name, value in defaults.items() if value is not None]
        return (f"{self.name} writes no {listed(names)} here: this is drawn with "
                f"{listed(read_as)}; add what is otherwise")

    def _said(self, call: Call, spelling: Spelling) -> Settings:
        """What the call's arguments say, by our names."""
        order = list(spelling.takes)
        ours = {name: name for name in (*spelling.needs, *spelling.unsaid)} | {**spelling.takes}
        if len(call.positional) > len(order):
            raise LayerError(Phrase(
                "{layer} takes {most} arguments at most, and {count} were given: it takes {names}",
                layer=call.name, most=len(order), count=len(call.positional),
                names=", ".join(order)))
        given = dict(zip(order, call.positional, strict=False))
        twice = given.keys() & call.named.keys()
        if twice:
            raise given_twice(call.name, min(twice))
        kinds = find_layer(spelling.layer).field_kinds()
        looked_at = {name: argument for name, argument in {**given, **call.named}.items()
                     if ours.get(name) and name not in {*self.passed_over, *self.values}}
        call.check_says(*(argument for name, argument in looked_at.items()
                          if name in given or not _is_word(argument, kinds.get(ours[name]))))
        settings: Settings = {}
        for name, argument in {**given, **call.named}.items():
            if name in self.passed_over or ours.get(name) == "":
                continue
            if name not in ours:
                raise LayerError(Phrase(
                    "{layer} has no {name}, as {library} writes it: {advice}", layer=call.name,
                    name=shorten(name), library=self.name, advice=suggest(name, ours)
                ) if self.strange is None else self.strange(call, name))
            if ours[name] in settings:
                raise given_twice(call.name, ours[name])
            settings[ours[name]] = self.values.get(name, Call.value)(call, argument)
        return settings


def named_rows(rows: Mapping[str, Spelling], modules: Iterable[str],
               is_meant: Callable[[Call], bool] = lambda call: True
               ) -> Callable[[Call], Spelling | None]:
    """What finds the row of a call by its exact name, behind one of those modules; without a
    module, where `is_meant` says so."""
    known = frozenset(modules)

    def find(call: Call) -> Spelling | None:
        meant = call.module in known if call.module else is_meant(call)
        return rows.get(call.name) if meant else None
    return find


def _is_word(argument: ast.expr, kind: Field[Any, Any] | None) -> bool:
    """Whether the argument is a word without quotes, as PyTorch prints some."""
    return isinstance(argument, ast.Name) and (
        kind is None or argument.id.lower() in CONSTANTS or kind.may_say(argument.id))


def _whole(size: Sequence[Any], rank: int) -> tuple[int, ...] | None:
    """The size, if it is one of so many axes."""
    is_one = len(size) == rank > 0 and all(type(axis) is int and axis > 0 for axis in size)
    return tuple(size) if is_one else None


def _channels(layer_type: type[Layer], shape: tuple[int, ...] | None
              ) -> Iterable[tuple[str, int]]:
    """What the shape of an input says, channels first or one channel without."""
    rank = layer_type.rank
    if shape and len(shape) == rank + 1:
        yield "in_channels" if rank else "in_features", shape[0]
    elif shape and rank and len(shape) == rank:
        yield "in_channels", 1
