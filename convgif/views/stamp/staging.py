"""The stamp view: each input value times the kernel is laid on the canvas, and overlaps add up.

That is what a transposed convolution does; in the end padding crops the canvas to the output. One
plane of each map is drawn, and each input position once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from convgif.errors import setting
from convgif.scenes.scene import Mark, MarkId, Stage, Story, Text, Unfolding, told
from convgif.scenes.text import ASCENT, DESCENT, SMALLEST_TEXT_PX, text_width
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import signs
from convgif.views.kit.drafts import Draft
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale, plane
from convgif.views.kit.maps import stamped_cells
from convgif.views.kit.numerals import number_size_px
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError, text_box
from convgif.views.settings import PRECISION, VALUES
from convgif.views.stamp.captions import alt_text, grid_labels, legend, notes
from convgif.views.stamp.layout import StampLayout, lay_out
from convgif.views.stamp.marks import CANVAS_LABEL, NOTE, StampPicture, scenes, stage_marks
from convgif.views.stamp.stamping import StampFigures, Stamping, counted, summed

NOTE_GAP = 1.25  # from a grid to the baseline of a note, of its size
LONG_LABEL, SMALLEST_LABEL = 0.3, 0.75  # of the width; of the usual size, for longer labels


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each input position, then what padding crops and, with
    values, what other channels and the bias add."""
    (trace,) = traces
    stamping = Stamping.of(trace, settings)
    figures = summed(stamping, settings[PRECISION]) if settings[VALUES] else counted(stamping)
    composed, height, captions = fitted(
        lambda sized: _compose(stamping, figures, sized), settings)

    def staged(prefilled: bool) -> Story:
        shown = replace(composed, prefilled=prefilled)
        marks = stage_marks(shown) | captions
        stage = Stage(settings.size_px, height,
                      {name: grid.size for name, grid in composed.grids.items()},
                      marks, line_scale(composed.layout.cell_px),
                      elements=stamped_cells(trace, stamping.in_channel, stamping.out_channel))
        count = len(stamping.imprints) + 1 + composed.completes
        return Story(stage, Unfolding(count, scenes(shown, Timeline(marks.values()))))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    (trace,) = traces
    return alt_text(Stamping.of(trace, settings), settings)


def _compose(stamping: Stamping, figures: StampFigures, settings: ViewSettings
             ) -> tuple[StampPicture, int, dict[MarkId, Mark]]:
    """The composition, the canvas height, and what is written around the grids."""
    page = Page(settings, below_title=0.4)
    margin, size, small = page.type.margin_px, page.type.label_px, page.type.small_px
    labelled = settings.shows("sizes")
    labels = grid_labels(stamping, settings)
    longest = max(text_width(label, size) for label in chain(*labels.values()))
    size *= min(1.0, max(SMALLEST_LABEL, LONG_LABEL * page.width / longest))
    size = max(round(size, 1), SMALLEST_TEXT_PX)
    layout = lay_out(_drafts(stamping, labels if labelled else {}, settings), settings, page,
                     size if labelled else 0.0)
    if layout is None:
        raise TooWideError(f"{settings.size_px} px are too narrow for the grids:",
                           "take a smaller input")
    number_px = number_size_px(figures.strings, layout.cell_px)
    if settings[VALUES] and number_px is None:
        raise TooWideError(f"the numbers do not fit cells of {layout.cell_px} px:",
                           f"leave out {setting('values')}")
    marks: dict[MarkId, Mark] = {}
    last_label = last_note = None
    if labelled:
        for name, (x, y) in layout.labels.items():
            id = CANVAS_LABEL if name == "canvas" else ("label", (len(marks),))
            text = Text(labels[name][0], (x, y + ASCENT * size), size)
            marks[id] = Mark(id, text, ("label",), TEXT_ORDER)
        x, y = layout.labels["canvas"]  # around the output the ghost of the canvas is left
        last_label = Text(labels["canvas"][-1], (x, y + ASCENT * size), size)
    page.top += layout.height
    noted = notes(stamping, settings) if settings[VALUES] else None
    if noted and last_label:
        note, last_note = _notes(noted, layout, last_label, small)
        if min(text_box(text)[0] for text in (note, last_note)) < margin:
            raise TooWideError(f"{last_note.string} does not fit:")
        marks[NOTE] = Mark(NOTE, note, ("formula",), TEXT_ORDER)
        page.top = max(page.top, note.anchor[1] + DESCENT * small)
    written, height = page.finish(
        stamping.trace, legend(stamping, settings), small,  # stamps neither read zeros nor slide
        [sign for sign in signs(stamping.trace, settings.words, numbered=True)
         if sign.sign == "notch"])
    composed = StampPicture(stamping, figures, layout, number_px, settings.prefilled,
                           last_label, last_note)
    return composed, height, written | marks


def _notes(strings: tuple[str, str], layout: StampLayout, label: Text, size: float) -> list[Text]:
    """What is written below the canvas at its right, at first and in the end: beside its label if
    that is there too, and below everything where there is no room."""
    canvas = layout.grids["canvas"]
    taken = 0.0 if layout.across else text_box(label)[2] - canvas.left + size
    baseline = canvas.bottom + NOTE_GAP * size
    if max(text_width(string, size) for string in strings) + taken > canvas.width:
        baseline = layout.top + layout.height + NOTE_GAP * size
    elif not layout.across:
        baseline = layout.labels["canvas"][1] + ASCENT * label.size_px
    return [Text(string, (canvas.right, baseline), size, "right") for string in strings]


def _drafts(stamping: Stamping, labels: Mapping[str, Sequence[str]], settings: ViewSettings
            ) -> dict[str, Draft]:
    """The grids by name, each with what is written above it, at first and in the end."""
    trace = stamping.trace
    kernel = tuple(len(axis.offsets) for axis in trace.stamp_axes)
    sizes = {"input": trace.input_size, "kernel": kernel,
             **({"stamp": kernel} if settings[VALUES] else {}), "canvas": stamping.canvas_size}
    return {name: Draft(name, *plane(size), label=tuple(labels.get(name, ())))
            for name, size in sizes.items()}
