"""The texts of layers among settings: what they say of the layer and its input."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from convgif.errors import NotationError, fold, setting, shorten
from convgif.layers.dialects import Beside, Reading
from convgif.layers.notation import read_layer
from convgif.layers.recognizing import check_is_no_typing_error
from convgif.settings.by_panel import by_panel, with_pair
from convgif.settings.options import OPTIONS, SETTING_NAMES
from convgif.settings.pairs import NAMED, NAMED_ALONE


def is_network_text(text: str) -> bool:
    """Whether it is that of a network, or the name of one."""
    from convgif.networks.reading import is_network  # and with it numpy

    return is_network(text)


def read_text(layer_text: str, settings: Mapping[str, Any], *, alone: bool = True) -> Reading:
    """What the text of a layer says, beside those settings, which are for no other if it is alone.
    Raises ConvgifError."""
    check_is_no_setting(layer_text)
    check_is_no_typing_error(layer_text, NAMED if alone else NAMED_ALONE)

    def shape() -> tuple[int, ...] | None:
        from convgif.inputs.loading import shape_in  # and with it numpy

        file, size = settings.get("input"), settings.get("input_size")
        if isinstance(file, str | Path):
            return shape_in(file)
        return size if isinstance(size, tuple) else None

    return read_layer(layer_text, Beside(settings, shape, takes_settings=alone))


def left_open(settings: Mapping[str, Any], layer_text: str | None = None) -> tuple[str, ...]:
    """A line about each thing that the text of the layer leaves open, for the same arguments as
    `resolve` takes. Raises ConvgifError."""
    return tuple(dict.fromkeys(note for reading in _readings(settings, layer_text)
                               if reading is not None for note in reading.notes))


def say_their_input(settings: Mapping[str, Any], layer_text: str | None = None
                    ) -> tuple[bool, ...]:
    """Whether the text of each panel's layer says the size of its input, for the same arguments.
    Raises ConvgifError."""
    return tuple(reading is not None and reading.input_size is not None
                 for reading in _readings(settings, layer_text))


def _readings(settings: Mapping[str, Any], layer_text: str | None) -> Iterator[Reading | None]:
    """What the text of each panel's layer says, None without a text."""
    _, panels = by_panel(*with_pair(settings, layer_text))
    for own, text in panels:
        said = own.get("layer") if text is None else text
        yield (None if said is None or "(" not in said or is_network_text(said) else
               read_text(said, own))


def check_is_no_setting(text: str) -> None:
    """Raises NotationError for a setting in place of a layer: `k=3`, or a value of one: `dark`."""
    for option in OPTIONS.values():
        if option.names is not NAMED and fold(text) in map(fold, option.names or ()):
            raise NotationError(f"{shorten(text.strip())} is a setting, not a layer: write "
                                f"{setting(option.name, text.strip())}")
    word, _, value = map(str.strip, text.partition("="))
    name = SETTING_NAMES.get(word.lstrip("-").replace("-", "_"))
    if name is None or not value or "(" in value:
        return
    parse = OPTIONS[name].parse
    meant: object = value
    with suppress(NotationError):
        meant = value.lower() != "false" if parse is None else parse(value)
    raise NotationError(f"{shorten(text.strip())} is a setting, not a layer: write "
                        f"{setting(name, meant)}")
