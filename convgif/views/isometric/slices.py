"""Slices: those of a map with depth that are on stage at each step, where there is room for some.

They follow what is pointed out: its slices and their neighbours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from convgif.layers import AxisPlan, CellKind, StampPlan
from convgif.scenes.scene import Mark, MarkId, Roles, Shape, Text
from convgif.scenes.words import Words, by_number
from convgif.views.isometric.towers import NOTE, slices_shown
from convgif.views.isometric.words import WORDS
from convgif.views.kit.grids import Place
from convgif.views.kit.maps import CellRoles, Elements
from convgif.views.kit.stacks import DEPTH_STRIDE
from convgif.views.kit.timeline import Timeline


@dataclass(frozen=True)
class Slices:
    """Which slices of a map are shown. size: of all of it. firsts: the first slice that is shown
    for each place in depth of what a step is about. count: how many are, None of a map without
    depth. own: the number of each slice in the input or output, None of one that pads it."""

    size: Place
    firsts: Sequence[int] = (0,)
    count: int | None = None
    own: Sequence[int | None] = ()

    @classmethod
    def around(cls, size: Place, spans: Iterable[range], own: Sequence[int | None] = (), *,
               width_px: float) -> "Slices":
        """Those around each of the spans, one for each place in depth of what a step is about; the
        same as before as long as they hold a span and its neighbours. width_px: the picture's."""
        if len(size) < 3:
            return cls(size)
        spans = list(spans)
        held = next(filter(None, spans), range(1))  # where there is nothing to follow
        count = slices_shown(size, 2 + max(map(len, spans)), width_px)
        firsts, first = [], 0
        for span in spans:
            held = span or held
            first = min(first, max(0, held.start - 1))
            first = max(first, min(size[0], held.stop + 1) - count)
            firsts.append(first)
        return cls(size, firsts, count, own or range(size[0]))

    @classmethod
    def all(cls, size: Place, places: int) -> "Slices":
        """All slices of a map, at each of so many places in depth of what a step is about."""
        return cls(size, (0,) * places, size[0], range(size[0]))

    @property
    def is_deep(self) -> bool:
        """Whether the map has slices."""
        return self.count is not None

    @property
    def shown(self) -> Place:
        """The size of what is shown of the map."""
        return self.size if self.count is None else (self.count, *self.size[1:])

    def note(self, first: int, words: Words) -> str:
        """Which slices are shown from that one on; nothing where all are."""
        if self.shown == self.size:
            return ""
        shown = [number for number in self.own[first:first + self.shown[0]] if number is not None]
        count = sum(number is not None for number in self.own)
        own = WORDS[words.language]
        if not shown:
            return own.no_slices.format(count=count)
        if len(shown) == count:
            return by_number(own.all_slices, count, left=str(self.size[0] - self.shown[0]))
        return own.slices.format(first=shown[0], last=shown[-1], count=count)

    def notes(self, words: Words) -> list[str]:
        """All that is said so, the first first; nothing where all are shown."""
        return [note for first in dict.fromkeys(self.firsts)
                if (note := self.note(first, words))]


