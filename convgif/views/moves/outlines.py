"""What is outlined where numbers are moved: a column and its window, the input within its border,
and the cell of it that the border repeats."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from convgif.layers.padding_layers import Pad
from convgif.layers.unfolding import WindowColumns
from convgif.scenes.scene import Mark, MarkId, Roles, Shape
from convgif.traces.steps import Trace
from convgif.traces.turns import Pair
from convgif.views.kit.boards import LINE_ORDER
from convgif.views.kit.grids import Corners
from convgif.views.kit.pointers import outline
from convgif.views.moves.ways import Place

GIVEN, MADE, COPY = ("given_outline", ()), ("made_outline", ()), ("copy_outline", ())
COPY_INSET_PX = 2.5  # so that it is seen beside the lines of the grid


class Outlines:
    """The outlines on the boards of that trace's maps. given, made: where the numbers of the input
    and of the output lie that are drawn. columns: whether columns go as a whole."""

    def __init__(self, trace: Trace, given: Mapping[int, Place], made: Mapping[int, Place], *,
                 columns: bool) -> None:
        self._trace, self._given, self._made = trace, given, made
        self._columns = columns and isinstance(trace.layer, WindowColumns)
        layer, shape = trace.layer, trace.input.shape
        self._pad = layer if isinstance(layer, Pad) and layer.is_border(shape).any() else None
        self._border = set[int]() if self._pad is None else set(
            np.flatnonzero(self._pad.is_border(shape)).tolist())

    @property
    def repeats(self) -> bool:
        """Whether there is a border that repeats cells."""
        return self._pad is not None and self._pad.repeats(self._trace.input.shape)

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
        inside = [place for number, place in self._made.items() if number not in self._border]
        if self._pad is not None and inside:
            yield Mark(("block", ()), outline(_around(inside)), ("block",), LINE_ORDER)

    def draw(self, pairs: Sequence[Pair], roles: dict[MarkId, Roles], shapes: dict[MarkId, Shape]
             ) -> None:
        """Those of a turn."""
        if self._columns:
            shapes[GIVEN] = outline(_around([self._given[given] for _, given in pairs]))
            shapes[MADE] = outline(_around([self._made[output] for output, _ in pairs]))
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
        at = [channel, *[cell + self._pad.pads(axis)[0] for axis, cell in enumerate(index)]]
        shape = self._trace.output.shape
        if not all(0 <= cell < size for cell, size in zip(at, shape, strict=True)):
            return None
        return self._made[int(np.ravel_multi_index(at, shape))]


def _around(places: Iterable[Place]) -> list[Corners]:
    """Around what lies between the first and the last of those cells, on each board."""
    boards = dict[str, list[Place]]()
    for place in places:
        boards.setdefault(place.board.name, []).append(place)
    return [on[0].board.grid.box(*[(end(place.cell[0] for place in on),
                                    end(place.cell[1] for place in on)) for end in (min, max)])
            for on in boards.values()]
