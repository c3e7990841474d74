"""The equivariance view: two ways from an input, and the outputs in which they do not meet."""

from typing import Any

import numpy as np
import pytest
from board_audit import shown_texts
from element_audit import element_complaints
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import (
    LayerAndSize,
    conv_layers,
    pooling_layers,
    refusal,
    repeatable,
    transposed_layers,
)
from picture_audit import cells_with

from convgif.animation import Animation, animate, draw
from convgif.errors import ConvgifError, LayerError, ViewError
from convgif.layers import (
    AdaptiveMaxPool2d,
    AvgPool2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    GlobalAveragePool2d,
    GlobalMaxPool2d,
    Linear,
    MaxPool2d,
)
from convgif.scenes.scene import Snapshot, Text
from convgif.settings.resolving import resolve
from convgif.traces.shifting import shifted, shifted_as
from convgif.traces.tracing import trace
from convgif.views.kit.grids import cell_of

CIRCULAR = Conv2d(padding=1, padding_mode="circular")


def compared(layer: Any, size: Any, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="equivariance", force=True, size_px=1600,
                   **settings)


def numbers(snapshot: Snapshot, name: str) -> dict[tuple[int, ...], float]:
    return {index: float(shape.string.replace("\N{MINUS SIGN}", "-"))
            for (known, index), shape in snapshot.shapes.items()
            if known == f"{name}_number" and isinstance(shape, Text)
            and snapshot.roles[known, index] != ("pending",)}


@pytest.mark.parametrize(("layer", "size", "by"), [
    (CIRCULAR, 5, (1, 1)),
    (CIRCULAR, 5, (-2, 3)),
    (Conv2d(kernel_size=1), 4, (1, 2)),
    (MaxPool2d(2), 6, (2, 4)),
    (AvgPool2d(2), 6, (-2, 0)),
    (AvgPool2d(4), 4, (1, 1)),  # global: invariant
    (GlobalMaxPool2d(), 4, (1, 3)),
    (GlobalAveragePool2d(), 5, (2, -1)),
    (AdaptiveMaxPool2d(3), 6, (2, 4)),
    (Conv2d(stride=2, padding=1, padding_mode="circular"), 6, (2, 2)),
    (Conv2d(stride=2, padding=1, padding_mode="circular"), 6, (4, 2)),
    (ConvTranspose2d(kernel_size=2, stride=2), 3, (1, -1)),
])
def test_where_theory_says_zero_it_is_exactly_zero(layer: Any, size: int, by: tuple[int, int]
                                                   ) -> None:
    for x in (None, np.random.default_rng(0).normal(size=(1, size, size))):
        given = {"input_size": size} if x is None else {"input": x}
        pair = shifted(trace(layer, **given), by)
        assert np.count_nonzero(pair.difference) == pair.broken.sum() == 0


ONES = np.arange(1.0, 26).reshape(1, 5, 5) ** 3


@pytest.mark.parametrize(("layer", "by", "broken"), [
    (Conv2d(padding=1), (1, 0), [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [0] * 5, [0] * 5, [1] * 5]),
    (Conv2d(), (0, 1), [[1, 0, 0]] * 3),
    (Conv2d(), (0, -1), [[0, 0, 1]] * 3),
    (AvgPool2d(2, 1), (0, 2), [[1, 1, 0, 0]] * 4),
    (MaxPool2d(2, 1), (0, 2), [[1, 0, 0, 0]] * 4),  # of the second, 125 is the largest either way
])
def test_a_border_that_is_not_circular_breaks_where_windows_reach_it(
        layer: Any, by: tuple[int, int], broken: list[list[int]]) -> None:
    weight = None if layer.weight_shape is None else np.ones(layer.weight_shape)
    pair = shifted(trace(layer, ONES, weight, *([[0.0]] if weight is not None else [])), by)
    assert pair.broken[0].astype(int).tolist() == broken


@repeatable(15)
@given(conv_layers((1, 2), 5, 2) | pooling_layers((1, 2), 5) | transposed_layers((1, 2), 3, 2),
       st.integers(-3, 3))
def test_the_difference_is_that_of_numpy(made: LayerAndSize, by: int) -> None:
    layer, size = made
    first = trace(layer, input_size=size)
    axes = tuple(range(1, first.input.ndim))
    again = trace(layer, np.roll(first.input, (by,) * len(axes), axes), first.weight, first.bias)
    strides = [axis.starts.step for axis in first.stamp_axes or first.axes]
    along = [by * stride if first.stamp_axes else int(by / stride) for stride in strides]
    wanted = again.output - np.roll(first.output, along, axes)
    pair = shifted(first, by)
    np.testing.assert_array_equal(pair.second.output, again.output)
    np.testing.assert_allclose(pair.difference, wanted, rtol=0, atol=1e-9)
    assert bool(pair.uneven) == any(not first.stamp_axes and by % stride for stride in strides)


