"""Where the maps of the channels view lie: inputs left, framed kernels, sums, outputs right.

Channels that see each other form a band; the bands lie below each other, so that the wires of one
never cross those of another. Within a band both sides are in the middle.
"""

from dataclasses import dataclass

from convgif.scenes.scene import Point
from convgif.views.channels.sizes import Band, Sizes
from convgif.views.kit.grids import Corners, FlatGrid

WIDEST_WIRES = (0.3, 0.13, 0.13)  # of the canvas, where there is room


@dataclass(frozen=True)
class Box:
    """A rectangle, its sides in the middle of pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def corners(self) -> Corners:
        return ((self.left, self.top), (self.right, self.top), (self.right, self.bottom),
                (self.left, self.bottom))


@dataclass(frozen=True)
class Unit:
    """One output channel with all that makes it.

    slices: of its kernel, by the input channel that each reads, those shown. stub: the middle of
    what stands for the others, if any. Pooling has neither slices nor frame nor node.
    """

    channel: int
    band: Band
    output: FlatGrid
    slices: dict[int, FlatGrid]
    frame: Box | None = None
    node: Point | None = None
    stub: Point | None = None


@dataclass(frozen=True)
class ChannelsLayout:
    """All grids, by input channel and by unit; the outer edges of maps and filters.

    partials: the right edge of the numbers beside the slices. filters: left and right edge of the
    column of filters with those numbers. spans: top and bottom of each band.
    """

    sizes: Sizes
    inputs: dict[int, FlatGrid]
    units: tuple[Unit, ...]
    spans: tuple[tuple[float, float], ...]
    partials: float
    filters: tuple[float, float]

    @property
    def input_left(self) -> int:
        return next(iter(self.inputs.values())).left

    @property
    def output_right(self) -> int:
        return self.units[0].output.right

    @property
    def bottom(self) -> float:
        return self.spans[-1][1]


def place(sizes: Sizes, top: float) -> ChannelsLayout:
    """The layout, from `top` down, in the middle of the canvas."""
    needs, cell = sizes.needs, sizes.cell
    to_filters, to_nodes, to_outputs = _wires(sizes)
    grid = FlatGrid(*needs.input, cell)
    result = FlatGrid(*needs.output, cell)
    beside = (sizes.column - sizes.frame_width) / 2 if needs.summed else 0.0
    spread = sum(_wires(sizes)) - sum(needs.wires)
    left = needs.margin + (sizes.free - spread) / 2 + needs.bracket + needs.left + needs.away
    grid = grid.moved_to(left, 0)
    frame_left = round(grid.right + to_filters + beside)
    frame_right = frame_left + sizes.frame_width
    partials = frame_right + needs.partial
    node = round(partials + beside + to_nodes + needs.radius) + 0.5
    result = result.moved_to(node + needs.radius + to_outputs if needs.summed
                             else grid.right + to_filters, 0)
    inputs: dict[int, FlatGrid] = {}
    units: list[Unit] = []
    spans: list[tuple[float, float]] = []
    for band in needs.bands:
        in_height, out_height = sizes.heights(band)
        height = max(in_height, out_height)
        y = top + (height - in_height) / 2 + sizes.input_height / 2
        for channel in band.inputs:
            inputs[channel] = grid.moved_to(grid.left, y - grid.height / 2)
            y += sizes.input_height + sizes.gap
        up, down = sizes.reach(band)
        y = top + (height - out_height) / 2 + up
        for channel in band.outputs:
            output = result.moved_to(result.left, round(y) - result.height / 2)
            units.append(_unit(sizes, channel, band, output, frame_left, (node, round(y) + 0.5))
                         if needs.summed else Unit(channel, band, output, {}))
            y += up + down + sizes.output_gap
        spans.append((top, top + height))
        top += height + sizes.band_gap
    return ChannelsLayout(sizes, inputs, tuple(units), tuple(spans), partials,
                  (frame_left - beside, partials + beside))


def _wires(sizes: Sizes) -> list[float]:
    """How wide the rooms for wires are: in proportion, up to a limit."""
    needs = sizes.needs
    most = [max(least, share * needs.size_px) if least else 0.0
            for least, share in zip(needs.wires, WIDEST_WIRES, strict=True)]
    spare = sum(most) - sum(needs.wires)
    share = min(1.0, sizes.free / spare) if spare else 0.0
    return [least + share * (wide - least) for least, wide in zip(needs.wires, most, strict=True)]


def _unit(sizes: Sizes, channel: int, band: Band, output: FlatGrid, left: int, node: Point
          ) -> Unit:
    height = sizes.frame_height(band)
    top = round(node[1] - 0.5 - height / 2)
    frame = Box(left + 0.5, top + 0.5, left + sizes.frame_width + 0.5, top + height + 0.5)
    grid = FlatGrid(*sizes.needs.kernel, sizes.kernel_cell)
    x, y = left + (sizes.frame_width - grid.width) / 2, top + sizes.padding
    slices = {}
    for source in band.inputs:
        slices[source] = grid.moved_to(x, y + (sizes.slot - grid.height) / 2)
        y += sizes.slot + sizes.slice_gap
    stub = (left + sizes.frame_width / 2, y + sizes.needs.line_px / 2) if band.hidden else None
    return Unit(channel, band, output, slices, frame, node, stub)
