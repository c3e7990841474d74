"""What points from the taps of a step to the output that they make: a beam from each run of taps to
its share of the output cell."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from convgif.scenes.scene import Disc, Film, Line, MarkId, Point, Shape
from convgif.traces.tracing import Step, Trace
from convgif.views.kit.pointers import dot, outline
from convgif.views.lanes.layout import LanesLayout

PROJECTION, OUTLINE = ("projection", ()), ("beam_outline", ())


@dataclass(frozen=True)
class Run:
    """Taps beside each other. first, last: their cells. share: of the output cell, from its left
    edge on, as tap by tap adds as much to it."""

    first: int
    last: int
    share: tuple[float, float]


@dataclass(frozen=True)
class Link:
    """What a beam joins: a run in those rows below, and the cell of that row and moment above."""

    run: Run
    rows: range
    row: int
    moment: int


def runs_of(trace: Trace, step: Step) -> list[Run]:
    """The taps of a step, those beside each other together."""
    (axis,), (start,) = trace.axes, step.box[0]
    return runs_at(start, axis.offsets, set(step.window[:, 0].tolist()))


def runs_at(start: int, offsets: Sequence[int], cells: Container[int]) -> list[Run]:
    """Those of the taps that are so far from the start, as far as they are among the cells."""
    count = len(offsets)
    taps = [(tap, start + offset) for tap, offset in enumerate(offsets)
            if start + offset in cells]
    runs = [[*run] for _, run in groupby(taps, lambda tap: tap[1] - tap[0])]
    return [Run(run[0][1], run[-1][1], (run[0][0] / count, (run[-1][0] + 1) / count))
            for run in runs]


def most_runs(trace: Trace) -> int:
    """How many there are in a step at most."""
    (axis,) = trace.axes
    return len(axis.offsets) if axis.offsets.step > 1 else 1


def rows_read(trace: Trace, step: Step, layout: LanesLayout) -> range:
    """The lanes of the input that the step reads."""
    read = trace.layer.channels_read(step.output_index[0])
    rows = [row for row, channel in enumerate(layout.lower) if channel in read]
    return range(rows[0], rows[-1] + 1)


def pointers(trace: Trace, step: Step, layout: LanesLayout, *, numbered: bool
             ) -> dict[MarkId, Shape]:
    """The beams of a step, the lines at their sides, and the outlines of the taps; nothing where
    the window lies on what is not counted. numbered: whether lanes have numbers, on which no beam
    lies."""
    channel, moment = step.output_index
    rows, row = rows_read(trace, step, layout), layout.upper.index(channel)
    return pointing([Link(run, rows, row, moment) for run in runs_of(trace, step)], layout,
                    numbered=numbered)


def pointing(links: Sequence[Link], layout: LanesLayout, *, numbered: bool
             ) -> dict[MarkId, Shape]:
    """The beams of those links, the lines at their sides, and the outlines of what lies below."""
    if not links:
        return {}
    shapes: dict[MarkId, Shape] = {
        ("beam", (number,)): _between(link.run, link.moment, layout) if numbered else
        _beam(link.run, link.rows[0], link.row, link.moment, layout)
        for number, link in enumerate(links)}
    shapes[PROJECTION] = Line(tuple([side for link in links
                                     for side in _sides(link.run, link.moment, layout)]))
    boxes = {(link.rows[0], link.run.first): (link.rows[-1], link.run.last) for link in links}
    shapes[OUTLINE] = outline([layout.below.box(*ends) for ends in boxes.items()])
    return shapes


def dots(trace: Trace, step: Step, layout: LanesLayout, rows: Iterable[int], *, numbered: bool
         ) -> Mapping[MarkId, Disc]:
    """A dot on the tap of weight [0], in each of those lanes. None without weights, or with one
    alone. numbered: beside numbers."""
    if trace.weight is None or len(trace.tap_offsets) == 1:
        return {}
    cell = first_tap(trace, step)
    return {("first_weight", (row,)): dot(layout.below, (row, cell), far=trace.rotated,
                                          numbered=numbered) for row in rows}


def first_tap(trace: Trace, step: Step) -> int:
    """The cell of the window that weight [0] is on."""
    (first,), (last,) = step.box
    return last if trace.rotated else first


def _sides(run: Run, moment: int, layout: LanesLayout) -> Iterator[tuple[Point, Point]]:
    """Between the lanes: from the taps' corners to the ends of their share of the output cell."""
    (left, top), (right, _), *_ = layout.below.box((0, run.first), (0, run.last))
    start, end = _share(run, moment, layout)
    bottom = layout.above.bottom
    yield (left, top), (start, bottom)
    yield (right, top), (end, bottom)


def _share(run: Run, moment: int, layout: LanesLayout) -> Sequence[float]:
    """The left and the right end of a run's share of the output cell."""
    return [layout.above.at(0, moment)[0] + share * layout.above.cell_px for share in run.share]


def _between(run: Run, moment: int, layout: LanesLayout) -> Film:
    """From the input's lanes to the output's."""
    (left, left_end), (right, right_end) = _sides(run, moment, layout)
    return Film((left, left_end, right_end, right))


def _beam(run: Run, top: int, row: int, moment: int, layout: LanesLayout) -> Film:
    """From the taps up over the lanes between, to the output cell."""
    sides = []
    for (x, y), (end_x, end_y) in _sides(run, moment, layout):
        taps, cell = layout.below.at(top, 0)[1], layout.above.at(row + 1, 0)[1]
        side = [(x, taps), (x, y), (end_x, end_y), (end_x, cell)]
        sides.append(list(dict.fromkeys(side)))
    left, right = sides
    return Film((*left, *right[::-1]))
