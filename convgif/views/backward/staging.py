"""The backward view: the forward pass above, and below it, map under map, its gradients.

What arrives at an output goes the same wires backwards, in a hue of its own: onto the window that
the output reads, onto the weights, onto the bias.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from convgif.scenes.scene import (
    Element,
    MarkId,
    Roles,
    Scene,
    Stage,
    Story,
    Unfolding,
)
from convgif.scenes.scene import told as filled_or_not
from convgif.scenes.words import by_number, joined, times
from convgif.traces.tracing import Trace
from convgif.views.backward import moved
from convgif.views.backward.passing import Passing
from convgif.views.backward.words import WORDS
from convgif.views.base import MOVING_KINDS, ViewSettings
from convgif.views.captions import Caption, drawn_pair, legend, signs, spoken, told
from convgif.views.equality import EQUALS
from convgif.views.kit.arrangement import Arrangement, Rows, in_columns
from convgif.views.kit.boards import Board, board_of
from convgif.views.kit.drafts import Draft
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import Index, line_scale
from convgif.views.kit.maps import CellRoles, Elements, extended_roles, one_pair
from convgif.views.kit.page import Page
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import TooWideError
from convgif.views.numbers.layer_boards import LayerBoards
from convgif.views.numbers.operands import (
    GIVES,
    MORE,
    bias_operand,
    input_operand,
    kernel_operand,
    output_operand,
)
from convgif.views.numbers.page import captions, place_maps
from convgif.views.numbers.readings import Reading, read
from convgif.views.settings import VALUES

BACK, GAP = "←", 0.7  # the sign before what arrives; above the legend, in labels
APPLIES, SLOPE = f"{GIVES} f", "f′"  # the sign before what an activation makes; of its slope
GRADIENT: Roles = ("gradient",)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each output position, in scan order; or for each number
    that is moved."""
    (trace,) = traces
    if trace.layer.kind in MOVING_KINDS:
        return moved.stage(trace, settings)
    passing = Passing.of(trace, settings)
    readings = [read(step, passing.what) for step in passing.what.steps]
    page, placed, drawn, boards = fitted(
        lambda sized: _placed(passing, readings[0], sized), settings)
    others, height = page.finish(
        trace, _legend(passing, drawn, settings), GAP * page.type.label_px,
        signs(trace, settings.words, numbered=True, strided=False))
    maps = drawn.maps | {board.name: board.grid.size for board in boards.values()}
    elements = {**one_pair(trace, passing.what.in_channel, passing.what.out_channel),
                **_elements(passing, boards)}

    def staged(prefilled: bool) -> Story:
        marks = drawn.marks(readings[0], prefilled=True)
        for name, board in _at_first(passing, boards, prefilled=prefilled).items():
            marks += board.marks(_cell_roles(passing, name), lambda *_: ("value",))
        every = {mark.id: mark for mark in marks} | others
        stage = Stage(settings.size_px, height, maps, every,
                      line_scale(placed.smallest_cell_px), elements)
        return Story(stage, Unfolding(len(readings), _scenes(
            passing, readings, drawn, boards, Timeline(every.values()), prefilled=prefilled)))

    return filled_or_not(staged, settings.prefilled)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    (trace,), words = traces, settings.words
    if trace.layer.kind in MOVING_KINDS:
        return moved.describe(trace, settings)
    passing, own = Passing.of(trace, settings), WORDS[words.language]
    others = {"weight": own.to_weight if trace.axes else own.to_row, "bias": own.to_bias}
    of = passing.names[0] if trace.axes or passing.names != ("weight",) else "row"
    output, input = (times(array.shape[1:] or array.shape) for array in (trace.output, trace.input))
    sentence = own.sentence_of.get(of, own.sentence).format(
        layer=trace.layer.printed_name, steps=by_number(words.steps, len(passing.what.steps)),
        output=output, input=input,
        shared=own.shared[trace.reduction] if trace.axes else own.onto_all,
        others="".join([others[name] for name in passing.names if name in others]))
    details = words.list_separator.join([
        *spoken(legend(trace, words)), *[own.flat_spoken] * bool(passing.flat),
        *_alone(passing, settings)])
    return told(settings, joined(words.sentence_gap, sentence, drawn_pair(trace, settings)),
                details)


