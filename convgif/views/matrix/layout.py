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
MOST_IN_A_ROW = 3  # maps; of several channels those of the output may lie below the input's
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
        choices += [[*_above_each_other(maps), factors], [maps[:-1], maps[-1:], factors]]
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
    room = replace(sizes, width_px=row.grids["x"].left - grid.left - round(sizes.label_px / 2),
                   margin_px=0)
    choices = [[maps], *[_above_each_other(maps)] * (len(maps) > MOST_IN_A_ROW)]
    inside = max([placed for rows in choices
                  if (placed := _placed_in(rows, room, below, row.bottom - below)) is not None],
                 key=lambda placed: placed.smallest_cell_px, default=None)
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


def _above_each_other(maps: Sequence[Draft]) -> Rows:
    """The maps of the input above those of the output."""
    first = next(at for at, draft in enumerate(maps) if draft.name.startswith("output"))
    return [maps[:first], maps[first:]]


def _placed_in(rows: Rows, room: Type, top: float, height: float) -> Arrangement | None:
    """Those rows in a room of that height, with what they note, or else in larger cells for their
    numbers, or else alike; None where they do not fit."""
    high = sum(max(draft.rows for draft in drafts) for drafts in rows)
    room = replace(room, most_cell_px=(height - 2 * len(rows) * room.label_px) / high)
    if room.most_cell_px < SMALLEST_MAP_CELL_PX:
        return None
    noted = [[replace(draft, written=bool(draft.notes)) for draft in drafts] for drafts in rows]
    equal = [[replace(draft, own_cells=False) for draft in drafts] for drafts in rows]
    for rows_of in (noted, rows, equal):
        placed = arrange([rows_of], room, top)
        if placed is not None and placed.smallest_cell_px >= SMALLEST_MAP_CELL_PX and (
                rows_of is not noted or all(placed.text_px.values())):
            return placed
    return None
