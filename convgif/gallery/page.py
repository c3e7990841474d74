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
from convgif.gallery.entries import STACKED, Entry, Gallery
from convgif.gallery.words import FIRST, WORDS, GalleryWords, named_in
from convgif.reporting import layer_report
from convgif.scenes.text import can_be_set
from convgif.scenes.words import formula_phrases, times, words_of
from convgif.settings.arranging import BESIDE
from convgif.settings.picture import Panel
from convgif.views.parameters import by_size, padding_size

FILTERED = ("kernel_size", "stride", "padding", "dilation")  # by their value, a default too


def page_text(gallery: Gallery, animations: Mapping[str, Animation], language: str = FIRST) -> str:
    """The page in that language; animations: of each entry, by name."""
    told, words = gallery.in_language(language), WORDS[language]
    data = {"filters": [[name, _label(name, words)] for name in ("view", *FILTERED)],
            "words": words.script, "sections": [
        {"title": section.title, "text": section.text,
         "entries": [_entry(entry, animations[entry.name], language) for entry in section.entries]}
        for section in told.sections]}
    inside = {**{name: escape(text) for name, text in words.page.items()},
              "title": escape(told.title), "text": escape(told.text),
              "reuse": escape(told.reuse), "script": _part("page.js"),
              "data": script_json(data, indent=0), "language": language,
              "others": "".join([_link(other) for other in gallery.languages if other != language])}
    inside |= {"nothing": inside["nothing"].format(code="<code>convgif render</code>"),
               "without_script": inside["without_script"].format(
                   readme='<a href="{0}">{0}</a>'.format(named_in(language, "README", ".md")))}
    # Who reads what no font of ours has whole has one: two in one word are hard to read.
    is_ours = all(map(can_be_set, "".join(words.page.values())))
    found = faces_for_words("".join(inside.values())) if is_ours else []
    style = _filled("page.css", {"fonts": "".join([f"{face.family}, " for face in found])})
    rules = "".join([f"{face.rule}\n" for face in found])
    return _filled("page.html", {**inside, "style": rules + style})


def _filled(name: str, inside: Mapping[str, str]) -> str:
    """The part with its holes filled."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: inside[found[1]], _part(name))


def _part(name: str) -> str:
    return files("convgif.gallery").joinpath(name).read_text("utf-8")


def _link(language: str) -> str:
    """Where the page is in that language."""
    return (f'<a class="language" lang="{language}" hreflang="{language}" '
            f'href="{named_in(language, "index", ".html")}">{WORDS[language].other}</a>')


def _entry(entry: Entry, animation: Animation, language: str) -> dict[str, Any]:
    """All that the page shows of an entry."""
    panels, alt, words = entry.picture.panels, entry.words(animation, language), WORDS[language]
    reports = [layer_report(panel.layer, panel.input_size) for panel in panels]
    stage, narrower = animation.story.stage, animation.narrower

    def sizes(name: str) -> str:
        return _each(times(report[name][1:] or report[name]) for report in reports)

    return {
        "name": entry.name, "title": entry.title, "caption": entry.caption, "alt": alt,
        "width": stage.width_px, "height": stage.height_px,
        "narrower": None if narrower is None else {
            "ending": STACKED, "width": narrower.story.stage.width_px,
            "height": narrower.story.stage.height_px},
        "layer": _each(type(panel.layer).__name__ for panel in panels),
        "kinds": list(dict.fromkeys(kind for panel in panels for kind in _kinds(panel))),
        "parameters": _parameters(panels, words), "values": _values(panels, words),
        "input": sizes("input"), "output": sizes("output"),
        "formula": list(dict.fromkeys(
            line for panel in panels for line in formula_phrases(
                words_of(language), panel.layer.size_formulas(panel.input_size),
                panel.layer.plan(panel.input_size)))),
        "macs": _each(f"{report['macs']:,}" for report in reports),
        "receptive": _each(times(report["receptive_field"]) for report in reports),
        "snippets": [
            [words.snippets["command"], snippets.command(entry)],
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


def _values(panels: Sequence[Panel], words: GalleryWords) -> dict[str, list[str]]:
    """What it is filtered by: a word where it is one; of each panel."""
    found: dict[str, dict[str, None]] = {}
    for panel in panels:
        own = panel.layer.arguments()
        said = {"view": panel.view, **{name: _text(own[name], words)
                                       for name in FILTERED if name in own}}
        for name, text in said.items():
            found.setdefault(name, {})[text] = None
    return {name: list(texts) for name, texts in found.items()}


def _parameters(panels: Sequence[Panel], words: GalleryWords) -> list[list[str]]:
    """Their parameters as they are shown, each with a name; a dash where a panel has none."""
    shown = [panel.layer.parameters() for panel in panels]
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
