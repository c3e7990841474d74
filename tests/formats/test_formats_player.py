"""The player: what its data says is what the trace says; what it shows is what the frames show; and
the page around it, and readers of all kinds, get along with it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import invoke
from picture_audit import text_box
from sample_animations import of_preset

from convgif import (
    Animation,
    AvgPool2d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose2d,
    Linear,
    LPPool1d,
    LPPool2d,
    MaxPool2d,
    animate,
)
from convgif.errors import LimitError, OutputError
from convgif.formats import FORMATS, find_format
from convgif.formats.player import fragment, page, script
from convgif.frames.colors import contrast
from convgif.frames.themes import THEMES
from convgif.layers import LAYERS
from convgif.scenes.scene import Line, Text
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.scenes.words import words_of
from convgif.views.parameters import PHRASES

LARGEST_SCRIPT_BYTES = 40 * 1024
MEAN, FAR, SHARE_FAR = 3.0, 64, 0.015  # as for SVG
HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)> & \"'`${1}"


CASES: dict[str, Callable[[], Animation]] = {
    "isometric": lambda: of_preset("padding_strides"),
    "isometric transposed": lambda: of_preset("padding_strides_odd_transposed"),
    "dilated": lambda: of_preset("dilation"),
    "one row": lambda: animate(Conv1d(padding=2), input_size=5),
    "reflected": lambda: animate(Conv2d(padding=1, padding_mode="reflect"), input_size=4),
    "some channels": lambda: animate(Conv2d(3, 2, padding=1), input_size=4, show_out=1),
    "values": lambda: of_preset("padding_strides", view="values"),
    "values transposed": lambda: animate(ConvTranspose2d(stride=2), view="values"),
    "true convolution": lambda: animate(Conv2d(), view="values", true_convolution=True),
    "macs": lambda: of_preset("padding_strides", view="macs"),
    "channels": lambda: animate(Conv2d(4, 4, groups=2), input_size=4, view="channels"),
    "channels transposed": lambda: animate(ConvTranspose2d(2, 2), input_size=2, view="channels"),
    "linear": lambda: animate(Linear(4, 3)),
    "maximum": lambda: animate(MaxPool2d(2, padding=1), input_size=4, view="values"),
    "average": lambda: animate(AvgPool2d(2), input_size=4),
    "norm": lambda: animate(LPPool2d(2, 2), input_size=4),
    "stamp": lambda: of_preset("padding_strides_transposed", view="stamp", values=True),
    "stamp of two": lambda: animate(ConvTranspose2d(2, 1, stride=3, kernel_size=2, bias=True),
                                    input_size=2, view="stamp"),
}

LARGE: dict[str, Callable[[], Animation]] = {
    "large steps": lambda: animate(ConvTranspose2d(stride=2, padding=1, output_padding=1),
                                   input_size=3, theme="auto"),
    "large channels": lambda: animate(Conv2d(4, 4, 2, groups=2, bias=True), input_size=4,
                                      view="channels", values=True),
    "large values": lambda: animate(Conv2d(kernel_size=7, stride=2, padding=3), input_size=14,
                                    view="values"),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[Animation, dict[str, Any]]:
    """An animation, and the data of its player."""
    animation = CASES[request.param]()
    return animation, data_of(animation.player().html)


def data_of(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    return data


def test_what_slides_is_one_element_that_is_moved() -> None:
    """Places in each step, and in the still: of the outline those of the window."""
    animation = of_preset("padding_strides")
    ways = data_of(animation.player().html)["ways"]
    outlines = [snapshot.shapes["beam_outline", ()] for snapshot in animation.story.snapshots()]
    corners = [shape.strokes[0][0] for shape in outlines if isinstance(shape, Line)]
    wanted = [(round(x - corners[0][0], 2), round(y - corners[0][1], 2)) for x, y in corners]
    still = animation.still_step
    found = [((x, y), list(zip(places[::3], places[1::3], places[2::3], strict=True)))
             for _, _, x, y, *places in ways if isinstance(x, float | int)]
    window = wanted[still], [(step, *place) for step, place in enumerate(wanted)]
    assert found.count(window) == 1


def test_steps_have_the_numbers_that_a_still_takes() -> None:
    abridged = animate(Conv2d(bias=False), input_size=12, view="values")
    data = data_of(abridged.player().html)
    assert data["numbers"] == [-1, *[step for step, _ in abridged.steps_ms]]
    assert (data["count"], len(data["durations"])) == (100, 25)
    assert abridged.describe().endswith("Played are 24 of the 100 steps.")
    for whole in (animate(Conv2d(), input_size=5), abridged.still(5)):
        assert "numbers" not in data_of(whole.player().html)


def test_more_products_than_are_told_one_by_one_are_refused(monkeypatch: pytest.MonkeyPatch
                                                            ) -> None:
    monkeypatch.setattr("convgif.formats.player.explanations.MOST_TERMS", 80)
    animation = animate(Conv2d(), input_size=5)  # 9 sums of 9 products
    with pytest.raises(LimitError, match="over 80 products are too many"):
        FORMATS["html"].encode(animation)
    FORMATS["html"].encode(replace(animation, force=True))


def number_in(numeral: int | str) -> float:
    """What a number of the data comes to, which is text where it is not whole."""
    return float(str(numeral).replace("\N{MINUS SIGN}", "-"))


# The data.

def test_a_player_of_900_frames_is_under_a_megabyte() -> None:
    animation = animate(Conv2d(bias=False), input_size=32)
    assert len(animation.scenes) == 900
    assert len(animation.player().html.encode()) < 1_000_000


def test_every_output_is_the_sum_that_is_written_out(case: tuple[Animation, dict[str, Any]]
                                                     ) -> None:
    animation, data = case
    (trace,) = animation.traces
    checked = 0
    for made, terms, others, bias, divisor, _, *unequal in data["sums"]:
        label, written, _ = data["elements"][made]
        products = [number_in(product) for _, _, product in terms]
        if written is None:
            assert label.startswith("cropped")
            continue
        total = (max(products) if trace.rule.selects else
                 trace.rule.finish(trace.layer, sum(products) + (others or [0, 0])[1], 1)
                 if divisor is None else (sum(products) / divisor)) + (bias or 0)
        value, rounded = number_in(written), 0.5 / 10 ** len(str(written).partition(".")[2])
        assert value == pytest.approx(total, abs=rounded), label
        assert unequal == ([] if value == pytest.approx(total) else ["≈"])
        index = tuple(map(int, re.findall(r"\d+", label)))
        assert value == pytest.approx(float(trace.output[index]), abs=rounded)
        checked += 1
    assert checked >= 3


def test_every_term_is_its_input_times_its_weight(case: tuple[Animation, dict[str, Any]]) -> None:
    (trace,), elements = case[0].traces, case[1]["elements"]
    terms = [term for _, terms, *_ in case[1]["sums"] for term in terms]
    assert terms
    for read, weight, product in terms:
        assert elements[read][2] in ("extended", "input")
        assert (weight < 0) == (trace.weight is None)
        if weight >= 0:
            assert elements[weight][2] == "weight"
            assert product == pytest.approx(elements[read][1] * elements[weight][1])


@pytest.mark.parametrize(("layer", "rows"), [
    (Conv2d(kernel_size=(2, 3)), [3, 3]), (Conv2d(2, 1, kernel_size=2), [2, 2]),
    (AvgPool2d(2), [2, 2]), (ConvTranspose2d(), [3, 3, 3]), (Conv1d(), None), (Linear(4, 3), None)])
def test_a_sum_has_the_rows_of_its_kernel(layer: Any, rows: list[int] | None) -> None:
    animation = animate(layer, **({} if isinstance(layer, Linear) else {"input_size": 4}))
    assert {str(found) for *_, found in data_of(animation.player().html)["sums"]} == {str(rows)}


def test_cells_are_the_marks_of_the_maps(case: tuple[Animation, dict[str, Any]]) -> None:
    animation, data = case
    stage = animation.story.stage
    assert len(data["cells"]) == len(stage.elements)
    assert stage.elements.keys() <= stage.marks.keys()
    shown = {data["elements"][element][2] for element, *_ in data["cells"]}
    assert shown & {"output", "canvas"}
    assert shown & {"extended", "input"}


@pytest.mark.parametrize("name", ["isometric", "dilated", "values", "channels", "maximum"])
def test_the_taps_of_a_step_are_the_cells_in_its_window(name: str) -> None:
    animation = CASES[name]()
    data, elements = data_of(animation.player().html), animation.story.stage.elements
    terms = {made: {read for read, _, _ in terms} for made, terms, *_ in data["sums"]}
    numbers = dict(zip(elements.values(), (cell[0] for cell in data["cells"]), strict=True))
    made = [pair for pair in data["focus"] if pair]  # before the first step it is about nothing
    for ((about, _),), snapshot in zip(made, animation.story.snapshots(), strict=True):
        window = {numbers[element] for id, element in elements.items()
                  if element.array == "extended" and "window" in snapshot.roles[id]}
        assert window == terms[about]


def test_every_step_is_about_something_and_a_tap_is_among_its_terms() -> None:
    data = data_of(CASES["macs"]().player().html)
    reads = {made: [read for read, _, _ in terms] for made, terms, *_ in data["sums"]}
    opening, *made = data["focus"]
    assert opening == []
    taps = [tap for ((_, tap),) in made]
    (about,) = {about for ((about, _),) in made}
    assert taps[:9] == reads[about]
    stamped = data_of(CASES["stamp"]().player().html)
    assert [stamped["elements"][about][0] for pairs in stamped["focus"] for about, _ in pairs] == [
        f"input[0, {row}, {column}]" for row in range(3) for column in range(3)]


@pytest.mark.parametrize(("layer", "form"), [
    (Conv2d(), ("{input}·{weight}", "", " + ", "")),
    (MaxPool2d(), ("{input}", "max(", ", ", ")")),
    (AvgPool2d(), ("{input}", "(", " + ", ") / {divisor}")),
    (LPPool2d(1), ("|{input}|", "(", " + ", ")")),
    (LPPool2d(2), ("|{input}|²", "√(", " + ", ")")),
    (LPPool2d(1.5), ("|{input}|¹·⁵", "(", " + ", ")¹⁄¹·⁵"))], ids=str)
def test_a_sum_is_written_as_its_reduction_says(layer: Any, form: tuple[str, ...]) -> None:
    (found,) = data_of(animate(layer, input_size=5).player().html)["forms"]
    assert tuple(found[part] for part in ("term", "before", "between", "after")) == form


@pytest.mark.parametrize(("layer", "size", "at_once"), [
    ("Fold((4, 4), 2)", 9, 4), ("Unfold(2)", 3, 4), ("ZeroPad2d(1)", 3, 3),
    ("PixelShuffle(2)", 2, 1), ("MaxUnpool2d(2)", 2, 1)])
def test_a_step_is_about_all_that_is_moved_at_once(layer: str, size: int, at_once: int) -> None:
    """One of them has its formula."""
    data = data_of(animate(layer, input_size=size).player().html)
    assert data["formulas"][0]["letters"]
    for pairs in data["focus"]:
        assert len(pairs) == at_once
        assert [flag for _, _, *flag in pairs] == [[], *[[1]] * (at_once - 1)]
        assert {data["elements"][element][2] for element, *_ in pairs} == {"output"}


@pytest.mark.parametrize("norm_type", [1, 2])
def test_a_norm_of_numbers_below_zero_is_exactly_that_of_their_sizes(norm_type: float) -> None:
    animation = animate(LPPool1d(norm_type, 2), input=[[-3.0, 4, 0, -2]], view="values")
    sums = data_of(animation.player().html)["sums"]
    assert [[product for _, _, product, *_ in terms] for _, terms, *_ in sums] == [
        [3 ** norm_type, 4 ** norm_type], [0, 2 ** norm_type]]
    assert "≈" not in str(sums)


def test_the_formula_is_there_in_letters_and_filled_in_but_for_positions() -> None:
    data = data_of(animate(Conv2d(2, 2, stride=2), input_size=5, view="channels").player().html)
    assert data["formulas"] == [{
        "letters": "y[c′, i, j] = Σ w[c′, c, m, n] · x[c, i·s + m, j·s + n] + b[c′]",
        "filled": {"0": "y[0, {1}, {2}] = Σ w[0, c, m, n] · x[c, {1}·2 + m, {2}·2 + n] + b[0]",
                   "1": "y[1, {1}, {2}] = Σ w[1, c, m, n] · x[c, {1}·2 + m, {2}·2 + n] + b[1]"}}]
    in_torch = animate(AvgPool2d(2), input_size=4, notation="torch").player().html
    assert data_of(in_torch)["formulas"][0]["letters"] == (
        "out[h, w] = (Σ input[h·stride[0] + m, w·stride[1] + n]) / N")


def test_the_facts_are_those_of_the_layer() -> None:
    facts = dict(data_of(CASES["isometric"]().player().html)["facts"])
    assert facts["input"] == "1×5×5"
    assert facts["output"] == "1×3×3"
    assert facts["Parameters"] == "kernel 3×3; stride 2; padding 1"
    assert facts["Size"] == "(5 + 2·1 − 3)/2 + 1 = 3"
    assert facts["MACs"] == "81"


@pytest.mark.parametrize(("layer", "settings", "said"), [
    (Conv2d(padding=1, padding_mode="reflect"), {}, "kernel 3×3; padding 1, reflect"),
    (Conv2d(padding="same", padding_mode="circular", dilation=2), {},
     "kernel 3×3; padding same → 2, circular; dilation 2"),
    (Conv2d(), {"true_convolution": True}, "kernel 3×3, rotated by 180 degrees"),
    (Conv2d(), {"true_convolution": True, "language": "zh"}, "卷积核 3×3，旋转 180 度"),
    (Conv2d(4, 4, groups=2), {}, "kernel 3×3; 2 groups"),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), {},
     "kernel 3×3; stride 2; padding 1; output_padding 1"),
    (MaxPool2d(2, ceil_mode=True), {}, "max pooling 2×2; stride 2; ceil_mode"),
    (AvgPool2d(2, 1, 1, count_include_pad=False, divisor_override=3), {},
     "average pooling 2×2; padding 1, not counted; divisor 3")], ids=repr)
def test_the_facts_have_each_parameter_that_matters(layer: Any, settings: Any, said: str) -> None:
    data = data_of(animate(layer, input_size=5, **settings).player().html)
    words = words_of(settings.get("language", "en")).player
    assert dict(data["facts"])[words["parameters"]] == said


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.__name__)
def test_every_argument_is_said_or_left_to_the_shapes(layer: Any) -> None:
    said_with_another = {"norm_type", "padding_mode", "count_include_pad", "out_features"}
    assert {*layer.field_kinds()} <= {*layer.never_seen, *PHRASES, *said_with_another}


def test_the_least_width_is_where_the_smallest_text_is_as_small_as_may_be() -> None:
    for animation in (LARGE["large channels"](), LARGE["large values"](), CASES["isometric"]()):
        text = page(animation)
        smallest = min(map(float, re.findall(r'font-size="([0-9.]+)"', text)))
        width = animation.story.stage.width_px
        assert data_of(text)["least"] == pytest.approx(width * SMALLEST_TEXT_PX / smallest, abs=1)
    bare = page(of_preset("padding_strides", size_px=120, text="none"))
    assert data_of(bare)["least"] == 0


# The file.

def test_script_and_style_are_small() -> None:
    assert 5_000 < len(script().encode()) < LARGEST_SCRIPT_BYTES
    assert "</script" not in script().lower()
    assert "{{" not in script()


def test_nothing_comes_from_elsewhere() -> None:
    text = page(CASES["values"]())
    assert set(re.findall(r"[a-z]+://[^\s\"'<>]+", text)) == {"http://www.w3.org/2000/svg"}
    assert re.findall(r"<(?:script|link|img)[^>]* (?:src|href)=", text) == []
    assert "@import" not in text


def test_words_that_would_be_markup_stay_words() -> None:
    text = page(of_preset("padding_strides", title=HOSTILE, size_px=1200))
    assert len(re.findall("<script", text, re.IGNORECASE)) == 2
    assert len(re.findall("</script", text, re.IGNORECASE)) == 2
    assert "<img" not in text
    assert f"<title>{escape(HOSTILE)}</title>" in text


def test_the_fragment_is_the_page_without_page_or_script() -> None:
    animation = CASES["isometric"]()
    whole, alone = fragment(animation), fragment(animation, with_script=False)
    assert whole == f"{alone}<script>{script()}</script>\n"
    assert not re.search(r"<(html|head|body|style|title)\b", alone)
    assert alone.startswith("<convgif-player><svg ")


def test_only_what_can_be_a_part_of_a_page_is_made_as_one() -> None:
    animation = CASES["isometric"]()
    for row in FORMATS.values():
        if row.fragment_function:
            assert row.encode(animation, fragment=True).startswith(b"<convgif-player")
        else:
            with pytest.raises(OutputError, match=f"^{row.name} has no fragment: make html"):
                row.encode(animation, fragment=True)


def test_the_command_makes_fragments_and_refuses_others_in_a_line(tmp_path: Path) -> None:
    made = invoke("render", "--k", "2", "-o", "a.html", "--fragment", "-q", cwd=tmp_path)
    assert made.returncode == 0
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<convgif-player>")
    refused = invoke("render", "--k", "2", "-o", "a.gif", "--fragment", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode().splitlines() == [
        "convgif: gif has no --fragment: make html, or leave it out"]
    folder = invoke("render", "--fragment", "-o", "frames/", cwd=tmp_path)
    assert folder.returncode == 1  # like every other output that cannot be
    assert folder.stderr.decode().startswith(
        "convgif: a folder holds a file a step: leave out --fragment")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_it_is_found_by_its_suffix(tmp_path: Path) -> None:
    assert find_format("a.html").name == "html"
    path = CASES["isometric"]().save(tmp_path / "a.html")
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_a_notebook_gets_a_frame_or_the_fragment() -> None:
    animation = CASES["isometric"]()
    player = animation.player()
    assert escape(player.html) in player._repr_html_()
    assert player._repr_html_().startswith("<iframe ")
    assert animation.player(fragment=True)._repr_html_() == fragment(animation)


# In Chromium.

@pytest.fixture
def show(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page; in the end nothing was asked for and nothing complained of."""
    pages, complaints = [], []

    def opened(text: str, **options: Any) -> Any:
        shown = browser.new_page(viewport={"width": 1200, "height": 800}, **options)
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.on("request", lambda request: complaints.append(request.url))
        shown.set_content(text)
        pages.append(shown)
        return shown
    yield opened
    for shown in pages:
        shown.close()
    assert complaints == []


