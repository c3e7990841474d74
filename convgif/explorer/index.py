"""The index of a page: for each layer its axes, and what each combination of their values comes to.

    {"layers": [{"name", "called", "label",
                 "axes": [{"name", "called", "key", "label", "values", "labels", "numbers"}],
                 "made": [...]}],
     "files": [...], "refusals": [...], "start": ..., "narrow": ...}

`called` are the names that the command line has for it, folded.

`start` is the combination of the first layer that a page begins with, `narrow` that of a narrow
page, None where it is no other. `made` has the combinations in the order of a product, the last
axis changing fastest: the number of a file; below zero -1 - the number of a refusal; None for what
is in no grid.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from convgif.batch.grids import Settings
from convgif.errors import ConvgifError, fold
from convgif.explorer.grids import LANGUAGE, bare_name
from convgif.explorer.networks import NARROW
from convgif.explorer.words import LETTERS, PageWords
from convgif.layers.notation import find_layer
from convgif.settings.options import OPTIONS, as_typed_text

LEFT_OUT = ""  # the value of a setting that a combination does not say
NO_AXES = ("layer", LANGUAGE)
FOLLOWING_OTHERS = ("size_px",)  # no axes where it goes with another setting
TELLING = {"input_size": 5, "kernel_size": 3, "stride": 2, "padding": 1}  # a page begins near that


@dataclass(frozen=True)
class Found:
    """What a combination comes to: the name of its file; of none, why it is impossible. usual: of
    settings that it leaves out, what they are then; called: what others of its settings are called,
    where that tells more."""

    settings: Settings
    stem: str = ""
    refusal: str = ""
    usual: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)


def index_of(found: Iterable[Found], words: PageWords) -> dict[str, Any]:
    """The index of those combinations, as data."""
    by_layer: dict[str, list[Found]] = {}
    for each in found:
        by_layer.setdefault(_typed(each.settings, "layer"), []).append(each)
    files: dict[str, int] = {}
    refusals: dict[str, int] = {}
    layers = [_layer(name, each, words, files, refusals) for name, each in by_layer.items()
              if any(one.stem for one in each)]
    return {"layers": layers, "files": list(files), "refusals": list(refusals),
            "start": _start(layers[0]), "narrow": _narrow(layers[0])}


def _start(layer: Mapping[str, Any], telling: Mapping[str, str] | None = None) -> int:
    """The combination that tells most: small, and with all that a layer has. telling: values that
    it has rather than others."""
    rather = telling or {}

    def distance(axis: Mapping[str, Any], value: str) -> float:  # as the page's own is
        if all(map(_sizes_of, axis["values"])):
            own, best = _sizes_of(value), TELLING.get(axis["name"], 0)
            return sum(abs(size - best) for size in own) / len(own)
        first = rather.get(axis["name"], LEFT_OUT)
        return 0 if value == first else 1 + int(axis["values"].index(value))

    places = enumerate(product(*(axis["values"] for axis in layer["axes"])))
    return min((sum(map(distance, layer["axes"], values)), number) for number, values in places
               if (layer["made"][number] or 0) >= 0 and layer["made"][number] is not None)[1]


def _narrow(layer: Mapping[str, Any]) -> int | None:
    """The one for a narrow page, None where that is as for a wide one."""
    narrow = _start(layer, {name: str(value) for name, value in NARROW.items()})
    return None if narrow == _start(layer) else narrow


def _layer(name: str, found: Sequence[Found], words: PageWords, files: dict[str, int],
           refusals: dict[str, int]) -> dict[str, Any]:
    """The entry of one layer; what is new in it is added to the files and refusals."""
    names = [option for option in OPTIONS if option not in NO_AXES
             and len({_typed(each.settings, option) for each in found}) > 1]
    names = [axis for axis in names
             if axis not in FOLLOWING_OTHERS or not _follows(axis, names, found)]
    values = [_values(found, axis) for axis in names]
    numbers: dict[tuple[str, ...], int] = {}
    for each in found:
        place = tuple(_typed(each.settings, axis) for axis in names)
        numbers[place] = (files.setdefault(each.stem, len(files)) if each.stem else
                          -1 - refusals.setdefault(each.refusal, len(refusals)))
    return {"name": name, "called": _names_of_layer(name),
            "label": words.layers.get(name, name or words.usual),
            "axes": [_axis(axis, own, found, words)
                     for axis, own in zip(names, values, strict=True)],
            "made": [numbers.get(place) for place in product(*values)]}


def _names_of_layer(name: str) -> list[str]:
    """The folded names under which the command line knows that layer, itself among them."""
    names = {fold(name)}
    with suppress(ConvgifError):
        short = fold(name).removesuffix("2d")
        names |= {short} if find_layer(short).__name__ == name else set()
    return sorted(names)


def _sizes_of(value: str) -> tuple[int, ...]:
    """The numbers of a size such as 3 or 3x2; none of a word."""
    sizes = value.split("x")
    return tuple(map(int, sizes)) if all(size.isdecimal() for size in sizes) else ()


def _follows(name: str, names: Sequence[str], found: Iterable[Found]) -> bool:
    """Whether the value of that axis follows from those of the others."""
    others = [other for other in names if other != name]
    values: dict[tuple[str, ...], set[str]] = {}
    for each in found:
        place = tuple(_typed(each.settings, other) for other in others)
        values.setdefault(place, set()).add(_typed(each.settings, name))
    return all(len(those) == 1 for those in values.values())


def _axis(name: str, values: Sequence[str], found: Sequence[Found], words: PageWords
          ) -> dict[str, Any]:
    usual = next((each.usual[name] for each in found if name in each.usual), "")
    called = {_typed(each.settings, name): each.called[name] for each in found
              if name in each.called}
    labels = [called.get(value, value) or usual or words.usual for value in values]
    flags = [flag.lstrip("-") for flags in OPTIONS[name].flags for flag in flags.split("/")]
    return {"name": name, "called": sorted(set(map(fold, (name, *flags)))),
            "key": LETTERS.get(name, name), "label": words.label(name), "values": values,
            "labels": [words.values.get(label, label) for label in labels],
            "numbers": all(value.isdigit() for value in values)}


def _values(found: Iterable[Found], name: str) -> list[str]:
    """The values of an axis: numbers by size, others as they come."""
    values = list(dict.fromkeys(_typed(each.settings, name) for each in found))
    return sorted(values, key=int) if all(value.isdigit() for value in values) else values


def _typed(settings: Settings, name: str) -> str:
    """The value as it is typed."""
    value = settings.get(name)
    if value is None:
        return LEFT_OUT
    return (bare_name(value) if name == "layer" else None) or as_typed_text(name, value)
