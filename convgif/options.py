"""OPTIONS: every setting once, and how settings given by name become a layer and a file name.

The command line, and whatever else takes settings as text, is made from this table.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from convgif.errors import ConvgifError, LayerError, NotationError, look_up, shorten
from convgif.layers import LAYERS, Layer
from convgif.layers.fields import Choice, Count, Field, Flag, Padding, Sizes
from convgif.notation import (
    build_layer,
    find_layer,
    format_padding,
    format_sizes,
    parse_layer,
    parse_padding,
    parse_sizes,
)
from convgif.presets import PRESETS
from convgif.themes import THEMES, TRANSPARENT
from convgif.views import TEXT_MODES, VIEWS

Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Option:
    """One setting. flags: as typed. parse: from text, None for an on-off flag. default: the value
    when it is not given; default_help says what that means. many: whether a batch takes a list of
    it. group: under which heading help lists it."""

    name: str
    flags: tuple[str, ...]
    help: str
    group: str
    parse: Parser | None = None
    metavar: str = ""
    default: Any = None
    default_help: str = ""
    many: bool = False


def parse_count(text: str) -> int:
    """A whole number. Raises NotationError."""
    if not re.fullmatch(r"\s*-?[0-9]{1,12}\s*", text):
        raise NotationError(f"{shorten(text)} is no whole number: give one such as 3")
    return int(text)


def parse_px(text: str) -> int:
    """A width in px: "320" or "320px". Raises NotationError."""
    return parse_count(text.strip().removesuffix("px"))


def parse_density(text: str) -> float:
    """A factor: "2", "1.5" or "2x". Raises NotationError."""
    if not re.fullmatch(r"\s*[0-9]{1,4}(\.[0-9]{1,6})?x?\s*", text):
        raise NotationError(f"density {shorten(text)} is no factor: give one such as 2 or 1.5")
    return float(text.strip().removesuffix("x"))


def parse_duration(text: str) -> int:
    """Milliseconds: "600", "600ms" or "0.6s". Raises NotationError."""
    match = re.fullmatch(r"\s*([0-9]{1,7}(?:\.[0-9]{1,6})?)\s*(ms|s|)\s*", text.lower())
    if not match:
        raise NotationError(f"{shorten(text)} is no duration: give one such as 600, 600ms or 0.6s")
    number, unit = float(match[1]), match[2]
    if not unit and 0 < number < 20:
        raise NotationError(f"{text.strip()} would be milliseconds, too short to see: "
                            f"did you mean {text.strip()}s?")
    return round(number * 1000 if unit == "s" else number)


def parse_text(text: str) -> str:
    """The text itself."""
    return text


FIELD_PARSERS: Mapping[type[Field[Any, Any]], tuple[Parser | None, str]] = {
    Sizes: (parse_sizes, "SIZE"), Count: (parse_count, "N"), Padding: (parse_padding, "PADDING"),
    Choice: (parse_text, "WORD"), Flag: (None, "")}
SHORT_FLAGS: Mapping[str, tuple[str, ...]] = {
    "kernel_size": ("--k", "-k"), "stride": ("--s", "-s"), "padding": ("--p", "-p"),
    "dilation": ("--d", "-d")}




def _field_option(name: str, kind: Field[Any, Any]) -> Option:
    parse, metavar = FIELD_PARSERS[type(kind)]
    long = "--" + name.replace("_", "-")
    flags = (*SHORT_FLAGS.get(name, ()), long) if parse else (f"{long}/--no-{name}",)
    help = f"{kind.help}: {', '.join(kind.choices)}" if isinstance(kind, Choice) else kind.help
    return Option(name, flags, help, "layer", parse, metavar, kind.default, many=True,
                  default_help="off" if parse is None else "")


def _field_options() -> dict[str, Option]:
    """An option for each argument of any layer; the first layer that has it describes it."""
    options: dict[str, Option] = {}
    for layer in LAYERS.values():
        for name, kind in layer.field_kinds().items():
            options.setdefault(name, _field_option(name, kind))
    return options


def _table(*options: Option) -> dict[str, Option]:
    return {option.name: option for option in options}


FIELD_OPTIONS = _field_options()

OPTIONS: Mapping[str, Option] = {
    **_table(
        Option("input_size", ("--i", "-i", "--input-size"), "the input's size, such as 5 or 5x7",
               "layer", parse_sizes, "SIZE", many=True,
               default_help="the smallest, from 5, with 3 outputs; transposed 3")),
    **FIELD_OPTIONS,
    **_table(
        Option("layer", ("--layer", "--op"), "the kind of layer: " + ", ".join(LAYERS), "layer",
               parse_text, "NAME", default_help="Conv2d", many=True),
        Option("transposed", ("--transposed",), "short for --layer conv-transpose", "layer"),
        Option("preset", ("--preset",), "a layer by name, see `convgif presets`; options beside it "
               "win", "layer", parse_text, "NAME", many=True),
        Option("seed", ("--seed",), "what the numbers are drawn from", "layer", parse_count, "N", 0,
               many=True),
        Option("view", ("--view",), "how it is staged: " + ", ".join(VIEWS), "picture", parse_text,
               "NAME", "isometric", many=True),
        Option("theme", ("--theme",), "how it is painted: " + ", ".join(THEMES), "picture",
               parse_text, "NAME", "light", many=True),
        Option("text", ("--text",), "how much is written: auto, " + ", ".join(TEXT_MODES),
               "picture", parse_text, "MODE", "auto"),
        Option("title", ("--title",), "a title above the picture", "picture", parse_text, "TEXT"),
        Option("prefilled", ("--prefilled/--no-prefilled",),
               "show the output full from the start", "picture", default_help="the theme's"),
        Option("background", ("--background",), f"a colour such as #ffffff, or {TRANSPARENT}",
               "picture", parse_text, "COLOUR", default_help="the theme's"),
        Option("size_px", ("--size",), "the width in px as displayed; the height follows",
               "picture", parse_px, "PX", default_help="the view's", many=True),
        Option("density", ("--density",), "pixels for each px, for dense screens", "picture",
               parse_density, "N", 1),
        Option("show_in", ("--show-in",), "the input channel that is drawn", "picture",
               parse_count, "N", 0),
        Option("show_out", ("--show-out",), "the output channel that is drawn", "picture",
               parse_count, "N", 0),
        Option("duration_ms", ("--duration",), "how long a step is shown: 600, 600ms or 0.6s",
               "picture", parse_duration, "MS", default_help="8 s in all, each 250 to 800 ms"),
        Option("hold_ms", ("--hold",), "how much longer the last step is shown", "picture",
               parse_duration, "MS", 1500),
        Option("loop", ("--loop",), "how often it is shown in all, 0 for ever", "picture",
               parse_count, "N", 0)),
}


def resolve(settings: Mapping[str, Any], layer_text: str | None = None
            ) -> tuple[Layer, int | tuple[int, ...], dict[str, Any]]:
    """The layer, its input size, and the settings that are left for animate().

    settings: parsed values by option name, only those that were given. They win over a preset and
    over `layer_text`, a layer as PyTorch prints it; without that there is no bias unless asked
    for. Raises ConvgifError.
    """
    given = dict(settings)
    name, preset_name = given.pop("layer", None), given.pop("preset", None)
    transposed, size = given.pop("transposed", False), given.pop("input_size", None)
    fields = {name: given.pop(name) for name in FIELD_OPTIONS if name in given}
    base: dict[str, Any] = {"bias": False}
    kind: type[Layer] | None = None
    if layer_text is not None:
        if preset_name is not None:
            raise ConvgifError("a layer and a --preset are both given: leave one out")
        pasted = parse_layer(layer_text)
        kind, base = type(pasted), pasted.settings()
    elif preset_name is not None:
        preset = look_up(PRESETS, preset_name, "preset")
        kind, base = LAYERS[preset.layer], {**base, **preset.settings}
        size = preset.input_size if size is None else size
    kind = _kind(name, transposed, kind, [size, *fields.values()])
    layer = build_layer(kind, {**base, **fields})
    return layer, layer.default_input_size() if size is None else size, given


def _kind(name: str | None, transposed: bool, base: type[Layer] | None, values: list[Any]
          ) -> type[Layer]:
    """The kind of layer that is asked for, on top of what a preset or a pasted layer is."""
    ranks = [len(value) for value in values if isinstance(value, tuple) and len(value) > 1]
    rank = ranks[0] if ranks else base.rank if base else None
    if name is not None or base is None:
        base = find_layer(name or "conv", rank)
    if not transposed or base.family.endswith("Transpose"):
        return base
    twin = LAYERS.get(f"{base.family}Transpose{base.rank}d")
    if twin is None:
        raise LayerError(f"{base.__name__} has no transposed form: leave out --transposed, or use "
                         "--layer conv-transpose")
    return twin


def file_stem(layer: Layer, input_size: int | tuple[int, ...], settings: Mapping[str, Any]) -> str:
    """A file name that says the parameters, without suffix: `conv2d_i5_k3_s2_p1`.

    Then every other setting that is not its default; letters, digits, dots and hyphens only.
    """
    sizes = layer.spatial_size(input_size)
    parts = [type(layer).__name__.lower(), f"i{format_sizes(sizes, shorten_equal=True)}"]
    own = {name: getattr(layer, name) for name in layer.field_kinds()}
    shown = {name for name in layer.settings() if name != "bias"} | {"kernel_size"} & own.keys()
    parts += [SHORT_FLAGS[name][0].lstrip("-") + _in_name(own[name])
              for name in SHORT_FLAGS if name in shown]
    parts += [name.replace("_", "-") + _in_name(own[name])
              for name in own if name in shown and name not in SHORT_FLAGS]
    parts += ["bias"] if own.get("bias") else []
    parts += [OPTIONS[name].flags[0].split("/")[0].lstrip("-") + _in_name(value)
              for name, value in settings.items() if value != OPTIONS[name].default]
    clean = (re.sub(r"[^A-Za-z0-9.-]+", "-", part).strip("-") for part in parts)
    return "_".join(clean)[:150]


def _in_name(value: object) -> str:
    """How a value is written in a file name: sizes and numbers as typed, words after a hyphen."""
    if isinstance(value, bool):
        return "" if value else "-off"
    if isinstance(value, tuple):
        return format_padding(value)
    if isinstance(value, float):
        return f"{value:g}"
    return f"-{value}" if isinstance(value, str) else str(value)
