"""Where the grids of the stamp view lie: input, kernel and stamp beside the canvas, or above it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from convgif.scenes.scene import Point
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.views.base import ViewSettings
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import SMALLEST_CELL_PX, FlatGrid

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
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0

    @property
    def cell_px(self) -> int:
        return self.grids["canvas"].cell_px

    def moved(self, x: float, y: float) -> "StampLayout":
        """The layout by that much, in whole pixels."""
        right, down = round(x), round(y)
        return replace(
            self, grids={name: grid.moved_to(grid.left + right, grid.top + down)
                         for name, grid in self.grids.items()},
            labels={name: (left + right, top + down) for name, (left, top) in self.labels.items()},
            lead=self.lead + (right if self.across else down),
            left=self.left + right, top=self.top + down)


def lay_out(drafts: Mapping[str, Draft], settings: ViewSettings, width: float, label_px: float
            ) -> StampLayout | None:
    """The layout within that width, in the first grouping whose cells are nearly as large as
    in any; None where they would be too small.

    label_px: the size of the labels, 0 for none.
    """
    groupings: Sequence[Grouping] = (
        GROUPINGS_WITH_STAMP if "stamp" in drafts else GROUPINGS)
    if all(draft.rows == 1 for draft in drafts.values()):
        groupings = groupings[-1:]
    layouts = [layout for grouping in groupings
               if (layout := _largest(grouping, drafts, settings, width, label_px))]
    if not layouts:
        return None
    large = NEARLY * max(layout.cell_px for layout in layouts)
    layout = next(layout for layout in layouts if layout.cell_px >= large)
    return layout.moved((width - layout.width) / 2, 0)


def _largest(grouping: Grouping, drafts: Mapping[str, Draft], settings: ViewSettings,
             width: float, label_px: float) -> StampLayout | None:
    """The layout in that grouping with the largest cells."""
    place = _across if grouping.across else _down

    def placed(cell_px: int) -> StampLayout:
        return place(drafts, grouping.groups, cell_px, label_px, width)

    def is_too_large(cell_px: int) -> bool:
        layout = placed(cell_px)
        return layout.width > width or layout.height > LARGEST_HEIGHT * settings.size_px

    largest = int(min(LARGEST_CELL * settings.size_px, settings.most_cell_px))
    sizes = range(SMALLEST_CELL_PX, max(SMALLEST_CELL_PX, largest) + 1)
    fitting = bisect_left(sizes, True, key=is_too_large)
    return placed(sizes[fitting - 1]) if fitting else None


def _across(drafts: Mapping[str, Draft], groups: Sequence[Sequence[str]], cell_px: int,
            label_px: float, width: float) -> StampLayout:
    """Columns side by side; in each the first draft at the top, the last at the bottom."""
    above, between = _label_height(label_px), _below_grid(cell_px, label_px)
    widths = [max(_draft_width(drafts[name], cell_px, label_px) for name in names)
              for names in groups]
    heights = [sum(above + drafts[name].rows * cell_px for name in names)
               + between * (len(names) - 1) for names in groups]
    height = max(heights)
    bare = sum(widths) + GAP * cell_px * (len(groups) - 2)
    gap = _wire_gap(cell_px, width, width - bare)
    grids, labels, x, lead = {}, {}, 0, 0
    for names, column, own in zip(groups, widths, heights, strict=True):
        spread = (height - own) / max(1, len(names) - 1)
        y = 0.0
        for name in names:
            draft = drafts[name]
            labels[name] = (x, y)
            grids[name] = FlatGrid(draft.rows, draft.columns, cell_px, x, round(y + above))
            y += above + draft.rows * cell_px + between + spread
        if names is groups[-2]:
            lead = x + round(column)
            x += round(column + gap)
        else:
            x += round(column + GAP * cell_px)
    return StampLayout(grids, labels, True, lead, bare + gap, height)


def _down(drafts: Mapping[str, Draft], groups: Sequence[Sequence[str]], cell_px: int,
          label_px: float, width: float) -> StampLayout:
    """Rows below each other, each in the middle; the canvas's label is below it, since the wires
    come from above."""
    above, between = _label_height(label_px), _below_grid(cell_px, label_px)
    gap = _wire_gap(cell_px, width, width)
    widths = [[_draft_width(drafts[name], cell_px, label_px) for name in names]
              for names in groups]
    wholes = [sum(row) + GAP * cell_px * (len(row) - 1) for row in widths]
    whole = max(wholes)
    grids, labels, y, lead = {}, {}, 0.0, 0.0
    for names, row, own in zip(groups, widths, wholes, strict=True):
        last = names is groups[-1]
        x, rows = round((whole - own) / 2), max(drafts[name].rows for name in names)
        for name, draft_width in zip(names, row, strict=True):
            draft = drafts[name]
            top = y if last else y + above
            labels[name] = (x, y + rows * cell_px + LABEL_GAP * label_px if last else y)
            grids[name] = FlatGrid(draft.rows, draft.columns, cell_px, x, round(top))
            x += round(draft_width + GAP * cell_px)
        lead = lead if last else y + above + rows * cell_px
        y += above + rows * cell_px + (0 if last else gap if names is groups[-2] else between)
    return StampLayout(grids, labels, False, lead, whole, y)


def _wire_gap(cell_px: int, width: float, room: float) -> float:
    """How far the canvas is off: as far as there is room, within bounds."""
    least, most = (max(cells * cell_px, share * width)
                   for cells, share in zip(WIRE_GAP, WIRE_GAP_OF_WIDTH, strict=True))
    return max(least, min(room, most))


def _label_height(label_px: float) -> float:
    return (LINE_HEIGHT - 0.3 + LABEL_GAP) * label_px


def _below_grid(cell_px: int, label_px: float) -> float:
    return BELOW_GRID * label_px if label_px else 0.7 * cell_px


def _draft_width(draft: Draft, cell_px: int, label_px: float) -> float:
    return max([draft.columns * cell_px,
                *(text_width(label, label_px) for label in draft.label)])
