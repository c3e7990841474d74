"""Settings in TOML: a gallery and the grids of a batch take the same, and refuse the same."""

from pathlib import Path
from typing import Any

import pytest

from convgif.batch.grids import read_sets
from convgif.errors import ConvgifError, OutputError
from convgif.gallery import read_gallery
from convgif.inputs.toml_files import read_toml
from convgif.settings.options import OPTIONS
from convgif.settings.setting_files import as_typed, option_called

GALLERY = """
title = "Small"
text = "Text."
reuse = "Free."
[[section]]
title = "One"
text = "Text."
[[section.entry]]
name = "first"
title = "Title"
caption = "Caption."
"""
ONES = "[" * 900 + "1" + "]" * 900
NO_TOML = {
    "a list nested deep": (f"stride = {ONES}", "nested too deep"),
    "a table nested deep": ("stride = " + "{a = " * 900 + "1" + "}" * 900, "nested too deep"),
    "a long number": (f"stride = {'9' * 5000}", "thousands of digits"),
    "a long float": (f"stride = {'9' * 5000}.5", "is not understood"),
    "a long hexadecimal number": (f"stride = 0x{'f' * 5000}", "out of range"),
    "dotted keys": (f"stride.{'.'.join('a' * 3000)} = 1", "a name of over 20 parts by dots"),
    "half a value": ("stride =", "is no TOML"),
}


def grid_of(folder: Path, line: str) -> Any:
    path = folder / "grids.toml"
    path.write_text(f"[first]\n{line}\n", "utf-8")
    return read_sets(path)["first"]


def entry_of(folder: Path, line: str) -> Any:
    path = folder / "gallery.toml"
    path.write_text(f"{GALLERY}[section.entry.settings]\n{line}\n", "utf-8")
    return read_gallery(path).entries[0]


@pytest.mark.parametrize("line", [
    'stride = "2"', "stride = 2", "density = 1.5", "density = 2", "true-convolution = true",
    "true_convolution = false", 'size-px = "150"', "size_px = 150", 'padding = "1:0x2:1"',
    "transposed = true", 'title = "7"', "title = 7", "loop = 0"])
def test_a_setting_is_read_alike_in_both(tmp_path: Path, line: str) -> None:
    grid, entry = grid_of(tmp_path, line), entry_of(tmp_path, line)
    (name, (value,)), = grid.items()
    (given, typed), = entry.given.items()
    assert given == name
    parse = OPTIONS[name].parse
    assert (parse(typed) if parse else typed) == value
    assert typed == (str(typed) if parse else value)


@pytest.mark.parametrize(("line", "fragment"), [
    ("stride = true", "stride: True is no number and no text"),
    ("bias = 1", "bias: 1 is neither true nor false"), ("stride = {a = 1}", 'such as "3x5"'),
    ("stride = 1979-05-27", "no number and no text"), ("strde = 2", "did you mean stride?"),
    ("stride = nan", "stride: 'nan' is not understood"),
    ("stride = 2.5", "stride: '2.5' is not understood"),
    *NO_TOML.values()])
@pytest.mark.parametrize("read", [grid_of, entry_of])
def test_a_setting_is_refused_alike_in_both(tmp_path: Path, read: Any, line: str, fragment: str
                                            ) -> None:
    with pytest.raises(ConvgifError) as caught:
        read(tmp_path, line)
    message = str(caught.value).replace(str(tmp_path), "")
    assert fragment in message
    assert len(message.splitlines()) == 1
    assert len(message) < 300


def test_a_gallery_takes_no_lists(tmp_path: Path) -> None:
    assert grid_of(tmp_path, "stride = [1, 2]") == {"stride": [1, 2]}
    with pytest.raises(ConvgifError, match="no number and no text"):
        entry_of(tmp_path, "stride = [1, 2]")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf[a]\r\nstride = 2\r\n")
    assert read_toml(path, "") == {"a": {"stride": 2}}


def test_a_file_that_cannot_be_read_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot read .*no such file.*: name another"):
        read_toml(tmp_path / "none.toml", "name another")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(ConvgifError, match="is no TOML"):
        read_toml(tmp_path / "latin.toml", "name another")


def test_a_setting_by_its_name_and_as_it_is_typed() -> None:
    assert option_called("kernel-size") is option_called("kernel_size") is OPTIONS["kernel_size"]
    assert as_typed(OPTIONS["stride"], 2) == as_typed(OPTIONS["stride"], "2") == "2"
    assert as_typed(OPTIONS["bias"], True) is True
