"""Views: what they draw is what was computed, nothing lies on what it must not, and refusals."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import any_layers, conv_layers, refusal, repeatable, transposed_layers
from overlap_audit import layout_complaints
from pairings import in_turn
from picture_audit import (
    as_cell,
    cells_with,
    story_complaints,
    with_mark,
    with_roles,
)
from sample_stories import first_drawn
from smallest_sizes import fitted, smallest_named

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.frames.themes import THEMES
from convgif.layers import (
    LAYERS,
    AvgPool2d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    LPPool2d,
    MaxPool2d,
    MaxPool3d,
)
from convgif.layers.notation import build_layer
from convgif.layers.presets import PRESETS
from convgif.scenes.scene import Cell, Disc, Line, Mark, MarkId, Scene, Story, Text
from convgif.traces.tracing import trace
from convgif.views import TEXT_MODES, VIEWS, check_draws
from convgif.views.settings import SHOW_OUT

SIZES = (150, 200, 320, 480)

every_preset = pytest.mark.parametrize("name", PRESETS)
every_view = pytest.mark.parametrize("view", VIEWS)


def preset(name: str, **settings: Any) -> Animation:
    row = PRESETS[name]
    return animate(build_layer(LAYERS[row.layer], dict(row.settings)), input_size=row.input_size,
                   **settings)


def complaints(animation: Animation) -> list[str]:
    """All that is amiss in the scenes and in the layout."""
    settings = animation.settings
    (show_out,) = settings[SHOW_OUT] or (0,)
    return [*story_complaints(animation.story, animation.traces[0], show_out,
                              settings.prefilled),
            *layout_of(animation)]


def layout_of(animation: Animation) -> list[str]:
    """All that is amiss in the layout."""
    assert animation.story.stage.width_px == animation.settings.size_px
    return list(layout_complaints(animation.story))


def texts(story: Story) -> dict[MarkId, Text]:
    return {id: mark.shape for id, mark in story.stage.marks.items()
            if isinstance(mark.shape, Text)}


def cell(story: Story, name: str, *index: int) -> Cell:
    shape = story.stage.marks[name, index].shape
    assert isinstance(shape, Cell)
    return shape


# What is drawn is what was computed.

@pytest.mark.parametrize(("name", "prefilled", "size_px"), in_turn(PRESETS, [False, True], SIZES))
def test_scenes_of_the_presets_are_their_traces(name: str, prefilled: bool, size_px: int) -> None:
    """In one of the sizes: where cells are larger their roles are the same, and layouts of each
    size are looked at below."""
    assert complaints(preset(name, prefilled=prefilled, size_px=size_px)) == []


@repeatable(150)
@given(any_layers((1, 2), 7, 4), st.booleans(), st.sampled_from(SIZES), st.data())
def test_scenes_of_random_layers_are_their_traces(
        layer_and_size: Any, prefilled: bool, size_px: int, data: st.DataObject) -> None:
    layer, size = layer_and_size
    show_out = data.draw(st.integers(0, layer.output_channels(layer.input_channels or 1) - 1))
    show_in = data.draw(st.sampled_from(layer.channels_read(show_out)))
    animation = animate(layer, input_size=size, prefilled=prefilled, size_px=size_px,
                        view="isometric", show_in=show_in, show_out=show_out, text="none",
                        force=True)
    assert complaints(animation) == []


@every_preset
def test_the_output_fills_up(name: str) -> None:
    story = preset(name).story
    filled = [len(cells_with(s, "output", "output") - cells_with(s, "output", "output_pending"))
              for s in story.snapshots()]
    assert filled == list(range(1, len(story.scenes) + 1))


def test_the_extra_row_and_column_are_at_the_bottom_and_right() -> None:
    snapshot = next(preset("padding_strides_odd_transposed").story.snapshots())
    assert cells_with(snapshot, "output", "output_padding") == {
        (row, column) for row, column in product(range(6), repeat=2) if 5 in (row, column)}


@pytest.mark.parametrize("layer", [Conv1d(stride=2, padding=1), ConvTranspose1d(stride=2)],
                         ids=repr)
def test_one_axis_is_drawn_as_one_row(layer: Any) -> None:
    animation = animate(layer, input_size=5, view="isometric")
    assert [rows for rows, _ in animation.story.stage.maps.values()] == [1, 1]
    assert complaints(animation) == []


def test_the_rotation_is_seen_by_the_dot() -> None:
    """Top left in a convolution, bottom right in the equivalent one of a transposed layer."""
    for layer, corner in ((Conv2d(), 1), (ConvTranspose2d(padding=2), -1)):
        story = animate(layer, input_size=5).story
        snapshot = next(story.snapshots())
        window = sorted(cells_with(snapshot, "input", "window"))
        dot = snapshot.shapes["first_weight", ()]
        assert isinstance(dot, Disc)
        first = window[0] if corner == 1 else window[-1]
        xs = [x for x, _ in cell(story, "input", *first).corners]
        assert min(xs) < dot.center[0] < max(xs)


def test_a_true_convolution_has_its_dot_at_the_end_and_pooling_has_none() -> None:
    for layer, turned, count in ((Conv2d(), False, 1), (Conv2d(), True, 1),
                                 (MaxPool2d(), False, 0)):
        traced = trace(layer, input_size=9, true_convolution=turned)
        animation = animate(traced)
        snapshot = next(animation.story.snapshots())
        dots = [shape for id, shape in snapshot.shapes.items()
                if isinstance(shape, Disc) and id[0] != "swatch"]
        assert len(dots) == count
        if dots:
            corner = (2, 2) if turned else (0, 0)
            ys = [y for _, y in cell(animation.story, "input", *corner).corners]
            assert min(ys) < dots[0].center[1] < max(ys)
        assert complaints(animation) == []


def test_only_a_window_that_its_taps_do_not_fill_has_an_outline() -> None:
    for layer, outlined in ((Conv2d(), False), (Conv2d(dilation=2), True),
                            (Conv2d(dilation=(1, 2)), True),
                            (Conv2d(kernel_size=1, dilation=2), False),
                            (Conv2d(padding=1), False), (ConvTranspose2d(dilation=2), True),
                            (MaxPool2d(), False), (MaxPool2d(padding=1), True),
                            (AvgPool2d(padding=1), False), (AvgPool2d(2, ceil_mode=True), True),
                            (AvgPool2d(padding=1, count_include_pad=False), True),
                            (LPPool2d(2, 2, dilation=2), True)):
        marks = animate(layer, input_size=7).story.stage.marks.values()
        assert any("window_outline" in mark.roles for mark in marks) == outlined


def test_the_beam_and_its_outline_go_with_every_window() -> None:
    for layer in (Conv2d(), Conv2d(dilation=2), ConvTranspose2d(), MaxPool2d(), Conv1d()):
        for snapshot in animate(layer, input_size=7).story.snapshots():
            names = {id[0] for id in snapshot.shapes}
            assert "beam" in names
            assert len(names & {"beam_outline", "window_outline"}) == 1


def test_lines_are_bolder_in_larger_pictures() -> None:
    scales = {size: preset("dilation", size_px=size).story.stage.line_scale
              for size in (150, 240, 320, 400, 640)}
    assert 0.75 <= scales[150] < scales[240] < 1 < 1.1 <= scales[320] < scales[400] < scales[640]
    assert scales[640] < 1.7
    for name in PRESETS:
        assert preset(name, size_px=150).story.stage.line_scale >= 0.75
    assert animate(Conv2d(), input_size=60).story.stage.line_scale < 0.7


@pytest.mark.parametrize("size_px", [150, 320, 333])
def test_upright_lines_stand_in_the_middle_of_a_pixel(size_px: int) -> None:
    """One of 1 px is drawn as one column of pixels, not as two paler ones."""
    animation = preset("padding_strides", size_px=size_px)
    upright = [start[0] % 1 for snapshot in animation.story.snapshots()
               for shape in [snapshot.shapes["projection", ()]] if isinstance(shape, Line)
               for start, end in shape.strokes if start[0] == end[0]]
    assert upright
    assert set(upright) == {0.5}


@pytest.mark.parametrize(("size_px", "stride", "drawn"), [
    (150, 1, False), (150, 2, True), (200, 1, True)])
def test_in_a_small_picture_a_step_of_one_cell_has_no_bracket(size_px: int, stride: int,
                                                              drawn: bool) -> None:
    story = animate(Conv2d(stride=stride), input_size=7, size_px=size_px).story
    assert (("stride", (0,)) in story.stage.marks) is drawn


@pytest.mark.parametrize(("layer", "size", "rows", "columns"), [
    (Conv2d(stride=(2, 3), padding=1), 9, 2, 3), (ConvTranspose2d(stride=2), 3, 1, 1),
    (Conv2d(stride=2), (3, 7), None, 2), (Conv1d(stride=3), 9, None, 3), (Conv2d(), 3, None, None)])
def test_brackets_span_from_the_first_window_to_the_second(
        layer: Any, size: Any, rows: int | None, columns: int | None) -> None:
    story = animate(layer, input_size=size, view="isometric").story
    first = cell(story, "input", 0, 0).corners
    across = {name: np.subtract(first[end], first[0]) for name, end in (("columns", 1),
                                                                        ("rows", 3))}
    spans = []
    for mark in story.stage.marks.values():
        if mark.id[0] == "stride":
            assert isinstance(mark.shape, Line)
            (points,) = mark.shape.strokes
            spans.append(np.subtract(points[-1], points[0]))
    wanted = [count * across[name] for name, count in (("columns", columns), ("rows", rows))
              if count]
    assert len(spans) == len(wanted)
    for span, want in zip(sorted(map(tuple, np.abs(spans))), sorted(map(tuple, np.abs(wanted))),
                          strict=True):
        np.testing.assert_allclose(span, want)


@every_view
def test_marks_go_by_their_ids(view: str) -> None:
    story = animate(first_drawn(view, ConvTranspose2d(stride=2)), view=view).story
    assert all(id == mark.id for id, mark in story.stage.marks.items())
    for scene in story.scenes:
        assert set(scene.roles) | set(scene.shapes) <= set(story.stage.marks)


@every_preset
def test_a_step_changes_little(name: str) -> None:
    """Roles that change, and no text: what does not change is not sent again."""
    story = preset(name).story
    before = {id: mark.roles for id, mark in story.stage.marks.items()}
    for scene in story.scenes:
        assert not any(isinstance(shape, Text) for shape in scene.shapes.values())
        assert len(scene.shapes) <= 4
        assert all(before[id] != roles for id, roles in scene.roles.items())
        before |= scene.roles


# Nothing lies on what it must not lie on.

LARGE = st.one_of(
    conv_layers((1, 2), 14, 3, 4, 3), transposed_layers((1, 2), 7, 3, 4, 4),
    any_layers((1, 2), 4, 4))


@repeatable(150)
@given(LARGE, st.sampled_from(SIZES), st.sampled_from(TEXT_MODES),
       st.sampled_from([None, "A title", "A title that is longer than most of them are"]))
def test_layouts_of_random_layers(layer_and_size: Any, size_px: int, text: str,
                                  title: str | None) -> None:
    layer, size = layer_and_size
    assert layout_fitted(layer, size, size_px=size_px, text=text, title=title) == []


def layout_fitted(layer: Any, size: Any, **settings: Any) -> list[str]:
    """The complaints; a size that is too small is no complaint if the one it names will do."""
    return layout_of(fitted(layer, input_size=size, **settings))


@pytest.mark.parametrize(("size", "size_px", "text", "layer"), in_turn(
    [(1, 1), (2, 2), (32, 32), (1, 32), (32, 1), (2, 32), (32, 3)], SIZES, TEXT_MODES,
    [Conv2d(padding=1, stride=2), Conv2d(kernel_size=1), Conv2d(padding="same_upper", stride=3)]))
def test_layouts_of_the_smallest_and_the_largest_inputs(size: Any, size_px: int, text: str,
                                                        layer: Any) -> None:
    assert layout_fitted(layer, size, size_px=size_px, text=text) == []


@pytest.mark.parametrize(("length", "size_px", "text", "layer"), in_turn(
    [1, 2, 3, 16, 32], SIZES, TEXT_MODES,
    [Conv1d(padding=1), Conv1d(padding="causal"), ConvTranspose1d(stride=2, output_padding=1)]))
def test_layouts_of_one_axis(length: int, size_px: int, text: str, layer: Any) -> None:
    assert layout_fitted(layer, length, size_px=size_px, text=text) == []


@pytest.mark.parametrize(("size", "size_px", "text", "layer"), in_turn(
    [1, 2, 8, (1, 6), (6, 1)], SIZES, TEXT_MODES,
    [ConvTranspose2d(stride=2, padding=1, output_padding=1),
     ConvTranspose2d(kernel_size=4, stride=(3, 1))]))
def test_layouts_of_transposed_layers(size: Any, size_px: int, text: str, layer: Any) -> None:
    assert layout_fitted(layer, size, size_px=size_px, text=text) == []


@pytest.mark.slow
@repeatable(40)
@given(conv_layers((2,), 32, 4, 8, 6), st.sampled_from(SIZES), st.sampled_from(TEXT_MODES))
def test_layouts_of_large_random_layers(layer_and_size: Any, size_px: int, text: str) -> None:
    layer, size = layer_and_size
    assert layout_fitted(layer, size, size_px=size_px, text=text) == []


LONG_LABELS = Conv2d(512, 512, kernel_size=(1, 3), padding=(0, 1), stride=(1, 4))


@pytest.mark.parametrize("text", ["sizes", "legend", "full"])
def test_labels_too_long_for_the_width_name_the_smallest(text: str) -> None:
    settings: dict[str, Any] = {"input_size": (1, 32), "text": text, "show_in": 511,
                                "show_out": 511}
    message = refusal(ViewError, lambda: animate(LONG_LABELS, size_px=100, **settings).story)
    assert "text='none'" in message
    smallest = smallest_named(message, 100)
    assert layout_of(animate(LONG_LABELS, size_px=smallest, **settings)) == []
    assert animate(LONG_LABELS, size_px=100, **{**settings, "text": "none"}).story.scenes


@pytest.mark.parametrize("size_px", [40, 60, 80, 100, 120, 150])
@pytest.mark.parametrize("text", TEXT_MODES)
@pytest.mark.parametrize("layer", [
    Conv2d(stride=2, padding=1), ConvTranspose2d(stride=2, padding=1, output_padding=1),
    Conv2d(64, 64, padding="same_upper", padding_mode="replicate")], ids=repr)
def test_a_width_too_small_is_an_error_and_never_text_cut_off(layer: Any, text: str,
                                                              size_px: int) -> None:
    assert layout_fitted(layer, 6, size_px=size_px, text=text) == []


@pytest.mark.parametrize("title", ["Donaudampfschifffahrtsgesellschaft" * 3, "word " * 40, "x"],
                         ids=len)
def test_a_title_stays_inside_or_is_refused(title: str) -> None:
    for text in TEXT_MODES:
        assert layout_fitted(Conv2d(), 5, size_px=320, text=text, title=title) == []


@pytest.mark.parametrize("size_px", [150, 320])
def test_density_does_not_change_the_layout(size_px: int) -> None:
    stories = [animate(Conv2d(padding=1), input_size=5, size_px=size_px, density=density).story
               for density in (1, 2)]
    assert stories[0] == stories[1]


@every_preset
def test_themes_do_not_change_the_layout(name: str) -> None:
    stories = [preset(name, theme=theme, text="full", prefilled=False).story for theme in THEMES]
    assert all(story == stories[0] for story in stories)


def test_words_do_not_depend_on_the_channel_that_is_shown() -> None:
    """The picture of one plane is the same picture for each, but for the words and what its cells
    stand for."""
    stories = [animate(Conv2d(3, 3), show_in=channel, text="none").story for channel in range(3)]
    said, *others = [replace(story, stage=replace(story.stage, elements={})) for story in stories]
    assert all(story == said for story in others)
    assert len({story.stage.elements["input", (0, 0)] for story in stories}) == 3


# Refusals.

@every_view
@pytest.mark.parametrize("layer", [Conv3d(), ConvTranspose3d(), MaxPool3d(2)], ids=repr)
def test_three_axes_are_drawn_or_refused_with_the_reason_and_what_works(view: str, layer: Any
                                                                        ) -> None:
    if VIEWS[view].draws(layer):
        check_draws(view, layer)
        return
    message = refusal(ViewError, lambda: animate(layer, view=view))
    assert f"the {view} view does not draw {type(layer).__name__}" in message
    assert message.endswith("use view='isometric'")
    if layer.kind in VIEWS[view].kinds and layer.rank not in VIEWS[view].ranks:
        drawn = "rows" if view == "lanes" else "planes"
        assert f"whose maps have depth, and it draws {drawn}: use" in message


@every_view
def test_layers_that_a_view_draws_are_not_refused(view: str) -> None:
    for layer_type in LAYERS.values():
        row, layer = VIEWS[view], layer_type()
        is_sum = layer.reduction in ("sum", "average", "interpolation")
        if layer.rank in row.ranks and layer.kind in row.kinds and (is_sum or not row.weighted):
            check_draws(view, layer)
        else:
            refusal(ViewError, lambda: check_draws(view, layer))  # noqa: B023  # called now


@pytest.mark.parametrize(("settings", "words"), [
    ({"show_in": 4}, "there are 0 to 3"), ({"show_in": -1}, "there are 0 to 3"),
    ({"show_out": 6}, "there are 0 to 5"),
    ({"show_in": 0, "show_out": 5}, "with these groups it reads 2 to 3")], ids=str)
def test_channels_that_are_not_there_or_never_meet_are_refused(settings: Any, words: str) -> None:
    message = refusal(ViewError, lambda: animate(Conv2d(4, 6, groups=2), **settings).story)
    assert words in message


@pytest.mark.parametrize(("layer", "show_in", "show_out"), [
    (Conv2d(4, 4, groups=4), 2, 2), (Conv2d(4, 6, groups=2), 2, 3), (Conv2d(4, 6), 2, 0),
    (ConvTranspose2d(4, 8, groups=4), 1, 2), (MaxPool2d(2), 2, 2), (AvgPool2d(2), 0, 0)], ids=str)
@pytest.mark.parametrize("view", ["isometric", "stamp", "values", "macs"])
def test_an_input_channel_alone_is_drawn_with_the_first_output_that_reads_it(
        view: str, layer: Any, show_in: int, show_out: int) -> None:
    if not VIEWS[view].draws(layer):
        return
    traced = trace(layer, input_size=4, channels=3)
    stages = [animate(traced, view=view, **shown).story.stage for shown in (
        {"show_in": show_in}, {"show_in": show_in, "show_out": show_out})]
    assert stages[0] == stages[1]


def test_pooling_has_no_groups_to_blame() -> None:
    traced = trace(MaxPool2d(2), input_size=4, channels=3)
    for view in ("values", "channels"):
        message = refusal(ViewError, lambda: animate(traced, view=view, show_in=0, show_out=2  # noqa: B023
                                                     ).story)
        assert "it reads only 2" in message
        assert "groups" not in message


def test_one_channel_is_the_only_one() -> None:
    assert "there is only 0" in refusal(ViewError, lambda: animate(Conv2d(), show_in=1).story)


@every_view
def test_rows_of_the_table_say_what_the_view_is(view: str) -> None:
    row = VIEWS[view]
    assert row.description
    assert row.size_px > 0
    assert set(row.ranks) <= {0, 1, 2, 3}
    assert callable(row.load().stage)
    assert callable(row.load().describe)


# The audits can fail.

@pytest.fixture
def whole() -> Animation:
    return animate(ConvTranspose2d(stride=2, padding=1, output_padding=1), input_size=3)


def audit(animation: Animation, story: Story) -> list[str]:
    return list(story_complaints(story, animation.traces[0]))


def test_a_whole_story_has_no_complaints(whole: Animation) -> None:
    assert audit(whole, whole.story) == []


@pytest.mark.parametrize(("id", "roles", "expected"), [
    (("input", (0, 0)), ("padding", "window"), "window"),
    (("input", (2, 2)), ("input",), "window"),
    (("input", (0, 0)), ("inserted_zero",), "padding"),
    (("input", (0, 0)), ("padding", "dropped"), "dropped"),
    (("output", (0, 0)), ("output", "output_pending"), "output_pending"),
    (("output", (5, 5)), ("output", "output_padding"), "output_pending"),
    (("output", (5, 5)), ("output", "output_pending"), "output_padding"),
    (("output", (1, 1)), ("output",), "output_active"),
    (("output", (1, 2)), ("output", "output_active"), "output_active"),
    (("output", (0, 0)), ("window",), "output"),
], ids=str)
def test_the_audit_sees_a_wrong_role(whole: Animation, id: MarkId, roles: Sequence[str],
                                     expected: str) -> None:
    number = 7  # the output cell (1, 1)
    found = audit(whole, with_roles(whole.story, number, {id: tuple(roles)}))
    assert any(c.startswith(f"scene {number}: ") and expected in c for c in found), found


def test_the_audit_sees_missing_and_reordered_scenes(whole: Animation) -> None:
    story = whole.story
    assert audit(whole, Story(story.stage, story.scenes[:-1]))
    assert audit(whole, Story(story.stage, [story.scenes[1], story.scenes[0], *story.scenes[2:]]))


def test_the_audit_sees_missing_marks(whole: Animation) -> None:
    marks = dict(whole.story.stage.marks)
    del marks["input", (0, 0)]
    assert audit(whole, Story(replace(whole.story.stage, marks=marks), whole.story.scenes))


@pytest.mark.parametrize("role", ["projection", "beam", "beam_outline", "first_weight"])
def test_the_audit_sees_pointers_that_stay_behind(whole: Animation, role: str) -> None:
    story = whole.story
    scenes = [Scene(scene.roles, {id: shape for id, shape in scene.shapes.items()
                                  if role not in story.stage.marks[id].roles})
              for scene in story.scenes]
    assert any("scene 1:" in complaint for complaint in audit(whole, Story(story.stage, scenes)))


@pytest.mark.parametrize("strokes", [
    lambda lines: lines[:1], lambda lines: (*lines, ((0.0, 0.0), (9.0, 9.0))),
    lambda lines: (*lines, (lines[0][0], lines[1][0])),
    lambda lines: ((lines[0][0], lines[0][0]), *lines[1:])])
def test_the_audit_sees_wrong_lines(whole: Animation, strokes: Any) -> None:
    scenes = list(whole.story.scenes)
    line = scenes[7].shapes["projection", ()]
    assert isinstance(line, Line)
    scenes[7] = replace(scenes[7], shapes={
        **scenes[7].shapes, ("projection", ()): Line(strokes(line.strokes))})
    assert any("scene 7: the lines" in c
               for c in audit(whole, Story(whole.story.stage, scenes)))


def test_the_audit_sees_a_wrong_outline() -> None:
    animation = animate(Conv2d(dilation=2), input_size=7)
    wrong: dict[MarkId, Any] = {("window_outline", ()): Line((((0, 0), (9, 9)),))}
    scenes = [Scene(scene.roles, {**scene.shapes, **wrong}) for scene in animation.story.scenes]
    assert any("outline" in c for c in audit(animation, Story(animation.story.stage, scenes)))


@pytest.mark.parametrize(("mark", "expected"), [
    (Mark(("label", (9,)), Text("over the input", (140, 250), 12), ("label",)), "overlaps"),
    (Mark(("label", (9,)), Text("input 3×3", (0.2, 200), 12), ("label",)), "leaves the canvas"),
    (Mark(("label", (9,)), Text("small", (20, 20), 8.9), ("label",)), "8.9 px"),
    (Mark(("zero", (2, 3)), Text("0", (10, 10), 9), ("zero",)), "is not inside ('input', (2, 3))"),
    (Mark(("swatch", (9,)), Cell(((150, 220), (170, 220), (170, 240), (150, 240))), ("input",)),
     "input overlaps swatch"),
    (Mark(("stride", (9,)), Line((((0, 0), (320, 500)),)), ("stride",)), "leaves the canvas"),
    (Mark(("dot", ()), Disc((319, 100), 4), ("first_weight",)), "leaves the canvas"),
], ids=lambda value: value.id[0] if isinstance(value, Mark) else value)
def test_the_audit_sees_a_bad_layout(whole: Animation, mark: Mark, expected: str) -> None:
    found = list(layout_complaints(with_mark(whole.story, mark)))
    assert any(expected in complaint for complaint in found), found


def test_the_audit_sees_texts_on_texts_and_lines_through_them(
        whole: Animation) -> None:
    story = whole.story
    id, label = next((id, text) for id, text in texts(story).items() if id[0] == "label")
    twice = with_mark(story, Mark(("label", (9,)), label, ("label",)))
    assert any("overlaps" in complaint for complaint in layout_complaints(twice))
    x, y = label.anchor
    crossed = with_mark(story, Mark(("stride", (9,)), Line((((x, y - 20), (x + 20, y + 9)),)),
                                    ("stride",)))
    assert any(str(id) in c and "crossed" in c for c in layout_complaints(crossed))


def test_cells_of_one_axis_lie_in_one_row() -> None:
    assert as_cell([3]) == (0, 3)
    assert as_cell([2, 3]) == (2, 3)
