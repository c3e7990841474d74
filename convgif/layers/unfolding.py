"""Windows as columns, and back: what torch.nn calls Unfold and Fold, and others im2col and col2im.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, ClassVar

from convgif.errors import LayerError
from convgif.layers.axes import check_extent
from convgif.layers.base import HIGH, WIDE, plain_signature
from convgif.layers.formula import SizeFormula, window_formula
from convgif.layers.indexing import Indexing, numbered, stamp_index, window_index
from convgif.layers.moving import MovingLayer, Shape, one_each, places
from convgif.layers.sampling_fields import PlaneSizes
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KERNEL_HELP = "the window's size, such as 3 or 3x5"
ADJECTIVES = HIGH, WIDE


class WindowColumns(MovingLayer):
    """What both ways share: windows over a plane, each a column of channels times taps."""

    always_printed: ClassVar[tuple[str, ...]] = ("kernel_size", "dilation", "padding", "stride")
    always_seen: ClassVar[tuple[str, ...]] = ("kernel_size",)

    kernel_size: PlaneSizes
    dilation: PlaneSizes
    padding: PlaneSizes
    stride: PlaneSizes

    def positions(self, plane: Sequence[int]) -> tuple[SizeFormula, ...]:
        """How many windows there are along each axis of a plane. Raises LayerError."""
        found = []
        for axis, size in enumerate(plane):
            pad, kernel = self.padding[axis], self.kernel_size[axis]
            check_extent(size + 2 * pad)
            formula = window_formula(size, kernel, self.stride[axis], self.dilation[axis], pad, pad)
            if formula.size < 1:
                span = self.dilation[axis] * (kernel - 1) + 1
                raise LayerError(Phrase(
                    "a window of {span} is larger than the padded plane, which is only {size} "
                    "{adjective}: pad by {extra}, or take a smaller kernel", span=span,
                    size=size + 2 * pad, adjective=ADJECTIVES[axis],
                    extra=-(-(span - size) // 2)))
            found.append(formula)
        return tuple(found)

    def columns_of(self, shape: Shape) -> Shape:
        """(channels times taps, windows) of a map of that shape. Raises LayerError."""
        return (shape[0] * prod(self.kernel_size),
                prod(formula.size for formula in self.positions(shape[1:])))

    def cells(self, shape: Shape) -> "NDArray[np.intp]":
        """Which element of a map of that shape stands at each place of its columns, -1 for none."""
        import numpy as np

        (rows, row_in), (columns, column_in) = (
            self._along(axis, size) for axis, size in enumerate(shape[1:]))
        place = places(shape)
        found = place[:, np.clip(rows, 0, shape[1] - 1)[:, :, None, None],
                      np.clip(columns, 0, shape[2] - 1)[None, None]]
        found[:, ~(row_in[:, :, None, None] & column_in[None, None])] = -1
        return found.transpose(0, 1, 3, 2, 4).reshape(self.columns_of(shape))

    def _along(self, axis: int, size: int) -> "tuple[NDArray[np.intp], NDArray[np.bool_]]":
        """The cell of each tap of each window along an axis, (taps, windows), and whether there is
        one."""
        import numpy as np

        windows = self.positions((size,) if axis == 0 else (self._span(0), size))[axis].size
        cells = np.add.outer(np.arange(self.kernel_size[axis]) * self.dilation[axis],
                             np.arange(windows) * self.stride[axis]) - self.padding[axis]
        return cells, (cells >= 0) & (cells < size)

    def _sizes(self, plane: Sequence[int]) -> dict[str, float]:
        """The numbers in formulas: how many windows lie in a row of the plane, and the kernel."""
        return {"row": self.positions(plane)[-1].size, "k0": self.kernel_size[0],
                "k1": self.kernel_size[1]}

    def _span(self, axis: int) -> int:
        return self.dilation[axis] * (self.kernel_size[axis] - 1) + 1


@plain_signature
@dataclass(frozen=True, repr=False)
class Unfold(WindowColumns):
    """What each window reads, in columns: input (C, rows, columns), output (C·taps, windows)."""

    family: ClassVar[str] = "Unfold"
    rank: ClassVar[int] = 2
    smallest_input: ClassVar[int] = 3

    kernel_size: PlaneSizes = PlaneSizes(3, KERNEL_HELP)
    dilation: PlaneSizes = PlaneSizes(1, "distance between neighbouring taps")
    padding: PlaneSizes = PlaneSizes(0, "cells of zeros around the plane", minimum=0)
    stride: PlaneSizes = PlaneSizes(1, "how far the window moves")

    def output_channels(self, input_channels: int) -> int:
        return input_channels * prod(self.kernel_size)

    def moved_shape(self, shape: Shape) -> Shape:
        return self.columns_of(shape)

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        return one_each(self.cells(shape))

    def turns(self, shape: Shape, outputs: "NDArray[np.intp]", inputs: "NDArray[np.intp]"
              ) -> "NDArray[np.intp]":
        """A window becomes a column at once."""
        return outputs % self.moved_shape(shape)[1]

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        """A row of the output is a channel and a tap, a column a window."""
        tap_row = "⌊{made}/{k1}⌋" if self.kernel_size[1] > 1 else "{made}"
        taps = (tap_row, "({made} mod {k1})") if shape[0] == 1 else (
            f"({tap_row} mod {{k0}})", "({made} mod {k1})")
        windows = "⌊{i0}/{row}⌋", "({i0} mod {row})"
        reads, sizes = list[str](), self._sizes(shape[1:])
        for axis, kernel in enumerate(self.kernel_size):
            index = window_index(kernel, self.stride[axis], self.dilation[axis],
                                 *(self.padding[axis],) * 2, rotated=False)
            reads.append(numbered(index.expression, axis).replace(
                f"{{i{axis}}}", windows[axis]).replace(f"{{m{axis}}}", taps[axis]))
            sizes |= {f"{name}{axis}": number for name, number in index.sizes.items()}
        channel = "0" if shape[0] == 1 else "⌊{made}/({k0}·{k1})⌋"
        return Indexing(reads, sizes, channel=channel, sums=False, rank=2)

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        return (of_windows(self.positions(self.spatial_size(input_size))),)

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        least, _ = super().default_input_size(smallest, outputs)
        return tuple(max(least, self._span(axis) + self.stride[axis] - 2 * self.padding[axis])
                     for axis in range(self.rank))


@plain_signature
@dataclass(frozen=True, repr=False)
class Fold(WindowColumns):
    """Columns back to windows, which add up where they overlap: input (C·taps, windows), output
    (C, rows, columns)."""

    family: ClassVar[str] = "Fold"
    rank: ClassVar[int] = 1
    always_printed: ClassVar[tuple[str, ...]] = ("output_size", *WindowColumns.always_printed)
    always_seen: ClassVar[tuple[str, ...]] = ("output_size", "kernel_size")

    output_size: PlaneSizes = PlaneSizes(4, "the size of the plane that windows are put into")
    kernel_size: PlaneSizes = PlaneSizes(3, KERNEL_HELP)
    dilation: PlaneSizes = PlaneSizes(1, "distance between neighbouring taps")
    padding: PlaneSizes = PlaneSizes(0, "cells around the plane that are left out", minimum=0)
    stride: PlaneSizes = PlaneSizes(1, "how far the window moves")

    @property
    def most_sources(self) -> int:
        return prod(self.kernel_size)

    def least_channels(self) -> int:
        return prod(self.kernel_size)

    def output_channels(self, input_channels: int) -> int:
        return input_channels // prod(self.kernel_size)

    def moved_shape(self, shape: Shape) -> Shape:
        channels, rest = divmod(shape[0], prod(self.kernel_size))
        windows = self.columns_of((1, *self.output_size))[1]
        if rest:
            raise LayerError(Phrase(
                "{rows} rows do not divide by the {taps} taps of a window: give a multiple of "
                "{taps}", rows=shape[0], taps=prod(self.kernel_size)))
        if shape[1] != windows:
            raise LayerError(Phrase(
                "{columns} columns do not suit {layer}, in whose output there are {windows} "
                "windows: give {windows} columns", columns=shape[1], layer=type(self).__name__,
                windows=windows))
        return (channels, *self.output_size)

    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        import numpy as np

        made = self.moved_shape(shape)
        target = self.cells(made).ravel()
        source = np.flatnonzero(target >= 0)
        target = target[source]
        order = np.argsort(target, kind="stable")
        target, source = target[order], source[order]
        counts = np.bincount(target, minlength=prod(made))
        place = np.arange(len(target)) - np.repeat(np.cumsum(counts) - counts, counts)
        found = np.full((prod(made), max(1, int(counts.max()))), -1)
        found[target, place] = source
        return found

    def turns(self, shape: Shape, outputs: "NDArray[np.intp]", inputs: "NDArray[np.intp]"
              ) -> "NDArray[np.intp]":
        """A column is added onto its window at once."""
        return inputs % shape[1]

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing:
        """A row of the input is a channel and a tap, a column a window."""
        sizes, windows = self._sizes(self.output_size), list[str]()
        for axis, kernel in enumerate(self.kernel_size):
            index = stamp_index(kernel, self.stride[axis], self.dilation[axis],
                                *(self.padding[axis],) * 2)
            windows.append(numbered(index.expression, axis))
            sizes |= {f"{name}{axis}": number for name, number in index.sizes.items()}
        channel = "{m0}" if shape[0] == prod(self.kernel_size) else "({made}·{k0} + {m0})"
        return Indexing([f"({windows[0]})·{{row}} + {windows[1]}"], sizes, rank=2,
                        channel=f"{channel}·{{k1}} + {{m1}}",
                        taps={"m0": self.kernel_size[0], "m1": self.kernel_size[1]})

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        formulas = [replace(formula, letters=formula.letters.replace("{i}", "{o}"))
                    for formula in self.positions(self.output_size)]
        return (replace(of_windows(formulas), of="i"),)

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        super().default_input_size(smallest, outputs)
        return (self.columns_of((1, *self.output_size))[1],)


def of_windows(formulas: Sequence[SizeFormula]) -> SizeFormula:
    """How many windows there are in all: `(3 − 2 + 1)·(3 − 2 + 1) = 4`."""
    count = prod(formula.size for formula in formulas)
    each = [f"({formula.expression})" if formula.exact == formula.size else
            f"⌊{formula.expression}⌋" for formula in formulas]
    written = "·".join(each)
    letters = "·".join([f"({numbered(formula.letters, axis)})"
                        for axis, formula in enumerate(formulas)])
    return SizeFormula(written, Fraction(count), count, letters, written, axes=len(formulas),
                       alike=len(set(formulas)) == 1)
