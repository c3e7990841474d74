"""Where the maps and the matrix lie: the maps in the corner that a flat matrix leaves free under
it, else beside or above it."""

from collections.abc import Sequence
from dataclasses import replace

from convgif.views.kit.arrangement import Arrangement, Rows, arrange
from convgif.views.kit.drafts import Draft
from convgif.views.kit.page import Type
from convgif.views.kit.typesetting import TooWideError

SMALLEST_MAP_CELL_PX = 9  # in the corner
THINNEST_LINES = 0.7  # small cells of padding must be seen beside others without numbers
GAP = 1.1  # labels, between the matrix and the maps under it
STAY = ("x",)  # what is as high as the input, beside the matrix


def lay_out(maps: Sequence[Draft], factors: Sequence[Draft], sizes: Type, top: float
            ) -> Arrangement:
    """The best arrangement. Raises TooWideError."""
    corner = _in_corner(maps, factors, sizes, top) if maps else None
    if corner is not None:
        return corner
    choices: list[Rows] = [[maps, factors], [[*maps, *factors]]] if maps else [[factors]]
    if len(maps) > 2:
        choices += [[maps[:-1], maps[-1:], factors]]
    placed = arrange(choices, sizes, top)
    if placed is None:
        raise TooWideError(f"a matrix of {factors[0].rows}×{factors[0].columns} does not fit "
                           f"{sizes.width_px} px:", "take a smaller input")
    return placed


def _in_corner(maps: Sequence[Draft], factors: Sequence[Draft], sizes: Type, top: float
               ) -> Arrangement | None:
    """The matrix at the top, the maps under it beside the column x; None where that leaves too
    little room for them."""
    matrix, x = factors[0], factors[1]
    if matrix.rows >= x.rows:
        return None
    row = arrange([[factors]], sizes, top)
    if row is None:
        return None
    rise = row.grids["matrix"].top - row.grids["x"].top
    row = row.moved(0, -rise, [draft.name for draft in factors if draft.name not in STAY])
    grid = row.grids["matrix"]
    below = grid.bottom + GAP * sizes.label_px
    cells = (row.bottom - below - 2 * sizes.label_px) / max(draft.rows for draft in maps)
    if cells < SMALLEST_MAP_CELL_PX:
        return None
    room = replace(sizes, width_px=row.grids["x"].left - grid.left - round(sizes.label_px / 2),
                   margin_px=0, most_cell_px=cells)
    noted = [replace(draft, written=bool(draft.notes)) for draft in maps]
    equal = [replace(draft, own_cells=False) for draft in maps]  # where larger ones do not fit
    inside = next((placed for row_of in (noted, maps, equal)
                   if (placed := arrange([[row_of]], room, below)) is not None
                   and min(each.cell_px for each in placed.grids.values()) >= SMALLEST_MAP_CELL_PX
                   and (row_of is not noted or all(placed.text_px.values()))), None)
    if inside is None:
        return None
    inside = inside.moved(grid.left, 0)
    down = max(0, round((row.bottom - inside.bottom) / 2))
    inside = inside.moved(0, down)
    return Arrangement(row.grids | inside.grids, row.text_px | inside.text_px,
                       row.marks + tuple(replace(mark, id=("map_sign", mark.id[1]))
                                         if mark.id[0] == "sign" else mark
                                         for mark in inside.marks),
                       {}, max(row.bottom, inside.bottom))
