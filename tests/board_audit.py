"""Audits of boards: views whose numbers stand in cells and in a sum, and change.

Each takes a story, or one snapshot of it, and returns complaints.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from picture_audit import as_cell

from convgif.animation import Animation
from convgif.scene import Cell, Disc, Line, MarkId, Snapshot, Story, Text
from convgif.text import text_width
from convgif.tracing import Step
from convgif.views.flat import CAP_HEIGHT, cell_of

HAIR = 0.01
SMALLEST_TEXT = 9.0
HIDDEN = ("pending",)


def shown_steps(animation: Animation) -> list[Step]:
    """The steps of the output channel that is shown, in C order."""
    trace, shown = animation.traces[0], animation.settings.show_out or (0,)
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


def ink_box(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of digits and capitals, whose advance has some air."""
    width = text_width(text.string, text.size_px)
    left = text.anchor[0] - {"left": 0.0, "center": 0.5, "right": 1.0}[text.align] * width
    air = 0.05 * text.size_px
    return (left + air, text.anchor[1] - CAP_HEIGHT * text.size_px, left + width - air,
            text.anchor[1])


def layout_complaints(story: Story) -> Iterator[str]:
    """Whatever lies on something else, outside its cell or the canvas, or is too small, in any
    scene."""
    stage = story.stage
    cells = {id: _box(mark.shape) for id, mark in stage.marks.items()
             if isinstance(mark.shape, Cell)}
    for (one, box), (other, second) in combinations(_outlines(cells).items(), 2):
        if _meet(box, second):
            yield f"{one} overlaps {other}"
    bounds = np.array(list(cells.values()))
    known: set[Any] = set()
    for step, snapshot in enumerate(story.snapshots()):
        texts = shown_texts(snapshot)
        for id, shape in snapshot.shapes.items():
            if (id, shape) in known:
                continue
            left, top, right, bottom = ink_box(shape) if isinstance(shape, Text) else _box(shape)
            if min(left, top) < 0 or right > stage.width_px or bottom > stage.height_px:
                yield f"scene {step}: {id} leaves the canvas"
            if isinstance(shape, Text) and shape.size_px < SMALLEST_TEXT - HAIR:
                yield f"scene {step}: {id} is set in {shape.size_px} px"
            if id in texts:
                yield from (f"scene {step}: {id} {texts[id].string!r} {complaint}"
                            for complaint in _place_complaints(id, texts[id], cells, bounds))
        boxes = {id: ink_box(text) for id, text in texts.items()}
        fresh = [id for id in boxes if (id, texts[id]) not in known]
        for id in fresh:
            for other, box in boxes.items():
                if other != id and _meet(boxes[id], box):
                    yield (f"scene {step}: {id} {texts[id].string!r} overlaps {other} "
                           f"{texts[other].string!r}")
        known |= {(id, snapshot.shapes[id]) for id in snapshot.shapes}


def _outlines(cells: dict[MarkId, Any]) -> dict[Any, Any]:
    """The box around each map; of each swatch by itself."""
    outlines: dict[Any, Any] = {}
    for id, box in cells.items():
        key = id if id[0] == "swatch" else id[0]
        old = outlines.get(key, box)
        outlines[key] = (*np.minimum(old[:2], box[:2]), *np.maximum(old[2:], box[2:]))
    return outlines


def _place_complaints(id: MarkId, text: Text, cells: dict[MarkId, Any], bounds: Any
                      ) -> Iterator[str]:
    """A number lies inside its own cell, any other text in none."""
    box, name = ink_box(text), id[0].removesuffix("_number").removesuffix("_note")
    own = (name, id[1]) if name != id[0] else None
    if own and not _within(box, cells[own]):
        yield f"is not inside {own}"
    left, top, right, bottom = box
    near = ((bounds[:, 0] < right - HAIR) & (bounds[:, 2] > left + HAIR)
            & (bounds[:, 1] < bottom - HAIR) & (bounds[:, 3] > top + HAIR))
    names = list(cells)
    for i in np.flatnonzero(near):
        if names[i] != own:
            yield f"overlaps {names[i]}"


def _box(shape: Any) -> tuple[float, float, float, float]:
    if isinstance(shape, Disc):
        (x, y), radius = shape.center, shape.radius
        return x - radius, y - radius, x + radius, y + radius
    assert isinstance(shape, Cell | Line)
    points = (shape.corners if isinstance(shape, Cell)
              else [point for stroke in shape.strokes for point in stroke])
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (one[0] < other[2] - HAIR and other[0] < one[2] - HAIR
            and one[1] < other[3] - HAIR and other[1] < one[3] - HAIR)


def _within(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (one[0] > other[0] and one[1] > other[1] and one[2] < other[2] and one[3] < other[3])


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
                left, top, right, bottom = _box(mark.shape)
                if left < middle[0] < right and top < middle[1] < bottom:
                    found.append(as_cell(index))
    return found