def still_page(show: Callable[..., Any], animation: Animation, **options: Any) -> Any:
    """A player that does not play by itself."""
    return show(page(animation), reduced_motion="reduce", **options)


def count(shown: Any) -> str:
    text: str = shown.locator(".count").inner_text()
    return text


def said(shown: Any) -> str:
    text: str = shown.locator(".said").text_content()
    return text


def panel(shown: Any) -> str:
    text: str = shown.locator(".sum").inner_text()
    return text


def cell(shown: Any, label: str) -> Any:
    return shown.locator(f'.cell[aria-label^="{label}"]').first


@pytest.mark.parametrize(("layer", "told"), [
    ("PixelShuffle(2)", "output[0, 0, 1] = 2\n\n= input[1, 0, 0]"),
    ("MaxPool2d(1)", "output[0, 0, 1] = 6\n\n= max(input[0, 0, 1])"),
    ("Unfold(2)", "output[0, 1] = 6\n\n= input[0, 0, 1]\n\noutput[1, 1] = 9")])
def test_a_number_that_is_moved_is_told_by_where_it_comes_from(
        show: Callable[..., Any], layer: str, told: str) -> None:
    shown = still_page(show, animate(layer, seed=0))
    for key in ("Home", "ArrowRight"):
        shown.keyboard.press(key)
    assert told in panel(shown)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["isometric", "isometric transposed", "values", "macs",
                                  "channels", "stamp", "maximum"])
