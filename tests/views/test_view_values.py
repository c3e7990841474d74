"""The values view: every number and sum against the trace, places that stay, and refusals."""

from collections.abc import Iterator
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import pytest
from board_audit import (
    cell_at,
    change_complaints,
    jitter_complaints,
    number,
    numbers_in,
    output_place,
    shown_sign,
    shown_steps,
    shown_texts,
    sign_complaints,
)
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import drawn_layers, linear_layers, refusal, repeatable
from overlap_audit import layout_complaints
from picture_audit import as_cell, cells_with, story_complaints, with_roles
from smallest_sizes import fitted

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.layers import (
    AvgPool2d,
    CellKind,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    GlobalLpPool2d,
    Linear,
    LPPool1d,
    LPPool2d,
    MaxPool1d,
    MaxPool2d,
)
from convgif.scenes.scene import Disc, Line, MarkId, Scene, Shape, Snapshot, Story, Text
from convgif.traces.tracing import Step, trace
from convgif.views import TEXT_MODES, VIEWS
from convgif.views.kit.grids import cell_of
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.typesetting import text_box
from convgif.views.numbers.layer_boards import SOURCE, WINNER
from convgif.views.settings import SHOW_IN

MINUS_INFINITY = "−∞"


def staged(layer: Any, **settings: Any) -> Animation:
    return animate(layer, view="values", force=True, **settings)


# What is drawn is what was computed.

@repeatable(80)
@given(drawn_layers("values", (1, 2), 5, 3), st.booleans(), st.sampled_from((150, 250, 480)),
       st.sampled_from(TEXT_MODES), st.data())
def test_scenes_of_random_layers_are_their_traces(
        layer_and_size: Any, prefilled: bool, size_px: int, text: str, data: st.DataObject) -> None:
    layer, size = layer_and_size
    outputs = layer.output_channels(layer.input_channels or 1)
    show_out = data.draw(st.integers(0, outputs - 1))
    show_in = data.draw(st.sampled_from(layer.channels_read(show_out)))
    animation = fitted(layer, size_px, view="values", input_size=size, prefilled=prefilled,
                       text=text, show_out=show_out, show_in=show_in)
    story = animation.story
    assert list(story_complaints(story, animation.traces[0], show_out, prefilled)) == []
    assert list(layout_complaints(story)) == []
    assert list(jitter_complaints(story, free=("sum_after",))) == []
    assert list(change_complaints(story)) == []
    assert list(number_complaints(animation)) == []
    if text != "none":
        assert list(sum_complaints(animation)) == []


@repeatable(20)
@given(linear_layers(), st.sampled_from((150, 480)), st.sampled_from(TEXT_MODES))
def test_scenes_of_layers_without_axes_are_their_traces(layer_and_size: Any, size_px: int,
                                                        text: str) -> None:
    layer, _ = layer_and_size
    animation = fitted(layer, size_px, view="values", text=text)
    story, steps = animation.story, shown_steps(animation)
    assert len(story.scenes) == len(steps) == layer.out_features
    assert list(layout_complaints(story)) == []
    assert list(number_complaints(animation)) == []
    if text != "none":
        assert list(sum_complaints(animation)) == []
    for snapshot, step in zip(story.snapshots(), steps, strict=True):
        row = step.output_index[0]
        strong = {(row, column) for column in range(layer.in_features)}
        assert cells_with(snapshot, "kernel", "kernel") - cells_with(
            snapshot, "kernel", "idle") == strong
        assert cells_with(snapshot, "output", "output_active") == {(row, 0)}
        assert len(cells_with(snapshot, "input", "window")) == layer.in_features


