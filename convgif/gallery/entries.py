"""gallery.toml: sections of entries, each a name, a title, a caption and settings as they
are typed.

    settings = { size_px = 150 }                # for all
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
from convgif.errors import ConvgifError, NotationError, named, shorten, suggest
from convgif.formats import FORMATS
from convgif.formats.escaping import one_line
from convgif.gallery.words import FIRST, WORDS
from convgif.inputs.toml_files import read_toml
from convgif.reporting import panel_report
from convgif.settings.arranging import filled
from convgif.settings.options import OPTIONS
from convgif.settings.picture import Chosen, Picture
from convgif.settings.resolving import resolve
from convgif.settings.setting_files import as_typed, check_is_new, located, option_called

SOURCE = "gallery.toml"
RESERVED = ("index", "readme", "player")
MOVING, STILL, VECTOR = FORMATS["gif"], FORMATS["png"], FORMATS["svg"]
FOLLOWING = {"theme": "auto"}  # what an entry without a GIF is, unless it says what it is
_NAME = re.compile(r"[a-z0-9_]{1,80}")

Table = Mapping[str, Any]
Given = Mapping[str, str | bool]  # settings as they are spelled
Told = Mapping[str, Mapping[str, str]]  # by language, what is said in another than the first
OTHERS = tuple(language for language in WORDS if language != FIRST)
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
    """All that the source says. reuse: the terms on which the pictures may be used."""

    title: str
    text: str
    reuse: str
    sections: tuple[Section, ...]
    told: Told = field(default_factory=dict)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)

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
        told: Gallery = of(self, sections=sections)
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
    _check_keys(data, ("title", "text", "reuse", "settings", "section", *OTHERS))
    shared, told = _settings(data), _told(data, ("title", "text", "reuse"))
    sections = tuple(_section(table, shared, folder, tuple(told))
                     for table in _tables(data, "section"))
    gallery = Gallery(_text(data, "title"), _text(data, "text"), _text(data, "reuse"), sections,
                      told)
    names = [entry.name for entry in gallery.entries]
    for name in names:
        if names.count(name) + names.count(name + STACKED) > 1:
            raise ConvgifError(f"two entries are called {name}, or end in {STACKED}: rename one")
    return gallery


def _told(table: Table, keys: tuple[str, ...], needed: tuple[str, ...] = ()) -> Told:
    """By language what the table says in it. needed: the languages that it has to be in."""
    told = {}
    for language in OTHERS:
        if language in table and isinstance(table[language], dict):
            _check_keys(table[language], keys)
            told[language] = {key: _text(table[language], key) for key in keys}
        elif language in table or language in needed:
            example = ", ".join(f'{key} = "..."' for key in keys)
            raise ConvgifError(f"{language} is missing or no table: write {language} = "
                               f"{{ {example} }}")
    return told


def _section(table: Table, shared: Given, folder: Path, languages: tuple[str, ...]) -> Section:
    try:
        _check_keys(table, ("title", "text", "hidden", "gif", "settings", "entry", *OTHERS))
        title, text = _text(table, "title"), _text(table, "text")
        hidden, gif = _switch(table, "hidden", False), _switch(table, "gif", True)
        settings = _over(_settings(table), shared)
        needed = () if hidden else languages
        told = _told(table, ("title", "text"), needed)
    except ConvgifError as error:
        raise ConvgifError(f"section {shorten(table.get('title'))}: {error}") from None
    return Section(title, text, hidden,
                   tuple(_entry(entry, settings, folder, needed, gif)
                         for entry in _tables(table, "entry")), told)


def _entry(table: Table, shared: Given, folder: Path, languages: tuple[str, ...], gifs: bool
           ) -> Entry:
    try:
        _check_keys(table, ("name", "title", "caption", "gif", "settings", *OTHERS))
        name = _text(table, "name")
        if not _NAME.fullmatch(name) or name in RESERVED:
            raise ConvgifError("a name is made of small letters, digits and underscores, and is "
                               "neither index, readme nor player: rename it")
        gif = _switch(table, "gif", gifs)
        given = _over(_over(_settings(table), shared), {} if gif else FOLLOWING)
        picture = resolve({key: located(key, _parsed(key, value), folder)
                           for key, value in given.items()})
        for panel in picture.panels:
            panel_report(panel)  # what does not fit is told with the entry's name
        return Entry(name, _text(table, "title"), _text(table, "caption"), given, picture,
                     _told(table, ("title", "caption"), languages), gif)
    except ConvgifError as error:
        raise ConvgifError(f"entry {shorten(table.get('name'))}: {error}") from None


def _settings(table: Table) -> Given:
    """The settings of a table as they would be typed."""
    settings = table.get("settings", {})
    if not isinstance(settings, dict):
        raise ConvgifError("settings is no table: write settings = { stride = 2 }")
    given: dict[str, str | bool] = {}
    for name, value in settings.items():
        option = option_called(name)
        check_is_new(name, option, given)
        try:
            given[option.name] = as_typed(option, value)
        except ConvgifError as error:
            raise NotationError(f"{name}: {error.message}") from None
    return given


def _over(own: Given, shared: Given) -> Given:
    """Both, the own ones first; they win."""
    return {**own, **{name: value for name, value in shared.items() if name not in own}}


def _parsed(name: str, value: str | bool) -> Any:
    try:
        return value if isinstance(value, bool) else OPTIONS[name].read(value)
    except NotationError as error:
        raise NotationError(f"{name}: {error.message}") from None


def _text(table: Table, key: str) -> str:
    """The text of a key, on one line."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConvgifError(f"{key} is missing or no text: write {key} = \"...\"")
    return " ".join(one_line(value).split())


def _switch(table: Table, key: str, usual: bool) -> bool:
    """What is said of something that is so or not."""
    value = table.get(key, usual)
    if not isinstance(value, bool):
        raise ConvgifError(f"{key} is {shorten(value)}: write {str(not usual).lower()} or leave it "
                           "out")
    return value


def _tables(table: Table, key: str) -> list[Table]:
    tables = table.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
        raise ConvgifError(f"{key} is no list of tables: write them under [[...{key}]]")
    return tables


def _check_keys(table: Table, known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise ConvgifError(f"unknown key {shorten(key)}: {suggest(key, known)}")
