"""Packs: what a page shows of one setting, as one compressed file that batch makes.

A pack is the SVG, the player and the words beside them, deflated; NUL, which none of them may hold,
stands between.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zlib import compress

from convgif.animation import Animation, draw
from convgif.batch.grids import Settings
from convgif.batch.manifest import Entry
from convgif.batch.planning import Task
from convgif.batch.sweeping import entry_of
from convgif.explorer.copying import snippets
from convgif.explorer.grids import PICTURE
from convgif.formats.player import fragment
from convgif.scenes.words import formula_phrases, times, words_of
from convgif.settings.picture import Panel, Picture

SUFFIX = ".bin"  # of no type that a server would unpack, or pack again
BETWEEN = "\0"


def make_pack(task: Task) -> tuple[Entry, bytes]:
    """The pack of a setting, with its entry in the manifest. Raises ConvgifError."""
    animation = draw(task.picture)
    data = compress(pack_text(task, animation).encode(), 9)
    return entry_of(task, animation, data), data


def pack_text(task: Task, animation: Animation) -> str:
    """What is in the pack."""
    svg = PICTURE.encode(animation).decode()
    told = json.dumps(told_of(task.file.removesuffix(SUFFIX), task.settings, task.picture,
                              animation), ensure_ascii=False)
    return BETWEEN.join((svg, player_markup(animation), told))


def player_markup(animation: Animation) -> str:
    """The player as the page holds it: its script is the page's."""
    return fragment(animation, with_script=False)


def told_of(stem: str, settings: Settings, picture: Picture, animation: Animation
            ) -> Mapping[str, Any]:
    """What the page says of the picture that those settings ask for: shapes, size formulas, words,
    and what there is to copy. stem: of its file's name."""
    words = words_of(animation.language)
    panels = [panel for panel in picture.panels if isinstance(panel, Panel)]
    return {
        "stem": stem, "alt": animation.describe(),
        "shapes": [[times(shape[1:] or shape) for shape in panel.shapes]
                   for panel in animation.panels],
        "formula": list(dict.fromkeys(
            line for panel in panels for line in formula_phrases(
                words, panel.layer.size_formulas(panel.input_size),
                panel.layer.plan(panel.input_size)))),
        "snippets": [list(each) for each in snippets(
            stem, settings, picture, animation.describe(), animation.story.stage.width_px)]}


def packed(task: Task) -> Task:
    """The task of the pack in place of the picture."""
    return replace(task, file=task.file.removesuffix(PICTURE.suffix) + SUFFIX)
