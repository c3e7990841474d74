"""How large everything in the channels view is: what must fit, and the largest cells that do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from convgif.errors import setting
from convgif.scenes.text import LINE_HEIGHT, SMALLEST_TEXT_PX, text_width
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.grids import SMALLEST_CELL_PX, plane
from convgif.views.kit.page import type_of
from convgif.views.kit.typesetting import TooWideError

LARGEST_CELL, LARGEST_HEIGHT = 0.058, 0.85  # of the width; the height where cells allow it
SMALL_PX, SMALL_HEIGHT = 200, 1.05  # in a picture so small, where maps need all the room
CELL_OF_KERNEL_CELL = 3, 6  # how much larger it may be at most: times that, and more px
SMALLEST_ALIKE = 0.6  # of the largest cell of a map: so small they may be to be as in kernels


@dataclass(frozen=True)
class Band:
    """Channels that see each other: those shown of both sides, how many inputs are not, and the
    number of the group."""

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    hidden: int
    group: int


def bands_of(trace: Trace, inputs: Sequence[int], outputs: Sequence[int]) -> tuple[Band, ...]:
    """The bands with anything to show, in the order of their channels."""
    reads = [trace.layer.channels_read(channel) for channel in range(trace.output.shape[0])]
    bands = []
    for group, read in enumerate(dict.fromkeys(reads)):
        shown = tuple(c for c in inputs if c in read)
        band = Band(shown, tuple(o for o in outputs if reads[o] == read), len(read) - len(shown),
                    group)
        if band.inputs or band.outputs:
            bands.append(band)
    return tuple(bands)


@dataclass(frozen=True)
class Names:
    """What is written in the diagram; "" and empty where nothing is.

    inputs, filters, outputs: names by channel. stub: what stands for input channels that are not
    shown. partials: numbers that must fit beside a slice. biases: texts at the sums.
    """

    inputs: dict[int, str]
    filters: dict[int, str]
    outputs: dict[int, str]
    stub: str = ""
    partials: tuple[str, ...] = ()
    biases: dict[int, str] = field(default_factory=dict)

    @property
    def fewest(self) -> "Names":
        """Without what channels, filters and biases are called, where there is no room for that."""
        return replace(self, inputs={}, filters={}, outputs={}, biases={})


class Needs:
    """What must fit, whatever the size of the cells; lengths in px.

    cell, kernel_cell: the smallest cells of maps and of kernels. column: the least width of the
    column of filters. adds: whether an output is a sum of several numbers, which meet in a node.
    wires: the least room for wires to the filters, to the nodes and to the outputs. bracket: room
    for a group's bracket.
    """

    def __init__(self, trace: Trace, bands: tuple[Band, ...], names: Names, *, grouped: bool,
                 settings: ViewSettings, least_px: tuple[int, int] | None) -> None:
        size = settings.size_px
        self.size_px, self.bands, self.names = size, bands, names
        self.numbered = least_px is not None
        self.cell, self.kernel_cell = least_px or (SMALLEST_CELL_PX, SMALLEST_CELL_PX)
        self.summed = trace.weight is not None
        self.input, self.kernel, self.output = map(plane, (
            trace.extended.shape[1:], [len(axis.offsets) for axis in trace.axes],
            trace.output.shape[1:]))
        type = type_of(settings)
        self.text_px = max(SMALLEST_TEXT_PX, round(0.72 * type.label_px, 1))
        self.line_px = LINE_HEIGHT * self.text_px
        self.adds = self.summed and (trace.bias is not None
                                     or len(trace.layer.channels_read(0)) > 1)
        self.radius = min(max(round(0.019 * size), 7), 12) if self.adds else 0
        self.margin = type.margin_px
        self.most_cell_px = type.most_cell_px
        self.left, self.right, column = (
            self._widest(texts.values()) for texts in (names.inputs, names.outputs, names.filters))
        self.column = max(column, self._widest([names.stub]))
        self.partial = self._widest(names.partials) + self.text_px if names.partials else 0.0
        self.bias = self._widest(names.biases.values())
        self.label = self.line_px if names.filters else 0.0  # the line above a frame
        self.away = 0.7 * self.text_px if names.inputs else 0.0  # between a name and its map
        self.bracket = (2.2 if names.inputs else 1.0) * self.text_px if grouped else 0.0
        after_bias = self.bias + 18 if self.bias else 0.0
        self.wires = ((max(18.0, 0.1 * size), max(10.0, 0.045 * size),
                       max(12.0, 0.05 * size, after_bias)) if self.summed else
                      (max(26.0, 0.15 * size), 0.0, 0.0))

    def _widest(self, strings: Iterable[str]) -> float:
        return max((text_width(string, self.text_px) for string in strings), default=0.0)


@dataclass(frozen=True)
class Sizes:
    """The sizes of a map's cell and a kernel's, and of all that follows from them; whole px but
    for those of text."""

    needs: Needs
    cell: int
    kernel_cell: int

    @cached_property
    def gap(self) -> int:
        """Between inputs of a band."""
        return max(6, round(0.5 * self.cell))

    @cached_property
    def output_gap(self) -> int:
        """Between outputs of a band, with their filters."""
        return max(8, round(0.6 * self.kernel_cell)) if self.needs.summed else self.gap

    @cached_property
    def band_gap(self) -> int:
        return max(10, self.cell) if self.needs.summed else self.gap

    @cached_property
    def padding(self) -> int:
        """Between a frame and what is in it."""
        return max(4, round(0.4 * self.kernel_cell))

    @cached_property
    def slice_gap(self) -> int:
        return max(5, round(0.35 * self.kernel_cell))  # two wires must be told apart

    @cached_property
    def slot(self) -> int:
        """The height of a slice, or of the number beside it."""
        number = round(self.needs.text_px) if self.needs.names.partials else 0
        return max(self.needs.kernel[0] * self.kernel_cell, number)

    @cached_property
    def input_height(self) -> int:
        """Of a map or its name."""
        name = round(self.needs.text_px) if self.needs.names.inputs else 0
        return max(self.needs.input[0] * self.cell, name)

    @cached_property
    def frame_width(self) -> int:
        return max(self.needs.kernel[1] * self.kernel_cell,
                   round(self.needs.column) if self.needs.names.stub else 0) + 2 * self.padding

    @cached_property
    def column(self) -> float:
        """The width of a frame or of what is written above it."""
        return max(self.frame_width, self.needs.column) if self.needs.summed else 0.0

    def frame_height(self, band: Band) -> int:
        slots = [self.slot] * len(band.inputs) + [round(self.needs.line_px)] * bool(band.hidden)
        return sum(slots) + self.slice_gap * (len(slots) - 1) + 2 * self.padding

    def reach(self, band: Band) -> tuple[float, float]:
        """How far an output with its filter reaches above and below its middle."""
        needs, half = self.needs, max(self.needs.output[0] * self.cell,
                                      self.needs.text_px if self.needs.names.outputs else 0) / 2
        if not needs.summed:
            return half, half
        frame = self.frame_height(band) / 2
        node = needs.radius + (needs.line_px + 4 if needs.bias else 0)
        return max(half, frame + needs.label, node), max(half, frame, needs.radius)

    def heights(self, band: Band) -> tuple[float, float]:
        """Of the inputs of a band, and of its outputs with their filters."""
        return (_stacked(len(band.inputs), self.input_height, self.gap),
                _stacked(len(band.outputs), sum(self.reach(band)), self.output_gap))

    @cached_property
    def height(self) -> float:
        """Of the diagram."""
        bands = self.needs.bands
        return (sum(max(self.heights(band)) for band in bands)
                + self.band_gap * (len(bands) - 1))

    @cached_property
    def width(self) -> float:
        """The least width of the diagram."""
        needs = self.needs
        return (2 * needs.bracket + needs.left + needs.right + 2 * needs.away
                + (needs.input[1] + needs.output[1]) * self.cell + self.column + needs.partial
                + 2 * needs.radius + sum(needs.wires))

    @property
    def free(self) -> float:
        """How much wider it may be."""
        return self.needs.size_px - 2 * self.needs.margin - self.width


def _stacked(count: int, height: float, gap: float) -> float:
    """The height of so many with gaps between them."""
    return count * (height + gap) - gap if count else 0.0


def best_sizes(choices: Sequence[Needs]) -> Sizes:
    """The sizes for the first of the choices that fits. Raises TooWideError where none does."""
    found = next(filter(None, map(_largest, choices)), None)
    if found is not None:
        return found
    needs = choices[-1]
    if needs.numbered:
        raise TooWideError(f"the numbers do not fit a width of {needs.size_px}:",
                           f"leave out {setting('values')}")
    shown = sum(len(band.inputs) + len(band.outputs) for band in needs.bands)
    raise TooWideError(f"the maps do not fit a width of {needs.size_px}:",
                       "take fewer channels" if shown > 2 else "take a smaller input or kernel")


def _largest(needs: Needs) -> Sizes | None:
    """The largest cells that fit the width, and the height where there is a way; None where none
    fit. A kernel is as large as its window, but where maps would be much smaller for that: its
    cells are theirs."""
    times, more = CELL_OF_KERNEL_CELL
    largest = int(min(round(LARGEST_CELL * needs.size_px), needs.most_cell_px))
    cells, kernel_cells = (range(least, max(least, largest) + 1)
                           for least in (needs.cell, needs.kernel_cell))
    height = SMALL_HEIGHT if needs.size_px < SMALL_PX else LARGEST_HEIGHT
    tallest = max(height * needs.size_px,
                  Sizes(needs, needs.cell, needs.kernel_cell).height)
    tried = (Sizes(needs, cell, kernel_cell) for kernel_cell, cell in product(kernel_cells, cells)
             if kernel_cell <= max(needs.kernel_cell, cell)
             and cell <= max(needs.cell, times * kernel_cell + more))
    fitting = [sizes for sizes in tried if sizes.free >= 0 and sizes.height <= tallest]
    if not fitting:
        return None
    least = SMALLEST_ALIKE * max(sizes.cell for sizes in fitting)
    alike = [sizes for sizes in fitting if sizes.cell == sizes.kernel_cell >= least]
    return (alike or fitting)[-1]