def test_each_step_looks_like_the_frame(show: Callable[..., Any], name: str) -> None:
    animation = CASES[name]()
    shown, frames = still_page(show, animation), list(animation.frames)
    height, width = frames[0].shape[:2]
    shown.add_style_tag(content="convgif-player { position: absolute }")
    shown.evaluate("""([width, height]) => {
        const root = document.querySelector("convgif-player").shadowRoot;
        root.append(Object.assign(document.createElement("style"), {textContent:
            `.stage { position: fixed; left: 0; top: 0; width: ${width}px; height: ${height}px;
              max-width: none; z-index: 9; margin: 0 } .cells { visibility: hidden }
              .player { padding: 0; }`}));
    }""", [width, height])
    counts = np.ones((height, width), bool)
    story = animation.story
    for shape in [*(mark.shape for mark in story.stage.marks.values()),
                  *(shape for scene in story.scenes for shape in scene.shapes.values())]:
        if isinstance(shape, Text):
            left, top, right, bottom = map(round, text_box(shape))
            counts[max(0, top - 1):bottom + 1, max(0, left - 1):right + 1] = False
    for step in sorted({0, len(frames) // 3, len(frames) - 1}):
        shown.locator("input").fill(str(step))
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        seen = iio.imread(shown.screenshot(clip=clip), extension=".png")[..., :3]
        difference = np.abs(seen.astype(int) - frames[step]).max(axis=-1)[counts]
        assert difference.mean() <= MEAN
        assert (difference > FAR).mean() <= SHARE_FAR
    other = np.abs(seen.astype(int) - frames[0]).max(axis=-1)[counts]
    assert (other > FAR).mean() > 0  # it can tell frames apart


@pytest.mark.slow
def test_it_plays_and_stops(show: Callable[..., Any]) -> None:
    shown = show(page(of_preset("padding_strides", duration_ms=60, hold_ms=0)))
    shown.wait_for_function("document.querySelector('convgif-player').step === 3")
    shown.get_by_role("button", name="Pause").click()
    stopped = count(shown)
    shown.wait_for_timeout(250)
    assert count(shown) == stopped
    shown.get_by_role("button", name="Play", exact=True).click()
    shown.wait_for_function(f"!document.querySelector('convgif-player').shadowRoot"
                            f".querySelector('.count').textContent.startsWith('{stopped[0]} ')")


@pytest.mark.slow
def test_between_steps_what_points_is_half_way(show: Callable[..., Any]) -> None:
    """An outline that goes about, and a beam that takes other forms; cells and dots do neither."""
    shown = still_page(show, of_preset("padding_strides"))
    ways = shown.evaluate(r"""() => {
        const {picture} = document.querySelector("convgif-player");
        const numbers = (text) => text.match(/-?[\d.]+/g).map(Number);
        const seen = () => picture.ways.map(({part}) =>
            numbers(part.getAttribute("transform") ?? part.getAttribute("d")));
        const seenAt = (step) => (picture.paint(step, 0), seen());
        const ends = [seenAt(0), seenAt(1)];
        picture.paint(0, 0);
        picture.ease(0, .5);
        return picture.ways.map(({eases}, way) => [eases, ends[0][way], ends[1][way], seen()[way]]);
    }""")
    assert {eases for eases, *_ in ways} == {0, 1}
    for eases, start, end, seen in ways:
        assert seen == pytest.approx([(a + b) / 2 for a, b in zip(start, end, strict=True)]
                                     if eases else start)


@pytest.mark.slow
def test_it_stops_after_its_last_round(show: Callable[..., Any]) -> None:
    shown = show(page(of_preset("padding_strides", duration_ms=20, hold_ms=0, loop=1)))
    shown.get_by_role("button", name="Play", exact=True).wait_for()
    assert count(shown) == "8 / 8"


@pytest.mark.slow
def test_speed_changes_how_long_a_step_lasts(show: Callable[..., Any]) -> None:
    shown = show(page(of_preset("padding_strides", duration_ms=4000)))
    shown.get_by_label("Speed").select_option("4")
    shown.wait_for_function("document.querySelector('convgif-player').step === 1", timeout=3000)


@pytest.mark.slow
def test_keys_step_and_play(show: Callable[..., Any]) -> None:
    shown = still_page(show, CASES["isometric"]())
    assert count(shown) == "4 / 8"
    for key, expected in (("Home", "0 / 8"), ("ArrowRight", "1 / 8"), ("ArrowRight", "2 / 8"),
                          ("ArrowLeft", "1 / 8"), ("End", "8 / 8"), ("ArrowRight", "8 / 8")):
        shown.keyboard.press(key)
        assert count(shown) == expected
    shown.get_by_label("Step", exact=True).focus()
    shown.keyboard.press("ArrowLeft")
    assert count(shown) == "7 / 8"
    shown.keyboard.press(" ")
    assert shown.get_by_role("button", name="Pause").count() == 1
    shown.keyboard.press(" ")
    assert shown.get_by_role("button", name="Play", exact=True).count() == 1


@pytest.mark.slow
def test_where_less_motion_is_wished_for_it_begins_with_the_still(show: Callable[..., Any]
                                                                  ) -> None:
    animation = CASES["isometric"]()
    shown = still_page(show, animation)
    shown.wait_for_timeout(1200)
    assert said(shown) == "Still picture"
    filled = {roles for id, roles in next(animation.poster.story.snapshots()).roles.items()
              if id[0] == "output"}
    assert all("output_pending" not in roles for roles in filled)
    colors = shown.evaluate("[...document.querySelector('convgif-player').picture.looks]"
                            ".map(look => look.part.getAttribute('color'))")
    shown.keyboard.press("Home")
    assert colors != shown.evaluate("[...document.querySelector('convgif-player').picture.looks]"
                                    ".map(look => look.part.getAttribute('color'))")


@pytest.mark.slow
def test_every_step_is_announced_politely(show: Callable[..., Any]) -> None:
    animation = CASES["isometric"]()
    shown = still_page(show, animation)
    assert shown.locator(".said").get_attribute("aria-live") == "polite"
    shown.keyboard.press("Home")
    for number, step in enumerate(animation.traces[0].steps):
        index = ", ".join(map(str, step.output_index))
        assert said(shown) == (f"Step {number} of 0 to 8: output[{index}] = {step.value:g}"
                               ).replace("-", "\N{MINUS SIGN}")
        shown.keyboard.press("ArrowRight")


@pytest.mark.slow
def test_a_cell_of_panels_with_numbers_of_their_own_names_its_panel(show: Callable[..., Any]
                                                                    ) -> None:
    values = animate(Conv2d(), input_size=4, view="values")
    pooled = animate(MaxPool2d(2), input_size=4, view="values")
    shown = still_page(show, values | pooled)
    shown.keyboard.press("End")
    assert "; Panel 2: output[0, 1, 1] = " in said(shown)
    assert "Panel 1: output[0, 1, 1]" in panel(shown)
    assert "Panel 2: output[0, 1, 1]" in panel(shown)
    cell(shown, "Panel 2: output[0, 0, 0]").hover()
    assert "Panel 2: output[0, 0, 0]" in panel(shown)
    assert "Panel 1" not in panel(shown)
    shown = still_page(show, values | animate(values.traces[0]))
    shown.keyboard.press("End")
    assert "Panel" not in said(shown) + panel(shown)


@pytest.mark.slow
def test_a_cell_under_the_mouse_says_what_it_is(show: Callable[..., Any]) -> None:
    animation = CASES["values"]()
    (trace,) = animation.traces
    shown = still_page(show, animation)
    step = trace.steps[4]
    cell(shown, "output[0, 1, 1]").hover()
    for mac in step.macs:
        weight = f"({mac.weight:g})" if mac.weight < 0 else f"{mac.weight:g}"
        assert f"{mac.input:g}·{weight}".replace("-", "\N{MINUS SIGN}") in panel(shown)
    assert shown.locator(".related").get_attribute("d").count("M0 0") == 18  # inputs and weights
    reaches = [step for step in trace.steps
               if any(mac.input_index == (0, 1, 1) for mac in step.macs)]
    cell(shown, "input[0, 1, 1]").hover()
    assert f"reaches {len(reaches)} outputs" in panel(shown)
    # The step that is seen is one of them, so the weight that it uses is outlined too.
    assert step.output_index in [other.output_index for other in reaches]
    assert shown.locator(".related").get_attribute("d").count("M0 0") == len(reaches) + 1
    cell(shown, "weight[0, 0, 0, 2]").hover()
    assert "is used 9 times" in panel(shown)
    assert shown.locator(".related").get_attribute("d").count("M0 0") == 9
    shown.mouse.move(5, 700)
    assert shown.locator(".related").get_attribute("d") == ""


@pytest.mark.slow
def test_cells_tell_of_the_slices_that_are_shown(show: Callable[..., Any]) -> None:
    animation = animate(Conv3d(1, 1, (3, 1, 1)), input_size=(12, 2, 2), view="isometric")
    shown = still_page(show, animation)
    for key, step in (("Home", 0), ("End", -1)):
        shown.keyboard.press(key)
        wanted = list(animation.story.snapshots())[step].elements["input", (0, 0, 0)].index
        label = shown.locator(".cell").first.get_attribute("aria-label")
        assert label.startswith(f"input[{', '.join(map(str, wanted))}] = ")
    cell(shown, "output[0, 9, 1, 1]").hover()
    assert panel(shown).count("·") == 3
    assert shown.locator(".related").get_attribute("d").count("M0 0") == 3
    shown.mouse.move(5, 790)
    cell(shown, "input[0, 11, 1, 1]").press("ArrowUp")
    assert "input[0, 11, 0, 1]" in panel(shown), "arrows stay in a slice"


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "classic", "print"])
def test_what_is_asked_and_what_it_ties_to_have_a_colour_of_the_picture(
        show: Callable[..., Any], theme: str) -> None:
    shown = still_page(show, of_preset("padding_strides", view="values", theme=theme))
    def color_of(selector: str, style: str) -> tuple[int, ...]:
        found = shown.locator(selector).first.evaluate(
            "(part, style) => getComputedStyle(part)[style]", style)
        return tuple(map(int, re.findall(r"\d+", found)[:3]))
    for label, role in (("output[0, 1, 1]", "output_active"), ("input[0, 1, 1]", "window"),
                        ("weight[0, 0, 0, 2]", "window")):
        cell(shown, label).hover()
        wanted = THEMES[theme].paint((role,)).fill
        assert color_of(".what b", "color") == wanted
        assert color_of(".pointed", "stroke") == color_of(".related", "stroke") == wanted
        assert contrast(wanted, THEMES[theme].background) >= 4.5


