"""Which roles touch in pictures: lines, dots and words with the cells that they lie on, or with the
bare background, and cells with those beside them."""

from collections.abc import Iterator
from itertools import pairwise
from math import dist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from picture_audit import Points, inside

from convgif.frames.raster.coverage import Pen
from convgif.scenes.scene import Cell, Disc, Film, Line, MarkId, Roles, Shape, Snapshot, Story, Text
from convgif.scenes.sparing import seen_strokes
from convgif.views.kit.typesetting import text_box

NOTHING: Roles = ()  # the bare background
APART_PX = 2.0  # points of a line that are looked at
MOST_SCENES = 5  # of a story, from the first to the last


class Touch(NamedTuple):
    """kind: "text", "mark" for a line or a dot, "cells" for two beside each other. film: of what
    shines through one, if any."""

    kind: str
    one: Roles
    other: Roles
    film: Roles = NOTHING


def touches(story: Story) -> set[Touch]:
    """What touches in the scenes of a story, or in some of many."""
    ground, found = _Ground(story), set[Touch]()
    shown = set(np.linspace(0, len(story.scenes) - 1, MOST_SCENES).round().astype(int).tolist())
    for number, snapshot in enumerate(story.snapshots()):
        if number in shown:
            found |= set(ground.touches(snapshot))
    return {touch for touch in found if ("pending",) not in (touch.one, touch.other)
            and not (touch.one == ("stride",) and touch.other)}  # it lies beside the map


class _Ground:
    """Which cell is on top at each pixel, by its number from 1; which cells share a side."""

    def __init__(self, story: Story) -> None:
        self.marks = story.stage.marks
        cells = [mark for mark in self.marks.values() if isinstance(mark.shape, Cell)]
        cells.sort(key=lambda mark: mark.order)
        self.ids = [mark.id for mark in cells]
        self.orders = np.array([-1, *(mark.order for mark in cells)])
        pen = Pen(story.stage.width_px, story.stage.height_px, 1)
        self.owners = np.zeros((pen.height, pen.width), int)
        sides: dict[frozenset[tuple[float, float]], list[MarkId]] = {}
        for number, mark in enumerate(cells, 1):
            assert isinstance(mark.shape, Cell)
            corners = mark.shape.corners
            patch = pen.polygon(corners)
            if patch:
                box, inside = patch
                self.owners[box][inside > 0] = number
            for a, b in pairwise((*corners, corners[0])):
                side = frozenset(((round(a[0], 3), round(a[1], 3)),
                                  (round(b[0], 3), round(b[1], 3))))
                sides.setdefault(side, []).append(mark.id)
        self.known: dict[tuple[Shape, int], tuple[Points, NDArray[np.int_]]] = {}
        self.beside = [pair for pair in sides.values() if len(pair) == 2]

    def touches(self, snapshot: Snapshot) -> Iterator[Touch]:
        for roles in {(snapshot.roles[one], snapshot.roles[other]) for one, other in self.beside}:
            yield Touch("cells", *sorted(roles))
        films = [(np.array(shape.corners), snapshot.roles[id], self.marks[id].order)
                 for id, shape in snapshot.shapes.items() if isinstance(shape, Film)]
        for id, shape in snapshot.shapes.items():
            if isinstance(shape, Cell | Film):
                continue
            order = self.marks[id].order
            if (shape, order) not in self.known:
                self.known[shape, order] = self._below(shape, order)
            points, owners = self.known[shape, order]
            kind, roles = "text" if isinstance(shape, Text) else "mark", snapshot.roles[id]
            for owner in set(owners.tolist()):
                on = NOTHING if owner == 0 else snapshot.roles[self.ids[owner - 1]]
                yield Touch(kind, roles, on)
                for corners, film, film_order in films:
                    here = points[(owners == owner) & (self.orders[owner] <= film_order)]
                    if inside(here, corners).any():
                        yield Touch(kind, roles, on, film)

    def _below(self, shape: Shape, order: int) -> tuple[Points, NDArray[np.int_]]:
        """Points of a shape, and on which cells they lie, 0 for the background; without those that
        cells hide."""
        height, width = self.owners.shape
        points = np.concatenate(list(_points(shape)))
        xs, ys = np.floor(points).astype(int).T
        owners = self.owners[ys.clip(0, height - 1), xs.clip(0, width - 1)]
        seen = self.orders[owners] <= order
        return points[seen], owners[seen]


def _points(shape: Shape) -> Iterator[Points]:
    """Points on a shape, piece by piece."""
    if isinstance(shape, Disc):
        yield np.array([shape.center])
    elif isinstance(shape, Text):
        left, top, right, bottom = text_box(shape)
        yield np.array([((left + right) / 2, (top + bottom) / 2)])
    elif isinstance(shape, Line):
        for run in seen_strokes(shape):
            for start, end in pairwise(run):
                count = max(1, round(dist(start, end) / APART_PX))
                shares = np.arange(count + 1)[:, None] / count
                yield np.array(start) + np.subtract(end, start) * shares
