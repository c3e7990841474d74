"""The formula view: the formula of each kind of layer, in letters and filled in; what any view must
hold is looked at in test_every_view.py and test_overlap.py."""

import re
from math import floor
from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal
from smallest_sizes import fitted, smallest_named

from convgif.animation import Animation, animate, draw
from convgif.errors import UnknownNameError, ViewError
from convgif.layers import Conv2d, Conv3d
from convgif.layers.letters import NOTATIONS
from convgif.scenes.scene import Snapshot, Text
from convgif.settings.options import OPTIONS
from convgif.settings.resolving import resolve
from convgif.traces.tracing import trace
from convgif.views.formulas import Term, formula_of


@pytest.mark.parametrize(("layer", "settings", "step", "letters", "filled", "term"), [
    ("Conv2d(stride=2, padding=1)", {"input_size": 5}, 5,
     "y[i, j] = Σ w[m, n] · x[i·s + m − p, j·s + n − p] + b",
     "y[1, 2] = Σ w[m, n] · x[1·2 + m − 1, 2·2 + n − 1] + b", "w[0,1]·x[1,4]"),
    ("Conv1d(dilation=2, bias=False)", {"input_size": 7}, 1,
     "y[i] = Σ w[m] · x[i + m·d]", "y[1] = Σ w[m] · x[1 + m·2]", "w[1]·x[3]"),
    ("Conv2d(2, 3, kernel_size=2)", {"input_size": 3}, 5,
     "y[c′, i, j] = Σ w[c′, c, m, n] · x[c, i + m, j + n] + b[c′]",
     "y[1, 0, 1] = Σ w[1, c, m, n] · x[c, 0 + m, 1 + n] + b[1]", "w[1,0,0,1]·x[0,0,2]"),
    ("Conv2d(4, 4, kernel_size=2, groups=2, bias=False)", {"input_size": 2}, 2,
     "y[c′, i, j] = Σ w[c′, c, m, n] · x[g·C + c, i + m, j + n]",
     "y[2, 0, 0] = Σ w[2, c, m, n] · x[1·2 + c, 0 + m, 0 + n]", "w[2,0,0,1]·x[2,0,1]"),
    ("Conv2d(3, 3, kernel_size=2, groups=3, bias=False)", {"input_size": 2}, 1,
     "y[c′, i, j] = Σ w[c′, 0, m, n] · x[c′, i + m, j + n]",
     "y[1, 0, 0] = Σ w[1, 0, m, n] · x[1, 0 + m, 0 + n]", "w[1,0,0,1]·x[1,0,1]"),
    ("Conv1d(bias=False)", {"input_size": 5, "true_convolution": True}, 1,
     "y[i] = Σ w[m] · x[i + (k−1−m)]", "y[1] = Σ w[m] · x[1 + (3−1−m)]", "w[1]·x[2]"),
    ("ConvTranspose1d(stride=2, padding=1, bias=False)", {"input_size": 3}, 2,
     "y[i] = Σ w[m] · x[(i + p − m)/s]", "y[2] = Σ w[m] · x[(2 + 1 − m)/2]", "w[1]·x[1]"),
    ("ConvTranspose1d(2, 1, 2, bias=False)", {"input_size": 2}, 1,
     "y[c′, i] = Σ w[c, c′, m] · x[c, i − m]", "y[0, 1] = Σ w[c, 0, m] · x[c, 1 − m]",
     "w[0,0,0]·x[0,1]"),
    ("LocallyConnected1d()", {"input_size": 4}, 1,
     "y[i] = Σ w[i, m] · x[i + m] + b[i]", "y[1] = Σ w[1, m] · x[1 + m] + b[1]",
     "w[1,1]·x[2]"),
    ("Linear(3, 2)", {}, 1, "y[i] = Σ w[i, j] · x[j] + b[i]",
     "y[1] = Σ w[1, j] · x[j] + b[1]", "w[1,1]·x[1]"),
    ("Linear(3, 2)", {"activation": "relu"}, 1, "y[i] = f(Σ w[i, j] · x[j] + b[i])",
     "y[1] = f(Σ w[1, j] · x[j] + b[1])", "w[1,1]·x[1]"),
    ("MaxPool2d(2)", {"input_size": 4}, 3, "y[i, j] = max x[i·s + m, j·s + n]",
     "y[1, 1] = max x[1·2 + m, 1·2 + n]", "x[2,3]"),
    ("AvgPool1d(2)", {"input_size": 4}, 1, "y[i] = (Σ x[i·s + m]) / N",
     "y[1] = (Σ x[1·2 + m]) / 2", "x[3]"),
    ("LPPool1d(2, 2)", {"input_size": 4}, 1, "y[i] = √(Σ |x[i·s + m]|²)",
     "y[1] = √(Σ |x[1·2 + m]|²)", "|x[3]|²"),
    ("Conv3d(kernel_size=2, bias=False)", {"input_size": 3}, 1,
     "y[h, i, j] = Σ w[l, m, n] · x[h + l, i + m, j + n]",
     "y[0, 0, 1] = Σ w[l, m, n] · x[0 + l, 0 + m, 1 + n]", "w[0,0,1]·x[0,0,2]"),
    ("AdaptiveAvgPool1d(3)", {"input_size": 10}, 1,
     "y[i] = (Σ x[m]) / N, ⌊i·L/L′⌋ ≤ m < ⌈(i+1)·L/L′⌉",
     "y[1] = (Σ x[m]) / 4, ⌊1·10/3⌋ ≤ m < ⌈(1+1)·10/3⌉", "x[4]"),
    ("AdaptiveMaxPool2d((None, 2))", {"input_size": 3}, 3,
     "y[i, j] = max x[i, n], ⌊j·W/W′⌋ ≤ n < ⌈(j+1)·W/W′⌉",
     "y[1, 1] = max x[1, n], ⌊1·3/2⌋ ≤ n < ⌈(1+1)·3/2⌉", "x[1,2]"),
    ("GlobalMaxPool2d()", {"input_size": 2}, 0, "y[i, j] = max x[m, n]",
     "y[0, 0] = max x[m, n]", "x[0,1]"),
    ("Upsample(size=5, mode='linear', align_corners=True)", {"input_size": 3}, 3,
     "y[i] = Σ (1 − |u − m|)·x[m], u = i·(L−1)/(L′−1)",
     "y[3] = Σ (1 − |1.5 − m|)·x[m], 1.5 = 3·(3−1)/(5−1)", "x[2]·0.5"),
    ("Upsample(scale_factor=1.5, mode='linear')", {"input_size": 4}, 1,
     "y[i] = Σ (1 − |u − m|)·x[m], u = min(max((i + ½)/r − ½, 0), L−1)",
     "y[1] = Σ (1 − |0.5 − m|)·x[m], 0.5 = min(max((1 + ½)/1.5 − ½, 0), 4−1)", "x[1]·0.5"),
    ("Fold(4, 2, stride=2)", {}, 5, "y[c′, i, j] = Σ x[m·k + n, ((i − m)/s)·L + (j − n)/s]",
     "y[0, 1, 1] = Σ x[m·2 + n, ((1 − m)/2)·2 + (1 − n)/2]", None),
    ("Fold(3, 2)", {}, 4, "y[c′, i, j] = Σ x[m·k + n, (i − m)·L + j − n]",
     "y[0, 1, 1] = Σ x[m·2 + n, (1 − m)·2 + 1 − n]", "x[1,2]"),
    ("MaxUnpool2d(2)", {}, 0, "y[i, j] = x[m, n], a[m, n] = i·W′ + j", None, None)])
