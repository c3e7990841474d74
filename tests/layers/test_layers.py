"""Layers: torch.nn's arguments and meaning, shapes, counts, size formulas, and what is refused."""

import copy
import dataclasses
import inspect
import pickle
import pydoc
import re
import typing
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from layer_strategies import (
    LayerAndSize,
    any_layers,
    assert_readable,
    conv_layers,
    pooling_layers,
    refusal,
    repeatable,
    transposed_layers,
)

import convgif
from convgif.errors import LayerError
from convgif.layers import (
    LAYERS,
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AdaptiveAvgPool3d,
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    AdaptiveMaxPool3d,
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    CellKind,
    CircularPad1d,
    CircularPad2d,
    CircularPad3d,
    ConstantPad1d,
    ConstantPad2d,
    ConstantPad3d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Flatten,
    Fold,
    GlobalAveragePool1d,
    GlobalAveragePool2d,
    GlobalAveragePool3d,
    GlobalLpPool1d,
    GlobalLpPool2d,
    GlobalLpPool3d,
    GlobalMaxPool1d,
    GlobalMaxPool2d,
    GlobalMaxPool3d,
    Layer,
    Linear,
    LocallyConnected1d,
    LocallyConnected2d,
    LPPool1d,
    LPPool2d,
    LPPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
    MaxUnpool1d,
    MaxUnpool2d,
    MaxUnpool3d,
    PixelShuffle,
    PixelUnshuffle,
    ReflectionPad1d,
    ReflectionPad2d,
    ReflectionPad3d,
    ReplicationPad1d,
    ReplicationPad2d,
    ReplicationPad3d,
    Unfold,
    Upsample1d,
    Upsample2d,
    Upsample3d,
    ZeroPad1d,
    ZeroPad2d,
    ZeroPad3d,
)
from convgif.layers.notation import parse_layer
from convgif.traces.tracing import trace

WORDS = ("valid", "same", "same_upper", "same_lower", "full", "causal")
ARGUMENTS = {
    "MaxPool": ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"],
    "AvgPool": ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad",
                "divisor_override", "dilation"],
    "LPPool": ["norm_type", "kernel_size", "stride", "ceil_mode", "padding", "dilation"],
    "Linear": ["in_features", "out_features", "bias"],
    "AdaptiveAvgPool": ["output_size"], "AdaptiveMaxPool": ["output_size", "return_indices"],
    "GlobalAveragePool": [], "GlobalMaxPool": [], "GlobalLpPool": ["norm_type"],
    "Upsample": ["size", "scale_factor", "mode", "align_corners"],
    "PixelShuffle": ["upscale_factor", "order"], "PixelUnshuffle": ["downscale_factor", "order"],
    "Unfold": ["kernel_size", "dilation", "padding", "stride"],
    "Fold": ["output_size", "kernel_size", "dilation", "padding", "stride"],
    "MaxUnpool": ["kernel_size", "stride", "padding", "output_size"],
    "ZeroPad": ["padding"], "ReflectionPad": ["padding"], "ReplicationPad": ["padding"],
    "CircularPad": ["padding"],
    "ConstantPad": ["padding", "value"], "Flatten": ["start_dim", "end_dim"]}
CONV_ARGUMENTS = ["in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation",
                  "groups", "bias", "padding_mode"]
TRANSPOSED_ARGUMENTS = ["in_channels", "out_channels", "kernel_size", "stride", "padding",
                        "output_padding", "groups", "bias", "dilation", "padding_mode"]


def pads(layer: Layer, size: int) -> tuple[int, int]:
    """Border cells before and after, counted in the plan of the first axis."""
    kinds = layer.axis_plan(0, size).kinds
    before = kinds.index(CellKind.INPUT)
    return before, len(kinds) - before - size


# The arguments.

def test_the_table_holds_the_layers_by_torchs_names() -> None:
    families = {
        "convolution": (Conv1d, Conv2d, Conv3d),
        "transposed": (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d),
        "pooling": (MaxPool1d, MaxPool2d, MaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d,
                    LPPool1d, LPPool2d, LPPool3d),
        "linear": (Linear,), "local": (LocallyConnected1d, LocallyConnected2d),
        "adaptive": (
            AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d,
            AdaptiveMaxPool2d, AdaptiveMaxPool3d, GlobalAveragePool1d, GlobalAveragePool2d,
            GlobalAveragePool3d, GlobalMaxPool1d, GlobalMaxPool2d, GlobalMaxPool3d, GlobalLpPool1d,
            GlobalLpPool2d, GlobalLpPool3d),
        "resizing": (Upsample1d, Upsample2d, Upsample3d),
        "moving": (PixelShuffle, PixelUnshuffle, Unfold, Fold, Flatten),
        "unpooling": (MaxUnpool1d, MaxUnpool2d, MaxUnpool3d),
        "padding": (ZeroPad1d, ZeroPad2d, ZeroPad3d, ConstantPad1d, ConstantPad2d, ConstantPad3d,
                    ReflectionPad1d, ReflectionPad2d, ReflectionPad3d, ReplicationPad1d,
                    ReplicationPad2d, ReplicationPad3d, CircularPad1d, CircularPad2d,
                    CircularPad3d)}
    assert {cls.__name__: cls for row in families.values() for cls in row} == LAYERS
    assert {cls: cls.kind for cls in LAYERS.values()} == {
        cls: kind for kind, row in families.items() for cls in row}
    assert [cls.rank for cls in LAYERS.values()] == (
        [1, 2, 3] * 5 + [0, 1, 2] + [1, 2, 3] * 6 + [2, 2, 2, 1] + [1, 2, 3] * 6 + [2])
    assert [cls.reduction for cls in LAYERS.values()] == (
        ["sum"] * 6 + ["max"] * 3 + ["average"] * 3 + ["norm"] * 3 + ["sum"] * 3
        + ["average"] * 3 + ["max"] * 3 + ["average"] * 3 + ["max"] * 3 + ["norm"] * 3
        + ["interpolation"] * 3 + ["move"] * 23)


@pytest.mark.parametrize("cls", LAYERS.values(), ids=list(LAYERS))
def test_arguments_come_in_torchs_order(cls: type[Layer]) -> None:
    expected = (ARGUMENTS | {"Conv": CONV_ARGUMENTS, "ConvTranspose": TRANSPOSED_ARGUMENTS,
                             "LocallyConnected": [*CONV_ARGUMENTS, "input_size"]})[
        cls.family]
    assert list(inspect.signature(cls).parameters) == expected
    assert list(cls.field_kinds()) == expected


@pytest.mark.parametrize("cls", LAYERS.values(), ids=lambda cls: cls.__name__)
def test_help_says_the_types_of_what_one_passes(cls: type[Layer]) -> None:
    shown = pydoc.plain(pydoc.render_doc(cls)).splitlines()
    (called,) = [line for line in shown if line.startswith(f" |  {cls.__name__}(")]
    assert "convgif" not in called
    for name, parameter in inspect.signature(cls).parameters.items():
        default = re.escape(repr(parameter.default))
        assert re.search(rf"\b{name}: [^=]+ = {default}[,)]", called)
        assert parameter.annotation == typing.get_type_hints(cls.__init__)[name]


def test_the_signature_of_a_convolution_reads_like_that_of_torch() -> None:
    assert str(inspect.signature(Conv2d)) == (
        "(in_channels: int = 1, out_channels: int = 1, kernel_size: int | tuple[int, ...] = 3, "
        "stride: int | tuple[int, ...] = 1, padding: int | str | tuple[int | tuple[int, int], ...] "
        "= 0, dilation: int | tuple[int, ...] = 1, groups: int = 1, bias: bool = True, "
        "padding_mode: Literal['zeros', 'reflect', 'replicate', 'circular'] = 'zeros') -> None")


