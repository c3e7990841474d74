"""What is written around the lanes: their labels and names, and the moments of their cells."""

from collections.abc import Iterable, Iterator
from itertools import chain, product

from convgif.errors import setting
from convgif.layers import CellKind
from convgif.scenes.scene import Mark, MarkId, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.scenes.words import times
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import legend, many_channels, signs
from convgif.views.kit.numerals import level_text
from convgif.views.kit.page import Page
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError
from convgif.views.lanes.layout import Lanes, LanesLayout, columns_of, lay_out
from convgif.views.lanes.numbers import zeros
from convgif.views.settings import VALUES

EVERY = (1, 2, 5)  # of moments, as many as can be read; then ten times as many, and so on
MOMENT_PX = 0.44  # of a cell, within what is read
MOMENT_GAP = 0.5  # between two, of their size
MOMENT_HEIGHT = 1.35
AFTER_NAME, ABOVE_LABEL = 0.5, 0.2  # what is left free, of its size


def composed(trace: Trace, inputs: tuple[int, ...], outputs: tuple[int, ...],
             settings: ViewSettings, least_px: int) -> tuple[LanesLayout, int, dict[MarkId, Mark]]:
    """The lanes, the canvas height, and what is written around them. Raises TooWideError."""
    page = Page(settings)
    size, small = page.type.label_px, page.type.small_px
    names = _names(trace, inputs, outputs, settings)
    room = max((text_width(name, small) + AFTER_NAME * small for name in chain(*names)),
               default=0.0)
    layout = lay_out(trace, inputs, outputs, page.width - 1 - room, settings, least_px)
    if layout.below.cell_px < least_px:
        raise TooWideError(f"the numbers do not fit cells of {layout.below.cell_px:g} px:",
                           f"leave out {setting('values')}")
    width = columns_of(trace.axes[0]) * layout.below.cell_px
    left = page.left + room + max(0.0, (page.width - room - width) / 2)
    if not settings.shows("sizes"):
        layout = layout.moved(left, page.top)
        page.top = layout.below.bottom
    else:
        moment_px = max(SMALLEST_TEXT_PX, min(small, round(
            MOMENT_PX * layout.below.cell_px, 1)))
        line = MOMENT_HEIGHT * moment_px
        top = page.top + LINE_HEIGHT * size + line
        layout = layout.moved(left, top)
        texts = [*_labels(trace, layout, page, line)]
        page.add(_named(layout, names, small), layout.below.bottom + line)
        page.add(_moments(trace, layout, moment_px, page.width), page.top)
        page.add(texts, page.top + (ABOVE_LABEL + LINE_HEIGHT) * size)
    numbered = settings[VALUES] or any(zeros(trace, layout, TEXT_ORDER))
    marks, height = page.finish(trace, legend(trace, settings.words), 0.5 * small,
                                [sign for sign in signs(trace, settings.words, numbered=numbered)
                                 if sign.sign != "bracket"])  # the outputs stand a stride apart
    return layout, height, marks


def _names(trace: Trace, inputs: Iterable[int], outputs: Iterable[int], settings: ViewSettings
           ) -> tuple[list[str], list[str]]:
    """What each lane is called, if there are other channels."""
    if not (settings.shows("sizes") and many_channels(trace)):
        return [], []
    words = settings.words
    return ([words.input_name.format(number=channel) for channel in inputs],
            [words.output_name.format(number=channel) for channel in outputs])


def _named(layout: LanesLayout, names: tuple[list[str], list[str]], size: float) -> Iterator[Mark]:
    """The names, left of their lanes."""
    for lanes, side, called in ((layout.below, "in", names[0]), (layout.above, "out", names[1])):
        for row, name in enumerate(called):
            x, y = lanes.at(row + 0.5, 0)
            text = level_text(name, (x - AFTER_NAME * size, y), size, "right")
            yield Mark((f"name {side}", (row,)), text, ("label",), TEXT_ORDER)


def _labels(trace: Trace, layout: LanesLayout, page: Page, line: float) -> Iterator[Mark]:
    """The shapes of output and input, above the one and below the other, beyond the moments."""
    words, size = page.settings.words, page.type.label_px
    ascent = ASCENT * size
    for place, (phrase, array, baseline) in enumerate((
            (words.output, trace.output, layout.above.top - line - LINE_HEIGHT * size + ascent),
            (words.input, trace.input, layout.below.bottom + line + ABOVE_LABEL * size + ascent))):
        label = phrase.format(shape=times(array.shape if many_channels(trace)
                                          else array.shape[1:]))
        width = text_width(label, size)
        if width > page.width:
            raise TooWideError(f"{label} does not fit:")
        left = min(layout.below.left, page.left + page.width - width)
        yield Mark(("label", (place,)), Text(label, (left, baseline), size), ("label",),
                   TEXT_ORDER)


def _moments(trace: Trace, layout: LanesLayout, size: float, width: float) -> Iterator[Mark]:
    """The number of each cell of the input under it, and of the output over it, or of some."""
    (axis,) = trace.axes
    given = [cell for cell, kind in enumerate(axis.kinds) if kind == CellKind.INPUT]
    above = layout.above.top - (MOMENT_HEIGHT - ASCENT) * size
    below = layout.below.bottom + (MOMENT_HEIGHT - 1) * size + ASCENT * size
    yield from _numbered("moment in", layout.below, given, below, size)
    yield from _numbered("moment out", layout.above, range(axis.output_size), above, size)


def _numbered(name: str, lanes: Lanes, cells: Iterable[int], baseline: float, size: float
              ) -> Iterator[Mark]:
    xs = [lanes.at(0, cell + 0.5)[0] for cell in cells]
    needed = text_width(str(len(xs) - 1), size) + MOMENT_GAP * size
    apart = xs[1] - xs[0] if len(xs) > 1 else needed
    every = next(times * 10 ** power for power, times in product(range(9), EVERY)
                 if times * 10 ** power * apart >= needed)
    for moment in range(0, len(xs), every):
        yield Mark((name, (moment,)), Text(str(moment), (xs[moment], baseline), size, "center"),
                   ("moment",), TEXT_ORDER)