@repeatable(15)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(-3, 3), st.integers(-3, 3))
def test_features_are_shifted_as_a_square_or_a_row(inputs: int, outputs: int, down: int, right: int
                                                   ) -> None:
    first = trace(Linear(inputs, outputs))
    maps = shifted_as(first)
    squares = inputs in (4, 9, 16) and outputs in (1, 4, 9, 16)
    assert [len(shape) - 1 for shape in maps] == [2 if squares else 1] * 2
    by = (down, right) if squares else (right,)
    axes = tuple(range(1, len(maps[0])))
    again = trace(first.layer, np.roll(first.input.reshape(maps[0]), by, axes).ravel(),
                  first.weight, first.bias)
    pair = shifted(first, by)
    np.testing.assert_array_equal(pair.second.output, again.output)
    np.testing.assert_array_equal(
        pair.difference, again.output - np.roll(first.output.reshape(maps[1]), by, axes).ravel())
    for number in range(outputs):
        assert pair.moved.reshape(maps[1])[pair.lands((number,))] == first.output[number]


def test_of_a_fully_connected_layer_all_is_read_and_what_breaks_is_hatched() -> None:
    animation = animate(Linear(9, 4), view="equivariance", shift=(1, 0), values=True)
    (t,) = animation.traces
    pair = shifted(t, (1, 0))
    every = set(np.ndindex(3, 3))
    assert list(element_complaints(animation.story, t)) == []
    for snapshot in animation.story.snapshots():
        assert every == cells_with(snapshot, "input", "window") == cells_with(
            snapshot, "again_input", "window")
    assert cells_with(snapshot, "difference", "broken") == set(map(tuple, np.argwhere(
        pair.broken.reshape(2, 2)).tolist()))
    assert numbers(snapshot, "difference") == dict(np.ndenumerate(pair.difference.reshape(2, 2)))
    same = animate(Linear(9, 4), view="equivariance", weight=np.ones((4, 9)), bias=np.zeros(4))
    assert "equal everywhere" in same.describe()


def test_the_corner_is_missed_where_weights_are_not_set_to_it_and_a_convolution_finds_it() -> None:
    animation = draw(resolve({}, "corner_stroke"))
    dense, convolution = (shifted(panel.traces[0], 2) for panel in animation.panels)
    assert dense.first.weight.tolist() == [dense.first.input.tolist()]  # set to match it
    assert (dense.first.output, dense.second.output) == ([5], [0])
    assert not convolution.broken.any()
    found = [np.unravel_index(each.output.argmax(), each.output.shape) for each in (
        convolution.first, convolution.second)]
    assert found == [(0, 2, 2), (0, 4, 4)]
    assert convolution.second.output.max() == 5
    assert np.count_nonzero(convolution.second.output == 5) == 1
    np.testing.assert_array_equal(dense.first.input, convolution.first.input.ravel())


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize(("layer", "size", "shift"), [
    (CIRCULAR, 5, 1), (Conv2d(padding=1), 5, (1, 0)), (Conv2d(stride=2, padding=1), 6, (2, 1)),
    (MaxPool2d(2), 6, (-1, 2)), (ConvTranspose2d(stride=2), 3, 1), (Conv1d(padding=1), 6, 2)])
def test_both_windows_go_together_and_broken_cells_are_hatched(
        layer: Any, size: int, shift: Any, values: bool) -> None:
    animation = compared(layer, size, shift=shift, values=values)
    (t,) = animation.traces
    pair = shifted(t, shift)
    assert len(animation.scenes) == animation.staged.count == t.output[0].size
    broken = {cell_of(cell) for cell in np.argwhere(pair.broken[0]).tolist()}
    done: set[tuple[int, ...]] = set()
    for step, snapshot in zip(t.steps, animation.story.snapshots(), strict=True):
        lands = pair.lands(step.output_index)
        assert t.output[step.output_index] == pair.moved[lands]
        below = pair.second.steps[int(np.ravel_multi_index(lands, t.output.shape))]
        for name, read in (("input", step), ("again_input", below)):
            assert cells_with(snapshot, name, "window") == set(map(cell_of, read.window.tolist()))
        cell = cell_of(lands[1:])
        done.add(cell)
        assert cells_with(snapshot, "again_output", "output_active") == {cell}
        assert cells_with(snapshot, "difference", "output_target") == {cell}
        assert cells_with(snapshot, "difference", "broken") == done & broken
        assert cells_with(snapshot, "difference", "equal") == done - broken
        if values:
            for name, array in (("again_output", pair.second.output),
                                ("difference", pair.difference)):
                assert numbers(snapshot, name) == {
                    cell: array[0].reshape(array[0].shape)[(*cell[2 - array[0].ndim:],)]
                    for cell in done}
    assert not cells_with(snapshot, "difference", "output_pending")


