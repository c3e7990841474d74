"""The player of panels where there is less room than for all of them beside: one below the other,
and all that it says said there, too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from convgif import Animation, animate
from convgif.animation import draw
from convgif.formats.facts import read_facts
from convgif.formats.player import page
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.settings.pairs import PAIRS
from convgif.settings.resolving import resolve

NARROW_PX, WIDE_PX = 390, 1280
# Of every cell what it is called, and what is said when it is asked about.
SAID = """async () => {
    const player = document.querySelector("convgif-player"), found = [];
    for (const number of player.cells.cells.keys()) {
        player.point(number);
        found.push([player.cells.paths[number].getAttribute("aria-label"),
                    player.part$(".sum").innerText]);
    }
    player.point(null);
    return found;
}"""


def pair(name: str = "zero_insertion_against_stamps", **settings: Any) -> Animation:
    return draw(resolve({"preset": name, **settings}))


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a player in a window of that width; in the end nothing complained."""
    pages, complaints = [], []

    def opened(animation: Animation, width_px: int, **options: Any) -> Any:
        shown = browser.new_page(viewport={"width": width_px, "height": 800},
                                 reduced_motion="reduce", **options)
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.set_content(page(animation))
        pages.append(shown)
        return shown
    yield opened
    for shown in pages:
        shown.close()
    assert complaints == []


def width_of(shown: Any) -> int:
    return int(shown.locator(".picture svg").get_attribute("width"))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted({*PAIRS} - {"dcgan"}))  # which is below already
def test_panels_stack_where_there_is_less_room_and_can_be_read(
        opened: Callable[..., Any], name: str, scheme: str) -> None:
    animation = pair(name, theme="auto")
    wide, narrow = animation.story.stage, animation.stacked().story.stage
    shown = opened(animation, NARROW_PX, color_scheme=scheme)
    assert width_of(shown) == narrow.width_px < wide.width_px
    assert shown.locator(".stage").evaluate("stage => stage.scrollWidth - stage.clientWidth") <= 0
    smallest = shown.locator(".picture svg").evaluate("""picture => {
        const scale = picture.getBoundingClientRect().width / picture.getAttribute("width");
        const sizes = [...picture.querySelectorAll("text")].map(text =>
            parseFloat(getComputedStyle(text).fontSize));
        return scale * Math.min(...sizes);
    }""")
    assert smallest >= SMALLEST_TEXT_PX - 1e-3
    assert width_of(opened(animation, WIDE_PX, color_scheme=scheme)) == wide.width_px


@pytest.mark.slow
def test_it_says_of_every_cell_what_it_says_where_they_stand_beside(
        opened: Callable[..., Any]) -> None:
    wide, narrow = (opened(pair(), width_px).evaluate(SAID) for width_px in (WIDE_PX, NARROW_PX))
    assert len(wide) > 50
    assert all(text for _, text in wide)
    assert narrow == wide


@pytest.mark.slow
def test_what_is_asked_about_stays_when_the_window_becomes_narrow(
        opened: Callable[..., Any]) -> None:
    shown = opened(pair(), WIDE_PX)
    shown.keyboard.press("ArrowRight")
    number = str(shown.locator(".cell").count() - 1)
    last = shown.locator(".cell").last
    last.focus()
    before = shown.locator(".sum").inner_text()
    assert "output" in before
    for width_px in (NARROW_PX, WIDE_PX):
        shown.set_viewport_size({"width": width_px, "height": 800})
        shown.wait_for_timeout(200)
        assert (width_of(shown) == 960) is (width_px == WIDE_PX)
        assert shown.locator(".sum").inner_text() == before
        assert shown.evaluate("document.querySelector('convgif-player').shadowRoot"
                              ".activeElement.dataset.cell") == number


def test_what_is_as_narrow_already_is_there_once(tmp_path: Path) -> None:
    one, column = animate("Conv2d()"), animate("Conv2d()") & animate("MaxPool2d(2)")
    assert one.narrower is None
    assert column.narrower is None
    assert page(one).count("<template>") == page(column).count("<template>") == 0
    (file := tmp_path / "a.html").write_text(page(pair()), "utf-8")
    _, facts = read_facts(file)
    assert facts.width_px == 960
    assert facts.narrower
    assert facts.narrower.width_px == 480
