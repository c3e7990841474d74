"""The nodes on a page, in columns or in grids, and their labels."""

from collections.abc import Sequence
from dataclasses import replace

from convgif.scenes.scene import Mark, Text
from convgif.scenes.text import LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.scenes.words import times
from convgif.views.base import ViewSettings
from convgif.views.kit.page import Page
from convgif.views.kit.typesetting import TEXT_ORDER, TooWideError
from convgif.views.nodes import GRID
from convgif.views.nodes.graphs import Graph
from convgif.views.nodes.grids import apart_of, lay_out_grids, places_of
from convgif.views.nodes.layout import (
    NAME_GAP,
    OF_APART,
    NodesLayout,
    apart_px,
    column,
    number_in_circle_px,
    places,
    smallest_circle_px,
)

NARROWEST = 6  # labels, between the columns
NAMED, NUMBERED = 1.45, 0.72  # of the radius, how wide a name in a node is at most, and how large a
# number above it


def place_nodes(graph: Graph, page: Page) -> NodesLayout:
    """Where they lie; their labels are on the page. Raises TooWideError."""
    return (_in_grids if page.settings[GRID] else _in_columns)(graph, page)


def _in_columns(graph: Graph, page: Page) -> NodesLayout:
    settings, label_px = page.settings, page.type.label_px
    downs = [places(shape) for shape in graph.shapes]
    needed = max(map(smallest_circle_px, graph.numbers(settings)))
    apart = apart_px(downs[0], downs[1], settings.size_px, needed)
    radius = OF_APART * apart
    labels, shows = _labels(graph, settings), settings.shows("sizes")
    wide = [max(radius, text_width(label, label_px) / 2 if shows else 0) for label in labels]
    name_px = _name_px(graph, min(0.62 * apart, label_px))
    names = {entry.name for entry in graph.entries.values()}
    reach = (NAME_GAP * name_px + max((text_width(name, name_px) for name in names), default=0)
             if name_px else 0)
    applied, applied_px = graph.applied(settings), min(0.75 * apart, label_px)
    after = NAME_GAP * applied_px + max([text_width(f"= {each}", applied_px) for each in applied],
                                        default=0)
    left = page.left + max(wide[0], radius + reach) + 1
    least = NARROWEST * label_px + 2 * radius
    shows_applied = bool(applied) and applied_px >= SMALLEST_TEXT_PX and (
        page.left + page.width - radius - after - left > least)
    right = page.left + page.width - max(wide[1], (radius + after) * shows_applied) - 1
    if right - left < least:
        raise TooWideError(f"two columns of nodes do not fit {settings.size_px} px:")
    if shows:
        baseline = page.top + label_px
        page.add([Mark(("column_label", (side,)), Text(label, (x, baseline), label_px, "center"),
                       ("label",), TEXT_ORDER)
                  for side, (label, x) in enumerate(zip(labels, (left, right), strict=True))],
                 page.top + LINE_HEIGHT * label_px)
    high = (max(downs[0][-1], downs[1][-1])) * apart + 2 * radius
    middle = page.top + 3 + high / 2
    page.top = middle + high / 2 + 3
    input_px, output_px = _number_sizes(graph, settings, radius)
    return NodesLayout(column(left, downs[0], apart, middle, 1),
                       column(right, downs[1], apart, middle, -1), name_px, input_px,
                       output_px, applied_px if shows_applied else None)


def _in_grids(graph: Graph, page: Page) -> NodesLayout:
    """The output above the input; each label at the left of its grid."""
    settings, label_px = page.settings, page.type.label_px
    labels, shows = _labels(graph, settings), settings.shows("sizes")
    inputs, outputs = map(places_of, graph.shapes)
    apart = apart_of((inputs, outputs), page.width)
    if not apart:
        raise TooWideError(f"two grids of nodes do not fit {settings.size_px} px:")
    top_line = page.top + label_px
    if shows:
        page.top += LINE_HEIGHT * label_px
    given, made, bottom = lay_out_grids(inputs, outputs, apart, page.left + page.width / 2,
                                        page.top + 2)
    fits = NUMBERED * given.radius >= SMALLEST_TEXT_PX and all(
        text_width(entry.name, SMALLEST_TEXT_PX) <= NAMED * given.radius
        for entry in graph.entries.values())
    name_px = _name_px(graph, SMALLEST_TEXT_PX if fits else 0)
    given = replace(given, names_inside=name_px is not None)
    if shows:
        tops = [top_line, bottom + LINE_HEIGHT * label_px]
        page.add([Mark(("column_label", (side,)), Text(label, (page.left, y), label_px), ("label",),
                       TEXT_ORDER)
                  for side, (label, y) in enumerate(zip(labels, tops[::-1], strict=True))], bottom)
        bottom = tops[1] + 0.3 * label_px
    page.top = bottom + 3
    input_px, output_px = _number_sizes(graph, settings, given.radius)
    if input_px is not None and name_px is not None:
        input_px = min(input_px, NUMBERED * given.radius)
    applied = graph.applied(settings)
    at = page.left + page.width, top_line
    return NodesLayout(given, made, name_px, input_px, output_px,
                       label_px if applied and shows else None, at)


def _number_sizes(graph: Graph, settings: ViewSettings, radius: float
                  ) -> tuple[float | None, float | None]:
    """Of the numbers in the nodes of each side, None where those of one do not fit: inputs with
    numbers and outputs without would look as if nothing came out."""
    given, made = (number_in_circle_px(each, radius) for each in graph.numbers(settings))
    return (None, None) if given is None or made is None else (given, made)


def _labels(graph: Graph, settings: ViewSettings) -> Sequence[str]:
    words = settings.words
    return [phrase.format(shape=times(array.shape[1:] if array.ndim > 1 and len(array) == 1
                                      else array.shape))
            for phrase, array in ((words.input, graph.trace.input),
                                  (words.output, graph.trace.output))]


def _name_px(graph: Graph, size_px: float) -> float | None:
    """The size of the names of weights, None where there are none or they do not fit."""
    shows = graph.trace.weight is not None and size_px >= SMALLEST_TEXT_PX and not graph.is_mesh
    return size_px if shows else None
