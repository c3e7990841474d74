"""Pictures that grow: their maps grow too, or are about as large where there are fewer rows."""

from math import dist

import pytest
from sample_stories import LAYERS

from convgif.animation import animate
from convgif.errors import ViewError
from convgif.layers import Conv2d, Fold, Layer, PixelUnshuffle
from convgif.scenes.scene import Cell
from convgif.views import VIEWS
from convgif.views.kit.arrangement import AS_LARGE

SIZES_PX = (280, 320, 360, 400, 480, 560, 640, 720)
FEW_PX = (320, 400, 480)
BOARDS = "values", "macs", "moves"


def smallest_cell(layer: Layer, size: int | None, view: str, size_px: int) -> float | None:
    """How wide the smallest cells are of which numbers of the trace are told; None where the
    picture does not fit."""
    given = {} if size is None else {"input_size": size}
    try:
        stage = animate(layer, view=view, size_px=size_px, **given).story.stage
    except ViewError:
        return None
    corners = [mark.shape.corners for id, mark in stage.marks.items()
               if id in stage.elements and isinstance(mark.shape, Cell)]
    return min(dist(first, second) for first, second, *_ in corners)


@pytest.mark.parametrize("view", BOARDS)
@pytest.mark.parametrize(("layer", "size"), [
    (Fold(4, 2), None), (Fold(4, 3, padding=1), None), (PixelUnshuffle(2), 4),
    (Conv2d(stride=2, padding=1), 5), (Conv2d(4, 2, groups=2, padding=1), 4)], ids=repr)
def test_cells_are_never_much_smaller_than_in_a_narrower_picture(
        layer: Layer, size: int | None, view: str) -> None:
    check(layer, size, view, SIZES_PX)


def check(layer: Layer, size: int | None, view: str, sizes_px: tuple[int, ...]) -> None:
    largest = 0.0
    for size_px in sizes_px if VIEWS[view].draws(layer) else ():
        cell = smallest_cell(layer, size, view, size_px)
        if cell is not None:
            assert cell >= AS_LARGE * largest - 1  # of whole px
            largest = max(largest, cell)


@pytest.mark.slow
@pytest.mark.parametrize("view", BOARDS)
def test_nor_are_they_of_any_sample(view: str) -> None:
    for layer, size in LAYERS:
        check(layer, size, view, FEW_PX)


def test_the_columns_of_fold_do_not_shrink_into_one_row_with_its_output() -> None:
    """As they did from 420 px on, to little more than half."""
    before, after = (smallest_cell(Fold(4, 2), None, "moves", size_px) for size_px in (400, 480))
    assert before is not None
    assert after is not None
    assert after >= before
