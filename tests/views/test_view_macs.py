"""The macs view: every frame against the multiply-accumulates of the trace, choices, refusals."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from board_audit import (
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
from layer_strategies import drawn_layers, refusal, repeatable
from overlap_audit import layout_complaints
from picture_audit import cells_with, with_roles
from smallest_sizes import fitted

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.layers import (
    AvgPool2d,
    CellKind,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Linear,
    LPPool2d,
    MaxPool2d,
)
from convgif.scenes.scene import MarkId, Scene, Shape, Story, Text
from convgif.scenes.text import text_width
from convgif.traces.tracing import Mac, Step
from convgif.views import TEXT_MODES, VIEWS
from convgif.views.kit.grids import cell_of
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.typesetting import text_box
from convgif.views.numbers.layer_boards import DOT
from convgif.views.settings import SHOW_IN

Frame = tuple[Step, str, int]  # what it does, and to how many taps so far


def staged(layer: Any, **settings: Any) -> Animation:
    return animate(layer, view="macs", force=True, **settings)


def shown_macs(step: Step, show_in: int) -> list[Mac]:
    return [mac for mac in step.macs if not step.trace.axes or mac.position[0] == show_in]


def frames_of(animation: Animation, chosen: list[int]) -> list[Frame]:
    """What each frame has to show."""
    trace, frames = animation.traces[0], []
    for step in np.array(shown_steps(animation), object)[chosen]:
        taps = len(shown_macs(step, (animation.settings[SHOW_IN] or (0,))[0]))
        frames += [(step, "tap", count) for count in range(1, taps + 1)]
        rest = ["others"] * (bool(trace.axes) and len(step.macs) > taps)
        rest += ["bias"] * (trace.bias is not None)
        rest += ["finish"] * (trace.reduction == "average" or
                              (trace.reduction == "norm" and trace.layer.norm_type != 1))
        frames += [(step, does, taps) for does in [*rest, "output"]]
    return frames


# What is drawn is what was computed.

@repeatable(60)
@given(drawn_layers("macs", (0, 1, 2), 5, 3), st.booleans(), st.sampled_from((150, 250, 480)),
       st.sampled_from(TEXT_MODES), st.data())
def test_frames_of_random_layers_are_their_multiply_accumulates(
        layer_and_size: Any, prefilled: bool, size_px: int, text: str, data: st.DataObject) -> None:
    layer, size = layer_and_size
    settings: dict[str, Any] = {"input_size": size, "prefilled": prefilled, "text": text}
    if layer.rank:
        settings["show_out"] = data.draw(st.integers(
            0, layer.output_channels(layer.input_channels or 1) - 1))
        settings["show_in"] = data.draw(st.sampled_from(layer.channels_read(settings["show_out"])))
    outputs = len(shown_steps(staged(layer, **settings)))
    chosen = data.draw(st.lists(st.integers(0, outputs - 1), min_size=1, max_size=2, unique=True))
    animation = fitted(layer, size_px, view="macs", steps=chosen, **settings)
    story, frames = animation.story, frames_of(animation, chosen)
    assert len(story.scenes) == len(frames) == VIEWS["macs"].frames(
        layer, animation.traces[0].input.shape, animation.settings)
    assert list(layout_complaints(story)) == []
    assert list(change_complaints(story)) == []
    assert list(jitter_complaints(story, free=("sum_after",))) == []
    assert list(frame_complaints(animation, frames)) == []


def frame_complaints(animation: Animation, frames: list[Frame]) -> Iterator[str]:
    """Marks and numbers that are not those of the frame."""
    trace, show_in = animation.traces[0], (animation.settings[SHOW_IN] or (0,))[0]
    done: set[tuple[int, ...]] = set()
    whole = decimals(trace.output.ravel(), 2) is None
    for at, (snapshot, (step, does, count)) in enumerate(
            zip(animation.story.snapshots(), frames, strict=True)):
        macs = shown_macs(step, show_in)
        window = {cell(mac) for mac in macs}
        if cells_with(snapshot, "input", "window") != window:
            yield f"scene {at}: the window is not the step's"
        active = {cell(macs[count - 1])} if does == "tap" else set()
        for name in ("input", "kernel"):
            found = cells_with(snapshot, name, "kernel_active")
            if name == "input" and found != active:
                yield f"scene {at}: the active input is {found}, not {active}"
            if name == "kernel" and trace.weight is not None and len(found) != len(active):
                yield f"scene {at}: {found} of the kernel are active"
        target = output_place(step)
        if does == "output":
            done.add(target)
        aimed = cells_with(snapshot, "output", "output_target")
        if aimed != (set() if does == "output" else {target}):
            yield f"scene {at}: {aimed} is being made, not {target}"
        full = cells_with(snapshot, "output", "output") - cells_with(
            snapshot, "output", "output_pending")
        if full != done and not animation.settings.prefilled:
            yield f"scene {at}: {full} are full, not {done}"
        filled = cells_with(snapshot, "product", "product")
        if len(filled) != count:
            yield f"scene {at}: there are {len(filled)} products, not {count}"
        if whole and (written := numbers_in(snapshot, "product")):
            values = [number(written[index]) for index in sorted(written)]
            if values != [mac.product for mac in macs[:count]]:
                yield f"scene {at}: the products are {values}"
        if whole and does == "tap" and animation.settings.shows("sizes"):
            yield from (f"scene {at}: {complaint}"
                        for complaint in running_complaints(snapshot, macs[:count]))
        if does == "output" and (written := numbers_in(snapshot, "output")):
            wanted = format_number(step.value, decimals(trace.output.ravel(), 2))
            if written[target] != wanted:
                yield f"scene {at}: the output is {written[target]}, not {wanted}"


def running_complaints(snapshot: Any, macs: list[Mac]) -> Iterator[str]:
    """The running line: the total so far, this product, and the new total."""
    texts = {(id[0], id[1][:2]): text.string for id, text in shown_texts(snapshot).items()}
    before, first = texts.get(("sum_first", (0, 0))), texts["sum_first", (0, 1)]
    second = texts.get(("sum_second", (0, 1)), "")
    bases = number(first.strip("|¹²³⁴"))
    if bases != macs[-1].input or (second and number(second[1:]) != macs[-1].weight):
        yield f"{first}{second} is not {macs[-1]}"
    weighted = macs[-1].weight is not None
    so_far = sum(mac.product for mac in macs) if weighted else macs[-1].total
    total = number(texts["total_number", (0, 0)])
    if total != so_far:
        yield f"the total is {total}, not {so_far}"
    if (before is None) != (len(macs) == 1):
        yield f"{before} is the total before"
    if before is not None and weighted and number(before) != so_far - macs[-1].product:
        yield f"{before} is the total before"
    running = numbers_in(snapshot, "running")
    if running and number(running[0, 0]) != so_far:
        yield f"the running total is {running}"


def cell(mac: Mac) -> tuple[int, ...]:
    return cell_of(mac.position[1:]) if len(mac.position) > 1 else (0, mac.position[0])


def test_the_bias_and_the_other_channels_are_added_one_by_one() -> None:
    animation = staged(Conv2d(2, 2), input_size=4, show_out=1, at=(1, 0))
    step = next(s for s in animation.traces[0].steps if s.output_index == (1, 1, 0))
    totals = [numbers_in(snapshot, "total")[0, 0] for snapshot in animation.story.snapshots()]
    shown = sum(mac.product for mac in step.macs[:9])
    others = sum(mac.product for mac in step.macs[9:])
    wanted = [shown, shown + others, step.value, step.value]
    assert [number(total) for total in totals[8:]] == wanted
    active = [[name for name, role in (("others", "output_active"), ("bias", "kernel_active"))
               if cells_with(s, name, role)] for s in animation.story.snapshots()]
    assert active == [[]] * 9 + [["others"], ["bias"], []]


@pytest.mark.parametrize("layer", [Conv2d(padding=1), Conv2d(2, bias=True), AvgPool2d(2),
                                   LPPool2d(2, 2)], ids=str)
def test_a_sum_has_even_gaps(layer: Any) -> None:
    """Between a sign and what stands before it and after it, whatever the other sums need."""
    animation = staged(layer, input_size=6)
    widths = set()
    for snapshot in animation.story.snapshots():
        line = sorted((text_box(text) for id, text in shown_texts(snapshot).items()
                       if id[0].startswith("sum_")), key=lambda box: box[0])
        assert line
        gaps = [after[0] - before[2] for before, after in pairwise(line)]
        space = text_width(" ", line[0][3] - line[0][1])  # of its height, which is a little more
        assert all(-0.01 <= gap <= space + 2 for gap in gaps), gaps
        widths.add(round(line[-1][2] - line[0][0]))
    assert len(widths) > 1


@pytest.mark.parametrize(("layer", "closing"), [
    (AvgPool2d(2), " / 4"), (AvgPool2d(3, divisor_override=5), " / 5"),
    (AvgPool2d(2, divisor_override=-3), " / (−3)"),
    (LPPool2d(2, 2), "√"), (LPPool2d(3, 2), "∛"), (LPPool2d(5, 2), "¹⁄⁵")], ids=str)
def test_pooling_divides_or_takes_a_root_at_last(layer: Any, closing: str) -> None:
    animation = staged(layer)
    (step,) = [s for s in shown_steps(animation) if s.output_index == (0, 0, 0)]
    *_, finish, output = animation.story.snapshots()
    said = [" ".join(text.string for id, text in sorted(shown_texts(s).items())
                     if id[0] in ("sum_first", "sum_after")) for s in (finish, output)]
    assert closing in said[0]
    assert said[0] == said[1]
    wanted = format_number(step.value, decimals(animation.traces[0].output.ravel(), 2))
    assert numbers_in(finish, "total")[0, 0] == wanted
    assert (0, 0) not in numbers_in(finish, "output")
    assert numbers_in(output, "output")[0, 0] == wanted


def test_a_norm_that_takes_no_root_has_no_frame_for_one() -> None:
    animation = staged(LPPool2d(1, 2), input=[[[1, 2], [3, -4]]])
    totals = [numbers_in(snapshot, "total")[0, 0] for snapshot in animation.story.snapshots()]
    assert totals == ["1", "3", "6", "10", "10"]
    assert VIEWS["macs"].frames(LPPool2d(1, 2), (1, 2, 2), animation.settings) == 5
    assert "in 5 steps" in animation.describe()


@pytest.mark.parametrize(("layer", "settings", "signs"), [
    (Conv2d(kernel_size=2), {"weight": np.full((1, 1, 2, 2), 0.333)}, "=≈≈≈=="),
    (Conv2d(kernel_size=2), {"weight": np.full((1, 1, 2, 2), 0.25)}, "======"),
    (Conv2d(2, kernel_size=2), {}, "======="), (AvgPool2d(2), {}, "======"),
    (AvgPool2d(2, divisor_override=3), {}, "====≈≈"),
    (AvgPool2d(2, divisor_override=-5), {}, "======"),
    (MaxPool2d(2), {}, "====="), (LPPool2d(2, 2), {}, "====≈≈")], ids=str)
def test_a_running_total_that_does_not_add_up_says_so(layer: Any, settings: Any, signs: str
                                                      ) -> None:
    x = np.arange(1, 1 + 4 * (layer.input_channels or 1)).reshape(-1, 2, 2)
    story = staged(layer, input=x, **settings).story
    assert "".join("".join(shown_sign(snapshot)) for snapshot in story.snapshots()) == signs
    assert [*sign_complaints(story)] == []


@pytest.mark.parametrize(("layer", "corner"), [(Conv2d(), (0, 0)), (ConvTranspose2d(), (2, 2))],
                         ids=repr)
def test_the_dot_is_that_of_shades_but_while_its_own_cell_is_active(layer: Any, corner: Any
                                                                    ) -> None:
    story = staged(layer, input_size=5, size_px=80, text="none").story  # shaded
    dots = [(snapshot.roles[DOT], cells_with(snapshot, "kernel", "kernel_active") == {corner})
            for snapshot in story.snapshots()]
    assert sorted(set(dots)) == [(("first_weight",), True), (("first_weight", "on_shade"), False)]
    assert sum(active for _, active in dots) == 1


# Which output.

@pytest.mark.parametrize(("layer", "size", "at"), [
    (Conv2d(padding=1), 5, (1, 1)), (Conv2d(padding=2, stride=2), 7, (1, 1)), (Conv2d(), 5, (0, 0)),
    (Conv1d(padding=2), 6, (2,)), (MaxPool2d(3, 2, 1), 5, (1, 1)),
    (Conv2d(kernel_size=5, padding=(4, 2)), 3, (2, 0))], ids=repr)
def test_without_a_choice_the_first_window_inside_the_input(layer: Any, size: int, at: Any) -> None:
    animation = staged(layer, input_size=size)
    last = list(animation.story.snapshots())[-1]
    assert cells_with(last, "output", "output_active") == {cell_of(at)}
    kinds = animation.traces[0].extended.kinds

    def inside(step: Step) -> int:
        return sum(kinds[mac.position[1:]] <= CellKind.INSERTED_ZERO for mac in step.macs)

    assert max(shown_steps(animation), key=inside).output_index[1:] == at


def test_steps_and_positions_choose() -> None:
    def made(**settings: Any) -> list[Any]:
        snapshots = staged(Conv2d(2, 2, padding=1), input_size=3, **settings).story.snapshots()
        return [next(iter(found)) for snapshot in snapshots
                if (found := cells_with(snapshot, "output", "output_active"))]

    assert made(steps=4) == made(at=(1, 1)) == [(1, 1)]
    assert made(steps=(0, 1, 2), show_out=1) == [(0, 0), (0, 1), (0, 2)]
    assert made(steps=(8, 0)) == [(2, 2), (0, 0)]


def test_a_feature_of_a_layer_without_axes_is_chosen_too() -> None:
    animation = staged(Linear(3, 4), at=2)
    last = list(animation.story.snapshots())[-1]
    assert cells_with(last, "output", "output_active") == {(2, 0)}
    assert cells_with(last, "kernel", "kernel") - cells_with(last, "kernel", "idle") == {
        (2, 0), (2, 1), (2, 2)}


@pytest.mark.parametrize(("settings", "words"), [
    ({"steps": 9}, "there are 0 to 8"), ({"steps": (0, -1)}, "there are 0 to 8"),
    ({"at": (3, 0)}, "the last is 2,2"), ({"at": (-1, 0)}, "the last is 2,2"),
    ({"at": 1}, "wants 2: give one such as 0,0"), ({"at": (1, 1, 1)}, "wants 2"),
    ({"steps": 1, "at": (1, 1)}, "leave out steps or at")], ids=str)
def test_outputs_that_there_are_not_are_refused(settings: Any, words: str) -> None:
    message = refusal(ViewError, lambda: staged(Conv2d(), input_size=5, **settings).story)
    assert words in message
    counted = refusal(ViewError, lambda: animate(Conv2d(), input_size=5, view="macs", **settings))
    assert counted == message


def test_a_layer_without_axes_takes_no_channels() -> None:
    assert "drawn whole" in refusal(ViewError, lambda: staged(Linear(), show_out=1).story)


# Words.

def test_the_alt_text_says_what_each_output_is() -> None:
    animation = staged(Conv2d(bias=False), input_size=5, steps=(0, 4), title="A title")
    said = animation.describe()
    assert said.startswith("A title: Conv2d: the output at 0, 0")
    for chosen in (0, 4):
        step = shown_steps(animation)[chosen]
        assert f"in 10 steps, and is {format_number(step.value, None)}." in said


@pytest.mark.parametrize(("language", "expected"), [
    ("en", "Conv2d: the output at 1, 0, 1 comes about in 12 steps, and is {value}. Drawn are "
           "channel 0 of the 2×4×4 input and channel 1 of the 3×2×2 output."),
    ("zh", "Conv2d：位置 (1, 0, 1) 的输出分 12 步算出，值为 {value}。图中为 2×4×4 输入的通道 0 和 "
           "3×2×2 输出的通道 1。")])
def test_the_alt_text_names_the_channels(language: str, expected: str) -> None:
    animation = staged(Conv2d(2, 3), input_size=4, show_out=1, at=(0, 1), language=language)
    value = format_number(animation.traces[0].output[1, 0, 1], None)
    assert animation.describe() == expected.format(value=value)


# The audit can fail.

def test_the_audit_sees_what_is_wrong() -> None:
    animation = staged(Conv2d(bias=False), input_size=5)
    story, frames = animation.story, frames_of(animation, [0])

    def audited(story: Story) -> str:
        animation.__dict__["story"] = story  # where cached_property looks
        return " ".join(frame_complaints(animation, frames))

    assert audited(story) == ""
    assert "the active input" in audited(with_roles(story, 3, {
        ("input", (4, 4)): ("input", "kernel_active")}))
    assert "products" in audited(with_roles(story, 3, {("product", (2, 2)): ("product",)}))
    assert "being made" in audited(with_roles(story, 3, {("output", (0, 0)): ("output",)}))
    total: dict[MarkId, Shape] = {("total_number", (0, 0)): Text("999", (9, 9), 12)}
    scenes = list(story.scenes)
    scenes[3] = Scene(scenes[3].roles, {**scenes[3].shapes, **total})
    assert "the total is 999" in audited(Story(story.stage, scenes))


def test_nothing_is_filled_in_before_it_is_computed() -> None:
    """Neither a product nor a total, with other channels or without."""
    for layer in (Conv2d(), Conv2d(in_channels=2, bias=True)):
        first, second, *_ = animate(layer, input_size=4, view="macs").played.snapshots()
        for name in ("product", "running", "others"):
            if (name, (0, 0)) in first.roles:
                assert first.roles[name, (0, 0)] == ("idle",)
                assert second.roles[name, (0, 0)][0] == "product"
