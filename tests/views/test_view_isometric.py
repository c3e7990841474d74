"""The isometric view by input: stamps of a transposed layer, readers of a convolution; and a
convolution beside its transpose, cell for cell."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from element_audit import element_complaints
from hypothesis import given
from layer_strategies import (
    LayerAndSize,
    assert_readable,
    conv_layers,
    pooling_layers,
    refusal,
    repeatable,
    transposed_layers,
)
from overlap_audit import ink_box
from picture_audit import audit_pixels

from convgif.animation import Animation, animate, draw
from convgif.errors import ConvgifError, LayerError, UnknownNameError, ViewError
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.layers import LAYERS, Conv1d, Conv2d, ConvTranspose2d, Linear, MaxPool2d
from convgif.scenes.scene import Line, Snapshot, Text
from convgif.scenes.sparing import seen_strokes
from convgif.settings.resolving import resolve
from convgif.traces.tracing import trace
from convgif.views import VIEWS
from convgif.views.kit.grids import cell_of

STRIDED = Conv2d(stride=2, padding=1, bias=False)
Cells = set[tuple[int, ...]]


def isometric(layer: Any, size: Any, beat: str | None, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="isometric", beat=beat, force=True, size_px=900,
                   **settings)


def cells(snapshot: Snapshot, map_name: str, role: str) -> Cells:
    return {index for (name, index), roles in snapshot.roles.items()
            if name == map_name and role in roles}


# Stamps.

@repeatable(25)
@given(transposed_layers((1, 2), max_input=4))
def test_a_stamp_is_where_the_products_of_an_input_cell_fall(made: LayerAndSize) -> None:
    layer, size = made
    animation = isometric(layer, size, "small")
    (t,) = animation.traces
    assert len(animation.scenes) == animation.staged.count
    assert list(element_complaints(animation.story, t)) == []
    snapshots, reached = list(animation.story.snapshots()), set()
    for stamp, snapshot in zip(t.stamps[:t.input[0].size], snapshots, strict=False):
        wanted = {cell_of(addition.position[1:]) for addition in stamp.additions}
        assert cells(snapshot, "canvas", "reached") == wanted
        assert cells(snapshot, "input", "window") == {cell_of(stamp.input_index[1:])}
        reached |= wanted
        assert cells(snapshot, "canvas", "output_pending").isdisjoint(reached)
    assert cells(snapshots[0], "canvas", "dropped") == {
        cell_of(index) for index in np.ndindex(*(plan.size for plan in t.stamp_axes))} - reached


def test_in_the_end_padding_crops_the_rim() -> None:
    animation = isometric(ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, "small")
    assert len(animation.scenes) == 10
    *before, last = animation.story.snapshots()
    rim = {(row, column) for row in range(8) for column in range(8)
           if not (1 <= row < 7 and 1 <= column < 7)}
    assert cells(before[-1], "canvas", "rim") == rim
    assert cells(last, "canvas", "pending") == rim
    assert cells(last, "canvas", "output_pending") == cells(last, "canvas", "reached") == set()
    assert all(last.roles[id, ()] == ("pending",) for id in ("projection", "first_weight"))
    assert len(isometric(ConvTranspose2d(stride=2), 3, "small").scenes) == 9  # nothing is cropped


def test_a_legend_names_only_what_is_seen() -> None:
    animation = isometric(ConvTranspose2d(1, 1, 2, 3, output_padding=1), 2, "small")
    swatches = {mark.roles for id, mark in animation.story.stage.marks.items() if id[0] == "swatch"}
    assert swatches == {("output", "reached"), ("output", "dropped")}
    assert "no stamp reaches some cells" in animation.describe()
    assert "no stamp" not in isometric(ConvTranspose2d(), 3, "small").describe()


# Readers.

@repeatable(25)
@given(conv_layers((1, 2), max_input=5) | pooling_layers((1, 2), max_input=5))
def test_the_outputs_that_are_marked_are_those_that_read_the_input_cell(made: LayerAndSize) -> None:
    layer, size = made
    animation = isometric(layer, size, "large")
    (t,) = animation.traces
    assert len(animation.scenes) == animation.staged.count == t.input[0].size
    assert list(element_complaints(animation.story, t)) == []
    reading = {(mac.input_index, cell_of(step.output_index[1:]))
               for step in t.steps[:t.output[0].size] for mac in step.macs}
    for index, snapshot in zip(np.ndindex(*t.input_size), animation.story.snapshots(),
                               strict=True):
        assert cells(snapshot, "output", "reached") == {
            output for source, output in reading if source == (0, *index)}
        assert len(cells(snapshot, "input", "read")) == 1


# Side by side.

@repeatable(25)
@given(conv_layers((1, 2), max_input=6, modes=["zeros"], max_channels=2))
def test_a_convolution_reads_what_its_transpose_stamps(made: LayerAndSize) -> None:
    """The same cells on maps of the same size, at the same time, whatever the padding."""
    layer, size = made
    left = isometric(layer, size, None)
    both = left | left.of_transpose()
    forth, back = both.traces
    assert back.output.shape == forth.input.shape
    np.testing.assert_array_equal(back.input, forth.output)
    np.testing.assert_array_equal(back.weight, forth.weight)
    stage, first = both.story.stage, next(both.story.snapshots())
    assert stage.maps["input@0"] == stage.maps["canvas@1"]
    assert stage.maps["output@0"] == stage.maps["input@1"]
    assert cells(first, "input@0", "dropped") == cells(first, "canvas@1", "dropped")
    assert cells(first, "input@0", "padding") == cells(first, "canvas@1", "rim")
    for snapshot in list(both.story.snapshots())[:forth.output[0].size]:
        assert cells(snapshot, "input@0", "window") == cells(snapshot, "canvas@1", "reached")
        assert cells(snapshot, "output@0", "output_active") == cells(
            snapshot, "input@1", "window")


def test_the_cells_of_both_stand_on_one_line() -> None:
    left = animate(STRIDED, input_size=6)
    marks = (left | left.of_transpose()).story.stage.marks
    for one, other in (("input@0", "canvas@1"), ("output@0", "input@1")):
        for (name, index), mark in marks.items():
            if name == one:
                assert marks[other, index].shape.corners == tuple(
                    (x + left.settings.size_px, y) for x, y in mark.shape.corners)


def test_by_the_large_map_both_are_about_the_same_large_cell() -> None:
    both = draw(resolve({"layer": "conv2d", "input_size": (6, 6), "stride": (2, 2), "beat": "large",
                         "padding": (1, 1), "with_transpose": True}))
    assert both.staged.count == 36
    for place, snapshot in zip(np.ndindex(6, 6), both.story.snapshots(), strict=True):
        assert cells(snapshot, "input@0", "read") == {(place[0] + 1, place[1] + 1)}
        assert cells(snapshot, "output@1", "output_active") == {place}
        # The small cells that make it, between zeros, are those that read it.
        made_of = {(row // 2, column // 2) for row, column in (
            (row - 1, column - 1) for row, column in cells(snapshot, "input@1", "window"))
            if row % 2 == column % 2 == 0 and max(row, column) < 6 and min(row, column) >= 0}
        assert made_of == cells(snapshot, "output@0", "reached")


@pytest.mark.parametrize(("layer", "beats"), [
    (STRIDED, ["small", "small"]), (ConvTranspose2d(stride=2, bias=False), ["large", "large"])])
def test_the_transpose_goes_by_the_same_map(layer: Any, beats: list[str]) -> None:
    panel = animate(layer, input_size=4)
    both = panel | panel.of_transpose()
    assert both.panels[1].settings.own == {"beat": beats[1]}
    assert panel.of_transpose().traces[0].layer == layer.transpose(4)
    asked = draw(resolve({"with_transpose": True, "input_size": (4, 4)}, repr(layer)))
    assert [each.settings.own.get("beat", "small") for each in asked.panels] == ["small", "small"]


@pytest.mark.parametrize(("text", "settings", "view", "steps"), [
    ("Conv1d(stride=2, padding=1)", {}, "lanes", 3 + 1),
    ("Conv1d(stride=2, padding=1)", {"beat": "large"}, "lanes", 6),
    ("Conv1d(stride=2, padding=1)", {"view": "isometric"}, "isometric", 3 + 1),
    ("ConvTranspose1d(stride=2)", {}, "lanes", 6),
    ("Conv1d(stride=2)", {"values": True}, "lanes", 2),
    ("Linear(4, 3)", {}, "values", 4)])
def test_beside_its_transpose_a_layer_of_one_axis_is_seen_with_the_same_beat(
        text: str, settings: Any, view: str, steps: int) -> None:
    size = {} if "Linear" in text else {"input_size": (6,)}
    both = draw(resolve({"with_transpose": True, **size, **settings}, text))
    assert [panel.view for panel in both.panels] == [VIEWS[view]] * 2
    assert both.staged.count == steps


@pytest.mark.parametrize("name", LAYERS)
def test_any_layer_has_a_transpose_or_says_in_one_line_why_not(name: str) -> None:
    layer = LAYERS[name]()
    size = layer.default_input_size() if layer.rank else ()
    try:
        back = layer.transpose(size)
    except LayerError as error:
        assert_readable(str(error))
    else:
        assert back.weight_shape is not None


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_any_layer_stands_beside_its_transpose_in_any_view_or_one_line_says_why_not(view: str
                                                                                    ) -> None:
    drawn = 0
    for layer in LAYERS:
        for relation in ({"with_transpose": True, "still": "last"}, {"still": "last"}):
            try:
                drawn += len(draw(resolve({"layer": layer, "view": view, **relation})).scenes)
            except ConvgifError as error:
                assert_readable(str(error))
    assert drawn


def test_channels_are_swapped_and_outputs_that_are_named_are_left_out() -> None:
    left = animate(Conv2d(2, 3), input_size=5, show_in=1, show_out=2)
    assert left.of_transpose().settings.own == {"show_in": (2,), "show_out": (1,), "beat": "small"}
    numbers = animate(Conv2d(), input_size=5, view="macs", at=(1, 1))
    assert numbers.of_transpose().settings.own == {}
    assert (numbers | numbers.of_transpose()).staged.count > 9


@pytest.mark.parametrize("view", ["values", "channels", "macs", "isometric"])
def test_it_stands_in_any_view_that_draws_both(view: str) -> None:
    left = animate(Conv1d(2, 2), input_size=5, view=view)
    assert (left | left.of_transpose()).panels[1].traces[0].output.shape == (2, 5)


def test_a_linear_layers_transpose_has_its_weight_turned() -> None:
    left = animate(Linear(3, 2), input=[1, 2, 3], weight=[[1, 0, 2], [0, 1, 0]], bias=[0, 0])
    (back,) = left.of_transpose().traces
    assert back.weight.tolist() == [[1, 0], [0, 1], [2, 0]]
    assert back.input.tolist() == [7, 2]


def test_a_true_convolutions_transpose_is_of_its_rotated_kernel() -> None:
    t = trace(Conv1d(1, 1, 2, bias=False), [[1, 2, 4]], [[[10, 1]]], true_convolution=True)
    (back,) = animate(t).of_transpose().traces
    np.testing.assert_array_equal(back.matrix.dense(), t.matrix.dense().T)


def test_it_is_said_that_the_shape_comes_back_and_not_the_values() -> None:
    for language, said in (("en", "the shape comes back, not the values"),
                           ("zh", "还原的是形状，不是数值")):
        left = animate(STRIDED, input_size=6, language=language)
        both = left | left.of_transpose()
        assert both.describe().count(said) == 1
        written = [mark.shape.string for id, mark in both.story.stage.marks.items()
                   if id[0] == "formula@1"]
        assert said in written


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("beat", ["small", "large"])
def test_pixels_have_the_colours_of_their_roles(theme: str, beat: str) -> None:
    for layer, size in ((STRIDED, 3), (ConvTranspose2d(stride=2, padding=1), 2)):
        animation = animate(layer, input_size=size, beat=beat, theme=theme)
        story = animation.story
        audit = audit_pixels(story, animation.theme, rasterize(story, animation.theme))
        assert audit.complaints == []


def test_a_pose_shows_what_the_animation_shows_then() -> None:
    left = animate(STRIDED, input_size=6)
    both = left | left.of_transpose()
    whole = list(both.story.snapshots())
    for step in (0, 5, 9):
        (still,) = both.still(step).story.snapshots()
        assert {id: still.roles[id] for id in whole[step].roles if id in still.roles
                and id[0].startswith(("input", "canvas", "output"))} == {
            id: roles for id, roles in whole[step].roles.items()
            if id[0].startswith(("input", "canvas", "output"))}
    assert [len(both.strip(3).pose), both.staged.count] == [3, 10]


def test_no_scene_holds_what_does_not_change() -> None:
    for beat in ("small", "large"):
        for animation in (isometric(STRIDED, 4, beat),
                          isometric(ConvTranspose2d(stride=2, padding=1), 2, beat)):
            snapshots = list(animation.story.snapshots())
            for (before, now), scene in zip(pairwise(snapshots), animation.scenes[1:],
                                            strict=True):
                assert all(before.roles[id] != now.roles[id] for id in scene.roles)


@pytest.mark.parametrize(("kind", "call", "answer"), [
    (LayerError, lambda: animate(MaxPool2d(2), input_size=4).of_transpose(),
     "MaxPool2d has no weight, and so no transpose"),
    (ConvgifError, lambda: animate(STRIDED).still().of_transpose(), "a still or a strip is no"),
    (ConvgifError, lambda: (animate(STRIDED) | animate(STRIDED)).of_transpose(),
     "these are several panels: take the transpose of each, as in a | a.of_transpose()"),
    (ConvgifError, lambda: animate("ConvTranspose2d(1, 1, 3)", view="stamp").of_transpose(),
     "this view does not draw Conv2d, which leads back: use view='isometric'"),
    (UnknownNameError, lambda: animate(STRIDED, beat="smal"), "unknown beat 'smal': did you mean "
                                                              "small?"),
    (ViewError, lambda: animate(STRIDED, view="values", beat="small"),
     "the values view takes no beat: leave it out, or use view='isometric'"),
    (LayerError, lambda: draw(resolve({"with_transpose": True}, "MaxPool2d(2)")),
     "MaxPool2d has no weight")])
def test_what_cannot_be_is_refused(kind: type[ConvgifError], call: Callable[[], object],
                                   answer: str) -> None:
    assert answer in refusal(kind, call)


# Lines and numbers.

@pytest.mark.parametrize("size_px", [240, 320, 480])
def test_lines_keep_clear_of_the_small_zeros(size_px: int) -> None:
    """None ends at a number, on which it would hang like a bead."""
    animation = animate(ConvTranspose2d(stride=2, padding=1), input_size=3, view="isometric",
                        size_px=size_px)
    met = 0
    for snapshot in animation.story.snapshots():
        line = snapshot.shapes["projection", ()]
        assert isinstance(line, Line)
        points = np.array([np.linspace(*run, 200) for run in seen_strokes(line)])
        for (name, _), shape in snapshot.shapes.items():
            if name == "zero" and isinstance(shape, Text):
                left, top, right, bottom = ink_box(shape)
                x, y = points[..., 0], points[..., 1]
                away = np.hypot(np.maximum(0, np.maximum(left - x, x - right)),
                                np.maximum(0, np.maximum(top - y, y - bottom)))
                assert away.min() >= 2
                met += bool(away.min() < 4)
    assert met > 10
