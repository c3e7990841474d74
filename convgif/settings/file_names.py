"""A picture -> the name of its file, which says the parameters."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from convgif.inputs.files import digest
from convgif.inputs.written import is_written
from convgif.layers.notation import format_numbers, format_sizes
from convgif.settings.arranging import Group
from convgif.settings.declared import FIELD_OPTIONS, SAID_OF_EVERY_LAYER, SHORT_FLAGS
from convgif.settings.options import OPTIONS
from convgif.settings.picture import AnyPanel, Chosen, NetworkPanel, Panel, Picture

ALWAYS_IN_NAMES = {"kernel_size", "in_features", "out_features", "output_size", "mode",
                   "scale_factor", "upscale_factor", "downscale_factor"}
LABELS = {"layer": "", **{name: flags[0].lstrip("-") for name, flags in SHORT_FLAGS.items()},
          **{name: name.replace("_", "-") for name in FIELD_OPTIONS if name not in SHORT_FLAGS}}
LONGEST, LONGEST_OF_PANELS = 150, 100
DIGITS = 8  # of a digest where no other part tells all


def file_stem(picture: Picture) -> str:
    """A file name that says the parameters, without suffix: `conv2d_i5_k3_s2_p1`.

    Then every other setting that is not its default; letters, digits, dots and hyphens only. Where
    panels differ each says its own: `conv2d_i5_k3_s2-and-1`.
    """
    panels = [(panel, picture.settings_of(panel).telling) for panel in picture.panels]
    names = dict.fromkeys(name for panel, settings in panels for name in _names(panel, settings))
    parts = [_clean(_part(name, [_value(name, *panel) for panel in panels],
                          _together(picture.arranged))) for name in names]
    if not isinstance(picture.arranged, Group):
        return "_".join(parts)[:LONGEST]
    if len(set(map(repr, picture.panels))) == 1:
        parts.append(f"{len(panels)}-panels" + ("-below" if picture.arranged.below else ""))
    stem = "_".join(parts)
    if len(stem) <= LONGEST_OF_PANELS and not any(
            isinstance(member, Group) for member in picture.arranged.members):
        return stem
    return f"{stem[:LONGEST_OF_PANELS]}_{digest(repr(picture.telling).encode())[:DIGITS]}"


def _names(panel: AnyPanel, settings: Chosen) -> Iterator[str]:
    """What is said of a panel, by the name of each setting."""
    if isinstance(panel, NetworkPanel):
        yield from ("layer", "input_size", *settings)
        return
    own = panel.layer.field_kinds().keys()
    shown = panel.layer.settings().keys() - {"bias"} | (
        ALWAYS_IN_NAMES & own & panel.layer.parameters().keys())
    yield "layer"
    yield from ["input_size"] if panel.layer.rank else []
    yield from (name for name in SHORT_FLAGS if name in shown)
    yield from (name for name in own if name in shown and name not in SHORT_FLAGS)
    yield from ["bias"] if panel.layer.arguments().get("bias") else []
    yield from settings


def _value(name: str, panel: AnyPanel, settings: Chosen) -> str:
    """What is said of that setting, its default too."""
    if name == "layer":
        return (type(panel.layer).__name__.lower() if isinstance(panel, Panel) else
                _network_name(panel.text))
    if name == "input_size":
        return format_sizes(panel.input_size, shorten_equal=True)
    if name in FIELD_OPTIONS or name in SAID_OF_EVERY_LAYER:
        own = panel.layer.arguments() if isinstance(panel, Panel) else {}
        return _in_name(own[name]) if name in own else "-none"
    value = settings.get(name, OPTIONS[name].default)
    if name == "view" and value is None:
        value = panel.view
    if value is None:
        return "-none"
    if OPTIONS[name].is_file:
        value = (f"numbers-{digest(value.encode())[:DIGITS]}" if is_written(value)
                 else Path(value).stem)
    return _in_name(value)


def _part(name: str, values: Sequence[str], sign: str) -> str:
    """What all panels have, or each its own."""
    first, *others = values
    said = first if len(set(values)) == 1 else sign.join([
        first, *(value.removeprefix("-") or "on" for value in others)])
    said_by = SAID_OF_EVERY_LAYER.get(name, name)
    return LABELS.get(name, OPTIONS[said_by].flags[0].split("/")[0].lstrip("-")) + said


def _network_name(text: str) -> str:
    """Its name or that of its file, or else a digest of its text."""
    if text.isidentifier():
        return text.lower()
    stem = Path(text).stem if len(text) < LONGEST and Path(text).suffix and "(" not in text else ""
    return stem or f"network-{digest(text.encode())[:DIGITS]}"


def _together(arranged: AnyPanel | Group[AnyPanel]) -> str:
    return "-over-" if isinstance(arranged, Group) and arranged.below else "-and-"


@lru_cache(maxsize=4096)
def _clean(part: str) -> str:
    """A part of a file name in letters, digits, dots and hyphens."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", part).strip("-")


def _in_name(value: object) -> str:
    """How a value is written in a file name: sizes and numbers as typed, words after a hyphen."""
    if isinstance(value, bool):
        return "" if value else "-off"
    if isinstance(value, tuple):
        return format_numbers(value)
    if isinstance(value, float):
        return f"{value:g}"
    return f"-{value}" if isinstance(value, str) else str(value)