def test_a_tick_stands_at_the_end_where_both_meet_everywhere() -> None:
    def ticks(animation: Animation) -> list[bool]:
        return [snapshot.roles.get(("tick", ())) == ("tick",)
                for snapshot in animation.story.snapshots()]

    assert ticks(compared(CIRCULAR, 4)) == [False] * 15 + [True]
    assert not any(ticks(compared(Conv2d(padding=1), 4)))
    assert all(ticks(compared(CIRCULAR, 4, prefilled=True)))


def test_maps_that_may_be_alike_have_one_scale_of_shades() -> None:
    *_, last = compared(CIRCULAR, 5).story.snapshots()
    shade = {name: {index: [role for role in roles if role.startswith(("shade", "diverging"))]
                    for (known, index), roles in last.roles.items() if known == name}
             for name in ("moved", "again_output")}
    assert shade["moved"] == shade["again_output"]


def test_zeros_around_the_input_have_the_shade_of_those_in_it_and_a_key_says_which() -> None:
    x = np.arange(25.0).reshape(1, 5, 5)
    animation = animate(Conv2d(padding=1), input=x, view="equivariance", text="legend")
    *_, last = animation.story.snapshots()
    padding = cells_with(last, "input", "padding")
    assert padding
    assert {(1, 1), *padding} <= cells_with(last, "input", "shade_0")
    assert padding == (cells_with(last, "input", "shade_0")
                       & cells_with(last, "input", "shaded_edge"))
    said = {shape.string for id, shape in last.shapes.items()
            if id[0] == "legend" and isinstance(shape, Text)}
    assert {"0", "24"} <= said
    pooled = compared(MaxPool2d(3, 1, padding=1), 5).story
    *_, last = pooled.snapshots()
    assert not cells_with(last, "input", "shaded_edge"), "what is no number has no shade"


def test_a_default_input_has_room_for_a_frame_that_breaks() -> None:
    animation = animate(Conv2d(padding=1), view="equivariance", shift=(0, 1))
    assert animation.traces[0].input_size == (8, 8)
    assert "only where the border is read" in animation.describe()


@pytest.mark.parametrize(("layer", "settings", "said"), [
    (CIRCULAR, {"shift": (1, -2)}, "equal everywhere"),
    (CIRCULAR, {"shift": (1, -2)}, "shifted by 1, \N{MINUS SIGN}2 "),
    (Conv2d(padding=1), {"shift": (0, 1)}, "15 of 25 cells differ"),
    (AvgPool2d(2, 1), {"shift": (0, 1)}, "4 of 16 cells differ"),
    (Conv2d(stride=2), {}, "shift 1 is no multiple of stride 2"),
    (GlobalAveragePool2d(), {"shift": (1, 2)}, "equal: the output stays as it is"),
    (AdaptiveMaxPool2d(5), {"shift": (1, 0)}, "equal everywhere: the output shifts along"),
    (Conv2d(padding=1), {"shift": (0, 1), "language": "zh"}, "25 格中有 15 格不同")])
def test_it_is_said_where_the_output_follows(layer: Any, settings: Any, said: str) -> None:
    x = ONES if layer.weight_shape is None else None
    given = {"input": x} if x is not None else {"input_size": 5}
    animation = animate(layer, view="equivariance", **given, **settings)
    assert said in animation.describe()


@pytest.mark.parametrize(("layer", "shift", "message"), [
    (Conv2d(), (1, 2, 3), "shift 1,2,3 has 3 numbers, and Conv2d has 2 axes: give one number, or "
                          "one an axis"),
    (Linear(9, 9), (1, 2, 3), "shift 1,2,3 has 3 numbers, and the input of Linear has 2 axes: give "
                              "one number, or one an axis"),
    (Conv1d(), (1, 2), "shift 1,2 has 2 numbers, and Conv1d has 1 axis: give one number, or one "
                       "an axis")])
def test_a_shift_has_a_number_for_each_axis(layer: Any, shift: Any, message: str) -> None:
    size = {"input_size": 5} if layer.rank else {}
    assert refusal(ViewError, lambda: compared(layer, size.get("input_size"), shift=shift).story
                   ) == message
    assert refusal(LayerError, lambda: shifted(trace(layer, **size), shift)) == message
    assert "shift 'x' is no whole number" in refusal(
        ConvgifError, lambda: compared(layer, size.get("input_size"), shift="x"))
    assert compared(layer, size.get("input_size"), shift=10**30).scenes


def test_an_output_of_one_cell_says_its_number_where_maps_have_shades() -> None:
    """Of a shade alone nobody knows what it is."""
    story = animate(Linear(16, 1, bias=False), view="equivariance").story
    last = list(story.snapshots())[-1]
    numbered = {id[0] for id in shown_texts(last) if id[0].endswith("_number")}
    assert numbered == {f"{name}_number" for name in ("output", "moved", "again_output",
                                                      "difference")}
    assert any(role.startswith("shade_") for role in last.roles["input", (0, 0)])
