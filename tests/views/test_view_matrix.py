"""The matrix view: what is wired, what it is called, and by what weights are told apart. What any
view must hold is looked at in test_every_view.py and test_overlap.py."""

from math import prod
from typing import Any

import numpy as np
import pytest
from element_audit import element_complaints
from layer_strategies import refusal

from convgif.animation import Animation, animate
from convgif.errors import LimitError, ViewError
from convgif.formats.player.explanations import explain
from convgif.layers import Conv2d, ConvTranspose2d, Layer, MaxPool2d
from convgif.scenes.scene import Cell, Story, Text
from convgif.scenes.words import words_of
from convgif.traces.arrays import seeded_apart
from convgif.traces.tracing import trace
from convgif.views.matrix.wiring import SUM, Wiring


def animated(layer: Any, size: Any = None, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="matrix", **settings)


def texts(story: Story, name: str) -> dict[tuple[int, ...], str]:
    """What is written in the cells of a board, at the beginning."""
    return {id[1]: mark.shape.string for id, mark in story.stage.marks.items()
            if id[0] == f"{name}_number" and isinstance(mark.shape, Text)}


def cells(story: Story, name: str) -> set[tuple[int, ...]]:
    return {id[1] for id, mark in story.stage.marks.items()
            if id[0] == name and isinstance(mark.shape, Cell)}


def said(animation: Animation) -> str:
    return " ".join(mark.shape.string for id, mark in animation.story.stage.marks.items()
                    if id[0] == "legend" and isinstance(mark.shape, Text))


@pytest.mark.parametrize(("layer", "size", "shape", "counts"), [
    ("Conv2d()", 4, (4, 16), "36 of 64 entries wired · 9 weights"),
    ("Conv2d(padding=1)", 5, (25, 25), "169 of 625 entries wired · 9 weights"),
    ("Conv2d(kernel_size=5, padding=1)", 4, (4, 16), "64 of 64 entries wired · 25 weights"),
    ("LocallyConnected2d()", 4, (4, 16), "36 of 64 entries wired · 36 weights"),
    ("LocallyConnected2d(padding=1)", 4, (16, 16),
     "100 of 256 entries wired · 100 weights of 144 stored"),
    ("Linear(16, 4)", None, (4, 16), "64 of 64 entries wired · 64 weights"),
    ("ConvTranspose2d()", 2, (16, 4), "36 of 64 entries wired · 9 weights"),
    ("AvgPool2d(2)", 4, (4, 16), "16 of 64 entries wired · average")])
def test_its_counts_stand_in_the_legend(layer: str, size: int | None, shape: tuple[int, int],
                                        counts: str) -> None:
    animation = animated(layer, size)
    assert animation.story.stage.maps["matrix"] == shape
    assert said(animation).startswith(counts)
    assert len(cells(animation.story, "matrix")) == int(counts.partition(" ")[0])
    assert len(animation.scenes) == shape[0]


def test_an_entry_is_called_as_its_weight_and_its_value_is_shown_on_request() -> None:
    named = texts(animated(Conv2d(bias=False), 4).story, "matrix")
    assert [named[0, column] for column in (0, 1, 2, 4, 5, 10)] == [
        "w₀₀", "w₀₁", "w₀₂", "w₁₀", "w₁₁", "w₂₂"]
    assert named[3, 5] == "w₀₀"
    animation = animated(Conv2d(bias=False), 4, values=True)
    matrix = animation.traces[0].matrix.dense()
    assert texts(animation.story, "matrix") == {
        (row, column): f"{matrix[row, column]:g}".replace("-", "−") for row, column in named}


@pytest.mark.parametrize("view", ["matrix", "im2col"])
def test_values_that_do_not_fit_are_refused_with_the_width_that_holds_them(view: str) -> None:
    def drawn(size_px: int) -> Story:
        return animate(Conv2d(bias=False), input_size=7, view=view, values=True,
                       size_px=size_px).story

    with pytest.raises(ViewError, match="the numbers do not fit a width of 320: give a size of "
                                        r"\d+ or more, or leave out values") as refused:
        drawn(320)
    enough_px = refused.value.enough_px
    assert enough_px is not None
    boards = {name for name, _ in drawn(enough_px).stage.elements}
    factors = boards & {"matrix", "x", "y", "kernel", "patches", "result"}
    assert len(factors) >= 3
    assert all(texts(drawn(enough_px), name) for name in factors)


