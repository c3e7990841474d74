"""What pictures say, word by word."""

import re
from itertools import chain, combinations
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import any_layers, refusal, repeatable

from convgif.animation import Animation, animate
from convgif.errors import UnknownNameError, ViewError
from convgif.layers import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    CellKind,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    Layer,
    Linear,
    LPPool1d,
    LPPool2d,
    MaxPool1d,
    MaxPool2d,
)
from convgif.scenes.scene import Text
from convgif.scenes.words import by_axis, by_number, formula_phrases, times, words_of
from convgif.traces.tracing import trace
from convgif.views import TEXT_MODES, text_for
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, alt_text, legend, map_labels, signs, spoken
from convgif.views.kit.maps import KIND_ROLES

ENGLISH = words_of("en")


def captions(layer: Layer, size: Any = None) -> list[Caption]:
    return legend(animate(layer, input_size=size).traces[0], ENGLISH)


def phrases(layer: Layer, size: Any = None) -> list[str]:
    return [caption.phrase for caption in captions(layer, size)]


def labels(layer: Layer, size: Any = None, **settings: Any) -> tuple[str, str]:
    animation = animate(layer, input_size=size, **settings)
    return map_labels(animation.traces[0], animation.settings)


def formulas(layer: Layer, size: Any) -> list[str]:
    return formula_phrases(ENGLISH, layer.size_formulas(size), layer.plan(size))


def words_on(animation: Animation) -> dict[str, str]:
    """What is written, by role, pieces in reading order joined by blanks."""
    found: dict[str, list[str]] = {}
    for mark in animation.story.stage.marks.values():
        if isinstance(mark.shape, Text):
            found.setdefault(mark.roles[0], []).append(mark.shape.string)
    return {role: " ".join(strings) for role, strings in found.items()}


# The labels of the maps.

@pytest.mark.parametrize(("layer", "size", "settings", "expected"), [
    (Conv2d(), 5, {}, ("input 5×5", "output 3×3")),
    (Conv2d(), (5, 7), {}, ("input 5×7", "output 3×5")),
    (Conv1d(), 9, {}, ("input 9", "output 7")),
    (Conv2d(3, 1), 5, {}, ("input 3×5×5", "output 1×3×3")),
    (Conv2d(1, 64), 5, {}, ("input 1×5×5", "output 64×3×3")),
    (Conv1d(2, 4), 9, {}, ("input 2×9", "output 4×7")),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, {}, ("input 3×3", "output 6×6")),
    (Conv2d(3, 8), 5, {"show_in": 2}, ("input 3×5×5, channel 2", "output 8×3×3")),
    (Conv2d(3, 8), 5, {"show_out": 7}, ("input 3×5×5", "output 8×3×3, channel 7")),
])
def test_labels_say_the_shapes(layer: Layer, size: Any, settings: Any,
                               expected: tuple[str, str]) -> None:
    assert labels(layer, size, **settings) == expected


# The legend.

