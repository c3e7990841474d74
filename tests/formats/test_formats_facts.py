"""What a file says of itself is what it was made with, in every format."""

from dataclasses import fields
from math import inf
from pathlib import Path
from typing import Any

import pytest

from convgif import Animation, Conv2d, animate
from convgif.errors import OutputError, named, spelled
from convgif.formats import FORMATS, Format, load
from convgif.formats.facts import read_facts
from convgif.settings.options import as_flag

LOGICAL = ("gif", "webp", "apng", "png", "svg", "pdf")
TITLE = '\\(a) "b" <c> & é ü 中 \\) (d'


def animation(**settings: Any) -> Animation:
    return animate(Conv2d(padding=1), **{"input_size": 3, "size_px": 200, **settings})


@pytest.mark.parametrize("name", FORMATS)
def test_the_functions_of_a_row_are_there(name: str) -> None:
    row = FORMATS[name]
    named = {field.name: getattr(row, field.name) for field in fields(row)
             if field.name.endswith("function")}
    assert named["function"]
    assert named["facts_function"]
    for function in filter(None, named.values()):
        assert callable(load(function)), function
    assert row.kind in ("image", "video", "text", "application")
    assert bool(row.extra) == bool(row.library)


def test_what_its_reader_can_stop() -> None:
    assert [name for name, row in FORMATS.items() if row.has_controls] == ["html", "mp4"]


@pytest.mark.parametrize(("theme", "follows"), [("light", False), ("auto", True)])
@pytest.mark.parametrize("name", ["svg", "html"])
def test_whether_it_follows_its_reader(name: str, theme: str, follows: bool, tmp_path: Path
                                       ) -> None:
    path = animation(theme=theme).save(tmp_path / f"a.{name}")
    assert read_facts(path)[1].follows_reader is follows


def test_a_player_says_what_stands_beside_its_picture(tmp_path: Path) -> None:
    _, facts = read_facts(animation().save(tmp_path / "a.html"))
    assert dict(facts.words)["output"] == "1×3×3"
    assert 0 < facts.least_px <= facts.width_px


@pytest.mark.parametrize("name", FORMATS)
def test_alt_text_and_size_come_back(name: str, tmp_path: Path) -> None:
    made = animation(title=None if name == "html" else TITLE.replace("中", "z"))
    row, facts = read_facts(made.save(tmp_path / f"a{FORMATS[name].suffix}"))
    assert row.name == name
    shown = made if row.animated else made.still()
    assert facts.alt == shown.describe()
    even = 2 if name == "mp4" else 1
    assert (facts.width_px, facts.height_px) == (200, -(-shown.size[0] // even) * even)


@pytest.mark.parametrize("density", [1, 1.5, 2, 3])
@pytest.mark.parametrize("name", LOGICAL)
def test_the_width_is_that_in_px(name: str, density: float, tmp_path: Path) -> None:
    path = animation(density=density).save(tmp_path / f"a{FORMATS[name].suffix}")
    facts = read_facts(path)[1]
    assert (facts.width_px, facts.density) == (200, 1 if name in ("svg", "pdf") else density)


@pytest.mark.parametrize(("loop", "times"), [(0, inf), (1, 1), (2, 2), (5, 5)])
@pytest.mark.parametrize("name", ["gif", "webp", "apng", "svg"])
def test_how_long_it_moves(name: str, loop: int, times: float, tmp_path: Path) -> None:
    made = animation(loop=loop, duration_ms=400, hold_ms=600)
    path = made.save(tmp_path / f"a{FORMATS[name].suffix}")
    facts = read_facts(path)[1]
    assert (facts.round_ms, facts.rounds) == (sum(made.durations), times)
    assert facts.moves


@pytest.mark.parametrize("name", ["gif", "webp", "apng", "svg", "png", "pdf"])
def test_a_still_does_not_move(name: str, tmp_path: Path) -> None:
    path = animation(still=0).save(tmp_path / f"a{FORMATS[name].suffix}")
    assert not read_facts(path)[1].moves


@pytest.mark.parametrize("suffix", [".gif", ".png", ".svg", ".pdf", ".webp", ".html"])
@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"<svg></svg>"], ids=repr)
def test_what_is_no_picture_is_said_in_one_line(suffix: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(OutputError, match=r"cannot read .*: it is no whole"):
        read_facts(path)


@pytest.mark.parametrize("row", [row for row in FORMATS.values() if row.fragment_function],
                         ids=lambda row: row.name)
def test_what_is_a_fragment_is_not_to_be_made_again_as_it_is(row: Format, tmp_path: Path) -> None:
    path = tmp_path / f"a{row.suffix}"
    path.write_bytes(row.encode(animation(), fragment=True))
    with pytest.raises(OutputError) as caught:
        read_facts(path)
    assert spelled(caught.value.message, as_flag) == (
        f"{named(path)} is a fragment: paste what is in it into the page, or make it again without "
        "--fragment")


def test_what_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no file .*: make it first"):
        read_facts(tmp_path / "a.gif")
    with pytest.raises(OutputError, match="unknown suffix"):
        read_facts(tmp_path / "a.txt")


@pytest.mark.parametrize("data", [
    "[" * 20_000 + "]" * 20_000, '{"a":' * 20_000 + "1" + "}" * 20_000, "3", "null", "{}",
    '{"themes": 3}', '{"themes": [], "facts": 3}', '{"themes": [], "facts": [3]}',
    '{"themes": [], "facts": [["a"]]}', '{"themes": [], "facts": {"a": 1}}',
    '{"themes": [], "least": "x"}', '{"themes": [], "least": NaN}',
    '{"themes": [], "least": 1e999}',
    f'{{"themes": [], "least": {"9" * 5000}}}'], ids=lambda data: data[:40])
def test_a_page_with_other_data_is_refused_in_a_line(data: str, tmp_path: Path) -> None:
    path = animation().save(tmp_path / "a.html")
    start, end = '<script type="application/json">', "</script>"
    before, _, after = path.read_text("utf-8").partition(start)
    path.write_text(f"{before}{start}{data}{end}{after.partition(end)[2]}", "utf-8")
    with pytest.raises(OutputError, match=r"cannot read .*: it is no whole \.html: make it again"):
        read_facts(path)


@pytest.mark.parametrize("name", ["gif", "png", "apng", "webp"])
@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_a_picture_that_was_cut_off_is_not_whole(name: str, share: float, tmp_path: Path) -> None:
    whole = FORMATS[name].encode(animation())
    path = tmp_path / f"a{FORMATS[name].suffix}"
    path.write_bytes(whole[:int(share * len(whole)) - 1])
    with pytest.raises(OutputError, match=r"cannot read .*: it is no whole"):
        read_facts(path)
