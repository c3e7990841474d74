"""Locally connected layers: windows as a convolution's, and weights of its own for each position.

As Keras had them (LocallyConnected1D and 2D), with a bias of its own for each output.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, ClassVar

from convgif.errors import LayerError, setting
from convgif.layers.base import Index, plain_signature
from convgif.layers.convolution import Conv
from convgif.layers.fields import SizesLike
from convgif.phrases import Phrase


@plain_signature
@dataclass(frozen=True, repr=False)
class LocallyConnected(Conv):
    """A convolution that shares no weights; see LocallyConnected1d and LocallyConnected2d.

    It is made for one size of input, `input_size`: that which it is first used on, if left out.
    """

    family: ClassVar[str] = "LocallyConnected"
    kind: ClassVar[str] = "local"
    shares_weights: ClassVar[bool] = False
    never_seen: ClassVar[tuple[str, ...]] = (*Conv.never_seen, "input_size")

    input_size: SizesLike = SizesLike("usual_input_size", "the input's size, spatial axes only")

    @property
    def usual_input_size(self) -> tuple[int, ...]:
        """That of a convolution where none is said."""
        return super().default_input_size()

    @property
    def _is_sized(self) -> bool:
        return "input_size" in self.settings()

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        return self.input_size if self._is_sized else super().default_input_size(smallest, outputs)

    def made_for(self, input_size: int | Sequence[int]) -> "LocallyConnected":
        return self if self._is_sized else replace(self, input_size=input_size)

    def spatial_size(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        sizes = super().spatial_size(input_size)
        if self._is_sized and sizes != self.input_size:
            have, wanted = ("×".join(map(str, each)) for each in (sizes, self.input_size))
            size = setting("input_size", sizes if len(set(sizes)) > 1 else sizes[0])
            raise LayerError(Phrase(
                "an input of {have} does not suit {layer}, whose weights are for {wanted}: make it "
                "with {size}", have=have, layer=type(self).__name__, wanted=wanted, size=size))
        return sizes

    @property
    def _sizes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of the output and of a window, on each axis."""
        axes = self.plan(self.input_size)
        return (tuple(axis.output_size for axis in axes),
                tuple(len(axis.offsets) for axis in axes))

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """(positions, out_channels, in_channels/groups * taps), the last two in C order."""
        outputs, taps = self._sizes
        return prod(outputs), self.out_channels, self.in_channels // self.groups * prod(taps)

    @property
    def weight_factors(self) -> tuple[int, ...]:
        outputs, taps = self._sizes
        return (self.in_channels // self.groups, *taps, self.out_channels, *outputs)

    def mac_factors(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        self.spatial_size(input_size)
        return self.weight_factors

    @property
    def weights_on_input(self) -> int:
        """How many of the weights ever meet a cell of the input, not only its border."""
        met = prod(sum(axis.sources[start + offset] is not None for start in axis.starts
                       for offset in axis.offsets) for axis in self.plan(self.input_size))
        return met * self.out_channels * (self.in_channels // self.groups)

    def weight_index(self, out_channel: Index, in_channel: Index, position: Sequence[Index],
                     tap: Sequence[Index]) -> tuple[Index, ...]:
        outputs, taps = self._sizes
        place: Any = 0
        for index, size in zip(position, outputs, strict=True):
            place = place * size + index
        reads: Any = in_channel % (self.in_channels // self.groups)
        for index, size in zip(tap, taps, strict=True):
            reads = reads * size + index
        return place, out_channel, reads

    def transpose(self, input_size: int | Sequence[int]) -> Conv:
        """Raises LayerError: no transposed layer has weights of its own for each position."""
        raise LayerError(Phrase(
            "{layer} has weights of its own for each position, which no transposed layer has: take "
            "{instead}, which shares them", layer=type(self).__name__,
            instead=f"Conv{self.rank}d"))

    @property
    def bias_shape(self) -> tuple[int, ...] | None:
        return (self.out_channels, *self._sizes[0]) if self.bias else None


class LocallyConnected1d(LocallyConnected):
    """A 1-D convolution with weights of its own for each position: input (in_channels, length),
    weight (positions, out_channels, in_channels/groups * kernel)."""

    rank: ClassVar[int] = 1


class LocallyConnected2d(LocallyConnected):
    """A 2-D convolution with weights of its own for each position: input (in_channels, rows,
    columns), weight (positions, out_channels, in_channels/groups * kernel)."""

    rank: ClassVar[int] = 2
