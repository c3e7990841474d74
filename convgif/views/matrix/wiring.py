"""What is wired in the matrix of a layer: its entries, each with its weight's name and tint."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np

from convgif.layers import Layer
from convgif.scenes.roles import FINE, HUES, TONES
from convgif.scenes.scene import Roles
from convgif.traces.tracing import Trace
from convgif.views.kit.boards import Board
from convgif.views.kit.grids import Index
from convgif.views.kit.names import weight_name
from convgif.views.kit.numerals import fraction

SUM = "Σ"


@dataclass(frozen=True)
class Tint:
    """A hue, and a tone of it, by which weights are told apart; None for several in one entry.
    fine: the hue and the tone of a kernel that is too large for those, which are told apart by
    what is said of them."""

    hue: int | None
    tone: int = TONES - 1
    fine: tuple[int, int] | None = None

    @property
    def full(self) -> str:
        """The role of what takes part in the step."""
        return self._of("tint")

    @property
    def edge(self) -> str:
        """The role of an edge through it that takes part in the step."""
        return replace(self, fine=None)._of("edge")

    @property
    def faint_edge(self) -> str:
        """The role of one that does not."""
        return replace(self, fine=None)._of("faint")

    def _of(self, kind: str) -> str:
        if self.fine is not None:
            return f"{kind}_fine{self.fine[0]}{self.fine[1]}"
        return f"{kind}_sum" if self.hue is None else f"{kind}_{self.hue}{self.tone}"

    @property
    def pale(self) -> str:
        """The role of what does not."""
        return self._of("pale")

    def on(self, board: Board) -> Roles:
        """The roles of a cell that takes part: a hatch too where there are no names."""
        return (self.full, *self._hatch(board))

    def at_rest_on(self, board: Board) -> Roles:
        """The roles of one that does not."""
        return (self.pale, *self._hatch(board))

    @property
    def hatch(self) -> Roles:
        """The role of the hatch that goes with its hue."""
        return () if self.hue is None else (f"hatch_{self.hue}",)

    def _hatch(self, board: Board) -> Roles:
        return () if board.text_px is not None else self.hatch


@dataclass(frozen=True)
class Entry:
    """What an output takes of an input: what it is called, its value, its tint."""

    name: str
    value: float
    tint: Tint


@dataclass(frozen=True, eq=False)
class Wiring:
    """The matrix of a trace. padded: whether its columns are the cells of the padded input."""

    trace: Trace
    padded: bool = False

    @property
    def column_shape(self) -> tuple[int, ...]:
        """Of the array whose elements are the columns."""
        return self.trace.extended.shape if self.padded else self.trace.input.shape

    @property
    def shape(self) -> Index:
        """Rows and columns."""
        return self.trace.output.size, int(np.prod(self.column_shape))

    @cached_property
    def entries(self) -> Mapping[Index, Entry]:
        """Those that are wired, by row and column."""
        weighed = self._weighed
        return {place: weighed[taps[0]] if len(taps) == 1 else self._together(
            [weighed[tap] for tap in taps]) for place, taps in self._taps.items()}

    @cached_property
    def rows(self) -> list[dict[int, Entry]]:
        """The entries of each row, by column."""
        rows: list[dict[int, Entry]] = [{} for _ in range(self.shape[0])]
        for row, column in sorted(self.entries):
            rows[row][column] = self.entries[row, column]
        return rows

    @cached_property
    def columns(self) -> list[dict[int, Entry]]:
        """The entries of each column, by row."""
        columns: list[dict[int, Entry]] = [{} for _ in range(self.shape[1])]
        for row, column in sorted(self.entries):
            columns[column][row] = self.entries[row, column]
        return columns

    @cached_property
    def weights(self) -> int:
        """How many of the weights stand in it."""
        taps = self.trace.taps
        met = taps.weight if self.padded else taps.weight[taps.input >= 0]
        return len(set(met[met >= 0].tolist()))

    @cached_property
    def reads(self) -> list[list[tuple[tuple[int, ...], Entry]]]:
        """What each row reads: cells of the extended map, each with what it is weighed with."""
        weighed = iter(self._weighed)
        return [[(cell, next(weighed)) for cell in cells] for cells in self._cells]

    @cached_property
    def _cells(self) -> list[list[tuple[int, ...]]]:
        """The cells of the extended map that each row reads, in the order of the taps."""
        found = []
        for step in self.trace.steps:
            window = step.window.tolist()
            found.append([(channel, *cell) for channel in self.trace.layer.channels_read(
                step.output_index[0]) for cell in window])
        return found

    def weight(self, index: tuple[int, ...]) -> Entry:
        """A weight by its index in the stored array."""
        if index not in self._weights:
            assert self.trace.weight is not None
            self._weights[index] = Entry(weight_name(self.trace.layer, index),
                                         float(self.trace.weight[index]),
                                         _tint(self.trace.layer, index))
        return self._weights[index]

    @cached_property
    def _weights(self) -> dict[tuple[int, ...], Entry]:
        return {}

    @cached_property
    def _weighed(self) -> list[Entry]:
        """What each tap is weighed with: its weight, or its share of an average."""
        taps, weight = self.trace.taps, self.trace.weight
        if weight is None:
            shares = taps.factor.tolist()
            return [self._share(share) for share in shares]
        indices = np.unravel_index(taps.weight, weight.shape)
        return [self.weight(index) for index in zip(*(axis.tolist() for axis in indices),
                                                    strict=True)]

    def _share(self, share: float) -> Entry:
        """The larger a share, the stronger its tint."""
        order = self._shares
        return Entry(fraction(share), share, Tint(0, max(0, TONES - len(order)
                                                         + order.index(share))))

    @cached_property
    def _shares(self) -> list[float]:
        """The shares that stand in entries and taps, each once."""
        factors = self.trace.taps.factor
        return sorted({*factors.tolist(), *(float(factors[taps].sum())
                                            for taps in self._taps.values())})

    @cached_property
    def _taps(self) -> Mapping[Index, list[int]]:
        """The numbers of the taps that are wired there."""
        taps, found = self.trace.taps, defaultdict[Index, list[int]](list)
        columns = self._extended_columns() if self.padded else taps.input.tolist()
        for number, (row, column) in enumerate(zip(taps.output.tolist(), columns, strict=True)):
            if column >= 0:
                found[row, column].append(number)
        return found

    def _extended_columns(self) -> list[int]:
        """The column of each tap, where the columns are those of the padded input."""
        shape = self.trace.extended.shape
        cells = np.array([cell for reads in self._cells for cell in reads]).T
        columns: list[int] = np.ravel_multi_index(tuple(cells), shape).tolist()
        return columns

    def _together(self, weighed: list[Entry]) -> Entry:
        """Of several taps in one entry."""
        value = sum(entry.value for entry in weighed)
        return Entry(SUM, value, Tint(None)) if self.trace.weight is not None else (
            self._share(value))


def tells_channels(layer: Layer) -> bool:
    """Whether a hue stands for a filter and a channel of it, as there are several: then a tone is a
    place in the kernel."""
    sizes = layer.weight_shape or ()
    return layer.shares_weights and len(sizes) > 2 and sizes[0] * sizes[1] > 1


def _tint(layer: Layer, index: tuple[int, ...]) -> Tint:
    """Of weights that are shared: a hue for each row of the kernel, a tone for each column; where
    there are several kernels, a hue for each of them. Of those that are not, and of kernels of 1: a
    hue for each output."""
    sizes = layer.weight_shape or ()
    if not layer.shares_weights or not layer.rank:
        return Tint(index[0] % HUES, _tone(index[-1], sizes[-1]))
    if set(sizes[2:]) == {1}:  # they differ by channels alone, as those of a layer without axes
        return Tint(index[0] % HUES, _tone(index[1], sizes[1]))
    if tells_channels(layer):
        return _fine(index[0] * sizes[1] + index[1], sizes[0] * sizes[1],
                     int(np.ravel_multi_index(index[2:], sizes[2:])), prod(sizes[2:]))
    *rows, column = index[2:]
    if layer.rank == 1:
        return Tint(column % HUES, TONES - 1 - column // HUES % TONES)
    row = int(np.ravel_multi_index(rows, sizes[2:-1]))  # those of all slices, one after the other
    return tint_in((row, column), (prod(sizes[2:-1]), sizes[-1]))


def tint_in(place: Index, sizes: Sequence[int]) -> Tint:
    """That of a place in a kernel of those rows and columns."""
    (row, column), (rows, columns) = place, sizes
    return _fine(row, rows, column, columns)


def _fine(place: int, places: int, step: int, steps: int) -> Tint:
    """A hue for each of so many places, a tone for each of so many steps: of more than there are
    others, between them."""
    tint = Tint(place % HUES, _tone(step, steps))
    if places <= HUES and steps <= TONES:
        return tint
    hue = round(place * FINE / HUES) if places <= HUES else place * FINE // max(places, FINE)
    return replace(tint, fine=(hue, FINE - 1 - step * (FINE - 1) // max(steps - 1, 1)))


def _tone(place: int, count: int) -> int:
    return TONES - 1 - place * TONES // max(count, TONES)
