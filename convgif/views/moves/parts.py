"""What is drawn of a layer that moves numbers: all its channels, or the first that belong together.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import NamedTuple

from convgif.errors import ViewError
from convgif.layers.moving import MovingLayer

MAP_AXES = 3  # of an array that is drawn as a map for each channel, and more for each slice of it
MOST_MAPS = 16  # on each side: they are told apart by their hue and their number
MOST_SOME = 8  # where they are too many, unless more belong together

Channels = Sequence[int]


class Part(NamedTuple):
    """The channels of the input and of the output that are drawn, 0 of what has none. size: how
    many numbers one of the output has. is_all: whether there are no others."""

    inputs: Channels
    outputs: Channels
    size: int
    is_all: bool

    def draws(self, output: int) -> bool:
        """Whether it has that output, by its number in C order."""
        return self.is_all or output // self.size in self.outputs


@lru_cache(maxsize=64)  # asked for by the count of frames, of cells, and by the picture
def part_of(layer: MovingLayer, shape: tuple[int, ...]) -> Part:
    """What is drawn of the layer on an input of that shape: of too many channels the first that
    belong together, however many these are."""
    made = layer.moved_shape(shape)
    counts = [size[0] if len(size) >= MAP_AXES else 1 for size in (shape, made)]
    size = prod(made) // counts[1]
    if max(_maps(shape), _maps(made)) <= MOST_MAPS or min(len(shape), len(made)) < MAP_AXES:
        return Part(range(counts[0]), range(counts[1]), size, is_all=True)
    inputs, outputs = list[int](), list[int]()
    for taken, given in _groups(layer, shape):
        more = [*inputs, *taken], [*outputs, *given]
        most = max(len(side) * _maps((1, *whole[1:]))
                   for side, whole in zip(more, (shape, made), strict=True))
        if inputs and most > MOST_SOME:
            break
        inputs, outputs = more
    return Part(sorted(inputs), sorted(outputs), size,
                is_all=[len(inputs), len(outputs)] == counts)


def check_all_are_drawn(layer: MovingLayer, shape: tuple[int, ...]) -> None:
    """Raises ViewError where only some channels are."""
    if part_of(layer, shape).is_all:
        return
    sides = {"input": _maps(shape), "output": _maps(layer.moved_shape(shape))}
    side = max(sides, key=lambda name: sides[name])
    least = layer.least_channels()
    fewer = max(shape[0] * MOST_MAPS // sides[side] // least, 1) * least
    raise ViewError(f"{sides[side]} {side} channels are more than the {MOST_MAPS} that can be "
                     f"told apart: give an input of {fewer} channel{'s' * (fewer > 1)} at most")


def _maps(shape: Sequence[int]) -> int:
    """How many maps an array of that shape is drawn as."""
    return prod(shape[:-2]) if len(shape) >= MAP_AXES else 1


def _groups(layer: MovingLayer, shape: tuple[int, ...]) -> Iterator[tuple[Channels, Channels]]:
    """The channels of the input that are taken together, and those of the output that take them."""
    import numpy as np

    if layer.takes_indices:
        yield from (((channel,), (channel,)) for channel in range(shape[0]))
        return
    groups = dict[Channels, list[int]]()
    for output, read in enumerate(layer.sources(shape).reshape(layer.moved_shape(shape)[0], -1)):
        channels = np.unique(read[read >= 0] // prod(shape[1:]))
        groups.setdefault(tuple(channels.tolist()), []).append(output)
    yield from groups.items()
