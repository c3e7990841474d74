"""Convolution, as deep learning means it: cross-correlation with a sliding kernel."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import ClassVar

from convgif.errors import LayerError
from convgif.layers.axes import AxisPlan, CellKind, check_extent
from convgif.layers.base import Index, Layer
from convgif.layers.fields import Choice, Count, Flag, Padding, Sizes
from convgif.layers.formula import SizeFormula, convolution_formula
from convgif.layers.padding import PADDING_MODES, PADDING_WORDS, border_sources


class WeightedLayer(Layer):
    """What convolutions and transposed convolutions share: channels, groups, weights, bias."""

    positional: ClassVar[tuple[str, ...]] = ("in_channels", "out_channels")
    always_printed: ClassVar[tuple[str, ...]] = ("kernel_size", "stride")

    in_channels: Count
    out_channels: Count
    kernel_size: Sizes
    stride: Sizes
    dilation: Sizes
    groups: Count
    bias: Flag

    def __post_init__(self) -> None:
        for name, channels in (("in_channels", self.in_channels),
                               ("out_channels", self.out_channels)):
            if channels % self.groups:
                common = gcd(self.in_channels, self.out_channels)
                fitting = [str(n) for n in range(1, common + 1) if common % n == 0]
                raise LayerError(f"groups {self.groups} does not divide {name} {channels}: "
                                 f"use {' or '.join(fitting[:12])}")

    def span(self, axis: int) -> int:
        """From the first tap of a window to its last along that axis, both counted."""
        return self.dilation[axis] * (self.kernel_size[axis] - 1) + 1

    @property
    def input_channels(self) -> int | None:
        return self.in_channels

    def output_channels(self, input_channels: int) -> int:
        return self.out_channels

    def channels_read(self, out_channel: int) -> range:
        per_group = self.in_channels // self.groups
        group = out_channel // (self.out_channels // self.groups)
        return range(group * per_group, (group + 1) * per_group)

    @property
    def bias_shape(self) -> tuple[int, ...] | None:
        return (self.out_channels,) if self.bias else None


@dataclass(frozen=True, repr=False)
class Conv(WeightedLayer):
    """A convolution over any number of axes; see Conv1d, Conv2d and Conv3d."""

    family: ClassVar[str] = "Conv"

    in_channels: Count = Count(1, "channels of the input")
    out_channels: Count = Count(1, "channels of the output: one filter each")
    kernel_size: Sizes = Sizes(3, "the kernel's size, such as 3 or 3x5")
    stride: Sizes = Sizes(1, "how far the window moves")
    padding: Padding = Padding("cells around the input: 1, 1x2, per side 1:0x2:1, or a word: "
                               + ", ".join(PADDING_WORDS))
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")
    groups: Count = Count(1, "channel groups that do not see each other")
    bias: Flag = Flag(True, "add a bias to each output channel")
    padding_mode: Choice = Choice("zeros", "what the border holds", tuple(PADDING_MODES))

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.padding, str):
            word = PADDING_WORDS[self.padding]
            if not word.any_stride and set(self.stride) != {1}:
                raise LayerError(f"padding '{self.padding}' needs stride 1, and the stride is "
                                 f"{max(self.stride)}: use same_upper, which takes any stride")
            if not word.any_rank and self.rank != 1:
                raise LayerError(f"padding '{self.padding}' is for one axis, and "
                                 f"{type(self).__name__} has {self.rank}: use {self.family}1d")

    def pads(self, axis: int, size: int) -> tuple[int, int]:
        """How many border cells lie before and after the input along that axis."""
        if isinstance(self.padding, str):
            return PADDING_WORDS[self.padding].pads(size, self.span(axis), self.stride[axis])
        pad = self.padding[axis]
        return pad if isinstance(pad, tuple) else (pad, pad)

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        before, after = self.pads(axis, size)
        check_extent(before + size + after)
        sources = border_sources(size, before, after, self.padding_mode)
        kernel, dilation, span = self.kernel_size[axis], self.dilation[axis], self.span(axis)
        extended = before + size + after
        if span > extended:
            named = (f"kernel {kernel}" if dilation == 1
                     else f"kernel {kernel} dilated by {dilation} spans {span}, but")
            verb = " is larger than" if dilation == 1 else ""
            extra = -(-(span - size) // 2)
            enough = span - before - after
            lower = " or lower the dilation" if dilation > 1 else f" or take an input of {enough}"
            padded = "the padded input" if before or after else "the input"
            raise LayerError(f"{named}{verb} {padded}{', which' if dilation == 1 else ''} is only "
                             f"{extended} {self.axis_adjective(axis)}: pad by {extra}{lower}")
        kinds = ([CellKind.PADDING] * before + [CellKind.INPUT] * size
                 + [CellKind.PADDING] * after)
        return AxisPlan(
            kinds=tuple(kinds), sources=sources,
            starts=range(0, extended - span + 1, self.stride[axis]),
            offsets=range(0, span, dilation), kernel=range(kernel))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        before, after = self.pads(axis, size)
        return convolution_formula(size, self.kernel_size[axis], self.stride[axis],
                                   self.dilation[axis], before, after)

    @property
    def weight_shape(self) -> tuple[int, ...]:
        return (self.out_channels, self.in_channels // self.groups, *self.kernel_size)

    def weight_channels(self, out_channel: Index, in_channel: Index) -> tuple[Index, Index]:
        return out_channel, in_channel % (self.in_channels // self.groups)

    def mac_count(self, input_size: int | Sequence[int]) -> int:
        outputs = self.output_shape(self.input_shape(input_size))
        return prod(outputs) * (self.in_channels // self.groups) * prod(self.kernel_size)

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return tuple(self.span(axis) for axis in range(self.rank))


class Conv1d(Conv):
    """A 1-D convolution: input (in_channels, length), weight (out_channels, in_channels/groups,
    kernel)."""

    rank: ClassVar[int] = 1


class Conv2d(Conv):
    """A 2-D convolution: input (in_channels, rows, columns), weight (out_channels,
    in_channels/groups, rows, columns)."""

    rank: ClassVar[int] = 2


class Conv3d(Conv):
    """A 3-D convolution: input (in_channels, depth, rows, columns), weight (out_channels,
    in_channels/groups, depth, rows, columns)."""

    rank: ClassVar[int] = 3
