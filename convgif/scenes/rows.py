"""Rows: where panels stand beside and below each other, and what they say once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from convgif.scenes.placing import FORMULA, LEGEND, TITLE, Place, own_name
from convgif.scenes.scene import Cell, Disc, Film, Line, Mark, Roles, Stage, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT

WIDEST_PX = 960  # of a row; what is wider goes on in another below
LOW = 0.75  # of the height of its row: what is lower stands in its middle


def arranged(stages: Sequence[Stage], spared: Sequence[int], *, below: bool
             ) -> tuple[list[Place], tuple[int, int]]:
    """Where each stands, in rows that are as high as their highest, and the size of all. spared:
    how much of each is free at its top."""
    rows = [[stage] for stage in stages] if below else list(_wrapped(stages))
    width = max(sum(stage.width_px for stage in row) for row in rows)
    places: list[Place] = []
    top = 0
    for row in rows:
        top -= spared[len(places)]
        left = (width - sum(stage.width_px for stage in row)) // 2
        lowered = _aligned(row)
        high = max(stage.height_px + down for stage, down in zip(row, lowered, strict=True))
        for stage, down in zip(row, lowered, strict=True):
            is_low = stage.height_px + down < LOW * high
            rise = (high - stage.height_px) // 2 if is_low else down
            places.append(Place(left, top + rise, rise))
            left += stage.width_px
        top += high
    return places, (width, top)


def _wrapped(stages: Sequence[Stage]) -> Iterator[list[Stage]]:
    row: list[Stage] = []
    for stage in stages:
        if row and sum(other.width_px for other in row) + stage.width_px > WIDEST_PX:
            yield row
            row = []
        row.append(stage)
    yield row


def _aligned(row: Sequence[Stage]) -> list[int]:
    """How much lower each begins than its row, so that labels stand on one line: the last, where
    all have what is below as near to it; else the first."""
    firsts, lasts, below = [], [], set()
    for stage in row:
        labels = _lines(stage, ["label"]) or [0.0]
        firsts.append(min(labels))
        lasts.append(max(labels))
        below.add(round(min(_lines(stage, ["legend", "formula"]), default=stage.height_px)
                        - lasts[-1]))
    lines = lasts if len(below) == 1 else firsts
    return [round(max(lines) - line) for line in lines]


def _lines(stage: Stage, roles: Sequence[str]) -> list[float]:
    """Where the words in those roles stand."""
    return [mark.shape.anchor[1] for mark in stage.marks.values()
            if mark.roles[0] in roles and isinstance(mark.shape, Text)]


def spared_above(stage: Stage, before: Stage) -> int:
    """How much is free at the top of a stage that was more before."""
    gone = [mark for id, mark in before.marks.items() if id not in stage.marks]
    if not gone:
        return 0
    top = _top(stage.marks.values())
    return round(top - min(top, _top(gone)))


def _top(marks: Iterable[Mark]) -> float:
    """Where the highest of them begins."""
    return min(_heights(marks), default=0.0)


def _bottom(marks: Iterable[Mark]) -> float:
    """Where the lowest of them ends."""
    return max(_heights(marks), default=0.0)


def _heights(marks: Iterable[Mark]) -> list[float]:
    """How far down the corners of marks lie, of a text those of its line."""
    shapes = [mark.shape for mark in marks]
    outlines = [shape.corners for shape in shapes if isinstance(shape, Cell | Film)]
    ys = [y for corners in outlines for _, y in corners]  # of a hundred thousand cells, at once
    for shape in shapes:
        match shape:
            case Cell() | Film():
                pass
            case Line(strokes):
                ys += [y for stroke in strokes for _, y in stroke]
            case Disc((_, y), radius):
                ys += [y - radius, y + radius]
            case Text():
                y = shape.anchor[1]
                ys += [y - ASCENT * shape.size_px, y + (LINE_HEIGHT - ASCENT) * shape.size_px]
    return ys


def said_once(stages: Sequence[Stage], *, below: bool = False) -> list[Stage]:
    """The stages; of a title, legend or formula that all have alike, one has it: the first, but of
    those below each other the last what stands at the end."""
    keeper = len(stages) - 1 if below else 0
    for names, keeping in ((TITLE, 0), (LEGEND, keeper), (FORMULA, keeper)):
        said = [_said(stage, names) for stage in stages]
        if any(said[0]) and all(other == said[0] for other in said):
            stages = [stage if panel == keeping else without(stage, names)
                      for panel, stage in enumerate(stages)]
    return list(stages)


def _said(stage: Stage, names: Sequence[str]) -> tuple[list[Roles], str]:
    """What is said under those names, however it is broken into lines."""
    marks = [mark for id, mark in stage.marks.items() if own_name(id) in names]
    words = [mark.shape.string for mark in marks if isinstance(mark.shape, Text)]
    swatches = [mark.roles for mark in marks if not isinstance(mark.shape, Text)]
    return swatches, "".join(words).replace(" ", "").replace("·", "")


def without(stage: Stage, names: Sequence[str]) -> Stage:
    """The stage without what is called so, and as much less high as that was at its end."""
    gone = {id for id in stage.marks if own_name(id) in names}
    if not gone:
        return stage
    left = {id: mark for id, mark in stage.marks.items() if id not in gone}
    bottom = _bottom(left.values())
    lower = max(bottom, _bottom([stage.marks[id] for id in gone]))
    return replace(stage, marks=left, height_px=stage.height_px - round(lower - bottom))
