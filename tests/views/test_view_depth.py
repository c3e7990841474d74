"""The isometric view of maps with depth: slices with gaps, of which some are shown where there are
many; and channels as slices."""

from itertools import pairwise, product
from math import dist
from typing import Any

import pytest
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
from overlap_audit import layout_complaints
from picture_audit import audit_pixels, overlap

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.formats.player.explanations import explain
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.layers import (
    AvgPool3d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose3d,
    Layer,
    LPPool3d,
    MaxPool3d,
)
from convgif.scenes.scene import Cell, Line, Snapshot, Text
from convgif.scenes.words import words_of
from convgif.traces.tracing import Step
from convgif.views.isometric.slices import Slices
from convgif.views.kit.grids import Slant
from convgif.views.kit.stacks import Stack, nearest, uprights

BEATS = st.sampled_from([None, "small", "large"])
MANY = Conv3d(1, 1, (3, 2, 2), padding=(1, 0, 0)), (12, 3, 3)


def drawn(layer: Layer, size: Any, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="isometric", force=True, **settings)


def said(snapshot: Snapshot, name: str) -> list[str]:
    """What is written under that name at the moment."""
    return [shape.string for id, shape in snapshot.shapes.items()
            if id[0] == name and isinstance(shape, Text)]


# What is drawn is what is computed.

@repeatable(25)
@given(conv_layers((3,), max_channels=2) | transposed_layers((3,), max_input=2)
       | pooling_layers((3,)), BEATS)
def test_every_cell_that_is_read_is_lit_in_its_slice(made: LayerAndSize, beat: str | None) -> None:
    layer, size = made
    animation = drawn(layer, size, beat=beat, size_px=900)
    assert len(animation.scenes) == animation.staged.count
    (trace,) = animation.traces
    assert list(element_complaints(animation.story, trace)) == []
    for scene, snapshot in zip(animation.scenes, animation.story.snapshots(), strict=True):
        if scene.about and scene.about[0].element.array == "output":
            index = scene.about[0].element.index
            lit = {element.index[1:] for id, element in snapshot.elements.items()
                   if element.array == "extended" and "window" in snapshot.roles[id]}
            assert lit == {*map(tuple, Step(trace, index).window.tolist())}


@pytest.mark.parametrize(("layer", "size"), [
    MANY, (Conv3d(1, 1, 2, dilation=(3, 1, 1)), (12, 3, 3)), (MaxPool3d((2, 1, 1)), (14, 2, 2)),
    (ConvTranspose3d(1, 1, (3, 1, 1), stride=(2, 1, 1), padding=(1, 0, 0)), (6, 1, 2)),
    (LPPool3d(2, (3, 1, 1), stride=1), (9, 1, 1)),
    (AvgPool3d((3, 2, 2), 1, (1, 1, 1), count_include_pad=False), (9, 2, 2))], ids=repr)
@pytest.mark.parametrize("beat", [None, "small", "large"])
def test_of_many_slices_those_around_what_is_pointed_out_are_shown(
        layer: Layer, size: tuple[int, ...], beat: str | None) -> None:
    """With a neighbour on each side, as far as there is one, at every step."""
    animation = drawn(layer, size, beat=beat)
    (trace,) = animation.traces
    assert list(element_complaints(animation.story, trace)) == []
    last = {"extended": trace.extended.shape[1], "output": trace.output.shape[1],
            "input": trace.input.shape[1],
            "canvas": trace.stamp_axes[0].size if trace.stamp_axes else 0}
    left_out = 0
    for snapshot in animation.story.snapshots():
        for array in {element.array for element in snapshot.elements.values()}:
            shown = sorted({element.index[1] for element in snapshot.elements.values()
                            if element.array == array})
            assert shown == list(range(shown[0], shown[-1] + 1))
            left_out += len(shown) < last[array]
            lit = {element.index[1] for id, element in snapshot.elements.items()
                   if element.array == array and not {"window", "read", "reached", "output_active"}
                   .isdisjoint(snapshot.roles[id])}
            for slice in lit:
                assert {max(0, slice - 1), min(last[array] - 1, slice + 1)} <= {*shown}
    assert left_out


def test_which_slices_are_shown_is_said() -> None:
    animation = drawn(*MANY)
    first, *_, final = animation.story.snapshots()
    assert said(first, "slices") == ["slices 0 to 5 of 12", "slices 0 to 6 of 12"]
    assert said(final, "slices") == ["slices 6 to 11 of 12", "slices 5 to 11 of 12"]
    assert "input: 7 of 14 slices are shown at a time" in animation.describe()
    assert "sizes are depth × rows × columns, scanned in that order" in animation.describe()
    assert "depth ×" not in animate(Conv2d(), view="isometric").describe()
    assert "slices" not in [id[0] for id in drawn(Conv3d(), 5).story.stage.marks]
    padded = drawn(Conv3d(padding=(9, 0, 0)), (3, 3, 3))
    notes = {note for snapshot in padded.story.snapshots() for note in said(snapshot, "slices")}
    assert {"none of 3 slices", "all 3 slices; 14 of padding not drawn",
            "slices 0 to 1 of 3"} <= notes
    for language, note in (("zh", "第 0 到 5 层，共 12 层"), ("symbols", "0–5 / 12")):
        assert note in said(next(drawn(*MANY, language=language).story.snapshots()), "slices")


