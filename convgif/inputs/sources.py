"""Files of numbers: pictures, tables and arrays, as they are stored; and numbers that are written
out in the place of a file's name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ArrayError, LimitError, named, reason_of, shorten
from convgif.inputs.files import NoFileError, check_regular, digest_of, read_whole
from convgif.inputs.pictures import read_picture
from convgif.inputs.written import is_written, read_numbers
from convgif.traces.arrays import check_count

Stamp: TypeAlias = tuple[int, ...]

MOST_TABLE_BYTES = 10_000_000
# No two parts of it can share digits: it is read in one go.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Source:
    """What is in a file. values: as they are stored. Of a picture, kind: what it is, such as RGB;
    made: what it was made, such as grey; changes: what else was done; and its levels are whole."""

    values: NDArray[Any]
    kind: str = ""
    made: str = ""
    changes: tuple[str, ...] = ()


def existing(name: str | Path) -> Path | None:
    """The file of that name, if there is one; of a name that no file can have there is none."""
    try:
        return Path(name) if Path(name).is_file() else None
    except (OSError, ValueError):
        return None


def stamp_of(path: Path) -> Stamp:
    """What tells a file, as it is now, from every other, whatever each is called. Raises ArrayError
    where there is none. Numbers that are written out are what they are called."""
    if is_written(str(path)):
        return ()
    try:
        status = check_regular(path)
    except NoFileError as error:
        raise ArrayError(f"{shorten(str(path))} is {error.what}: name a file") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def read_source(path: Path, color: bool = False) -> Source:
    """What is in a file; it is read once. Raises ArrayError, LimitError."""
    return _read_source(path, stamp_of(path), color)


@lru_cache(maxsize=8)  # few, which may be large; what is made of them is kept by whoever makes it
def _read_source(path: Path, stamp: Stamp, color: bool) -> Source:
    reader = _read_written if is_written(str(path)) else READERS.get(path.suffix.lower())
    if reader is None:
        raise ArrayError(f"{shorten(path.name)} is of no known kind: give one that ends in "
                         f"{', '.join(READERS)}")
    try:
        source = reader(path, color)
    except OSError as error:
        raise _unreadable(path, error) from None
    if source.values.size == 0 or source.values.ndim == 0:
        raise ArrayError(f"{named(path.name)} holds no rows of numbers: give some")
    if not np.isfinite(source.values).all():
        raise ArrayError(f"{named(path.name)} holds NaN or infinity: give finite numbers")
    source.values.setflags(write=False)
    return source


def _read_picture(path: Path, color: bool) -> Source:
    picture = read_picture(path, color)
    return Source(picture.levels, picture.kind, "" if color or picture.kind == "grey" else "grey",
                  ("laid on white",) if picture.on_white else ())


def _read_table(path: Path, color: bool) -> Source:
    """Numbers by comma, semicolon, tab or blanks, a row a line."""
    if path.stat().st_size > MOST_TABLE_BYTES:
        raise LimitError(f"{named(path.name)} is over {MOST_TABLE_BYTES // 10**6} MB: give fewer "
                         "numbers, or a .npy")
    try:
        text = read_whole(path, MOST_TABLE_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ArrayError(f"{named(path.name)} is no text: give numbers by comma") from None
    separator = next((sign for sign in ";,\t" if sign in text), None)
    rows: list[list[float]] = []
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        items = [item.strip() for item in line.split(separator)]
        wrong = next((item for item in items if not _NUMBER.fullmatch(item)), None)
        if wrong is not None:
            raise ArrayError(f"{named(path.name)}: line {number}: {shorten(wrong)} is no number: "
                             "give numbers only, by comma, semicolon, tab or blanks")
        first = first or number
        rows.append(list(map(float, items)))
        if len(items) != len(rows[0]):
            raise ArrayError(f"{named(path.name)}: line {number} has {len(items)} numbers, and "
                             f"line {first} has {len(rows[0])}: give equally long lines")
    return Source(np.array(rows))


def _read_npy(path: Path, color: bool) -> Source:
    """An array as numpy saves one; no pickles, which could run anything."""
    try:
        stored = np.lib.format.open_memmap(path, mode="r")
    except OSError as error:
        raise _unreadable(path, error) from None
    except Exception:  # numpy reads its header as Python literals, which fails in many ways
        raise ArrayError(f"{named(path.name)} is no array of numbers as numpy.save writes it: "
                         "save it again, without objects") from None
    if stored.dtype.kind not in "biuf":
        raise ArrayError(f"{named(path.name)} holds {shorten(stored.dtype)}, not real numbers: "
                         "save floats or integers")
    if not stored.size:  # its other axes may be of any length
        raise ArrayError(f"{named(path.name)} holds no numbers: give at least one")
    check_count(stored.shape, named(path.name))
    return Source(np.array(stored, dtype=np.float64))


def _read_written(path: Path, color: bool) -> Source:
    """The numbers that stand in place of a name."""
    try:
        return Source(np.array(read_numbers(str(path)), dtype=np.float64))
    except ValueError:
        raise ArrayError(f"{named(path.name)} has rows of unequal lengths: give equally long ones"
                         ) from None


def _unreadable(path: Path, error: OSError | ValueError) -> ArrayError:
    return ArrayError(f"cannot read {shorten(str(path))}: {reason_of(error)}: name another file")


def file_digest(file: str | Path) -> str:
    """The SHA-256, in hex, of what is in a file. Raises ArrayError."""
    return _file_digest(Path(file), stamp_of(Path(file)))


@lru_cache(maxsize=64)
def _file_digest(path: Path, stamp: Stamp) -> str:
    try:
        return digest_of(path)
    except OSError as error:
        raise _unreadable(path, error) from None


READERS: Mapping[str, Callable[[Path, bool], Source]] = {
    ".png": _read_picture, ".jpg": _read_picture, ".jpeg": _read_picture, ".gif": _read_picture,
    ".csv": _read_table, ".txt": _read_table, ".npy": _read_npy}
