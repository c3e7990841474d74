"""gallery.toml: sections of entries, each a name, a title, a caption and settings as they
are typed.

    settings = { size_px = 150 }                # for all
    sliders = "sliders/index.html"              # the page of `convgif explore`, if there is one;
                                                # in zh the one in Chinese
    [[section]]                                 # title, text; hidden = true: pictures only
    settings = { input_size = "5x7" }           # for its entries
    [[section.entry]]                           # name, title, caption; gif = false: SVG is enough
    settings = { stride = 2 }
    zh = { title = "...", caption = "..." }     # the same in Chinese, if the gallery has that
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from convgif.animation import Animation, draw
from convgif.errors import ConvgifError, named, shorten
from convgif.formats import FORMATS
from convgif.gallery.articles import Articles, read_articles
from convgif.gallery.tables import (
    OTHERS,
    Given,
    Table,
    Told,
    address_of,
    check_keys,
    over,
    parsed,
    settings_of,
    switch_of,
    tables_of,
    text_of,
    told_of,
)
from convgif.gallery.words import FIRST
from convgif.inputs.toml_files import read_toml
from convgif.reporting import panel_report
from convgif.settings.arranging import filled
from convgif.settings.picture import Chosen, Picture
from convgif.settings.resolving import resolve
from convgif.settings.setting_files import located

SOURCE = "gallery.toml"
RESERVED = ("index", "readme", "player")
MOVING, STILL, VECTOR = FORMATS["gif"], FORMATS["png"], FORMATS["svg"]
FOLLOWING = {"theme": "auto"}  # what an entry without a GIF is, unless it says what it is
_NAME = re.compile(r"[a-z0-9_]{1,80}")

STACKED = "_stacked"  # at the end of a name: panels one below the other, for narrow pages


@dataclass(frozen=True)
class Entry:
    """A picture by name, its words, and its settings: as given, and what they ask for. gif: whether
    there is one of it, and a still, beside the SVG."""

    name: str
    title: str
    caption: str
    given: Given
    picture: Picture
    told: Told = field(default_factory=dict)
    gif: bool = True

    @property
    def file(self) -> str:
        """The name of the picture that moves wherever it is put."""
        return self.name + (MOVING if self.gif else VECTOR).suffix

    @property
    def is_painted(self) -> bool:
        """Whether it says itself what its theme is."""
        return "theme" in self.given

    def words(self, animation: Animation, language: str) -> str:
        """The alt text of its animation, in that language; in the first as it is."""
        if language == FIRST:
            return animation.describe()
        chosen = Chosen({**self.picture.settings, "language": language})
        return draw(replace(self.picture, settings=chosen)).describe()

    def played(self, language: str) -> Animation:
        """What its player shows: in that language, as large as its view is by itself, light or dark
        as its page is. Raises ConvgifError."""
        whole = {**self.picture.settings, **FOLLOWING, "language": language}
        panels = (replace(panel, settings=panel.settings.without("size_px"))
                  for panel in self.picture.panels)
        return self._drawn(Picture(filled(self.picture.arranged, panels), Chosen(whole)))

    def animation(self) -> Animation:
        """What the pictures are made from. Raises ConvgifError."""
        return self._drawn(self.picture)

    def _drawn(self, picture: Picture) -> Animation:
        try:
            animation = draw(picture)
            assert animation.scenes  # what cannot be staged is told with the entry's name
            return animation
        except ConvgifError as error:
            raise ConvgifError(f"entry {shorten(self.name)}: {error}") from None


@dataclass(frozen=True)
class Section:
    """A title, a sentence and entries. hidden: the pictures are made, but not listed."""

    title: str
    text: str
    hidden: bool
    entries: tuple[Entry, ...]
    told: Told = field(default_factory=dict)


@dataclass(frozen=True)
class Gallery:
    """All that the source says. reuse: the terms on which the pictures may be used. sliders: where
    the page of `convgif explore` is, "" where there is none."""

    title: str
    text: str
    reuse: str
    sections: tuple[Section, ...]
    told: Told = field(default_factory=dict)
    articles: Articles | None = None
    sliders: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def by_name(self) -> Mapping[str, Entry]:
        """Its entries by their names."""
        return {entry.name: entry for entry in self.entries}

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections that are listed."""
        return tuple(section for section in self.sections if not section.hidden)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that it is told in, the first of all first."""
        return (FIRST, *self.told)

    def in_language(self, language: str) -> "Gallery":
        """What is listed of it, told in that language."""
        def of(thing: Any, **rest: Any) -> Any:
            return replace(thing, **thing.told.get(language, {}), **rest)

        sections = tuple(of(section, entries=tuple(map(of, section.entries)))
                         for section in self.shown)
        articles = self.articles and of(self.articles, articles=tuple(
            of(article, figures=tuple(map(of, article.figures)))
            for article in self.articles.articles))
        told: Gallery = of(self, sections=sections, articles=articles)
        return told


def read_gallery(path: Path) -> Gallery:
    """The gallery of a TOML file. Raises OutputError for a file that cannot be read, ConvgifError
    for what it says."""
    data = read_toml(path, "name the folder of a gallery")
    try:
        gallery = _gallery(data, path.parent)
    except ConvgifError as error:
        raise ConvgifError(f"{named(path)}: {error}") from None
    return gallery


def _gallery(data: Table, folder: Path) -> Gallery:
    check_keys(data, ("title", "text", "reuse", "settings", "section", "articles", "sliders",
                      *OTHERS))
    shared, told = settings_of(data), told_of(
        data, ("title", "text", "reuse"), addresses=("sliders",))
    sections = tuple(_section(table, shared, folder, tuple(told))
                     for table in tables_of(data, "section"))
    articles = (read_articles(data["articles"], folder, tuple(told))
                if isinstance(data.get("articles"), dict) else None)
    gallery = Gallery(text_of(data, "title"), text_of(data, "text"), text_of(data, "reuse"),
                      sections, told, articles, address_of(data, "sliders"))
    if articles:
        articles.check(gallery.in_language(FIRST).by_name)
    names = [*(entry.name for entry in gallery.entries), *(articles.names if articles else ())]
    for name in names:
        if names.count(name) + names.count(name + STACKED) > 1:
            raise ConvgifError(f"two entries are called {name}, or end in {STACKED}: rename one")
    return gallery


def _section(table: Table, shared: Given, folder: Path, languages: tuple[str, ...]) -> Section:
    try:
        check_keys(table, ("title", "text", "hidden", "gif", "settings", "entry", *OTHERS))
        title, text = text_of(table, "title"), text_of(table, "text")
        hidden, gif = switch_of(table, "hidden", False), switch_of(table, "gif", True)
        settings = over(settings_of(table), shared)
        needed = () if hidden else languages
        told = told_of(table, ("title", "text"), needed)
    except ConvgifError as error:
        raise ConvgifError(f"section {shorten(table.get('title'))}: {error}") from None
    return Section(title, text, hidden,
                   tuple(_entry(entry, settings, folder, needed, gif)
                         for entry in tables_of(table, "entry")), told)


def _entry(table: Table, shared: Given, folder: Path, languages: tuple[str, ...], gifs: bool
           ) -> Entry:
    try:
        check_keys(table, ("name", "title", "caption", "gif", "settings", *OTHERS))
        name = text_of(table, "name")
        if not _NAME.fullmatch(name) or name in RESERVED:
            raise ConvgifError("a name is made of small letters, digits and underscores, and is "
                               "neither index, readme nor player: rename it")
        gif = switch_of(table, "gif", gifs)
        given = over(over(settings_of(table), shared), {} if gif else FOLLOWING)
        picture = resolve({key: located(key, parsed(key, value), folder)
                           for key, value in given.items()})
        for panel in picture.panels:
            panel_report(panel)  # what does not fit is told with the entry's name
        return Entry(name, text_of(table, "title"), text_of(table, "caption"), given, picture,
                     told_of(table, ("title", "caption"), languages), gif)
    except ConvgifError as error:
        raise ConvgifError(f"entry {shorten(table.get('name'))}: {error}") from None