def test_positional_arguments_mean_what_they_mean_in_torch() -> None:
    assert Conv2d(4, 6, 5, 2, 1, 3, 2, False, "circular") == Conv2d(
        in_channels=4, out_channels=6, kernel_size=5, stride=2, padding=1, dilation=3, groups=2,
        bias=False, padding_mode="circular")
    assert ConvTranspose2d(4, 6, 5, 3, 1, 2, 2, False, 4, "zeros") == ConvTranspose2d(
        in_channels=4, out_channels=6, kernel_size=5, stride=3, padding=1, output_padding=2,
        groups=2, bias=False, dilation=4, padding_mode="zeros")
    assert MaxPool2d(5, 2, 1, 3, True, True) == MaxPool2d(
        kernel_size=5, stride=2, padding=1, dilation=3, return_indices=True, ceil_mode=True)
    assert AvgPool2d(5, 2, 1, True, False, 7) == AvgPool2d(
        kernel_size=5, stride=2, padding=1, ceil_mode=True, count_include_pad=False,
        divisor_override=7)
    assert LPPool2d(1.5, 5, 2, True) == LPPool2d(
        norm_type=1.5, kernel_size=5, stride=2, ceil_mode=True)
    assert Linear(5, 2, False) == Linear(in_features=5, out_features=2, bias=False)


def test_defaults_of_pooling_and_linear() -> None:
    def defaults(layer: Layer) -> list[Any]:
        return [getattr(layer, name) for name in layer.field_kinds()]

    assert defaults(MaxPool2d()) == [(3, 3), (3, 3), (0, 0), (1, 1), False, False]
    assert defaults(AvgPool1d()) == [(3,), (3,), (0,), False, True, None, (1,)]
    assert defaults(LPPool3d()) == [2, (3,) * 3, (3,) * 3, False, (0,) * 3, (1,) * 3]
    assert defaults(Linear()) == [4, 3, True]


def test_a_stride_that_is_not_given_is_the_kernel_size() -> None:
    layer = MaxPool2d((2, 3))
    assert layer.stride == (2, 3)
    assert MaxPool2d.stride is None
    for twin in (MaxPool2d((2, 3), None), MaxPool2d((2, 3), (2, 3))):
        assert (twin, hash(twin), repr(twin)) == (layer, hash(layer), repr(layer))
    assert layer.settings() == {"kernel_size": (2, 3)}
    assert MaxPool2d(3, 3).settings() == {"stride": (3, 3)}
    assert MaxPool2d(2) != MaxPool2d(2, 1)


def test_a_norm_is_kept_whole_where_it_is() -> None:
    assert [repr(LPPool1d(norm).norm_type) for norm in (2, 2.0, 1.5, np.float32(0.5), Fraction(3))
            ] == ["2", "2", "1.5", "0.5", "3"]


def test_defaults_are_torchs_with_one_channel_and_a_kernel_of_3() -> None:
    layer = Conv2d()
    assert [getattr(layer, name) for name in CONV_ARGUMENTS] == [
        1, 1, (3, 3), (1, 1), (0, 0), (1, 1), 1, True, "zeros"]
    transposed = ConvTranspose1d()
    assert [getattr(transposed, name) for name in TRANSPOSED_ARGUMENTS] == [
        1, 1, (3,), (1,), (0,), (0,), 1, True, (1,), "zeros"]


@pytest.mark.parametrize("given_", [3, (3, 3), [3, 3], (3,), np.int64(3), (np.int8(3), 3)])
def test_sizes_are_stored_one_an_axis(given_: Any) -> None:
    layer = Conv2d(kernel_size=given_, stride=given_, dilation=given_)
    assert layer.kernel_size == layer.stride == layer.dilation == (3, 3)
    assert {type(size) for size in (*layer.kernel_size, *layer.stride)} == {int}


@pytest.mark.parametrize(("given_", "stored"), [
    (2, (2, 2)), ((1, 2), (1, 2)), ([1, 2], (1, 2)), (((1, 0), (2, 1)), ((1, 0), (2, 1))),
    ([[1, 0], [2, 1]], ((1, 0), (2, 1))), (((1, 1), (2, 2)), (1, 2)), (((1, 0),), ((1, 0), (1, 0))),
    (((1, 1),), (1, 1)), ((3, (1, 0)), ((3, 3), (1, 0))), ("same", "same")])
def test_padding_is_stored_as_numbers_pairs_or_a_word(given_: Any, stored: Any) -> None:
    assert Conv2d(padding=given_).padding == stored


# Values: equal, hashed, copied, frozen.

@repeatable(60)
@given(any_layers())
def test_equal_layers_are_equal_hash_alike_and_survive_copies(made: LayerAndSize) -> None:
    layer, _ = made
    arguments = {field.name: getattr(layer, field.name) for field in dataclasses.fields(layer)}
    for twin in (type(layer)(**arguments), pickle.loads(pickle.dumps(layer)), copy.copy(layer),
                 copy.deepcopy(layer), dataclasses.replace(layer)):
        assert twin == layer
        assert hash(twin) == hash(layer)
        assert repr(twin) == repr(layer)


def test_layers_that_differ_are_not_equal() -> None:
    different = [Conv2d(), Conv2d(stride=2), Conv2d(stride=(2, 1)), Conv2d(bias=False),
                 Conv2d(padding="same"), Conv2d(padding=1), Conv2d(padding=((1, 0), (1, 1))),
                 Conv2d(padding_mode="circular"), Conv1d(), Conv3d(), ConvTranspose2d(),
                 Conv2d(padding="valid")]
    assert len(set(different)) == len(different)


def test_arguments_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Conv2d().stride = 2


def test_settings_are_the_arguments_that_are_not_the_default() -> None:
    assert Conv2d().settings() == {}
    assert ConvTranspose2d(padding=((1, 1), (1, 1)), stride=(1, 2), bias=False).settings() == {
        "stride": (1, 2), "padding": (1, 1), "bias": False}


@pytest.mark.parametrize(("layer", "text"), [
    (Conv2d(), "Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1))"),
    (Conv2d(3, 8, 3, 2, 1, bias=False),
     "Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)"),
    (Conv1d(padding="same", padding_mode="circular"),
     "Conv1d(1, 1, kernel_size=(3,), stride=(1,), padding='same', padding_mode='circular')"),
    (ConvTranspose1d(2, 4, 3, 2, ((1, 0),), 1, 2, dilation=3),
     "ConvTranspose1d(2, 4, kernel_size=(3,), stride=(2,), padding=((1, 0),), "
     "output_padding=(1,), groups=2, dilation=(3,))"),
    (MaxPool2d(2), "MaxPool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0), "
                   "dilation=(1, 1), ceil_mode=False)"),
    (AvgPool1d(3, 2, 1), "AvgPool1d(kernel_size=(3,), stride=(2,), padding=(1,))"),
    (LPPool2d(2, 3, stride=2),
     "LPPool2d(norm_type=2, kernel_size=(3, 3), stride=(2, 2), ceil_mode=False)"),
    (Linear(), "Linear(in_features=4, out_features=3, bias=True)")])
def test_a_layer_is_printed_as_pytorch_prints_it(layer: Layer, text: str) -> None:
    assert repr(layer) == text


# Padding words, with torch's and ONNX's numbers written out.

@pytest.mark.parametrize(("kernel", "dilation", "expected"), [
    (1, 1, (0, 0)), (2, 1, (0, 1)), (3, 1, (1, 1)), (4, 1, (1, 2)), (5, 1, (2, 2)),
    (2, 2, (1, 1)), (2, 3, (1, 2)), (3, 2, (2, 2)), (4, 3, (4, 5))])
def test_same_is_torchs_with_the_odd_cell_after(kernel: int, dilation: int,
                                                expected: tuple[int, int]) -> None:
    layer = Conv1d(kernel_size=kernel, dilation=dilation, padding="same")
    assert pads(layer, 5) == expected
    assert layer.output_shape((1, 5)) == (1, 5)


