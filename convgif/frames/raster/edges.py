"""Edges of fills: which cell a pixel shows, and which other one has its share of it."""

from collections.abc import Iterator, Sequence
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from convgif.frames.colors import Color
from convgif.frames.raster.brush import Brush
from convgif.frames.raster.repeats import Repeats
from convgif.scenes.scene import Cell, Mark

Owners = NDArray[np.uint32]
LEAST_SHARE, HALF, MOST_SHARE = 64, 128, 191  # of 255: between them a pixel is half of each cell
MOST_CELLS = 1 << 24  # by which a share and the number of a cell are told apart


class Edges:
    """Which cell is on top at each pixel (`owner`, from 1, 0 for none), and at the pixels that an
    edge goes through (`pixels`, row by row) both that share each (`pairs`)."""

    def __init__(self, cells: Sequence[Mark], repeats: Repeats, brush: Brush,
                 shape: tuple[int, int], blended: bool) -> None:
        """cells: in their paint order. blended: whether any pixel is shared at all."""
        self._repeats, self._brush, self._cells = repeats, brush, cells
        self.owner: Owners = np.zeros(shape, np.uint32)
        other: Owners = self.owner.copy()
        for order, _ in groupby(cells, lambda mark: mark.order):
            looks = [() if mark.order == order else None for mark in cells]
            self._lay(looks, other, blended)
        self.pixels = np.flatnonzero(other != self.owner)
        self.pairs = np.stack([self.owner.reshape(-1)[self.pixels],
                               other.reshape(-1)[self.pixels]])
        whose = self.pairs.reshape(-1)
        self._by_cell = np.argsort(whose, kind="stable")
        self._starts = np.searchsorted(whose, np.arange(len(cells) + 2), sorter=self._by_cell)

    def of(self, cell: int) -> NDArray[np.intp]:
        """The places in `pixels` of those that a cell shares."""
        mine = self._by_cell[self._starts[cell]:self._starts[cell + 1]]
        return mine % max(1, len(self.pixels))

    def mixes(self, fills: Sequence[frozenset[Color]]) -> Iterator[frozenset[Color]]:
        """The colours, two by two, that ever share a pixel. fills: those that each cell takes, and
        first what there is without one."""
        numbers = {each: number for number, each in enumerate(dict.fromkeys(fills))}
        kinds = [*numbers]
        kind_of = np.array([numbers[each] for each in fills])
        ones, twos = kind_of[self.pairs]
        for one, two in (divmod(pair, len(kinds)) for pair
                         in np.unique(ones * len(kinds) + twos).tolist()):
            yield from (frozenset(pair) for pair in product(kinds[one], kinds[two])
                        if len({*pair}) == 2)

    def _lay(self, looks: Sequence[tuple[()] | None], other: Owners, blended: bool) -> None:
        """Lays the cells of one paint order over what there is. looks: () for those."""
        best, first, last = (np.zeros_like(self.owner) for _ in range(3))
        for alike in self._repeats.alike(looks, 0):
            mark, numbers = self._cells[alike[0]], (alike + 1).astype(np.uint32)
            assert isinstance(mark.shape, Cell)
            for box, coverage in self._brush.covered(mark.shape, whole=not blended):
                shares = coverage.astype(np.uint32)
                part = ((coverage >= LEAST_SHARE) & (coverage <= MOST_SHARE)).astype(np.uint32)
                self._repeats.put(best, (box, shares * MOST_CELLS), alike, numbers)
                self._repeats.put(last, (box, part), alike, numbers - 1)
                self._repeats.put(first, (box, part), alike, len(self._cells) - numbers)
        laid = np.flatnonzero(best | first | last)
        best, first, last, below = (each.reshape(-1)[laid]
                                    for each in (best, first, last, self.owner))
        first = np.where(first, len(self._cells) + 1 - first, 0)
        own = np.where((best >= HALF * MOST_CELLS) | (first != last), best % MOST_CELLS, 0)
        inside = _surrounded(laid[(own > 0) | (last > 0)], self.owner.shape).take(laid)
        own = np.where(inside & (own == 0), best % MOST_CELLS, own)
        beside = np.where(first != own, first,
                          np.where(last != own, last, np.where(inside, own, below)))
        owned, shared = own > 0, (own > 0) | (last > 0)
        other.reshape(-1)[laid[shared]] = np.where(last, beside, own)[shared]
        self.owner.reshape(-1)[laid[owned]] = own[owned]


def _surrounded(taken: NDArray[np.intp], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pixels lie between four that are taken: where corners of cells meet, those may have so
    little each that nothing but the cell below would seem to be there."""
    plane, around = np.zeros(shape, bool), np.zeros(shape, bool)
    plane.reshape(-1)[taken] = True
    around[1:-1, 1:-1] = (plane[:-2, 1:-1] & plane[2:, 1:-1] & plane[1:-1, :-2]
                          & plane[1:-1, 2:])
    return around
