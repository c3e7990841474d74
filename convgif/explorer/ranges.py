"""What an argument of a layer may be slid to: of each of its numbers the values, by its kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor
from typing import Any

from convgif.inputs.loading import AXES
from convgif.layers import Layer
from convgif.layers.fields import (
    Choice,
    Count,
    Field,
    Flag,
    OptionalDivisor,
    Padding,
    PositiveNumber,
    Sizes,
)
from convgif.layers.sampling_fields import (
    AnyNumber,
    Factors,
    OptionalFlag,
    OptionalSizes,
    Place,
    Sides,
)

INPUT = "input_size"
FARTHEST = {INPUT: 10, "kernel_size": 6, "stride": 4, "padding": 4, "dilation": 3}  # at least
BEYOND = 3  # how far a slider goes on past where it begins
AROUND = 5  # how far one goes to both sides that has no end
SIDES = ("before", "after")


@dataclass(frozen=True)
class Range:
    """What is slid of a setting. now: what it is. part: the number of the one number that is slid,
    None where all are slid together. of: which that is, by words for an axis and a side."""

    name: str
    now: Any
    values: Sequence[Any]
    part: int | None = None
    of: tuple[str, ...] = ()


Numbers = Callable[[Any, str, float], range]  # of a kind, a name, and what the number is


def up_to(name: str, value: float, least: int) -> range:
    """The whole numbers from the least on past that one."""
    return range(least, max(floor(value) + BEYOND, FARTHEST.get(name, 0)) + 1)


# What is slid where it is a number. The first that a kind is an instance of.
NUMBERS: Mapping[type[Field[Any, Any]], Numbers] = {
    Sizes: lambda kind, name, value: up_to(name, value, kind.minimum),
    **dict.fromkeys((OptionalSizes, Factors, PositiveNumber, OptionalDivisor, Count),
                    lambda kind, name, value: up_to(name, value, 1)),
    **dict.fromkeys((Padding, Sides), lambda kind, name, value: up_to(
        name, value, 0 if value >= 0 else floor(value) - BEYOND)),
    Place: lambda kind, name, value: up_to(name, value, -BEYOND),
    AnyNumber: lambda kind, name, value: range(floor(value) - AROUND, ceil(value) + AROUND + 1)}


def ranges_of(layer: Layer, begun: Layer) -> Iterator[Range]:
    """What is slid of a layer's arguments. begun: the layer that all began with, for what has once
    been two numbers or a word stays so."""
    seen = layer.parameters()
    for name, value in layer.arguments().items():
        kind, first = layer.field_kinds()[name], begun.arguments()[name]
        if name == INPUT or (name in layer.always_seen and name not in seen):
            continue  # it is the input's, or the layer does not go by it
        if isinstance(kind, Flag | OptionalFlag):
            if name not in layer.never_seen and value is not None:
                yield Range(name, value, (False, True))
        elif isinstance(kind, Choice):
            yield Range(name, value, kind.choices)
        elif not isinstance(kind, Count) or max(value, first) > 1:
            yield from split(name, value, first, partial(_values, kind, name),
                             is_of_sides=isinstance(kind, Sides))


def split(name: str, value: Any, first: Any, values: Callable[[Any, Any], Sequence[Any]],
          is_of_sides: bool = False) -> Iterator[Range]:
    """The ranges of numbers: of one where they are alike, or else of each. first: what they began
    as; values: of a number, from what it is and began as. is_of_sides: whether there are two for
    each axis, the last axis first, as torch's padding layers have them."""
    if not isinstance(value, tuple) or not isinstance(first, tuple):
        now = value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
        if not isinstance(now, tuple):
            yield Range(name, now, values(now, first))
        return
    if not value:
        return
    flat, before = flattened(value, first), flattened(first, first)
    if len(set(flat)) == len(set(before)) == 1:
        if flat[0] is not None:
            yield Range(name, flat[0], values(flat[0], before[0]))
        return
    words = _words(len(flat), is_of_sides=is_of_sides, are_pairs=isinstance(first[0], tuple))
    for part, (now, then, of) in enumerate(zip(flat, before, words, strict=True)):
        yield Range(name, now, values(now, then), part, of)


def flattened(value: Sequence[Any], first: Sequence[Any]) -> tuple[Any, ...]:
    """The numbers, of both sides of each axis where they began as pairs."""
    pairs = isinstance(first[0], tuple)
    return tuple(number for item in value for number in (
        item if isinstance(item, tuple) else (item, item) if pairs else (item,)))


def replaced(value: Any, first: Any, part: int | None, number: Any) -> Any:
    """The value with that number in it, or in place of it."""
    if part is None:
        return number
    flat = [*flattened(value, first)]
    flat[part] = number
    return (tuple(zip(flat[::2], flat[1::2], strict=True)) if isinstance(first[0], tuple)
            else tuple(flat))


def _words(count: int, *, is_of_sides: bool, are_pairs: bool) -> list[tuple[str, ...]]:
    """Which number each is, as an axis and a side."""
    if not (is_of_sides or are_pairs):
        return [(axis,) for axis in AXES[count]]
    axes = AXES[count // len(SIDES)][::-1 if is_of_sides else 1]
    return [(axis, side) if len(axes) > 1 else (side,) for axis in axes for side in SIDES]


def _values(kind: Field[Any, Any], name: str, now: Any, then: Any) -> Sequence[Any]:
    """The values of a number, and of the word in its place where it is or was one."""
    given = [each for each in (now, then) if isinstance(each, int | float)]
    numbers = next((row for of, row in NUMBERS.items() if isinstance(kind, of)), None)
    if numbers is None or (now is None and not isinstance(kind, OptionalSizes)):
        return ()
    found: list[Any] = [None] if None in (now, then) else []
    if isinstance(kind, Padding) and len(given) < 2:
        found += kind.words
    value = given[0] if given else 1 if found == [None] else 0
    whole = [*numbers(kind, name, value)]
    return [*found, *sorted({*whole, *given})]
