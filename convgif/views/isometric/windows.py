"""Windows: the input, the output, lines from the window to the output.

The look of conv_arithmetic. One channel of each map is drawn, as a plane or as slices in depth, and
each output position once.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from convgif.scenes.scene import (
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Text,
    Unfolding,
    told,
)
from convgif.scenes.words import Words, by_number, times
from convgif.traces.tracing import Trace
from convgif.views.base import DEEP, TEXT_FROM_PX, ViewSettings
from convgif.views.captions import Caption, alt_text, legend, map_labels, signs
from convgif.views.isometric.composing import Composed, composed
from convgif.views.isometric.drawn import Drawn, Window
from convgif.views.isometric.layout import (
    ABOVE_ORDER,
    BELOW_ORDER,
    FIRST_WEIGHT,
    HIDDEN,
    MARKS_ORDER,
    PLACE,
    IsometricLayout,
    pointer_marks,
)
from convgif.views.isometric.slices import OnStage, told_of, turn
from convgif.views.isometric.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Place
from convgif.views.kit.maps import lying_in
from convgif.views.kit.numerals import zero_size_px
from convgif.views.kit.photographs import PENDING, photo_edges
from convgif.views.kit.pointers import dot
from convgif.views.kit.rulers import place_on, stack_edges
from convgif.views.kit.timeline import Timeline
from convgif.views.shown import drawn_channels


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each output position, in scan order."""
    drawn = Drawn.of(trace, settings)
    layout, height, written = fitted(lambda sized: _composed(drawn, sized), settings)

    def staged(prefilled: bool) -> Story:
        windows = Windows(drawn, layout, prefilled)
        marks = {mark.id: mark for mark in windows.marks()} | written
        stage = Stage(settings.size_px, height,
                      {"input": layout.below.size, "output": layout.above.size}, marks,
                      line_scale=layout.line_scale(settings.size_px),
                      elements=windows.below.elements | windows.above.elements)
        scenes = windows.scenes(Timeline(marks.values()), settings, written)
        return Story(stage, Unfolding(len(drawn.steps), scenes))

    return told(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    drawn = Drawn.of(trace, settings)
    if drawn.as_slices:
        return alt_text([trace], settings, channels=len(drawn.outputs),
                        drawn=drawn_channels(trace, settings),
                        more=[WORDS[settings.words.language].channels_are_slices])
    said = told_of(zip(("input", "output"), drawn.maps, strict=True), settings.words)
    return alt_text([trace], settings, more=[*said, *_added(drawn, settings.words)])


def _composed(drawn: Drawn, settings: ViewSettings) -> Composed:
    """The input below, the output above, and what is written around them."""
    trace, words = drawn.trace, settings.words
    labels = _shapes(drawn, words) if drawn.as_slices else map_labels(trace, settings)
    strides = {axis.stride for axis in trace.axes if len(axis.starts) > 1}
    small = settings.size_px < TEXT_FROM_PX["legend"]  # where a step of one cell needs no sign
    said = [*legend(trace, words), *map(Caption, _added(drawn, words))]
    return composed(trace, drawn.maps, labels, said, settings,
                    signs=signs(trace, words, steps=settings.posed(drawn.steps)),
                    bracketed=not small or bool(strides - {1}))


def _added(drawn: Drawn, words: Words) -> list[str]:
    """Where slices are of depth, that other channels are added to the one whose slices they are."""
    (out, *_), (read, *_) = drawn.outputs, drawn.inputs
    layer = drawn.trace.layer
    others = len(layer.channels_read(out)) - 1 if layer.rank == DEEP else 0
    return [by_number(WORDS[words.language].added, others, drawn=str(read))] * bool(others)


def _shapes(drawn: Drawn, words: Words) -> tuple[str, str]:
    """The labels of maps whose slices are channels."""
    arrays = drawn.trace.input, drawn.trace.output
    given, made = (phrase.format(shape=times(array.shape)) for phrase, array
                   in zip((words.input, words.output), arrays, strict=True))
    return given, made


class Windows:
    """The windows of a trace as they are told once: what is on stage, and what each step changes.
    """

    def __init__(self, drawn: Drawn, layout: IsometricLayout, prefilled: bool) -> None:
        self._drawn, self._layout, self._filled = drawn, layout, set[Place]()

        pending: Roles = PENDING if drawn.is_photo else ("output_pending",)

        def output(*place: int) -> Roles:
            is_full = prefilled or place in self._filled
            return drawn.full(*place) if is_full else (*drawn.full(*place), *pending)

        def zero(*place: int) -> Roles:
            return ("zero",) if drawn.given(*place)[0] == "inserted_zero" else HIDDEN

        (read, made), elements = drawn.maps, drawn.elements
        self.below = OnStage("input", read, drawn.given, elements)
        self.above = OnStage("output", made, output, elements)
        self._zeros = OnStage("zero", read, zero, {})
        self._zeros_by_slice: dict[int, list[Text]] = {}

    def marks(self) -> Iterator[Mark]:
        """All there is before the first step: maps, a small 0 in cells that are inserted, if that
        is large enough, and what points out its window."""
        drawn, layout, zeros = self._drawn, self._layout, self._zero_texts
        first = drawn.steps[0]
        yield from layout.below.cells("input", self.below.roles, BELOW_ORDER, zeros)
        for slot, text in zeros.items():
            yield Mark(("zero", slot), text, self._zeros.roles(*slot), MARKS_ORDER)
        if layout.levels:
            yield from stack_edges(layout.below, drawn.trace, MARKS_ORDER)
        yield from layout.above.cells("output", self.above.roles, ABOVE_ORDER)
        if drawn.is_photo:
            yield from photo_edges(drawn.trace, {"input": layout.below.planes[0]},
                                   {"output": layout.above.planes[0]}, ABOVE_ORDER)
        yield from pointer_marks(self._pointers(drawn.window(first), drawn.made(first)))

    def scenes(self, timeline: Timeline, settings: ViewSettings, written: Mapping[MarkId, Mark]
               ) -> Iterator[Scene]:
        """A scene for each step; what one leaves behind that a pose leaves out is in the next."""
        drawn, pose = self._drawn, settings.pose
        maps = self.below, self.above, self._zeros
        for number, step in enumerate(drawn.steps):
            made = drawn.made(step)
            self._filled.add(made)
            if pose and number not in pose:
                self.above.settle(made, timeline)
                yield Scene()
                continue
            turned, window = turn(maps, made, timeline, settings.words, written), drawn.window(step)
            roles = self._window(window, timeline)
            roles[self.above.id(made)] = (*drawn.full(*made), "output_active")
            self.above.settle(made, timeline)
            shapes = self._pointers(window, made) | turned.shapes
            yield timeline.next(roles, shapes, turned.elements)

    def _window(self, window: Window, timeline: Timeline) -> dict[MarkId, Roles]:
        """The taps of a step, the zeros in them, and the dot on weight [0, 0]."""
        roles: dict[MarkId, Roles] = {}
        for cell, tap in window.taps.items():
            for id in (self.below.id(cell), self._zeros.id(cell)):
                if id in timeline and timeline.at_rest(id) != HIDDEN:
                    roles[id] = (*timeline.at_rest(id), *tap)
        roles[FIRST_WEIGHT] = lying_in(timeline.at_rest(self.below.id(window.zero)),
                                       "first_weight")
        return roles

    @cached_property
    def _zero_texts(self) -> dict[Place, Text]:
        """The zeros that are written at some step, by the cell of those that are shown."""
        size_px = zero_size_px(self._layout.cell_px)
        return {} if size_px is None else {
            slot: self._layout.below.number("0", slot, size_px)
            for slot in self.below.slots_of(self._drawn.zeros)}

    def _zeros_at(self, first: int) -> list[Text]:
        """Those that are written where the slices from that one on are shown."""
        if first not in self._zeros_by_slice:
            self._zeros_by_slice[first] = [text for slot, text in self._zero_texts.items()
                                           if self._zeros.roles(*slot) != HIDDEN]
        return self._zeros_by_slice[first]

    def _pointers(self, window: Window, made: Place) -> dict[MarkId, Shape]:
        """What leads from the window's box to the output cell, and the dot on weight [0, 0]."""
        trace, layout, active = self._drawn.trace, self._layout, self.above.slot(made)
        shapes = layout.pointing(
            layout.below.boxes(window.first, window.last, self.below.slices_at(window.slices)),
            layout.above.boxes(active, active, active[:1]), fills=trace.fills_windows,
            numbers=self._zeros_at(self._zeros.first))
        place = place_on(layout.below, trace, made)
        if place is not None:
            shapes[PLACE] = place
        if trace.weight is not None and len(trace.tap_offsets) > 1:
            plane, cell = layout.below.at(self.below.slot(window.zero))
            shapes[FIRST_WEIGHT] = dot(plane, cell, far=trace.rotated)
        return shapes
