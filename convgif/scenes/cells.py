"""Cells of a stage, and in which of them its texts stand."""

from collections.abc import Mapping, Sequence

import numpy as np

from convgif.scenes.scene import Cell, MarkId, Point, Shape, Text
from convgif.scenes.text import text_width

CAPITAL = 0.73  # of the size of a text: digits are that high


class Cells:
    """The cells of a stage: which is seen at a point."""

    def __init__(self, cells: Sequence[tuple[MarkId, Cell, int]]) -> None:
        square = [(id, cell.square, order) for id, cell, order in cells if len(cell.square) == 4]
        self.ids = {id: number for number, (id, _, _) in enumerate(square)}
        self._names = [*self.ids]
        self._corners = np.array([corners for _, corners, _ in square], float).reshape(-1, 4, 2)
        self._orders = np.array([order for _, _, order in square], int)
        self._found: dict[tuple[Point, int], MarkId | None] = {}

    def move(self, shapes: Mapping[MarkId, Shape]) -> None:
        """Lets cells be where those shapes are."""
        for id, shape in shapes.items():
            if id in self.ids and isinstance(shape, Cell) and len(shape.square) == 4:
                self._corners[self.ids[id]] = shape.square
                self._found = {}

    def around(self, text: Text, order: int) -> MarkId | None:
        """The uppermost cell that a text stands in, None for none."""
        x, y = text.anchor
        shift = {"left": 0.5, "center": 0.0, "right": -0.5}[text.align]
        middle = (x + shift * text_width(text.string, text.size_px, text.font) if shift else x,
                  y - CAPITAL / 2 * text.size_px)
        key = middle, order
        if key not in self._found:
            self._found[key] = self._at(middle, order)
        return self._found[key]

    def _at(self, point: Point, order: int) -> MarkId | None:
        if not len(self._names):
            return None
        ways = np.roll(self._corners, -1, axis=1) - self._corners
        away = np.array(point) - self._corners
        sides = ways[..., 0] * away[..., 1] - ways[..., 1] * away[..., 0]
        inside = ((sides >= 0).all(axis=1) | (sides <= 0).all(axis=1)) & (self._orders <= order)
        numbers = np.flatnonzero(inside)
        if not len(numbers):
            return None
        return self._names[max(numbers, key=lambda number: (self._orders[number], number))]
