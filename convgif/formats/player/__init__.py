"""The interactive player: the picture to be played, stepped and asked, as one file of HTML.

All that it shows is data in the page, from the scenes and the trace; its script computes none of
it. It is an element of its own with a shadow root, so that it and the page around leave each other
alone.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import tostring

from convgif.formats import Recording
from convgif.formats.drawing import FONTS
from convgif.formats.fonts import faces, family_list
from convgif.formats.markup import legal, script_json
from convgif.formats.notebook import MimeBundle, mime_bundle
from convgif.formats.player.drawing import Drawing, draw
from convgif.formats.player.explanations import explain
from convgif.formats.player.facts import facts
from convgif.formats.schemes import DARK, LIGHT
from convgif.frames.themes import Theme
from convgif.scenes.words import words_of

BESIDE_PX = 150  # how much higher than the picture a frame is, before it knows what it holds


def encode_page(recording: Recording) -> bytes:
    """The player as a page of its own, which needs nothing else."""
    return page(recording).encode()


def encode_fragment(recording: Recording) -> bytes:
    """The player to be put into another page, with its script."""
    return fragment(recording).encode()


@dataclass(frozen=True)
class Player:
    """A player for notebooks: `html` is a page, or a fragment of one."""

    recording: Recording
    is_fragment: bool = False

    @property
    def html(self) -> str:
        """The page, or the fragment, as text."""
        return fragment(self.recording) if self.is_fragment else page(self.recording)

    def __repr__(self) -> str:
        return f"Player({self.recording.title!r}, {len(self.recording.durations_ms)} frames)"

    def _repr_mimebundle_(self, include: Iterable[str] | None = None,
                          exclude: Iterable[str] | None = None) -> MimeBundle:
        return mime_bundle(self.recording, self._repr_html_, include, exclude)

    def _repr_html_(self) -> str:
        """The fragment itself; or the page in a frame, for wherever scripts run in frames only."""
        if self.is_fragment:
            return self.html
        height = self.recording.story.stage.height_px + BESIDE_PX
        return _filled("frame.html", {"page": escape(self.html), "height": str(height),
                                      "title": escape(legal(self.recording.title))})


def page(recording: Recording) -> str:
    """The player as a page of its own."""
    return _filled("page.html", {
        "language": recording.language, "title": escape(legal(recording.title)),
        "description": escape(legal(recording.alt_text)), "element": _element(recording, "whole"),
        "script": script()})


def fragment(recording: Recording, *, with_script: bool = True) -> str:
    """The player to be put into another page.

    Without its script it is a still picture, until the page loads that from one file for all.
    """
    text = _element(recording)
    return f"{text}\n<script>{script()}</script>\n" if with_script else f"{text}\n"


def script() -> str:
    """The script that all players share, with their style and controls in it."""
    return _filled("script.js", {
        **{name: _part(f"{name}.js") for name in ("account", "cells", "player")},
        "style": script_json(_part("player.css")), "controls": script_json(_part("controls.html")),
        "light": script_json(LIGHT), "dark": script_json(DARK)})


def _element(recording: Recording, *attributes: str) -> str:
    """The element, with the still picture and the data in it.

    Beside them is a style, if the words need a font: where it is not in the page itself but in a
    shadow root, browsers do not hear of it.
    """
    drawing = draw(recording)
    data = _data(recording, drawing)
    found = faces([*drawing.texts, (json.dumps(data, ensure_ascii=False), None)])
    if found:
        data["fonts"] = family_list(found)
    drawing.picture.set("font-family", family_list(found, FONTS))
    rules = "".join([face.rule for face in found])
    return _filled("element.html", {
        "attributes": "".join(f" {name}" for name in attributes),
        "style": f"<style>{rules}</style>" if rules else "",
        "picture": tostring(drawing.picture, encoding="unicode"), "data": script_json(data)})


def _data(recording: Recording, drawing: Drawing) -> dict[str, Any]:
    themes = [recording.theme, *([recording.dark_theme] if recording.dark_theme else [])]
    words = words_of(recording.language)
    data = {"durations": recording.timeline_ms,
            "loop": recording.loop, "transparent": recording.transparent,
            "still": recording.still_step,
            "themes": [_ground(theme) for theme in themes],
            "least": drawing.least_px, "palette": drawing.palette, "looks": drawing.looks,
            "colorings": list(drawing.colorings), "ways": drawing.ways, "words": words.player}
    if recording.traces:
        data |= explain(recording.story, recording.traces, words, recording.precisions)
        data["facts"] = [row for trace in recording.traces for row in facts(trace, words)]
    return data


def _ground(theme: Theme) -> dict[str, object]:
    """What is around the picture is coloured with."""
    colors = {"ground": theme.background, "text": theme.paint(("label",)).line,
              "soft": theme.paint(("formula",)).line, "line": theme.paint(("output_pending",)).line}
    return {**{name: f"#{bytes(color or theme.background).hex()}"
               for name, color in colors.items()},
            "dark": sum(theme.background) < 3 * 128}


def _filled(name: str, inside: Mapping[str, str]) -> str:
    """The part with its holes filled."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: inside[found[1]], _part(name))


def _part(name: str) -> str:
    return files("convgif.formats.player").joinpath(name).read_text("utf-8")


__all__ = ["Player", "encode_fragment", "encode_page", "fragment", "page", "script"]
