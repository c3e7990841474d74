"""Networks: layers with names, joined; on an input, their shapes, costs and receptive fields."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from convgif.errors import ConvgifError, LayerError, look_up, setting, shorten
from convgif.layers import Layer, MovingLayer
from convgif.layers.base import INPUT_SIZE
from convgif.layers.channelwise import BareLayer
from convgif.layers.fields import is_list, per_axis
from convgif.networks.arriving import check_extent
from convgif.networks.joins import Join
from convgif.networks.operations import (
    RECORDED,
    TURNING,
    WITHOUT_CHANNELS,
    Operation,
    Shape,
    UnfitError,
)
from convgif.networks.paths import Paths, paths_to
from convgif.networks.reach import Reach
from convgif.networks.running import (
    NetworkTrace,
    TracedLayer,
    output_of,
    traced,
    weights_by_name,
)
from convgif.networks.sizing import INPUT, SizedLayer, sized_layer
from convgif.phrases import Phrase
from convgif.traces.arrays import INPUT_VALUES, checked, seeded

__all__ = ["INPUT", "Network", "NetworkLayer", "SizedLayer", "SizedNetwork"]
JOINED_BY_CODE = Phrase(
    "where forward() concatenates branches, this text does not say so: export the model as .onnx, "
    "or say what each layer takes, as in Network(a=..., b=..., both=concatenate(a, b), c=...)")


LISTING = "convgif shape NETWORK"  # which lists the layers by name


@dataclass(frozen=True)
class NetworkLayer:
    """A layer of a network. operation: what it does; inputs: the numbers of the layers that it
    takes its input from, INPUT for what the network is given; is_again: whether it is one that
    stands before, called again, whose weights it has. activation: a function within it of what it
    makes. network: that in which it stands, where that is made for an input: it is `sized` for it.
    """

    name: str
    operation: Layer | Operation | Join
    inputs: tuple[int, ...]
    is_again: bool = False
    activation: Operation | None = None
    network: "Network | None" = field(default=None, repr=False, compare=False)
    note = ""

    @property
    def parameters(self) -> int:
        """Number of weights and biases that it learns; 0 where they are those of one before it."""
        return 0 if self.is_again else self.operation.parameter_count

    @property
    def layer(self) -> Layer | None:
        """The layer, where it is one that is computed, and not only counted."""
        return self.operation if isinstance(self.operation, Layer) else None

    @property
    def sized(self) -> "SizedLayer":
        """It, on the input that the network is made for. Raises LayerError where it is made for
        none, or shapes fail before it."""
        if self.network is None:
            raise LayerError(Phrase(
                "{layer} has no sizes, for its network says no input: give one, as in "
                "network.on((3, 32, 32)).layers", layer=shorten(self.name)))
        found = self.network.own_sizes
        number = next(at for at, each in enumerate(self.network.layers) if each is self)
        if number >= len(found.layers):
            raise LayerError(found.failure)
        return found.layers[number]

    @property
    def input_shape(self) -> Shape:
        """What arrives, channels first. Raises LayerError, as all that hangs on sizes."""
        return self.sized.input_shape

    @property
    def output_shape(self) -> Shape:
        """What it makes, channels first. Raises LayerError."""
        return self.sized.output_shape

    @property
    def macs(self) -> int:
        """Number of multiply-accumulates, padding included. Raises LayerError."""
        return self.sized.macs

    @property
    def receptive_field(self) -> tuple[int, ...]:
        """For each spatial axis of the network's input how many cells one unit reads at most.
        Raises LayerError."""
        return self.sized.receptive_field

    @property
    def jump(self) -> tuple[int | None, ...]:
        """How far the fields of neighbours lie apart. Raises LayerError."""
        return self.sized.jump

    @property
    def padding(self) -> tuple[int, ...]:
        """How far the field of the first unit lies outside the input. Raises LayerError."""
        return self.sized.padding

    @property
    def first_centre(self) -> tuple[float, ...]:
        """Where the middle of the first unit's field lies. Raises LayerError."""
        return self.sized.first_centre


