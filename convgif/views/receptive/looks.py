"""What each step shows: the cone of the unit one map further, and at last its neighbour's."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from convgif.scenes.scene import MarkId, Roles
from convgif.views.receptive.cones import Cone, Level
from convgif.views.receptive.roles import CROSSED, path_role

PADDING: Roles = ("padding",)
Looks = list[dict[MarkId, Roles]]  # what each step shows that is not at rest


def rest_of(level: Level, id: MarkId) -> Roles:
    """What a cell is that nothing reads."""
    number, *index = id[1]
    if not all(0 <= cell < size for cell, size in zip(index, level.sizes, strict=True)):
        return PADDING
    return ("output",) if number else ("input",)


def steps_of(levels: Sequence[Level], cones: Sequence[Cone]) -> list[tuple[int, int]]:
    """For each step which cone it shows, and down to which map."""
    deepest = len(levels) - 1
    return [(0, deepest - step - 1) for step in range(deepest)] + [(1, 0)] * (len(cones) - 1)


def looks_of(levels: Sequence[Level], cones: Sequence[Cone], lines: Mapping[MarkId, object],
             counts: Mapping[MarkId, object], *, paths: bool) -> Looks:
    """What each step shows. counts: the numbers in cells, by the cone, the map and the place.
    paths: whether shades say how many paths lead from a cell."""
    looks: Looks = []
    deepest = len(levels) - 1
    for which, down_to in steps_of(levels, cones):
        look: dict[MarkId, Roles] = {}
        for number in range(down_to, deepest + 1):
            look |= _looks_of_map(levels, cones[which], number, paths=paths)
        look |= {id: (CROSSED,) if levels[id[1][1]].is_misaligned else ("cone",)
                 for id in lines if id[1][0] == which and id[1][2] >= down_to}
        look |= {id: ("path_count",) for id in counts
                 if id[1][0] == which and id[1][1] >= down_to}
        looks.append(look)
    return looks


def _looks_of_map(levels: Sequence[Level], cone: Cone, number: int, *, paths: bool
                  ) -> Iterator[tuple[MarkId, Roles]]:
    """The cells in the box around what is read: read, or a hole; of the last map the unit."""
    read, deepest = cone[number], len(levels) - 1
    most = max(read.values(), default=1.0)
    spans = [range(min(cells), max(cells) + 1) for cells in zip(*read, strict=True)]
    for index in product(*spans) if spans else ():
        id: MarkId = ("unit", (number, *index))
        rest = rest_of(levels[number], id)
        if number == deepest:
            yield id, ("output", "output_active")
        elif index not in read:
            yield id, (*rest, "dropped")
        elif paths:
            yield id, (*rest, path_role(read[index], most))
        else:
            yield id, (*rest, "read_on" if rest == ("output",) else "window")
