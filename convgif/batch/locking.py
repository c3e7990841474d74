"""A folder in which one process writes at a time."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from convgif.errors import OutputError, named, reason_of

LOCK_FILE = ".convgif-lock"


@contextmanager
def only_one_in(folder: Path) -> Iterator[None]:
    """While it lasts, no other sweep writes to the folder, which is made if need be.

    Raises OutputError where one does already, or the folder cannot be used.
    """
    try:
        if folder.is_symlink():
            raise OutputError(f"{named(folder)} is a link: name the folder that it leads to")
        folder.mkdir(parents=True, exist_ok=True)
        release = _lock(folder)
    except OSError as error:
        raise OutputError(f"cannot use {named(folder)}: {reason_of(error)}: take another "
                          "folder") from None
    try:
        yield
    finally:
        release()


def _lock(folder: Path) -> Callable[[], None]:
    """Locks the folder as the system can, and returns what lets go of it."""
    for name, lock in (("fcntl", _lock_folder), ("msvcrt", _lock_file_in)):
        with suppress(ImportError):
            return lock(folder, import_module(name))
    return lambda: None


def _lock_folder(folder: Path, fcntl: Any) -> Callable[[], None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise _taken(folder) from None
    except OSError:  # the file system has none
        pass

    def release() -> None:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)  # closed alone, it lives on in forked children
        os.close(handle)
    return release


def _lock_file_in(folder: Path, msvcrt: Any) -> Callable[[], None]:
    """On Windows, which locks no folders: a file in it, for as long as it is locked."""
    path = folder / LOCK_FILE
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except PermissionError:
        os.close(handle)
        raise _taken(folder) from None
    except OSError:  # the file system has none
        pass

    def release() -> None:
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        with suppress(OSError):  # another sweep has it now
            path.unlink()
    return release


def _taken(folder: Path) -> OutputError:
    return OutputError(f"another batch is writing to {named(folder)}: wait for it or take another "
                       "folder")