@pytest.mark.parametrize(("layer", "size", "expected"), [
    (Conv2d(), 5, ["kernel 3×3"]),
    (Conv1d(), 5, ["kernel 3"]),
    (Conv2d(kernel_size=(3, 5)), 7, ["kernel 3×5"]),
    (Conv2d(3, 64, 4), 5, ["64 filters 3×4×4"]),
    (Conv2d(3, 1, 4), 5, ["1 filter 3×4×4"]),
    (Conv1d(2, 5), 5, ["5 filters of 2 channels × 3 taps"]),
    (Conv2d(4, 6, groups=2), 5, ["6 filters 2×3×3", "2 groups"]),
    (Conv2d(4, 4, groups=4), 5, ["4 filters 1×3×3", "4 groups"]),
    (ConvTranspose2d(3, 64, 4, padding=3), 5, ["64 filters 3×4×4", "padding 3 → border 4−1−3 = 0"]),
    (Conv2d(stride=2, padding=1), 5, ["kernel 3×3", "stride 2", "padding 1"]),
    (Conv2d(stride=(2, 3)), (5, 6), ["kernel 3×3", "stride 2×3"]),
    (Conv2d(stride=(1, 2)), 5, ["kernel 3×3", "stride 1×2"]),
    (Conv2d(padding=(1, 2)), 5, ["kernel 3×3", "padding 1×2"]),
    (Conv2d(padding=((1, 0), (2, 1))), 5, ["kernel 3×3", "padding top 1, left 2, right 1"]),
    (Conv2d(padding=((1, 0), (1, 0))), 5, ["kernel 3×3", "padding top 1, left 1"]),
    (Conv1d(padding=((0, 2),)), 5, ["kernel 3", "padding right 2"]),
    (Conv2d(padding=-1), 5, ["kernel 3×3", "padding −1 → crops 1", "unread input"]),
    (Conv2d(padding=((0, -1), (1, 1))), 5,
     ["kernel 3×3", "padding bottom −1, left 1, right 1 → crops bottom 1", "unread input"]),
    (Conv1d(padding=((-1, 2),), padding_mode="replicate"), 5,
     ["kernel 3", "padding left −1, right 2, replicate → crops left 1", "unread input"]),
    (Conv2d(padding="same"), 5, ["kernel 3×3", "padding same → 1"]),
    (Conv2d(kernel_size=(3, 5), padding="same"), 5, ["kernel 3×5", "padding same → 1×2"]),
    (Conv2d(padding="full"), 5, ["kernel 3×3", "padding full → 2"]),
    (Conv2d(padding="valid"), 5, ["kernel 3×3", "padding valid → 0"]),
    (Conv2d(stride=2, padding="same_upper"), 6,
     ["kernel 3×3", "stride 2", "padding same_upper → bottom 1, right 1"]),
    (Conv2d(stride=2, padding="same_lower"), 6,
     ["kernel 3×3", "stride 2", "padding same_lower → top 1, left 1"]),
    (Conv1d(padding="causal", dilation=2), 6,
     ["kernel 3", "padding causal → left 4", "dilation 2"]),
    (Conv2d(padding=2, padding_mode="reflect"), 5, ["kernel 3×3", "padding 2, reflect"]),
    (Conv2d(padding="same", padding_mode="circular"), 5,
     ["kernel 3×3", "padding same → 1, circular"]),
    (Conv2d(padding_mode="replicate"), 5, ["kernel 3×3"]),
    (Conv2d(dilation=2), 7, ["kernel 3×3", "dilation 2"]),
    (Conv2d(dilation=(2, 1)), (7, 5), ["kernel 3×3", "dilation 2×1"]),
    (Conv2d(stride=2), 6, ["kernel 3×3", "stride 2", "unread input"]),
    (Conv2d(kernel_size=1, stride=2), 5, ["kernel 1×1", "stride 2", "unread input"]),
    (Conv2d(bias=False), 5, ["kernel 3×3"]),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3,
     ["kernel 3×3", "stride 2 → 1 zero between, the window moves by 1",
      "padding 1 → border 3−1−1 = 1 and 3−1−1+1 = 2", "output_padding 1 → 1 more row and column"]),
    (ConvTranspose2d(), 3, ["kernel 3×3", "padding 0 → border 3−1−0 = 2"]),
    (ConvTranspose2d(stride=3), 3,
     ["kernel 3×3", "stride 3 → 2 zeros between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2"]),
    (ConvTranspose2d(stride=(2, 3)), 3,
     ["kernel 3×3", "stride 2×3 → 1×2 zeros between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2"]),
    (ConvTranspose2d(stride=(3, 1)), 3,
     ["kernel 3×3", "stride 3×1 → 2×0 zeros between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2"]),
    (ConvTranspose2d(stride=(2, 1)), 3,
     ["kernel 3×3", "stride 2×1 → 1×0 zeros between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2"]),
    (ConvTranspose2d(padding=((0, 3), (0, 3))), 5,
     ["kernel 3×3", "padding bottom 3, right 3 → border 3−1−0 = 2 and 3−1−3 = −1", "unread input"]),
    (ConvTranspose2d(padding=((4, 3), (4, 0))), 6,
     ["kernel 3×3",
      "padding top 4, bottom 3, left 4 → border 3−1−4 = −2, 3−1−3 = −1 and 3−1−0 = 2, windows"
      " start 2 inside", "unread input"]),
    (ConvTranspose2d(padding=((3, 0), (0, 4))), 6,
     ["kernel 3×3", "padding top 3, right 4 → border 3−1−3 = −1, 3−1−0 = 2 and 3−1−4 = −2, "
      "windows start 1×0 inside", "unread input"]),
    (ConvTranspose2d(stride=2, padding="same_upper"), 3,
     ["kernel 3×3", "stride 2 → 1 zero between, the window moves by 1",
      "padding same_upper → bottom 1, right 1 → border 3−1−0 = 2 and 3−1−1 = 1"]),
    (ConvTranspose2d(kernel_size=1, stride=2, padding="same_lower"), 3,
     ["kernel 1×1", "stride 2 → 1 zero between, the window moves by 1",
      "padding same_lower → 0 → border 1−1−0 = 0 and 1−1−0+1 = 1",
      "output_padding 1 → 1 more row and column"]),
    (ConvTranspose1d(padding=((-1, 2),)), 3,
     ["kernel 3", "padding left −1, right 2 → border 3−1+1 = 3 and 3−1−2 = 0"]),
    (ConvTranspose2d(padding=(1, 0)), 3,
     ["kernel 3×3", "padding 1×0 → border 3−1−1 = 1 and 3−1−0 = 2"]),
    (ConvTranspose2d(dilation=2), 3,
     ["kernel 3×3", "padding 0 → border 2·(3−1)−0 = 4", "dilation 2"]),
    (ConvTranspose2d(padding=2), 3, ["kernel 3×3", "padding 2 → border 3−1−2 = 0"]),
    (ConvTranspose2d(stride=2, padding=3, output_padding=1), 4,
     ["kernel 3×3", "stride 2 → 1 zero between, the window moves by 1",
      "padding 3 → border 3−1−3 = −1 and 3−1−3+1 = 0, windows start 1 inside",
      "output_padding 1 → 1 more row and column", "unread input"]),
    (ConvTranspose2d(stride=3, output_padding=(0, 2)), 3,
     ["kernel 3×3", "stride 3 → 2 zeros between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2 and 3−1−0+2 = 4", "output_padding 0×2 → 2 more columns"]),
    (ConvTranspose2d(stride=(2, 3), output_padding=(1, 2)), 3,
     ["kernel 3×3", "stride 2×3 → 1×2 zeros between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2, 3−1−0+1 = 3 and 3−1−0+2 = 4",
      "output_padding 1×2 → 1 more row and 2 more columns"]),
    (MaxPool2d(2), 4, ["max pooling 2×2", "stride 2"]),
    (MaxPool2d(2, 1), (4, 5), ["max pooling 2×2"]),
    (MaxPool1d(3, 2, 1), 7, ["max pooling 3", "stride 2", "padding 1, not counted"]),
    (MaxPool2d(3, 2, ceil_mode=True), 6,
     ["max pooling 3×3", "stride 2", "over the edge by ceil_mode"]),
    (MaxPool2d(3, 2, ceil_mode=True), 7, ["max pooling 3×3", "stride 2"]),
    (MaxPool2d(3, 2), 6, ["max pooling 3×3", "stride 2", "unread input"]),
    (AvgPool2d((2, 3), 1, (0, 1)), 4, ["average pooling 2×3", "padding 0×1"]),
    (AvgPool2d(3, 1, 1, count_include_pad=False), 4,
     ["average pooling 3×3", "padding 1, not counted"]),
    (AvgPool2d(3, 1, count_include_pad=False, divisor_override=2), 4,
     ["average pooling 3×3", "divisor 2"]),
    (AvgPool2d(3, 1, divisor_override=-2), 4, ["average pooling 3×3", "divisor −2"]),
    (LPPool2d(2, 2, 1, dilation=2), 4, ["L2 pooling 2×2", "dilation 2"]),
    (LPPool1d(1.5, 2, 1, padding="same_upper"), 4,
     ["L1.5 pooling 2", "padding same_upper → right 1, not counted"]),
    (ConvTranspose1d(stride=2, output_padding=1), 3,
     ["kernel 3", "stride 2 → 1 zero between, the window moves by 1",
      "padding 0 → border 3−1−0 = 2 and 3−1−0+1 = 3", "output_padding 1 → 1 more cell"]),
], ids=lambda value: repr(value) if isinstance(value, Layer) else "")
def test_legend_word_by_word(layer: Layer, size: Any, expected: list[str]) -> None:
    assert phrases(layer, size) == expected