class OnStage:
    """The cells of a map that are on stage, of the slices that are shown at the moment.

    rest: the roles of each cell of the map while no step mentions it, asked for when it comes to be
    shown. elements: what each cell shows, among others, by the id that it has where all are shown.
    """

    def __init__(self, name: str, slices: Slices, rest: CellRoles, elements: Elements) -> None:
        self.slices, self.first = slices, slices.firsts[0]
        self._name, self._rest, self._is_deep = name, rest, slices.is_deep
        self._all = {id: element for id, element in elements.items() if id[0] == name}

    def slot(self, place: Place) -> Place:
        """Where a cell of the map is among those that are shown."""
        return (place[0] - self.first, *place[1:]) if self._is_deep else place

    def id(self, place: Place) -> MarkId:
        """The mark of a cell of the map that is shown."""
        return self._name, self.slot(place) if self._is_deep else place

    def slices_at(self, slices: Iterable[int]) -> list[int]:
        """Where slices are among those that are shown; none of a map without depth."""
        return [number - self.first for number in slices] if self._is_deep else []

    def slots_of(self, places: Iterable[Place]) -> list[Place]:
        """Where those cells come to be shown, at whatever step."""
        if not self._is_deep:
            return list(places)
        wanted, firsts = set(places), dict.fromkeys(self.slices.firsts)
        return [slot for slot in self._slots
                if any((slot[0] + first, *slot[1:]) in wanted for first in firsts)]

    def roles(self, *slot: int) -> Roles:
        """The roles at rest of the cell that is shown there."""
        return self._rest(*self._place(slot))

    @property
    def elements(self) -> Elements:
        """What each mark shows."""
        if not self._is_deep:
            return self._all
        return {(self._name, slot): self._all[self._name, self._place(slot)]
                for slot in self._slots if self._all}

    def turn(self, depth: int, timeline: Timeline) -> bool:
        """Shows those slices that are shown when a step is about that place in depth; whether they
        are others."""
        before, self.first = self.first, self.slices.firsts[depth if self._is_deep else 0]
        if self.first == before:
            return False
        for slot in self._slots:
            timeline.settle((self._name, slot), self.roles(*slot))
        return True

    def settle(self, place: Place, timeline: Timeline) -> None:
        """From now on that cell has other roles at rest, if it is shown."""
        if not self._is_deep or 0 <= place[0] - self.first < self.slices.shown[0]:
            timeline.settle(self.id(place), self._rest(*place))

    def _place(self, slot: Place) -> Place:
        """The cell of the map that is shown there."""
        return (slot[0] + self.first, *slot[1:]) if self._is_deep else slot

    @property
    def _slots(self) -> Iterator[Place]:
        return product(*map(range, self.slices.shown))


class Turned(NamedTuple):
    """What changes where other slices come to be shown: what cells show, and what is written."""

    elements: Elements
    shapes: dict[MarkId, Shape]


def turn(maps: Sequence[OnStage], about: Place, timeline: Timeline, words: Words,
         written: Mapping[MarkId, Mark]) -> Turned:
    """Shows the slices of each of the maps that are shown when a step is about that place."""
    turned = Turned({}, {})
    for number, map in enumerate(maps):
        if not map.turn(about[0], timeline):
            continue
        turned.elements.update(map.elements)
        note = written.get((NOTE, (number,)))
        if note is not None and isinstance(note.shape, Text):
            turned.shapes[note.id] = replace(note.shape, string=map.slices.note(map.first, words))
        if number == 0:  # it lies along the first slices of the lower map
            timeline.settle(DEPTH_STRIDE, ("pending",) if map.first else ("stride",))
    return turned


def spans_of(depth: AxisPlan | StampPlan) -> list[range]:
    """From the first to the last slice of each window, or of each stamp."""
    return [range(start, start + depth.offsets[-1] + 1) for start in depth.starts]


def one_by_one(count: int) -> list[range]:
    """So many slices, each by itself."""
    return [range(number, number + 1) for number in range(count)]


def own_slices(depth: AxisPlan) -> list[int | None]:
    """The number of each extended slice in the input, None of one that is not of it."""
    return [source if kind is CellKind.INPUT else None
            for kind, source in zip(depth.kinds, depth.sources, strict=True)]


def told_of(maps: Iterable[tuple[str, Slices]], words: Words) -> list[str]:
    """Of maps with depth in which order they are scanned, and how many slices of each are shown at
    a time, where that is not all; each with its name among the player's words."""
    own = WORDS[words.language]
    deep = [(name, slices) for name, slices in maps if slices.is_deep]
    return [own.scanned] * bool(deep) + [
        own.some_slices.format(map=words.player[name], shown=slices.shown[0], count=slices.size[0])
        for name, slices in deep if slices.shown != slices.size]
