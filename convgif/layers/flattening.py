"""Flatten: all numbers of a map in one row, channel by channel, and in each row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, ClassVar

from convgif.errors import LayerError
from convgif.layers.base import plain_signature
from convgif.layers.fields import is_list
from convgif.layers.formula import SizeFormula
from convgif.layers.moving import MovingLayer, Shape, one_each, places
from convgif.layers.sampling_fields import Place

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
        axes = len(shape) + 1
        first, last = (self._axis(name, dim, axes) for name, dim in (
            ("start_dim", self.start_dim), ("end_dim", self.end_dim)))
        if not 1 <= first <= last:
            raise LayerError(f"flatten from axis {first} to {last} takes the batch along, or "
                             "nothing: use start_dim=1, end_dim=-1")
        return (*shape[:first - 1], prod(shape[first - 1:last]), *shape[last:])

    def _axis(self, name: str, axis: int, axes: int) -> int:
        if not -axes <= axis < axes:
            raise LayerError(f"{name} {axis} is no axis: with the batch there are {axes}")
        return axis % axes

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        return one_each(places(shape))

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
