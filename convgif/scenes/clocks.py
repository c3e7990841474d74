"""Clocks: which of its scenes each panel shows at each step of a picture.

A panel shows all of its scenes in their order, some of them for several steps, and is at its last
when the picture ends. Before its first beat it shows its stage alone, on which nothing is computed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias, TypeVar

from convgif.errors import ConvgifError, look_up, setting
from convgif.scenes.scene import Element, MarkId, Scene, Story, Unfolding

Value = TypeVar("Value")
Axes: TypeAlias = tuple[Mapping[int, int], ...]  # the number of each place on each axis
Schedule: TypeAlias = tuple[int, ...]  # the number of the scene that is shown, for each step
STAGE = -1  # in place of that number: the stage before the first
BEAT, EVEN, TOGETHER = "beat", "even", "together"


class Beat(NamedTuple):
    """A place in a map: what a scene is about. Two are equal where shape and place are, whatever
    map, channel or layer they are of."""

    shape: tuple[int, ...]
    place: tuple[int, ...]


class Run(NamedTuple):
    """So many scenes one after another that belong to one beat; closing: of the last of them that
    are about nothing."""

    beat: Beat
    scenes: int
    closing: int

    def shown(self, step: int, steps: int) -> int:
        """Which of its scenes is shown at a step of so many: it waits at the last that is about
        the beat, and closes with it."""
        left = steps - step
        if left <= self.closing:
            return self.scenes - left
        return min(step, self.scenes - self.closing - 1)


def schedules(stories: Sequence[Story], clock: str | None = None) -> list[Schedule]:
    """Which of its scenes each story shows at each step. clock: one of CLOCKS; if not given, by
    beats where those of one story are in all others, else together.

    Raises ConvgifError for stories that have no beats in common and are to keep them.
    """
    if clock is not None:
        return look_up(CLOCKS, clock, "clock")(stories)
    return _by_beats(stories) or _together(stories)


def on_schedule(story: Story, schedule: Schedule) -> Story:
    """The story with the scenes that are shown at each step: nothing changes while one lasts, and
    what those that are left out change comes with the next."""
    return Story(story.stage, Unfolding(len(schedule), _shown(story.scenes, schedule)),
                 None if story.full is None else lambda: on_schedule(story.filled(), schedule))


def _shown(scenes: Sequence[Scene], schedule: Schedule) -> Iterator[Scene]:
    now = STAGE
    for number in schedule:
        if number == STAGE:
            yield Scene()
        elif number == now + 1:
            yield scenes[number]
        else:
            passed = scenes[now + 1:number + 1]
            yield Scene(_merged([scene.roles for scene in passed]),
                        _merged([scene.shapes for scene in passed]), scenes[number].about,
                        _merged([scene.elements for scene in passed]))
        now = number


def _merged(changes: Sequence[Mapping[MarkId, Value]]) -> dict[MarkId, Value]:
    """All that is changed, as it is at last."""
    return {id: value for changed in changes for id, value in changed.items()}


def _together(stories: Sequence[Story]) -> list[Schedule]:
    """Scenes of the same number; who is done holds."""
    steps = range(max(len(story.scenes) for story in stories))
    return [tuple([min(step, len(story.scenes) - 1) for step in steps]) for story in stories]


def _even(stories: Sequence[Story]) -> list[Schedule]:
    """Each scene of a story for about the same time, so that all are done at once."""
    count = max(len(story.scenes) for story in stories)
    return [tuple([step * len(story.scenes) // count for step in range(count)])
            for story in stories]


def _beat(stories: Sequence[Story]) -> list[Schedule]:
    found = _by_beats(stories)
    if found is None:
        raise ConvgifError(f"these panels have no beats in common: give {setting('clock', EVEN)} "
                           f"or {setting('clock', TOGETHER)}")
    return found


def _by_beats(stories: Sequence[Story]) -> list[Schedule] | None:
    """Equal beats at the same time: a story waits at its last scene about each, and for its first
    on its stage. None where there is no story whose beats hold those of all others in their order.
    """
    runs = [list(_runs(story)) for story in stories]
    longest = max(runs, key=len)
    places = [_places([run.beat for run in these], [run.beat for run in longest])
              for these in runs]
    kept = [place for place in places if place]
    if len(kept) < len(stories):
        return None
    lasts = [1] * len(longest)  # how many steps each beat has
    for these, where in zip(runs, kept, strict=True):
        for run, beat in zip(these, where, strict=True):
            lasts[beat] = max(lasts[beat], run.scenes)
    return [tuple(_kept(these, where, lasts)) for these, where in zip(runs, kept, strict=True)]


def _kept(runs: Sequence[Run], places: Sequence[int], lasts: Sequence[int]) -> Iterator[int]:
    """The scenes of a story whose runs have those places among the beats."""
    found = dict(zip(places, runs, strict=True))
    shown = 0
    for beat, steps in enumerate(lasts):
        run = found.get(beat)
        for step in range(steps):
            yield shown + (run.shown(step, steps) if run else -1)  # STAGE before the first
        shown += run.scenes if run else 0


def _runs(story: Story) -> Iterator[Run]:
    """The beats of a story and how many scenes each has. A scene that is about nothing belongs to
    the beat before it, or to the first."""
    axes = _axes(story)
    beats = [_beat_of(scene, axes) for scene in story.scenes]
    now = next((beat for beat in beats if beat), None)
    if now is None:
        return
    held: list[tuple[Beat, bool]] = []  # whether the scene is about it
    for beat in beats:
        now = beat or now
        held.append((now, beat is not None))
    for beat, same in groupby(held, key=itemgetter(0)):
        are_about = [is_about for _, is_about in same]
        yield Run(beat, len(are_about), are_about[::-1].index(True))


def _beat_of(scene: Scene, axes: Mapping[tuple[int, str], Axes]) -> Beat | None:
    if not scene.about:
        return None
    element = scene.about[0].element
    places = axes[element.trace, element.array]
    return Beat(tuple(map(len, places)), tuple(
        [places[axis][at] for axis, at in enumerate(_spatial(element))]))


def _axes(story: Story) -> Mapping[tuple[int, str], Axes]:
    """Of each trace's arrays, of each axis, which place comes first of those that are shown, and so
    on: of an input between whose cells zeros are inserted, its own where only those are."""
    shown: dict[tuple[int, str], list[set[int]]] = {}
    for element in story.elements:
        place = _spatial(element)
        axes = shown.setdefault((element.trace, element.array), [set() for _ in place])
        for axis, at in zip(axes, place, strict=True):
            axis.add(at)
    return {array: tuple([{at: number for number, at in enumerate(sorted(axis))} for axis in axes])
            for array, axes in shown.items()}


def _spatial(element: Element) -> tuple[int, ...]:
    """Where it is in its map: all but its channel; its number where it is but a number in a row."""
    return element.index[1:] or element.index


def _places(beats: Sequence[Beat], among: Sequence[Beat]) -> list[int] | None:
    """Where each of the beats is among others that hold them in that order; None where not."""
    places: list[int] = []
    for place, beat in enumerate(among):
        if len(places) < len(beats) and beat == beats[len(places)]:
            places.append(place)
    return places if len(places) == len(beats) else None


CLOCKS: Mapping[str, Callable[[Sequence[Story]], list[Schedule]]] = {
    BEAT: _beat, TOGETHER: _together, EVEN: _even}
