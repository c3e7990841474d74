"""Easing: what points out a window goes on to the next before anything changes there.

So an eye that follows it is there when the cells are shaded and the new one appears. Cells
themselves never move.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import dist

from convgif.scenes.roles import EASED
from convgif.scenes.scene import Film, Line, MarkId, Run, Scene, Shape, Story

EASE_MS, ROW_EASE_MS = 150, 250  # to the next place; from the end of a row to the next one


def eased_marks(story: Story) -> frozenset[MarkId]:
    """The marks that ease to where they are next."""
    taken = [(id, mark.roles) for id, mark in story.stage.marks.items()]
    taken += [each for scene in story.scenes for each in scene.roles.items()]
    return frozenset(id for id, roles in taken if not EASED.isdisjoint(roles))


def eases_ms(story: Story, durations_ms: Sequence[int]) -> list[int]:
    """How long before each step they set off to where they are in it, 0 for the first: never
    longer than half of the step before."""
    rows = [scene.about[0].element.index[:-1] if scene.about else () for scene in story.scenes]
    wanted = [EASE_MS if row == before else ROW_EASE_MS for before, row in pairwise(rows)]
    return [0, *[min(ms, duration // 2) for ms, duration
                 in zip(wanted, durations_ms, strict=False)]]


def between(shape: Shape, other: Shape, share: float) -> Shape | None:
    """What is so far on the way from one shape to another, None for what has no way."""
    if not isinstance(shape, Line | Film) or type(shape) is not type(other):
        return None
    start, end = alike([shape, other])
    runs = tuple([tuple([(x + share * (x1 - x), y + share * (y1 - y))
                         for (x, y), (x1, y1) in zip(run, next_run, strict=True)])
                  for run, next_run in zip(start, end, strict=True)])
    return replace(shape, strokes=runs) if isinstance(shape, Line) else Film(runs[0])


def eased(story: Story, durations_ms: Sequence[int], frame_ms: float) -> tuple[Story, list[float]]:
    """The story with scenes between its steps, so long each, in which what eases is on its way; and
    how long each scene is shown."""
    moving, eases = eased_marks(story), eases_ms(story, durations_ms)
    shapes = {id: story.stage.marks[id].shape for id in moving}
    scenes: list[Scene] = []
    times: list[float] = []
    for scene, duration, ease in zip(story.scenes, durations_ms, eases, strict=True):
        ways = {id: (shapes[id], shape) for id, shape in scene.shapes.items() if id in moving}
        shapes |= {id: shape for id, (_, shape) in ways.items()}
        count = max(1, round(ease / frame_ms)) if ways else 1
        if count > 1:
            times[-1] -= ease * (count - 1) / count
        for number in range(1, count):
            share = _smooth(number / count)
            on_the_way = {id: between(*way, share) for id, way in ways.items()}
            scenes.append(Scene(shapes={id: shape for id, shape in on_the_way.items() if shape}))
            times.append(ease / count)
        scenes.append(scene)
        times.append(duration)
    return replace(story, scenes=scenes), times


def _smooth(share: float) -> float:
    """How far what starts and stops gently is after that share of its time."""
    return share * share * (3 - 2 * share)


def alike(shapes: Sequence[Shape]) -> list[tuple[Run, ...]]:
    """The runs of lines, or of films, point by point the same: what one has fewer of, it has at its
    end again, and a film begins at the corner from which it is nearest to the one before."""
    drawn = [(shape.corners,) if isinstance(shape, Film) else shape.strokes for shape in shapes
             if isinstance(shape, Film | Line)]
    count = max(map(len, drawn))
    filled = [(*runs, *[runs[-1]] * (count - len(runs))) for runs in drawn]
    points = [max(map(len, these)) for these in zip(*filled, strict=True)]
    found = [tuple([(*run, *[run[-1]] * (most - len(run)))
                    for run, most in zip(runs, points, strict=True)]) for runs in filled]
    if isinstance(shapes[0], Film):
        for number in range(1, len(found)):
            found[number] = (_turned(found[number][0], found[number - 1][0]),)
    return found


def _turned(corners: Run, before: Run) -> Run:
    """A closed run that begins at another of its corners, as near to another one as it can be."""
    turns = [(*corners[first:], *corners[:first]) for first in range(len(corners))]
    return min(turns, key=lambda turn: sum(map(dist, turn, before)))
