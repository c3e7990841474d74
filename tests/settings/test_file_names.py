"""How a picture becomes the name of its file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from declared_settings import another_value
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import repeatable

from convgif.layers import (
    AvgPool3d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Layer,
    Linear,
    LPPool1d,
    MaxPool2d,
)
from convgif.settings.arranging import Group
from convgif.settings.declared import FIELD_OPTIONS
from convgif.settings.file_names import file_stem
from convgif.settings.options import OPTIONS
from convgif.settings.picture import Chosen, Panel, Picture
from convgif.settings.resolving import resolve
from convgif.views import VIEW_SETTINGS


def stem_of(layer: Layer, size: int | tuple[int, ...], settings: Mapping[str, Any]) -> str:
    """The name of a picture of one panel."""
    whole = {name: value for name, value in settings.items() if OPTIONS[name].group == "picture"}
    own = {name: value for name, value in settings.items() if name not in whole}
    return file_stem(Picture(Panel(layer, layer.spatial_size(size), Chosen(own)),
                             Chosen(whole)))


@pytest.mark.parametrize(("layer", "size", "settings", "stem"), [
    (Conv2d(stride=2, padding=1, bias=False), 5, {}, "conv2d_i5_k3_s2_p1"),
    (Conv2d(bias=False), 5, {}, "conv2d_i5_k3"),
    (Conv2d(bias=False), (5, 5), {}, "conv2d_i5_k3"),
    (Conv2d(), 5, {}, "conv2d_i5_k3_bias"),
    (Conv2d(kernel_size=(3, 5), padding=((1, 0), (2, 1)), bias=False), (5, 7), {},
     "conv2d_i5x7_k3x5_p1-0x2-1"),
    (Conv2d(padding="same_upper", stride=2, bias=False), 6, {}, "conv2d_i6_k3_s2_p-same-upper"),
    (Conv2d(padding=-1, bias=False), 7, {}, "conv2d_i7_k3_p-1"),
    (Conv2d(padding=((0, -1), (0, -1)), bias=False), 7, {}, "conv2d_i7_k3_p0--1"),
    (Conv2d(dilation=2, bias=False), 7, {}, "conv2d_i7_k3_d2"),
    (ConvTranspose2d(stride=2, padding=1, output_padding=1, bias=False), 3, {},
     "convtranspose2d_i3_k3_s2_p1_output-padding1"),
    (Conv2d(4, 8, groups=2, padding=1, padding_mode="reflect", bias=False), 5, {},
     "conv2d_i5_k3_p1_in-channels4_out-channels8_groups2_padding-mode-reflect"),
    (Conv1d(bias=False), 5, {"theme": "dark", "size_px": 150, "density": 2.0},
     "conv1d_i5_k3_theme-dark_size150_density2"),
    (Conv2d(bias=False), 5, {"density": 1.5, "prefilled": True},
     "conv2d_i5_k3_prefilled_density1.5"),
    (Conv2d(bias=False), 5, {"theme": "light", "seed": 0, "loop": 0, "hold_ms": 1500},
     "conv2d_i5_k3"),
    (MaxPool2d(2), 4, {}, "maxpool2d_i4_k2"),
    (MaxPool2d(3, 3), 9, {}, "maxpool2d_i9_k3_s3"),
    (AvgPool3d(2, 1, 1, True, False, 5), 4, {},
     "avgpool3d_i4_k2_s1_p1_ceil-mode_count-include-pad-off_divisor-override5"),
    (LPPool1d(1.5, 2), 4, {}, "lppool1d_i4_k2_norm-type1.5"),
    (Linear(bias=False), (), {}, "linear_in-features4_out-features3"),
    (Linear(2, 5), (), {"theme": "dark"}, "linear_in-features2_out-features5_bias_theme-dark"),
    (Conv2d(bias=False), 5, {"title": "../a: b\\c\0 d"}, "conv2d_i5_k3_title-..-a-b-c-d"),
    (Conv2d(bias=False), (24, 32), {"input": "a/b/my photo.v2.png", "weight": "sobel-x"},
     "conv2d_i24x32_k3_input-my-photo.v2_weight-sobel-x"),
    (Conv2d(bias=False), 5, {"input": Path("../x.csv"), "weight": Path("k.npy")},
     "conv2d_i5_k3_input-x_weight-k"),
    (Conv2d(bias=False), 5, {"true_convolution": True, "values": False},
     "conv2d_i5_k3_true-convolution"),
    (Conv2d(bias=False), 5, {"steps": (0, 3), "at": (1, 2), "show_in": (0, 1, 2)},
     "conv2d_i5_k3_show-in0x1x2_step0x3_at1x2"),
])
def test_a_file_name_says_the_parameters(layer, size, settings, stem) -> None:
    assert stem_of(layer, size, settings) == stem


def test_the_order_in_which_settings_are_typed_is_not_in_the_name() -> None:
    settings = {"theme": "dark", "seed": 3, "loop": 1, "true_convolution": True}
    backwards = dict(reversed(settings.items()))
    assert stem_of(Conv2d(), 5, settings) == stem_of(Conv2d(), 5, backwards)


OTHER_VALUES: dict[str, Any] = {
    "seed": 7, "view": "other", "theme": "dark", "text": "none", "title": "Hi", "prefilled": False,
    "background": "transparent", "matte": "#123456", "size_px": 111, "density": 2,
    "duration_ms": 123, "hold_ms": 0, "loop": 1, "easing": False, "input": "folder/photo.png",
    "weight": "sobel-x", "true_convolution": True, "language": "zh", "font": "folder/song.ttf",
    "clock": "even", "fit": "each", "activation": "relu", "notation": "torch",
    "with_transpose": True, "with_gradient": "input", "takes_output": True, "still": 4,
    "strip": (0, 4), "blank": "outputs", "answers": True,
    **{name: another_value(setting) for name, setting in VIEW_SETTINGS.items()}}


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in (
    "input_size", "output_size", "layer", "transposed", "preset", *FIELD_OPTIONS)])
def test_every_setting_that_is_not_its_default_is_in_the_name(name: str) -> None:
    value = OTHER_VALUES[name]
    stems = {stem_of(Conv2d(bias=False), 5, settings)
             for settings in ({}, {name: value}, {name: OPTIONS[name].default})}
    assert len(stems) == 2
    (longer,) = stems - {"conv2d_i5_k3"}
    assert OPTIONS[name].flags[0].split("/")[0].lstrip("-") in longer


@repeatable(100)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_setting_puts_anything_odd_into_the_name(title: str, background: str) -> None:
    stem = stem_of(Conv2d(bias=False), 5, {"title": title, "background": background})
    assert re.fullmatch(r"conv2d_i5_k3_[A-Za-z0-9._-]{1,140}", stem)
    assert len(stem) <= 150


@pytest.mark.parametrize(("settings", "layer_text", "stem"), [
    ({"input_size": 5}, "Conv2d(stride=2, padding=1) | Conv2d(padding=1)",
     "conv2d_i5_k3_s2-and-1_p1_bias"),
    ({"input_size": 5}, "Conv2d(stride=2) & MaxPool2d(2)",
     "conv2d-over-maxpool2d_i5_k3-over-2_s2_bias-over-none"),
    ({"view": Group((None, "values"))}, None, "conv2d_i5_k3_view-isometric-and-values"),
    ({"view": Group(("values", "values"))}, None, "conv2d_i5_k3_view-values_2-panels"),
    ({"theme": "dark", "clock": "even", "seed": Group((1, 2))}, None,
     "conv2d_i5_k3_seed1-and-2_theme-dark_clock-even")])
def test_the_name_of_panels_says_what_differs(settings: dict[str, Any], layer_text: str | None,
                                              stem: str) -> None:
    assert file_stem(resolve(settings, layer_text)) == stem


def test_names_of_panels_are_short_and_no_two_pictures_have_one() -> None:
    layers = ("Conv2d() | Conv2d()", "Conv2d() & Conv2d()", "Conv2d()", "Conv2d() | MaxPool2d(2)",
              "Conv2d() | Conv2d() & MaxPool2d(2)", "(Conv2d() | Conv2d()) & MaxPool2d(2)",
              "Conv2d() & Conv2d() & MaxPool2d(2)", "Conv2d() | Conv2d() | MaxPool2d(2)",
              "Conv2d(padding=(1, 0))", "Conv2d() | Conv2d(padding=1)")
    pictures = [resolve({}, text) for text in layers]
    pictures += [resolve({"title": f"{'a very long title ' * 9} {end} | b"}, layers[0])
                 for end in ("a", "b")]
    stems = [file_stem(picture) for picture in pictures]
    assert len(set(stems)) == len(stems)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,120}", stem) for stem in stems)