@repeatable(80)
@given(any_layers((1, 2), 6, 3))
def test_swatches_show_what_is_in_the_picture(layer_and_size: Any) -> None:
    """Each kind of cell has its swatch exactly if there is such a cell."""
    layer, size = layer_and_size
    trace = animate(layer, input_size=size, force=True).traces[0]
    shown = [caption.swatch for caption in legend(trace, ENGLISH) if caption.swatch]
    first_dropped = next((kind for kind in CellKind  # the input above all
                          if trace.extended.dropped[trace.extended.kinds == kind].any()), None)
    there = {
        ("input", "window"): True,
        ("padding",): bool((trace.extended.kinds == CellKind.PADDING).any()),
        ("overhang",): bool((trace.extended.kinds == CellKind.OVERHANG).any()),
        ("inserted_zero",): bool((trace.extended.kinds == CellKind.INSERTED_ZERO).any()),
        ("output", "output_padding"): bool(trace.output_padding.any()),
        **{(role, "dropped"): kind is first_dropped for kind, role in KIND_ROLES.items()}}
    assert sorted(shown) == sorted(swatch for swatch, is_there in there.items() if is_there)


# The formula.

@pytest.mark.parametrize(("layer", "size", "expected"), [
    (Conv2d(), 5, ["5 − 3 + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 5, ["(5 + 2·1 − 3)/2 + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 6,
     ["(6 + 2·1 − 3)/2 + 1 = 3.5 → 3: last row and column of the padding unread; nothing of the "
      "input is lost"]),
    (Conv2d(stride=2), (6, 5), ["rows: (6 − 3)/2 + 1 = 2.5 → 2",
                                "columns: (5 − 3)/2 + 1 = 2",
                                "last row of the input unread"]),
    (Conv2d(stride=3), (5, 6), ["rows: (5 − 3)/3 + 1 = 1.67 → 1",
                                "columns: (6 − 3)/3 + 1 = 2",
                                "last 2 rows of the input unread"]),
    (Conv2d(kernel_size=1, stride=3), (5, 6),
     ["rows: (5 − 1)/3 + 1 = 2.33 → 2",
      "columns: (6 − 1)/3 + 1 = 2.67 → 2",
      "2 rows between windows (1–2, counted from 0), last row, 2 columns between windows (1–2, "
      "counted from 0), last 2 columns of the input unread"]),
    (Conv1d(stride=4), 9, ["(9 − 3)/4 + 1 = 2.5 → 2: 1 cell between windows (3, counted from 0), "
      "last 2 cells of the input unread"]),
    (Conv1d(stride=2), 6, ["(6 − 3)/2 + 1 = 2.5 → 2: last cell of the input unread"]),
    (Conv2d(), (5, 6), ["rows: 5 − 3 + 1 = 3", "columns: 6 − 3 + 1 = 4"]),
    (Conv2d(padding=((1, 0), (1, 0))), 5, ["5 + 1 − 3 + 1 = 4"]),
    (Conv2d(dilation=2), 7, ["7 − 2·(3−1) = 3"]),
    (Conv2d(stride=2, dilation=2), 9,
     ["(9 − 2·(3−1) − 1)/2 + 1 = 3: every second row and column of the input unread"]),
    (ConvTranspose2d(stride=2, padding=1), 3, ["(3−1)·2 − 2·1 + 3 = 5"]),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, ["(3−1)·2 − 2·1 + 3 + 1 = 6"]),
    (ConvTranspose2d(), 3, ["3 − 1 + 3 = 5"]),
    (ConvTranspose2d(stride=(2, 1)), 3, ["rows: (3−1)·2 + 3 = 7", "columns: 3 − 1 + 3 = 5"]),
    (MaxPool2d(2), 5, ["(5 − 2)/2 + 1 = 2.5 → 2: last row and column of the input unread"]),
    (MaxPool2d(2, ceil_mode=True), 5,
     ["(5 − 2)/2 + 1 = 2.5 → 3: the last window reaches 1 row and column over the edge"]),
    (MaxPool2d((2, 3), 3, ceil_mode=True), (7, 7),
     ["rows: (7 − 2)/3 + 1 = 2.67 → 3", "columns: (7 − 3)/3 + 1 = 2.33 → 3", "the last window "
      "reaches 1 row and 2 columns over the edge; 2 rows between windows (2, 5, counted from 0) of "
      "the input unread"]),
    (AvgPool2d(2, 3, 1, ceil_mode=True), 4,
     ["(4 + 2·1 − 2)/3 + 1 = 2.33 → 3 − 1 = 2: a window that would start in the last padding is "
      "left out; 1 row and column between windows (1, counted from 0) of the input, last row and "
      "column of the padding unread"]),
    (Linear(), (), []),
], ids=lambda value: repr(value) if isinstance(value, Layer) else "")
def test_formula_word_by_word(layer: Layer, size: Any, expected: list[str]) -> None:
    assert formulas(layer, size) == expected


