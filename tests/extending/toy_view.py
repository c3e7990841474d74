"""A view as its folder would be: its row here, what it does in `staging`, which is this too."""

import sys
from collections.abc import Sequence

from convgif.scenes.scene import Cell, Element, Mark, Scene, Stage, Story, Text, told
from convgif.traces.tracing import Trace
from convgif.views.base import SLIDING_KINDS, View, ViewSettings, count_positions
from convgif.views.settings import Switch

FRAMED = Switch("framed", "the output in a frame", default_help="off")
WORDS = {"en": "cells", "zh": "格", "symbols": "□"}
VIEW = View("the cells of the output, one by one", size_px=200, kinds=SLIDING_KINDS, ranks=(2,),
            settings=(FRAMED,), words=WORDS, folder=__name__,
            frames=lambda layer, shape, settings: count_positions(layer, shape))
sys.modules[f"{__name__}.staging"] = sys.modules[__name__]

MARGIN_PX, TEXT_PX = 20, 12


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The output's cells, lit in their order."""
    trace = traces[0]
    _, rows, columns = trace.output.shape
    side = (settings.size_px - 2 * MARGIN_PX) / columns
    order = [("output", (row, column)) for row in range(rows) for column in range(columns)]

    def corners(row: int, column: int) -> Cell:
        left, top = MARGIN_PX + column * side, 2 * MARGIN_PX + row * side
        return Cell(((left, top), (left + side, top), (left + side, top + side),
                     (left, top + side)))

    def story(full: bool) -> Story:
        pending = () if full else ("output_pending",)
        marks = {id: Mark(id, corners(*id[1]), ("output", *pending)) for id in order}
        name = ("label", (0,))
        marks[name] = Mark(name, Text(WORDS[settings.words.spoken], (MARGIN_PX, MARGIN_PX),
                                      TEXT_PX), ("label",), 1)
        if settings[FRAMED]:
            frame = ("frame", (0,))
            (_, first), (_, last) = order[0], order[-1]
            marks[frame] = Mark(frame, Cell((*corners(*first).corners[:1],
                                             *corners(0, columns - 1).corners[1:2],
                                             *corners(*last).corners[2:3],
                                             *corners(rows - 1, 0).corners[3:])), ("frame",), -1)
        scenes = [Scene({id: ("output", "output_active"), **(
            {order[step - 1]: ("output",)} if step else {})}) for step, id in enumerate(order)]
        return Story(Stage(
            settings.size_px, round(3 * MARGIN_PX + rows * side), {"output": (rows, columns)},
            marks, elements={id: Element("output", (0, *id[1])) for id in order}), scenes)

    return told(story, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """What the story shows, in words."""
    return f"{type(traces[0].layer).__name__}: {traces[0].output.size} cells, one by one."
