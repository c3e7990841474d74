"""Named pairs: each is two panels that show what its sentence says."""

from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal

from convgif.animation import Animation, draw
from convgif.errors import ConvgifError, NotationError
from convgif.layers.presets import PRESETS
from convgif.networks.presets import NETWORK_PRESETS
from convgif.settings.options import PARTNERS
from convgif.settings.pairs import ARTICLE_PICTURES, NAMED, PAIRS
from convgif.settings.resolving import resolve
from convgif.traces.shifting import shifted
from convgif.views.settings import SHIFT


def drawn(name: str, **settings: Any) -> Animation:
    return draw(resolve(settings, name))


def outputs(name: str) -> list[Any]:
    return [panel.traces[0].output for panel in drawn(name).panels]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_panels_by_each_of_its_names(name: str) -> None:
    asked = resolve({}, name)
    assert len(drawn(name).panels) == {"dense_local_shared": 4, "shuffle_is_transposed": 3}.get(
        name, 2)
    assert asked == resolve({"preset": name}) == resolve({"layer": name.replace("_", "-").upper()})
    drawn_twice = any(name in asked.settings for name in PARTNERS)
    assert len({*map(repr, asked.panels)}) + drawn_twice == len(drawn(name).panels)
    assert PAIRS[name].description


def test_no_pair_is_called_as_a_layer_is() -> None:
    assert PAIRS.keys().isdisjoint(PRESETS.keys() | NETWORK_PRESETS.keys())
    assert PRESETS.keys().isdisjoint(NETWORK_PRESETS)
    tables = PAIRS, PRESETS, NETWORK_PRESETS, ARTICLE_PICTURES
    assert sum(map(len, tables)) == len(NAMED)


@pytest.mark.parametrize(("name", "shapes"), {
    "conv2d_every_argument": ((3, 7, 7), (2, 3, 3)), "conv2d_one_kernel": ((1, 9, 9), (1, 7, 7)),
    "conv2d_four_kernels": ((1, 7, 7), (4, 5, 5)), "conv2d_twelve_kernels": ((3, 7, 7), (4, 5, 5)),
    "conv2d_rectangular_kernel": ((3, 7, 9), (2, 3, 9)),
    "conv2d_rectangular_stride": ((3, 9, 9), (2, 7, 3)), "conv2d_padding": ((2, 7, 7), (1, 7, 7)),
    "conv2d_dilation": ((2, 7, 7), (1, 1, 5)), "conv2d_groups": ((2, 7, 7), (4, 5, 5))}.items())
def test_the_nine_animations_of_an_article_have_its_shapes(
        name: str, shapes: tuple[tuple[int, ...], ...]) -> None:
    (panel,) = resolve({}, name.replace("_", "-").upper()).layers
    shape = panel.layer.input_shape(panel.input_size)
    assert (shape, panel.layer.output_shape(shape)) == shapes
    assert panel.view == "channels"
    assert len(ARTICLE_PICTURES) == 9


def test_with_the_kernel_that_the_article_says_it_is_another_shape() -> None:
    (panel,) = resolve({"kernel_size": (5, 2)}, "conv2d_rectangular_kernel").layers
    assert panel.layer.output_shape((3, 7, 9)) == (2, 3, 8)


def test_zeros_between_and_stamps_are_equal_at_the_end() -> None:
    inserted, stamped = outputs("zero_insertion_against_stamps")
    assert np.array_equal(inserted, stamped)
    assert drawn("zero_insertion_against_stamps").staged.count == 25


def test_a_shuffle_comes_to_what_the_transposed_convolution_does() -> None:
    convolved, shuffled, transposed = outputs("shuffle_is_transposed")
    assert np.array_equal(shuffled, transposed)
    assert convolved.shape == (4, 2, 2)


def test_unpooling_puts_the_maxima_back_where_they_were() -> None:
    pooled, unpooled = drawn("max_pooling_and_unpooling").traces
    assert np.array_equal(unpooled.input, pooled.output)
    at = unpooled.output != 0
    assert np.array_equal(unpooled.output[at], pooled.input[at])
    assert at.sum() == pooled.output.size


