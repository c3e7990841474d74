"""Stamps: the input above, the canvas below, lines from a cell of the input to what it becomes
part of. In the end padding crops the canvas.

It mirrors the windows of a convolution, whose padded input is as large as the canvas: what no
window reads there is what no stamp reaches here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import prod

import numpy as np

from convgif.scenes.scene import (
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Unfolding,
    told,
)
from convgif.scenes.words import Words
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, map_labels, size_formulas, spoken
from convgif.views.isometric.composing import Composed, composed
from convgif.views.isometric.layout import (
    ABOVE_ORDER,
    BELOW_ORDER,
    FIRST_WEIGHT,
    HIDDEN,
    MARKS_ORDER,
    OUTLINE,
    POINTERS,
    IsometricLayout,
    pointer_marks,
)
from convgif.views.isometric.slices import OnStage, Slices, one_by_one, spans_of, told_of, turn
from convgif.views.isometric.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Place, map_size, place_of
from convgif.views.kit.maps import stamped_cells
from convgif.views.kit.pointers import dot
from convgif.views.kit.stacks import stride_brackets
from convgif.views.kit.timeline import Timeline
from convgif.views.stamp.captions import parameters, sentence
from convgif.views.stamp.stamping import Imprint, Stamping

RIM: Roles = ("output_pending", "rim")


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each input position, and one in which padding crops the
    canvas."""
    stamping = Stamping.of(trace, settings)
    maps = _slices(stamping, settings.size_px)
    layout, height, written = fitted(lambda sized: _composed(stamping, maps, sized), settings)

    def staged(prefilled: bool) -> Story:
        stamps = Stamps(stamping, layout, maps, prefilled)
        marks = {mark.id: mark for mark in stamps.marks()} | written
        stage = Stage(settings.size_px, height,
                      {"input": layout.above.size, "canvas": layout.below.size}, marks,
                      line_scale=layout.line_scale(settings.size_px),
                      elements=stamps.below.elements | stamps.above.elements)
        scenes = stamps.scenes(Timeline(marks.values()), settings, written)
        return Story(stage, Unfolding(len(stamping.imprints) + _is_cropped(stamping), scenes))

    return told(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    stamping, words = Stamping.of(trace, settings), settings.words
    maps = _slices(stamping, settings.size_px)
    details = words.list_separator.join([
        *spoken(legend(stamping, settings)[1:]),
        *told_of(zip(("output", "input"), maps, strict=True), words),
        *size_formulas(trace, settings)])
    return captions.told(settings, sentence(stamping, settings), details)


def _slices(stamping: Stamping, width_px: float) -> tuple[Slices, Slices]:
    """Those of the canvas and of the input that are shown at each step."""
    depth = stamping.trace.stamp_axes[0]
    return (Slices.around(map_size(stamping.canvas_size), spans_of(depth), width_px=width_px),
            Slices.around(map_size(stamping.trace.input_size), one_by_one(len(depth.starts)),
                          width_px=width_px))


def _is_cropped(stamping: Stamping) -> bool:
    """Whether padding crops the canvas in the end."""
    return stamping.canvas_cells > len(stamping.output_cells)


def _composed(stamping: Stamping, maps: tuple[Slices, Slices], settings: ViewSettings) -> Composed:
    """The canvas below, the input above, and what is written around them, where the convolution
    that it mirrors has it too."""
    labels, others = (map_labels(stamping.trace, settings, of_transpose=mirrored)[::-1]
                      for mirrored in (False, True))
    return composed(stamping.trace, maps, labels, legend(stamping, settings), settings,
                    lie_as=others, mirrored=True)


def legend(stamping: Stamping, settings: ViewSettings) -> list[Caption]:
    """The kernel, the parameters with what they do to stamps, and what no stamp reaches."""
    kernel = captions.legend(stamping.trace, settings.words)[0]
    return [replace(kernel, swatch=("output", "reached")),
            *[replace(caption, swatch=RIM) if caption.swatch == ("cropped",) else caption
              for caption in parameters(stamping, settings)],
            *_unreached(stamping, settings.words)]


def _unreached(stamping: Stamping, words: Words) -> Iterator[Caption]:
    own = WORDS[words.language]
    left = [cell in stamping.output_cells
            for cell in map(place_of, np.ndindex(*stamping.canvas_size))
            if cell not in stamping.reached]
    if left:
        yield Caption(own.unreached, ("output", "dropped") if any(left) else (*RIM, "dropped"),
                      spoken=own.unreached_spoken, unshown="")


class Stamps:
    """The stamps of a trace as they are told once: what is on stage, and what each step changes."""

    def __init__(self, stamping: Stamping, layout: IsometricLayout, maps: tuple[Slices, Slices],
                 prefilled: bool) -> None:
        self._stamping, self._layout = stamping, layout
        self._stamped, self._is_cropped = set[Place](), False

        def canvas(*place: int) -> Roles:
            if self._is_cropped and place not in stamping.output_cells:
                return HIDDEN
            return _canvas_roles(stamping, place, is_full=prefilled or place in self._stamped)

        elements = stamped_cells(stamping.trace, stamping.in_channel, stamping.out_channel)
        self.below = OnStage("canvas", maps[0], canvas, elements)
        self.above = OnStage("input", maps[1], lambda *_: ("input",), elements)

    def marks(self) -> Iterator[Mark]:
        """All there is before the first step, and what points out the first stamp."""
        layout = self._layout
        yield from layout.below.cells("canvas", self.below.roles, BELOW_ORDER)
        yield from layout.above.cells("input", self.above.roles, ABOVE_ORDER)
        yield from self._brackets
        yield from pointer_marks(self._pointers(self._stamping.imprints[0]))

    def scenes(self, timeline: Timeline, settings: ViewSettings, written: Mapping[MarkId, Mark]
               ) -> Iterator[Scene]:
        """A scene for each stamp; of one that a pose leaves out, only what it leaves behind. Then,
        of a canvas that is cropped, what is left."""
        stamping, pose = self._stamping, settings.pose
        for number, imprint in enumerate(stamping.imprints):
            self._stamped.update(imprint.cells)
            if pose and number not in pose:
                for cell in imprint.cells:
                    self.below.settle(cell, timeline)
                yield timeline.next({}, {})
                continue
            turned = turn((self.below, self.above), imprint.source, timeline, settings.words,
                          written)
            roles: dict[MarkId, Roles] = {self.above.id(imprint.source): ("input", "window")}
            for cell in imprint.cells:
                roles[self.below.id(cell)] = (
                    *_canvas_roles(stamping, cell, is_full=True), "reached")
                self.below.settle(cell, timeline)
            yield timeline.next(roles, self._pointers(imprint) | turned.shapes, turned.elements)
        if _is_cropped(stamping):
            self._is_cropped = True
            for cell in map(place_of, np.ndindex(*stamping.canvas_size)):
                if cell not in stamping.output_cells:
                    self.below.settle(cell, timeline)
            ids = *[mark.id for mark in self._brackets], *POINTERS, OUTLINE, FIRST_WEIGHT
            yield timeline.next(dict.fromkeys(ids, HIDDEN), {})

    @property
    def _brackets(self) -> list[Mark]:
        starts = [axis.starts for axis in self._stamping.trace.stamp_axes]
        return list(stride_brackets(self._layout.below, starts, MARKS_ORDER))

    def _pointers(self, imprint: Imprint) -> dict[MarkId, Shape]:
        """What leads from the box of a stamp to its input cell, and the dot on what weight [0, 0]
        gave."""
        layout, first, last = self._layout, imprint.cells[0], imprint.cells[-1]
        fills = prod(end - begin + 1 for begin, end in zip(first, last, strict=True)) == len(
            imprint.cells)
        slices = self.below.slices_at(dict.fromkeys(cell[0] for cell in imprint.cells))
        source = self.above.slot(imprint.source)
        shapes = layout.pointing(layout.below.boxes(first, last, slices),
                          layout.above.boxes(source, source, source[:1]), fills=fills)
        if len(imprint.cells) > 1:
            shapes[FIRST_WEIGHT] = dot(*layout.below.at(self.below.slot(first)))
        return shapes


def _canvas_roles(stamping: Stamping, place: Place, *, is_full: bool) -> Roles:
    """The roles of a cell of the canvas at rest, before or after all stamps on it."""
    if place not in stamping.output_cells:
        base: Roles = ("output", "rim") if is_full else RIM
        return base if place in stamping.reached else (*RIM, "dropped")
    if place not in stamping.reached:
        return "output", "dropped"
    full = stamping.kept_roles(*place_of(stamping.output_cells[place]))
    return full if is_full else (*full, "output_pending")
