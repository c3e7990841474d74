"""What the views with numbers put on a page: the maps, and what their legend says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, legend
from convgif.views.kit.arrangement import Arrangement, Rows, arrange
from convgif.views.kit.boards import ramp
from convgif.views.kit.drafts import Draft
from convgif.views.kit.page import Page
from convgif.views.kit.typesetting import TooWideError
from convgif.views.numbers.layer_boards import LayerBoards


def place_maps(page: Page, choices: Sequence[Rows], operands: Sequence[Draft], *,
               aligned: bool = False) -> Arrangement:
    """The best arrangement of maps; their labels, signs and ramps are on the page. Raises
    TooWideError."""
    if not page.settings.shows("sizes"):
        choices = [[[replace(draft, label=(), ramp=None) for draft in row] for row in rows]
                   for rows in choices]
    placed = arrange(choices, page.type, page.top, aligned=aligned, type_at=page.type_at)
    if placed is not None and None in placed.text_px.values():
        placed = arrange([*choices, *_grown(choices)], page.type, page.top, aligned=aligned,
                         type_at=page.type_at)
    if placed is None:
        raise TooWideError(f"the maps do not fit {page.settings.size_px} px:",
                           "take a smaller input or kernel")
    page.add(placed.marks, placed.bottom)
    for operand in operands:
        page.add(ramp(operand, placed, page.type.small_px),
                 placed.bottom)
    return placed


def _grown(choices: Sequence[Rows]) -> Iterator[Rows]:
    """The choices with the output in cells that hold its numbers, and with all maps in such."""
    for all_maps in (False, True):
        yield from ([[replace(draft, grows=not draft.photo and (all_maps or draft.name == "output"))
                      for draft in row] for row in rows] for rows in choices)


def captions(drawn: LayerBoards, settings: ViewSettings) -> list[Caption]:
    """The legend, without what the picture shows by itself."""
    trace, words = drawn.shown.trace, settings.words
    said = legend(trace, words)
    if trace.weight is not None and (not trace.axes or trace.weight.shape[:2] == (1, 1)):
        said = said[1:]
    ranked = any(board.by_rank and board.text_px is None for board in drawn.boards.values())
    return (said + [Caption(words.repeats, ("source",), unshown="")] * drawn.repeats
            + [Caption(words.indices)] * bool(drawn.output.notes)
            + [Caption(words.shades_by_rank)] * ranked)