@dataclass(frozen=True)
class SizedNetwork:
    """A network on an input. layers: as far as shapes go; failure: why they end there, if they
    do; note: what its text leaves open; unsized: the layers after the end of shapes."""

    input_shape: Shape
    layers: tuple[SizedLayer, ...]
    failure: str = ""
    note: str = ""
    unsized: tuple[NetworkLayer, ...] = ()

    @property
    def ends_unsized(self) -> bool:
        """Whether shapes end at a layer of which nobody can say what comes out."""
        return bool(self.unsized) and not _is_sized(self.unsized[0])

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The kinds of layers with a size whose multiply-accumulates nobody counts."""
        return tuple(dict.fromkeys(
            layer.operation.name for layer in self.layers
            if isinstance(layer.operation, Operation) and not layer.is_counted))

    @property
    def parameters(self) -> int:
        """Number of weights and biases of all layers, those without a size too."""
        return (sum(layer.parameters for layer in self.layers)
                + sum(layer.parameters for layer in self.unsized))

    @property
    def macs(self) -> int:
        """Number of multiply-accumulates of all layers that have a size and are counted."""
        return sum(layer.macs for layer in self.layers)

    def up_to(self, name: str) -> "SizedNetwork":
        """The layers that lead to that of a name, which is the last. Raises UnknownNameError,
        LayerError."""
        names = {layer.name: number for number, layer in enumerate(self.layers)}
        if self.failure and name not in names:
            raise LayerError(Phrase(
                "{layer} is not among the layers up to where shapes fail: {reason}",
                layer=shorten(name), reason=self.failure))
        last = look_up(names, name, "layer of the network", LISTING)
        needed = {last}
        for number in range(last, -1, -1):
            if number in needed:
                needed |= {*self.layers[number].inputs}
        kept = sorted(needed - {INPUT})
        numbers = {INPUT: INPUT, **{number: at for at, number in enumerate(kept)}}
        return SizedNetwork(self.input_shape, tuple(
            replace(self.layers[number], inputs=tuple(numbers[source] for source in
                                                      self.layers[number].inputs))
            for number in kept))

    def paths(self, unit: Sequence[int] | None = None, channel: int | None = None
              ) -> dict[int, Paths]:
        """By the number of a layer, -1 for the input, how many paths lead from each cell of its map
        to a unit of the last one: what that reads, exactly. unit: its place, the middle if not
        given; channel: its channel, all if not given. Raises LayerError."""
        sizes = self.layers[-1].output_shape[1:]
        at = tuple((size - 1) // 2 for size in sizes) if unit is None else tuple(unit)
        return paths_to(self.layers, self.input_shape, len(self.layers) - 1, at, channel)


@dataclass(frozen=True)
class Network:
    """Layers in an order in which each comes after those it takes its input from. own_input: the
    shape of its input, where it is made for one. note: what its text leaves open. resized: it,
    made for another input, where what its layers make hangs on that. says_all: whether it has all
    that is called, as a file of a model has and a print has not."""

    layers: tuple[NetworkLayer, ...]
    own_input: Shape | None = None
    note: str = ""
    resized: Callable[[Shape], "Network"] | None = field(default=None, repr=False, compare=False)
    says_all: bool = False

    def __post_init__(self) -> None:
        if self.own_input is not None:
            vars(self)["layers"] = tuple(replace(layer, network=self) for layer in self.layers)

    @cached_property
    def own_sizes(self) -> SizedNetwork:
        """The network on the input that it is made for. Raises LayerError where it says none."""
        return self.on()

    def __repr__(self) -> str:
        sliding = sum(_slides(layer.operation) for layer in self.layers)
        return f"Network({len(self.layers)} layers, {sliding} of them slide or are fully connected)"

    def named(self, name: str) -> int:
        """The number of the layer of that name. Raises UnknownNameError."""
        numbers = {layer.name: number for number, layer in enumerate(self.layers)}
        return look_up(numbers, name, "layer of the network", LISTING)

    def input_shape(self, input_size: int | Sequence[int] | None) -> Shape:
        """(channels, *spatial) of the input: the size of each axis, or the shape itself where it
        has one number more than the first layer has axes. Raises LayerError."""
        first = next((layer.operation for layer in self.layers[self._first_sliding:]
                      if isinstance(layer.operation, Layer)), None)
        if input_size is None and self.own_input is not None:
            return _each_axis(self.own_input)
        before = self.layers[:self._first_sliding]
        if not all(map(_is_sized, before)):
            return () if input_size is None else _each_axis(input_size)
        has_channels = not any(_is_of(layer.operation, WITHOUT_CHANNELS) for layer in before)
        if input_size is not None and not has_channels:
            return _each_axis(input_size)
        if first is not None and not first.rank and input_size is None and has_channels:
            return first.input_shape(())
        if input_size is None:
            rank = first.rank if first else 2
            wanted = (first.input_channels if first else None) or 3
            usual = (wanted, *(32,) * rank) if has_channels else (32,)
            raise LayerError(Phrase("a network needs the size of its input: add {size}",
                                    size=setting("input_size", usual)))
        given = _each_axis(input_size)
        if first is None or len(given) == first.rank + 1 or not first.rank:
            if first is not None and first.rank and (
                    given[0] != first.input_channels == given[-1]):
                raise LayerError(Phrase(
                    "{given} has its {channels} channels last: give them first, {size}",
                    given=shorten(given), channels=given[-1],
                    size=setting("input_size", (given[-1], *given[:-1]))))
            return given
        if any(_turns_channels(layer.operation) for layer in self.layers[:self._first_sliding]):
            raise LayerError(Phrase(
                "{given} says no channels, and its first layer changes them: add them in front, "
                "such as {size}", given=shorten(given),
                size=(first.input_channels or 3, *given)))
        return first.input_shape(input_size)

    @property
    def _first_sliding(self) -> int:
        """The number of the first layer that slides or is fully connected."""
        return next((number for number, layer in enumerate(self.layers)
                     if _slides(layer.operation)), len(self.layers))

    def on(self, input_size: int | Sequence[int] | None = None) -> SizedNetwork:
        """The network on an input of that size, a number an axis or (channels, *spatial).

        `read_network("Sequential(Conv2d(1, 6, 5), MaxPool2d(2))").on((1, 28, 28))` has 2 layers,
        the last of output_shape (6, 12, 12). Where a shape does not suit, it ends there, and says
        why.
        Raises LayerError for no input.
        """
        shape = self.input_shape(input_size)
        if self.resized is not None and shape != self.own_input:
            again = self.resized(shape).layers[:len(self.layers)]
            return replace(self, layers=again, own_input=shape, resized=None).on(shape)
        check_extent(shape)
        shapes, reaches = {INPUT: shape}, {INPUT: self._reach_of_input(shape)}
        found: list[SizedLayer] = []
        for number, layer in enumerate(self.layers):
            try:
                sized = sized_layer(layer, [shapes[source] for source in layer.inputs],
                                    [reaches[source] for source in layer.inputs], self.says_all)
                check_extent(sized.output_shape)
            except UnfitError as error:
                said = error.message if not self.note else Phrase(
                    "{reason}: {advice}", reason=error.fact, advice=JOINED_BY_CODE)
                return self._ended(shape, found, _at(layer, said))
            except LayerError as error:
                said = error.message if layer.inputs == (INPUT,) else error.where_it_arrives
                return self._ended(shape, found, _at(layer, said))
            except ConvgifError as error:
                return self._ended(shape, found, _at(layer, error.message))
            shapes[number], reaches[number] = sized.output_shape, sized.reach
            found.append(replace(sized, inputs=layer.inputs))
        return self._ended(shape, found)

    def _reach_of_input(self, shape: Shape) -> Reach:
        """Each cell by itself; of no axis where only the file says what layers make, and nothing
        slides along one."""
        operations = [layer.operation for layer in self.layers]
        slides = any(_slides(each) and isinstance(each, Layer) and each.rank for each in operations)
        recorded = any(_is_of(each, {RECORDED}) for each in operations)
        return Reach(()) if recorded and not slides else Reach.of_input(shape)

    def _ended(self, shape: Shape, layers: Sequence[SizedLayer], failure: str = "") -> SizedNetwork:
        return SizedNetwork(shape, tuple(layers), failure, self.note, self.layers[len(layers):])

    def trace(self, x: ArrayLike | None = None, *,
              weights: Mapping[str, Sequence[ArrayLike]] | None = None,
              input_size: int | Sequence[int] | None = None, seed: int = 0) -> NetworkTrace:
        """The traces of all layers, one after the other.

        x: (channels, *spatial), or left out and filled by seed at `input_size`. weights: by the
        name of a layer its weight and, if it has one, its bias; by seed where they are left out.
        `read_network("Sequential(Conv2d(1, 6, 5), ReLU())").trace(input_size=8)["0"].trace` is that
        of the convolution.
        Raises LayerError, ArrayError, also for a layer of which only shapes are known.
        """
        if x is None:
            x = seeded(self.input_shape(input_size), INPUT_VALUES, seed)
        given = checked(x, "input", (None,) * np.ndim(x), "channels first, then the spatial axes")
        sized = self.on(given.shape)
        if sized.failure:
            raise LayerError(sized.failure)
        outputs, found = {INPUT: given}, dict[str, TracedLayer]()
        parameters = weights_by_name(weights or {}, [layer.name for layer in self.layers])
        for number, (layer, own) in enumerate(zip(self.layers, parameters, strict=True)):
            before = found.get(layer.name.partition(":")[0]) if layer.is_again else None
            if before is not None and before.trace is not None:
                own = before.trace.weight, before.trace.bias
            found[layer.name] = traced(layer.name, layer.operation,
                                       [outputs[source] for source in layer.inputs], own,
                                       seed + number)
            if layer.activation is not None:
                found[layer.name] = replace(found[layer.name], output=output_of(
                    layer.activation, found[layer.name].output))
            outputs[number] = found[layer.name].output
        return NetworkTrace(given, tuple(found.values()))


def _at(layer: NetworkLayer, reason: str) -> Phrase:
    """The reason, and the layer that it is of."""
    return Phrase("{place}: {reason}", place=layer.name, reason=reason)


def _slides(operation: Layer | Operation | Join) -> bool:
    """Whether it is a layer that slides or is fully connected, and none that takes any input."""
    return isinstance(operation, Layer) and not isinstance(operation, MovingLayer | BareLayer)


def _is_sized(layer: NetworkLayer) -> bool:
    """Whether it is known what comes out of a shape."""
    return not isinstance(layer.operation, Operation) or layer.operation.is_sized


def _each_axis(input_size: int | Sequence[int]) -> Shape:
    """The size as a number an axis. Raises LayerError."""
    return per_axis(input_size, INPUT_SIZE, len(input_size) if is_list(input_size) else 1, 1)


def _turns_channels(operation: Layer | Operation | Join) -> bool:
    """Whether after it there are other channels, so that a size without does not say what comes."""
    if isinstance(operation, MovingLayer):
        return operation.kind == MovingLayer.kind
    return _is_of(operation, TURNING)


def _is_of(operation: Layer | Operation | Join, kinds: Collection[str]) -> bool:
    """Whether it is only counted, and of one of these kinds."""
    return isinstance(operation, Operation) and operation.kind in kinds