def test_what_takes_the_output_of_a_panel_needs_one() -> None:
    with pytest.raises(ConvgifError, match="leave it out of the first"):
        draw(resolve({"takes_output": True}, "Conv2d() | PixelShuffle(1)"))


def test_a_true_convolution_comes_to_something_else() -> None:
    true, cross = outputs("convolution_against_cross_correlation")
    assert true.shape == cross.shape
    assert not np.array_equal(true, cross)


@pytest.mark.parametrize(("name", "shape"), [
    ("stride_against_dilation", (1, 3, 3)), ("max_against_average_pooling", (1, 2, 2)),
    ("same_upper_against_same_lower", (1, 3, 3)), ("seven_and_eight_to_three", (1, 3, 3))])
def test_both_come_to_the_same_size(name: str, shape: tuple[int, ...]) -> None:
    assert [output.shape for output in outputs(name)] == [shape, shape]


def test_from_fully_connected_to_convolution_in_a_square() -> None:
    panels = drawn("dense_local_shared").panels
    traces = [panel.traces[0] for panel in panels]
    assert [trace.layer.parameter_count for trace in traces] == [64, 25, 36, 9]
    assert [trace.matrix.wired for trace in traces] == [64, 64, 36, 36]
    assert {trace.matrix.shape for trace in traces} == {(4, 16)}
    assert len({trace.input.tobytes() for trace in traces}) == 1
    maps = [panel.story.stage.maps for panel in panels]
    assert [shown["output"] for shown in maps] == [(2, 2)] * 4
    assert [panel.settings.title for panel in drawn("dense_local_shared", language="zh").panels
            ][3] == "局部连接，共享权重"
    assert drawn("dense_local_shared", language="symbols").panels[0].settings.title is None
    own = drawn("dense_local_shared", title="mine").panels
    assert [panel.settings.title for panel in own] == ["mine"] * 4


def test_the_matrix_of_the_transpose_is_that_of_the_convolution_turned() -> None:
    across, back = (panel.traces[0] for panel in drawn("transposed_is_the_transpose").panels)
    assert np.array_equal(across.matrix.dense().T, back.matrix.dense())


def test_settings_beside_it_win() -> None:
    asked = resolve({"input_size": 9, "theme": "dark"}, "stride_against_dilation")
    assert [panel.input_size for panel in asked.panels] == [(9, 9), (9, 9)]
    assert asked.settings == {"theme": "dark"}


def test_a_pair_is_no_panel_and_has_no_layer_beside_it() -> None:
    assert "give it alone" in refusal(NotationError, lambda: resolve(
        {}, "stride_against_dilation | dilation"))
    assert "leave one out" in refusal(ConvgifError, lambda: resolve(
        {"preset": "dilation"}, "stride_against_dilation"))


@pytest.mark.parametrize(("name", "broken"), [
    ("shift_through_padding", [0, 38]), ("shift_through_shared_weights", [7, 15]),
    ("shift_through_stride", [0, 9])])
def test_one_follows_a_shift_and_the_other_does_not(name: str, broken: list[int]) -> None:
    found = [shifted(panel.traces[0], panel.settings[SHIFT] or 1).broken.sum()
             for panel in drawn(name).panels]
    assert found == broken


def test_a_shuffle_and_the_transposed_convolution_make_the_same_cells_at_a_time() -> None:
    """What the convolution makes is moved in that step, into the stamp that falls then."""
    story = drawn("shuffle_is_transposed").story
    assert len(story.scenes) == 16
    seen = set()
    for snapshot in story.snapshots():
        lit: dict[str, set[tuple[int, ...]]] = {}
        for id, element in story.stage.elements.items():
            roles = snapshot.roles[id]
            for role in ("output_active", "read", "reached", "window"):
                if role in roles and element.array != "weight":
                    name = f"{element.trace} {element.array} {role}"
                    lit.setdefault(name, set()).add(element.index)
        (made,), (moved,), (cell,) = lit["0 output output_active"], lit["1 extended read"], lit[
            "1 output reached"]
        assert made == moved
        assert (cell[1] // 2, cell[2] // 2) == made[1:]
        stamped = lit.get("2 input window", set())
        assert stamped in ({(0, *made[1:])}, set())  # nothing while it closes
        seen |= stamped
    assert len(seen) == 4
