"""What points to a window goes to the next one before that is shaded."""

from itertools import pairwise

import pytest

from convgif import Conv2d, MaxPool2d, animate
from convgif.scenes.easing import (
    EASE_MS,
    ROW_EASE_MS,
    alike,
    between,
    eased,
    eased_marks,
    eases_ms,
)
from convgif.scenes.scene import Disc, Film, Line, Shape

A = ((0.0, 0.0), (2.0, 0.0))
B = ((4.0, 2.0), (6.0, 2.0))


@pytest.mark.parametrize(("shape", "other", "middle"), [
    (Line((A,)), Line((B,)), Line((((2.0, 1.0), (4.0, 1.0)),))),
    (Line((A,)), Line((B, B)), Line((((2.0, 1.0), (4.0, 1.0)),) * 2)),
    (Line((A,)), Line(((*B, (8.0, 2.0)),)), Line((((2.0, 1.0), (4.0, 1.0), (5.0, 1.0)),))),
    (Line((A,), ((0, 0, 1, 1),)), Line((B,), ((0, 0, 1, 1),)),
     Line((((2.0, 1.0), (4.0, 1.0)),), ((0, 0, 1, 1),))),
    (Film((*A, (2.0, 2.0))), Film(((2.0, 4.0), (0.0, 2.0), (2.0, 2.0))),
     Film(((0.0, 1.0), (2.0, 1.0), (2.0, 3.0)))),
    (Disc((0, 0), 1), Disc((2, 0), 1), None), (Line((A,)), Film(B), None)])
def test_a_shape_is_half_way(shape: Shape, other: Shape, middle: Shape | None) -> None:
    """Lines that there are more of part from the last one; a film may begin at another corner."""
    assert between(shape, other, 0.5) == middle


def test_shapes_are_alike_point_by_point() -> None:
    runs = alike([Line((A,)), Line((A, B)), Line(((*A, *B),))])
    assert len({tuple(map(len, each)) for each in runs}) == 1


@pytest.mark.parametrize(("durations", "expected"), [
    ([800] * 4, [0, EASE_MS, ROW_EASE_MS, EASE_MS]), ([200] * 4, [0, 100, 100, 100])])
def test_a_row_takes_longer_and_no_step_is_all_way(durations: list[int], expected: list[int]
                                                   ) -> None:
    assert eases_ms(animate(Conv2d(), input_size=4).played, durations) == expected


def test_only_what_points_is_on_its_way() -> None:
    """No cell and no dot moves; all takes as long as without, and each step is as it was."""
    animation = animate(MaxPool2d(kernel_size=3, stride=2), input_size=7)
    story, times = eased(animation.played, animation.timeline_ms, 30)
    assert sum(times) == pytest.approx(sum(animation.timeline_ms))
    assert len(story.scenes) == 9 + sum([round(ms / 30) - 1 for ms in eases_ms(
        animation.played, animation.timeline_ms)[1:]])
    steps = [scene for scene in story.scenes if scene.roles]
    assert steps == list(animation.played.scenes)
    assert {id[0] for scene in story.scenes if not scene.roles for id in scene.shapes} == {
        "beam", "beam_outline", "projection"} == {id[0] for id in eased_marks(story)}


def test_the_outline_comes_nearer_from_frame_to_frame() -> None:
    animation = animate(Conv2d(stride=2), input_size=5)
    story, _ = eased(animation.played, animation.timeline_ms, 30)
    seen = [snapshot.shapes["beam_outline", ()] for snapshot in story.snapshots()]
    lefts = [shape.strokes[0][0][0] for shape in seen[:6] if isinstance(shape, Line)]
    assert len(lefts) == 6
    assert all(before < after for before, after in pairwise(lefts))
