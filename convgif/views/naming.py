"""Names in place of numbers: a number is known by the cell in which it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from convgif.errors import ViewError, setting
from convgif.scenes.cells import Cells
from convgif.scenes.scene import Cell, MarkId, Point, Scene, Shape, Story, Text, Unfolding
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.fitting import Stager, fitted, grown
from convgif.views.kit.names import element_name
from convgif.views.kit.numerals import level_text, number_size_px
from convgif.views.kit.typesetting import TooWideError
from convgif.views.settings import ALL, NAMES, VALUES, WEIGHTS

# The arrays of elements that are called by name.
NAMED: Mapping[str, frozenset[str]] = {
    WEIGHTS: frozenset(("weight",)),
    ALL: frozenset(("weight", "input", "extended", "output"))}
CALLED = frozenset(("matrix", "padded_matrix"))  # of those that are called by name anyway
NOTE = "_note"  # how the names of marks end that stand under a number
LIFT = 0.17  # of the text size: a name has its ink lower than a number, by its index


def naming(stage: Stager[Sequence[Trace]], what: str | None) -> Stager[Sequence[Trace]]:
    """What stages the same, with names if such are asked for."""
    def staged(traces: Sequence[Trace], settings: ViewSettings) -> Story:
        assert what is not None
        return fitted(lambda sized: named(grown(stage, traces, sized), traces[0], what), settings)
    return stage if what is None else staged


def named(story: Story, trace: Trace, what: str) -> Story:
    """The story with names in place of the numbers of those arrays. Raises TooWideError where they
    do not fit their cells, and ViewError where there are none."""
    texts = _texts(story, trace, what)
    if not texts and CALLED.isdisjoint(each.array for each in story.stage.elements.values()):
        without = ("has no weights" if what == WEIGHTS and trace.weight is None else
                   "has no numbers in its cells")
        raise ViewError(f"this picture {without}, so that none is called by name: leave out "
                        f"{setting(NAMES.name, what)}, or add {setting(VALUES.name, True)}, or "
                        f"take {setting('view', 'values')}")
    stage, full = story.stage, story.full
    marks = {id: replace(mark, shape=_in_place(mark.shape, name))
             for id, mark in stage.marks.items() if (name := texts.get(id, mark.shape))}
    return Story(replace(stage, marks=marks),
                 Unfolding(len(story.scenes), _scenes(story.scenes, texts)),
                 None if full is None else partial(_filled, story, trace, what))


def _filled(story: Story, trace: Trace, what: str) -> Story:
    return named(story.filled(), trace, what)


def _scenes(scenes: Sequence[Scene], texts: Mapping[MarkId, Text | None]) -> Iterator[Scene]:
    for scene in scenes:
        yield replace(scene, roles={id: roles for id, roles in scene.roles.items()
                                    if texts.get(id, True)},
                      shapes={id: _in_place(shape, name) for id, shape in scene.shapes.items()
                              if (name := texts.get(id, shape))})


def _in_place(shape: Shape, name: Shape) -> Shape:
    """The name in place of a number; where none is written yet, none."""
    return name if not isinstance(shape, Text) or shape.string else shape


def _texts(story: Story, trace: Trace, what: str) -> dict[MarkId, Text | None]:
    """The names in place of each text in a cell that shows an element of those arrays, in one size
    for each map; None for a note, which goes. Raises TooWideError."""
    stage = story.stage
    cells = Cells([(id, mark.shape, mark.order) for id, mark in stage.marks.items()
                   if isinstance(mark.shape, Cell)])
    found: dict[str, dict[MarkId, tuple[str, Sequence[Point]]]] = {}
    for id, mark in stage.marks.items():
        if not isinstance(mark.shape, Text):
            continue
        around = cells.around(mark.shape, mark.order)
        element = stage.elements.get(around) if around else None
        if around is None or element is None or element.array not in NAMED[what]:
            continue
        name, cell = element_name(trace, element), stage.marks[around].shape
        if name and isinstance(cell, Cell):
            found.setdefault(id[0], {})[id] = name, cell.square
    texts: dict[MarkId, Text | None] = {}
    for kind, each in found.items():
        if kind.endswith(NOTE):
            texts |= dict.fromkeys(each)
            continue
        size_px = number_size_px([name for name, _ in each.values()],
                                 min(_across(square) for _, square in each.values()))
        if size_px is None:
            raise TooWideError("the names do not fit the cells:",
                               f"leave out {setting(NAMES.name)}")
        for id, (name, square) in each.items():
            x, y = _middle(square)
            texts[id] = level_text(name, (x, y - LIFT * size_px), size_px)
    return texts


def _across(square: Sequence[Point]) -> float:
    """How wide a cell is in its middle."""
    (left_top, _), (right_top, _), (right, _), (left, _) = square
    return (right_top + right - left_top - left) / 2


def _middle(square: Sequence[Point]) -> Point:
    xs, ys = zip(*square, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)
