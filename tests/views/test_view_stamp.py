"""The stamp view: every scene is the trace's stamps so far, and every number is the trace's."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from color_vision import contrast
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import refusal, repeatable, transposed_layers
from overlap_audit import layout_complaints
from picture_audit import (
    as_cell,
    audit_pixels,
    cells_with,
    with_roles,
)
from story_reading import legend_of

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.frames.themes import THEMES
from convgif.layers import Conv2d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from convgif.scenes.scene import Cell, Disc, Line, MarkId, Scene, Snapshot, Story, Text
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.scenes.words import words_of
from convgif.traces.tracing import Stamp
from convgif.views import TEXT_MODES, VIEWS, ViewSettings
from convgif.views.kit.drafts import Draft
from convgif.views.kit.page import Page
from convgif.views.kit.typesetting import text_box
from convgif.views.settings import SHOW_IN, SHOW_OUT, VALUES
from convgif.views.stamp.layout import lay_out
from convgif.views.stamp.roles import overlap

Index = tuple[int, int]
POINTERS = ("source", "outline", "wires", "dot")
CHECKERBOARD = ConvTranspose2d(stride=2, padding=1, bias=False)
CASES = [
    (CHECKERBOARD, 3), (ConvTranspose2d(kernel_size=4, stride=2, padding=1), 3),
    (ConvTranspose2d(kernel_size=2, stride=2), 3), (ConvTranspose2d(), 3),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3),
    (ConvTranspose2d(stride=2, dilation=2, padding=2, output_padding=1), 3),
    (ConvTranspose2d(kernel_size=1, stride=3, bias=False), (2, 3)),
    (ConvTranspose2d(kernel_size=(3, 2), stride=(1, 3), padding=((0, 2), 1)), (4, 2)),
    (ConvTranspose1d(stride=2, padding=1, output_padding=1), 5),
    (ConvTranspose1d(4, 4, kernel_size=5, stride=3, groups=2), 4),
    (ConvTranspose2d(3, 2, stride=2, padding=1), 3)]
every_case = pytest.mark.parametrize(("layer", "size"), CASES, ids=str)


def stamped(layer: Any = CHECKERBOARD, size: Any = 3, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="stamp", **settings)


# What the scenes show, against the trace.

def complaints(animation: Animation, story: Story | None = None) -> list[str]:
    """What the scenes show that is not so, or do not show."""
    return list(Audit(animation).complaints(story or animation.story))


class Audit:
    """What the scenes of an animation must show, counted and summed anew from the trace."""

    def __init__(self, animation: Animation) -> None:
        (self.trace,), self.settings = animation.traces, animation.settings
        self.out = (self.settings[SHOW_OUT] or (0,))[0]
        self.channel = (self.settings[SHOW_IN] or (self.trace.layer.channels_read(self.out)[0],))[0]
        self.stamps = [stamp for stamp in self.trace.stamps
                       if stamp.input_index[0] == self.channel]
        reached = Counter(cell for stamp in self.stamps for cell in self.added(stamp))
        self.most = max(reached.values())
        self.kept = {
            as_cell(index): as_cell(i - axis.crop.start for i, axis
                                    in zip(index, self.trace.stamp_axes, strict=True))
            for index in product(*(axis.crop for axis in self.trace.stamp_axes))}

    def added(self, stamp: Stamp) -> dict[Index, float]:
        """What the stamp adds to each canvas cell."""
        return {as_cell(addition.position[1:]): addition.product
                for addition in stamp.additions if addition.position[0] == self.out}

    def complaints(self, story: Story) -> Iterator[str]:
        counts: dict[Index, int] = {}
        sums: dict[Index, float] = {}
        for stamp in self.stamps:
            for cell in self.added(stamp):
                counts[cell] = counts.get(cell, 0) + 1
        whole = dict(counts)
        counts = whole if self.settings.prefilled else {}
        snapshots = list(story.snapshots())
        wanted = VIEWS["stamp"].frames(self.trace.layer, self.trace.input.shape, self.settings)
        if len(snapshots) != wanted:
            yield f"there are {len(snapshots)} scenes, not {wanted}"
        for i, (stamp, snapshot) in enumerate(zip(self.stamps, snapshots, strict=False)):
            for cell, value in self.added(stamp).items():
                sums[cell] = sums.get(cell, 0.0) + value
                if not self.settings.prefilled:
                    counts[cell] = counts.get(cell, 0) + 1
            for complaint in (*self.grids(snapshot), *self.canvas(snapshot, counts, sums),
                              *self.pointers(snapshot, stamp), *self.products(snapshot, stamp)):
                yield f"scene {i}: {complaint}"
        for i, snapshot in enumerate(snapshots[len(self.stamps):]):
            for complaint in (*self.grids(snapshot), *self.rest(snapshot),
                              *self.output(snapshot, whole, i == wanted - len(self.stamps) - 1)):
                yield f"last scene {i}: {complaint}"

    def grids(self, snapshot: Snapshot) -> Iterator[str]:
        """The input's and the kernel's numbers, and the canvas's static roles."""
        if self.settings[VALUES]:
            values = dict(np.ndenumerate(self.trace.input[self.channel]))
            stored = self.trace.layer.weight_channels(self.out, self.channel)
            assert self.trace.weight is not None
            weights = dict(np.ndenumerate(self.trace.weight[stored]))
            for name, numbers in (("input_number", values), ("kernel_number", weights)):
                yield from self.numbers(snapshot, name, {as_cell(index): float(value)
                                                         for index, value in numbers.items()})
        added = {cell for cell, index in self.kept.items()
                 if self.trace.output_padding.reshape(_plane(self.trace.output.shape[1:]))[index]}
        if cells_with(snapshot, "canvas", "output_padding") != added:
            yield "output_padding is not where it is"

    def canvas(self, snapshot: Snapshot, counts: dict[Index, int], sums: dict[Index, float]
               ) -> Iterator[str]:
        cells = {index for name, index in snapshot.roles if name == "canvas"}
        shape = _plane([axis.size for axis in self.trace.stamp_axes])
        if cells != set(product(*map(range, shape))):
            yield "the canvas has other cells"
        if cells_with(snapshot, "canvas", "cropped") != cells - set(self.kept):
            yield "what is cropped is not what the trace crops"
        yield from self.overlaps(snapshot, counts, cells)
        if self.settings.prefilled:
            return
        if self.settings[VALUES]:
            yield from self.numbers(snapshot, "tally", sums)
        elif ("tally", next(iter(self.kept))) in snapshot.roles:
            yield from self.numbers(snapshot, "tally", counts)

    def overlaps(self, snapshot: Snapshot, counts: dict[Index, int], cells: set[Index]
                 ) -> Iterator[str]:
        for cell in cells:
            count = counts.get(cell, 0)
            wanted = overlap(count, self.most) if count else "output_pending"
            if snapshot.roles["canvas", cell][-1] != wanted:
                yield f"canvas {cell} is {snapshot.roles['canvas', cell]}, not {wanted}"

    def pointers(self, snapshot: Snapshot, stamp: Stamp) -> Iterator[str]:
        if any(snapshot.roles[name, ()] == ("pending",) for name in POINTERS
               if (name, ()) in snapshot.roles):
            yield "the stamp is not pointed out"
        source = as_cell(stamp.input_index[1:])
        if cells_with(snapshot, "input", "window") != {source}:
            yield f"{source} is not the one active input cell"
        if _strokes(snapshot, "source") != {_ring(_corners(snapshot, "input", source))}:
            yield f"{source} is not outlined"
        cells = list(self.added(stamp))
        (top, left), (bottom, right) = (tuple(map(pick, zip(*cells, strict=True)))
                                        for pick in (min, max))
        box = tuple(_corners(snapshot, "canvas", cell)[i] for i, cell in enumerate(
            [(top, left), (top, right), (bottom, right), (bottom, left)]))
        rings = {_ring(_corners(snapshot, "canvas", cell)) for cell in cells}
        if _strokes(snapshot, "outline") not in ({_ring(box)}, rings):
            yield "the outline is not that of the stamp"
        if {run[-1] for run in _strokes(snapshot, "wires")} not in (
                {box[0], box[3]}, {box[0], box[1]}):
            yield "the wires do not lead to the stamp"
        if ("dot", ()) in snapshot.shapes:
            first = next(as_cell(addition.position[1:]) for addition in stamp.additions
                         if addition.position[0] == self.out and not any(addition.weight_index[2:]))
            for name, grid, cell in (("dot", "canvas", first), ("first_weight", "kernel", (0, 0))):
                dot = snapshot.shapes[name, ()]
                assert isinstance(dot, Disc)
                if not _is_inside(dot.center, _corners(snapshot, grid, cell)):
                    yield f"the dot is not in {grid} {cell}"

    def products(self, snapshot: Snapshot, stamp: Stamp) -> Iterator[str]:
        if self.settings[VALUES]:
            yield from self.numbers(snapshot, "stamp_number", {
                as_cell(addition.weight_index[2:]): addition.product for addition in stamp.additions
                if addition.position[0] == self.out})

    def rest(self, snapshot: Snapshot) -> Iterator[str]:
        if any(snapshot.roles[id] != ("pending",) for id in snapshot.roles
               if id[0] in (*POINTERS, "stamp_number")) or cells_with(snapshot, "input", "window"):
            yield "a stamp is still pointed out"

    def output(self, snapshot: Snapshot, counts: dict[Index, int], is_last: bool) -> Iterator[str]:
        left = {index for (name, index), roles in snapshot.roles.items()
                if name == "canvas" and roles != ("cropped",)}
        if left != set(self.kept):
            yield "what is left of the canvas is not the output and the ghost of what is cropped"
        yield from self.overlaps(snapshot, counts, left)
        if self.settings[VALUES] and is_last:
            output = self.trace.output[self.out].reshape(_plane(self.trace.output.shape[1:]))
            yield from self.numbers(snapshot, "tally", {cell: float(output[index])
                                                        for cell, index in self.kept.items()})
        elif not self.settings[VALUES] and ("tally", next(iter(self.kept))) in snapshot.roles:
            yield from self.numbers(snapshot, "tally", {cell: counts.get(cell, 0)
                                                        for cell in self.kept})

    def numbers(self, snapshot: Snapshot, name: str, wanted: dict[Any, float]) -> Iterator[str]:
        """Exactly those numbers are visible, and each says what it should."""
        shown = {index: snapshot.shapes[known, index].string
                 for (known, index), roles in snapshot.roles.items()
                 if known == name and roles != ("pending",)}
        if set(shown) != set(wanted):
            yield f"{name}: {sorted(set(shown) ^ set(wanted))[:3]} shown or not"
        for index in set(shown) & set(wanted):
            said = float(shown[index].replace("\N{MINUS SIGN}", "-"))
            if abs(said - wanted[index]) > 0.0051:
                yield f"{name} {index} says {shown[index]}, not {wanted[index]}"


