"""The marks of the channels view that stay where they are: maps, filters and names.

What takes part in some steps only is laid out idle.
"""

from collections.abc import Iterator, Sequence

from convgif.scenes.scene import Mark, MarkId, Roles, Text
from convgif.scenes.text import ASCENT, text_width
from convgif.scenes.words import by_number, times
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.channels import wiring
from convgif.views.channels.layout import ChannelsLayout, Unit
from convgif.views.channels.sizes import Names
from convgif.views.channels.sums import ChannelSum
from convgif.views.channels.words import WORDS, ChannelsWords
from convgif.views.kit.boards import LINE_ORDER, NUMBER_ORDER, Board
from convgif.views.kit.grids import FlatGrid, cell_of
from convgif.views.kit.maps import CellRoles, inserted_zeros, lying_in
from convgif.views.kit.numerals import level_text
from convgif.views.kit.page import Page
from convgif.views.kit.pointers import bracket, dot
from convgif.views.kit.typesetting import TooWideError

SMALLEST_DOT_CELL_PX = 8
SMALLEST_HATCHED_CELL_PX = 12  # of unread input, which its veil tells; many strokes would flicker
NAME_HEIGHT = 1.2  # of its size, with some room: no script is higher


def is_grouped(trace: Trace) -> bool:
    """Whether brackets tell groups apart; pooling's channels need none."""
    reads = {trace.layer.channels_read(channel) for channel in range(trace.output.shape[0])}
    return trace.weight is not None and len(reads) > 1


def names_of(trace: Trace, inputs: Sequence[int], outputs: Sequence[int], settings: ViewSettings,
             sums: Sequence[ChannelSum]) -> Names:
    """All that is written beside the maps."""
    words = WORDS[settings.words.language]
    named, summed = settings.shows("sizes"), trace.weight is not None
    kernel = words.rotated_filter if trace.rotated else words.filter_name
    hidden = max(len(set(trace.layer.channels_read(out)) - set(inputs)) for out in outputs)
    biases: dict[int, str] = {}
    if trace.bias is not None and sums:
        biases = {sum.channel: words.bias_value.format(value=sum.bias) for sum in sums}
    elif trace.bias is not None and named:
        biases = {out: words.bias_name.format(number=out) for out in outputs}
    return Names(
        inputs={c: settings.words.input_name.format(number=c) for c in inputs} if named else {},
        outputs={c: settings.words.output_name.format(number=c) for c in outputs} if named else {},
        filters={c: kernel.format(index=_written(trace.layer.filter_index(c)))
                 for c in outputs} if named and summed else {},
        stub=by_number(words.more_channels, hidden) if hidden and summed else "",
        partials=tuple(dict.fromkeys(term for sum in sums for term in sum.terms.values())),
        biases=biases)


def _written(index: Sequence[int | slice]) -> str:
    """An index as Python has it: 3, or `:,3`, or `2:4,0`."""
    return ",".join(str(part) if isinstance(part, int) else
                    ":" if part == slice(None) else f"{part.start}:{part.stop}" for part in index)


def heading(page: Page, trace: Trace, layout: ChannelsLayout) -> None:
    """The shapes of input and output above their maps, if they are wanted.

    Raises TooWideError if they do not fit beside each other.
    """
    size_px, words = page.type.label_px, page.settings.words
    if not page.settings.shows("sizes"):
        return
    needs = layout.sizes.needs
    labels = [phrase.format(shape=times(array.shape)) for phrase, array in (
        (words.input, trace.input), (words.output, trace.output))]
    widths = [text_width(label, size_px) for label in labels]
    edge = page.left + page.width
    left = max(page.left, min(layout.input_left - needs.away - needs.left, edge - widths[0]))
    right = min(edge, max(layout.output_right + needs.away + needs.right,
                          page.left + widths[1]))
    if left + widths[0] + size_px > right - widths[1]:
        left, right = page.left, edge
    if left + widths[0] + size_px > right - widths[1]:
        raise TooWideError(f"{labels[0]} and {labels[1]} do not fit:")
    baseline = page.top + ASCENT * size_px
    for place, (label, x, align) in enumerate(((labels[0], left, "left"),
                                               (labels[1], right, "right"))):
        id = ("label", (place,))
        page.marks[id] = Mark(id, Text(label, (x, baseline), size_px, align), ("label",),
                                NUMBER_ORDER)
    page.top += 1.9 * size_px


# Maps.

def receding(roles: Roles) -> Roles:
    """Those of a cell at rest where unread input has no stroke, nor what is unread around it."""
    if "dropped" not in roles:
        return roles
    kind = tuple(role for role in roles if role != "dropped")
    return (*kind, "receded") if kind == ("input",) else kind


def input_map(trace: Trace, board: Board, roles: CellRoles, idle: bool, zero_px: float | None
              ) -> list[Mark]:
    """The cells of an input channel, extended by zeros, with their numbers. zero_px: of a small 0
    in each inserted zero, None without."""
    resting = ("idle",) * idle
    zeros = {} if zero_px is None else {cell_of(cell): zero_px
                                        for cell in inserted_zeros(trace)}
    marks = board.marks(lambda *cell: (*roles(*cell), *resting),
                        lambda *cell: (*lying_in(roles(*cell), "value"), *resting), zeros)
    return marks + [Mark((f"zero {board.name}", cell), board.grid.number("0", *cell, size_px),
                         ("zero", *resting), NUMBER_ORDER) for cell, size_px in zeros.items()]


