"""The equivariance view: two ways from an input, and where they meet.

Above, the layer and then the shift; below, the shift and then the layer, output by output; beside
it what is between the two: nothing where the layer is equivariant, and hatched where it is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from convgif.scenes.scene import (
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Unfolding,
    told,
)
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Trace
from convgif.views.base import SLIDING_KINDS, ViewSettings
from convgif.views.captions import Caption, drawn_pair, legend, spoken
from convgif.views.captions import told as said
from convgif.views.equivariance.ways import AROUND, DIFFERENCE, INPUTS, OUTPUTS, Ways, shaded
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import LINE_ORDER, Board
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import FlatGrid, line_scale
from convgif.views.kit.maps import CellRoles, lying_in
from convgif.views.kit.page import Page
from convgif.views.kit.photographs import PENDING, photo_edges
from convgif.views.kit.pointers import outline
from convgif.views.kit.timeline import Timeline
from convgif.views.numbers.page import place_maps

GAP = 0.7  # above the legend, in labels
TICK, TICK_PATH = ("tick", ()), ((-0.5, 0.0), (-0.15, 0.35), (0.5, -0.35))  # around its middle
TICK_SHARE = 0.5  # of the map
LATER = ("again_output", DIFFERENCE)  # what fills as the steps go


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position, in scan order."""
    (trace,) = traces
    ways = Ways.of(trace, settings)
    page, placed = fitted(lambda sized: _placed(ways, sized), settings)
    boards = ways.boards(placed)
    others, height = page.finish(trace, _legend(ways), GAP * page.type.label_px)
    maps: dict[str, tuple[int, ...]] = {name: board.grid.size for name, board in boards.items()}

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in _marks(ways, boards, prefilled)} | others
        stage = Stage(settings.size_px, height, maps, marks,
                      line_scale(placed.smallest_cell_px), ways.elements)
        return Story(stage, Unfolding(len(ways.above.steps), _scenes(
            ways, boards, Timeline(marks.values()))))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    (trace,), words = traces, settings.words
    ways = Ways.of(trace, settings)
    sentence = ways.words.sentence.format(
        layer=trace.layer.printed_name, steps=by_number(words.steps, len(ways.above.steps)),
        **dict(zip(("input", "output"), (times(shape[1:]) for shape in ways.pair.maps),
                   strict=True)), by=ways.by)
    details = [_found(ways).phrase, *_why(ways), ways.words.around,
               *spoken(legend(trace, words))]
    return said(settings, joined(words.sentence_gap, sentence, drawn_pair(trace, settings)),
                words.list_separator.join(details))


def _placed(ways: Ways, settings: ViewSettings) -> tuple[Page, Arrangement]:
    """A page with the maps, and where they lie. Raises TooWideError for them and the captions."""
    page = _page(settings)
    placed = place_maps(page, ways.choices, [*ways.drafts.values()])
    _page(settings).finish(ways.pair.first, _legend(ways), 0)  # do they fit?
    return page, placed


def _page(settings: ViewSettings) -> Page:
    return Page(settings, numbers=True, below_title=0.4)


def _legend(ways: Ways) -> list[Caption]:
    """What the layer is, how far the shift goes, and in how many outputs it is not followed."""
    own, words = ways.words, ways.settings.words
    said = [caption if caption.swatch is None else replace(
        caption, swatch=ways.swatch(caption.swatch)) for caption in legend(ways.pair.first, words)]
    return [*said, *[Caption(number, roles) for number, roles in ways.key],
            Caption(own.shifted.format(by=ways.by)), _found(ways), *map(Caption, _why(ways))]


def _found(ways: Ways) -> Caption:
    """In how many outputs the ways differ."""
    own, broken = ways.words, len(ways.broken)
    if not broken:
        return Caption(own.invariant if ways.pair.is_invariant else own.exact,
                       ways.found(broken=False))
    every = ways.settings.made(ways.values[DIFFERENCE].size)
    return Caption(by_number(own.broken, broken, all=every), ways.found(broken=True))


