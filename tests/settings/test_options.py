"""OPTIONS: every setting once, and how flags are spelled."""

import re

import pytest

from convgif.layers import LAYERS
from convgif.layers.recognizing import UNASKED
from convgif.settings.declared import FIELD_OPTIONS, SAID_OF_EVERY_LAYER
from convgif.settings.options import (
    FILES,
    NUMBER_FILES,
    OPTIONS,
    OTHER_WORDS,
    SETTING_NAMES,
    suggest_setting,
)

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
    assert option.group in ("layer", "view", "picture")
    assert (option.parse is None) == (option.metavar == "")


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if option.parse])
def test_a_default_is_written_as_it_is_read(name: str) -> None:
    option = OPTIONS[name]
    if option.default is not None:
        assert option.parse(str(option.default)) == option.default


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_every_argument_of_a_layer_is_an_option_with_its_default(layer) -> None:
    own = {name: kind for name, kind in layer.field_kinds().items()
           if name not in SAID_OF_EVERY_LAYER}
    assert own.keys() <= FIELD_OPTIONS.keys() <= OPTIONS.keys()
    assert OPTIONS.keys() >= {*SAID_OF_EVERY_LAYER.values()}
    for name, kind in own.items():
        described = OPTIONS[name].default_help.split("; ")
        default = kind.default_words(UNASKED.get(name, kind.default))
        assert default == described[0] or f"{layer.kind} {default}" in described[1:]


@pytest.mark.parametrize(("name", "default"), [
    ("kernel_size", "3"), ("stride", "1; pooling kernel_size; unpooling kernel_size"),
    ("bias", "off"), ("ceil_mode", "off"), ("count_include_pad", "on"), ("norm_type", "2"),
    ("divisor_override", "the number of taps"), ("in_features", "4")])
def test_the_default_of_an_argument_is_said_in_words(name: str, default: str) -> None:
    assert OPTIONS[name].default_help == default


@pytest.mark.parametrize(("name", "answer"), [
    ("size", "did you mean size_px?"), ("k", "did you mean kernel_size?"),
    ("in-channels", "did you mean in_channels?"), ("no_bias", "did you mean bias?"),
    ("op", "did you mean layer?"), ("kernal_size", "did you mean kernel_size?"),
    ("zzz", "there is input_size, "), (3, "there is input_size, ")])
def test_a_setting_is_found_by_what_the_command_line_calls_it(name: object, answer: str) -> None:
    assert suggest_setting(name).startswith(answer)


def test_names_of_settings_are_each_somewhere() -> None:
    assert set(SETTING_NAMES.values()) == set(OPTIONS)
    assert OTHER_WORDS.keys().isdisjoint(SETTING_NAMES)
    assert set(OTHER_WORDS.values()) <= set(OPTIONS)


def test_files_are_input_weight_and_font_and_the_first_two_have_numbers() -> None:
    assert sorted(FILES) == ["font", "input", "weight"]
    assert sorted(NUMBER_FILES) == ["input", "weight"]


@pytest.mark.parametrize(("name", "flags"), [
    ("input", {"--input"}), ("weight", {"--weight"}), ("steps", {"--step", "--steps"}),
    ("true_convolution", {"--true-convolution/--no-true-convolution"}), ("at", {"--at"}),
    ("values", {"--values/--no-values"}), ("precision", {"--precision"}),
    ("show_in", {"--show-in"}), ("show_out", {"--show-out"}),
    ("input_size", {"--i", "-i", "--input-size"}), ("kernel_size", {"--k", "-k", "--kernel-size"}),
    ("stride", {"--s", "-s", "--stride"}), ("padding", {"--p", "-p", "--padding"}),
    ("dilation", {"--d", "-d", "--dilation"}), ("layer", {"--layer", "--op"}),
    ("bias", {"--bias/--no-bias"}), ("size_px", {"--size"}), ("duration_ms", {"--duration"}),
    ("hold_ms", {"--hold"}), ("output_padding", {"--output-padding"}),
    ("padding_mode", {"--padding-mode"}), ("in_channels", {"--in-channels"})])
def test_flags_are_those_of_the_issue(name: str, flags: set[str]) -> None:
    assert set(OPTIONS[name].flags) == flags
