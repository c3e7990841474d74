"""Fans: what each cell of an input becomes part of, on lanes: what it is stamped on, or the outputs
that read it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from convgif.layers import CellKind
from convgif.scenes.scene import Mark, MarkId, Roles, Shape
from convgif.traces.tracing import Trace
from convgif.views.kit.grids import Index
from convgif.views.lanes.beams import OUTLINE, PROJECTION, Link, Run, pointing, runs_at
from convgif.views.lanes.layout import LanesLayout

HIDDEN: Roles = ("pending",)


@dataclass(frozen=True)
class Fan:
    """A cell of the input, by the row of its lane and its place there, and those of the cells that
    it becomes part of; and what its beams join."""

    source: Index
    targets: tuple[Index, ...]
    links: tuple[Link, ...]


def stamp_fans(trace: Trace, layout: LanesLayout) -> Iterator[Fan]:
    """One an input cell, channel by channel: the cells of the canvas that it is stamped on."""
    (plan,) = trace.stamp_axes
    for row, channel in enumerate(layout.upper):
        rows = _rows(trace, layout.lower, channel)
        for cell, start in enumerate(plan.starts):
            cells = [start + offset for offset in plan.offsets]
            runs = runs_at(start, plan.offsets, cells) if rows else []
            yield Fan((row, cell), tuple(product(rows, cells)),
                      tuple([Link(run, rows, row, cell) for run in runs]))


def reader_fans(trace: Trace, layout: LanesLayout) -> Iterator[Fan]:
    """One an input cell, channel by channel: the outputs that read it."""
    (axis,) = trace.axes
    readers: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    for moment in range(axis.output_size):
        for tap, (cell, share) in enumerate(zip(axis.cells(moment), axis.shares_of(moment),
                                                strict=True)):
            source = axis.sources[cell]
            if source is not None and share > 0:
                readers[source].setdefault(moment, []).append(tap)
    lies = [cell for cell, kind in enumerate(axis.kinds) if kind is CellKind.INPUT]
    count = len(axis.offsets)
    for row, channel in enumerate(layout.lower):
        rows = _rows(trace, layout.upper, channel)
        for number, cell in enumerate(lies):
            reading = readers[number]
            yield Fan((row, cell), tuple(product(rows, reading)), tuple([
                Link(Run(cell, cell, (taps[0] / count, (taps[-1] + 1) / count)),
                     range(row, row + 1), above, moment)
                for above in rows for moment, taps in reading.items()]))


def _rows(trace: Trace, outputs: Sequence[int], channel: int) -> range:
    """The rows of the lanes of those output channels that read an input channel."""
    rows = [row for row, output in enumerate(outputs)
            if channel in trace.layer.channels_read(output)]
    return range(rows[0], rows[-1] + 1) if rows else range(0)


def fan_shapes(fan: Fan, layout: LanesLayout, *, numbered: bool) -> dict[MarkId, Shape]:
    """What points out a fan."""
    return pointing(fan.links, layout, numbered=numbered)


def fan_marks(fans: Sequence[Fan], layout: LanesLayout, orders: tuple[int, int], *, numbered: bool
              ) -> Iterator[Mark]:
    """Marks for what will point out any of them. orders: of beams, and of lines."""
    first = max(fans, key=lambda fan: len(fan.links), default=None)
    if first is None:
        return
    for id, shape in fan_shapes(first, layout, numbered=numbered).items():
        yield Mark(id, shape, HIDDEN, orders[0] if id[0] == "beam" else orders[1])


def fan_roles(fan: Fan, most: int) -> dict[MarkId, Roles]:
    """Those of what points it out; what it has none of is hidden."""
    count = len(fan.links)
    roles: dict[MarkId, Roles] = {("beam", (number,)): ("beam",) if number < count else HIDDEN
                                  for number in range(most)}
    return roles | {id: (id[0],) if count else HIDDEN for id in (PROJECTION, OUTLINE)}
