"""Stamps: the input above, the canvas below, lines from a cell of the input to what it becomes
part of. In the end padding crops the canvas.

It mirrors the windows of a convolution, whose padded input is as large as the canvas: what no
window reads there is what no stamp reaches here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from convgif.views.isometric.layout import (
    ABOVE_ORDER,
    BELOW_ORDER,
    FIRST_WEIGHT,
    HIDDEN,
    MARKS_ORDER,
    IsometricLayout,
    captioned,
    lay_out,
    pointer_marks,
    pointing,
)
from convgif.views.isometric.words import WORDS
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import cell_of, plane
from convgif.views.kit.maps import CellRoles, stamped_cells
from convgif.views.kit.pointers import dot, stride_brackets
from convgif.views.kit.timeline import Timeline
from convgif.views.stamp.captions import parameters, sentence
from convgif.views.stamp.stamping import Imprint, Stamping

RIM: Roles = ("output_pending", "rim")


def stage(trace: Trace, settings: ViewSettings) -> Story:
    """The story of a trace: a scene for each input position, and one in which padding crops the
    canvas."""
    stamping = Stamping.of(trace, settings)
    layout, height, written = fitted(lambda sized: _composed(stamping, sized), settings)
    imprints = stamping.imprints
    pointers = pointer_marks(_pointers(layout, imprints[0]))
    brackets = list(stride_brackets(layout.below, [axis.starts for axis in trace.stamp_axes],
                                    MARKS_ORDER))
    above = layout.above.cells("input", lambda *_: ("input",), ABOVE_ORDER, numbered=())
    elements = {id: element for id, element in stamped_cells(
        trace, stamping.in_channel, stamping.out_channel).items() if id[0] != "kernel"}
    is_cropped = stamping.canvas_cells > len(stamping.output_cells)

    def staged(prefilled: bool) -> Story:
        below = layout.below.cells("canvas", _canvas_roles(stamping, is_full=prefilled),
                                   BELOW_ORDER, numbered=())
        marks = {mark.id: mark for mark in (*below, *above, *brackets, *pointers)} | written
        stage = Stage(settings.size_px, height,
                      {"input": layout.above.size, "canvas": layout.below.size}, marks,
                      line_scale=layout.line_scale(settings.size_px), elements=elements)
        scenes = _scenes(stamping, layout, Timeline(marks.values()), settings.pose, is_cropped,
                         [mark.id for mark in (*pointers, *brackets)])
        return Story(stage, Unfolding(len(imprints) + is_cropped, scenes))

    return told(staged, settings.prefilled)


def describe(trace: Trace, settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    stamping, words = Stamping.of(trace, settings), settings.words
    details = words.list_separator.join([
        *spoken(_legend(stamping, settings)[1:]),
        *size_formulas(trace, settings)])
    return captions.told(settings, sentence(stamping, settings), details)


def _composed(stamping: Stamping, settings: ViewSettings
              ) -> tuple[IsometricLayout, int, dict[MarkId, Mark]]:
    """The canvas below, the input above, and what is written around them, where the convolution
    that it mirrors has it too."""
    trace = stamping.trace
    below, above = plane(stamping.canvas_size), plane(trace.input_size)
    labels, others = (map_labels(trace, settings, of_transpose=mirrored)[::-1]
                      for mirrored in (False, True))
    return captioned(trace, lay_out(below, above, settings), labels, _legend(stamping, settings),
                     settings, lie_as=others)


def _legend(stamping: Stamping, settings: ViewSettings) -> list[Caption]:
    """The kernel, the parameters with what they do to stamps, and what no stamp reaches."""
    kernel = captions.legend(stamping.trace, settings.words)[0]
    return [replace(kernel, swatch=("output", "reached")),
            *[replace(caption, swatch=RIM) if caption.swatch == ("cropped",) else caption
              for caption in parameters(stamping, settings)],
            *_unreached(stamping, settings.words)]


def _unreached(stamping: Stamping, words: Words) -> Iterator[Caption]:
    own = WORDS[words.language]
    left = [cell in stamping.output_cells
            for cell in map(cell_of, np.ndindex(*stamping.canvas_size))
            if cell not in stamping.reached]
    if left:
        yield Caption(own.unreached, ("output", "dropped") if any(left) else (*RIM, "dropped"),
                      spoken=own.unreached_spoken, unshown="")


def _canvas_roles(stamping: Stamping, *, is_full: bool) -> CellRoles:
    """The roles of each cell of the canvas at rest, before or after all stamps."""
    def roles(*cell: int) -> Roles:
        place = cell_of(cell)
        if place not in stamping.output_cells:
            base: Roles = ("output", "rim") if is_full else RIM
            return base if place in stamping.reached else (*RIM, "dropped")
        if place not in stamping.reached:
            return "output", "dropped"
        full = stamping.kept_roles(*cell_of(stamping.output_cells[place]))
        return full if is_full else (*full, "output_pending")

    return roles


def _pointers(layout: IsometricLayout, imprint: Imprint) -> dict[MarkId, Shape]:
    """What leads from the box of a stamp to its input cell, and the dot on what weight [0, 0] gave.
    """
    first, last = imprint.cells[0], imprint.cells[-1]
    fills = (last[0] - first[0] + 1) * (last[1] - first[1] + 1) == len(imprint.cells)
    shapes = pointing(layout.below.box(first, last),
                      layout.above.box(imprint.source, imprint.source), fills=fills)
    if len(imprint.cells) > 1:
        shapes[FIRST_WEIGHT] = dot(layout.below, first)
    return shapes


def _scenes(stamping: Stamping, layout: IsometricLayout, timeline: Timeline, pose: Sequence[int],
            is_cropped: bool, pointing: Sequence[MarkId]) -> Iterator[Scene]:
    """A scene for each stamp; of one that a pose leaves out, only what it leaves behind. Then, of a
    canvas that is cropped, what is left."""
    full = _canvas_roles(stamping, is_full=True)
    for number, imprint in enumerate(stamping.imprints):
        seen = not pose or number in pose
        roles: dict[MarkId, Roles] = {}
        if seen:
            roles["input", imprint.source] = ("input", "window")
        for cell in imprint.cells:
            if seen:
                roles["canvas", cell] = (*full(*cell), "reached")
            timeline.settle(("canvas", cell), full(*cell))
        yield timeline.next(roles, _pointers(layout, imprint) if seen else {})
    if is_cropped:
        for cell in map(cell_of, np.ndindex(*stamping.canvas_size)):
            if cell not in stamping.output_cells:
                timeline.settle(("canvas", cell), HIDDEN)
        yield timeline.next(dict.fromkeys(pointing, HIDDEN), {})
