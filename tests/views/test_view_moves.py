"""The moves view: what is moved at once, where it is seen to come from, and its way."""

from math import hypot
from typing import Any

import numpy as np
import pytest
from element_audit import element_complaints
from layer_strategies import refusal
from overlap_audit import bounds_of

from convgif.animation import Animation, animate, draw
from convgif.errors import ViewError
from convgif.layers import MaxUnpool2d, MovingLayer, PixelShuffle, PixelUnshuffle
from convgif.scenes.scene import Cell, Element, Line, Snapshot, Text
from convgif.settings.resolving import resolve
from convgif.traces.turns import turns_of
from convgif.views.moves.parts import part_of


def moved(layer: str, **settings: Any) -> Animation:
    return animate(layer, view="moves", **settings)


def lit(now: Snapshot, array: str) -> list[tuple[int, ...]]:
    """The elements of an array that the step is about."""
    roles = {"window", "read", "output_active", "reached"}
    return [element.index for id, element in now.elements.items()
            if element.array == array and roles & set(now.roles[id])]


def tints(now: Snapshot, array: str) -> dict[tuple[int, ...], str]:
    return {element.index: tint for id, element in now.elements.items() if element.array == array
            for tint in [role for role in now.roles[id] if role.startswith("tint_")]}


@pytest.mark.parametrize(("layer", "size", "count"), [
    ("Unfold(3)", 4, 4), ("Fold((4, 4), 2)", 9, 9), ("ReflectionPad2d(1)", 3, 25 - 9),
    ("ReplicationPad1d((2, 1))", 4, 3), ("ZeroPad2d(1)", 4, 4), ("ConstantPad1d(2, 5)", 4, 4),
    ("CircularPad2d(-1)", 4, 2), ("MaxUnpool2d(2)", 2, 4), ("PixelShuffle(2)", 2, 16)])
def test_what_is_moved_at_once(layer: str, size: int, count: int) -> None:
    """Columns of windows, cells that a border repeats, rows of what it does not; else numbers."""
    animation = moved(layer, input_size=size)
    (trace,) = animation.traces
    assert len(animation.story.scenes) == animation.panels[0].count == count
    for now, turn in zip(animation.story.snapshots(), turns_of(trace), strict=True):
        made = {output for output, _ in turn.pairs}
        assert sorted(lit(now, "output")) == sorted(
            tuple(map(int, np.unravel_index(output, trace.output.shape))) for output in made)
        assert len(lit(now, "extended")) == len({given for _, given in turn.pairs})


@pytest.mark.parametrize("layer", [
    "ZeroPad3d(1)", "ConstantPad3d((1, 0, 0, 1, 2, 0), 5)", "ReflectionPad3d(1)",
    "ReplicationPad3d(1)", "CircularPad3d((1, 0, 0, 1, 1, 1))", "MaxUnpool3d(2)"])
def test_what_has_depth_is_drawn_as_slices(layer: str) -> None:
    """Each output with its taps, in the slice that it is in; the block where the input is."""
    size = 2 if "Unpool" in layer else 3
    animation = animate(layer, input_size=size, prefilled=True)
    (trace,) = animation.traces
    assert list(element_complaints(animation.story, trace)) == []
    stage = animation.story.stage
    for name, array, shape in (("input", "extended", trace.input.shape),
                               ("output", "output", trace.output.shape)):
        assert {id[0] for id, element in stage.elements.items() if element.array == array} == {
            f"{name}_0_{depth}" for depth in range(shape[1])}
    assert {element.index for element in stage.elements.values()
            if element.array == "output"} == {*np.ndindex(*trace.output.shape)}
    if "Pad" in layer:
        block = stage.marks["block", ()].shape
        assert isinstance(block, Line)
        assert len(block.strokes) == size
    said = [mark.shape.string for mark in stage.marks.values() if isinstance(mark.shape, Text)]
    assert "maps are slices, front to back" in said


def test_more_slices_than_are_told_apart_are_refused() -> None:
    message = refusal(ViewError, lambda: animate(
        "ZeroPad3d((0, 0, 0, 0, 7, 7))", input_size=3).story)
    assert message == ("17 output slices are more than the 16 that can be told apart: give an "
                       "input less deep, or view='formula'")