def _plane(shape: Any) -> tuple[int, ...]:
    return (1, *shape) if len(shape) == 1 else tuple(shape)


def _corners(snapshot: Snapshot, name: str, cell: Any) -> tuple[Any, ...]:
    shape = snapshot.shapes[name, tuple(cell)]
    assert isinstance(shape, Cell)
    return shape.corners


def _ring(corners: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*corners, corners[0])


def _strokes(snapshot: Snapshot, name: str) -> set[Any]:
    shape = snapshot.shapes[name, ()]
    assert isinstance(shape, Line)
    return set(shape.strokes)


def _is_inside(point: Any, corners: Any) -> bool:
    xs, ys = zip(*corners, strict=True)
    return min(xs) < point[0] < max(xs) and min(ys) < point[1] < max(ys)


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("prefilled", [False, True])
@every_case
def test_scenes_are_the_stamps(layer: Any, size: Any, prefilled: bool, values: bool) -> None:
    animation = stamped(layer, size, values=values, prefilled=prefilled, size_px=900)
    assert complaints(animation) == []


@repeatable(60)
@given(transposed_layers((1, 2), 4, 4, 4, 4), st.booleans(), st.booleans(), st.data())
def test_scenes_of_random_layers_are_the_stamps(
        layer_and_size: Any, prefilled: bool, values: bool, data: st.DataObject) -> None:
    layer, size = layer_and_size
    show_out = data.draw(st.integers(0, layer.out_channels - 1))
    show_in = data.draw(st.sampled_from(layer.channels_read(show_out)))
    animation = stamped(layer, size, prefilled=prefilled, values=values, size_px=1600,
                        show_in=show_in, show_out=show_out, text="none", force=True)
    assert complaints(animation) == []


