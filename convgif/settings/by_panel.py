"""Settings and the texts of layers -> those of each panel."""

from collections.abc import Mapping
from typing import Any

from convgif.errors import ConvgifError, NotationError, setting, shorten
from convgif.settings.arranging import BESIDE, Group, divided, leaves, parse_arranged
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import pair_called
from convgif.views import ALL_VIEWS, VIEW_SETTINGS

TEXT = ""  # among settings: the text of the layer
LAYERS_SAID = (TEXT, "layer", "preset")  # these say how panels stand, if they say so many


def with_pair(settings: Mapping[str, Any], layer_text: str | None
              ) -> tuple[Mapping[str, Any], str | None]:
    """The settings over those of a pair that is named in place of a layer. Raises ConvgifError."""
    named = {"": layer_text, "preset": settings.get("preset"), "layer": settings.get("layer")}
    pair = next(filter(None, map(pair_called, named.values())), None)
    if pair is None:
        return settings, layer_text
    if sum(value is not None for value in named.values()) > 1:
        raise ConvgifError(f"a {setting('preset')} that is a whole picture and a layer are both "
                           "given: leave one out")
    own = {name: value for name, value in settings.items() if name not in named}
    said = pair.in_language(settings.get("language", OPTIONS["language"].default))
    view = ALL_VIEWS.get(str(own.get("view")))
    if view is not None:  # another than the pair's own takes what it can
        said = {name: text for name, text in said.items()
                if name not in VIEW_SETTINGS or name in view.takes}
    return {name: OPTIONS[name].read(text) for name, text in said.items()} | own, None


def by_panel(settings: Mapping[str, Any], layer_text: str | None
             ) -> tuple[Any, list[tuple[dict[str, Any], str | None]]]:
    """How panels stand, and the settings and the text of each. Raises NotationError."""
    said: dict[str, Any] = {} if layer_text is None else {TEXT: _layers(layer_text)}
    said |= {name: _layers(value) if name == "layer" and isinstance(value, str) else value
             for name, value in settings.items()}
    arranged = max([said[name] for name in (*LAYERS_SAID, *OPTIONS) if name in said],
                   key=lambda value: len(leaves(value)), default=None)
    count = len(leaves(arranged))
    values = {name: _of_each(name, value, count) for name, value in said.items()}
    each = [{name: values[name][number] for name in values if values[name][number] is not None}
            for number in range(count)]
    return arranged, [(panel, panel.pop(TEXT, None)) for panel in each]


def _layers(text: str) -> "str | Group[str]":
    """The texts of layers as they are arranged. Raises NotationError where one is missing."""
    texts = parse_arranged(text, str)
    pairs = [each for each in leaves(texts) if pair_called(each)]
    if pairs:
        raise NotationError(f"{pairs[0]} is a whole picture: give it alone, or its layers")
    if isinstance(texts, Group) and not all(leaves(texts)):
        raise NotationError(f"{shorten(text.strip())} has no layer on one side of a sign: write "
                            "one on both, such as Conv2d() | MaxPool2d(2)")
    return texts


def _of_each(name: str, value: Any, count: int) -> tuple[Any, ...]:
    """The value for each of so many panels: one holds for all. Raises NotationError."""
    if name in OPTIONS and OPTIONS[name].is_prose and count > 1 and isinstance(value, str):
        parts = [part.strip() or None for part in divided(value, BESIDE)]
        values: tuple[Any, ...] = tuple(parts)
    else:
        values = leaves(value)
    if len(values) not in (1, count):
        said = "the layers" if name == TEXT else setting(name)
        raise NotationError(f"{said} {'are' if name == TEXT else 'has'} {len(values)}, and there "
                            f"are {count} panels: give one for each, or one for all")
    return values if len(values) == count else values * count
