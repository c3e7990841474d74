"""Audits of pictures, for any view: each takes what is there and returns complaints, one a line.

story_complaints: the roles in every scene against the trace (rule 4 of the design). audit_pixels:
the colour of every cell in every frame against its roles. What lies on what is for
overlap_audit.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise, product
from math import dist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.frames.colors import Color, mixed
from convgif.frames.raster.strokes import hatched
from convgif.frames.themes import Theme
from convgif.layers import CellKind
from convgif.scenes.scene import (
    Cell,
    Disc,
    Film,
    Line,
    Mark,
    MarkId,
    Point,
    Roles,
    Scene,
    Snapshot,
    Story,
    Text,
)
from convgif.scenes.sparing import seen_strokes
from convgif.traces.tracing import Step, Trace
from convgif.views.isometric.layout import with_halo
from convgif.views.kit.typesetting import text_box

KIND_ROLES = {CellKind.INPUT: "input", CellKind.INSERTED_ZERO: "inserted_zero",
              CellKind.PADDING: "padding", CellKind.OVERHANG: "overhang"}
OUTPUT_ROLES = ("output_pending", "output_active", "output_padding")
STROKE_MARGIN, TEXT_MARGIN = 1.5, 1.0  # px
SMALLEST_AUDITABLE_COLUMN = 12  # px: each wider cell must leave a probe in every frame
HAIR = 1e-6

Index = tuple[int, ...]
Points = NDArray[np.float64]
Mask = NDArray[np.bool_]


# Stories against their traces.

def story_complaints(story: Story, trace: Trace, show_out: int = 0, prefilled: bool = False
                     ) -> Iterator[str]:
    """What the scenes of one trace show that is not so, or do not show."""
    count = trace.output[0].size
    steps = trace.steps[show_out * count:(show_out + 1) * count]
    yield from _map_complaints(story, trace)
    if len(story.scenes) != count:
        yield f"there are {len(story.scenes)} scenes for {count} steps"
    places = [as_cell(step.output_index[1:]) for step in steps]
    still = _still_cells(trace) | {("output", "output"): set(places)}
    for number, (snapshot, step) in enumerate(zip(story.snapshots(), steps, strict=False)):
        wanted = still | _moving_cells(step, places, number, prefilled)
        for complaint in (*_role_complaints(_cells_by_role(snapshot), wanted),
                          *_pointer_complaints(snapshot, step)):
            yield f"scene {number}: {complaint}"


def as_cell(index: Iterable[int]) -> Index:
    """The place of a cell in a map: one row where there is one axis."""
    cell = tuple(int(i) for i in index)
    return (0, *cell) if len(cell) == 1 else cell


def cells_with(snapshot: Snapshot, map_name: str, role: str) -> set[Index]:
    """The cells of a map that have that role at the moment."""
    return {index for (name, index), roles in snapshot.roles.items()
            if name == map_name and role in roles}


def _cells_by_role(snapshot: Snapshot) -> dict[tuple[str, str], set[Index]]:
    """The cells of the input and the output by the roles that they have at the moment."""
    found: dict[tuple[str, str], set[Index]] = {}
    for (name, index), roles in snapshot.roles.items():
        if name in ("input", "output"):
            for role in roles:
                found.setdefault((name, role), set()).add(index)
    return found


def _map_complaints(story: Story, trace: Trace) -> Iterator[str]:
    for name, array_shape in (("input", trace.extended.shape), ("output", trace.output.shape)):
        shape = (1, *array_shape[1:]) if len(array_shape) == 2 else array_shape[1:]
        wanted = set(product(*map(range, shape)))
        found = {index for known, index in story.stage.marks if known == name}
        if tuple(story.stage.maps.get(name, ())) != shape:
            yield f"map {name} has size {story.stage.maps.get(name)}, not {shape}"
        yield from _difference(f"cells of map {name}", found, wanted)


def _still_cells(trace: Trace) -> dict[tuple[str, str], set[Index]]:
    """The cells of a map with a role that they keep from scene to scene."""
    kinds = {("input", role): _true_cells(trace.extended.kinds == kind)
             for kind, role in KIND_ROLES.items()}
    return kinds | {
        ("input", "dropped"): _true_cells(trace.extended.dropped),
        **{("input", role): set() for role in ("output", *OUTPUT_ROLES)},
        ("output", "output_padding"): _true_cells(trace.output_padding),
        ("output", "window"): set()}


def _role_complaints(found: Mapping[tuple[str, str], set[Index]],
                     wanted: Mapping[tuple[str, str], set[Index]]) -> Iterator[str]:
    for (name, role), cells in wanted.items():
        yield from _difference(f"{role} in the {name}", found.get((name, role), set()), cells)


def _moving_cells(step: Step, places: Sequence[Index], number: int, prefilled: bool
                  ) -> dict[tuple[str, str], set[Index]]:
    """The cells of a map with a role that goes on to others in each scene."""
    return {("input", "window"): {as_cell(cell) for cell in step.window},
            ("output", "output_active"): {places[number]},
            ("output", "output_pending"): set() if prefilled else set(places[number + 1:])}


def _pointer_complaints(snapshot: Snapshot, step: Step) -> Iterator[str]:
    """Lines go from the window's box to the active cell; a dot lies in the tap of weight 0."""
    window = {as_cell(cell) for cell in step.box}
    active = cells_with(snapshot, "output", "output_active")
    for id, shape in snapshot.shapes.items():
        roles = snapshot.roles[id]
        if "projection" in roles and isinstance(shape, Line) and len(active) == 1:
            numbers = [with_halo(text_box(text)) for (name, _), text in snapshot.shapes.items()
                       if name == "zero" and isinstance(text, Text)]
            if not _connects(shape, _box(snapshot, "input", window),
                             _box(snapshot, "output", active), numbers):
                yield "the lines do not go from the window to the active cell"
        if "beam" in roles and isinstance(shape, Film) and len(active) == 1:
            window_box = _box(snapshot, "input", window)
            cell = _box(snapshot, "output", active)
            if not _fills_the_space_between(shape, window_box, cell):
                yield "the beam is not what lies between the window and the active cell"
        if {"window_outline", "beam_outline"} & set(roles) and isinstance(shape, Line):
            corners = _box(snapshot, "input", window)
            if shape.strokes != ((*corners, corners[0]),):
                yield "the outline is not that of the window"
        if id[0] == "first_weight" and isinstance(shape, Disc):
            first = next(mac.position[1:] for mac in step.macs if not any(mac.weight_index[2:]))
            cell = snapshot.shapes.get(("input", as_cell(first)))
            if not isinstance(cell, Cell) or not inside(np.array([shape.center]),
                                                        np.array(cell.corners))[0]:
                yield f"the dot is not in {as_cell(first)}, the tap of weight [0, 0]"


