"""Every view, a new one too: what it draws is what was computed, and lies where it may.

Layouts are looked at in test_overlap.py, in the same way."""

import re
from dataclasses import replace
from typing import Any

import pytest
from declared_settings import choices, taken
from element_audit import element_complaints
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import any_layers, repeatable, sampling_layers
from overlap_audit import Ground
from picture_audit import audit_pixels, with_roles
from sample_stories import LAYERS, first_drawn
from smallest_sizes import NoSizeHelpsError, fitted

from convgif.animation import Animation
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.layers import (
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    Layer,
    Linear,
    Upsample,
)
from convgif.scenes.scene import Story, Text
from convgif.views import VIEWS

SCENES = 3  # of which pixels are looked at
CHOSEN = st.sets(st.sampled_from([choice for choice in choices(*VIEWS.values())
                                  if choice != ("values", True)]), max_size=4)
every_view = pytest.mark.parametrize("view", VIEWS)


def animated(view: str, layer: Layer, size: Any, **settings: Any) -> Animation:
    """The animation, with all numbers that the view can show."""
    values = {"values": True} if "values" in VIEWS[view].takes else {}
    given = {} if layer.rank == 0 else {"input_size": size}
    return fitted(layer, 1200, view=view, **given, **values, **settings)


@every_view
@repeatable(40)
@given(any_layers((0, 1, 2), 5, 3), st.integers(0, 9), CHOSEN)
def test_what_is_drawn_is_what_was_computed(view: str, layer_and_size: Any, seed: int,
                                            chosen: set[tuple[str, Any]]) -> None:
    layer, size = layer_and_size
    if VIEWS[view].draws(layer):
        try:
            animation = animated(view, layer, size, seed=seed, **taken(VIEWS[view], chosen))
        except NoSizeHelpsError:  # not every layer suits every choice
            animation = animated(view, layer, size, seed=seed)
        assert list(element_complaints(animation.story, *animation.traces)) == []


@every_view
@repeatable(20)
@given(sampling_layers(), st.integers(0, 9))
def test_so_it_is_of_layers_that_sample(view: str, layer_and_size: Any, seed: int) -> None:
    layer, size = layer_and_size
    if VIEWS[view].draws(layer):
        animation = animated(view, layer, size, seed=seed)
        assert list(element_complaints(animation.story, *animation.traces)) == []


@pytest.mark.parametrize(("layer", "size", "settings"), [
    (ConvTranspose1d(stride=2), 3, {"beat": "small"}),
    (ConvTranspose1d(2, 2, stride=2, padding=1), 3, {"beat": "small"}),
    (ConvTranspose2d(stride=2, padding=1, bias=False), 3, {"view": "stamp"}),
    (Conv2d(stride=2, padding=1), 6, {"view": "backward"}),
    (Linear(3, 2), None, {"view": "backward"}),
    (Upsample(mode="bilinear"), 3, {"view": "backward"})], ids=repr)
def test_what_is_added_up_is_whole_in_a_still(layer: Layer, size: int | None,
                                              settings: dict[str, Any]) -> None:
    told = fitted(layer, 1200, input_size=size, values=True, **settings).story
    made = {id for id, element in told.stage.elements.items()
            if element.array in {"canvas", "output", "grad_input", "grad_weight", "grad_bias"}}

    def sums(story: Story) -> list[list[Text]]:
        ground = Ground(story)
        return [[shape for shape in snapshot.shapes.values()
                 if isinstance(shape, Text) and ground.at(shape) in made]
                for snapshot in story.snapshots()]

    assert len(set(map(str, sums(told)))) > 1
    assert all(held == sums(told)[-1] for held in sums(told.filled()))


@every_view
@pytest.mark.parametrize("theme", THEMES)
def test_pixels_have_the_colours_of_their_roles(view: str, theme: str) -> None:
    layer, size = next((layer, size) for layer, size in LAYERS if VIEWS[view].draws(layer))
    animation = animated(view, layer, size, theme=theme)
    story = Story(animation.story.stage, animation.story.scenes[:SCENES])
    audit = audit_pixels(story, animation.theme, rasterize(story, animation.theme))
    assert audit.complaints == []
    assert audit.least_seen > 0.5


# The audit itself.

@every_view
def test_a_wrong_window_and_a_wrong_number_are_seen(view: str) -> None:
    layer = first_drawn(view, Conv2d(padding=1), Conv1d(padding=1), ConvTranspose2d())
    animation = animated(view, layer, 4)
    stage, scenes = animation.story.stage, animation.story.scenes

    def complaints(story: Story) -> str:
        return "\n".join(element_complaints(story, *animation.traces))

    assert complaints(animation.story) == ""
    array = "extended" if any(e.array == "extended" for e in stage.elements.values()) else "input"
    cells = [id for id, element in stage.elements.items() if element.array == array]
    everywhere = with_roles(animation.story, 0, dict.fromkeys(cells, ("input", "window")))
    assert re.search("the window is|is about 0 outputs and 16 inputs", complaints(everywhere))
    assert complaints(Story(replace(stage, elements={}), scenes)) == (
        "no scene is about an output, or about an input that is stamped")
    numbers = {id: replace(shape, string="77") for id, shape in next(
        animation.story.snapshots()).shapes.items() if isinstance(shape, Text)
        and shape.string.isdigit() and Ground(animation.story).at(shape) in stage.elements}
    if numbers:  # the isometric view has none, and the formula none in cells
        scene = replace(scenes[0], shapes={**scenes[0].shapes, **numbers})
        assert "shows 77" in complaints(Story(stage, [scene, *scenes[1:]]))
