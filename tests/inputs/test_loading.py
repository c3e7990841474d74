"""Inputs and weights from files: pictures, tables and arrays; shrunk, and refused in one line."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import as_ordinary_user, run
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable
from PIL import Image

from convgif import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvgifError,
    ConvTranspose2d,
    Linear,
    MaxPool2d,
    animate,
)
from convgif.cli import main
from convgif.errors import ArrayError, LayerError, LimitError
from convgif.inputs.loading import (
    LONGEST_SIDE,
    averaged,
    is_file,
    kernel_size_in,
    load_arrays,
    load_input,
    load_weight,
)
from convgif.inputs.sources import READERS, file_digest, read_source
from convgif.inputs.written import read_numbers, write_numbers

ONE, SMALL = Conv2d(bias=False), Conv2d(kernel_size=2, bias=False)
COLOR = Conv2d(3, 1, bias=False)
RED, TURNED_RIGHT = (255, 0, 0), 6  # the value of the EXIF tag 274 for a picture on its side


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def picture(name: str, levels: Any, **options: Any) -> Path:
    """A picture file of those levels, uint8 unless they are an array."""
    array = levels if isinstance(levels, np.ndarray) else np.array(levels, np.uint8)
    Image.fromarray(array).save(name, **options)
    return Path(name)


def table(text: str, name: str = "data.csv") -> Path:
    Path(name).write_text(text)
    return Path(name)


def array(values: Any, name: str = "data.npy") -> Path:
    np.save(name, values)
    return Path(name)


# Pictures.

def test_a_grey_picture_is_its_levels() -> None:
    loaded = load_input(ONE, picture("grey.png", [[0, 100, 255], [1, 2, 3]]))
    assert loaded.values.tolist() == [[[0, 100, 255], [1, 2, 3]]]
    assert (loaded.values.dtype, loaded.note) == (np.float64, "")


def test_a_coloured_picture_is_grey_or_three_planes() -> None:
    file = picture("c.png", [[RED, (0, 255, 0), (0, 0, 255), (255, 255, 255)]])
    grey = load_input(ONE, file)
    assert grey.values.tolist() == [[[76, 150, 29, 255]]]  # 0.299 R + 0.587 G + 0.114 B
    assert grey.note == "c.png: 1x4 RGB -> grey 1x4"
    planes = load_input(COLOR, file)
    assert planes.values.tolist() == [[[255, 0, 0, 255]], [[0, 255, 0, 255]], [[0, 0, 255, 255]]]
    assert planes.note == ""


def test_what_is_transparent_lies_on_white() -> None:
    file = picture("a.png", [[(*RED, 0), (0, 0, 0, 255), (0, 0, 0, 51)]])
    loaded = load_input(ONE, file)
    assert loaded.values.tolist() == [[[255, 0, 204]]]
    assert loaded.note == "a.png: 1x3 RGBA -> grey 1x3, laid on white"
    opaque = picture("o.png", [[(1, 2, 3, 255)]])
    assert load_input(COLOR, opaque).note == ""


def test_a_palette_and_its_transparent_colour() -> None:
    image = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    image.putpalette([0, 0, 0, 10, 20, 30])
    image.save("p.png", transparency=0)
    loaded = load_input(COLOR, "p.png")
    assert loaded.values.tolist() == [[[255, 10]], [[255, 20]], [[255, 30]]]
    assert loaded.note == "p.png: 1x2 palette -> 1x2, laid on white"


def test_sixteen_bits_and_one_bit_are_levels_too() -> None:
    wide = picture("w.png", np.array([[0, 65535, 257 * 100]], np.uint16))
    loaded = load_input(ONE, wide)
    assert loaded.values.tolist() == [[[0, 255, 100]]]
    assert loaded.note == "w.png: 1x3 16-bit grey -> grey 1x3"
    assert load_input(ONE, picture("b.png", np.array([[True, False]]))).values.tolist() == [
        [[255, 0]]]


def test_a_picture_is_turned_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[274] = TURNED_RIGHT
    levels = np.zeros((4, 6), np.uint8)
    levels[0, 0] = 200
    file = picture("turned.png", levels, exif=exif)
    loaded = load_input(ONE, file).values[0]
    assert loaded.shape == (6, 4)
    assert loaded[0, -1] == 200
    picture("turned.jpg", np.full((40, 60), 7, np.uint8), exif=exif)
    assert load_input(ONE, "turned.jpg").values.shape == (1, 32, 21)


@pytest.mark.parametrize("suffix", [".png", ".gif"])
def test_of_a_moving_picture_the_first_frame_is_taken(suffix: str) -> None:
    first, second = (Image.fromarray(np.full((2, 3), level, np.uint8)) for level in (9, 99))
    first.save(f"m{suffix}", save_all=True, append_images=[second])
    assert load_input(ONE, f"m{suffix}").values.tolist() == [[[9, 9, 9], [9, 9, 9]]]


def test_jpeg_by_both_suffixes_in_any_case() -> None:
    for name in ("a.jpg", "b.JPEG", "c.JPG"):
        picture(name, np.full((8, 8), 120, np.uint8))
        assert load_input(ONE, name).values.tolist() == [[[120] * 8] * 8]


def test_a_photo_is_shrunk_to_what_fits_and_it_is_said() -> None:
    levels = np.zeros((480, 640, 3), np.uint8)
    levels[:, 320:] = 255
    loaded = load_input(ONE, picture("photo.png", levels))
    assert loaded.values.shape == (1, 24, 32)
    assert (loaded.values[0, :, :16] == 0).all()
    assert (loaded.values[0, :, 16:] == 255).all()
    assert loaded.note == "photo.png: 480x640 RGB -> grey 24x32, area averages, rounded"


@pytest.mark.parametrize(("have", "size"), [
    ((64, 64), (32, 32)), ((33, 33), (32, 32)), ((32, 32), (32, 32)), ((32, 7), (32, 7)),
    ((640, 1), (32, 1)), ((40, 100), (13, 32)), ((1, 1000), (1, 32)), ((1, 1), (1, 1))])
def test_the_longer_side_has_32_cells_at_most(have: tuple[int, int], size: tuple[int, int]
                                              ) -> None:
    loaded = load_input(ONE, picture("s.png", np.zeros(have, np.uint8)))
    assert loaded.values.shape == (1, *size)
    assert bool(loaded.note) == (have != size)


@pytest.mark.parametrize("size", [4, (4, 4), (2, 5), (8, 10), (1, 1)])
def test_a_size_that_is_given_is_the_size(size: int | tuple[int, int]) -> None:
    file = picture("g.png", np.arange(80, dtype=np.uint8).reshape(8, 10))
    assert load_input(ONE, file, size).values.shape == (1, *ONE.spatial_size(size))


def test_levels_that_are_averaged_stay_whole() -> None:
    loaded = load_input(ONE, picture("r.png", [[0, 1], [1, 1]]), 1)
    assert loaded.values.tolist() == [[[1]]]
    assert loaded.note == "r.png: 2x2 grey -> 1x1, area averages, rounded"


# Tables.

@pytest.mark.parametrize("text", [
    "1,2,3\n4,5,6\n", "1;2;3\n4;5;6", "1\t2\t3\n4\t5\t6\n", "1 2  3\n  4 5 6 \n",
    "1, 2, 3\r\n4, 5, 6\r\n", "\ufeff1,2,3\n\n4,5,6\n\n", "1.0,2e0,+3\n.4e1,5.,600e-2"])
def test_a_table_by_comma_semicolon_tab_or_blanks(text: str) -> None:
    loaded = load_input(ONE, table(text))
    assert loaded.values.tolist() == [[[1, 2, 3], [4, 5, 6]]]
    assert loaded.note == ""


@pytest.mark.parametrize(("text", "answer"), [
    ("1,2\n3\n", "data.csv: line 2 has 1 numbers, and line 1 has 2: give equally long lines"),
    ("\n1,2\n\n3,4,5", "data.csv: line 4 has 3 numbers, and line 2 has 2"),
    ("1,2\n3,x\n", "data.csv: line 2: 'x' is no number: give numbers only, by comma, semicolon"),
    ("a,b\n1,2\n", "data.csv: line 1: 'a' is no number"), ("1,,2", "line 1: '' is no number"),
    ("1,2,\n", "line 1: '' is no number"), ("1,5;2,5\n", "line 1: '1,5' is no number"),
    ("nan,1", "line 1: 'nan' is no number"), ("inf,1", "'inf' is no number"),
    ("1_000,1", "'1_000' is no number"), ("٣,1", "'٣' is no number"), ("0x10,1", "'0x10'"),
    ("1e999,1", "data.csv holds NaN or infinity: give finite numbers"),
    ("", "data.csv holds no rows of numbers: give some"), ("\n \n", "holds no rows of numbers"),
    ("x" * 1_000_000, "is no number"), ("=cmd|' /C calc'!A0,1", "is no number")],
    ids=lambda text: text[:20])
def test_a_table_of_something_else_is_refused_with_its_line(text: str, answer: str) -> None:
    assert answer in refusal(ArrayError, lambda: load_input(ONE, table(text)))


def test_a_table_that_is_no_text_is_refused() -> None:
    Path("b.csv").write_bytes(b"\xff\xfe1\x00")
    assert "b.csv is no text" in refusal(ArrayError, lambda: load_input(ONE, "b.csv"))


def test_a_table_that_is_too_long_is_refused_before_it_is_read() -> None:
    with Path("huge.csv").open("wb") as file:
        file.truncate(20_000_000_000)  # takes no room on the disk
    assert "huge.csv is over 10 MB" in refusal(LimitError, lambda: load_input(ONE, "huge.csv"))


@pytest.mark.parametrize(("text", "layer", "values"), [
    ("1,2,3,4\n", Conv1d(), [[1, 2, 3, 4]]), ("1\n2\n3\n4\n", Conv1d(), [[1, 2, 3, 4]]),
    ("1,2,3\n4,5,6\n", Conv1d(2, 1), [[1, 2, 3], [4, 5, 6]]),
    ("1,2,3,4\n", Linear(4, 2), [1, 2, 3, 4]), ("1\n2\n", Linear(2, 1), [1, 2])])
def test_a_line_of_numbers_is_for_layers_of_one_axis_or_none(text: str, layer: Any,
                                                             values: list[Any]) -> None:
    assert load_input(layer, table(text)).values.tolist() == values


# Arrays.

@pytest.mark.parametrize(("values", "layer", "shape"), [
    (np.arange(6).reshape(2, 3), ONE, (1, 2, 3)), (np.ones((1, 2, 3)), ONE, (1, 2, 3)),
    (np.ones((3, 4, 5)), COLOR, (3, 4, 5)), (np.ones(5), Conv1d(), (1, 5)),
    (np.ones((2, 5)), Conv1d(2, 1), (2, 5)), (np.ones((2, 3, 4)), Conv3d(), (1, 2, 3, 4)),
    (np.ones((7, 5, 5)), MaxPool2d(), (7, 5, 5)), (np.ones(4), Linear(), (4,)),
    (np.ones((4, 4), np.float16), ConvTranspose2d(), (1, 4, 4)),
    (np.ones((4, 4), bool), ONE, (1, 4, 4)), (np.ones((4, 4), ">i8"), ONE, (1, 4, 4)),
    (np.asfortranarray(np.ones((4, 5))), ONE, (1, 4, 5))])
def test_an_array_file_for_every_kind_of_layer(values: Any, layer: Any, shape: tuple[int, ...]
                                               ) -> None:
    loaded = load_input(layer, array(values))
    np.testing.assert_array_equal(loaded.values, values.reshape(shape))
    assert (loaded.values.dtype, loaded.note) == (np.float64, "")


def test_fractions_are_kept_unless_they_are_averaged() -> None:
    values = np.array([[1 / 3, 2 / 3], [0, 1]])
    assert load_input(ONE, array(values)).values.tolist() == [values.tolist()]
    loaded = load_input(ONE, array(values), (2, 1))
    assert loaded.values.tolist() == [[[0.5], [0.5]]]
    thirds = load_input(ONE, array(np.array([[1.0, 0, 0]])), 1)
    assert thirds.values.tolist() == [[[0.33]]]
    assert thirds.note == "data.npy: 1x3 -> 1x1, area averages, rounded to 2 decimals"


# Numbers that are written out.

@pytest.mark.parametrize(("text", "layer", "values"), [
    ("[[1, 2], [3, 4.5]]", ONE, [[[1, 2], [3, 4.5]]]),
    ("[[[1,2],[3,-4]]]", ONE, [[[1, 2], [3, -4]]]),
    ("[1e2, 2]", Conv1d(), [[100, 2]]), (" [[1],[2]] ", Conv1d(), [[1, 2]]),
    ("[1,2]", Linear(2, 1), [1, 2])])
def test_numbers_stand_in_place_of_a_file(text: str, layer: Any, values: list[Any]) -> None:
    loaded = load_input(layer, text)
    assert (loaded.values.tolist(), loaded.note) == (values, "")


def test_a_weight_is_written_out_too() -> None:
    assert load_weight(Conv1d(), "[1, 0, -1]").values.tolist() == [[[1, 0, -1]]]
    assert kernel_size_in("[[1, 2, 3], [4, 5, 6]]", 2) == (2, 3)


@pytest.mark.parametrize(("text", "answer"), [
    ("[[1, 2], [3]]", "[[1, 2], [3]] has rows of unequal lengths: give equally long ones"),
    ("[]", "[] holds no rows of numbers: give some"), ("[[]]", "[[]] holds no rows of numbers"),
    ("[1e999]", "[1e999] holds NaN or infinity: give finite numbers"),
    ("[NaN]", "'[NaN]' is no list of numbers: write rows of them, such as [[1, 2], [3, 4]]"),
    ("[1_0]", "is no list of numbers"), ("[1][2]", "is no list of numbers"),
    ("[" * 5000 + "1" + "]" * 5000, "is no list of numbers"), ("[{}]", "is no list of numbers"),
    ('["1"]', "is no list of numbers")], ids=lambda text: text[:20])
def test_what_are_no_rows_of_numbers_is_refused(text: str, answer: str) -> None:
    assert answer in refusal(ArrayError, lambda: load_input(ONE, text))


def test_more_signs_than_anyone_types_are_for_a_file() -> None:
    assert "is over 100,000 signs: give the numbers as a file" in refusal(
        LimitError, lambda: load_input(ONE, f"[{'1,' * 60_000}1]"))


@given(st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2),
                min_size=1, max_size=3))
@repeatable(50)
def test_numbers_are_read_as_they_are_written(rows: list[list[float]]) -> None:
    assert read_numbers(write_numbers(rows)) == rows


@pytest.mark.parametrize("scale", [1e-300, 1e-7, 1e-3, 1, 1e3, 1e13, 1e300])
def test_averages_of_any_magnitude_are_not_rounded_away(scale: float) -> None:
    values = np.random.RandomState(0).random_sample((64, 64)) * scale
    loaded = load_input(ONE, array(values)).values[0]
    exact = values.reshape(32, 2, 32, 2).mean((1, 3))
    if scale >= 1e-7:
        np.testing.assert_allclose(loaded, exact, atol=0.05 * scale)
    assert np.isfinite(loaded).all()


@pytest.mark.parametrize(("write", "answer"), [
    (lambda: np.save("data.npy", np.array([{}, None])), "is no array of numbers"),
    (lambda: np.save("data.npy", np.array([["a"]])), "data.npy holds dtype('<U1'), not real"),
    (lambda: np.save("data.npy", np.ones((2, 2), complex)), "dtype('complex128'), not real"),
    (lambda: np.save("data.npy", np.array([[1, np.nan]])), "data.npy holds NaN or infinity"),
    (lambda: np.save("data.npy", np.array([[1, -np.inf]])), "data.npy holds NaN or infinity"),
    (lambda: np.save("data.npy", np.float64(3)), ""), (lambda: np.save("data.npy", []), ""),
    (lambda: np.save("data.npy", np.ones((0, 3))), ""),
    (lambda: Path("data.npy").write_bytes(b""), "is no array of numbers"),
    (lambda: Path("data.npy").write_bytes(b"\x93NUMPY\x01\x00"), "is no array of numbers"),
    (lambda: Path("data.npy").write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR."), "is no array"),
], ids=["objects", "text", "complex", "NaN", "infinity", "a number", "nothing", "no rows", "empty",
        "head only", "pickle"])
def test_an_array_of_something_else_is_refused(write: Callable[[], Any], answer: str) -> None:
    write()
    assert answer in refusal(ArrayError, lambda: load_input(ONE, "data.npy"))
    assert not Path("pwned").exists()


def test_a_pickle_in_an_array_is_not_run() -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, ("pwned",)

    np.save("trap.npy", np.array([Trap()]), allow_pickle=True)
    assert "without objects" in refusal(ArrayError, lambda: load_input(ONE, "trap.npy"))
    assert not Path("pwned").exists()


def npy_head(shape: str, descr: str = "<f8") -> bytes:
    """The head of an array file, whatever its shape says."""
    head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    padded = head + " " * (63 - (len(head) + 10) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded.encode()


@pytest.mark.parametrize("shape", [
    "(1000000000, 1000000000)", "(99999999999999999999, 2)", "(-3, 4)", "(2.5, 2)", "'x'",
    "(3, 3, )", "(0, 3, 1000000, 1000000000000)", "(" * 2000, "__import__('os').mkdir('pwned')",
    "(10**9,)"])
def test_a_head_that_lies_is_refused(shape: str) -> None:
    Path("lie.npy").write_bytes(npy_head(shape) + bytes(8))
    assert_refused(lambda: load_input(ONE, "lie.npy"))
    assert not Path("pwned").exists()


def test_an_array_of_too_many_numbers_is_refused_unread() -> None:
    head = npy_head("(20000, 20000)", "|u1")
    with Path("many.npy").open("wb") as file:
        file.write(head)
        file.truncate(len(head) + 400_000_000)
    assert "over 30 million numbers" in refusal(LimitError, lambda: load_input(ONE, "many.npy"))


# Files that are damaged, or traps.

def assert_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ConvgifError) as caught:
        call()
    assert_readable(str(caught.value))


def files_in_bytes() -> dict[str, bytes]:
    levels = np.random.RandomState(0).randint(0, 255, (12, 9, 3)).astype(np.uint8)
    made = {}
    for suffix, format in ((".png", "PNG"), (".jpg", "JPEG"), (".gif", "GIF")):
        stream = io.BytesIO()
        Image.fromarray(levels).save(stream, format)
        made[suffix] = stream.getvalue()
    stream = io.BytesIO()
    np.save(stream, np.arange(12.0).reshape(3, 4))
    return {**made, ".npy": stream.getvalue(), ".csv": b"1,2,3\n4,5,6\n7,8,9\n"}


WHOLE = files_in_bytes()


@pytest.mark.parametrize("suffix", WHOLE)
@repeatable(150)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(suffix: str, data: st.DataObject) -> None:
    whole = bytearray(WHOLE[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = Path(f"damaged{suffix}")
    path.write_bytes(whole[:data.draw(st.integers(0, len(whole)))])
    try:
        assert np.isfinite(load_input(Conv2d(padding=1), path).values).all()
    except ConvgifError as error:
        assert_readable(str(error))


@pytest.mark.parametrize("suffix", sorted({*WHOLE, *READERS}))
@repeatable(40)
@given(content=st.binary(max_size=200))
def test_any_bytes_under_any_suffix_are_read_or_refused(suffix: str, content: bytes) -> None:
    Path(f"any{suffix}").write_bytes(content)
    try:
        load_input(ONE, f"any{suffix}")
    except ConvgifError as error:
        assert_readable(str(error))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif"])
def test_a_picture_that_is_cut_off_is_refused(suffix: str) -> None:
    Path(f"cut{suffix}").write_bytes(WHOLE[suffix][:len(WHOLE[suffix]) // 2])
    assert "is no whole picture" in refusal(ArrayError, lambda: load_input(ONE, f"cut{suffix}"))


def chunk(kind: bytes, content: bytes) -> bytes:
    return (struct.pack(">I", len(content)) + kind + content
            + struct.pack(">I", zlib.crc32(kind + content)))


def png(rows: int, columns: int, *more: bytes) -> bytes:
    """A PNG in one-bit grey with those chunks."""
    head = struct.pack(">IIBBBBB", columns, rows, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join((chunk(b"IHDR", head), *more, chunk(b"IEND", b"")))


@pytest.mark.parametrize(("rows", "columns"), [(10_000, 10_000), (60_000, 60_000), (2**31 - 1, 9)])
def test_a_bomb_of_pixels_is_refused(rows: int, columns: int) -> None:
    Path("bomb.png").write_bytes(png(rows, columns, chunk(b"IDAT", zlib.compress(bytes(9)))))
    assert "bomb.png has too many pixels: make it smaller first" in refusal(
        LimitError, lambda: load_input(ONE, "bomb.png"))


def test_a_bomb_in_the_text_of_a_picture_is_refused_or_passed_over() -> None:
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000)))
    Path("text.png").write_bytes(png(1, 8, text, chunk(b"IDAT", zlib.compress(b"\0\xff"))))
    try:
        assert load_input(ONE, "text.png").values.tolist() == [[[255] * 8]]
    except ArrayError as error:
        assert_readable(str(error))


@pytest.mark.parametrize("name", ["a.npy", "a.csv", "a.png", "a.npz", "a.zip"])
def test_an_archive_is_never_unpacked(name: str) -> None:
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", bytes(50_000_000))
    assert_refused(lambda: load_input(ONE, name))


def test_only_the_kinds_that_are_named_are_decoded() -> None:
    Image.fromarray(np.zeros((4, 4), np.uint8)).save("tiff.png", "TIFF")
    assert "is no whole picture in PNG, JPEG or GIF" in refusal(
        ArrayError, lambda: load_input(ONE, "tiff.png"))


# Files that are none.

@pytest.mark.parametrize(("name", "answer"), [
    ("none.csv", "cannot read 'none.csv': no such file or directory: name another file"),
    ("none/a.png", "no such file or directory"), (".", "'.' is a folder: name a file"),
    ("folder.csv", "'folder.csv' is a folder: name a file"),
    ("/dev/zero", "'/dev/zero' is no file: name a file"), ("pipe.csv", "'pipe.csv' is no file"),
    ("data", "'data' is of no known kind: give one that ends in .png, .jpg, .jpeg, .gif, .csv"),
    ("data.xlsx", "'data.xlsx' is of no known kind"), ("a\0.csv", "cannot read 'a\\x00.csv'"),
    ("x" * 5000 + ".csv", "file name too long"), ("a.csv/b.csv", ""), ("loop.csv", "")])
def test_what_is_no_file_is_refused(name: str, answer: str) -> None:
    Path("folder.csv").mkdir()
    os.mkfifo("pipe.csv")
    for known in ("data", "data.xlsx", "a.csv"):
        Path(known).write_text("1,2\n")
    Path("loop.csv").symlink_to("loop.csv")
    assert answer in refusal(ArrayError, lambda: load_input(ONE, name))
    assert answer in refusal(ArrayError, lambda: load_weight(ONE, Path(name)))


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    table("1,2\n3,4\n").chmod(0)
    picture("p.png", [[1]]).chmod(0)
    for name in ("data.csv", "p.png"):
        done = run("render", "--input", name, cwd=tmp_path, preexec_fn=as_ordinary_user())
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.decode() == (f"convgif: cannot read {_shown(name)}: permission denied: "
                                        "name another file\n")


def _shown(name: str) -> str:
    return repr(name) if name.endswith(".csv") else name


# What does not suit the layer.

@pytest.mark.parametrize(("values", "layer", "answer"), [
    (np.ones((3, 4, 4)), ONE, "data.npy is 3x4x4, and Conv2d takes (1, rows, columns): give "
                              "in_channels=3"),
    (np.ones((4, 4)), COLOR, "data.npy is 4x4, and Conv2d takes (3, rows, columns): give "
                             "in_channels=1"),
    (np.ones(4), ONE, "data.npy is 4, and Conv2d takes (1, rows, columns): give it so many axes"),
    (np.ones((1, 1, 4, 4)), ONE, "data.npy is 1x1x4x4"),
    (np.ones((4, 4)), Conv3d(), "Conv3d takes (1, depth, rows, columns)"),
    (np.ones(5), Linear(), "data.npy is 5, and Linear takes (4): give in_features=5"),
    (np.ones((2, 2)), Linear(), "data.npy is 2x2, and Linear takes (4)"),
    (np.ones(5), MaxPool2d(), "MaxPool2d takes (channels, rows, columns)")])
def test_axes_and_channels_that_do_not_suit(values: Any, layer: Any, answer: str) -> None:
    assert answer in refusal(LayerError, lambda: load_input(layer, array(values)))


def test_a_picture_for_a_layer_that_takes_none() -> None:
    file = picture("p.png", np.zeros((5, 5), np.uint8))
    assert "Conv1d takes (1, length)" in refusal(LayerError, lambda: load_input(Conv1d(), file))
    assert "give in_channels=1" in refusal(LayerError, lambda: load_input(Conv2d(4), file))


@pytest.mark.parametrize("size", [7, (5, 6), (6, 5)])
def test_nothing_is_enlarged(size: Any) -> None:
    answer = refusal(LayerError, lambda: load_input(ONE, array(np.ones((5, 5))), size))
    assert "data.npy is 5x5, and an input of " in answer
    assert answer.endswith("is larger: take 5x5 or less")


# Averages.

@repeatable(150)
@given(st.data())
def test_each_cell_is_the_average_of_its_area(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    new = data.draw(st.integers(1, rows)), data.draw(st.integers(1, columns))
    values = np.random.RandomState(rows * 13 + columns).randint(0, 256, (2, rows, columns))
    found = averaged(values, new)
    assert found.shape == (2, *new)
    fine = values.repeat(new[0], 1).repeat(new[1], 2)  # every old and new edge is between cells
    blocks = fine.reshape(2, new[0], rows, new[1], columns)
    np.testing.assert_allclose(found, blocks.mean((2, 4)), rtol=1e-12, atol=1e-12)


def test_the_average_of_all_is_kept() -> None:
    values = np.random.RandomState(1).random_sample((1, 60, 45))
    assert averaged(values, (30, 15)).mean() == pytest.approx(values.mean())


# Weights.

@pytest.mark.parametrize(("layer", "shape"), [
    (Conv2d(), (1, 1, 3, 3)), (Conv2d(2, 4), (4, 2, 3, 3)), (Conv2d(2, 4, groups=2), (4, 1, 3, 3)),
    (ConvTranspose2d(2, 4), (2, 4, 3, 3)), (Conv1d(), (1, 1, 3)), (Conv3d(), (1, 1, 3, 3, 3)),
    (Conv2d(kernel_size=(3, 5)), (1, 1, 3, 5))])
def test_a_named_kernel_is_the_same_for_each_pair_of_channels(layer: Any, shape: tuple[int, ...]
                                                              ) -> None:
    loaded = load_weight(layer, "sobel-x")
    assert loaded.values.shape == shape
    assert (loaded.values == loaded.values[0, 0]).all()
    pairs = shape[0] * shape[1]
    assert loaded.note == ("" if pairs == 1 else
                           f"sobel-x: the same for each of {pairs} pairs of channels")


def test_weights_from_files() -> None:
    kernel = table("1 0 -1\n2 0 -2\n1 0 -1\n", "k.csv")
    assert load_weight(ONE, kernel).values[0, 0].tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    assert load_weight(ONE, "k.csv").values.tolist() == load_weight(ONE, kernel).values.tolist()
    assert load_weight(Conv2d(3, 1), "k.csv").note == (
        "k.csv: the same for each of 3 pairs of channels")
    whole = np.arange(2 * 3 * 9.0).reshape(2, 3, 3, 3)
    np.testing.assert_array_equal(load_weight(Conv2d(3, 2), array(whole, "w.npy")).values, whole)
    np.testing.assert_array_equal(
        load_weight(Linear(3, 2), table("1,2,3\n4,5,6\n", "l.csv")).values, [[1, 2, 3], [4, 5, 6]])
    assert load_weight(Conv1d(), table("1\n2\n3\n", "o.csv")).values.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize(("layer", "weight", "answer"), [
    (Conv2d(kernel_size=5), "k.csv",
     "k.csv is 3x3, and the layer takes 5x5 or 1x1x5x5: give a kernel size of 3x3"),
    (Conv2d(), "w.npy", "w.npy is 2x2x2, and the layer takes 3x3 or 1x1x3x3: reshape it"),
    (Linear(), "k.csv", "k.csv is 3x3, and the layer takes 3x4: reshape it"),
    (Linear(), "box", "box lies on a square of features with one around it, which 4 do not make"),
    (MaxPool2d(), "box", "weight 'box' was given, and MaxPool2d has none: leave it out"),
    (Conv2d(kernel_size=4), "laplacian", "there is no laplacian of 4x4")])
def test_a_weight_that_does_not_suit_is_refused(layer: Any, weight: str, answer: str) -> None:
    table("1 0 -1\n2 0 -2\n1 0 -1\n", "k.csv")
    array(np.ones((2, 2, 2)), "w.npy")
    assert answer in refusal(LayerError, lambda: load_weight(layer, weight))


def test_a_picture_is_no_weight() -> None:
    picture("p.png", np.zeros((3, 3), np.uint8))
    assert "p.png is a picture: give a weight as .csv or .npy" in refusal(
        ArrayError, lambda: load_weight(ONE, "p.png"))


def test_a_file_says_the_kernel_size_and_a_name_does_not() -> None:
    assert kernel_size_in(table("1,2\n3,4\n5,6\n"), 2) == (3, 2)
    assert kernel_size_in(table("1,2,3,4\n"), 1) == (4,)
    assert kernel_size_in(array(np.ones((8, 3, 5, 7))), 2) == (5, 7)
    assert kernel_size_in(array(np.ones(3)), 2) is None
    assert kernel_size_in("sobel-x", 2) is None


def test_a_name_wins_over_a_file_and_a_path_over_a_name() -> None:
    assert [is_file(name) for name in ("box", "Sobel_X", "box.csv", "./box", "zzz", Path("box"))
            ] == [False, False, True, True, False, True]
    Path("box").mkdir()
    assert load_weight(ONE, "box").values.sum() == pytest.approx(1)


# All together.

def test_arrays_are_left_as_they_are() -> None:
    x, w = [[[1, 2], [3, 4]]], np.ones((1, 1, 2, 2))
    assert load_arrays(Conv2d(kernel_size=2), x, w) == (x, w, ())
    assert load_arrays(ONE, None, None) == (None, None, ())


def test_what_is_loaded_is_kept_but_a_changed_file_is_read_again() -> None:
    file = table("1,2\n3,4\n")
    first, digest = load_input(ONE, file), file_digest(file)
    assert load_input(ONE, file) is first
    assert not first.values.flags.writeable
    table("1,2\n3,456\n")
    assert load_input(ONE, file).values.max() == 456
    assert file_digest(file) != digest


def test_a_file_is_told_by_what_it_is_and_not_by_its_name(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {}
    for folder, text in (("a", "1,2\n3,4\n"), ("b", "5,6\n7,8\n")):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        file = table(text)
        os.utime(file, ns=(10**18, 10**18))  # as a checkout or an archive gives both
        made[folder] = (load_input(ONE, file).values.tolist(), file_digest(file),
                        load_weight(SMALL, file).values.sum(), read_source(file).values.tolist())
    assert made["a"][0] == [[[1, 2], [3, 4]]]
    assert made["b"][0] == [[[5, 6], [7, 8]]]
    assert all(one != other for one, other in zip(made["a"], made["b"], strict=True))


def test_a_file_that_is_put_in_anothers_place_is_read_again() -> None:
    file = table("1,2\n3,4\n")
    os.utime(file, ns=(10**18, 10**18))
    load_input(ONE, file)
    other = table("5,6\n7,8\n", "other.csv")
    os.utime(other, ns=(10**18, 10**18))
    other.replace(file)
    assert load_input(ONE, file).values.tolist() == [[[5, 6], [7, 8]]]


@pytest.mark.parametrize("command", [
    ("render", "-o", "a.gif"), ("render", "--i", "2", "-o", "a.svg", "--poster", "a.png"),
    ("batch", "--jobs", "1", "-o", "out")])
def test_a_command_reads_a_file_once(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
                                     ) -> None:
    table("1,2,3\n4,5,6\n7,8,9\n")
    read, reads = READERS[".csv"], []
    monkeypatch.setattr("convgif.inputs.sources.READERS", {
        ".csv": lambda *given: reads.append(given) or read(*given)})
    result = CliRunner().invoke(main, [*command, "--k", "2", "--input", "data.csv"])
    assert result.exit_code == 0, result.output
    assert len(reads) == 1


def test_animate_takes_files_and_keeps_what_was_done() -> None:
    picture("photo.png", np.full((48, 64, 3), 10, np.uint8))
    for input in ("photo.png", Path("photo.png")):
        animation = animate(Conv2d(1, 2, bias=False), input=input, weight="box", input_size=(6, 8))
        (traced,) = animation.traces
        assert traced.input.tolist() == [[[10] * 8] * 6]
        np.testing.assert_allclose(traced.output, 10)
        assert animation.notes == (
            "photo.png: 48x64 RGB -> grey 6x8, area averages, rounded",
            "box: the same for each of 2 pairs of channels")
    assert animate(ONE).notes == ()
    assert animate(ONE, input="photo.png").traces[0].input.shape == (1, 24, LONGEST_SIDE)
