"""The figures of articles: each with the command that makes it and what that makes, or a line why
not.

SHOWN has a row for each way to show one; its key is the one under which gallery.toml says it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from convgif.animation import Animation, draw
from convgif.costs.chart import Chart, title_of
from convgif.costs.presets import INPUT_SIZE, PRESETS
from convgif.costs.varying import curves, preset_varied
from convgif.costs.words import WORDS as COST_WORDS
from convgif.errors import ConvgifError, NotationError, look_up, shorten, suggest
from convgif.formats import FORMATS
from convgif.formats.markup import element, text
from convgif.formats.svg import encode_svg
from convgif.frames.themes import THEMES
from convgif.gallery.commands import command_line, line_of
from convgif.gallery.tables import Given, Table, parsed, settings_of, switch_of, text_of
from convgif.layers.letters import DEFAULT_NOTATION
from convgif.networks.numbers import parse_let, with_numbers
from convgif.networks.reading import is_network, read_network
from convgif.reporting import layer_lines, layer_report, network_lines, network_report
from convgif.settings.options import OPTIONS
from convgif.settings.picture import Chosen, Picture
from convgif.settings.resolving import resolve
from convgif.settings.setting_files import located

THEME = {"theme": "auto"}  # a picture follows its page
SUFFIX = FORMATS["svg"].suffix
CHART_PX = "400"
SHAPE_FLAGS: Mapping[str, tuple[str, ...]] = {  # what a figure says of a shape, as it is typed
    "layer": (), "let": ("--let",), "input_size": OPTIONS["input_size"].flags,
    "notation": OPTIONS["notation"].flags}


class Named(Protocol):
    """An entry of the gallery, as far as figures refer to it."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def given(self) -> Given:
        """Its settings, as they are spelled."""

    @property
    def file(self) -> str:
        """The name of its picture."""


Entries = Mapping[str, Named]


@dataclass(frozen=True)
class Page:
    """Where figures are shown: the entries that are there too, in the language of all."""

    entries: Entries
    language: str


@dataclass(frozen=True)
class SmallFile:
    """A picture that is made for a figure: its name and its bytes."""

    name: str
    data: bytes


class Shown:
    """How a figure is shown: by nothing, if a row does not say more."""

    @property
    def stem(self) -> str:
        """What the picture that is made for it is called, empty where none is."""
        return ""

    def command(self, entries: Entries) -> str:
        """The line that makes it, empty where there is none."""
        return ""

    def markup(self, page: Page) -> str:
        """What that makes, in HTML."""
        return ""

    def files(self) -> Iterator[SmallFile]:
        """The pictures that are made for it."""
        return iter(())


@dataclass(frozen=True)
class ByEntry(Shown):
    """A figure that an entry of the gallery shows."""

    entry: str

    @classmethod
    def read(cls, table: Table, folder: Path) -> "ByEntry":
        return cls(text_of(table, "entry"))

    def command(self, entries: Entries) -> str:
        shown = self._shown(entries)
        return command_line(["render"], shown.given, shown.file)

    def markup(self, page: Page) -> str:
        return element("p", {"class": "seen"}, element(
            "a", {"href": f"#{self.entry}"}, text(self._shown(page.entries).title)))

    def _shown(self, entries: Entries) -> Named:
        if self.entry not in entries:
            raise NotationError(f"there is no entry {shorten(self.entry)}: "
                                f"{suggest(self.entry, entries)}")
        return entries[self.entry]


@dataclass(frozen=True)
class Drawn(Shown):
    """A figure with a picture of its own, still on the page. seen: whether it is there, or only
    the line that makes it."""

    name: str
    given: Given
    picture: Picture
    seen: bool = True

    @classmethod
    def read(cls, table: Table, folder: Path) -> "Drawn":
        given = {**settings_of(table), **THEME}
        return cls(text_of(table, "name"), given, resolve({
            key: located(key, parsed(key, value), folder) for key, value in given.items()}),
            switch_of(table, "seen", True))

    @property
    def stem(self) -> str:
        return self.name

    @cached_property
    def still(self) -> Animation:
        """What is on the page."""
        return draw(self.picture).stopped()

    def command(self, entries: Entries) -> str:
        return command_line(["render"], self.given, self.name + SUFFIX)

    def markup(self, page: Page) -> str:
        if not self.seen:
            return ""
        settings = Chosen({**self.picture.settings, "language": page.language})
        told = draw(replace(self.picture, settings=settings)).describe()
        return _image(self.name, _first_sentence(told), self.still.story.stage.width_px,
                      self.still.story.stage.height_px)

    def files(self) -> Iterator[SmallFile]:
        if self.seen:
            yield SmallFile(self.name + SUFFIX, encode_svg(self.still))