def _fills_the_space_between(film: Film, *ends: tuple[Point, ...]) -> bool:
    """Whether the film's area is that of the hull around both ends without them, and its corners
    are theirs."""
    around = hull(np.array([point for end in ends for point in end]))
    wanted = area(around) - sum(area(np.array(end)) for end in ends)
    return (set(film.corners) <= {point for end in ends for point in end}
            and abs(area(np.array(film.corners)) - wanted) <= HAIR * max(1.0, wanted))


def area(corners: Points) -> float:
    x, y = corners.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def hull(points: Points) -> Points:
    """The convex hull, in order around it."""
    ordered = sorted({(float(x), float(y)) for x, y in points})
    halves = []
    for run in (ordered, ordered[::-1]):
        half: list[Point] = []
        for x, y in run:
            while len(half) > 1 and ((half[-1][0] - half[-2][0]) * (y - half[-2][1])
                                     <= (half[-1][1] - half[-2][1]) * (x - half[-2][0])):
                half.pop()
            half.append((x, y))
        halves.append(half[:-1])
    return np.array(halves[0] + halves[1])


def _connects(line: Line, window: Sequence[Point], cell: Sequence[Point],
              numbers: Sequence[Sequence[float]]) -> bool:
    """Whether lines go from corners of a window to those of a cell: along both sides of what lies
    between them, and nowhere across the window or a number."""
    if not len(window) == len(cell) == 4 or not seen_strokes(line):
        return False
    points = np.concatenate([np.linspace(*run, 50)[1:-1] for run in seen_strokes(line)])
    if inside(points, np.array(window)).any() or _in_any(points, numbers).any():
        return False
    ends, sides = np.array([*window, *cell]), 0
    far = np.full(len(points), np.inf)
    for start, end in zip(np.array(window), np.array(cell), strict=True):
        away = _off(points, start, end)
        far = np.minimum(far, away)
        beside = _turns(ends, start, end)
        if (beside <= 1e-6).all() or (beside >= -1e-6).all():
            sides += 1
            along = np.linspace(start, end, 200)[1:-1]
            drawn, seen = points[away < 1e-6], along[~_in_any(along, numbers)]
            apart = np.hypot(*np.moveaxis(drawn - seen[:, None], -1, 0))
            if (apart.min(axis=1, initial=np.inf) > dist(start, end) / 40).any():
                return False
    return sides >= 2 and bool((far < 1e-6).all())


