"""Stage, marks and scenes: what is shown, as data in semantic roles.

No colour and no library here. A view lays its marks out once, as a Stage; each Scene is one step
and holds only what changes from the one before. Coordinates are (x, y) in px as displayed, y down.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TypeAlias, overload

Point: TypeAlias = tuple[float, float]
MarkId: TypeAlias = tuple[str, tuple[int, ...]]  # the map's name, the index in it
Run: TypeAlias = tuple[Point, ...]
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
Roles: TypeAlias = tuple[str, ...]  # what a mark is, then what it is at the moment

# Where to look into a cell, in shares of its sides; see Mark.probes.
PROBES = ((0.75, 0.25), (0.25, 0.75), (0.2, 0.8), (0.7, 0.7), (0.15, 0.3), (0.15, 0.45),
          (0.3, 0.45), (0.8, 0.5), (0.5, 0.2), (0.5, 0.5), (0.75, 0.75))

# What few pictures give another value, such as those of several panels.
SELDOM = {"seldom": True}


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled polygon with an outline: of four sides, or of so many that it is round. numbered:
    hatches leave its middle free for a number."""

    corners: tuple[Point, ...]
    numbered: bool = False

    @property
    def square(self) -> tuple[Point, ...]:
        """Its corners, or of a round one those of the square in it."""
        sides = len(self.corners)
        return self.corners if sides == 4 else self.corners[sides // 8::sides // 4]


@dataclass(frozen=True)
class Disc:
    """A filled circle. notch: instead the half of the square around it in that corner, as (-1, -1)
    for left and top: a triangle."""

    center: Point
    radius: float
    notch: tuple[int, int] | None = field(default=None, metadata=SELDOM)

    @property
    def triangle(self) -> tuple[Point, ...]:
        """The corners of the notch, empty for a circle."""
        if self.notch is None:
            return ()
        (x, y), (right, down) = self.center, [self.radius * side for side in self.notch]
        return (x + right, y + down), (x - right, y + down), (x + right, y - down)


@dataclass(frozen=True)
class Line:
    """Strokes: each a run of points, joined; a closed one ends where it begins. spared: boxes in
    which nothing of them is seen."""

    strokes: tuple[Run, ...]
    spared: tuple[Box, ...] = field(default=(), metadata=SELDOM)


@dataclass(frozen=True)
class Font:
    """A file of glyphs. digest: of what is in it; where it lies tells no fonts apart."""

    path: str = field(compare=False)
    digest: str


@dataclass(frozen=True)
class Text:
    """A string on one line. anchor: its baseline at the left, middle or right, by `align`.
    font: for what the fonts of convgif lack."""

    string: str
    anchor: Point
    size_px: float
    align: str = "left"
    font: Font | None = None


@dataclass(frozen=True)
class Film:
    """A translucent polygon, without an outline: fills of its order and lower shine through it, and
    all lines lie above it."""

    corners: tuple[Point, ...]


Shape: TypeAlias = Cell | Disc | Line | Text | Film


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape with an id, its roles before the first step, and a paint order (higher on top).
    line_scale: how much thinner than usual its lines are, None for as much as its stage says."""

    id: MarkId
    shape: Shape
    roles: Roles
    order: int = 0
    line_scale: float | None = field(default=None, metadata=SELDOM)

    @property
    def probes(self) -> tuple[Point, ...]:
        """Points inside a cell, off its middle first, to look at its fill.

        In every scene at least one of them is covered by no other mark. Empty for other shapes.
        """
        if not isinstance(self.shape, Cell) or len(self.shape.corners) % 4:
            return ()
        (x, y), (x1, y1), _, (x2, y2) = self.shape.square
        return tuple((x + a * (x1 - x) + b * (x2 - x), y + a * (y1 - y) + b * (y2 - y))
                     for a, b in PROBES)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a trace: of its input, weight or output, at a position of its extended map, or
    on the canvas that stamps fall on (`extended`, `canvas`). trace: its number in the picture."""

    array: str
    index: tuple[int, ...]
    trace: int = field(default=0, metadata=SELDOM)


@dataclass(frozen=True)
class About:
    """What a step is about: an output that is made, or an input that is stamped or read. tap: of
    that output, where a step is about one alone."""

    element: Element
    tap: Element | None = None


@dataclass(frozen=True, slots=True)
class SizeGap:
    """A size that is left out of a text. start, stop: the line in its place, by the signs of the
    text. size: what the reader is to write there; worked: how that comes about, hint: the same
    without what is left empty, maker: the layer that it comes out of, each "" for what is not
    said."""

    text: MarkId
    start: int
    stop: int
    size: str
    worked: str = ""
    hint: str = ""
    maker: str = ""


@dataclass(frozen=True)
class Stage:
    """Everything there is to draw, before the first step.

    maps: the size of each named grid. line_scale: how much thinner than usual the lines are of
    marks that do not say. elements: of the traces, by the cells that show them; some come later.
    blanks: what of them the reader is to find, and is not told; gaps: which sizes.
    ties: by the name of what may be in a panel below, too, the points at which a line to it there
    arrives from above and leaves; tie_says: what such lines mean, and how large that is written.
    """

    width_px: int
    height_px: int
    maps: Mapping[str, tuple[int, ...]]
    marks: Mapping[MarkId, Mark]
    line_scale: float = 1.0
    elements: Mapping[MarkId, Element] = field(default_factory=dict)
    blanks: tuple[Element, ...] = field(default=(), metadata=SELDOM)
    gaps: tuple[SizeGap, ...] = field(default=(), metadata=SELDOM)
    ties: Mapping[str, tuple[Point, Point]] = field(default_factory=dict)
    tie_says: tuple[str, float] | None = field(default=None, metadata=SELDOM)

    def line_scale_of(self, mark: Mark) -> float:
        """How much thinner than usual the lines of a mark are."""
        return self.line_scale if mark.line_scale is None else mark.line_scale

    @property
    def smallest_text_px(self) -> float | None:
        """The size of its smallest text, None where it has none."""
        return min([mark.shape.size_px for mark in self.marks.values()
                    if isinstance(mark.shape, Text)], default=None)


@dataclass(frozen=True)
class Scene:
    """One step: the roles and shapes that change from the scene before. about: what it is about in
    each panel that is about something; it follows from the roles of all scenes so far. elements:
    what cells show from now on that showed others before."""

    roles: Mapping[MarkId, Roles] = field(default_factory=dict)
    shapes: Mapping[MarkId, Shape] = field(default_factory=dict)
    about: tuple[About, ...] = field(default=(), compare=False)
    elements: Mapping[MarkId, Element] = field(default_factory=dict)


class Unfolding(Sequence[Scene]):
    """Scenes that are made one after another, when they are first looked at: so many."""

    def __init__(self, count: int, scenes: Iterator[Scene]) -> None:
        self._count, self._scenes = count, scenes
        self._made: list[Scene] = []

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Scene: ...
    @overload
    def __getitem__(self, index: slice) -> list[Scene]: ...
    def __getitem__(self, index: int | slice) -> Scene | list[Scene]:
        numbers = range(self._count)[index]
        if isinstance(numbers, int):
            return self._made_up_to(numbers)[numbers]
        made = self._made_up_to(max(numbers, default=-1))
        return [made[number] for number in numbers]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def _made_up_to(self, number: int) -> list[Scene]:
        self._made += islice(self._scenes, max(0, number + 1 - len(self._made)))
        return self._made


@dataclass(frozen=True)
class Snapshot:
    """The stage at one step: the roles and the shape of every mark, and what cells show."""

    stage: Stage
    roles: Mapping[MarkId, Roles]
    shapes: Mapping[MarkId, Shape]
    elements: Mapping[MarkId, Element]


@dataclass(frozen=True)
class Story:
    """A stage and its scenes, one a step. full: the same with the output full from the start, None
    where it is."""

    stage: Stage
    scenes: Sequence[Scene]
    full: "Callable[[], Story] | None" = field(default=None, compare=False, repr=False)

    def filled(self) -> "Story":
        """The story with the output full from the start."""
        return self.full() if self.full else self

    @property
    def elements(self) -> list[Element]:
        """All that cells show at any step, each once."""
        shown = [self.stage.elements, *[scene.elements for scene in self.scenes]]
        return list(dict.fromkeys([element for some in shown for element in some.values()]))

    def __repr__(self) -> str:
        return (f"Story({self.stage.width_px}x{self.stage.height_px} px, "
                f"{len(self.stage.marks)} marks, {len(self.scenes)} scenes)")

    def snapshots(self) -> Iterator[Snapshot]:
        """The stage at each step, in order. Each is whole by itself."""
        roles = {id: mark.roles for id, mark in self.stage.marks.items()}
        shapes = {id: mark.shape for id, mark in self.stage.marks.items()}
        elements = self.stage.elements
        for scene in self.scenes:
            roles, shapes = {**roles, **scene.roles}, {**shapes, **scene.shapes}
            if scene.elements:
                elements = {**elements, **scene.elements}
            yield Snapshot(self.stage, roles, shapes, elements)

    def frozen(self, step: int) -> "Story":
        """A story of that step alone, in which nothing changes any more. Raises IndexError."""
        (alone,) = self.frozen_each([step])
        return alone

    def frozen_each(self, steps: Sequence[int]) -> "list[Story]":
        """A story of each of those steps alone; every scene is looked at once. Raises IndexError.
        """
        numbers = [range(len(self.scenes))[step] for step in steps]
        wanted, found = {*numbers}, dict[int, Story]()
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        elements: Mapping[MarkId, Element] = self.stage.elements
        for number, scene in enumerate(self.scenes[:max(wanted, default=-1) + 1]):
            roles |= scene.roles
            shapes |= scene.shapes
            if scene.elements:
                elements = {**elements, **scene.elements}
            if number in wanted:
                marks = dict(self.stage.marks)
                for id in marks.keys() & (roles.keys() | shapes.keys()):
                    mark = marks[id]
                    marks[id] = Mark(id, shapes.get(id, mark.shape), roles.get(id, mark.roles),
                                     mark.order, mark.line_scale)
                found[number] = Story(replace(self.stage, marks=marks, elements=elements),
                                      [Scene(about=scene.about)])
        return [found[number] for number in numbers]


def told(staged: Callable[[bool], Story], prefilled: bool) -> Story:
    """The story as it is staged, with the output full from the start or not."""
    return staged(True) if prefilled else replace(staged(False), full=partial(staged, True))