@pytest.mark.slow
def test_a_sum_wraps_in_rows_of_the_kernel(show: Callable[..., Any]) -> None:
    shown = still_page(show, animate(Conv2d(kernel_size=(2, 3)), input_size=4, view="values"))
    cell(shown, "output[0, 1, 1]").hover()
    lines = shown.locator(".terms").inner_text().split("\n")
    assert [line.count("·") for line in lines] == [3, 3]


@pytest.mark.slow
def test_a_stage_that_is_wider_than_its_page_says_that_it_scrolls(show: Callable[..., Any]
                                                                 ) -> None:
    shown = still_page(show, animate(Conv2d(4, 4, 2, groups=2), input_size=4, view="channels",
                                     values=True))
    shown.set_viewport_size({"width": 390, "height": 800})
    shown.locator(".hint").wait_for()
    hint, stage = shown.locator(".hint"), shown.locator(".stage")
    assert stage.evaluate("stage => stage.scrollWidth > stage.clientWidth")
    assert (hint.is_visible(), hint.inner_text()) == (True, "Scroll sideways")
    stage.evaluate("stage => { stage.scrollLeft = 1000; }")
    hint.wait_for(state="hidden")
    shown.set_viewport_size({"width": 1280, "height": 800})
    shown.wait_for_function("document.querySelector('convgif-player').shadowRoot"
                            ".querySelector('.stage').className === 'stage'")


