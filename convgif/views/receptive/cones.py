"""What a unit reads of each map below it: exact, from the taps of every layer, axis by axis."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.errors import ViewError, setting
from convgif.layers import CellKind, Layer
from convgif.layers.moving import MovingLayer
from convgif.networks.network import SizedNetwork
from convgif.networks.reach import Reach
from convgif.views.base import ViewSettings
from convgif.views.network.blocks import Block, blocks_of
from convgif.views.settings import UNIT

MOST_LEVELS, MOST_CELLS = 9, (64, 24)  # maps, and cells on an axis of one or of two
Cells = frozenset[int]
Cone = tuple[tuple[Cells, ...], ...]  # of each map the cells along each axis


@dataclass(frozen=True, eq=False)
class Level:
    """A map of the chain. growth: through the layer that makes it, by axis: its stride, and how far
    its kernel spans; empty where fields do not grow so."""

    block: Block
    sizes: tuple[int, ...]
    reach: Reach
    growth: tuple[tuple[int, int], ...] = ()


def cones_of(network: SizedNetwork, settings: ViewSettings) -> tuple[list[Level], list[Cone]]:
    """The maps, the input first, and what is read of each by the unit and by its neighbour, if it
    has one. Raises ViewError."""
    levels = _levels(network)
    last = levels[-1].sizes
    unit = settings[UNIT]
    at = tuple((size - 1) // 2 for size in last) if unit is None else unit
    if len(at) != len(last) or not all(0 <= place < size
                                       for place, size in zip(at, last, strict=True)):
        raise ViewError(f"there is no unit {','.join(map(str, at))}: the last map is "
                        f"{'×'.join(map(str, last))}, counted from 0")
    beside = (*at[:-1], at[-1] + 1 if at[-1] + 1 < last[-1] else at[-1] - 1)
    units = [at, beside] if last[-1] > 1 else [at]
    return levels, [_cone(levels, each) for each in units]


def _levels(network: SizedNetwork) -> list[Level]:
    """The maps up to where axes end. Raises ViewError for what is no chain, or too much."""
    blocks = blocks_of(network, fold=False)
    rank = len(blocks[0].shape) - 1
    kept = [blocks[0]]
    for number, block in enumerate(blocks[1:], 1):
        if block.sources != (number - 1,):
            raise ViewError("this network branches, and the receptive view draws a chain: give the "
                            f"part before it, or use {setting('view', 'network')}")
        if not block.units:
            break
        kept.append(block)
    if len(kept) < 2 or rank not in (1, 2):
        raise ViewError("the receptive view draws layers that slide over one axis or two: use "
                        f"{setting('view', 'network')}")
    if len(kept) > MOST_LEVELS:
        raise ViewError(f"{len(kept)} maps are over {MOST_LEVELS}: give a part of the network")
    most = MOST_CELLS[rank - 1]
    for block in kept:
        if max(block.shape[1:]) > most:
            raise ViewError(f"a map of {block.label} has over {most} cells along an axis: give a "
                            "smaller input")
    reach = Reach.of_input(blocks[0].shape)
    levels = [Level(kept[0], kept[0].shape[1:], reach)]
    for block in kept[1:]:
        reach = block.layers[-1].reach
        levels.append(Level(block, block.shape[1:], reach, _growth(block)))
    return levels


def _growth(block: Block) -> tuple[tuple[int, int], ...]:
    """The stride and the span of the kernel along each axis; nothing where no window slides."""
    found = []
    for axis, size in enumerate(block.before[1:]):
        if isinstance(block.operation, MovingLayer) or not isinstance(block.operation, Layer) or (
                block.operation.axis_stamps(axis, size) is not None):
            return ()
        plan = block.operation.axis_plan(axis, size)
        if plan.stride is None:
            return ()
        found.append((plan.stride, plan.offsets[-1] + 1))
    return tuple(found)


def _cone(levels: Sequence[Level], unit: Sequence[int]) -> Cone:
    """What the unit of the last map reads of every map, the input first."""
    cells = tuple(frozenset([place]) for place in unit)
    found = [cells]
    for level in reversed(levels[1:]):
        cells = tuple(
            frozenset([cell for place in some if 0 <= place < len(taps) for cell in taps[place]])
            for some, taps in zip(cells, taps_of(level), strict=True))
        found.append(cells)
    return tuple(reversed(found))


def taps_of(level: Level) -> list[list[Cells]]:
    """For each axis, of each unit the cells of the map before that it reads; padding is below 0
    and beyond its end."""
    block = level.block
    if not isinstance(block.operation, Layer) or isinstance(block.operation, MovingLayer):
        return [[frozenset(range(int(first), int(last) + 1))
                 for first, last in zip(units.first, units.last, strict=True)]
                for units in block.units]
    found = []
    for axis, size in enumerate(block.before[1:]):
        plan = block.operation.axis_plan(axis, size)
        if block.operation.axis_stamps(axis, size) is not None:
            places = [source if kind is CellKind.INPUT else None
                      for kind, source in zip(plan.kinds, plan.sources, strict=True)]
        else:
            first = plan.kinds.index(CellKind.INPUT)
            begin = first - (plan.sources[first] or 0)
            places = [cell - begin for cell in range(plan.extended_size)]
        found.append([frozenset(place for cell in plan.cells(unit)
                                if (place := places[cell]) is not None)
                      for unit in range(plan.output_size)])
    return found
