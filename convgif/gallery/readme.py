"""README.md of a gallery: a heading a section, and tables of pictures with captions below."""

from collections.abc import Iterable, Iterator, Mapping

from convgif.animation import Animation
from convgif.formats.escaping import escape_markdown
from convgif.formats.markup import element, image_element, text
from convgif.gallery.articles import articles_lines
from convgif.gallery.entries import SOURCE, Entry, Gallery
from convgif.gallery.words import FIRST, WORDS, named_in

PAGE_PX, CELL_PADDING_PX = 840, 14  # about what GitHub has for a table, and in its cells


def readme_text(gallery: Gallery, animations: Mapping[str, Animation], language: str = FIRST
                ) -> str:
    """The README; animations: of each entry, by name."""
    told = gallery.in_language(language)
    return "\n".join(_lines(told, animations, language)) + "\n"


def _lines(gallery: Gallery, animations: Mapping[str, Animation], language: str) -> Iterator[str]:
    yield f"<!-- Made from {SOURCE}: change that, and build the gallery again. -->"
    yield from ("", f"# {escape_markdown(gallery.title)}", "", escape_markdown(gallery.text), "")
    yield WORDS[language].readme.format(page=named_in(language, "index", ".html"))
    if gallery.sliders:
        link = {"href": gallery.sliders}
        yield from ("", element("a", link, text(WORDS[language].sliders)))
    yield from ("", f"**{escape_markdown(gallery.reuse)}**")
    for section in gallery.shown:
        yield from ("", f"## {escape_markdown(section.title)}", "", escape_markdown(section.text))
        yield from ("", "<table>")
        columns = _columns(animations[entry.name] for entry in section.entries)
        for start in range(0, len(section.entries), columns):
            row = section.entries[start:start + columns]
            yield from _row(columns, (_picture(entry, animations[entry.name], language)
                                      for entry in row))
            yield from _row(columns, map(_words, row))
        yield "</table>"
    if gallery.articles:
        yield from articles_lines(gallery.articles, gallery.by_name)


def _columns(animations: Iterable[Animation]) -> int:
    """How many of a section's pictures fit side by side."""
    return PAGE_PX // max(animation.story.stage.width_px + 2 * CELL_PADDING_PX
                          for animation in animations) or 1


def _row(columns: int, cells: Iterable[str]) -> Iterator[str]:
    yield "  <tr>"
    attributes = {"width": f"{100 // columns}%", "valign": "top"}
    yield from (f"    {element('td', attributes, cell)}" for cell in cells)
    yield "  </tr>"


def _picture(entry: Entry, animation: Animation, language: str) -> str:
    return element("a", {"id": entry.name, "href": entry.file}, image_element(
        entry.file, entry.words(animation, language), animation.story.stage.width_px))


def _words(entry: Entry) -> str:
    return element("b", {}, text(entry.title)) + element("br", {}) + text(entry.caption)
