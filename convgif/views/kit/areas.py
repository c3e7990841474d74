"""Areas: how much room things take that stand beside or below each other, and where each lies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from convgif.scenes.scene import Point

Places: TypeAlias = dict[str, Point]


@dataclass(frozen=True)
class Area:
    """Room for some things. placed: the left and top of each by its name, where those of the area
    are given. axis: the point through which go the lines that it has in common with what stands
    beside or below it: its corner, so that they begin at one line, its middle, or another."""

    width: float
    height: float
    placed: Callable[[float, float], Places] = lambda *_: {}
    axis: Point = (0.0, 0.0)


def area(width: float, height: float, places: Mapping[str, Point]) -> Area:
    """Room for things that have those places in it."""
    return Area(width, height, lambda left, top: {
        name: (left + x, top + y) for name, (x, y) in places.items()})


def beside(areas: Sequence[Area], gaps: Sequence[float]) -> Area:
    """The areas from left to right, their axes at one height, with those gaps between them."""
    over = max(each.axis[1] for each in areas)
    under = max(each.height - each.axis[1] for each in areas)

    def placed(left: float, top: float) -> Places:
        places: Places = {}
        for each, gap in zip(areas, (*gaps, 0.0), strict=True):
            places |= each.placed(left, top + (over - each.axis[1]))
            left += each.width + gap
        return places

    return Area(sum(each.width for each in areas) + sum(gaps), over + under, placed, (0.0, over))


def below(areas: Sequence[Area], gap: float, least_px: float = 0.0) -> Area:
    """The areas from top to bottom, their axes one below the other, with that gap between them; or
    with larger ones, so that the last ends so far down at least."""
    before = max(each.axis[0] for each in areas)
    after = max(each.width - each.axis[0] for each in areas)
    height = sum(each.height for each in areas) + gap * (len(areas) - 1)
    more = max(0.0, least_px - height) / max(1, len(areas) - 1)

    def placed(left: float, top: float) -> Places:
        places: Places = {}
        for each in areas:
            places |= each.placed(left + (before - each.axis[0]), top)
            top += each.height + gap + more
        return places

    return Area(before + after, max(height, least_px), placed, (before, 0.0))
