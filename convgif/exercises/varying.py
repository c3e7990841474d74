"""Networks like one that is given, which are drawn: other kernels, strides, padding and channels,
with which all sizes fit."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import prod
from typing import Any, TypeAlias

import numpy as np

from convgif.errors import ConvgifError
from convgif.exercises.asking import drawn
from convgif.layers import Layer
from convgif.layers.notation import build_layer
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.network import INPUT, Network, NetworkLayer, SizedNetwork
from convgif.networks.operations import Operation, Shape

TRIES = 2  # of each way of varying
CHANGED = 2  # layers whose windows are others
QUARTERS = range(2, 7)  # of the channels that a layer makes

Change: TypeAlias = Callable[[Layer, np.random.Generator], dict[str, Any]]


def varied(network: Network, shape: Shape, seed: int) -> SizedNetwork:
    """A network like that on an input of that shape; itself where no other fits, or where it is
    made for one size or calls a layer again."""
    if network.resized is not None or any(layer.is_again for layer in network.layers):
        return network.on(shape)
    draws = drawn(seed)
    joins = any(isinstance(layer.operation, Join) for layer in network.layers)
    ways: tuple[Change, ...] = (_of_same_size, _as_it_is) if joins else (_of_any_size, _as_it_is)
    for change in ways:
        for _ in range(TRIES):
            with suppress(ConvgifError):  # what does not fit is drawn again
                other = _other(network, shape, change, draws)
                if not other.failure:
                    return other
    return network.on(shape)


def _other(network: Network, shape: Shape, change: Change, draws: np.random.Generator
           ) -> SizedNetwork:
    """The network with other channels, and with that change of some windows. Raises ConvgifError
    where they do not fit."""
    layers = network.layers
    sliding = [number for number, layer in enumerate(layers)
               if isinstance(layer.operation, Layer) and _has_window(layer.operation)]
    changed = {*draws.permutation(sliding)[:CHANGED].tolist()}
    made, shapes, found = _widths(layers, draws), {INPUT: shape}, list[NetworkLayer]()
    before = {INPUT: network.input_shape(shape)[0]}
    for number, layer in enumerate(layers):
        operation, arriving = layer.operation, [shapes[source] for source in layer.inputs]
        if isinstance(operation, Layer):
            operation = build_layer(type(operation), {
                **operation.arguments(), **_channels(operation, arriving[0], made),
                **(change(operation, draws) if number in changed else {})})
        elif isinstance(operation, Operation):
            operation = _of_channels(operation, before[layer.inputs[0]], arriving[0][0])
        found.append(replace(layer, operation=operation))
        shapes[number] = _output_shape(operation, arriving)
        before[number] = _made(layer.operation, [before[source] for source in layer.inputs])
    return replace(network, layers=tuple(found)).on(shape)


def _made(operation: Layer | Operation | Join, arriving: Sequence[int]) -> int:
    """How many channels a layer makes of so many, where it is known without a size."""
    if isinstance(operation, Join) and operation.kind == CONCATENATE and not operation.axis:
        return sum(arriving)
    return operation.output_channels(arriving[0]) if isinstance(operation, Layer) else arriving[0]


def _output_shape(operation: Layer | Operation | Join, shapes: Sequence[Shape]) -> Shape:
    """What a layer of a network makes of these. Raises LayerError."""
    if isinstance(operation, Join):
        return operation.joined_shape(shapes)
    if isinstance(operation, Layer) and not operation.rank and operation.kind == "linear":
        return operation.output_shape((prod(shapes[0]),))
    if isinstance(operation, Layer) and operation.rank:
        operation = operation.for_rank(len(shapes[0]) - 1)
    return operation.output_shape(shapes[0])


# Channels.

def _widths(layers: Sequence[NetworkLayer], draws: np.random.Generator) -> Mapping[int, int]:
    """How many channels are made in place of how many, so that what was alike stays alike, and
    what the network makes at last."""
    made = [width for layer in layers if (width := _width(layer.operation))]
    return {width: max(1, width * int(draws.choice(QUARTERS)) // 4)
            for width in dict.fromkeys(made) if width != made[-1]}


def _width(operation: Layer | Operation | Join) -> int:
    """How many channels or features it is said to make, 0 where that is not said."""
    if not isinstance(operation, Layer):
        return 0
    arguments = operation.arguments()
    return int(arguments.get("out_channels") or arguments.get("out_features") or 0)


def _channels(layer: Layer, arriving: Shape, made: Mapping[int, int]) -> dict[str, int]:
    """Its numbers of channels where that arrives. One that has a group for each channel keeps it.
    """
    arguments, width = layer.arguments(), _width(layer)
    if "out_features" in arguments:
        return {"in_features": prod(arriving), "out_features": made.get(width, width)}
    if "out_channels" not in arguments:
        return {}
    groups, channels = arguments.get("groups", 1), arriving[0]
    if groups > 1 and groups == arguments["in_channels"]:
        return {"in_channels": channels, "groups": channels,
                "out_channels": width // groups * channels}
    return {"in_channels": channels, "out_channels": made.get(width, width)}


def _of_channels(operation: Operation, before: int, channels: int) -> Operation:
    """What is only counted, for another number of channels than before."""
    if before == channels or before not in operation.arguments.values():
        return operation
    text = re.sub(rf"(?<![\w.]){before}(?![\w.])", str(channels), operation.text)
    return replace(operation, text=text, arguments={
        name: channels if value == before else value
        for name, value in operation.arguments.items()})


# Windows.

def _has_window(layer: Layer) -> bool:
    """Whether it has a window of more than one cell, and numbers of cells around its input."""
    arguments = layer.arguments()
    return bool(layer.rank) and max(arguments.get("kernel_size") or (1,)) > 1 and all(
        isinstance(side, int) and side >= 0 for side in arguments.get("padding") or ("",))


def _as_it_is(_: Layer, __: np.random.Generator) -> dict[str, Any]:
    return {}


def _of_same_size(layer: Layer, draws: np.random.Generator) -> dict[str, Any]:
    """A window that is larger by two, or smaller, with what makes an output of the same size."""
    arguments, wider = layer.arguments(), int(draws.choice((-1, 1)))
    padding = tuple(side + wider * dilation for side, dilation in zip(
        arguments["padding"], arguments["dilation"], strict=True))
    kernel = tuple(side + 2 * wider for side in arguments["kernel_size"])
    return {"kernel_size": kernel, "padding": padding} if min(kernel) > 0 <= min(padding) else {}


def _of_any_size(layer: Layer, draws: np.random.Generator) -> dict[str, Any]:
    """Another window, stride and padding; a window that moves by its own size still does."""
    arguments, larger = layer.arguments(), int(draws.choice((-1, 1, 2)))
    kernel = tuple(max(2, side + larger) for side in arguments["kernel_size"])
    if arguments["stride"] == arguments["kernel_size"]:
        return {"kernel_size": kernel, "stride": kernel}
    padding = int(draws.integers(min(kernel) // 2 + 1))
    farther = int(draws.integers(2))
    return {"kernel_size": kernel, "stride": tuple(side + farther for side in arguments["stride"]),
            "padding": (padding,) * layer.rank}
