"""PDF: the still as paths, with the alt text as its title."""

import re
import zlib
from typing import Any

import numpy as np
import pytest
from layer_strategies import preset_layer

from convgif import Animation, Conv1d, animate
from convgif.errors import OutputError
from convgif.formats import FORMATS
from convgif.presets import PRESETS
from convgif.scene import Cell, Line, Text
from convgif.themes import THEMES


def of_preset(name: str, **settings: Any) -> Animation:
    return animate(preset_layer(name), input_size=PRESETS[name].input_size, **settings)


def encoded(animation: Animation) -> bytes:
    return FORMATS["pdf"].encode(animation.recording())


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


def drawing(data: bytes) -> str:
    """What is drawn on the page, in the operators of PDF."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    texts = [zlib.decompress(stream) for stream in streams]
    return "\n".join(text.decode("latin-1") for text in texts if b" re" in text or b" l" in text)


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
    snapshot = next(animation.still().story.snapshots())
    (active,) = (mark for id, mark in stage.marks.items()
                 if "output_active" in snapshot.roles[id] and isinstance(mark.shape, Cell))
    paint = animation.theme.paint(snapshot.roles[active.id])
    assert paint.fill is not None
    wanted = np.array(active.shape.corners) * (0.75, -0.75) + (0, 0.75 * stage.height_px)
    (path,) = (points for points in filled(data, paint.fill) if len(points) in (4, 5)
               and np.ptp(points, axis=0).max() > 12)
    assert sorted(map(tuple, np.round(path[:4], 2))) == sorted(map(tuple, np.round(wanted, 2)))


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


def test_it_is_the_same_each_time_and_names_no_time_nor_machine() -> None:
    animation = of_preset("dilation")
    data = encoded(animation)
    assert data == encoded(of_preset("dilation"))
    assert b"CreationDate" not in data
    assert b"matplotlib" not in data.lower()


def test_words_are_outlines() -> None:
    animation = of_preset("padding_strides")
    assert any(isinstance(mark.shape, Text) for mark in animation.story.stage.marks.values())
    assert any(isinstance(mark.shape, Line) for mark in animation.story.stage.marks.values())
    data = encoded(animation)
    assert " Tj" not in drawing(data)
    assert b"/FontFile" not in data


@pytest.mark.parametrize("date", ["x", "1e5", "9" * 20, " "])
def test_a_source_date_that_is_none_is_said_in_a_line(date: str, monkeypatch: pytest.MonkeyPatch
                                                      ) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
    with pytest.raises(OutputError, match=f"SOURCE_DATE_EPOCH is '{date}', but no date"):
        encoded(of_preset("no_padding_strides"))


def test_a_source_date_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    animation, found = of_preset("no_padding_strides"), set()
    for date in (None, "", "0", "-1", "1700000000"):
        if date is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
        found.add(encoded(animation))
    assert len(found) == 1
