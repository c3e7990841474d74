"""What a unit reads of each map below it, how often, and how the field grows on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from convgif.errors import LayerError, ViewError, setting
from convgif.layers import CellKind, Layer
from convgif.layers.moving import MovingLayer
from convgif.networks.joins import Join
from convgif.networks.network import Network, NetworkLayer, SizedNetwork
from convgif.networks.operations import Operation, Shape
from convgif.networks.paths import Paths, paths_to
from convgif.networks.reach import Reach
from convgif.views.base import ViewSettings
from convgif.views.network.blocks import Block, blocks_of, folded
from convgif.views.settings import AT_LAYER, UNIT

MOST_LEVELS, MOST_CELLS = 12, (64, 512)  # maps, and cells on an axis of one or of two
Place = tuple[int, ...]
Cells = frozenset[int]
Cone = tuple[Mapping[Place, float], ...]  # of each map how many paths lead from a cell that is read


@dataclass(frozen=True, eq=False)
class Level:
    """A map on the way. sources: the numbers of the maps that it is made of. growth: through the
    layer that makes it, by axis: its stride, and how far its kernel spans; empty where fields do
    not grow so. apart: how far what its branches read lies apart, along each axis."""

    block: Block
    sizes: tuple[int, ...]
    reach: Reach
    sources: tuple[int, ...] = ()
    growth: tuple[tuple[int, int], ...] = ()
    apart: tuple[float, ...] = ()

    @property
    def is_misaligned(self) -> bool:
        """Whether it is made of branches whose fields lie elsewhere."""
        return any(self.apart)


def cones_of(network: SizedNetwork, settings: ViewSettings) -> tuple[list[Level], list[Cone]]:
    """The maps, the input first, and what is read of each by the unit and by its neighbour, if it
    has one. Raises ViewError."""
    levels, units = units_of(network, settings)
    try:
        return levels, [_cone(network, levels, each) for each in units]
    except LayerError as error:
        raise ViewError(error.message) from None


def units_of(network: SizedNetwork, settings: ViewSettings) -> tuple[list[Level], list[Place]]:
    """The maps, the input first, and the unit of the last, with its neighbour if it has one. Raises
    ViewError."""
    levels = _levels(network, is_part=settings[AT_LAYER] is not None)
    last = levels[-1].sizes
    unit = settings[UNIT]
    at = tuple((size - 1) // 2 for size in last) if unit is None else unit
    if len(at) != len(last) or not all(0 <= place < size
                                       for place, size in zip(at, last, strict=True)):
        raise ViewError(f"there is no unit {','.join(map(str, at))}: the last map is "
                        f"{'×'.join(map(str, last))}, counted from 0")
    beside = (*at[:-1], at[-1] + 1 if at[-1] + 1 < last[-1] else at[-1] - 1)
    return levels, [at, beside] if last[-1] > 1 else [at]


def _levels(network: SizedNetwork, *, is_part: bool) -> list[Level]:
    """The maps up to where axes end; is_part: the last layer was asked for by its name. Raises
    ViewError for too much, and for such a layer that makes no map."""
    blocks = blocks_of(network, fold=False)
    rank = len(blocks[0].shape) - 1
    kept = [blocks[0]]
    for block in blocks[1:]:
        if not block.units or max(block.sources) >= len(kept):
            break
        kept.append(block)
    if len(kept) < 2 or rank not in (1, 2):
        raise ViewError("the receptive view draws layers that slide over one axis or two: use "
                        f"{setting('view', 'network')}")
    asked = network.layers[-1]
    if is_part and asked.output_shape != kept[-1].shape:  # an activation has the field before it
        raise ViewError(f"the receptive view draws maps, and {asked.name} makes none or comes "
                        "after their end: give the last layer that does, "
                        f"{setting('at_layer', kept[-1].layers[-1].name)}, or leave it out")
    kept = kept if len(kept) <= MOST_LEVELS else folded(kept)
    if len(kept) > MOST_LEVELS:
        raise ViewError(f"{len(kept)} maps are over {MOST_LEVELS}: give a part of the network, "
                        f"such as {setting('at_layer', kept[MOST_LEVELS - 1].layers[-1].name)}")
    most = MOST_CELLS[rank - 1]
    for number, block in enumerate(kept):
        if max(block.shape[1:]) > most:
            raise ViewError(f"a map of {block.label} has over {most} cells along an axis: give "
                            f"{_smaller(network, kept, number, most)}")
    levels = [Level(kept[0], kept[0].shape[1:], Reach.of_input(blocks[0].shape))]
    for block in kept[1:]:
        layer = block.layers[-1]
        levels.append(Level(block, block.shape[1:], layer.reach, block.sources, _growth(block),
                            layer.branches_apart))
    return levels


def _smaller(network: SizedNetwork, kept: Sequence[Block], number: int, most: int) -> str:
    """What to give where the map of that number is too large: the part before it, or where that is
    the input, a smaller one, which what follows the maps may not suit."""
    channels, *sizes = network.input_shape
    if max(sizes) <= most and number > 1:
        return f"the part before it, by {setting('at_layer', kept[number - 1].layers[-1].name)}"
    smaller = channels, *(min(size, most) for size in sizes)
    part = Network(tuple(NetworkLayer(layer.name, layer.operation, layer.inputs)
                         for layer in network.layers)).on(smaller)
    names = {layer.name for layer in part.layers}
    suiting = [block.layers[-1].name for block in kept[1:] if block.layers[-1].name in names]
    is_whole = not part.failure or not suiting
    rest = "" if is_whole else f", and the part that suits it, {setting('at_layer', suiting[-1])}"
    return f"a smaller input, {setting('input_size', smaller)}{rest}"


def _growth(block: Block) -> tuple[tuple[int, int], ...]:
    """The stride and the span of the kernel along each axis, of layers that are folded those of one
    that reads as they do; nothing where no window slides."""
    found = [(1, 1)] * len(block.units)
    for operation, shape in _passed(block):
        if isinstance(operation, MovingLayer) or not isinstance(operation, Layer):
            return ()
        for axis, size in enumerate(shape[1:]):
            plan = operation.axis_plan(axis, size)
            if plan.stride is None or operation.axis_stamps(axis, size) is not None:
                return ()
            stride, span = found[axis]
            found[axis] = stride * plan.stride, span + stride * plan.offsets[-1]
    return tuple(found)


def _passed(block: Block) -> Iterator[tuple[Layer | Operation | Join | None, Shape]]:
    """What makes the map, one after the other where layers are folded, and what each takes."""
    if not block.layers:
        yield block.operation, block.before
    for number, layer in enumerate(block.layers):
        yield layer.operation, block.shape if number else block.before


def _cone(network: SizedNetwork, levels: Sequence[Level], unit: Place) -> Cone:
    """What the unit of the last map reads of every map, the input first. Raises LayerError."""
    paths = paths_to(network.layers, network.input_shape, levels[-1].block.numbers[-1], unit)
    return tuple([_read([paths[number] for number in level.block.numbers if number in paths])
                  for level in levels])


def _read(paths: Sequence[Paths]) -> dict[Place, float]:
    """The cells of a map that are read by whatever takes it, padding too."""
    found: dict[Place, float] = {}
    for each in paths:
        counts = each.places
        cells = np.argwhere(counts) - each.before
        for cell, count in zip(map(tuple, cells.tolist()), counts[counts != 0].tolist(),
                               strict=True):
            found[cell] = max(found.get(cell, 0.0), count)
    return found


def taps_of(level: Level, source: Level) -> list[list[Cells]]:
    """For each axis, of each unit the cells that it reads of a map that it is made of; padding is
    below 0 and beyond its end."""
    block = level.block
    if isinstance(block.operation, Join):  # a map of one cell goes with every unit
        return [[frozenset([unit if size > 1 else 0]) for unit in range(made)]
                for made, size in zip(level.sizes, source.sizes, strict=True)]
    found: list[list[Cells]] = []
    for operation, shape in _passed(block):
        taps = _taps_through(operation, shape, block)
        found = [[frozenset().union(*(below[tap] for tap in unit if 0 <= tap < len(below)))
                  for unit in units]
                 for units, below in zip(taps, found, strict=True)] if found else taps
    return found


def _taps_through(operation: Layer | Operation | Join | None, shape: Shape, block: Block
                  ) -> list[list[Cells]]:
    """The same through one of the layers that make the map, which takes one of that shape."""
    if not isinstance(operation, Layer) or isinstance(operation, MovingLayer):
        return [[frozenset(range(int(first), int(last) + 1))
                 for first, last in zip(units.first, units.last, strict=True)]
                for units in block.units]
    found = []
    for axis, size in enumerate(shape[1:]):
        plan = operation.axis_plan(axis, size)
        begin = plan.kinds.index(CellKind.INPUT)
        begin -= plan.sources[begin] or 0
        stamps = operation.axis_stamps(axis, size) is not None
        places = [source if source is not None or stamps else cell - begin
                  for cell, source in enumerate(plan.sources)]
        found.append([frozenset(place for cell in plan.cells(unit)
                                if (place := places[cell]) is not None)
                      for unit in range(plan.output_size)])
    return found


def field_of(cone: Cone, number: int) -> tuple[int, ...]:
    """The box around what is read of the map of that number: its sizes."""
    return tuple(max(cells) - min(cells) + 1 for cells in zip(*cone[number], strict=True)
                 ) if cone[number] else (0,)
