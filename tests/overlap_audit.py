"""The audit of a layout, of any view: in no scene does a text lie on a text, a grid, a line or the
edge, a grid on another, or anything outside the canvas, and no text is too small.

A text may lie in a cell or a circle as its number: wholly inside, and the outline not touched.
All is taken as (from scene, before scene) spans, so that what stays is looked at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from picture_audit import HAIR, hull, in_polygon, inside, overlap

from convgif.frames.themes import THEMES
from convgif.scenes.scene import Cell, Disc, Film, Line, MarkId, Roles, Shape, Story, Text
from convgif.scenes.sparing import seen_strokes
from convgif.scenes.text import text_outline
from convgif.views.kit.typesetting import text_box

CANVAS_MARGIN, SMALLEST_TEXT_PX = 1.0, 9.0
OUTLINE_PX = 0.5  # half a cell's outline
NUMBERS_OF = {"zero": "input", "tally": "canvas"}  # texts in the cells of a map

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]
Spans = NDArray[np.int_]


@dataclass
class Shown:
    """Shapes of one class and the scenes in which they are there, from the first to before the
    last."""

    ids: list[MarkId] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def when(self) -> Spans:
        return np.array(self.spans, int).reshape(-1, 2)


@cache
def is_seen(roles: Roles, kind: type) -> bool:
    """Whether any theme shows a mark of that shape in those roles."""
    paints = [theme.paint(roles) for theme in THEMES.values()]
    if kind is Film:
        return any(paint.fill for paint in paints)
    return any(paint.line or (kind is Cell and (paint.fill or paint.hatch)) for paint in paints)


def layout_complaints(story: Story) -> Iterator[str]:
    """What lies where it must not, in any scene: on something else, at the edge of the canvas; and
    texts that are too small."""
    shown = _shown(story)
    yield from _outside(story, shown)
    yield from _grids_on_grids(story, shown[Cell])
    yield from _texts_on_anything(shown, {id: mark.order for id, mark in story.stage.marks.items()})


def _outside(story: Story, shown: dict[type, Shown]) -> Iterator[str]:
    """Shapes that come too near the edge, and texts too small to be read."""
    width, height = story.stage.width_px, story.stage.height_px
    for kept in shown.values():
        for id, shape in dict.fromkeys(zip(kept.ids, kept.shapes, strict=True)):
            left, top, right, bottom = bounds_of(shape)
            if (min(left, top) < CANVAS_MARGIN - HAIR or right > width - CANVAS_MARGIN + HAIR
                    or bottom > height - CANVAS_MARGIN + HAIR):
                box = tuple(round(float(side), 1) for side in (left, top, right, bottom))
                yield f"{_name(id, shape)} {box} leaves the canvas of {width} x {height}"
            if isinstance(shape, Text) and shape.size_px < SMALLEST_TEXT_PX - HAIR:
                yield f"{_name(id, shape)} is set in {shape.size_px} px"


def _grids_on_grids(story: Story, cells: Shown) -> Iterator[str]:
    """Maps that share more than a hair with another, or with a cell of no map, such as a swatch."""
    corners: dict[MarkId, list[Boxes]] = {}
    spans: dict[MarkId, tuple[int, int]] = {}
    for id, cell, (begin, end) in zip(cells.ids, cells.shapes, cells.spans, strict=True):
        key = (id[0], ()) if id[0] in story.stage.maps else id
        corners.setdefault(key, []).append(_corners(cell))
        known = spans.get(key, (begin, end))
        spans[key] = min(known[0], begin), max(known[1], end)
    hulls = {key: hull(np.concatenate(parts)) for key, parts in corners.items()}
    for (one, first), (other, second) in combinations(hulls.items(), 2):
        together = spans[one][0] < spans[other][1] and spans[other][0] < spans[one][1]
        if together and overlap(first, second):
            yield f"{one[0]} overlaps {other[0]}"


def _name(id: MarkId, shape: Shape) -> str:
    return f"{id} {shape.string!r}" if isinstance(shape, Text) else str(id)


def _texts_on_anything(shown: dict[type, Shown], orders: Mapping[MarkId, int]) -> Iterator[str]:
    """Which texts lie on what. orders: in which marks are painted."""
    texts = [shape for shape in shown[Text].shapes if isinstance(shape, Text)]
    if not texts:
        return
    names = [_name(id, text) for id, text in zip(shown[Text].ids, texts, strict=True)]
    inks = np.array([ink_box(text) for text in texts])
    boxes = np.array([text_box(text) for text in texts])
    boxes[:, ::2] = inks[:, ::2]  # without the blanks at its ends
    spans = shown[Text].when
    bounds = _bounds(shown[Cell])
    homes = [_home(ink, bounds, shown[Cell], shown[Disc]) for ink in inks]
    places = set(shown[Cell].ids)
    for id, name, home in zip(shown[Text].ids, names, homes, strict=True):
        own = _own(id, places)
        if own is not None and home != own:
            yield f"{name} is not inside {own}"
    taken = np.where(np.array([home is not None for home in homes])[:, None], inks, boxes)
    for i in range(len(texts)):
        for j in _meeting(taken[i], spans[i], taken[i + 1:], spans[i + 1:]) + i + 1:
            yield f"{names[i]} overlaps {names[j]}"
    yield from _on_shapes(names, taken, inks, spans, homes, bounds, shown, orders)


class Ground:
    """The cells of a story, to look up what lies where."""

    def __init__(self, story: Story) -> None:
        self._cells = {id: np.array(mark.shape.corners)
                       for id, mark in story.stage.marks.items() if isinstance(mark.shape, Cell)}
        self._ids = list(self._cells)
        self._bounds = np.array([(*corners.min(axis=0), *corners.max(axis=0))
                                 for corners in self._cells.values()]).reshape(-1, 4).T
        self._known: dict[tuple[float, float], MarkId | None] = {}

    def at(self, shape: Shape) -> MarkId | None:
        """The cell in which the middle of a text, of a disc or of a line's first box lies."""
        if isinstance(shape, Text):
            point = shape.anchor[0], shape.anchor[1] - 0.3 * shape.size_px
        elif isinstance(shape, Disc):
            point = shape.center
        else:
            assert isinstance(shape, Line)
            x, y = np.mean(shape.strokes[0][:4], axis=0)
            point = x, y
        if point not in self._known:  # many move from cell to cell and back
            self._known[point] = self._around(point)
        return self._known[point]

    def _around(self, point: tuple[float, float]) -> MarkId | None:
        """The cell in which the point lies."""
        (x, y), (left, top, right, bottom) = point, self._bounds
        near = (left <= x) & (top <= y) & (right >= x) & (bottom >= y)
        return next((self._ids[i] for i in np.flatnonzero(near)
                     if inside(np.array([point]), self._cells[self._ids[i]]).all()), None)


