"""Which inputs give an output of a given size: the sizes of networks, asked backwards."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from convgif.errors import ConvgifError, LayerError, setting, shorten
from convgif.layers import Layer
from convgif.layers.fields import whole_number
from convgif.networks.joins import Join
from convgif.networks.network import Network, SizedNetwork
from convgif.networks.operations import RECORDED, Operation

PLANE = 2  # axes, where no layer says how many
LARGEST = 2 ** 12  # cells of an axis that are tried
TRIED = tuple(2 ** power for power in range(1, 11))  # where any may suit
LARGE = 2 ** 9  # cells along an axis that are enough for each layer to have some
MOST_HOLES = 64  # sizes one after the other that suit no layer, as where branches meet
MOST_EACH = 1024  # sizes that are tried one by one

Range = tuple[int, int | None]  # from, to; None where there is no end


@dataclass(frozen=True)
class AxisInputs:
    """Of an axis, by the size of the output: the inputs that give it. of_wanted: none where no
    input does; nearest: then those of the next smaller and the next larger output."""

    of_wanted: tuple[Range, ...]
    nearest: tuple[tuple[int, Range], ...] = ()


@dataclass(frozen=True)
class Inputs:
    """The inputs that give an output. layer: the name of that whose output it is."""

    layer: str
    output: tuple[int, ...]
    axes: tuple[AxisInputs, ...]


def inputs_for(network: Network, output: int | Sequence[int], at_layer: str | None = None
               ) -> Inputs:
    """The inputs for which the layer of that name makes a map of that size; if none is named, the
    last one whose map is of another size for another input.

    `inputs_for(read_network("Sequential(Conv2d(1, 1, 3, stride=2))"), 3).axes[0]` has 7 to 8 of
    what is wanted. Raises ConvgifError.
    """
    number = _last_map(network) if at_layer is None else network.named(at_layer)
    part, name = replace(network, layers=network.layers[:number + 1]), network.layers[number].name
    told = next((layer for layer in part.layers if isinstance(layer.operation, Operation)
                 and layer.operation.kind == RECORDED), None)
    if told is not None:
        raise LayerError(f"of {told.name} only the file says what it makes, of one input at a "
                         f"time: give that as {setting('input_size')}, or name a layer before it "
                         f"by {setting('at_layer', 'NAME')}")
    made = _widest(part)
    if len(made.layers) < len(part.layers):
        raise LayerError(made.failure)
    rank = len(made.layers[-1].output_shape) - 1
    if not rank:
        raise LayerError(f"{name} makes no map, but {made.layers[-1].output_shape[0]} numbers: "
                         f"name a layer before it by {setting('at_layer', 'NAME')}")
    wanted = tuple(output) if isinstance(output, Sequence) else (output,) * rank
    if len(wanted) != rank:
        raise LayerError(f"{name} makes maps of {rank} axes, and {shorten(wanted)} has "
                         f"{len(wanted)}: give {rank}")
    for size in wanted:
        whole_number(size, "output size", 1)
    outputs = _Outputs(part)
    return Inputs(name, wanted, tuple(outputs.inputs(axis, size)
                                      for axis, size in enumerate(wanted)))


def _on(network: Network, size: int) -> SizedNetwork:
    """The network on an input of that many cells along every axis. Raises LayerError."""
    if network.own_input:
        channels, *axes = network.own_input
        return network.on((channels, *(size for _ in axes)))
    ranks = (layer.operation.rank for layer in network.layers if isinstance(layer.operation, Layer))
    return network.on((size,) * next(filter(None, ranks), PLANE))


def _widest(network: Network) -> SizedNetwork:
    """The network on the smallest input on which as many of its layers as any have a size."""
    best = network.on() if network.own_input else _on(network, 1)
    for size in TRIED:
        if len(best.layers) == len(network.layers):
            break
        best = max(best, _on(network, size), key=lambda sized: len(sized.layers))
    return best


def _last_map(network: Network) -> int:
    """The number of the last layer whose map is of another size for another input. Raises
    LayerError where there is none."""
    few = more = _widest(network)
    for size in TRIED:
        if max((side for layer in more.layers for side in layer.output_shape[1:]), default=0
               ) > LARGE:
            break
        more = _on(network, size)
    each = zip(few.layers, more.layers, strict=False)
    found = [number for number, (one, other) in enumerate(each)
             if len(one.output_shape) > 1 and one.output_shape[1:] != other.output_shape[1:]]
    if not found:
        raise LayerError("every input gives maps of the same sizes: leave out "
                         f"{setting('input_for')}")
    return found[-1]


class _Outputs:
    """What a network makes of inputs, axis by axis."""

    def __init__(self, network: Network) -> None:
        self._network, self._sizes = network, cache(self._sizes_on)

    def inputs(self, axis: int, wanted: int) -> AxisInputs:
        """The inputs along that axis for that output."""
        ranges = tuple(self._ranges(axis, wanted))
        if ranges:
            return AxisInputs(ranges)
        after = self._first(axis, wanted)
        near = [self._about(axis, size) for size in (after - 1, after)]
        outputs = dict.fromkeys(one for one in near if one)
        return AxisInputs((), tuple((one, next(iter(self._ranges(axis, one)))) for one in outputs))

    def _ranges(self, axis: int, wanted: int) -> Iterator[Range]:
        """The inputs for that output, those that follow each other together."""
        first, after = self._first(axis, wanted), self._first(axis, wanted + 1)
        if after > LARGEST:
            if first <= LARGEST:
                yield first, None
            return
        fitting = [size for size in range(first, min(after, first + MOST_EACH))
                   if (sizes := self._sizes(size)) and sizes[axis] == wanted]
        for _, run in groupby(enumerate(fitting), lambda each: each[1] - each[0]):
            (_, low), *_ = together = list(run)
            yield low, together[-1][1]

    def _first(self, axis: int, wanted: int) -> int:
        """The first input whose output is of that size or larger, or one over the largest."""
        limit = 1
        while limit < LARGEST and self._about(axis, limit) < wanted:
            limit *= 2
        return 1 + bisect_left(range(1, limit + 1), True,
                               key=lambda size: self._about(axis, size) >= wanted)

    def _about(self, axis: int, size: int) -> int:
        """The output of that input, or where its branches do not meet, of the next one where they
        do; 0 where it is too small."""
        for more in range(MOST_HOLES):
            sizes = self._sizes(size + more)
            if sizes is not None:
                return sizes[axis] if sizes else 0
        return 0

    def _sizes_on(self, size: int) -> tuple[int, ...] | None:
        """The sizes of the output; none where the input is too small, None where branches do not
        meet."""
        try:
            sized = _on(self._network, size)
        except ConvgifError:
            return ()
        if not sized.failure:
            return sized.layers[-1].output_shape[1:]
        failing = self._network.layers[len(sized.layers)].operation
        return None if isinstance(failing, Join) else ()
