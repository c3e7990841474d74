"""Legends name only what their picture shows, in every view and at whichever steps it stops."""

from typing import Any

import pytest
from story_reading import legend_of

from convgif import Conv2d, ConvTranspose2d, MaxPool2d, animate
from convgif.scenes.scene import Story
from convgif.views.legends import GROUNDS

PADDED = Conv2d(padding=1, padding_mode="reflect")


def unseen_swatches(story: Story) -> set[tuple[str, ...]]:
    """The roles of swatches that no other mark has in any scene."""
    swatches = {mark.roles for id, mark in story.stage.marks.items() if id[0] == "swatch"}
    seen = {roles for snapshot in story.snapshots()
            for id, roles in snapshot.roles.items() if id[0] != "swatch"}
    return {swatch for swatch in swatches
            if not any(set(swatch) - GROUNDS <= set(roles) for roles in seen)}


@pytest.mark.parametrize("pose", [{"still": 0}, {"still": "middle"}, {"still": "last"},
                                  {"strip": 2}, {}], ids=str)
@pytest.mark.parametrize(("view", "layer"), [
    ("isometric", PADDED), ("channels", PADDED), ("values", PADDED), ("macs", PADDED),
    ("isometric", ConvTranspose2d(stride=2, padding=1, output_padding=1)),
    ("stamp", ConvTranspose2d(stride=2, padding=1, output_padding=1)),
    ("values", MaxPool2d(2, padding=1, ceil_mode=True))], ids=repr)
def test_every_swatch_is_in_the_picture(view: str, layer: Any, pose: dict[str, Any]) -> None:
    animation = animate(layer, input_size=4, view=view, text="full", **pose)
    assert unseen_swatches(animation.story) == set()


@pytest.mark.parametrize("pose", [{}, {"still": 0}, {"still": "last"}, {"strip": (0, 9)}], ids=str)
@pytest.mark.parametrize("values", [False, True])
def test_a_cropped_border_is_named_also_where_its_ghost_is_left(pose: dict[str, Any],
                                                                values: bool) -> None:
    animation = animate(ConvTranspose2d(stride=2, padding=1), input_size=3, view="stamp",
                        values=values, **pose)
    said = legend_of(animation).removesuffix(" · weight [0, 0]")
    assert said.endswith("padding 1: border cropped")


def test_the_first_count_that_is_shown_says_what_is_counted() -> None:
    animation = animate(ConvTranspose2d(stride=1, padding=1), input_size=4, view="stamp",
                        still="last")
    assert "4 stamps · 6 · 9" in legend_of(animation)
    assert "1 stamp" not in legend_of(animation)


@pytest.mark.parametrize(("at", "is_said"), [((0, 0), True), ((1, 1), False)])
def test_the_border_repeats_marked_cells_only_where_some_are(at: tuple[int, int], is_said: bool
                                                             ) -> None:
    animation = animate(PADDED, input_size=4, view="macs", at=at)
    assert ("border repeats the marked cells" in legend_of(animation)) == is_said


@pytest.mark.parametrize(("step", "is_said"), [(0, True), (5, False)])
def test_in_a_still_too(step: int, is_said: bool) -> None:
    animation = animate(PADDED, input_size=4, view="values", still=step)
    assert ("border repeats the marked cells" in legend_of(animation)) == is_said