def number_complaints(animation: Animation) -> Iterator[str]:
    """Numbers in cells that are not those of the trace, or are seen too early; weak ones in the
    window and strong ones elsewhere."""
    trace, steps = animation.traces[0], shown_steps(animation)
    shown_in, shown_out = (animation.settings[SHOW_IN] or (0,))[0], steps[0].output_index[0]
    first = {place_in_kernel(step, mac): mac for step in steps[:1] for mac in step.macs
             if not trace.axes or mac.position[0] == shown_in}
    for at, snapshot in enumerate(animation.story.snapshots()):
        found = numbers_in(snapshot, "input")
        for index, string in found.items():
            extended = index[2 - len(trace.axes):] if trace.axes else ()
            channel = shown_in if trace.axes else index[1]
            kind, value = trace.extended.kinds[extended], trace.extended.values[channel][extended]
            wanted = format_number(float(value), None)
            if kind > trace.rule.last_kind(trace.layer):
                wanted = MINUS_INFINITY if trace.reduction == "max" else ""
            if string != wanted:
                yield f"scene {at}: the input has {string} at {index}, not {wanted}"
        window = cells_with(snapshot, "input", "window")
        strong = {id[1] for id, roles in snapshot.roles.items()
                  if id[0] == "input_number" and roles[0] == "value_active"}
        if found and strong != window:
            yield f"scene {at}: the strong numbers are {strong}, the window is {window}"
        if trace.axes and trace.weight is not None:
            for place, string in numbers_in(snapshot, "kernel").items():
                if number(string) != first[place].weight:
                    yield f"scene {at}: the kernel has {string} at {place}"
        for index, string in numbers_in(snapshot, "bias").items():
            assert trace.bias is not None
            if number(string) != trace.bias[shown_out if trace.axes else index[0]]:
                yield f"scene {at}: the bias is {string}"
        filled = steps if animation.settings.prefilled else steps[:at + 1]
        written = numbers_in(snapshot, "output")
        wanted_numbers = {output_place(step): written_value(animation, step) for step in filled}
        if written and written != wanted_numbers:
            yield f"scene {at}: the output shows {written}, not {wanted_numbers}"


def written_value(animation: Animation, step: Step) -> str:
    return format_number(step.value, decimals(animation.traces[0].output.ravel(), 2))


def place_in_kernel(step: Step, mac: Any) -> tuple[int, ...]:
    """From the window's corner, in taps."""
    if not step.trace.axes:
        return 0, mac.position[0]
    return cell_of([(at - start) // max(axis.offsets.step, 1) if len(axis.offsets) > 1 else 0
                    for at, start, axis in zip(mac.position[1:], step.box[0], step.trace.axes,
                                               strict=True)])


def sum_complaints(animation: Animation) -> Iterator[str]:
    """Sums that do not come out, or are not those of the trace. Whole numbers only."""
    for at, (snapshot, step) in enumerate(zip(animation.story.snapshots(), shown_steps(animation),
                                              strict=True)):
        texts = {id: text.string for id, text in shown_texts(snapshot).items()}
        if ("total_number", (0, 0)) not in texts:
            continue  # a sum too wide for the picture
        total = texts["total_number", (0, 0)]
        if total != written_value(animation, step):
            yield f"scene {at}: the result is {total}, not {step.value}"
        if step.trace.weight is not None:
            yield from (f"scene {at}: {complaint}"
                        for complaint in weighted_complaints(texts, step, number(total)))
        else:
            yield from (f"scene {at}: {complaint}" for complaint in pooled_complaints(
                texts, step, snapshot))


def weighted_complaints(texts: dict[Any, str], step: Step, total: float) -> Iterator[str]:
    """Rows of products with their subtotals, and what is added to them."""
    products: dict[int, list[float]] = {}
    for (name, place), string in texts.items():
        if name == "sum_first":
            second = texts.get(("sum_second", place), "·1").removeprefix("·")
            products.setdefault(place[0], []).append(number(string) * number(second))
    results = [number(texts["sum_result", (i,)])
               for i in range(sum(name == "sum_result" for name, _ in texts))]
    if results:
        sums = [sum(row) for _, row in sorted(products.items())]
        if results[:len(sums)] != sums:
            yield f"subtotals {results} for {sums}"
        if sum(results) != total:
            yield f"{results} do not add up to {total}"
        words = sum(name == "sum_word" for name, _ in texts)
        if len(results) != len(sums) + words:
            yield f"{words} words for {results}"
    else:
        bias = texts.get(("sum_after", ()), " + 0")
        if sum(map(sum, products.values())) + number(bias.removeprefix(" + ")) != total:
            yield f"{products}{bias} do not add up to {total}"
    taps = prod(len(axis.offsets) for axis in step.trace.axes) or len(step.macs)
    if sum(map(len, products.values())) != (taps if step.trace.axes else len(step.macs)):
        yield f"{products} are not all products"


