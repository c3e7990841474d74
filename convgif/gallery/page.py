"""index.html of a gallery: page.html with its style, its script, its cards, and as JSON what the
script shows beside them."""

from collections.abc import Mapping
from html import escape

from convgif.formats.fonts import faces_for_words
from convgif.formats.markup import element, script_json
from convgif.formats.templates import Templates
from convgif.frames.themes import THEMES
from convgif.gallery.articles import articles_markup
from convgif.gallery.cards import Card, section_markup
from convgif.gallery.entries import Gallery
from convgif.gallery.facts import filters
from convgif.gallery.figures import Page
from convgif.gallery.pictures import Drawn
from convgif.gallery.players import CALL, SHARED
from convgif.gallery.words import FIRST, WORDS, named_in
from convgif.scenes.text import can_be_set

PARTS = Templates("convgif.gallery")


def page_text(gallery: Gallery, drawn: Mapping[str, Drawn], language: str = FIRST) -> str:
    """The page in that language; drawn: each entry, by name."""
    told, words = gallery.in_language(language), WORDS[language]
    sections = [(section, [Card(entry, drawn[entry.name], language) for entry in section.entries])
                for section in told.sections]
    data = {"filters": filters(language), "words": words.script, "shared": SHARED, "call": CALL,
            "turns": [gallery.languages.index(language), len(gallery.languages)],
            "entries": {card.entry.name: card.data for _, cards in sections for card in cards}}
    inside = {**{name: escape(text) for name, text in words.page.items()},
              "title": escape(told.title), "text": escape(told.text),
              "reuse": escape(told.reuse), "script": PARTS.text("page.js"),
              "sections": "\n".join([section_markup(*each) for each in sections]) + (
                  "\n" + articles_markup(told.articles, Page(told.by_name, language))
                  if told.articles else ""),
              "data": script_json(data), "language": language,
              "others": "".join([_link(other) for other in gallery.languages if other != language])}
    inside["sliders"] = _sliders(told.sliders, words.sliders)
    inside |= {"nothing": inside["nothing"].format(code="<code>convgif render</code>")}
    # Who reads what no font of ours has whole has one: two in one word are hard to read.
    is_ours = all(map(can_be_set, "".join(words.page.values())))
    found = faces_for_words("".join(inside.values())) if is_ours else []
    style = PARTS.filled("page.css", {
        "fonts": "".join([f"{face.family}, " for face in found]),
        **{name: f"#{bytes(THEMES[name].background).hex()}" for name in ("light", "dark")}})
    rules = "".join([f"{face.rule}\n" for face in found])
    return PARTS.filled("page.html", {**inside, "style": rules + style})


def _sliders(address: str, title: str) -> str:
    """What leads to the page of sliders, and where that lies beside this one, the page itself."""
    if not address:
        return ""
    parts = [element("h2", {}, element("a", {"href": address}, escape(title)))]
    if ":" not in address:  # nothing is asked from elsewhere
        parts.append(element("iframe", {"src": address, "title": title, "loading": "lazy",
                                        "allow": "clipboard-write"}, ""))
    return element("section", {"class": "explorer"}, "".join(parts)) + "\n"


def _link(language: str) -> str:
    """Where the page is in that language."""
    return (f'<a class="language" lang="{language}" hreflang="{language}" '
            f'href="{named_in(language, "index", ".html")}">{WORDS[language].other}</a>')
