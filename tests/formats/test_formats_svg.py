"""SVG: read back without a browser, at every step it shows what the scenes say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from statistics import median
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import any_layers, repeatable
from sample_animations import in_two_themes, of_preset
from svg_reading import NAMESPACE, Svg, elements, placed_texts, turned

from convgif import Animation, Conv1d, Conv2d, animate
from convgif.formats import FORMATS
from convgif.formats.paths import written
from convgif.formats.svg import encode_svg
from convgif.frames.themes import THEMES, Theme
from convgif.layers import Layer
from convgif.layers.presets import PRESETS
from convgif.scenes.scene import Cell, Film, Line, Snapshot, Text
from convgif.scenes.text import text_width

GUIDE = [name for name, preset in PRESETS.items() if preset.layer.startswith("Conv")]
HOSTILE = "<script>alert(1)</script> ]]> & \"quoted\" 'too' <!-- </svg> {color:red} url(http://x)"


def hexed(color: tuple[int, int, int]) -> str:
    digits = bytes(color).hex()
    short = digits[::2]
    return f"#{short if short == digits[1::2] else digits}"


def shown_wrong(svg: Svg, snapshot: Snapshot, theme: Theme, time_ms: float,
                transparent: bool = False) -> Iterator[str]:
    """What is not as in the snapshot: fills at a point in each cell, films, and texts."""
    cells = [mark for mark in snapshot.stage.marks.values() if isinstance(mark.shape, Cell)]
    probes = np.array([mark.probes[0] for mark in cells])
    for mark, found in zip(cells, svg.colors_at(probes, time_ms), strict=True):
        fill = theme.paint(snapshot.roles[mark.id]).fill or theme.background
        wanted = None if transparent and fill == theme.background else hexed(fill)
        if found != wanted:
            yield f"{mark.id} is {found}, not {wanted}"
    wanted_films = [(turned(shape.corners), hexed(paint.fill), paint.opacity)
                    for id, shape in snapshot.shapes.items() if isinstance(shape, Film)
                    and (paint := theme.paint(snapshot.roles[id])).fill]
    if svg.films(time_ms) != wanted_films:
        yield f"films are {svg.films(time_ms)}, not {wanted_films}"
    wanted_texts = set()
    for id, shape in snapshot.shapes.items():
        line = theme.paint(snapshot.roles[id]).line
        if isinstance(shape, Text) and line:
            wanted_texts.add((shape.string, hexed(line)))
    found_texts = {(text, color) for text, _, _, color in svg.texts(time_ms)}
    if found_texts != wanted_texts:
        yield f"texts differ: {found_texts ^ wanted_texts}"


def step_complaints(animation: Animation, dark: bool = False) -> list[str]:
    """What is wrong at any step, and in the still."""
    theme = (animation.theme.dark if dark else None) or animation.theme
    data = encode_svg(animation)
    svg = Svg(data, dark=dark)
    ends = accumulate(animation.timeline_ms)
    complaints = [f"step {number}: {complaint}"
                  for number, (snapshot, end, duration) in enumerate(zip(
                      animation.played.snapshots(), ends, animation.timeline_ms, strict=True))
                  for complaint in shown_wrong(svg, snapshot, theme, end - duration / 2,
                                               animation.transparent)]
    still = next(animation.poster.story.snapshots())
    return complaints + [f"still: {complaint}" for complaint in shown_wrong(
        Svg(data, moving=False, dark=dark), still, theme, 0, animation.transparent)]


# What it shows.

@pytest.mark.parametrize("name", PRESETS)
def test_every_step_is_as_the_scenes_say(name: str) -> None:
    assert step_complaints(of_preset(name)) == []


@repeatable(40)
@given(any_layers(ranks=(1, 2), max_input=5, max_channels=2), st.sampled_from(sorted(THEMES)),
       st.booleans(), st.booleans())
def test_so_it_is_for_any_layer(case: tuple[Layer, tuple[int, ...]], theme: str, prefilled: bool,
                                transparent: bool) -> None:
    layer, size = case
    settings = {"background": "transparent"} if transparent else {}
    animation = animate(layer, input_size=size, theme=theme, prefilled=prefilled, text="sizes",
                        **settings)
    assert step_complaints(animation) == []


@pytest.mark.parametrize("view", ["values", "macs", "channels"])
def test_so_it_is_in_views_whose_numbers_change(view: str) -> None:
    animation = animate(Conv2d(2, 2, 2, bias=False), input_size=3, view=view, theme="dark")
    assert step_complaints(animation) == []


@pytest.mark.parametrize("dark", [False, True])
def test_two_themes_follow_the_page(dark: bool) -> None:
    plain = of_preset("padding_strides_odd_transposed")
    animation = in_two_themes(plain)
    assert step_complaints(animation, dark) == []
    assert "prefers-color-scheme" in encode_svg(animation).decode()
    assert "prefers-color-scheme" not in encode_svg(plain).decode()


def test_the_rules_of_a_dark_page_are_the_same_by_preference_and_by_switch() -> None:
    animation = in_two_themes(of_preset("padding_strides"))
    light, preferred, switched = re.findall(r"[.@:].*\{(--A:.*?)\}", Svg(encode_svg(animation)).css)
    assert preferred == switched
    assert light != preferred
    assert re.findall("--[A-Z]+", light) == re.findall("--[A-Z]+", preferred)


def test_what_knows_no_variables_shows_the_light_theme() -> None:
    animation = in_two_themes(of_preset("padding_strides"))
    text = re.sub(r'color:var\([^)]*\)', "", encode_svg(animation).decode())
    still = next(animation.poster.story.snapshots())
    assert list(shown_wrong(Svg(text.encode(), moving=False), still, THEMES["light"], 0)) == []


def test_the_check_can_fail() -> None:
    animation = of_preset("padding_strides")
    data = encode_svg(animation)
    snapshots = list(animation.story.snapshots())
    theme = animation.theme
    assert list(shown_wrong(Svg(data), snapshots[1], theme, 400))  # the step before
    assert list(shown_wrong(Svg(data, moving=False), snapshots[4], theme, 0))  # not full
    without = data.replace(b"mask=", b"data-mask=")
    assert any("'input'" in line for line in shown_wrong(Svg(without), snapshots[0], theme, 1))


@pytest.mark.parametrize(("loop", "count"), [(0, "infinite"), (1, "1"), (3, "3")])
def test_it_is_shown_as_often_as_asked_for_and_stays(loop: int, count: str) -> None:
    animation = of_preset("padding_strides", loop=loop)
    svg = Svg(encode_svg(animation))
    assert svg.timing["iteration-count"] == count
    assert svg.timing["timing-function"] == "step-end"
    assert svg.duration_ms == sum(animation.durations)
    if loop:
        assert svg.timing["fill-mode"] == "forwards"
        *_, last = animation.story.snapshots()
        assert list(shown_wrong(svg, last, animation.theme, svg.duration_ms)) == []


@pytest.mark.parametrize("settings", [
    {"duration_ms": 20, "hold_ms": 0}, {"duration_ms": 604}, {"duration_ms": 60_000},
    {"hold_ms": 60_000}], ids=repr)
def test_steps_begin_within_half_a_tick(settings: dict[str, int]) -> None:
    animation = of_preset("padding_strides", easing=False, **settings)
    svg = Svg(encode_svg(animation))
    starts = [0, *accumulate(animation.timeline_ms)][:-1]
    shares = {float(share) for rule in svg.rules.values()
              for share in re.findall(r"([\d.]+)%", rule)}
    found = sorted(share * svg.duration_ms / 100 for share in shares)
    assert found == pytest.approx(starts, abs=5)


def test_a_picture_of_one_frame_has_no_keyframes() -> None:
    animation = animate(Conv1d(bias=False), input_size=3, size_px=100)
    svg = Svg(encode_svg(animation))
    assert "@" not in svg.css
    snapshot = next(animation.story.snapshots())
    assert list(shown_wrong(svg, snapshot, animation.theme, 0)) == []


# What it is.

def test_it_names_and_describes_itself() -> None:
    animation = of_preset("padding_strides")
    svg = Svg(encode_svg(animation))
    assert svg.root.tag == NAMESPACE + "svg"
    assert svg.root.attrib["role"] == "img"
    title, desc = (svg.ids[id] for id in svg.root.attrib["aria-labelledby"].split())
    assert (title.tag, title.text) == (NAMESPACE + "title", "Conv2d 5×5 → 3×3")
    assert (desc.tag, desc.text) == (NAMESPACE + "desc", animation.describe())
    stage = animation.story.stage
    assert svg.root.attrib["viewBox"] == f"0 0 {stage.width_px} {stage.height_px}"
    assert (svg.root.attrib["width"], svg.root.attrib["height"]) == (
        str(stage.width_px), str(stage.height_px))


def test_the_density_is_nothing_to_it() -> None:
    assert encode_svg(of_preset("dilation", density=2)) == encode_svg(
        of_preset("dilation"))


def test_hostile_words_stay_words() -> None:
    animation = animate(Conv2d(), title=HOSTILE, size_px=900)
    data = encode_svg(animation)
    svg = Svg(data)
    assert svg.ids[f"{svg.prefix}-title"].text == HOSTILE
    assert HOSTILE in (svg.ids[f"{svg.prefix}-desc"].text or "")
    written = " ".join(text for text, *_ in sorted(
        svg.texts(0), key=lambda found: (float(found[2]), float(found[1]))))
    assert HOSTILE in written
    assert not any(element.tag.endswith("script") for element in svg.root.iter())
    assert "{color:red}" not in svg.css


def test_what_xml_cannot_hold_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Animation, "title", "a\0b\x1bc\ud800d\ufffe")
    animation = replace(animate(Conv1d(), size_px=200), alt="e\x0bf\tg")
    root = fromstring(encode_svg(animation))
    assert root.findtext(NAMESPACE + "title") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert root.findtext(NAMESPACE + "desc") == "e\ufffdf\tg"


@pytest.mark.parametrize("theme", THEMES)
def test_it_needs_nothing_from_elsewhere(theme: str) -> None:
    animation = of_preset("padding_strides_odd_transposed", theme=theme, title="a")
    text = encode_svg(in_two_themes(animation)).decode()
    assert text.replace("http://www.w3.org/2000/svg", "", 1).count("://") == 0
    assert set(re.findall(r"url\(.", text)) <= {"url(#"}
    svg = Svg(text.encode())
    for element in svg.root.iter():
        assert element.tag.removeprefix(NAMESPACE) in {
            "svg", "title", "desc", "style", "rect", "g", "path", "circle", "text", "mask",
            "clipPath"}
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)
    assert re.findall(r"@(?!media\(prefers|keyframes |supports\(d:)", svg.css) == []


def test_text_stays_text_as_wide_as_it_was_measured() -> None:
    animation = of_preset("padding_strides", title="two  blanks")
    svg = Svg(encode_svg(animation))
    texts = {element.text: element.attrib for element in elements(svg, "text")}
    shapes = {shape.string: shape for shape in texts_on(animation)}
    assert shapes.keys() == texts.keys()
    for string, attributes in texts.items():  # one character has nothing between its characters
        width = text_width(string, shapes[string].size_px)
        assert attributes.get("textLength") == (written(width) if len(string) > 1 else None)
    kept = "{http://www.w3.org/XML/1998/namespace}space"
    for string, attributes in texts.items():
        assert (attributes.get(kept) == "preserve") is ("  " in string)


def texts_on(animation: Animation) -> list[Text]:
    return [mark.shape for mark in animation.story.stage.marks.values()
            if isinstance(mark.shape, Text)]


def test_digits_that_change_together_are_one_text_with_a_place_for_each() -> None:
    animation = animate(Conv2d(), input_size=4, view="macs")
    texts = [*elements(Svg(encode_svg(animation)), "text")]
    placed = {found for element in texts for found in placed_texts(element)}
    digits = {(shape.string, *map(written, shape.anchor)) for shape in texts_on(animation)
              if re.fullmatch("[0-9]", shape.string)}
    assert len(digits) > 20
    assert digits <= placed
    together = [element for element in texts if len(element.attrib["x"].split()) > 1]
    assert sum(len(element.text or "") for element in together) > 2 * len(together) > 0


def test_two_files_share_no_names_and_the_same_call_gives_the_same() -> None:
    one, other = (Svg(encode_svg(of_preset(name)))
                  for name in ("padding_strides", "padding_strides_odd"))
    names = [svg.ids.keys() | svg.rules.keys() | {svg.prefix} for svg in (one, other)]
    assert not names[0] & names[1]
    for svg in (one, other):
        assert all(name.startswith(svg.prefix) for name in svg.ids.keys() | svg.rules.keys())
        assert re.fullmatch("c[a-z2-7]{5}", svg.prefix)
    assert encode_svg(of_preset("dilation")) == encode_svg(
        of_preset("dilation"))


# How large it is, and how long it takes.

def test_it_is_at_most_a_fifth_of_the_gif() -> None:
    shares = [len(encode_svg(animation)) / len(FORMATS["gif"].encode(animation))
              for name in GUIDE for animation in [of_preset(name)]]
    assert median(shares) <= 0.2
    assert max(shares) < 0.4


def test_what_eases_makes_it_hardly_larger() -> None:
    shares = [len(encode_svg(animation)) / len(encode_svg(replace(animation, easing=False)))
              for name in GUIDE for animation in [of_preset(name)]]
    assert median(shares) < 1.08
    assert max(shares) < 1.15


def test_what_eases_leaves_before_the_step_and_arrives_with_it() -> None:
    """In 150 ms, and to the next row in 250; at the end it stays till the loop begins again."""
    animation = of_preset("no_padding_no_strides")
    svg = Svg(encode_svg(animation))
    (eased,) = [rule for rule in svg.rules.values() if "transform" in rule and "to{" in rule]
    at = [share for when in re.findall(r"([^{}]+)\{[^}]*\}", eased) for share in when.split(",")]
    times = [float(share.removesuffix("%")) * sum(animation.durations) / 100 for share in at[:-1]]
    assert times == pytest.approx([0, 650, 800, 1350, 1600, 2250, 2400], abs=5)
    assert at[-1] == "to"
    assert "ease" not in encode_svg(replace(animation, easing=False)).decode()
    assert "ease" not in encode_svg(animation.still()).decode()


@pytest.mark.parametrize("forms", [True, False])
def test_lines_that_take_other_forms_are_seen_in_every_browser(forms: bool) -> None:
    """In those that know no changes of form one by one, and never both."""
    animation = of_preset("padding_strides")
    svg = Svg(encode_svg(animation), forms=forms)
    lines = [snapshot.shapes["projection", ()] for snapshot in animation.story.snapshots()]
    ends = accumulate(animation.timeline_ms)
    for line, end, duration in zip(lines, ends, animation.timeline_ms, strict=True):
        assert isinstance(line, Line)
        seen = svg.strokes(end - duration + 10)
        for run in line.strokes:
            ends = [(round(x, 2), round(y, 2)) for x, y in run]
            assert seen.count(ends) + seen.count(ends[::-1]) == 1


def test_what_moves_as_a_whole_takes_one_rule() -> None:
    svg = Svg(encode_svg(of_preset("same_padding_no_strides")))
    moves = [rule for rule in svg.rules.values() if "transform" in rule]
    assert len(moves) == 3  # there, back for what is seen through the window, and what eases there
    assert len(svg.rules) == len(moves) + 25  # one for each output
    assert len(elements(svg, "mask")) == 1
    for rule in svg.rules.values():  # or the compositor moves it, ahead of the colours
        assert rule.count("order:1") == ("transform" in rule)


def test_lines_are_dashed_as_in_the_raster() -> None:
    """Those of equal weights, of missing edges, and around the padding of sheets."""
    nodes = animate(Conv2d(kernel_size=2), input_size=3, view="nodes")
    sheets = animate("dcgan_discriminator", view="receptive")
    for animation in (nodes, sheets):
        marks = animation.story.stage.marks
        paints = {THEMES["light"].paint(roles) for shot in animation.story.snapshots()
                  for id, roles in shot.roles.items() if isinstance(marks[id].shape, Line)}
        wanted = {paint.dash_px for paint in paints if paint.line and paint.dash_px}
        found = {round(sum(map(float, dashes.split())), 1) for dashes in re.findall(
            r'stroke-dasharray[=:]"?([\d. ]+)', encode_svg(animation).decode())}
        assert wanted
        assert wanted <= found