def test_numbers_that_are_not_whole_are_rounded() -> None:
    x = np.random.default_rng(0).normal(size=(1, 3, 3)) * 10
    weight = np.random.default_rng(1).normal(size=(1, 1, 3, 3))
    for precision in (1, 2):
        animation = animate(CHECKERBOARD, input=x, weight=weight, view="stamp", values=True,
                            size_px=900, precision=precision)
        last = list(animation.story.snapshots())[-1]
        shown = {index: shape.string for (name, index), shape in last.shapes.items()
                 if name == "tally" and isinstance(shape, Text)
                 and last.roles[name, index] != ("pending",)}
        output = animation.traces[0].output[0]
        assert shown == {(row + 1, column + 1): f"{value:.{precision}f}".replace("-", "\u2212")
                         for (row, column), value in np.ndenumerate(output)}


# What the picture is there for.

def last_counts(layer: Any, size: Any) -> list[list[str]]:
    """The counts in the output, row by row."""
    *_, last = stamped(layer, size, size_px=900).story.snapshots()
    counts = {index: shape.string for (name, index), shape in last.shapes.items()
              if name == "tally" and isinstance(shape, Text)
              and last.roles[name, index] != ("pending",)}
    rows = sorted({row for row, _ in counts})
    return [[counts[index] for index in sorted(counts) if index[0] == row] for row in rows]