@pytest.mark.parametrize("view", ["matrix", "im2col"])
def test_the_kernel_has_the_values_under_the_names_so_that_a_sum_can_be_checked(view: str) -> None:
    """Of the output that the first window makes; with values there are no names."""
    def notes(animation: Animation) -> list[float]:
        return [float(mark.shape.string.replace("−", "-"))
                for id, mark in sorted(animation.story.stage.marks.items())
                if id[0] == "kernel_note" and isinstance(mark.shape, Text)]

    animation = animate(Conv2d(bias=False), input_size=4, view=view)
    (trace,) = animation.traces
    assert notes(animation) == trace.weight.ravel().tolist()
    assert np.dot(notes(animation), trace.input[0, :3, :3].ravel()) == trace.output[0, 0, 0]
    assert notes(animate(Conv2d(bias=False), input_size=4, view=view, values=True)) == []
    assert notes(animate(Conv2d(bias=False), input_size=8, view=view)) == (
        [] if view == "im2col" else trace.weight.ravel().tolist())  # where there is no room


def test_names_of_weights_say_what_they_have() -> None:
    def names(layer: str, size: int | None, row: int) -> list[str]:
        return [entry.name for entry in Wiring(trace(layer, input_size=size)).rows[row].values()]

    assert names("Linear(3, 2)", None, 1) == ["w₁₀", "w₁₁", "w₁₂"]
    assert names("Linear(12, 2)", None, 1)[-1] == "w₁,₁₁"
    assert names("LocallyConnected1d(kernel_size=2)", 3, 1) == ["w₁,₀", "w₁,₁"]
    assert names("Conv1d(2, 1, 2)", 2, 0) == ["w₀₀₀", "w₀₀₁", "w₀₁₀", "w₀₁₁"]
    assert names("AvgPool1d(3, padding=1, stride=1, count_include_pad=False)", 3, 0) == [
        "1/2", "1/2"]
    assert names("Conv1d(padding=1, padding_mode='circular')", 2, 0) == ["w₁", SUM]


def test_weights_by_seed_are_all_different_and_never_0() -> None:
    for shape in ((1, 1, 3, 3), (4, 1, 25), (5, 4)):
        weights = seeded_apart(shape, 3)
        assert weights.shape == shape
        assert len(set(weights.ravel().tolist())) == weights.size
        assert weights.all()
        np.testing.assert_array_equal(weights, seeded_apart(shape, 3))
    animation = animated("Conv2d(3, 2, 3)", 3, seed=1)
    weight = animation.traces[0].weight
    assert weight is not None
    assert len(set(weight.ravel().tolist())) == weight.size
    given = animate(Conv2d(bias=False), input=np.ones((1, 4, 4)), weight=np.zeros((1, 1, 3, 3)),
                    view="matrix")
    assert len(cells(given.story, "matrix")) == 36


def test_equal_weights_have_equal_tints_and_others_other_names_or_tints() -> None:
    for layer, size in (("Conv2d()", 4), ("LocallyConnected2d()", 4), ("Linear(9, 4)", None)):
        wiring = Wiring(trace(layer, input_size=size))
        entries = set(wiring.entries.values())
        assert len({entry.name for entry in entries}) == wiring.weights
    shared = {entry.tint for entry in Wiring(trace("Conv2d()", input_size=4)).entries.values()}
    assert len(shared) == 9


@pytest.mark.parametrize(("layer", "size"), [
    ("Conv2d(2, 2, 2)", 3), ("Conv1d(2, 2, 3)", 4), ("ConvTranspose2d(1, 2, 2)", 2)])
def test_each_filter_and_channel_has_a_hue_and_each_of_its_weights_a_tone(layer: str, size: int
                                                                          ) -> None:
    animation = animated(layer, size)
    tints = {entry.name: entry.tint for entry in Wiring(animation.traces[0]).entries.values()}
    assert len(set(tints.values())) == len(tints) == animation.traces[0].weight.size
    assert "a hue for each filter and channel" in animation.describe()


