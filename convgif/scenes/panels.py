"""Panels: stories next to or below each other, made one story. Pure data in, pure data out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from convgif.scenes.scene import (
    About,
    Cell,
    Disc,
    Element,
    Film,
    Line,
    Mark,
    MarkId,
    Point,
    Roles,
    Scene,
    Shape,
    SizeGap,
    Stage,
    Story,
    Text,
    Unfolding,
)
from convgif.scenes.text import ASCENT, LINE_HEIGHT
from convgif.scenes.ties import tied

ALIKE, EACH = FITS = "alike", "each"  # cells and labels as large as in the other panels, or not
WIDEST_PX = 960  # of a row; what is wider goes on in another below
LOW = 0.75  # of the height of its row: what is lower stands in its middle
TITLE, LEGEND, FORMULA = ("title",), ("legend", "swatch"), ("formula",)  # marks that are said once


@dataclass(frozen=True)
class Place:
    """Where a panel begins, in whole px so that it looks there as it does alone. rise: how much
    higher its title stands, on one line with those beside it."""

    left: int
    top: int
    rise: int = 0

    def of(self, mark: Mark) -> "Place":
        """Where the panel begins for that mark."""
        return (Place(self.left, self.top - self.rise) if self.rise and mark.id[0] in TITLE
                else self)


def beside(stories: Sequence[Story], *, below: bool = False) -> Story:
    """The stories side by side, or one below the other: one story with as many scenes as each.

    What they share of title, legend and formula is said once. A row that is wider than WIDEST_PX
    goes on below. No scene holds more than what changes in it.
    """
    whole = [story.stage for story in stories]
    stages = said_once(whole, below=below)
    spared = [spared_above(stage, before) if below else 0
              for stage, before in zip(stages, whole, strict=True)]
    places, (width, height) = _arranged(stages, spared, below=below)
    stage = placed(stages, places, width, height)
    if below:
        stage = replace(stage, marks={**stage.marks, **tied(
            stages, [(place.left, place.top) for place in places], stage)})
    (count,) = {len(story.scenes) for story in stories}
    full = None if all(story.full is None for story in stories) else (
        lambda: beside([story.filled() for story in stories], below=below))
    return Story(stage, Unfolding(count, _merged(stories, places, stage)), full)


def of_traces(story: Story, numbers: Sequence[int]) -> Story:
    """The story of traces that have those numbers in its picture, in place of 0, 1, and so on."""
    if list(numbers) == list(range(len(numbers))):
        return story

    def there(element: Element) -> Element:
        return replace(element, trace=numbers[element.trace])

    def all_there(elements: Mapping[MarkId, Element]) -> dict[MarkId, Element]:
        return {id: there(element) for id, element in elements.items()}

    def scenes() -> Iterator[Scene]:
        for scene in story.scenes:
            yield replace(scene, elements=all_there(scene.elements), about=tuple([
                About(there(about.element), None if about.tap is None else there(about.tap))
                for about in scene.about]))

    stage = replace(story.stage, elements=all_there(story.stage.elements),
                    blanks=tuple(map(there, story.stage.blanks)))
    return Story(stage, Unfolding(len(story.scenes), scenes()),
                 None if story.full is None else lambda: of_traces(story.filled(), numbers))


def placed(stages: Sequence[Stage], places: Sequence[Place], width_px: int, height_px: int
           ) -> Stage:
    """One stage with all of them, each in its place."""
    first, marks, elements = stages[0], dict[MarkId, Mark](), dict[MarkId, Element]()
    gaps: tuple[SizeGap, ...] = ()
    for panel, (stage, place) in enumerate(zip(stages, places, strict=True)):
        names = {name: _named(name, panel) for name in {name for name, _ in stage.marks}}
        ids = {id: (names[id[0]], id[1]) for id in stage.marks}  # there may be a hundred thousand
        marks |= {there: Mark(there, moved(mark.shape, place.of(mark)), mark.roles, mark.order,
                              mark.line_scale if stage.line_scale == first.line_scale
                              else stage.line_scale_of(mark))
                  for there, mark in zip(ids.values(), stage.marks.values(), strict=True)}
        elements |= {ids[id]: element for id, element in stage.elements.items()}
        gaps += tuple([replace(gap, text=ids[gap.text]) for gap in stage.gaps if gap.text in ids])
    blanks = tuple(dict.fromkeys([blank for stage in stages for blank in stage.blanks]))
    return Stage(width_px, height_px, line_scale=first.line_scale, marks=marks, elements=elements,
                 blanks=blanks, gaps=gaps,
                 maps={_named(name, panel): size for panel, stage in enumerate(stages)
                       for name, size in stage.maps.items()})


def in_panel(id: MarkId, panel: int) -> MarkId:
    """The id of a mark in the panel of that number."""
    return _named(id[0], panel), id[1]


def own_name(id: MarkId) -> str:
    """What a mark is called in its own panel."""
    return id[0].partition("@")[0]


def without(stage: Stage, names: Sequence[str]) -> Stage:
    """The stage without what is called so, and as much less high as that was at its end."""
    gone = {id for id in stage.marks if own_name(id) in names}
    if not gone:
        return stage
    left = {id: mark for id, mark in stage.marks.items() if id not in gone}
    bottom = _bottom(left.values())
    lower = max(bottom, _bottom([stage.marks[id] for id in gone]))
    return replace(stage, marks=left, height_px=stage.height_px - round(lower - bottom))


def moved(shape: Shape, by: Place) -> Shape:
    """The shape in another place."""
    left, top = by.left, by.top
    if not (left or top):
        return shape

    def there(point: Point) -> Point:
        return point[0] + left, point[1] + top

    match shape:
        case Cell():  # of which there may be a hundred thousand
            return Cell(tuple([(x + left, y + top) for x, y in shape.corners]), shape.numbered)
        case Film(corners):
            return Film(tuple(map(there, corners)))
        case Disc(center):
            return replace(shape, center=there(center))
        case Line(strokes):
            return Line(tuple(tuple(map(there, stroke)) for stroke in strokes),
                        tuple((*there((x, y)), *there((x1, y1))) for x, y, x1, y1 in shape.spared))
        case Text():
            return replace(shape, anchor=there(shape.anchor))


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


def _named(name: str, panel: int) -> str:
    return f"{name}@{panel}"


def _arranged(stages: Sequence[Stage], spared: Sequence[int], *, below: bool
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


def _merged(stories: Sequence[Story], places: Sequence[Place], stage: Stage) -> Iterator[Scene]:
    """The scenes of all panels at once."""
    for scenes in zip(*[story.scenes for story in stories], strict=True):
        panels = list(enumerate(zip(scenes, places, strict=True)))
        yield Scene(
            {in_panel(id, panel): roles for panel, (scene, _) in panels
             for id, roles in scene.roles.items()},
            {in_panel(id, panel): moved(shape, place) for panel, (scene, place) in panels
             for id, shape in scene.shapes.items()},
            tuple([about for scene in scenes for about in scene.about]),
            {in_panel(id, panel): element for panel, scene in enumerate(scenes)
             for id, element in scene.elements.items()})
