"""SVG in Chromium: the same as the GIF's frames, inline and as an image, still where asked for."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from numpy.typing import NDArray
from picture_audit import text_box
from sample_animations import in_two_themes, of_preset

from convgif import Animation, Conv1d, Conv2d, MaxPool2d, animate
from convgif.formats.player import fragment
from convgif.formats.schemes import SWITCHES
from convgif.formats.svg import encode_svg
from convgif.frames.colors import Color
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.scenes.easing import EASE_MS, eased
from convgif.scenes.scene import Story, Text

Image = NDArray[np.uint8]
# Of what is no text: how far they may differ on average, of 255; and how many pixels may differ
# by more than a quarter, where one smooths a line otherwise than the other.
MEAN, FAR, SHARE_FAR = 3.0, 64, 0.015


@pytest.fixture(scope="module")
def still_browser(launch: Callable[..., Any]) -> Iterator[Any]:
    """One whose user wishes for less motion; the page's own setting does not reach images."""
    found = launch("--force-prefers-reduced-motion")
    yield found
    found.close()


class Page:
    """A page with SVGs in it; what it asks for or complains of is kept."""

    def __init__(self, browser: Any, body: str, ground: Color = (255, 255, 255),
                 **options: Any) -> None:
        self.page = browser.new_page(viewport={"width": 1000, "height": 800}, **options)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("request", lambda request: None if request.url.startswith("data:")
                     else self.complaints.append(request.url))
        self.page.set_content(
            f"<style>body{{margin:0;background:rgb{ground}}}svg,img{{display:block}}</style>{body}")

    def show(self, time_ms: float) -> None:
        """Halts all that moves at that time."""
        self.page.evaluate("time => document.getAnimations().forEach(animation => {"
                           "animation.pause(); animation.currentTime = time; })", time_ms)

    def seen(self, selector: str = "svg, img", number: int = 0) -> Image:
        """What is seen of an element, uint8 (rows, columns, 3)."""
        png = self.page.locator(selector).nth(number).screenshot(animations="allow")
        return iio.imread(png, extension=".png")[..., :3]


def inline(animation: Animation) -> str:
    return encode_svg(animation).decode()


def as_image(animation: Animation) -> str:
    return f'<img src="data:image/svg+xml;base64,{b64encode(encode_svg(animation)).decode()}">'


def apart(seen: Image, frame: Image, story: Story, density: float = 1) -> tuple[float, float]:
    """How far a picture is from a frame on average, and the share of pixels that are far apart,
    both without the boxes of texts."""
    assert seen.shape == frame.shape
    counts = np.ones(frame.shape[:2], bool)
    shapes = [*(mark.shape for mark in story.stage.marks.values()),
              *(shape for scene in story.scenes for shape in scene.shapes.values())]
    for shape in shapes:
        if isinstance(shape, Text):
            left, top, right, bottom = (round(side * density) for side in text_box(shape))
            counts[max(0, top - 1):bottom + 1, max(0, left - 1):right + 1] = False
    assert counts.mean() > 0.4
    difference = np.abs(seen.astype(int) - frame).max(axis=-1)[counts]
    return float(difference.mean()), float((difference > FAR).mean())


def assert_alike(seen: Image, frame: Image, story: Story, density: float = 1) -> None:
    mean, share_far = apart(seen, frame, story, density)
    assert mean <= MEAN
    assert share_far <= SHARE_FAR


def middles(animation: Animation) -> list[float]:
    ends = accumulate(animation.durations)
    return [end - duration / 2 for end, duration in zip(ends, animation.durations, strict=True)]


