"""Convolution, as deep learning means it: cross-correlation with a sliding kernel."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import Any, ClassVar

from convgif.errors import LayerError, listed, setting
from convgif.layers.base import Index, plain_signature
from convgif.layers.fields import Choice, Count, Flag, Padding, Sizes
from convgif.layers.padding import PADDING_MODES, PADDING_WORDS
from convgif.layers.sliding import SlidingLayer, WindowLayer
from convgif.phrases import Phrase


class WeightedLayer(WindowLayer):
    """What convolutions and transposed convolutions share: channels, groups, weights, bias."""

    opposite: ClassVar[type["WeightedLayer"]]  # transposed or not, of as many axes
    positional: ClassVar[tuple[str, ...]] = ("in_channels", "out_channels")
    never_seen: ClassVar[tuple[str, ...]] = (*positional, "bias")
    always_printed: ClassVar[tuple[str, ...]] = ("kernel_size", "stride")

    in_channels: Count
    out_channels: Count
    groups: Count
    bias: Flag

    def __post_init__(self) -> None:
        wrong = {name: channels for name, channels in (("in_channels", self.in_channels),
                                                       ("out_channels", self.out_channels))
                 if channels % self.groups}
        if wrong:
            common = gcd(self.in_channels, self.out_channels)
            fitting = [str(n) for n in range(1, common + 1) if common % n == 0]
            said = [f"{name} {channels}" for name, channels in wrong.items()]
            other = [_nearest_multiples(name, channels, self.groups)
                     for name, channels in wrong.items()]
            raise LayerError(Phrase(
                "groups {groups} does not divide {channels}: use {fitting}, or {other}",
                groups=self.groups, channels=listed(said), fitting=listed(fitting[:12], "or"),
                other=listed(other)))

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

    def _mirrored(self, padding: Sequence[tuple[int, int]], **others: Any) -> "WeightedLayer":
        """The opposite layer with the channels swapped, the same weight, and that padding."""
        return self.opposite(
            in_channels=self.out_channels, out_channels=self.in_channels, groups=self.groups,
            kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation,
            bias=self.bias, padding=padding, **others)


def _nearest_multiples(name: str, channels: int, groups: int) -> str:
    """The nearest numbers of channels, one below and one above, that the groups divide."""
    below = channels // groups * groups
    near = [setting(name, below), str(below + groups)] if below else [setting(name, groups)]
    return listed(near, "or")


@plain_signature
@dataclass(frozen=True, repr=False)
class Conv(SlidingLayer, WeightedLayer):
    """A convolution over any number of axes; see Conv1d, Conv2d and Conv3d."""

    family: ClassVar[str] = "Conv"
    kind: ClassVar[str] = "convolution"

    in_channels: Count = Count(1, "channels of the input")
    out_channels: Count = Count(1, "channels of the output: one filter each")
    kernel_size: Sizes = Sizes(3, "the kernel's size, such as 3 or 3x5")
    stride: Sizes = Sizes(1, "how far the window moves")
    padding: Padding = Padding("cells around the input: 1, 1x2, per side 1:0x2:1, below 0 to "
                               "crop it, or a word: " + ", ".join(PADDING_WORDS))
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")
    groups: Count = Count(1, "channel groups that do not see each other")
    bias: Flag = Flag(True, "add a bias to each output channel")
    padding_mode: Choice = Choice("zeros", "what the border holds", tuple(PADDING_MODES))

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.padding, str):
            word = PADDING_WORDS[self.padding]
            if not word.any_stride and set(self.stride) != {1}:
                raise LayerError(Phrase(
                    "padding '{word}' needs stride 1, and the stride is {stride}: use same_upper, "
                    "which takes any stride", word=self.padding, stride=max(self.stride)))
            if not word.any_rank and self.rank != 1:
                raise LayerError(Phrase(
                    "padding '{word}' is for one axis, and {layer} has {rank}: use {instead}",
                    word=self.padding, layer=type(self).__name__, rank=self.rank,
                    instead=f"{self.family}1d"))

    def border_mode(self) -> str:
        return self.padding_mode

    def transpose(self, input_size: int | Sequence[int]) -> WeightedLayer:
        """The transposed convolution that leads back: of an output of this layer it makes the
        shape of its input, and takes the same weight, as it is stored.

        Its output_padding is what the stride leaves over, (i + 2p - d(k-1) - 1) mod s:
        `Conv2d(stride=2, padding=1).transpose(6)` has output_padding (1, 1). Raises LayerError
        where the layer does not fit the size, or its border repeats cells of the input.
        """
        sizes = self.spatial_size(input_size)
        axes = self.plan(sizes)
        pads = [self.pads(axis, size) for axis, size in enumerate(sizes)]
        if self.padding_mode != "zeros" and max(map(max, pads)) > 0:
            raise LayerError(Phrase(
                "{mode} repeats cells of the input, and a transposed convolution only crops what "
                "falls on a border: give {zeros}", mode=setting("padding_mode", self.padding_mode),
                zeros=setting("padding_mode", "zeros")))
        return self._mirrored(pads, output_padding=[
            (size + sum(pads[axis]) - self.span(axis)) - (plan.output_size - 1) * self.stride[axis]
            for axis, (size, plan) in enumerate(zip(sizes, axes, strict=True))])

    @property
    def weight_shape(self) -> tuple[int, ...]:
        return (self.out_channels, self.in_channels // self.groups, *self.kernel_size)

    def weight_channels(self, out_channel: Index, in_channel: Index) -> tuple[Index, Index]:
        return out_channel, in_channel % (self.in_channels // self.groups)

    def mac_count(self, input_size: int | Sequence[int]) -> int:
        outputs = self.output_shape(self.input_shape(input_size))
        return prod(outputs) * (self.in_channels // self.groups) * prod(self.kernel_size)


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