@pytest.mark.parametrize(("layer", "rows"), [
    (CHECKERBOARD, ["12121", "24242", "12121", "24242", "12121"]),
    (ConvTranspose2d(kernel_size=4, stride=2, padding=3), ["4444"] * 4),
    (ConvTranspose2d(kernel_size=2, stride=2), ["111111"] * 6),
    (ConvTranspose2d(padding=1), ["464", "696", "464"]),
    (ConvTranspose2d(kernel_size=1, stride=2), ["10101", "00000", "10101", "00000", "10101"]),
    (ConvTranspose2d(kernel_size=1, stride=2, output_padding=1),
     ["101010", "000000", "101010", "000000", "101010", "000000"]),
], ids=str)
def test_the_last_scene_shows_the_overlaps(layer: Any, rows: list[str]) -> None:
    size = 4 if layer.kernel_size == (4, 4) else 3
    assert last_counts(layer, size) == [list(row) for row in rows]


@pytest.mark.parametrize(("most", "shades"), [
    (1, [1]), (2, [1, 9]), (4, [1, 5, 7, 9]), (9, [1, 3, 4, 5, 6, 7, 8, 8, 9])])
def test_shades_go_from_one_stamp_to_the_most(most: int, shades: list[int]) -> None:
    """All counts lay at the pale end of a ramp to 9, 1 beside 2 at 1.25:1."""
    assert [overlap(count, most) for count in range(1, most + 1)] == [
        f"overlap_{shade}" for shade in shades]


def test_more_stamps_than_shades_share_some() -> None:
    shades = [overlap(count, 25) for count in range(1, 26)]
    assert (shades[0], shades[-1]) == ("overlap_1", "overlap_9")
    assert shades == sorted(shades)
    assert len(set(shades)) == 9
    assert "25" in last_counts(ConvTranspose2d(kernel_size=5), 5)[4]


