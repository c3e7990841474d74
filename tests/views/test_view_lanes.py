"""The lanes view: outputs over the inputs of their own moments, beams from the taps, channels as
lanes, and what is written."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from layer_strategies import LayerAndSize, any_layers, conv_layers, refusal, repeatable
from overlap_audit import layout_complaints
from picture_audit import cells_with

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.layers import CellKind, Conv1d, ConvTranspose1d, LPPool1d, MaxPool1d
from convgif.scenes.scene import Cell, Film, Line, Snapshot, Story, Text
from convgif.views import default_view

SHOWN_PX = 900


def lanes(layer: Any, size: Any, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="lanes", force=True, **settings)


def left(story: Story, name: str, *index: int) -> float:
    shape = story.stage.marks[name, index].shape
    assert isinstance(shape, Cell)
    return shape.corners[0][0]


def first_input(animation: Animation) -> int:
    """The extended cell of input 0."""
    return animation.traces[0].axes[0].kinds.index(CellKind.INPUT)


def moments(story: Story, side: str) -> list[str]:
    return [mark.shape.string for id, mark in story.stage.marks.items()
            if id[0] == f"moment {side}" and isinstance(mark.shape, Text)]


def films(snapshot: Snapshot) -> list[Film]:
    return [shape for id, shape in snapshot.shapes.items()
            if isinstance(shape, Film) and snapshot.roles[id] == ("beam",)]


# Where the lanes lie.

@pytest.mark.parametrize("layer", [Conv1d(), ConvTranspose1d(stride=2), MaxPool1d(2)], ids=repr)
def test_one_axis_is_drawn_in_lanes(layer: Any) -> None:
    assert default_view(layer) == "lanes"
    assert animate(layer, view="isometric").scenes


@repeatable(40)
@given(any_layers((1,), 8, 3))
def test_an_output_stands_over_the_input_of_its_moment(made: Any) -> None:
    animation = lanes(*made, size_px=SHOWN_PX, text="none")
    story, (t,) = animation.story, animation.traces
    step, begin = t.axes[0].starts.step, left(story, "input", 0, first_input(animation))
    cell = story.stage.marks["input", (0, 0)].shape
    assert isinstance(cell, Cell)
    across = cell.corners[1][0] - cell.corners[0][0]
    for moment in range(t.axes[0].output_size):
        assert left(story, "output", 0, moment) == pytest.approx(begin + moment * step * across)


@pytest.mark.parametrize("dilation", [1, 2, 4])
def test_a_causal_output_stands_over_the_newest_tap_and_sees_no_later_one(dilation: int) -> None:
    animation = lanes(Conv1d(padding="causal", dilation=dilation), 12)
    for moment, snapshot in enumerate(animation.story.snapshots()):
        taps = [left(animation.story, "input", *tap)
                for tap in cells_with(snapshot, "input", "window")]
        assert max(taps) == left(animation.story, "output", 0, moment)


def test_with_half_padding_it_stands_over_the_middle_tap() -> None:
    animation = lanes(Conv1d(kernel_size=5, stride=2, padding=2), 9)
    for moment, snapshot in enumerate(animation.story.snapshots()):
        taps = sorted(cells_with(snapshot, "input", "window"))
        assert left(animation.story, "input", *taps[2]) == left(animation.story, "output", 0,
                                                                moment)


# Beams.

@repeatable(40)
@given(any_layers((1,), 8, 3))
def test_a_beam_leads_from_each_run_of_taps_to_its_share_of_the_output(made: Any) -> None:
    animation = lanes(*made, size_px=SHOWN_PX, text="none")
    story, (t,) = animation.story, animation.traces
    (axis,) = t.axes
    for snapshot in story.snapshots():
        taps = cells_with(snapshot, "input", "window")
        (active,) = cells_with(snapshot, "output", "output_active")
        cell = snapshot.shapes["output", active]
        assert isinstance(cell, Cell)
        (begin, _), (end, _), (_, bottom), _ = cell.corners
        beams = films(snapshot)
        ends = [sorted(x for x, y in beam.corners if y == bottom) for beam in beams]
        count = len({column for _, column in taps})
        shares = sum(right - left for left, right in ends) / (end - begin)
        assert shares == pytest.approx(count / len(axis.offsets))
        assert len(beams) == (min(count, 1) if axis.offsets.step == 1 or count < 2 else count)
        feet = sorted(x for beam in beams for x, y in beam.corners
                      if y == max(y for _, y in beam.corners))
        xs = [left(story, "input", *tap) for tap in taps]
        if taps:
            assert feet[0] == pytest.approx(min(xs))


def test_where_nothing_is_counted_nothing_points() -> None:
    story = lanes(LPPool1d(1, 2, padding=((0, 4),)), 4).story
    last = list(story.snapshots())[-1]
    assert films(last) == []
    assert last.roles["projection", ()] == ("pending",)
    assert isinstance(last.shapes["projection", ()], Line)


# Channels.

def test_each_channel_is_a_lane_and_each_output_channel_comes_in_turn() -> None:
    animation = lanes(Conv1d(4, 2, groups=2), 6)
    story, (t,) = animation.story, animation.traces
    assert story.stage.maps == {"input": (4, 6), "output": (2, 4)}
    assert len(story.scenes) == animation.staged.count == 8
    for step, snapshot in zip(t.steps, story.snapshots(), strict=True):
        rows = {row for row, _ in cells_with(snapshot, "input", "window")}
        assert rows == set(t.layer.channels_read(step.output_index[0]))
        assert cells_with(snapshot, "output", "output_active") == {step.output_index}


def test_channels_are_chosen_and_one_of_each_is_shown_of_very_many() -> None:
    assert lanes(Conv1d(4, 3), 6, show_in=(1, 3), show_out=2).story.stage.maps == {
        "input": (2, 6), "output": (1, 4)}
    many = lanes(Conv1d(64, 32), 6)
    assert many.story.stage.maps == {"input": (1, 6), "output": (1, 4)}
    assert len(many.scenes) == many.staged.count == 4
    assert "Drawn are channel 0 of the 64×6 input" in many.describe()
    assert "more than the 8" in refusal(ViewError, lambda: lanes(
        Conv1d(64, 32), 6, show_out=range(9)).story)


def test_a_filter_is_said_by_channels_and_taps() -> None:
    animation = lanes(Conv1d(3, 2), 8)
    texts = " ".join(mark.shape.string for mark in animation.story.stage.marks.values()
                     if isinstance(mark.shape, Text))
    assert "2 filters of 3 channels × 3 taps" in texts
    assert "weight [0]" in texts
    assert "one step" not in texts, "no bracket is drawn"
    assert "2 filters of 3 channels × 3 taps over an input of 3×8" in animation.describe()
    assert "in 12 steps" in animation.describe()


# What is written.

@pytest.mark.parametrize(("length", "size_px", "every"), [
    (8, 320, 1), (8, 150, 1), (30, 320, 2), (30, 150, 5), (120, 320, 20)])
def test_as_many_moments_are_numbered_as_can_be_read(length: int, size_px: int, every: int) -> None:
    story = lanes(Conv1d(padding=1), length, size_px=size_px).story
    wanted = [str(moment) for moment in range(0, length, every)]
    assert moments(story, "in") == moments(story, "out") == wanted


def test_numbers_stand_in_the_cells_or_are_refused() -> None:
    layer = Conv1d(padding=1, padding_mode="reflect")
    animation = lanes(layer, 8, values=True)
    (t,) = animation.traces
    story = animation.story
    written = [story.stage.marks["value input", (0, cell)].shape for cell in range(10)]
    assert [text.string for text in written if isinstance(text, Text)] == [
        f"{value:g}" for value in t.extended.values[0]]
    snapshot = next(story.snapshots())
    assert snapshot.roles["value output", (0, 0)] == ("value_active",)
    assert snapshot.roles["value output", (0, 1)] == ("pending",)
    message = refusal(ViewError, lambda: lanes(layer, 60, values=True, size_px=320).story)
    assert "the numbers do not fit" in message
    assert message.endswith("or leave out values")


@pytest.mark.parametrize(("layer", "settings", "said"), [
    (Conv1d(), {}, {"weights 2, \u22121, 1", "bias 2"}),
    (ConvTranspose1d(), {"beat": "small"},
     {"weights 2, \u22121, 1", "bias 2, in each output cell from the start"}),
    (Conv1d(2, 1, 2), {}, {"in 0 → out 0: 2, \u22121", "in 1 → out 0: 1, 1", "bias 2"})])
def test_a_sum_can_be_checked_by_the_weights_and_the_bias(layer: Any, settings: dict[str, Any],
                                                          said: set[str]) -> None:
    def legend(**more: Any) -> set[str]:
        story = lanes(layer, 5, size_px=400, **settings, **more).story
        return {mark.shape.string for id, mark in story.stage.marks.items()
                if id[0] == "legend" and isinstance(mark.shape, Text)}

    assert said <= legend(values=True)
    assert not said & legend()


@pytest.mark.parametrize("length", [1, 75, 400, 3000])
def test_any_length_is_drawn(length: int) -> None:
    story = lanes(Conv1d(padding="causal", stride=max(1, length // 40)), length).story
    assert list(layout_complaints(story)) == []
    assert story.stage.height_px > 60


# Seen from the input.

@repeatable(25)
@given(conv_layers((1,), max_input=7, modes=["zeros"], max_channels=3), st.booleans())
def test_a_convolution_reads_what_its_transpose_stamps_at_the_same_moment(made: LayerAndSize,
                                                                          values: bool) -> None:
    layer, size = made
    forth = lanes(layer, size, values=values, size_px=SHOWN_PX)
    back = forth.of_transpose()
    both = forth | back
    stage, first = both.story.stage, next(both.story.snapshots())
    for one, other in (("input@0", "canvas@1"), ("output@0", "input@1")):
        assert stage.maps[one] == stage.maps[other]
    for role, mirrored in (("dropped", "dropped"), ("padding", "rim")):
        assert cells_with(first, "input@0", role) == cells_with(first, "canvas@1", mirrored)
    shown = list(both.story.snapshots())
    for snapshot in shown[:forth.traces[0].output.size]:
        assert cells_with(snapshot, "input@0", "window") == cells_with(
            snapshot, "canvas@1", "reached")
        assert cells_with(snapshot, "output@0", "output_active") == cells_with(snapshot, "input@1",
                                                                       "window")
    (plan,) = back.traces[0].stamp_axes
    rim = {index for index in cells_with(shown[0], "canvas@1", "rim")
           if shown[-1].roles["canvas@1", index] != ("pending",)}
    assert not rim
    if values:  # in the end the canvas holds the output
        for (name, index), shape in shown[-1].shapes.items():
            if name == "value canvas@1" and shown[-1].roles[name, index] != ("pending",):
                row, cell = index
                assert isinstance(shape, Text)
                assert float(shape.string.replace("\u2212", "-")) == (
                    back.traces[0].output[row, cell - plan.crop.start])


def test_a_bias_is_in_the_canvas_from_the_start() -> None:
    animation = lanes(ConvTranspose1d(stride=2, padding=1, bias=True), 3, beat="small",
                      values=True)
    *_, last = animation.story.snapshots()
    written = [shape.string for id, shape in last.shapes.items() if id[0] == "value canvas"
               and isinstance(shape, Text) and last.roles[id] != ("pending",)]
    assert [float(string.replace("\u2212", "-")) for string in written] == animation.traces[
        0].output.ravel().tolist()


@repeatable(20)
@given(any_layers((1,), 6, 3))
def test_by_the_input_every_output_that_reads_a_cell_is_pointed_out(made: LayerAndSize) -> None:
    layer, size = made
    assume(layer.kind in ("convolution", "pooling"))
    animation = lanes(layer, size, beat="large", size_px=SHOWN_PX)
    (traced,) = animation.traces
    reading = {(mac.input_index, step.output_index) for step in traced.steps for mac in step.macs}
    shown = list(animation.story.snapshots())
    assert len(shown) == traced.input.size == animation.panels[0].count
    elements = animation.story.stage.elements
    for index, snapshot in zip(np.ndindex(*traced.input.shape), shown, strict=True):
        reached = cells_with(snapshot, "output", "reached")
        assert {elements["output", at].index for at in reached} == {
            output for source, output in reading if source == index}
        assert len(cells_with(snapshot, "input", "read")) == 1
    assert f"in {traced.input.size} step" in animation.describe()
