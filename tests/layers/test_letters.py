"""Sizes and indices in letters: each notation, and that they say what is computed."""

from typing import Any

import pytest
from hypothesis import given
from layer_strategies import LayerAndSize, any_layers, repeatable

from convgif.layers import (
    AdaptiveAvgPool1d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose2d,
    Flatten,
    Fold,
    Layer,
    MaxPool2d,
    PixelShuffle,
    PixelUnshuffle,
    Unfold,
    Upsample,
    ZeroPad2d,
)
from convgif.layers.letters import NOTATIONS, Axis
from convgif.scenes.words import formula_phrases, words_of
from convgif.traces.tracing import trace


def lines(layer: Layer, size: Any, notation: str) -> list[str]:
    return formula_phrases(words_of("symbols"), layer.size_formulas(size), layer.plan(size),
                           NOTATIONS[notation])


@pytest.mark.parametrize(("layer", "size", "notation", "said"), [
    (Conv2d(stride=2, padding=1), 5, "guide",
     ["o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 5, "article",
     ["O = ⌊(W + 2P − F)/S⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3"]),
    (Conv1d(padding=1), 5, "torch",
     ["L_out = L_in + 2·padding − kernel_size + 1 = 5 + 2·1 − 3 + 1 = 5"]),
    (Conv2d(dilation=2), 7, "torch", [
        "H_out = H_in − dilation[0]·(kernel_size[0]−1) = 7 − 2·(3−1) = 3",
        "W_out = W_in − dilation[1]·(kernel_size[1]−1) = 7 − 2·(3−1) = 3"]),
    (Conv2d(stride=2, padding=1), 5, "tensorflow", [
        "out_height = ⌊(in_height + pad_along_height − filter_height)/strides[1]⌋ + 1 = "
        "⌊(5 + 2·1 − 3)/2⌋ + 1 = 3",
        "out_width = ⌊(in_width + pad_along_width − filter_width)/strides[2]⌋ + 1 = "
        "⌊(5 + 2·1 − 3)/2⌋ + 1 = 3"]),
    (Conv2d(kernel_size=(3, 1)), (5, 4), "guide",
     ["o₁ = i₁ − k₁ + 1 = 5 − 3 + 1 = 3", "o₂ = i₂ − k₂ + 1 = 4 − 1 + 1 = 4"]),
    (Conv1d(padding=((1, 0),)), 5, "guide", ["o = i + p← − k + 1 = 5 + 1 − 3 + 1 = 4"]),
    (Conv3d(kernel_size=2), 3, "article", ["O = W − F + 1 = 3 − 2 + 1 = 2"]),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, "guide",
     ["o = (i−1)·s − 2p + k + a = (3−1)·2 − 2·1 + 3 + 1 = 6"]),
    (MaxPool2d(3, 2, ceil_mode=True), 6, "guide", ["o = ⌈(i − k)/s⌉ + 1 = ⌈(6 − 3)/2⌉ + 1 = 3"]),
    (AdaptiveAvgPool1d(3), 10, "guide",
     ["o = 3, ⌊a·i/o⌋ ≤ x < ⌈(a+1)·i/o⌉; ⌊a·10/3⌋ ≤ x < ⌈(a+1)·10/3⌉"]),
    (Upsample(scale_factor=1.5), 3, "guide", ["o = ⌊i·r⌋ = ⌊3·1.5⌋ = 4, x = ⌊a/r⌋; x = ⌊a/1.5⌋"]),
    (Upsample(size=5, mode="linear", align_corners=True), 3, "torch",
     ["L_out = 5, x = a·(L_in−1)/(L_out−1); x = a·(3−1)/(5−1)"]),
    (PixelShuffle(3), 2, "tensorflow", ["out_height = in_height·block_size = 2·3 = 6",
                                        "out_width = in_width·block_size = 2·3 = 6"]),
    (PixelUnshuffle(2), 4, "article", ["O = W/r = 4/2 = 2"]),
    (Unfold((2, 3)), 3, "guide",
     ["o = (i₁ − k₁ + 1)·(i₂ − k₂ + 1) = (3 − 2 + 1)·(3 − 3 + 1) = 2"]),
    (Fold(4, 2), 9, "guide", ["i = (o − k + 1)·(o − k + 1) = (4 − 2 + 1)·(4 − 2 + 1) = 9"]),
    (ZeroPad2d(1), 4, "guide", ["o = i + 2p = 4 + 2·1 = 6"]),
    (ZeroPad2d((1, 1, 2, 0)), 4, "torch", ["H_out = H_in + pad_top = 4 + 2 = 6",
                                           "W_out = W_in + pad_left + pad_right = 4 + 2·1 = 6"])])
def test_a_size_in_letters_and_then_in_numbers(layer: Layer, size: Any, notation: str,
                                               said: list[str]) -> None:
    assert lines(layer, size, notation)[:len(said)] == said


def test_flatten_says_how_long_its_row_is() -> None:
    letters = NOTATIONS["torch"]
    for layer, shape, said in ((Flatten(), (3, 4, 5), "L_out = C·H_in·W_in = 3·4·5 = 60"),
                               (Flatten(2), (3, 4, 5), "L_out = H_in·W_in = 4·5 = 20"),
                               (Flatten(1, 2), (3, 4, 5), "L_out = C·H_in = 3·4 = 12")):
        (formula,) = layer.shape_formulas(shape)
        assert formula.in_letters(letters, Axis(0, 1)) == said
    assert Flatten(2, 2).shape_formulas((3, 4, 5)) == ()


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_every_notation_names_all_quantities_of_every_axis_apart(notation: str, rank: int) -> None:
    letters = NOTATIONS[notation]
    named = [letters.names(Axis(axis, rank)) for axis in range(rank)]
    assert all(set(names) == {
        *"ikospdaIOf", "both", "before", "after", "up", "down", "row"} for names in named)
    for quantity in "ioksdIOf":
        assert len({names[quantity] for names in named}) == rank
    for indices in (letters.positions[rank], letters.taps[rank], letters.places[rank]):
        assert len(set(indices)) == rank
    alone = (*letters.positions[rank], *letters.taps[rank], *letters.places[rank], letters.made,
             letters.read)
    assert len(set(alone)) == len(alone)
    assert len({*letters.arrays.values()} - {*alone}) == len(letters.arrays) == 5


@repeatable(150)
@given(any_layers(max_input=6))
def test_the_index_formula_says_which_input_a_tap_reads(made: LayerAndSize) -> None:
    layer, size = made
    traced = trace(layer, input_size=size)
    formulas = [layer.axis_index(axis, n) for axis, n in enumerate(traced.input_size)]
    repeats = layer.parameters().get("padding_mode", "zeros") != "zeros"
    for step in traced.steps[:6]:
        for mac in step.macs:
            taps = [axis.kernel[axis.offsets.index(cell - start)] for axis, cell, start in zip(
                traced.axes, mac.position[1:], step.box[0], strict=True)]
            index = [formula.at(place, tap) for formula, place, tap in zip(
                formulas, step.output_index[1:], taps, strict=True)]
            inside = all(at.denominator == 1 and 0 <= at < n
                         for at, n in zip(index, traced.input_size, strict=True))
            if inside or not repeats:
                assert inside == (mac.input_index is not None)
            if inside:
                assert tuple(index) == mac.input_index[1:]