@pytest.mark.parametrize(("size", "kernel", "stride", "upper", "lower", "output"), [
    (5, 2, 1, (0, 1), (1, 0), 5),
    (5, 3, 2, (1, 1), (1, 1), 3),
    (6, 3, 2, (0, 1), (1, 0), 3),
    (7, 4, 3, (1, 2), (2, 1), 3),
    (10, 3, 3, (1, 1), (1, 1), 4),
    (9, 1, 4, (0, 0), (0, 0), 3),
    (8, 2, 3, (0, 0), (0, 0), 3),
    (1, 4, 2, (1, 2), (2, 1), 1)])
def test_same_upper_and_same_lower_are_onnxs(size: int, kernel: int, stride: int,
                                             upper: tuple[int, int], lower: tuple[int, int],
                                             output: int) -> None:
    for word, expected in (("same_upper", upper), ("same_lower", lower)):
        layer = Conv1d(kernel_size=kernel, stride=stride, padding=word)
        assert pads(layer, size) == expected
        assert layer.output_shape((1, size)) == (1, output)


@pytest.mark.parametrize(("size", "kernel", "stride", "dilation", "upper", "lower", "extra"), [
    (2, 3, 1, 1, (1, 1), (1, 1), 0), (3, 3, 2, 1, (0, 1), (1, 0), 0),
    (3, 4, 2, 1, (1, 1), (1, 1), 0), (3, 1, 2, 1, (0, 0), (0, 0), 1),
    (3, 2, 4, 1, (0, 0), (0, 0), 2), (3, 3, 2, 2, (1, 2), (2, 1), 0)])
def test_same_upper_and_same_lower_make_a_transposed_output_input_times_stride(
        size: int, kernel: int, stride: int, dilation: int, upper: tuple[int, int],
        lower: tuple[int, int], extra: int) -> None:
    for word, crops in (("same_upper", upper), ("same_lower", lower)):
        layer = ConvTranspose1d(kernel_size=kernel, stride=stride, padding=word, dilation=dilation)
        numbers = replace(layer, padding=(crops,), output_padding=extra)
        assert layer.crops(0) == crops
        assert layer.extra(0) == extra
        assert layer.output_shape((1, size)) == (1, size * stride)
        assert layer.axis_plan(0, size) == numbers.axis_plan(0, size)
        assert layer.axis_stamps(0, size) == numbers.axis_stamps(0, size)


def test_an_output_size_is_made_by_output_padding() -> None:
    layer = ConvTranspose2d(stride=(2, 3), padding=1)
    found = layer.with_output_size((3, 2), (6, 6))
    assert found == replace(layer, output_padding=(1, 2))
    assert found.output_shape((1, 3, 2)) == (1, 6, 6)
    assert layer.with_output_size((3, 2), (5, 4)) == layer
    assert found.with_output_size((3, 2), (5, 4)) == layer
    assert layer.with_output_size((3, 2), None) is layer
    same = ConvTranspose2d(stride=2, padding="same_lower")
    assert same.with_output_size(3, 6) == same
    assert ConvTranspose1d(dilation=3).with_output_size(2, 10).output_padding == (2,)


@repeatable(100)
@given(transposed_layers(), st.integers(1, 20))
def test_an_output_size_is_made_or_answered_with_those_that_can_be(made: LayerAndSize,
                                                                   wanted: int) -> None:
    layer, size = made
    try:
        found = layer.with_output_size(size, wanted)
    except LayerError as error:
        assert_readable(str(error))
        advised = re.search(r": give (\d+)(?: to (\d+))?$", str(error))
        if advised:  # all axes alike
            assert not int(advised[1]) <= wanted <= int(advised[2] or advised[1])
            for number in filter(None, advised.groups()):
                assert set(layer.with_output_size(size, int(number)).output_shape(
                    layer.input_shape(size))[1:]) == {int(number)}
        return
    assert found.output_shape(layer.input_shape(size))[1:] == (wanted,) * layer.rank


@pytest.mark.parametrize(("call", "answer"), [
    (lambda: ConvTranspose2d(stride=2, padding=1).with_output_size(3, 9),
     "output_size=9 is none that this layer makes of an input of 3×3: give 5 to 6"),
    (lambda: ConvTranspose2d(stride=(2, 1)).with_output_size((3, 4), (7, 9)),
     "output_size=(7, 9) is none that this layer makes of an input of 3×4: give 7 to 8 high, 6 "
     "wide"),
    (lambda: ConvTranspose1d(stride=2, padding="same_upper").with_output_size(3, 5), ": give 6"),
    (lambda: ConvTranspose1d(padding=9).with_output_size(3, 5), "padding 9+9 crops all of an "),
    (lambda: ConvTranspose1d().with_output_size(3, 0), "output_size 0 is too small: use 1 or more"),
    (lambda: ConvTranspose2d().with_output_size(3, (1, 2, 3)), "output_size (1, 2, 3) has 3"),
    (lambda: Conv2d().with_output_size(5, 9), "output_size=9 is for transposed layers, and the "
                                              "output of Conv2d follows from its input"),
    (lambda: Linear().with_output_size((), 9), "the output of Linear follows from its input")])
def test_an_output_size_that_cannot_be_is_refused(call: Callable[[], object], answer: str) -> None:
    assert answer in refusal(LayerError, call)


@pytest.mark.parametrize(("word", "expected", "output"), [
    ("valid", (0, 0), 3), ("full", (4, 4), 11), ("causal", (4, 0), 7)])
def test_valid_full_and_causal(word: str, expected: tuple[int, int], output: int) -> None:
    layer = Conv1d(kernel_size=3, dilation=2, padding=word)
    assert pads(layer, 7) == expected
    assert layer.output_shape((1, 7)) == (1, output)


def test_full_is_every_position_that_touches_the_input() -> None:
    assert Conv2d(kernel_size=(2, 4), padding="full").output_shape((1, 5, 5)) == (1, 6, 8)


@repeatable(60)
@given(st.sampled_from(["same_upper", "same_lower"]), st.integers(1, 12), st.integers(1, 5),
       st.integers(1, 4), st.integers(1, 3))
