"""OPTIONS: every setting once, and how settings given by name become a layer and a file name.

The command line, and whatever else takes settings as text, is made from this table.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from convgif.errors import ConvgifError, LayerError, look_up, shorten
from convgif.layers import LAYERS, Layer
from convgif.layers.fields import (
    Choice,
    Count,
    Field,
    Flag,
    OptionalCount,
    Padding,
    PositiveNumber,
    Sizes,
    SizesLike,
)
from convgif.notation import (
    build_layer,
    find_layer,
    format_padding,
    format_sizes,
    parse_layer,
    parse_padding,
    parse_sizes,
)
from convgif.parsers import (
    parse_count,
    parse_density,
    parse_duration,
    parse_input,
    parse_number,
    parse_numbers,
    parse_px,
    parse_still,
    parse_strip,
    parse_text,
    parse_weight,
)
from convgif.presets import PRESETS
from convgif.themes import THEMES, TRANSPARENT
from convgif.views import TEXT_MODES, VIEWS, View
from convgif.words import WORDS

Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Option:
    """One setting. flags: as typed. parse: from text, None for an on-off flag. default: the value
    when it is not given; default_help says what that means. many: whether a batch takes a list of
    it. group: under which heading help lists it. is_file: whether it may name a file."""

    name: str
    flags: tuple[str, ...]
    help: str
    group: str
    parse: Parser | None = None
    metavar: str = ""
    default: Any = None
    default_help: str = ""
    many: bool = False
    is_file: bool = False


FIELD_PARSERS: Mapping[type[Field[Any, Any]], tuple[Parser | None, str]] = {
    Sizes: (parse_sizes, "SIZE"), Count: (parse_count, "N"), Padding: (parse_padding, "PADDING"),
    Choice: (parse_text, "WORD"), Flag: (None, ""), SizesLike: (parse_sizes, "SIZE"),
    OptionalCount: (parse_count, "N"), PositiveNumber: (parse_number, "P")}
SHORT_FLAGS: Mapping[str, tuple[str, ...]] = {
    "kernel_size": ("--k", "-k"), "stride": ("--s", "-s"), "padding": ("--p", "-p"),
    "dilation": ("--d", "-d")}
# What an argument is unless it is asked for, where that is not the layer's own default.
UNASKED: Mapping[str, Any] = {"bias": False}
ALWAYS_IN_NAMES = {"kernel_size", "in_features", "out_features"}


def _field_option(name: str, kind: Field[Any, Any]) -> Option:
    parse, metavar = FIELD_PARSERS[type(kind)]
    long = "--" + name.replace("_", "-")
    flags = (*SHORT_FLAGS.get(name, ()), long) if parse else (f"{long}/--no-{long[2:]}",)
    help = f"{kind.help}: {', '.join(kind.choices)}" if isinstance(kind, Choice) else kind.help
    return Option(name, flags, help, "layer", parse, metavar, kind.default, many=True,
                  default_help=_default_help(name))


def _default_help(name: str) -> str:
    """What the argument is if it is not given; layers that differ from the first are named."""
    kinds = {layer.kind: layer.field_kinds()[name] for layer in LAYERS.values()
             if name in layer.field_kinds()}
    words = {kind: field.default_words(UNASKED.get(name, field.default))
             for kind, field in kinds.items()}
    first = next(iter(words.values()))
    return "; ".join([first, *(f"{kind} {word}" for kind, word in words.items() if word != first)])


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
               default_help="the smallest, from 5, with 3 outputs; transposed 3; linear none")),
    **FIELD_OPTIONS,
    **_table(
        Option("layer", ("--layer", "--op"), "the kind of layer: " + ", ".join(LAYERS), "layer",
               parse_text, "NAME", default_help="Conv2d", many=True),
        Option("transposed", ("--transposed",), "short for --layer conv-transpose", "layer"),
        Option("preset", ("--preset",), "a layer by name, see `convgif presets`; options beside it "
               "win", "layer", parse_text, "NAME", many=True),
        Option("seed", ("--seed",), "what the numbers are drawn from", "layer", parse_count, "N", 0,
               many=True),
        Option("input", ("--input",), "the input from a file: a picture (PNG, JPEG, GIF), .csv or "
               ".npy; shrunk to --i, or to 32 a side at most", "layer", parse_input, "FILE",
               default_help="drawn by --seed", many=True, is_file=True),
        Option("weight", ("--weight",), "the kernel from a file, or by name, see `convgif "
               "kernels`", "layer", parse_weight, "FILE|NAME", default_help="drawn by --seed",
               many=True, is_file=True),
        Option("true_convolution", ("--true-convolution/--no-true-convolution",),
               "rotate the kernel by 180 degrees, as mathematics does", "layer", default=False,
               default_help="off"),
        Option("view", ("--view",), "how it is staged: " + ", ".join(VIEWS), "picture", parse_text,
               "NAME", default_help="the first that draws the layer", many=True),
        Option("theme", ("--theme",), "how it is painted: " + ", ".join(THEMES), "picture",
               parse_text, "NAME", "light", many=True),
        Option("text", ("--text",), "how much is written: auto, " + ", ".join(TEXT_MODES),
               "picture", parse_text, "MODE", "auto"),
        Option("title", ("--title",), "a title above the picture", "picture", parse_text, "TEXT"),
        Option("language", ("--lang", "--language"), "the language of the words: "
               + ", ".join(WORDS), "picture", parse_text, "NAME", "en", many=True),
        Option("font", ("--font",), "a font for glyphs of the title that convgif lacks", "picture",
               parse_text, "FILE", is_file=True),
        Option("prefilled", ("--prefilled/--no-prefilled",),
               "show the output full from the start", "picture", default_help="the theme's"),
        Option("background", ("--background",), f"a colour such as #ffffff, or {TRANSPARENT}",
               "picture", parse_text, "COLOUR", default_help="the theme's"),
        Option("size_px", ("--size",), "the width in px as displayed; the height follows",
               "picture", parse_px, "PX", default_help="the view's", many=True),
        Option("density", ("--density",), "pixels for each px, for dense screens", "picture",
               parse_density, "N", 1),
        Option("show_in", ("--show-in",), "the input channels that are drawn: 0, 0..2 or 0,2",
               "picture", parse_numbers, "N..N", default_help="the first, or all"),
        Option("show_out", ("--show-out",), "the output channels that are drawn", "picture",
               parse_numbers, "N..N", default_help="the first, or all"),
        Option("values", ("--values/--no-values",), "numbers in the cells, where a view can do "
               "without", "picture", default=False, default_help="off"),
        Option("precision", ("--precision",), "decimals of numbers that are not whole", "picture",
               parse_count, "N", default_help="2"),
        Option("steps", ("--step", "--steps"), "which outputs, by number: 4, 0..2 or 0,3",
               "picture", parse_numbers, "N..N", default_help="the first inside the input"),
        Option("at", ("--at",), "which output, by position: 1,1", "picture", parse_numbers,
               "N,N"),
        Option("still", ("--still",), "only one step: its number from 0, middle (with the output "
               "full) or last", "picture", parse_still, "STEP"),
        Option("strip", ("--strip",), "steps side by side: how many, or which: 4 or 0,1,4,8; each "
               "as wide as --size", "picture", parse_strip, "N|N,N"),
        Option("duration_ms", ("--duration",), "how long a step is shown: 600, 600ms or 0.6s",
               "picture", parse_duration, "MS", default_help="8 s in all, each 250 to 800 ms"),
        Option("hold_ms", ("--hold",), "how much longer the last step is shown", "picture",
               parse_duration, "MS", 1500),
        Option("loop", ("--loop",), "how often it is shown in all, 0 for ever", "picture",
               parse_count, "N", 0)),
}


FILES = {name for name, option in OPTIONS.items() if option.is_file}
NUMBER_FILES = {name for name in FILES if OPTIONS[name].group == "layer"}  # they have sizes too

# What is no flag, though often typed, and what to say about it.
MISTAKEN: Mapping[str, str] = dict.fromkeys(
    ("--kernel", "--filter"),
    "the kernel's size is --k {size} (--kernel-size); its numbers come from --weight {name}")


def resolve(settings: Mapping[str, Any], layer_text: str | None = None
            ) -> tuple[Layer, int | tuple[int, ...], dict[str, Any]]:
    """The layer, its input size, and the settings that are left for animate().

    settings: parsed values by option name, only those that were given. They win over a preset and
    over `layer_text`, a layer as PyTorch prints it; without that there is no bias unless asked
    for. A file has the size that is not given. Raises ConvgifError.
    """
    given = dict(settings)
    name, preset_name = given.pop("layer", None), given.pop("preset", None)
    transposed, size = given.pop("transposed", False), given.pop("input_size", None)
    fields = {name: given.pop(name) for name in FIELD_OPTIONS if name in given}
    base: dict[str, Any] = {}
    kind: type[Layer] | None = None
    if layer_text is not None:
        if preset_name is not None:
            raise ConvgifError("a layer and a --preset are both given: leave one out")
        pasted = parse_layer(layer_text)
        kind, base = type(pasted), pasted.settings()
    elif preset_name is not None:
        preset = look_up(PRESETS, preset_name, "preset")
        kind, base = LAYERS[preset.layer], dict(preset.settings)
        size = preset.input_size if size is None and "input" not in given else size
    kind = _kind(name, transposed, kind, [size, *fields.values()])
    if layer_text is None:
        base = {name: UNASKED[name] for name in UNASKED if name in kind.field_kinds()} | base
    if layer_text is None and "weight" in given and "kernel_size" not in {**base, **fields}:
        fields |= _kernel_size_of(kind, given["weight"])
    view = VIEWS.get(given.get("view", ""))
    if layer_text is None and preset_name is None and view and given.keys().isdisjoint(
            NUMBER_FILES):
        base |= _channels_of(kind, view, fields)
    layer = build_layer(kind, {**base, **fields})
    if not given.keys().isdisjoint(NUMBER_FILES):
        size = _size_from_files(layer, size, given)
    if size is None:
        size = view.default_input_size(layer) if view else layer.default_input_size()
    return layer, size, given


def _channels_of(kind: type[Layer], view: View, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The channels that the view shows where none are asked for."""
    names = ("in_channels", "out_channels", "groups")
    if not fields.keys().isdisjoint(names) or not kind.field_kinds().keys() >= set(names):
        return {}
    return dict(zip(names, view.channels, strict=False))


