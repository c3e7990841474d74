"""The marks and the scenes of the stamp view."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from convgif.scenes.scene import Disc, Line, Mark, MarkId, Roles, Scene, Shape, Text
from convgif.views.flat import FlatGrid, numbers
from convgif.views.stamp.layout import Layout
from convgif.views.stamp.stamping import Figures, Imprint, Index, Stamping, overlap

CELLS_ORDER, MARKS_ORDER, NUMBERS_ORDER = range(3)
DOT = (0.16, 0.065)  # how far from the cell's corner, and its radius, in cells
SMALLEST_DOTTED_PX = 12
SOURCE, OUTLINE, WIRES, DOT_ID = ("source", ()), ("outline", ()), ("wires", ()), ("dot", ())
CANVAS_LABEL, NOTE = ("canvas_label", ()), ("note", ())
PENDING: Roles = ("pending",)

Shapes = dict[MarkId, Shape]
Changes = tuple[dict[MarkId, Roles], Shapes]


@dataclass(frozen=True)
class Picture:
    """What is drawn and where. number_px: the size of the numbers, None where cells hold none.
    last_label, last_note: what is written at the canvas in the end, None where nothing is."""

    stamping: Stamping
    figures: Figures
    layout: Layout
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

    def canvas_roles(self, cell: Index, count: int) -> Roles:
        """The roles of a canvas cell that so many stamps have reached."""
        index = self.stamping.output_cells.get(cell)
        base: Roles = ("cropped",)
        if index is not None:
            added = self.stamping.trace.output_padding[index]
            base = ("output", "output_padding") if added else ("output",)
        return (*base, overlap(count) if count else "output_pending")

    def number(self, grid: str, cell: Index, string: str) -> Text:
        """A number in a cell."""
        assert self.number_px is not None
        return self.grids[grid].number(string, *cell, self.number_px)


def stage_marks(picture: Picture) -> dict[MarkId, Mark]:
    """The grids, the numbers in them, and what points out the first stamp."""
    marks = [*_cells(picture), *_numbers(picture)]
    for id, shape in _pointers(picture, picture.stamping.imprints[0]).items():
        marks.append(Mark(id, shape, ("wire",) if id == WIRES else ("stamp",), MARKS_ORDER))
    return {mark.id: mark for mark in marks}


def scenes(picture: Picture, marks: Mapping[MarkId, Mark]) -> Iterator[Scene]:
    """A scene for each stamp; one that crops the canvas; and where the sums are not yet those of
    the output, one that completes them."""
    roles = {id: mark.roles for id, mark in marks.items()}
    shapes = {id: mark.shape for id, mark in marks.items()}
    for new_roles, new_shapes in _changes(picture):
        scene = Scene({id: role for id, role in new_roles.items() if roles.get(id, role) != role},
                      {id: shape for id, shape in new_shapes.items() if shapes[id] != shape})
        roles |= scene.roles
        shapes |= scene.shapes
        yield scene


def _cells(picture: Picture) -> Iterator[Mark]:
    grids, reached = picture.grids, picture.stamping.reached if picture.prefilled else {}
    yield from grids["input"].cells("input", lambda *_: ("input",), CELLS_ORDER)
    yield from grids["kernel"].cells("kernel", lambda *_: ("kernel",), CELLS_ORDER)
    if "stamp" in grids:
        yield from grids["stamp"].cells("stamp", lambda *_: ("product",), CELLS_ORDER)
    yield from grids["canvas"].cells(
        "canvas", lambda *cell: picture.canvas_roles(cell, reached.get(cell, 0)), CELLS_ORDER)
    if _dotted(picture):
        dot = _dot(grids["kernel"], (0, 0))
        yield Mark(("first_weight", ()), dot, ("first_weight",), MARKS_ORDER)


def _numbers(picture: Picture) -> Iterator[Mark]:
    """The numbers in the cells, as they are before the first stamp."""
    if picture.number_px is None:
        return
    figures, stamping = picture.figures, picture.stamping
    first = figures.products[0] if figures.products else None
    for name, strings, role in (("input", figures.input, "value"),
                                ("kernel", figures.kernel, "value_active"),
                                ("stamp", first, "value")):
        if strings is not None:
            yield from numbers(f"{name}_number", picture.grids[name], strings,
                               picture.number_px, (role,), NUMBERS_ORDER).values()
    held = dict(figures.stamped)
    if not picture.prefilled:  # what each cell holds when it is first reached
        for imprint, tallies in zip(stamping.imprints[::-1], figures.tallies[::-1], strict=True):
            held |= zip(imprint.cells, tallies, strict=True)
    for cell, string in held.items():
        roles = _tally_roles(stamping.reached.get(cell, 0)) if picture.prefilled else PENDING
        yield Mark(("tally", cell), picture.number("canvas", cell, string), roles, NUMBERS_ORDER)


def _changes(picture: Picture) -> Iterator[Changes]:
    """Roles and shapes in each scene, those too that stay as they are."""
    figures, stamping = picture.figures, picture.stamping
    resting: dict[MarkId, Roles] = {}
    for imprint, tallies, products in zip(stamping.imprints, figures.tallies,
                                          figures.products or figures.tallies, strict=True):
        roles, shapes = resting, _pointers(picture, imprint)
        cell = imprint.source
        resting = {("input", cell): ("input",), ("input_number", cell): ("value",)}
        roles = roles | {("input", cell): ("input", "window"),
                         ("input_number", cell): ("value_active",)}
        if figures.products:
            shapes |= _written(picture, "stamp", dict(zip(picture.grids["stamp"].indices, products,
                                                          strict=True)))
        if not picture.prefilled:
            shapes |= _written(picture, "canvas", dict(zip(imprint.cells, tallies, strict=True)))
            for cell, count in zip(imprint.cells, imprint.counts, strict=True):
                roles["canvas", cell] = picture.canvas_roles(cell, count)
                roles["tally", cell] = _tally_roles(count)
        yield roles, shapes
    last = _written(picture, "canvas", figures.last)
    label: Shapes = {CANVAS_LABEL: picture.last_label} if picture.last_label else {}
    yield resting | _cropped(picture), label if picture.completes else label | last
    if picture.completes:
        yield {}, last | ({NOTE: picture.last_note} if picture.last_note else {})


def _cropped(picture: Picture) -> dict[MarkId, Roles]:
    """No stamp any more; what padding crops is gone, and in the output a cell that no stamp
    reached shows that."""
    stamping, grids = picture.stamping, picture.grids
    roles: dict[MarkId, Roles] = dict.fromkeys((SOURCE, OUTLINE, WIRES, DOT_ID), PENDING)
    if "stamp" in grids:
        for cell in grids["stamp"].indices:
            roles["stamp", cell], roles["stamp_number", cell] = ("product", "idle"), PENDING
    for cell in grids["canvas"].indices:
        if cell not in stamping.output_cells:
            roles["canvas", cell] = roles["tally", cell] = PENDING
        elif cell not in stamping.reached:
            roles["tally", cell] = _tally_roles(0)
    return roles


def _written(picture: Picture, grid: str, strings: Mapping[Index, str]) -> Shapes:
    """Numbers in the cells of the canvas, or of the stamp by itself."""
    if picture.number_px is None:
        return {}
    name = "tally" if grid == "canvas" else f"{grid}_number"
    return {(name, cell): picture.number(grid, cell, string) for cell, string in strings.items()}


def _pointers(picture: Picture, imprint: Imprint) -> Shapes:
    """The outlines of the input cell and of the cells it reaches, the dot on what weight [0, 0]
    gave, and the wires from the kernel, or the stamp by itself, to the stamp on the canvas.

    On the canvas the wires run between the cells, so that they cross no number."""
    canvas, layout = picture.grids["canvas"], picture.layout
    source = picture.grids["input"].box(imprint.source, imprint.source)
    first, last = imprint.cells[0], imprint.cells[-1]
    box = canvas.box(first, last)
    is_filled = (last[0] - first[0] + 1) * (last[1] - first[1] + 1) == len(imprint.cells)
    outlines = [box] if is_filled else [canvas.box(cell, cell) for cell in imprint.cells]
    begin = picture.grids["stamp" if "stamp" in picture.grids else "kernel"].outline
    wires = []
    for corner, target in ((1, 0), (2, 3)) if layout.across else ((3, 0), (2, 1)):
        (x, y), (to_x, to_y) = begin[corner], box[target]
        edge_x, edge_y = canvas.at(0, 0)
        wires.append(((x, y), (layout.lead, y), (edge_x, to_y), (to_x, to_y)) if layout.across
                     else ((x, y), (x, layout.lead), (to_x, edge_y), (to_x, to_y)))
    shapes: Shapes = {SOURCE: Line(((*source, source[0]),)), WIRES: Line(tuple(wires)),
                      OUTLINE: Line(tuple((*corners, corners[0]) for corners in outlines))}
    if _dotted(picture):
        shapes[DOT_ID] = _dot(canvas, first)
    return shapes


def _dotted(picture: Picture) -> bool:
    """Whether a dot marks weight [0, 0]."""
    kernel = picture.grids["kernel"]
    return kernel.cell_px >= SMALLEST_DOTTED_PX and kernel.rows * kernel.columns > 1


def _dot(grid: FlatGrid, cell: Index) -> Disc:
    inset, radius = DOT
    return Disc(grid.at(cell[0] + inset, cell[1] + inset), max(1.2, radius * grid.cell_px))


def _tally_roles(count: int) -> Roles:
    return ("value", overlap(count)) if count else ("value",)
