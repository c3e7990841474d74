"""Stacks: maps in the isometric projection, as one plane or as one for each slice in depth."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import dist
from typing import NamedTuple

from convgif.scenes.scene import Mark, Point, Roles, Text
from convgif.views.kit import pointers
from convgif.views.kit.grids import (
    Corners,
    Index,
    ObliqueGrid,
    Place,
    Slant,
    clearance,
    lower_edge,
    unit_vectors,
)
from convgif.views.kit.pointers import Segment, bracket, bracket_reach, connectors

DEPTH_STRIDE = ("stride", (2,))


class Facet(NamedTuple):
    """A box of cells, and the plane that it lies in."""

    plane: ObliqueGrid
    corners: Corners


@dataclass(frozen=True)
class Stack:
    """Planes one below the other, the first slice on top. is_deep: whether a place in the map
    begins with its slice, as of a map with depth; else there is one plane."""

    planes: tuple[ObliqueGrid, ...]
    is_deep: bool = False

    @classmethod
    def of(cls, size: Place, unit: float, slant: Slant, gap: float = 0.0) -> "Stack":
        """A map of that size with columns that wide, and so much free between its planes."""
        *slices, rows, columns = size
        planes = [ObliqueGrid(rows, columns, *unit_vectors(unit, slant))]
        for _ in range(1, *slices or [1]):
            last = planes[-1]
            planes.append(last.moved(0, round(gap - clearance(last.outline, last.outline))))
        return cls(tuple(planes), bool(slices))

    @property
    def size(self) -> Place:
        """Slices, if it has depth, rows and columns."""
        return *[len(self.planes)] * self.is_deep, *self.planes[0].size

    @property
    def outline(self) -> Sequence[Point]:
        """The corners of all of its planes."""
        return [corner for plane in self.planes for corner in plane.outline]

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Its left, top, right and bottom."""
        xs, ys = zip(*self.outline, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def moved(self, x: float, y: float) -> "Stack":
        return replace(self, planes=tuple([plane.moved(x, y) for plane in self.planes]))

    def at(self, place: Place) -> tuple[ObliqueGrid, Index]:
        """The plane of a cell, and its row and column there."""
        *slices, row, column = place
        return self.planes[slices[0] if slices else 0], (row, column)

    def cells(self, name: str, roles: Callable[..., Roles], order: int,
              numbered: Collection[Place] = ()) -> Iterator[Mark]:
        """A mark for each cell, with what roles gives for its place. numbered: those that may hold
        a number."""
        for number, plane in enumerate(self.planes):
            before = (number,) if self.is_deep else ()
            inside = {cell[-2:] for cell in numbered if cell[:-2] == before}
            yield from plane.cells(name, partial(roles, *before), order, before=before,
                                   numbered=inside)

    def boxes(self, first: Place, last: Place, slices: Iterable[int] = ()) -> list[Facet]:
        """The box of cells from first to last in each of those slices; in the only plane of a map
        without depth."""
        *_, top, left = first
        *_, bottom, right = last
        # A window may be higher than what is shown.
        shown = [slice for slice in slices if 0 <= slice < len(self.planes)]
        planes = [self.planes[slice] for slice in shown] if self.is_deep else self.planes
        return [Facet(plane, plane.box((top, left), (bottom, right))) for plane in planes]

    def number(self, string: str, place: Place, size_px: float) -> Text:
        """A number in the middle of a cell."""
        plane, cell = self.at(place)
        return plane.number(string, *cell, size_px)


def stride_brackets(stack: Stack, starts: Sequence[Sequence[int]], order: int) -> Iterator[Mark]:
    """From the first window, or stamp, to the second, outside the lower and the left edge of a map;
    of one with slices of its last, and left of those of an axis. starts: of all, for each axis."""
    yield from pointers.stride_brackets(stack.planes[-1], starts[-2:], order)
    if len(starts) > 2 and len(starts[0]) > 1 and starts[0][1] < len(stack.planes):
        (x, top), (_, bottom) = (stack.planes[start].at(0, 0) for start in starts[0][:2])
        away, tick = (cells * stack.planes[0].across_px for cells in bracket_reach(
            stack.planes[0].across_px))
        yield Mark(DEPTH_STRIDE, bracket(x - tick, top, bottom, tick - away), ("stride",), order)


def uprights(facets: Sequence[Facet]) -> Iterator[Segment]:
    """What joins boxes in one slice after another: upright lines between their left and their
    right corners, as far as no plane hides them."""
    for (plane, upper), (_, lower) in pairwise(facets):
        for corner in (0, 2):
            x, y = upper[corner]
            edge = lower_edge(plane.outline, x)
            yield (x, y if edge is None else edge), lower[corner]


def nearest(facets: Sequence[Facet], others: Sequence[Facet]) -> tuple[Corners, Corners]:
    """Of both the boxes that are least apart."""
    return min(((one.corners, other.corners) for one in facets for other in others),
               key=lambda pair: dist(_middle(pair[0]), _middle(pair[1])))


def edges_of_others(facets: Sequence[Facet], others: Sequence[Facet],
                    ends: tuple[Corners, Corners]) -> Iterator[Segment]:
    """The edges of the beams from all boxes but those two, to the one of them on the other side."""
    one, other = ends
    pairs = [*[(facet.corners, other) for facet in facets if facet.corners != one],
             *[(one, facet.corners) for facet in others if facet.corners != other]]
    for pair in pairs:
        yield from connectors(*pair)[:2]


def _middle(box: Corners) -> Point:
    (left, top), _, (right, bottom), _ = box
    return (left + right) / 2, (top + bottom) / 2
