"""The nodes view: an edge for each input that an output reads, and what the steps light. What any
view must hold is looked at in test_every_view.py and test_overlap.py."""

from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal

from convgif.animation import Animation, animate
from convgif.errors import LimitError, ViewError
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.scenes.scene import Line, Snapshot, Text
from convgif.settings.resolving import resolve


def animated(layer: Any, size: Any = None, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="nodes", **settings)


def edges(animation: Animation) -> set[tuple[int, ...]]:
    return {id[1] for id in animation.story.stage.marks if id[0] == "edge"}


def lit(now: Snapshot) -> set[tuple[int, ...]]:
    return {id[1] for id, roles in now.roles.items()
            if id[0] == "edge" and roles[0].startswith("edge_")}


@pytest.mark.parametrize(("layer", "size", "counts"), [
    ("Linear(9, 4)", None, "36 edges; 36 weights"),
    ("Conv2d(kernel_size=2)", 3, "16 edges; 4 weights; 20 missing, dotted; kernel 2×2"),
    ("LocallyConnected2d(kernel_size=2)", 3, "16 edges; 16 weights; 20 missing"),
    ("ConvTranspose2d(kernel_size=2)", 2, "16 edges; 4 weights; 20 missing"),
    ("Conv2d(3, 2, kernel_size=1)", 2, "24 edges; 6 weights; 72 missing"),
    ("MaxPool2d(2)", 4, "16 edges; 48 missing"),
    ("Linear(20, 20)", None, "400 edges; 400 weights")])
def test_edges_and_weights_are_counted(layer: str, size: int | None, counts: str) -> None:
    animation = animated(layer, size)
    assert f"reads. {counts}" in animation.describe()
    assert len(edges(animation)) == (0 if counts.startswith("400") else int(counts.split()[0]))


def test_each_step_lights_the_edges_of_its_output() -> None:
    animation = animated("Conv2d(kernel_size=2, padding=1)", 2)
    matrix = animation.traces[0].matrix
    for row, now in enumerate(animation.story.snapshots()):
        assert lit(now) == {(row, column) for column in matrix.columns[matrix.rows == row].tolist()}


def test_one_weight_has_one_colour_one_dash_and_one_name() -> None:
    animation = animated("Conv2d(kernel_size=2, bias=False)", 3)
    looks: dict[str, set[tuple[str, ...]]] = {}
    for now in animation.story.snapshots():
        for place in lit(now):
            name = now.shapes["edge_name", (place[1],)]
            assert isinstance(name, Text)
            looks.setdefault(name.string, set()).add(now.roles["edge", place])
    assert looks.keys() == {"w₀₀", "w₀₁", "w₁₀", "w₁₁"}
    assert all(len(roles) == 1 for roles in looks.values())
    for theme in THEMES.values():
        paints = {theme.paint(next(iter(roles))) for roles in looks.values()}
        assert len(paints) == 4


def test_many_edges_are_one_mesh() -> None:
    story = animated("Linear(20, 20)").story
    mesh, first = (story.stage.marks[name, ()].shape for name in ("edge_mesh", "edge_lit"))
    assert isinstance(mesh, Line)
    assert isinstance(first, Line)
    assert (len(mesh.strokes), len(first.strokes)) == (400, 1)
    for now in story.snapshots():
        assert len(now.shapes["edge_lit", ()].strokes) == 20
        assert set(now.shapes["edge_lit", ()].strokes) <= set(mesh.strokes)
        assert now.roles["edge_lit", ()] == ("edge_lit",)
    assert not any(id[0] == "edge_name" for id in story.stage.marks)


def test_rows_of_a_map_and_channels_stand_apart() -> None:
    story = animated("Conv2d(2, 1, 2)", 2).story
    ys = [np.mean([y for _, y in story.stage.marks["input", (place, 0)].shape.corners])
          for place in range(8)]
    apart = np.round(np.diff(ys), 3)
    assert apart[0] == apart[2] == apart[4] < apart[1] < apart[3]


def test_more_edges_than_are_told_apart_are_refused() -> None:
    assert "cells are over 4000" in refusal(LimitError, lambda: animated("Linear(100, 100)").story)


@pytest.mark.parametrize(("name", "counts"), [
    ("dense_and_convolution", [(36, 36), (16, 4)]), ("one_by_one_is_dense", [(6, 6), (24, 6)])])
def test_dense_beside_convolution(name: str, counts: list[tuple[int, int]]) -> None:
    from convgif.animation import draw

    panels = draw(resolve({}, name)).panels
    assert [(panel.traces[0].matrix.wired, panel.traces[0].layer.parameter_count)
            for panel in panels] == counts


@pytest.mark.parametrize("size_px", range(160, 500, 40))
@pytest.mark.parametrize(("layer", "size", "view", "sides"), [
    ("Linear(6, 4)", None, "nodes", ("input_number", "output_number")),
    ("Linear(9, 4)", None, "nodes", ("input_number", "output_number")),
    ("Conv1d(2, 2, 3)", 5, "nodes", ("input_number", "output_number")),
    ("Linear(6, 4)", None, "matrix", ("x_number", "b_number", "y_number")),
    ("Conv2d(kernel_size=2)", 4, "im2col", ("patches_number", "result_number"))])
def test_numbers_stand_on_all_sides_or_on_none(layer: str, size: int | None, view: str,
                                               sides: tuple[str, ...], size_px: int) -> None:
    try:
        marks = animate(layer, input_size=size, view=view, size_px=size_px).story.stage.marks
    except ViewError:
        return  # too narrow, and it says so
    assert len({side in {name for name, _ in marks} for side in sides}) == 1


def test_nodes_grow_until_their_numbers_fit() -> None:
    marks = animated("Linear(6, 4)", size_px=200).story.stage.marks
    assert ("output_number", (3, 0)) in marks


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_lit_edges_are_whole_over_the_mesh(theme: str) -> None:
    story = animated("Linear(20, 20)").story.frozen(10)
    (frame,) = rasterize(story, THEMES[theme])
    line, mesh = (np.array(THEMES[theme].paint((role,)).line) for role in ("edge_lit", "edge_mesh"))
    lit = story.stage.marks["edge_lit", ()].shape
    assert isinstance(lit, Line)
    for (x0, y0), (x1, y1) in lit.strokes:
        for share in np.linspace(0.05, 0.6, 60):
            column, row = int(x0 + (x1 - x0) * share), int(y0 + (y1 - y0) * share)
            seen = frame[row - 1:row + 2, column].astype(int)
            assert (np.abs(seen - line).sum(1) < np.abs(seen - mesh).sum(1)).any(), (column, row)
