"""The two planes that frames are composed of, and how they are brought from scene to scene."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.frames.colors import Color, mixed
from convgif.frames.raster.brush import Brush, Region
from convgif.frames.raster.coverage import Box, Patch, Pen, Plane
from convgif.frames.raster.edges import Edges
from convgif.frames.raster.inks import TEXT_LEVELS, Ink, Inks
from convgif.frames.raster.repeats import Repeats
from convgif.frames.themes import Paint, Theme
from convgif.scenes.scene import (
    Cell,
    Film,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Story,
    Text,
)

Codes = NDArray[np.unsignedinteger[Any]]
Changed = tuple[Box, Codes]
FilmPaint = tuple[float, Color]  # its opacity and its colour
NO_FILM: FilmPaint = (0.0, (0, 0, 0))


class Planes:
    """One story in one theme, as codes: the number of a film times that of all fills, plus the
    number of a fill or of a mix of two, times the number of ink codes, plus the ink's code.

    Marks that never move are laid down once. What a mark adds in another role is drawn when it is
    first needed, put on each frame while the role lasts, and laid down if it lasts to the end.
    """

    def __init__(self, story: Story, theme: Theme, density: float, blended: bool) -> None:
        """blended: whether a pixel at the edge of two fills is half of each."""
        self._story, self._theme, self._marks = story, theme, story.stage.marks
        self._pen = Pen(story.stage.width_px, story.stage.height_px, density)
        self._looks: dict[tuple[MarkId, Roles], list[Patch]] = {}
        self._survey()
        used = self._used_inks()
        self.inks = Inks(sorted(used, key=lambda ink: (
            theme.faint.get(ink.color, 1.0), theme.strength(ink.color), ink.levels)), theme.faint)
        self._brush = Brush(self._pen, self.inks, theme.line_levels)
        self.fills = {color: number for number, color in enumerate(dict.fromkeys(
            [theme.background, *(paint.fill for paint in self._taken(Cell) if paint.fill)]))}
        films = {NO_FILM, *map(_film, self._taken(Film))}  # of two on a pixel the denser shows
        self.films = {film: number for number, film in enumerate(sorted(films))}
        cells = sorted([mark for mark in self._marks.values() if isinstance(mark.shape, Cell)],
                       key=lambda mark: mark.order)
        self._repeats = Repeats(cells, self._pen)
        self._edges = Edges(cells, self._repeats, self._brush, (self._pen.height, self._pen.width),
                            blended)
        self.mixes = self._mixes(cells)
        self._fill_count = len(self.fills) + len(self.mixes)
        self.code_count = len(self.films) * self._fill_count * self.inks.count
        self._lay_fills(cells)
        self._lay_inks(cells)

    def frames(self) -> Iterator[Changed]:
        """For each scene the codes of a box that holds all that changes; the first is whole."""
        ink, film = self._ink.copy(), np.zeros_like(self._fill) if len(self.films) > 1 else None
        box: Box = (slice(0, self._pen.height), slice(0, self._pen.width))
        for i, scene in enumerate(self._story.scenes):
            touched = self._change(scene, i)
            if i:
                box = _around(touched)
            np.copyto(ink[box], self._ink[box])
            for patches in (*self._overlays.values(), *self._moving.values()):
                _put(ink, [patch for patch in patches if _meet(patch[0], box)])
            codes = self._fill[box] + ink[box]
            if film is not None:
                film[box] = 0
                for patches in self._films.values():
                    _put(film, [patch for patch in patches if _meet(patch[0], box)])
                codes += film[box]
            yield box, codes

    def palette(self, ground: Color) -> Plane:
        """The colour of each code, uint8 (code_count, 3), the background being that ground."""
        seen = np.array([ground if fill == self._theme.background else fill
                         for fill in self.fills], np.float64)
        halves = [seen[[self.fills[fill] for fill in mix]].mean(0) for mix in self.mixes]
        below = np.array([*seen, *halves])
        filmed = [np.round(below + (np.array(color) - below) * opacity) if opacity else below
                  for opacity, color in self.films]
        return np.concatenate([self.inks.over(fill) for fills in filmed for fill in fills])

    def palette_rgba(self) -> Plane:
        """The colour and alpha of each code, uint8 (code_count, 4), the background being clear."""
        shares = [(fill, float(fill != self._theme.background)) for fill in self.fills]
        for one, two in map(sorted, self.mixes):
            clear = self._theme.background in (one, two)
            shares.append((two if one == self._theme.background else one, 0.5) if clear else
                          (mixed(one, two, 0.5), 1.0))
        return np.concatenate([
            self.inks.over_clear(*_filmed(fill, share, color, opacity))
            for opacity, color in self.films for fill, share in shares])

    def _survey(self) -> None:
        """Which roles each mark takes, when it takes its last, and which marks move."""
        self._roles: dict[MarkId, dict[Roles, None]] = {}  # of those that take several
        self._last_change: dict[MarkId, int] = {}
        self._movers: dict[MarkId, tuple[Shape, Roles]] = {
            id: (mark.shape, mark.roles) for id, mark in self._marks.items()
            if isinstance(mark.shape, Film)}
        self._moving: dict[MarkId, list[Patch]] = {}  # what each of them looks like now
        self._films: dict[MarkId, list[Patch]] = {}  # of those that are films
        for i, scene in enumerate(self._story.scenes):
            for id, roles in scene.roles.items():
                self._roles.setdefault(id, {self._marks[id].roles: None})[roles] = None
                self._last_change[id] = i
            for id in scene.shapes:
                self._movers[id] = self._marks[id].shape, self._marks[id].roles
        self._kinds = dict.fromkeys([
            (type(mark.shape), roles) for id, mark in self._marks.items()
            for roles in self._roles.get(id, (mark.roles,))])
        self._paints = {roles: self._theme.paint(roles) for _, roles in self._kinds}

    def _used_inks(self) -> set[Ink]:
        """The inks of all lines, hatches and words."""
        taken = {(kind is Text, self._paint(roles)) for kind, roles in self._kinds}
        levels = self._theme.line_levels
        lines = {Ink(paint.line, TEXT_LEVELS if is_text else levels)
                 for is_text, paint in taken if paint.line}
        return lines | {Ink(paint.hatch.color, levels) for _, paint in taken if paint.hatch}

    def _taken(self, kind: type) -> list[Paint]:
        """The paints of all marks of that shape."""
        return [self._paint(roles) for other, roles in self._kinds if other is kind]

    def _paint(self, roles: Roles) -> Paint:
        return self._paints[roles]

    def _fill_code(self, roles: Roles) -> int:
        fill = self._paint(roles).fill if roles else None
        return self.fills[fill or self._theme.background] * self.inks.count

    def _mixes(self, cells: Sequence[Mark]) -> dict[frozenset[Color], int]:
        """The colours that share a pixel at some time, by their numbers after those of fills."""
        roles = [(*self._roles.get(mark.id, (mark.roles,)),) for mark in cells]
        taken = {each: frozenset([self._paint(role).fill or self._theme.background
                                  for role in each]) for each in {*roles}}
        fills = [frozenset([self._theme.background]), *[taken[each] for each in roles]]
        found = dict.fromkeys(self._edges.mixes(fills))
        return {mix: number for number, mix in enumerate(found, len(self.fills))}

    def _lay_fills(self, cells: Sequence[Mark]) -> None:
        """The fill plane, and in which paint order what lies on top. cells: in that order."""
        owner = self._edges.owner
        orders = [-1, *(mark.order for mark in cells)]
        self._order, self._top_order = np.array(orders, np.int8).take(owner), max(orders)
        code_of = {roles: self._fill_code(roles) for roles in {mark.roles for mark in cells}}
        codes = [self._fill_code(()), *[code_of[mark.roles] for mark in cells]]
        by_number: Codes = np.array(codes, np.uint8 if self.code_count <= 256 else np.uint16)
        self._fill = by_number.take(owner)
        self._pixels: dict[MarkId, Region] = {
            mark.id: (box, owner[box] == number)
            for number, mark in enumerate(cells, 1)
            if mark.id in self._last_change and isinstance(mark.shape, Cell)
            for box, _ in self._brush.covered(mark.shape, whole=True)}
        self._numbers = {mark.id: number for number, mark in enumerate(cells, 1)
                         if mark.id in self._last_change}
        self._now = np.array(codes) // self.inks.count  # the number of the fill of each cell
        self._mixed = self._mix_table(by_number.dtype)
        self._blend(np.arange(len(self._edges.pixels)))

    def _mix_table(self, kind: np.dtype[Any]) -> Codes:
        """The code of each two fills together."""
        table: Codes = np.zeros((len(self.fills), len(self.fills)), kind)
        np.fill_diagonal(table, np.arange(len(self.fills)))
        for mix, number in self.mixes.items():
            one, two = (self.fills[fill] for fill in mix)
            table[one, two] = table[two, one] = number
        table *= kind.type(self.inks.count)
        return table

    def _blend(self, places: NDArray[np.intp]) -> None:
        """Gives those of the pixels that two cells share the mix of what both show now."""
        one, two = self._now[self._edges.pairs[:, places]]
        self._fill.reshape(-1)[self._edges.pixels[places]] = self._mixed[one, two]

    def _lay_inks(self, cells: Sequence[Mark]) -> None:
        """The ink plane with all that neither moves nor gives way to another look."""
        self._ink: Plane = np.zeros(self._fill.shape, np.uint8)
        self._overlays: dict[MarkId, list[Patch]] = {}
        self._laid: set[MarkId] = set()
        resting = {mark.id for mark in cells} - self._last_change.keys() - self._movers.keys()
        self._lay_resting(cells, resting)
        for mark in self._marks.values():
            if mark.id in self._movers or mark.id in resting:
                continue
            first = self._paint(mark.roles)
            patches = self._patches(mark, mark.shape, first)
            taken = self._roles.get(mark.id, ())
            if all(self._covers(self._paint(roles), first) for roles in taken):
                _put(self._ink, patches)
                self._laid.add(mark.id)
            else:
                self._overlays[mark.id] = patches

    def _lay_resting(self, cells: Sequence[Mark], resting: Collection[MarkId]) -> None:
        """Lays down those cells, whose looks never change."""
        looks = [(mark.roles, mark.order, mark.line_scale, _is_numbered(mark))
                 if mark.id in resting else None for mark in cells]
        reach_px = max([paint.width_px or 1 for paint in self._paints.values()], default=1)
        for alike in self._repeats.alike(looks, reach_px):
            mark = cells[alike[0]]
            orders = self._order if mark.order < self._top_order else None
            for patch in self._brush.inked(mark.shape, self._paint(mark.roles),
                                           self._story.stage.line_scale_of(mark)):
                self._repeats.put(self._ink, patch, alike, under=orders, order=mark.order)

    def _covers(self, paint: Paint, first: Paint) -> bool:
        """Whether the lines of a look hide those of the first look wholly."""
        return (self.inks.strength(paint.line) >= self.inks.strength(first.line)
                and (paint.width_px or 0) >= (first.width_px or 0)
                and paint.dash_px in (None, first.dash_px)
                and first.hatch in (None, paint.hatch))

    def _look(self, mark: Mark, roles: Roles) -> list[Patch]:
        """What a mark adds to the ink plane in those roles, drawn once."""
        key = mark.id, roles
        if key not in self._looks:
            paint, first = self._paint(roles), self._paint(mark.roles)
            laid_down = mark.id in self._laid and paint.lines == first.lines
            self._looks[key] = [] if laid_down else self._patches(mark, mark.shape, paint)
        return self._looks[key]

    def _patches(self, mark: Mark, shape: Shape, paint: Paint) -> list[Patch]:
        """The ink codes of a mark in that shape and paint, or its film codes, where no cell of a
        higher order hides them."""
        drawn: Sequence[tuple[Box, Codes]]
        if isinstance(shape, Film):
            code = self.films[_film(paint)] * self._fill_count * self.inks.count
            drawn = [(box, inside * self._fill.dtype.type(code))
                     for box, inside in self._brush.inside(shape)]
        else:
            drawn = self._brush.inked(shape, paint, self._story.stage.line_scale_of(mark))
        if mark.order >= self._top_order:
            return list(drawn)
        return [(box, codes * (self._order[box] <= mark.order)) for box, codes in drawn]

    def _change(self, scene: Scene, i: int) -> list[Box]:
        """Gives marks their new roles at scene i; where anything changes."""
        touched: list[Box] = []
        shared: list[NDArray[np.intp]] = []
        moved = {} if i else dict(self._movers)
        for id, roles in scene.roles.items():
            if id in self._pixels:
                box, inside = self._pixels[id]
                self._fill[box][inside] = self._fill_code(roles)
                touched.append(box)
                number = self._numbers[id]
                self._now[number] = self._fill_code(roles) // self.inks.count
                shared.append(self._edges.of(number))
            if id in self._movers:
                moved[id] = self._movers[id][0], roles
                continue
            patches = self._look(self._marks[id], roles)
            touched += [box for box, _ in (*self._overlays.pop(id, ()), *patches)]
            if i == self._last_change[id]:
                _put(self._ink, patches)
            elif patches:
                self._overlays[id] = patches
        if shared:
            self._blend(np.concatenate(shared))
        for id, shape in scene.shapes.items():
            moved[id] = shape, (moved.get(id) or self._movers[id])[1]
        for id, (shape, roles) in moved.items():
            patches = self._patches(self._marks[id], shape, self._paint(roles))
            moving = self._films if isinstance(shape, Film) else self._moving
            touched += [box for box, _ in (*moving.get(id, ()), *patches)]
            self._movers[id], moving[id] = (shape, roles), patches
        return touched


def _is_numbered(mark: Mark) -> bool:
    return isinstance(mark.shape, Cell) and mark.shape.numbered


def _film(paint: Paint) -> FilmPaint:
    """What a film is painted with; no film where it has no fill."""
    return (paint.opacity, paint.fill) if paint.opacity and paint.fill else NO_FILM


def _filmed(fill: Color, share: float, film: Color, opacity: float) -> tuple[Color, float]:
    """A fill that covers that share of a pixel, under a film: what it comes to, and how opaque."""
    alpha = 1 - (1 - share) * (1 - opacity)
    return (mixed(fill, film, opacity / alpha) if alpha else film), alpha


def _put(plane: Codes, patches: Sequence[Patch]) -> None:
    for box, codes in patches:
        np.maximum(plane[box], codes, out=plane[box])


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel."""
    (r0, c0), (r1, c1) = one, other
    return bool(r0.start < r1.stop and r1.start < r0.stop
                and c0.start < c1.stop and c1.start < c0.stop)


def _around(boxes: Sequence[Box]) -> Box:
    """The box around all of them, empty for none."""
    if not boxes:
        return slice(0), slice(0)
    rows, columns = zip(*boxes, strict=True)
    return (slice(min(r.start for r in rows), max(r.stop for r in rows)),
            slice(min(c.start for c in columns), max(c.stop for c in columns)))
