"""What is outlined where numbers are moved: a column and its window, the input within its border,
and the cell of it that the border repeats."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from convgif.layers.padding_layers import Pad
from convgif.layers.unfolding import WindowColumns
from convgif.scenes.scene import Line, Mark, MarkId, Roles, Shape
from convgif.traces.steps import Trace
from convgif.traces.turns import Pair
from convgif.views.kit.boards import LINE_ORDER, Board
from convgif.views.kit.grids import cell_of
from convgif.views.kit.pointers import outline
from convgif.views.moves.ways import Place

GIVEN, MADE, COPY = ("given_outline", ()), ("made_outline", ()), ("copy_outline", ())
COPY_INSET_PX = 2.5  # so that it is seen beside the lines of the grid


class Outlines:
    """The outlines on the boards of that trace's input and output, a board for each channel.
    columns: whether columns go as a whole."""

    def __init__(self, trace: Trace, inputs: Sequence[Board], outputs: Sequence[Board], *,
                 columns: bool) -> None:
        self._trace, self._inputs, self._outputs = trace, inputs, outputs
        self._columns = columns and isinstance(trace.layer, WindowColumns)
        layer, shape = trace.layer, trace.input.shape
        self._pad = layer if isinstance(layer, Pad) and layer.is_border(shape).any() else None
        self._border = set[int]() if self._pad is None else set(
            np.flatnonzero(self._pad.is_border(shape)).tolist())

    @property
    def repeats(self) -> bool:
        """Whether there is a border that repeats cells."""
        return self._pad is not None and self._pad.repeats(self._trace.input.shape)

    @cached_property
    def _planes(self) -> list[tuple[int, ...]]:
        """The channel that each board of the output shows, and the slice of it."""
        shape = self._trace.output.shape
        return [*np.ndindex(*(shape[:-2] if len(shape) > 2 else shape[:1]))]

    def is_border(self, output: int) -> bool:
        """Whether that output lies around the input."""
        return output in self._border

    def marks(self, turns: Sequence[Sequence[Pair]]) -> Iterator[Mark]:
        """All of them before the first of the turns."""
        pending = dict[MarkId, Shape]()
        for pairs in reversed(turns):  # a line is never empty
            self.draw(pairs, {}, pending)
        for id, shape in pending.items():
            yield Mark(id, shape, ("pending",), LINE_ORDER)
        if self._pad is not None:
            inside = np.argwhere(~self._pad.is_border(self._trace.input.shape)[0])
            if len(inside):
                first, last = inside[0].tolist(), inside[-1].tolist()
                slices = inside[:, :-2].tolist()  # of the depth, where there is one
                boxes = [board.grid.box(cell_of(first[-2:]), cell_of(last[-2:]))
                         for board, (_, *depth) in zip(self._outputs, self._planes, strict=True)
                         if not depth or depth in slices]
                yield Mark(("block", ()), outline(boxes), ("block",), LINE_ORDER)

    def draw(self, pairs: Sequence[Pair], roles: dict[MarkId, Roles], shapes: dict[MarkId, Shape]
             ) -> None:
        """Those of a turn."""
        if self._columns:
            shapes[GIVEN] = self._around(self._inputs, {given for _, given in pairs},
                                         self._trace.input.shape)
            shapes[MADE] = self._around(self._outputs, {output for output, _ in pairs},
                                        self._trace.output.shape)
            roles |= dict.fromkeys((GIVEN, MADE), ("moved_outline",))
        copies = [copy for _, given in pairs if (copy := self.copy_of(given))] if (
            self.repeats) else []
        if copies:
            roles[COPY], shapes[COPY] = ("source",), outline([
                copy.board.grid.box(copy.cell, copy.cell) for copy in copies], COPY_INSET_PX)

    def copy_of(self, given: int) -> Place | None:
        """Where a cell of the input lies in the output, within the border; None for one that is
        cropped, or where there is none."""
        if self._pad is None:
            return None
        channel, *index = np.unravel_index(given, self._trace.input.shape)
        at = [int(cell) + self._pad.pads(axis)[0] for axis, cell in enumerate(index)]
        if not all(0 <= cell < size for cell, size in zip(
                at, self._trace.output.shape[1:], strict=True)):
            return None
        return Place(self._outputs[self._planes.index((int(channel), *at[:-2]))], cell_of(at[-2:]))

    def _around(self, boards: Sequence[Board], numbers: set[int], shape: tuple[int, ...]) -> Line:
        """Around what lies between the first and the last of those cells, on each board."""
        boxes = []
        places = np.array(np.unravel_index(sorted(numbers), shape)).T
        for channel, board in enumerate(boards):
            on = places if len(shape) < 3 else places[places[:, 0] == channel][:, 1:]
            if len(on):
                boxes.append(board.grid.box(cell_of(on.min(axis=0).tolist()),
                                            cell_of(on.max(axis=0).tolist())))
        return outline(boxes)