def test_the_formula_of_each_kind_of_layer(layer: str, settings: Any, step: int, letters: str,
                                           filled: str | None, term: str | None) -> None:
    traced = trace(layer, **settings)
    formula = formula_of(traced)
    assert formula.in_letters == letters
    if filled is not None:
        assert formula.filled(traced.steps[step]) == filled
    if term is not None:
        assert formula.terms(traced.steps[step])[1].text == term


def computed(expression: str) -> int:
    """What an index as it is written comes to."""
    for written, read in (("⌊", "floor("), ("⌋", ")"), ("mod", "%"), ("·", "*"), ("−", "-"),
                          ("²", "**2")):
        expression = expression.replace(written, read)
    bars = ""
    for sign in expression.replace(" ", ""):  # one after a sign opens, another closes
        bars += ("abs(" if bars[-1:] in ("", "-", "(") else ")") if sign == "|" else sign
    return int(eval(bars, {"floor": floor, "abs": abs, "min": min, "max": max}))


@pytest.mark.parametrize("notation", ["guide", "torch"])
@pytest.mark.parametrize("layer", [
    "PixelShuffle(2)", "PixelShuffle(3, order='DCR')", "PixelUnshuffle(2)",
    "PixelUnshuffle(2, order='DCR')", "Unfold(2)", "Unfold((2, 1))",
    "Unfold((2, 3), dilation=2, padding=2, stride=3)", "Unfold((1, 2), padding=(0, 1))",
    "Flatten()", "Flatten(2)", "Flatten(1, 2)", "Flatten(1, -2)", "ZeroPad1d((2, -1))",
    "ZeroPad2d(1)", "ConstantPad3d(1, 5)", "ReflectionPad2d((1, 2, 0, 3))",
    "ReflectionPad1d((-1, 2))", "ReplicationPad2d((0, 2, 1, 0))", "CircularPad2d((2, 0, 1, 1))",
    "MaxUnpool2d((2, 1))", "MaxUnpool3d(2)", "Upsample(scale_factor=2)", "Upsample(size=(2, 7))",
    "Upsample(scale_factor=1.5)", "AdaptiveMaxPool2d((None, 5))"])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_index_as_it_is_written_is_the_one_that_is_read(layer: str, notation: str,
                                                            channels: int) -> None:
    few = (1, 5, 5) if layer.startswith("Adaptive") else trace(layer).input.shape
    traced = trace(layer, input_size=few[1:], channels=few[0] * channels)
    formula = formula_of(traced, NOTATIONS[notation])
    for output, _ in traced.moments:
        step = traced.steps[output]
        written = formula.filled(step).partition(" = ")[2]
        index = re.search(r"[a-z]+\[(.*?)\]", written)
        assert index is not None
        (mac,) = step.macs
        found = [computed(each) for each in re.split(r", (?![^(]*\))", index[1])]
        wanted = mac.position if len(found) == len(mac.position) else mac.position[1:]
        assert found == [*wanted]
        for said, meant in re.findall(r", (\d+) = (.*?)(?=, \d+ = |$)", written):  # by its letter
            assert computed(meant) == int(said)


