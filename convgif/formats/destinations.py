"""Where a picture is written: known to be possible before anything is drawn."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from convgif.errors import ConvgifError, named, setting
from convgif.formats import (
    DEFAULT_FORMAT,
    DEFAULT_STILL,
    Format,
    find_format,
    format_by_suffix,
)
from convgif.formats.writing import check_free, check_place

STDOUT = "-"
SEPARATORS = tuple({"/", os.sep, os.altsep or os.sep})  # on Windows a name may end in \\ too


@dataclass(frozen=True)
class Destination:
    """A file, stdout, or a folder for a file a step, and what is written there. poses: those of
    POSES that are given. follows_reader: whether it is painted light and dark."""

    path: Path
    format: Format
    is_stdout: bool
    is_folder: bool
    poses: Collection[str] = ()
    follows_reader: bool = False

    def check(self, *, fragment: bool = False, poster: str | None = None,
              stacked: str | None = None, force: bool = False) -> None:
        """Raises ConvgifError where the picture, or the still or the stacked panels besides, cannot
        be written there.

        fragment: as a part of another page. force: into a folder that is not empty, too.
        """
        if self.is_folder and fragment:
            raise ConvgifError(f"a folder holds a file a step: leave out {setting('fragment')}")
        if self.is_folder and self.poses:
            raise ConvgifError("a folder holds every step: leave out "
                               f"{' and '.join(map(setting, self.poses))}")
        self.format.check(follows_reader=self.follows_reader, fragment=fragment,
                          still=self.is_folder or bool(self.poses))
        if self.is_folder:
            check_free(self.path, force)
        elif not self.is_stdout:
            check_place(self.path)
        beside = {name: file for name, file in (("poster", poster), ("stacked", stacked))
                  if file is not None}
        for file in beside.values():
            check_place(Path(file))
        if poster is not None:
            format_by_suffix(poster).check(still=True)
        if stacked is not None:
            find_format(stacked).check(follows_reader=self.follows_reader, still=bool(self.poses))
        taken = {self.path: "picture"}
        for name, file in beside.items():
            if Path(file) in taken:
                raise ConvgifError(f"the {taken[Path(file)]} and the {setting(name)} are both "
                                   f"{named(file)}: name two files")
            taken[Path(file)] = setting(name)


def find_destination(output: str | None, format: str | None, stem: str, *,
                     poses: Collection[str] = (), follows_reader: bool = False) -> Destination:
    """Where that output leads: "-" to stdout, a name that ends as folders do to one, None to a file
    here that is called by the stem. format: else by the suffix. Raises ConvgifError."""
    is_stdout, is_folder = output == STDOUT, bool(output) and str(output).endswith(SEPARATORS)
    named_by_us = output is None or is_stdout or is_folder
    if format is None and named_by_us:
        format = DEFAULT_STILL if is_folder or poses else DEFAULT_FORMAT
    row = find_format("" if named_by_us or output is None else output, format)
    path = Path(stem + row.suffix if output is None else output)
    return Destination(path, row, is_stdout, is_folder, poses, follows_reader)