@pytest.mark.slow
def test_arrows_go_from_cell_to_cell_with_one_tab_stop(show: Callable[..., Any]) -> None:
    shown = still_page(show, CASES["values"]())
    assert shown.locator('.cell[tabindex="0"]').count() == 1
    shown.keyboard.press("Tab")
    focused = "document.querySelector('convgif-player').shadowRoot.activeElement.dataset.cell"
    assert shown.evaluate(focused) == "0"
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("ArrowRight")
    assert "input[0, 0, 0]" in panel(shown)
    shown.keyboard.press("End")
    shown.keyboard.press("ArrowUp")
    for _ in range(9):
        shown.keyboard.press("ArrowRight")
    assert "output[" in panel(shown)
    assert shown.locator('.cell[tabindex="0"]').count() == 1
    label = shown.locator('.cell[tabindex="0"]').get_attribute("aria-label")
    assert re.match(r"output\[[0-9, ]+\] = .*·.* = \d+", label)
    shown.keyboard.press("Enter")
    assert said(shown).partition(": ")[2].startswith(label.partition(" = ")[0])
    shown.keyboard.press("Escape")
    assert shown.evaluate("document.querySelector('convgif-player').shadowRoot"
                          ".activeElement.dataset.act") == "toggle"


@pytest.mark.slow
def test_a_finger_asks_and_lets_go(show: Callable[..., Any]) -> None:
    shown = still_page(show, CASES["values"](), has_touch=True)
    cell(shown, "input[0, 1, 1]").tap()
    assert "input[0, 1, 1]" in panel(shown)
    shown.get_by_role("button", name="Next step").tap()
    assert "Step 5 of 0 to 8" in panel(shown)  # as --still counts


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_light_or_dark_as_the_reader_prefers(show: Callable[..., Any], scheme: str) -> None:
    shown = still_page(show, of_preset("padding_strides", theme="auto"), color_scheme=scheme)
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 27)"}
    ground = "getComputedStyle(document.querySelector('convgif-player').player).backgroundColor"
    assert shown.evaluate(ground) == grounds[scheme]
    shown.get_by_role("button", name="Light or dark").click()
    assert shown.evaluate(ground) == grounds[{"light": "dark", "dark": "light"}[scheme]]
    fixed = still_page(show, of_preset("padding_strides", theme="light"), color_scheme=scheme)
    assert fixed.evaluate(ground) == grounds["light"]
    assert not fixed.get_by_role("button", name="Light or dark").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("framed", [False, True])