# How much is said, by size.

@pytest.mark.parametrize(("size_px", "mode"), [
    (40, "sizes"), (150, "sizes"), (199, "sizes"), (200, "legend"), (299, "legend"),
    (300, "full"), (4000, "full")])
def test_automatic_text_grows_with_the_picture(size_px: int, mode: str) -> None:
    assert text_for("auto", size_px) == mode


@pytest.mark.parametrize("mode", TEXT_MODES)
@pytest.mark.parametrize("size_px", [150, 1000])
def test_a_text_mode_that_is_asked_for_is_kept(mode: str, size_px: int) -> None:
    assert text_for(mode, size_px) == mode


@pytest.mark.parametrize(("settings", "roles"), [
    ({"size_px": 199}, {"label"}), ({"size_px": 200}, {"label", "legend"}),
    ({"size_px": 300}, {"label", "legend", "formula"}),
    ({"text": "none"}, set()), ({"text": "sizes"}, {"label"}),
    ({"text": "legend"}, {"label", "legend"}),
    ({"text": "full", "size_px": 200}, {"label", "legend", "formula"}),
    ({"theme": "classic"}, set()), ({"theme": "classic", "text": "sizes"}, {"label"}),
    ({"text": "none", "title": "Hello"}, {"title"}),
    ({"size_px": 150, "density": 4}, {"label"}),
], ids=lambda value: str(sorted(value)))
def test_what_is_written_in_each_mode(settings: Any, roles: set[str]) -> None:
    assert set(words_on(animate(Conv2d(stride=2, padding=1), input_size=6, **settings))) == roles


