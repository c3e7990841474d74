"""The fully connected layer: every output reads every input."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from convgif.errors import LayerError, shorten
from convgif.layers.axes import AxisPlan
from convgif.layers.base import Index, Layer, plain_signature
from convgif.layers.fields import Count, Flag, is_list
from convgif.layers.formula import SizeFormula
from convgif.phrases import Phrase


@plain_signature
@dataclass(frozen=True, repr=False)
class Linear(Layer):
    """A fully connected layer: input (in_features,), weight (out_features, in_features).

    It has no spatial axes: its features are its channels.
    """

    family: ClassVar[str] = "Linear"
    kind: ClassVar[str] = "linear"
    rank: ClassVar[int] = 0
    always_printed: ClassVar[tuple[str, ...]] = ("in_features", "out_features", "bias")
    always_seen: ClassVar[tuple[str, ...]] = ("in_features", "out_features")
    never_seen: ClassVar[tuple[str, ...]] = ("bias",)

    in_features: Count = Count(4, "numbers in the input")
    out_features: Count = Count(3, "numbers in the output")
    bias: Flag = Flag(True, "add a bias to each output")

    def spatial_size(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        if is_list(input_size) and not input_size:
            return ()
        raise LayerError(Phrase(
            "input size {size} was given, but Linear has no axes: leave it out, and give "
            "in_features for the size of the input", size=shorten(input_size)))

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        raise _no_axis(axis)

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        raise _no_axis(axis)

    def transpose(self, input_size: int | Sequence[int] = ()) -> "Linear":
        """The layer that leads back, whose weight is this one's transposed: (in_features,
        out_features). `Linear(4, 3).transpose()` is Linear(3, 4)."""
        self.spatial_size(input_size)
        return Linear(self.out_features, self.in_features, self.bias)

    @property
    def input_channels(self) -> int | None:
        return self.in_features

    def output_channels(self, input_channels: int) -> int:
        return self.out_features

    def channels_read(self, out_channel: int) -> range:
        return range(self.in_features)

    @property
    def weight_shape(self) -> tuple[int, ...]:
        return self.out_features, self.in_features

    def weight_channels(self, out_channel: Index, in_channel: Index) -> tuple[Index, Index]:
        return out_channel, in_channel

    @property
    def bias_shape(self) -> tuple[int, ...] | None:
        return (self.out_features,) if self.bias else None

    def mac_count(self, input_size: int | Sequence[int] = ()) -> int:
        self.spatial_size(input_size)
        return self.in_features * self.out_features

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return ()


def _no_axis(axis: int) -> LayerError:
    return LayerError(Phrase("Linear has no axes, and axis {axis} was asked for: leave it out",
                             axis=axis))