def _placed(passing: Passing, first: Reading, settings: ViewSettings
            ) -> tuple[Page, Arrangement, LayerBoards, dict[str, Board]]:
    """A page with the maps, and where they lie. Raises TooWideError for them and the captions."""
    forward, gradients = _forward(passing, first, settings), _gradients(passing, settings)
    products = _products(passing, settings) if settings[VALUES] else []
    above = not passing.trace.axes
    for number, rows in enumerate(choices := _rows(forward, gradients, above=above)):
        page = _page(settings)
        try:
            placed = place_maps(page, [[*rows, *[products] * bool(products)]], forward,
                                aligned=above)
            break
        except TooWideError:
            if number == len(choices) - 1:
                raise
    drawn = LayerBoards(passing.what, forward, placed)
    _page(settings).finish(passing.trace, _legend(passing, drawn, settings), 0)  # do they fit?
    boards = {draft.name: board_of(draft, placed) for draft in gradients + products}
    return page, placed, drawn, boards


def _at_first(passing: Passing, boards: Mapping[str, Board], *, prefilled: bool
              ) -> dict[str, Board]:
    """The boards before the first step: the gradients are 0 yet, or whole."""
    written = passing.last if prefilled else passing.first
    return {**boards, **{f"grad_{name}": replace(boards[f"grad_{name}"], strings=written(name))
                         for name in passing.names}}


def _rows(forward: Sequence[Draft], gradients: Sequence[Draft], *, above: bool) -> list[Rows]:
    """In which rows they may lie, the best first: each gradient under what it is of, where all are
    drawn. above: whether the input, and its gradient, stands above the others, as of a layer
    without axes."""
    whole = len(forward) == len(gradients)
    if not above:
        plain = [forward, gradients]
        return [in_columns(plain), plain] if whole else [plain]
    if not whole:
        return [[forward[:1], forward[1:], gradients]]
    first, second = in_columns([forward[1:], gradients[1:]])
    return [[forward[:1], first, gradients[:1], second],
            [forward[:1], forward[1:], gradients[:1], gradients[1:]]]


def _page(settings: ViewSettings) -> Page:
    return Page(settings, numbers=True, below_title=0.4)


def _forward(passing: Passing, first: Reading, settings: ViewSettings) -> list[Draft]:
    """The maps of the forward pass, of which the output is there."""
    what = passing.what
    kernel = kernel_operand(what, first, settings)
    if kernel is not None and passing.kernels:
        kernel = replace(kernel, strings=tuple(passing.widest_kernel), values=None, ramp=None,
                         written=True)
    sign = GIVES if kernel is None else f"{MORE} {EQUALS}" if what.several else EQUALS
    if passing.slopes is not None:
        sign = f"{MORE} {APPLIES}" if what.several else APPLIES
    operands = (input_operand(what, settings), kernel, bias_operand(what, settings),
                output_operand(what, settings, sign))
    return [operand for operand in operands if operand is not None]


def _gradients(passing: Passing, settings: ViewSettings) -> list[Draft]:
    """The map of each gradient, each under what it is of; at the right what arrives."""
    called = settings.words.arrays
    back = BACK if passing.slopes is None else f"{BACK} {SLOPE}"
    strings = {name: passing.widest(name) for name in passing.names}
    strings["output"] = list(passing.arriving)
    return [Draft(f"grad_{name}", *passing.sizes[name], tuple(written),
                  label=(called[f"grad_{name}"],), sign=back if name == "output" else "",
                  own_cells=True, written=True)
            for name, written in strings.items()]


