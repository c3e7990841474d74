"""Stages in one: each in its place, and its marks by names that say which it is of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convgif.scenes.scene import (
    Cell,
    Disc,
    Element,
    Film,
    Line,
    Mark,
    MarkId,
    Point,
    Shape,
    SizeGap,
    Stage,
    Text,
)

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


def in_panel(id: MarkId, panel: int) -> MarkId:
    """The id of a mark in the panel of that number."""
    return _named(id[0], panel), id[1]


def own_name(id: MarkId) -> str:
    """What a mark is called in its own panel."""
    return id[0].partition("@")[0]


def _named(name: str, panel: int) -> str:
    return f"{name}@{panel}"
