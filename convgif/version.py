"""The version, and a fingerprint of all that draws: what the version is to people, to the byte."""

from functools import cache

__version__ = "0.1.0"


@cache
def fingerprint() -> str:
    """A digest of all that decides how a picture comes out: this package's files, whatever they
    are, and its libraries.

    Where it agrees, nothing needs to be drawn to know that it would be drawn the same.
    """
    from hashlib import sha256  # slow to import, all three
    from importlib.metadata import version
    from pathlib import Path

    package = Path(__file__).parent
    parts = [f"{name} {version(name)}" for name in ("numpy", "matplotlib", "imageio", "pillow")]
    parts += [f"{path.relative_to(package).as_posix()} {sha256(path.read_bytes()).hexdigest()}"
              for path in sorted(package.rglob("*"))
              if path.is_file() and "__pycache__" not in path.parts]
    return sha256("\n".join(parts).encode()).hexdigest()