def _turns(points: Points, start: Points, end: Points) -> Points:
    """Twice the area of the triangles from a line to points, by the side that they lie on."""
    (x, y), (along, up) = (points - start).T, end - start
    turns: Points = x * up - y * along
    return turns


def _off(points: Points, start: Points, end: Points) -> Points:
    """How far points lie from a line."""
    away: Points = np.abs(_turns(points, start, end)) / dist(start, end)
    return away


def _in_any(points: Points, boxes: Sequence[Sequence[float]]) -> Mask:
    """The points inside any upright box."""
    within = np.zeros(len(points), bool)
    for left, top, right, bottom in boxes:
        x, y = points.T
        within |= (left + 1e-6 < x) & (x < right - 1e-6) & (top + 1e-6 < y) & (y < bottom - 1e-6)
    return within


def _box(snapshot: Snapshot, map_name: str, cells: set[Index]) -> tuple[Point, ...]:
    """The corners of the box around cells, in the order of a cell's corners."""
    (top, left), (bottom, right) = (tuple(pick(axis) for axis in zip(*cells, strict=True))
                                    for pick in (min, max))
    at = [snapshot.shapes.get((map_name, cell))
          for cell in ((top, left), (top, right), (bottom, right), (bottom, left))]
    return tuple(cell.corners[i] for i, cell in enumerate(at) if isinstance(cell, Cell))


def _true_cells(mask: Mask) -> set[Index]:
    return {as_cell(index) for index in np.argwhere(mask)}


def _difference(what: str, found: set[Index], wanted: set[Index]) -> Iterator[str]:
    if found - wanted:
        yield f"{what}: {sorted(found - wanted)[:4]} too many"
    if wanted - found:
        yield f"{what}: {sorted(wanted - found)[:4]} missing"


# Frames against their stories.

@dataclass
class PixelAudit:
    """What the frames show amiss, and (frame, cell of a map) where nothing could be looked at.

    least_seen: the share of cells seen in the frame where it is smallest.
    """

    complaints: list[str] = field(default_factory=list)
    blind: list[tuple[int, MarkId]] = field(default_factory=list)
    least_seen: float = 1.0


def audit_pixels(story: Story, theme: Theme, frames: Iterable[NDArray[np.uint8]],
                 density: float = 1) -> PixelAudit:
    """Looks at every cell in every frame: at each probe that nothing else covers, the pixel has
    the fill of the cell's roles, through the film that lies on it, if any."""
    audit, probes = PixelAudit(), _Probes(story, theme)
    pixels = np.floor(probes.points * density).astype(int)
    owners = np.array(probes.owners)
    for number, (snapshot, frame) in enumerate(zip(story.snapshots(), frames, strict=True)):
        fills = [probes.paint(snapshot.roles[mark.id]).fill or theme.background
                 for mark in probes.cells]
        free = ~probes.covered(snapshot)
        wanted = np.array(fills, np.uint8)[owners]
        for color, opacity, under in probes.films(snapshot):
            for probe in np.flatnonzero(under):
                wanted[probe] = mixed(fills[owners[probe]], color, opacity)
        wrong = free & (frame[pixels[:, 1], pixels[:, 0]] != wanted).any(axis=-1)
        for probe in np.flatnonzero(wrong)[:3]:
            mark = probes.cells[owners[probe]]
            x, y = pixels[probe]
            audit.complaints.append(
                f"frame {number}: {mark.id} {snapshot.roles[mark.id]} is "
                f"{tuple(frame[y, x].tolist())} at ({x}, {y}), not {tuple(wanted[probe].tolist())}")
        seen = np.bincount(owners[free], minlength=len(probes.cells)) > 0
        audit.least_seen = min(audit.least_seen, seen.mean() if len(seen) else 1.0)
        audit.blind += [(number, probes.cells[i].id) for i in np.flatnonzero(~seen)
                        if probes.cells[i].id[0] in story.stage.maps]
    return audit


