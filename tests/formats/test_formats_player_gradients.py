"""What a player says of gradients: each is the sum of its products, as they flow back."""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from convgif.animation import Animation, animate
from convgif.formats.player import fragment, page
from convgif.layers import (
    AvgPool2d,
    Conv2d,
    ConvTranspose2d,
    Layer,
    Linear,
    LocallyConnected2d,
    LPPool2d,
    MaxPool2d,
)

LAYERS: list[Layer] = [
    Conv2d(stride=2, padding=1), Conv2d(2, 3, bias=False),
    Conv2d(padding=1, padding_mode="reflect"), ConvTranspose2d(kernel_size=2, stride=2, padding=1),
    MaxPool2d(3, 1), AvgPool2d(3, 2, 1, count_include_pad=False), LPPool2d(2, 2), Linear(4, 3),
    LocallyConnected2d()]


def backwards(layer: Layer, **settings: Any) -> Animation:
    size = {"input_size": 4} if layer.rank else {}
    return animate(layer, view="backward", size_px=1200, **size, **settings)


def data_of(animation: Animation) -> dict[str, Any]:
    text = fragment(animation).partition("application/json")[2].partition(">")[2]
    found: dict[str, Any] = json.loads(text.partition("</script>")[0])
    return found


def number(written: int | str | None) -> Fraction:
    return Fraction(str(written).replace("\N{MINUS SIGN}", "-"))


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
def test_every_gradient_is_the_sum_that_is_written_out(layer: Layer) -> None:
    animation = backwards(layer)
    (t,), data = animation.traces, data_of(animation)
    back, elements = t.backward(), data["elements"]
    sums = [each for each in data["sums"] if elements[each[0]][2].startswith("grad_")]
    shown = {element.array for element in animation.story.stage.elements.values()}
    assert {elements[made][2] for made, *_ in sums} == shown & {
        "grad_input", "grad_weight", "grad_bias"}
    for made, terms, others, *_ in sums:
        label, value, array = elements[made]
        index = tuple(map(int, label.partition("[")[2].rstrip("]").split(", ")))
        assert label.partition("[")[0] == array
        assert float(number(value)) == pytest.approx(getattr(back, array)[index], abs=0.006)
        total = sum(number(gives) for _, _, gives, *_ in terms)
        total += number(others[1]) if others else 0
        off = 0.006 * (len(terms) + 1)
        assert float(total) == pytest.approx(getattr(back, array)[index], abs=off)
        for arrives, factor, gives, *sign in terms:
            assert elements[arrives][2] == "grad_output"
            worth = number(elements[arrives][1])
            worth *= 1 if factor < 0 else number(elements[factor][1])
            assert sign == ["≈"] or worth == number(gives)
    assert data["gradient"]["term"] == "{input}·{weight}"


def test_what_arrives_goes_with_its_output() -> None:
    animation = backwards(Conv2d(2, 3), show_in=1, show_out=2)
    data = data_of(animation)
    named = [[data["elements"][each][0] for each in pair] for pair in data["arriving"]]
    assert named == [[f"grad_output[2, {r}, {c}]", f"output[2, {r}, {c}]"]
                     for r, c in np.ndindex(2, 2)]
    (others,) = {each[2][0] for each in data["sums"]
                 if data["elements"][each[0]][2] == "grad_input"}
    assert others == 2


def test_pictures_without_gradients_say_nothing_of_them() -> None:
    assert {"gradient", "arriving"}.isdisjoint(data_of(animate(Conv2d(), input_size=4)))


# In a browser.

@pytest.fixture
def ask(browser: Any) -> Iterator[Callable[[Animation, str], tuple[str, str]]]:
    """The page is opened, the cell with that label clicked: what is said of it, and the step."""
    context = browser.new_context(reduced_motion="reduce")

    def asked(animation: Animation, label: str) -> tuple[str, str]:
        shown = context.new_page()
        shown.set_content(page(animation))
        shown.locator(f".cell[aria-label^='{label}']").first.click()
        return (shown.locator(".sum").inner_text().replace("\n", " "),
                shown.locator(".count").inner_text())

    yield asked
    context.close()


@pytest.mark.parametrize(("layer", "label", "said", "step"), [
    (LAYERS[0], "grad_weight[0, 0, 2, 2]", "= 71  = 4·7 + 3·5 + 2·9 + 2·5", "3 / 3"),
    (LAYERS[0], "grad_bias[0]", "= 11  = 4 + 3 + 2 + 2", "3 / 3"),
    (LAYERS[0], "grad_output[0, 1, 0]", "is added onto 16 gradients", "2 / 3"),
    (LAYERS[5], "grad_input[0, 3, 3]", "= 0.22  ≈ 2·1/9", "3 / 3")])
def test_a_click_on_a_gradient_explains_its_sum(
        ask: Callable[[Animation, str], tuple[str, str]], layer: Layer, label: str, said: str,
        step: str) -> None:
    text, count = ask(backwards(layer), label)
    assert label in text
    assert said in text
    assert count == step
