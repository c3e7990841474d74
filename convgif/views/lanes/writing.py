"""What is written around the lanes: their labels and names, and the moments of their cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

from convgif.errors import setting
from convgif.scenes.scene import Mark, MarkId, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.scenes.words import times
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, many_channels, signs
from convgif.views.kit.numerals import level_text
from convgif.views.kit.page import Page
from convgif.views.kit.rulers import hem_px
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError
from convgif.views.lanes.layout import (
    Lanes,
    LanesLayout,
    TimeAxis,
    lay_out,
    of_stamps,
    of_windows,
)
from convgif.views.lanes.numbers import zeros
from convgif.views.settings import VALUES

EVERY = (1, 2, 5)  # of moments, as many as can be read; then ten times as many, and so on
MOMENT_PX = 0.44  # of a cell, within what is read
MOMENT_GAP = 0.5  # between two, of their size
MOMENT_HEIGHT = 1.35
AFTER_NAME, ABOVE_LABEL = 0.5, 0.2  # what is left free, of its size


@dataclass(frozen=True)
class Scheme:
    """What is to be drawn. lower, upper: the channels that have a lane; labels: of the lanes above
    and of those below; names: of the channels below and above, none where there is one. numbered:
    whether anything is written in cells. has_zeros: whether those below may be zeros that are
    inserted. hem_px: what is drawn below them."""

    axis: TimeAxis
    lower: tuple[int, ...]
    upper: tuple[int, ...]
    labels: tuple[str, str]
    names: tuple[Sequence[str], Sequence[str]]
    legend: Sequence[Caption]
    numbered: bool
    has_zeros: bool = True
    hem_px: float = 0.0


def scheme_of_windows(trace: Trace, inputs: tuple[int, ...], outputs: tuple[int, ...],
                      settings: ViewSettings, said: Sequence[Caption], *, numbered: bool
                      ) -> Scheme:
    """The output above the input. said: its legend."""
    names = _names(trace, inputs, outputs, settings)
    output, input = _labels(trace, settings)
    return Scheme(of_windows(trace.axes[0]), inputs, outputs, (output, input), names,
                  said, numbered, hem_px=hem_px(trace))


def scheme_of_stamps(trace: Trace, inputs: tuple[int, ...], outputs: tuple[int, ...],
                     settings: ViewSettings, said: Sequence[Caption]) -> Scheme:
    """The input above the canvas that it is stamped on. said: its legend."""
    given, made = _names(trace, inputs, outputs, settings)
    output, input = _labels(trace, settings)
    return Scheme(of_stamps(trace.stamp_axes[0]), outputs, inputs, (input, output), (made, given),
                  said, settings[VALUES], has_zeros=False)


def composed(trace: Trace, scheme: Scheme, settings: ViewSettings, least_px: int
             ) -> tuple[LanesLayout, int, dict[MarkId, Mark]]:
    """The lanes, the canvas height, and what is written around them. Raises TooWideError."""
    page = Page(settings)
    size, small = page.type.label_px, page.type.small_px
    room = max((text_width(name, small) + AFTER_NAME * small for name in chain(*scheme.names)),
               default=0.0)
    layout = lay_out(scheme.axis, scheme.lower, scheme.upper, page.width - 1 - room, settings,
                     least_px)
    if layout.below.cell_px < least_px:
        raise TooWideError(f"the numbers do not fit cells of {layout.below.cell_px:g} px:",
                           f"leave out {setting('values')}")
    width = scheme.axis.columns * layout.below.cell_px
    left = page.left + room + max(0.0, (page.width - room - width) / 2)
    if not settings.shows("sizes"):
        layout = layout.moved(left, page.top)
        page.top = layout.below.bottom + scheme.hem_px
    else:
        moment_px = max(SMALLEST_TEXT_PX, min(small, round(
            MOMENT_PX * layout.below.cell_px, 1)))
        line = MOMENT_HEIGHT * moment_px
        top = page.top + LINE_HEIGHT * size + line
        layout = layout.moved(left, top)
        texts = [*_labelled(scheme, layout, page, line)]
        page.add(_named(layout, scheme.names, small), layout.below.bottom + scheme.hem_px + line)
        page.add(_moments(scheme, layout, moment_px), page.top)
        page.add(texts, page.top + (ABOVE_LABEL + LINE_HEIGHT) * size)
    numbered = scheme.numbered or (scheme.has_zeros and any(zeros(trace, layout, TEXT_ORDER)))
    drawn = ["cell", "dot", "notch"] if scheme.has_zeros else ["dot", "notch"]  # and no strides:
    drawn += ["bracket", "ruler"] if scheme.hem_px else []
    marks, height = page.finish(trace, scheme.legend, 0.5 * small, [  # what is above stands apart
        sign for sign in signs(trace, settings.words, numbered=numbered) if sign.sign in drawn])
    return layout, height, marks


def _names(trace: Trace, inputs: Iterable[int], outputs: Iterable[int], settings: ViewSettings
           ) -> tuple[list[str], list[str]]:
    """What each lane is called, if there are other channels."""
    if not (settings.shows("sizes") and many_channels(trace)):
        return [], []
    words = settings.words
    return ([words.input_name.format(number=channel) for channel in inputs],
            [words.output_name.format(number=channel) for channel in outputs])


def _named(layout: LanesLayout, names: tuple[Sequence[str], Sequence[str]], size: float
           ) -> Iterator[Mark]:
    """The names, left of their lanes."""
    for lanes, side, called in ((layout.below, "in", names[0]), (layout.above, "out", names[1])):
        for row, name in enumerate(called):
            x, y = lanes.at(row + 0.5, 0)
            text = level_text(name, (x - AFTER_NAME * size, y), size, "right")
            yield Mark((f"name {side}", (row,)), text, ("label",), TEXT_ORDER)


def _labels(trace: Trace, settings: ViewSettings) -> list[str]:
    """The shapes of output and input."""
    words = settings.words
    return [phrase.format(shape=times(array.shape if many_channels(trace) else array.shape[1:]))
            for phrase, array in ((words.output, trace.output), (words.input, trace.input))]


def _labelled(scheme: Scheme, layout: LanesLayout, page: Page, line: float) -> Iterator[Mark]:
    """The labels, above the upper lanes and below the lower ones, beyond the moments."""
    size = page.type.label_px
    baselines = (layout.above.top - line - LINE_HEIGHT * size + ASCENT * size,
                 layout.below.bottom + scheme.hem_px + line + (ABOVE_LABEL + ASCENT) * size)
    for place, (label, baseline) in enumerate(zip(scheme.labels, baselines, strict=True)):
        width = text_width(label, size)
        if width > page.width:
            raise TooWideError(f"{label} does not fit:")
        left = min(layout.below.left, page.left + page.width - width)
        yield Mark(("label", (place,)), Text(label, (left, baseline), size), ("label",),
                   TEXT_ORDER)


def _moments(scheme: Scheme, layout: LanesLayout, size: float) -> Iterator[Mark]:
    """The number of each cell that is a moment, under those below and over those above, or of some.
    """
    above = layout.above.top - (MOMENT_HEIGHT - ASCENT) * size
    below = layout.below.bottom + scheme.hem_px + (MOMENT_HEIGHT - 1 + ASCENT) * size
    yield from _numbered("moment in", layout.below, scheme.axis.numbered, below, size)
    yield from _numbered("moment out", layout.above, range(scheme.axis.above), above, size)


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