def column_px(story: Story) -> float:
    """How wide the columns of the input are."""
    cell = story.stage.marks["input", (0, 0)].shape
    assert isinstance(cell, Cell)
    return cell.corners[1][0] - cell.corners[0][0]


class _Probes:
    """The probes of all cells of a story, and which of them other marks cover."""

    def __init__(self, story: Story, theme: Theme) -> None:
        self.paint, self.scale = cache(theme.paint), story.stage.line_scale
        self.marks = story.stage.marks
        self.cells = [mark for mark in self.marks.values() if mark.probes]
        self.owners = [i for i, mark in enumerate(self.cells) for _ in mark.probes]
        self.points = np.array([p for mark in self.cells for p in mark.probes]).reshape(-1, 2)
        self.orders = np.array([mark.order for mark in self.cells])[self.owners]
        self._known: dict[Any, Mask] = {}
        self._edges, self._hidden = self._near_edges()

    def covered(self, snapshot: Snapshot) -> Mask:
        """The probes on which something lies in that scene, or nearly so."""
        mask = self._hidden.copy()
        for id, roles in snapshot.roles.items():
            paint, shape, mark = self.paint(roles), snapshot.shapes[id], self.marks[id]
            if isinstance(shape, Cell):
                if paint.line and paint.width_px:
                    near, distances = self._edges[id]
                    mask[near[distances <= paint.width_px * self.scale / 2 + STROKE_MARGIN]] = True
                if paint.hatch:
                    mask |= self._kept((shape, paint.hatch), lambda: self._along(
                        hatched(shape, paint.hatch), paint.hatch.width_px * self.scale))  # noqa: B023  # called at once
            elif isinstance(shape, Film):
                mask |= self._kept((shape, "edge"), lambda: self._along(
                    _segments(Line(((*shape.corners, shape.corners[0]),))), 0.0))  # noqa: B023
            elif paint.line:
                mask |= self._under(shape, paint.width_px or 1.0) & (mark.order >= self.orders)
        return mask

    def films(self, snapshot: Snapshot) -> Iterator[tuple[Color, float, Mask]]:
        """The colour and the opacity of each film in that scene, and the probes under it."""
        for id, shape in snapshot.shapes.items():
            paint = self.paint(snapshot.roles[id])
            if isinstance(shape, Film) and paint.fill and paint.opacity:
                yield paint.fill, paint.opacity, (self.marks[id].order >= self.orders) & self._kept(
                    shape, lambda: in_polygon(self.points, np.array(shape.corners)))  # noqa: B023

    def _under(self, shape: Line | Disc | Text, width_px: float) -> Mask:
        return self._kept((shape, width_px), lambda: self._reached(shape, width_px))

    def _reached(self, shape: Line | Disc | Text, width_px: float) -> Mask:
        if isinstance(shape, Line):
            return self._along(_segments(shape), width_px * self.scale)
        if isinstance(shape, Disc):
            return np.hypot(*(self.points - shape.center).T) <= shape.radius + STROKE_MARGIN
        return self._in_box(text_box(shape), TEXT_MARGIN)

    def _along(self, segments: Points, width_px: float) -> Mask:
        mask = np.zeros(len(self.points), bool)
        for segment in segments:
            reach = width_px / 2 + STROKE_MARGIN
            (left, top), (right, bottom) = segment.min(axis=0), segment.max(axis=0)
            near = np.flatnonzero(self._in_box((left, top, right, bottom), reach))
            mask[near[_distances(self.points[near], segment) <= reach]] = True
        return mask

    def _in_box(self, box: tuple[float, float, float, float], margin: float) -> Mask:
        (x, y), (left, top, right, bottom) = self.points.T, box
        return ((x >= left - margin) & (x <= right + margin)
                & (y >= top - margin) & (y <= bottom + margin))

    def _near_edges(self) -> tuple[dict[MarkId, tuple[NDArray[np.intp], Points]], Mask]:
        """For each cell the probes near its sides and how far they are; the probes that lie in a
        cell above their own."""
        edges, hidden = {}, np.zeros(len(self.points), bool)
        owners, ranks = np.array(self.owners), {m.id: i for i, m in enumerate(self.cells)}
        for id, mark in self.marks.items():
            if not isinstance(mark.shape, Cell):
                continue
            corners = np.array(mark.shape.corners)
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            near = np.flatnonzero(self._in_box((left, top, right, bottom), 8.0))
            sides = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
            edges[id] = near, np.min([_distances(self.points[near], side) for side in sides],
                                     axis=0)
            above = (self.orders[near] < mark.order) | (
                (self.orders[near] == mark.order) & (owners[near] < ranks.get(id, -1)))
            hidden[near[above & inside(self.points[near], corners)]] = True
        return edges, hidden

    def _kept(self, key: Any, make: Any) -> Mask:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