def test_same_upper_and_lower_give_size_over_stride_rounded_up(
        word: str, size: int, kernel: int, stride: int, dilation: int) -> None:
    layer = Conv1d(kernel_size=kernel, stride=stride, dilation=dilation, padding=word)
    assert layer.output_shape((1, size)) == (1, -(-size // stride))


@pytest.mark.parametrize("word", WORDS)
def test_each_word_works_on_each_axis_of_its_own(word: str) -> None:
    if word == "causal":
        refusal(LayerError, lambda: Conv2d(padding=word))
        return
    shape = Conv2d(kernel_size=(2, 5), padding=word).output_shape((1, 6, 7))
    assert shape[1:] == tuple(
        Conv1d(kernel_size=kernel, padding=word).output_shape((1, size))[1]
        for kernel, size in ((2, 6), (5, 7)))


# Padding modes: what each border cell repeats, and how wide the border may be.

@pytest.mark.parametrize(("mode", "sources"), [
    ("zeros", [None, None, 0, 1, 2, 3, None, None, None]),
    ("reflect", [2, 1, 0, 1, 2, 3, 2, 1, 0]),
    ("replicate", [0, 0, 0, 1, 2, 3, 3, 3, 3]),
    ("circular", [2, 3, 0, 1, 2, 3, 0, 1, 2])])
def test_border_cells_repeat_the_input_by_mode(mode: str, sources: list[int | None]) -> None:
    plan = Conv1d(padding=((2, 3),), padding_mode=mode).axis_plan(0, 4)
    assert list(plan.sources) == sources
    assert list(plan.kinds) == [CellKind.PADDING] * 2 + [CellKind.INPUT] * 4 + [
        CellKind.PADDING] * 3


def test_reflect_padding_must_be_less_than_the_input() -> None:
    assert Conv1d(padding=4, padding_mode="reflect").output_shape((1, 5)) == (1, 11)
    assert refusal(LayerError, lambda: Conv1d(
        padding=5, padding_mode="reflect").output_shape((1, 5))) == (
        "reflect padding 5 does not fit an input of 5: it must be less than the input; "
        "pad by 4 at most, or take a larger input")


def test_circular_padding_must_not_be_more_than_the_input() -> None:
    assert Conv1d(padding=5, padding_mode="circular").output_shape((1, 5)) == (1, 13)
    assert refusal(LayerError, lambda: Conv1d(
        padding=((0, 6),), padding_mode="circular").output_shape((1, 5))) == (
        "circular padding 6 does not fit an input of 5: it must be no more than the input; "
        "pad by 5 at most, or take a larger input")


@pytest.mark.parametrize("mode", ["zeros", "replicate"])
def test_zeros_and_replicate_pad_by_any_number(mode: str) -> None:
    assert Conv1d(padding=50, padding_mode=mode).output_shape((1, 1)) == (1, 99)


# Shapes and counts.

@pytest.mark.parametrize(("layer", "input_shape", "output_shape"), [
    (Conv2d(kernel_size=3, stride=2, padding=1), (1, 5, 5), (1, 3, 3)),
    (Conv2d(3, 64, (3, 5), (2, 1), ((1, 0), (2, 1)), (1, 2)), (3, 8, 9), (64, 4, 4)),
    (Conv3d(2, 4, (1, 2, 3)), (2, 3, 4, 5), (4, 3, 3, 3)),
    (ConvTranspose2d(2, 4, 3, 2, 1, 1), (2, 3, 4), (4, 6, 8)),
    (ConvTranspose1d(kernel_size=3, stride=2, padding=((1, 0),), dilation=3), (1, 4), (1, 12)),
    (ConvTranspose2d(padding="valid"), (1, 3, 3), (1, 5, 5)),
    (MaxPool2d(2), (7, 4, 6), (7, 2, 3)),
    (AvgPool3d((1, 2, 3), 1, (0, 1, 1)), (2, 3, 4, 5), (2, 3, 5, 5)),
    (LPPool1d(2, 3, 2, padding="same_upper"), (1, 6), (1, 3)),
    (Linear(5, 2), (5,), (2,))])
def test_output_shape(layer: Layer, input_shape: tuple[int, ...],
                      output_shape: tuple[int, ...]) -> None:
    assert layer.output_shape(input_shape) == output_shape


@pytest.mark.parametrize(("layer", "weight", "bias", "parameters"), [
    (Conv2d(3, 64), (64, 3, 3, 3), (64,), 1792),
    (Conv2d(3, 64, bias=False), (64, 3, 3, 3), None, 1728),
    (Conv2d(8, 12, (3, 5), groups=4), (12, 2, 3, 5), (12,), 372),
    (Conv1d(4, 4, groups=4), (4, 1, 3), (4,), 16),
    (ConvTranspose2d(8, 12, (3, 5), groups=4), (8, 3, 3, 5), (12,), 372),
    (ConvTranspose3d(2, 3, 2, bias=False), (2, 3, 2, 2, 2), None, 48),
    (Linear(5, 2), (2, 5), (2,), 12), (Linear(5, 2, bias=False), (2, 5), None, 10),
    (MaxPool2d(), None, None, 0), (LPPool3d(), None, None, 0)])
def test_weights_are_stored_as_in_torch(layer: Layer, weight: tuple[int, ...] | None,
                                        bias: tuple[int, ...] | None, parameters: int) -> None:
    assert layer.weight_shape == weight
    assert layer.bias_shape == bias
    assert layer.parameter_count == parameters


@pytest.mark.parametrize(("layer", "input_size", "macs"), [
    (Conv2d(stride=2, padding=1), 5, 9 * 9),
    (Conv2d(8, 12, (3, 5), groups=4), (5, 7), 12 * 3 * 3 * 2 * 15),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1), 3, 9 * 9),
    (ConvTranspose2d(8, 12, (3, 5), groups=4), (2, 3), 8 * 6 * 3 * 15),
    (Linear(5, 2), (), 10), (MaxPool2d(2), 4, 0), (AvgPool1d(padding=1), 7, 0)])
def test_mac_count_has_the_padding_in_it(layer: Layer, input_size: Any, macs: int) -> None:
    assert layer.mac_count(input_size) == macs


@pytest.mark.parametrize(("layer", "size"), [
    (Conv2d(), (5, 5)), (Conv2d(dilation=2), (7, 7)), (Conv2d(kernel_size=7), (9, 9)),
    (Conv2d(kernel_size=(3, 7), dilation=(2, 1)), (7, 9)), (Conv2d(stride=2), (7, 7)),
    (Conv2d(stride=2, padding=1), (5, 5)), (Conv1d(), (5,)), (Conv3d(), (5, 5, 5)),
    (Conv2d(padding=6, padding_mode="reflect"), (7, 7)),
    (Conv2d(padding=6, padding_mode="circular"), (6, 6)),
    (ConvTranspose1d(), (3,)), (ConvTranspose2d(stride=2, padding=1), (3, 3)),
    (ConvTranspose2d(padding=3), (5, 5)), (MaxPool2d(2), (6, 6)), (AvgPool1d(), (9,)),
    (MaxPool2d(2, ceil_mode=True), (5, 5)), (Linear(), ()),
    # So that windows overlap: 2, 3, 2 of 5 cells, and 2 each of 8.
    (AdaptiveAvgPool2d(3), (5, 5)), (AdaptiveAvgPool2d((None, 7)), (5, 8)),
    (AdaptiveAvgPool2d(1), (5, 5))])
def test_default_input_size(layer: Layer, size: tuple[int, ...]) -> None:
    assert layer.default_input_size() == size


@repeatable(60)
@given(any_layers())
def test_default_input_is_the_smallest_that_shows_enough(made: LayerAndSize) -> None:
    layer, _ = made
    assume("input_size" not in layer.settings())  # it says its own
    first, enough = (3, 1) if "Transpose" in type(layer).__name__ else (5, 3)

    def outputs(axis: int, size: int) -> int:
        try:
            return layer.axis_plan(axis, size).output_size
        except LayerError:
            return 0

    for axis, size in enumerate(layer.default_input_size()):
        assert outputs(axis, size) >= enough
        assert all(outputs(axis, smaller) < enough for smaller in range(first, size))


@pytest.mark.parametrize(("layer", "field"), [
    (Conv2d(), (3, 3)), (Conv2d(kernel_size=(3, 4), dilation=(4, 2), stride=3), (9, 7)),
    (ConvTranspose1d(), (3,)), (ConvTranspose1d(stride=2), (2,)),
    (ConvTranspose1d(kernel_size=2, stride=3), (1,)),
    (ConvTranspose1d(kernel_size=3, stride=2, dilation=3), (4,)),
    (ConvTranspose1d(kernel_size=2, stride=2, dilation=3), (1,)),
    (MaxPool2d((2, 3), dilation=(1, 2)), (2, 5)), (Linear(), ())])
def test_receptive_field(layer: Layer, field: tuple[int, ...]) -> None:
    assert layer.receptive_field == field


def most_read(layer: Layer, size: int) -> int:
    """How many cells of the input lie from the first tap on one to the last, at most."""
    plan = layer.axis_plan(0, size)
    read = [[source for source in (plan.sources[start + offset] for offset in plan.offsets)
             if source is not None] for start in plan.starts]
    return max(cells[-1] - cells[0] + 1 for cells in read if cells)


