"""The receptive view: maps one above the other, the last one on top, and the cone of one unit down
to the input; then that of its neighbour."""

from collections.abc import Iterator, Mapping, Sequence

from convgif.layers import Layer
from convgif.networks.network import SizedNetwork
from convgif.scenes.scene import (
    Cell,
    Mark,
    MarkId,
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
from convgif.traces.reductions import SUPERSCRIPTS
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.fitting import fitted
from convgif.views.kit.typesetting import TEXT_ORDER, Typesetter
from convgif.views.receptive.cones import Cone, Level, cones_of, field_of
from convgif.views.receptive.looks import PADDING, Looks, looks_of, rest_of
from convgif.views.receptive.places import Scenery, edges_of, lines_of, nodes_of, scenery_of
from convgif.views.receptive.roles import COUNTED, HOLE, LIT, PARTLY, path_role
from convgif.views.receptive.words import WORDS, ReceptiveWords
from convgif.views.settings import PATHS

MARGIN_PX, LABEL, SMALL = 12, (44, 10.0, 13.0), 0.88
GAP_PX = 30.0, 14.0  # between rows of nodes, and between planes
MOST_HEIGHT = 1.6  # of the picture's width, all planes, where they may lie flatter for that
HIDDEN: Roles = ("pending",)
SHORTEST_POWER = 1e9
HOLES = {"dropped": ("input", "dropped"), HOLE: ("input",)}
EDGES: Mapping[str, Roles] = {"edge": ("photo_edge",), "rim": ("photo_rim",), "box": HIDDEN}


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
    levels, cones = cones_of(network, settings)
    own, words = WORDS[settings.words.language], settings.words
    grown = words.list_separator.join([own.grown.format(
        layer=level.block.name, field=times(level.reach.sizes)) for level in levels[1:]])
    told = own.sentence.format(
        output=settings.made(times(levels[-1].sizes)), input=times(levels[0].sizes), grown=grown,
        neighbours=_neighbours(levels[-1], own.neighbours_told, own))
    counts = list(cones[0][0].values())
    if settings[PATHS] and counts:
        told += words.sentence_gap + own.paths_told.format(least=_number(min(counts)),
                                                         most=_number(max(counts)))
    for level in levels:
        if level.is_misaligned:
            told += words.sentence_gap + own.apart_told.format(layer=level.block.name,
                                                             apart=_apart(level))
    return captions.told(settings, told)


def _neighbours(level: Level, said: str, own: ReceptiveWords) -> str:
    """What is said of how far the fields of neighbours lie apart; nothing where a unit has none."""
    each = [_distances(line.jumps, own) for line in level.reach.lines if line.jumps]
    if len(each) < len(level.reach.lines):
        return ""
    if len(set(each)) == 1 and not each[0].isdigit():
        return said.format(jump=each[0])
    return said.format(jump="×".join(one if one.isdigit() else f"({one})" for one in each))


def _distances(jumps: Sequence[int], own: ReceptiveWords) -> str:
    """`2`; `0 or 1` where a transposed layer or one that resizes stands between."""
    if len(jumps) == 1:
        return str(jumps[0])
    words = own.either if len(jumps) == 2 else own.between
    return words.format(least=jumps[0], most=jumps[-1])


def _apart(level: Level) -> str:
    return " × ".join(f"{far:g}" for far in dict.fromkeys(level.apart))


def _scenes(looks: Looks, rest: dict[MarkId, Roles]) -> Iterator[Scene]:
    now = dict(rest)
    for look in looks:
        wanted = {**rest, **look}
        changed = {id: roles for id, roles in wanted.items() if now[id] != roles}
        now = wanted
        yield Scene(changed)


def _drawn(levels: Sequence[Level], cones: Sequence[Cone], settings: ViewSettings
           ) -> tuple[dict[MarkId, Mark], int, Looks]:
    """All marks, the height, and what each step shows. Raises TooWideError."""
    of_width, least, most = LABEL
    label = min(max(round(settings.size_px / of_width, 1), least), most, settings.most_label_px)
    small = max(SMALLEST_TEXT_PX, round(SMALL * label, 1))
    said = [_said(levels, cones[0], number, settings) for number in range(len(levels))]
    text_px = max([0.0, *(text_width(line, small) for lines in said for line in lines)])
    scenery = scenery_of(levels, cones, MARGIN_PX, settings.size_px - 2 * MARGIN_PX - text_px
                         - (label if text_px else 0),
                         MOST_HEIGHT * settings.size_px / len(levels) - GAP_PX[1],
                         paths=settings[PATHS])
    setter = Typesetter(MARGIN_PX, settings.size_px - 2 * MARGIN_PX, MARGIN_PX, settings.font)
    if settings.title:
        setter.paragraph("title", settings.title, label)
    y = setter.top + 0.4 * label
    marks: dict[MarkId, Mark] = {}
    tops = [0.0] * len(levels)
    lines_high = max(map(len, said)) * LINE_HEIGHT * small
    gap = max(GAP_PX[scenery.planes], 1.1 * lines_high - scenery.high)
    for number in reversed(range(len(levels))):
        tops[number] = y - scenery.top
        middle = y + (scenery.high - LINE_HEIGHT * small * len(said[number])) / 2
        for place, line in enumerate(said[number]):
            id = ("written", (number, place))
            marks[id] = Mark(id, Text(line, (
                settings.size_px - MARGIN_PX - text_px,
                middle + LINE_HEIGHT * small * place + ASCENT * small), small),
                ("label" if not place else "legend",), TEXT_ORDER)
        y += scenery.high + gap
    nodes = nodes_of(levels, tops, scenery)
    marks |= {id: Mark(id, cell, rest_of(levels[id[1][0]], id, tile=id[1][0] in scenery.sheets), 1)
              for id, cell in nodes.items()}
    edges = edges_of(levels, cones, tops, scenery)
    marks |= {id: Mark(id, line, EDGES[id[0]], 2) for id, line in edges.items()}
    lines = lines_of(levels, cones, tops, scenery)
    marks |= {id: Mark(id, line, HIDDEN, 2) for id, line in lines.items()}
    counts = _counts(cones, nodes, scenery) if settings[PATHS] else {}
    marks |= {id: Mark(id, text, HIDDEN, TEXT_ORDER) for id, text in counts.items()}
    looks = looks_of(levels, cones, scenery, lines, edges, counts, paths=settings[PATHS])
    setter.top = y - gap + 0.8 * label
    if settings.shows("legend"):
        setter.captions("legend", _legend(levels, cones[0], looks, settings), small)
    return marks | setter.marks, round(setter.top + MARGIN_PX), looks


def _counts(cones: Sequence[Cone], nodes: dict[MarkId, Cell], scenery: Scenery
            ) -> dict[MarkId, Text]:
    """The number of paths in each cell that is read, where all of a map's numbers fit."""
    found: dict[MarkId, Text] = {}
    size = SMALLEST_TEXT_PX
    for which, cone in enumerate(cones):
        for number, read in enumerate(cone[:-1]):
            written = {place: _number(count) for place, count in read.items()}
            if not written or number in scenery.sheets:
                continue
            corners = nodes["unit", (number, *next(iter(read)))].corners
            wide, high = corners[1][0] - corners[0][0], corners[3][1] - corners[0][1]
            if high < size * 1.1 or wide < 2 + max(text_width(each, size)
                                                   for each in written.values()):
                continue
            for place, string in written.items():
                corners = nodes["unit", (number, *place)].corners
                x, y = (sum(point[axis] for point in corners) / 4 for axis in (0, 1))
                found["count", (which, number, *place)] = Text(string, (x, y + 0.36 * size), size,
                                                               "center")
    return found


def _legend(levels: Sequence[Level], cone: Cone, looks: Looks, settings: ViewSettings
            ) -> list[Caption]:
    own = WORDS[settings.words.language]
    seen = dict.fromkeys(roles for look in looks for roles in look.values())
    caps = [Caption(own.field.format(field=times(levels[-1].reach.sizes))
                    + _neighbours(levels[-1], own.neighbours, own))]
    counts = list(cone[0].values())
    if settings[PATHS] and counts:
        least, most = min(counts), max(counts)
        caps.append(Caption(own.paths.format(count=_number(least)), ("input", path_role(
            least, most))))
        caps += [Caption(own.paths.format(count=_number(most)), ("input", path_role(most, most)))
                 ] if most > least else []
    shown = dict.fromkeys(tuple(role for role in roles if role != LIT) for roles in seen)
    caps += [Caption(own.padding, next((roles for roles in shown if roles[:1] == PADDING
                                        and len(roles) > 1 and roles[1] != "dropped"), PADDING))
             ] * any(roles[:1] == PADDING for roles in shown)
    caps += [Caption(own.holes, roles) for look, roles in HOLES.items()
             if any(look in run for run in seen)]
    caps += [Caption(own.partly, roles) for roles in shown if PARTLY in roles][:1]
    caps += [Caption(own.partly)] * any(COUNTED in roles for roles in shown)
    return caps


def _number(count: float) -> str:
    """`9,600`, and what is too long to be read `3.1·10³⁷`."""
    if count < SHORTEST_POWER:
        return f"{count:,.0f}"
    digits, _, power = f"{count:.1e}".partition("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"


def _said(levels: Sequence[Level], cone: Cone, number: int, settings: ViewSettings) -> list[str]:
    """The shape of a map, and what makes the next of it; how the field grows down to it: at the
    unit itself it is 1. Of branches that are not aligned, how far they are apart."""
    if not settings.shows("sizes"):
        return []
    block = levels[number].block
    said = [block.label if isinstance(block.operation, Layer) or not number else
            f"{block.label}, {block.name}"]
    if not settings.shows("legend"):
        return said
    if len(block.layers) > 1:
        said.append(block.name)
    said.append(f"r = {_field(levels, cone, number)}")
    if levels[number].is_misaligned:
        own = WORDS[settings.words.language]
        said.append(own.apart.format(layer=levels[number].block.name, apart=_apart(levels[number])))
    return said


def _field(levels: Sequence[Level], cone: Cone, number: int) -> str:
    """`2·3 + (3 − 2) = 7`: s·r + (K − s), from the field in the map above; or, where fields do not
    grow so, what the unit reads."""
    fields, text = [1] * len(levels[0].sizes), "1"
    for above in range(len(levels) - 1, number, -1):
        level = levels[above]
        if not level.growth or level.sources != (above - 1,):
            return times(field_of(cone, number))
        grown = [(f"{stride}·{field} + ({span} − {stride})", stride * field + span - stride)
                 for (stride, span), field in zip(level.growth, fields, strict=True)]
        fields = [field for _, field in grown]
        text = " × ".join(dict.fromkeys(f"{said} = {field}" for said, field in grown))
    return text
