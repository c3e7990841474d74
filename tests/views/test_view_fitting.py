"""Widths that are too small: what is built, what the message names, and that every view does so."""

from dataclasses import replace
from typing import Any

import pytest
from layer_strategies import refusal
from sample_stories import first_drawn
from smallest_sizes import smallest_named

from convgif.animation import animate
from convgif.errors import ViewError
from convgif.layers import Conv2d, ConvTranspose2d, Linear
from convgif.scenes.words import words_of
from convgif.views import SIZE_PX, VIEWS, ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.fitting import WIDEST_GROWN_PX, fitted
from convgif.views.kit.typesetting import TooWideError
from convgif.views.numbers import telling

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
    layer = first_drawn(view, ConvTranspose2d(), Conv2d())
    animation = animate(layer, view=view, size_px=400, title="unbreakable" * 20)
    message = refusal(ViewError, lambda: animation.story)
    assert "none" not in message
    assert message.endswith("or shorten it")
    smallest = smallest_named(message, 400)
    wider = replace(animation.settings, size_px=smallest)
    assert replace(animation.staged, settings=wider).story.scenes


@pytest.mark.parametrize("view", ["values", "macs"])
def test_a_sum_is_laid_out_once_and_only_where_its_maps_fit(
        view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    widths = []

    def counted(*arguments: Any) -> Any:
        widths.append(arguments)
        return lay_out_sum(*arguments)

    lay_out_sum = telling.lay_out_sum
    monkeypatch.setattr(telling, "lay_out_sum", counted)
    wide = animate(Linear(74, 10), view=view, size_px=400)
    message = refusal(ViewError, lambda: wide.story)
    assert message.startswith("the maps do not fit 400 px: give a size of ")
    titled = animate(Linear(), view=view, title="unbreakable" * 20)
    assert refusal(ViewError, lambda: titled.story).endswith("or shorten it")
    assert widths == []
    smallest = smallest_named(message, 400)
    assert replace(wide.staged, settings=replace(wide.settings, size_px=smallest)).story.scenes
    assert len(widths) == 1


def test_a_legend_too_wide_is_refused_before_the_sum_is_laid_out(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "captions", lambda *_: [Caption("unbreakable" * 20)])
    monkeypatch.setattr(telling, "lay_out_sum", lambda *_: pytest.fail("a sum is laid out"))
    message = refusal(ViewError, lambda: animate(Linear(), view="values").story)
    assert "does not fit: give a size of " in message


@pytest.mark.parametrize("posed", [{}, {"still": "middle"}, {"strip": 2}], ids=str)
def test_a_width_that_nobody_gave_grows_to_the_smallest_that_shows_what_is_asked_for(
        posed: dict[str, Any]) -> None:
    def animation(**given: Any) -> Any:
        return animate(ConvTranspose2d(), view="channels", values=True, **posed, **given)

    usual = VIEWS["channels"].size_px
    enough = smallest_named(refusal(ViewError, lambda: animation(size_px=usual).story), usual)
    steps = posed.get("strip", 1)
    assert animation().story.stage.width_px == steps * enough
    assert refusal(ViewError, lambda: animation(size_px=enough - 1).story)


def test_a_width_grows_up_to_a_bound() -> None:
    wide = [animate(Linear(features, 100), view="values") for features in (128, 300)]
    assert VIEWS["values"].size_px < wide[0].story.stage.width_px <= WIDEST_GROWN_PX
    message = refusal(ViewError, lambda: wide[1].story)
    assert smallest_named(message, VIEWS["values"].size_px) > WIDEST_GROWN_PX
