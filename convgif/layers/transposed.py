"""Transposed convolution, in both readings: stamps, and the equivalent convolution.

The equivalent convolution slides the kernel, rotated by 180 degrees, by 1 over the input with
stride-1 zeros inserted and dilation*(kernel-1) - padding zeros around; where that is negative the
windows start inside. Source: Dumoulin and Visin, arXiv 1603.07285, relationship 14.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import ClassVar

from convgif.errors import LayerError
from convgif.layers.axes import AxisPlan, CellKind, StampPlan, check_extent
from convgif.layers.base import Index, plain_signature
from convgif.layers.convolution import WeightedLayer
from convgif.layers.fields import Choice, Count, Flag, Padding, Sizes
from convgif.layers.formula import SizeFormula, transposed_formula


@plain_signature
@dataclass(frozen=True, repr=False)
class ConvTranspose(WeightedLayer):
    """A transposed convolution over any number of axes; see ConvTranspose1d, 2d and 3d."""

    family: ClassVar[str] = "ConvTranspose"
    kind: ClassVar[str] = "transposed"
    always_seen: ClassVar[tuple[str, ...]] = ("kernel_size", "padding")  # 0 makes a border too
    smallest_input: ClassVar[int] = 3
    smallest_output: ClassVar[int] = 1

    in_channels: Count = Count(1, "channels of the input")
    out_channels: Count = Count(1, "channels of the output: one filter each")
    kernel_size: Sizes = Sizes(3, "the kernel's size, such as 3 or 3x5")
    stride: Sizes = Sizes(1, "how far apart neighbouring stamps fall")
    padding: Padding = Padding("cells that are cropped from each side of the output", ("valid",))
    output_padding: Sizes = Sizes(0, "cells added at the end of each output axis", minimum=0)
    groups: Count = Count(1, "channel groups that do not see each other")
    bias: Flag = Flag(True, "add a bias to each output channel")
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")
    padding_mode: Choice = Choice("zeros", "what the border holds", ("zeros",))

    def __post_init__(self) -> None:
        super().__post_init__()
        for axis, extra in enumerate(self.output_padding):
            limit = max(self.stride[axis], self.dilation[axis])
            if extra >= limit:
                raise LayerError(f"output_padding {extra} is too large: it must be smaller than "
                                 f"the stride or the dilation, so {limit - 1} at most here")

    def crops(self, axis: int) -> tuple[int, int]:
        """How many cells `padding` cuts off the output's beginning and end along that axis."""
        if isinstance(self.padding, str):
            return 0, 0
        pad = self.padding[axis]
        return pad if isinstance(pad, tuple) else (pad, pad)

    def border(self, axis: int) -> tuple[int, int]:
        """Zeros before and after the equivalent convolution's input; negative where cells of
        that input are passed over."""
        before, after = self.crops(axis)
        reach = self.span(axis) - 1
        return reach - before, reach - after + self.output_padding[axis]

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        output_size = self.axis_formula(axis, size).size
        if output_size < 1:
            before, after = self.crops(axis)
            raise LayerError(f"padding {before}+{after} crops all of an output that is only "
                             f"{output_size + before + after} {self.axis_adjective(axis)}: "
                             "lower the padding or take a larger input")
        before, after = self.border(axis)
        stride, kernel = self.stride[axis], self.kernel_size[axis]
        check_extent(max(before, 0) + (size - 1) * stride + 1 + max(after, 0))
        inside = [CellKind.INPUT, *[CellKind.INSERTED_ZERO] * (stride - 1)] * size
        kinds = [*[CellKind.PADDING] * before, *inside[:(size - 1) * stride + 1],
                 *[CellKind.PADDING] * after]
        sources = iter(range(size))
        first = max(0, -before)
        return AxisPlan(
            kinds=tuple(kinds),
            sources=tuple(next(sources) if kind is CellKind.INPUT else None for kind in kinds),
            starts=range(first, first + output_size),
            offsets=range(0, self.span(axis), self.dilation[axis]),
            kernel=range(kernel - 1, -1, -1),
            added=min(self.output_padding[axis], output_size))

    def axis_stamps(self, axis: int, size: int) -> StampPlan:
        stride, span = self.stride[axis], self.span(axis)
        before, _ = self.crops(axis)
        canvas = (size - 1) * stride + span + self.output_padding[axis]
        return StampPlan(
            size=canvas,
            starts=range(0, size * stride, stride),
            offsets=range(0, span, self.dilation[axis]),
            crop=range(before, before + self.axis_formula(axis, size).size))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        before, after = self.crops(axis)
        return transposed_formula(size, self.kernel_size[axis], self.stride[axis],
                                  self.dilation[axis], before, after, self.output_padding[axis])

    @property
    def weight_shape(self) -> tuple[int, ...]:
        return (self.in_channels, self.out_channels // self.groups, *self.kernel_size)

    def weight_channels(self, out_channel: Index, in_channel: Index) -> tuple[Index, Index]:
        return in_channel, out_channel % (self.out_channels // self.groups)

    def filter_index(self, out_channel: int) -> tuple[int | slice, ...]:
        reads = self.channels_read(out_channel)
        group = slice(reads.start, reads.stop) if self.groups > 1 else slice(None)
        return group, out_channel % (self.out_channels // self.groups)

    def mac_count(self, input_size: int | Sequence[int]) -> int:
        inputs = self.input_shape(input_size)
        self.output_shape(inputs)
        return prod(inputs) * (self.out_channels // self.groups) * prod(self.kernel_size)

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return tuple(self._most_read(axis) for axis in range(self.rank))

    def _most_read(self, axis: int) -> int:
        """How many input cells the taps of one output span at most along that axis: only every
        so many of them, `apart`, can fall on cells of the input, the others on inserted zeros."""
        common = gcd(self.stride[axis], self.dilation[axis])
        apart, jump = self.stride[axis] // common, self.dilation[axis] // common
        return (self.kernel_size[axis] - 1) // apart * jump + 1


class ConvTranspose1d(ConvTranspose):
    """A 1-D transposed convolution: input (in_channels, length), weight (in_channels,
    out_channels/groups, kernel)."""

    rank: ClassVar[int] = 1


class ConvTranspose2d(ConvTranspose):
    """A 2-D transposed convolution: input (in_channels, rows, columns), weight (in_channels,
    out_channels/groups, rows, columns)."""

    rank: ClassVar[int] = 2


class ConvTranspose3d(ConvTranspose):
    """A 3-D transposed convolution: input (in_channels, depth, rows, columns), weight
    (in_channels, out_channels/groups, depth, rows, columns)."""

    rank: ClassVar[int] = 3
