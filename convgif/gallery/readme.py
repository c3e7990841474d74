"""README.md of a gallery: a heading a section, and tables of pictures with captions below."""

from collections.abc import Iterator, Mapping
from html import escape

from convgif.animation import Animation
from convgif.gallery.entries import SOURCE, Entry, Gallery
from convgif.gallery.snippets import escape_markdown

COLUMNS = 4
WIDTH_PX = 150


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
        for start in range(0, len(section.entries), COLUMNS):
            row = section.entries[start:start + COLUMNS]
            yield from _row(_picture(entry, animations[entry.name].describe()) for entry in row)
            yield from _row(_words(entry) for entry in row)
        yield "</table>"


def _row(cells: Iterator[str]) -> Iterator[str]:
    yield "  <tr>"
    yield from (f'    <td width="{100 // COLUMNS}%" valign="top">{cell}</td>' for cell in cells)
    yield "  </tr>"


def _picture(entry: Entry, alt: str) -> str:
    return (f'<a id="{entry.name}" href="{entry.name}.gif">'
            f'<img src="{entry.name}.gif" width="{WIDTH_PX}" alt="{escape(alt)}"></a>')


def _words(entry: Entry) -> str:
    return f"<b>{escape(entry.title)}</b><br>{escape(entry.caption)}"
