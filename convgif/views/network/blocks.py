"""What of a network is drawn: its maps one after the other, with what makes each.

Layers that change no shape and slide nothing are tags of the map that they act on; one map stands
for several that layers of one kind make one after the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from convgif.errors import ViewError, setting
from convgif.layers import Flatten, Layer
from convgif.networks.joins import Join
from convgif.networks.network import INPUT, SizedLayer, SizedNetwork
from convgif.networks.operations import Operation, Shape
from convgif.networks.reach import Units, units_read
from convgif.scenes.words import times
from convgif.views.parameters import by_size, padding_size

MOST_BLOCKS = 100
LONGEST_RUN = 24  # blocks
FLATTEN = Flatten()


@dataclass(frozen=True, eq=False)
class Block:
    """A map, and what makes it of the one before: nothing makes the input's. layers: those that
    are folded into it. tags: what acts on it and changes no shape. arcs: the numbers of the other
    blocks that it takes. source: the number of the block that it takes first. extra_parameters: of
    its tags. numbers: of the layers of the network whose output it is, tags too. run: of blocks
    that come again and again together, the number of the first and how often they come."""

    shape: Shape
    before: Shape = ()
    layers: tuple[SizedLayer, ...] = ()
    operation: Layer | Operation | Join | None = None
    tags: tuple[str, ...] = ()
    source: int = -1
    arcs: tuple[int, ...] = ()
    extra_parameters: int = 0
    numbers: tuple[int, ...] = ()
    run: tuple[int, int] | None = None

    @property
    def sources(self) -> tuple[int, ...]:
        """The numbers of all blocks that it takes."""
        return self.source, *self.arcs

    @property
    def label(self) -> str:
        """Its shape as people write it: 6@28×28."""
        channels, *axes = self.shape
        return f"{channels}@{'×'.join(map(str, axes))}" if axes else f"{channels}"

    @property
    def parameters(self) -> int:
        """Of its layers and of its tags."""
        return sum(layer.parameters for layer in self.layers) + self.extra_parameters

    @property
    def macs(self) -> int:
        """Of its layers."""
        return sum(layer.macs for layer in self.layers)

    @property
    def name(self) -> str:
        """What makes it, by the name that it has in code, and the size of its kernel."""
        return " ".join(self.name_and_size)

    @property
    def name_and_size(self) -> tuple[str, ...]:
        """What makes it, by the name that it has in code; and the size of its kernel, if it has
        one."""
        operation = self.operation
        said = (repr(operation).partition("(")[0] if isinstance(operation, Layer) else
                operation.name if isinstance(operation, Operation) else
                operation.kind if operation else "")
        size = dict(operation.parameters()).get("kernel_size") if isinstance(operation, Layer
                                                                           ) else None
        each = len(self.layers) // (self.run[1] if self.run else 1)
        repeated = f"{each} × " if each > 1 else ""
        return repeated + said, *([times(size)] if size else [])

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """How the sizes of its axes come about, each once; of a map that is flattened, its length.
        """
        if self.is_flattened and prod(self.before) == prod(self.shape):
            return (f"{'·'.join(map(str, self.before))} = {prod(self.shape)}",)
        if isinstance(self.operation, Layer) and self.operation.rank:
            return tuple(dict.fromkeys(map(str, self.operation.size_formulas(self.before[1:]))))
        return ()

    @property
    def is_flattened(self) -> bool:
        """Whether it is a vector that is made of a map."""
        return len(self.shape) == 1 and len(self.before) > 1

    @cached_property
    def units(self) -> tuple[Units, ...]:
        """What each of its units reads of the map before it, along each axis."""
        return units_read(None if isinstance(self.operation, Join) else self.operation,
                          self.before, self.shape)

    @property
    def stamps(self) -> bool:
        """Whether a cell of the map before it opens to several of it."""
        return isinstance(self.operation, Layer) and self.operation.kind == "transposed"

    @property
    def field(self) -> tuple[int, ...]:
        """The receptive field of its units."""
        return self.layers[-1].receptive_field if self.layers else ()


def blocks_of(network: SizedNetwork, *, fold: bool = True) -> list[Block]:
    """The maps that are drawn, the input first; fold: one for equal ones that follow each other.
    Raises ViewError for more than are told apart."""
    blocks = [Block(network.input_shape, numbers=(INPUT,))]
    at = {INPUT: 0}  # by the number of a layer, that of the block that it ends in
    for number, layer in enumerate(network.layers):
        source, *others = sorted((at[each] for each in layer.inputs), reverse=True)  # nearest first
        for made in _blocks(layer, blocks[source], tuple(others)):
            blocks.append(replace(made, source=source))
            source = len(blocks) - 1
        if _is_tag(layer):
            blocks[source] = replace(
                blocks[source], tags=(*blocks[source].tags, layer.operation.name
                                      if isinstance(layer.operation, Operation) else ""),
                extra_parameters=blocks[source].extra_parameters + layer.parameters)
        at[number] = source
        blocks[source] = replace(blocks[source], numbers=(*blocks[source].numbers, number))
    found = _with_runs(folded(blocks)) if fold else blocks
    if len(found) > MOST_BLOCKS:
        raise ViewError(f"{len(found)} maps are over {MOST_BLOCKS}, too many to tell apart: give "
                        f"a part of the network, or one layer by {setting('at_layer', 'NAME')}")
    return found


def _is_tag(layer: SizedLayer) -> bool:
    return (isinstance(layer.operation, Operation) and layer.output_shape == layer.input_shape
            and layer.is_counted and not layer.macs)


def _blocks(layer: SizedLayer, before: Block, others: tuple[int, ...]) -> Iterator[Block]:
    """What the layer makes: nothing where it is a tag, and a vector first where it takes one."""
    if _is_tag(layer):
        return
    shape = before.shape
    if isinstance(layer.operation, Layer) and not layer.operation.rank and len(shape) > 1:
        shape = (prod(shape),)
        yield Block(shape, before.shape, (), FLATTEN)
    yield Block(layer.output_shape, shape, (layer,), layer.operation, arcs=others)


def folded(blocks: list[Block]) -> list[Block]:
    """The same, with one block for layers that make equal maps in one way, one after the other."""
    found: list[Block] = []
    numbers: dict[int, int] = {}
    taken = {number for block in blocks for number in block.arcs}
    for number, block in enumerate(blocks):
        source = numbers.get(block.source, -1)
        block = replace(block, source=source, arcs=tuple(numbers[each] for each in block.arcs))
        last = found[-1] if found else None
        users = sum(other.source == block.source for other in blocks)
        if (last is not None and source == len(found) - 1 and _likeness(last) == _likeness(block)
                and last.operation and block.source not in taken and users == 1):
            found[-1] = replace(
                block, before=last.before, layers=(*last.layers, *block.layers),
                source=last.source, tags=tuple(dict.fromkeys((*last.tags, *block.tags))),
                extra_parameters=last.extra_parameters + block.extra_parameters)
        else:
            found.append(block)
        numbers[number] = len(found) - 1
    return found


def _with_runs(blocks: list[Block]) -> list[Block]:
    """The same, with several blocks once that come again and again, such as those of a residual
    stage."""
    found: list[Block] = []
    numbers: dict[int, int] = {}
    at = 0
    while at < len(blocks):
        length, count = _run_at(blocks, at)
        for number in range(at, at + length):
            block = blocks[number]
            again = [blocks[number + length * time] for time in range(1, count)]
            numbers |= {number + length * time: len(found) for time in range(count)}
            found.append(replace(
                block, source=numbers.get(block.source, -1),
                arcs=tuple(numbers[each] for each in block.arcs),
                layers=block.layers + tuple(layer for other in again for layer in other.layers),
                extra_parameters=sum(each.extra_parameters for each in (block, *again)),
                run=(len(found) - (number - at), count) if count > 1 else None))
        at += length * count
    return found


def _run_at(blocks: Sequence[Block], at: int) -> tuple[int, int]:
    """How many blocks come again and again from there on, together, and how often; 1 and 1 where
    none do."""
    for length in range(2, min(LONGEST_RUN, (len(blocks) - at) // 2) + 1):
        count = 1
        while _is_again(blocks, at + length * (count - 1), length):
            count += 1
        inside = set(range(at, at + length * count))
        outputs = {at + length * count - 1}
        if count > 1 and not any(source in inside - outputs for number, block in enumerate(blocks)
                                 if number not in inside for source in block.sources):
            return length, count
    return 1, 1


def _is_again(blocks: Sequence[Block], at: int, length: int) -> bool:
    """Whether so many blocks from there on are followed by as many like them, each time made of the
    last block before."""
    if at < 1 or at + 2 * length > len(blocks):
        return False
    for start in (at, at + length):
        for number in range(start, start + length):
            if any(source < start - 1 for source in blocks[number].sources):
                return False
    return all(_likeness(one) == _likeness(other)
               and [source - length for source in other.sources] == [*one.sources]
               for one, other in zip(blocks[at:at + length], blocks[at + length:at + 2 * length],
                                     strict=True))


def _likeness(block: Block) -> tuple[object, ...]:
    """What blocks have in common that are folded: the kind of layer, its arguments but for the
    channels, and what it makes."""
    operation = block.operation
    said = ({name: value for name, value in operation.parameters().items()
             if name not in ("in_channels", "out_channels", "in_features", "out_features")}
            if isinstance(operation, Layer) else repr(operation))
    return type(operation).__name__, repr(said), block.shape


def runs_of(blocks: Sequence[Block], numbers: range) -> list[list[int]]:
    """Among the blocks of those numbers, those that come again and again together."""
    together: dict[int, list[int]] = {}
    for number in numbers:
        run = blocks[number].run
        if run is not None:
            together.setdefault(run[0], []).append(number)
    return [*together.values()]


def count_of(block: Block) -> int:
    """How often it comes, together with others."""
    return block.run[1] if block.run else 1


def argument_phrases(block: Block) -> dict[str, str]:
    """Those of its layer's arguments that people should see but its kernel's size, as text."""
    if not isinstance(block.operation, Layer):
        return {}
    shown = block.operation.parameters()
    return {name: padding_size(value) if name == "padding" else
            by_size(value) if isinstance(value, tuple) else str(value)
            for name, value in shown.items()
            if name in ("stride", "padding", "dilation", "groups", "output_padding")}
