"""OPTIONS: every setting once.

The command line, and whatever else takes settings as text, is made from this table.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from convgif.errors import suggest
from convgif.frames.colors import parse_color
from convgif.frames.themes import THEMES, TRANSPARENT
from convgif.layers import LAYERS
from convgif.layers.activations import ACTIVATIONS
from convgif.layers.letters import DEFAULT_NOTATION, NOTATIONS
from convgif.layers.notation import (
    format_factors,
    format_padding,
    format_sizes,
    parse_factors,
    parse_open_sizes,
    parse_padding,
    parse_sizes,
)
from convgif.layers.recognizing import as_text
from convgif.scenes.blanks import BLANKS
from convgif.scenes.clocks import CLOCKS
from convgif.scenes.panels import ALIKE, FITS
from convgif.scenes.poses import LAST, MIDDLE, TELLING
from convgif.scenes.scene import Font
from convgif.scenes.words import WORDS
from convgif.settings.arranging import Group, written
from convgif.settings.declared import FIELD_OPTIONS, Option, view_option
from convgif.settings.limits import checked_blank, checked_title, within
from convgif.settings.pairs import NAMED
from convgif.settings.parsers import (
    parse_count,
    parse_counted,
    parse_density,
    parse_duration,
    parse_input,
    parse_strip,
    parse_text,
    parse_weight,
    parse_width,
)
from convgif.views import ALL_VIEWS, TEXT_MODES, VIEW_SETTINGS


def _table(*options: Option) -> dict[str, Option]:
    return {option.name: option for option in options}


def _check_seed(seed: int) -> None:
    from convgif.traces.arrays import INPUT_VALUES, seeded  # and with it numpy

    seeded((), INPUT_VALUES, seed)


def _check_background(color: str) -> None:
    if color != TRANSPARENT:
        parse_color(color, TRANSPARENT)


def _kernels() -> Mapping[str, object]:
    from convgif.inputs.kernels import KERNELS  # and with it numpy

    return KERNELS


def _check_font(file: str | Path) -> None:
    from convgif.inputs.sources import file_digest  # and with it numpy
    from convgif.scenes.text import check_font

    check_font(Font(str(file), file_digest(file)))


# What puts a panel beside each, of another layer.
WITH_TRANSPOSE, WITH_GRADIENT = PARTNERS = ("with_transpose", "with_gradient")
TAKES_OUTPUT = "takes_output"  # what makes a panel follow another

OPTIONS: Mapping[str, Option] = {
    **_table(
        Option("input_size", ("--i", "-i", "--input-size"), "the input's size, such as 5 or 5x7",
               "layer", parse_sizes, "SIZE", many=True,
               default_help="the smallest, from 5, with 3 outputs; transposed 3; linear none"),
        Option("output_size", ("--output-size",), "the output's size: of adaptive pooling, fold, "
               "unpooling and resizing, none keeps an axis; for transposed layers: finds "
               "--output-padding", "layer", parse_open_sizes, "SIZE", many=True,
               default_help="what the input makes")),
    **FIELD_OPTIONS,
    **_table(
        Option("layer", ("--layer", "--op"), "the kind of layer: " + ", ".join(LAYERS), "layer",
               parse_text, "NAME", default_help="Conv2d", many=True, kept=as_text,
               proposes=lambda: LAYERS),
        Option("transposed", ("--transposed",), "short for --layer conv-transpose", "layer"),
        Option("preset", ("--preset",), "a layer by name, see `convgif presets`; options beside it "
               "win", "layer", parse_text, "NAME", many=True, names=NAMED),
        Option("seed", ("--seed",), "what the numbers are drawn from", "layer", parse_count, "N", 0,
               many=True, check=_check_seed),
        Option("input", ("--input",), "the input from a file: a picture (PNG, JPEG, GIF), .csv or "
               ".npy; shrunk to --i, or to 32 a side at most; a kernel by name, laid on zeros; or "
               "numbers, such as [[1, 2], [3, 4]]", "layer", parse_input, "FILE|NAME|NUMBERS",
               default_help="drawn by --seed", many=True, is_file=True, proposes=_kernels),
        Option("weight", ("--weight",), "the kernel from a file, by name, see `convgif kernels`, "
               "or as numbers, such as [[1, 2], [3, 4]]", "layer", parse_weight,
               "FILE|NAME|NUMBERS", default_help="drawn by --seed",
               many=True, is_file=True, proposes=_kernels),
        Option("true_convolution", ("--true-convolution/--no-true-convolution",),
               "rotate the kernel by 180 degrees, as mathematics does", "layer", default=False,
               default_help="off"),
        Option(TAKES_OUTPUT, ("--takes-output/--no-takes-output",), "its input is what the panel "
               "before it makes, and of unpooling its indices are that one's", "layer",
               default=False, default_help="off"),
        Option("activation", ("--activation",), "what is made of each output, f: "
               + ", ".join(ACTIVATIONS), "layer", parse_text, "NAME", default_help="nothing",
               many=True, names=ACTIVATIONS),
        Option("view", ("--view",), "how it is staged: " + ", ".join(ALL_VIEWS), "view",
               parse_text, "NAME", default_help="the first that draws the layer", many=True,
               names=ALL_VIEWS),
        Option("theme", ("--theme",), "how it is painted: " + ", ".join(THEMES), "picture",
               parse_text, "NAME", "light", many=True, names=THEMES),
        Option("text", ("--text",), "how much is written: auto, " + ", ".join(TEXT_MODES),
               "picture", parse_text, "MODE", "auto", names=dict.fromkeys(("auto", *TEXT_MODES))),
        Option("title", ("--title",), "a title above the picture", "view", parse_text, "TEXT",
               is_prose=True, check=checked_title),
        Option("language", ("--lang", "--language"), "the language of the words: "
               + ", ".join(WORDS), "picture", parse_text, "NAME", "en", many=True, names=WORDS),
        Option("notation", ("--notation",), "the letters of formulas, those of sizes too: "
               + ", ".join(NOTATIONS), "picture", parse_text, "NAME",
               default_help=f"{DEFAULT_NOTATION}, and none for sizes in pictures",
               names=NOTATIONS),
        Option("font", ("--font",), "a font for glyphs of the title that convgif lacks", "picture",
               parse_text, "FILE", is_file=True, check=_check_font),
        Option("prefilled", ("--prefilled/--no-prefilled",),
               "show the output full from the start", "view", default_help="the theme's"),
        Option("blank", ("--blank",), "leave empty for the reader to fill in: "
               + ", ".join(BLANKS) + ", or so many outputs, drawn by --seed", "view", parse_counted,
               "WHAT", default_help="nothing", many=True, proposes=lambda: BLANKS,
               check=checked_blank),
        Option("answers", ("--answers/--no-answers",), "write in another colour what --blank "
               "leaves empty", "view", default=False, default_help="off"),
        Option("background", ("--background",), f"a colour such as #ffffff, or {TRANSPARENT}",
               "picture", parse_text, "COLOUR", default_help="the theme's",
               check=_check_background, proposes=lambda: {TRANSPARENT: None}),
        Option("matte", ("--matte",), "of a transparent GIF: the colour that its edges are blended "
               "with", "picture", parse_text, "COLOUR", default_help="the theme's background",
               check=parse_color),
        Option("size_px", ("--size",), "the width as displayed, of each panel, in px, or in mm, "
               "cm, in or pt, which a strip is as wide as in all; the height follows", "view",
               parse_width, "PX|MM",
               default_help="the view's, or what its numbers need", many=True,
               check=partial(within, "size_px")),
        Option("density", ("--density",), "pixels for each px, for dense screens", "picture",
               parse_density, "N", 1, check=partial(within, "density")),
        *map(view_option, VIEW_SETTINGS.values()),
        Option("clock", ("--clock",), "how panels keep time: " + ", ".join(CLOCKS), "picture",
               parse_text, "NAME", default_help="beat where one has all beats of the other, else "
               "together", names=CLOCKS),
        Option("fit", ("--fit",), "how large panels are drawn: alike (labels, and cells of like "
               "layers, as large in all) or each (as it is alone)", "picture", parse_text, "NAME",
               ALIKE, names=dict.fromkeys(FITS)),
        Option(WITH_TRANSPOSE, ("--with-transpose/--no-with-transpose",), "beside it the layer "
               "that leads back from its output, on the same clock", "picture", default=False,
               default_help="off"),
        Option(WITH_GRADIENT, ("--with-gradient",), "beside it the layer whose output is a "
               "gradient: input or weight", "picture", parse_text, "NAME", names=dict.fromkeys(
                   ("input", "weight"))),
        Option("still", ("--still",), "only one step: its number from 0, telling (the one that "
               "says most), middle (both with the output full) or last", "picture", parse_counted,
               "STEP", proposes=lambda: dict.fromkeys((TELLING, MIDDLE, LAST))),
        Option("strip", ("--strip",), "steps side by side: how many, or which, from 0: 4 or "
               "0,1,4,8; each as wide as --size in px, or all as wide as one in mm, cm, in or pt, "
               "or else to be read in a column of 8.5 cm where a step fits one",
               "picture", parse_strip, "N|N,N"),
        Option("duration_ms", ("--duration",), "how long a step is shown: 600, 600ms or 0.6s",
               "picture", parse_duration, "MS", default_help="8 s in all, each 250 to 800 ms; "
               "where a sum is read 0.9 to 3 s, and 60 s in all, in which fewer steps are played",
               check=partial(within, "duration_ms")),
        Option("hold_ms", ("--hold",), "how much longer the last step is shown", "picture",
               parse_duration, "MS", 1500, check=partial(within, "hold_ms")),
        Option("easing", ("--easing/--no-easing",), "outline and beam ease to the next window in "
               "SVG, player and MP4, where less motion is not wished for", "picture",
               default=True, default_help="on"),
        Option("loop", ("--loop",), "how often it is shown in all, 0 for ever", "picture",
               parse_count, "N", 0, check=partial(within, "loop"))),
}


# What the command line calls each setting, and Python does too.
SETTING_NAMES: Mapping[str, str] = {
    flag.lstrip("-").replace("-", "_"): name
    for name, option in OPTIONS.items() for flags in option.flags for flag in flags.split("/")
} | {name: name for name in OPTIONS}
FILES = {name for name, option in OPTIONS.items() if option.is_file}
OF_PANELS = ("clock", "fit")  # what only a picture of several has
NUMBER_FILES = {name for name in FILES if OPTIONS[name].group == "layer"}  # they have sizes too

# What others call a setting, for those who look for it by that word in Python.
OTHER_WORDS: Mapping[str, str] = {
    "fps": "duration_ms", "speed": "duration_ms", "delay": "duration_ms", "width": "size_px",
    "color": "theme", "colour": "theme", "dark": "theme", "kernel": "weight", "filter": "weight"}


# How values of several axes are typed; others are lists.
FORMATTERS: Mapping[Any, Callable[[Any], str]] = {
    parse_sizes: format_sizes, parse_open_sizes: format_sizes, parse_padding: format_padding,
    parse_factors: format_factors}


def as_flag(name: str, value: object) -> str:
    """The setting as the command line spells it: `--view macs`."""
    flag, _, off = (OPTIONS[name].flags[0] if name in OPTIONS else
                    f"--{name.replace('_', '-')}").partition("/")
    if value is None or isinstance(value, bool):
        return off if value is False else flag
    return f"{flag} {as_typed_text(name, value)}"


def as_typed_text(name: str, value: object) -> str:
    """The value of a setting as it is typed: (3, 5) is "3x5" of a size, and "3,5" of steps."""
    if isinstance(value, Group):
        return written(value, lambda item: "" if item is None else as_typed_text(name, item))
    if isinstance(value, bool):
        return str(value).lower()
    parse = OPTIONS[name].parse if name in OPTIONS else None
    if not isinstance(value, tuple):
        return str(value)
    if parse in FORMATTERS:
        return FORMATTERS[parse](value)
    one = parse is parse_strip and len(value) == 1
    return f"{value[0]}..{value[0]}" if one else ",".join(map(str, value))


def suggest_setting(name: object) -> str:
    """What to do about a name that is no setting's."""
    meant = SETTING_NAMES.get(str(name).lstrip("-").replace("-", "_"))
    return f"did you mean {meant}?" if meant else suggest(str(name), OPTIONS)
