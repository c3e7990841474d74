"""Widths that are too small: what is built, what the message names, and that every view does so."""

from dataclasses import replace

import pytest
from layer_strategies import refusal
from smallest_sizes import smallest_named

from convgif.animation import animate
from convgif.errors import ViewError
from convgif.layers import ConvTranspose2d
from convgif.views import SIZE_PX, VIEWS, ViewSettings
from convgif.views.fitting import fitted
from convgif.views.typesetting import TooWideError
from convgif.words import words_of

SETTINGS = ViewSettings(100, words_of("en"))


def needing(size_px: int, text_px: int, remedy: str = "") -> str:
    """What is refused at 100 px: what wants one width with text, another without."""
    def build(settings: ViewSettings) -> int:
        if settings.size_px < (text_px if settings.text == "none" else size_px):
            raise TooWideError("it does not fit:", remedy)
        return settings.size_px

    return refusal(ViewError, lambda: fitted(build, SETTINGS))


def test_what_fits_is_built_as_it_is_asked_for() -> None:
    assert fitted(lambda settings: settings, SETTINGS) is SETTINGS


@pytest.mark.parametrize("size_px", [101, 102, 173, 1999, SIZE_PX[1]])
def test_the_smallest_width_is_named(size_px: int) -> None:
    assert needing(size_px, size_px) == f"it does not fit: give a size of {size_px} or more"


def test_what_else_would_do_is_named_where_it_would() -> None:
    assert needing(200, 100) == "it does not fit: give a size of 200 or more, or text='none'"
    assert needing(200, 101, "shorten it") == (
        "it does not fit: give a size of 200 or more, or shorten it")
    assert needing(9999, 100, "shorten it") == "it does not fit: give text='none', or shorten it"
    assert needing(9999, 9999, "shorten it") == "it does not fit: shorten it"


def test_other_refusals_pass_through() -> None:
    def build(settings: ViewSettings) -> None:
        raise ViewError("no such channel")

    assert refusal(ViewError, lambda: fitted(build, SETTINGS)) == "no such channel"


@pytest.mark.parametrize("view", VIEWS)
def test_a_title_too_long_is_to_be_shortened_in_every_view(view: str) -> None:
    animation = animate(ConvTranspose2d(), view=view, size_px=400, title="unbreakable" * 20)
    message = refusal(ViewError, lambda: animation.story)
    assert "none" not in message
    assert message.endswith("or shorten it")
    smallest = smallest_named(message, 400)
    assert replace(animation, settings=replace(animation.settings, size_px=smallest)).story.scenes
