"""Command lines to copy, as any shell takes them where that can be."""

import re
import shlex
from collections.abc import Iterable, Sequence

from convgif.gallery.tables import Given
from convgif.settings.options import OPTIONS


def command_line(command: Sequence[str], given: Given, file: str) -> str:
    """The line that makes the file by that command, from settings as they are spelled."""
    words: list[str] = []
    for name, value in given.items():
        flags = OPTIONS[name].flags
        if isinstance(value, bool):
            on, _, off = flags[-1].partition("/")
            words += [on] if value else [off] if off else []
        else:
            words += [flags[0], value]
    return line_of(["convgif", *command, *words, "-o", file])


def line_of(words: Iterable[str]) -> str:
    """The words on a line."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """The word as a shell takes it, any shell where that can be: cmd knows no single quotes, and
    PowerShell splits at commas."""
    if re.fullmatch(r"[\w./:=()\[\],+ -]+", word):
        return word if re.fullmatch(r"[\w./:+-]+", word) else f'"{word}"'
    return shlex.quote(word)
