"""README.md of a gallery: a heading a section, and tables of pictures with captions below."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from convgif.animation import Animation
from convgif.gallery.entries import SOURCE, Entry, Gallery
from convgif.markup import escape_markdown

PAGE_PX, CELL_PADDING_PX = 840, 14  # about what GitHub has for a table, and in its cells


def readme_text(gallery: Gallery, animations: Mapping[str, Animation]) -> str:
    """The README; animations: of each entry, by name."""
    return "\n".join(_lines(gallery, animations)) + "\n"


def _lines(gallery: Gallery, animations: Mapping[str, Animation]) -> Iterator[str]:
    yield f"<!-- Made from {SOURCE}: change that, and build the gallery again. -->"
    yield from ("", f"# {escape_markdown(gallery.title)}", "", escape_markdown(gallery.text), "")
    yield ("[index.html](index.html), opened in a browser, has them to filter, search and pause, "
           "with the command, the Python lines and the markup of each to copy.")
    yield from ("", f"**{escape_markdown(gallery.reuse)}**")
    for section in gallery.shown:
        yield from ("", f"## {escape_markdown(section.title)}", "", escape_markdown(section.text))
        yield from ("", "<table>")
        columns = _columns(animations[entry.name] for entry in section.entries)
        for start in range(0, len(section.entries), columns):
            row = section.entries[start:start + columns]
            yield from _row(columns, (_picture(entry, animations[entry.name]) for entry in row))
            yield from _row(columns, map(_words, row))
        yield "</table>"


def _columns(animations: Iterable[Animation]) -> int:
    """How many of a section's pictures fit side by side."""
    return PAGE_PX // max(animation.settings.size_px + 2 * CELL_PADDING_PX
                          for animation in animations) or 1


def _row(columns: int, cells: Iterable[str]) -> Iterator[str]:
    yield "  <tr>"
    yield from (f'    <td width="{100 // columns}%" valign="top">{cell}</td>' for cell in cells)
    yield "  </tr>"


def _picture(entry: Entry, animation: Animation) -> str:
    return (f'<a id="{entry.name}" href="{entry.name}.gif"><img src="{entry.name}.gif" '
            f'width="{animation.settings.size_px}" alt="{escape(animation.describe())}"></a>')


def _words(entry: Entry) -> str:
    return f"<b>{escape(entry.title)}</b><br>{escape(entry.caption)}"