def test_the_kernel_is_not_rotated() -> None:
    """The dot on weight [0, 0] is at the top left of the kernel, and of each stamp."""
    for snapshot in list(stamped().story.snapshots())[:-1]:
        dots, boxes = [], []
        for name, grid in (("first_weight", "kernel"), ("dot", None)):
            dot = snapshot.shapes[name, ()]
            assert isinstance(dot, Disc)
            corner = (_corners(snapshot, grid, (0, 0))[0] if grid
                      else next(iter(_strokes(snapshot, "outline")))[0])
            dots.append(np.subtract(dot.center, corner))
            boxes.append(corner)
        np.testing.assert_allclose(dots[0], dots[1])
        assert (dots[0] > 0).all()


def test_a_dilated_stamp_has_holes() -> None:
    animation = stamped(ConvTranspose2d(dilation=2), 2)
    first, _ = next(animation.story.snapshots()), complaints(animation)
    assert len(_strokes(first, "outline")) == 9
    assert cells_with(first, "canvas", "overlap_1") == set(product((0, 2, 4), repeat=2))


def test_sums_are_partial_until_the_last_scene() -> None:
    """Each scene says what is lacking, the last what is added, and only values need it."""
    layer = ConvTranspose2d(3, stride=2, padding=1)
    story = stamped(layer, values=True).story
    said = [snapshot.shapes["note", ()].string
            for snapshot in story.snapshots()]
    assert set(said[:-1]) == {"channel 0 alone, without bias"}
    assert said[-1].startswith("+ 2 other channels + bias ")
    assert len(story.scenes) == 11
    assert len(stamped(layer).story.scenes) == len(stamped(values=True).story.scenes) == 10
    for whole in (stamped(layer), stamped(values=True)):
        assert ("note", ()) not in whole.story.stage.marks


def test_the_label_is_the_canvas_and_then_the_output() -> None:
    first, *_, last = stamped(values=True).story.snapshots()
    before, after = (snapshot.shapes["canvas_label", ()] for snapshot in (first, last))
    assert isinstance(before, Text)
    assert isinstance(after, Text)
    assert (before.string, after.string) == ("canvas 7×7", "output 5×5")
    assert after.anchor == before.anchor, "around the output the ghost of the canvas is left"
    counting = [snapshot.shapes["canvas_label", ()] for snapshot in stamped().story.snapshots()]
    assert [shape.string for shape in (counting[0], counting[-1]) if isinstance(shape, Text)] == [
        "canvas 7×7: stamps per cell", "output 5×5: stamps per cell"]
    uncropped = stamped(ConvTranspose2d(stride=2)).story
    assert all(("canvas_label", ()) not in scene.shapes for scene in uncropped.scenes)


@every_case
def test_a_scene_changes_little(layer: Any, size: Any) -> None:
    story = stamped(layer, size).story
    roles = {id: mark.roles for id, mark in story.stage.marks.items()}
    shapes = {id: mark.shape for id, mark in story.stage.marks.items()}
    taps = int(np.prod(layer.kernel_size))
    for scene in story.scenes[:-1]:
        assert len(scene.roles) <= 2 * taps + 4
        assert len(scene.shapes) <= taps + len(POINTERS)
        assert all(roles[id] != changed for id, changed in scene.roles.items())
        assert all(shapes[id] != changed for id, changed in scene.shapes.items())
        roles |= scene.roles
        shapes |= scene.shapes


# Pixels.

@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("layer", "size", "settings"), [
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, {}),
    (ConvTranspose2d(2, stride=2, padding=1), 3, {"values": True, "text": "full"}),
    (ConvTranspose1d(dilation=2, padding=1), 4, {"size_px": 250}),
], ids=str)
def test_every_cell_has_the_colour_of_its_role(layer: Any, size: Any, settings: Any, theme: str
                                               ) -> None:
    animation = stamped(layer, size, theme=theme, **settings)
    audit = audit_pixels(animation.story, THEMES[theme], animation.frames)
    assert audit.complaints == []
    assert audit.blind == []


