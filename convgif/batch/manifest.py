"""The manifest of a folder of animations: what is in it, how it was made, and whether it is whole.

    {"convgif": version, "animations": [{"file": ..., "settings": ..., ..., "checksum": ...}]}

The checksum is that of the row: one that has been changed by hand is as none, and so is one that
names no file of the folder.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from convgif.errors import OutputError, named
from convgif.formats.writing import write_whole
from convgif.inputs.files import digest, digest_of, read_whole
from convgif.version import __version__

NAME = "manifest.json"
MOST_BYTES = 50_000_000  # a row for each of as many animations as are made at once


@dataclass(frozen=True)
class Entry:
    """One animation: its file and settings, what it shows, and its digests. input, output: shapes,
    of several panels one each.

    sha256: of the file. scene_digest: of what is drawn, theme and size. fingerprint: of the code
    that drew it.
    """

    file: str
    settings: Mapping[str, Any]
    input: list[int] | list[list[int]]
    output: list[int] | list[list[int]]
    frames: int
    width: int
    height: int
    bytes: int
    sha256: str
    alt: str
    scene_digest: str
    fingerprint: str

    def is_whole(self, folder: Path) -> bool:
        """Whether the file is there, no link, and as it was written."""
        path = folder / self.file
        try:
            return (self.is_there(folder) and path.stat().st_size == self.bytes
                    and digest_of(path) == self.sha256)
        except OSError:
            return False

    def is_there(self, folder: Path) -> bool:
        """Whether there is such a file, and no link."""
        path = folder / self.file
        try:
            return path.is_file() and not path.is_symlink()
        except OSError:
            return False


def read_manifest(folder: Path) -> dict[str, Entry]:
    """The entries of a folder by file name; empty where there is no manifest.

    Rows that are false are left out. Raises OutputError for a manifest that is none, or of a newer
    version.
    """
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        data = json.loads(read_whole(path, MOST_BYTES))
        written_by = str(data["convgif"])
        if _numbers(written_by) > _numbers(__version__):
            raise OutputError(f"{named(path)} was written by convgif {written_by}, this is "
                              f"{__version__}: update convgif, or take another folder")
        return {entry.file: entry for entry in map(_read_entry, data["animations"]) if entry}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise OutputError(f"{named(path)} is no manifest of convgif: remove it or take "
                          "another folder") from None


def write_manifest(folder: Path, entries: Mapping[str, Entry], order: Mapping[str, int]) -> None:
    """Writes the manifest, whole, if it changes: entries in that order, then others by name."""
    rows = sorted(entries.values(), key=lambda entry: (order.get(entry.file, len(order)),
                                                       entry.file))
    data = {"convgif": __version__, "animations": [_row(entry) for entry in rows]}
    # What UTF-8 cannot say, of a name of a file, becomes an escape of JSON.
    text = (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode(
        errors="backslashreplace")
    path = folder / NAME
    if not path.is_file() or path.read_bytes() != text:
        write_whole(path, text)


def _row(entry: Entry) -> dict[str, Any]:
    """The fields of the entry, and their checksum."""
    row = asdict(entry)
    return {**row, "checksum": digest(json.dumps(row, sort_keys=True).encode())}


def _read_entry(row: object) -> Entry | None:
    """The entry of a row; None where it is not as it was written, or might lead elsewhere."""
    if not isinstance(row, dict):
        return None
    fields = {name: value for name, value in row.items() if name != "checksum"}
    try:
        entry = Entry(**fields)
        is_true = _row(entry) == row and PureWindowsPath(entry.file).name == entry.file
    except (TypeError, ValueError, RecursionError):
        return None
    return entry if is_true and entry.file not in ("", "..") else None


def _numbers(version_text: str) -> list[int]:
    return [int(part) for part in version_text.split(".") if part.isdigit()]
