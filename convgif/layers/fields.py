"""Kinds of layer arguments: each checks what it is given and stores it in one form.

A layer is a dataclass whose fields are these descriptors, so that an argument is declared once:
its kind, default and bounds. `layer.kernel_size` is a tuple whether 3 or (3, 3) was given, and
the options of the command line are made from the same declarations.
"""

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from operator import index
from typing import (
    Any,
    ClassVar,
    Generic,
    Literal,
    Protocol,
    TypeGuard,
    TypeVar,
    overload,
    runtime_checkable,
)

from convgif.errors import LayerError, did_you_mean, shorten, suggest
from convgif.layers.padding import PADDING_WORDS, PaddingValue, Pairs
from convgif.phrases import Phrase

LARGEST_NUMBER = 100
MOST = 10**6  # of a whole number
# Arguments that are so common that the command line, and many a text, has one letter for them.
SHORT_NAMES: Mapping[str, str] = {
    "k": "kernel_size", "s": "stride", "p": "padding", "d": "dilation"}
MOST_DIGITS = 12  # of a divisor

Given = TypeVar("Given")
Stored = TypeVar("Stored")


class Field(Generic[Given, Stored]):
    """One argument of a layer, as a data descriptor. `help` is one line for people; takes: the type
    of what one passes, for signatures."""

    name: str
    takes: Any = object

    def __init__(self, default: Given, help: str) -> None:
        self.default, self.help = default, help

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Given: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Stored: ...
    def __get__(self, instance: object | None, owner: type) -> Given | Stored:
        if instance is None:
            return self.default
        stored: Stored = instance.__dict__[self.name]
        return stored

    def __set__(self, instance: Any, value: Given) -> None:
        vars(instance)[self.name] = self.check(plain(value), instance.rank)

    def default_words(self, default: object) -> str:
        """How that default reads in help."""
        return str(default)

    def matters(self, value: Stored, rank: int) -> bool:
        """Whether it changes anything that a layer of that many axes has this value."""
        return value != self.check(self.default, rank)

    def may_say(self, word: str) -> bool:
        """Whether a word without quotes is one of its values, and no name of a number."""
        return False

    def check(self, value: Given, rank: int) -> Stored:
        """The value in the form it is stored, for a layer of that many spatial axes.

        Raises LayerError.
        """
        raise NotImplementedError


PYTHONS_OWN = {bool, int, float, str, tuple, list, type(None)}


@runtime_checkable
class HasPlainForm(Protocol):
    """A number or an array of a library, such as numpy's."""

    def tolist(self) -> Any:
        """The same as Python's own numbers, in lists."""


def plain(value: Any) -> Any:
    """The value as Python's own numbers, where it is a library's: `np.True_` is True,
    `np.array([2, 3])` is [2, 3]."""
    if type(value) in PYTHONS_OWN:  # much quicker than to ask what it can do
        return value
    return value.tolist() if isinstance(value, HasPlainForm) else value


def suggest_argument(name: object, names: Iterable[str]) -> str:
    """What to do about a name that none of those arguments has."""
    known = list(names)
    short = SHORT_NAMES.get(str(name))
    return did_you_mean([short]) if short in known else suggest(name, known)


def whole_number(value: object, name: str, minimum: int) -> int:
    """The value as an int, at least `minimum`. Raises LayerError."""
    any_sign = minimum == -MOST
    number = _as_int(value, name, Phrase("use one such as 1, or -1 to crop") if any_sign else
                     Phrase("use {least} or more", least=minimum))
    if number < minimum:
        least = Phrase("minus a million") if any_sign else minimum
        raise LayerError(Phrase("{name} {value} is too small: use {least} or more", name=name,
                                value=shorten(number), least=least))
    if number > MOST:
        raise LayerError(Phrase("{name} {value} is too large: use a million at most", name=name,
                                value=shorten(number)))
    return number