@pytest.mark.parametrize("theme", THEMES)
def test_counts_are_readable_on_every_shade(theme: str) -> None:
    for shade in range(1, 10):
        for place in ("output", "cropped"):
            fill = THEMES[theme].paint((place, f"overlap_{shade}")).fill
            ink = THEMES[theme].paint(("value", f"overlap_{shade}")).line
            assert fill is not None
            assert ink is not None
            assert ink in THEMES[theme].inks
            assert contrast(fill, ink) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_one_stamp_and_two_are_shades_apart(theme: str) -> None:
    """1.25:1 they were, whatever the largest count."""
    one, two_of_four, two = (THEMES[theme].paint(("output", role)).fill for role in (
        overlap(1, 2), overlap(2, 4), overlap(2, 2)))
    assert one
    assert two
    assert two_of_four
    assert contrast(one, two) >= 2.8
    assert contrast(one, two_of_four) >= 1.6


# Layouts.

def layout_of(animation: Animation) -> list[str]:
    """What lies where it must not, and numbers that do not fit their cells."""
    assert animation.story.stage.width_px == animation.settings.size_px
    found = list(layout_complaints(animation.story))
    for snapshot in animation.story.snapshots():
        for (name, index), shape in snapshot.shapes.items():
            if name.endswith("number") or name == "tally":
                assert isinstance(shape, Text)
                grid = "canvas" if name == "tally" else name.removesuffix("_number")
                (left, top), _, (right, bottom), _ = _corners(snapshot, grid, index)
                box = text_box(shape)
                if (box[0] < left + 1 or box[2] > right - 1 or box[1] < top
                        or shape.anchor[1] > bottom - 1 or shape.size_px < SMALLEST_TEXT_PX):
                    found.append(f"{name} {index} {shape.string} does not fit")
    return found


def fits_or_names_a_size(layer: Any, size: Any, **settings: Any) -> list[str]:
    """The complaints; a size that is too small is none if the one that it names will do."""
    animation = stamped(layer, size, force=True, **settings)
    try:
        assert animation.story
    except ViewError as error:
        message = str(error)
    else:
        return layout_of(animation)
    found = re.search(r"a size of (\d+) or more", message)
    assert found, message
    assert int(found[1]) > settings["size_px"]
    settings["size_px"] = int(found[1])
    return layout_of(stamped(layer, size, force=True, **settings))


@repeatable(60)
@given(transposed_layers((1, 2), 5, 4, 4, 4), st.sampled_from((150, 250, 320, 480)),
       st.sampled_from(TEXT_MODES), st.booleans(), st.sampled_from([None, "A title"]))
def test_layouts_of_random_layers(layer_and_size: Any, size_px: int, text: str, values: bool,
                                  title: str | None) -> None:
    layer, size = layer_and_size
    assert fits_or_names_a_size(layer, size, size_px=size_px, text=text, values=values,
                                title=title) == []


@pytest.mark.parametrize("values", [False, True])
@every_case
def test_wires_and_outlines_cross_no_text(layer: Any, size: Any, values: bool) -> None:
    animation = stamped(layer, size, values=values, size_px=700)
    assert list(layout_complaints(animation.story)) == []


@pytest.mark.parametrize("size_px", [40, 60, 100, 480])
@pytest.mark.parametrize("size", [1, (1, 12), (12, 1), 12], ids=str)
def test_layouts_of_small_pictures_and_long_inputs(size: Any, size_px: int) -> None:
    for text in ("none", "full"):
        assert fits_or_names_a_size(CHECKERBOARD, size, size_px=size_px, text=text) == []


@pytest.mark.parametrize("values", [False, True])
def test_cells_are_whole_pixels_and_alike(values: bool) -> None:
    """So that a stamp on the canvas is as large as the kernel."""
    marks = stamped(values=values).story.stage.marks.values()
    cells = [mark.shape.corners for mark in marks if isinstance(mark.shape, Cell)
             and mark.id[0] != "swatch"]
    assert len({(b[0] - a[0], c[1] - b[1]) for a, b, c, _ in cells}) == 1
    assert {coordinate % 1 for corners in cells for point in corners
            for coordinate in point} == {0.5}