@pytest.mark.parametrize(("layer", "size", "beat"), [
    (Conv3d(), 6, None), (MaxPool3d(2), 6, None), (ConvTranspose3d(), 4, None),
    (Conv3d(), 6, "large"), (ConvTranspose3d(), 4, "small")], ids=repr)
def test_at_most_five_slices_of_six_by_six_are_shown_and_more_where_it_is_wide(
        layer: Layer, size: int, beat: str | None) -> None:
    found = []
    for size_px in (320, 480, 720):
        story = drawn(layer, size, beat=beat, size_px=size_px).story
        counts: dict[str, set[int]] = {}
        for name, index in story.stage.elements:
            counts.setdefault(name, set()).add(index[0])
        assert max(map(len, counts.values())) <= (7 if size_px > 480 else 5)
        found.append(sum(map(len, counts.values())))
        notes = [said(snapshot, "slices") for snapshot in story.snapshots()]
        assert size_px > 480 or all(notes)  # and which ones is said
    assert found[0] <= found[1] < found[2]


@pytest.mark.parametrize(("size", "spans", "firsts", "shown"), [
    ((9, 8, 8), [range(i, i + 3) for i in range(7)], (0, 0, 1, 2, 3, 4, 4), 5),
    ((9, 8, 8), [range(0), range(7, 8), range(0)], (4, 4, 4), 5),
    ((9, 6, 6), [range(0, 9, 1)], (0,), 9), ((7, 4, 4), [range(1)], (0,), 7),
    ((7, 30, 30), [range(6, 7), range(1)], (2, 0), 5)])
def test_slices_stay_as_long_as_they_hold_what_is_pointed_out(
        size: tuple[int, ...], spans: list[range], firsts: tuple[int, ...], shown: int) -> None:
    slices = Slices.around(size, spans, width_px=480)
    assert tuple(slices.firsts) == firsts
    assert slices.shown == (shown, *size[1:])


def test_panels_of_depth_keep_one_clock() -> None:
    one = drawn(*MANY)
    both = one | drawn(*MANY)
    assert both.staged.count == one.staged.count
    (first, second), *_ = (scene.about for scene in both.scenes)
    assert first == second
    lone, *_ = both.strip((40,)).story.snapshots()
    assert lone.elements["output@0", (0, 0, 0)] == list(
        one.story.snapshots())[40].elements["output", (0, 0, 0)]


# How it looks.

@pytest.mark.parametrize("size_px", [240, 480])
@pytest.mark.parametrize(("layer", "size", "settings"), [
    (Conv3d(1, 1, 2), 4, {}), (*MANY, {"language": "zh"}), (MaxPool3d(2), (2, 6, 6), {}),
    (ConvTranspose3d(stride=2, padding=1), 2, {"beat": "small"}),
    (Conv3d(12, 16), (64, 4, 4), {"still": 30, "show_in": 11}),
    (Conv2d(3, 1), 5, {"slices": True})], ids=repr)
def test_nothing_lies_on_anything(layer: Layer, size: Any, settings: Any, size_px: int) -> None:
    assert list(layout_complaints(drawn(layer, size, size_px=size_px, **settings).story)) == []


def test_slices_are_planes_with_gaps_joined_by_upright_lines() -> None:
    story = drawn(Conv3d(1, 1, 2), 4).story
    planes = [[mark.shape.corners for id, mark in story.stage.marks.items()
               if id[0] == "input" and id[1][0] == slice and isinstance(mark.shape, Cell)]
              for slice in range(4)]
    for above, below in pairwise(planes):
        assert not any(overlap(one, other) for one, other in product(above, below))
    line = story.stage.marks["upright", ()].shape
    assert isinstance(line, Line)
    assert len(line.strokes) == 2
    assert all(x == x1 and y < y1 for (x, y), (x1, y1) in line.strokes)


@pytest.mark.parametrize("theme", THEMES)
def test_pixels_have_the_colours_of_their_roles(theme: str) -> None:
    for layer, size, beat in ((Conv3d(1, 1, 2, padding=(1, 0, 0)), (3, 3, 2), None),
                              (ConvTranspose3d(1, 1, 2, 2), (1, 2, 2), "small")):
        animation = drawn(layer, size, beat=beat, theme=theme, size_px=360)
        audit = audit_pixels(animation.story, animation.theme,
                             rasterize(animation.story, animation.theme))
        assert audit.complaints == []


def test_it_is_wider_than_a_plane_and_a_strip_of_it_too() -> None:
    animation = drawn(Conv3d(1, 1, 2), 4)
    assert animation.settings.size_px == 480
    assert animate(Conv2d()).settings.size_px == 320
    strip = animate(Conv3d(1, 1, 2), input_size=4, strip=3)
    assert strip.settings.size_px >= 180
    assert animate(Conv2d(), strip=3).settings.size_px == 120