def test_it_follows_a_switch_that_is_turned_and_keeps_its_own_till_then(
        show: Callable[..., Any], framed: bool) -> None:
    animation = of_preset("padding_strides", theme="auto")
    shown = show(animation.player(fragment=not framed)._repr_html_(), reduced_motion="reduce")
    place = shown.frame_locator("iframe") if framed else shown
    turn = "scheme => document.body.dataset.theme = scheme"

    def is_dark() -> bool:
        shown.wait_for_timeout(60)
        ground = place.locator(".player").evaluate("e => getComputedStyle(e).backgroundColor")
        return {"rgb(255, 255, 255)": False, "rgb(16, 21, 27)": True}[ground]
    assert not is_dark()
    shown.evaluate(turn, "dark")
    assert is_dark()
    place.get_by_role("button", name="Light or dark").click()
    shown.evaluate("document.body.className = 'scrolled'")
    assert not is_dark()
    shown.evaluate(turn, "light")
    shown.evaluate(turn, "dark")
    assert is_dark()
    if not framed:
        shown.evaluate("const it = document.querySelector('convgif-player'); it.remove();"
                       "document.body.dataset.theme = 'light'; document.body.append(it)")
        assert not is_dark()


@pytest.mark.slow
def test_two_on_a_page_and_the_page_leave_each_other_alone(show: Callable[..., Any]) -> None:
    first, second = fragment(CASES["isometric"]()), fragment(
        of_preset("dilation", theme="dark"))
    rules = ("* { color: red !important; letter-spacing: 9px } button, path, input "
             "{ display: none !important; fill: lime }")
    around = "<h1>Here</h1><button>mine</button>"
    style = ("[...document.querySelectorAll('h1, body, html')].map(e => "
             "JSON.stringify([...getComputedStyle(e)].filter(n => !/size|height|origin|width|"
             "inset-block-end|bottom/.test(n)).map(n => getComputedStyle(e)[n])))")
    alone = show(f"<style>{rules}</style>{around}", reduced_motion="reduce")
    both = show(f"<style>{rules}</style>{around}{first}{second}", reduced_motion="reduce")
    assert both.evaluate(style) == alone.evaluate(style)
    assert both.evaluate("Object.keys(window).length") == alone.evaluate(
        "Object.keys(window).length")
    one, other = both.locator("convgif-player").nth(0), both.locator("convgif-player").nth(1)
    assert one.get_by_role("button", name="Next step").is_visible()
    before = other.locator(".count").inner_text()
    one.get_by_role("button", name="Next step").click()
    assert one.locator(".count").inner_text() == "5 / 8"
    assert other.locator(".count").inner_text() == before
    spacing = "e => getComputedStyle(e).letterSpacing"
    assert one.locator(".sum").evaluate(spacing) == "normal"