CASES = {
    **{name: lambda name=name: of_preset(name) for name in (
        "no_padding_no_strides", "padding_strides", "arbitrary_padding_no_strides_transposed",
        "padding_strides_odd_transposed")},
    **{theme: lambda theme=theme: of_preset("padding_strides_odd", theme=theme)
       for theme in THEMES},
    "dilated": lambda: of_preset("dilation", theme="dark"),
    "transparent": lambda: of_preset("padding_strides", background="transparent"),
    "transparent dark": lambda: of_preset("padding_strides_odd_transposed", theme="dark",
                                          background="transparent"),
    "small": lambda: of_preset("padding_strides", size_px=120),
    "dense": lambda: of_preset("padding_strides", density=2),
    "one row": lambda: animate(Conv1d(padding=2, dilation=2), input_size=6),
    "over the edge": lambda: animate(MaxPool2d(3, 2, ceil_mode=True), input_size=6),
    "values": lambda: of_preset("padding_strides", view="values"),
    "macs": lambda: of_preset("padding_strides", view="macs"),
    "channels": lambda: animate(Conv2d(2, 2, padding=1), input_size=3, view="channels"),
    "stamp": lambda: of_preset("padding_strides_transposed", view="stamp"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_each_step_looks_like_the_frame(browser: Any, name: str) -> None:
    animation = CASES[name]()
    page = Page(browser, inline(animation), animation.theme.background,
                device_scale_factor=animation.density)
    frames, times = list(animation.frames), middles(animation)
    chosen = sorted({*range(0, len(frames), max(1, len(frames) // 4)), len(frames) - 1})
    for step in chosen:
        page.show(times[step])
        assert_alike(page.seen(), frames[step], animation.story, animation.density)
    page.page.close()
    assert page.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["padding_strides", "padding_strides_odd_transposed"])
def test_the_page_is_seen_where_the_frame_is_transparent(browser: Any, name: str) -> None:
    animation, ground = of_preset(name, background="transparent"), (200, 180, 60)
    page = Page(browser, inline(animation), ground)
    frames, times = animation.draw(), middles(animation)
    for step in (0, len(times) // 2, len(times) - 1):
        page.show(times[step])
        seen_through = (page.seen() == ground).all(axis=-1)
        transparent = frames.indices[step] == frames.transparent
        assert 0.2 < transparent.mean() < 0.9
        assert (seen_through & ~transparent).mean() < SHARE_FAR
        assert (transparent & ~seen_through).mean() < 4 * SHARE_FAR  # more shades of a line
    page.page.close()


@pytest.mark.slow
def test_on_a_busy_page_all_of_it_is_at_the_same_step(browser: Any) -> None:
    # Without what is on its way from step to step.
    animation = of_preset("padding_strides", duration_ms=250, hold_ms=0, easing=False)
    page = Page(browser, inline(animation))
    height, width = animation.size
    page.page.set_viewport_size({"width": width, "height": height})
    stills = []
    for time in middles(animation):
        page.show(time)
        stills.append(page.seen())
    page.page.evaluate("document.getAnimations().forEach(animation => animation.play())")
    frames: list[str] = []
    session = page.page.context.new_cdp_session(page.page)

    def keep(event: dict[str, Any]) -> None:
        frames.append(event["data"])
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png"})
    for _ in range(8):  # busy for more than a step
        page.page.evaluate("const end = performance.now() + 400; while (performance.now() < end);")
        page.page.wait_for_timeout(100)
    session.send("Page.stopScreencast")
    shown = [iio.imread(b64decode(frame), extension=".png")[..., :3].astype(int)
             for frame in tuple(frames)]
    page.page.close()
    assert len(shown) >= 3
    for seen in shown:
        assert min((np.abs(seen - still).max(axis=-1) > FAR).sum() for still in stills) < 60


@pytest.mark.slow
@pytest.mark.parametrize("name", ["padding_strides", "padding_strides_odd_transposed"])
def test_between_steps_what_points_is_half_way(browser: Any, name: str) -> None:
    """And so it is in a raster that shows it half way, though it ends at no other place."""
    animation = of_preset(name)
    half_ms = EASE_MS / 2
    story, _ = eased(animation.played, animation.timeline_ms, half_ms)
    frames = list(rasterize(story, animation.theme))
    page = Page(browser, inline(animation))
    page.show(animation.durations[0] - half_ms)
    assert_alike(page.seen(), frames[1], animation.story)
    assert not np.array_equal(frames[0], frames[1])
    page.page.close()
    page = Page(browser, inline(replace(animation, easing=False)))
    page.show(animation.durations[0] - half_ms)
    assert_alike(page.seen(), frames[0], animation.story)
    page.page.close()


@pytest.mark.slow
def test_another_step_does_not_look_like_it(browser: Any) -> None:
    animation = of_preset("padding_strides")
    page = Page(browser, inline(animation))
    frames, times = list(animation.frames), middles(animation)
    for step in (1, 4, 8):
        page.show(times[step - 1])
        mean, share_far = apart(page.seen(), frames[step], animation.story)
        assert mean > MEAN
        assert share_far > SHARE_FAR
    page.page.close()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_as_an_image_it_is_as_inline(browser: Any, theme: str) -> None:
    animation = of_preset("padding_strides", theme=theme, duration_ms=50, hold_ms=0, loop=1)
    page = Page(browser, as_image(animation) + inline(animation))
    page.page.wait_for_timeout(1500)  # both have come to their end, and stay there
    image, within = page.seen(number=0), page.seen(number=1)
    page.page.close()
    # Inline the browser lays what slides on whole pixels; an image it paints in one go.
    apart = np.abs(image.astype(int) - within).max(axis=-1) > 10
    assert apart.mean() < 0.005
    for seen in (image, within):
        assert_alike(seen, list(animation.frames)[-1], animation.story)


@pytest.mark.slow
def test_many_on_a_page_do_not_disturb_each_other(browser: Any) -> None:
    animations = [of_preset("padding_strides", size_px=250),
                  of_preset("padding_strides_odd", size_px=250, theme="dark"),
                  of_preset("dilation", size_px=250)]
    page = Page(browser, "".join(map(inline, [in_two_themes(animations[0]), *animations[1:]])))
    for step in (0, 5):
        page.show(middles(animations[0])[step])
        for number, animation in enumerate(animations):
            assert_alike(page.seen(number=number), list(animation.frames)[step],
                         animation.story)
    page.page.close()
    assert page.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "classic"])
def test_where_less_motion_is_wished_for_it_is_the_still(still_browser: Any, theme: str) -> None:
    animation = of_preset("padding_strides_odd_transposed", theme=theme)
    still = next(iter(animation.still().draw()))
    page = Page(still_browser, as_image(animation))
    page.page.wait_for_timeout(700)
    assert_alike(page.seen(), still, animation.story)
    page.page.close()
    assert all(np.any(still != frame) for frame in animation.frames) is (theme != "classic")


@pytest.mark.slow
@pytest.mark.parametrize("write", [inline, as_image])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_themes_follow_the_page(browser: Any, scheme: str, write: Any) -> None:
    animation = of_preset("padding_strides", duration_ms=30, hold_ms=0, loop=1)
    page = Page(browser, write(in_two_themes(animation)), color_scheme=scheme)
    page.page.wait_for_timeout(1200)
    wanted = [rasterize(animation.story, THEMES[theme]) for theme in ("light", "dark")]
    seen = page.seen()
    page.page.close()
    assert_alike(seen, list(wanted[scheme == "dark"])[-1], animation.story)
    mean, _ = apart(seen, list(wanted[scheme != "dark"])[-1], animation.story)
    assert mean > 20


def as_player(animation: Animation) -> str:
    return fragment(animation)


# What a page says in its root, and what it then is for readers who prefer light and dark. An image
# hears of the property alone; that is what nearly all themes declare beside their switch.
PAGES = {
    **{f'{attribute}="{value}"': (scheme, scheme, (inline, as_player))
       for attribute, *values in SWITCHES for value, scheme in zip(values, ("light", "dark"),
                                                                   strict=True)},
    'style="color-scheme:light"': ("light", "light", (as_image, as_player)),
    'style="color-scheme:dark"': ("dark", "dark", (as_image, as_player)),
    'style="color-scheme:light dark"': ("light", "dark", (as_image, inline, as_player)),
    'data-theme="auto"': ("light", "dark", (as_image, inline, as_player))}


@pytest.mark.slow
@pytest.mark.parametrize("attributes", PAGES)
def test_a_switch_of_the_page_is_stronger_than_what_its_reader_prefers(browser: Any,
                                                                       attributes: str) -> None:
    animation = in_two_themes(of_preset("padding_strides"))
    in_light, in_dark, ways = PAGES[attributes]
    for preferred, wanted in (("light", in_light), ("dark", in_dark)):
        shown = "".join(f"<div>{write(animation)}</div>" for write in ways)
        page = Page(browser, f"<html {attributes}>{shown}", color_scheme=preferred)
        for number in range(len(ways)):
            ground = page.seen("div > svg, img, .picture svg", number)[2, 2]
            assert tuple(ground) == THEMES[wanted].background, (preferred, ways[number])
        page.page.close()
        assert page.complaints == []
