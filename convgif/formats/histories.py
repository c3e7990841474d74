"""What each mark shows from step to step, and in the still: what vector formats are written from.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from convgif.frames.themes import Paint
from convgif.scenes.scene import Mark, MarkId, Roles, Shape, Story

Look: TypeAlias = tuple[Paint, ...]  # a paint in each theme
State: TypeAlias = tuple[Shape, Look]
Changes: TypeAlias = tuple[tuple[int, int], ...]  # (step, number of the state), the first at 0


@dataclass(frozen=True)
class History:
    """The states of a mark, that of the stage first; which it takes when; which the still shows,
    None where it has no such mark."""

    states: tuple[State, ...]
    changes: Changes
    still: int | None

    @property
    def shown(self) -> list[int]:
        """The states that are ever seen; that of the stage need not be."""
        still = [] if self.still is None else [self.still]
        return sorted({*[number for _, number in self.changes], *still})


def histories(story: Story, still: Story, look: Callable[[Roles], Look]
              ) -> Iterator[tuple[Mark, History]]:
    """Each mark with its history.

    Marks in the same situation have the same changes, for states are numbered as they come up.
    """
    changed = _changed(story)
    shown = next(still.snapshots())
    for id, mark in story.stage.marks.items():
        shape, painted = mark.shape, look(mark.roles)
        numbers = {(shape, painted): 0}
        changes = [(0, 0)]
        for step, (roles, moved) in changed.get(id, {}).items():
            painted = painted if roles is None else look(roles)
            shape = moved or shape
            number = numbers.setdefault((shape, painted), len(numbers))
            if step == 0:
                changes = [(0, number)]
            elif number != changes[-1][1]:
                changes.append((step, number))
        seen = None
        if id in shown.shapes:
            state = shown.shapes[id], look(shown.roles[id])
            seen = numbers.setdefault(state, len(numbers))
        yield mark, History(tuple(numbers), tuple(changes), seen)


def _changed(story: Story) -> dict[MarkId, dict[int, tuple[Roles | None, Shape | None]]]:
    """The roles and shapes that each mark takes, by step."""
    changed: dict[MarkId, dict[int, tuple[Roles | None, Shape | None]]] = defaultdict(dict)
    for step, scene in enumerate(story.scenes):
        for id in {**scene.roles, **scene.shapes}:
            changed[id][step] = scene.roles.get(id), scene.shapes.get(id)
    return changed