def is_struck(text: Text, segments: Boxes) -> bool:
    """Whether any of the segments runs through the ink of the text."""
    inked = _rectangle(np.array(ink_box(text)), OUTLINE_PX)
    around = np.concatenate([segments.min(axis=1), segments.max(axis=1)], axis=1)
    always = np.tile((0, 1), (len(segments), 1))
    near = _meeting(inked[[0, 2]].ravel(), always[0], around, always)
    return any(_crosses(segments[i], inked) for i in near)


def bounds_of(shape: Shape) -> Box:
    """Left, top, right and bottom of a shape; of a text, with what its letters keep free beside
    them."""
    if isinstance(shape, Text):
        (left, _, right, _), (_, top, _, bottom) = text_box(shape), ink_box(shape)
        return left, top, right, bottom
    if isinstance(shape, Disc):
        (x, y), radius = shape.center, shape.radius
        return x - radius, y - radius, x + radius, y + radius
    points = (shape.corners if isinstance(shape, Cell | Film)
              else [point for stroke in seen_strokes(shape) for point in stroke])
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def ink_box(text: Text) -> Box:
    """Left, top, right and bottom of the ink of a text."""
    left, top, right, bottom = _ink(text.string)
    start, size, baseline = text_box(text)[0], text.size_px, text.anchor[1]
    return (start + left * size, baseline - top * size, start + right * size,
            baseline - bottom * size)


