"""A layer of a network on an input: its shapes, costs and receptive field."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Protocol

from convgif.layers import Layer
from convgif.networks.arriving import along_last_axis, check_arrives, check_extent
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.operations import Operation, Shape
from convgif.networks.reach import Reach

INPUT = -1  # among the numbers of layers: what the network is given
COUNTED_ABOVE = "its weights are counted above"


class Called(Protocol):
    """A layer, and whether it is one that stands before, called again."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def operation(self) -> Layer | Operation | Join:
        """What it does."""

    @property
    def is_again(self) -> bool:
        """Whether its weights are those of one before it."""


@dataclass(frozen=True)
class SizedLayer:
    """A layer of a network on an input. Shapes are channels first.

    macs: multiply-accumulates, padding included; is_counted: whether somebody counts them. reach:
    what each of its units reads of the network's input. note: what was done to the input that no
    layer says. is_again: whether its weights are those of a layer before it. inputs: the numbers of
    the layers that it takes its input from, INPUT for what the network is given. branches_apart: of
    branches that meet, along each axis, how far the middles of what they read lie apart, in cells
    of the network's input.
    """

    name: str
    operation: Layer | Operation | Join
    input_shape: Shape
    output_shape: Shape
    macs: int
    reach: Reach = field(repr=False)
    note: str = ""
    is_again: bool = False
    is_counted: bool = True
    inputs: tuple[int, ...] = (INPUT,)
    branches_apart: tuple[float, ...] = ()

    @property
    def layer(self) -> Layer | None:
        """The layer, where it is one that is computed, and not only counted."""
        return self.operation if isinstance(self.operation, Layer) else None

    @property
    def parameters(self) -> int:
        """Number of weights and biases that it learns; 0 where they are those of one before it."""
        return 0 if self.is_again else self.operation.parameter_count

    @property
    def alike_channels(self) -> int:
        """On how many channels it works, on each by itself and in the same way, so that one stands
        for all; 0 where it does not."""
        channels = self.input_shape[0]
        is_alike = (self.layer is not None and self.layer.input_channels is None
                    and self.layer.usual_channels(1) == 1 and self.output_shape[0] == channels)
        return channels if is_alike else 0

    @property
    def receptive_field(self) -> tuple[int, ...]:
        """For each spatial axis of the network's input how many cells one unit reads at most, as a
        box, padding included."""
        return self.reach.sizes

    @property
    def jump(self) -> tuple[int | None, ...]:
        """How far the fields of neighbours lie apart; None where that is not always the same."""
        return self.reach.jumps

    @property
    def padding(self) -> tuple[int, ...]:
        """How far the field of the first unit lies outside the input."""
        return self.reach.paddings

    @property
    def first_centre(self) -> tuple[float, ...]:
        """Where the middle of the first unit's field lies along each axis: the first cell of the
        network's input lies at 0, padding below it."""
        return self.reach.first_centres


def sized_layer(layer: Called, shapes: Sequence[Shape], reaches: Sequence[Reach], says_all: bool
                ) -> SizedLayer:
    """The layer on inputs of these shapes. says_all: whether its network has all that it calls.
    Raises ConvgifError."""
    operation, shape, reach = layer.operation, shapes[0], reaches[0]
    if isinstance(operation, Layer):
        operation = along_last_axis(operation, shape) or operation
    if isinstance(operation, Join):
        output = operation.joined_shape(shapes)
        if operation.kind == CONCATENATE and operation.axis:
            return SizedLayer(layer.name, operation, shape, output, 0,
                              Reach.one_after_the_other(reaches, operation.axis - 1))
        apart = Reach.apart(reaches)
        far = " and ".join([f"{cells:g}" for cells in dict.fromkeys(apart)])
        note = f"its branches' fields lie {far} apart" if any(apart) else ""
        return SizedLayer(layer.name, operation, shape, output, 0, Reach.union(reaches), note,
                          branches_apart=apart)
    if isinstance(operation, Operation):
        output, macs = operation.output_shape(shape), operation.mac_count(shapes)
        check_extent(output)
        return SizedLayer(layer.name, operation, shape, output, macs or 0,
                          Reach.union(reaches).through_operation(operation, shape, output),
                          COUNTED_ABOVE if layer.is_again and operation.parameter_count else "",
                          is_again=layer.is_again, is_counted=macs is not None)
    note = ""
    if operation.rank:
        operation = operation.for_rank(len(shape) - 1)
    check_arrives(operation, shape, says_all=says_all)
    if operation.rank:  # before it is laid out cell by cell
        check_extent((1, *(formula.size for formula in operation.size_formulas(shape[1:]))))
    if operation.kind == "linear":
        shape, note = (prod(shape),), "flattened" if len(shape) > 1 else ""
    if layer.is_again:
        note = ", ".join(filter(None, (note, COUNTED_ABOVE)))
    output = operation.output_shape(shape)
    return SizedLayer(layer.name, operation, shape, output, operation.mac_count(shape[1:]),
                      reach.through_layer(operation, shape[1:], output), note, layer.is_again)
