"""The matrix view: the layer as one sparse matrix times the input, a row or a column at a time.

    input  ∗  kernel  =  output
    W  ·  x  =  y
"""

from collections.abc import Sequence
from dataclasses import replace

from convgif.errors import ViewError, setting
from convgif.scenes.blanks import SIZES
from convgif.scenes.scene import Stage, Story, Unfolding, told
from convgif.scenes.words import by_number, joined
from convgif.traces.tracing import Trace
from convgif.views import captions
from convgif.views.base import ViewSettings, goes_by_input
from convgif.views.captions import Caption, many_channels, spoken
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.fitting import check_written, fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.matrix import PADDED
from convgif.views.matrix.columns import Columns
from convgif.views.matrix.drafts import Sheet, factors_of, maps_of, matrix_name
from convgif.views.matrix.layout import THINNEST_LINES, lay_out
from convgif.views.matrix.sheets import Sheets
from convgif.views.matrix.wiring import SUM, Wiring, tells_channels
from convgif.views.matrix.words import WORDS
from convgif.views.parameters import parameter_phrases
from convgif.views.settings import VALUES

GAP = 0.7  # labels, above the legend


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each row of its matrix, or each column."""
    (trace,) = traces
    wiring = _wiring(trace, settings)
    maps, factors = maps_of(wiring, settings), factors_of(wiring, settings)
    page, placed = fitted(lambda sized: _placed(wiring, maps, factors, sized), settings)
    by_column = goes_by_input(trace.layer, settings)
    drawn = (Columns if by_column else Sheets)(wiring, [*factors, *maps], placed, settings)
    ranked = any(board.by_rank and board.text_px is None for board in drawn.boards.values())
    said = [*_captions(wiring, settings),
            *[Caption(settings.words.shades_by_rank)] * (ranked and settings[VALUES])]
    others, height = page.finish(trace, said, GAP * page.type.label_px)
    smallest = placed.smallest_cell_px

    def staged(prefilled: bool) -> Story:
        marks = {mark.id: mark for mark in drawn.marks(prefilled=prefilled)} | others
        stage = Stage(settings.size_px, height, drawn.maps, marks,
                      line_scale(smallest, THINNEST_LINES), drawn.elements)
        scenes = drawn.scenes(Timeline(marks.values()), prefilled=prefilled)
        return Story(stage, Unfolding(wiring.shape[by_column], scenes))

    return told(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the matrix is, and how much of it is wired."""
    (trace,), words, own = traces, settings.words, WORDS[settings.words.language]
    wiring = _wiring(trace, settings)
    columns = own.padded if wiring.padded else words.player["input"]
    by_column = goes_by_input(trace.layer, settings)
    sentence = (own.by_column if by_column else own.sentence).format(
        layer=trace.layer.printed_name, name=matrix_name(settings),
        matrix=f"{settings.made(wiring.shape[0])}×{wiring.shape[1]}", columns=columns,
        steps=by_number(words.steps, wiring.shape[by_column]))
    return captions.told(settings, joined(words.sentence_gap, sentence), words.list_separator.join(
        spoken(_captions(wiring, settings))))


def _wiring(trace: Trace, settings: ViewSettings) -> Wiring:
    """Raises ViewError for what has no padded input, or where steps are about the input's own."""
    if settings[PADDED] and (trace.stamp_axes or not trace.axes):
        raise ViewError(f"padded is for layers that slide over their padded input, and "
                        f"{type(trace.layer).__name__} does not: leave it out")
    if settings[PADDED] and goes_by_input(trace.layer, settings):
        raise ViewError(f"padded is for steps about outputs: leave out {setting('beat', 'large')}")
    return Wiring(trace, settings[PADDED])


def _placed(wiring: Wiring, maps: Sequence[Sheet], factors: Sequence[Sheet],
            settings: ViewSettings) -> tuple[Page, Arrangement]:
    """A page with the labels and signs, and where the boards lie. Raises TooWideError."""
    page = Page(settings, numbers=True, below_title=0.4)
    beside, product = ([sheet.draft if settings.shows("sizes") else replace(sheet.draft, label=())
                        for sheet in sheets] for sheets in (maps, factors))
    placed = lay_out(beside, product, page.type, page.top)
    check_written(product, placed.text_px, settings)
    placed = placed.alike([draft.name for draft in product[1:]])
    page.add(placed.marks, placed.bottom)
    Page(settings, numbers=True).finish(wiring.trace, _captions(wiring, settings), 0)
    return page, placed


def _captions(wiring: Wiring, settings: ViewSettings) -> list[Caption]:
    """How much is wired, with how many weights; then the parameters that are not at their default.
    """
    trace, own = wiring.trace, WORDS[settings.words.language]
    rows, columns = wiring.shape
    counts = [Caption(own.wired.format(wired=len(wiring.entries), all=rows * columns))
              ] * settings.tells(SIZES)
    if trace.weight is not None:
        stored = own.stored.format(count=trace.weight.size)
        counts.append(Caption(by_number(own.weights, wiring.weights)
                              + stored * (wiring.weights < trace.weight.size)))
    summed = any(entry.name == SUM for entry in wiring.entries.values())
    hues = bool(own.hues) and tells_channels(trace.layer)
    return [*counts, *[Caption(own.summed)] * summed, *[Caption(own.hues)] * hues,
            *_parameters(wiring, settings)]


def _parameters(wiring: Wiring, settings: ViewSettings) -> list[Caption]:
    trace, words = wiring.trace, settings.words
    if trace.stamp_axes:  # nothing is inserted or added around it
        seen = trace.layer.parameters()
        said = {name: Caption(phrase) for name, phrase in parameter_phrases(trace, words).items()
                if name != "padding" or any(seen[name])}
        return [said[name] for name in said if name != "kernel_size"]
    if not trace.axes:
        return []
    found = captions.legend(trace, words)
    shown = trace.weight is None or many_channels(trace)
    return [replace(found[0], swatch=None)] * shown + found[1:]
