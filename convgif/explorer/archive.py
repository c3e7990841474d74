"""convgif itself as an archive, for the browser."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NAME = "convgif.zip"
LEFT_OUT = ("__pycache__", "cli", "embed", "notebook", "page")  # what no picture in a browser needs
EARLIEST = (1980, 1, 1, 0, 0, 0)  # so that it has the same bytes each time


@cache
def archive() -> bytes:
    """The files of this package."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=9) as opened:
        _add(opened, files("convgif"), "convgif")
    return made.getvalue()


def _add(opened: ZipFile, part: Traversable, path: str) -> None:
    if part.is_file():
        info = ZipInfo(path, EARLIEST)
        info.compress_type = ZIP_DEFLATED
        opened.writestr(info, part.read_bytes())
        return
    for inner in sorted(part.iterdir(), key=lambda each: each.name):
        if inner.name not in LEFT_OUT:
            _add(opened, inner, f"{path}/{inner.name}")
