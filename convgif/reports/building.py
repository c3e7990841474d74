"""A folder with the pictures of a network and its page, made in parallel, and gone on with."""

from collections.abc import Callable
from pathlib import Path

from convgif.batch.manifest import read_manifest
from convgif.batch.planning import Plan
from convgif.batch.sweeping import Sweep
from convgif.errors import LayerError, OutputError, named, setting
from convgif.formats.writing import path_of, write_whole
from convgif.inputs.files import read_whole
from convgif.reports.contents import Contents, failed, files_of
from convgif.reports.page import Page

PAGE = "index.html"
MOST_BYTES = 50_000_000
GENERATOR = b'<meta name="generator" content="convgif report">'  # in page.html


def build_report(contents: Contents, out: str | Path, make: Callable[[Plan], Sweep], *,
                 force: bool = False) -> tuple[Path, Sweep]:
    """The page, after it is there with its pictures, and what was done to make these. make: makes
    the files of a plan in the folder, as `convgif.batch.sweeping.run` does. force: over another
    page too.

    Raises LayerError for a network without a layer that has a size, and OutputError.
    """
    if not contents.network.layers:
        raise LayerError(contents.network.failure)
    folder = path_of(out)
    if not force:
        _check_is_ours(folder / PAGE)
    swept = make(contents.plan)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files_of(contents):
        write_whole(folder / name, data)
    page = Page(failed(contents, swept.failed), read_manifest(folder), folder).text()
    return write_whole(folder / PAGE, page.encode()), swept


def _check_is_ours(path: Path) -> None:
    """Raises OutputError where a page that is none of a report is in the way."""
    try:
        is_ours = not path.exists() or GENERATOR in read_whole(path, MOST_BYTES)
    except (OSError, ValueError):
        is_ours = False
    if not is_ours:
        raise OutputError(f"{named(path)} is there, and is no page of a report: take another "
                          f"folder, or add {setting('force', True)}")
