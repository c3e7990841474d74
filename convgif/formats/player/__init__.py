"""The interactive player: the picture to be played, stepped and asked, as one file of HTML.

All that it shows is data in the page, from the scenes and the trace; its script computes none of
it. It is an element of its own with a shadow root, so that it and the page around leave each other
alone.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree.ElementTree import tostring

from convgif.formats import Animated
from convgif.formats.drawing import FONTS
from convgif.formats.fonts import faces, family_list
from convgif.formats.markup import legal, script_json
from convgif.formats.notebook import MimeBundle, mime_bundle
from convgif.formats.pieces import check_changes
from convgif.formats.player.drawing import Drawing, draw
from convgif.formats.player.exercise import is_asked
from convgif.formats.player.explanations import explain
from convgif.formats.player.facts import facts
from convgif.formats.schemes import DARK, LIGHT
from convgif.formats.templates import Templates
from convgif.frames.themes import Theme
from convgif.scenes.easing import eases_ms
from convgif.scenes.words import words_of

PARTS = Templates("convgif.formats.player")
SCRIPTS = ("account", "cells", "panel", "surroundings", "exercise", "player")
# What browsers do without: comments, what indents, and lines; of styles other blanks too.
JOINED = re.compile(r"(?<=[{;,(])\n")
UNREAD = re.compile(r"\s*/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
BLANKS = re.compile(r"\s*([{};,])\s*|(?<=:) (?!;)")
BESIDE_PX = 150  # how much higher than the picture a frame is, before it knows what it holds


def encode_page(animation: Animated) -> bytes:
    """The player as a page of its own, which needs nothing else."""
    return page(animation).encode()


def encode_fragment(animation: Animated) -> bytes:
    """The player to be put into another page, with its script."""
    return fragment(animation).encode()


@dataclass(frozen=True)
class Player:
    """A player for notebooks: `html` is a page, or a fragment of one."""

    animation: Animated
    is_fragment: bool = False

    @property
    def html(self) -> str:
        """The page, or the fragment, as text."""
        return fragment(self.animation) if self.is_fragment else page(self.animation)

    def __repr__(self) -> str:
        return f"Player({self.animation.title!r}, {len(self.animation.timeline_ms)} frames)"

    def _repr_mimebundle_(self, include: Iterable[str] | None = None,
                          exclude: Iterable[str] | None = None) -> MimeBundle:
        return mime_bundle(self.animation, self._repr_html_, include, exclude)

    def _repr_html_(self) -> str:
        """The fragment itself; or the page in a frame, for wherever scripts run in frames only."""
        if self.is_fragment:
            return self.html
        height = self.animation.story.stage.height_px + BESIDE_PX
        return PARTS.filled("frame.html", {"page": escape(self.html), "height": str(height),
                                      "title": escape(legal(self.animation.title))})


def page(animation: Animated) -> str:
    """The player as a page of its own."""
    return PARTS.filled("page.html", {
        "language": animation.language, "title": escape(legal(animation.title)),
        "description": escape(legal(animation.describe())), "element": _element(animation, "whole"),
        "script": script()})


def fragment(animation: Animated, *, with_script: bool = True, is_alone: bool = True) -> str:
    """The player to be put into another page.

    Without its script it is a still picture, until the page loads that from one file for all.
    is_alone: with the words around the picture, and the glyphs that not every reader has; not for a
    page of many players, which gives `Player.words` of its script those of each language.
    """
    text = _element(animation, is_alone=is_alone)
    return f"{text}\n<script>{script()}</script>\n" if with_script else f"{text}\n"


def script() -> str:
    """The script that all players share, with their style and controls in it."""
    return PARTS.filled("script.js", {
        **{name: _lean(f"{name}.js") for name in SCRIPTS},
        "style": _template(BLANKS.sub(r"\1", _lean("player.css"))),
        "controls": _template(_lean("controls.html")),
        "light": script_json(LIGHT), "dark": script_json(DARK)})


def _element(animation: Animated, *attributes: str, is_alone: bool = True) -> str:
    """The element, with the still picture and the data in it.

    Beside them is a style, if the words need a font: where it is not in the page itself but in a
    shadow root, browsers do not hear of it.
    """
    check_changes(animation)
    layouts = [each for each in (animation, animation.narrower) if each is not None]
    words = words_of(animation.language)
    told = explain([layout.played for layout in layouts], animation.traces, words,
                   animation.precisions, animation.letters,
                   force=animation.force, grades=True)
    drawings = [draw(layout) for layout in layouts]
    data = _data(layouts, drawings, *told)
    found = []
    if not is_alone:
        data["language"] = animation.language
    else:
        data["words"] = words.player
        found = faces([text for drawing in drawings for text in drawing.texts]
                      + [(json.dumps(data, ensure_ascii=False), None)])
    if found:
        data["fonts"] = family_list(found)
    for drawing in drawings:
        drawing.picture.set("font-family", family_list(found, FONTS))
    picture, *narrower = [tostring(drawing.picture, encoding="unicode") for drawing in drawings]
    rules = "".join([face.rule for face in found])
    return PARTS.filled("element.html", {
        "attributes": "".join(f" {name}" for name in attributes),
        "style": f"<style>{rules}</style>" if rules else "",
        "picture": picture, "data": script_json(data),
        "narrower": "".join([f"<template>{each}</template>" for each in narrower])})


def _data(layouts: Sequence[Animated], drawings: Sequence[Drawing],
          cells: Sequence[Sequence[object]], explained: Mapping[str, Any]) -> dict[str, Any]:
    """What the script shows. layouts: the animation, and what it is where there is less room, if
    that is anything else. cells, explained: as `explain` gives them."""
    animation = layouts[0]
    drawn: list[dict[str, Any]] = [
        {"least": drawing.least_px, "palette": drawing.palette, "looks": drawing.looks,
         "colorings": list(drawing.colorings), "ways": drawing.ways,
         **({"fields": drawing.fields} if drawing.fields else {})} for drawing in drawings]
    words = words_of(animation.language)
    data = {"durations": animation.timeline_ms,
            "loop": animation.loop, "eases": eases_ms(animation.played, animation.timeline_ms)
            if animation.easing else [], "transparent": animation.transparent,
            "still": animation.still_step,
            **_numbered(animation),
            "themes": [_ground(theme, asks=is_asked(animation.story))
                       for theme in animation.theme.schemes]}
    if animation.traces:
        for layout, shown in zip(drawn, cells, strict=True):
            layout["cells"] = shown
        data |= explained
        if len({*animation.shown_in}) > 1:
            data["panels"] = [words.panel.format(
                number=words.number_separator.join(map(str, numbers)), text="{text}")
                for numbers in animation.shown_in]
            _name_panels(data)
        data["facts"] = [row for trace in animation.traces for row in facts(
            trace, words, animation.letters, tells_sizes=not animation.story.stage.gaps)]
    elif "exercise" in explained:  # of sizes of a network
        data["exercise"] = explained["exercise"]
    data |= drawn[0]
    if len(drawn) > 1:
        data["narrower"] = {name: what for name, what in drawn[1].items() if what != drawn[0][name]}
    return data


def _name_panels(data: Mapping[str, Any]) -> None:
    """Lets what the reader is asked for begin with the panels that it is in."""
    for blank in data.get("exercise", {}).get("blanks", ()):
        element, label = blank
        if element >= 0:
            _, _, _, *trace = data["elements"][element]
            blank[1] = data["panels"][trace[0] if trace else 0].format(text=label)


def _numbered(animation: Animated) -> dict[str, Any]:
    """The number of the step that each frame shows, -1 before the first, and how many there are,
    where they are not those of the frames."""
    steps, count = [step for step, _ in animation.steps_ms], len(animation.story.scenes)
    numbers = [-1] * (len(animation.timeline_ms) - len(steps)) + steps
    return {} if numbers == list(range(count)) else {"numbers": numbers, "count": count}


def _ground(theme: Theme, *, asks: bool) -> dict[str, object]:
    """What is around the picture is coloured with; asks: and what its reader writes."""
    colors = {"read": theme.paint(("window",)).fill, "made": theme.paint(("output_active",)).fill,
              "ground": theme.background, "text": theme.paint(("label",)).line,
              "soft": theme.paint(("formula",)).line, "line": theme.paint(("output_pending",)).line,
              **({"answer": theme.paint(("value", "answer")).line} if asks else {})}
    return {**{name: f"#{bytes(color or theme.background).hex()}"
               for name, color in colors.items()},
            "dark": sum(theme.background) < 3 * 128}


def _lean(name: str) -> str:
    """The part without what only those read who write it."""
    return JOINED.sub("", UNREAD.sub("", PARTS.text(name)))


def _template(text: str) -> str:
    """The text as a template of JavaScript, in which few signs have to be written otherwise."""
    written = re.sub(r"[`$\\]", r"\\\g<0>", text)
    return f"`{written}`"


__all__ = ["Player", "encode_fragment", "encode_page", "fragment", "page", "script"]