LONG = ["PixelShuffle(2)", "PixelShuffle(3, order='DCR')", "PixelUnshuffle(2)", "MaxUnpool3d(2)",
        "Unfold(3, dilation=2)", "ReflectionPad3d(1)", "ReflectionPad2d(1)"]


@pytest.mark.parametrize("notation", ["torch", "tensorflow"])
@pytest.mark.parametrize("layer", LONG)
def test_no_line_ends_in_the_bracket_of_what_is_read(layer: str, notation: str) -> None:
    """Its indices have letters where they are long, and what each is stands behind it."""
    for size_px in (400, 480, 640):
        stage = fitted(layer, size_px, view="formula", notation=notation).story.stage
        lines: dict[float, str] = {}
        for id, mark in stage.marks.items():
            if id[0] == "letter" and isinstance(mark.shape, Text):
                y = mark.shape.anchor[1]
                lines[y] = lines.get(y, "") + mark.shape.string
        assert stage.width_px == size_px
        assert all(line.count("[") == line.count("]") for line in lines.values())
        assert all(line.count("(") == line.count(")") for line in lines.values())


def test_maps_for_which_there_is_no_room_are_refused() -> None:
    """Slices of no width were to be drawn."""
    message = refusal(ViewError, lambda: animate(
        "ZeroPad3d(1)", input_size=10, view="formula", size_px=480, force=True).story)
    assert message.startswith("the maps do not fit 480 px: give a size of ")


def test_a_long_index_has_letters_whose_meaning_follows() -> None:
    formula = formula_of(trace("PixelShuffle(2)"), NOTATIONS["torch"])
    assert formula.in_letters == (
        "out[j, h, w] = input[c, m, n], c = j·upscale_factor² + (h mod upscale_factor)"
        "·upscale_factor + w mod upscale_factor, m = ⌊h/upscale_factor⌋, n = ⌊w/upscale_factor⌋")
    assert formula.filled(formula.trace.steps[6]) == (
        "out[0, 1, 2] = input[2, 0, 1], 2 = 0·2² + (1 mod 2)·2 + 2 mod 2, 0 = ⌊1/2⌋, 1 = ⌊2/2⌋")
    short = formula_of(trace("Flatten()"), NOTATIONS["torch"]).in_letters
    assert short == "out[j] = input[⌊j/(H_in·W_in)⌋, ⌊j/W_in⌋ mod H_in, j mod W_in]"


