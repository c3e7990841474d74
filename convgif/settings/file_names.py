"""A picture -> the name of its file, which says the parameters."""

import re
from functools import lru_cache
from pathlib import Path

from convgif.layers.notation import format_padding, format_sizes
from convgif.settings.options import OPTIONS, SHORT_FLAGS
from convgif.settings.picture import Chosen, Panel, Picture

ALWAYS_IN_NAMES = {"kernel_size", "in_features", "out_features"}


def file_stem(picture: Picture) -> str:
    """A file name that says the parameters, without suffix: `conv2d_i5_k3_s2_p1`.

    Then every other setting that is not its default; letters, digits, dots and hyphens only.
    """
    (panel,) = picture.panels
    return "_".join(map(_clean, _parts(panel, picture.settings_of(panel))))[:150]


def _parts(panel: Panel, settings: Chosen) -> list[str]:
    layer = panel.layer
    parts = [type(layer).__name__.lower()]
    parts += [f"i{format_sizes(panel.input_size, shorten_equal=True)}"] if layer.rank else []
    own = {name: getattr(layer, name) for name in layer.field_kinds()}
    shown = {name for name in layer.settings() if name != "bias"} | ALWAYS_IN_NAMES & own.keys()
    parts += [SHORT_FLAGS[name][0].lstrip("-") + _in_name(own[name])
              for name in SHORT_FLAGS if name in shown]
    parts += [name.replace("_", "-") + _in_name(own[name])
              for name in own if name in shown and name not in SHORT_FLAGS]
    parts += ["bias"] if own.get("bias") else []
    parts += [OPTIONS[name].flags[0].split("/")[0].lstrip("-")
              + _in_name(Path(value).stem if OPTIONS[name].is_file else value)
              for name, value in settings.telling.items()]
    return parts


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