def _kernel_size_of(kind: type[Layer], weight: Any) -> dict[str, Any]:
    """The argument that the weight sets where it is a file. Raises ConvgifError."""
    from convgif.loading import kernel_size_in  # and with it numpy

    size = kernel_size_in(weight, kind.rank) if isinstance(weight, str | Path) else None
    return {"kernel_size": size} if size and "kernel_size" in kind.field_kinds() else {}


def _size_from_files(layer: Layer, size: Any, given: Mapping[str, Any]) -> Any:
    """The size of the input, by its file if it has one. Raises ConvgifError for a file that does
    not suit the layer."""
    from convgif.loading import load_input, load_weight

    for name in NUMBER_FILES & given.keys():
        if not isinstance(given[name], str | Path):
            raise ConvgifError(f"{name} {shorten(given[name])} is no file: give its name; arrays "
                               "are for animate()")
    if "weight" in given:
        load_weight(layer, given["weight"])
    return load_input(layer, given["input"], size).values.shape[1:] if "input" in given else size


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
    parts = [type(layer).__name__.lower()]
    parts += [f"i{format_sizes(sizes, shorten_equal=True)}"] if sizes else []
    own = {name: getattr(layer, name) for name in layer.field_kinds()}
    shown = {name for name in layer.settings() if name != "bias"} | ALWAYS_IN_NAMES & own.keys()
    parts += [SHORT_FLAGS[name][0].lstrip("-") + _in_name(own[name])
              for name in SHORT_FLAGS if name in shown]
    parts += [name.replace("_", "-") + _in_name(own[name])
              for name in own if name in shown and name not in SHORT_FLAGS]
    parts += ["bias"] if own.get("bias") else []
    parts += [option.flags[0].split("/")[0].lstrip("-")
              + _in_name(Path(settings[name]).stem if option.is_file else settings[name])
              for name, option in OPTIONS.items()
              if name in settings and settings[name] != option.default]
    return "_".join(map(_clean, parts))[:150]


@lru_cache(maxsize=4096)
def _clean(part: str) -> str:
    """A part of a file name in letters, digits, dots and hyphens."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", part).strip("-")


def _in_name(value: object) -> str:
    """How a value is written in a file name: sizes and numbers as typed, words after a hyphen."""
    if isinstance(value, bool):
        return "" if value else "-off"
    if isinstance(value, tuple):
        return format_padding(value)
    if isinstance(value, float):
        return f"{value:g}"
    return f"-{value}" if isinstance(value, str) else str(value)