@pytest.mark.parametrize(("layer", "said"), [
    ("Upsample(scale_factor=2, mode='bilinear')", {"H, W: size of the input", "r: factor",
                                                   "u, v: place on the input"}),
    ("AdaptiveAvgPool2d(3)", {"H, W: size of the input", "H′, W′: size of the output",
                              "N: how many are averaged"}),
    ("MaxUnpool2d(2)", {"W′: size of the output", "a: the index that pooling kept"}),
    ("Unfold(2)", {"L: windows in a row"}), ("ZeroPad2d(1)", {"x = 0 outside"}),
    ("Conv2d(4, 4, 2, groups=2)", {"C: channels of a group"})])
def test_letters_that_are_no_parameters_are_explained(layer: str, said: set[str]) -> None:
    animation = animate(layer, view="formula", size_px=700)
    assert said <= {shape.string for id, shape in next(animation.story.snapshots()).shapes.items()
                    if id[0] == "legend" and isinstance(shape, Text)}


@pytest.mark.parametrize("layer", ["Upsample(scale_factor=2)", "AdaptiveAvgPool2d(3)"])
def test_a_letter_of_the_formula_has_no_other_meaning_below_it(layer: str) -> None:
    story = animate(layer, view="formula", size_px=700).story
    lines = [mark.shape.string for id, mark in story.stage.marks.items()
             if id[0] in ("formula", "legend") and isinstance(mark.shape, Text)]
    assert lines
    assert not any(re.search(r"\b[ai]\b", line) for line in lines)


def test_a_width_in_which_a_bracket_would_break_is_refused() -> None:
    strided = Conv2d(stride=2, padding=1)
    assert smallest_named(refusal(ViewError, lambda: animate(
        strided, view="formula", size_px=150).story), 150) > 150


@pytest.mark.parametrize("layer", [Conv2d(), Conv2d(stride=2, padding=1), Conv3d(padding=1)])
def test_no_bracket_is_broken_and_a_bias_never_stands_alone(layer: Any) -> None:
    marks = fitted(layer, 150, view="formula").story.stage.marks
    lines: dict[float, str] = {}
    for id, mark in marks.items():
        if id[0] == "letter" and isinstance(mark.shape, Text):
            y = mark.shape.anchor[1]
            lines[y] = lines.get(y, "") + mark.shape.string
    assert "[" in "".join(lines.values())
    assert any(line.endswith("b") for line in lines.values())
    assert all(line.count("[") == line.count("]") for line in lines.values())
    assert all("x[" in line for line in lines.values() if line.endswith("b"))


@pytest.mark.parametrize("layer", ["Conv2d(2, 2, 2, padding=1)", "Linear(4, 3)", "AvgPool2d(2)",
                                   "ConvTranspose1d(stride=2)", "Upsample(size=5, mode='linear')"])
def test_the_result_can_be_worked_out_by_the_numbers_above_it(layer: str) -> None:
    animation = animate(layer, view="formula", size_px=900)
    for now in animation.story.snapshots():
        texts = [(id, shape.string) for id, shape in now.shapes.items()
                 if id[0] in ("worth_opening", "worth") and isinstance(shape, Text)
                 and now.roles[id] != ("pending",)]
        written = "".join([string for _, string in sorted(texts, key=lambda each: (
            each[0][0] == "worth", each[0][1]))]).removeprefix("= ")
        total = now.shapes["total_number", (0, 0)]
        assert isinstance(total, Text)
        for sign, python in (("·", "*"), ("\N{MINUS SIGN}", "-")):
            written = written.replace(sign, python)
        assert eval(written) == pytest.approx(
            float(total.string.replace("\N{MINUS SIGN}", "-")), abs=0.06)


def test_letters_come_from_the_notation_channels_last_in_tensorflow() -> None:
    traced = trace("Conv2d(2, 3, kernel_size=3, stride=2, padding=1)", input_size=5)
    said = {name: formula_of(traced, letters).in_letters for name, letters in NOTATIONS.items()}
    assert said["torch"] == (
        "out[j, h, w] = Σ weight[j, c, m, n] · input[c, h·stride[0] + m − padding[0], "
        "w·stride[1] + n − padding[1]] + bias[j]")
    assert said["tensorflow"] == (
        "output[i, j, k] = Σ filter[di, dj, q, k] · input[i·strides[1] + di − pad_top, "
        "j·strides[2] + dj − pad_left, q] + bias[k]")
    assert said["article"] == (
        "Y[c′, i, j] = Σ K[c′, c, m, n] · X[c, i·S + m − P, j·S + n − P] + b[c′]")


