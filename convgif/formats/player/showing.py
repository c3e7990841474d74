"""Whether a picture shows the numbers that a reader needs, to work out what is left empty in it."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from convgif.errors import ViewError, listed, setting
from convgif.scenes.cells import Cells
from convgif.scenes.scene import Cell, Element, Story, Text

STANDING_FOR = {"extended": "input", "matrix": "weight", "padded_matrix": "weight",
                "canvas": "output"}
NEEDED = {"input": "the input", "weight": "the weights", "output": "the output",
          "grad_output": "the gradient of the output"}
WRITTEN = frozenset(("value", "value_active", "on_tint"))  # roles of what stands in cells
Array: TypeAlias = tuple[int, str]  # the number of its trace, and which it is
_NUMBER = re.compile(r"\(?[\u2212-]?[\d.]+(?:e\u2212?\d+)?\)?")


def check_is_shown(story: Story, arrays: Iterable[Array]) -> None:
    """Raises ViewError where no cell shows a number of one of these arrays. What is written in sums
    alone, as shares are, is none of these."""
    unseen = {name for _, name in {(trace, STANDING_FOR.get(array, array))
                                   for trace, array in arrays} - _shown(story)}
    said = [words for name, words in NEEDED.items() if name in unseen]
    if said:
        raise ViewError(f"a page that grades must show the numbers of {listed(said)}, and this "
                        f"picture does not: take the {setting('view', 'values')}, large enough and "
                        f"without names, or another {setting('format')}")


def _shown(story: Story) -> set[Array]:
    """The arrays of whose elements cells show a number at any step, and no name in its place."""
    marks = story.stage.marks
    cells = Cells([(id, mark.shape, mark.order) for id, mark in marks.items()
                   if isinstance(mark.shape, Cell)])
    arrays = {id: {_array(element)} for id, element in story.stage.elements.items()}
    texts = {id: [mark.shape] for id, mark in marks.items() if isinstance(mark.shape, Text)}
    for scene in story.scenes:
        for id, element in scene.elements.items():
            arrays.setdefault(id, set()).add(_array(element))
        for id in texts.keys() & scene.shapes.keys():
            shape = scene.shapes[id]
            assert isinstance(shape, Text)
            if shape.string != texts[id][-1].string:
                texts[id].append(shape)
    found, named = set[Array](), set[Array]()
    for id, shapes in texts.items():
        for text in shapes:
            is_number = bool(_NUMBER.fullmatch(text.string))
            if not is_number and (not text.string or WRITTEN.isdisjoint(marks[id].roles)):
                continue
            around = cells.around(text, marks[id].order)
            if around is not None:
                (found if is_number else named).update(arrays.get(around, ()))
    return found - named


def _array(element: Element) -> Array:
    return element.trace, STANDING_FOR.get(element.array, element.array)