@lru_cache(maxsize=4096)
def _ink(string: str) -> Box:
    outline = text_outline(string, 1.0)
    if outline is None:
        return 0.0, 0.0, 0.0, 0.0
    points = np.asarray(outline.vertices)[np.asarray(outline.codes) != outline.CLOSEPOLY]
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _shown(story: Story) -> dict[type, Shown]:
    """Every shape that is seen in any scene, and when."""
    shown = {kind: Shown() for kind in (Text, Cell, Disc, Line, Film)}
    since: dict[MarkId, int] = {}
    shapes = {id: mark.shape for id, mark in story.stage.marks.items()}
    roles = {id: mark.roles for id, mark in story.stage.marks.items()}

    def seen(id: MarkId) -> bool:
        return is_seen(roles[id], type(shapes[id]))

    def close(id: MarkId, scene: int) -> None:
        begun = since.pop(id, None)
        if begun is not None and begun < scene:
            kept = shown[type(shapes[id])]
            kept.ids.append(id)
            kept.shapes.append(shapes[id])
            kept.spans.append((begun, scene))

    for number, scene in enumerate(story.scenes):
        for id in {**scene.roles, **scene.shapes}:
            shape = scene.shapes.get(id, shapes[id])
            if shape is not shapes[id]:
                close(id, number)
            roles[id], shapes[id] = scene.roles.get(id, roles[id]), shape
            if not seen(id):
                close(id, number)
            elif number:
                since.setdefault(id, number)
        if number == 0:
            since = {id: 0 for id in shapes if seen(id)}
    for id in list(since):
        close(id, len(story.scenes))
    return shown


def _own(id: MarkId, cells: set[MarkId]) -> MarkId | None:
    """The cell whose number a text is by its id, None for other texts."""
    name, index = id
    maps = (name.removesuffix("_number").removesuffix("_note"), name.partition(" ")[2],
            NUMBERS_OF.get(name, ""))
    return next(((known, index) for known in maps if known != name and (known, index) in cells),
                None)


def _home(ink: Boxes, bounds: Boxes, cells: Shown, discs: Shown) -> MarkId | None:
    """The cell or disc in which the text lies wholly, and whose outline it does not touch."""
    corners = _rectangle(ink, OUTLINE_PX)
    around = (bounds[:, :2] <= corners[0]) & (bounds[:, 2:] >= corners[2])
    for i in np.flatnonzero(around.all(axis=1)):
        if inside(corners, _corners(cells.shapes[i])).all():
            return cells.ids[i]
    for id, disc in zip(discs.ids, discs.shapes, strict=True):
        assert isinstance(disc, Disc)
        if (np.hypot(*(corners - disc.center).T) <= disc.radius).all():
            return id
    return None


