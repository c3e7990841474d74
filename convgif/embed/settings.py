"""Settings as text, as directives and fences take them -> an animation.

    Conv2d(kernel_size=3, stride=2, padding=1)      a layer as PyTorch prints it, or a preset
    :input-size: 5                                  settings, by the flags of the command line
    :theme: auto
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convgif.animation import Animation, draw
from convgif.errors import ConvgifError, NotationError, fold, shorten, spelled, suggest
from convgif.inputs.sources import existing
from convgif.networks.reading import file_of
from convgif.settings.arranging import BESIDE, Group, filled, leaves, parse_arranged, written
from convgif.settings.declared import Option
from convgif.settings.options import OPTIONS, as_flag
from convgif.settings.pairs import NAMED
from convgif.settings.picture import Picture
from convgif.settings.resolving import resolve

SAID_BY_THE_LAYER = ("layer", "preset")  # what the text before the settings says
FORCE = Option("force", ("--force",), "make it however large it is", "picture")

Locate = Callable[[str], Path | None]


@dataclass(frozen=True)
class Setting:
    """An option under one of its names; on: what an on-off flag of that name means."""

    option: Option
    on: bool = True

    def read(self, text: str) -> Any:
        """The value that the text says. Raises NotationError."""
        if self.option.parse is not None:
            return self.option.read(text)
        if BESIDE in text:
            said: Group[Any] = self.option.read(text)
            each: tuple[bool | None, ...] = leaves(said)
            return filled(said, (on if on is None else on is self.on for on in each))
        switch = {"": self.on, "true": self.on, "false": not self.on}
        if text.strip().lower() not in switch:
            raise NotationError(f"{shorten(text)} is neither true nor false: leave it out")
        return switch[text.strip().lower()]


def _settings() -> Iterator[tuple[str, Setting]]:
    """Every long flag without its hyphens: "--bias/--no-bias" is bias and no-bias."""
    for option in (*OPTIONS.values(), FORCE):
        for flag in () if option.name in SAID_BY_THE_LAYER else option.flags:
            for name, on in zip(flag.split("/"), (True, False), strict=False):
                if name.startswith("--"):
                    yield name[2:], Setting(option, on)


SETTINGS: Mapping[str, Setting] = dict(_settings())


def read_picture(text: str, given: Mapping[str, str], *, locate: Locate = existing) -> Picture:
    """What the text of a layer and the settings ask for; locate: finds the files that they name.

    Raises ConvgifError.
    """
    values: dict[str, Any] = {}
    for name, value_text in given.items():
        if name not in SETTINGS:
            raise ConvgifError(f"unknown setting {shorten(name)}: {suggest(name, SETTINGS)}")
        option = SETTINGS[name].option
        if option.name in values:
            raise ConvgifError(f":{name}: {shorten(value_text)} sets again what is set already: "
                               "leave one out")
        with spelled_as_settings(f":{name}: "):
            value = SETTINGS[name].read(value_text)
        values[option.name] = _located(value, locate) if option.is_file else value
    with spelled_as_settings():
        said = " ".join(text.split())
        layers = parse_arranged(said, str)
        for one in leaves(layers):
            _check_named(one)
        said = written(filled(layers, (_found(one, locate) for one in leaves(layers))), str)
        force = values.pop(FORCE.name, False)
        return resolve(values, said, force=force)


def _found(text: str, locate: Locate) -> str:
    """The text of a layer or network; the name of a network's file as the file is found."""
    file = file_of(text)
    found = None if file is None else locate(str(file))
    return text if found is None else str(found)


def _located(value: Any, locate: Locate) -> Any:
    """The name of a file, or those of several panels, as the file is found."""
    if isinstance(value, Group):
        return filled(value, (_located(item, locate) for item in leaves(value)))
    file = None if value is None else locate(value)
    return value if file is None else str(file)


def drawn(picture: Picture) -> Animation:
    """The animation, staged. Raises ConvgifError."""
    with spelled_as_settings():
        animation = draw(picture)
        _ = animation.story
    return animation


def as_field(name: str, value: object) -> str:
    """The setting as directives and fences spell it: `:view: macs`. A layer stands in no field."""
    shown = as_flag(name, value).partition(" ")[2]
    if name in SAID_BY_THE_LAYER:
        return f"the {name} {shown}" if shown else name
    fields = [field for field, one in SETTINGS.items()
              if one.option.name == name and one.on is not (value is False)]
    return f":{max(fields, key=len, default=name)}: {shown}".rstrip()


@contextmanager
def spelled_as_settings(before: str = "") -> Iterator[None]:
    """While it lasts, errors name settings as they are written here: `:view: macs`."""
    try:
        yield
    except ConvgifError as error:
        raise type(error)(before + spelled(error.message, as_field)) from None


def _check_named(text: str) -> None:
    """Raises NotationError for what is neither a layer nor a preset's name."""
    if not text:
        raise NotationError("no layer is given: write one such as Conv2d(kernel_size=3)")
    if "(" not in text and fold(text) not in map(fold, NAMED) and file_of(text) is None:
        raise NotationError(f"{shorten(text)} is neither a layer, such as Conv2d(kernel_size=3), "
                            f"nor a preset: {suggest(text, NAMED)}")