def test_the_padded_input_makes_whole_bands() -> None:
    story = animated("Conv2d(padding=1)", 3, padded=True).story
    assert story.stage.maps["matrix"] == (9, 25)
    columns = [{column for row, column in cells(story, "matrix") if row == wanted}
               for wanted in range(9)]
    starts = [5 * row + column for row in range(3) for column in range(3)]
    band = {5 * row + column for row in range(3) for column in range(3)}
    assert columns == [{start + place for place in band} for start in starts]


def test_the_matrix_of_a_transposed_layer_is_that_of_the_convolution_turned() -> None:
    across = animated(Conv2d(bias=False), 4).story
    turned = animated(ConvTranspose2d(bias=False), 2).story
    assert {(column, row): name for (row, column), name in texts(across, "matrix").items()} == (
        texts(turned, "matrix"))
    assert turned.stage.maps["input"] == (2, 2)  # nothing is inserted
    assert [texts(turned, "kernel")[0, column] for column in range(3)] == ["w₀₀", "w₀₁", "w₀₂"]


@pytest.mark.parametrize(("layer", "maps"), [
    ("Linear(9, 4)", {"input": (3, 3), "output": (2, 2)}), ("Linear(9, 3)", {}),
    ("Conv2d(2, 1, 2)", {"input_0": (3, 3), "input_1": (3, 3), "output": (2, 2)})])
def test_features_that_make_squares_are_maps(layer: str, maps: dict[str, tuple[int, int]]) -> None:
    shown = animated(layer, 3 if "Conv" in layer else None).story.stage.maps
    assert {name: size for name, size in shown.items()
            if name.startswith(("input", "output"))} == maps


@pytest.mark.parametrize(("layer", "settings", "kind", "message"), [
    (MaxPool2d(2), {}, ViewError, "MaxPool2d, whose output is no weighted sum of its input"),
    (ConvTranspose2d(), {"padded": True}, ViewError, "padded is for layers that slide"),
    (Conv2d(), {"input_size": 28}, LimitError, "529984 cells are over 20000")])
def test_what_it_does_not_draw_is_refused(layer: Layer, settings: dict[str, Any],
                                          kind: type[Any], message: str) -> None:
    assert message in refusal(kind, lambda: animate(layer, view="matrix", **settings).story)


@pytest.mark.parametrize("padded", [False, True])
def test_an_entry_explains_itself_in_the_player(padded: bool) -> None:
    animation = animated(Conv2d(padding=1, bias=False), 3, padded=padded)
    _, data = explain([animation.story], animation.traces, words_of("en"), [None])
    labels = [label for label, *_ in data["elements"]]
    wires = {labels[entry]: (labels[output], [(labels[read], labels[weight])
                                              for read, weight in reads])
             for entry, output, reads in data["wires"]}
    entry = "W[1, 12]" if padded else "W[1, 4]"
    assert wires[entry] == ("output[0, 0, 1]", [("input[0, 1, 1]", "weight[0, 0, 2, 1]")])
    assert len(wires) == (81 if padded else 49)
    assert "wires" not in explain([animate(Conv2d(), input_size=3).story], animation.traces,
                                  words_of("en"), [None])[1]


@pytest.mark.parametrize(("layer", "size"), [
    ("Conv3d(kernel_size=2)", 3), ("Conv3d(2, 1, kernel_size=2, padding=1)", 1),
    ("ConvTranspose3d(kernel_size=2)", 2), ("AvgPool3d(2)", 2),
    ("Upsample(scale_factor=(2, 1, 1), mode='trilinear')", 2)])