def _as_int(value: object, name: str, allowed: Phrase) -> int:
    """The value as an int. Raises LayerError."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return index(value)  # type: ignore[arg-type]  # what it refuses is the point
    except TypeError:
        raise LayerError(Phrase("{name} {value} is not a whole number: {allowed}", name=name,
                                value=shorten(value), allowed=allowed)) from None


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether it is a list or the like; text and bytes are none."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def per_axis(value: object, name: str, rank: int, minimum: int) -> tuple[int, ...]:
    """One whole number an axis; a single one holds for every axis. Raises LayerError."""
    value = plain(value)
    if not is_list(value):
        return (whole_number(value, name, minimum),) * rank
    items = tuple(value) * (rank if len(value) == 1 else 1)
    if len(items) != rank:
        one = Phrase("give one number")
        raise wrong_count(name, value, len(items), rank, one if rank == 1 else Phrase(
            "{one}, or {count}", one=one, count=rank))
    return tuple(whole_number(item, name, minimum) for item in items)


def wrong_count(name: str, value: object, count: int, rank: int, allowed: Phrase) -> LayerError:
    """What to raise for so many numbers, for a layer of that many axes."""
    axes = Phrase("1 axis") if rank == 1 else Phrase("{rank} axes", rank=rank)
    return LayerError(Phrase("{name} {value} has {count} numbers, but the layer has {axes}: "
                             "{allowed}", name=name, value=shorten(value), count=count, axes=axes,
                             allowed=allowed))


def no_number(name: str, value: object, allowed: Phrase) -> LayerError:
    """What to raise for what is no number."""
    return LayerError(Phrase("{name} {value} is no number: {allowed}", name=name,
                             value=shorten(value), allowed=allowed))


def out_of_range(name: str, value: object, allowed: Phrase) -> LayerError:
    """What to raise for a number that is too large or too small."""
    return LayerError(Phrase("{name} {value} is out of range: {allowed}", name=name,
                             value=shorten(value), allowed=allowed))


class Count(Field[int, int]):
    """A single whole number, at least 1."""

    takes = int

    def check(self, value: int, rank: int) -> int:
        return whole_number(value, self.name, 1)


class Sizes(Field[int | Sequence[int], tuple[int, ...]]):
    """A whole number for each spatial axis."""

    takes = int | tuple[int, ...]

    def __init__(self, default: int, help: str, minimum: int = 1) -> None:
        super().__init__(default, help)
        self.minimum = minimum

    def check(self, value: int | Sequence[int], rank: int) -> tuple[int, ...]:
        return per_axis(value, self.name, rank, self.minimum)


class SizesLike(Sizes):
    """A whole number for each spatial axis; if it is not given, those of another argument."""

    takes = int | tuple[int, ...] | None

    def __init__(self, like: str, help: str) -> None:
        super().__init__(1, help)
        self.like = like
        self.default = None  # type: ignore[assignment]  # stored as (), and never seen as such

    def default_words(self, default: object) -> str:
        return self.like

    def matters(self, value: tuple[int, ...], rank: int) -> bool:
        return set(value) != {1}

    def check(self, value: int | Sequence[int] | None, rank: int) -> tuple[int, ...]:
        return () if value is None else super().check(value, rank)

    @overload
    def __get__(self, instance: None, owner: type) -> int | Sequence[int]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> tuple[int, ...]: ...
    def __get__(self, instance: object | None, owner: type) -> int | Sequence[int]:
        found = super().__get__(instance, owner)
        return getattr(instance, self.like) if found == () else found

    def __set__(self, instance: Any, value: int | Sequence[int] | None) -> None:
        super().__set__(instance, value)  # type: ignore[arg-type]  # None is stored as ()


class OptionalDivisor(Field[int | None, int | None]):
    """A single whole number but 0, or None. otherwise: what is taken then, for people."""

    takes = int | None

    def __init__(self, help: str, otherwise: str) -> None:
        super().__init__(None, help)
        self.otherwise = otherwise

    def default_words(self, default: object) -> str:
        return self.otherwise

    def check(self, value: int | None, rank: int) -> int | None:
        if value is None:
            return None
        allowed = Phrase("use a whole number but 0, of {digits} digits at most", digits=MOST_DIGITS)
        number = _as_int(value, self.name, allowed)
        if not 0 < abs(number) < 10**MOST_DIGITS:
            raise out_of_range(self.name, number, allowed)
        return number


class PositiveNumber(Field[float, float]):
    """A finite number above 0, stored as an int where it is whole."""

    takes = float

    def check(self, value: float, rank: int) -> float:
        allowed = Phrase("use a number above 0 and up to {most}", most=LARGEST_NUMBER)
        if isinstance(value, bool) or not isinstance(value, Real):
            raise no_number(self.name, value, allowed)
        if not 0 < value <= LARGEST_NUMBER:
            raise out_of_range(self.name, value, allowed)
        return int(value) if value == int(value) else float(value)


class Flag(Field[bool, bool]):
    """True or False."""

    takes = bool

    def default_words(self, default: object) -> str:
        return "on" if default else "off"

    def may_say(self, word: str) -> bool:
        return True

    def check(self, value: bool, rank: int) -> bool:
        if not isinstance(value, bool):
            raise LayerError(Phrase("{name} {value} is neither True nor False", name=self.name,
                                    value=shorten(value)))
        return value


def unknown_word(name: str, value: object, words: Iterable[str]) -> LayerError:
    """What to raise for a word that is none of those."""
    return LayerError(Phrase("unknown {name} {value}: {advice}", name=name, value=shorten(value),
                             advice=suggest(str(value), words)))


class Choice(Field[str, str]):
    """One of a few words."""

    def __init__(self, default: str, help: str, choices: tuple[str, ...]) -> None:
        super().__init__(default, help)
        self.choices, self.takes = choices, Literal[choices]

    def may_say(self, word: str) -> bool:
        return True

    def check(self, value: str, rank: int) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise unknown_word(self.name, value, self.choices)
        return value


class Padding(Field[PaddingValue, tuple[int, ...] | Pairs | str]):
    """Numbers, one an axis; (before, after) pairs, one an axis; or a word of `words`. Below zero
    they crop.

    Pairs whose sides agree are stored as numbers, so that equal layers compare equal.
    """

    takes = int | str | tuple[int | tuple[int, int], ...]
    every_word: ClassVar[tuple[str, ...]] = tuple(PADDING_WORDS)

    def __init__(self, help: str, words: tuple[str, ...] = every_word) -> None:
        super().__init__(0, help)
        self.words = words

    def may_say(self, word: str) -> bool:
        """What begins as its own name does stands for a number: `padding=p`."""
        return not self.name.startswith(word.lower())

    def check(self, value: PaddingValue, rank: int) -> tuple[int, ...] | Pairs | str:
        if isinstance(value, str):
            if value in self.words:
                return value
            if value in PADDING_WORDS:
                raise LayerError(Phrase(
                    "padding {value} is no word for this kind of layer: use {words}, or numbers",
                    value=shorten(value), words=", ".join(self.words)))
            raise unknown_word("padding", value, (*self.words, "numbers"))
        if not is_list(value) or not any(map(is_list, value)):
            return per_axis(value, self.name, rank, -MOST)
        pairs = tuple(item if is_list(item) else (item, item) for item in value)
        if len(pairs) not in (1, rank) or any(len(pair) != 2 for pair in pairs):
            raise LayerError(Phrase("padding {value} does not suit {rank} axes: give one (before, "
                                    "after) pair an axis", value=shorten(value), rank=rank))
        checked = tuple((whole_number(pair[0], "padding", -MOST),
                         whole_number(pair[1], "padding", -MOST))
                        for pair in pairs * (rank if len(pairs) == 1 else 1))
        if all(before == after for before, after in checked):
            return tuple(before for before, _ in checked)
        return checked