def test_a_column_has_the_hues_of_its_window() -> None:
    animation = moved("Unfold(2)", input_size=3)
    (trace,) = animation.traces
    for column, now in enumerate(animation.story.snapshots()):
        window, rows = tints(now, "extended"), tints(now, "output")
        assert len(set(window.values())) == 4
        assert [window[trace.steps[row * 4 + column].macs[0].position] for row in range(4)] == [
            rows[row, column] for row in range(4)]


def test_columns_add_up_where_windows_overlap() -> None:
    animation = moved("Fold((3, 3), 2)")
    (trace,) = animation.traces
    held = np.zeros(trace.output.shape)
    shown = [*animation.story.snapshots()]
    for column, now in enumerate(shown):
        for output, given in turns_of(trace)[column].pairs:
            held.flat[output] += trace.input.flat[given]
        written = {id[1]: float(text.string) for id, text in now.shapes.items()
                   if id[0] == "output_number" and isinstance(text, Text)
                   and now.roles[id] != ("pending",)}
        assert written == {(row, at): held[0, row, at] for row, at in np.argwhere(held[0])}
    assert (held == trace.output).all()
    full = next(moved("Fold((3, 3), 2)", prefilled=True).story.snapshots())
    assert {float(text.string) for id, text in full.shapes.items()
            if id[0] == "output_number" and isinstance(text, Text)} == set(trace.output.ravel())


@pytest.mark.parametrize("size_px", [150, 320])
def test_counts_stand_there_where_they_can_be_read(size_px: int) -> None:
    marks = moved("Fold((4, 4), 2)", size_px=size_px).story.stage.marks
    assert (("counts", (0, 0)) in marks) == (("counts_number", (0, 0)) in marks) == (
        ("counts_label", (0,)) in marks) == (size_px == 320)


@pytest.mark.parametrize(("layer", "size", "size_px"), [
    ("MaxUnpool2d(2)", 2, 320), ("MaxUnpool2d(2)", 2, 150), ("ReflectionPad1d(2)", 5, 480),
    ("ReflectionPad2d(1)", 3, 320), ("CircularPad2d(1)", 3, 480), ("ZeroPad1d(1)", 4, 320)])
def test_a_way_leads_from_border_to_border_of_its_cells(layer: str, size: int, size_px: int
                                                        ) -> None:
    """It begins at the cell that is taken, or at its copy within the border, and has its mark at
    the cell that takes it."""
    animation = moved(layer, input_size=size, size_px=size_px, prefilled=True)
    seen = 0
    for now in animation.story.snapshots():
        line = now.shapes["way", ()]
        if now.roles["way", ()] == ("pending",):
            continue
        assert isinstance(line, Line)
        seen += 1
        (target,) = [id for id, roles in now.roles.items() if "output_active" in roles]
        boxes = [bounds_of(now.shapes[target])]
        if ("copy_outline", ()) in now.shapes:
            boxes.append(bounds_of(now.shapes["copy_outline", ()]))
        else:
            boxes += [bounds_of(now.shapes[id]) for id, roles in now.roles.items()
                      if roles[:2] == ("input", "window") and isinstance(now.shapes[id], Cell)]
        assert len(boxes) == 2
        for box in boxes:
            assert min(away(point, box) for run in line.strokes for point in run) < 5
            assert not any(inside(point, box) for run in line.strokes for point in run)
    assert seen > len(animation.story.scenes) / 2


def away(point: tuple[float, float], box: tuple[float, float, float, float]) -> float:
    (x, y), (left, top, right, bottom) = point, box
    return hypot(max(left - x, 0, x - right), max(top - y, 0, y - bottom))


