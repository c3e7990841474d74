"""Fingerprints: digests of data, and of all that decides how a picture comes out."""

from functools import cache
from hashlib import sha256
from pathlib import Path


def digest(data: bytes) -> str:
    """The SHA-256 of the data, in hex."""
    return sha256(data).hexdigest()


@cache
def fingerprint() -> str:
    """A digest of all that decides how a picture comes out: this package's files, whatever they
    are, and its libraries.

    Where it agrees, nothing needs to be drawn to know that it would be drawn the same.
    """
    from importlib.metadata import version  # slow to import

    package = Path(__file__).parent
    parts = [f"{name} {version(name)}" for name in ("numpy", "matplotlib", "imageio", "pillow")]
    parts += [f"{path.relative_to(package).as_posix()} {digest(path.read_bytes())}"
              for path in sorted(package.rglob("*"))
              if path.is_file() and "__pycache__" not in path.parts]
    return digest("\n".join(parts).encode())
