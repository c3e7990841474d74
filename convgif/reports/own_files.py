"""The files that belong to a page of a network: listed in it, so that the page that comes in its
place removes those that it does not have."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from convgif.batch.manifest import Entry as Made
from convgif.formats.writing import MOST_OWN_BYTES
from convgif.inputs.files import digest, read_whole
from convgif.reports.contents import Contents, files_of

_LISTED = re.compile(r'<script type="application/json" id="page-files">(.*?)</script>', re.DOTALL)


def files_by_digest(contents: Contents, made: Mapping[str, Made]) -> dict[str, str]:
    """The digests of all files of the page but for itself, by name."""
    pictures = (task.file for task in contents.plan.tasks)
    return {**{file: made[file].sha256 for file in pictures},
            **{name: digest(data) for name, data in files_of(contents)}}


def listed_in(page: Path) -> dict[str, str]:
    """The same of a page that is there; nothing where it lists none."""
    try:
        found = _LISTED.search(read_whole(page, MOST_OWN_BYTES).decode())
        return {} if found is None else dict(_listed(json.loads(found[1])))
    except (OSError, ValueError, RecursionError):
        return {}


def _listed(files: object) -> Iterator[tuple[str, str]]:
    """What it may well have written: names of files in its own folder, with their digests."""
    for name, sha256 in files.items() if isinstance(files, dict) else ():
        if PurePath(name).name == name and isinstance(sha256, str):
            yield name, sha256
