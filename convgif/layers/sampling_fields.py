"""Kinds of arguments that only layers have which pool to a size, resize, or move numbers."""

from collections.abc import Sequence
from numbers import Real

from convgif.errors import LayerError, shorten
from convgif.layers.fields import (
    LARGEST_NUMBER,
    MOST,
    Field,
    Sizes,
    is_list,
    no_number,
    out_of_range,
    per_axis,
    plain,
    whole_number,
    wrong_count,
)
from convgif.phrases import Phrase

LARGEST_VALUE = 10**6  # of what padding holds


class PlaneSizes(Sizes):
    """A whole number for each of the two axes of a plane, whatever the axes of the input."""

    def check(self, value: int | Sequence[int], rank: int) -> tuple[int, ...]:
        return super().check(value, 2)


class OptionalSizes(Field[int | None | Sequence[int | None], tuple[int | None, ...]]):
    """A whole number, or None, for each spatial axis. otherwise: what None stands for, for
    people."""

    takes = int | None | tuple[int | None, ...]

    def __init__(self, default: int | None, help: str, otherwise: str) -> None:
        super().__init__(default, help)
        self.otherwise = otherwise

    def default_words(self, default: object) -> str:
        return self.otherwise if default is None else str(default)

    def check(self, value: int | Sequence[int | None] | None, rank: int
              ) -> tuple[int | None, ...]:
        said = [None if size is None else plain(size) for size in
                (value if is_list(value) else (value,) * rank)]
        counted = per_axis([1 if size is None else size for size in said], self.name, rank, 1)
        said *= rank if len(said) == 1 else 1
        return tuple(None if given is None else size
                     for given, size in zip(said, counted, strict=True))


class Factors(Field[float | None | Sequence[float], tuple[float, ...]]):
    """A number above 0 for each spatial axis; None is the default."""

    takes = float | None | tuple[float, ...]

    def check(self, value: float | Sequence[float] | None, rank: int) -> tuple[float, ...]:
        value = self.default if value is None else value
        items = tuple(value) if is_list(value) else (value,)
        items *= rank if len(items) == 1 else 1
        allowed = Phrase("use one number above 0 and up to {most}, or one an axis",
                         most=LARGEST_NUMBER)
        for item in items:
            if isinstance(item, bool) or not isinstance(item, Real):
                raise no_number(self.name, item, allowed)
            if not 0 < float(item) <= LARGEST_NUMBER:
                raise out_of_range(self.name, item, allowed)
        if len(items) != rank:
            raise wrong_count(self.name, value, len(items), rank, allowed)
        return tuple(float(item) for item in items)


class OptionalFlag(Field[bool | None, bool | None]):
    """True, False, or None where nothing is said."""

    takes = bool | None

    def default_words(self, default: object) -> str:
        return "off"

    def may_say(self, word: str) -> bool:
        return True

    def check(self, value: bool | None, rank: int) -> bool | None:
        if value is not None and not isinstance(value, bool):
            raise LayerError(Phrase("{name} {value} is neither True, False nor None",
                                    name=self.name, value=shorten(value)))
        return value


class AnyNumber(Field[float, float]):
    """A finite number of any sign, stored as an int where it is whole."""

    takes = float

    def check(self, value: float, rank: int) -> float:
        allowed = Phrase("use one of at most {most:,}", most=LARGEST_VALUE)
        if isinstance(value, bool) or not isinstance(value, Real):
            raise no_number(self.name, value, allowed)
        if not abs(value) <= LARGEST_VALUE:
            raise out_of_range(self.name, value, allowed)
        return int(value) if value == int(value) else float(value)


class Place(Field[int, int]):
    """A single whole number of any sign, such as the number of an axis, from the end below 0."""

    takes = int

    def check(self, value: int, rank: int) -> int:
        return whole_number(value, self.name, -MOST)


class Sides(Field[int | Sequence[int], tuple[int, ...]]):
    """Before and after each axis, the last axis first, as torch's padding layers have it; a single
    number holds for all, and pairs, or numbers, for each axis in its order. Below zero they crop.
    """

    takes = int | tuple[int, ...]

    def check(self, value: int | Sequence[int], rank: int) -> tuple[int, ...]:
        if is_list(value) and len(value) == rank:
            pairs = [each if is_list(each) else (each, each) for each in value]
            value = [side for pair in reversed(pairs) for side in pair]
        if isinstance(value, str) or (is_list(value) and len(value) != 2 * rank):
            raise LayerError(Phrase(
                "{name} {value} does not suit: give one number, or {count}, before and after each "
                "axis, the last axis first", name=self.name, value=shorten(value),
                count=2 * rank))
        items = tuple(value) if is_list(value) else (value,) * (2 * rank)
        return tuple(whole_number(item, self.name, -MOST) for item in items)
