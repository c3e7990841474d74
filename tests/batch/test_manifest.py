"""The manifest: written whole and only when it changes, read back but for what is false, and
refused when it is none."""

import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import pytest
from conftest import run

import convgif
from convgif.batch.manifest import NAME, Entry, read_manifest, write_manifest
from convgif.errors import OutputError
from convgif.inputs.files import digest
from convgif.version import __version__, fingerprint

DATA = b"some bytes"
ENTRY = Entry(file="a.gif", settings={"stride": 2, "padding": [[1, 0], [2, 1]]}, input=[1, 5, 5],
              output=[1, 2, 2], frames=4, width=150, height=99, bytes=len(DATA),
              sha256=digest(DATA), alt="Größe 3 × 3", scene_digest="1", fingerprint="2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gif").write_bytes(DATA)
    return tmp_path


def refused(folder: Path, text: str) -> str:
    (folder / NAME).write_text(text, "utf-8")
    with pytest.raises(OutputError) as caught:
        read_manifest(folder)
    assert (folder / NAME).read_text("utf-8") == text
    message = str(caught.value)
    assert message.startswith(str(folder / NAME))
    assert len(message.splitlines()) == 1
    return message


def true_row(**changes: Any) -> dict[str, Any]:
    """A row with those fields, and the checksum that it has then."""
    row = {**asdict(ENTRY), **changes}
    return {**row, "checksum": digest(json.dumps(row, sort_keys=True).encode())}


def test_what_is_written_is_read(folder: Path) -> None:
    entries = {name: replace(ENTRY, file=name) for name in ("c.gif", "a.gif", "d.gif", "b.gif")}
    write_manifest(folder, entries, {"d.gif": 0, "b.gif": 1})
    assert read_manifest(folder) == entries
    data = json.loads((folder / NAME).read_text("utf-8"))
    assert list(data) == ["convgif", "animations"]
    assert data["convgif"] == __version__
    assert [row["file"] for row in data["animations"]] == ["d.gif", "b.gif", "a.gif", "c.gif"]
    assert "Größe 3 × 3" in (folder / NAME).read_text("utf-8")


def test_what_does_not_change_is_not_written(folder: Path) -> None:
    write_manifest(folder, {"a.gif": ENTRY}, {})
    os.utime(folder / NAME, (1, 1))
    write_manifest(folder, {"a.gif": ENTRY}, {})
    assert (folder / NAME).stat().st_mtime == 1
    write_manifest(folder, {}, {})
    assert (folder / NAME).stat().st_mtime > 1