def pooled_complaints(texts: dict[Any, str], step: Step, snapshot: Snapshot) -> Iterator[str]:
    terms = [string for _, string in sorted(
        (id[1], string) for id, string in texts.items() if id[0] == "sum_first")]
    separators = sum(id[0] == "sum_between" for id in shown_texts(snapshot))
    if separators != len(terms) - 1:
        yield f"{separators} signs between {terms}"
    bases = [number(term.strip("|¹²³⁴")) for term in terms]
    if bases != ([mac.input for mac in step.macs] or [0]):
        yield f"{terms} are not the window's"
    if step.trace.reduction == "average" and f") / {step.divisor}" not in texts.values():
        yield f"nothing is divided by {step.divisor}"


def test_a_window_of_nothing_but_padding_adds_up_to_zero() -> None:
    layer = LPPool1d(2, 2, 1, padding=3)
    for settings in ({"view": "values"}, {"view": "macs", "steps": 0},
                     {"view": "macs", "steps": (3, 0)}):
        animation = animate(layer, input_size=3, **settings)
        last = list(animation.story.snapshots())[0 if settings["view"] == "values" else -1]
        texts = {id: text.string for id, text in shown_texts(last).items()}
        assert texts["total_number", (0, 0)] == "0.00"
        assert [string for id, string in texts.items() if id[0] == "sum_first"] in (["0"], ["√0"])
        assert texts.get(("running_number", (0, 0)), "0") == "0"


def test_products_that_are_zero_are_grey() -> None:
    animation = staged(Conv2d(padding=1), input_size=4)
    for snapshot, step in zip(animation.story.snapshots(), shown_steps(animation), strict=True):
        grey = {id[1] for id, roles in snapshot.roles.items()
                if id[0] == "sum_first" and roles == ("total_zero",)}
        assert grey == {place_in_kernel(step, mac) for mac in step.macs if mac.product == 0}
        assert grey == {id[1] for id, roles in snapshot.roles.items()
                        if id[0] == "sum_second" and roles == ("total_zero",)}


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("layer", [
    Conv2d(padding=(2, 1)), Conv1d(padding=2), Conv2d(padding=1, dilation=2)], ids=repr)
def test_the_cells_that_the_border_repeats_are_marked(layer: Any, mode: str) -> None:
    layer = type(layer)(**{**layer.settings(), "padding_mode": mode})
    animation = staged(layer, input_size=5)
    seen = False
    for snapshot, step in zip(animation.story.snapshots(), shown_steps(animation), strict=True):
        kinds, before = step.trace.extended.kinds, [
            axis.kinds.index(CellKind.INPUT) for axis in step.trace.axes]
        wanted = sorted({as_cell(np.add(mac.input_index[1:], before)) for mac in step.macs
                         if mac.input_index and kinds[mac.position[1:]] == CellKind.PADDING})
        shape, marked = snapshot.shapes[SOURCE], snapshot.roles[SOURCE] == ("source",)
        assert isinstance(shape, Line)
        assert (sorted(cell_at(animation.story, "input", shape)) if marked else []) == wanted
        seen |= marked
    assert seen


def test_zeros_come_from_nowhere() -> None:
    assert SOURCE not in staged(Conv2d(padding=1)).story.stage.marks


@pytest.mark.parametrize("layer", [MaxPool2d(2, 2), MaxPool2d(3, 2, 1), MaxPool1d(2)], ids=repr)
def test_the_maximum_is_outlined(layer: Any) -> None:
    animation = staged(layer)
    for snapshot, step in zip(animation.story.snapshots(), shown_steps(animation), strict=True):
        outline, boxed = snapshot.shapes[WINNER], snapshot.shapes["sum_winner", ()]
        assert step.winner is not None
        assert isinstance(outline, Line)
        assert cell_at(animation.story, "input", outline) == [cell_of(step.winner.position[1:])]
        assert isinstance(boxed, Line)
        (corner, *_, far), _ = boxed.strokes[0][:3], None
        around = [text.string for id, text in shown_texts(snapshot).items()
                  if id[0] == "sum_first" and corner[0] < text.anchor[0] < far[0]
                  and corner[1] < text.anchor[1] < far[1]]
        assert [number(string) for string in around] == [step.value]


