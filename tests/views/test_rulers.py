"""Rulers and brackets along the input's edges, points on it, and what is said of weights."""

from itertools import combinations

import pytest
from overlap_audit import bounds_of

from convgif.animation import animate
from convgif.scenes.scene import Disc, Line, Mark
from convgif.traces.tracing import trace
from convgif.views.kit.numerals import format_number
from convgif.views.kit.rulers import edge_levels

Box = tuple[float, float, float, float]


@pytest.mark.parametrize(("layer", "size", "levels"), [
    ("AdaptiveAvgPool2d(5)", 3, 3), ("AdaptiveAvgPool2d(3)", 5, 2), ("AdaptiveAvgPool1d(2)", 4, 1),
    ("AdaptiveMaxPool2d((1, 5))", (4, 3), 3), ("Upsample2d(scale_factor=2)", 3, 1)])
def test_brackets_lie_on_as_many_levels_as_overlap(layer: str, size: int, levels: int) -> None:
    assert edge_levels(trace(layer, input_size=size)) == levels


@pytest.mark.parametrize(("layer", "size", "view", "count"), [
    ("AdaptiveAvgPool2d(5)", 3, "values", 5), ("AdaptiveAvgPool2d(3)", 5, "backward", 3),
    ("AdaptiveAvgPool1d(3)", 5, "lanes", 3)])
def test_no_bracket_runs_through_another(layer: str, size: int, view: str, count: int) -> None:
    """Each lies apart from all others, so that they can be counted."""
    stage = animate(layer, input_size=size, view=view).story.stage
    line = stage.marks["stride", (0,)].shape
    assert isinstance(line, Line)
    assert len(line.strokes) == count
    flat = [(min(x for x, _ in stroke), max(x for x, _ in stroke), max(y for _, y in stroke))
            for stroke in line.strokes]
    for (left, right, deep), (other_left, other_right, other_deep) in combinations(flat, 2):
        assert right < other_left or other_right < left or abs(deep - other_deep) >= 4


def test_a_map_below_is_clear_of_brackets() -> None:
    marks = animate("AdaptiveAvgPool2d(3)", input_size=5, view="backward", size_px=320
                    ).story.stage.marks
    bottom = bounds_of(marks["stride", (0,)].shape)[3]
    assert bounds_of(marks["grad_input_label", (0,)].shape)[1] > bottom + 3


@pytest.mark.parametrize(("layer", "view"), [
    ("Upsample2d(scale_factor=2)", "isometric"), ("Upsample1d(scale_factor=2)", "lanes"),
    ("Upsample1d(scale_factor=3, mode='linear')", "lanes"),
    ("Upsample1d(scale_factor=2, mode='linear', align_corners=True)", "lanes")])
def test_the_point_lies_wholly_in_what_is_read(layer: str, view: str) -> None:
    animation = animate(layer, input_size=3, view=view)
    for now in animation.story.snapshots():
        disc = now.shapes["place", (0,) if view == "lanes" else ()]
        read = [bounds_of(now.shapes[id]) for id, roles in now.roles.items()
                if id[0] == "input" and "window" in roles]
        assert isinstance(disc, Disc)
        lefts, tops, rights, bottoms = zip(*read, strict=True)
        (x, y), radius = disc.center, disc.radius
        assert min(lefts) < x - radius
        assert x + radius < max(rights)
        assert min(tops) < y - radius
        assert y + radius < max(bottoms)


@pytest.mark.parametrize("layer", [
    "Upsample1d(scale_factor=2, mode='linear')", "Upsample2d(scale_factor=2, mode='bilinear')"])
def test_the_swatch_of_a_ruler_is_one(layer: str) -> None:
    marks = animate(layer, input_size=3).story.stage.marks
    ticks = [mark.shape for mark in marks.values() if is_swatch(mark)]
    assert [len(shape.strokes) for shape in ticks if isinstance(shape, Line)] == [3]


def is_swatch(mark: Mark) -> bool:
    return mark.id[0] == "swatch" and mark.roles == ("stride",)


@pytest.mark.parametrize(("layer", "said"), [
    ("Upsample1d(scale_factor=2, mode='linear')", "weights 1/4, 3/4;"),
    ("Upsample2d(scale_factor=2, mode='bilinear')", "weights on each axis 1/4, 3/4;"),
    ("AdaptiveAvgPool2d(3)", "divisor 4;"),
    ("AdaptiveAvgPool2d((3, 2))", "divisor: cells read, 6, 9"),
    ("Conv3d(2, 2, 2)", "input channel 0 drawn, the other is added"),
    ("Conv3d(3, 1, 2)", "input channel 0 drawn, 2 others are added")])
def test_what_is_said(layer: str, said: str) -> None:
    size = {"AdaptiveAvgPool2d(3)": 4, "AdaptiveAvgPool2d((3, 2))": 5}.get(layer, 3)
    assert said in animate(layer, input_size=size).describe()


@pytest.mark.parametrize("layer", [
    "Upsample2d(scale_factor=2)", "Conv3d(1, 2, 2)", "Conv2d(2, 2, 2)",
    "Upsample2d(size=11, mode='bilinear')"])
def test_what_is_not(layer: str) -> None:
    said = animate(layer, input_size=3).describe()
    assert "weights" not in said
    assert "added" not in said


@pytest.mark.parametrize(("value", "written"), [
    (2 / 16, "0.13"), (6 / 16, "0.38"), (-0.125, "−0.13"), (2.675, "2.68"), (1.0, "1.00"),
    (0.0004, "0.0004")])
def test_halves_are_rounded_away_from_zero(value: float, written: str) -> None:
    assert format_number(value, 2) == written