@dataclass(frozen=True)
class Charted(Shown):
    """A figure that is a chart of costs, by its name."""

    preset: str

    @property
    def stem(self) -> str:
        return f"cost_{self.preset}"

    @classmethod
    def read(cls, table: Table, folder: Path) -> "Charted":
        look_up(PRESETS, text_of(table, "cost"), "chart of costs")
        return cls(text_of(table, "cost"))

    def chart(self, language: str) -> Chart:
        """The chart, in that language."""
        row = PRESETS[self.preset]
        layer, varied = preset_varied(row)
        return Chart(title_of(layer, INPUT_SIZE), curves(layer, INPUT_SIZE, varied),
                     COST_WORDS[language], THEMES[THEME["theme"]], language, int(CHART_PX))

    @property
    def given(self) -> Given:
        """What its command says beside its name."""
        return {"size_px": CHART_PX, **THEME}

    def command(self, entries: Entries) -> str:
        return command_line(["cost", self.preset], self.given, self.stem + SUFFIX)

    def markup(self, page: Page) -> str:
        stage = self.chart("en").story.stage
        return _image(self.stem, self.chart(page.language).describe(), stage.width_px,
                      stage.height_px)

    def files(self) -> Iterator[SmallFile]:
        yield SmallFile(self.stem + SUFFIX, FORMATS["svg"].encode_checked(self.chart("en")))


@dataclass(frozen=True)
class Printed(Shown):
    """A figure that is numbers: what `convgif shape` prints of a layer or a network."""

    said: Mapping[str, str]

    @classmethod
    def read(cls, table: Table, folder: Path) -> "Printed":
        said = table["shape"]
        if not isinstance(said, dict) or "layer" not in said:
            raise ConvgifError('shape is no table with a layer: write shape = { layer = "Linear(9, '
                               '4)" }')
        for key in said:
            if key not in SHAPE_FLAGS:
                raise ConvgifError(f"unknown key {shorten(key)}: {suggest(key, SHAPE_FLAGS)}")
        made = cls({key: str(said[key]) for key in SHAPE_FLAGS if key in said})
        made.printed()  # what does not fit is told with the article's title
        return made

    def command(self, entries: Entries) -> str:
        words = (word for key, value in self.said.items()
                 for word in (*SHAPE_FLAGS[key][:1], value))
        return line_of(["convgif", "shape", *words])

    def markup(self, page: Page) -> str:
        return element("pre", {"class": "out", "tabindex": 0}, text(self.printed()))

    def printed(self) -> str:
        """What the command prints."""
        layer = with_numbers(self.said["layer"], parse_let(self.said.get("let", "")))
        size: Any = parsed("input_size", self.said["input_size"]) if (
            "input_size" in self.said) else None
        if is_network(layer):
            return "\n".join(network_lines(network_report(read_network(layer).on(size))))
        (panel,) = resolve({} if size is None else {"input_size": size}, layer).layers
        notation = self.said.get("notation", DEFAULT_NOTATION)
        return "\n".join(layer_lines(layer_report(panel.layer, panel.input_size, panel.channels,
                                                  notation)))


@dataclass(frozen=True)
class NotMade(Shown):
    """A figure that is not made; its words say why."""

    @classmethod
    def read(cls, table: Table, folder: Path) -> "NotMade":
        text_of(table, "why_not")
        return cls()


SHOWN: Mapping[str, Callable[[Table, Path], Shown]] = {
    "entry": ByEntry.read, "settings": Drawn.read, "shape": Printed.read, "cost": Charted.read,
    "why_not": NotMade.read}


def _first_sentence(told: str) -> str:
    """What a picture is of; the rest is of how it moves."""
    return re.split(r"(?<=\.)\s|(?<=。)", told, maxsplit=1)[0]


def _image(name: str, alt: str, width_px: int, height_px: int) -> str:
    return element("img", {"src": name + SUFFIX, "loading": "lazy", "alt": alt, "width": width_px,
                           "height": height_px})