@pytest.mark.parametrize("size_px", [320, 200, 150])
@pytest.mark.parametrize("layer", [
    Conv2d(3, 64, 4, stride=2, padding=1), ConvTranspose2d(stride=2, padding=1, output_padding=1),
    ConvTranspose2d(stride=2, padding=3, output_padding=1)], ids=repr)
def test_all_is_written_whole_however_it_is_broken(layer: Layer, size_px: int) -> None:
    animation = animate(layer, input_size=4, text="full", size_px=size_px, title="On a title")
    written = {role: words.replace(" ·", "") for role, words in words_on(animation).items()}
    trace = animation.traces[0]
    assert written["title"] == "On a title"
    assert sorted(written["label"].split()) == sorted(" ".join(labels(layer, 4)).split())
    said = legend(trace, ENGLISH)
    shortened = [" ".join(caption.shortened(times).phrase for caption in said)
                 for times in range(1 + max(len(caption.briefer) for caption in said))]
    whole = max((words for words in shortened if written["legend"].startswith(words)), key=len)
    others = [" ".join(of_signs) for count in range(4)
              for of_signs in combinations([sign.phrase for sign in signs(trace, ENGLISH)], count)]
    assert written["legend"].removeprefix(whole).strip() in others
    assert written["formula"] == " ".join(
        formula_phrases(ENGLISH, layer.size_formulas(trace.input_size), trace.axes))


def legend_lines(animation: Animation) -> list[list[str]]:
    """The phrases of the legend, line by line."""
    lines: dict[float, list[str]] = {}
    for mark in animation.story.stage.marks.values():
        if isinstance(mark.shape, Text) and mark.roles == ("legend",):
            lines.setdefault(mark.shape.anchor[1], []).append(mark.shape.string)
    return list(lines.values())


@pytest.mark.parametrize("language", ["en", "zh", "symbols"])
@pytest.mark.parametrize("size_px", [200, 240, 320, 480])
@pytest.mark.parametrize("layer", [
    ConvTranspose2d(), ConvTranspose2d(stride=2, padding=1, output_padding=1),
    ConvTranspose2d(kernel_size=4, stride=3, padding=((1, 2), (2, 1)), output_padding=(0, 2))],
    ids=repr)