def _on_shapes(names: list[str], boxes: Boxes, inks: Boxes, spans: Spans,
               homes: list[MarkId | None], bounds: Boxes, shown: dict[type, Shown],
               orders: Mapping[MarkId, int]) -> Iterator[str]:
    """Texts on cells and discs that are not their own, films over words that stand in no cell, and
    lines through their ink, unless the cell of the text hides them."""
    cells, discs, lines = shown[Cell], shown[Disc], shown[Line]
    segments, owners = _segments(lines)
    low, high = segments.min(axis=1), segments.max(axis=1)
    around = np.concatenate([low, high], axis=1)
    disc_bounds, line_when = _disc_bounds(discs), lines.when[owners]
    cell_when, disc_when, film_when = cells.when, discs.when, shown[Film].when
    for i, home in enumerate(homes):
        rectangle = _rectangle(boxes[i], 0.0)
        for j in _meeting(boxes[i], spans[i], bounds, cell_when):
            if cells.ids[j] != home and overlap(rectangle, _corners(cells.shapes[j])):
                yield f"{names[i]} overlaps {cells.ids[j]}"
                break
        for j in _meeting(boxes[i], spans[i], disc_bounds, disc_when):
            disc = discs.shapes[j]
            assert isinstance(disc, Disc)
            away = np.clip(disc.center, rectangle[0], rectangle[2]) - disc.center
            if discs.ids[j] != home and np.hypot(*away) < disc.radius - HAIR:
                yield f"{names[i]} overlaps {discs.ids[j]}"
                break
        for j in () if home else np.flatnonzero(
                (film_when[:, 0] < spans[i][1]) & (film_when[:, 1] > spans[i][0])):
            film = shown[Film].shapes[j]
            assert isinstance(film, Film)
            if in_polygon(np.concatenate([rectangle, rectangle.mean(axis=0)[None]]),
                          np.array(film.corners)).any():
                yield f"{names[i]} is under {shown[Film].ids[j]}"
                break
        inked = _rectangle(inks[i], OUTLINE_PX)
        for j in _meeting(inked[[0, 2]].ravel(), spans[i], around, line_when):
            line = lines.ids[owners[j]]
            is_hidden = home is not None and orders[line] < orders[home]
            if _crosses(segments[j], inked) and not ((home and _may_cross(line)) or is_hidden):
                yield f"{names[i]} is crossed by {line}"
                break


def _may_cross(line: MarkId) -> bool:
    """The lines from the window to the output lie over the input's zeros, as in any projection."""
    return line[0] == "projection"


def _meeting(box: Boxes, span: Spans, boxes: Boxes, spans: Spans) -> NDArray[np.intp]:
    """Which of the boxes are there at the same time and share more than a hair with it."""
    return np.flatnonzero(
        (boxes[:, 0] < box[2] - HAIR) & (boxes[:, 2] > box[0] + HAIR)
        & (boxes[:, 1] < box[3] - HAIR) & (boxes[:, 3] > box[1] + HAIR)
        & (spans[:, 0] < span[1]) & (spans[:, 1] > span[0]))


def _crosses(segment: Boxes, rectangle: Boxes) -> bool:
    """Whether corners of the rectangle lie on both sides of the segment."""
    along = segment[1] - segment[0]
    sides = (rectangle - segment[0]) @ np.array((-along[1], along[0]))
    return bool(sides.min() < -HAIR and sides.max() > HAIR)


def _segments(lines: Shown) -> tuple[Boxes, NDArray[np.intp]]:
    """The segments of all lines, and which line each is of."""
    pairs = [(a, b, i) for i, line in enumerate(lines.shapes) if isinstance(line, Line)
             for run in line.strokes for a, b in pairwise(run)]
    ends = np.array([(a, b) for a, b, _ in pairs], np.float64).reshape(-1, 2, 2)
    return ends, np.array([i for _, _, i in pairs], np.intp)


def _corners(shape: Shape) -> Boxes:
    assert isinstance(shape, Cell)
    return np.array(shape.corners)


def _bounds(cells: Shown) -> Boxes:
    """Left, top, right and bottom of each cell."""
    corners = map(_corners, cells.shapes)  # round cells have more of them
    return np.array([(*each.min(axis=0), *each.max(axis=0)) for each in corners]).reshape(-1, 4)


def _disc_bounds(discs: Shown) -> Boxes:
    """The same of each disc."""
    return np.array([(x - r, y - r, x + r, y + r) for x, y, r in (
        (*disc.center, disc.radius) for disc in discs.shapes if isinstance(disc, Disc))]
        ).reshape(-1, 4)


def _rectangle(box: Boxes, margin: float) -> Boxes:
    left, top, right, bottom = box
    return np.array([(left - margin, top - margin), (right + margin, top - margin),
                     (right + margin, bottom + margin), (left - margin, bottom + margin)])