@pytest.mark.slow
def test_the_page_is_seen_behind_a_transparent_one(show: Callable[..., Any]) -> None:
    for background, color in (("transparent", "rgba(0, 0, 0, 0)"), (None, "rgb(255, 255, 255)")):
        shown = show(fragment(of_preset("padding_strides", background=background)))
        assert shown.locator(".player").evaluate(
            "e => getComputedStyle(e).backgroundColor") == color


@pytest.mark.slow
def test_one_script_serves_many_and_without_it_the_still_is_seen(show: Callable[..., Any]) -> None:
    alone = fragment(CASES["isometric"](), with_script=False)
    still = show(alone)
    assert still.locator("convgif-player > svg").is_visible()
    assert still.locator("svg[role=img]").get_attribute("aria-label").startswith("Conv2d: ")
    for text in (f"<script>{script()}</script>{alone}{alone}",
                 f"{alone}{alone}<script>{script()}</script>"):
        shown = show(text, reduced_motion="reduce")
        assert shown.locator(".count").all_inner_texts() == ["4 / 8", "4 / 8"]


@pytest.mark.slow
def test_markup_in_a_title_is_shown_as_it_is(show: Callable[..., Any]) -> None:
    shown = still_page(show, of_preset("padding_strides", title=HOSTILE, size_px=1200))
    assert shown.title() == HOSTILE
    assert shown.locator("img").count() == 0
    assert HOSTILE in shown.locator(".picture svg").get_attribute("aria-label")


