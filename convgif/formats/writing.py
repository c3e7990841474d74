"""Files appear whole or not at all."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from os.path import lexists
from pathlib import Path

from convgif.errors import OutputError, named, reason_of, setting, shorten
from convgif.inputs.files import read_whole

PARTIAL_PREFIX = ".convgif-partial-"
MOST_OWN_BYTES = 1_000_000_000
HELD_OPEN = (5, 32)  # what Windows says of a file that another program shows: access, sharing


def path_of(given: str | Path) -> Path:
    """The path that is given. Raises OutputError for what is none."""
    try:
        return Path(given)
    except TypeError:
        raise OutputError(f"{shorten(given)} is no path: give the name of a file or folder in "
                          "quotes") from None


def check_place(path: Path) -> None:
    """Raises OutputError where the path is a folder, or lies in none."""
    try:
        is_folder, has_folder = path.is_dir(), lexists(path.parent)
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    if is_folder:
        raise OutputError(f"{named(path)} is a folder: give the name of a file in it")
    if not has_folder:
        raise OutputError(f"there is no folder {named(path.parent)}: make it first")


def write_whole(path: Path, data: bytes) -> Path:
    """The path, after the data is there; no reader ever sees half of it.

    Written beside it under another name and renamed; what is no file (a device, a pipe) is
    written to directly. Raises OutputError, and then nothing is left behind.
    """
    check_place(path)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return path
        partial = _aside(path.parent)
        try:
            partial.write_bytes(data)
            partial.replace(path)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    return path


def check_free(folder: Path, force: bool) -> None:
    """Raises OutputError where that is no folder, nor can become one, or is not empty."""
    try:
        is_folder = folder.is_dir()
        taken = not force and any(not _is_partial(path) for path in folder.iterdir()
                                  ) if is_folder else folder.exists()
    except (OSError, ValueError) as error:
        raise _refused(folder, error) from None
    if taken:
        raise OutputError(f"{named(folder)} is not empty: take another folder, or "
                          f"{setting('force', True)}" if is_folder
                          else f"{named(folder)} is a file: name a folder")


def write_folder(folder: Path, files: Mapping[str, bytes], replaced: re.Pattern[str]
                 ) -> list[Path]:
    """The paths, after the files are in the folder, and no other of a replaced name is.

    All are written aside first, in a folder in it, and take their places when they are whole: where
    that fails, what was there is as it was. Raises OutputError.
    """
    made = [path for path in (folder, *folder.parents) if not lexists(path)]
    partial = _aside(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tidy(folder)
        try:
            partial.mkdir()
            for name, data in files.items():
                (partial / name).write_bytes(data)
            for path in [folder / name for name in files]:
                if path.is_dir() and not path.is_symlink():
                    raise OutputError(f"{named(path)} is a folder: remove it or take another "
                                      "folder")
            for name in files:
                (partial / name).replace(folder / name)
            for path in folder.iterdir():
                if (replaced.fullmatch(path.name) and path.name not in files
                        and not path.is_dir()):
                    path.unlink()
        finally:
            _remove(partial)
    except BaseException as error:
        with suppress(OSError):
            for path in made:
                path.rmdir()  # what was made for it, as far as it is empty
        if isinstance(error, OSError | ValueError):
            raise _refused(folder, error) from None
        raise
    return [folder / name for name in files]


def tidy(folder: Path) -> None:
    """Removes what a killed process left half written there, where it can."""
    for partial in filter(_is_partial, list(folder.iterdir())):
        _remove(partial)


def _remove(partial: Path) -> None:
    with suppress(OSError):
        if partial.is_dir() and not partial.is_symlink():
            for path in partial.iterdir():
                path.unlink()
            partial.rmdir()
        else:
            partial.unlink()


def _aside(folder: Path) -> Path:
    """A name in the folder that nothing has."""
    return folder / f"{PARTIAL_PREFIX}{os.urandom(16).hex()}"


def _is_partial(path: Path) -> bool:
    return path.name.startswith(PARTIAL_PREFIX)


def _refused(path: Path, error: OSError | ValueError) -> OutputError:
    advice = "choose another place"
    if getattr(error, "winerror", None) in HELD_OPEN:
        advice = f"close it where it is open, or {advice}"
    return OutputError(f"cannot write {named(path)}: {reason_of(error)}: {advice}")


def check_is_own(path: Path, said: bytes, kind: str, place: str) -> None:
    """Raises OutputError where a file is in the way that is no page of that kind, which is known by
    what it says of itself. place: what another is taken of."""
    try:
        is_own = not path.exists() or said in read_whole(path, MOST_OWN_BYTES)
    except (OSError, ValueError):
        is_own = False
    if not is_own:
        raise OutputError(f"{named(path)} is there, and is no page of {kind}: take another "
                          f"{place}, or add {setting('force', True)}")
