"""What there is to copy for an entry: the command, the Python lines, and markup for its picture.

All of it names the picture by its file name.
"""

import re
import shlex
from typing import Any

from convgif.formats.escaping import escape_markdown, restructuredtext_image
from convgif.formats.markup import image_element
from convgif.gallery.entries import Entry
from convgif.settings.options import FILES, OPTIONS


def command(entry: Entry) -> str:
    """The command line that makes the picture."""
    words = ["convgif", "render"]
    for name, value in entry.given.items():
        flags = OPTIONS[name].flags
        if isinstance(value, bool):
            on, _, off = flags[-1].partition("/")
            words += [on] if value else [off] if off else []
        else:
            words += [flags[0], value]
    return " ".join(map(_quoted, [*words, "-o", entry.file]))


def _quoted(word: str) -> str:
    """The word as a shell takes it, any shell where that can be: cmd knows no single quotes, and
    PowerShell splits at commas."""
    if re.fullmatch(r"[\w./:=(),+ -]+", word):
        return word if re.fullmatch(r"[\w./:+-]+", word) else f'"{word}"'
    return shlex.quote(word)


def python_lines(entry: Entry) -> str:
    """The Python lines that make the picture."""
    (panel,) = entry.picture.panels
    sizes = panel.input_size
    size = {"input_size": sizes[0] if len(set(sizes)) == 1 else sizes} if sizes else {}
    files = {name: entry.given[name] for name in sorted(FILES) if name in entry.given}
    settings: dict[str, Any] = {**size, **entry.picture.settings_of(panel), **files}
    given = ", ".join(f"{name}={_literal(value)}" for name, value in settings.items())
    return "\n".join((
        "import convgif", "", f"layer = convgif.{panel.layer!r}",
        f"animation = convgif.animate(layer, {given})", f'animation.save("{entry.file}")'))


def markdown(entry: Entry, alt: str) -> str:
    """The picture in Markdown."""
    return f"![{escape_markdown(alt)}]({entry.file})"


def html(entry: Entry, alt: str, width_px: int) -> str:
    """The picture in HTML, as wide as it is meant."""
    return image_element(entry.file, alt, width_px)


def restructuredtext(entry: Entry, alt: str, width_px: int) -> str:
    """The picture in reStructuredText."""
    return restructuredtext_image(entry.file, alt, width_px)


def _literal(value: object) -> str:
    """The value as Python reads it, whole factors without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
