"""Scenes: what a story is at each step, and three of them as text.

The golden texts are written by hand from the layer's arithmetic, or checked against it; nothing
makes them anew. A map is drawn a character a cell, two where it has two roles:

    #  input    .  padding    0  inserted zero    x  never read (dropped)
    *  window   o  output     +  output_padding   -  still to come    @  active
"""

from collections import Counter
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import repeatable

from convgif.animation import animate
from convgif.layers import Conv1d, Conv2d, ConvTranspose2d, Layer
from convgif.scenes.roles import ROLES
from convgif.scenes.scene import (
    PROBES,
    Cell,
    Disc,
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Snapshot,
    Stage,
    Story,
    Text,
)

GOLDEN = Path(__file__).parents[1] / "golden"
SIGNS = {"input": "#", "padding": ".", "inserted_zero": "0", "dropped": "x", "window": "*",
         "output": "o", "output_padding": "+", "output_pending": "-", "output_active": "@"}
GOLDENS: dict[str, tuple[Layer, Any, dict[str, Any]]] = {
    "conv2d_odd": (Conv2d(stride=2, padding=((1, 0), (1, 1))), (4, 4), {"text": "full"}),
    "convtranspose2d_output_padding": (
        ConvTranspose2d(kernel_size=2, stride=2, output_padding=(0, 1)), (1, 2), {"text": "sizes"}),
    "conv1d_dilated_prefilled": (
        Conv1d(2, 2, dilation=2, padding=((2, 0),)), 5,
        {"text": "sizes", "prefilled": True, "title": "Causal", "show_out": 1}),
}


def story_text(layer: Layer, size: Any, settings: dict[str, Any]) -> str:
    """The story in ids, roles and counts; no coordinates."""
    story = animate(layer, input_size=size, **settings).story
    lines = [repr(layer), ""]
    lines += [f"map {name}: {rows} x {columns}"
              for name, (rows, columns) in story.stage.maps.items()]
    kinds = Counter((id[0], type(mark.shape).__name__, mark.order)
                    for id, mark in story.stage.marks.items() if not isinstance(mark.shape, Text))
    written: dict[str, list[str]] = {}
    for mark in story.stage.marks.values():
        if isinstance(mark.shape, Text):
            written.setdefault(mark.roles[0], []).append(mark.shape.string)
    lines += [f"marks {name}: {count} {shape}, order {order}"
              for (name, shape, order), count in sorted(kinds.items())]
    lines += [f"text {role}: {' '.join(strings)}" for role, strings in written.items()]
    lines += [f"swatch: {' '.join(mark.roles)}"
              for id, mark in story.stage.marks.items() if id[0] == "swatch"]
    start = Snapshot(story.stage, {id: m.roles for id, m in story.stage.marks.items()}, {}, {})
    lines += ["", "before the first step", *drawn_maps(start)]
    for number, (scene, snapshot) in enumerate(zip(story.scenes, story.snapshots(), strict=True)):
        moved = " ".join(sorted(name for name, _ in scene.shapes))
        lines += ["", f"scene {number}: {len(scene.roles)} roles change"
                  + (f"; {moved} move" if moved else ""), *drawn_maps(snapshot)]
    return "\n".join(lines) + "\n"


def drawn_maps(snapshot: Snapshot) -> list[str]:
    """The maps beside each other, the first in the first columns."""
    blocks = []
    for name, (rows, columns) in snapshot.stage.maps.items():
        blocks.append(["".join(cell_text(snapshot.roles[name, (row, column)])
                               for column in range(columns)) for row in range(rows)])
    height = max(map(len, blocks))
    width = max(map(len, blocks[0]))
    left, right = ([*block, *[""] * (height - len(block))] for block in blocks)
    return [f"  {a:{width}}  | {b}".rstrip() for a, b in zip(left, right, strict=True)]


def cell_text(roles: Roles) -> str:
    return "".join(SIGNS[role] for role in roles).ljust(3)


@pytest.mark.parametrize("name", GOLDENS)
def test_story_is_the_golden_text(name: str) -> None:
    expected = (GOLDEN / f"scene_{name}.txt").read_text(encoding="utf-8")
    assert story_text(*GOLDENS[name]).splitlines() == expected.splitlines()


def test_the_golden_texts_are_those_of_the_table() -> None:
    assert {path.name for path in GOLDEN.glob("scene_*.txt")} == {
        f"scene_{name}.txt" for name in GOLDENS}


# Stories, scenes, snapshots.

A, B = ("m", (0,)), ("m", (1,))
SQUARE = Cell(((0, 0), (4, 0), (4, 4), (0, 4)))
DOTS = [Disc((x, 0), 1) for x in range(5)]


def story(*scenes: Scene) -> Story:
    marks = {A: Mark(A, SQUARE, ("input",)), B: Mark(B, DOTS[0], ("first_weight",))}
    return Story(Stage(10, 10, {"m": (2,)}, marks), scenes)


