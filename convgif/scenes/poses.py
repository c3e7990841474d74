"""Poses: a story stopped at some of its steps, which stand side by side as papers print them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import index
from typing import Any

from convgif.errors import ConvgifError, shorten
from convgif.scenes.areas import in_areas
from convgif.scenes.scene import Cell, Disc, Line, Mark, Point, Scene, Shape, Story, Text

MIDDLE, LAST = "middle", "last"
STRIP_STEPS = 4
ONCE = ("title", "legend", "swatch", "formula")  # marks that say the same at every step


def still_step(which: int | str, count: int) -> int:
    """The number of the step that is meant, of so many. Raises ConvgifError."""
    if isinstance(which, str):
        named = {MIDDLE: count // 2, LAST: count - 1}
        if which not in named:
            raise ConvgifError(f"{shorten(which)} is no step: give a number, {MIDDLE} or {LAST}")
        return named[which]
    (step,) = _listed((which,), count)
    return step


def strip_steps(steps: int | Sequence[int], count: int) -> tuple[int, ...]:
    """The numbers of the steps that are meant, of so many: those given, or as many as given, from
    the first to the last. Raises ConvgifError."""
    shown = _whole(steps)
    if shown is None and isinstance(steps, Iterable):
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
POSES: Mapping[str, Callable[[Any, int], object]] = {"still": still_step, "strip": strip_steps}


def posed(story: Story, steps: Sequence[int], columns: int | None = None) -> Story:
    """The story of those steps alone, side by side: one scene, in which nothing changes.

    What says the same at every step is there once, with the first, and cells too fine to be told
    apart are drawn as areas. columns: how many stand in a row, all where it is None.
    """
    frozen = [in_areas(story.frozen(step).stage) for step in steps]
    if len(frozen) == 1:
        return Story(frozen[0], [Scene()])
    width, height, columns = story.stage.width_px, story.stage.height_px, columns or len(frozen)
    places = [(panel % columns * width, panel // columns * height) for panel in range(len(frozen))]
    marks = [Mark((f"{mark.id[0]}@{panel}", mark.id[1]), moved(mark.shape, places[panel]),
                  mark.roles, mark.order)
             for panel, stage in enumerate(frozen) for mark in stage.marks.values()
             if panel == 0 or mark.id[0] not in ONCE]
    maps = {f"{name}@{panel}": size for panel in range(len(frozen))
            for name, size in story.stage.maps.items()}
    elements = {(f"{name}@{panel}", index): element for panel, stage in enumerate(frozen)
                for (name, index), element in stage.elements.items()}
    return Story(replace(story.stage, width_px=width * min(columns, len(frozen)),
                         height_px=height + places[-1][1], maps=maps, elements=elements,
                         marks={mark.id: mark for mark in marks}), [Scene()])


def moved(shape: Shape, by: Point) -> Shape:
    """The shape in another place."""
    def there(point: Point) -> Point:
        return point[0] + by[0], point[1] + by[1]

    match shape:
        case Cell(corners):
            return replace(shape, corners=tuple(map(there, corners)))
        case Disc(center):
            return replace(shape, center=there(center))
        case Line(strokes):
            return Line(tuple(tuple(map(there, stroke)) for stroke in strokes))
        case Text():
            return replace(shape, anchor=there(shape.anchor))
