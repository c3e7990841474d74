"""Areas: what is too fine to be told apart is drawn as areas, in which the step is seen."""

import numpy as np
import pytest

from convgif import Animation, Conv2d, animate
from convgif.frames.themes import THEMES
from convgif.scenes.areas import in_areas
from convgif.scenes.scene import Cell, Mark

RESNET = Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
CORNER = ("input", (3, 3))  # the first cell that is no padding


@pytest.fixture(scope="module")
def moving() -> Animation:
    return animate(RESNET, input_size=224, text="none", force=True)


@pytest.fixture(scope="module")
def still(moving: Animation) -> Animation:
    return moving.still(3000)


def cells(animation: Animation) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for id, mark in animation.story.stage.marks.items():
        if isinstance(mark.shape, Cell):
            found.setdefault(id[0], []).append(mark)
    return found


def bounds(marks: list[Mark]) -> tuple[list[float], list[float]]:
    points = np.array([corner for mark in marks if isinstance(mark.shape, Cell)
                       for corner in mark.shape.corners])
    return points.min(0).tolist(), points.max(0).tolist()


def test_fine_cells_are_a_few_areas_that_cover_the_same(moving: Animation, still: Animation
                                                        ) -> None:
    fine, areas = cells(moving), cells(still)
    for name, count in (("input", 230 * 230), ("output", 112 * 112)):
        assert len(fine[name]) == count
        assert len(areas[name]) < 12
        assert bounds(fine[name]) == bounds(areas[name])


def test_the_step_lies_on_what_is_at_rest(moving: Animation, still: Animation) -> None:
    inside = [mark for mark in cells(still)["input"] if mark.roles == ("input",)]
    assert [mark.id for mark in inside] == [CORNER]  # one, though the window lies in it
    (window,) = cells(still)["input_now"]
    assert window.roles == ("input", "window")
    step = moving.traces[0].steps[3000]
    taps = [moving.story.stage.marks["input", (row, column)]
            for row, column in np.asarray(step.window).tolist()]
    assert bounds([window]) == bounds(taps)
    (active,) = cells(still)["output_now"]
    assert active.shape == moving.story.stage.marks["output", (3000 // 112, 3000 % 112)].shape


def test_the_window_is_seen(still: Animation) -> None:
    (frame,) = still.frames
    theme = THEMES["light"]
    looks = {tuple(pixel) for pixel in frame.reshape(-1, 3).tolist()}
    assert theme.paint(("input", "window")).fill in looks
    assert theme.paint(("input",)).fill in looks


def test_larger_cells_are_left_alone() -> None:
    stage = animate(Conv2d(), input_size=40).story.stage
    assert in_areas([stage])[0] is stage
