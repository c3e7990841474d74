"""What is large enough to be read: cells, texts on paper, and strips for a column of it."""

from collections.abc import Callable
from itertools import pairwise
from math import ceil, dist, inf

from convgif.errors import ViewError
from convgif.scenes.scene import Cell, Stage, Text

SMALLEST_PT = 6.0
COLUMN_PT = 8.5 / 2.54 * 72  # of a paper of two columns: 8.5 cm
TEXT_PT = 343.0  # of an article in LaTeX; Typst's is wider
TEXTS_PX = 10, 9  # the smallest texts of narrow pictures
MOST_IN_A_ROW = 10  # more would be too narrow to draw


def smallest_cell_px(stage: Stage) -> float:
    """The shortest side of any cell of a map, of round ones of the square in it; infinite where
    there is none."""
    shapes = {shape.square for id in stage.elements
              if isinstance(shape := stage.marks[id].shape, Cell)}
    return min([dist(a, b) for corners in shapes for a, b in pairwise(corners)], default=inf)


def widest_px(text_px: float, width_pt: float) -> int:
    """How wide a picture with such a text may be, so that it can be read where it is as wide as
    that on paper."""
    return int(text_px * width_pt / SMALLEST_PT)


def narrowest_pt(text_px: float, width_px: float) -> float:
    """How wide on paper a picture with such a text has to be for it to be read."""
    return SMALLEST_PT * width_px / text_px


def column_layout(steps: int, numbers: int, stage_at: Callable[[int, int], Stage],
                  least_px: float = 0.0) -> tuple[int, int] | None:
    """How wide each step of a strip is, and how many stand in a row, so that it can be read in a
    column and no number is lost; None where none such is. numbers: how many there are. stage_at:
    the strip laid out so, or ViewError. least_px: how wide each step is at least, where one column
    is."""
    for in_a_row in range(min(steps, MOST_IN_A_ROW), 0, -1):
        for text_px in TEXTS_PX:
            size_px = widest_px(text_px, COLUMN_PT) // in_a_row
            if size_px < least_px and in_a_row > 1:
                continue
            try:
                stage = stage_at(size_px, in_a_row)
            except ViewError:
                continue
            smallest = stage.smallest_text_px
            if numbers_in(stage) >= numbers and (
                    smallest is None or stage.width_px <= widest_px(smallest, COLUMN_PT)):
                return size_px, in_a_row
    return None


def layout_within(steps: int, numbers: int, width_px: int,
                  stage_at: Callable[[int, int], Stage]) -> tuple[int, int] | None:
    """How wide each step of a strip is, and how many stand in a row, so that it is as wide as that
    and no number is lost; None where none such is. numbers, stage_at: as `column_layout` has them.
    """
    for in_a_row in range(min(steps, MOST_IN_A_ROW), 0, -1):
        size_px = width_px // in_a_row
        try:
            beyond_px = stage_at(size_px, in_a_row).width_px - width_px
            size_px -= ceil(beyond_px / in_a_row)  # what stands between them
            stage = stage_at(size_px, in_a_row)
        except ViewError:
            continue
        if numbers_in(stage) >= numbers and stage.width_px <= width_px:
            return size_px, in_a_row
    return None


def numbers_in(stage: Stage) -> int:
    """How many numbers stand in its cells."""
    return sum(isinstance(mark.shape, Text) and mark.roles[0].startswith("value")
               for mark in stage.marks.values())