@pytest.mark.parametrize("dilation", range(1, 7))
@pytest.mark.parametrize("stride", range(1, 7))
@pytest.mark.parametrize("cls", [Conv1d, ConvTranspose1d, MaxPool1d])
def test_the_receptive_field_is_what_the_taps_of_one_output_span(cls: Any, stride: int,
                                                                 dilation: int) -> None:
    for kernel in range(1, 7):
        for padding in range(kernel // 2 + 1):
            layer = cls(kernel_size=kernel, stride=stride, padding=padding, dilation=dilation)
            assert layer.receptive_field == (most_read(layer, 40),), layer


@repeatable(60)
@given(st.one_of(conv_layers((1,), words=False, modes=["zeros"]), transposed_layers((1,)),
                 pooling_layers((1,))))
def test_the_receptive_field_of_random_layers_is_what_their_taps_span(made: LayerAndSize) -> None:
    layer, _ = made
    assert layer.receptive_field == (most_read(layer, 60),)


# Size formulas.

@pytest.mark.parametrize(("layer", "size", "text"), [
    (Conv1d(), 5, "5 − 3 + 1 = 3"),
    (Conv1d(padding=1), 5, "5 + 2·1 − 3 + 1 = 5"),
    (Conv1d(stride=2, padding=1), 6, "(6 + 2·1 − 3)/2 + 1 = 3.5 → 3"),
    (Conv1d(stride=2, padding=1), 5, "(5 + 2·1 − 3)/2 + 1 = 3"),
    (Conv1d(stride=3), 8, "(8 − 3)/3 + 1 = 2.67 → 2"),
    (Conv1d(dilation=2), 7, "7 − 2·(3−1) = 3"),
    (Conv1d(dilation=2, stride=2), 8, "(8 − 2·(3−1) − 1)/2 + 1 = 2.5 → 2"),
    (Conv1d(dilation=2, stride=2, padding=1), 7, "(7 + 2·1 − 2·(3−1) − 1)/2 + 1 = 3"),
    (Conv1d(padding=((1, 2),)), 5, "5 + 1 + 2 − 3 + 1 = 6"),
    (Conv1d(padding=((0, 2),)), 5, "5 + 2 − 3 + 1 = 5"),
    (Conv1d(padding="causal"), 5, "5 + 2 − 3 + 1 = 5"),
    (Conv1d(padding="same"), 5, "5 + 2·1 − 3 + 1 = 5"),
    (Conv1d(padding="same_upper", stride=2), 6, "(6 + 1 − 3)/2 + 1 = 3"),
    (ConvTranspose1d(), 3, "3 − 1 + 3 = 5"),
    (ConvTranspose1d(stride=2, padding=1), 3, "(3−1)·2 − 2·1 + 3 = 5"),
    (ConvTranspose1d(stride=2, padding=1, output_padding=1), 3, "(3−1)·2 − 2·1 + 3 + 1 = 6"),
    (ConvTranspose1d(stride=2, dilation=2), 3, "(3−1)·2 + 2·(3−1) + 1 = 9"),
    (ConvTranspose1d(stride=2, padding=((1, 0),)), 3, "(3−1)·2 − 1 + 3 = 6"),
    (ConvTranspose1d(stride=2, padding=((1, 2),)), 3, "(3−1)·2 − 1 − 2 + 3 = 4"),
    (MaxPool1d(2), 4, "(4 − 2)/2 + 1 = 2"),
    (MaxPool1d(3, 2), 6, "(6 − 3)/2 + 1 = 2.5 → 2"),
    (MaxPool1d(3, 2, ceil_mode=True), 6, "(6 − 3)/2 + 1 = 2.5 → 3"),
    (MaxPool1d(3, 2, ceil_mode=True), 7, "(7 − 3)/2 + 1 = 3"),
    (AvgPool1d(2, 3, 1, ceil_mode=True), 4, "(4 + 2·1 − 2)/3 + 1 = 2.33 → 3 − 1 = 2"),
    (MaxPool1d(3, 2, ceil_mode=True), 2, "(2 − 3)/2 + 1 = 0.5 → 1"),
    (AvgPool1d(2, 1, ((0, 3),), ceil_mode=True), 5, "5 + 3 − 2 + 1 = 7 → 7 − 2 = 5"),
    (Conv1d(padding=-1), 5, "5 − 2·1 − 3 + 1 = 1"),
    (Conv1d(stride=2, padding=((0, -1),)), 7, "(7 − 1 − 3)/2 + 1 = 2.5 → 2"),
    (Conv1d(padding=((1, -2),)), 6, "6 + 1 − 2 − 3 + 1 = 3"),
    (AvgPool1d(2, 2, ((2, 3),)), 5, "(5 + 2 + 3 − 2)/2 + 1 = 5"),
    (ConvTranspose1d(stride=2, padding=-1), 3, "(3−1)·2 + 2·1 + 3 = 9"),
    (ConvTranspose1d(padding=((-1, 2),)), 3, "3 − 1 + 1 − 2 + 3 = 4"),
    (ConvTranspose1d(padding="same_upper"), 2, "2 − 1 − 2·1 + 3 = 2"),
    (ConvTranspose1d(stride=2, padding="same_upper"), 3, "(3−1)·2 − 1 + 3 = 6"),
    (ConvTranspose1d(kernel_size=1, stride=2, padding="same_lower"), 3, "(3−1)·2 + 1 + 1 = 6")])
def test_size_formula_has_its_numbers_filled_in(layer: Layer, size: int, text: str) -> None:
    assert [str(formula) for formula in layer.size_formulas(size)] == [text]


def test_formulas_come_one_an_axis() -> None:
    assert [str(formula) for formula in Conv2d(kernel_size=(3, 1)).size_formulas((5, 4))] == [
        "5 − 3 + 1 = 3", "4 − 1 + 1 = 4"]


def test_a_value_that_is_rounded_down_is_never_shown_as_whole() -> None:
    (formula,) = Conv1d(kernel_size=1, stride=256).size_formulas(256)
    assert formula.size == 1
    shown = re.fullmatch(r".* = ([0-9.]+) → 1", str(formula))
    assert shown
    assert 1 < float(shown[1]) < 2


@repeatable(150)
@given(any_layers(max_input=9))
def test_formula_is_true_and_gives_the_real_size(made: LayerAndSize) -> None:
    layer, size = made
    shape = layer.output_shape(layer.input_shape(size))
    for axis, (formula, plan) in enumerate(
            zip(layer.size_formulas(size), layer.plan(size), strict=True)):
        arithmetic = formula.expression.replace("·", "*").replace("−", "-")
        assert re.fullmatch(r"[0-9()*/+ -]+", arithmetic)
        fractions = re.sub(r"\d+", r"Fraction(\g<0>)", arithmetic)
        assert eval(fractions, {"Fraction": Fraction}) == formula.exact
        assert formula.size == shape[1 + axis] == plan.output_size
        assert formula.size == (formula.exact.__ceil__() - formula.refused
                                if getattr(layer, "ceil_mode", False)
                                else formula.exact.__floor__())
        assert ("→" in str(formula)) == (formula.exact != formula.size)
        assert formula.overhang == plan.kinds.count(CellKind.OVERHANG)


@repeatable(200)
@given(pooling_layers((1,)))
def test_ceil_mode_leaves_windows_out_exactly_where_they_would_start_in_the_last_padding(
        made: LayerAndSize) -> None:
    layer, (size,) = made
    (formula,), (before, after) = layer.size_formulas(size), layer.pads(0, size)
    (step,), free = layer.stride, before + size + after - layer.span(0)
    rounded = -(-free // step) if layer.ceil_mode else free // step
    starts = range(0, (rounded + 1) * step, step)
    taken = [start for start in starts
             if not layer.ceil_mode or start < before + size + min(0, after)]
    assert [start - max(0, -before) for start in layer.axis_plan(0, size).starts] == taken
    assert formula.refused == len(starts) - len(taken)


# How a layer lies along an axis.

@repeatable(80)
@given(any_layers())
def test_every_tap_of_every_window_lies_in_the_extended_map(made: LayerAndSize) -> None:
    layer, size = made
    for plan, cells in zip(layer.plan(size), size, strict=True):
        assert len(plan.sources) == plan.extended_size >= cells
        assert 0 <= plan.starts[0] <= plan.starts[-1] + plan.offsets[-1] < plan.extended_size
        assert len(plan.offsets) == len(plan.kernel)
        inputs = [source for kind, source in zip(plan.kinds, plan.sources, strict=True)
                  if kind == CellKind.INPUT]
        assert inputs == list(range(cells))


def test_stamps_belong_to_transposed_layers_only() -> None:
    assert Conv2d().axis_stamps(0, 5) is None
    stamps = ConvTranspose1d(stride=2, padding=((1, 0),), output_padding=1).axis_stamps(0, 3)
    assert stamps is not None
    assert stamps.size == 8
    assert list(stamps.starts) == [0, 2, 4]
    assert list(stamps.offsets) == [0, 1, 2]
    assert list(stamps.crop) == [1, 2, 3, 4, 5, 6, 7]


# What is refused.

BAD_NUMBERS: list[tuple[Any, str]] = [
    (0, " 0 is too small: use 1 or more"),
    (-1, " -1 is too small: use 1 or more"),
    (-10**5000, "too small: use 1 or more"),
    (True, " True is not a whole number: use 1 or more"),
    (2.0, " 2.0 is not a whole number: use 1 or more"),
    (float("nan"), " nan is not a whole number: use 1 or more"),
    ("3", " '3' is not a whole number: use 1 or more"),
    (None, " None is not a whole number: use 1 or more"),
    (3j, " 3j is not a whole number: use 1 or more"),
    ({3}, " {3} is not a whole number: use 1 or more"),
    (10**7, " 10000000 is too large: use a million at most"),
    (10**600, "too large: use a million at most"),
    (10**5000, "too large: use a million at most"),
    (b"ab", "is not a whole number: use 1 or more")]
POSITIVE = "use a number above 0 and up to 100"
BAD_COUNTS: list[tuple[Any, str]] = [
    *BAD_NUMBERS, (np.array([3, 3]), "[3, 3] is not a whole number: use 1 or more"),
    (np.zeros((1, 1)), "[[0.0]] is not a whole number: use 1 or more")]
BAD_IDS = [f"{n} {type(value).__name__}" for n, (value, _) in enumerate(BAD_NUMBERS)]


@pytest.mark.parametrize("argument", ["in_channels", "out_channels", "groups"])
@pytest.mark.parametrize(("value", "answer"), BAD_COUNTS,
                         ids=[*BAD_IDS, "array of two", "array of one"])
def test_bad_count_is_refused(argument: str, value: Any, answer: str) -> None:
    message = refusal(LayerError, lambda: Conv2d(**{argument: value}))
    assert message.startswith(f"{argument} ")
    assert answer in message


@pytest.mark.parametrize("argument", ["kernel_size", "stride", "dilation"])
@pytest.mark.parametrize(("value", "answer"), BAD_NUMBERS, ids=BAD_IDS)
def test_bad_size_is_refused_alone_and_for_one_axis(argument: str, value: Any,
                                                    answer: str) -> None:
    for given_ in (value, (3, value), [value, 3]):
        message = refusal(LayerError, lambda given_=given_: Conv2d(**{argument: given_}))
        assert message.startswith(f"{argument} ")
        assert answer in message


@pytest.mark.parametrize("argument", ["kernel_size", "stride", "dilation", "padding"])
@pytest.mark.parametrize("value", [(), (3, 3, 3), [1, 2, 3, 4], range(40)],
                         ids=["none", "three", "four", "forty"])
def test_wrong_number_of_sizes_is_refused(argument: str, value: Any) -> None:
    message = refusal(LayerError, lambda: Conv2d(**{argument: value}))
    assert message.startswith(f"{argument} ")
    assert f"has {len(value)} numbers, but the layer has 2 axes: give one number, or 2" in message


def test_one_axis_takes_one_number() -> None:
    message = refusal(LayerError, lambda: Conv1d(kernel_size=(3, 3)))
    assert message.startswith("kernel_size (3, 3) has 2 numbers, but the layer has 1 axis: ")
    assert not message.endswith("give one number, or 1")


@pytest.mark.parametrize(("padding", "answer"), [
    (-10**6 - 1, "padding -1000001 is too small: use minus a million or more"),
    (((0, -10**7), (0, 0)), "padding -10000000 is too small: use minus a million or more"),
    (1.5, "padding 1.5 is not a whole number: use one such as 1, or -1 to crop"),
    (None, "padding None is not a whole number"),
    (((1, None), (1, 1)), "padding None is not a whole number"),
    (10**5000, "too large: use a million at most"),
    (((1, 2, 3), (1, 2)), "does not suit 2 axes: give one (before, after) pair an axis"),
    (((1,), (2,)), "does not suit 2 axes: give one (before, after) pair an axis"),
    (((1, 2),) * 3, "does not suit 2 axes: give one (before, after) pair an axis"),
    ((((1, 2), 3), 4), "padding (1, 2) is not a whole number"),
    (("same", "same"), "padding"),
    (b"ab", "padding"),
    ((b"ab", b"cd"), "padding"),
    ("sme", "unknown padding 'sme': did you mean same?"),
    ("SAME", "unknown padding 'SAME': did you mean same?"),
    ("", "unknown padding ''"),
    ("zzz", "valid, same, same_upper, same_lower, full, causal"),
    ("same" * 10**6, "unknown padding 'samesame")], ids=lambda value: type(value).__name__)
def test_bad_padding_is_refused(padding: Any, answer: str) -> None:
    assert answer in refusal(LayerError, lambda: Conv2d(padding=padding))


@pytest.mark.parametrize(("call", "answer"), [
    (lambda: Conv2d(padding="same", stride=2),
     "padding 'same' needs stride 1, and the stride is 2: use same_upper, which takes any stride"),
    (lambda: Conv2d(padding="same", stride=(1, 3)),
     "padding 'same' needs stride 1, and the stride is 3: use same_upper, which takes any stride"),
    (lambda: Conv2d(padding="causal"), "padding 'causal' is for one axis, and Conv2d has 2: "
                                       "use Conv1d"),
    (lambda: Conv3d(padding="causal"), "padding 'causal' is for one axis, and Conv3d has 3: "
                                       "use Conv1d"),
    (lambda: ConvTranspose2d(padding="same"), "padding 'same' is no word for this kind of layer: "
                                              "use valid, same_upper, same_lower, or numbers"),
    (lambda: ConvTranspose2d(stride=2, padding="same_upper", output_padding=1),
     "padding 'same_upper' makes the output as large as input * stride, and output_padding 1 would "
     "make it another: leave one out"),
    (lambda: Conv2d(padding_mode="zero"), "unknown padding_mode 'zero': did you mean zeros?"),
    (lambda: Conv2d(padding_mode=None), "unknown padding_mode None: "
     "there is zeros, reflect, replicate, circular"),
    (lambda: Conv2d(padding_mode=["zeros"]), "unknown padding_mode"),
    (lambda: ConvTranspose2d(padding_mode="reflect"), "unknown padding_mode 'reflect': "
                                                      "there is zeros"),
    (lambda: Conv2d(bias=1), "bias 1 is neither True nor False"),
    (lambda: Conv2d(bias="no"), "bias 'no' is neither"),
    (lambda: Conv2d(groups=2), "groups 2 does not divide in_channels 1 and out_channels 1: "
                                "use 1, or in_channels=2 and out_channels=2"),
    (lambda: Conv2d(4, 6, groups=4), "groups 4 does not divide out_channels 6: use 1 or 2, "
                                      "or out_channels=4 or 8"),
    (lambda: Conv2d(720_720, 720_720, groups=19),
     "groups 19 does not divide in_channels 720720 and out_channels 720720: use 1, 2, 3, 4, "),
    (lambda: ConvTranspose1d(6, 4, groups=3), "groups 3 does not divide out_channels 4: "
                                              "use 1 or 2"),
    (lambda: ConvTranspose2d(output_padding=1), "output_padding 1 is too large: it must be "
     "smaller than the stride or the dilation, so 0 at most here"),
    (lambda: ConvTranspose2d(stride=(3, 2), output_padding=2), "so 1 at most here"),
    (lambda: ConvTranspose2d(output_padding=-1), "output_padding -1 is too small: use 0 or more"),
    (lambda: MaxPool2d(stride=0), "stride 0 is too small: use 1 or more"),
    (lambda: MaxPool2d(None), "kernel_size None is not a whole number"),
    (lambda: MaxPool2d(return_indices=None), "return_indices None is neither True nor False"),
    (lambda: AvgPool2d(ceil_mode=1), "ceil_mode 1 is neither True nor False"),
    (lambda: AvgPool2d(divisor_override=0), "divisor_override 0 is out of range: use a whole "
     "number but 0, of 12 digits at most"),
    (lambda: AvgPool2d(divisor_override=-10**12),
     "divisor_override -1000000000000 is out of range"),
    (lambda: AvgPool2d(divisor_override=True), "divisor_override True is not a whole number"),
    (lambda: AvgPool2d(divisor_override=1.5), "divisor_override 1.5 is not a whole number"),
    (lambda: AvgPool2d(padding="same"), "padding 'same' is no word for this kind of layer: "
                                        "use valid, same_upper, same_lower, or numbers"),
    (lambda: AvgPool2d(padding="full"), "padding 'full' is no word for this kind of layer: "
                                        "use valid, same_upper, same_lower, or numbers"),
    (lambda: LPPool1d(0), f"norm_type 0 is out of range: {POSITIVE}"),
    (lambda: LPPool1d(-1.5), f"norm_type -1.5 is out of range: {POSITIVE}"),
    (lambda: LPPool1d(float("nan")), f"norm_type nan is out of range: {POSITIVE}"),
    (lambda: LPPool1d(float("inf")), f"norm_type inf is out of range: {POSITIVE}"),
    (lambda: LPPool1d(10**5000), "norm_type int of very many digits is out of range"),
    (lambda: LPPool1d(True), f"norm_type True is no number: {POSITIVE}"),
    (lambda: LPPool1d("2"), f"norm_type '2' is no number: {POSITIVE}"),
    (lambda: LPPool1d(2j), f"norm_type 2j is no number: {POSITIVE}"),
    (lambda: Linear(0), "in_features 0 is too small: use 1 or more"),
    (lambda: Linear(2, (3,)), "out_features (3,) is not a whole number")])
def test_arguments_that_cannot_be_are_refused(call: Callable[[], object], answer: str) -> None:
    assert answer in refusal(LayerError, call)


def test_output_padding_may_be_less_than_the_stride_or_the_dilation() -> None:
    assert ConvTranspose1d(stride=3, output_padding=2).output_shape((1, 2)) == (1, 8)
    assert ConvTranspose1d(dilation=3, output_padding=2).output_shape((1, 2)) == (1, 10)
    refusal(LayerError, lambda: ConvTranspose1d(stride=3, dilation=2, output_padding=3))


@pytest.mark.parametrize(("layer", "shape", "answer"), [
    (Conv2d(), (1, 2, 2),
     "kernel 3 is larger than the input, which is only 2 high: pad by 1 or take an input of 3"),
    (Conv2d(), (1, 5, 1),
     "kernel 3 is larger than the input, which is only 1 wide: pad by 1 or take an input of 3"),
    (Conv2d(dilation=4), (1, 7, 7), "kernel 3 dilated by 4 spans 9, but the input is only 7 high: "
                                    "pad by 1 or lower the dilation"),
    (Conv2d(dilation=4, padding=1), (1, 5, 5),
     "kernel 3 dilated by 4 spans 9, but the padded input is only 7 high: pad by 2"),
    (Conv1d(kernel_size=7, padding=1), (1, 3),
     "kernel 7 is larger than the padded input, which is only 5 long: pad by 2"),
    (Conv3d(kernel_size=(4, 1, 1)), (1, 3, 3, 3), "only 3 deep"),
    (ConvTranspose2d(padding=9), (1, 3, 3), "padding 9+9 crops all of an output that is only "
     "5 high: lower the padding or take a larger input"),
    (ConvTranspose2d(padding=((0, 0), (2, 3))), (1, 3, 3), "padding 2+3 crops all of an output "
                                                           "that is only 5 wide"),
    (MaxPool2d(), (1, 2, 2),
     "kernel 3 is larger than the input, which is only 2 high: pad by 1 or take an input of 3"),
    (Conv2d(padding=-1), (1, 4, 4),
     "kernel 3 is larger than the cropped input, which is only 2 high: pad by 0 or take an input "
     "of 5"),
    (Conv1d(padding=((-2, -3),)), (1, 5), "padding -2:-3 crops all of an input that is only 5 "
                                          "long: crop less or take a larger input"),
    (Conv1d(padding=((-2, 5),)), (1, 2), "padding -2:5 crops all of an input that is only 2 long"),
    (MaxPool2d(2, padding=2), (1, 4, 4), "a window of kernel 2 holds nothing but padding, which is "
                                         "never the maximum: pad by 1 at most"),
    (MaxPool1d(2, padding=((0, 2),)), (1, 4), "nothing but padding, which is never the maximum: "
                                              "pad by 1 at most"),
    (AvgPool1d(3, 1, 3, count_include_pad=False), (1, 4),
     "a window of kernel 3 holds nothing but padding, which count_include_pad=False does not "
     "count: pad by 2 at most"),
    (MaxPool2d(2, 1, 1, dilation=2), (1, 1, 1),
     "a window of kernel 2 dilated by 2 holds nothing but padding, which is never the maximum: "
     "lower the dilation or the padding, or take a larger input")])
def test_layer_that_does_not_fit_is_refused(layer: Layer, shape: tuple[int, ...],
                                            answer: str) -> None:
    for call in (lambda: layer.output_shape(shape), lambda: layer.plan(shape[1:]),
                 lambda: layer.mac_count(shape[1:])):
        assert answer in refusal(LayerError, call)


@repeatable(150)
@given(kernel=st.integers(1, 9), dilation=st.integers(1, 4), size=st.integers(1, 9))
def test_padding_pooling_by_the_number_in_the_answer_is_allowed(kernel: int, dilation: int,
                                                                size: int) -> None:
    layer = MaxPool1d(kernel, dilation=dilation)
    if layer.span(0) <= size:
        assert layer.output_shape((1, size))
        return
    message = refusal(LayerError, lambda: layer.output_shape((1, size)))
    advised = re.search(r"pad by (\d+)", message)
    assert advised
    helped = MaxPool1d(kernel, dilation=dilation, padding=int(advised[1]))
    assert helped.axis_formula(0, size).size >= 1


@repeatable(300)
@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 6), st.integers(-3, 9),
       st.integers(-3, 9), st.booleans(), st.integers(1, 6))
