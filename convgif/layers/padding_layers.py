"""Padding as a layer: the input with a border of zeros, of a number, or of cells of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from convgif.layers.axes import check_extent
from convgif.layers.base import plain_signature
from convgif.layers.formula import SizeFormula, letters_of_sides, sides
from convgif.layers.indexing import IndexFormula, Indexing, along_axes, less
from convgif.layers.moving import MovingLayer, Reads, Shape, one_each, places
from convgif.layers.padding import PADDING_MODES, border_sources, crops_all
from convgif.layers.sampling_fields import AnyNumber, Sides

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PADDING_HELP = "cells before and after each axis, the last axis first; below 0 they crop"


class Pad(MovingLayer):
    """A layer that pads. mode: what the border holds, a word of PADDING_MODES."""

    kind: ClassVar[str] = "padding"
    mode: ClassVar[str] = "zeros"
    smallest_input: ClassVar[int] = 4
    positional: ClassVar[tuple[str, ...]] = ("padding",)
    always_seen: ClassVar[tuple[str, ...]] = ("padding",)

    padding: Sides

    def pads(self, axis: int) -> tuple[int, int]:
        """How many cells lie before and after the input along that axis."""
        at = 2 * (self.rank - 1 - axis)
        return self.padding[at], self.padding[at + 1]

    def output_channels(self, input_channels: int) -> int:
        return input_channels

    def _along(self, axis: int, size: int) -> tuple[int | None, ...]:
        """The input cell that each output cell along an axis takes, None for one of its own. Raises
        LayerError."""
        before, after = self.pads(axis)
        check_extent(size + max(0, before) + max(0, after))
        padded = border_sources(size, max(0, before), max(0, after), self.mode)
        kept = padded[max(0, -before):len(padded) - max(0, -after)]
        if not kept:
            raise crops_all(before, after, size, self.axis_adjective(axis))
        return kept

    def moved_shape(self, shape: Shape) -> Shape:
        return (shape[0], *(len(self._along(axis, size)) for axis, size in enumerate(shape[1:])))

    def axis_index(self, axis: int, size: int, *, rotated: bool = False) -> IndexFormula:
        before, after = self.pads(axis)
        sizes, minus = less("p" if self._is_even else "before", before)
        place = "{i}" + minus
        index = PADDING_MODES[self.mode].index(place, before > 0, after > 0)
        return IndexFormula(index, {**sizes, "I": size} if "{I}" in index else sizes)

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        along = along_axes([self.axis_index(axis, size) for axis, size in enumerate(shape[1:])])
        return replace(along, channel="{made}", sums=False)

    def reads_along(self, axis: int, size: int) -> Reads:
        before, after = self.pads(axis)
        cells = range(-before, size + after)
        return Reads(cells, cells, 1)

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        import numpy as np

        taken = places(shape)
        for axis, size in enumerate(shape[1:]):
            along = np.array([-1 if cell is None else cell for cell in self._along(axis, size)])
            taken = taken.take(along, axis + 1)
            outside: list[slice | NDArray[np.bool_]] = [slice(None)] * taken.ndim
            outside[axis + 1] = along < 0
            taken[tuple(outside)] = -1
        return one_each(taken)

    def is_border(self, shape: Shape) -> "NDArray[np.bool_]":
        """Which outputs lie around the input, in their shape."""
        import numpy as np

        border = np.zeros(self.moved_shape(shape), bool)
        for axis, size in enumerate(shape[1:]):
            before, _ = self.pads(axis)
            at = np.arange(border.shape[axis + 1]) - max(0, before)
            outside = (at < 0) | (at >= size + sum(min(0, side) for side in self.pads(axis)))
            border |= outside.reshape(-1, *[1] * (self.rank - 1 - axis))
        return border

    def repeats(self, shape: Shape) -> bool:
        """Whether there is a border, and it repeats cells."""
        return self.mode != "zeros" and bool(self.is_border(shape).any())

    def turns(self, shape: Shape, outputs: "NDArray[np.intp]", inputs: "NDArray[np.intp]"
              ) -> "NDArray[np.intp]":
        """What the border repeats, one by one: the input within is there before. Where the border
        repeats nothing, a row of the input at once, or a cell of one axis."""
        import numpy as np

        border = self.is_border(shape).ravel()[outputs]
        return (np.where(border, outputs, -1) if border.any() else
                inputs // (1 if self.rank == 1 else shape[-1]))

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        found = []
        for axis, size in enumerate(self.spatial_size(input_size)):
            made = size + sum(self.pads(axis))
            written = f"{size}{sides(*self.pads(axis))}"
            found.append(SizeFormula(written, Fraction(made), made, "{i}" + letters_of_sides(
                *self.pads(axis), alike=self._is_even), written))
        return tuple(found)

    @property
    def _is_even(self) -> bool:
        """Whether all sides are padded alike."""
        return len(set(self.padding)) == 1


@plain_signature
@dataclass(frozen=True, repr=False)
class ZeroPad(Pad):
    """A border of zeros around any number of axes; see ZeroPad1d, ZeroPad2d and ZeroPad3d."""

    family: ClassVar[str] = "ZeroPad"

    padding: Sides = Sides(1, PADDING_HELP)


@plain_signature
@dataclass(frozen=True, repr=False)
class ConstantPad(Pad):
    """A border of one number; see ConstantPad1d, ConstantPad2d and ConstantPad3d."""

    family: ClassVar[str] = "ConstantPad"
    positional: ClassVar[tuple[str, ...]] = ()
    always_printed: ClassVar[tuple[str, ...]] = ("padding", "value")
    always_seen: ClassVar[tuple[str, ...]] = ("padding", "value")

    padding: Sides = Sides(1, PADDING_HELP)
    value: AnyNumber = AnyNumber(0, "what the border holds")

    @property
    def fill(self) -> float:
        return self.value


@plain_signature
@dataclass(frozen=True, repr=False)
class ReflectionPad(Pad):
    """A border that mirrors the input, but for its edge; see ReflectionPad1d, 2d and 3d."""

    family: ClassVar[str] = "ReflectionPad"
    mode: ClassVar[str] = "reflect"

    padding: Sides = Sides(1, PADDING_HELP)


@plain_signature
@dataclass(frozen=True, repr=False)
class ReplicationPad(Pad):
    """A border that repeats the edge of the input; see ReplicationPad1d, 2d and 3d."""

    family: ClassVar[str] = "ReplicationPad"
    mode: ClassVar[str] = "replicate"

    padding: Sides = Sides(1, PADDING_HELP)


@plain_signature
@dataclass(frozen=True, repr=False)
class CircularPad(Pad):
    """A border that goes on at the other end of the input; see CircularPad1d, 2d and 3d."""

    family: ClassVar[str] = "CircularPad"
    mode: ClassVar[str] = "circular"

    padding: Sides = Sides(1, PADDING_HELP)


class ZeroPad1d(ZeroPad):
    """A 1-D border of zeros: input (channels, length)."""

    rank: ClassVar[int] = 1


class ZeroPad2d(ZeroPad):
    """A 2-D border of zeros: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class ZeroPad3d(ZeroPad):
    """A 3-D border of zeros: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class ConstantPad1d(ConstantPad):
    """A 1-D border of one number: input (channels, length)."""

    rank: ClassVar[int] = 1


class ConstantPad2d(ConstantPad):
    """A 2-D border of one number: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class ConstantPad3d(ConstantPad):
    """A 3-D border of one number: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class ReflectionPad1d(ReflectionPad):
    """A 1-D border that mirrors the input: input (channels, length)."""

    rank: ClassVar[int] = 1


class ReflectionPad2d(ReflectionPad):
    """A 2-D border that mirrors the input: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class ReflectionPad3d(ReflectionPad):
    """A 3-D border that mirrors the input: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class ReplicationPad1d(ReplicationPad):
    """A 1-D border that repeats the edge: input (channels, length)."""

    rank: ClassVar[int] = 1


class ReplicationPad2d(ReplicationPad):
    """A 2-D border that repeats the edge: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class ReplicationPad3d(ReplicationPad):
    """A 3-D border that repeats the edge: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class CircularPad1d(CircularPad):
    """A 1-D border that goes around: input (channels, length)."""

    rank: ClassVar[int] = 1


class CircularPad2d(CircularPad):
    """A 2-D border that goes around: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class CircularPad3d(CircularPad):
    """A 3-D border that goes around: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3
