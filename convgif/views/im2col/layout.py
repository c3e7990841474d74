"""Where the factors lie: the kernels at the left, the patches above, their product in the corner,
and the maps in the corner across."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convgif.scenes.scene import Mark, Text
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.views.im2col.drafts import KERNEL
from convgif.views.kit.areas import Area, area, below, beside
from convgif.views.kit.arrangement import Arrangement, Rows, arrange
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import FlatGrid
from convgif.views.kit.page import Type
from convgif.views.kit.slots import BELOW_LABEL, number_px
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError

LARGEST_CELL_PX, SMALLEST_CELL_PX, SMALLEST_MAP_CELL_PX = 30, 4, 7
HIGHEST = 1.0  # of the width, all factors; higher where cells would be too small
GAP = 1.2  # labels, between factors


@dataclass(frozen=True)
class _Factors:
    kernel: FlatGrid
    patches: FlatGrid
    result: FlatGrid


def lay_out(inputs: Sequence[Draft], outputs: Sequence[Draft], factors: Sequence[Draft],
            sizes: Type, top: float) -> Arrangement:
    """The factors as large as the width allows, and the maps in the room that they leave. Raises
    TooWideError."""
    placed = _placed(factors, sizes, top)
    corner = _in_corner(inputs, outputs, placed, sizes, top)
    grids = {"kernel": placed.kernel, "patches": placed.patches, "result": placed.result}
    texts = {draft.name: number_px(draft, grids[draft.name].cell_px) for draft in factors}
    smallest = min((size for size in texts.values() if size), default=0.0)
    texts = {name: size and min(size, 1.3 * smallest) for name, size in texts.items()}
    marks = [mark for draft in factors for mark in _label(draft, grids[draft.name], sizes)]
    bottom = placed.result.bottom
    if corner is None:
        return Arrangement(grids, texts, tuple(marks), {}, bottom)
    return Arrangement(grids | corner.grids, texts | corner.text_px,
                       (*marks, *corner.marks), {}, max(bottom, corner.bottom))


def _placed(factors: Sequence[Draft], sizes: Type, top: float) -> _Factors:
    kernel, patches, result = factors
    gap = round(GAP * sizes.label_px)
    room = sizes.width_px - 2 * sizes.margin_px - gap
    fitting = room // (kernel.columns + patches.columns)
    good = round(HIGHEST * sizes.width_px) // (patches.rows + kernel.rows)
    cell = min(fitting, LARGEST_CELL_PX, max(good, min(fitting, 18)))
    if cell < SMALLEST_CELL_PX:
        raise TooWideError(f"{patches.columns} windows beside a kernel of {kernel.columns} do not "
                           f"fit {sizes.width_px} px:", "take a smaller input")
    head = round((LINE_HEIGHT if patches.label else 0) * sizes.label_px)
    areas = {draft.name: area(draft.columns * cell, head + draft.rows * cell,
                              {draft.name: (0.0, head)}) for draft in factors}
    corner = Area(areas[kernel.name].width, 0.0)
    whole = below([beside([corner, areas[patches.name]], [gap]),
                   beside([areas[kernel.name], areas[result.name]], [gap])], gap)
    places = whole.placed(round((sizes.width_px - whole.width) / 2), round(top))
    return _Factors(*(FlatGrid(draft.rows, draft.columns, cell).moved_to(*places[draft.name])
                      for draft in factors))


def _in_corner(inputs: Sequence[Draft], outputs: Sequence[Draft], placed: _Factors, sizes: Type,
               top: float) -> Arrangement | None:
    """The maps above the kernels, beside the patches, as many as fit: of the input at least, or
    none."""
    head = LINE_HEIGHT * sizes.label_px if inputs[0].label else 0.0
    gap = GAP * sizes.label_px
    height = placed.kernel.top - head - gap - top
    room = replace(sizes, margin_px=0, width_px=placed.patches.left - round(gap) - sizes.margin_px)
    both: list[Rows] = [[[*inputs, *outputs]], [inputs, outputs]]
    for choices in (both, [[inputs]]):
        found = [inside for rows in choices
                 if (inside := _inside(rows, room, top, height, head)) is not None]
        if found:
            best = max(found, key=lambda placed: placed.smallest_cell_px)
            return best.moved(sizes.margin_px, (top + height - best.bottom) / 2)
    return None


def _inside(rows: Rows, room: Type, top: float, height: float, head: float) -> Arrangement | None:
    """The maps in these rows, in cells of one size; None where they do not fit."""
    high = sum(max(draft.rows for draft in row) for row in rows)
    cells = min((height - len(rows) * 2 * head) / high, LARGEST_CELL_PX)
    if cells < SMALLEST_MAP_CELL_PX:
        return None
    equal = [[replace(draft, own_cells=False) for draft in row] for row in rows]
    inside = arrange([equal], replace(room, most_cell_px=cells), top)
    fits = (inside is not None and inside.bottom <= top + height
            and inside.smallest_cell_px >= SMALLEST_MAP_CELL_PX)
    return inside if fits else None


def _label(draft: Draft, grid: FlatGrid, sizes: Type) -> list[Mark]:
    """Over the middle of a factor; of a narrow one away from what is beside it."""
    if not draft.label:
        return []
    (line,) = draft.label
    width = text_width(line, sizes.label_px)
    x = (grid.left + grid.right + 1 - width) / 2
    if width > grid.width:
        x = grid.right - width if draft.name == KERNEL else grid.left
    if x < sizes.margin_px or x + width > sizes.width_px - sizes.margin_px:
        raise TooWideError(f"{line!r} does not fit {sizes.width_px} px:")
    anchor = (x, grid.top - BELOW_LABEL * sizes.label_px)
    return [Mark((f"{draft.name}_label", (0,)), Text(line, anchor, sizes.label_px), ("label",),
                 TEXT_ORDER)]
