"""Unpooling: maxima go back to where they came from, and all else is zero."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, ClassVar

from convgif.errors import LayerError
from convgif.layers.axes import check_extent
from convgif.layers.base import plain_signature
from convgif.layers.fields import Sizes, SizesLike, is_list, plain
from convgif.layers.formula import SizeFormula, transposed_formula
from convgif.layers.indexing import Indexing
from convgif.layers.moving import MovingLayer, Reads, Shape, one_each
from convgif.layers.sampling_fields import OptionalSizes
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@plain_signature
@dataclass(frozen=True, repr=False)
class MaxUnpool(MovingLayer):
    """The way back from max pooling, which is told where each maximum was: its place in a channel
    of the output, counted in C order. See MaxUnpool1d, MaxUnpool2d and MaxUnpool3d.

    Where two claim one place, the later one has it, and the gradient goes to both, as in torch.
    output_size: where several sizes have the same pooled one, which is meant; as torch is told in
    its forward().
    """

    family: ClassVar[str] = "MaxUnpool"
    kind: ClassVar[str] = "unpooling"
    takes_indices: ClassVar[bool] = True
    smallest_input: ClassVar[int] = 2
    always_printed: ClassVar[tuple[str, ...]] = ("kernel_size", "stride", "padding")
    always_seen: ClassVar[tuple[str, ...]] = ("kernel_size",)

    kernel_size: Sizes = Sizes(3, "the pooling window's size, such as 3 or 3x5")
    stride: SizesLike = SizesLike("kernel_size", "how far that window moves")
    padding: Sizes = Sizes(0, "cells around the output that are left out", minimum=0)
    output_size: OptionalSizes = OptionalSizes(None, "the output's size", "what the input makes")

    def output_channels(self, input_channels: int) -> int:
        return input_channels

    def _plain_formula(self, axis: int, size: int) -> SizeFormula:
        pad = self.padding[axis]
        return transposed_formula(size, self.kernel_size[axis], self.stride[axis], 1, pad, pad, 0)

    def moved_shape(self, shape: Shape) -> Shape:
        sizes = []
        for axis, (size, wanted) in enumerate(zip(shape[1:], self.output_size, strict=True)):
            usual, stride = self._plain_formula(axis, size).size, self.stride[axis]
            if wanted is not None and not usual - stride < wanted < usual + stride:
                raise LayerError(Phrase(
                    "output_size {wanted} is no size whose pooling is {size} {adjective}: give "
                    "{sizes}", wanted=wanted, size=size, adjective=self.axis_adjective(axis),
                    sizes=Phrase("{least} to {most}", least=max(1, usual - stride + 1),
                                 most=usual + stride - 1)))
            found = usual if wanted is None else wanted
            if found < 1:
                raise LayerError(Phrase(
                    "padding {padding} leaves nothing of an output of {size}: pad by less",
                    padding=self.padding[axis], size=usual + 2 * self.padding[axis]))
            check_extent(found)
            sizes.append(found)
        return shape[0], *sizes

    def with_output_size(self, input_size: int | Sequence[int],
                         output_size: int | Sequence[int] | None) -> "MaxUnpool":
        if output_size is None:
            return self
        said = plain(output_size)
        sizes = said[-self.rank:] if is_list(said) and len(said) in (
            self.rank + 1, self.rank + 2) else said
        made = replace(self, output_size=sizes)
        made.moved_shape((1, *self.spatial_size(input_size)))
        return made

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        raise LayerError(Phrase("{layer} takes indices: ask for sources_at(shape, indices)",
                                layer=type(self).__name__))

    def sources_at(self, shape: Shape, indices: "NDArray[np.intp]") -> "NDArray[np.intp]":
        """For each output the input that goes there, -1 for none. Raises LayerError for a place
        that there is not."""
        import numpy as np

        channels, *made = self.moved_shape(shape)
        size, count = prod(made), prod(shape[1:])
        outside = indices[(indices < 0) | (indices >= size)]
        if outside.size:
            raise LayerError(Phrase(
                "index {index} is no place in an output of {output}: give {sizes}",
                index=int(outside[0]), output="×".join(map(str, made)),
                sizes=Phrase("{least} to {most}", least=0, most=size - 1)))
        taken = np.full((channels, size), -1)
        for channel, (row, at) in enumerate(zip(taken, indices.reshape(channels, count),
                                                strict=True)):
            for number, place in enumerate(at.tolist()):
                row[place] = channel * count + number
        return one_each(taken)

    def moves_in(self, shape: Shape) -> int:
        """One for each input, wherever it goes."""
        return prod(shape)

    def turns_in(self, shape: Shape, channels: Sequence[int] | None = None) -> int:
        return self.moves_in(shape if channels is None else (len(channels), *shape[1:]))

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        """An output is the input whose index says its place."""
        place = "{i0}"
        for axis in range(1, self.rank):
            inside = place if axis == 1 else f"({place})"
            place = f"{inside}·{{O{axis}}} + {{i{axis}}}"
        made = self.moved_shape(tuple(shape))[1:]
        return Indexing([f"{{m{axis}}}" for axis in range(self.rank)],
                        {f"O{axis}": size for axis, size in enumerate(made)}, sums=False,
                        channel="{made}", rank=self.rank, where=[f"{{at}}[{{read}}] = {place}"])

    def reads_along(self, axis: int, size: int) -> Reads:
        stride, pad, kernel = self.stride[axis], self.padding[axis], self.kernel_size[axis]
        count = self.output_size[axis] or self._plain_formula(axis, size).size
        last = [min((cell + pad) // stride, size - 1) for cell in range(count)]
        first = [min(max(0, -(-(cell + pad - kernel + 1) // stride)), end)
                 for cell, end in enumerate(last)]
        return Reads(first, last, None)

    def windows(self, shape: Shape) -> list[list[range]]:
        """For each axis and input the cells of the output that its window held."""
        made = self.moved_shape(shape)
        found = []
        for axis, size in enumerate(shape[1:]):
            stride, pad, kernel = self.stride[axis], self.padding[axis], self.kernel_size[axis]
            last = made[axis + 1]
            found.append([range(min(max(0, i * stride - pad), last - 1),
                                max(min(last, i * stride - pad + kernel),
                                    min(max(0, i * stride - pad), last - 1) + 1))
                          for i in range(size)])
        return found

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        sizes = self.spatial_size(input_size)
        made = self.moved_shape((1, *sizes))[1:]
        return tuple(
            formula if formula.size == size else SizeFormula("", formula.exact, size,
                                                             rule=f"output_size {size}")
            for axis, size in enumerate(made)
            for formula in (self._plain_formula(axis, sizes[axis]),))


class MaxUnpool1d(MaxUnpool):
    """The way back from 1-D max pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class MaxUnpool2d(MaxUnpool):
    """The way back from 2-D max pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class MaxUnpool3d(MaxUnpool):
    """The way back from 3-D max pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3
