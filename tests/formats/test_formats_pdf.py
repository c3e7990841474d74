"""PDF: the still as paths and words, with the alt text as its title."""

import re
import shutil
import subprocess
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import without
from made_fonts import HIGH, PRIVATE, make_font
from sample_animations import of_preset

from convgif import Animation, Conv1d, Conv2d, animate
from convgif.formats import FORMATS
from convgif.formats.pdf_file import string
from convgif.frames.themes import THEMES
from convgif.scenes.scene import Cell, Text


def encoded(animation: Animation) -> bytes:
    return FORMATS["pdf"].encode(animation)


def title_of(data: bytes) -> str:
    found = re.search(rb"/Title (\((?:\\.|[^\\)])*\)|<[0-9a-fA-F]*>)", data, re.DOTALL)
    assert found is not None
    raw = re.sub(rb"\\(n|r|t|[0-7]{1,3}|.)", _unescaped, found[1][1:-1], flags=re.DOTALL)
    return raw.decode("utf-16") if raw.startswith((b"\xfe\xff", b"\xff\xfe")) else raw.decode(
        "latin-1")


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code.isdigit():
        return bytes([int(code, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(code, code)


def streams(data: bytes) -> list[bytes]:
    """What is in its streams."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    return [zlib.decompress(stream) for stream in found]


def drawing(data: bytes) -> str:
    """What is drawn on the page, in the operators of PDF, in px: the first says so."""
    (content,) = [text.decode() for text in streams(data) if text.startswith(b"0.75 0 0 -0.75 0 ")]
    return content


def filled(data: bytes, color: tuple[int, int, int]) -> list[np.ndarray]:
    """The paths filled in a colour: the points of each."""
    found: list[np.ndarray] = []
    points: list[list[float]] = []
    fill: tuple[int, ...] = ()
    operands: list[float] = []
    for word in drawing(data).split():
        if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", word):
            operands.append(float(word))
            continue
        if word in ("rg", "g"):
            fill = tuple(round(255 * part) for part in (operands * 3)[:3])
        elif word in ("m", "l"):
            points.append(operands[-2:])
        elif word in ("f", "f*", "B", "b", "S", "s", "n"):
            if word[0] in "fBb" and fill == color:
                found.append(np.array(points))
            points = []
        operands = []
    return found


@pytest.mark.parametrize("theme", [name for name in THEMES if not THEMES[name].dark])
def test_it_is_one_page_of_vectors_in_the_colours_of_the_still(theme: str) -> None:
    animation = of_preset("padding_strides", theme=theme)
    data = encoded(animation)
    stage = animation.story.stage
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    box = re.search(rb"/MediaBox \[([^]]*)\]", data)
    assert box is not None
    sides = [float(side) for side in box[1].split()]
    assert sides == pytest.approx([0, 0, 0.75 * stage.width_px, 0.75 * stage.height_px])
    assert len(re.findall(rb"/Type /Page\b(?!s)", data)) == 1
    assert b"/Subtype /Image" not in data
    snapshot = next(animation.poster.story.snapshots())
    (active,) = (mark for id, mark in stage.marks.items()
                 if "output_active" in snapshot.roles[id] and isinstance(mark.shape, Cell))
    paint = animation.theme.paint(snapshot.roles[active.id])
    assert paint.fill is not None
    assert drawing(data).startswith(f"0.75 0 0 -0.75 0 {0.75 * stage.height_px:g} cm")
    wanted = sorted(map(tuple, np.round(np.array(active.shape.corners), 2)))
    paths = [sorted(map(tuple, np.round(points[:4], 2))) for points in filled(data, paint.fill)
             if len(points) in (4, 5)]
    assert paths.count(wanted) == 1


def test_its_title_is_the_alt_text() -> None:
    for title in ("Überall Δ (a) \\ <b>", "plain"):
        animation = animate(Conv1d(), size_px=300, title=title)
        assert title_of(encoded(animation)) == animation.describe()


def test_a_transparent_one_has_no_ground() -> None:
    ground = THEMES["light"].background
    opaque, clear = (encoded(of_preset("padding_strides", **settings))
                     for settings in ({}, {"background": "transparent"}))
    sides = [path for path in filled(opaque, ground) if len(path) >= 4]
    assert any(np.ptp(path, axis=0).max() > 200 for path in sides)
    assert not any(np.ptp(path, axis=0).max() > 60 for path in filled(clear, ground))
    assert re.search(r"\bW\s+n\b", drawing(clear))  # lines are cut where cells hide them
    assert not re.search(r"\bW\s+n\b", drawing(opaque))


@pytest.mark.parametrize("theme", ["light", "dark", "print", "classic"])
def test_its_beam_is_translucent(theme: str) -> None:
    """Filled in its opacity, which holds for nothing else; classic has none."""
    data = encoded(of_preset("padding_strides", theme=theme))
    beam = THEMES[theme].paint(("beam",))
    named = dict(re.findall(rb"/(\w+) << /ca ([.\d]+) >>", data))
    if beam.fill is None:
        assert named == {}
        return
    ((name, opacity),) = named.items()
    assert float(opacity) == beam.opacity
    (film,) = re.findall(rf"q /{name.decode()} gs (.*?) Q", drawing(data).replace("\n", " "))
    assert re.fullmatch(r"(-?[\d.]+ -?[\d.]+ [ml] )+h f", film)


def test_it_is_the_same_each_time_and_names_no_time_nor_machine() -> None:
    animation = of_preset("dilation")
    data = encoded(animation)
    assert data == encoded(of_preset("dilation"))
    assert b"CreationDate" not in data
    assert b"matplotlib" not in data.lower()


# Its words.

CHINESE = {"language": "zh", "view": "values"}


def poppler(program: str, path: Path, *arguments: str) -> str:
    if shutil.which(program) is None:
        without(program, "apt-get install poppler-utils")
    done = subprocess.run([program, *arguments], cwd=path.parent, check=True, capture_output=True)
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("settings", [{}, {"theme": "dark"}, CHINESE, {**CHINESE, "strip": 2}],
                         ids=repr)
@pytest.mark.parametrize("name", ["padding_strides", "padding_strides_odd_transposed"])
def test_every_word_can_be_selected_and_found(name: str, settings: dict[str, Any], tmp_path: Path
                                              ) -> None:
    animation = of_preset(name, **settings)
    path = animation.save(tmp_path / "a.pdf")
    still = animation if animation.pose else animation.still()
    wanted = Counter("".join([mark.shape.string for mark in still.story.stage.marks.values()
                              if isinstance(mark.shape, Text)
                              and animation.theme.paint(mark.roles).line]).replace(" ", ""))
    said = poppler("pdftotext", path, "-raw", path.name, "-")
    assert Counter("".join(said.split())) == wanted


def test_words_stand_in_one_piece(tmp_path: Path) -> None:
    path = of_preset("padding_strides", title="Überall (a) → b", language="zh").save(
        tmp_path / "a.pdf")
    said = poppler("pdftotext", path, "-layout", path.name, "-")
    for words in ("Überall (a) → b", "输入 5×5", "输出 3×3", "步幅 2", "(5 + 2·1 − 3)/2 + 1 = 3"):
        assert words in said


def test_its_fonts_are_embedded_subsets_and_no_type_3(tmp_path: Path) -> None:
    path = of_preset("padding_strides", **CHINESE).save(tmp_path / "a.pdf")
    listed = [line.split() for line in poppler("pdffonts", path, path.name).splitlines()[2:]]
    assert [line[1:-6] for line in listed] == [["CID", "TrueType"], ["CID", "Type", "0C"]]
    for name, *_, embedded, is_subset, has_signs, _, _ in listed:
        assert re.fullmatch(r"[A-Z]{6}\+convgif", name)
        assert (embedded, is_subset, has_signs) == ("yes", "yes", "yes")
    assert len(path.read_bytes()) < 25_000


@pytest.mark.parametrize("settings", [{}, {"language": "zh"}, {"theme": "print"}], ids=repr)
def test_it_looks_as_the_picture_of_pixels(settings: dict[str, Any], tmp_path: Path) -> None:
    animation = of_preset("padding_strides_odd_transposed", density=2, **settings)
    path = animation.save(tmp_path / "a.pdf")
    poppler("pdftoppm", path, "-r", "192", "-png", path.name, "page")
    (page,) = tmp_path.glob("page*.png")
    shown = iio.imread(page)[..., :3].astype(float)
    drawn = next(animation.still().frames).astype(float)
    rows, columns = min(len(shown), len(drawn)), min(len(shown[0]), len(drawn[0]))
    assert abs(len(shown) - len(drawn)) <= 1
    apart = np.abs(shown[:rows, :columns] - drawn[:rows, :columns]).max(axis=2)
    assert apart.mean() < 5
    assert (apart > 128).mean() < 0.01


def test_a_given_font_is_embedded_too(tmp_path: Path) -> None:
    font = make_font(tmp_path / "a.ttf", {PRIVATE: HIGH})
    path = animate(Conv2d(), title=PRIVATE * 3, font=font).save(tmp_path / "a.pdf")
    assert PRIVATE * 3 in poppler("pdftotext", path, path.name, "-")
    assert poppler("pdffonts", path, path.name).count("yes yes yes") == 2


def test_without_words_it_has_no_fonts(tmp_path: Path) -> None:
    path = animate(Conv2d(), text="none").save(tmp_path / "a.pdf")
    assert len(poppler("pdffonts", path, path.name).splitlines()) == 2
    assert poppler("pdftotext", path, path.name, "-").split() == []


def test_a_sign_that_pdf_means_something_by_is_a_sign() -> None:
    assert string("a(b)\\\r\n") == b"(a\\(b\\)\\\\\\r\\n)"
    assert string("ü\u0128") == b"(\xfe\xff\x00\xfc\x01\\()"


def test_its_table_says_where_each_object_is() -> None:
    data = encoded(of_preset("padding_strides"))
    start = int(re.search(rb"startxref\n([0-9]+)\n", data)[1])
    head, count = re.match(rb"xref\n0 ([0-9]+)\n", data[start:])[0], data.count(b" 0 obj\n")
    offsets = [int(line[:10]) for line in data[start + len(head):].splitlines()[1:count + 1]]
    assert len(offsets) == count > 6
    for number, offset in enumerate(offsets, 1):
        assert data[offset:].startswith(b"%d 0 obj\n" % number)


def test_a_source_date_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    animation, found = of_preset("no_padding_strides"), set()
    for date in (None, "", "0", "-1", "1700000000", "x"):
        if date is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
        found.add(encoded(animation))
    assert len(found) == 1