def output_map(board: Board, roles: CellRoles, pending: Roles) -> list[Mark]:
    """The cells of an output channel with their numbers. pending: of cells to come, if any."""
    return board.marks(lambda *cell: (*roles(*cell), *pending),
                       lambda *_: ("pending",) if pending else ("value",))


def slice_map(trace: Trace, board: Board, channel: int, dots: bool) -> Iterator[Mark]:
    """A slice of a filter's kernel, with its numbers or a dot on weight [0, 0]."""
    yield from board.marks(lambda *_: ("kernel", "idle"), lambda *_: ("value", "idle"))
    grid = board.grid
    if dots and grid.cell_px >= SMALLEST_DOT_CELL_PX and grid.rows * grid.columns > 1:
        first = cell_of([axis.kernel.index(0) for axis in trace.axes])
        yield Mark(("first_weight", (channel, *board.before)),
                   dot(grid, first, far=trace.rotated), ("first_weight", "idle"), NUMBER_ORDER)


def filter_marks(layout: ChannelsLayout, unit: Unit) -> Iterator[Mark]:
    """A filter's frame and its sum; where nothing is added up, without a node."""
    lines = {"frame": wiring.frame(unit)}
    if layout.sizes.needs.adds:
        lines["node"] = wiring.node(layout, unit)
    for name, line in lines.items():
        yield Mark((f"{name} {unit.channel}", ()), line, (name, "idle"), LINE_ORDER)
    yield Mark((f"sum {unit.channel}", (0,)), wiring.sum_wires(layout, unit, beside=False),
               ("wire", "idle"), LINE_ORDER)
    if layout.sizes.needs.partial:
        yield Mark((f"sum {unit.channel}", (1,)), wiring.sum_wires(layout, unit, beside=True),
                   ("pending",), LINE_ORDER)


# Names.

def map_names(layout: ChannelsLayout) -> Iterator[Mark]:
    """The names left of the inputs, right of the outputs and above the filters."""
    needs, names = layout.sizes.needs, layout.sizes.needs.names
    for channel, name in names.inputs.items():
        yield _label(("name in", (channel,)), name, layout.input_left - needs.away,
                     _middle(layout.inputs[channel]), needs.text_px, "right")
    for unit in layout.units:
        if names.outputs:
            yield _label(("name out", (unit.channel,)), names.outputs[unit.channel],
                         layout.output_right + needs.away, _middle(unit.output), needs.text_px,
                         "left")
        if unit.frame and names.filters:
            yield _label(("name W", (unit.channel,)), names.filters[unit.channel],
                         (unit.frame.left + unit.frame.right) / 2,
                         unit.frame.top - needs.line_px / 2, needs.text_px, "center")


def filter_texts(layout: ChannelsLayout, unit: Unit, words: ChannelsWords, bias: str
                 ) -> Iterator[Mark]:
    """What stands for the channels that are not shown, and what is written at the sum."""
    needs = layout.sizes.needs
    if unit.stub:
        x, y = unit.stub
        yield _label((f"stub {unit.channel}", ()), by_number(
            words.more_channels, unit.band.hidden), x, y, needs.text_px, "center",
            ("label", "idle"))
    if bias and unit.node:
        x, y = unit.node
        yield _label((f"bias {unit.channel}", ()), bias, x + wiring.BEND_PX,
                     y - needs.radius - wiring.BIAS_PX, needs.text_px, "left", ("label", "idle"))


def brackets(layout: ChannelsLayout) -> Iterator[Mark]:
    """A bracket and a letter around each group, left of its inputs and right of its outputs."""
    needs = layout.sizes.needs
    tick = 0.4 * needs.text_px
    away = (0.5 if needs.left else 0.8) * needs.text_px
    left = layout.input_left - needs.away - needs.left - away
    right = layout.output_right + needs.away + needs.right + away
    for band in needs.bands:
        outputs = [unit.output for unit in layout.units if unit.channel in band.outputs]
        for side, grids, x, turn in (
                (0, [layout.inputs[channel] for channel in band.inputs], left, tick),
                (1, outputs, right, -tick)):
            if not grids:
                continue
            top, bottom = wiring.span_of(grids)
            low = (NAME_HEIGHT * needs.text_px - (bottom - top)) / 2  # a name may be higher
            top, bottom = round(top - max(0, low)), round(bottom + max(0, low))
            yield Mark(("group", (band.group, side)),
                       bracket(x, top, bottom, turn), ("group",), LINE_ORDER)
            if needs.names.inputs:
                yield _label(("group letter", (band.group, side)), letters(band.group), x - turn,
                             (top + bottom) / 2 + 0.5, needs.text_px,
                             "right" if turn > 0 else "left")


def letters(number: int) -> str:
    """A, B, ... Z, AA, AB, ...: the name of a group."""
    before, letter = divmod(number, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + letter)


def _label(id: MarkId, string: str, x: float, y: float, size_px: float, align: str,
           roles: Roles = ("label",)) -> Mark:
    """A text whose capitals have their middle at (x, y)."""
    return Mark(id, level_text(string, (x, y), size_px, align), roles, NUMBER_ORDER)


def _middle(grid: FlatGrid) -> float:
    return (grid.top + grid.bottom) / 2 + 0.5
