"""A picture as the settings that ask for it, in TOML and JSON, and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from layer_strategies import refusal

from convgif.errors import ConvgifError, OutputError
from convgif.layers.presets import PRESETS
from convgif.settings.arranging import Group
from convgif.settings.picture import Picture
from convgif.settings.resolving import resolve
from convgif.settings.spec import as_toml, read_spec, spec_of, typed

PICTURES: dict[str, Picture] = {
    **{name: resolve({"preset": name}) for name in PRESETS},
    "sizes": resolve({"input_size": (5, 7), "kernel_size": (3, 5), "padding": ((1, 0), (2, 1)),
                      "bias": True}),
    "of the picture": resolve({"theme": "dark", "density": 1.5, "loop": 2, "strip": (4,),
                               "title": 'a "b" \\ \x7f 卷积', "background": "#ffffff"}),
    "of a view": resolve({"view": "macs", "steps": (0, 3), "values": False, "size_px": 480,
                          "true_convolution": True}),
    "linear": resolve({"layer": "linear", "out_features": 2}),
    "panels": resolve({"view": Group(("isometric", None, "values")), "seed": 3,
                       "input_size": Group((5, (7, 6), 6)), "clock": "even",
                       "true_convolution": Group((None, True, False))},
                      "(Conv2d() | Conv2d(dilation=2)) & MaxPool2d(2)")}


@pytest.mark.parametrize("suffix", ["toml", "json"])
@pytest.mark.parametrize("name", PICTURES)
def test_what_is_written_asks_for_the_same_picture(name: str, suffix: str, tmp_path: Path) -> None:
    spec = spec_of(PICTURES[name])
    text = as_toml(spec) if suffix == "toml" else json.dumps(spec)
    (tmp_path / f"a.{suffix}").write_text(text, "utf-8")
    assert resolve(read_spec(tmp_path / f"a.{suffix}")) == PICTURES[name]


def test_files_are_looked_for_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1 2 3\n" * 3)
    (tmp_path / "a.toml").write_text('input = "a.csv | "\nweight = "sobel-x"\n')
    assert read_spec(tmp_path / "a.toml") == {
        "input": Group((str(tmp_path / "a.csv"), None)), "weight": "sobel-x"}


def test_settings_are_typed_as_they_are_read() -> None:
    given: dict[str, Any] = {"kernel_size": (3, 5), "stride": 2, "padding": ((1, 0), (2, 1)),
                             "bias": True, "title": None, "density": 2.0, "show_out": (0, 2)}
    assert typed(given) == {"kernel_size": "3x5", "stride": 2, "padding": "1:0x2:1", "bias": True,
                            "title": None, "density": 2.0, "show_out": "0,2"}


@pytest.mark.parametrize(("file", "text", "said"), [
    ("a.toml", "strid = 2", "unknown setting 'strid': did you mean stride?"),
    ("a.toml", 'stride = "x"', "stride: 'x' is not understood"),
    ("a.toml", "stride = [1, 2]", "write a size of several axes as text"),
    ("a.toml", "stride", "is no TOML"), ("a.json", "{", "is no JSON"),
    ("a.json", "[1]", "holds no settings")])
def test_what_is_no_picture_is_one_line(file: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(ConvgifError) as caught:
        read_spec(tmp_path / file)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("a.toml", "a.json"):
        assert "name the file of a picture" in refusal(OutputError,
                                                       lambda name=name: read_spec(tmp_path / name))