def test_the_kernel_is_drawn_as_it_is_applied() -> None:
    for layer, turned, corner in ((Conv2d(), False, (0, 0)), (ConvTranspose2d(), True, (2, 2))):
        animation = staged(layer, weight=np.arange(9.0).reshape(1, 1, 3, 3))
        story = animation.story
        labels = [text.string for id, text in shown_texts(next(story.snapshots())).items()
                  if id[0] == "kernel_label"]
        assert labels == ["kernel 3×3", *["rotated 180°"] * turned]
        assert numbers_in(next(story.snapshots()), "kernel")[corner] == "0"
        dot = next(story.snapshots()).shapes["kernel_dot", ()]
        assert isinstance(dot, Disc)
        around = Line(((np.subtract(dot.center, 1).tolist(), np.add(dot.center, 1).tolist()),))
        assert cell_at(story, "kernel", around) == [corner]


def test_a_true_convolution_says_that_its_kernel_is_rotated() -> None:
    turned = trace(Conv2d(), input_size=5, true_convolution=True)
    texts = shown_texts(next(animate(turned, view="values").story.snapshots()))
    assert any(text.string == "rotated 180°" for text in texts.values())


# Numbers and shades.

def test_numbers_that_are_not_whole_have_the_decimals_that_are_asked_for() -> None:
    x = np.linspace(-1, 1, 16).reshape(1, 4, 4)
    for precision, wanted in ((0, "−1"), (1, "−1.0"), (3, "−1.000")):
        animation = staged(Conv2d(kernel_size=2, bias=False), input=x, precision=precision,
                           size_px=900, weight=np.full((1, 1, 2, 2), 2.0))
        snapshot = list(animation.story.snapshots())[-1]
        assert numbers_in(snapshot, "input")[0, 0] == wanted
        assert numbers_in(snapshot, "kernel")[0, 0] == "2"
        assert numbers_in(snapshot, "output")[0, 0] == format_number(
            animation.traces[0].output[0, 0, 0], precision)


@pytest.mark.parametrize("precision", [0, 1, 2, 5])
@pytest.mark.parametrize(("layer", "settings"), [
    (Conv2d(kernel_size=3), {"weight": "gaussian"}), (Conv2d(2, kernel_size=2, padding=1), {}),
    (Conv2d(kernel_size=2), {"weight": np.full((1, 1, 2, 2), 0.25)}), (Conv1d(kernel_size=2), {}),
    (Linear(3, 2), {"weight": np.arange(6).reshape(2, 3) / 7}), (MaxPool2d(2), {}),
    (MaxPool2d(3, padding=1), {"input": np.linspace(-1, 1, 36).reshape(1, 6, 6)}),
    (AvgPool2d(2), {}), (AvgPool2d(3), {"input": np.linspace(-1, 1, 36).reshape(1, 6, 6)}),
    (LPPool2d(1, 2), {}), (LPPool2d(3, 2), {}),
    (LPPool2d(2, 2), {"input": np.linspace(-1, 1, 16).reshape(1, 4, 4)})], ids=str)
def test_what_is_written_adds_up_or_says_that_it_nearly_does(layer: Any, settings: Any,
                                                             precision: int) -> None:
    story = staged(layer, precision=precision, size_px=900, **settings).story
    assert [*sign_complaints(story)] == []


@pytest.mark.parametrize(("weight", "signs"), [
    (0.25, ["=", "=", "="]), (0.125, ["≈", "≈", "="]), (0.333, ["≈", "≈", "≈"])])
def test_each_line_of_a_sum_has_the_sign_that_it_calls_for(weight: float, signs: list[str]) -> None:
    story = staged(Conv2d(kernel_size=2, bias=False), input=np.ones((1, 2, 2)),
                   weight=np.full((1, 1, 2, 2), weight)).story
    assert shown_sign(next(story.snapshots())) == signs


@pytest.mark.parametrize(("layer", "x", "sign"), [
    (AvgPool2d(2), [1, 1, 1, 2], "="), (AvgPool2d(2, divisor_override=3), [1, 1, 1, 2], "≈"),
    (AvgPool2d(2, divisor_override=-5), [1, 1, 1, 2], "="),
    (AvgPool2d(2, divisor_override=-3), [1, 1, 1, 2], "≈"),
    (LPPool2d(2, 2), [3, 4, 0, 0], "="), (LPPool2d(2, 2), [3, 4, 1, 0], "≈"),
    (LPPool2d(3, 2), [3, -4, 5, 0], "="), (LPPool2d(1.5, 2), [4, 0, 0, 0], "="),
    (LPPool2d(0.5, 2), [1, 4, 0, 0], "="), (LPPool2d(0.5, 2), [1, 5, 0, 0], "≈")], ids=str)