def test_a_long_loop_plays_corners_border_and_middle() -> None:
    animation = drawn(Conv3d(padding=1), 8)
    played = {animation.scenes[step].about[0].element.index[1:] for step, _ in animation.steps_ms}
    assert {*product((0, 4, 7), repeat=3)} <= played
    assert sum(animation.durations) <= 30_000
    assert "of the 512 steps are played" in animation.notes[0]
    assert "stays under 30 s" in animation.notes[0]
    stamped = drawn(ConvTranspose3d(1, 1, 2, stride=2), 3)
    assert len(stamped.durations) < stamped.panels[0].count == 216
    assert sum(stamped.durations) <= 30_000
    assert len(drawn(Conv3d(padding=1), 8, duration_ms=50).durations) == 512
    cropped = drawn(ConvTranspose3d(padding=1), (9, 8, 8), beat="small")
    assert cropped.steps_ms[-1][0] == 9 * 8 * 8, "the crop is played"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lines_lead_from_every_slice_that_is_pointed_out(count: int) -> None:
    """Two at least from corners of its box in each."""
    for now in drawn(Conv3d(1, 1, count), 4).story.snapshots():
        line = now.shapes["projection", ()]
        assert isinstance(line, Line)
        ends = [end for run in line.strokes for end in (run[0], run[-1])]
        lit = {id for id, roles in now.roles.items()
               if id[0] == "input" and "window" in roles}
        assert len({slice for _, (slice, *_) in lit}) == count
        for slice in {slice for _, (slice, *_) in lit}:
            corners = [corner for id in lit if id[1][0] == slice
                       if isinstance(cell := now.shapes[id], Cell) for corner in cell.corners]
            assert sum(min(dist(end, corner) for corner in corners) < 0.01 for end in ends) >= 2


def test_a_player_knows_what_its_cells_come_to_show() -> None:
    animation = drawn(*MANY)
    cells, data = explain([animation.story], animation.traces, words_of("en"), [None])
    shown = [element for element, *_ in cells[0]]
    turns = {step: changes for step, *changes in data["turns"]}
    for number, snapshot in enumerate(animation.story.snapshots()):
        changes = turns.get(number, [])
        for cell, element in zip(changes[::2], changes[1::2], strict=True):
            shown[cell] = element
        labels = [data["elements"][element][0] for element in shown]
        wanted = next(iter(snapshot.elements.values()))
        if wanted.index[1] >= 1:
            assert labels[0] == f"input[0, {wanted.index[1] - 1}, 0, 0]"
    assert turns
    assert len({tuple(cell[2:]) for cell in cells[0]}) == len(cells[0]), "no two in one place"
    assert "turns" not in explain([drawn(Conv3d(), 5).story], drawn(Conv3d(), 5).traces,
                                  words_of("en"), [None])[1]


# Channels as slices.

@pytest.mark.parametrize(("layer", "size"), [
    (Conv2d(3, 1), 4), (Conv2d(4, 4, 2, groups=2, padding=1), 3), (Conv1d(3, 2), 5)], ids=repr)
def test_a_window_reads_the_channels_that_are_slices_and_does_not_move_along_them(
        layer: Layer, size: int) -> None:
    animation = drawn(layer, size, slices=True)
    (trace,) = animation.traces
    assert list(element_complaints(animation.story, trace)) == []
    assert len(animation.scenes) == trace.output.size == animation.staged.count
    for step, snapshot in zip(trace.steps, animation.story.snapshots(), strict=True):
        lit = {id[1][0] for id, roles in snapshot.roles.items()
               if id[0] == "input" and "window" in roles}
        assert lit == {*layer.channels_read(step.output_index[0])}
    assert "channels lie one below the other, as slices" in animation.describe()
    assert ("stride", (2,)) not in animation.story.stage.marks


def test_channels_of_depth_are_no_slices() -> None:
    for layer, settings, answer in (
            (Conv3d(2, 2), {"slices": True}, "slices=True shows channels, and those of Conv3d"),
            (Conv2d(2, 2), {"slices": True, "beat": "large"}, "leave out beat='large'"),
            (Conv3d(2, 2), {"show_in": (0, 1)}, "this view draws one: name one")):
        message = refusal(ViewError, lambda: drawn(layer, 5, **settings).story)  # noqa: B023
        assert answer in message
        assert "channels'" not in message


# Stacks.

def test_a_stack_of_one_plane_has_no_slices() -> None:
    flat = Stack.of((2, 3), 10.0, Slant(0.5, 0.7, 0.6))
    assert (flat.size, len(flat.planes)) == ((2, 3), 1)
    (facet,) = flat.boxes((0, 0), (1, 2))
    assert facet.corners == flat.planes[0].outline
    assert list(uprights([facet])) == []
    deep = Stack.of((3, 2, 3), 10.0, Slant(0.5, 0.7, 0.6), 5.0)
    assert deep.size == (3, 2, 3)
    facets = deep.boxes((0, 0, 0), (2, 0, 0), (0, 2))
    assert [facet.plane for facet in facets] == [deep.planes[0], deep.planes[2]]
    assert nearest(facets, [deep.boxes((1, 1, 1), (1, 1, 1), (2,))[0]])[0] == facets[1].corners
