"""A picture <-> its settings as they are typed, in TOML or JSON: the form of `--spec` and `--from`.

    layer = "Conv2d(stride=2) | Conv2d(dilation=2)"     # panels, as they stand
    input_size = "5 | 7"                                # one for each, or one for all
    theme = "dark"

A network of layers by name is a table, [network], as `convgif.networks.wiring` has it. The manifest
of a batch and the file of a gallery have settings in the same form.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from convgif.errors import ConvgifError, NotationError, OutputError, named, reason_of
from convgif.inputs.files import read_whole
from convgif.inputs.toml_files import MOST_BYTES, read_toml
from convgif.layers.notation import format_sizes
from convgif.networks.wiring import TABLE, is_wired, table_of_wired
from convgif.settings.arranging import BESIDE, filled, written
from convgif.settings.options import OPTIONS, as_typed_text
from convgif.settings.picture import AnyPanel, Panel, Picture
from convgif.settings.setting_files import as_typed, check_is_new, located, option_called

ADVICE = "name the file of a picture, as render prints one"

Typed: TypeAlias = str | int | float | bool | Mapping[str, Any] | None  # a mapping of a network


def typed(settings: Mapping[str, Any]) -> dict[str, Typed]:
    """Settings as they are typed: numbers and what is on or off as such, all else as text."""
    return {name: value if value is None or type(value) in (bool, int, float) else
            as_typed_text(name, value) for name, value in settings.items()}


def spec_of(picture: Picture) -> dict[str, Typed]:
    """The settings that ask for that picture, as they are typed."""
    panels = picture.panels
    layers = filled(picture.arranged, (panel.text for panel in panels))
    text = written(layers, str)
    found: dict[str, Typed] = {} if is_wired(text) else {"layer": text}
    if any(panel.input_size for panel in panels):
        found["input_size"] = _of_each([_size_of(panel) for panel in panels])
    names = [name for name in OPTIONS if any(name in panel.settings for panel in panels)]
    for name in names:
        said = [typed(panel.settings).get(name) for panel in panels]
        found[name] = said[0] if len(set(map(repr, said))) == 1 else _of_each(
            ["" if name not in panel.settings else as_typed_text(name, panel.settings[name])
             for panel in panels])
    return found | typed(picture.settings) | ({TABLE: table_of_wired(text)} if is_wired(text)
                                              else {})


def _size_of(panel: AnyPanel) -> str:
    """The size of its input, with the channels that it is drawn on where they were asked for."""
    if isinstance(panel, Panel) and panel.drawn_channels is not None:
        return format_sizes((panel.drawn_channels, *panel.input_size))
    return format_sizes(panel.input_size, shorten_equal=True)


def _of_each(texts: list[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else f" {BESIDE} ".join(texts)


def as_toml(spec: Mapping[str, Typed]) -> str:
    """The text of a TOML file with those settings, a line each."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
             for name, value in spec.items() if value is not None and name != TABLE]
    table = spec.get(TABLE)
    if isinstance(table, Mapping):
        lines += [f"\n[{TABLE}]\nlayers = [\n", *map(_layer_line, table["layers"]), "]\n"]
    return "".join(lines).replace("\x7f", "\\u007f")


def _layer_line(layer: Mapping[str, Any]) -> str:
    """A layer of a network in a list of TOML."""
    said = ", ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}"
                     for name, value in layer.items())
    return f"  {{ {said} }},\n"


def read_spec(path: Path) -> dict[str, Any]:
    """The settings of a file that holds those of one picture, parsed; files that it names are
    looked for beside it first. Raises OutputError where it cannot be read, else ConvgifError."""
    table = _read_json(path) if path.suffix.lower() == ".json" else read_toml(path, ADVICE)
    found: dict[str, Any] = {}
    for name, value in table.items():
        try:
            option = option_called(name)
            if value is None:
                continue
            check_is_new(name, option, found)
            text = as_typed(option, value)
            parsed = text if isinstance(text, bool) else option.read(text)
        except ConvgifError as error:
            raise NotationError(f"{named(path)}: {name}: {error.message}") from None
        found[option.name] = located(option.name, parsed, path.parent)
    return found


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(read_whole(path, MOST_BYTES).decode("utf-8-sig"))
    except OSError as error:
        raise OutputError(f"cannot read {named(path)}: {reason_of(error)}: {ADVICE}"
                          ) from None
    except (ValueError, RecursionError) as error:
        raise ConvgifError(f"{named(path)} is no JSON: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise ConvgifError(f"{named(path)} holds no settings: write {{\"stride\": 2}}")
    return data