def test_a_quotient_or_a_root_that_does_not_come_out_is_nearly_its_result(
        layer: Any, x: list[float], sign: str) -> None:
    story = staged(layer, input=np.reshape(x, (1, 2, 2)).astype(float)).story
    assert shown_sign(next(story.snapshots())) == [sign]


@pytest.mark.parametrize("text", TEXT_MODES)
def test_cells_too_small_for_numbers_take_shades(text: str) -> None:
    animation = staged(Conv2d(), input_size=26, text=text)
    trace, story = animation.traces[0], animation.story
    snapshot = story.frozen(-1)
    last = next(snapshot.snapshots())
    assert numbers_in(last, "input") == numbers_in(last, "output") == {}
    assert len(numbers_in(last, "kernel")) == 9
    for name, values in (("input", trace.input[0]), ("output", trace.output[0])):
        steps = {id[1]: int(role.split("_")[1]) for id, roles in last.roles.items()
                 for role in roles if id[0] == name and role.startswith(("shade", "diverging"))}
        order = sorted((float(values[index]), step) for index, step in steps.items())
        assert [step for _, step in order] == sorted(steps.values())
        assert len(set(steps.values())) > 5
    ends = {text.string for id, text in shown_texts(last).items() if id[0] == "input_ramp_end"}
    assert ends == ({"1", "9"} if text != "none" else set())


def test_a_shaded_output_below_zero_has_zero_in_the_middle() -> None:
    animation = staged(Conv2d(kernel_size=(1, 2), bias=False), input_size=32,
                       weight=[[[[1, -1]]]])
    output = animation.traces[0].output
    assert output.min() < 0 < output.max()
    last = next(animation.story.frozen(-1).snapshots())
    ends = [text.string for id, text in sorted(shown_texts(last).items())
            if id[0] == "output_ramp_end"]
    assert ends == [format_number(float(end), None) for end in (output.min(), output.max())]
    ramp = [mark.roles for id, mark in animation.story.stage.marks.items()
            if id[0] == "output_ramp"]
    assert ("diverging_6",) in ramp
    shown = [roles[-1] for id, roles in last.roles.items()
             if id[0] == "output" and roles[-1].startswith("diverging")]
    assert {(role,) for role in shown} <= set(ramp), "the ramp goes as far as the map"
    assert ramp[0] == (min(shown, key=lambda role: int(role.partition("_")[2])),)


# Frames and words.

def test_a_map_too_wide_for_any_size_says_what_to_do() -> None:
    message = refusal(ViewError, lambda: staged(Conv1d(), input_size=2000).story)
    assert "take a smaller input" in message


def test_the_number_of_frames_is_the_rows() -> None:
    for layer in (Conv2d(2, 3), MaxPool2d(), Linear(4, 5), ConvTranspose2d()):
        animation = staged(layer)
        assert len(animation.story.scenes) == VIEWS["values"].frames(
            layer, animation.traces[0].input.shape, animation.settings)


def test_the_alt_text_says_what_is_drawn() -> None:
    assert "3×3" in staged(Conv2d()).describe()
    assert staged(Conv2d(), title="A title").describe().startswith("A title: ")


# The audits can fail.

