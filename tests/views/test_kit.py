"""The kit: what all views have in common looks the same in each of them."""

from typing import Any

import numpy as np
import pytest

from convgif.animation import animate
from convgif.layers import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from convgif.scenes.scene import Cell, Disc, Mark, Scene
from convgif.views import VIEWS
from convgif.views.kit.grids import FlatGrid, ObliqueGrid
from convgif.views.kit.pointers import DOT, NOTCH, NOTCH_CLEAR_PX, outline
from convgif.views.kit.timeline import Timeline

SQUARE = Cell(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))


# Where the dot is.

@pytest.mark.parametrize(("notch", "corners"), [
    (None, set()), ((-1, -1), {(7, 17), (13, 17), (7, 23)}),
    ((1, 1), {(13, 23), (13, 17), (7, 23)})])
def test_a_notch_is_the_half_of_a_square_in_its_corner(notch: Any, corners: set[Any]) -> None:
    assert set(Disc((10, 20), 3, notch).triangle) == corners


@pytest.mark.parametrize(("view", "layer", "notch"), [
    ("values", Conv2d(), (-1, -1)), ("values", ConvTranspose2d(stride=2), (1, 1)),
    ("macs", ConvTranspose2d(stride=2), (1, 1)), ("stamp", ConvTranspose2d(stride=2), (-1, -1)),
    ("lanes", Conv1d(), None), ("isometric", Conv2d(), None)], ids=str)
def test_only_beside_numbers_is_it_a_notch(view: str, layer: Any, notch: Any) -> None:
    """At the lower right of a 2 a dot is a decimal point."""
    shapes = next(animate(layer, input_size=4, view=view).story.snapshots()).shapes
    notches = {shape.notch for id, shape in shapes.items()
               if isinstance(shape, Disc) and id[0] != "swatch"}
    assert notches == {notch}


def place_of_dot(story: Any, name: str) -> list[float]:
    """How far the dot on weight [0, 0] is from the first corner of its cell, in cells: down the
    rows, along the columns."""
    snapshot = next(story.snapshots())
    dot = next(shape for id, shape in snapshot.shapes.items()
               if id[0] in ("first_weight", "kernel_dot") and isinstance(shape, Disc))
    for id, shape in snapshot.shapes.items():
        if id[0].startswith(name) and isinstance(shape, Cell):
            corner, along, _, down = map(np.array, shape.corners)
            place = np.linalg.solve(np.transpose([down - corner, along - corner]),
                                    dot.center - corner)
            if (place >= 0).all() and (place <= 1).all():
                return list(place)
    raise AssertionError("the dot is in no cell")


@pytest.mark.parametrize(("view", "name", "inset"), [
    ("isometric", "input", DOT[0]), ("channels", "W[", DOT[0]), ("values", "kernel", None),
    ("macs", "kernel", None), ("stamp", "kernel", None)])
@pytest.mark.parametrize(("layer", "settings"), [
    (Conv2d(), {}), (Conv2d(), {"true_convolution": True}), (Conv1d(), {}),
    (Conv1d(), {"true_convolution": True}), (ConvTranspose1d(), {}),
    (ConvTranspose2d(stride=2), {})], ids=str)
def test_the_dot_is_as_far_from_the_corner_of_weight_0_in_every_view(
        view: str, name: str, inset: float | None, layer: Any, settings: dict[str, Any]) -> None:
    if not VIEWS[view].draws(layer):
        assert view == "stamp"
        return
    """Where numbers are, it is a notch in the corner itself: a dot would be their decimal point."""
    animation = animate(layer, input_size=4, view=view, **settings)
    is_far = animation.traces[0].rotated and view != "stamp"  # a stamp is the kernel as stored
    if inset is None:
        corners = animation.story.stage.marks[name, (0, 0)].shape.corners
        across = corners[1][0] - corners[0][0]
        inset = max(NOTCH[1] / across, NOTCH[0]) + NOTCH_CLEAR_PX / across
    place = 1 - inset if is_far else inset
    assert place_of_dot(animation.story, name) == pytest.approx([place, place])


# Grids and pointers.

@pytest.mark.parametrize("grid", [
    FlatGrid(2, 3, 10, 5, 7), ObliqueGrid(2, 3, (7.0, 6.0), (10.0, -5.0), (100.0, 50.0))], ids=str)
def test_a_number_is_in_the_middle_of_its_cell_and_none_is_left_out(grid: Any) -> None:
    marks = grid.numbers("n", ["0", "", "2", "3", "4", "5"], 10, lambda *_: ("value",), 2,
                         before=(7,))
    assert [mark.id for mark in marks] == [("n", (7, 0, 0)), *(("n", (7, *index)) for index in (
        (0, 2), (1, 0), (1, 1), (1, 2)))]
    for mark in marks:
        middle = np.mean(grid.box(mark.id[1][1:], mark.id[1][1:]), axis=0)
        assert mark.shape.anchor[0] == pytest.approx(middle[0])
        assert 0 < mark.shape.anchor[1] - middle[1] < 5


def test_an_outline_lies_as_far_inside_its_boxes_as_asked() -> None:
    box = FlatGrid(2, 3, 10, 5, 7).box((0, 0), (1, 1))
    assert outline([box]).strokes == ((*box, box[0]),)
    assert outline(iter([box]), 2).strokes == (
        ((7.5, 9.5), (23.5, 9.5), (23.5, 25.5), (7.5, 25.5), (7.5, 9.5)),)


# What lights and what stays.

def test_a_mark_that_a_step_does_not_mention_is_as_it_was() -> None:
    a, b = (Mark((name, ()), SQUARE, ("input",)) for name in "ab")
    timeline = Timeline([a, b])
    assert timeline.next({a.id: ("input", "window")}, {}) == Scene({a.id: ("input", "window")})
    assert timeline.next({b.id: ("input", "window")}, {}) == Scene(
        {a.id: ("input",), b.id: ("input", "window")})
    timeline.settle(b.id, ("output",))
    assert timeline.next({}, {}) == Scene({b.id: ("output",)})
    assert timeline.next({}, {}) == Scene()


def test_marks_that_there_are_not_and_shapes_that_stay_are_no_change() -> None:
    timeline = Timeline([Mark(("a", ()), SQUARE, ("input",))])
    assert ("a", ()) in timeline
    assert ("b", ()) not in timeline
    timeline.settle(("b", ()), ("output",))
    assert timeline.next({("b", ()): ("output",)}, {("a", ()): SQUARE, ("b", ()): SQUARE}
                         ) == Scene()


# What declares a view.

@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_declared_by_the_folder_of_its_name(name: str) -> None:
    assert VIEWS[name].folder == f"convgif.views.{name}"
    assert callable(VIEWS[name].load().stage)
