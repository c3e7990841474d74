"""Pooling whose windows follow from the sizes of input and output: adaptive, and of a whole map.

Output a of o, on an axis of i cells, reads from cell ⌊a·i/o⌋ on, to before cell ⌈(a+1)·i/o⌉:
windows overlap where o does not divide i. Global pooling, as ONNX names it, is that of one window.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from convgif.layers.axes import AxisPlan, check_extent
from convgif.layers.base import LARGEST_DEFAULT_INPUT, Layer, plain_signature
from convgif.layers.channelwise import BareLayer
from convgif.layers.fields import Flag, PositiveNumber
from convgif.layers.formula import SizeFormula
from convgif.layers.indexing import IndexFormula
from convgif.layers.sampling_fields import OptionalSizes

SIZE_HELP = "the output's size; None keeps an axis"


class WholeMapPooling(BareLayer):
    """Pooling without a kernel: windows divide the map between so many outputs."""

    kind: ClassVar[str] = "adaptive"

    def outputs(self, axis: int, size: int) -> int:
        """How many outputs there are along an axis of that size."""
        return 1

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        count = self.outputs(axis, size)
        check_extent(max(size, count))
        return AxisPlan.of_windows(size, [
            range(a * size // count, -(-(a + 1) * size // count)) for a in range(count)])

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        count = self.outputs(axis, size)
        read = ("0 ≤ {x} < {i}" if count == 1 else
                "⌊a·{i}/{o}⌋ ≤ {x} < ⌈(a+1)·{i}/{o}⌉")
        numbers = {"i": str(size), "o": str(count)}
        return SizeFormula("", Fraction(count), count, read=read, numbers=tuple(numbers.items()),
                           rule=f"{size} → {count}, {read.format(x='i', **numbers)}")

    def axis_index(self, axis: int, size: int, *, rotated: bool = False) -> IndexFormula:
        count = self.outputs(axis, size)
        if count == size:
            return IndexFormula("{i}" if size > 1 else "0", {})
        if count == 1:
            return IndexFormula("{m}", {})
        return IndexFormula("{m}", {"I": size, "O": count},
                            where="⌊{i}·{I}/{O}⌋ ≤ {m} < ⌈({i}+1)·{I}/{O}⌉")


class GlobalPooling(WholeMapPooling):
    """Pooling of a whole map to one number a channel: of two axes where its name does not say how
    many, and on an input of others of as many."""

    def __new__(cls, *args: Any, **named: Any) -> Self:
        kind: Any = next((each for each in cls.__subclasses__() if each.rank == 2), cls)
        made: Self = super().__new__(kind, *args, **named)
        return made

    def for_rank(self, rank: int) -> Layer:
        family: type[Layer] = type(self).__mro__[1]
        kinds = {each.rank: each for each in family.__subclasses__()}
        return kinds[rank](**self.settings()) if rank in kinds and rank != self.rank else self


class AdaptivePooling(WholeMapPooling):
    """Pooling to an output of a given size."""

    always_printed: ClassVar[tuple[str, ...]] = ("output_size",)
    always_seen: ClassVar[tuple[str, ...]] = ("output_size",)

    output_size: OptionalSizes

    def outputs(self, axis: int, size: int) -> int:
        return self.output_size[axis] or size

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        """The usual size, or one cell more than the output where each output would have a cell of
        its own, or share one: windows that overlap are what there is to see."""
        sizes = super().default_input_size(smallest, outputs)
        return tuple([count + 1 if count is not None and size <= count < LARGEST_DEFAULT_INPUT
                      else size for size, count in zip(sizes, self.output_size, strict=True)])


@plain_signature
@dataclass(frozen=True, repr=False)
class AdaptiveAvgPool(AdaptivePooling):
    """Adaptive average pooling over any number of axes; see AdaptiveAvgPool1d, 2d and 3d."""

    family: ClassVar[str] = "AdaptiveAvgPool"
    reduction: ClassVar[str] = "average"
    count_include_pad: ClassVar[bool] = True
    divisor_override: ClassVar[int | None] = None

    output_size: OptionalSizes = OptionalSizes(3, SIZE_HELP, "the input's")


@plain_signature
@dataclass(frozen=True, repr=False)
class AdaptiveMaxPool(AdaptivePooling):
    """Adaptive max pooling over any number of axes; see AdaptiveMaxPool1d, 2d and 3d."""

    family: ClassVar[str] = "AdaptiveMaxPool"
    reduction: ClassVar[str] = "max"
    never_seen: ClassVar[tuple[str, ...]] = ("return_indices",)

    output_size: OptionalSizes = OptionalSizes(3, SIZE_HELP, "the input's")
    return_indices: Flag = Flag(False, "write where each maximum is, in the values view")


@plain_signature
@dataclass(frozen=True, repr=False)
class GlobalAveragePool(GlobalPooling):
    """The average of each channel, as ONNX names it, of as many axes as the input has;
    see GlobalAveragePool1d, 2d and 3d."""

    family: ClassVar[str] = "GlobalAveragePool"
    reduction: ClassVar[str] = "average"
    count_include_pad: ClassVar[bool] = True
    divisor_override: ClassVar[int | None] = None


@plain_signature
@dataclass(frozen=True, repr=False)
class GlobalMaxPool(GlobalPooling):
    """The maximum of each channel, as ONNX names it, of as many axes as the input has; see
    GlobalMaxPool1d, 2d and 3d."""

    family: ClassVar[str] = "GlobalMaxPool"
    reduction: ClassVar[str] = "max"
    return_indices: ClassVar[bool] = False


@plain_signature
@dataclass(frozen=True, repr=False)
class GlobalLpPool(GlobalPooling):
    """The Lp norm of each channel, as ONNX names it, of as many axes as the input has; see
    GlobalLpPool1d, 2d and 3d."""

    family: ClassVar[str] = "GlobalLpPool"
    reduction: ClassVar[str] = "norm"
    always_seen: ClassVar[tuple[str, ...]] = ("norm_type",)
    always_printed: ClassVar[tuple[str, ...]] = ("norm_type",)

    norm_type: PositiveNumber = PositiveNumber(2, "the p of an Lp norm")


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    """1-D adaptive average pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    """2-D adaptive average pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class AdaptiveAvgPool3d(AdaptiveAvgPool):
    """3-D adaptive average pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class AdaptiveMaxPool1d(AdaptiveMaxPool):
    """1-D adaptive max pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class AdaptiveMaxPool2d(AdaptiveMaxPool):
    """2-D adaptive max pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class AdaptiveMaxPool3d(AdaptiveMaxPool):
    """3-D adaptive max pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class GlobalAveragePool1d(GlobalAveragePool):
    """1-D global average pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class GlobalAveragePool2d(GlobalAveragePool):
    """2-D global average pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class GlobalAveragePool3d(GlobalAveragePool):
    """3-D global average pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class GlobalMaxPool1d(GlobalMaxPool):
    """1-D global max pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class GlobalMaxPool2d(GlobalMaxPool):
    """2-D global max pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class GlobalMaxPool3d(GlobalMaxPool):
    """3-D global max pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3


class GlobalLpPool1d(GlobalLpPool):
    """1-D global Lp pooling: input (channels, length)."""

    rank: ClassVar[int] = 1


class GlobalLpPool2d(GlobalLpPool):
    """2-D global Lp pooling: input (channels, rows, columns)."""

    rank: ClassVar[int] = 2


class GlobalLpPool3d(GlobalLpPool):
    """3-D global Lp pooling: input (channels, depth, rows, columns)."""

    rank: ClassVar[int] = 3