def _products(passing: Passing, settings: ViewSettings) -> list[Draft]:
    """What each step adds, by the place in the kernel."""
    own, arrives = WORDS[settings.words.language], settings.words.arrays["grad_output"]
    weighted = passing.trace.weight is not None
    factors = own.factors["taps" if passing.trace.axes else "features"]
    through = "" if passing.slopes is None else f" × {SLOPE}"
    return [Draft(f"product_{name}", *passing.what.kernel, tuple(passing.widest_added(name)),
                  label=(f"{arrives}{through}", factors[name if weighted else "share"]),
                  own_cells=True, written=True)
            for name in ("input", "weight") if name in passing.names]


def _legend(passing: Passing, drawn: LayerBoards, settings: ViewSettings) -> list[Caption]:
    """What the forward pass says, and the hue of the gradients."""
    own = WORDS[settings.words.language]
    return [*captions(drawn, settings), Caption(own.gradient, GRADIENT),
            *[Caption(own.flat, (*GRADIENT, "dropped"))] * bool(passing.flat),
            *[Caption(said) for said in _alone(passing, settings)]]


def _alone(passing: Passing, settings: ViewSettings) -> Iterator[str]:
    """That other channels add to the gradient of the input, where they do."""
    if passing.is_alone and "input" in passing.names:
        yield WORDS[settings.words.language].alone.format(
            number=passing.what.out_channel)


def _cell_roles(passing: Passing, name: str) -> CellRoles:
    """The roles of the cells of a gradient at rest: around that of the input lies its border."""
    if name == "grad_output":
        return lambda *at: (*GRADIENT, *["dropped"] * (at in passing.flat))
    if name != "grad_input":
        return lambda *_: GRADIENT
    extended = extended_roles(passing.trace)
    return lambda *at: (*GRADIENT, *extended(*at)[1:]) if extended(*at)[0] == "input" else (
        extended(*at))


def _elements(passing: Passing, boards: Mapping[str, Board]) -> Elements:
    """What the cells of the gradients show."""
    return {boards[f"grad_{name}"].cell(*cell): Element(f"grad_{name}", index)
            for name in (*passing.names, "output")
            for index, cell in passing.elements(name).items()}


def _scenes(passing: Passing, readings: Sequence[Reading], drawn: LayerBoards,
            boards: Mapping[str, Board], timeline: Timeline, *, prefilled: bool
            ) -> Iterator[Scene]:
    """A scene for each output: its window, what arrives at it, and what that is added onto."""
    adding = [name for name in boards if name.startswith("product_")]
    for number, reading in enumerate(readings):
        roles, shapes = drawn.window(reading)
        at = drawn.output_cell(reading.step)
        roles[drawn.output.cell(*at)] = (*drawn.output_roles(*at), "output_active")
        roles[drawn.output.number(*at)] = ("value_active",)
        roles |= _lit(boards["grad_output"], at, "gradient_active")
        if passing.kernels:
            kernel = drawn.boards["kernel"]
            shapes |= {kernel.number(*place): kernel.text(string, *place)
                       for place, string in passing.kernels[number].items()}
        for name, strings in passing.written[number].items():
            board = boards[f"grad_{name}"]
            for cell, string in strings.items():
                roles |= _lit(board, cell, "gradient_reached")
                if prefilled:
                    continue
                shapes[board.number(*cell)] = board.text(string, *cell)
        for name in adding:
            board, strings = boards[name], passing.added[number][name.removeprefix("product_")]
            for cell in board.grid.indices:
                if cell in strings:
                    shapes[board.number(*cell)] = board.text(strings[cell], *cell)
                else:
                    roles[board.cell(*cell)] = (*GRADIENT, "idle")
                    roles[board.number(*cell)] = ("pending",)
        yield timeline.next(roles, shapes)


def _lit(board: Board, cell: Index, role: str) -> dict[MarkId, Roles]:
    """A cell of a gradient in that role, and its number."""
    return {board.cell(*cell): (*GRADIENT, role), board.number(*cell): ("value_active",)}