def test_the_audits_see_what_is_wrong() -> None:
    animation = staged(Conv2d(bias=False), input_size=5)
    story = animation.story
    assert not [*layout_complaints(story), *jitter_complaints(story)]
    wide: dict[MarkId, Shape] = {("input_number", (2, 2)): Text("123456", (100, 100), 12, "center")}
    moved = Story(story.stage, [story.scenes[0], Scene({}, wide), *story.scenes[2:]])
    assert any("not inside" in complaint for complaint in layout_complaints(moved))
    assert any("moves" in complaint for complaint in jitter_complaints(moved))
    still = Story(story.stage, [*story.scenes, Scene(roles=story.scenes[-1].roles)])
    assert any("already" in complaint for complaint in change_complaints(still))
    late = with_roles(story, 3, {("output_number", (2, 2)): ("value",)})
    animation.__dict__["story"] = late  # where cached_property looks
    assert any("the output shows" in complaint for complaint in number_complaints(animation))
    sign: dict[MarkId, Shape] = {("sum_equals", (0,)): Text("≈", story.stage.marks[
        "sum_equals", (0,)].shape.anchor, 12)}  # type: ignore[union-attr]
    assert not [*sign_complaints(story)]
    nearly = Story(story.stage, [story.scenes[0], Scene({}, sign), *story.scenes[2:]])
    assert any("not =" in complaint for complaint in sign_complaints(nearly))
    total: dict[MarkId, Shape] = {("total_number", (0, 0)): Text("999", (100, 100), 12)}
    scenes = [*story.scenes[:4], Scene(story.scenes[4].roles, {**story.scenes[4].shapes, **total}),
              *story.scenes[5:]]
    animation.__dict__["story"] = Story(story.stage, scenes)
    assert any("the result is 999" in complaint for complaint in sum_complaints(animation))


# Indices of maxima.

@pytest.mark.parametrize(("layer", "size"), [
    (MaxPool2d(2, return_indices=True), (4, 6)), (MaxPool1d(3, 2, 1, return_indices=True), 9),
    (MaxPool2d(3, 2, 1, dilation=2, return_indices=True, ceil_mode=True), 8)], ids=repr)
@pytest.mark.parametrize("theme", ["light", "print"])
def test_each_maximum_has_its_index_in_the_input_under_it(layer: Any, size: Any, theme: str
                                                          ) -> None:
    x = np.random.default_rng(1).integers(-9, 9, (2, *np.atleast_1d(size))).astype(float)
    x = x if x.ndim == layer.rank + 1 else np.repeat(x[:, None], size, 1)
    animation = staged(layer, input=x, show_in=1, show_out=1, theme=theme, prefilled=True)
    traced, story = animation.traces[0], animation.story
    notes = {id[1]: mark.shape for id, mark in story.stage.marks.items() if id[0] == "output_note"}
    assert len(notes) == traced.output[1].size
    for step in shown_steps(animation):
        place = cell_of(step.output_index[1:])
        note, written = notes[place], story.stage.marks["output_number", place].shape
        assert isinstance(note, Text)
        assert isinstance(written, Text)
        assert x[1].ravel()[int(note.string)] == step.value
        first = min(np.ravel_multi_index(mac.input_index[1:], x.shape[1:]) for mac in step.macs
                    if mac.input_index and mac.product == step.value)
        assert int(note.string) == first == step.flat_index, "the first of equals, as in torch"
        assert 9 <= note.size_px <= written.size_px
        assert written.anchor[1] + 2 <= note.anchor[1] - 0.73 * note.size_px, "below it"
    assert "index in the input" in animation.describe()
    assert list(layout_complaints(story)) == []


def test_an_index_comes_with_its_maximum() -> None:
    animation = staged(MaxPool2d(2, return_indices=True), input_size=4)
    for at, snapshot in enumerate(animation.story.snapshots()):
        seen = {id[1] for id, roles in snapshot.roles.items()
                if id[0] == "output_note" and roles != ("pending",)}
        assert len(seen) == at + 1
        assert seen == set(numbers_in(snapshot, "output"))


@pytest.mark.parametrize("layer", [MaxPool2d(2), AvgPool2d(2), Conv2d()], ids=repr)
def test_other_layers_have_no_indices(layer: Any) -> None:
    animation = staged(layer, input_size=4)
    assert not any(id[0] == "output_note" for id in animation.story.stage.marks)
    assert "index" not in animation.describe()


def test_indices_that_do_not_fit_are_refused_with_a_size_that_works() -> None:
    layer = MaxPool2d(2, return_indices=True)
    message = refusal(ViewError, lambda: staged(layer, input_size=28, size_px=200).story)
    assert "give a size of" in message
    smallest = fitted(layer, 200, view="values", input_size=28)
    assert sum(id[0] == "output_note" for id in smallest.story.stage.marks) == 14 * 14


# What stands still.

