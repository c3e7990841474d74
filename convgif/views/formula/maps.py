"""Input and output with their indices along the sides, so that an index is found in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from operator import itemgetter

import numpy as np

from convgif.layers import AxisPlan, CellKind
from convgif.scenes.scene import Element, Mark, MarkId, Text
from convgif.scenes.text import LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.traces.tracing import Trace
from convgif.views.formula_parts import many
from convgif.views.kit.grids import FlatGrid, Index, cell_of
from convgif.views.kit.numerals import CAP_HEIGHT
from convgif.views.kit.typesetting import TEXT_ORDER

LARGEST_CELL_PX, SMALLEST_CELL_PX = 24, 4
GOOD_CELL_PX = 12  # smaller ones are rather one map below the other
HIGHEST = 0.6  # of the width, a map
MOST_CHANNELS = 4  # of the input that are drawn beside each other
APART_PX = 14  # maps
RULER_GAP_PX = 3


@dataclass(frozen=True)
class Sheet:
    """A map to be placed, a plane of it for each of `planes`, what begins their indices, which are
    in all so many as axes. rulers: the index of each row and of each column, empty for none.
    called: what planes are, with a hole for their indices, among which the channel is if
    names_channels. label_px: of the label."""

    name: str
    array: str
    label: str
    planes: Sequence[tuple[int, ...]]
    axes: int
    rows: Sequence[str]
    columns: Sequence[str]
    called: str = ""
    names_channels: bool = True
    label_px: float = 0.0

    @property
    def label_width_px(self) -> float:
        return text_width(self.label, self.label_px) if self.label_px else 0.0

    @property
    def size(self) -> Index:
        return len(self.rows), len(self.columns)

    @property
    def ruler_px(self) -> float:
        """How wide the indices of rows are, with what is left free."""
        widest = max([text_width(row, SMALLEST_TEXT_PX) for row in self.rows], default=0.0)
        return widest + RULER_GAP_PX if widest else 0.0

    def width(self, cell_px: int) -> float:
        """Of all its planes, or of its label where that is wider."""
        each = self.ruler_px + len(self.columns) * cell_px
        return max(len(self.planes) * each + (len(self.planes) - 1) * APART_PX,
                   self.ruler_px + self.label_width_px)

    def element(self, plane: tuple[int, ...], row: int, column: int) -> Element:
        """What a cell shows."""
        within = self.axes - len(plane)
        return Element(self.array, (*plane, *(row, column)[2 - within:]))

    def place(self, index: Sequence[int]) -> tuple[tuple[int, ...], Index]:
        """The plane and the cell in it of an element."""
        before = len(self.planes[0])
        return tuple(index[:before]), cell_of(index[before:])


@dataclass(frozen=True)
class Placed:
    """A sheet on the stage, a grid for each plane."""

    sheet: Sheet
    grids: Mapping[tuple[int, ...], FlatGrid]
    label: Text | None

    @property
    def elements(self) -> dict[MarkId, Element]:
        """The element of each cell."""
        return {self.cell(plane, *at): self.sheet.element(plane, *at)
                for plane, grid in self.grids.items() for at in grid.indices}

    def cell(self, plane: tuple[int, ...], row: int, column: int) -> MarkId:
        return self.sheet.name, (*plane, row, column)

    def rulers(self) -> Iterator[Mark]:
        """The indices along the sides of each plane, as many as can be read."""
        for plane, grid in self.grids.items():
            for side, labels in (("row", self.sheet.rows), ("column", self.sheet.columns)):
                for place in self._written(side, labels, grid.cell_px):
                    yield Mark((f"{self.sheet.name}_{side}", (*plane, place)),
                               self._number(side, labels[place], place, grid), ("formula",),
                               TEXT_ORDER)
            name = self._plane_name(plane, grid.width) if self.sheet.called else ""
            if name:
                yield Mark((f"{self.sheet.name}_plane", plane),
                           Text(name, (grid.left, grid.top - 1.3 * SMALLEST_TEXT_PX
                                       - RULER_GAP_PX), SMALLEST_TEXT_PX), ("formula",),
                           TEXT_ORDER)

    def _plane_name(self, plane: tuple[int, ...], width_px: float) -> str:
        """What a plane is called, as far as that fits above it."""
        named = plane if self.sheet.names_channels else plane[1:]
        indices = ", ".join(map(str, named))
        return next((name for name in (self.sheet.called.format(indices), f"[{indices}]",
                                       f"{plane[-1]}")
                     if text_width(name, SMALLEST_TEXT_PX) <= width_px), "")

    def _written(self, side: str, labels: Sequence[str], cell_px: int) -> Iterator[int]:
        """The places whose index is written."""
        widest = max([text_width(label, SMALLEST_TEXT_PX) for label in labels], default=0.0)
        needed = SMALLEST_TEXT_PX if side == "row" else widest + RULER_GAP_PX
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if n * cell_px >= needed)
        for place, label in enumerate(labels):
            if label and (every == 1 or int(label.replace("\N{MINUS SIGN}", "-")) % every == 0):
                yield place

    def _number(self, side: str, label: str, place: int, grid: FlatGrid) -> Text:
        size = SMALLEST_TEXT_PX
        if side == "row":
            _, y = grid.at(place + 0.5, 0)
            return Text(label, (grid.left - RULER_GAP_PX, y + CAP_HEIGHT / 2 * size), size, "right")
        x, _ = grid.at(0, place + 0.5)
        return Text(label, (x, grid.top - RULER_GAP_PX), size, "center")


def whole_sheets(trace: Trace, labels: tuple[str, str], letters: tuple[str, str]) -> list[Sheet]:
    """Input and output of a layer without windows: all channels, in planes where there are two axes
    more, else in rows."""
    found = []
    for name, array, shape, label, letter in (
            ("input", "extended", trace.input.shape, *map(itemgetter(0), (labels, letters))),
            ("output", "output", trace.output.shape, *map(itemgetter(1), (labels, letters)))):
        before = max(len(shape) - 2, 0 if many(trace) else 1)
        *rows, columns = [[*map(str, range(size))] for size in shape[before:]]
        found.append(_sheet(name, array, (label, letter), list(np.ndindex(*shape[:before])),
                            len(shape), rows[0] if rows else [""], columns, trace))
    return found


def sheets_of(trace: Trace, channels: Index, labels: tuple[str, str], letters: tuple[str, str]
              ) -> list[Sheet]:
    """The input, extended, and the output. channels: those of each that are drawn."""
    in_channel, out_channel = channels
    reads = trace.layer.channels_read(out_channel)
    rank = len(trace.axes)
    read = list(reads) if rank in (1, 2) and len(reads) <= MOST_CHANNELS else [in_channel]
    given = [[*map(_said, _indices(axis))] for axis in trace.axes]
    made = [[str(i) for i in range(axis.output_size)] for axis in trace.axes]
    found = []
    for name, array, label, letter, axes, drawn in (
            ("input", "extended", labels[0], letters[0], given, read),
            ("output", "output", labels[1], letters[1], made, [out_channel])):
        depths: list[tuple[int, ...]] = [()] if rank < 3 else [
            (depth,) for depth in range(len(axes[0]))]
        planes = [(channel, *depth) for channel, depth in product(drawn, depths)]
        rows, columns = [""] if len(axes) == 1 else axes[-2], axes[-1]
        found.append(_sheet(name, array, (label, letter), planes, rank + 1, rows, columns, trace))
    return found


def _sheet(name: str, array: str, label: tuple[str, str], planes: Sequence[tuple[int, ...]],
           axes: int, rows: Sequence[str], columns: Sequence[str], trace: Trace) -> Sheet:
    said, letter = label
    return Sheet(name, array, said if said.startswith(letter) else f"{letter}: {said}", planes,
                 axes, rows, columns, "" if len(planes) == 1 else f"{letter}[{{}}, …]", many(trace))


def _indices(plan: AxisPlan) -> list[int | None]:
    """The index of each extended cell: of padding that which the formula gives, of an inserted zero
    none."""
    if CellKind.INSERTED_ZERO in plan.kinds or plan.kernel.step < 0 < len(plan.kernel) - 1:
        return [source if kind is CellKind.INPUT else None
                for kind, source in zip(plan.kinds, plan.sources, strict=True)]
    first = next((place - source for place, (kind, source) in enumerate(
        zip(plan.kinds, plan.sources, strict=True))
        if kind is CellKind.INPUT and source is not None), 0)
    return [place - first for place in range(plan.extended_size)]


def _said(index: int | None) -> str:
    return "" if index is None else str(index).replace("-", "\N{MINUS SIGN}")


def place_sheets(sheets: Sequence[Sheet], left: float, width: float, top: float, label_px: float,
                 most_cell_px: float) -> list[Placed] | None:
    """The sheets side by side, or one below the other; None where they do not fit."""
    sheets = [replace(sheet, label_px=label_px) for sheet in sheets]
    beside = _largest(sheets, width, most_cell_px)
    below = [_largest([sheet], width, most_cell_px) for sheet in sheets]
    if beside and beside >= min(GOOD_CELL_PX, *below):
        return _beside(sheets, beside, left, width, top, label_px)
    if min(below) < SMALLEST_CELL_PX:
        return None
    placed: list[Placed] = []
    for sheet in sheets:
        placed += _beside([sheet], min(below), left, width, top, label_px)
        top = bottom_of(placed) + APART_PX
    return placed


def bottom_of(placed: Sequence[Placed]) -> float:
    """Where the lowest of them ends."""
    return max(grid.bottom for each in placed for grid in each.grids.values()) + 1.0


def _largest(sheets: Sequence[Sheet], width: float, most_cell_px: float) -> int:
    """The largest cell with which they fit side by side; 0 for none."""
    rows = max(len(sheet.rows) for sheet in sheets)
    most = int(min(LARGEST_CELL_PX, most_cell_px, HIGHEST * width / rows))
    return next((cell for cell in range(most, 0, -1) if sum(
        sheet.width(cell) for sheet in sheets) + 2 * APART_PX * (len(sheets) - 1) <= width), 0)


def _beside(sheets: Sequence[Sheet], cell: int, left: float, width: float, top: float,
            label_px: float) -> list[Placed]:
    free = width - sum(sheet.width(cell) for sheet in sheets)
    apart = min(free / max(1, len(sheets) - 1), 4 * APART_PX) if len(sheets) > 1 else 0.0
    x = left + (free - apart * (len(sheets) - 1)) / 2
    down = LINE_HEIGHT * label_px + (LINE_HEIGHT * SMALLEST_TEXT_PX) * (
        1 + any(sheet.called for sheet in sheets)) + RULER_GAP_PX
    highest = max(len(sheet.rows) for sheet in sheets)
    placed = []
    for sheet in sheets:
        grids, begin = {}, x
        level = (highest - len(sheet.rows)) * cell // 2
        for plane in sheet.planes:
            begin += sheet.ruler_px
            grids[plane] = FlatGrid(*sheet.size, cell, round(begin), round(top + down + level))
            begin += len(sheet.columns) * cell + APART_PX
        first = grids[sheet.planes[0]]
        above = 1 + bool(sheet.called)
        label = Text(sheet.label, (first.left, first.top - RULER_GAP_PX - above * LINE_HEIGHT
                                   * SMALLEST_TEXT_PX), label_px)
        placed.append(Placed(sheet, grids, label))
        x += sheet.width(cell) + apart
    return placed


def without_labels(placed: Placed) -> Placed:
    """The same without what it is called."""
    return replace(placed, label=None)