def test_a_tap_outside_the_input_is_pale_and_one_that_repeats_it_names_what_it_repeats() -> None:
    zeros = trace("Conv1d(padding=1)", input_size=4)
    first = formula_of(zeros).terms(zeros.steps[0])
    assert [(term.text, term.idle) for term in first] == [
        ("w[0]·x[−1]", True), ("w[1]·x[0]", False), ("w[2]·x[1]", False)]
    mirrored = trace("Conv1d(padding=1, padding_mode='reflect')", input_size=4)
    assert formula_of(mirrored).terms(mirrored.steps[0])[0] == Term("w[0]·x[1]", idle=False)
    between = trace("ConvTranspose1d(stride=2)", input_size=3)
    assert [term.text for term in formula_of(between).terms(between.steps[2])] == [
        "w[2]·x[0]", "w[1]·0", "w[0]·x[1]"]


def seen(now: Snapshot) -> list[str]:
    return [shape.string for id, shape in now.shapes.items()
            if isinstance(shape, Text) and now.roles[id] != ("pending",)]


def test_each_step_fills_in_its_indices_under_their_letters() -> None:
    story = animate("Conv2d(stride=2, padding=1, bias=False)", input_size=5, view="formula").story
    marks = story.stage.marks
    letters = {id[1]: mark.shape for id, mark in marks.items() if id[0] == "letter"}
    for number, now in enumerate(story.snapshots()):
        row, column = divmod(number, 3)
        filled = {id[1]: shape for id, shape in now.shapes.items() if id[0] == "filled"}
        assert "".join([filled[at].string for at in sorted(filled)]) == (
            f"y[{row}, {column}] = Σ w[m, n] · x[{row}·2 + m − 1, {column}·2 + n − 1]")
        for at, shape in filled.items():
            assert shape.anchor[0] == letters[at].anchor[0]
            assert shape.anchor[1] > letters[at].anchor[1]
    assert "".join([letters[at].string for at in sorted(letters)]) == (
        "y[i, j] = Σ w[m, n] · x[i·s + m − p, j·s + n − p]")


@pytest.mark.parametrize("layer", ["Conv2d(1, 1, 9)", "Conv2d(4, 1, 5)", "Linear(60, 2)",
                                   "Conv3d(2, 1, 3)"])
def test_of_many_terms_the_first_and_the_last_are_written(layer: str) -> None:
    animation = animate(layer, view="formula")
    texts = seen(next(animation.story.snapshots()))
    terms = formula_of(animation.traces[0]).terms(animation.traces[0].steps[0])
    assert any(text.startswith(terms[0].text) for text in texts)
    assert any(text.startswith(terms[-1].text) for text in texts)
    assert "…" in texts


@pytest.mark.parametrize("view", ["isometric", "values", "matrix", "nodes"])
def test_it_stands_beside_any_view_on_its_clock_and_has_its_numbers(view: str) -> None:
    views = OPTIONS["view"].read(f"{view},formula")
    panels = draw(resolve({"view": views}, "Conv2d(kernel_size=2, bias=False)"))
    assert len(panels.traces) == 1
    for scene in panels.story.scenes:
        assert len({about.element.index for about in scene.about}) == 1


def test_the_size_in_letters_where_a_notation_is_asked_for() -> None:
    def formulas(**settings: Any) -> list[str]:
        story = animate("Conv2d(padding=1)", input_size=4, view="isometric", **settings).story
        return [mark.shape.string for mark in story.stage.marks.values()
                if mark.roles == ("formula",) and isinstance(mark.shape, Text)]

    assert formulas() == ["4 + 2·1 − 3 + 1 = 4"]
    assert formulas(notation="guide") == ["o = i + 2p − k + 1 = 4 + 2·1 − 3 + 1 = 4"]
    assert "did you mean guide" in refusal(UnknownNameError, lambda: formulas(notation="gide"))


def test_what_is_moved_of_a_photograph_has_a_formula_too() -> None:
    photograph = np.random.default_rng(0).normal(size=(1, 16, 16))
    assert animate("ZeroPad2d(-7)", input=photograph, view="formula").story.scenes


def test_what_it_says() -> None:
    animation: Animation = animate("Conv1d()", input_size=5, view="formula")
    assert animation.describe().startswith(
        "Conv1d: y[i] = Σ w[m] · x[i + m] + b; in 3 steps the indices of each output of 1×3 are "
        "filled in, such as y[1] = Σ w[m] · x[1 + m] + b.")
