"""Areas: cells too fine to be told apart, drawn as the areas that they make."""

from collections.abc import Mapping
from dataclasses import replace
from math import dist
from typing import TypeAlias

from convgif.scenes.scene import Cell, Mark, MarkId, Point, Roles, Stage

FINEST_CELL_PX = 2.0  # of smaller ones little is seen but their outlines
OF_A_STEP = {"window", "output_active"}  # what cells are for a step only

Edge: TypeAlias = tuple[Point, Point]
Likeness: TypeAlias = tuple[str, Roles, int]


def in_areas(stage: Stage) -> Stage:
    """The stage with one cell in place of all those in an area that are too fine and look alike;
    those of the step lie on what they are at rest, which so stays one area.

    Which element such a cell shows is told no more.
    """
    fine = {id: mark for id, mark in stage.marks.items() if _is_fine(mark)}
    if not fine:
        return stage
    resting = {id: mark if OF_A_STEP.isdisjoint(mark.roles) else
               replace(mark, roles=tuple(role for role in mark.roles if role not in OF_A_STEP))
               for id, mark in fine.items()}
    lifted = [replace(mark, id=(f"{id[0]}_now", id[1])) for id, mark in fine.items()
              if not OF_A_STEP.isdisjoint(mark.roles)]
    areas = _in_areas(resting) | _in_areas({mark.id: mark for mark in lifted})
    others = {id: mark for id, mark in stage.marks.items() if id not in fine}
    return replace(stage, marks=areas | others, elements={
        id: element for id, element in stage.elements.items() if id not in fine})


def _in_areas(cells: Mapping[MarkId, Mark]) -> dict[MarkId, Mark]:
    return _joined(_joined(cells, along_rows=True), along_rows=False)


def _is_fine(mark: Mark) -> bool:
    shape = mark.shape
    return (isinstance(shape, Cell) and len(shape.corners) == 4
            and max(map(dist, shape.corners[:2], shape.corners[1:3])) < FINEST_CELL_PX)


def _joined(cells: Mapping[MarkId, Mark], along_rows: bool) -> dict[MarkId, Mark]:
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
