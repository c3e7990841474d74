"""What a gallery says of an entry: its layer and its sizes."""

from collections.abc import Iterable, Sequence
from typing import Any

from convgif.gallery.entries import Entry
from convgif.gallery.words import WORDS, GalleryWords
from convgif.reporting import panel_report
from convgif.scenes.words import formula_phrases, times, words_of
from convgif.settings.arranging import BESIDE
from convgif.settings.picture import AnyPanel, NetworkPanel, Panel
from convgif.views.parameters import by_size, padding_size

FILTERED = ("kernel_size", "stride", "padding", "dilation")  # by their value, a default too


def filters(language: str) -> list[list[str]]:
    """What entries are filtered by, each with what it is called."""
    return [[name, _label(name, WORDS[language])] for name in ("view", *FILTERED)]


def entry_facts(entry: Entry, language: str) -> dict[str, Any]:
    """All that is said of an entry."""
    panels, words = entry.picture.panels, WORDS[language]
    reports = [panel_report(panel) for panel in panels]

    def sizes(name: str) -> str:
        return _each(times(report[name][1:] or report[name]) for report in reports)

    return {
        "layer": _each(type(panel.layer).__name__ if isinstance(panel, Panel) else panel.text
                       for panel in panels),
        "kinds": list(dict.fromkeys(kind for panel in panels for kind in _kinds(panel))),
        "parameters": _parameters(panels, words), "values": _values(panels, words),
        "input": sizes("input"), "output": sizes("output"),
        "formula": list(dict.fromkeys(
            line for panel in panels if isinstance(panel, Panel) for line in formula_phrases(
                words_of(language), panel.layer.size_formulas(panel.input_size),
                panel.layer.plan(panel.input_size)))),
        "macs": _each(f"{report['macs']:,}" for report in reports),
        "receptive": _each(times(report["receptive_field"]) for report in reports)}


def _each(texts: Iterable[str]) -> str:
    """What is said of each panel, once where all say the same."""
    said = list(texts)
    return said[0] if len(set(said)) == 1 else f" {BESIDE} ".join(said)


def _kinds(panel: AnyPanel) -> list[str]:
    """The kinds that it is filtered by."""
    if isinstance(panel, NetworkPanel):
        return ["network"]
    rank = panel.layer.rank
    return [panel.layer.kind, *([f"{rank}-D"] if rank in (1, 3) else [])]


def _values(panels: Sequence[AnyPanel], words: GalleryWords) -> dict[str, list[str]]:
    """What it is filtered by: a word where it is one; of each panel."""
    found: dict[str, dict[str, None]] = {}
    for panel in panels:
        own = panel.layer.arguments() if isinstance(panel, Panel) else {}
        said = {"view": panel.view, **{name: _text(own[name], words)
                                       for name in FILTERED if name in own}}
        for name, text in said.items():
            found.setdefault(name, {})[text] = None
    return {name: list(texts) for name, texts in found.items()}


def _parameters(panels: Sequence[AnyPanel], words: GalleryWords) -> list[list[str]]:
    """Their parameters as they are shown, each with a name; a dash where a panel has none."""
    shown = [panel.layer.parameters() if isinstance(panel, Panel) else {} for panel in panels]
    names = dict.fromkeys(name for parameters in shown for name in parameters)
    return [[_label(name, words),
             _each(_text(own[name], words) if name in own else "–" for own in shown)]
            for name in names]


def _label(name: str, words: GalleryWords) -> str:
    return words.parameters.get(name, name.replace("_", " "))


def _text(value: Any, words: GalleryWords) -> str:
    if isinstance(value, bool):
        return words.switch[value]
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return by_size(value)
    return padding_size(value)
