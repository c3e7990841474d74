"""Where the maps of the channels view lie: inputs left, framed kernels, sums, outputs right.

Channels that see each other form a band; the bands lie below each other, so that the wires of one
never cross those of another. Within a band both sides are in the middle.
"""

from dataclasses import dataclass, replace

from convgif.scenes.scene import Point
from convgif.views.channels.sizes import Band, Sizes
from convgif.views.kit.areas import Area, area, below, beside
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
    column of filters with those numbers.
    """

    sizes: Sizes
    inputs: dict[int, FlatGrid]
    units: tuple[Unit, ...]
    bottom: float
    partials: float
    filters: tuple[float, float]

    @property
    def input_left(self) -> int:
        return next(iter(self.inputs.values())).left

    @property
    def output_right(self) -> int:
        return self.units[0].output.right


def place(sizes: Sizes, top: float) -> ChannelsLayout:
    """The layout, from `top` down, in the middle of the canvas."""
    needs, cell = sizes.needs, sizes.cell
    to_filters, to_nodes, to_outputs = _wires(sizes)
    grid = FlatGrid(*needs.input, cell)
    result = FlatGrid(*needs.output, cell)
    around = (sizes.column - sizes.frame_width) / 2 if needs.summed else 0.0
    spread = sum(_wires(sizes)) - sum(needs.wires)
    left = needs.margin + (sizes.free - spread) / 2 + needs.bracket + needs.left + needs.away
    grid = grid.moved_to(left, 0)
    frame_left = round(grid.right + to_filters + around)
    partials = frame_left + sizes.frame_width + needs.partial
    node = round(partials + around + to_nodes + needs.radius) + 0.5
    result = result.moved_to(node + needs.radius + to_outputs if needs.summed
                             else grid.right + to_filters, 0)
    middles = below([_band(sizes, band) for band in needs.bands], sizes.band_gap).placed(0.0, top)
    inputs = {channel: grid.moved_to(grid.left, middles[f"in {channel}"][1] - grid.height / 2)
              for band in needs.bands for channel in band.inputs}
    units = []
    for band in needs.bands:
        for channel in band.outputs:
            middle = round(middles[f"out {channel}"][1])
            output = result.moved_to(result.left, middle - result.height / 2)
            units.append(_unit(sizes, channel, band, output, frame_left, (node, middle + 0.5))
                         if needs.summed else Unit(channel, band, output, {}))
    return ChannelsLayout(sizes, inputs, tuple(units), top + sizes.height, partials,
                          (frame_left - around, partials + around))


def _band(sizes: Sizes, band: Band) -> Area:
    """The middles of the inputs of a band beside those of its outputs with their filters."""
    up, down = sizes.reach(band)
    inputs = [area(0.0, sizes.input_height, {f"in {channel}": (0.0, sizes.input_height / 2)})
              for channel in band.inputs]
    outputs = [area(0.0, up + down, {f"out {channel}": (0.0, up)}) for channel in band.outputs]
    sides = [replace(below(side, gap), height=height, axis=(0.0, height / 2))
             for side, gap, height in zip((inputs, outputs), (sizes.gap, sizes.output_gap),
                                          sizes.heights(band), strict=True) if side]
    return beside(sides, [0.0] * (len(sides) - 1))


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
    slots = [area(grid.width, sizes.slot, {str(source): (0.0, (sizes.slot - grid.height) / 2)})
             for source in band.inputs]
    if band.hidden:
        line_px = sizes.needs.line_px
        slots.append(area(grid.width, line_px, {"stub": (grid.width / 2, line_px / 2)}))
    places = below(slots, sizes.slice_gap).placed(
        left + (sizes.frame_width - grid.width) / 2, top + sizes.padding)
    slices = {source: grid.moved_to(*places[str(source)]) for source in band.inputs}
    return Unit(channel, band, output, slices, frame, node, places.get("stub"))
