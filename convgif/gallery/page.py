"""index.html of a gallery: page.html with its style, its script and the entries as JSON inside."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from convgif.animation import Animation
from convgif.formats.fonts import faces_for_words
from convgif.formats.markup import script_json
from convgif.gallery import snippets
from convgif.gallery.entries import Entry, Gallery
from convgif.reporting import layer_report
from convgif.scenes.words import times
from convgif.settings.arranging import BESIDE
from convgif.settings.picture import Panel
from convgif.views.parameters import by_size, padding_size

FILTERED = ("kernel_size", "stride", "padding", "dilation")  # by their value, a default too


def page_text(gallery: Gallery, animations: Mapping[str, Animation]) -> str:
    """The page; animations: of each entry, by name."""
    data = {"filters": ("view", *map(_label, FILTERED)), "sections": [
        {"title": section.title, "text": section.text,
         "entries": [_entry(entry, animations[entry.name]) for entry in section.entries]}
        for section in gallery.shown]}
    inside = {"title": escape(gallery.title), "text": escape(gallery.text),
              "reuse": escape(gallery.reuse), "script": _part("page.js"),
              "data": script_json(data, indent=0)}
    found = faces_for_words("".join(inside.values()))
    style = _filled("page.css", {"fonts": "".join([f"{face.family}, " for face in found])})
    rules = "".join([f"{face.rule}\n" for face in found])
    return _filled("page.html", {**inside, "style": rules + style})


def _filled(name: str, inside: Mapping[str, str]) -> str:
    """The part with its holes filled."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: inside[found[1]], _part(name))


def _part(name: str) -> str:
    return files("convgif.gallery").joinpath(name).read_text("utf-8")


def _entry(entry: Entry, animation: Animation) -> dict[str, Any]:
    """All that the page shows of an entry."""
    panels, alt = entry.picture.panels, animation.describe()
    reports = [layer_report(panel.layer, panel.input_size) for panel in panels]
    stage = animation.story.stage

    def sizes(name: str) -> str:
        return _each(times(report[name][1:] or report[name]) for report in reports)

    return {
        "name": entry.name, "title": entry.title, "caption": entry.caption, "alt": alt,
        "width": stage.width_px, "height": stage.height_px,
        "layer": _each(type(panel.layer).__name__ for panel in panels),
        "kinds": list(dict.fromkeys(kind for panel in panels for kind in _kinds(panel))),
        "parameters": _parameters(panels), "values": _values(panels),
        "input": sizes("input"), "output": sizes("output"),
        "formula": list(dict.fromkeys(line for report in reports for line in report["formula"])),
        "macs": _each(f"{report['macs']:,}" for report in reports),
        "receptive": _each(times(report["receptive_field"]) for report in reports),
        "snippets": [
            ["Command line", snippets.command(entry)],
            ["Python", snippets.python_lines(entry)],
            ["Markdown", snippets.markdown(entry, alt)],
            ["HTML", snippets.html(entry, alt, stage.width_px)],
            ["reStructuredText", snippets.restructuredtext(entry, alt, stage.width_px)]]}


def _each(texts: Iterable[str]) -> str:
    """What is said of each panel, once where all say the same."""
    said = list(texts)
    return said[0] if len(set(said)) == 1 else f" {BESIDE} ".join(said)


def _kinds(panel: Panel) -> list[str]:
    """The kinds that it is filtered by."""
    return [panel.layer.kind, *(["1-D"] if panel.layer.rank == 1 else [])]


def _values(panels: Sequence[Panel]) -> dict[str, list[str]]:
    """What it is filtered by: a word where it is one; of each panel."""
    found: dict[str, dict[str, None]] = {}
    for panel in panels:
        own = panel.layer.arguments()
        said = {"view": panel.view, **{_label(name): _text(own[name])
                                       for name in FILTERED if name in own}}
        for name, text in said.items():
            found.setdefault(name, {})[text] = None
    return {name: list(texts) for name, texts in found.items()}


def _parameters(panels: Sequence[Panel]) -> list[list[str]]:
    """Their parameters as they are shown, each with a name; a dash where a panel has none."""
    shown = [panel.layer.parameters() for panel in panels]
    names = dict.fromkeys(name for parameters in shown for name in parameters)
    return [[_label(name), _each(_text(own[name]) if name in own else "–" for own in shown)]
            for name in names]


def _label(name: str) -> str:
    return "kernel" if name == "kernel_size" else name.replace("_", " ")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return by_size(value)
    return padding_size(value)