def _why(ways: Ways) -> list[str]:
    """What of the shift cannot come out even; where all does, it is the border that breaks."""
    if not ways.broken:
        return []
    if not ways.pair.uneven and ways.pair.first.layer.kind in SLIDING_KINDS:
        return [ways.words.at_border]
    return [ways.words.uneven.format(by=by, stride=stride).replace("-", "\N{MINUS SIGN}")
            for by, stride in ways.pair.uneven]


def _marks(ways: Ways, boards: Mapping[str, Board], prefilled: bool) -> Iterator[Mark]:
    """The maps before the first step, the outlines of both windows, and the tick."""
    to_come: Roles = PENDING if ways.is_photo else ("output_pending",)
    for name, board in boards.items():
        full, shown = _full(ways.at_rest[name], board), prefilled or name not in LATER
        yield from board.marks(
            full if shown else (lambda *_, to_come=to_come: ("output", *to_come)),
            (lambda *at, rest=ways.at_rest[name]: _number_at(rest, at)) if shown else (
                lambda *_: ("pending",)))
    if ways.is_photo:
        yield from photo_edges(ways.pair.first, {name: boards[name].grid for name in INPUTS},
                               {name: boards[name].grid for name in (*OUTPUTS, DIFFERENCE)},
                               LINE_ORDER)
    for name in INPUTS:
        first = boards[name].grid.box((0, 0), (0, 0))
        yield Mark((f"{name}_window", ()), outline([first]), ("window_outline",), LINE_ORDER)
    if not ways.broken and boards[DIFFERENCE].text_px is None:
        yield Mark(TICK, _tick(boards[DIFFERENCE].grid), ("tick" if prefilled else "pending",),
                   LINE_ORDER)


def _full(at_rest: CellRoles, board: Board) -> CellRoles:
    """The roles of the cells of a map that is full; a difference has no shade."""
    if not board.shades or board.name == DIFFERENCE:
        return at_rest
    return lambda *at: shaded(at_rest(*at), *board.shade(*at))


def _number_at(at_rest: CellRoles, at: tuple[int, int]) -> Roles:
    return lying_in(at_rest(*at), "value") if at_rest(*at)[0] in AROUND else ("value",)


def _tick(grid: FlatGrid) -> Line:
    """The sign that the ways meet, in the middle of their map."""
    size = TICK_SHARE * min(grid.width, grid.height)
    x, y = (grid.left + grid.right) / 2, (grid.top + grid.bottom) / 2
    return Line((tuple((x + size * right, y + size * down) for right, down in TICK_PATH),))


def _scenes(ways: Ways, boards: Mapping[str, Board], timeline: Timeline) -> Iterator[Scene]:
    """A scene for each output: its window above, and below that which the shift moves it to."""
    rest, last = ways.at_rest, len(ways.above.steps) - 1
    below = {ways.cell(step.output_index): step for step in ways.below.steps}
    for number, step in enumerate(ways.above.steps):
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        made, lands = ways.cell(step.output_index), ways.lands(step.output_index)
        for name, read in zip(INPUTS, (step, below[lands]), strict=True):
            board = boards[name]
            for cell in ways.reads(read):
                roles[board.cell(*cell)] = shaded((*rest[name](*cell), "window"),
                                                  *board.shade(*cell))
                roles[board.number(*cell)] = lying_in(rest[name](*cell), "value_active")
            shapes[f"{name}_window", ()] = outline([board.grid.box(*ways.box(read))])
        for name in LATER:
            board = boards[name]
            timeline.settle(board.cell(*lands), _full(rest[name], board)(*lands))
            timeline.settle(board.number(*lands), ("value",))
        for name, cell in (("output", made), ("moved", lands), ("again_output", lands)):
            board = boards[name]
            roles[board.cell(*cell)] = (*_full(rest[name], board)(*cell), "output_active")
            roles[board.number(*cell)] = ("value_active",)
        roles[boards[DIFFERENCE].cell(*lands)] = (*rest[DIFFERENCE](*lands), "output_target")
        if number == last:
            timeline.settle(TICK, ("tick",))
        yield timeline.next(roles, shapes)