def test_the_legend_of_a_transposed_layer_takes_two_lines(layer: Layer, size_px: int,
                                                          language: str) -> None:
    """At 200 px the four parameters alone, as numbers, may take more."""
    lines = legend_lines(animate(layer, input_size=3, size_px=size_px, language=language))
    alone = [" ".join(line) for line in lines] == [
        "kernel 4×4 · stride 3", "padding 1:2×2:1", "output_padding 0×2"]
    assert 1 <= len(lines) <= 2 or (alone and size_px == 200)


def test_less_is_said_where_there_is_less_room() -> None:
    layer = ConvTranspose2d(stride=2, padding=1, output_padding=1)
    said = {size_px: " ".join(chain(*legend_lines(animate(layer, size_px=size_px))))
            for size_px in (200, 320, 900)}
    assert "the window moves by 1" in said[900]
    assert "border 3−1−1 = 1" in said[900]
    assert "1 zero between" in said[320]
    assert "border 1, end 2" in said[320]  # output_padding adds a zero at the ends
    assert "zero" not in said[200]
    assert all("output_padding 1" in words for words in said.values())


def test_other_marks_are_named_where_there_is_room() -> None:
    """Grey taps, the dot, the bracket; and only where the picture has them."""
    wide = legend_of(animate(Conv2d(padding=1), size_px=640))
    assert wide.endswith("zeros read · weight [0, 0] · one step")
    assert legend_of(animate(Conv2d(), size_px=640)) == "kernel 3×3 · weight [0, 0] · one step"
    strided = chain(*legend_lines(animate(Conv2d(stride=2, padding=1), size_px=320)))
    assert {"weight [0, 0]", "one step"} <= set(strided)
    assert legend_of(animate(MaxPool2d(2), size_px=640)).endswith("stride 2 · one step")
    assert legend_of(animate(Conv2d(), input_size=3, size_px=640)) == "kernel 3×3 · weight [0, 0]"
    for layer, read in ((ConvTranspose2d(padding=2, stride=2), True),
                        (MaxPool2d(2, padding=1), False),
                        (Conv2d(padding=1, padding_mode="reflect"), False)):
        assert ("zeros read" in legend_of(animate(layer, size_px=1600))) is read, layer
    assert "weight" not in legend_of(animate(Conv2d(padding=1), size_px=250))


def legend_of(animation: Animation) -> str:
    return " ".join(chain(*legend_lines(animation)))


# The alt text.

@pytest.mark.parametrize(("layer", "size", "settings", "expected"), [
    (Conv2d(stride=2, padding=1), 5, {},
     "Conv2d: a window of 3×3 slides over an input of 5×5 and fills an output of 3×3 in 9 steps. "
     "stride 2; padding 1; (5 + 2·1 − 3)/2 + 1 = 3."),
    (Conv2d(kernel_size=5), 5, {"title": "Once"},
     "Once: Conv2d: a window of 5×5 slides over an input of 5×5 and fills an output of 1×1 in "
     "1 step. 5 − 5 + 1 = 1."),
    (ConvTranspose2d(stride=2, padding=1), 3, {},
     "ConvTranspose2d as its equivalent convolution: a window of 3×3, the kernel rotated by 180 "
     "degrees, slides by 1 over an input of 3×3 extended with zeros and fills an output of 5×5 in "
     "25 steps. stride 2 → 1 zero between, the window moves by 1; padding 1 → border 3−1−1 = 1; "
     "(3−1)·2 − 2·1 + 3 = 5."),
    (MaxPool2d(2, ceil_mode=True), 3, {},
     "MaxPool2d: a window of 2×2 slides over an input of 3×3 and fills an output of 2×2 with its "
     "maximum in 4 steps. stride 2; some cells lie over the edge by ceil_mode; (3 − 2)/2 + 1 = "
     "1.5 → 2: the last window reaches 1 row and column over the edge."),
    (AvgPool2d(3, 1, 1, count_include_pad=False), 3, {"title": "Mean"},
     "Mean: AvgPool2d: a window of 3×3 slides over an input of 3×3 and fills an output of 3×3 "
     "with its average in 9 steps. padding 1, not counted; 3 + 2·1 − 3 + 1 = 3."),
    (LPPool1d(1.5, 2, 1), 3, {},
     "LPPool1d: a window of 2 slides over an input of 3 and fills an output of 2 with its L1.5 "
     "norm in 2 steps. 3 − 2 + 1 = 2."),
    (LPPool2d(2.5, 3), 5, {},
     "LPPool2d: a window of 3×3 slides over an input of 5×5 and fills an output of 1×1 with its "
     "L2.5 norm in 1 step. stride 3; (5 − 3)/3 + 1 = 1.67 → 1: last 2 rows and columns of the "
     "input unread."),
    (Conv2d(), 4, {"true_convolution": True},
     "Conv2d: a window of 3×3 slides over an input of 4×4 and fills an output of 2×2 in 4 steps. "
     "kernel 3×3, rotated by 180 degrees; 4 − 3 + 1 = 2."),
    (Conv2d(2, 3), 4, {"show_in": 1, "show_out": 2},
     "Conv2d: a window of 3×3 slides over an input of 4×4 and fills an output of 2×2 in 4 steps. "
     "Drawn are channel 1 of the 2×4×4 input and channel 2 of the 3×2×2 output. 3 filters 2×3×3; "
     "4 − 3 + 1 = 2."),
    (Conv2d(2, 2), 4, {"view": "values", "true_convolution": True},
     "Conv2d: a window of 3×3 slides over an input of 4×4 and fills an output of 2×2 in 4 steps. "
     "Drawn are channel 0 of the 2×4×4 input and channel 0 of the 2×2×2 output. 2 filters 2×3×3, "
     "rotated by 180 degrees; 4 − 3 + 1 = 2."),
], ids=["conv", "one step", "transposed", "max", "average", "norm", "never read", "true", "pair",
        "true pair"])
