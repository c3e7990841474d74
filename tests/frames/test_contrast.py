"""Contrast: whatever touches in any picture, in every theme; lines, dots and cells at 3:1, words at
4.5:1 (WCAG 2.2, 1.4.11 and 1.4.3).

Two cells beside each other stand apart by their fills, or by the line between them. Steps of a ramp
beside each other do not: their values are written, or a legend says where they lie.
"""

from collections.abc import Iterator
from functools import lru_cache

import pytest
from sample_stories import sample_stories
from touching import NOTHING, Touch, touches

from convgif.frames.colors import Color, contrast, mixed, parse_color
from convgif.frames.palettes import FAINT, Palette
from convgif.frames.themes import THEMES, Painted, Theme
from convgif.scenes.roles import RAMP_STEPS
from convgif.scenes.scene import Roles
from convgif.views import all_roles
from convgif.views.nodes.roles import ROLES as NODES

LEAST = {"text": 4.5, "mark": 3.0, "cells": 3.0}
RAMPS = ("shade_", "diverging_", "overlap_", "photo_", "paths_")

# Classic has conv_arithmetic's blue and cyan, in which the window and the active output are only a
# little darker than the cells around them: what lies on these two is as in its reference.
OF_THE_REFERENCE = {"window", "kernel", "kernel_active", "output_active", "read", "reached"}
LEAST_OF_THE_REFERENCE = 1.9

# Edges that take no part step back behind those that do, which have 3:1; but they are seen.
FAINTEST, LEAST_APART = 1.5, 1.2


@lru_cache
def in_pictures() -> frozenset[Touch]:
    """All that touches in stories that have every role."""
    return frozenset[Touch]().union(*(touches(story) for _, story in sample_stories()))


def fill(theme: Theme, roles: Roles) -> Color:
    return theme.paint(roles).fill or theme.background


def apart(theme: Theme, touch: Touch) -> float:
    """The contrast of the two."""
    one, other = fill(theme, touch.one), fill(theme, touch.other)
    film = theme.paint(touch.film)
    if film.fill and film.opacity:
        other = mixed(other, film.fill, film.opacity)
    if touch.kind != "cells":
        line = theme.paint(touch.one).line
        return contrast(line, other) if line else 21.0  # a theme leaves it out
    paints = [theme.paint(roles) for roles in (touch.one, touch.other)]
    lines = [paint.line for paint in paints if paint.line and paint.width_px]
    if paints[0] == paints[1]:
        return 21.0
    between = max(lines, key=theme.strength) if lines else one
    return max(contrast(one, other), min(contrast(between, one), contrast(between, other)))


def least(name: str, touch: Touch) -> float:
    """What the two must have."""
    roles = {*touch.one, *touch.other, *touch.film}
    if touch.kind == "cells" and any(role.startswith("photo_") for role in roles):
        return 1.0  # a ramp, in the window too, which has an outline
    if name == "classic" and touch.kind != "text" and roles & OF_THE_REFERENCE:
        return LEAST_OF_THE_REFERENCE
    if touch.kind == "mark" and all_roles()[touch.one[0]].line in FAINT:
        return FAINTEST
    on_ramp = any(role.startswith(RAMPS) for role in roles)
    return 1.0 if on_ramp and touch.kind == "cells" else LEAST[touch.kind]


def confusions(name: str, theme: Theme) -> Iterator[str]:
    """What cannot be told apart, though it touches."""
    for touch in sorted(in_pictures()):
        found, wanted = apart(theme, touch), least(name, touch)
        if found < wanted:
            under = f" under {' '.join(touch.film)}" if touch.film else ""
            yield (f"{touch.kind}: {' '.join(touch.one)} on {' '.join(touch.other) or 'nothing'}"
                   f"{under} has {found:.2f}:1, not {wanted}:1")


@pytest.mark.parametrize("name", THEMES)
def test_what_touches_stands_apart(name: str) -> None:
    assert list(confusions(name, THEMES[name])) == []


def test_classic_is_spared_only_what_its_reference_has() -> None:
    """And needs that: its own fills are those of the reference."""
    theme = THEMES["classic"]
    assert fill(theme, ("input",)) == parse_color("#268bd2")
    assert fill(theme, ("output",)) == parse_color("#2aa198")
    strict = {touch for touch in in_pictures() if apart(theme, touch) < least("print", touch)}
    assert strict
    assert all({*touch.one, *touch.other, *touch.film} & OF_THE_REFERENCE for touch in strict)


@pytest.mark.parametrize("name", THEMES)
def test_edges_that_take_no_part_step_back(name: str) -> None:
    theme = THEMES[name]
    faint = [role for role in NODES if role.startswith("faint_")]
    assert len(faint) > 3
    for role in faint:
        full = theme.paint((role.replace("faint", "edge"),)).line
        pale = theme.paint((role,)).line
        assert full is not None
        assert pale is not None
        assert contrast(full, theme.background) >= LEAST_APART * contrast(pale, theme.background)


def test_all_that_is_drawn_is_looked_at() -> None:
    pairs = {(touch.one, touch.other) for touch in in_pictures()}
    assert {(("projection",), ("input", "window")), (("window_outline",), ("padding", "window")),
            (("first_weight", "padding"), ("padding", "window")), (("formula",), NOTHING),
            (("total_zero",), NOTHING), (("value",), ("input",)),
            (("input", "window"), ("padding", "window")), (("input",), ("padding",)),
            (("wire",), ("output", "output_active"))} <= {
                *pairs, *[(other, one) for one, other in pairs]}
    assert any(role == f"shade_{RAMP_STEPS - 1}" for _, other in pairs for role in other)


@pytest.mark.parametrize(("name", "color", "written", "complaint"), [
    ("dark", "window", "#8fceff", "mark: projection on input window has 1."),
    ("light", "window", "#1f68a8", "mark: projection on input window has 2."),
    ("dark", "grid", "#07090c", "cells: input on padding has 1."),
    ("light", "blank", "#687583", "text: value_active padding on padding window has 3."),
])
def test_a_bad_colour_is_found(name: str, color: str, written: str, complaint: str) -> None:
    """As they were: lines lost in the window, cells without an edge, zeros as dark as what counts.
    """
    paints = THEMES[name].paints
    assert isinstance(paints, Painted)
    palette = Palette({**paints.palette.given, color: parse_color(written)})
    found = list(confusions(name, Theme.of("", palette)))
    assert any(line.startswith(complaint) for line in found), found