def test_a_maximum_is_refused_exactly_where_a_window_holds_no_cell_of_the_input(
        kernel: int, stride: int, dilation: int, before: int, after: int, ceil: bool,
        size: int) -> None:
    arguments = kernel, stride, ((before, after),)
    layer = MaxPool1d(*arguments, dilation, ceil_mode=ceil)
    counting = AvgPool1d(*arguments, ceil, dilation=dilation)
    try:
        plan = counting.axis_plan(0, size)
    except LayerError:
        refusal(LayerError, lambda: layer.axis_plan(0, size))
        return
    held = [{plan.kinds[start + offset] for offset in plan.offsets} for start in plan.starts]
    if all(CellKind.INPUT in kinds for kinds in held):
        assert layer.axis_plan(0, size) == plan
    else:
        assert "nothing but padding" in refusal(LayerError, lambda: layer.axis_plan(0, size))
    uncounted = replace(counting, count_include_pad=False)
    if all(CellKind.INPUT in kinds for kinds in held):
        assert uncounted.axis_plan(0, size) == plan
    else:
        assert "nothing but padding" in refusal(LayerError, lambda: uncounted.axis_plan(0, size))
        assert replace(uncounted, divisor_override=2).axis_plan(0, size) == plan


@repeatable(150)
@given(kernel=st.integers(1, 9), dilation=st.integers(1, 4), before=st.integers(0, 4),
       after=st.integers(0, 4), size=st.integers(1, 9))