def test_each_snapshot_holds_every_mark_as_the_scenes_before_left_it() -> None:
    told = story(Scene({A: ("window",)}), Scene({}, {B: DOTS[1]}), Scene(), Scene({A: ("input",)}))
    snapshots = list(told.snapshots())
    assert [s.roles[A] for s in snapshots] == [("window",)] * 3 + [("input",)]
    assert [s.shapes[B] for s in snapshots] == [DOTS[0], DOTS[1], DOTS[1], DOTS[1]]
    for snapshot in snapshots:
        assert snapshot.stage is told.stage
        assert set(snapshot.roles) == set(snapshot.shapes) == {A, B}
        assert snapshot.roles[B] == ("first_weight",)
        assert snapshot.shapes[A] == SQUARE


def test_a_story_without_scenes_has_no_snapshots() -> None:
    assert list(story().snapshots()) == []


def test_each_of_several_steps_is_frozen_as_it_is_alone() -> None:
    told = story(Scene({A: ("window",)}), Scene({}, {B: DOTS[1]}), Scene({A: ("input",)}))
    assert told.frozen_each([2, 0, -2, 0]) == [told.frozen(step) for step in (2, 0, 1, 0)]
    for step, snapshot in enumerate(told.snapshots()):
        marks = told.frozen(step).stage.marks
        assert {id: mark.roles for id, mark in marks.items()} == snapshot.roles
        assert {id: mark.shape for id, mark in marks.items()} == snapshot.shapes
    with pytest.raises(IndexError):
        told.frozen(3)


CHANGES = st.lists(st.builds(
    Scene, st.dictionaries(st.sampled_from([A, B]), st.tuples(st.sampled_from(sorted(ROLES)))),
    st.dictionaries(st.just(B), st.sampled_from(DOTS))), max_size=6)


@repeatable(80)
@given(CHANGES)
def test_a_snapshot_is_the_last_change_of_each_mark(scenes: list[Scene]) -> None:
    told = story(*scenes)
    before = repr((told.stage, told.scenes))
    for number, snapshot in enumerate(told.snapshots()):
        for id, mark in told.stage.marks.items():
            past = scenes[:number + 1]
            roles = [scene.roles[id] for scene in past if id in scene.roles]
            shapes = [scene.shapes[id] for scene in past if id in scene.shapes]
            assert snapshot.roles[id] == (roles[-1] if roles else mark.roles)
            assert snapshot.shapes[id] == (shapes[-1] if shapes else mark.shape)
    assert repr((told.stage, told.scenes)) == before, "telling a story does not change it"
    assert list(told.snapshots()) == list(told.snapshots())


def test_what_a_story_is_made_of_cannot_be_changed() -> None:
    told = story(Scene())
    for value, name in ((told, "stage"), (told.stage, "width_px"), (told.scenes[0], "roles"),
                        (told.stage.marks[A], "roles"), (SQUARE, "corners"), (DOTS[0], "center")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


def test_shapes_are_known_by_what_they_are() -> None:
    """So that shapes alike can be drawn once."""
    assert hash(SQUARE) == hash(Cell(SQUARE.corners))
    assert Cell(SQUARE.corners) == SQUARE
    assert len({Disc((1, 2), 3), Disc((1, 2), 3), Line((((1, 2), (3, 4)),)), Text("a", (1, 2), 3),
                Text("a", (1, 2), 3, "right")}) == 4


# Probes.

def mark(shape: Any) -> Mark:
    return Mark(A, shape, ("input",))


def test_probes_lie_inside_their_cell_apart_from_each_other() -> None:
    cell = Cell(((10, 20), (30, 10), (45, 22), (25, 32)))
    probes = mark(cell).probes
    assert len(set(probes)) == len(PROBES) >= 5
    for a, b in PROBES:
        assert 0.1 <= a <= 0.9
        assert 0.1 <= b <= 0.9
    (x, y), (x1, y1), _, (x2, y2) = cell.corners
    for probe, (a, b) in zip(probes, PROBES, strict=True):
        assert probe == pytest.approx((x + a * (x1 - x) + b * (x2 - x),
                                       y + a * (y1 - y) + b * (y2 - y)))


@pytest.mark.parametrize("shape", [DOTS[0], Line((((0, 0), (1, 1)),)), Text("a", (0, 0), 9),
                                   Cell(((0, 0), (1, 0), (0, 1)))], ids=lambda s: type(s).__name__)
def test_other_shapes_have_no_probes(shape: Any) -> None:
    assert mark(shape).probes == ()


def test_probes_move_with_their_cell() -> None:
    moved = replace(SQUARE, corners=tuple((x + 5, y + 7) for x, y in SQUARE.corners))
    assert mark(moved).probes == tuple((x + 5, y + 7) for x, y in mark(SQUARE).probes)


# Roles.

def test_every_role_of_a_map_has_a_sign_here() -> None:
    """So that the goldens show all of them."""
    used: set[str] = set()
    for layer, size, settings in GOLDENS.values():
        snapshots = animate(layer, input_size=size, **settings).story.snapshots()
        ids: list[tuple[MarkId, Roles]] = [item for s in snapshots for item in s.roles.items()]
        used |= {role for (name, _), roles in ids for role in roles if name in ("input", "output")}
    assert used == set(SIGNS)
