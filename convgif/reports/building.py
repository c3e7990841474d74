"""A folder with the pictures of a network and its page, made in parallel, and gone on with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from convgif.batch.manifest import read_manifest
from convgif.batch.planning import Plan
from convgif.batch.sweeping import Sweep, remove
from convgif.errors import LayerError
from convgif.formats.writing import check_is_own, path_of, write_whole
from convgif.reports.contents import Contents, failed, files_of
from convgif.reports.own_files import files_by_digest, listed_in
from convgif.reports.page import Page

PAGE = "index.html"
GENERATOR = b'<meta name="generator" content="convgif report">'  # in page.html


@dataclass(frozen=True)
class Built:
    """What was done: the page, how its pictures were made, and the files of the page before it that
    it does not have, which were removed."""

    page: Path
    swept: Sweep
    removed: list[str]


def build_report(contents: Contents, out: str | Path, make: Callable[[Plan], Sweep], *,
                 force: bool = False) -> Built:
    """What was done to make the page and its pictures. make: makes the files of a plan in the
    folder, as `convgif.batch.sweeping.run` does. force: over another page too.

    Raises LayerError for a network without a layer that has a size, and OutputError.
    """
    if not contents.network.layers:
        raise LayerError(contents.network.failure)
    folder = path_of(out)
    if not force:
        check_is_own(folder / PAGE, GENERATOR, "a report", "folder")
    before = listed_in(folder / PAGE)
    swept = make(contents.plan)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files_of(contents):
        write_whole(folder / name, data)
    whole, made = failed(contents, swept.failed), read_manifest(folder)
    path = write_whole(folder / PAGE, Page(whole, made, folder).text().encode())
    for name in (*files_by_digest(whole, made), contents.source(folder)):
        before.pop(name, None)
    return Built(path, swept, remove(before, folder) if before else [])
