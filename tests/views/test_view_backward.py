"""The backward view: gradients as the trace has them, on the wires of the forward pass."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from element_audit import element_complaints
from hypothesis import assume, given
from layer_strategies import (
    LayerAndSize,
    conv_layers,
    linear_layers,
    local_layers,
    pooling_layers,
    refusal,
    repeatable,
    sampling_layers,
    transposed_layers,
)
from picture_audit import cells_with

from convgif.animation import Animation, animate
from convgif.errors import ConvgifError, UnknownNameError, ViewError
from convgif.layers import (
    AvgPool2d,
    CellKind,
    Conv2d,
    ConvTranspose2d,
    Linear,
    LPPool2d,
    MaxPool2d,
)
from convgif.scenes.scene import Snapshot, Text
from convgif.views.base import MOVING_KINDS
from convgif.views.kit.grids import cell_of
from convgif.views.kit.maps import kernel_cells

STRIDED = Conv2d(stride=2, padding=1, bias=True)


def backwards(layer: Any, size: Any, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="backward", force=True, size_px=1600, **settings)


def numbers(snapshot: Snapshot, name: str, kind: str = "grad") -> dict[tuple[int, ...], float]:
    """What stands in the cells of a map."""
    return {index: float(shape.string.replace("\N{MINUS SIGN}", "-"))
            for (known, index), shape in snapshot.shapes.items()
            if known == f"{kind}_{name}_number" and isinstance(shape, Text)}


@repeatable(15)
@given(conv_layers((1, 2), 5, 1) | transposed_layers((1, 2), 3, 1)
       | pooling_layers((1, 2), 5, families=["max"]))
def test_each_step_adds_the_products_of_its_taps_and_the_last_has_the_gradients(
        made: LayerAndSize) -> None:
    layer, size = made
    animation = backwards(layer, size)
    (t,) = animation.traces
    back = t.backward()
    assert len(animation.scenes) == animation.staged.count == t.output[0].size
    assert list(element_complaints(animation.story, t)) == []
    inside = [cell_of(cell) for cell in np.argwhere(t.extended.kinds == CellKind.INPUT).tolist()]
    places = {"input": dict(zip(np.ndindex(*t.input_size), inside, strict=True))}
    snapshots = list(animation.story.snapshots())
    for name, gradient in back.gradients.items():
        if name == "input":
            cells = {(0, *index): cell for index, cell in places["input"].items()}
        elif name == "weight":
            cells = {element.index: id[1] for id, element in kernel_cells("", t, 0, 0).items()}
        else:
            cells = {(0,): (0, 0)}
        sums = dict.fromkeys(cells.values(), 0.0)
        taps = {cell: {term.output_index: 0.0 for term in back.terms(name, index)
                       if term.derivative or not t.rule.selects}
                for index, cell in cells.items()}
        for index, cell in cells.items():
            for term in back.terms(name, index):
                if term.output_index in taps[cell]:
                    taps[cell][term.output_index] += term.product
        for step, snapshot in zip(t.steps, snapshots, strict=False):
            reached = {cell for cell in sums if step.output_index in taps[cell]}
            for cell in reached:
                sums[cell] += taps[cell][step.output_index]
            assert cells_with(snapshot, f"grad_{name}", "gradient_reached") == reached
            assert numbers(snapshot, name) == sums
        assert sums == {cells[index]: gradient.values[index] for index in cells}


@pytest.mark.parametrize("layer", [STRIDED, ConvTranspose2d(stride=2), AvgPool2d(2),
                                   MaxPool2d(2, 1)])
def test_with_values_every_product_is_written(layer: Any) -> None:
    animation = backwards(layer, 4, values=True)
    (t,) = animation.traces
    arrives = t.backward().grad_output
    for step, snapshot in zip(t.steps, animation.story.snapshots(), strict=True):
        g = arrives[step.output_index]
        written = {name: numbers(snapshot, name, "product") for name in ("input", "weight")}
        if t.weight is None:
            wanted = [g / step.divisor if step.divisor else g * (mac == step.winner)
                      for mac in step.macs]
            assert list(written["input"].values()) == pytest.approx(wanted, abs=0.006)
        else:
            macs = {cell_of([at - first for at, first in zip(mac.position[1:], step.box[0],
                                                            strict=True)]): mac
                    for mac in step.macs}
            shown = {cell for cell in macs if snapshot.roles["product_input_number", cell]
                     != ("pending",)}
            assert shown == {cell for cell, mac in macs.items() if mac.input_index is not None}
            assert {cell: written["input"][cell] for cell in shown} == {
                cell: g * macs[cell].weight for cell in shown}
            assert written["weight"] == {cell: g * mac.input for cell, mac in macs.items()}
    assert not numbers(snapshot, "output", "product")


@repeatable(10)
@given(linear_layers())
def test_of_features_each_output_fills_its_row(made: LayerAndSize) -> None:
    layer, _ = made
    animation = animate(layer, view="backward", force=True, size_px=1600, values=True)
    (t,) = animation.traces
    back, shape = t.backward(), t.weight.shape
    assert list(element_complaints(animation.story, t)) == []
    so_far = np.zeros(shape)
    for step, snapshot in zip(t.steps, animation.story.snapshots(), strict=True):
        (row,) = step.output_index
        so_far[row] = back.grad_weight[row]
        assert cells_with(snapshot, "grad_output", "gradient_active") == {(row, 0)}
        assert cells_with(snapshot, "grad_weight", "gradient_reached") == {
            (row, column) for column in range(shape[1])}
        assert numbers(snapshot, "weight") == dict(np.ndenumerate(so_far))
        assert list(numbers(snapshot, "input", "product").values()) == (
            back.grad_output[row] * t.weight[row]).tolist()
        assert list(numbers(snapshot, "weight", "product").values()) == (
            back.grad_output[row] * t.input).tolist()
    assert list(numbers(snapshot, "input").values()) == back.grad_input.tolist()
    assert list(numbers(snapshot, "bias").values()) == (
        back.grad_bias.tolist() if layer.bias else [])
    assert "times the input onto its row" in animation.describe()


@repeatable(10)
@given(local_layers((1, 2), 5))
def test_weights_of_each_positions_own_have_gradients_of_their_own(made: LayerAndSize) -> None:
    layer, size = made
    animation = backwards(layer, size)
    (t,) = animation.traces
    back = t.backward()
    assert list(element_complaints(animation.story, t)) == []
    taps = t.weight.shape[2] // len(layer.channels_read(0))
    steps = t.steps[:t.output[0].size]
    for position, (step, snapshot) in enumerate(zip(
            steps, animation.story.snapshots(), strict=True)):
        assert list(kernel_numbers(snapshot)) == t.weight[position, 0, :taps].tolist()
        assert list(numbers(snapshot, "weight").values()) == (
            back.grad_weight[position, 0, :taps].tolist())
        if layer.bias:
            assert cells_with(snapshot, "bias", "idle") == {
                cell_of(at) for at in np.ndindex(t.output.shape[1:])} - {
                cell_of(step.output_index[1:])}
    if layer.bias:
        assert list(numbers(snapshot, "bias").values()) == back.grad_bias[0].ravel().tolist()


def kernel_numbers(snapshot: Snapshot) -> list[float]:
    return [float(shape.string.replace("\N{MINUS SIGN}", "-"))
            for (known, _), shape in snapshot.shapes.items()
            if known == "kernel_number" and isinstance(shape, Text)]


@pytest.mark.parametrize("layer", [STRIDED, Linear(4, 3), Conv2d(padding=1, bias=False)])
def test_each_gradient_lies_under_what_it_is_of(layer: Any) -> None:
    animation = animate(layer, view="backward")
    marks = animation.story.stage.marks
    for name in ("input", "weight", "bias", "output"):
        above = marks.get(({"weight": "kernel"}.get(name, name), (0, 0)))
        if above is not None:
            below = marks[f"grad_{name}", (0, 0)]
            assert abs(above.shape.corners[0][0] - below.shape.corners[0][0]) <= 1
            assert above.shape.corners[0][1] < below.shape.corners[0][1]


def test_what_arrives_stands_at_the_right_and_is_lit_in_turn() -> None:
    animation = backwards(STRIDED, 5)
    (t,) = animation.traces
    arrives = t.backward().grad_output[0]
    for index, snapshot in zip(np.ndindex(3, 3), animation.story.snapshots(), strict=True):
        assert cells_with(snapshot, "grad_output", "gradient_active") == {index}
        assert cells_with(snapshot, "output", "output_active") == {index}
        assert numbers(snapshot, "output") == {at: arrives[at] for at in np.ndindex(3, 3)}
    marks = animation.story.stage.marks
    left = {name: marks[name, (0, 0)].shape.corners[0][0]
            for name in ("grad_input", "grad_weight", "grad_bias", "grad_output")}
    assert sorted(left, key=left.__getitem__) == list(left)


def test_around_the_gradient_of_the_input_lies_its_border() -> None:
    first = next(backwards(STRIDED, 5).story.snapshots())
    assert cells_with(first, "grad_input", "padding") == cells_with(first, "input", "padding")
    assert set(numbers(first, "input")) == cells_with(first, "grad_input", "gradient")
    first = next(backwards(Conv2d(1, 1, 1, 2), 4).story.snapshots())
    assert cells_with(first, "grad_input", "dropped")


@pytest.mark.parametrize("layer", [AvgPool2d(2), AvgPool2d(3, padding=1), LPPool2d(2, 2)])
def test_a_share_is_written_with_its_decimals(layer: Any) -> None:
    animation = backwards(layer, 4)
    (t,) = animation.traces
    *_, last = animation.story.snapshots()
    found = [value for _, value in sorted(numbers(last, "input").items())]
    np.testing.assert_allclose(found, t.backward().grad_input[0].ravel(), rtol=0, atol=0.006)


@pytest.mark.parametrize(("of", "drawn"), [
    (None, {"input", "weight", "bias"}), ("input", {"input"}), ("weight", {"weight"}),
    ("bias", {"bias"})])
def test_one_gradient_alone_is_drawn(of: str | None, drawn: set[str]) -> None:
    maps = backwards(STRIDED, 5, of=of).story.stage.maps
    assert {name.removeprefix("grad_") for name in maps if name.startswith("grad_")} == {
        *drawn, "output"}


def test_of_several_channels_one_pair_is_drawn_and_it_says_so() -> None:
    animation = backwards(Conv2d(2, 3), 4, show_in=1, show_out=2)
    (t,) = animation.traces
    *_, last = animation.story.snapshots()
    back = t.backward()
    assert numbers(last, "weight") == {
        (r, c): back.grad_weight[2, 1, r, c] for r in range(3) for c in range(3)}
    assert numbers(last, "bias") == {(0, 0): back.grad_bias[2]}
    alone = np.zeros_like(back.grad_output)
    alone[2] = back.grad_output[2]
    assert numbers(last, "input") == {
        (r, c): t.backward(alone).grad_input[1, r, c] for r in range(4) for c in range(4)}
    assert "grad_input from output channel 2 alone" in animation.describe()
    assert "alone" not in backwards(Conv2d(2, 2, groups=2), 4).describe()


@pytest.mark.parametrize(("layer", "said"), [
    (STRIDED, "Conv2d backwards: in 9 steps, each gradient that arrives at the output of 3×3 is "
              "added, times the weights, onto its window in the gradient of the input of 5×5, "
              "times its window onto that of the weight, and by itself onto that of the bias."),
    (MaxPool2d(2, 1), "is added onto the largest of its window in the gradient of the input"),
    (AvgPool2d(2, 1), "is shared by the divisor among its window"),
    (ConvTranspose2d(bias=False), "times its window onto that of the weight.")])
def test_the_alt_text_says_where_it_goes(layer: Any, said: str) -> None:
    assert said in backwards(layer, 5).describe()


@repeatable(25)
@given(sampling_layers(4))
def test_what_is_moved_goes_back_where_it_came_from(made: LayerAndSize) -> None:
    layer, size = made
    assume(layer.kind in MOVING_KINDS)
    animation = backwards(layer, size)
    (traced,) = animation.traces
    back, shown = traced.backward(), [*animation.story.snapshots()]
    assert len(shown) == len(traced.moments) == animation.panels[0].count
    assert list(element_complaints(animation.story, traced)) == []
    elements = animation.story.stage.elements

    def written(now: Snapshot, array: str) -> dict[tuple[int, ...], float]:
        return {element.index: float(text.string.replace("\N{MINUS SIGN}", "-"))
                for id, element in elements.items() if element.array == array
                and isinstance(text := now.shapes[f"{id[0]}_number", id[1]], Text)}

    wanted = {"grad_input": back.grad_input, "grad_output": back.grad_output}
    for array, values in wanted.items():
        assert written(shown[-1], array) == dict(np.ndenumerate(values))
    for now, (output, given_at) in zip(shown, traced.moments, strict=True):
        index = tuple(map(int, np.unravel_index(output, traced.output.shape)))
        reached = {elements[id].index for id, roles in now.roles.items()
                   if "gradient_reached" in roles and id in elements}  # and not of the legend
        assert [elements[id].index for id, roles in now.roles.items()
                if "gradient_active" in roles] == [index]
        from_there = {mac.input_index for mac in traced.steps[output].macs}
        if given_at is not None:
            from_there &= {tuple(map(int, np.unravel_index(given_at, traced.input.shape)))}
        assert reached == from_there


@pytest.mark.parametrize(("layer", "shape", "channels"), [
    ("PixelShuffle(2)", (4, 2, 2), 4), ("PixelUnshuffle(2)", (1, 4, 4), 4),
    ("Flatten()", (2, 2, 2), 2), ("CircularPad2d(1)", (3, 2, 2), 3),
    ("MaxUnpool2d(2)", (2, 2, 2), 2)])
def test_gradients_have_the_hues_of_what_they_are_of(layer: str, shape: tuple[int, ...],
                                                     channels: int) -> None:
    animation = animate(layer, input=np.arange(1.0, 1 + np.prod(shape)).reshape(shape),
                        view="backward", prefilled=True)
    stage = animation.story.stage
    hues: dict[tuple[str, tuple[int, ...]], set[str]] = {
        (element.array, element.index): {
            role for role in stage.marks[id].roles if role.startswith(("pale_", "hatch_"))}
        for id, element in stage.elements.items()}
    assert len({*map(frozenset, hues.values())} - {frozenset()}) == channels
    for (array, index), found in hues.items():
        if array.startswith("grad_"):
            assert found == hues[{"input": "extended"}.get(of := array[5:], of), index]
    swatches = [mark.roles for id, mark in stage.marks.items() if id[0] == "swatch"]
    assert ("gradient", "gradient_reached") in swatches
    assert ("gradient",) not in swatches


def test_a_gradient_of_what_takes_nothing_goes_nowhere_and_it_says_so() -> None:
    animation = backwards("ZeroPad1d(1)", 3)
    lost = {id[1][1] for id, mark in animation.story.stage.marks.items()
            if id[0] == "grad_output" and "dropped" in mark.roles}
    assert lost == {0, 4}
    assert "goes back to no input" in animation.describe()
    assert "goes back, as it is, to where its number was taken" in animation.describe()
    assert "no input" not in backwards("CircularPad1d(1)", 3).describe()


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
@pytest.mark.parametrize("layer", [Conv2d(kernel_size=2), MaxPool2d(2, 1), Linear(3, 4)])
def test_what_goes_back_goes_through_the_slope_of_an_activation(layer: Any, name: str) -> None:
    """What the last step leaves is what autograd has; where f is flat nothing goes back."""
    size = None if layer.rank == 0 else 3
    animation = backwards(layer, size, activation=name, precision=4, seed=3)
    (traced,) = animation.traces
    assert traced.activation is not None
    back, (*_, last) = traced.backward(), animation.story.snapshots()
    elements = animation.story.stage.elements
    for array, values in {"grad_input": back.grad_input, "grad_bias": back.grad_bias}.items():
        for id, element in elements.items():
            text = last.shapes.get((f"{id[0]}_number", id[1]))
            if element.array == array and isinstance(text, Text):
                assert float(text.string.replace("\N{MINUS SIGN}", "-")) == pytest.approx(
                    values[element.index], abs=1e-4)
    flat = {elements[id].index for id, mark in animation.story.stage.marks.items()
            if id[0] == "grad_output" and "dropped" in mark.roles}
    slopes = traced.activation.slope_at(traced.preactivation)
    assert flat == {tuple(map(int, index)) for index in np.argwhere(np.asarray(slopes) == 0)}
    assert ("f is flat there" in animation.describe()) == bool(flat)


def test_some_units_are_dead() -> None:
    """Of which the test above is to see one."""
    (traced,) = backwards(Linear(3, 4), None, activation="relu", seed=3).traces
    assert 0 < (traced.preactivation < 0).sum() < 4


@pytest.mark.parametrize(("kind", "call", "answer"), [
    (ViewError, lambda: backwards("Unfold(2)", 3, of="weight").story,
     "of='weight' was given, and Unfold has no weight: use of='input'"),
    (ViewError, lambda: backwards("PixelShuffle(2)", 2, show_in=0).story,
     "show_in was given, and of PixelShuffle all channels are drawn: leave it out"),
    (ViewError, lambda: backwards(MaxPool2d(2), 4, of="weight").story,
     "of='weight' was given, and MaxPool2d has no weight: use of='input'"),
    (ViewError, lambda: backwards(Conv2d(bias=False), 4, of="bias").story, "has no bias"),
    (UnknownNameError, lambda: animate("Conv2d(1, 1, 3)", view="backward", of="wight"),
     "unknown of 'wight': did you mean weight?"),
    (ViewError, lambda: animate(Conv2d(), input_size=5, view="values", of="weight"),
     "the values view takes no of: leave it out, or use view='backward'"),
    (ViewError, lambda: animate(Conv2d(), input_size=9, view="backward", size_px=200).story,
     "the maps do not fit 200 px: give a size of ")])
def test_what_cannot_be_is_refused(kind: type[ConvgifError], call: Callable[[], object],
                                   answer: str) -> None:
    assert answer in refusal(kind, call)
