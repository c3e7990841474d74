"""What is in a file: of regular files alone, which end, and no more than is meant to be read."""

import errno
import hashlib
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

MOST_BYTES = 200_000_000  # as many numbers as an array may have, or a font of all that is written


class NoFileError(OSError):
    """What has the name is a folder, or a device or a pipe, which may never end. what: which."""

    def __init__(self, what: str, path: Path) -> None:
        super().__init__(errno.EINVAL, f"it is {what}", str(path))
        self.what = what


def check_regular(path: Path) -> os.stat_result:
    """What the system says of a file. Raises OSError, NoFileError among them, and ValueError for
    what can be no name."""
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise NoFileError("a folder" if S_ISDIR(status.st_mode) else "no file", path)
    return status


def check_length(path: Path, most_bytes: int = MOST_BYTES) -> None:
    """Raises what `check_regular` does, and OSError for more bytes than that."""
    if check_regular(path).st_size > most_bytes:
        raise OSError(errno.EFBIG, f"it is over {most_bytes / 10**6:g} MB", str(path))


def read_whole(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """All that is in the file. Raises what `check_length` does."""
    check_length(path, most_bytes)
    with path.open("rb") as file:
        return file.read(most_bytes)


def digest(data: bytes) -> str:
    """The SHA-256 of the data, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256, in hex, of what is in the file. Raises what `check_length` does."""
    check_length(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
