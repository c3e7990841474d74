"""Poses: a story stopped at some of its steps, which stand side by side as papers print them."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from operator import index
from typing import Any

from convgif.errors import ConvgifError, LimitError, shorten
from convgif.scenes.areas import in_areas
from convgif.scenes.clocks import STAGE
from convgif.scenes.placing import FORMULA, LEGEND, TITLE, Place, placed
from convgif.scenes.rows import spared_above, without
from convgif.scenes.scene import Scene, Story

TELLING, MIDDLE, LAST = "telling", "middle", "last"
FULL = (TELLING, MIDDLE)  # those that show the output full
STRIP_STEPS = 4
MOST_STRIP_STEPS = 100
ONCE = (*TITLE, *LEGEND, *FORMULA)  # marks that say the same at every step


def still_step(which: int | str, count: int, telling: int | None = None) -> int:
    """The number of the step that is meant, of so many. telling: the one that says most, the middle
    one if not given. Raises ConvgifError."""
    if isinstance(which, str):
        named = {TELLING: count // 2 if telling is None else telling, MIDDLE: count // 2,
                 LAST: count - 1}
        if which not in named:
            raise ConvgifError(f"{shorten(which)} is no step: give a number, {TELLING}, {MIDDLE} "
                               f"or {LAST}")
        return named[which]
    (step,) = _listed((which,), count)
    return step


def still_steps(which: int | str, count: int) -> tuple[int, ...]:
    """The same, alone."""
    return (still_step(which, count),)


def strip_steps(steps: int | Sequence[int], count: int) -> tuple[int, ...]:
    """The numbers of the steps that are meant, of so many: those given, or as many as given, from
    the first to the last. Raises ConvgifError."""
    shown = _whole(steps)
    many = len(steps) if shown is None and isinstance(steps, Sized) else min(shown or 0, count)
    if many > MOST_STRIP_STEPS:
        raise LimitError(f"a strip of {many} steps is over {MOST_STRIP_STEPS}: give fewer")
    if shown is None and isinstance(steps, Iterable) and not isinstance(steps, str):
        return _listed(steps, count)
    if shown is None or shown < 1:
        raise ConvgifError(f"a strip of {shorten(steps)} steps: give 1 or more, or their numbers")
    shown = min(shown, count)
    return tuple(round(i * (count - 1) / max(1, shown - 1)) for i in range(shown))


def _listed(steps: Iterable[object], count: int) -> tuple[int, ...]:
    """The numbers of those steps, if there are such. Raises ConvgifError."""
    numbers: list[int] = []
    for step in steps:
        number = _whole(step)
        if number is None or not 0 <= number < count:
            raise ConvgifError(f"there is no step {shorten(step if number is None else number)}: "
                               f"there are 0 to {count - 1}")
        numbers.append(number)
    if not numbers:
        raise ConvgifError(f"a strip of no steps: give how many, or numbers from 0 to {count - 1}")
    return tuple(numbers)


def _whole(value: Any) -> int | None:
    """The whole number as Python's own; None for what is none."""
    try:
        return None if isinstance(value, bool) else index(value)
    except TypeError:
        return None


# The settings that stop a picture: which steps of so many each shows. Raise ConvgifError.
POSES: Mapping[str, Callable[[Any, int], Sequence[int]]] = {
    "still": still_steps, "strip": strip_steps}


def posed(story: Story, steps: Sequence[int], columns: int | None = None) -> Story:
    """The story of those steps alone, side by side: one scene, in which nothing changes.

    What says the same at every step is there once, with the first, and leaves no room free in
    further rows; cells too fine to be told apart are drawn as areas. STAGE alone is what is there
    before the first step. columns: how many stand in a
    row, all where it is None.
    """
    if [*steps] == [STAGE]:
        (stage,) = in_areas([story.stage])
        return Story(stage, [Scene()])
    stories = story.frozen_each(steps)
    frozen = in_areas([alone.stage for alone in stories])
    if len(steps) == 1:
        return replace(stories[0], stage=frozen[0])
    width, height, columns = story.stage.width_px, story.stage.height_px, columns or len(frozen)
    repeated = [without(stage, ONCE) for stage in frozen[1:]]  # what the first says already
    above = max(map(spared_above, repeated, frozen[1:]))
    below = max(stage.height_px for stage in repeated) - above
    rows = [0, *[height - above + row * below for row in range((len(frozen) - 1) // columns)]]
    places = [Place(number % columns * width, rows[number // columns])
              for number in range(len(frozen))]
    ends = rows[-1] + above + below if len(rows) > 1 else height
    return Story(placed([frozen[0], *repeated], places, width * min(columns, len(frozen)), ends),
                 [Scene()])
