"""Transposed convolution, in both readings: stamps, and the equivalent convolution.

The equivalent convolution slides the kernel, rotated by 180 degrees, by 1 over the input with
stride-1 zeros inserted and dilation*(kernel-1) - padding zeros around; where that is negative the
windows start inside. Source: Dumoulin and Visin, arXiv 1603.07285, relationship 14.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd, prod
from typing import Any, ClassVar

from convgif.errors import LayerError, setting
from convgif.layers.axes import AxisPlan, CellKind, StampPlan, check_extent
from convgif.layers.base import Index, plain_signature
from convgif.layers.convolution import Conv1d, Conv2d, Conv3d, WeightedLayer
from convgif.layers.fields import Choice, Count, Flag, Padding, Sizes, per_axis
from convgif.layers.formula import SizeFormula, transposed_formula
from convgif.layers.indexing import IndexFormula, stamp_index
from convgif.layers.padding import PADDING_WORDS, TRANSPOSED_WORDS
from convgif.phrases import Phrase, in_a_row


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
    padding: Padding = Padding("cells that are cropped from each side of the output",
                               TRANSPOSED_WORDS)
    output_padding: Sizes = Sizes(0, "cells added at the end of each output axis", minimum=0)
    groups: Count = Count(1, "channel groups that do not see each other")
    bias: Flag = Flag(True, "add a bias to each output channel")
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")
    padding_mode: Choice = Choice("zeros", "what the border holds", ("zeros",))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self._sets_output and any(self.output_padding):
            raise LayerError(Phrase(
                "padding '{word}' makes the output as large as input * stride, and output_padding "
                "{extra} would make it another: leave one out", word=self.padding,
                extra=max(self.output_padding)))
        for axis, extra in enumerate(self.output_padding):
            limit = max(self.stride[axis], self.dilation[axis])
            if extra >= limit:
                raise LayerError(Phrase(
                    "output_padding {extra} is too large: it must be smaller than the stride or "
                    "the dilation, so {most} at most here", extra=extra, most=limit - 1))

    @property
    def _sets_output(self) -> bool:
        """Whether the padding is a word that makes the output as large as input * stride."""
        return isinstance(self.padding, str) and PADDING_WORDS[self.padding].sets_output

    def crops(self, axis: int) -> tuple[int, int]:
        """How many cells `padding` cuts off the output's beginning and end along that axis."""
        if isinstance(self.padding, str):
            crops = PADDING_WORDS[self.padding].crops
            assert crops is not None
            return crops(max(0, self.span(axis) - self.stride[axis]))
        pad = self.padding[axis]
        return pad if isinstance(pad, tuple) else (pad, pad)

    def extra(self, axis: int) -> int:
        """How many cells are added at the output's end along that axis: `output_padding`, or what
        a word for padding takes in its place."""
        if self._sets_output:
            return max(0, self.stride[axis] - self.span(axis))
        return self.output_padding[axis]

    def parameters(self) -> dict[str, Any]:
        extras = tuple(map(self.extra, range(self.rank)))
        return super().parameters() | ({"output_padding": extras} if any(extras) else {})

    def border(self, axis: int) -> tuple[int, int]:
        """Zeros before and after the equivalent convolution's input; negative where cells of
        that input are passed over."""
        before, after = self.crops(axis)
        reach = self.span(axis) - 1
        return reach - before, reach - after + self.extra(axis)

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        output_size = self.axis_formula(axis, size).size
        if output_size < 1:
            raise self._crops_all(axis, size)
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
            added=min(self.extra(axis), output_size))

    def axis_stamps(self, axis: int, size: int) -> StampPlan:
        stride, span = self.stride[axis], self.span(axis)
        before, after = self.crops(axis)
        first = max(0, -before)  # padding below zero adds cells that no stamp reaches
        canvas = first + (size - 1) * stride + span + self.extra(axis) + max(0, -after)
        return StampPlan(
            size=canvas,
            starts=range(first, first + size * stride, stride),
            offsets=range(0, span, self.dilation[axis]),
            crop=range(first + before, first + before + self.axis_formula(axis, size).size))

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        before, after = self.crops(axis)
        return transposed_formula(size, self.kernel_size[axis], self.stride[axis],
                                  self.dilation[axis], before, after, self.extra(axis))

    def axis_index(self, axis: int, size: int, *, rotated: bool = False) -> IndexFormula:
        return stamp_index(self.kernel_size[axis], self.stride[axis], self.dilation[axis],
                           *self.crops(axis))

    def with_output_size(self, input_size: int | Sequence[int],
                         output_size: int | Sequence[int] | None) -> "ConvTranspose":
        """The layer with the `output_padding` that makes its output so large, as torch.nn's
        forward finds it; the layer itself if None is asked for.

        `ConvTranspose1d(stride=2, padding=1).with_output_size(3, 6)` has output_padding 1.
        Raises LayerError with the sizes that it can make.
        """
        if output_size is None:
            return self
        cells = self.spatial_size(input_size)
        wanted = per_axis(output_size, "output_size", self.rank, 1)
        made = [self._output_sizes(axis, size) for axis, size in enumerate(cells)]
        if not all(size in sizes for size, sizes in zip(wanted, made, strict=True)):
            given = wanted[0] if len(set(wanted)) == 1 else wanted
            raise LayerError(Phrase(
                "{wanted} is none that this layer makes of an input of {input}: give {sizes}",
                wanted=setting("output_size", given), input="×".join(map(str, cells)),
                sizes=self._in_words(made)))
        if self._sets_output:
            return self
        return replace(self, output_padding=tuple(
            self.extra(axis) + wanted[axis] - formula.size
            for axis, formula in enumerate(self.size_formulas(cells))))

    def transpose(self, input_size: int | Sequence[int]) -> WeightedLayer:
        """The convolution that leads back: of an output of this layer it makes the shape of its
        input, and takes the same weight, as it is stored.

        Where output_padding is as much as the stride or more, the end of the output, on which
        more windows would fit than there are inputs, is cropped by padding below zero. Raises
        LayerError where the layer does not fit the size, or that leaves nothing.
        """
        sizes = self.spatial_size(input_size)
        outputs = [axis.output_size for axis in self.plan(sizes)]
        pads = []
        for axis, output in enumerate(outputs):
            (before, after), stride = self.crops(axis), self.stride[axis]
            after -= self.extra(axis) // stride * stride
            if output - max(0, -before) - max(0, -after) < 1:
                raise LayerError(Phrase(
                    "no stamp reaches any of the {output} cells that the output is {adjective}, so "
                    "that no convolution leads back: take a larger input", output=output,
                    adjective=self.axis_adjective(axis)))
            pads.append((before, after))
        return self._mirrored(pads)

    def _output_sizes(self, axis: int, size: int) -> range:
        """The sizes that its output can have along that axis. Raises LayerError for none."""
        now, extra = self.axis_formula(axis, size).size, self.extra(axis)
        most = max(self.stride[axis], self.dilation[axis]) - 1
        sizes = range(now, now + 1) if self._sets_output else range(
            max(1, now - extra), now - extra + most + 1)
        if not sizes:
            raise self._crops_all(axis, size)
        return sizes

    def _in_words(self, made: Sequence[range]) -> str:
        """Sizes of each axis: `5 to 6`, or `5 to 6 high, 7 wide`."""
        said = [Phrase("{least} to {most}", least=sizes[0], most=sizes[-1]) if len(sizes) > 1 else
                f"{sizes[0]}" for sizes in made]
        if len(set(said)) == 1:
            return said[0]
        return in_a_row(Phrase("{sizes} {adjective}", sizes=sizes,
                               adjective=self.axis_adjective(axis))
                        for axis, sizes in enumerate(said))

    def _crops_all(self, axis: int, size: int) -> LayerError:
        before, after = self.crops(axis)
        whole = self.axis_formula(axis, size).size + before + after
        return LayerError(Phrase(
            "padding {before}+{after} crops all of an output that is only {size} {adjective}: "
            "lower the padding or take a larger input", before=before, after=after, size=whole,
            adjective=self.axis_adjective(axis)))

    @property
    def weight_shape(self) -> tuple[int, ...]:
        return (self.in_channels, self.out_channels // self.groups, *self.kernel_size)

    def weight_channels(self, out_channel: Index, in_channel: Index) -> tuple[Index, Index]:
        return in_channel, out_channel % (self.out_channels // self.groups)

    def filter_index(self, out_channel: int) -> tuple[int | slice, ...]:
        reads = self.channels_read(out_channel)
        group = slice(reads.start, reads.stop) if self.groups > 1 else slice(None)
        return group, out_channel % (self.out_channels // self.groups)

    @property
    def weight_factors(self) -> tuple[int, ...]:
        read, made, *kernel = self.weight_shape
        return (read, *kernel, made)

    def mac_factors(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        self.plan(input_size)
        return (*self.weight_factors, *self.spatial_size(input_size))

    def mac_count(self, input_size: int | Sequence[int]) -> int:
        inputs = self.input_shape(input_size)
        self.output_shape(inputs)
        return prod(inputs) * (self.out_channels // self.groups) * prod(self.kernel_size)

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return tuple(self._most_read(axis) for axis in range(self.rank))

    def receptive_field_on(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        """The same within an input of that size: a small one has less to read."""
        self.plan(input_size)
        ends = [self.axis_stamps(axis, size).inputs_read
                for axis, size in enumerate(self.spatial_size(input_size))]
        return tuple(max(1, int((last - first).max()) + 1) for first, last in ends)

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


for _convolution, _transposed in ((Conv1d, ConvTranspose1d), (Conv2d, ConvTranspose2d),
                                  (Conv3d, ConvTranspose3d)):
    _convolution.opposite, _transposed.opposite = _transposed, _convolution
