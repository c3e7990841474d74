"""The frame around a player: as high as what it holds, in Chromium."""

from pathlib import Path
from typing import Any

import pytest
from layer_strategies import preset_layer

from convgif import animate
from convgif.embed.snippet import snippet
from convgif.formats.player.frame import TWO_COLUMNS_PX, frame_height
from convgif.layers.presets import PRESETS

LARGEST_HOLE_PX = 50  # at the width of a desktop's page
SMALL: dict[str, Any] = {"size_px": 120, "text": "none"}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("padding_strides", {}), ("arbitrary_padding_no_strides", {"view": "values"}),
    ("max_pooling_halving", {"view": "values"}), ("padding_strides_odd_transposed", {}),
    ("padding_strides_odd_transposed", {"language": "zh"}), ("no_padding_no_strides", SMALL),
    ("padding_strides", {"view": "values", "blank": "outputs"})]
HEIGHTS = """() => [innerHeight, document.documentElement.scrollHeight, document.querySelector(
    "convgif-player").shadowRoot.querySelector(".player").getBoundingClientRect().height]"""


def framed(browser: Any, file: Path, asked_px: int | None = None, width_px: int = 1200
           ) -> tuple[float, float, float]:
    """The heights of the frame on a page of that width, of the page in it, and of the player."""
    file.with_name("outer.html").write_text(
        "<!doctype html><meta charset=utf-8><body style='margin:0'>"
        + snippet(file, "html", address=file.name, width_px=asked_px).text, "utf-8")
    page = browser.new_page(viewport={"width": width_px, "height": 1500})
    page.goto(file.with_name("outer.html").as_uri())
    page.frame_locator("iframe").locator("convgif-player .player").wait_for()
    frame, inside, player = page.frames[1].evaluate(HEIGHTS)
    page.close()
    return frame, inside, player


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "settings"), CASES, ids=str)
def test_a_frame_neither_scrolls_nor_gapes(preset: str, settings: dict[str, Any], browser: Any,
                                           tmp_path: Path) -> None:
    made = animate(preset_layer(preset), input_size=PRESETS[preset].input_size, **settings)
    file = made.save(tmp_path / "a.html")
    for width in (TWO_COLUMNS_PX, 1200):
        frame, inside, player = framed(browser, file, None, width)
        assert inside <= frame, width
    if settings is not SMALL:  # whose words are higher than the picture
        assert frame - player <= LARGEST_HOLE_PX
    for asked in (360, 500):
        frame, inside, player = framed(browser, file, asked)
        assert inside <= frame <= player + LARGEST_HOLE_PX, asked


def test_what_makes_a_frame_higher() -> None:
    words = [["Layer", "Conv2d(kernel_size=(3, 3))"], ["Formula", "one line\nand another"]]
    assert frame_height((320, 600), words) == 730
    assert frame_height((320, 800), words) == 930
    low = frame_height((320, 100), words)
    assert low < frame_height((320, 100), [*words, ["Weights", "9"]])
    assert low < frame_height((320, 100), [*words[:1], ["Formula", "一" * 20]])
    narrowed = frame_height((480, 600), words, 360)
    assert frame_height((480, 600), words, 360, 332) == narrowed
    assert frame_height((480, 600), words, 360, 412) == narrowed + 100
    wide, narrow = [["a", "一" * 20]], [["a", "b" * 40]]
    assert frame_height((320, 100), wide) == frame_height((320, 100), narrow)
