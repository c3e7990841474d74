"""The channels view: every scene, line and number against the trace, layouts, and refusals."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import (
    conv_layers,
    pooling_layers,
    refusal,
    repeatable,
    transposed_layers,
)
from overlap_audit import layout_complaints
from picture_audit import audit_pixels, cells_with, with_roles
from smallest_sizes import smallest_named

from convgif.animation import Animation, animate
from convgif.errors import LimitError, ViewError
from convgif.frames.themes import THEMES
from convgif.layers import (
    AvgPool2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    LPPool2d,
    MaxPool1d,
    MaxPool2d,
)
from convgif.scenes.scene import Cell, Line, MarkId, Scene, Snapshot, Story, Text
from convgif.settings.picture import Panel
from convgif.settings.resolving import resolve
from convgif.traces.tracing import Step, trace
from convgif.views import TEXT_MODES, VIEWS
from convgif.views.channels.marks import letters
from convgif.views.kit.grids import cell_of
from convgif.views.kit.numerals import format_number
from convgif.views.kit.typesetting import text_box

LAYERS = st.one_of(conv_layers((1, 2), 5, 4, 3, 2), transposed_layers((1, 2), 3, 4, 3, 2),
                   pooling_layers((1, 2), 5))


def staged(layer: Any, **settings: Any) -> Animation:
    return animate(layer, view="channels", force=True, **settings)


def steps_of(animation: Animation) -> list[Step]:
    """The steps of the shown outputs."""
    shown = {int(name.split()[1]) for name in animation.story.stage.maps if name[:3] == "out"}
    return [step for step in animation.traces[0].steps if step.output_index[0] in shown]


def inputs_of(story: Story) -> list[int]:
    return [int(name.split()[1]) for name in story.stage.maps if name.startswith("in ")]


def corners(story: Story, name: str, first: Any, last: Any) -> tuple[Any, ...]:
    """The corners of the box from one cell to another, clockwise from the top left."""
    cells = [story.stage.marks[name, tuple(index)].shape for index in (first, last)]
    assert isinstance(cells[0], Cell)
    assert isinstance(cells[1], Cell)
    (left, top), (right, bottom) = cells[0].corners[0], cells[1].corners[2]
    return (left, top), (right, top), (right, bottom), (left, bottom)


# What is drawn is what was computed.

def complaints(animation: Animation, story: Story) -> Iterator[str]:
    """What the scenes show that is not so, or do not show."""
    trace, steps = animation.traces[0], steps_of(animation)
    if len(story.scenes) != len(steps):
        yield f"{len(story.scenes)} scenes for {len(steps)} steps"
    done: set[Any] = set()
    for number, (snapshot, step) in enumerate(zip(story.snapshots(), steps, strict=False)):
        done.add(step.output_index)
        out, read = step.output_index[0], trace.layer.channels_read(step.output_index[0])
        for channel in inputs_of(story):
            name = f"in {channel}"
            taps = {cell_of(cell) for cell in step.window.tolist()} if channel in read else set()
            if cells_with(snapshot, name, "window") != taps:
                yield f"scene {number}: the window in {name}"
            if bool(cells_with(snapshot, name, "idle")) != (channel not in read):
                yield f"scene {number}: {name} is idle or not"
        for name, size in story.stage.maps.items():
            kind, _, channel_text = name.partition("[" if name[0] == "W" else " ")
            if kind == "W":
                cells = {index for known, index in story.stage.marks if known == name}
                idle = cells if name != f"W[{out}]" else set()
                if cells_with(snapshot, name, "idle") != idle:
                    yield f"scene {number}: {name} is idle or not"
            elif kind == "out":
                channel = int(channel_text)
                every = set(product(*map(range, size)))
                filled = {cell_of(index[1:]) for index in done if index[0] == channel}
                pending = set() if animation.settings.prefilled else every - filled
                active = {cell_of(step.output_index[1:])} if channel == out else set()
                if cells_with(snapshot, name, "output_pending") != pending:
                    yield f"scene {number}: what is filled in {name}"
                if cells_with(snapshot, name, "output_active") != active:
                    yield f"scene {number}: the active cell of {name}"
        yield from wire_complaints(story, snapshot, step, number)


def wire_complaints(story: Story, snapshot: Snapshot, step: Step, number: int) -> Iterator[str]:
    """Two lines from each window to its slice, or to the output beside the cell's row; one from
    the sum there, to its middle. None goes on in the output, as one more line of its grid."""
    out, *cell = step.output_index
    trace, (row, column) = step.trace, cell_of(cell)
    target = corners(story, f"out {out}", (row, 0), (row, column))
    read = trace.layer.channels_read(out)
    wanted = []
    for channel in inputs_of(story):
        if channel not in read:
            continue
        box = corners(story, f"in {channel}", *map(cell_of, step.box))
        ends = target
        if trace.weight is not None:
            _, rows, columns = story.stage.maps[f"W[{out}]"]
            place = channel - read.start
            ends = corners(story, f"W[{out}]", (place, 0, 0), (place, rows - 1, columns - 1))
        wanted += [(box[1], ends[0]), (box[2], ends[3])]
    line = snapshot.shapes["wire", (0,)]
    assert isinstance(line, Line)
    if [(stroke[0], stroke[-1]) for stroke in line.strokes] != wanted:
        yield f"scene {number}: lines do not go from the windows to their slices"
    if trace.weight is None:
        return
    adds = trace.bias is not None or len(read) > 1
    line, source = snapshot.shapes["wire", (1,)], snapshot.shapes[
        (f"node {out}", ()) if adds else (f"sum {out}", (0,))]
    assert isinstance(line, Line)
    assert isinstance(source, Line)
    (stroke,) = line.strokes
    (left, top), (_, bottom) = target[0], target[3]
    arrives = stroke[-1][0] == left and abs(2 * stroke[-1][1] - top - bottom) <= 2
    if (not arrives
            or stroke[0] != source.strokes[0][0 if adds else -1]):
        yield f"scene {number}: no line from the sum to the output cell"


@repeatable(60)
@given(LAYERS, st.booleans())
def test_scenes_of_random_layers_are_their_traces(layer_and_size: Any, prefilled: bool) -> None:
    layer, size = layer_and_size
    animation = staged(layer, input_size=size, prefilled=prefilled)
    assert list(complaints(animation, animation.story)) == []


@pytest.mark.parametrize(("layer", "settings"), [
    (Conv2d(16, 64), {"show_in": (0, 3), "show_out": (5, 63)}),
    (Conv2d(16, 16, groups=8), {"show_out": (2, 3, 4)}),
    (Conv2d(16, 16, groups=16), {"show_in": (2, 9)}),
    (Conv2d(4, 4, groups=2), {"show_in": (0, 2), "show_out": (1, 3)})], ids=str)
def test_scenes_of_chosen_channels_are_their_traces(layer: Any, settings: Any) -> None:
    animation = staged(layer, input_size=4, **settings)
    assert list(complaints(animation, animation.story)) == []


def test_a_side_that_is_not_chosen_is_what_the_other_meets() -> None:
    maps = staged(Conv2d(16, 16, groups=8), show_out=(2, 3, 4)).story.stage.maps
    assert [name for name in maps if name.startswith("in")] == ["in 2", "in 3", "in 4", "in 5"]
    maps = staged(Conv2d(16, 16, groups=16), show_in=(2, 9)).story.stage.maps
    assert [name for name in maps if name.startswith("out")] == ["out 2", "out 9"]


def test_every_filter_has_a_line_from_each_slice_to_its_sum() -> None:
    story = staged(Conv2d(4, 4, groups=2, bias=False)).story
    for out in range(4):
        lines, ring = story.stage.marks[f"sum {out}", (0,)].shape, story.stage.marks[
            f"node {out}", ()].shape
        assert isinstance(lines, Line)
        assert isinstance(ring, Line)
        assert len(lines.strokes) == 2
        middle = np.mean(ring.strokes[0][:-1], axis=0)
        radius = np.hypot(*(np.array(ring.strokes[0][0]) - middle))
        for place, stroke in enumerate(lines.strokes):
            box = corners(story, f"W[{out}]", (place, 0, 0), (place, 2, 2))
            assert stroke[0][0] == box[1][0]
            assert box[1][1] < stroke[0][1] < box[2][1]
            assert np.hypot(*(np.array(stroke[-1]) - middle)) == pytest.approx(radius)


@pytest.mark.parametrize(("layer", "adds"), [
    (Conv2d(1, 2, bias=False), False), (Conv2d(1, 1), True), (Conv2d(2, 2, bias=False), True),
    (Conv2d(3, 3, groups=3, bias=False), False)], ids=repr)
def test_what_adds_nothing_up_has_no_plus(layer: Any, adds: bool) -> None:
    """Its line goes on from the slice to the output, level."""
    marks = staged(layer).story.stage.marks
    assert (("node 0", ()) in marks) is adds
    line = marks["sum 0", (0,)].shape
    assert isinstance(line, Line)
    if not adds:
        assert len({y for _, y in line.strokes[0]}) == 1


@pytest.mark.parametrize("size_px", [150, 320, 480, 560])
def test_the_line_of_the_middle_slice_is_level(size_px: int) -> None:
    marks = staged(Conv2d(3, 2, padding=1, stride=2, dilation=2, bias=False), input_size=7,
                   size_px=size_px).story.stage.marks
    for out in range(2):
        line = marks[f"sum {out}", (0,)].shape
        assert isinstance(line, Line)
        assert len({y for _, y in line.strokes[1]}) == 1


def test_wires_of_a_step_never_cross() -> None:
    """Their order at the windows is their order at the slices."""
    for layer in (Conv2d(8, 8), Conv2d(4, 4, groups=2, padding=1), Conv1d(3, 2, dilation=2)):
        for scene in staged(layer).story.snapshots():
            line = scene.shapes["wire", (0,)]
            assert isinstance(line, Line)
            begins, ends = ([stroke[place][1] for stroke in line.strokes] for place in (0, -1))
            assert begins == sorted(begins)
            assert ends == sorted(ends)


def test_depthwise_bands_lie_level() -> None:
    """Each input with its filter and its output, so that no line leaves its group."""
    layout = staged(Conv2d(3, 3, groups=3, bias=False), text="none").story
    for channel in range(3):
        middles = []
        for name, last in ((f"in {channel}", (3, 3)), (f"W[{channel}]", (0, 2, 2)),
                           (f"out {channel}", (1, 1))):
            box = corners(layout, name, (0,) * len(last), last)
            middles.append((box[0][1] + box[2][1]) / 2)
        assert max(middles) - min(middles) <= 1


# Groups, names, numbers.

@pytest.mark.parametrize(("layer", "wanted"), [
    (Conv2d(4, 4, groups=2), ["A", "B"]), (Conv2d(3, 3, groups=3), ["A", "B", "C"]),
    (Conv2d(3, 2), []), (MaxPool2d(2), []), (ConvTranspose2d(2, 4, groups=2), ["A", "B"])], ids=str)
def test_groups_have_brackets_with_letters_on_both_sides(layer: Any, wanted: list[str]) -> None:
    marks = staged(layer).story.stage.marks
    found: dict[int, list[Any]] = {0: [], 1: []}
    for (name, index), mark in marks.items():
        if name == "group letter":
            assert isinstance(mark.shape, Text)
            found[index[1]].append(mark.shape.string)
    assert found == {0: wanted, 1: wanted}
    for group, side in product(range(len(wanted)), range(2)):
        shape = marks["group", (group, side)].shape
        assert isinstance(shape, Line)
        ys = [y for _, y in shape.strokes[0]]
        name, size = ("in", layer.in_channels) if side == 0 else ("out", layer.out_channels)
        per_group = size // len(wanted)
        covered = [channel for channel in range(size)
                   if min(ys) <= min(y for _, y in corners(
                       Story(staged(layer).story.stage, []), f"{name} {channel}", (0, 0), (0, 0)))
                   <= max(ys)]
        assert covered == list(range(group * per_group, (group + 1) * per_group))


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"),
                                              (52, "BA")])
def test_letters_go_on_after_z(number: int, name: str) -> None:
    assert letters(number) == name


def strings(story: Story) -> list[str]:
    return [mark.shape.string for mark in story.stage.marks.values()
            if isinstance(mark.shape, Text)]


def test_maps_are_named() -> None:
    named = strings(staged(Conv2d(3, 2)).story)
    assert {"in 0", "in 1", "in 2", "W[0]", "W[1]", "out 0", "out 1", "b[0]", "b[1]"} <= set(named)
    assert {"input 3×4×4", "output 2×2×2"} <= set(named)
    transposed = strings(staged(ConvTranspose2d(2, 2)).story)
    assert {"W[:,0], rotated", "W[:,1], rotated"} <= set(transposed)
    assert not any("b[" in name for name in strings(staged(Conv2d(3, 2, bias=False)).story))
    assert strings(staged(Conv2d(3, 2), text="none").story) == []


def test_filters_of_a_grouped_layer_are_named_as_they_are_stored() -> None:
    named = strings(staged(ConvTranspose2d(4, 4, groups=2)).story)
    assert [name for name in named if name.startswith("W")] == [
        "W[0:2,0], rotated", "W[0:2,1], rotated", "W[2:4,0], rotated", "W[2:4,1], rotated"]
    named = strings(staged(Conv2d(4, 4, groups=2)).story)
    assert [name for name in named if name.startswith("W")] == ["W[0]", "W[1]", "W[2]", "W[3]"]


@repeatable(60)
@given(st.one_of(conv_layers((1, 2), 5, 4, 3, 2), transposed_layers((1, 2), 3, 4, 3, 2)))
def test_the_name_of_a_filter_picks_the_weights_that_its_output_takes(made: Any) -> None:
    layer, size = made
    animation = staged(layer, input_size=size)
    (t,), names = animation.traces, [name for name in strings(animation.story) if name[0] == "W"]
    numbers = np.arange(t.weight.size).reshape(t.weight.shape)
    for out, name in enumerate(names):
        picked = eval(name.removesuffix(", rotated"), {"W": numbers})
        np.testing.assert_array_equal(picked, numbers[layer.filter_index(out)])
        macs = t.steps[out * t.output[0].size].macs
        assert {*picked.ravel().tolist()} == {int(numbers[mac.weight_index]) for mac in macs}
    assert len(names) == layer.out_channels


def numbers_at(snapshot: Snapshot, name: str) -> dict[Any, str]:
    """The numbers that are seen, by their place."""
    return {index: shape.string for (known, index), shape in snapshot.shapes.items()
            if known == name and isinstance(shape, Text) and shape.string
            and snapshot.roles[known, index] != ("pending",)}


@repeatable(25)
@given(st.one_of(conv_layers((1, 2), 4, 4, 3, 1, modes=("zeros", "reflect")),
                 transposed_layers((1, 2), 2, 3, 2, 2)))
def test_every_number_is_one_of_the_trace(layer_and_size: Any) -> None:
    layer, size = layer_and_size
    animation = staged(layer, input_size=size, values=True, size_px=1200)
    (trace,), story = animation.traces, animation.story
    shown = 0
    for snapshot, step in zip(story.snapshots(), steps_of(animation), strict=True):
        out = step.output_index[0]
        partial: dict[int, float] = dict.fromkeys(trace.layer.channels_read(out), 0.0)
        weights: dict[Any, float] = {}
        cells = [cell_of(cell) for cell in step.window.tolist()]
        first = cell_of(step.box[0])
        scale = [axis.offsets.step for axis in trace.axes]
        down, right = cell_of(scale) if len(scale) == 2 else (1, scale[0])
        for number, mac in enumerate(step.macs):
            partial[mac.position[0]] += mac.product
            row, column = cells[number % len(cells)]
            place = (mac.position[0] - trace.layer.channels_read(out).start,
                     (row - first[0]) // down, (column - first[1]) // right)
            weights[place] = mac.weight
        written = numbers_at(snapshot, f"partial {out}")
        assert list(written.values()) == [format_number(value, None) for value in partial.values()]
        for name, wanted in ((f"value W[{out}]", weights), *(
                (f"value in {channel}", {cell_of(index): trace.extended.values[(channel, *index)]
                                         for index in np.ndindex(*trace.extended.shape[1:])})
                for channel in inputs_of(story))):
            found = numbers_at(snapshot, name)
            shown += len(found)
            assert found == {place: format_number(float(value), None)
                             for place, value in wanted.items()}, name
        assert numbers_at(snapshot, "total_number") == {(0, 0): format_number(step.value, None)}
        cell = cell_of(step.output_index[1:])
        seen = numbers_at(snapshot, f"value out {out}")
        assert seen.get(cell, "") in ("", format_number(step.value, None))
    assert shown


@pytest.mark.parametrize(("layer", "instead"), [
    (MaxPool2d(3, stride=2, padding=1), "−∞"), (MaxPool1d(3, stride=2, padding=1), "−∞"),
    (MaxPool2d(2, stride=2, ceil_mode=True), ""), (LPPool2d(2, 2, padding=1), ""),
    (AvgPool2d(3, stride=2, padding=1, count_include_pad=False), ""),
    (AvgPool2d(3, stride=2, padding=1), "0"), (Conv2d(padding=1), "0")], ids=str)
def test_a_cell_that_is_not_counted_holds_no_zero(layer: Any, instead: str) -> None:
    x = -1.0 - np.arange(5 ** layer.rank).reshape(1, *(5,) * layer.rank) % 8
    animation = staged(layer, input=x, values=True, size_px=900)
    (traced,) = animation.traces
    outside = {cell_of(cell) for cell in np.argwhere(traced.extended.kinds > 0).tolist()}
    for snapshot in animation.story.snapshots():
        found = numbers_at(snapshot, "value in 0")
        assert outside
        assert {found.get(cell, "") for cell in outside} == {instead}
        assert sorted(string for cell, string in found.items() if cell not in outside) == sorted(
            format_number(value, None) for value in x.ravel().tolist())


def sum_line(snapshot: Snapshot) -> str:
    """The line below the maps, read from left to right."""
    texts = [(text_box(shape)[0], shape.string.strip()) for id, shape in snapshot.shapes.items()
             if id[0].startswith(("sum_", "total_")) and isinstance(shape, Text)
             and snapshot.roles[id] != ("pending",)]
    return " ".join(string for _, string in sorted(texts))


def test_partial_sums_add_up_in_sight() -> None:
    x = np.arange(1.0, 19).reshape(2, 3, 3)
    weight = np.zeros((1, 2, 1, 1))
    weight[0, :, 0, 0] = 2, -1
    story = animate(Conv2d(2, 1, kernel_size=1), input=x, weight=weight, bias=[3], values=True,
                    view="channels").story
    lines = [sum_line(snapshot) for snapshot in story.snapshots()]
    assert lines[0] == "2 + (−10) + b 3 = −5"
    assert lines[-1] == "18 + (−18) + b 3 = 3"
    places = [{id: shape.anchor for id, shape in snapshot.shapes.items() if isinstance(shape, Text)
               and id[0].startswith(("sum_", "total_"))} for snapshot in story.snapshots()]
    assert all(place == places[0] for place in places)


def test_channels_that_are_not_shown_are_in_the_sum() -> None:
    animation = staged(Conv2d(5, 2, bias=False), input_size=4, values=True, show_in=(0, 3))
    step = animation.traces[0].steps[0]
    parts = [sum(mac.product for mac in step.macs if mac.position[0] in channels)
             for channels in ((0,), (3,), (1, 2, 4))]
    line = sum_line(next(animation.story.snapshots()))
    assert "other channels" in line
    figures = line.replace("other channels ", "").replace("+ ", "").replace("− ", "−").split()
    assert [float(figure.replace("−", "-")) for figure in figures if figure != "="] == [
        *parts, step.value]
    assert sum(parts) == step.value
    assert "+ 3 more" in strings(animation.story)


def test_rounded_numbers_that_do_not_add_up_say_so() -> None:
    x = np.full((3, 1, 1), 0.333)
    story = animate(Conv2d(3, 1, kernel_size=1, bias=False), input=x, weight=np.ones((1, 3, 1, 1)),
                    values=True, precision=1, view="channels").story
    assert sum_line(next(story.snapshots())) == "0.3 + 0.3 + 0.3 ≈ 1.0"


def test_the_winner_of_max_pooling_is_outlined() -> None:
    animation = staged(MaxPool2d(2), input_size=4)
    for snapshot, step in zip(animation.story.snapshots(), steps_of(animation), strict=True):
        winner = step.winner
        assert winner is not None
        cell = cell_of(winner.position[1:])
        shape = snapshot.shapes["winner", ()]
        assert isinstance(shape, Line)
        (left, top), _, (right, bottom), _ = corners(
            animation.story, f"in {winner.position[0]}", cell, cell)
        assert all(left < x < right and top < y < bottom for x, y in shape.strokes[0])
        assert shape.strokes[0][0] == shape.strokes[0][-1]
    assert not any(name == "winner" for name, _ in staged(AvgPool2d(2)).story.stage.marks)


@pytest.mark.parametrize("layer", [
    Conv2d(2, 2), Conv2d(2, 2, groups=2, dilation=2), MaxPool2d(2, padding=1), MaxPool2d(2)],
    ids=str)
def test_windows_are_outlined(layer: Any) -> None:
    animation = staged(layer)
    for snapshot, step in zip(animation.story.snapshots(), steps_of(animation), strict=True):
        shape = snapshot.shapes["window_outline", ()]
        assert isinstance(shape, Line)
        first, last = map(cell_of, step.box)
        channels = step.trace.layer.channels_read(step.output_index[0])
        boxes = [corners(animation.story, f"in {channel}", first, last) for channel in channels]
        assert shape.strokes == tuple((*box, box[0]) for box in boxes)


# The audit can fail.

def test_the_audit_sees_what_is_wrong() -> None:
    animation = staged(Conv2d(2, 2, groups=2), input_size=4)
    story = animation.story
    assert list(complaints(animation, story)) == []
    changes: list[tuple[MarkId, Any, str]] = [
        (("in 0", (0, 0)), ("input",), "window in in 0"),
        (("in 1", (0, 0)), ("input", "window"), "window in in 1"),
        (("W[1]", (0, 0, 0)), ("kernel",), "W[1] is idle"),
        (("out 0", (1, 1)), ("output",), "filled in out 0"),
        (("out 0", (0, 0)), ("output",), "active cell of out 0")]
    for id, roles, expected in changes:
        found = list(complaints(animation, with_roles(story, 0, {id: roles})))
        assert any(expected in complaint for complaint in found), (id, found)
    still = [Scene(scene.roles, {}) for scene in story.scenes]
    found = list(complaints(animation, Story(story.stage, still)))
    assert any("from the windows" in complaint for complaint in found)
    assert any("from the sum" in complaint for complaint in found)


# Layouts and pixels.

@repeatable(60)
@given(LAYERS, st.sampled_from([250, 400, 560]), st.sampled_from(TEXT_MODES), st.booleans())
def test_layouts_of_random_layers(layer_and_size: Any, size_px: int, text: str,
                                  values: bool) -> None:
    layer, size = layer_and_size
    settings = {"input_size": size, "text": text, "values": values}
    try:
        story = staged(layer, size_px=size_px, **settings).story
    except ViewError as error:
        found = [int(word) for word in str(error).replace(",", "").split() if word.isdigit()]
        size_px = found[-1]
        story = staged(layer, size_px=size_px, **settings).story
    assert story.stage.width_px == size_px
    assert list(layout_complaints(story)) == []


# What gif_convolutions has a picture of.
SMALL = [(Conv2d(1, 1, bias=False), 9), (Conv2d(2, 1, padding=1, bias=False), 7),
         (Conv2d(2, 1, padding=1, dilation=(4, 2), bias=False), 7),
         (Conv2d(3, 2, padding=1, stride=2, dilation=2, bias=False), 7)]


@pytest.mark.parametrize(("layer", "input_size"), SMALL, ids=repr)
def test_a_small_picture_has_no_names_but_those_of_both_sides(layer: Any, input_size: int) -> None:
    small, large = (staged(layer, input_size=input_size, size_px=size_px).story
                    for size_px in (150, 320))
    assert list(layout_complaints(small)) == []
    assert small.stage.width_px == 150
    assert small.stage.maps == large.stage.maps
    texts = {id[0] for id, mark in small.stage.marks.items() if isinstance(mark.shape, Text)}
    assert texts == {"label"}
    assert {("name in", (0,)), ("name W", (0,)), ("name out", (0,))} <= large.stage.marks.keys()
    refusal(ViewError, lambda: staged(layer, input_size=input_size, size_px=150,
                                      values=True).story)


@pytest.mark.parametrize("layer", [
    Conv2d(8, 8), Conv2d(8, 8, kernel_size=1), Conv2d(8, 8, groups=8, padding=1), Conv1d(8, 8),
    Conv2d(1, 8), Conv2d(8, 1)], ids=repr)
def test_eight_channels_of_each_side_fit(layer: Any) -> None:
    story = staged(layer).story
    assert story.stage.width_px == 560
    assert list(layout_complaints(story)) == []
    smallest = smallest_named(refusal(ViewError, lambda: staged(
        layer, values=True, size_px=200).story), 200)
    story = staged(layer, values=True, size_px=smallest).story
    assert list(layout_complaints(story)) == []
    assert {(f"value {name}", index) for name, index in story.stage.elements
            } <= story.stage.marks.keys(), "every cell has its number"


@pytest.mark.parametrize(("layer", "theme"), [
    *((ConvTranspose2d(2, 2, stride=2), theme) for theme in THEMES),
    (Conv2d(4, 2, groups=2, padding=1, dilation=2), "light"), (MaxPool2d(2), "classic")], ids=str)
def test_every_cell_has_the_colour_of_its_roles(layer: Any, theme: str) -> None:
    animation = staged(layer, theme=theme)
    audit = audit_pixels(animation.story, animation.theme, animation.frames)
    assert audit.complaints == []
    assert audit.blind == []


def test_a_step_changes_little() -> None:
    """Within a channel: the windows with their outlines, the output cell and two lines."""
    story = staged(Conv2d(3, 2), input_size=6).story
    for scene in story.scenes[1:16]:
        assert len(scene.roles) <= 3 * 2 * 9 + 2
        assert set(scene.shapes) <= {("wire", (0,)), ("wire", (1,)), ("window_outline", ())}


# What is shown by default, refusals, words.

def panel_of(settings: Any, layer_text: str | None = None) -> Panel:
    (panel,) = resolve(settings, layer_text).panels
    return panel


def channels_of(panel: Panel) -> tuple[int, int]:
    layer: Any = panel.layer
    return layer.in_channels, layer.out_channels


@pytest.mark.parametrize(("settings", "channels", "size"), [
    ({}, (3, 2), 4), ({"kernel_size": 5}, (3, 2), 6), ({"in_channels": 5}, (5, 1), 4),
    ({"groups": 1}, (1, 1), 4), ({"input_size": 7}, (3, 2), 7),
    ({"layer": "conv-transpose"}, (3, 2), 3), ({"layer": "conv1d"}, (3, 2), 4)], ids=str)
def test_default_channels_and_sizes(settings: Any, channels: Any, size: int) -> None:
    panel = panel_of({**settings, "view": "channels"})
    assert channels_of(panel) == channels
    assert set(panel.input_size) == {size}


def test_other_defaults_stay() -> None:
    plain = panel_of({"view": "isometric"})
    assert (channels_of(plain), plain.input_size) == ((1, 1), (5, 5))
    assert channels_of(panel_of({"view": "channels", "preset": "no_padding_no_strides"})) == (1, 1)
    assert channels_of(panel_of({"view": "channels"}, "Conv2d(2, 5, kernel_size=(3, 3))")) == (2, 5)


def test_pooling_has_three_channels_by_default() -> None:
    assert staged(MaxPool2d(2)).traces[0].input.shape[0] == 3
    assert animate(MaxPool2d(2)).traces[0].input.shape[0] == 1


@pytest.mark.parametrize(("layer", "settings", "expected"), [
    (Conv2d(16, 9), {}, ["16 input and 9 output channels",
                             "show_in=(0, 1, 2) and show_out=(0, 1, 2)"]),
    (Conv2d(16, 2), {}, ["16 input channels", "show_in=(0, 1, 2)"]),
    (Conv2d(32, 32, groups=2), {"show_out": 20}, ["16 input channels", "show_in=(16, 17, 18)"]),
    (Conv2d(4, 4, groups=2), {"show_in": 0, "show_out": 2}, ["output channel 2 reads none",
                                                             "2 to 3"]),
    (Conv2d(3, 2), {"show_in": 3}, ["0 to 2"])], ids=str)
def test_channels_that_cannot_be_drawn_are_refused(layer: Any, settings: Any,
                                                   expected: list[str]) -> None:
    message = refusal(ViewError, lambda: staged(layer, **settings).story)
    assert all(part in message for part in expected), message


@pytest.mark.parametrize(("layer", "settings"), [
    (Conv2d(3, 2), {}), (Conv2d(3, 2), {"values": True}), (Conv2d(2, 2, padding=9), {}),
    (Conv2d(3, 2), {"text": "none"})], ids=str)
def test_a_width_too_small_names_the_smallest(layer: Any, settings: Any) -> None:
    message = refusal(ViewError, lambda: staged(layer, size_px=60, **settings).story)
    smallest = smallest_named(message, 60)
    assert staged(layer, size_px=smallest, **settings).story.scenes
    refusal(ViewError, lambda: staged(layer, size_px=smallest - 1, **settings).story)


@pytest.mark.parametrize(("layer", "settings"), [
    (Conv2d(3, 2), {}), (Conv2d(16, 16, groups=8), {"show_in": (2, 9)}), (MaxPool2d(2), {}),
    (Conv2d(16, 16), {"show_in": 0, "show_out": (1, 2)})], ids=str)
def test_the_table_counts_the_frames(layer: Any, settings: Any) -> None:
    animation = staged(layer, input_size=5, **settings)
    shape = animation.traces[0].input.shape
    assert VIEWS["channels"].frames(layer, shape, animation.settings) == len(animation.scenes)


@pytest.mark.parametrize(("channels", "refused"), [(1, False), (3, True), (8, True)])
def test_the_limit_counts_the_channels_of_the_input_that_is_given(channels: int, refused: bool
                                                                  ) -> None:
    x = np.ones((channels, 32, 32))
    layer, frames = MaxPool2d(2, stride=1), channels * 31 * 31
    for made in (lambda: animate(layer, input=x, view="channels"),
                 lambda: animate(trace(layer, x), view="channels")):
        if refused:
            assert f"{frames} frames of" in refusal(LimitError, made)
        else:
            assert len(made().durations) == frames


def test_the_alt_text_says_what_is_shown() -> None:
    said = staged(Conv2d(4, 2, groups=2, bias=False), title="Groups").describe()
    assert said.startswith("Groups: Conv2d: 2 filters 2×3×3 over an input of 4×4×4.")
    assert "in 8 steps" in said
    assert "2 groups" in said
    said = staged(Conv2d(16, 16), show_in=(0, 1), show_out=3).describe()
    assert "input channels 0, 1 and output channels 3" in said
    assert "pooled by itself" in staged(MaxPool2d(2)).describe()
    assert "rotated by 180 degrees" in staged(ConvTranspose2d(2, 2)).describe()


@pytest.mark.parametrize(("turned", "filters"), [
    (False, "1 filter of 1 channel × 3 taps"),
    (True, "1 filter of 1 channel × 3 taps, rotated by 180 degrees")])
def test_the_alt_text_of_one_channel_each_has_its_filter(turned: bool, filters: str) -> None:
    said = staged(Conv1d(), input_size=8, true_convolution=turned).describe()
    assert said.startswith(f"Conv1d: {filters} over an input of 1×8. Each filter has a kernel ")
    assert "kernel 3" not in said


@pytest.mark.parametrize(("size_px", "stroked"), [(320, False), (560, True)])
def test_unread_cells_are_calm_where_they_are_small(size_px: int, stroked: bool) -> None:
    """A veil tells unread input there, in the legend too; a stroke in each would flicker."""
    animation = staged(Conv2d(3, 2, stride=2, padding=1, dilation=2), input_size=7,
                       size_px=size_px)
    (t,), marks = animation.traces, animation.story.stage.marks
    wanted = "dropped" if stroked else "receded"
    for channel in range(3):
        for index in np.ndindex(*t.extended.kinds.shape):
            roles, unread = marks[f"in {channel}", index].roles, bool(t.extended.dropped[index])
            if roles[0] == "input":
                assert roles == (("input", wanted) if unread else ("input",))
            else:
                assert ("dropped" in roles) is (stroked and unread)
    assert [mark.roles for (name, _), mark in marks.items()
            if name == "swatch" and wanted in mark.roles][:1] == [("input", wanted)]


def test_unread_padding_keeps_its_stroke_where_nothing_else_tells_it() -> None:
    marks = staged(Conv2d(stride=2, padding=1), input_size=6, size_px=240).story.stage.marks
    assert marks["in 0", (7, 0)].roles == ("padding", "dropped")


def test_by_place_all_channels_are_made_at_each() -> None:
    animation = staged(Conv2d(2, 3, padding=1), input_size=3, by_place=True, values=True)
    found = [scene.about[0].element.index for scene in animation.story.scenes]
    assert found == [(channel, row, column) for row in range(3) for column in range(3)
                     for channel in range(3)]
    usual = staged(Conv2d(2, 3, padding=1), input_size=3, values=True)
    *_, last = animation.story.snapshots()
    *_, other = usual.story.snapshots()
    for name in ("value out 0", "value out 2"):
        assert numbers_at(last, name) == numbers_at(other, name)
    assert {mark.shape.string for (name, _), mark in animation.story.stage.marks.items()
            if name.startswith("bias")} == {
        mark.shape.string for (name, _), mark in usual.story.stage.marks.items()
        if name.startswith("bias")}
    assert animation.still().story.scenes
