"""Shuffles: channels that become the cells of a block, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from convgif.errors import LayerError
from convgif.layers.base import plain_signature
from convgif.layers.fields import Choice, Count
from convgif.layers.formula import SizeFormula
from convgif.layers.indexing import Indexing
from convgif.layers.moving import MovingLayer, Reads, Shape, one_each, places
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ORDERS = ("CRD", "DCR")  # by ONNX' names: of column, row, depth which lies closest
ORDER_HELP = "which channels become a block: neighbours (CRD, as in torch), or those apart (DCR)"


class Shuffle(MovingLayer):
    """What both ways share. In the order CRD the channel is c·r² + (row·r + column), with DCR
    (row·r + column)·C + c."""

    rank: ClassVar[int] = 2
    smallest_input: ClassVar[int] = 2

    order: Choice

    def _split(self, channels: int, by: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The channels of the deeper map as three axes, and the places of channel, row and column
        among them."""
        if self.order == "CRD":
            return (channels, by, by), (0, 1, 2)
        return (by, by, channels), (2, 0, 1)


@plain_signature
@dataclass(frozen=True, repr=False)
class PixelShuffle(Shuffle):
    """r² channels become blocks of r by r cells: input (C·r², rows, columns), output (C, rows·r,
    columns·r). ONNX' DepthToSpace is the same, in the order that it says."""

    family: ClassVar[str] = "PixelShuffle"
    always_printed: ClassVar[tuple[str, ...]] = ("upscale_factor",)
    always_seen: ClassVar[tuple[str, ...]] = ("upscale_factor", "order")

    upscale_factor: Count = Count(2, "how many times as large the output is")
    order: Choice = Choice("CRD", ORDER_HELP, ORDERS)

    def least_channels(self) -> int:
        return self.upscale_factor ** 2

    def moved_shape(self, shape: Shape) -> Shape:
        channels, rest = divmod(shape[0], self.upscale_factor ** 2)
        if rest:
            raise LayerError(Phrase(
                "{channels} channels do not divide by {factor}²: give a multiple of {square}, or "
                "another upscale_factor", channels=shape[0], factor=self.upscale_factor,
                square=self.upscale_factor ** 2))
        return (channels, *(size * self.upscale_factor for size in shape[1:]))

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        _, rows, columns = shape
        channels, by = self.moved_shape(shape)[0], self.upscale_factor
        split, (channel, row, column) = self._split(channels, by)
        deep = places(shape).reshape(*split, rows, columns)
        return one_each(deep.transpose(channel, 3, row, 4, column))

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        channels, by = self.moved_shape(tuple(shape))[0], self.upscale_factor
        place = "({i0} mod {up})·{up} + {i1} mod {up}"
        channel = f"{{made}}·{{up}}² + {place}"
        if self.order == "DCR":
            channel = f"({place})·{{channels}} + {{made}}" if channels > 1 else place
        return Indexing(["⌊{i0}/{up}⌋", "⌊{i1}/{up}⌋"], {"up": by, "channels": channels},
                        channel=channel, sums=False, rank=2)

    def reads_along(self, axis: int, size: int) -> Reads:
        cells = [cell // self.upscale_factor for cell in range(size * self.upscale_factor)]
        return Reads(cells, cells, 1 if self.upscale_factor == 1 else None)

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        by = self.upscale_factor
        return tuple(SizeFormula(f"{size}·{by}", Fraction(size * by), size * by, "{i}·{up}",
                                 f"{size}·{by}")
                     for size in self.spatial_size(input_size))


@plain_signature
@dataclass(frozen=True, repr=False)
class PixelUnshuffle(Shuffle):
    """Blocks of r by r cells become r² channels: input (C, rows·r, columns·r), output (C·r², rows,
    columns). ONNX' SpaceToDepth is the same in the order DCR."""

    family: ClassVar[str] = "PixelUnshuffle"
    smallest_input: ClassVar[int] = 4
    always_printed: ClassVar[tuple[str, ...]] = ("downscale_factor",)
    always_seen: ClassVar[tuple[str, ...]] = ("downscale_factor", "order")

    downscale_factor: Count = Count(2, "how many times smaller the output is")
    order: Choice = Choice("CRD", ORDER_HELP, ORDERS)

    def moved_shape(self, shape: Shape) -> Shape:
        by = self.downscale_factor
        for axis, size in enumerate(shape[1:]):
            if size % by:
                raise LayerError(Phrase(
                    "an input that is {size} {adjective} does not divide by {factor}: give a "
                    "multiple, or another downscale_factor", size=size,
                    adjective=self.axis_adjective(axis), factor=by))
        return (shape[0] * by ** 2, *(size // by for size in shape[1:]))

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        _, rows, columns = self.moved_shape(shape)
        channels, by = shape[0], self.downscale_factor
        _, (channel, row, column) = self._split(channels, by)
        blocks = places(shape).reshape(channels, rows, by, columns, by)
        order = sorted(((channel, 0), (row, 2), (column, 4)))
        return one_each(blocks.transpose(*(axis for _, axis in order), 1, 3))

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        row, column = "⌊{made}/{down}⌋ mod {down}", "{made} mod {down}"
        channel = "⌊{made}/{down}²⌋"
        if self.order == "DCR":
            row, column = "⌊{made}/({down}·{channels})⌋", "⌊{made}/{channels}⌋ mod {down}"
            channel = "{made} mod {channels}"
        if shape[0] == 1:
            row, column, channel = "⌊{made}/{down}⌋", "{made} mod {down}", "0"
        return Indexing([f"{{i0}}·{{down}} + {row}", f"{{i1}}·{{down}} + {column}"],
                        {"down": self.downscale_factor, "channels": shape[0]}, channel=channel,
                        sums=False, rank=2)

    def reads_along(self, axis: int, size: int) -> Reads:
        by = self.downscale_factor
        return Reads(range(0, size, by), range(by - 1, size, by), by)

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        by = self.downscale_factor
        return tuple(SizeFormula(f"{size}/{by}", Fraction(size, by), size // by, "{i}/{down}",
                                 f"{size}/{by}")
                     for size in self.spatial_size(input_size))

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        super().default_input_size(smallest, outputs)
        return (2 * self.downscale_factor,) * 2
