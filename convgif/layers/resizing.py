"""Resizing without a kernel that is learned: each output reads the input at its own place there.

Output a lies at a place on the input's axis, where cell i has its centre at i: with half pixels at
(a + ½)·step − ½, with aligned corners at a·(i − 1)/(o − 1). `nearest` reads the one cell at
⌊a·step⌋, the linear modes the two beside the place, each by how near it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from struct import pack, unpack
from typing import Any, ClassVar, Self

from convgif.errors import LayerError, listed, setting, shorten
from convgif.layers.axes import AxisPlan, check_extent
from convgif.layers.base import plain_signature
from convgif.layers.channelwise import BareLayer
from convgif.layers.fields import Choice, is_list, plain, unknown_word
from convgif.layers.formula import SizeFormula
from convgif.layers.indexing import IndexFormula, Indexing, along_axes
from convgif.layers.sampling_fields import Factors, OptionalFlag, OptionalSizes
from convgif.phrases import Phrase

NEAREST = "nearest"
LINEAR_MODES: Mapping[str, int] = {"linear": 1, "bilinear": 2, "trilinear": 3}  # by their axes
OTHER_MODES = ("bicubic", "nearest-exact", "area")  # of torch
HALF = Fraction(1, 2)


class Mode(Choice):
    """How the cells beside a place are weighed: `nearest`, or the linear mode of so many axes."""

    def __init__(self, help: str) -> None:
        super().__init__(NEAREST, help, (NEAREST, *LINEAR_MODES))

    def check(self, value: str, rank: int) -> str:
        fitting = (NEAREST, *(mode for mode, axes in LINEAR_MODES.items() if axes == rank))
        if value in fitting:
            return value
        if not isinstance(value, str):
            raise unknown_word(self.name, value, fitting)
        words = listed(fitting, "or")
        if value in LINEAR_MODES:
            axes = LINEAR_MODES[value]
            raise LayerError(Phrase(
                "{mode} is for {axes}, and the layer has {rank}: use {words}",
                mode=setting(self.name, value), rank=rank, words=words,
                axes=Phrase("1 axis") if axes == 1 else Phrase("{rank} axes", rank=axes)))
        if value in OTHER_MODES:
            raise LayerError(Phrase("{mode} is not drawn: use {words}",
                                    mode=setting(self.name, value), words=words))
        raise unknown_word(self.name, value, fitting)


class Resizing(BareLayer):
    """A layer of so many axes as its arguments say, where its name does not."""

    def __new__(cls, *args: Any, **named: Any) -> Self:
        said = {**dict(zip(cls.field_kinds(), args, strict=False)), **named}
        if all(said.get(name) is not None for name in ("size", "scale_factor")):
            raise LayerError(Phrase("size and scale_factor are both given: leave one out"))
        kind: Any = cls.kind_for(said) if cls is Upsample else cls
        made: Self = super().__new__(kind, *args, **named)
        return made


@plain_signature
@dataclass(frozen=True, repr=False)
class Upsample(Resizing):
    """Resizing to a size or by a factor, as torch.nn's: input (channels, *spatial).

    `Upsample(scale_factor=2, mode="bilinear")` is an Upsample2d: mode, size and scale_factor say
    how many axes there are; two where they do not. On an input of other axes it is that of as many.
    """

    family: ClassVar[str] = "Upsample"
    kind: ClassVar[str] = "resizing"
    reduction: ClassVar[str] = "interpolation"
    rank: ClassVar[int] = 2
    smallest_input: ClassVar[int] = 3
    always_seen: ClassVar[tuple[str, ...]] = ("scale_factor", "mode")
    never_printed: ClassVar[tuple[str, ...]] = ("align_corners",)

    size: OptionalSizes = OptionalSizes(None, "the output's size", "by scale_factor")
    scale_factor: Factors = Factors(2, "how many times as large the output is")
    mode: Mode = Mode("how the cells beside a place are weighed")
    align_corners: OptionalFlag = OptionalFlag(
        None, "of a linear mode: let the first and last outputs lie on the first and last cells")

    def __post_init__(self) -> None:
        if any(size is None for size in self.size) and any(self.size):
            raise LayerError(Phrase("size {size} leaves an axis open: give one number, or one an "
                                    "axis", size=shorten(self.size)))
        if self.align_corners is not None and self.mode == NEAREST:
            raise LayerError(Phrase(
                "align_corners is for the linear modes, and mode is {mode}: leave it out, or use "
                "{instead}", mode=NEAREST, instead=setting("mode", self.linear_mode())))

    @classmethod
    def linear_mode(cls) -> str:
        """The linear mode of its axes."""
        return next(mode for mode, axes in LINEAR_MODES.items() if axes == cls.rank)

    @classmethod
    def rank_said(cls, settings: Mapping[str, Any]) -> int | None:
        """How many axes those arguments are for; None where they suit any."""
        lists = [len(value) for name in ("size", "scale_factor")
                 if is_list(value := plain(settings.get(name)))]
        mode = settings.get("mode")
        found = next((count for count in lists if count in RANKS), None)
        return found or (LINEAR_MODES.get(mode) if isinstance(mode, str) else None)

    @classmethod
    def kind_for(cls, settings: Mapping[str, Any]) -> "type[Upsample]":
        return RANKS[cls.rank_said(settings) or cls.rank]

    def for_rank(self, rank: int) -> "Upsample":
        """The same for an input of so many axes, if its arguments suit it."""
        settings = self.settings()
        alike = all(len(set(settings.get(name) or (0,))) == 1 for name in ("size", "scale_factor"))
        if rank == self.rank or rank not in RANKS or self.mode != NEAREST or not alike:
            return self
        return RANKS[rank](**{name: value[0] for name, value in settings.items()})

    @property
    def printed_name(self) -> str:
        return self.family

    def __repr__(self) -> str:
        """As PyTorch prints it; with a factor for each axis where else it would not say how many
        there are."""
        said = "size" if any(self.size) else "scale_factor"
        values: tuple[Any, ...] = self.size if any(self.size) else self.scale_factor
        is_plain = len(set(values)) == 1 and (self.mode != NEAREST or self.rank == 2)
        corners = "" if self.align_corners is None else f", align_corners={self.align_corners}"
        return (f"{self.printed_name}({said}={values[0] if is_plain else values!r}, "
                f"mode={self.mode!r}{corners})")

    def parameters(self) -> dict[str, Any]:
        found = super().parameters()
        left_out = "scale_factor" if any(self.size) else "size"
        return {name: value for name, value in found.items() if name != left_out}

    @property
    def interpolates(self) -> bool:
        """Whether an output is made of several cells, and not of the nearest."""
        return self.mode != NEAREST

    def _output_size(self, axis: int, size: int) -> int:
        wanted = self.size[axis]
        found = floor(size * self.scale_factor[axis]) if wanted is None else wanted
        if found < 1:
            raise LayerError(Phrase(
                "an input that is only {size} {adjective} times {factor:g} leaves nothing: take a "
                "larger scale_factor or input", size=size, adjective=self.axis_adjective(axis),
                factor=self.scale_factor[axis]))
        check_extent(max(size, found))
        return found

    def _step(self, axis: int, size: int) -> Fraction:
        """How far apart on the input's axis neighbouring outputs lie."""
        outputs = self._output_size(axis, size)
        follows_size = self.mode != NEAREST or self.rank == 2  # in torch; and else the factor
        if outputs == size and follows_size:
            return Fraction(1)
        if self.align_corners:
            return Fraction(size - 1, outputs - 1) if outputs > 1 else Fraction(0)
        doubles = outputs == 2 * size and self.mode == NEAREST and follows_size
        return Fraction(size, outputs) if doubles or self.size[axis] is not None else (
            1 / Fraction(str(self.scale_factor[axis])))

    def places(self, axis: int, size: int) -> tuple[Fraction, ...]:
        """Where on the input's axis each output lies; the centre of cell i is i. Raises
        LayerError."""
        step, outputs = self._step(axis, size), range(self._output_size(axis, size))
        if self.mode == NEAREST or self.align_corners:
            return tuple(Fraction(a * step.numerator, step.denominator) for a in outputs)
        return tuple((a + HALF) * step - HALF for a in outputs)

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        windows, shares = list[range](), list[tuple[float, ...]]()
        places, step = self.places(axis, size), _single(float(self._step(axis, size)))
        for a, place in enumerate(places):
            if self.mode == NEAREST:
                cell = min(_rounded_down(a, step), size - 1)
                windows.append(range(cell, cell + 1))
                continue
            inside = min(max(place, Fraction(0)), Fraction(size - 1))
            cell = floor(inside)
            after = inside - cell
            windows.append(range(cell, cell + 1 + (after > 0)))
            shares.append((float(1 - after), float(after)) if after else (1.0,))
        half = 0.0 if self.mode == NEAREST else 0.5
        return AxisPlan.of_windows(size, windows, tuple(shares), tuple(
            float(place) + half for place in places))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        outputs, step, factor = (self._output_size(axis, size), self._step(axis, size),
                                 self.scale_factor[axis])
        scale = "" if step == 1 else f"·{step}" if step.numerator > 1 else f"/{step.denominator}"
        said = f"i = {self._place_in('a', scale)}"
        numbers = {"i": str(size), "o": str(outputs), "f": f"{factor:g}"}
        read = "{x} = " + self._place_in("a", self._scale(axis, size).replace("I", "i").replace(
            "O", "o"))
        if self.size[axis] is not None:
            return SizeFormula("", Fraction(outputs), outputs, rule=f"{size} → {outputs}, {said}",
                               read=read, numbers=tuple(numbers.items()))
        exact, expression = Fraction(str(factor)) * size, f"{size}·{factor:g}"
        down, up = ("", "") if exact == outputs else ("⌊", "⌋")
        return SizeFormula(expression, exact, outputs, f"{down}{{i}}·{{f}}{up}",
                           f"{down}{expression}{up}", rule=said, read=read,
                           numbers=tuple(numbers.items()))

    def axis_index(self, axis: int, size: int, *, rotated: bool = False) -> IndexFormula:
        places = self.places(axis, size)
        scale = self._scale(axis, size)
        sizes: dict[str, float] = {"I": size, "O": len(places), "f": self.scale_factor[axis]}
        used = {name: number for name, number in sizes.items() if f"{{{name}}}" in scale}
        place = self._place_in("{i}", scale)
        if self.mode == NEAREST or all(at.denominator == 1 for at in places):
            return IndexFormula(place if size > 1 else "0", used)
        inside = tuple(min(max(at, Fraction(0)), Fraction(size - 1)) for at in places)
        if places[0] < 0:
            place = f"max({place}, 0)"
        if places[-1] > size - 1:
            place, used = f"min({place}, {{I}}−1)", {**used, "I": size}
        return IndexFormula("{m}", used, where=f"{{u}} {{is}} {place}", counts="|{u} − {m}| < 1",
                            share="(1 − |{u} − {m}|)", at_places=tuple(map(float, inside)))

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        axes = [self.axis_index(axis, size) for axis, size in enumerate(shape[1:])]
        return replace(along_axes(axes), sums=any(index.share for index in axes))

    def _place_in(self, output: str, scale: str) -> str:
        """Where an output lies, or of nearest which cell it reads."""
        if self.mode == NEAREST:
            return f"⌊{output}{scale}⌋" if scale else output
        return f"{output}{scale}" if self.align_corners or not scale else (
            f"({output} + ½){scale} − ½")

    def _scale(self, axis: int, size: int) -> str:
        """What the output's place is multiplied by, with a hole for each size."""
        step, outputs = self._step(axis, size), self._output_size(axis, size)
        if step == 1:
            return ""
        if self.align_corners:
            return "·({I}−1)/({O}−1)" if outputs > 1 else "·0"
        by_factor = self.size[axis] is None and step == 1 / Fraction(str(self.scale_factor[axis]))
        return "/{f}" if by_factor else "·{I}/{O}"


def _rounded_down(a: int, step: float) -> int:
    """The cell that is nearest before the place, in torch's single precision, which the step has.
    """
    return floor(_single(a * step))


def _single(number: float) -> float:
    """The number in single precision."""
    single: float = unpack("f", pack("f", number))[0]
    return single


class Upsample1d(Upsample):
    """Resizing of one axis: input (channels, length)."""

    rank: ClassVar[int] = 1


class Upsample2d(Upsample):
    """Resizing of two axes: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class Upsample3d(Upsample):
    """Resizing of three axes: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


RANKS: Mapping[int, type[Upsample]] = {1: Upsample1d, 2: Upsample2d, 3: Upsample3d}
