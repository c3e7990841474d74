"""A folder in which one process writes at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from convgif.errors import OutputError, named, reason_of


@contextmanager
def only_one_in(folder: Path) -> Iterator[None]:
    """While it lasts, no other sweep writes to the folder, which is made if need be.

    Raises OutputError where one does already, or the folder cannot be used.
    """
    try:
        if folder.is_symlink():
            raise OutputError(f"{named(folder)} is a link: name the folder that it leads to")
        folder.mkdir(parents=True, exist_ok=True)
        handle = _lock(folder)
    except OSError as error:
        raise OutputError(f"cannot use {named(folder)}: {reason_of(error)}: take another "
                          "folder") from None
    try:
        yield
    finally:
        if handle is not None:
            _unlock(handle)


def _lock(folder: Path) -> int | None:
    """A handle that holds the lock; None where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise OutputError(f"another batch is writing to {named(folder)}: wait for it or take "
                          "another folder") from None
    except OSError:  # the file system has none
        pass
    return handle


def _unlock(handle: int) -> None:
    import fcntl

    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)  # closed alone, it lives on in forked children
    os.close(handle)
