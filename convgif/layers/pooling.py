"""Pooling: the maximum, the average or the Lp norm of each window, every channel by itself.

Padding and dilation are taken by all of them, as in ONNX; torch.nn has them for some only, so the
arguments that it does not have come last.
"""

from dataclasses import dataclass
from typing import ClassVar

from convgif.errors import LayerError, setting
from convgif.layers.axes import AxisPlan
from convgif.layers.base import plain_signature
from convgif.layers.channelwise import ChannelwiseLayer
from convgif.layers.fields import Flag, OptionalDivisor, Padding, PositiveNumber, Sizes, SizesLike
from convgif.layers.formula import SizeFormula, window_formula
from convgif.layers.sliding import SlidingLayer
from convgif.phrases import Phrase

PADDING_HELP = "cells around the input, or below 0 cells of it that are cropped"
POOLING_WORDS = ("valid", "same_upper", "same_lower")
CEIL_HELP = "let a last window reach past the padding"


class Pooling(ChannelwiseLayer, SlidingLayer):
    """What pooling layers share: no weights, and each channel reads only itself."""

    kind: ClassVar[str] = "pooling"
    always_printed: ClassVar[tuple[str, ...]] = ("kernel_size", "stride", "padding")

    ceil_mode: Flag

    @property
    def no_output(self) -> str:
        """Why a window of nothing but padding has no output; empty where it has one."""
        return ""

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        if self.no_output:
            self._check_windows(axis, size)
        return super().axis_plan(axis, size)

    def _check_windows(self, axis: int, size: int) -> None:
        """Raises LayerError where a window holds no cell of the input."""
        first, last = self.kept(axis, size)
        before = max(0, self.pads(axis, size)[0])
        inside = range(before, before + last - first)
        span, dilation, stride = self.span(axis), self.dilation[axis], self.stride[axis]
        starts = range(0, self.axis_formula(axis, size).size * stride, stride)
        steps_over = dilation > len(inside)  # else only the outermost windows can miss it
        for start in starts if steps_over else (*starts[:1], *starts[-1:]):
            if not any(tap in inside for tap in range(start, start + span, dilation)):
                kernel: str | int = self.kernel_size[axis]
                if dilation > 1:
                    kernel = Phrase("{kernel} dilated by {dilation}", kernel=kernel,
                                    dilation=dilation)
                less = (Phrase("lower the dilation or the padding, or take a larger input")
                        if steps_over else Phrase("pad by {most} at most", most=span - 1))
                raise LayerError(Phrase(
                    "a window of kernel {kernel} holds nothing but padding, {which}: {advice}",
                    kernel=kernel, which=self.no_output, advice=less))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        return window_formula(size, self.kernel_size[axis], self.stride[axis],
                              self.dilation[axis], *self.pads(axis, size), ceil=self.ceil_mode)


@plain_signature
@dataclass(frozen=True, repr=False)
class MaxPool(Pooling):
    """Max pooling over any number of axes; see MaxPool1d, MaxPool2d and MaxPool3d.

    The padding is never the maximum. The `winner` of each step says where its maximum is, and its
    `flat_index` what torch.nn returns with `return_indices`, which the values view then writes
    under each maximum.
    """

    family: ClassVar[str] = "MaxPool"
    reduction: ClassVar[str] = "max"
    never_seen: ClassVar[tuple[str, ...]] = ("return_indices",)
    always_printed: ClassVar[tuple[str, ...]] = ("kernel_size", "stride", "padding", "dilation",
                                                 "ceil_mode")

    kernel_size: Sizes = Sizes(3, "the window's size, such as 3 or 3x5")
    stride: SizesLike = SizesLike("kernel_size", "how far the window moves")
    padding: Padding = Padding(PADDING_HELP, POOLING_WORDS)
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")
    return_indices: Flag = Flag(False, "write where each maximum is, in the values view")
    ceil_mode: Flag = Flag(False, CEIL_HELP)

    @property
    def no_output(self) -> str:
        return Phrase("which is never the maximum")


@plain_signature
@dataclass(frozen=True, repr=False)
class AvgPool(Pooling):
    """Average pooling over any number of axes; see AvgPool1d, AvgPool2d and AvgPool3d.

    Each sum is divided by the number of its taps: those on padding are counted with
    `count_include_pad`, those past it never; `divisor_override` replaces the number.
    """

    family: ClassVar[str] = "AvgPool"
    reduction: ClassVar[str] = "average"
    never_printed: ClassVar[tuple[str, ...]] = ("ceil_mode", "count_include_pad",
                                                "divisor_override")

    kernel_size: Sizes = Sizes(3, "the window's size, such as 3 or 3x5")
    stride: SizesLike = SizesLike("kernel_size", "how far the window moves")
    padding: Padding = Padding(PADDING_HELP, POOLING_WORDS)
    ceil_mode: Flag = Flag(False, CEIL_HELP)
    count_include_pad: Flag = Flag(True, "count taps on padding in an average")
    divisor_override: OptionalDivisor = OptionalDivisor("what an average is divided by, not by 0",
                                                        "the number of taps")
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")

    @property
    def no_output(self) -> str:
        if self.count_include_pad or self.divisor_override is not None:
            return ""
        return Phrase("which {setting} does not count", setting=setting("count_include_pad", False))


@plain_signature
@dataclass(frozen=True, repr=False)
class LPPool(Pooling):
    """Lp pooling over any number of axes; see LPPool1d, LPPool2d and LPPool3d.

    Each output is the sum of |x|^norm_type, to the power of 1/norm_type, over the real cells of
    its window: ONNX's reading. torch.nn's differs in three cases: for an odd norm_type it keeps the
    sign of x, and a sum below zero has no root (NaN) unless norm_type is 1; for one that is not
    whole, an x below zero has no power (NaN); and a window that `ceil_mode` lets reach past the
    input is scaled up as if it were full.
    """

    family: ClassVar[str] = "LPPool"
    reduction: ClassVar[str] = "norm"
    always_seen: ClassVar[tuple[str, ...]] = ("norm_type", "kernel_size")
    always_printed: ClassVar[tuple[str, ...]] = ("norm_type", "kernel_size", "stride", "ceil_mode")

    norm_type: PositiveNumber = PositiveNumber(2, "the p of an Lp norm")
    kernel_size: Sizes = Sizes(3, "the window's size, such as 3 or 3x5")
    stride: SizesLike = SizesLike("kernel_size", "how far the window moves")
    ceil_mode: Flag = Flag(False, CEIL_HELP)
    padding: Padding = Padding(PADDING_HELP, POOLING_WORDS)
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")


class MaxPool1d(MaxPool):
    """1-D max pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class MaxPool2d(MaxPool):
    """2-D max pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class MaxPool3d(MaxPool):
    """3-D max pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class AvgPool1d(AvgPool):
    """1-D average pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class AvgPool2d(AvgPool):
    """2-D average pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class AvgPool3d(AvgPool):
    """3-D average pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class LPPool1d(LPPool):
    """1-D Lp pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class LPPool2d(LPPool):
    """2-D Lp pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class LPPool3d(LPPool):
    """3-D Lp pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3
