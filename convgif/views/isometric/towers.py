"""Towers: where two maps with depth lie, one beside the other, and what is written there."""

from collections.abc import Sequence

from convgif.scenes.scene import Mark, MarkId, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.isometric.layout import IsometricLayout, in_pixel
from convgif.views.kit.grids import Place, Slant
from convgif.views.kit.page import Page, type_of
from convgif.views.kit.pointers import bracket_reach
from convgif.views.kit.stacks import Stack
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError

FLAT = Slant(0.24, 0.55, 0.42)  # slices are so low that all of them are seen
GAP = 0.8  # between slices, in columns
BETWEEN = 0.09  # towers, of the width
HIGHEST, WIDEST_CELL = 1.0, 0.1  # of the width
MOST_SLICES, MOST_LOW_SLICES = 5, 7  # that are shown at a time, of which those may be no higher
TALLEST, TALLEST_AT_PX = 21.5, 480  # than that, in columns: at that width, as much more at others
NOTE = "slices"  # the name of the texts that say which those are
BELOW_LABEL = 0.8  # of its size


def lay_out(below: Place, above: Place, settings: ViewSettings, *, mirrored: bool = False
            ) -> IsometricLayout:
    """Towers of those sizes, as large as the width allows; the lower map is the first, mirrored the
    second."""
    margin, size = type_of(settings).margin_px, settings.size_px
    room, columns = (1 - BETWEEN) * size - 2 * margin, _width(below) + _width(above)
    _, reach = bracket_reach(FLAT.row_run * room / columns)
    unit = min(room / (columns + 2 * reach), WIDEST_CELL * size, settings.most_cell_px,
               HIGHEST * size / max(_height(below), _height(above)))
    stacks = [Stack.of(map, unit, FLAT, GAP * unit)
              for map in ((above, below) if mirrored else (below, above))]
    free = size - 2 * margin - 2 * reach * unit - sum(map(_span, stacks))
    left, placed = margin + reach * unit, []
    for stack in stacks:
        left += free / 3
        x, top, _, bottom = stack.extent
        placed.append(stack.moved(in_pixel(left - x), -round((top + bottom) / 2)))
        left += _span(stack)
    first, second = placed[::-1] if mirrored else placed
    return IsometricLayout(first, second, unit, FLAT)


def captioned(trace: Trace, layout: IsometricLayout, labels: tuple[str, str],
              notes: tuple[Sequence[str], Sequence[str]], legend: Sequence[Caption],
              settings: ViewSettings, *, signs: Sequence[Caption] = ()
              ) -> tuple[IsometricLayout, int, dict[MarkId, Mark]]:
    """The layout moved down below its labels, the canvas height, and the text.

    labels: of the lower and of the upper map, each above its tower. notes: all that is said of
    which slices of them are shown, from what is said at first on.
    """
    page = Page(settings)
    if settings.shows("sizes"):
        size = page.type.label_px
        _say(page, layout, "label", [[label] for label in labels], size)
        _say(page, layout, NOTE, notes, page.type.small_px)
        page.top += BELOW_LABEL * size - (LINE_HEIGHT - 1) * size
    layout = layout.moved(0, round(page.top - min(layout.below.extent[1], layout.above.extent[1])))
    page.top = layout.bottom
    marks, height = page.finish(trace, legend, 0.5 * page.type.small_px, signs)
    return layout, height, marks


def _say(page: Page, layout: IsometricLayout, role: str, said: Sequence[Sequence[str]], size: float
         ) -> None:
    """The first of what is said of each map, in the middle above its tower, or as near to that as
    leaves room for all that is ever said there; on a line each where one is too short. Raises
    TooWideError."""
    towers = sorted([(stack.extent[0], stack.extent[2], number) for number, stack
                     in enumerate((layout.below, layout.above)) if said[number]])
    widths = [max(text_width(string, size) for string in said[number]) for *_, number in towers]
    is_one_line = sum(widths) + size * (len(towers) - 1) <= page.width
    line, begin, end = LINE_HEIGHT * size, page.left, page.left + page.width
    for place, ((left, right, number), width) in enumerate(zip(towers, widths, strict=True)):
        if width > page.width:
            raise TooWideError(f"{max(said[number], key=len)} does not fit:")
        after = sum(widths[place + 1:]) + size * (len(towers) - 1 - place) if is_one_line else 0.0
        x = max(begin, min((left + right - width) / 2, end - after - width))
        text = Text(said[number][0], (x + width / 2, page.top + ASCENT * size), size, "center")
        is_last = place == len(towers) - 1
        page.add([Mark((role, (number,)), text, (role,), TEXT_ORDER)],
                 page.top + line * (is_last or not is_one_line))
        begin = x + width + size if is_one_line else page.left


def slices_shown(size: Place, least: int, width_px: float) -> int:
    """How many slices of a map of that size are shown at a time in a picture so wide, if so many
    have to be."""
    tallest = TALLEST * width_px / TALLEST_AT_PX
    room = next((count for count in range(MOST_LOW_SLICES, MOST_SLICES, -1)
                 if _height((count, *size[1:])) <= tallest), MOST_SLICES)
    return min(size[0], max(room, least))


def _width(map: Place) -> float:
    """In columns."""
    *_, rows, columns = map
    return columns + FLAT.row_run * rows


def _height(map: Place) -> float:
    """In columns, about."""
    slices, rows, columns = map
    high = FLAT.cell_height * rows * columns / max(columns, FLAT.row_run * rows)
    return (slices - 1) * (high + GAP) + FLAT.row_fall * rows + FLAT.column_rise * columns


def _span(stack: Stack) -> float:
    left, _, right, _ = stack.extent
    return right - left
