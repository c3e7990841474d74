"""convgif itself for the browser: as an archive, or as a list of its files where these lie beside
the page, as in its repository."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PACKAGE = "convgif"
NAME = f"{PACKAGE}.zip"
LIST_NAME = f"{PACKAGE}.json"
LEFT_OUT = {f"{PACKAGE}/{name}" for name in (  # what no picture in a browser needs
    "cli", "embed", "exercises", "reports", "gallery/page.css", "gallery/page.html",
    "gallery/page.js", *(f"explorer/{name}" for name in (
        "notebook", "page", "archive.py", "exploring.py", "index.py", "ranges.py", "site.py",
        "sliding.py", "widget.py", "writing.py")))}
CACHE = "__pycache__"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # so that it has the same bytes each time


@cache
def archive() -> bytes:
    """The files of this package."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=9) as opened:
        for name, part in _files(files(PACKAGE), PACKAGE):
            info = ZipInfo(name, EARLIEST)
            info.compress_type = ZIP_DEFLATED
            opened.writestr(info, part.read_bytes())
    return made.getvalue()


def listing(folder: str) -> bytes:
    """The names of these files, which are in that folder as a page beside the list names it."""
    names = [name for name, _ in _files(files(PACKAGE), PACKAGE)]
    return (json.dumps({"folder": folder, "files": names}, indent=0) + "\n").encode()


def _files(part: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if part.is_file():
        yield name, part
        return
    for inner in sorted(part.iterdir(), key=lambda each: each.name):
        path = f"{name}/{inner.name}"
        if inner.name != CACHE and path not in LEFT_OUT:
            yield from _files(inner, path)
