"""What the values and the macs view share: pixels, the smallest width, little text."""

from itertools import product
from typing import Any

import pytest
from board_audit import shown_texts
from layer_strategies import refusal
from overlap_audit import layout_complaints
from picture_audit import audit_pixels
from smallest_sizes import fitted, smallest_named

from convgif.animation import Animation, animate
from convgif.errors import ViewError, setting, spelled
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.layers import AvgPool2d, Conv1d, Conv2d, ConvTranspose2d, Linear, LPPool2d, MaxPool2d
from convgif.scenes.scene import Story

BOARDS, LARGE = ("values", "macs"), 24
LOOKS: dict[str, list[tuple[Any, int | None, dict[str, Any]]]] = {
    "values": [
        (Conv2d(stride=2, padding=1), 5, {}), (Conv2d(padding=2, padding_mode="reflect"), 4, {}),
        (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, {}),
        (MaxPool2d(3, 2, 1), 5, {}), (AvgPool2d(2, ceil_mode=True), 5, {}),
        (Linear(), None, {}), (Conv1d(dilation=2), 9, {"size_px": 250}), (Conv2d(), LARGE, {})],
    "macs": [
        (Conv2d(stride=2, padding=1), 5, {}), (ConvTranspose2d(stride=2), 3, {}),
        (AvgPool2d(2), 6, {}), (Linear(), None, {}), (Conv2d(2, 2), LARGE, {})]}


def staged(view: str, layer: Any, **settings: Any) -> Animation:
    return animate(layer, view=view, force=True, **settings)


@pytest.mark.parametrize(("view", "layer", "size", "settings", "theme"), [
    pytest.param(view, *look, theme, marks=[pytest.mark.slow] if look[1] == LARGE else [])
    for view in BOARDS for number, look in enumerate(LOOKS[view])
    for theme in list(THEMES)[number % 2::2]], ids=lambda value: str(value)[:12])
def test_pixels_have_the_colours_of_their_roles(view: str, layer: Any, size: Any, settings: Any,
                                                theme: str) -> None:
    animation = staged(view, layer, input_size=size, theme=theme, text="full", **settings)
    story = Story(animation.story.stage, animation.story.scenes[:12])
    audit = audit_pixels(story, animation.theme, rasterize(story, animation.theme))
    assert audit.complaints == []
    assert audit.least_seen > 0.7


every_board = pytest.mark.parametrize(("view", "layer", "settings"), [
    *((view, layer, {"input_size": 3} if layer.rank else {}) for view, layer in product(
        BOARDS, (Conv2d(12, 4, padding=1), AvgPool2d(), Linear(), LPPool2d(2)))),
    ("macs", Conv2d(12, 4), {"input_size": 3})], ids=str)


@every_board
def test_a_width_too_small_names_the_smallest_that_works(view: str, layer: Any, settings: Any
                                                         ) -> None:
    message = refusal(ViewError, lambda: staged(view, layer, size_px=40, **settings).story)
    if spelled(setting("text", "none")) in message:
        assert staged(view, layer, size_px=40, text="none", **settings).story.scenes
    else:
        refusal(ViewError, lambda: staged(view, layer, size_px=40, text="none", **settings).story)
    smallest = smallest_named(message, 40)
    assert list(layout_complaints(staged(view, layer, size_px=smallest, **settings).story)) == []
    refusal(ViewError, lambda: staged(view, layer, size_px=smallest - 1, **settings).story)


@every_board
@pytest.mark.parametrize("size_px", [60, 100, 150])
def test_all_text_fits_the_smallest_width_that_is_named(view: str, layer: Any, settings: Any,
                                                        size_px: int) -> None:
    found = fitted(layer, size_px, view=view, text="full", **settings)
    assert list(layout_complaints(found.story)) == []


@pytest.mark.parametrize("view", BOARDS)
@pytest.mark.parametrize("size_px", [100, 120, 150, 180])
def test_a_small_picture_has_numbers_too_where_there_is_room(view: str, size_px: int) -> None:
    """Cells are a share of the width, but not so small that what fits is shaded."""
    story = staged(view, Conv2d(kernel_size=2, bias=False), input_size=3, size_px=size_px).story
    texts = shown_texts(list(story.snapshots())[-1])
    assert {"input_number", "kernel_number", "output_number"} <= {id[0] for id in texts}


@pytest.mark.parametrize(("view", "layer", "names"), [
    ("values", Conv2d(padding=1), ("output",)),
    ("macs", Conv2d(), ("product", "running"))], ids=str)
def test_text_none_has_numbers_only(view: str, layer: Any, names: tuple[str, ...]) -> None:
    texts = shown_texts(next(staged(view, layer, text="none").story.snapshots()))
    assert {id[0] for id in texts} == {
        "sign", *[f"{name}_number" for name in ("input", "kernel", "bias", *names)]}