def test_padding_by_the_number_in_the_answer_helps(kernel: int, dilation: int, before: int,
                                                   after: int, size: int) -> None:
    layer = Conv1d(kernel_size=kernel, dilation=dilation, padding=((before, after),))
    if dilation * (kernel - 1) + 1 <= before + size + after:
        assert layer.output_shape((1, size))
        return
    message = refusal(LayerError, lambda: layer.output_shape((1, size)))
    advised = re.search(r"pad by (\d+)", message)
    assert advised
    helped = Conv1d(kernel_size=kernel, dilation=dilation, padding=int(advised[1]))
    assert helped.output_shape((1, size))[1] >= 1


@pytest.mark.parametrize(("shape", "answer"), [
    ((2, 5, 5), "input shape (2, 5, 5) does not suit Conv2d: give channels first, "
                "such as (1, 5, 5)"),
    ((5, 5), "input shape (5, 5) does not suit Conv2d"),
    ((1, 5, 5, 5), "input shape (1, 5, 5, 5) does not suit Conv2d"),
    ((), "input shape () does not suit Conv2d"),
    ((1, 5, 0), "input size 0 is too small: use 1 or more"),
    ((1, -5, 5), "input size -5 is too small: use 1 or more"),
    ((1, 5.0, 5), "input size 5.0 is not a whole number"),
    ((1, 5, 10**7), "input size 10000000 is too large"),
    ((1, 10**5000, 5), "input size"),
    ((10**5000, 5, 5), "input shape")], ids=[f"shape {n}" for n in range(10)])
