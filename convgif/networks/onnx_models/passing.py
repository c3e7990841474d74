"""Nodes that keep the shape -> layers that are only counted, with arguments under torch's names."""

from collections.abc import Mapping
from math import prod
from typing import Any

from convgif.networks.onnx_models.nodes import Node, Read
from convgif.networks.onnx_models.values import FRACTIONS
from convgif.networks.operations import Operation

# By the type of node the name here of an attribute, and what it is where it is left out.
ATTRIBUTES: Mapping[str, Mapping[str, tuple[str, Any]]] = {
    "LeakyRelu": {"alpha": ("negative_slope", 0.01)},
    "HardSigmoid": {"alpha": ("alpha", 0.2), "beta": ("beta", 0.5)},
    "ThresholdedRelu": {"alpha": ("threshold", 1.0)},
    "Gelu": {"approximate": ("approximate", "none")},
    "LRN": {"size": ("size", 1), "alpha": ("alpha", 1e-4), "beta": ("beta", 0.75),
            "bias": ("k", 1.0)},
    **{f"{of}Normalization": {"epsilon": ("eps", 1e-5)} for of in ("Batch", "Instance", "Layer")},
    **{type: {"alpha": ("alpha", 1.0)} for type in ("Elu", "Celu", "Swish")},
    "Selu": {"alpha": ("alpha", 1.6732632423543772), "gamma": ("gamma", 1.0507009873554805)}}
OF_LAST_AXIS = 13  # the first version of ONNX in which softmax is along one axis


def arguments_of(node: Node) -> dict[str, Any]:
    """What the node's attributes say, under the names of FUNCTIONS."""
    return {name: node.attributes.get(attribute, default)
            for attribute, (name, default) in ATTRIBUTES.get(node.type, {}).items()}


def passing(kind: str) -> Read:
    """How to read nodes of that kind, by their attributes."""
    return lambda node: Operation(node.type, kind, node.type, arguments_of(node))


def normalization(kind: str, name: str) -> Read:
    """How to read a normalization of that kind. name: of what it says how many numbers there are
    of."""
    return lambda node: Operation(node.type, kind, node.type, {
        name: node.constant(1) or (0,) if name == "normalized_shape" else prod(
            node.constant(1) or (0,)), "affine": True, **arguments_of(node),
        "bias": node.type != "LayerNormalization" or node.constant(2) is not None})


def slopes(node: Node) -> Operation:
    """With a slope below 0 that is learnt."""
    return Operation(node.type, "slope", node.type,
                     {"num_parameters": prod(node.constant(1) or (1,))})


def along_axis(node: Node) -> Operation:
    """Softmax and its like; before OF_LAST_AXIS along all axes from one on."""
    rank = len(node.values.shapes.get(node.inputs[0], ()))
    if node.values.version >= OF_LAST_AXIS:
        dim: int | tuple[int, ...] = int(node.attributes.get("axis", -1))
    else:
        axis = int(node.attributes.get("axis", 1))
        dim = tuple(range(axis + rank * (axis < 0), rank)) or axis
    return Operation(node.type, "activation", node.type, {"dim": dim})


def clipped(node: Node) -> Operation:
    """Between two numbers, which stand in inputs or, before, in attributes."""
    found: dict[str, float | None] = {}
    for place, (attribute, name) in enumerate((("min", "min_val"), ("max", "max_val")), 1):
        given = node.attributes.get(attribute)
        said = node.numbers(place) if given is None else (given,)
        if said:
            found[name] = float(said[0])
        elif any(node.inputs[place:place + 1]):
            found[name] = None  # it depends on numbers
    return Operation(node.type, "activation", node.type, found)


def responding(node: Node) -> Operation:
    """By channels beside each other; of an even number there are fewer before than behind."""
    said = arguments_of(node)
    return Operation(node.type, "identity", node.type, {
        **said, "before": (int(said["size"]) - 1) // 2})


def cast(node: Node) -> Operation:
    """To another type, which changes fractions where it has none."""
    keeps = node.attributes.get("to", 1) in FRACTIONS
    return Operation(node.type if keeps else f"{node.type} to whole numbers", "identity",
                     node.type)
