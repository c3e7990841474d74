"""What each step shows: the cone of the unit one map further, and at last its neighbour's."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from convgif.scenes.scene import MarkId, Roles
from convgif.views.receptive.cones import Cone, Level
from convgif.views.receptive.places import Scenery, box_of, has_holes
from convgif.views.receptive.roles import BOX, COUNTED, CROSSED, HOLE, LIT, PARTLY, TILE, path_role

PADDING: Roles = ("padding",)
Looks = list[dict[MarkId, Roles]]  # what each step shows that is not at rest


def rest_of(level: Level, id: MarkId, *, tile: bool = False) -> Roles:
    """What a cell is that nothing reads, or a tile of such."""
    number, *index = id[1]
    inside = all(0 <= cell < size for cell, size in zip(index, level.sizes, strict=True))
    rest = PADDING if not inside else ("output",) if number else ("input",)
    return (*rest, TILE) if tile else rest


def steps_of(levels: Sequence[Level], cones: Sequence[Cone]) -> list[tuple[int, int]]:
    """For each step which cone it shows, and down to which map."""
    deepest = len(levels) - 1
    return [(0, deepest - step - 1) for step in range(deepest)] + [(1, 0)] * (len(cones) - 1)


def looks_of(levels: Sequence[Level], cones: Sequence[Cone], scenery: Scenery,
             lines: Mapping[MarkId, object], edges: Mapping[MarkId, object],
             counts: Mapping[MarkId, object], *, paths: bool) -> Looks:
    """What each step shows. lines, edges: of the cones, and of sheets. counts: the numbers in
    cells, by the cone, the map and the place. paths: whether shades say how many paths lead from a
    cell."""
    looks: Looks = []
    deepest = len(levels) - 1
    for which, down_to in steps_of(levels, cones):
        look: dict[MarkId, Roles] = {}
        for number in range(down_to, deepest + 1):
            look |= _looks_of_map(levels, cones[which], number, scenery, paths=paths)
        look |= {id: (CROSSED,) if levels[id[1][1]].is_misaligned else ("cone",)
                 for id in lines if id[1][0] == which and id[1][2] >= down_to}
        look |= {id: ("path_count",) for id in counts
                 if id[1][0] == which and id[1][1] >= down_to}
        look |= {id: (BOX,) for id in edges
                 if id[0] == "box" and id[1][0] == which and id[1][1] >= down_to}
        looks.append(look)
    return looks


def _looks_of_map(levels: Sequence[Level], cone: Cone, number: int, scenery: Scenery, *,
                  paths: bool) -> Iterator[tuple[MarkId, Roles]]:
    """The cells in the box around what is read, or tiles of them: read, a hole, or, where tiles
    blur that, of both; of the last map the unit."""
    read, deepest = cone[number], len(levels) - 1
    if not read:
        return
    most, is_sheet = max(read.values()), number in scenery.sheets
    along = [[span for span in spans if first <= span[0] and span[1] <= last]
             for spans, (first, last) in zip(scenery.spans[number], box_of(read), strict=True)]
    is_blurred = has_holes(read) and any(first < last for spans in along for first, last in spans)
    for spans in product(*along):
        id: MarkId = ("unit", (number, *[first for first, _ in spans]))
        rest = rest_of(levels[number], id)
        cells = [read.get(index, 0) for index in product(*[range(first, last + 1)
                                                           for first, last in spans])]
        if number == deepest:
            look: Roles = ("output", "output_active")
        elif not any(cells) and not is_blurred:
            look = (*rest, HOLE, TILE) if is_sheet else (*rest, "dropped")
        elif paths:
            look = (*rest, path_role(max(1.0, sum(cells) / len(cells)), most),
                    *[COUNTED] * is_blurred)
        else:
            look = (*rest, "read_on" if rest == ("output",) else "window", *[PARTLY] * is_blurred)
        yield id, (*look, LIT) if is_sheet and TILE not in look else look
