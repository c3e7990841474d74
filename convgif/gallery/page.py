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
from convgif.notation import format_padding, format_sizes
from convgif.reporting import layer_report
from convgif.views import default_view
from convgif.words import times

# The parameters that are shown, and what they are where nobody mentions them.
SHOWN = {"kernel_size": ("kernel", ""), "stride": ("stride", "1"), "padding": ("padding", "0"),
         "dilation": ("dilation", "1"), "output_padding": ("output padding", "0"),
         "groups": ("groups", "1"), "in_features": ("in features", ""),
         "out_features": ("out features", "")}
ALWAYS = ("kernel_size", "stride", "padding", "in_features", "out_features")
FILTERS = ("view", "kernel", "stride", "padding", "dilation")


def page_text(gallery: Gallery, animations: Mapping[str, Animation]) -> str:
    """The page; animations: of each entry, by name."""
    data = {"filters": FILTERS, "sections": [
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
    report, alt = layer_report(entry.layer, entry.input_size), animation.describe()
    stage = animation.story.stage
    return {
        "name": entry.name, "title": entry.title, "caption": entry.caption, "alt": alt,
        "width": stage.width_px, "height": stage.height_px,
        "layer": type(entry.layer).__name__, "kinds": _kinds(entry),
        "parameters": _parameters(entry), "values": _values(entry),
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


def _kinds(entry: Entry) -> list[str]:
    """The kinds that it is filtered by."""
    return [entry.layer.kind, *(["1-D"] if entry.layer.rank == 1 else [])]


def _values(entry: Entry) -> dict[str, str]:
    """Its parameters as they are filtered by: a word where it is one."""
    values = {SHOWN[name][0]: _text(value) for name, value in _own(entry).items()}
    return {"view": entry.rest.get("view") or default_view(entry.layer), **values}


def _parameters(entry: Entry) -> list[list[str]]:
    """Its parameters as they are shown: those that matter, each with a name."""
    texts = {name: _text(value) for name, value in _own(entry).items()}
    return [[SHOWN[name][0], text] for name, text in texts.items()
            if name in ALWAYS or text != SHOWN[name][1]]


def _own(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry.layer, name) for name in SHOWN
            if name in entry.layer.field_kinds()}


def _text(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return format_sizes(value, shorten_equal=True, sign="×")
    return format_padding(value).replace("x", "×")
