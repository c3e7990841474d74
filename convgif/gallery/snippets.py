"""What there is to copy for an entry: the command, the Python lines, and markup for its picture.

All of it names the picture by its file name.
"""

import re
import shlex
from html import escape
from typing import Any

from convgif.gallery.entries import Entry
from convgif.options import OPTIONS

_MARKDOWN = re.compile(r"([\\`*\[\]|~$!#]|(?<![^\W_])_|_(?![^\W_]))")


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
    return shlex.join([*words, "-o", f"{entry.name}.gif"])


def python_lines(entry: Entry) -> str:
    """The Python lines that make the picture."""
    size = entry.input_size if len(set(entry.input_size)) > 1 else entry.input_size[0]
    settings: dict[str, Any] = {"input_size": size, **entry.rest}
    given = ", ".join(f"{name}={_literal(value)}" for name, value in settings.items())
    return "\n".join((
        "import convgif", "", f"layer = convgif.{entry.layer!r}",
        f"animation = convgif.animate(layer, {given})", f'animation.save("{entry.name}.gif")'))


def markdown(entry: Entry, alt: str) -> str:
    """The picture in Markdown."""
    return f"![{escape_markdown(alt)}]({entry.name}.gif)"


def html(entry: Entry, alt: str, width_px: int) -> str:
    """The picture in HTML, as wide as it is meant."""
    return f'<img src="{entry.name}.gif" width="{width_px}" alt="{escape(alt)}">'


def restructuredtext(entry: Entry, alt: str, width_px: int) -> str:
    """The picture in reStructuredText."""
    return f".. image:: {entry.name}.gif\n   :alt: {alt}\n   :width: {width_px}px"


def escape_markdown(text: str) -> str:
    """The text as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", escape(text, quote=False))


def _literal(value: object) -> str:
    """The value as Python reads it, whole factors without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