def test_a_folder_without_a_manifest_has_no_entries(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == read_manifest(tmp_path / "none") == {}


def test_a_file_is_whole(folder: Path) -> None:
    assert ENTRY.is_there(folder)
    assert ENTRY.is_whole(folder)


@pytest.mark.parametrize("damage", ["gone", "cut", "longer", "flipped", "folder", "link", "dead"])
def test_a_file_is_not_whole(folder: Path, damage: str) -> None:
    path = folder / "a.gif"
    path.unlink()
    if damage in ("cut", "longer", "flipped"):
        path.write_bytes({"cut": DATA[:-1], "longer": DATA + b"x", "flipped": b"S" + DATA[1:]}[
            damage])
    elif damage == "folder":
        path.mkdir()
    elif damage in ("link", "dead"):
        path.symlink_to(folder / "other")
        if damage == "link":
            (folder / "other").write_bytes(DATA)
    assert not ENTRY.is_whole(folder)
    assert ENTRY.is_there(folder) == (damage in ("cut", "longer", "flipped"))


@pytest.mark.parametrize("text", [
    "", "not JSON", "[]", "3", "{}", '{"convgif": "0.1"}', '{"convgif": "0", "animations": 3}',
    '{"a": ', "[" * 100_000,
], ids=lambda text: text[:40])
def test_what_is_no_manifest_is_refused(folder: Path, text: str) -> None:
    assert "is no manifest of convgif: remove it" in refused(folder, text)


ELSEWHERE = ("/etc/passwd", "../a.gif", "..", ".", "", "b/a.gif", "c:a.gif", "b\\a.gif")


@pytest.mark.parametrize("row", [
    3, None, [], {}, {"file": "a.gif"}, true_row(file=3), true_row(file=["a"]), true_row(more=1),
    *[true_row(file=name) for name in ELSEWHERE],
    {**true_row(), "checksum": "0"}, {**true_row(), "checksum": None}, asdict(ENTRY),
    *[{**true_row(), **change} for change in (
        {"frames": float("nan")}, {"frames": 5}, {"frames": "4"}, {"alt": "wrong"}, {"width": -1},
        {"settings": None}, {"settings": {}}, {"input": [1, 5]}, {"sha256": "0"}, {"bytes": 10.0},
        {"file": "/etc/passwd"}, {"more": 1}, {"settings": {"stride": 3}})],
], ids=lambda row: str(row)[-60:])
def test_a_row_that_is_false_is_left_out(folder: Path, row: Any) -> None:
    other = true_row(file="b.gif")
    (folder / NAME).write_text(
        json.dumps({"convgif": __version__, "animations": [row, other]}), "utf-8")
    assert read_manifest(folder) == {"b.gif": replace(ENTRY, file="b.gif")}


def test_a_file_whose_name_is_no_utf_8_is_written_and_read(folder: Path) -> None:
    entry = replace(ENTRY, settings={"input": "caf\udce9.csv"})
    write_manifest(folder, {"a.gif": entry}, {})
    assert r'"caf\udce9.csv"' in (folder / NAME).read_text("utf-8")
    assert read_manifest(folder) == {"a.gif": entry}


def test_bytes_that_are_no_text_are_no_manifest(folder: Path) -> None:
    (folder / NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OutputError, match="is no manifest"):
        read_manifest(folder)


@pytest.mark.parametrize("version", ["999.0", "999", f"{__version__}.1", "999.0.dev1"])
def test_a_manifest_of_a_newer_version_is_refused(folder: Path, version: str) -> None:
    message = refused(folder, json.dumps({"convgif": version, "animations": [{"other": 1}]}))
    assert f"was written by convgif {version}, this is {__version__}: update convgif" in message


def test_a_manifest_of_an_older_version_is_read(folder: Path) -> None:
    (folder / NAME).write_text(json.dumps({"convgif": "0.0.0", "animations": [true_row()]}),
                               "utf-8")
    assert read_manifest(folder) == {"a.gif": ENTRY}


def test_the_fingerprint_is_the_same_in_any_process(tmp_path: Path) -> None:
    code = "from convgif.version import fingerprint; print(fingerprint())"
    printed = run("-c", code, cwd=tmp_path, program=(), env={"PYTHONHASHSEED": "3"}).stdout.decode()
    assert len(fingerprint()) == 64
    assert printed.strip() == fingerprint()


def fingerprint_of(folder: Path) -> str:
    """The fingerprint of the package in that folder, by a process of its own."""
    code = "from convgif.version import fingerprint; print(fingerprint())"
    printed = run("-c", code, cwd=folder, program=(), env={
        "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}).stdout.decode().strip()
    assert len(printed) == 64
    return printed


def test_the_fingerprint_is_that_of_every_file_that_ships(tmp_path: Path) -> None:
    package = tmp_path / "convgif"
    copytree(Path(convgif.__file__).parent, package, ignore=ignore_patterns("__pycache__"))
    same = fingerprint_of(tmp_path)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "manifest.pyc").write_bytes(b"compiled")
    assert fingerprint_of(tmp_path) == same
    kinds = {path.suffix: path for path in package.rglob("*")
             if path.is_file() and "__pycache__" not in path.parts}
    assert kinds.keys() >= {".py", ".js", ".css", ".html", ".otf"}
    seen = {same}
    for path in [*kinds.values(), package / "formats/player/player.css"]:
        if path.suffix == ".py":
            path = package / "version.py"
        with path.open("ab") as file:
            file.write(b"\n")
        found = fingerprint_of(tmp_path)
        assert found not in seen, path
        seen.add(found)
    (package / "fonts/OFL.txt").rename(package / "fonts/OFL2.txt")
    assert fingerprint_of(tmp_path) not in seen