def _segments(line: Line) -> Points:
    pairs = [(a, b) for run in seen_strokes(line) for a, b in pairwise(run)]
    return np.array(pairs, np.float64).reshape(-1, 2, 2)


def _distances(points: Points, segment: Points) -> Points:
    """From each point to the segment."""
    start, along = segment[0], segment[1] - segment[0]
    length = float(along @ along)
    shares = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    return np.hypot(*(points - start - shares[:, None] * along).T)


def inside(points: Points, corners: Points) -> Mask:
    """The points inside a convex polygon."""
    along = np.concatenate([corners[1:], corners[:1]]) - corners
    away = points[:, None] - corners
    crosses = along[:, 0] * away[..., 1] - along[:, 1] * away[..., 0]
    return (crosses > 0).all(axis=1) | (crosses < 0).all(axis=1)


def in_polygon(points: Points, corners: Points) -> Mask:
    """The points inside any polygon: to their right an odd number of its sides pass."""
    (x, y), odd = points.T, np.zeros(len(points), bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            odd ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return odd


def overlap(one: Points, other: Points) -> bool:
    """Whether two convex polygons share more than a hair: no side of either parts them."""
    for corners in (one, other):
        along = (np.roll(corners, -1, axis=0) - corners).astype(float)
        normals = np.stack([-along[:, 1], along[:, 0]], axis=1)
        normals = normals[np.hypot(*normals.T) > 0]
        normals /= np.hypot(*normals.T)[:, None]
        first, second = one @ normals.T, other @ normals.T
        if ((first.max(axis=0) <= second.min(axis=0) + HAIR)
                | (second.max(axis=0) <= first.min(axis=0) + HAIR)).any():
            return False
    return True


# Broken pictures, to prove that the audits see them; and single scenes.

def at_scene(story: Story, snapshot: Snapshot) -> Story:
    """A story of one scene that shows the snapshot, with no way that led to it."""
    marks = {id: replace(mark, roles=snapshot.roles[id], shape=snapshot.shapes[id])
             for id, mark in story.stage.marks.items()}
    return Story(replace(story.stage, marks=marks), [Scene()])


def with_roles(story: Story, number: int, changes: dict[MarkId, Roles]) -> Story:
    """The story with other roles in one scene."""
    scenes = list(story.scenes)
    scenes[number] = replace(scenes[number], roles={**scenes[number].roles, **changes})
    return Story(story.stage, scenes)


def with_mark(story: Story, mark: Mark) -> Story:
    """The story with one more mark, or another of that id."""
    return Story(replace(story.stage, marks={**story.stage.marks, mark.id: mark}), story.scenes)


def repainted(frame: NDArray[np.uint8], color: Color) -> NDArray[np.uint8]:
    """The frame with all of one colour turned into another that occurs nowhere."""
    changed = frame.copy()
    changed[(frame == color).all(axis=-1)] = (1, 2, 3)
    return changed