def test_bad_input_shape_is_refused(shape: Any, answer: str) -> None:
    assert answer in refusal(LayerError, lambda: Conv2d().output_shape(shape))


@pytest.mark.parametrize("size", [0, -1, True, 5.0, "5", None, (), (5, 5, 5), (5, 0), 10**7,
                                  (5, "5"), 10**5000], ids=[f"size {n}" for n in range(12)])
def test_bad_input_size_is_refused(size: Any) -> None:
    layer = Conv2d()
    for call in (lambda: layer.spatial_size(size), lambda: layer.plan(size),
                 lambda: layer.size_formulas(size), lambda: layer.mac_count(size)):
        assert refusal(LayerError, call).startswith("input size ")


@pytest.mark.parametrize("layer", [
    Conv1d(kernel_size=20_000),
    Conv3d(100_000, 100_000, 20_000, 100_000, ((100, 99), (100, 99), (100, 99)), 10_000, 100_000,
           bias=False, padding_mode="replicate")], ids=["plain", "every argument"])
def test_layer_that_no_sensible_input_suits_is_refused(layer: Layer) -> None:
    message = refusal(LayerError, layer.default_input_size)
    assert message.startswith(f"no input up to 10000 suits {type(layer).__name__}(")


@pytest.mark.parametrize("size", [4, (4,), 0, (1, 2), None, "4"])
def test_an_input_size_of_linear_is_refused_with_in_features(size: Any) -> None:
    layer = Linear()
    for call in (lambda: layer.spatial_size(size), lambda: layer.plan(size),
                 lambda: layer.size_formulas(size), lambda: layer.mac_count(size)):
        assert refusal(LayerError, call) == (
            f"input size {size!r} was given, but Linear has no axes: leave it out, and give "
            "in_features for the size of the input")
    assert layer.plan(()) == layer.size_formulas([]) == layer.default_input_size() == ()


@pytest.mark.parametrize(("shape", "answer"), [
    ((5,), "input shape (5,) does not suit Linear: give (4,)"),
    ((1, 4), "input shape (1, 4) does not suit Linear: give (4,)"),
    ((), "input shape () does not suit Linear")])
def test_a_bad_input_shape_of_linear_is_refused(shape: Any, answer: str) -> None:
    assert answer in refusal(LayerError, lambda: Linear().output_shape(shape))


def test_mac_count_is_the_products_of_the_shapes() -> None:
    layer = Conv3d(4, 6, (1, 2, 3), groups=2)
    transposed = ConvTranspose3d(4, 6, (1, 2, 3), groups=2)
    outputs = layer.output_shape((4, 3, 4, 5))
    assert layer.mac_count((3, 4, 5)) == prod(outputs) * 2 * 6
    assert transposed.mac_count((3, 4, 5)) == 4 * 60 * 3 * 6


# What people should see of a layer.

@pytest.mark.parametrize(("layer", "seen"), [
    (Conv2d(3, 8), {"kernel_size": (3, 3)}),
    (Conv2d(stride=2, padding=1, padding_mode="reflect", bias=False),
     {"kernel_size": (3, 3), "stride": (2, 2), "padding": (1, 1), "padding_mode": "reflect"}),
    (Conv2d(padding_mode="reflect"), {"kernel_size": (3, 3)}),
    (Conv2d(4, 4, padding="valid", groups=2),
     {"kernel_size": (3, 3), "padding": "valid", "groups": 2}),
    (ConvTranspose1d(), {"kernel_size": (3,), "padding": (0,)}),
    (MaxPool2d(2, return_indices=True), {"kernel_size": (2, 2), "stride": (2, 2)}),
    (MaxPool2d(2, 1, ceil_mode=True), {"kernel_size": (2, 2), "ceil_mode": True}),
    (AvgPool1d(2, 1, count_include_pad=False), {"kernel_size": (2,)}),
    (AvgPool1d(2, 1, 1, count_include_pad=False, divisor_override=3),
     {"kernel_size": (2,), "padding": (1,), "count_include_pad": False, "divisor_override": 3}),
    (LPPool1d(2, 2, 1), {"norm_type": 2, "kernel_size": (2,)}),
    (Linear(5, 2, bias=False), {"in_features": 5, "out_features": 2})], ids=repr)
def test_parameters_are_those_that_change_something(layer: Layer, seen: dict[str, Any]) -> None:
    assert layer.parameters() == seen


@repeatable(150)
@given(any_layers((0, 1, 2), max_input=5))
def test_what_parameters_leave_out_changes_nothing(made: LayerAndSize) -> None:
    """But for the channels and the bias, which the shapes say."""
    layer, size = made
    left_to_shapes = {name: getattr(layer, name) for name in layer.never_seen}
    plain = {"stride": 1} if "stride" in layer.field_kinds() else {}
    seen = layer.parameters()
    if isinstance(layer.settings().get("padding"), str):  # of a transposed one, which it says too
        seen.pop("output_padding", None)
    same = type(layer)(**left_to_shapes, **plain | seen)
    np.testing.assert_array_equal(trace(same, input_size=size or None).output,
                                  trace(layer, input_size=size or None).output)


@repeatable(60)
@given(any_layers((0, 1, 2, 3)))
def test_counts_are_the_products_of_their_factors(made: LayerAndSize) -> None:
    layer, size = made
    shape = layer.weight_shape
    assert prod(layer.weight_factors or (0,)) == (prod(shape) if shape else 0)
    assert prod(layer.mac_factors(size) or (0,)) == layer.mac_count(size)


def test_factors_go_from_what_is_read_to_what_is_made() -> None:
    assert Conv2d(3, 64, 4).weight_factors == (3, 4, 4, 64)
    assert ConvTranspose2d(100, 512, 4).weight_factors == (100, 4, 4, 512)
    assert Linear(10, 5).mac_factors(()) == (10, 5)
    assert Conv2d(3, 8, 3).mac_factors(5) == (3, 3, 3, 8, 3, 3)
    assert MaxPool2d(2).weight_factors == MaxPool2d(2).mac_factors(4) == ()


@pytest.mark.parametrize("name", ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
def test_a_global_pool_by_its_bare_name_has_as_many_axes_as_its_input(name: str) -> None:
    layer = getattr(convgif, name)()
    assert layer == parse_layer(f"{name}()") == LAYERS[f"{name}2d"]()
    for size in ((5,), (3, 4), (2, 3, 4)):
        made = convgif.trace(layer, np.ones((2, *size)))
        assert made.layer == LAYERS[f"{name}{len(size)}d"]()
        assert made.output.shape == (2, *[1] * len(size))
