"""The print theme on a copier: at 150 dpi and in two levels, wherever between them it cuts, digits
can be read, and the window, padding and cells to write in are told apart."""

import numpy as np
import pytest

import convgif
from convgif.scenes.scene import Cell, Text
from convgif.scenes.text import text_width

DENSITY = 150 / 96  # of 150 dpi, in px of which an inch has 96
CUTS = (104, 128, 160)
LAYER = convgif.Conv2d(stride=2, padding=1)
# What exercises show, and where they leave cells empty.
SHEETS = [("values", LAYER, {"blank": 2}),
          ("values", convgif.Conv2d(stride=2, padding=1), {"blank": 2, "input_size": 6}),
          ("values", convgif.Linear(3, 3), {"blank": 1}),
          ("channels", convgif.Conv2d(2, 3, 2, padding=1),
           {"blank": 2, "values": True, "show_out": (1,)}),
          ("backward", LAYER, {"blank": "outputs"})]


@pytest.fixture(scope="module", params=SHEETS, ids=lambda sheet: f"{sheet[0]}-{sheet[1]}")
def copied(request):
    """The marks of a sheet's picture, and its pixels by where they are cut."""
    view, layer, settings = request.param
    still = convgif.animate(layer, view=view, theme="print", text="sizes", density=DENSITY,
                            **settings).still("middle")
    grey = next(iter(still.frames)).mean(axis=2)
    return still.story.stage.marks.values(), [grey < cut for cut in CUTS]


def inside(black, box, by=0.0):
    """The pixels in a box in px, or in what is left of it so far from its edges."""
    left, top, right, bottom = [round(side * DENSITY) for side in (
        box[0] + by, box[1] + by, box[2] - by, box[3] - by)]
    return black[top:bottom, left:right]


def box_of(cell):
    xs, ys = zip(*cell.corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_every_number_stands_out_from_its_ground(copied):
    marks, pages = copied
    numbers = [mark.shape for mark in marks if isinstance(mark.shape, Text)
               and mark.shape.string and "pending" not in mark.roles]
    assert len(numbers) > 15
    for text in numbers:
        x, y = text.anchor
        width = text_width(text.string, text.size_px)
        x -= {"left": 0, "center": 0.5, "right": 1}[text.align] * width
        for black in pages:
            ink = inside(black, (x, y - 0.76 * text.size_px, x + width, y)).mean()
            assert 0.03 < ink < 0.97, text


def test_the_window_is_black_and_the_rest_of_the_input_white(copied):
    marks, pages = copied
    maps = {kind: [box_of(mark.shape) for mark in marks if isinstance(mark.shape, Cell)
                   and kind in mark.roles and "padding" not in mark.roles
                   and mark.id[0] != "swatch"] for kind in ("input", "window")}
    assert maps["window"]
    resting = [box for box in maps["input"] if box not in maps["window"]]
    for black in pages:
        assert min(inside(black, box, 2).mean() for box in maps["window"]) > 0.55
        assert max([inside(black, box, 2).mean() for box in resting], default=0) < 0.45


def test_cells_to_write_in_are_white_in_a_black_box(copied):
    marks, pages = copied
    blanked = [box_of(mark.shape) for mark in marks if "blanked" in mark.roles]
    assert blanked
    for black in pages:
        for box in blanked:
            assert not inside(black, box, 2.5).any()
            left, top, right, bottom = box
            for edge in ((left - 1, top, left + 1, bottom), (right - 1, top, right + 1, bottom),
                         (left, top - 1, right, top + 1), (left, bottom - 1, right, bottom + 1)):
                along = inside(black, edge)
                assert along.any(axis=int(np.argmin(along.shape))).all()


def test_padding_is_dashed(copied):
    marks, pages = copied
    padding = [box_of(mark.shape) for mark in marks
               if mark.roles == ("padding",) and mark.id[0] != "swatch"]
    if not padding:  # of a layer without
        return
    edge = min(box[1] for box in padding)
    top = [box for box in padding if box[1] == edge]
    for black in pages:
        for left, y, right, _ in top:
            along = inside(black, (left, y - 1, right, y + 1)).any(axis=0)
            assert 0.25 < along.mean() < 0.9
