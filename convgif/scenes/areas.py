"""Areas: cells too fine to be told apart, drawn as the areas that they make."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import dist
from typing import TypeAlias

from convgif.scenes.roles import SHARES
from convgif.scenes.scene import Cell, Mark, MarkId, Point, Roles, Stage

FINEST_CELL_PX = 2.0  # of smaller ones little is seen but their outlines
OF_A_STEP = {"window", "output_active", *SHARES}  # what cells are for a step only

Edge: TypeAlias = tuple[Point, Point]
Likeness: TypeAlias = tuple[str, Roles, int]
Cells: TypeAlias = Mapping[MarkId, Mark]


def in_areas(stages: Sequence[Stage]) -> list[Stage]:
    """The stages, of one story at several steps, with one cell in place of all those in an area
    that are too fine and look alike; those of the step lie on what they are at rest, which so
    stays one area.

    Which element such a cell shows is told no more.
    """
    first = stages[0]
    fine = [id for id, mark in first.marks.items() if _is_fine(mark)]
    if not fine:
        return list(stages)
    others = first.marks.keys() - {*fine}
    elements = {id: element for id, element in first.elements.items() if id in others}
    made: dict[str, tuple[Cells, Cells]] = {}  # of each map the last cells, and their areas
    return [replace(stage, marks=_areas_of(stage, fine, made) | {
        id: mark for id, mark in stage.marks.items() if id in others}, elements=elements)
        for stage in stages]


def _areas_of(stage: Stage, fine: Sequence[MarkId], made: dict[str, tuple[Cells, Cells]]
              ) -> dict[MarkId, Mark]:
    """The areas that those cells make; most maps look at rest as they did at the step before."""
    resting: dict[str, dict[MarkId, Mark]] = {}
    lifted: dict[MarkId, Mark] = {}
    for id in fine:
        mark = stage.marks[id]
        if not OF_A_STEP.isdisjoint(mark.roles):
            now = f"{id[0]}_now", id[1]
            lifted[now] = replace(mark, id=now)
            mark = replace(mark, roles=tuple(role for role in mark.roles if role not in OF_A_STEP))
        resting.setdefault(id[0], {})[id] = mark
    marks: dict[MarkId, Mark] = {}
    for name, cells in resting.items():
        if name not in made or made[name][0] != cells:
            made[name] = cells, _merged(cells)
        marks |= made[name][1]
    return marks | _merged(lifted)


def _merged(cells: Cells) -> dict[MarkId, Mark]:
    return _joined(_joined(cells, along_rows=True), along_rows=False)


def _is_fine(mark: Mark) -> bool:
    shape = mark.shape
    return (isinstance(shape, Cell) and len(shape.corners) == 4
            and max(map(dist, shape.corners[:2], shape.corners[1:3])) < FINEST_CELL_PX)


def _joined(cells: Cells, along_rows: bool) -> dict[MarkId, Mark]:
    """The same, each run of such as share an edge and look alike being one, under the first's id.
    """
    runs: dict[MarkId, tuple[Point, ...]] = {}
    ends: dict[tuple[Likeness, Edge], MarkId] = {}  # the run that comes to an end there
    for id, mark in cells.items():
        assert isinstance(mark.shape, Cell)
        one, two, three, four = mark.shape.corners
        before, after = ((one, four), (two, three)) if along_rows else ((one, two), (four, three))
        alike = id[0], mark.roles, mark.order
        first = ends.pop((alike, before), id)
        begin = runs.get(first, mark.shape.corners)
        runs[first] = ((begin[0], two, three, begin[3]) if along_rows else
                       (*begin[:2], three, four))
        ends[alike, after] = first
    return {id: replace(cells[id], shape=Cell(corners)) for id, corners in runs.items()}