def gaps_in(snapshot: Snapshot) -> set[float]:
    """Between the parts of each line of the sum, from the end of one to the start of the next."""
    parts: dict[tuple[str, float], list[tuple[float, float]]] = {}
    for id, shape in snapshot.shapes.items():
        part, _, panel = id[0].partition("@")
        if (part in ("sum_first", "sum_second", "sum_between")
                and snapshot.roles[id] != ("pending",)):
            assert isinstance(shape, Text)
            left, _, right, _ = text_box(shape)
            parts.setdefault((panel, shape.anchor[1]), []).append((left, right))
    return {gap for line in parts.values() for (_, end), (start, _) in pairwise(sorted(line))
            if (gap := start - end) > 2}  # less is inside a term


@pytest.mark.parametrize(("view", "layer"), [
    ("values", Conv2d(padding=1)), ("values", ConvTranspose2d(stride=2))], ids=repr)
def test_no_gap_is_left_in_a_sum_for_what_others_are_wide(view: str, layer: Any) -> None:
    """Columns that all steps share were as wide as 8·(−1), around a 0·0 too."""
    story = animate(layer, input_size=6, view=view).story
    equals, found = set(), set[float]()
    for snapshot in list(story.snapshots())[1:20]:
        found |= gaps_in(snapshot)
        equals |= {shape.anchor for id, shape in snapshot.shapes.items()
                   if id == ("sum_equals", (0,)) and isinstance(shape, Text)}
    assert found
    assert max(found) - min(found) < 2.5
    assert len(equals) == 1, "what the rows come to stays where it is"


@pytest.mark.parametrize("pose", [{"still": 1}, {"still": 4}, {"strip": (1, 4)}], ids=str)
@pytest.mark.parametrize(("view", "layer"), [
    ("values", Conv2d(padding=1)), ("macs", Conv2d()), ("values", MaxPool2d(3, 2, 1)),
    ("values", ConvTranspose2d(stride=2)), ("values", LPPool2d(2, 2))], ids=repr)
def test_the_gaps_of_a_sum_that_stands_still_are_even(view: str, layer: Any, pose: dict[str, Any]
                                                      ) -> None:
    animation = animate(layer, input_size=6, view=view, **pose)
    found = gaps_in(next(animation.story.snapshots()))
    assert found
    assert max(found) - min(found) < 2.5, "whole pixels, and the blank at either side of a sign"


def test_a_sum_that_is_too_long_says_so() -> None:
    for size_px, language, said in ((150, "en", "sum too long to be written"),
                                    (150, "zh", "算式太长，未写出")):
        story = staged(Conv2d(kernel_size=5, bias=False), input_size=7, size_px=size_px,
                       language=language).story
        texts = {mark.shape.string for mark in story.stage.marks.values()
                 if isinstance(mark.shape, Text)}
        assert said in texts
        assert not any(id[0] == "sum_first" for id in story.stage.marks)
    story = staged(Conv2d(), input_size=7).story
    assert not any(isinstance(mark.shape, Text) and "too long" in mark.shape.string
                   for mark in story.stage.marks.values())


def test_the_player_says_the_index_too() -> None:
    animation = staged(MaxPool2d(2, return_indices=True), input_size=4)
    step = animation.traces[0].steps[3]
    assert f"output[0, 1, 1] (index {step.flat_index})" in animation.player().html
    assert "(index" not in staged(MaxPool2d(2), input_size=4).player().html


@pytest.mark.parametrize("layer", [GlobalLpPool2d(), Linear(30, 1)], ids=str)
def test_a_single_cell_holds_its_number(layer: Any) -> None:
    """It is never shaded: a bar of one shade would say nothing."""
    size = {} if layer.rank == 0 else {"input_size": 20}
    animation = animate(layer, view="values", **size)
    marks = animation.story.stage.marks
    assert ("output_number", (0, 0)) in marks
    assert ("bias_number", (0, 0)) in marks or layer.rank
    assert not [name for name, _ in marks if name in ("output_ramp", "bias_ramp")]


def test_a_ramp_of_values_that_are_alike_is_one_shade_and_what_it_stands_for() -> None:
    marks = animate(AvgPool2d(2, stride=1), input=np.full((1, 40, 40), 7.0),
                    view="values").story.stage.marks
    ends = [mark.shape.string for (name, _), mark in marks.items() if name == "output_ramp_end"]
    assert ends == ["7"]
    assert len([name for name, _ in marks if name == "output_ramp"]) == 1
