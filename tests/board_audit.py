"""Audits of boards: views whose numbers stand in cells and in a sum, and change.

Each takes a story, or one snapshot of it, and returns complaints.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from overlap_audit import bounds_of
from picture_audit import as_cell

from convgif.animation import Animation
from convgif.scenes.scene import Cell, Line, MarkId, Snapshot, Story, Text
from convgif.traces.tracing import Step
from convgif.views.kit.grids import cell_of
from convgif.views.settings import SHOW_OUT

HIDDEN = ("pending",)


def shown_steps(animation: Animation) -> list[Step]:
    """The steps of the output channel that is shown, in C order."""
    trace, shown = animation.traces[0], animation.settings[SHOW_OUT] or (0,)
    return [step for step in trace.steps if not trace.axes or step.output_index[0] == shown[0]]


def output_place(step: Step) -> tuple[int, ...]:
    """Where the output of a step is drawn."""
    return cell_of(step.output_index[1:]) if step.trace.axes else (step.output_index[0], 0)


def shown_texts(snapshot: Snapshot) -> dict[MarkId, Text]:
    """The texts that are seen."""
    return {id: shape for id, shape in snapshot.shapes.items()
            if isinstance(shape, Text) and snapshot.roles[id] != HIDDEN and shape.string}


def numbers_in(snapshot: Snapshot, name: str) -> dict[tuple[int, ...], str]:
    """The numbers that are seen in the cells of a map."""
    return {id[1]: text.string for id, text in shown_texts(snapshot).items()
            if id[0] == f"{name}_number"}


def number(string: str) -> float:
    """A number as it is written, in brackets or not."""
    return float(string.strip("()").replace("\N{MINUS SIGN}", "-"))


def jitter_complaints(story: Story, free: tuple[str, ...] = ()) -> Iterator[str]:
    """Texts that are not always at the same place, but for those named."""
    places: dict[MarkId, Any] = {}
    for step, snapshot in enumerate(story.snapshots()):
        for id, text in shown_texts(snapshot).items():
            place = text.anchor, text.align, text.size_px
            if places.setdefault(id, place) != place and id[0] not in free:
                yield f"scene {step}: {id} moves"


def change_complaints(story: Story) -> Iterator[str]:
    """What a scene holds though it does not change, and cells that move."""
    roles = {id: mark.roles for id, mark in story.stage.marks.items()}
    shapes = {id: mark.shape for id, mark in story.stage.marks.items()}
    for step, scene in enumerate(story.scenes):
        for id, now in scene.roles.items():
            if roles[id] == now:
                yield f"scene {step}: {id} has its roles already"
        for id, shape in scene.shapes.items():
            if shapes[id] == shape:
                yield f"scene {step}: {id} has its shape already"
            if isinstance(shape, Cell):
                yield f"scene {step}: {id} is a cell that moves"
        roles |= scene.roles
        shapes |= scene.shapes


def shown_sign(snapshot: Snapshot) -> list[str]:
    """The signs before the results of a sum, from the top."""
    return [text.string for id, text in sorted(shown_texts(snapshot).items())
            if id[0] == "sum_equals"]


def sign_complaints(story: Story) -> Iterator[str]:
    """Results of written sums with another sign than what is written there calls for."""
    for step, snapshot in enumerate(story.snapshots()):
        texts = {id: text for id, text in shown_texts(snapshot).items()
                 if id[0].startswith(("sum_", "total_number")) and id[0] != "sum_word"}
        signs = sorted(id for id in texts if id[0] == "sum_equals")
        if not signs:
            yield f"scene {step}: no sum is written"
        for sign in signs:
            height = texts[sign].anchor[1]
            line = {id: text for id, text in texts.items()
                    if text.anchor[1] == height or (len(signs) == 1 and text.anchor[1] < height)}
            result = line.pop(("total_number", (0, 0)), None) or line.pop(
                next(id for id in line if id[0] == "sum_result"))
            del line[sign]
            written = " ".join(text.string for text in sorted(
                line.values(), key=lambda text: text.anchor[::-1]))
            if not line:
                written = "+".join(f"({text.string})" for id, text in texts.items()
                                   if id[0] == "sum_result")
            wanted = "=" if comes_to(written, result.string) else "\N{ALMOST EQUAL TO}"
            if texts[sign].string != wanted:
                yield (f"scene {step}: {written} {texts[sign].string} {result.string}, "
                       f"not {wanted}")


def comes_to(written: str, result: str) -> bool:
    """Whether a sum as it is written has exactly that result."""
    root = 2 if written.startswith("√") else 3 if written.startswith("∛") else 1
    python = re.sub(r"\d+(\.\d+)?", r"Fraction('\g<0>')", plain(written.lstrip("√∛")))
    python = re.sub(r"\|([^|]+)\|", r"abs(\1)", python)
    python = python.replace("·", "*").replace("²", "**2").replace("³", "**3")
    names = {"Fraction": Fraction, "abs": abs, "max": lambda *values: max(values)}
    return bool(eval(python, names) == Fraction(plain(result)) ** root)


def plain(string: str) -> str:
    return string.replace("\N{MINUS SIGN}", "-")


def cell_at(story: Story, name: str, line: Line) -> list[tuple[int, ...]]:
    """The cells of a map that hold the middle of a stroke."""
    found = []
    for stroke in line.strokes:
        middle = np.mean([min(stroke), max(stroke)], axis=0)
        for (known, index), mark in story.stage.marks.items():
            if known == name and isinstance(mark.shape, Cell):
                left, top, right, bottom = bounds_of(mark.shape)
                if left < middle[0] < right and top < middle[1] < bottom:
                    found.append(as_cell(index))
    return found