def test_alt_text_word_by_word(layer: Layer, size: Any, settings: Any, expected: str) -> None:
    assert animate(layer, input_size=size, **settings).describe() == expected


def test_linear_is_said_without_a_window() -> None:
    traced, settings = trace(Linear(5, 2)), ViewSettings(size_px=320, words=ENGLISH)
    assert alt_text([traced], settings) == (
        "Linear: each feature of an output of 2 is the weighted sum of all features of an input "
        "of 5. weight 2×5.")
    assert [caption.phrase for caption in legend(traced, ENGLISH)] == ["weight 2×5"]
    assert map_labels(traced, settings) == ("input 5", "output 2")


def test_a_true_convolution_says_that_its_kernel_is_rotated() -> None:
    for layer, phrase in ((Conv2d(stride=2), "kernel 3×3"), (
            Conv1d(1, 2), "2 filters of 1 channel × 3 taps")):
        for turned, end in ((False, ""), (True, ", rotated by 180 degrees")):
            traced = trace(layer, input_size=7, true_convolution=turned)
            assert legend(traced, ENGLISH)[0].phrase == phrase + end


@repeatable(80)
@given(any_layers((1, 2), 6, 3))
def test_alt_texts_of_one_pair_fill_the_plane_that_is_drawn(layer_and_size: Any) -> None:
    """The steps are as many as the cells of the output that is said to be filled."""
    layer, size = layer_and_size
    animation = animate(layer, input_size=size, view="isometric", force=True)
    (traced,), said = animation.traces, animation.describe()
    plane = traced.output.shape[1:]
    assert f"fills an output of {times(plane)} " in said
    assert re.search(f" in {by_number(ENGLISH.steps, prod(plane))}[.,] ", said)
    several = (traced.input.shape[0], traced.output.shape[0]) != (1, 1)
    assert ("Drawn are channel" in said) == several


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_leans_on_its_swatch_is_said_whole_without_it(language: str) -> None:
    words = words_of(language)
    lost = words.unread.format(cells=words.of_cells["input"].format(
        cells=by_axis(words, words.last, (1, 1))))
    for view in ("isometric", "channels"):
        for layer, size, bare, whole in (
                (Conv2d(stride=2), 6, words.dropped["input"], lost),
                (MaxPool2d(2, ceil_mode=True), 3, words.ceil_mode, words.ceil_mode_spoken)):
            animation = animate(layer, input_size=size, view=view, language=language, text="legend")
            said = animation.describe()
            separators = (words.list_separator.strip(), words.full_stop)
            parts = re.split("|".join(map(re.escape, (*separators, words.colon))), said)
            assert whole in [part.strip() for part in parts]
            assert bare not in [part.strip() for part in parts]
            assert whole not in words_on(animation)["legend"]


