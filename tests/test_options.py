"""OPTIONS, what reads settings from text, and how settings become a layer and a file name."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable

from convgif.errors import ConvgifError, LayerError, NotationError, UnknownNameError
from convgif.layers import (
    LAYERS,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
)
from convgif.options import (
    FIELD_OPTIONS,
    OPTIONS,
    file_stem,
    parse_count,
    parse_density,
    parse_duration,
    parse_px,
    parse_text,
    resolve,
)
from convgif.presets import PRESETS

PARSERS = (parse_count, parse_px, parse_density, parse_duration)


# Text to values.

@pytest.mark.parametrize(("parse", "text", "value"), [
    (parse_count, "3", 3), (parse_count, " 12 ", 12), (parse_count, "-1", -1),
    (parse_px, "320", 320), (parse_px, "320px", 320), (parse_px, " 320px ", 320),
    (parse_density, "2", 2), (parse_density, "1.5", 1.5), (parse_density, "2x", 2),
    (parse_duration, "600", 600), (parse_duration, "600ms", 600), (parse_duration, "0.6s", 600),
    (parse_duration, "0.6 s", 600), (parse_duration, "1S", 1000), (parse_duration, "20", 20),
    (parse_duration, "0", 0), (parse_duration, "5s", 5000), (parse_duration, "5ms", 5),
    (parse_duration, "0.0005s", 0), (parse_text, " as it is ", " as it is "),
], ids=lambda value: getattr(value, "__name__", repr(value)))
def test_text_is_read(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value
    assert type(parse(text)) in (type(value), float)


@pytest.mark.parametrize(("parse", "text", "fragment"), [
    (parse_count, "3.5", "'3.5' is no whole number"), (parse_count, "", "'' is no whole number"),
    (parse_count, "three", "such as 3"), (parse_count, "1e3", "'1e3'"), (parse_count, "٣", "'٣'"),
    (parse_count, "9" * 5000, "'999"), (parse_px, "5em", "'5em'"), (parse_px, "px", "''"),
    (parse_density, "nan", "density 'nan' is no factor"), (parse_density, "-1", "'-1'"),
    (parse_density, "1e3", "2 or 1.5"), (parse_density, "x", "'x'"),
    (parse_duration, "5", "5 would be milliseconds, too short to see: did you mean 5s?"),
    (parse_duration, "0.6", "did you mean 0.6s?"), (parse_duration, "19", "did you mean 19s?"),
    (parse_duration, "fast", "'fast' is no duration: give one such as 600, 600ms or 0.6s"),
    (parse_duration, "-600", "'-600'"), (parse_duration, "inf", "'inf'"),
    (parse_duration, "1m", "'1m'"), (parse_duration, "1.s", "'1.s'"),
], ids=lambda value: getattr(value, "__name__", repr(value)[:20]))
def test_other_text_is_refused_in_one_line(parse: Callable[[str], Any], text: str,
                                           fragment: str) -> None:
    assert fragment in refusal(NotationError, lambda: parse(text))


@pytest.mark.parametrize("parse", PARSERS)
@repeatable(150)
@given(text=st.one_of(st.text(max_size=12), st.from_regex(r"-?[0-9]+\.?[0-9]*(ms|s|px|x)?")))
def test_any_text_is_read_or_refused(parse: Callable[[str], Any], text: str) -> None:
    try:
        assert isinstance(parse(text), int | float)
    except NotationError as error:
        assert_readable(str(error))


# The table.

def test_rows_are_named_as_their_keys_and_flags_are_used_once() -> None:
    assert all(option.name == name for name, option in OPTIONS.items())
    flags = [part for option in OPTIONS.values() for flag in option.flags
             for part in flag.split("/")]
    assert len(flags) == len(set(flags))
    assert all(re.fullmatch(r"-[a-z]|--[a-z][a-z-]*", flag) for flag in flags)


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_described_in_one_line(name: str) -> None:
    option = OPTIONS[name]
    assert option.help.strip()
    assert len(option.help.splitlines()) == 1
    assert option.group in ("layer", "picture")
    assert (option.parse is None) == (option.metavar == "")


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if option.parse])
def test_a_default_is_written_as_it_is_read(name: str) -> None:
    option = OPTIONS[name]
    if option.default is not None:
        assert option.parse(str(option.default)) == option.default


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_every_argument_of_a_layer_is_an_option_with_its_default(layer) -> None:
    assert layer.field_kinds().keys() <= FIELD_OPTIONS.keys() <= OPTIONS.keys()
    assert {name: OPTIONS[name].default for name in layer.field_kinds()} == {
        name: kind.default for name, kind in layer.field_kinds().items()}


@pytest.mark.parametrize(("name", "flags"), [
    ("input_size", {"--i", "-i", "--input-size"}), ("kernel_size", {"--k", "-k", "--kernel-size"}),
    ("stride", {"--s", "-s", "--stride"}), ("padding", {"--p", "-p", "--padding"}),
    ("dilation", {"--d", "-d", "--dilation"}), ("layer", {"--layer", "--op"}),
    ("bias", {"--bias/--no-bias"}), ("size_px", {"--size"}), ("duration_ms", {"--duration"}),
    ("hold_ms", {"--hold"}), ("output_padding", {"--output-padding"}),
    ("padding_mode", {"--padding-mode"}), ("in_channels", {"--in-channels"})])
def test_flags_are_those_of_the_issue(name: str, flags: set[str]) -> None:
    assert set(OPTIONS[name].flags) == flags


# Settings to a layer.

@pytest.mark.parametrize(("settings", "layer_text", "layer", "size"), [
    ({}, None, Conv2d(bias=False), (5, 5)),
    ({"kernel_size": 3, "stride": 2, "padding": 1}, None,
     Conv2d(stride=2, padding=1, bias=False), (5, 5)),
    ({"dilation": 2}, None, Conv2d(dilation=2, bias=False), (7, 7)),
    ({"kernel_size": 7}, None, Conv2d(kernel_size=7, bias=False), (9, 9)),
    ({"bias": True}, None, Conv2d(), (5, 5)),
    ({"input_size": (5, 7)}, None, Conv2d(bias=False), (5, 7)),
    ({"transposed": True}, None, ConvTranspose2d(bias=False), (3, 3)),
    ({"transposed": True, "layer": "conv1d"}, None, ConvTranspose1d(bias=False), (3,)),
    ({"transposed": True, "layer": "conv-transpose"}, None, ConvTranspose2d(bias=False), (3, 3)),
    ({"transposed": False}, None, Conv2d(bias=False), (5, 5)),
    ({"layer": "CONV_TRANSPOSE"}, None, ConvTranspose2d(bias=False), (3, 3)),
    ({"layer": "conv", "kernel_size": (3, 3, 3)}, None, Conv3d(bias=False), (5, 5, 5)),
    ({"layer": "conv", "input_size": (3, 4, 5)}, None, Conv3d(bias=False), (3, 4, 5)),
    ({"kernel_size": (1, 2, 3), "transposed": True}, None,
     ConvTranspose3d(kernel_size=(1, 2, 3), bias=False), (3, 3, 3)),
    ({"layer": "conv-1D", "padding": "causal"}, None,
     Conv1d(padding="causal", bias=False), (5,)),
    ({}, "Conv2d(3, 8, kernel_size=(3, 3))", Conv2d(3, 8), (5, 5)),
    ({}, "Conv2d(3, 8, kernel_size=(3, 3), bias=False)", Conv2d(3, 8, bias=False), (5, 5)),
    ({"bias": False, "stride": 2}, "Conv2d(3, 8, kernel_size=(3, 3))",
     Conv2d(3, 8, stride=2, bias=False), (7, 7)),
    ({"in_channels": 1, "input_size": 9}, "nn.Conv2d(3, 8, 5)", Conv2d(1, 8, 5), 9),
    ({"transposed": True}, "Conv1d(3, 8, 5)", ConvTranspose1d(3, 8, 5), (3,)),
    ({"layer": "conv"}, "Conv1d(3, 8, 5)", Conv1d(3, 8, 5), (7,)),
    ({"preset": "dilation"}, None, Conv2d(dilation=2, bias=False), 7),
    ({"preset": "Dilation"}, None, Conv2d(dilation=2, bias=False), 7),
    ({"preset": "dilation", "dilation": 1}, None, Conv2d(bias=False), 7),
    ({"preset": "dilation", "input_size": 9, "stride": 2}, None,
     Conv2d(dilation=2, stride=2, bias=False), 9),
    ({"preset": "dilation", "transposed": True}, None,
     ConvTranspose2d(dilation=2, bias=False), 7),
    ({"preset": "padding-strides-odd-transposed"}, None,
     ConvTranspose2d(stride=2, padding=1, output_padding=1, bias=False), 3),
    ({"preset": "dilation", "bias": True}, None, Conv2d(dilation=2), 7),
    ({"preset": "padding_strides", "layer": "conv1d"}, None,
     Conv1d(stride=2, padding=1, bias=False), 5),
])
def test_settings_become_a_layer_and_its_input_size(settings, layer_text, layer, size) -> None:
    assert resolve(settings, layer_text) == (layer, size, {})


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_its_layer_on_its_input(name: str) -> None:
    layer, size, rest = resolve({"preset": name})
    preset = PRESETS[name]
    assert layer == LAYERS[preset.layer](**{"bias": False, **preset.settings})
    assert (size, rest) == (preset.input_size, {})


def test_what_is_not_the_layers_is_left_for_the_picture() -> None:
    settings = {"theme": "dark", "seed": 3, "stride": 2, "loop": 1, "input_size": 7}
    layer, size, rest = resolve(settings)
    assert (layer, size) == (Conv2d(stride=2, bias=False), 7)
    assert rest == {"theme": "dark", "seed": 3, "loop": 1}
    assert settings == {"theme": "dark", "seed": 3, "stride": 2, "loop": 1, "input_size": 7}


@pytest.mark.parametrize(("kind", "settings", "layer_text", "fragment"), [
    (ConvgifError, {"preset": "dilation"}, "Conv2d(1, 1, 3)", "leave one out"),
    (UnknownNameError, {"preset": "dilatoin"}, None, "did you mean dilation?"),
    (UnknownNameError, {"layer": "conf2d"}, None, "did you mean Conv2d?"),
    (UnknownNameError, {"layer": "deconv"}, None, "use ConvTranspose2d"),
    (UnknownNameError, {"layer": "deconvolution", "kernel_size": (2, 2, 2)}, None,
     "use ConvTranspose3d"),
    (UnknownNameError, {"layer": "conv", "kernel_size": (3, 3, 3, 3)}, None, "1 to 3 sizes"),
    (LayerError, {"output_padding": 1}, None, "ConvTranspose2d"),
    (LayerError, {"output_padding": 1, "transposed": True}, None, "0 at most"),
    (LayerError, {"kernel_size": 0}, None, "use 1 or more"),
    (NotationError, {}, "Conv2d(", "is not a layer as PyTorch prints it"),
], ids=lambda value: None if isinstance(value, type) else repr(value)[:40])
def test_settings_that_make_no_layer_are_refused(kind, settings, layer_text, fragment) -> None:
    assert fragment in refusal(kind, lambda: resolve(settings, layer_text))


# Settings to a file name.

@pytest.mark.parametrize(("layer", "size", "settings", "stem"), [
    (Conv2d(stride=2, padding=1, bias=False), 5, {}, "conv2d_i5_k3_s2_p1"),
    (Conv2d(bias=False), 5, {}, "conv2d_i5_k3"),
    (Conv2d(bias=False), (5, 5), {}, "conv2d_i5_k3"),
    (Conv2d(), 5, {}, "conv2d_i5_k3_bias"),
    (Conv2d(kernel_size=(3, 5), padding=((1, 0), (2, 1)), bias=False), (5, 7), {},
     "conv2d_i5x7_k3x5_p1-0x2-1"),
    (Conv2d(padding="same_upper", stride=2, bias=False), 6, {}, "conv2d_i6_k3_s2_p-same-upper"),
    (Conv2d(dilation=2, bias=False), 7, {}, "conv2d_i7_k3_d2"),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1, bias=False), 3, {},
     "convtranspose2d_i3_k3_s2_p1_output-padding1"),
    (Conv2d(4, 8, groups=2, padding=1, padding_mode="reflect", bias=False), 5, {},
     "conv2d_i5_k3_p1_in-channels4_out-channels8_groups2_padding-mode-reflect"),
    (Conv1d(bias=False), 5, {"theme": "dark", "size_px": 150, "density": 2.0},
     "conv1d_i5_k3_theme-dark_size150_density2"),
    (Conv2d(bias=False), 5, {"density": 1.5, "prefilled": True},
     "conv2d_i5_k3_density1.5_prefilled"),
    (Conv2d(bias=False), 5, {"theme": "light", "seed": 0, "loop": 0, "hold_ms": 1500},
     "conv2d_i5_k3"),
    (Conv2d(bias=False), 5, {"title": "../a: b\\c\0 d"}, "conv2d_i5_k3_title-..-a-b-c-d"),
])
def test_a_file_name_says_the_parameters(layer, size, settings, stem) -> None:
    assert file_stem(layer, size, settings) == stem


OTHER_VALUES: dict[str, Any] = {
    "seed": 7, "view": "other", "theme": "dark", "text": "none", "title": "Hi", "prefilled": False,
    "background": "transparent", "size_px": 111, "density": 2, "show_in": 1, "show_out": 1,
    "duration_ms": 123, "hold_ms": 0, "loop": 1}


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in (
    "input_size", "layer", "transposed", "preset", *FIELD_OPTIONS)])
def test_every_setting_that_is_not_its_default_is_in_the_name(name: str) -> None:
    value = OTHER_VALUES[name]
    stems = {file_stem(Conv2d(bias=False), 5, settings)
             for settings in ({}, {name: value}, {name: OPTIONS[name].default})}
    assert len(stems) == 2
    (longer,) = stems - {"conv2d_i5_k3"}
    assert OPTIONS[name].flags[0].split("/")[0].lstrip("-") in longer


@repeatable(100)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_setting_puts_anything_odd_into_the_name(title: str, background: str) -> None:
    stem = file_stem(Conv2d(bias=False), 5, {"title": title, "background": background})
    assert re.fullmatch(r"conv2d_i5_k3_[A-Za-z0-9._-]{1,140}", stem)
    assert len(stem) <= 150