@pytest.mark.parametrize(("maps", "across"), [
    ({"input": (3, 3), "kernel": (3, 3), "canvas": (7, 7)}, True),
    ({"input": (3, 3), "kernel": (3, 3), "stamp": (3, 3), "canvas": (7, 7)}, True),
    ({"input": (1, 5), "kernel": (1, 3), "canvas": (1, 11)}, False),
    ({"input": (1, 1), "kernel": (1, 1), "canvas": (1, 1)}, False),
    ({"input": (2, 12), "kernel": (2, 2), "canvas": (4, 24)}, False),
    ({"input": (12, 2), "kernel": (2, 2), "canvas": (24, 4)}, True)], ids=str)
def test_a_wide_canvas_lies_below(maps: dict[str, Any], across: bool) -> None:
    drafts = {name: Draft(name, *size, label=(name,)) for name, size in maps.items()}
    settings = ViewSettings(480, words_of("en"))
    layout = lay_out(drafts, settings, Page(settings), 15)
    assert layout is not None
    assert layout.across == across
    canvas = layout.grids["canvas"]
    for name, grid in layout.grids.items():
        if name != "canvas":
            assert (grid.right if across else grid.bottom) < (canvas.left if across else canvas.top)


def test_no_layout_without_room() -> None:
    sizes = {"input": 50, "kernel": 3, "canvas": 52}
    drafts = {name: Draft(name, size, size) for name, size in sizes.items()}
    settings = ViewSettings(200, words_of("en"))
    assert lay_out(drafts, settings, Page(settings), 0) is None


# Words.

@every_case
def test_the_legend_and_the_alt_text_say_what_is_not_the_default(layer: Any, size: Any) -> None:
    animation = stamped(layer, size)
    for said in (legend_of(animation), animation.describe()):
        for word, is_said in (("apart", set(layer.stride) != {1}),
                              ("cropped", any(sum(layer.crops(axis))
                                              for axis in range(layer.rank))),
                              ("output_padding", any(layer.output_padding)),
                              ("dilation", set(layer.dilation) != {1}),
                              ("groups", layer.groups > 1)):
            assert (word in said) == is_said, (word, said)


def test_the_legend_has_a_swatch_for_each_shade() -> None:
    marks = stamped().story.stage.marks
    shades = {mark.roles[-1] for id, mark in marks.items()
              if id[0] == "swatch" and mark.roles[0] == "output"}
    assert shades == {"overlap_1", "overlap_5", "overlap_9"}


def test_the_legend_counts_the_stamps() -> None:
    assert "1 stamp · 2 · 4 " in legend_of(stamped())
    assert "1 stamp · 2–3 · 4–5 · 6–8 · 9–10 · 12–15 · 16 · 20 25" in legend_of(
        stamped(ConvTranspose2d(kernel_size=5), 5, size_px=700))


def test_the_alt_text_says_what_happens() -> None:
    said = stamped(ConvTranspose2d(2, stride=2, padding=1), values=True, title="Up").describe()
    for words in ("Up: ConvTranspose2d as stamps", "9 steps", "canvas of 7×7", "output of 5×5",
                  "1×5×5", "1, 2 and 4", "channel 0 alone", "+ 1 other channel + bias"):
        assert words in said
    assert "channel 0 alone" not in stamped(ConvTranspose2d(2)).describe()
    assert "stamps in an output cell: 1;" in stamped(ConvTranspose2d(kernel_size=1)).describe()


@pytest.mark.parametrize(("language", "expected"), [
    ("en", "ConvTranspose2d as stamps: in 4 steps, each value of an input of 2×2 times the kernel "
           "of 3×3 is added to a canvas of 5×5, of which an output of 5×5 is kept. Drawn are "
           "channel 1 of the 2×2×2 input and channel 1 of the 2×5×5 output. "),
    ("zh", "ConvTranspose2d（转置卷积），以印记展示：分 4 步，把 2×2 输入的每个值乘以 3×3 的"
           "卷积核，累加到 5×5 的画布上，保留其中 5×5 作为输出。图中为 2×2×2 输入的通道 1 和 "
           "2×5×5 输出的通道 1。")])
def test_the_alt_text_is_of_the_planes_that_are_drawn(language: str, expected: str) -> None:
    animation = stamped(ConvTranspose2d(2, 2, stride=2), 2, show_in=1, show_out=1,
                        language=language)
    assert animation.describe().startswith(expected)