@repeatable(80)
@given(any_layers((1, 2), 6, 3), st.sampled_from(TEXT_MODES))
def test_the_alt_text_says_all_that_the_picture_says(layer_and_size: Any, text: str) -> None:
    layer, size = layer_and_size
    animation = animate(layer, input_size=size, text=text, force=True)
    said = animation.describe()
    _, *parameters = captions(layer, size)
    for phrase in (*spoken(parameters), *formulas(layer, animation.traces[0].input_size)):
        assert phrase in said
    assert times(layer.kernel_size) in said
    for label in labels(layer, size):
        assert label.split()[1] in said
    assert type(layer).__name__ in said
    assert "\n" not in said
    assert said.endswith(".")


def test_the_alt_text_says_how_many_filters_there_are() -> None:
    """`64 filters 3×4×4` is in the picture, and what is in the picture is in the alt text."""
    said = animate(Conv2d(3, 64, 4), input_size=5).describe()
    assert "64 filters 3×4×4" in said


# Words.

@pytest.mark.parametrize(("counts", "expected"), [
    ((1, 1), "1 more row and column"), ((1, 0), "1 more row"), ((0, 2), "2 more columns"),
    ((1, 2), "1 more row and 2 more columns"), ((2, 2), "2 more rows and columns"),
    ((0, 0), ""), ((3,), "3 more cells"), ((1,), "1 more cell"),
    ((1, 1, 1), "1 more slice, row and column"), ((0, 2, 2), "2 more rows and columns"),
    ((2, 2, 2), "2 more slices, rows and columns")])
def test_cells_are_counted_by_axis(counts: tuple[int, ...], expected: str) -> None:
    assert by_axis(ENGLISH, ENGLISH.added, counts) == expected


def test_one_has_its_own_form() -> None:
    assert [by_number(("{count} cat", "{count} cats"), n) for n in (0, 1, 2)] == [
        "0 cats", "1 cat", "2 cats"]
    assert times((3, 5, 5)) == "3×5×5"
    assert times((7,)) == "7"


def test_an_unknown_language_is_refused() -> None:
    refusal(UnknownNameError, lambda: words_of("tlh"))


def test_a_title_that_the_font_cannot_set_is_refused() -> None:
    message = refusal(ViewError, lambda: animate(Conv2d(), title="漢").story)
    assert "漢" in message


@pytest.mark.parametrize(("layer", "settings", "said"), [
    (Conv2d(stride=2, padding=1), {"view": "values"}, ["zeros read", "weight [0, 0]"]),
    (AdaptiveAvgPool2d(3), {"view": "values", "input_size": 5}, ["each window"]),
    (Conv2d(kernel_size=2, stride=3, padding=1), {"view": "macs", "input_size": 6},
     ["unread input", "unread padding", "weight [0, 0]"]),
    (ConvTranspose2d(in_channels=2, stride=2), {"view": "channels"},
     ["zeros read", "weight [0, 0]"]),
    (ConvTranspose2d(stride=2), {"view": "stamp"}, ["weight [0, 0]"]),
    (Conv2d(), {"view": "backward"}, ["weight [0, 0]"]),
], ids=repr)
def test_signs_are_named_where_there_is_room(layer: Layer, settings: dict[str, Any],
                                             said: list[str]) -> None:
    words = " ".join(chain(*legend_lines(animate(layer, **settings))))
    assert all(words.count(each) == 1 for each in said), words
    assert ("zeros read" in words) is ("zeros read" in said)


@pytest.mark.parametrize(("language", "size_px", "expected"), [
    ("en", 1200, "first row and column, 2 rows and columns between taps (2, 4, counted from 0), "
                 "last row and column of the input unread"),
    ("en", 320, "4 rows and columns of the input unread"),
    ("zh", 320, "输入的 4 行 4 列未被读取")])
def test_many_lines_on_what_is_unread_become_how_much_that_is(
        language: str, size_px: int, expected: str) -> None:
    """The alt text says which all the same."""
    animation = animate(Conv2d(3, 2, stride=2, padding=1, dilation=2), input_size=7,
                        view="channels", size_px=size_px, language=language)
    lines = [mark.shape.string for (name, _), mark in animation.story.stage.marks.items()
             if name == "formula"]
    assert re.split("[:：] ?", " ".join(lines))[1].strip() == expected
    assert len(lines) == 2
    numbers = words_of(language).number_separator.join("24")
    assert numbers in animation.describe()
