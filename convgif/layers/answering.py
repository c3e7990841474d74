"""Functions that answer what they do not take with what is meant: a keyword that they do not have,
or a value without its name."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from convgif.errors import ConvgifError, UnknownNameError, listed, shorten, suggest
from convgif.layers import LAYERS
from convgif.layers.fields import SHORT_NAMES

P = ParamSpec("P")
Result = TypeVar("Result")
SIZE = "input_size"  # what a number after a layer is likely to be


def answering(also: Mapping[str, str]) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
    """A decorator of a function that raises UnknownNameError for a keyword that it does not have,
    and ConvgifError for a value without its name, where it needs one.

    also: other names that people know its keywords by.
    """
    def decorate(function: Callable[P, Result]) -> Callable[P, Result]:
        known = signature(function).parameters
        placed = [each for each in known.values() if each.kind is not each.KEYWORD_ONLY]
        by_name = [name for name in known if known[name] not in placed]

        @wraps(function)
        def call(*args: P.args, **named: P.kwargs) -> Result:
            for name in named:
                if name not in known:
                    raise UnknownNameError(f"{function.__name__} has no {shorten(name)}"
                                           f"{_what_to_do(name, also, known)}")
            if len(args) > len(placed):
                value = args[len(placed)]
                meant = SIZE if SIZE in by_name and isinstance(value, int | tuple) else by_name[0]
                raise ConvgifError(
                    f"{function.__name__} takes {listed([each.name for each in placed])} without a "
                    f"name, and {shorten(value)} has none: write {meant}={shorten(value)}")
            return function(*args, **named)
        return call
    return decorate


def _what_to_do(name: str, also: Mapping[str, str], known: Mapping[str, object]) -> str:
    meant = also.get(name, name)
    if meant in known:
        return f": did you mean {meant}?"
    argument = SHORT_NAMES.get(name, meant)
    if any(argument in layer.field_kinds() for layer in LAYERS.values()):
        return (f": {argument} is an argument of the layer, such as "
                f"Conv2d(kernel_size=3): write it there")
    return f": {suggest(name, known)}"