# Refusals.

def test_numbers_that_do_not_fit_are_refused_with_a_size_that_works() -> None:
    assert "leave out values" in refusal(
        ViewError, lambda: stamped(CHECKERBOARD, 8, values=True, size_px=200).story)
    message = refusal(ViewError, lambda: animate(
        ConvTranspose1d(stride=2), input_size=200, view="stamp", values=True, force=True,
        size_px=3000).story)
    assert "a size of" not in message
    assert "leave out values" in message


def test_grids_that_do_not_fit_are_refused() -> None:
    message = refusal(ViewError, lambda: stamped(CHECKERBOARD, 60, size_px=100, force=True).story)
    assert "take a smaller input" in message


def test_other_layers_and_channels_that_never_meet_are_refused() -> None:
    for layer in (Conv2d(), ConvTranspose3d()):
        assert type(layer).__name__ in refusal(ViewError, lambda: animate(layer, view="stamp"))  # noqa: B023  # called now
    assert "reads 0 to 1" in refusal(ViewError, lambda: stamped(
        ConvTranspose2d(4, 4, groups=2), show_in=2, show_out=0).story)


# The audits can fail.

@pytest.mark.parametrize(("id", "roles", "expected"), [
    (("canvas", (0, 0)), ("cropped", "overlap_5"), "canvas (0, 0)"),
    (("canvas", (6, 6)), ("cropped", "overlap_1"), "canvas (6, 6)"),
    (("canvas", (1, 1)), ("cropped", "overlap_1"), "cropped"),
    (("canvas", (1, 1)), ("output", "output_padding", "overlap_1"), "output_padding"),
    (("input", (0, 0)), ("input", "window"), "active"),
    (("tally", (6, 6)), ("value",), "tally"),
    (("tally", (0, 0)), ("pending",), "tally"),
    (("outline", ()), ("pending",), "pointed out"),
], ids=str)
def test_the_audit_sees_a_wrong_role(id: MarkId, roles: Any, expected: str) -> None:
    animation = stamped()
    found = complaints(animation, with_roles(animation.story, 4, {id: roles}))
    assert any(c.startswith("scene 4: ") and expected in c for c in found), found


def test_the_audit_sees_what_is_left_in_the_end() -> None:
    animation = stamped()
    for id, roles in ((("canvas", (0, 0)), ("cropped", "overlap_1")), (("wires", ()), ("wire",)),
                      (("canvas", (1, 1)), ("pending",)), (("tally", (1, 1)), ("pending",))):
        assert complaints(animation, with_roles(animation.story, 9, {id: roles}))


@pytest.mark.parametrize(("id", "number"), [
    (("tally", (2, 2)), 4), (("stamp_number", (0, 0)), 4), (("input_number", (1, 1)), 0),
    (("kernel_number", (1, 1)), 0), (("tally", (2, 2)), 9)], ids=str)
def test_the_audit_sees_a_wrong_number(id: MarkId, number: int) -> None:
    animation = stamped(values=True)
    text = list(animation.story.snapshots())[number].shapes[id]
    assert isinstance(text, Text)
    scenes = list(animation.story.scenes)
    scenes[number] = replace(scenes[number], shapes={
        **scenes[number].shapes, id: replace(text, string=f"{text.string}1")})
    found = complaints(animation, Story(animation.story.stage, scenes))
    assert any(f"{id[0]} {id[1]} says" in complaint for complaint in found), found


@pytest.mark.parametrize("name", POINTERS)
def test_the_audit_sees_pointers_that_stay_behind(name: str) -> None:
    animation = stamped()
    scenes = [Scene(scene.roles, {id: shape for id, shape in scene.shapes.items()
                                  if id[0] != name}) for scene in animation.story.scenes]
    found = complaints(animation, Story(animation.story.stage, scenes))
    assert any(complaint.startswith("scene 1:") for complaint in found), found


def test_the_audit_sees_missing_scenes() -> None:
    animation = stamped()
    assert complaints(animation, Story(animation.story.stage, animation.story.scenes[:-1]))
