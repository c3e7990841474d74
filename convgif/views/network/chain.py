"""The chain of windows through a network: at each map one window, and the cell that it makes, which
lies in the next window; where a layer stamps, a cell and its stamp."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from convgif.networks.operations import Shape
from convgif.networks.reach import Units
from convgif.views.network.blocks import Block


@dataclass(frozen=True)
class Box:
    """Cells of a map: rows and columns from one to another, the last one not in it; outside the map
    where they are below 0 or beyond its size."""

    top: int
    left: int
    bottom: int
    right: int

    def inside(self, rows: int, columns: int) -> "Box":
        """The part of it that lies in a map of that size."""
        return Box(max(0, self.top), max(0, self.left), min(rows, self.bottom),
                   min(columns, self.right))


@dataclass(frozen=True)
class Link:
    """One window of the chain. window: of the map before; made: what it makes of the map; lit: the
    cell of that which the next window reads."""

    window: Box
    made: Box
    lit: Box


def sheet_of(shape: Shape) -> tuple[int, int]:
    """Rows and columns of one sheet of a map; a vector is one column, and a map of one axis one
    row."""
    if len(shape) == 1:
        return shape[0], 1
    axes = (1, 1, *shape[1:])
    return axes[-2], axes[-1]


def chain_of(blocks: Sequence[Block]) -> list[Link]:
    """The links that make each map but the first, from the middle of the input on."""
    rows, columns = sheet_of(blocks[0].shape)
    lit = {0: _cell(rows // 2, columns // 2)}
    links = []
    for number, block in enumerate(blocks[1:], 1):
        link = _link(blocks[block.source], block, lit[block.source])
        lit[number] = link.lit
        links.append(link)
    return links


def _link(before: Block, block: Block, lit: Box) -> Link:
    """From the cell that is lit in the map before to one of the next."""
    from_rows, from_columns = sheet_of(before.shape)
    rows, columns = sheet_of(block.shape)
    whole = Box(0, 0, from_rows, from_columns)
    if block.is_flattened:
        first = prod(before.shape[1:])  # the cells of the first channel
        if prod(before.shape) != block.shape[0]:
            return Link(whole, _cell(0, 0), _cell(0, 0))
        at = lit.top * from_columns + lit.left if first == from_rows * from_columns else 0
        return Link(whole, Box(0, 0, first, 1), _cell(at, 0))
    if not block.units:
        middle = _cell(rows // 2, columns // 2)
        return Link(whole, middle, middle)
    pairs = [_along(units, at, block.stamps) for units, at in zip(
        block.units[-2:], (lit.top, lit.left)[-len(block.units[-2:]):], strict=True)]
    (top, made_top), (left, made_left) = [((0, 1), (0, 1)), *pairs][-2:]
    window = Box(top[0], left[0], top[1], left[1])
    made = Box(made_top[0], made_left[0], made_top[1], made_left[1])
    return Link(window, made, _cell((made.top + made.bottom - 1) // 2,
                                    (made.left + made.right - 1) // 2))


def _along(units: Units, at: int, stamps: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """Along one axis the cells that are read, and those that they make: the cell itself and all
    that read it, or what the one unit reads of whose window the cell is nearest to the middle."""
    if stamps:
        reading = np.flatnonzero((units.first <= at) & (at <= units.last))
        if reading.size:
            return (at, at + 1), (int(reading[0]), int(reading[-1]) + 1)
    apart = np.abs((units.first + units.last) / 2 - at)
    unit = int(apart.argmin())
    return (int(units.first[unit]), int(units.last[unit]) + 1), (unit, unit + 1)


def _cell(row: int, column: int) -> Box:
    return Box(row, column, row + 1, column + 1)
