"""The option of commands that make a folder: where it is written."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from convgif.cli.completing import Text
from convgif.errors import OutputError, named
from convgif.formats import FORMATS
from convgif.formats.destinations import SEPARATORS, STDOUT

_OF_A_FILE = re.compile(r"\.[a-z]{1,5}")  # .txt, and not the digits of a version
FILES = frozenset(suffix for row in FORMATS.values() for suffix in (row.suffix, *row.also_suffixes))


class Folder(Text):
    """A parameter that names a folder, or a file of the suffix of a page, where one is made too."""

    def __init__(self, page: str = "") -> None:
        super().__init__(path="dir")
        self._page = page

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        given = str(value)
        page = f", or a page such as page{self._page}" if self._page else ""
        if not given:
            raise OutputError("-o '' names no folder: give one, or . for the one that you are in"
                              f"{page}")
        makes = f"{ctx.command.name if ctx else 'this'} makes a folder"
        if given == STDOUT:
            raise OutputError(f"{makes}, and stdout is none: give its name, such as site/{page}")
        path = Path(given)
        suffix = path.suffix.lower()
        is_file = suffix in FILES or _OF_A_FILE.fullmatch(suffix)
        if not is_file or suffix == self._page or given.endswith(SEPARATORS) or path.is_dir():
            return given
        other = f", or the page {named(path.with_suffix(self._page))}" if self._page else ""
        raise OutputError(f"-o {named(given)} is the name of a file, and {makes}: give "
                          f"-o {named(path.with_suffix(''))}/{other}")


def folder_option(page: str = "", help: str = "where to write; made if need be"
                  ) -> Callable[[Any], Any]:
    """A decorator that adds the option of where a folder is made. page: the suffix of a file that
    is made in place of it."""
    return click.option("-o", "--output", metavar="FOLDER|FILE" if page else "FOLDER",
                        required=True, type=Folder(page), help=help)
