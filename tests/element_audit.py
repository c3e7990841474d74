"""The audit of what any view shows, by the elements that its cells stand for (Stage.elements): the
cells in role `window` are the taps of the step in whose output the scene is, and a number in a cell
is that of its element. A new view is looked at as it is, and complained of where there is nothing
to look at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from overlap_audit import Ground

from convgif.scenes.scene import Element, MarkId, Snapshot, Story, Text
from convgif.traces.tracing import Step, Trace
from convgif.traces.turns import turns_of

CURRENT = ("output_active", "output_target")  # the output that a scene is about
Index = tuple[int, ...]


def element_complaints(story: Story, trace: Trace) -> Iterator[str]:
    """What the scenes show that is not so in the trace, or whose elements are not said."""
    audit, about = _Elements(story, trace), 0
    for number, snapshot in enumerate(story.snapshots()):
        audit.look_at(snapshot)
        steps = audit.steps(snapshot)
        stamped = audit.shown("input", "window", snapshot) | audit.shown("extended", "read",
                                                                         snapshot)
        about += bool(steps or stamped)
        if len(steps) > 1 or len(stamped) > 1:
            yield f"scene {number} is about {len(steps)} outputs and {len(stamped)} inputs"
        found = audit.shown("extended", "window", snapshot)
        wanted = audit.taps(steps[0]) if steps else set()
        together = audit.together(snapshot)
        if together and not steps:
            about += 1
            wanted = audit.turns.get(together, set())
        if found != wanted:
            yield (f"scene {number}: the window is {sorted(found)[:4]}, the taps are "
                   f"{sorted(wanted)[:4]}")
        yield from (f"scene {number}: {wrong}" for wrong in audit.wrong_numbers(snapshot))
        yield from (f"scene {number}: {wrong}" for wrong in audit.wrong_entries(steps, snapshot))
    if not about:
        yield "no scene is about an output, or about an input that is stamped"


class _Elements:
    """The cells of a stage and their elements."""

    def __init__(self, story: Story, trace: Trace) -> None:
        self.trace, self.ground = trace, Ground(story)
        self.arrays: dict[str, NDArray[np.float64]] = {
            name: np.asarray(array) for name, array in (
                ("extended", trace.extended.values), ("input", trace.input),
                ("weight", trace.weight), ("output", trace.output),
                ("matrix", trace.matrix.dense() if trace.rule.is_linear else None))
            if array is not None}
        self._looked_at: dict[MarkId, tuple[Text, str | None]] = {}
        self._show(story.stage.elements)

    def look_at(self, snapshot: Snapshot) -> None:
        """The cells show what they show then."""
        if snapshot.elements is not self.elements:
            self._show(snapshot.elements)
            self._looked_at = {}

    def _show(self, elements: Mapping[MarkId, Element]) -> None:
        self.elements = elements
        self._cells: dict[str, list[tuple[MarkId, Index]]] = defaultdict(list)
        for id, element in elements.items():
            self._cells[element.array].append((id, element.index))
        self._drawn = {array: {index for _, index in cells} for array, cells in self._cells.items()}

    def shown(self, array: str, role: str, snapshot: Snapshot) -> set[Index]:
        """The elements of an array whose cells have the role."""
        return {index for id, index in self._cells[array] if role in snapshot.roles[id]}

    def steps(self, snapshot: Snapshot) -> list[Step]:
        """Those whose outputs the scene is about."""
        indices = {index for role in CURRENT for index in self.shown("output", role, snapshot)}
        return [self.trace.steps[int(np.ravel_multi_index(index, self.trace.output.shape))]
                for index in sorted(indices)]

    def together(self, snapshot: Snapshot) -> frozenset[Index]:
        """The outputs that are made at once, of a layer that moves numbers."""
        return frozenset(self.shown("output", "reached", snapshot)) if (
            self.trace.moves is not None) else frozenset()

    @cached_property
    def turns(self) -> dict[frozenset[Index], set[Index]]:
        """What is taken at once, by the outputs that take it."""
        def at(numbers: set[int], shape: Index) -> frozenset[Index]:
            return frozenset(tuple(map(int, np.unravel_index(number, shape)))
                             for number in numbers)

        made, given = self.trace.output.shape, self.trace.input.shape
        return {at({output for output, _ in turn.pairs}, made):
                set(at({taken for _, taken in turn.pairs}, given))
                for turn in turns_of(self.trace)}

    def taps(self, step: Step) -> set[Index]:
        """The taps of a step, of those cells that are drawn."""
        drawn = self._drawn.get("extended", set())
        if self.trace.moves is not None:
            return drawn & {mac.position for mac in step.macs}
        read = self.trace.layer.channels_read(step.output_index[0])
        return drawn & {(channel, *cell) for channel in read for cell in step.window.tolist()}

    def wrong_entries(self, steps: list[Step], snapshot: Snapshot) -> Iterator[str]:
        """Entries of a matrix in the tint of their weight that are not those of the step, or other
        way round."""
        for array, shape in (("matrix", self.trace.input.shape),
                             ("padded_matrix", self.trace.extended.shape)):
            drawn = self._drawn.get(array)
            if not drawn or not steps:
                continue
            found = {index for id, index in self._cells[array]
                     if snapshot.roles[id][0].startswith("tint_")}
            row = int(np.ravel_multi_index(steps[0].output_index, self.trace.output.shape))
            places = (mac.input_index if array == "matrix" else mac.position
                      for mac in steps[0].macs)
            wanted = {(row, int(np.ravel_multi_index(place, shape)))
                      for place in places if place is not None}
            if found != wanted:
                yield f"the entries are {sorted(found)[:4]}, those of the step {sorted(wanted)[:4]}"
            if {index for index in drawn if index[0] == row} != wanted:
                yield f"row {row} of the {array} has other entries than its step"

    def wrong_numbers(self, snapshot: Snapshot) -> Iterator[str]:
        """Numbers in cells that are not those of their elements, as far as they are written."""
        for id, shape in snapshot.shapes.items():
            if (not isinstance(shape, Text) or snapshot.roles[id] == ("pending",)
                    or id[0].endswith("_note")):  # an index beside the number
                continue
            known, wrong = self._looked_at.get(id, (None, None))
            if known is not shape:  # most texts stay from scene to scene
                wrong = self._wrong_number(shape)
                self._looked_at[id] = shape, wrong
            if wrong:
                yield wrong

    def _wrong_number(self, shape: Text) -> str | None:
        written = _number(shape.string)
        cell = None if written is None else self.ground.at(shape)
        element = None if cell is None else self.elements.get(cell)
        if element is None or written is None or element.array not in self.arrays:
            return None
        value = float(self.arrays[element.array][element.index])
        values = {value}
        if self.trace.moves is not None and element.array == "output":  # or added up so far
            number = int(np.ravel_multi_index(element.index, self.trace.output.shape))
            values |= {mac.total for mac in self.trace.steps[number].macs}
        exponent = written.as_tuple().exponent
        assert isinstance(exponent, int)
        if min(abs(float(written) - each) for each in values) > 0.5 * 10.0 ** exponent + 1e-9:
            return f"{cell} shows {shape.string}, {element} is {value:g}"
        return None


def _number(string: str) -> Decimal | None:
    """What is written, None where it is no number."""
    try:
        return Decimal(string.strip("()").replace("\N{MINUS SIGN}", "-"))
    except InvalidOperation:
        return None
