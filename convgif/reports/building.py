"""A folder with the pictures of a network and its page, made in parallel, and gone on with."""

from collections.abc import Callable
from pathlib import Path

from convgif.batch.manifest import read_manifest
from convgif.batch.planning import Plan
from convgif.batch.sweeping import Sweep
from convgif.errors import LayerError
from convgif.formats.writing import check_is_own, path_of, write_whole
from convgif.reports.contents import Contents, failed, files_of
from convgif.reports.page import Page

PAGE = "index.html"
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
        check_is_own(folder / PAGE, GENERATOR, "a report", "folder")
    swept = make(contents.plan)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files_of(contents):
        write_whole(folder / name, data)
    page = Page(failed(contents, swept.failed), read_manifest(folder), folder).text()
    return write_whole(folder / PAGE, page.encode()), swept
