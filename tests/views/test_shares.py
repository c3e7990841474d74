"""Taps that do not count alike: how much each counts is seen in every view of windows."""

from itertools import pairwise

import pytest

from convgif.animation import Animation, animate
from convgif.frames.colors import contrast
from convgif.frames.themes import THEMES
from convgif.scenes import areas
from convgif.scenes.roles import SHARES
from convgif.scenes.scene import Roles, Text
from convgif.traces.steps import Step
from convgif.views import VIEWS

LINEAR, BILINEAR = [f"Upsample(scale_factor=2, mode='{mode}')" for mode in ("linear", "bilinear")]
CASES = [(LINEAR, 3), (BILINEAR, 3), ("Upsample(size=7, mode='linear')", 4),
         ("Upsample(size=(7, 5), mode='bilinear', align_corners=True)", 3),
         ("Upsample3d(scale_factor=2, mode='trilinear')", 2)]
SHOWN = "isometric", "lanes", "values", "macs", "formula", "backward"


def shown(layer: str, size: int, **given: object) -> list[Animation]:
    """In each view that shows what a step reads."""
    first = animate(layer, input_size=size, **given)
    return [animate(layer, input_size=size, view=view, **given) for view in SHOWN
            if VIEWS[view].draws(first.traces[0].layer)]


def level(roles: Roles) -> int:
    """How much it is seen to count."""
    (found,) = [SHARES.index(role) for role in roles if role in SHARES] or [len(SHARES)]
    return found


def lit(animation: Animation) -> list[tuple[Step, dict[tuple[int, ...], Roles]]]:
    """Each step that is made, and the roles of its taps by their place."""
    trace, found = animation.traces[0], []
    steps = {step.output_index: step for step in trace.steps[:]}
    for now in animation.story.snapshots():
        about = [now.elements[id].index for id, roles in now.roles.items()
                 if id in now.elements and {"output_active", "output_target"} & {*roles}]
        taps = {element.index: now.roles[id] for id, element in now.elements.items()
                if element.array == "extended" and "window" in now.roles[id]}
        if about:
            found.append((steps[about[0]], taps))
    return found


@pytest.mark.parametrize(("layer", "size"), CASES)
def test_what_counts_more_is_seen_to(layer: str, size: int) -> None:
    for animation in shown(layer, size):
        moments = lit(animation)
        assert any(len({level(roles) for roles in taps.values()}) > 1 for _, taps in moments)
        for step, taps in moments:
            weights = {mac.position: mac.weight or 0.0 for mac in step.macs}
            most = max(weights.values())
            for place, roles in taps.items():
                assert (level(roles) == len(SHARES)) == (weights[place] > 0.75 * most)
                for other, its_roles in taps.items():
                    if weights[place] >= weights[other]:
                        assert level(roles) >= level(its_roles)


def test_shares_of_a_step_are_told_apart() -> None:
    step = animate(BILINEAR, input_size=3).traces[0].steps[7]
    assert step.shares == (9 / 16, 3 / 16, 3 / 16, 1 / 16)
    found = next(taps for made, taps in lit(animate(BILINEAR, input_size=3))
                 if made.output_index == step.output_index)
    assert len({*map(level, found.values())}) == 3


@pytest.mark.parametrize("layer", ["Conv2d(padding=1)", "AvgPool2d(2)", "AdaptiveAvgPool2d(3)",
                                   "Upsample2d(scale_factor=2)", "Linear(4, 3)"])
def test_taps_that_count_alike_look_alike(layer: str) -> None:
    animation = animate(layer, view="values")
    assert all({*step.shares} == {1.0} for step in animation.traces[0].steps[:])
    assert all(level(roles) == len(SHARES) for _, taps in lit(animation)
               for roles in taps.values())
    assert "counts less" not in legend(animation)


def legend(animation: Animation) -> str:
    return " · ".join([mark.shape.string for mark in animation.story.stage.marks.values()
                       if isinstance(mark.shape, Text) and mark.id[0] == "legend"])


@pytest.mark.parametrize("layer", [LINEAR, BILINEAR])
def test_the_legend_says_so_with_a_swatch_that_is_in_the_picture(layer: str) -> None:
    for still in ({}, {"still": "telling"}, {"still": 1}):
        for animation in shown(layer, 3, **still):
            assert "counts less" in legend(animation)
            stage = animation.story.stage
            swatches = {mark.roles for id, mark in stage.marks.items() if id[0] == "swatch"}
            (swatch,) = [roles for roles in swatches if {*SHARES} & {*roles}]
            assert any({*swatch} <= {*roles} for now in animation.story.snapshots()
                       for id, roles in now.roles.items() if id[0] != "swatch")
    assert "counts less" not in legend(animate(layer, input_size=3, view="matrix"))


def test_cells_too_fine_are_at_rest_what_they_are_in_no_step(monkeypatch: pytest.MonkeyPatch
                                                             ) -> None:
    monkeypatch.setattr(areas, "FINEST_CELL_PX", 1000)
    stage = animate(BILINEAR, input_size=3, still=7).story.stage
    rest, now = [{mark.roles for id, mark in stage.marks.items() if id[0] == name}
                 for name in ("input", "input_now")]
    assert rest == {("input",)}
    assert {level(roles) for roles in now} == {1, 2, len(SHARES)}


@pytest.mark.parametrize("theme", THEMES)
def test_shares_are_in_order_in_every_theme(theme: str) -> None:
    fills = [THEMES[theme].paint(("input", "window", *share)).fill
             for share in [*[(role,) for role in SHARES], ()]]
    full = fills[-1]
    assert full is not None
    apart = [contrast(fill, full) for fill in fills if fill is not None]
    assert len(apart) == len(SHARES) + 1
    assert all(before > after + 0.15 for before, after in pairwise(apart))
