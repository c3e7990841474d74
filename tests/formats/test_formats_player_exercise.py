"""The player that grades: what its page holds, and in Chromium what it says of what is typed."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hostile_words import ATTACKS

import convgif
from convgif import (
    Animation,
    AvgPool2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    MaxPool2d,
    ReflectionPad2d,
    Unfold,
    Upsample,
    animate,
)
from convgif.errors import ViewError
from convgif.formats.player import fragment, page
from convgif.formats.player.numerals import written_slack
from convgif.formats.player.words import WORDS
from convgif.scenes.scene import Cell
from convgif.views import VIEWS

LAYER = Conv2d(padding=1)
FRACTIONS = np.full((1, 1, 3, 3), 1 / 3)
FINGER_PX = 24


def asked(animation: Animation) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The data of a page, its exercise, and what is sealed in that."""
    (found,) = re.findall(r'<script type="application/json">(.*?)</script>', page(animation),
                          re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    return data, data["exercise"], json.loads(b64decode(data["exercise"]["sealed"]))


def labels(animation: Animation) -> list[str]:
    return [label for _, label, *_ in asked(animation)[1]["blanks"]]


# What the page holds.

@pytest.mark.parametrize("view", ["values", "matrix", "macs", "channels"])
def test_every_blank_is_asked_in_reading_order_and_its_answer_is_the_traces(view: str) -> None:
    own = {"values": True} if "values" in VIEWS[view].takes else {}
    animation = animate(LAYER, input_size=3, view=view, blank="outputs", **own)
    data, exercise, sealed = asked(animation)
    output = animation.traces[0].output
    assert [float(str(answer).replace("\N{MINUS SIGN}", "-")) for answer, *_ in sealed["answers"]
            ] == output.ravel().tolist()
    assert [label for _, label in exercise["blanks"]][:4] == [
        "output row 0 column 0", "output row 0 column 1", "output row 0 column 2",
        "output row 1 column 0"]
    assert all(data["elements"][element][1] is None for element, _ in exercise["blanks"])
    assert {made for made, *_ in sealed["sums"]} == {element for element, _ in exercise["blanks"]}
    assert data["sums"] == []


@pytest.mark.parametrize(("layer", "input_size", "label", "asked_for"), [
    ("lenet5", None, "size 1: Conv2d → ?", ["C@H×W", ["6,28,28", "28,28,6"]]),
    ("lenet5", None, "size 8: Linear → ?", ["n", ["10"]]),
    ("lenet5", None, "size 10: (? \N{MINUS SIGN} 2)/2 + 1 = ?", ["n", ["14", "14,14"]]),
    ("Sequential(Conv1d(1, 2, 3))", (1, 9), "size 1: Conv1d → ?", ["C@L", ["2,7", "7,2"]]),
    (Conv1d(), 19, "size 1: output ?", ["n", ["17"]]),
    (Conv2d(2, 3), 5, "size 1: output ?", ["C×H×W", ["3,3,3", "3,3,3"]]),
    (Conv2d(), (5, 6), "size 1: output ?", ["H×W", ["3,4", "1,3,4"]])])
def test_a_field_says_how_its_size_is_written_and_takes_every_way(
        layer: Any, input_size: Any, label: str, asked_for: list[Any]) -> None:
    size = {} if input_size is None else {"input_size": input_size}
    said = {}
    for language in ("en", "zh"):
        _, exercise, sealed = asked(animate(layer, text="full", size_px=960, blank="sizes",
                                            language=language, **size))
        said[language] = exercise["blanks"]
    number = [name for _, name, *_ in said["en"]].index(label)
    _, _, sign, form = said["en"][number]
    taken, lengths = sealed["answers"][number][3:]
    assert [sign, taken] == asked_for
    assert lengths == [each.count(",") + 1 for each in taken]
    assert form == "write one number" if sign == "n" else form.startswith(f"write {sign}: ")
    assert said["zh"][number][2] == sign
    assert said["zh"][number][3].startswith("写")


def test_places_are_said_in_words_with_what_tells_them_apart() -> None:
    assert labels(animate(Conv1d(), input_size=4, view="values", blank="outputs")) == [
        "output cell 0", "output cell 1"]
    assert labels(animate(LAYER, input_size=3, view="values", blank="outputs", language="zh")
                  )[1] == "输出第 0 行第 1 列"
    several = labels(animate(Conv2d(2, 2, 2), input_size=3, view="channels", blank="kernel",
                              values=True))
    assert several[:2] == ["weight out 0 in 0 row 0 column 0", "weight out 0 in 0 row 0 column 1"]
    assert len({*several}) == len(several) == 16
    back = labels(animate(ConvTranspose2d(2, 3, 2), input_size=2, view="channels", blank="kernel",
                          values=True))
    assert any("in 1 out 2" in label for label in back)
    assert not any("in 2" in label for label in back)
    both = animate(Conv2d(), input_size=4, view="values", blank="outputs")
    beside = labels(both | animate(MaxPool2d(2), input_size=4, view="values", blank="outputs"))
    assert beside[0] == "Panel 1: output row 0 column 0"
    assert beside[-1] == "Panel 2: output row 1 column 1"
    sizes = labels(animate(LAYER, input_size=3, text="full", blank="sizes"))
    assert sizes == ["size 1: output ?", "size 2: 3 + 2·1 − 3 + 1 = ?"]


def test_answers_may_be_off_by_what_the_last_decimal_leaves_open() -> None:
    assert written_slack(14.0, "14") == written_slack(14.3, "14") == 0
    assert written_slack(2.5, "2.5") < 1e-7
    assert written_slack(7 / 3, "2.33") == pytest.approx(0.005)
    assert written_slack(1.234e12, "1.23e12") == pytest.approx(0.5e10)
    assert written_slack(-2 / 3, "\N{MINUS SIGN}0.67") == pytest.approx(0.005)


@pytest.mark.parametrize("layer", [Conv2d(), AvgPool2d(3), Upsample(2, mode="bilinear")], ids=repr)
def test_who_adds_up_the_numbers_that_are_shown_is_right(layer: convgif.Layer) -> None:
    weight = "gaussian" if layer.weight_shape else None
    animation = animate(layer, input_size=5, weight=weight, view="values", blank="outputs")
    data, exercise, sealed = asked(animation)

    def shown(element: int) -> float:
        return float(str(data["elements"][element][1]))

    sums = {made: (terms, float(bias or 0), divisor or 1)
            for made, terms, _, bias, divisor, *_ in sealed["sums"]}
    for (element, _), (_, low, high) in zip(exercise["blanks"], sealed["answers"], strict=True):
        terms, bias, divisor = sums[element]
        of_factors = sum(shown(read) * (1 if weight < 0 else shown(weight))
                         for read, weight, *_ in terms) / divisor + bias
        of_products = sum(float(str(term[2])) for term in terms) / divisor + bias
        for worked_out in (of_factors, of_products):
            assert low - 1e-9 <= worked_out <= high + 1e-9
        assert high - low < 0.1


@pytest.mark.parametrize(("blank", "weight", "precision", "first"), [
    ("kernel", 0.24, 1, (0.2, 0.15, 0.25)), ("kernel", 5.8, 0, (6, 6, 6)),
    ("outputs", 0.24, 1, (2.6, 2.15, 2.65)), ("outputs", 5.8, 0, (64, 63, 66))])
def test_a_number_is_right_as_it_is_shown_or_as_it_is_worked_out_from_what_is_shown(
        blank: str, weight: float, precision: int, first: tuple[float, float, float]) -> None:
    """2.64 is 2.6, and 2.2 where 0.24 is shown as 0.2; nothing beyond these is."""
    x, kernel = np.array([[[3.0, 3.0], [3.0, 2.0]]]), np.full((1, 1, 2, 2), weight)
    traced = convgif.trace(Conv2d(1, 1, 2, bias=False), x, kernel)
    _, _, sealed = asked(animate(traced, view="values", blank=blank, precision=precision))
    assert [float(each) for each in sealed["answers"][0]] == pytest.approx(first, abs=1e-6)


@pytest.mark.parametrize("blank", ["outputs", "kernel"])
def test_whole_numbers_are_right_or_wrong(blank: str) -> None:
    _, _, sealed = asked(animate(LAYER, input_size=3, view="values", blank=blank))
    for answer, low, high in sealed["answers"]:
        assert float(str(answer).replace("\N{MINUS SIGN}", "-")) == low == high


def test_a_sum_is_sealed_if_it_has_what_is_left_empty_and_open_if_not() -> None:
    data, exercise, sealed = asked(animate(LAYER, input_size=3, view="values", blank=2))
    assert (len(exercise["blanks"]), len(sealed["sums"]), len(data["sums"])) == (2, 2, 7)
    data, exercise, sealed = asked(animate(LAYER, input_size=3, view="values", blank="kernel"))
    assert (len(exercise["blanks"]), len(sealed["sums"]), len(data["sums"])) == (9, 9, 0)


def test_only_where_something_is_left_empty_a_page_asks() -> None:
    plain = animate(LAYER, input_size=3, view="values")
    answered = animate(LAYER, input_size=3, view="values", blank="outputs", answers=True)
    for animation in (plain, answered):
        assert '"exercise":' not in page(animation)
        assert "Start again" not in page(animation)
    assert "Start again" in page(animate(LAYER, input_size=3, view="values", blank="outputs"))


def test_a_picture_is_at_least_so_wide_that_a_finger_finds_each_field() -> None:
    animation = animate(Conv2d(), input_size=14, size_px=480, view="values", blank="outputs",
                        text="none")
    data, _, _ = asked(animation)
    stage = animation.story.stage
    sides = [abs(shape.square[1][0] - shape.square[0][0]) for id, element in stage.elements.items()
             for shape in [stage.marks[id].shape]
             if isinstance(shape, Cell) and element.array == "output"]
    scale = data["least"] / stage.width_px
    assert min(sides) < FINGER_PX <= min(sides) * scale + 0.1


@pytest.mark.parametrize(("settings", "unseen"), [
    ({}, "the input and the weights"), ({"view": "equivariance"}, "the input and the weights"),
    ({"view": "equivariance", "values": True}, "the weights"), ({"view": "nodes"}, "the weights"),
    ({"view": "channels"}, "the input and the weights"),
    ({"view": "values", "names": "all"}, "the input and the weights"),
    ({"view": "values", "names": "weights"}, "the weights")])
def test_what_shows_no_numbers_to_work_with_is_not_graded(settings: dict[str, Any], unseen: str
                                                          ) -> None:
    animation = animate(LAYER, input_size=3, blank="outputs", **settings)
    with pytest.raises(ViewError, match=f"must show the numbers of {unseen}, and this picture does "
                                        "not: take the view='values', large enough"):
        page(animation)
    assert animation.story.stage.blanks  # a picture may be written into by hand
    with pytest.raises(ViewError, match="numbers of"):
        page(animate(LAYER, input_size=3, view="values", seed=2, blank="outputs") | animation)


def test_languages_fill_in_the_same() -> None:
    english, chinese = (asdict(words) for words in (WORDS["en"], WORDS["zh"]))
    for name, phrase in english.items():
        holes = {*re.findall(r"\{\w+\}", phrase)}
        assert holes == {*re.findall(r"\{\w+\}", chinese[name])}
        assert chinese[name] != phrase


# In Chromium.

@pytest.fixture
def show(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens the page of an animation; in the end nothing was asked for or complained of."""
    contexts, complaints = [], []

    def opened(text: str, **options: Any) -> Any:
        context = browser.new_context(reduced_motion="reduce", **{
            "viewport": {"width": 1000, "height": 800}, **options})
        contexts.append(context)
        shown = context.new_page()
        for event in ("console", "pageerror", "request"):
            shown.on(event, lambda what: complaints.append(str(what)))
        shown.set_content(text)
        return shown
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def field(shown: Any, label: str) -> Any:
    return shown.get_by_role("textbox", name=re.compile(rf"^{re.escape(label)}(:|$)"))


def type_into(shown: Any, label: str, text: str) -> str:
    """What is told after that is typed there and checked."""
    where = field(shown, label)
    where.fill(text)
    where.press("Enter")
    told: str = shown.locator(".said").text_content()
    return told


def focused(shown: Any) -> str:
    found: str = shown.evaluate("document.querySelector('convgif-player').shadowRoot"
                                ".activeElement?.getAttribute('aria-label')")
    return found


@pytest.mark.slow
def test_it_says_right_or_wrong_with_the_sum_only_after_an_answer(show: Callable[..., Any]) -> None:
    animation = animate(LAYER, input_size=3, view="values", blank="outputs")
    value = f"{animation.traces[0].output[0, 0, 1]:g}"
    shown = show(page(animation))
    assert shown.locator(".score").inner_text() == "0 of 9 right"
    shown.locator('.cell[aria-label="output[0, 0, 1]"]').dispatch_event("focusin")
    assert "·" not in shown.locator(".side .sum").inner_text()
    said = type_into(shown, "output row 0 column 1", "999")
    assert said.startswith("output row 0 column 1: 999 is wrong; = ")
    assert said.endswith(" = ?; 0 of 9 right")
    said = type_into(shown, "output row 0 column 1", value)
    assert said.startswith(f"output row 0 column 1: {value} is right; = ")
    assert said.endswith(f" = {value}; 1 of 9 right")
    assert shown.locator(".result").inner_text().count("·") == 9
    assert shown.locator(".said").get_attribute("aria-live") == "polite"
    wrong = type_into(shown, "output row 1 column 0", "seven")
    assert "seven is no number that can be read" in wrong
    assert shown.locator("[aria-invalid=true]").count() == 1
    shown.get_by_role("button", name="Start again").click()
    assert shown.locator(".score").inner_text() == "0 of 9 right"
    assert {*shown.locator(".blank input").evaluate_all("all => all.map(e => e.value)")} == {""}


@pytest.mark.slow
@pytest.mark.parametrize("layer", [ReflectionPad2d(1), Unfold(2)], ids=repr)
def test_where_there_is_nothing_to_add_a_wrong_answer_names_where_it_comes_from(
        show: Callable[..., Any], layer: convgif.Layer) -> None:
    x = np.full((1, 3, 3), 31.0)
    animation = animate(layer, input=x, blank="outputs")
    shown, label = show(page(animation)), labels(animation)[1]
    said = type_into(shown, label, "999")
    assert re.search(r"is wrong; = input\[0, \d, \d\] = \?; 0 of", said)
    assert "31" not in said
    assert re.search(r"is right; = input\[0, \d, \d\] = 31; 1 of", type_into(shown, label, "31"))


@pytest.mark.slow
def test_keys_go_from_blank_to_blank_check_and_clear(show: Callable[..., Any]) -> None:
    animation = animate(LAYER, input_size=3, view="values", blank="outputs")
    hearing = "<script>onkeydown = () => document.title = 'heard'</script>"
    shown = show(fragment(animation) + hearing)
    field(shown, "output row 0 column 0").focus()
    for place in ("row 0 column 1", "row 0 column 2", "row 1 column 0"):
        shown.keyboard.press("Tab")
        assert focused(shown) == f"output {place}"
    assert shown.locator(".count").inner_text() == "3 / 8"  # the step that makes it
    shown.keyboard.type("1 2")
    shown.keyboard.press("ArrowLeft")
    assert shown.locator(".count").inner_text() == "3 / 8"
    shown.keyboard.press("Escape")
    assert field(shown, "output row 1 column 0").input_value() == ""
    assert focused(shown) == "output row 1 column 0"
    shown.keyboard.press("Shift+Tab")
    assert focused(shown) == "output row 0 column 2"
    assert shown.title() == ""


@pytest.mark.slow
def test_numbers_are_read_as_people_write_them(show: Callable[..., Any]) -> None:
    x = np.zeros((1, 3, 3))
    x[0, 1, 1] = -7.0
    shown = show(page(animate(Conv2d(bias=False), input=x, weight=FRACTIONS, view="values",
                              blank="outputs")))
    label = "output row 0 column 0"
    for text in ("-2.33", "\N{MINUS SIGN}2,33", "\N{EN DASH} 2.333", "－２．３３", " -2.3333 "):
        assert "is right" in type_into(shown, label, text), text
        assert "is right" not in type_into(shown, label, "-2.3")
    assert "is wrong" in type_into(shown, label, "2.33")
    sizes = show(page(animate(LAYER, input_size=(3, 4), text="full", blank="sizes")))
    for text in ("3×4", "3x4", "3 X 4", "(3, 4)", "[3,4]", "1×3×4", "３×４"):
        assert "is right" in type_into(sizes, "size 1: output ?", text), text
        assert "is wrong" in type_into(sizes, "size 1: output ?", "4×3")
    assert "cannot be read as this size: write H×W" in type_into(sizes, "size 1: output ?", "3")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_right_wrong_and_unchecked_look_different_with_focus_and_without(
        show: Callable[..., Any], scheme: str) -> None:
    animation = animate(Conv2d(), input_size=4, view="values", blank="outputs", theme=scheme)
    shown = show(page(animation), viewport={"width": 390, "height": 800}, has_touch=True)
    typed = {0: f"{animation.traces[0].output[0, 0, 0]:g}", 1: "999", 2: "x"}
    looks: dict[str, set[tuple[str, ...]]] = {"frame": set(), "focus": set()}
    for number in range(4):
        field = shown.locator(".blank input").nth(number)
        field.focus()
        if number in typed:
            field.fill(typed[number])
            field.press("Enter")
        for state in ("focus", "frame"):
            ring, *look = field.evaluate("""input => {
              const {outlineStyle, boxShadow, borderTopStyle} = getComputedStyle(input);
              return [outlineStyle, boxShadow, borderTopStyle,
                      getComputedStyle(input.parentElement, "::after").content];
            }""")
            looks[state].add((*look,))
            assert (ring == "solid") == (state == "focus")
            field.blur()
    assert [len(look) for look in looks.values()] == [4, 4]
    assert looks["focus"] == looks["frame"]  # the ring lies around what else is seen


@pytest.mark.slow
def test_a_kernel_is_found_number_by_number(show: Callable[..., Any]) -> None:
    animation = animate(Conv2d(kernel_size=2, bias=False), input_size=3, view="values",
                        blank="kernel")
    (trace,) = animation.traces
    shown = show(page(animation))
    said = ""
    for number, (row, column) in enumerate(np.ndindex(2, 2), 1):
        said = type_into(shown, f"weight row {row} column {column}",
                         f"{trace.weight[0, 0, row, column]:g}")
        assert said.count("·?") == 4 - number
    assert said.endswith("; 4 of 4 right")
    shown.locator('.cell[aria-label^="output[0, 0, 0] = "]').hover()
    assert shown.locator(".sum").inner_text().count("·") == 4


@pytest.mark.slow
def test_sizes_of_a_network_and_panels_are_graded(show: Callable[..., Any]) -> None:
    shown = show(page(animate("Sequential(Conv2d(1, 6, 5), MaxPool2d(2))", input_size=(1, 28, 28),
                              blank="sizes")), viewport={"width": 1300, "height": 800})
    said = type_into(shown, "size 1: Conv2d → ?", "6@24x24")
    assert "6@24x24 is right; 28 \N{MINUS SIGN} 5 + 1 = 24; 1 of " in said
    said = type_into(shown, "size 1: Conv2d → ?", "\N{MINUS SIGN}5")
    assert "5 cannot be read as this size: write C@H×W: C channels, H height, W width; " in said
    assert "; 0 of " in said
    both = animate(Conv2d(), input_size=4, view="values", blank="outputs") | animate(
        MaxPool2d(2), input_size=4, view="values")
    for width in (1100, 390):  # one below the other
        shown = show(page(both), viewport={"width": width, "height": 800})
        boxes = shown.locator(".blank").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect())"
            ".map(r => [r.x + r.width / 2, r.y + r.height / 2])")
        wanted = shown.locator('.cell[aria-label$="output[0, 0, 0]"]').first.bounding_box()
        x, y = boxes[0]
        assert x == pytest.approx(wanted["x"] + wanted["width"] / 2, abs=1)
        assert y == pytest.approx(wanted["y"] + wanted["height"] / 2, abs=1)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "view"), [(390, "values"), (1000, "values"), (390, "macs")])
def test_fields_lie_over_their_cells_at_any_size(show: Callable[..., Any], width: int, view: str
                                                 ) -> None:
    animation = animate(LAYER, input_size=4, view=view, blank="outputs", theme="dark")
    shown = show(page(animation), viewport={"width": width, "height": 800}, has_touch=True,
                 is_mobile=True)
    for row, column in ((0, 0), (3, 2)):
        cell = shown.locator(f'.cell[aria-label="output[0, {row}, {column}]"]')
        wanted = cell.bounding_box()
        found = field(shown, f"output row {row} column {column}").bounding_box()
        for at, size in (("x", "width"), ("y", "height")):
            middle = found[at] + found[size] / 2
            assert middle == pytest.approx(wanted[at] + wanted[size] / 2, abs=1)
            assert found[size] <= wanted[size] + 1
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    where = field(shown, "output row 0 column 0")
    where.tap()
    assert where.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16
    shown.keyboard.type("1")
    shown.get_by_role("button", name="Check").tap()
    assert "of 16 right" in shown.locator(".said").text_content()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "blank"), [(390, "outputs"), (1280, "outputs"), (390, "kernel")])
def test_numbers_of_several_digits_fit_their_fields_in_one_size(
        show: Callable[..., Any], width: int, blank: str) -> None:
    rng = np.random.default_rng(0)
    traced = convgif.trace(Conv2d(1, 1, 3, padding=1, bias=False), rng.integers(
        -140, 140, (1, 5, 5)).astype(float), rng.integers(-120, 9, (1, 1, 3, 3)).astype(float))
    shown = show(page(animate(traced, view="values", blank=blank)),
                 viewport={"width": width, "height": 800}, has_touch=width < 400)
    sizes, fits = shown.locator("convgif-player").evaluate("""player => {
      const {fields, answers} = player.exercise;
      fields.forEach(({input}, number) => { input.value = answers[number][0]; });
      player.exercise.checkAll();
      const inputs = fields.map(({input}) => input);
      return [inputs.map((input) => getComputedStyle(input).fontSize),
              inputs.map((input) => input.scrollWidth <= input.clientWidth)];
    }""")
    assert all(fits)
    assert len({*sizes}) == 1
    assert float(sizes[0].removesuffix("px")) >= 9
    typed, beside = shown.locator(".blank input").nth(0), shown.locator(".blank input").nth(1)
    typed.fill("-1234567.5")  # it grows, and not over the middle of the next one
    beside.click(timeout=5000)
    assert beside.evaluate("input => input.matches(':focus')")


@pytest.mark.slow
def test_what_is_typed_is_only_ever_text(show: Callable[..., Any]) -> None:
    shown = show(page(animate(LAYER, input_size=3, view="values", blank="outputs")))
    for text in [words for words in ATTACKS.values() if words][:12]:
        typed = " ".join(text.split())[:40]
        said = type_into(shown, "output row 0 column 0", typed)
        assert f"{typed.strip()} is no number" in said
        assert "is no number that can be read" in shown.locator(".result").inner_text()
    assert shown.locator(".result *").evaluate_all("all => all.map(e => e.localName)") == ["p"]
    assert shown.title() == convgif.animate(LAYER, input_size=3).title
