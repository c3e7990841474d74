"""Pictures of several panels in every format, none of which knows of panels; and what a player says
of each."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_formats_player import data_of

from convgif.animation import Animation, animate, beside
from convgif.batch.digest import scene_digest
from convgif.formats import FORMATS
from convgif.formats.facts import read_facts
from convgif.reporting import animation_line, animation_report
from convgif.scenes.words import words_of


def pair(**settings: Any) -> Animation:
    return (animate("Conv2d(stride=2, padding=1)", input_size=5, **settings)
            | animate("MaxPool2d(2, stride=1)", input_size=4, view="values", **settings))


def two_views() -> Animation:
    layer = "ConvTranspose2d(stride=2, padding=1, bias=False)"
    return beside(animate(layer, input_size=3, view="stamp"), animate(layer, input_size=3),
                  clock="even")


@pytest.mark.parametrize("name", [name for name, row in FORMATS.items() if not row.library])
def test_every_format_holds_panels(name: str, tmp_path: Path) -> None:
    both = pair()
    path = both.save(tmp_path / f"both{FORMATS[name].suffix}", name)
    _, facts = read_facts(path)
    rows, columns = both.size
    assert (facts.width_px, facts.height_px) == (columns, rows)
    assert facts.alt.startswith(both.describe())


def test_a_player_has_the_sums_of_every_panel() -> None:
    both = pair()
    data = data_of(both.player().html)
    elements, forms = data["elements"], data["forms"]
    assert [form["before"] for form in forms] == ["", "max("]
    first, second = ({elements[made][0]: elements[made][1] for made, *_ in data["sums"]
                      if (elements[made][3:] or [0])[0] == number} for number in (0, 1))
    for trace, made in zip(both.traces, (first, second), strict=True):
        wanted = {f"output[{', '.join(map(str, index))}]": int(value)
                  for index, value in ((step.output_index, step.value) for step in trace.steps)}
        assert made == wanted
    for made, terms, _, bias, *_ in data["sums"]:
        products = [product for _, _, product in terms]
        value, in_second = elements[made][1], len(elements[made]) == 4
        assert value == (max(products) if in_second else sum(products) + bias)


def test_a_player_names_the_panels_of_numbers_that_not_all_show() -> None:
    first, second = pair(), animate("Conv2d()", input_size=4, view="values")
    assert data_of(first.player().html)["panels"] == ["Panel 1: {text}", "Panel 2: {text}"]
    pooled = animate("MaxPool2d(2)", input_size=4, language="zh")
    trace = second.traces[0]
    three = pooled | animate(trace, language="zh") | animate(trace, view="values", language="zh")
    assert data_of(three.player().html)["panels"] == ["图 1：{text}", "图 2、3：{text}"]
    for one in (second, second | animate(second.traces[0])):
        assert "panels" not in data_of(one.player().html), "of one trace there is nothing to say"


def test_a_step_is_about_something_in_every_panel() -> None:
    data = data_of(pair().player().html)
    about = [[data["elements"][element][0] for element, _ in pairs] for pairs in data["focus"]]
    assert len(about) == 9
    assert about == [[f"output[0, {row}, {column}]"] * 2 for row in range(3) for column in range(3)]
    assert len({element for pairs in data["focus"] for element, _ in pairs}) == 18


def test_the_cells_of_two_views_of_one_layer_are_the_same_elements() -> None:
    both = two_views()
    data = data_of(both.player().html)
    shown = [element for element, *_ in data["cells"]]
    assert len(shown) == len(both.story.stage.elements)
    weights = [number for number, entry in enumerate(data["elements"]) if entry[2] == "weight"]
    assert len(weights) == 9
    assert all(len(entry) == 3 for entry in data["elements"])
    labels = {data["elements"][made][0] for made, *_ in data["sums"]}
    assert {"output[0, 0, 0]", "output[0, 4, 4]"} <= labels


def test_a_player_lists_the_facts_of_every_panel() -> None:
    def layers(animation: Animation) -> list[str]:
        facts, layer = data_of(animation.player().html)["facts"], words_of("en").player["layer"]
        return [text.partition("(")[0] for name, text in facts if name == layer]

    assert layers(pair()) == ["Conv2d", "MaxPool2d"]
    assert layers(two_views()) == ["ConvTranspose2d"]


def test_a_notebook_and_a_report_show_all_panels() -> None:
    both = pair()
    data, sizes = both._repr_mimebundle_()
    assert data["text/plain"] == both.describe()
    assert sizes["image/png"]["width"] == both.size[1]
    report = animation_report(both, "both.gif", FORMATS["gif"], 1000)
    assert [panel["layer"].partition("(")[0] for panel in report["panels"]] == [
        "Conv2d", "MaxPool2d"]
    assert json.dumps(report)
    assert "output 1×3×3" in animation_line(report)
    assert " | " in animation_line(animation_report(
        pair() | animate("Conv2d()", input_size=4), None, FORMATS["gif"], 1))


def test_the_same_panels_have_the_same_digest() -> None:
    assert scene_digest(pair()) == scene_digest(pair())
    digests = {scene_digest(made) for made in (
        pair(), pair().stacked(), pair(seed=1), two_views(), animate("Conv2d()"))}
    assert len(digests) == 5


def test_panels_can_be_stacked() -> None:
    row = pair()
    column = row.stacked()
    assert column.panels == row.panels
    assert column.story.stage.width_px == 480 < row.story.stage.width_px == 800
    assert column.durations == row.durations
    one = animate("Conv2d()")
    assert one.stacked() is one


def test_the_title_names_every_panel() -> None:
    title = re.search("<title[^>]*>(.*?)</title>", FORMATS["svg"].encode(
        pair()).decode())
    assert title
    assert title[1] == "Conv2d 5×5 → 3×3 | MaxPool2d 4×4 → 3×3"
