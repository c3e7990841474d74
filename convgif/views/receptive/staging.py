"""The receptive view: maps one above the other, the last one on top, and the cone of one unit down
to the input; then that of its neighbour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from convgif.networks.network import SizedNetwork
from convgif.scenes.scene import (
    Cell,
    Line,
    Mark,
    MarkId,
    Point,
    Roles,
    Scene,
    Stage,
    Story,
    Text,
    Unfolding,
    told,
)
from convgif.scenes.text import ASCENT, LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.scenes.words import times
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.fitting import fitted
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError, Typesetter
from convgif.views.receptive.cones import Cells, Cone, Level, cones_of, taps_of
from convgif.views.receptive.words import WORDS

MARGIN_PX, LABEL, SMALL = 12, (44, 10.0, 13.0), 0.88
LARGEST_PX, NODE, FLATNESS, SLOPE = 26.0, 0.76, 0.42, 0.5  # cells; of a place; of a plane
GAP_PX = 30.0, 14.0  # between rows of nodes, and between planes
HIDDEN: Roles = ("pending",)
PADDING: Roles = ("padding",)


@dataclass(frozen=True)
class Scenery:
    """How places are seen. unit: how wide a cell of the input is; planes: whether maps are planes,
    seen slanted, rather than rows of nodes."""

    unit: float
    planes: bool
    left: float

    def at(self, row: float, column: float, top: float) -> Point:
        """The point at a place of the input, on a map whose first row is there."""
        if not self.planes:
            return self.left + self.unit * column, top + self.unit * row
        return (self.left + self.unit * (column + SLOPE * row), top + self.unit * FLATNESS * row)


def stage(network: SizedNetwork, settings: ViewSettings) -> Story:
    """The story: a scene for each layer that the cone goes through, one for the neighbour. Raises
    ViewError."""
    levels, cones = cones_of(network, settings)

    def staged(prefilled: bool) -> Story:
        marks, height, looks = fitted(lambda sized: _drawn(levels, cones, sized), settings)
        scenes = list(_scenes(looks, {id: mark.roles for id, mark in marks.items()}))
        return Story(Stage(settings.size_px, height, {}, marks),
                     Unfolding(len(scenes), iter(scenes)))

    return told(staged, settings.prefilled)


def describe(network: SizedNetwork, settings: ViewSettings) -> str:
    """The alt text: how the field grows through the layers."""
    levels, _ = cones_of(network, settings)
    own, words = WORDS[settings.words.language], settings.words
    grown = words.list_separator.join([own.grown.format(
        layer=level.block.name, field=times(level.reach.sizes)) for level in levels[1:]])
    return captions.told(settings, own.sentence.format(
        output=times(levels[-1].sizes), input=times(levels[0].sizes), grown=grown,
        jump=_jump(levels[-1])))


def _jump(level: Level) -> str:
    return "–" if None in level.reach.jumps else times([jump or 0 for jump in level.reach.jumps])


Looks = list[dict[MarkId, Roles]]  # what each step shows that is not at rest


def _scenes(looks: Looks, rest: dict[MarkId, Roles]) -> Iterator[Scene]:
    now = dict(rest)
    for look in looks:
        wanted = {**rest, **look}
        changed = {id: roles for id, roles in wanted.items() if now[id] != roles}
        now = wanted
        yield Scene(changed)


def _centres(level: Level, axis: int) -> list[float]:
    """Where along an axis of the input the middle of each unit lies: of what it reads, or, where
    that is all before it, at its newest cell."""
    line = level.reach.lines[axis]
    first, last = line.first.tolist(), line.last.tolist()
    is_causal = first[0] < 0 and last[0] == 0
    return [end + 0.5 if is_causal else (start + end + 1) / 2
            for start, end in zip(first, last, strict=True)]


def _places(level: Level, cones: Sequence[Cone], number: int) -> list[list[int]]:
    """For each axis the cells that are drawn: all there are, and the padding that is read."""
    found = []
    for axis, size in enumerate(level.sizes):
        read = {cell for cone in cones for cell in cone[number][axis]}
        found.append(list(range(min(0, *read), max(size - 1, *read) + 1)) if read else
                     list(range(size)))
    return found


def _drawn(levels: Sequence[Level], cones: Sequence[Cone], settings: ViewSettings
           ) -> tuple[dict[MarkId, Mark], int, Looks]:
    """All marks, the height, and what each step shows. Raises TooWideError."""
    own = WORDS[settings.words.language]
    of_width, least, most = LABEL
    label = min(max(round(settings.size_px / of_width, 1), least), most, settings.most_label_px)
    small = max(SMALLEST_TEXT_PX, round(SMALL * label, 1))
    planes = len(levels[0].sizes) == 2
    said = [_said(levels, cones[0], number, settings) for number in range(len(levels))]
    text_px = max([0.0, *(text_width(line, small) for lines in said for line in lines)])
    places = [_places(level, cones, number) for number, level in enumerate(levels)]
    centres = [_spread(level, cells) for level, cells in zip(levels, places, strict=True)]
    ends = [(min(at) - jump / 2, max(at) + jump / 2)
            for axis in range(len(levels[0].sizes))
            for at, jump in [([c for level in centres for c in level[axis][0].values()],
                              max(level[axis][1] for level in centres))]]
    (low, high), (top, bottom) = ends[-1], ends[0] if planes else (0.0, 1.0)
    wide = high - low + (SLOPE * (bottom - top) if planes else 0)
    room = settings.size_px - 2 * MARGIN_PX - text_px - (label if text_px else 0)
    unit = min(room / wide, LARGEST_PX)
    if unit < 4:
        raise TooWideError(f"{wide:.0f} cells do not fit a width of {settings.size_px}:")
    scenery = Scenery(unit, planes, MARGIN_PX - unit * low - (unit * SLOPE * top if planes else 0))
    setter = Typesetter(MARGIN_PX, settings.size_px - 2 * MARGIN_PX, MARGIN_PX, settings.font)
    if settings.title:
        setter.paragraph("title", settings.title, label)
    y = setter.top + 0.4 * label
    marks: dict[MarkId, Mark] = {}
    tops: list[float] = [0.0] * len(levels)
    high_px = unit * FLATNESS * (bottom - top) if planes else unit
    gap = max(GAP_PX[planes], 2.2 * LINE_HEIGHT * small - high_px if text_px else 0)
    for number in reversed(range(len(levels))):
        tops[number] = y - (unit * FLATNESS * top if planes else 0)
        middle = y + (high_px - LINE_HEIGHT * small * len(said[number])) / 2
        for place, line in enumerate(said[number]):
            id = ("written", (number, place))
            marks[id] = Mark(id, Text(line, (
                settings.size_px - MARGIN_PX - text_px,
                middle + LINE_HEIGHT * small * place + ASCENT * small), small),
                ("label" if not place else "legend",), TEXT_ORDER)
        y += high_px + gap
    nodes = _nodes(levels, places, centres, tops, scenery)
    marks |= {id: Mark(id, cell, _rest(levels[id[1][0]], id), 1) for id, cell in nodes.items()}
    lines = _lines(levels, cones, centres, tops, scenery)
    marks |= {id: Mark(id, line, HIDDEN, 2) for id, line in lines.items()}
    looks = _looks(levels, cones, nodes, lines)
    setter.top = y - gap + 0.8 * label
    seen = {roles for look in looks for roles in look.values()}
    if settings.shows("legend"):
        caps = [Caption(own.field.format(field=times(levels[-1].reach.sizes),
                                         jump=_jump(levels[-1])))]
        caps += [Caption(own.padding, (*PADDING, "window"))] * ((*PADDING, "window") in seen)
        caps += [Caption(own.holes, ("input", "dropped"))] * any("dropped" in run for run in seen)
        setter.captions("legend", caps, small)
    return marks | setter.marks, round(setter.top + MARGIN_PX), looks


def _spread(level: Level, places: Sequence[Sequence[int]]) -> list[tuple[dict[int, float], float]]:
    """For each axis where the cells lie, padding going on as the map does; and how far apart."""
    found = []
    for axis, cells in enumerate(places):
        middle = _centres(level, axis)
        step = (middle[-1] - middle[0]) / (len(middle) - 1) if len(middle) > 1 else 1.0
        found.append(({cell: middle[cell] if 0 <= cell < len(middle) else
                       middle[0] + cell * step for cell in cells}, step))
    return found


def _nodes(levels: Sequence[Level], places: Sequence[Sequence[Sequence[int]]],
           centres: Sequence[Sequence[tuple[dict[int, float], float]]], tops: Sequence[float],
           scenery: Scenery) -> dict[MarkId, Cell]:
    """The cells of all maps."""
    found = {}
    for number in range(len(levels)):
        for index in product(*places[number]):
            found["unit", (number, *index)] = Cell(_corners(index, centres[number], tops[number],
                                                            scenery))
    return found


def _corners(index: Sequence[int], centres: Sequence[tuple[dict[int, float], float]], top: float,
             scenery: Scenery) -> tuple[Point, ...]:
    at, step = centres[-1][0][index[-1]], centres[-1][1]
    if not scenery.planes:
        half = NODE / 2
        return tuple([scenery.at(row, column, top) for row, column in (
            (0.5 - half, at - half), (0.5 - half, at + half), (0.5 + half, at + half),
            (0.5 + half, at - half))])
    down, along = centres[0][0][index[0]], centres[0][1] / 2
    across = step / 2
    return tuple([scenery.at(row, column, top) for row, column in (
        (down - along, at - across), (down - along, at + across), (down + along, at + across),
        (down + along, at - across))])


def _rest(level: Level, id: MarkId) -> Roles:
    """What a cell is that nothing reads."""
    number, *index = id[1]
    if not all(0 <= cell < size for cell, size in zip(index, level.sizes, strict=True)):
        return PADDING
    return ("output",) if number else ("input",)


def _lines(levels: Sequence[Level], cones: Sequence[Cone],
           centres: Sequence[Sequence[tuple[dict[int, float], float]]], tops: Sequence[float],
           scenery: Scenery) -> dict[MarkId, Line]:
    """For each cone and layer the lines down: from each node to what it reads, or, of planes,
    between the corners of boxes."""
    found: dict[MarkId, Line] = {}
    for which, cone in enumerate(cones):
        for number, level in enumerate(levels[1:], 1):
            if scenery.planes:
                boxes = [_box(cone[of], centres[of], tops[of], scenery)
                         for of in (number, number - 1)]
                strokes = list(zip(*boxes, strict=True))
            else:
                taps, (above, below) = taps_of(level)[0], (centres[number][0][0],
                                                           centres[number - 1][0][0])
                strokes = [(scenery.at((1 + NODE) / 2, above[unit], tops[number]),
                            scenery.at((1 - NODE) / 2, below[tap], tops[number - 1]))
                           for unit in sorted(cone[number][0]) if 0 <= unit < len(taps)
                           for tap in sorted(taps[unit])]
            found["cone", (which, number)] = Line(tuple(strokes))
    return found


def _box(cells: Sequence[Cells], centres: Sequence[tuple[dict[int, float], float]], top: float,
         scenery: Scenery) -> list[Point]:
    """The corners of the box around cells of a plane."""
    (first, last), (left, right) = [(min(some), max(some)) for some in cells]
    return [_corners(index, centres, top, scenery)[corner] for corner, index in enumerate((
        (first, left), (first, right), (last, right), (last, left)))]


def _looks(levels: Sequence[Level], cones: Sequence[Cone], nodes: dict[MarkId, Cell],
           lines: dict[MarkId, Line]) -> Looks:
    """What each step shows: the cone of the unit one layer further, and at last its neighbour's."""
    deepest = len(levels) - 1
    steps = [(0, deepest - step - 1) for step in range(deepest)]
    steps += [(1, 0)] * (len(cones) - 1)
    looks: Looks = []
    for which, down_to in steps:
        look: dict[MarkId, Roles] = {}
        for number in range(down_to, deepest + 1):
            cells = cones[which][number]
            spans = [range(min(some), max(some) + 1) for some in cells]
            for index in product(*spans):
                id: MarkId = ("unit", (number, *index))
                rest = _rest(levels[number], id)
                read = all(cell in some for cell, some in zip(index, cells, strict=True))
                if number == deepest:
                    look[id] = ("output", "output_active")
                else:
                    look[id] = (*rest, "dropped" if not read else
                                "read_on" if rest == ("output",) else "window")
            if number > down_to:
                look["cone", (which, number)] = ("cone",)
        looks.append(look)
    return looks


def _said(levels: Sequence[Level], cone: Cone, number: int, settings: ViewSettings) -> list[str]:
    """The shape of a map, and what makes the next of it; how the field grows down to it: at the
    unit itself it is 1."""
    if not settings.shows("sizes"):
        return []
    said = [levels[number].block.label]
    if settings.shows("legend") and number < len(levels) - 1:
        said += [f"r = {_field(levels, cone, number)}"]
    elif settings.shows("legend"):
        said += ["r = 1"]
    return said


def _field(levels: Sequence[Level], cone: Cone, number: int) -> str:
    """`2·3 + (3 − 2) = 7`: s·r + (K − s), from the field in the map above; or, where fields do not
    grow so, what the unit reads."""
    fields, text = [1] * len(levels[0].sizes), ""
    for above in reversed(levels[number + 1:]):
        if not above.growth:
            return times([max(cells) - min(cells) + 1 for cells in cone[number]])
        grown = [(f"{stride}·{field} + ({span} − {stride})", stride * field + span - stride)
                 for (stride, span), field in zip(above.growth, fields, strict=True)]
        fields = [field for _, field in grown]
        text = " × ".join(dict.fromkeys(f"{said} = {field}" for said, field in grown))
    return text
