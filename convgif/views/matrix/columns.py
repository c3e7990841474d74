"""What a step changes where the matrix goes column by column: each times its element of x is added
onto y, as a stamp is."""

from collections.abc import Iterator

import numpy as np

from convgif.scenes.scene import Element, Line, MarkId, Roles, Scene
from convgif.views.kit.pointers import outline
from convgif.views.kit.sum_layout import Change
from convgif.views.kit.timeline import Timeline
from convgif.views.matrix.sheets import LINE, Sheets, shade


class Columns(Sheets):
    """The boards of a matrix and of its maps. A step is about a column: an element of the input,
    and all outputs that take it. An output is there once it has all that it takes."""

    def scenes(self, timeline: Timeline, *, prefilled: bool) -> Iterator[Scene]:
        """A scene for each column of the matrix."""
        last = [max(row, default=0) for row in self.wiring.rows]  # of the columns that it takes
        for column in range(self.wiring.shape[1]):
            full = {row for row, its_last in enumerate(last) if prefilled or its_last <= column}
            yield timeline.next(*self._at_column(column, full, timeline))

    def outlined(self, number: int) -> Line:
        """The outline of what a step is about: of a column of the matrix."""
        return outline([self.matrix.grid.box((0, number), (self.matrix.grid.rows - 1, number))])

    def _at_column(self, column: int, full: set[int], timeline: Timeline) -> Change:
        """What differs from the stage at rest in that step. full: the outputs that are there."""
        roles: dict[MarkId, Roles] = {}
        source = self.elements[self.boards["x"].cell(column, 0)]
        for board, place in self._at[source]:
            rest = (*self._rest["extended"](source.index), *shade(board, place))
            roles[board.cell(*place)] = (*rest, "read")
            roles |= dict.fromkeys(board.written(*place), ("value_active",))
        for row in sorted(full):
            self._fill(row, timeline)
        for row, entry in self.wiring.columns[column].items():
            roles[self.matrix.cell(row, column)] = (*entry.tint.on(self.matrix),
                                                    *shade(self.matrix, (row, column)))
            roles[self.matrix.number(row, column)] = ("on_tint",)
            output = self._output(row)
            for board, place in self._at[output]:
                roles[board.cell(*place)] = (*self._rest["output"](output.index), "reached",
                                             *entry.tint.on(board))
                if row in full:
                    roles[board.number(*place)] = ("on_tint",)
        return roles, {LINE: self.outlined(column)}

    def _fill(self, row: int, timeline: Timeline) -> None:
        """An output is there from now on."""
        output = self._output(row)
        for board, place in self._at[output]:
            timeline.settle(board.cell(*place), (*self._rest["output"](output.index),
                                                 *shade(board, place)))
            timeline.settle(board.number(*place), ("value",))

    def _output(self, row: int) -> Element:
        index = np.unravel_index(row, self._trace.output.shape)
        return Element("output", tuple([int(at) for at in index]))
