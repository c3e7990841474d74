"""index.html of a gallery: page.html with its style, its script and the entries as JSON inside."""

import re
from collections.abc import Mapping
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
    (panel,) = entry.picture.panels
    report, alt = layer_report(panel.layer, panel.input_size), animation.describe()
    stage = animation.story.stage
    return {
        "name": entry.name, "title": entry.title, "caption": entry.caption, "alt": alt,
        "width": stage.width_px, "height": stage.height_px,
        "layer": type(panel.layer).__name__, "kinds": _kinds(panel),
        "parameters": _parameters(panel), "values": _values(panel),
        "input": times(report["input"][1:] or report["input"]),
        "output": times(report["output"][1:] or report["output"]),
        "formula": report["formula"], "macs": report["macs"],
        "receptive": times(report["receptive_field"]),
        "snippets": [
            ["Command line", snippets.command(entry)],
            ["Python", snippets.python_lines(entry)],
            ["Markdown", snippets.markdown(entry, alt)],
            ["HTML", snippets.html(entry, alt, stage.width_px)],
            ["reStructuredText", snippets.restructuredtext(entry, alt, stage.width_px)]]}


def _kinds(panel: Panel) -> list[str]:
    """The kinds that it is filtered by."""
    return [panel.layer.kind, *(["1-D"] if panel.layer.rank == 1 else [])]


def _values(panel: Panel) -> dict[str, str]:
    """What it is filtered by: a word where it is one."""
    layer: Any = panel.layer
    return {"view": panel.view,
            **{_label(name): _text(getattr(layer, name)) for name in FILTERED
               if name in layer.field_kinds()}}


def _parameters(panel: Panel) -> list[list[str]]:
    """Its parameters as they are shown, each with a name."""
    return [[_label(name), _text(value)] for name, value in panel.layer.parameters().items()]


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
