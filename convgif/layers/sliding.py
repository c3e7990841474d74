"""What slides windows over its input: the geometry that convolutions and pooling share."""

from typing import Any, ClassVar

from convgif.errors import LayerError
from convgif.layers.axes import AxisPlan, CellKind, check_extent
from convgif.layers.base import Layer
from convgif.layers.fields import Padding, Sizes
from convgif.layers.formula import SizeFormula, window_formula
from convgif.layers.padding import PADDING_WORDS, border_sources

OF_THE_BORDER = ("padding_mode", "count_include_pad")  # without one they change nothing


class WindowLayer(Layer):
    """A layer with a kernel, whose taps lie `dilation` cells apart."""

    always_seen: ClassVar[tuple[str, ...]] = ("kernel_size",)

    kernel_size: Sizes
    stride: Sizes
    dilation: Sizes

    def span(self, axis: int) -> int:
        """From the first tap of a window to its last along that axis, both counted."""
        return self.dilation[axis] * (self.kernel_size[axis] - 1) + 1


class SlidingLayer(WindowLayer):
    """A layer whose window moves by `stride` over the padded input."""

    padding: Padding

    def parameters(self) -> dict[str, Any]:
        found = super().parameters()
        return {name: value for name, value in found.items()
                if name not in OF_THE_BORDER or "padding" in found}

    def pads(self, axis: int, size: int) -> tuple[int, int]:
        """How many border cells lie before and after the input along that axis."""
        if isinstance(self.padding, str):
            return PADDING_WORDS[self.padding].pads(size, self.span(axis), self.stride[axis])
        pad = self.padding[axis]
        return pad if isinstance(pad, tuple) else (pad, pad)

    def border_mode(self) -> str:
        """What the border cells hold, a word of PADDING_MODES."""
        return "zeros"

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        before, after = self.pads(axis, size)
        extended = before + size + after
        check_extent(extended)
        sources = border_sources(size, before, after, self.border_mode())
        outputs = self.axis_formula(axis, size).size
        if outputs < 1:
            raise self._too_large(axis, size)
        stride, span = self.stride[axis], self.span(axis)
        overhang = max(0, (outputs - 1) * stride + span - extended)
        check_extent(extended + overhang)
        return AxisPlan(
            kinds=(*[CellKind.PADDING] * before, *[CellKind.INPUT] * size,
                   *[CellKind.PADDING] * after, *[CellKind.OVERHANG] * overhang),
            sources=(*sources, *[None] * overhang),
            starts=range(0, outputs * stride, stride),
            offsets=range(0, span, self.dilation[axis]), kernel=range(self.kernel_size[axis]))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        return window_formula(size, self.kernel_size[axis], self.stride[axis],
                              self.dilation[axis], *self.pads(axis, size))

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return tuple(self.span(axis) for axis in range(self.rank))

    def _too_large(self, axis: int, size: int) -> LayerError:
        kernel, dilation, span = self.kernel_size[axis], self.dilation[axis], self.span(axis)
        before, after = self.pads(axis, size)
        named = (f"kernel {kernel}" if dilation == 1
                 else f"kernel {kernel} dilated by {dilation} spans {span}, but")
        verb = " is larger than" if dilation == 1 else ""
        extra, enough = -(-(span - size) // 2), span - before - after
        lower = " or lower the dilation" if dilation > 1 else f" or take an input of {enough}"
        padded = "the padded input" if before or after else "the input"
        return LayerError(f"{named}{verb} {padded}{', which' if dilation == 1 else ''} is only "
                          f"{before + size + after} {self.axis_adjective(axis)}: "
                          f"pad by {extra}{lower}")
