"""Flatten: all numbers of a map in one row, channel by channel, and in each row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, ClassVar

from convgif.errors import LayerError
from convgif.layers.base import plain_signature
from convgif.layers.fields import is_list
from convgif.layers.formula import SizeFormula
from convgif.layers.indexing import Indexing
from convgif.layers.moving import MovingLayer, Shape, one_each, places
from convgif.layers.sampling_fields import Place
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@plain_signature
@dataclass(frozen=True, repr=False)
class Flatten(MovingLayer):
    """Axes start_dim to end_dim as one, the batch counted as axis 0 as in torch: input (channels,
    *spatial), by default of two spatial axes."""

    family: ClassVar[str] = "Flatten"
    rank: ClassVar[int] = 2
    smallest_input: ClassVar[int] = 2
    always_printed: ClassVar[tuple[str, ...]] = ("start_dim", "end_dim")

    start_dim: Place = Place(1, "the first axis that is flattened, the batch counted as 0")
    end_dim: Place = Place(-1, "the last axis that is flattened")

    def for_rank(self, rank: int) -> "Flatten":
        kind = RANKS.get(rank, type(self))
        return self if kind is type(self) else kind(self.start_dim, self.end_dim)

    @property
    def printed_name(self) -> str:
        return self.family

    def least_channels(self) -> int:
        return 2

    def spatial_size(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        none = not self.rank and is_list(input_size) and not input_size
        return () if none else super().spatial_size(input_size)

    def moved_shape(self, shape: Shape) -> Shape:
        first, last = self._span(shape)
        return (*shape[:first], prod(shape[first:last + 1]), *shape[last + 1:])

    def _span(self, shape: Sequence[int]) -> tuple[int, int]:
        """The first and the last axis of the input that become one, channels counted as 0. Raises
        LayerError."""
        axes = len(shape) + 1
        first, last = (self._axis(name, dim, axes) for name, dim in (
            ("start_dim", self.start_dim), ("end_dim", self.end_dim)))
        if not 1 <= first <= last:
            raise LayerError(Phrase(
                "flatten from axis {first} to {last} takes the batch along, or nothing: use "
                "start_dim=1, end_dim=-1", first=first, last=last))
        return first - 1, last - 1

    def _axis(self, name: str, axis: int, axes: int) -> int:
        if not -axes <= axis < axes:
            raise LayerError(Phrase("{name} {axis} is no axis: with the batch there are {axes}",
                                    name=name, axis=axis, axes=axes))
        return axis % axes

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        return one_each(places(shape))

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        """The axes that become one are counted out of its index, the last the fastest."""
        first, last = self._span(shape)
        sizes = ["{channels}", *(f"{{I{axis}}}" for axis in range(len(shape) - 1))]
        found = list[str]()
        for axis in range(len(shape)):
            behind = axis if axis <= first else max(first, axis - (last - first))
            index = "{made}" if not behind else f"{{i{behind - 1}}}"
            if first <= axis <= last:
                inner = sizes[axis + 1:last + 1]
                by = f"({'·'.join(inner)})" if len(inner) > 1 else "".join(inner)
                index = f"⌊{index}/{by}⌋" if by else index
                index += f" mod {sizes[axis]}" if axis > first else ""
            found.append(index)
        numbers = {f"I{axis}": size for axis, size in enumerate(shape[1:])}
        return Indexing(found[1:], {"channels": shape[0], **numbers}, channel=found[0], sums=False,
                        rank=len(shape) - 1)

    def shape_formulas(self, shape: Sequence[int]) -> tuple[SizeFormula, ...]:
        """How long the axis is that several become."""
        first, last = self._span(shape)
        if first == last:
            return ()
        holes = ["{C}", *(f"{{I{axis}}}" for axis in range(self.rank))][first:last + 1]
        sizes = shape[first:last + 1]
        written = "·".join(map(str, sizes))
        return (SizeFormula(written, Fraction(prod(sizes)), prod(sizes), "·".join(holes), written,
                            axes=self.rank),)

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        return ()


class Flatten0d(Flatten):
    """Flatten of what has no spatial axes."""

    rank: ClassVar[int] = 0


class Flatten1d(Flatten):
    """Flatten of one spatial axis: input (channels, length)."""

    rank: ClassVar[int] = 1


class Flatten3d(Flatten):
    """Flatten of three spatial axes: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


RANKS: Mapping[int, type[Flatten]] = {0: Flatten0d, 1: Flatten1d, 2: Flatten, 3: Flatten3d}