def inside(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    (x, y), (left, top, right, bottom) = point, box
    return left + 0.1 < x < right - 0.1 and top + 0.1 < y < bottom - 0.1


def test_a_border_is_told_from_the_input_within() -> None:
    story = moved("ReflectionPad2d(1)", input_size=2 + 1).story.filled()
    border = {id[1] for id, mark in story.stage.marks.items() if "border" in mark.roles
              and id[0] == "output"}
    assert border == {(row, column) for row in range(5) for column in range(5)
                      if {row, column} & {0, 4}}
    assert bounds_of(story.stage.marks["block", ()].shape) == (
        *bounds_of(story.stage.marks["output", (1, 1)].shape)[:2],
        *bounds_of(story.stage.marks["output", (3, 3)].shape)[2:])
    assert ("block", ()) not in moved("ReflectionPad2d(-1)", input_size=4).story.stage.marks


@pytest.mark.parametrize("layer", [
    "PixelShuffle(2)", "PixelUnshuffle(2)", "PixelUnshuffle(2, 'DCR')"])
def test_channels_have_hues_that_go_along(layer: str) -> None:
    marks = moved(layer, prefilled=True).story.stage
    (trace,) = moved(layer).traces
    hues = {(element.array, element.index): marks.marks[id].roles[1:]
            for id, element in marks.elements.items()}
    assert len(set(hues.values())) == 4
    for step in trace.steps:
        (mac,) = step.macs
        assert hues["output", step.output_index] == hues["extended", mac.position]


@pytest.mark.parametrize(("layer", "size"), [
    ("PixelShuffle(2)", 2), ("PixelUnshuffle(2)", 4), ("MaxUnpool2d(2)", 2), ("Fold(3, 2)", 4),
    ("Flatten()", 2), ("ReflectionPad1d(1)", 3)])
def test_by_place_all_channels_take_turns_at_each(layer: str, size: int) -> None:
    animation = animate(layer, input_size=size, view="moves", by_place=True)
    (trace,) = animation.traces
    if (trace.moves >= 0).sum(axis=1).max() == 1:  # else sums are there before they are whole
        assert list(element_complaints(animation.story, trace)) == []
    turns = turns_of(trace, by_place=True)
    assert sorted(turns, key=repr) == sorted(turns_of(trace), key=repr)
    deep = trace.input if len(trace.input) >= len(trace.output) else trace.output
    places = [turn.pairs[0][deep is trace.input] % deep[0].size for turn in turns]
    assert places == sorted(places)
    *_, last = animation.story.snapshots()
    *_, usual = animate(layer, input_size=size, view="moves").story.snapshots()
    assert {id: shape for id, shape in last.shapes.items() if id[0].endswith("number")} == {
        id: shape for id, shape in usual.shapes.items() if id[0].endswith("number")}


@pytest.mark.parametrize(("layer", "settings", "said", "unsaid"), [
    ("ConstantPad2d(1, 7)", {}, "border: 7", "takes nothing"),
    ("ReflectionPad2d(1)", {}, "border, which repeats cells", "takes nothing"),
    ("Unfold(2)", {}, "shade: place in the window", "border"),
    ("MaxUnpool2d(2, 1)", {"input_size": 3}, "overwritten", "unread")])
def test_what_the_legend_says(layer: str, settings: dict[str, Any], said: str, unsaid: str) -> None:
    marks = moved(layer, text="full", **settings).story.stage.marks.values()
    written = " ".join(mark.shape.string for mark in marks if isinstance(mark.shape, Text))
    assert said in written
    assert unsaid not in written


@pytest.mark.parametrize(("layer", "settings", "said", "fragment"), [
    ("ConstantPad2d(1, 7)", {}, "the border is 7", "border:"),
    ("ReflectionPad2d(1)", {}, "the border repeats cells of the input", "border, which"),
    ("Fold((3, 3), 2)", {}, "numbers at one place in their window have one colour", "shade:"),
    ("MaxUnpool2d(2)", {}, "outputs that take no input are 0", "takes nothing"),
    ("MaxUnpool2d(2)", {}, "below each number stands its index in the output", "small:"),
    ("CircularPad2d(-1)", {}, "some of the input is not taken", "unread"),
    ("MaxUnpool2d(2)", {"view": "backward"}, "what arrives at outputs that take nothing goes back "
     "to no input", "; goes back to")])
def test_the_alt_text_says_it_in_whole_words(layer: str, settings: dict[str, Any], said: str,
                                             fragment: str) -> None:
    """Swatches, small numbers and shades are not seen there."""
    described = animate(layer, **{"view": "moves", **settings}).describe()
    assert said in described
    assert fragment not in described


MANY = (("PixelShuffle(3)", (9, 2, 2)), ("PixelUnshuffle(4)", (1, 8, 8)), ("Flatten()", (16, 5, 5)),
        ("PixelShuffle(2)", (12, 2, 2)), ("Unfold(2)", (9, 3, 3)), ("ZeroPad2d(1)", (9, 3, 3)),
        ("PixelShuffle(2)", (64, 2, 2)), ("PixelShuffle(2, 'DCR')", (64, 2, 2)),
        ("PixelUnshuffle(2, 'DCR')", (12, 4, 4)), ("PixelShuffle(5)", (50, 2, 2)),
        ("MaxUnpool2d(2)", (40, 2, 2)), ("ReflectionPad2d(1)", (20, 2, 2)))


def on_channels(layer: str, shape: tuple[int, ...], **settings: Any) -> Animation:
    return draw(resolve({"input_size": shape, **settings}, layer))


@pytest.mark.parametrize(("layer", "shape"), MANY)
def test_many_channels_are_told_apart_by_their_number(layer: str, shape: tuple[int, ...]) -> None:
    """What is drawn of one output is all that it takes; and maps of one hue have numbers."""
    animation = on_channels(layer, shape)
    (trace,), marks = animation.traces, animation.story.stage.marks
    drawn = {*animation.story.stage.elements.values()}
    for output, given in zip(trace.taps.output, trace.taps.input, strict=True):
        made, read = (Element(name, tuple(map(int, np.unravel_index(number, array.shape))))
                      for name, number, array in (("output", output, trace.output),
                                                  ("extended", given, trace.input)))
        assert (made in drawn) == (read in drawn)
    assert len(animation.story.scenes) == animation.panels[0].count
    is_all = len(drawn) == trace.input.size + trace.output.size
    assert is_all != ("Drawn are input channels" in animation.describe())
    for side in ("input", "output"):
        maps = {id[0] for id in animation.story.stage.elements if id[0].startswith(f"{side}_")}
        numbers = [mark.shape.string for id, mark in marks.items() if isinstance(mark.shape, Text)
                   and id[0].removesuffix("_label") in maps and mark.shape.string.isdigit()]
        assert len(numbers) in (0, len(maps))
        assert len({*numbers}) == len(numbers)
        assert numbers or len(maps) <= 8


def test_channels_that_belong_together_are_drawn_together() -> None:
    def part(layer: MovingLayer, *shape: int) -> tuple[list[int], list[int]]:
        found = part_of(layer, shape)
        return [*found.inputs], [*found.outputs]

    assert part(PixelShuffle(2), 64, 2, 2) == ([*range(8)], [0, 1])
    assert part(PixelShuffle(2, "DCR"), 64, 2, 2) == ([0, 1, 16, 17, 32, 33, 48, 49], [0, 1])
    assert part(PixelUnshuffle(2, "DCR"), 6, 4, 4) == ([0, 1], [0, 1, 6, 7, 12, 13, 18, 19])
    assert part(PixelShuffle(5), 50, 2, 2) == ([*range(25)], [0])
    assert part(MaxUnpool2d(2), 40, 2, 2) == ([*range(8)], [*range(8)])


def test_a_long_row_is_drawn_in_lines_that_follow_each_other() -> None:
    animation = on_channels("Flatten()", (16, 5, 5))
    cells = {element.index[0]: id[1] for id, element in animation.story.stage.elements.items()
             if element.array == "output"}
    assert cells == {number: divmod(number, 25) for number in range(400)}
    assert "a long row goes on in the next line" in animation.describe()
    assert "a long row" not in moved("Flatten()").describe()


def test_what_is_not_drawn_backwards_is_refused_at_once() -> None:
    assert on_channels("PixelShuffle(3)", (9, 2, 2), view="backward").story.stage.elements
    with pytest.raises(ViewError, match="give an input of 16 channels at most"):
        on_channels("PixelShuffle(2)", (64, 2, 2), view="backward")
    assert on_channels("PixelShuffle(2)", (16, 2, 2), view="backward", size_px=900)