@pytest.mark.slow
def test_it_fits_a_phone(show: Callable[..., Any]) -> None:
    for name in ("isometric", "values", "channels", "stamp"):
        shown = still_page(show, CASES[name]())
        shown.set_viewport_size({"width": 390, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") == 390
        tops = shown.locator(".bar > *:visible").evaluate_all(
            "parts => parts.map(e => e.getBoundingClientRect()).map(r => r.top + r.height / 2)")
        assert max(tops) - min(tops) < 5  # the bar is one line


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 390, 768])
def test_a_finger_finds_the_controls(show: Callable[..., Any], width: int) -> None:
    shown = still_page(show, LARGE["large steps"](), is_mobile=True, has_touch=True)
    shown.set_viewport_size({"width": width, "height": 740})
    slider, *others = shown.locator(".bar input, .bar > *:not(input):visible").evaluate_all(
        "parts => parts.toSorted((a, b) => (a.localName !== 'input') - (b.localName !== 'input'))"
        ".map(e => e.getBoundingClientRect()).map(r => [r.left, r.right, r.top + r.height / 2])")
    assert slider[1] - slider[0] >= 320
    assert max(part[2] for part in others) - min(part[2] for part in others) < 5  # one line
    assert others[-1][1] == pytest.approx(slider[1], abs=1)
    assert slider[2] < others[0][2]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["large channels", "large values"])
@pytest.mark.parametrize("width", [360, 390, 640, 768, 1280])
def test_no_text_is_smaller_than_nine_px(show: Callable[..., Any], width: int, name: str) -> None:
    shown = still_page(show, LARGE[name]())
    shown.set_viewport_size({"width": width, "height": 800})
    sizes = shown.locator(".picture text").evaluate_all(
        "texts => texts.map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)")
    assert SMALLEST_TEXT_PX <= min(sizes) < 2 * SMALLEST_TEXT_PX
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    stage = shown.locator(".stage")
    stage.evaluate("e => e.scrollTo(e.scrollWidth, 0)")
    box, picture = stage.bounding_box(), shown.locator(".picture svg").bounding_box()
    assert picture["x"] + picture["width"] <= box["x"] + box["width"] + 1  # all of it is reached
    assert (picture["height"], picture["y"]) == pytest.approx((box["height"], box["y"]), abs=1)
    assert picture == pytest.approx(shown.locator(".cells").bounding_box(), abs=1)


@pytest.mark.slow
def test_words_are_beside_a_picture_that_keeps_its_size_or_below_it(show: Callable[..., Any]
                                                                    ) -> None:
    text = page(LARGE["large channels"]())
    least = data_of(text)["least"]
    beside = "e => e.getBoundingClientRect().left > 300"
    shown = show(text, reduced_motion="reduce")
    for width, expected in ((least + 279, False), (least + 280, True)):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.locator(".side").evaluate(beside) is expected
    framed = show(f'<iframe srcdoc="{escape(text)}" style="width:640px;height:740px;border:0">',
                  reduced_motion="reduce")
    place = framed.frame_locator("iframe")  # whose height is made for two columns
    assert place.locator(".side").evaluate(beside)
    assert place.locator(".picture svg").bounding_box()["width"] == pytest.approx(least, abs=1)


@pytest.mark.slow
def test_a_sum_that_goes_on_below_fades_there(show: Callable[..., Any]) -> None:
    shown = still_page(show, animate(Conv2d(4, 2), input_size=4, view="channels"))
    shown.set_viewport_size({"width": 390, "height": 800})
    fades = "e => getComputedStyle(e).maskImage !== 'none'"
    cell(shown, "output[0, 0, 0]").hover()
    assert shown.locator(".sum").evaluate(fades)
    shown.locator(".sum").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    shown.wait_for_timeout(100)
    assert not shown.locator(".sum").evaluate(fades)
    shown.locator(".sum").evaluate("e => e.scrollTo(0, 0)")
    cell(shown, "input[0, 0, 0]").hover()
    assert not shown.locator(".sum").evaluate(fades)


@pytest.mark.slow
def test_the_formula_of_the_step_stands_under_the_picture(show: Callable[..., Any]) -> None:
    shown = still_page(show, animate(AvgPool2d(2), input_size=4, activation="relu", view="values"))
    formula = shown.locator(".formula")
    cell(shown, "output[0, 1, 0]").hover()
    assert formula.locator("p").all_inner_texts() == [
        "y[i, j] = f((Σ x[i·s + m, j·s + n]) / N)", "y[1, 0] = f((Σ x[1·2 + m, 0·2 + n]) / 4)"]
    assert panel(shown).count("f(") == 1
    cell(shown, "input[0, 0, 0]").hover()
    assert "y[1, 1] =" in formula.inner_text()  # that of the step


@pytest.mark.slow
def test_a_frame_in_a_notebook_is_as_high_as_the_page(show: Callable[..., Any]) -> None:
    shown = show(CASES["isometric"]().player()._repr_html_(), reduced_motion="reduce")
    frame = shown.frame_locator("iframe")
    assert frame.locator(".count").inner_text() == "4 / 8"
    shown.wait_for_timeout(200)
    inside = frame.locator("html").evaluate("page => page.scrollHeight")
    assert shown.locator("iframe").bounding_box()["height"] == pytest.approx(inside, abs=2)
