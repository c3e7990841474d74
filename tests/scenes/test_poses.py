"""Poses: stills and strips are the very frames of the animation, stopped and side by side."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal
from sample_stories import first_drawn

from convgif import Animation, Conv1d, Conv2d, ConvgifError, ConvTranspose2d, animate
from convgif.formats import FORMATS
from convgif.frames.raster import rasterize
from convgif.scenes.legibility import COLUMN_PT, TEXTS_PX, widest_px
from convgif.scenes.poses import ONCE, posed, still_step, strip_steps
from convgif.scenes.rows import without
from convgif.scenes.scene import Text
from convgif.settings.parsers import parse_px
from convgif.views import VIEWS
from convgif.views.isometric import staging as isometric

LAYER = Conv2d(stride=2, padding=1)
STILL_FORMATS = [name for name, row in FORMATS.items() if row.holds_still and name != "html"]


def animation(**settings: Any) -> Animation:
    return animate(LAYER, **{"input_size": 5, "size_px": 150, **settings})


@pytest.mark.parametrize(("which", "count", "step"), [
    ("middle", 9, 4), ("middle", 1, 0), ("telling", 9, 4), ("last", 9, 8), (0, 9, 0), (8, 9, 8),
    (np.int64(2), 9, 2)])
def test_which_step_is_meant(which: int | str, count: int, step: int) -> None:
    assert still_step(which, count) == step


@pytest.mark.parametrize(("steps", "count", "numbers"), [
    (4, 9, (0, 3, 5, 8)), (2, 9, (0, 8)), (1, 9, (0,)), (20, 3, (0, 1, 2)), (3, 1, (0,)),
    ((0, 1, 4, 8), 9, (0, 1, 4, 8)), ((5, 5, 1), 9, (5, 5, 1)), (np.int64(2), 9, (0, 8)),
    ([np.int64(1), 2], 9, (1, 2)), (np.array([0, 8]), 9, (0, 8)), (range(3), 9, (0, 1, 2))])
def test_which_steps_are_meant(steps: Any, count: int, numbers: tuple[int, ...]) -> None:
    found = strip_steps(steps, count)
    assert found == numbers
    assert {type(step) for step in found} == {int}


@pytest.mark.parametrize("which", [-1, 9, "first", "", True, 1.5, "4", (), (1, 2), np.ones(2)],
                         ids=repr)
def test_no_such_step(which: Any) -> None:
    with pytest.raises(ConvgifError, match=r"is no step|there is no step .*: there are 0 to 8"):
        still_step(which, 9)


@pytest.mark.parametrize("steps", [0, -1, True, 1.5, (), (0, 9), (-1,), ("0",), "04"])
def test_no_such_steps(steps: Any) -> None:
    with pytest.raises(ConvgifError, match=r"there is no step|a strip of"):
        strip_steps(steps, 9)


def test_what_is_said_of_no_such_steps() -> None:
    for steps, said in (((), "a strip of no steps: give how many, or numbers from 0 to 8"),
                        ([1, np.int64(9)], "there is no step 9: there are 0 to 8"),
                        (0, "a strip of 0 steps: give 1 or more, or their numbers"),
                        ("4", "a strip of '4' steps: give 1 or more, or their numbers")):
        assert refusal(ConvgifError, lambda steps=steps: strip_steps(steps, 9)) == said
    assert "there is no step array" in refusal(ConvgifError,
                                               lambda: animation().still(np.array([1, 2])))


STRIDED = Conv2d(stride=2, padding=1), ConvTranspose2d(stride=2), Conv1d(stride=2, padding=1)


@pytest.mark.parametrize("view", VIEWS)
def test_a_strip_is_its_frames_side_by_side(view: str) -> None:
    layer = first_drawn(view, *STRIDED)
    text = "none" if view in ("values", "macs") else "sizes"  # their sums have columns of their own
    whole = animate(layer, input_size=3, view=view, text=text, title=None)
    steps = [0, len(whole.scenes) // 2, len(whole.scenes) - 1]
    frames = list(rasterize(whole.story, whole.theme))  # a strip has no opening frame
    found = list(whole.strip(steps).frames)
    assert len(found) == 1
    np.testing.assert_array_equal(found[0], np.hstack([frames[step] for step in steps]))


def test_words_that_say_the_same_are_there_once() -> None:
    whole = animation(size_px=320, title="Stride", text="full")
    names = [mark[0].partition("@") for mark in whole.strip(3).story.stage.marks]
    assert {name for name, _, panel in names if panel == "0"} >= set(ONCE)
    assert {name for name, _, panel in names if panel != "0"}.isdisjoint(ONCE)


def test_a_story_of_one_step_is_that_step() -> None:
    whole = animation()
    found = list(rasterize(posed(whole.story, [3]), whole.theme))
    np.testing.assert_array_equal(found[0], list(whole.frames)[3])


@pytest.mark.parametrize("which", [0, 4, "last"])
def test_a_still_is_a_frame(which: int | str) -> None:
    (found,) = animation(still=which).frames
    np.testing.assert_array_equal(found, list(animation().frames)[8 if which == "last" else which])


def test_in_the_middle_the_output_is_full() -> None:
    (found,) = animation(still="middle").frames
    np.testing.assert_array_equal(found, list(animation(prefilled=True).frames)[4])


def test_the_alt_text_says_what_is_shown() -> None:
    said = animation().describe()
    assert animation(still=4).describe() == f"{said} Shown is step 4 of 0 to 8."
    assert animation(strip=(0, 8)).describe() == (
        f"{said} Shown are steps 0, 8 of 0 to 8, side by side.")


# In a column of print.

def printed_pt(made: Animation, column_cm: float = 8.5) -> float:
    """How large its smallest text is in a column that wide."""
    stage = made.story.stage
    sizes = [mark.shape.size_px for mark in stage.marks.values() if isinstance(mark.shape, Text)]
    return min(sizes) * column_cm / 2.54 * 72 / stage.width_px


# Too wide for a column where the maps are large: im2col's matrix, backward's names and gradients.
WIDE = {"im2col": Conv2d(), "backward": Conv2d()}


@pytest.mark.parametrize(("view", "steps"), [
    *product(VIEWS, (1, 4, 9)), *product(["isometric"], (2, 3, 6))])
def test_a_strip_can_be_read_in_a_column(view: str, steps: int) -> None:
    layer = WIDE.get(view) or first_drawn(view, *STRIDED)
    made = animate(layer, view=view, strip=steps, input_size=5)
    assert printed_pt(made) >= 6
    width = made.settings.size_px
    row = animate(layer, view=view, strip=steps, input_size=5, size_px=width).story.stage
    assert made.story.stage.width_px == width * min(len(made.pose), made.columns)
    further = -(-len(made.pose) // made.columns) - 1
    assert made.story.stage.height_px == row.height_px + further * without(row, ONCE).height_px


def test_four_steps_stand_in_a_row_and_nine_in_two() -> None:
    assert [animate(Conv2d(), input_size=5, strip=steps).columns for steps in (4, 9)] == [4, 6]


def test_every_step_of_rows_is_its_frame() -> None:
    made = animate(Conv2d(), input_size=5, strip=9)
    width, height = made.settings.size_px, made.size[0] // 2
    alone = animate(Conv2d(), input_size=5, size_px=width)
    (strip,) = made.frames
    for step, frame in enumerate(alone.frames):
        top, left = step // 6 * height, step % 6 * width
        np.testing.assert_array_equal(strip[top:top + height, left:left + width], frame)


def test_further_rows_leave_no_room_for_what_the_first_says() -> None:
    pair = animate("Conv2d()", input_size=4, title="Both") | animate("Conv2d()", input_size=4)
    whole, strip = pair.story.stage, pair.strip(3).story.stage
    plain = (animate("Conv2d()", input_size=4, text="sizes")
             | animate("Conv2d()", input_size=4, text="sizes")).story.stage
    assert strip.width_px == whole.width_px
    assert whole.height_px > plain.height_px
    assert abs(strip.height_px - (whole.height_px + 2 * plain.height_px)) <= 4
    assert len(list(pair.strip(3).frames)) == 1


def test_a_strip_without_numbers_is_laid_out_in_the_width_that_it_has(
        monkeypatch: pytest.MonkeyPatch) -> None:
    stage, widths = isometric.stage, list[int]()

    def counted(traces: Any, settings: Any) -> Any:
        story = stage(traces, settings)
        widths.append(settings.size_px)
        return story

    monkeypatch.setattr(isometric, "stage", counted)
    made = animate(Conv2d(), input_size=5, strip=4)
    assert made.story
    assert widths[-1] == made.settings.size_px
    assert len(set(widths)) == len(widths)
    assert max(widths) * made.columns <= widest_px(max(TEXTS_PX), COLUMN_PT), "not in its usual one"


@pytest.mark.parametrize(("view", "width", "columns"), [
    ("isometric", "85mm", 4), ("isometric", "40mm", 2), ("values", "85mm", 2), ("macs", "7in", 4)])
def test_a_width_on_paper_is_that_of_the_strip(view: str, width: str, columns: int) -> None:
    made = animate(Conv2d(), view=view, input_size=4, strip=4, size_px=width)
    wide_px = parse_px(width)
    assert wide_px - 4 < made.size[1] <= wide_px
    assert made.columns == columns
    assert printed_pt(made, wide_px / 96 * 2.54) >= 6
    values = [mark for mark in made.story.stage.marks.values() if mark.roles[0] == "value"]
    alone = animate(Conv2d(), view=view, input_size=4, strip=4, size_px=480).story.stage
    assert len(values) == sum(mark.roles[0] == "value" for mark in alone.marks.values())


def test_a_strip_that_does_not_fit_a_width_on_paper_says_so() -> None:
    with pytest.raises(ConvgifError, match="a strip of 9 steps does not fit a width of 12mm: give "
                                           "a wider size_px, or fewer steps"):
        animate(Conv2d(), input_size=5, strip=9, size_px="12mm")


@pytest.mark.parametrize("size_px", [100, 320])
def test_a_size_that_is_given_is_that_of_each_step(size_px: int) -> None:
    made = animate(Conv2d(), input_size=5, strip=4, size_px=size_px)
    assert made.size[1] == 4 * size_px


@pytest.mark.parametrize(("kernel", "size", "columns"), [(9, 12, 1), (5, 9, 2), (3, 10, 1)])
def test_no_number_is_lost_for_a_column(kernel: int, size: int, columns: int) -> None:
    def numbers(made: Animation) -> list[str]:
        return [mark.shape.string for mark in made.story.stage.marks.values()
                if isinstance(mark.shape, Text) and mark.roles[0].startswith("value")]

    made, wide = (animate(Conv2d(kernel_size=kernel), view="values", input_size=size, strip=2,
                          size_px=width) for width in (None, 480))
    assert made.columns == columns
    assert printed_pt(made) >= 6
    assert sorted(numbers(made)) == sorted(numbers(wide))


@pytest.mark.parametrize(("view", "layer", "size"), [
    ("values", Conv2d(kernel_size=9), 20), *[(view, STRIDED[0], 5) for view in WIDE]])
def test_what_cannot_be_read_in_a_column_is_as_wide_as_ever(view: str, layer: Conv2d, size: int
                                                            ) -> None:
    wide = animate(layer, view=view, input_size=size, strip=2, force=True)
    assert wide.settings.size_px == VIEWS[view].size_px
    assert wide.columns is None
    assert printed_pt(wide) < 6


@pytest.mark.parametrize("name", STILL_FORMATS)
@pytest.mark.parametrize("pose", [{"still": 4}, {"strip": 3}], ids=str)
def test_every_format_that_can_holds_a_pose(name: str, pose: dict[str, Any]) -> None:
    data = FORMATS[name].encode(animation(**pose))
    assert b"@keyframes" not in data
    assert data


def test_a_video_holds_no_still() -> None:
    with pytest.raises(ConvgifError, match="mp4 holds no still: make gif, webp, apng, svg"):
        FORMATS["mp4"].encode(animation(still=4))


def test_both_are_not_to_be_had() -> None:
    with pytest.raises(ConvgifError, match="still and strip are both given"):
        animation(still=4, strip=2)