def test_a_matrix_of_three_axes_has_blocks_in_blocks(layer: str, size: int) -> None:
    animation = animated(layer, size, prefilled=True, text="full")
    (found,), stage = animation.traces, animation.story.stage
    assert list(element_complaints(animation.story, found)) == []
    wired = {id[1] for id, element in stage.elements.items() if element.array == "matrix"}
    assert wired == {tuple(place) for place in np.argwhere(found.matrix.dense())}
    shapes = found.output.shape, found.input.shape
    for name, block in (("block_rule", [shape[-1] for shape in shapes]),
                        ("channel_rule", [shape[-1] * shape[-2] for shape in shapes])):
        wanted = sum(prod(shape) // length - 1 for shape, length in zip(shapes, block, strict=True))
        drawn = stage.marks[name, ()].shape.strokes if (name, ()) in stage.marks else ()
        assert len(drawn) == wanted
    slices = {id[0] for id, element in stage.elements.items()
              if element.array == "output" and id[0].startswith("output")}
    assert len(slices) == prod(found.output.shape[:2])


# Column by column.

def lit(story: Story, board: str, role: str) -> list[set[tuple[int, ...]]]:
    """The cells of a board that begin a role with that, scene by scene."""
    return [{index for (name, index), roles in snapshot.roles.items()
             if name == board and any(each.startswith(role) for each in roles)}
            for snapshot in story.snapshots()]


@pytest.mark.parametrize(("layer", "size", "beat"), [
    ("ConvTranspose2d(stride=2, padding=1)", 2, "small"),
    ("Conv1d(2, 2, 3, padding=1)", 4, "large"),
    ("Linear(3, 4)", None, "large"), ("AvgPool2d(2)", 4, "large"),
    ("LocallyConnected2d(kernel_size=2)", 3, "large"), ("Conv2d(1, 1, 2, stride=3)", 4, "large")])
def test_a_column_is_what_takes_an_element_of_the_input(layer: str, size: int | None, beat: str
                                                         ) -> None:
    """An output is there once it has all that it takes, and the numbers are the trace's."""
    animation = animated(layer, size, beat=beat)
    (traced,), story = animation.traces, animation.story
    wired = traced.matrix.dense() != 0
    assert len(story.scenes) == traced.input.size
    assert lit(story, "x", "read") == [{(column, 0)} for column in range(traced.input.size)]
    assert lit(story, "matrix", "tint") == [
        {(int(row), column) for row in np.flatnonzero(wired[:, column])}
        for column in range(traced.input.size)]
    assert lit(story, "y", "reached") == [
        {(int(row), 0) for row in np.flatnonzero(wired[:, column])}
        for column in range(traced.input.size)]
    there = [{(int(row), 0) for row in np.flatnonzero(~wired[:, column + 1:].any(axis=1))}
             for column in range(traced.input.size)]
    rows = {(row, 0) for row in range(traced.output.size)}
    assert [rows - pending - reached for pending, reached in zip(
        lit(story, "y", "output_pending"), lit(story, "y", "reached"), strict=True)] == [
        full - reached for full, reached in zip(there, lit(story, "y", "reached"), strict=True)]
    assert list(element_complaints(story, traced)) == []
    assert "each column of W times its element" in animation.describe()


def test_a_convolution_and_its_transpose_go_through_the_same_entries() -> None:
    """A row on one side is the column on the other, at every step."""
    across, back = (animate(layer, input_size=size, view="matrix", beat="small").story
                    for layer, size in ((Conv2d(stride=2, bias=False), 5),
                                        (ConvTranspose2d(stride=2, bias=False), 2)))
    beside = animate(Conv2d(stride=2, bias=False), input_size=5, view="matrix") | animate(
        ConvTranspose2d(stride=2, bias=False), input_size=2, view="matrix", beat="small")
    assert len(beside.scenes) == len(across.scenes) == 4
    assert [{(column, row) for row, column in cells} for cells in lit(
        across, "matrix", "tint")] == lit(back, "matrix", "tint")
    for snapshot in beside.story.snapshots():
        found = {name: {index for (known, index), roles in snapshot.roles.items()
                        if known == name and roles[0].startswith("tint")}
                 for name in ("matrix@0", "matrix@1")}
        assert {(column, row) for row, column in found["matrix@0"]} == found["matrix@1"] != set()


def test_a_padded_matrix_goes_row_by_row() -> None:
    assert "leave out beat" in refusal(ViewError, lambda: animated(
        Conv2d(padding=1), 3, padded=True, beat="large").story)
