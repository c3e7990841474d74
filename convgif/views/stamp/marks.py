"""The marks and the scenes of the stamp view."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from convgif.scenes.scene import Line, Mark, MarkId, Roles, Scene, Shape, Text
from convgif.views.kit.boards import POINTER_ORDER, Board
from convgif.views.kit.grids import FlatGrid, Place, cell_of
from convgif.views.kit.maps import CellRoles
from convgif.views.kit.pointers import dot, outline, wire
from convgif.views.kit.timeline import Timeline
from convgif.views.stamp.layout import StampLayout
from convgif.views.stamp.stamping import Imprint, StampFigures, Stamping

SMALLEST_DOTTED_PX = 12
SOURCE, OUTLINE, WIRES, DOT_ID = ("source", ()), ("outline", ()), ("wires", ()), ("dot", ())
CANVAS_LABEL, NOTE = ("canvas_label", ()), ("note", ())
PENDING: Roles = ("pending",)

Shapes = dict[MarkId, Shape]


@dataclass(frozen=True)
class StampPicture:
    """What is drawn and where. number_px: the size of the numbers, None where cells hold none.
    last_label, last_note: what is written at the canvas in the end, None where nothing is."""

    stamping: Stamping
    figures: StampFigures
    layout: StampLayout
    number_px: float | None
    prefilled: bool
    last_label: Text | None
    last_note: Text | None

    @property
    def grids(self) -> Mapping[str, FlatGrid]:
        return self.layout.grids

    @property
    def completes(self) -> bool:
        """Whether sums are shown that other channels or a bias complete."""
        return self.figures.input is not None and self.stamping.is_partial

    def canvas_roles(self, cell: Place, count: int) -> Roles:
        """The roles of a canvas cell that so many stamps have reached."""
        index = self.stamping.output_cells.get(cell)
        base: Roles = ("cropped",) if index is None else (
            self.stamping.kept_roles(*cell_of(index)))
        return (*base, self.stamping.overlap(count) if count else "output_pending")

    @property
    def boards(self) -> Iterator[tuple[Board, CellRoles, CellRoles]]:
        """The boards before the first stamp, with the roles of their cells and of their numbers."""
        figures = self.figures
        first = figures.products[0] if figures.products else None
        for name, strings, cell, number in (
                ("input", figures.input, "input", "value"),
                ("kernel", figures.kernel, "kernel", "value_active"),
                ("stamp", first, "product", "value")):
            if name in self.grids:
                yield (Board(name, self.grids[name], strings or (),
                             None if strings is None else self.number_px),
                       lambda *_, cell=cell: (cell,), lambda *_, number=number: (number,))
        reached = self.stamping.reached if self.prefilled else {}
        held = dict(figures.stamped)
        if not self.prefilled:  # what each cell holds when it is first reached
            for imprint, tallies in zip(self.stamping.imprints[::-1], figures.tallies[::-1],
                                        strict=True):
                held |= zip(imprint.cells, tallies, strict=True)
        canvas = self.grids["canvas"]
        yield (Board("canvas", canvas, [held.get(cell, "") for cell in canvas.indices],
                     self.number_px, numbers="tally"),
               lambda *cell: self.canvas_roles(cell, reached.get(cell, 0)),
               lambda *cell: self.tally_roles(reached.get(cell, 0)) if self.prefilled else PENDING)

    def tally_roles(self, count: int) -> Roles:
        """The roles of the number in such a cell."""
        return ("value", self.stamping.overlap(count)) if count else ("value",)


def stage_marks(composed: StampPicture) -> dict[MarkId, Mark]:
    """The grids, the numbers in them, and what points out the first stamp."""
    marks = [mark for board, cells, numbers in composed.boards
             for mark in board.marks(cells, numbers)]
    if _dotted(composed):
        first = dot(composed.grids["kernel"], (0, 0), numbered=True)
        marks.append(Mark(("first_weight", ()), first, ("first_weight",), POINTER_ORDER))
    for id, shape in _pointers(composed, composed.stamping.imprints[0]).items():
        marks.append(Mark(id, shape, ("wire",) if id == WIRES else ("stamp",), POINTER_ORDER))
    return {mark.id: mark for mark in marks}


def scenes(composed: StampPicture, timeline: Timeline) -> Iterator[Scene]:
    """A scene for each stamp; one that crops the canvas; and where the sums are not yet those of
    the output, one that completes them."""
    figures = composed.figures
    for imprint, tallies, products in zip(composed.stamping.imprints, figures.tallies,
                                          figures.products or figures.tallies, strict=True):
        shapes, cell = _pointers(composed, imprint), imprint.source
        if figures.products:
            stamped = zip(composed.grids["stamp"].indices, products, strict=True)
            shapes |= _written(composed, "stamp", dict(stamped))
        if not composed.prefilled:
            shapes |= _written(composed, "canvas", dict(zip(imprint.cells, tallies, strict=True)))
            for reached, count in zip(imprint.cells, imprint.counts, strict=True):
                timeline.settle(("canvas", reached), composed.canvas_roles(reached, count))
                timeline.settle(("tally", reached), composed.tally_roles(count))
        yield timeline.next({("input", cell): ("input", "window"),
                             ("input_number", cell): ("value_active",)}, shapes)
    last = _written(composed, "canvas", figures.last)
    label: Shapes = {CANVAS_LABEL: composed.last_label} if composed.last_label else {}
    for id, roles in _cropped(composed).items():
        timeline.settle(id, roles)
    yield timeline.next({}, label if composed.completes else label | last)
    if composed.completes:
        yield timeline.next({}, last | ({NOTE: composed.last_note} if composed.last_note else {}))


def _cropped(composed: StampPicture) -> dict[MarkId, Roles]:
    """No stamp any more; of what padding crops a ghost is left, and in the output a cell that no
    stamp reached shows that."""
    stamping, grids = composed.stamping, composed.grids
    roles: dict[MarkId, Roles] = dict.fromkeys((SOURCE, OUTLINE, WIRES, DOT_ID), PENDING)
    if "stamp" in grids:
        for cell in grids["stamp"].indices:
            roles["stamp", cell], roles["stamp_number", cell] = ("product", "idle"), PENDING
    for cell in grids["canvas"].indices:
        if cell not in stamping.output_cells:
            roles["canvas", cell], roles["tally", cell] = ("cropped",), PENDING
        elif cell not in stamping.reached:
            roles["tally", cell] = composed.tally_roles(0)
    return roles


def _written(composed: StampPicture, grid: str, strings: Mapping[Place, str]) -> Shapes:
    """Numbers in the cells of the canvas, or of the stamp by itself."""
    if composed.number_px is None:
        return {}
    name = "tally" if grid == "canvas" else f"{grid}_number"
    return {(name, cell): composed.grids[grid].number(string, *cell_of(cell), composed.number_px)
            for cell, string in strings.items()}


def _pointers(composed: StampPicture, imprint: Imprint) -> Shapes:
    """The outlines of the input cell and of the cells it reaches, the dot on what weight [0, 0]
    gave, and the wires from the kernel, or the stamp by itself, to the stamp on the canvas.

    On the canvas the wires run between the cells, so that they cross no number."""
    canvas, layout = composed.grids["canvas"], composed.layout
    first, last = imprint.cells[0], imprint.cells[-1]
    box = canvas.box(first, last)
    is_filled = (last[0] - first[0] + 1) * (last[1] - first[1] + 1) == len(imprint.cells)
    boxes = [box] if is_filled else [canvas.box(cell, cell) for cell in imprint.cells]
    begin = composed.grids["stamp" if "stamp" in composed.grids else "kernel"].outline
    edge = canvas.at(0, 0)[0 if layout.across else 1]
    wires = [wire(begin[corner], layout.lead, edge, box[target], upright=not layout.across)
             for corner, target in (((1, 0), (2, 3)) if layout.across else ((3, 0), (2, 1)))]
    source = composed.grids["input"].box(imprint.source, imprint.source)
    shapes: Shapes = {SOURCE: outline([source]), WIRES: Line(tuple(wires)),
                      OUTLINE: outline(boxes)}
    if _dotted(composed):
        shapes[DOT_ID] = dot(canvas, first, numbered=True)
    return shapes


def _dotted(composed: StampPicture) -> bool:
    """Whether a dot marks weight [0, 0]."""
    kernel = composed.grids["kernel"]
    return kernel.cell_px >= SMALLEST_DOTTED_PX and kernel.rows * kernel.columns > 1
