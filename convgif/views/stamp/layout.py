"""Where the grids of the stamp view lie: input, kernel and stamp beside the canvas, or above it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from convgif.scenes.scene import Point
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.views.base import ViewSettings
from convgif.views.kit.areas import Area, area, below, beside
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import SMALLEST_CELL_PX, FlatGrid
from convgif.views.kit.page import Page

LARGEST_CELL = 1 / 11  # of the picture's width
LARGEST_HEIGHT = 0.75  # of it
NEARLY = 0.8
WIRE_GAP = (1.2, 2.2)  # between the canvas and what is stamped on it, in cells
WIRE_GAP_OF_WIDTH = (0.06, 0.1)  # but at least so much of the picture's width
GAP = 0.9  # between others, in cells across
BELOW_GRID = 0.45  # from a grid to the next label, of the label's size
LABEL_GAP = 0.3  # from a label to its grid


class Grouping(NamedTuple):
    """Groups of drafts, by name: columns that stand side by side if `across`, else rows."""

    across: bool
    groups: tuple[tuple[str, ...], ...]


GROUPINGS = (
    Grouping(True, (("input", "kernel"), ("canvas",))),
    Grouping(False, (("input", "kernel"), ("canvas",))),
)
GROUPINGS_WITH_STAMP = (
    Grouping(True, (("input",), ("kernel", "stamp"), ("canvas",))),
    Grouping(True, (("input", "kernel", "stamp"), ("canvas",))),
    Grouping(False, (("input", "kernel", "stamp"), ("canvas",))),
)


@dataclass(frozen=True)
class StampLayout:
    """Where the grids and the left top corners of their labels lie.

    across: the canvas stands beside what is stamped on it, else below. lead: the x or y up to
    which the wires to the canvas run straight on.
    """

    grids: Mapping[str, FlatGrid]
    labels: Mapping[str, Point]
    across: bool
    lead: float
    top: int
    height: float

    @property
    def cell_px(self) -> int:
        return self.grids["canvas"].cell_px


def lay_out(drafts: Mapping[str, Draft], settings: ViewSettings, page: Page, label_px: float
            ) -> StampLayout | None:
    """The layout on that page, in the first grouping whose cells are nearly as large as in any;
    None where they would be too small.

    label_px: the size of the labels, 0 for none.
    """
    groupings: Sequence[Grouping] = (
        GROUPINGS_WITH_STAMP if "stamp" in drafts else GROUPINGS)
    if all(draft.rows == 1 for draft in drafts.values()):
        groupings = groupings[-1:]
    found = [(grouping, *fitting) for grouping in groupings
             if (fitting := _largest(grouping, drafts, settings, page.width, label_px))]
    if not found:
        return None
    large = NEARLY * max(cell for _, cell, _ in found)
    grouping, cell, whole = next(each for each in found if each[1] >= large)
    right, down = round((page.width - whole.width) / 2) + round(page.left), round(page.top)
    places = whole.placed(right, down)
    own, grids = whole.placed(0, 0), {}
    for name, draft in drafts.items():
        left, top = map(round, own[name])
        grids[name] = FlatGrid(draft.rows, draft.columns, cell, left + right, top + down)
    return StampLayout(grids, {name: places[f"label {name}"] for name in drafts}, grouping.across,
                       places["lead"][0 if grouping.across else 1], round(page.top), whole.height)


def _largest(grouping: Grouping, drafts: Mapping[str, Draft], settings: ViewSettings,
             width: float, label_px: float) -> tuple[int, Area] | None:
    """The size of the largest cells in that grouping, and the room that it then takes."""
    place = _across if grouping.across else _down
    groups = [[drafts[name] for name in names] for names in grouping.groups]

    def is_too_large(cell_px: int) -> bool:
        tried = place(groups, cell_px, label_px, width)
        return tried.width > width or tried.height > LARGEST_HEIGHT * settings.size_px

    largest = int(min(LARGEST_CELL * settings.size_px, settings.most_cell_px))
    sizes = range(SMALLEST_CELL_PX, max(SMALLEST_CELL_PX, largest) + 1)
    fitting = bisect_left(sizes, True, key=is_too_large)
    if not fitting:
        return None
    cell_px = sizes[fitting - 1]
    return cell_px, place(groups, cell_px, label_px, width)


def _across(groups: Sequence[Sequence[Draft]], cell_px: int, label_px: float, width: float) -> Area:
    """Columns side by side; in each the first draft at the top, the last at the bottom."""
    between = _below_grid(cell_px, label_px)
    stacks = [[_labelled(draft, cell_px, label_px) for draft in group] for group in groups]
    high = max(below(stack, between).height for stack in stacks)
    columns = [below(stack, between, high) for stack in stacks]
    bare = sum(column.width for column in columns) + GAP * cell_px * (len(columns) - 2)
    gap = _wire_gap(cell_px, width, width - bare)
    gaps = [GAP * cell_px] * (len(columns) - 2) + [gap]
    columns[-2] = _with_lead(columns[-2], round(columns[-2].width), 0.0)
    whole = beside(columns, _whole_px(columns, gaps))
    return replace(whole, width=bare + gap)


def _down(groups: Sequence[Sequence[Draft]], cell_px: int, label_px: float, width: float) -> Area:
    """Rows below each other, each in the middle; the canvas's label is below it, since the wires
    come from above."""
    stamped, (canvas,) = groups
    rows = [[_labelled(draft, cell_px, label_px) for draft in stamped],
            [_labelled(canvas, cell_px, label_px, below_it=True)]]
    gaps = [[GAP * cell_px] * (len(row) - 1) for row in rows]
    wholes = [sum(each.width for each in row) + sum(between)
              for row, between in zip(rows, gaps, strict=True)]
    whole = max(wholes)
    upper, lower = (
        replace(beside(row, _whole_px(row, between)), axis=(-round((whole - own) / 2), 0.0))
        for row, between, own in zip(rows, gaps, wholes, strict=True))
    upper = _with_lead(upper, 0.0, upper.height)
    return replace(below([upper, lower], _wire_gap(cell_px, width, width)), width=whole)


def _labelled(draft: Draft, cell_px: int, label_px: float, *, below_it: bool = False) -> Area:
    """A draft with its label, which begins at its left."""
    grid_px, head_px = draft.rows * cell_px, (LINE_HEIGHT - 0.3 + LABEL_GAP) * label_px
    label_top, top = (grid_px + LABEL_GAP * label_px, 0.0) if below_it else (0.0, head_px)
    wide = max([draft.columns * cell_px, *(text_width(line, label_px) for line in draft.label)])
    return area(wide, head_px + grid_px,
                {draft.name: (0.0, top), f"label {draft.name}": (0.0, label_top)})


def _with_lead(stamped: Area, right: float, down: float) -> Area:
    """What is stamped, and where in it the wires to the canvas stop running straight on."""
    return replace(stamped, placed=lambda left, top: {
        **stamped.placed(left, top), "lead": (left + right, top + down)})


def _whole_px(areas: Sequence[Area], gaps: Sequence[float]) -> list[float]:
    """The gaps, such that with them each area is whole pixels wide."""
    return [round(each.width + gap) - each.width for each, gap in zip(areas, gaps, strict=False)]


def _wire_gap(cell_px: int, width: float, room: float) -> float:
    """How far the canvas is off: as far as there is room, within bounds."""
    least, most = (max(cells * cell_px, share * width)
                   for cells, share in zip(WIRE_GAP, WIRE_GAP_OF_WIDTH, strict=True))
    return max(least, min(room, most))


def _below_grid(cell_px: int, label_px: float) -> float:
    return BELOW_GRID * label_px if label_px else 0.7 * cell_px
