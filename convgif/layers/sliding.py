"""What slides windows over its input: the geometry that convolutions and pooling share."""

from typing import Any, ClassVar

from convgif.errors import LayerError
from convgif.layers.axes import AxisPlan, CellKind, check_extent
from convgif.layers.base import Layer
from convgif.layers.fields import Padding, Sizes
from convgif.layers.formula import SizeFormula, window_formula
from convgif.layers.indexing import IndexFormula, window_index
from convgif.layers.padding import PADDING_WORDS, border_sources, crops_all
from convgif.phrases import Phrase

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
        """How many border cells lie before and after the input along that axis; below zero, how
        many cells of the input are cropped."""
        if isinstance(self.padding, str):
            return PADDING_WORDS[self.padding].pads(size, self.span(axis), self.stride[axis])
        pad = self.padding[axis]
        return pad if isinstance(pad, tuple) else (pad, pad)

    def kept(self, axis: int, size: int) -> tuple[int, int]:
        """From which cell of the input to which padding below zero leaves it, the second not
        counted. Raises LayerError where it leaves none."""
        before, after = self.pads(axis, size)
        first, last = max(0, -before), size - max(0, -after)
        if first >= last:
            raise crops_all(before, after, size, self.axis_adjective(axis))
        return first, last

    def border_mode(self) -> str:
        """What the border cells hold, a word of PADDING_MODES."""
        return "zeros"

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        before, after = self.pads(axis, size)
        first, last = self.kept(axis, size)
        check_extent(max(0, before) + size + max(0, after))
        border = border_sources(last - first, max(0, before), max(0, after), self.border_mode())
        formula = self.axis_formula(axis, size)
        if formula.size < 1:
            raise self._too_large(axis, size)
        check_extent(max(0, before) + size + max(0, after) + formula.overhang)
        stride = self.stride[axis]
        # What is cropped at the end lies beyond the overhang: a window reads neither.
        return AxisPlan(
            kinds=(*[CellKind.INPUT] * first, *[CellKind.PADDING] * before,
                   *[CellKind.INPUT] * (last - first), *[CellKind.PADDING] * after,
                   *[CellKind.OVERHANG] * formula.overhang, *[CellKind.INPUT] * (size - last)),
            sources=(*range(first),
                     *(border if not first else
                       (None if source is None else first + source for source in border)),
                     *[None] * formula.overhang, *range(last, size)),
            starts=range(first, first + formula.size * stride, stride),
            offsets=range(0, self.span(axis), self.dilation[axis]),
            kernel=range(self.kernel_size[axis]))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        return window_formula(size, self.kernel_size[axis], self.stride[axis],
                              self.dilation[axis], *self.pads(axis, size))

    def axis_index(self, axis: int, size: int, *, rotated: bool = False) -> IndexFormula:
        return window_index(self.kernel_size[axis], self.stride[axis], self.dilation[axis],
                            *self.pads(axis, size), rotated=rotated)

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return tuple(self.span(axis) for axis in range(self.rank))

    def _too_large(self, axis: int, size: int) -> LayerError:
        kernel, dilation, span = self.kernel_size[axis], self.dilation[axis], self.span(axis)
        before, after = self.pads(axis, size)
        extra, enough = -(-(span - size) // 2), span - before - after
        padded = (Phrase("the padded input") if max(before, after) > 0 else
                  Phrase("the cropped input") if before or after else Phrase("the input"))
        values = {"kernel": kernel, "padded": padded, "size": before + size + after,
                  "adjective": self.axis_adjective(axis), "extra": extra}
        if dilation > 1:
            return LayerError(Phrase(
                "kernel {kernel} dilated by {dilation} spans {span}, but {padded} is only {size} "
                "{adjective}: pad by {extra} or lower the dilation", **values, dilation=dilation,
                span=span))
        return LayerError(*(Phrase(
            "kernel {kernel} is larger than {padded}, which is only {size} {adjective}: pad by "
            "{extra} or {advice}", **values, advice=advice) for advice in (
                Phrase("take an input of {enough}", enough=enough),
                Phrase("take a larger input, so that {enough} arrive here", enough=enough))))
