"""A node of an ONNX model, and the layers of which only the file says what comes out: what they
learn, and how much they multiply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

from convgif.errors import LayerError, NotationError
from convgif.layers import Layer, Linear
from convgif.networks.joins import Join
from convgif.networks.onnx_models.values import IN_SHAPE, Values
from convgif.networks.operations import RECORDED, UNRECORDED, Operation, Reads, Shape
from convgif.networks.sequences import recurrent_products


@dataclass(frozen=True)
class Node:
    """A node of a graph: its type, attributes, and the names of what goes in and out."""

    name: str
    type: str
    attributes: Mapping[str, Any]
    inputs: tuple[str, ...]
    output: str
    maps: tuple[str, ...]  # those of its inputs that are maps, and no constants
    values: Values = field(repr=False)

    def constant(self, place: int) -> Shape | None:
        """The shape of that input, if it is a constant."""
        return self.values.constants.get(self.inputs[place]) if place < len(self.inputs) else None

    def numbers(self, place: int) -> tuple[float, ...] | None:
        """The numbers of that input, if it is a small constant."""
        found = self.values.numbers.get(self.inputs[place]) if place < len(self.inputs) else None
        return None if found is None else tuple(map(float, found.ravel().tolist()))

    def whole_numbers(self, name: str, place: int) -> tuple[int, ...] | None:
        """An attribute, or in later versions of ONNX an input, of whole numbers."""
        given = self.attributes.get(name, self.numbers(place))
        return None if given is None else tuple(map(int, given))

    @property
    def learnt(self) -> int:
        """How many numbers are learnt in the constants that it takes."""
        return self.values.learnt(name for name in self.inputs if name not in self.maps)

    @property
    def takes(self) -> tuple[Shape, ...] | None:
        """The shapes of the maps that it takes, without the batch; None where one is not known."""
        shapes = tuple(map(self.values.of_one, self.maps))
        known = tuple(shape for shape in shapes if shape is not None)
        return known if len(known) == len(shapes) else None

    @property
    def makes(self) -> Shape | None:
        """The shape of what it makes, without the batch; None where it is not known."""
        return self.values.of_one(self.output)

    def sizes(self, place: int) -> Shape | None:
        """The shape of that input, with the batch; None where it is not known."""
        name = self.inputs[place] if place < len(self.inputs) else ""
        shape = self.values.constants.get(name, self.values.shapes.get(name, (None,)))
        sizes = tuple(size for size in shape if size is not None)
        return sizes if len(sizes) == len(shape) else None


Read = Callable[[Node], Layer | Operation | Join]


def recorded(node: Node, macs: int | None, count: int, reads: Reads) -> Operation:
    """The node as a layer of which the file says what comes out. macs: its multiply-accumulates,
    None where nobody counts them; count: of its parameters; reads: what of its input."""
    return Operation(node.type, UNRECORDED if node.makes is None else RECORDED, node.type, {
        "takes": node.takes, "makes": node.makes, "macs": macs, "count": count,
        "reads": reads})


def reads_of(type: str) -> Reads:
    """What nodes of that type read, of which no more is known."""
    return Reads.ONE if type in MOVING else Reads.ALL


def as_recorded(macs: int | None) -> Read:
    """How to read nodes of which the file says what comes out; what they learn are constants of
    fractions."""
    return lambda node: recorded(node, macs, node.learnt, reads_of(node.type))


def is_recorded(operation: Layer | Operation | Join) -> bool:
    """Whether only the file says what comes out of it, on the input that it is read for."""
    return isinstance(operation, Operation) and operation.kind in (RECORDED, UNRECORDED)


def as_the_file_says(found: Layer | Operation | Join, node: Node) -> Layer | Operation | Join:
    """What was read, if it makes what the file says; else the same work, recorded."""
    takes, makes = node.takes, node.makes
    if takes is None or makes is None or (isinstance(found, Layer) and found.kind != "linear"):
        return found
    if node.type in IN_SHAPE and prod(takes[0]) != prod(makes):
        return found  # it is made for another input, and says so
    try:
        made = (found.joined_shape(takes) if isinstance(found, Join) else
                found.output_shape(takes[0]) if isinstance(found, Operation) else
                found.output_shape((prod(takes[0]),)))
    except LayerError:
        made = None
    if made == makes:
        return found
    if isinstance(found, Linear):
        return recorded(node, products(node), found.parameter_count, Reads.LAST_AXIS)
    return recorded(node, 0, found.parameter_count, Reads.ONE)


def products(node: Node) -> int | None:
    """The multiply-accumulates of a product of matrices; None where sizes are open."""
    shape, read = node.values.shapes.get(node.output, ()), node.sizes(0)
    if None in shape or not shape or not read:
        return None
    along = read[0 if node.attributes.get("transA") else -1]
    return prod(size or 1 for size in shape) * along // node.values.batch


def recurrent(gates: int) -> Read:
    """How to read nodes that go through a sequence, with so many gates. Weights, the weights of
    what is fed back, biases, and what of a cell is looked at are learnt; states are not."""
    def read(node: Node) -> Operation:
        count = node.values.learnt(node.inputs[place] for place in (1, 2, 3, 7)
                                   if place < len(node.inputs))
        taken, weight, back = (node.sizes(place) for place in range(3))
        if not taken or not weight or not back:
            return recorded(node, None, count, Reads.ALL)
        steps = taken[1 if node.attributes.get("layout") else 0]
        return recorded(node, recurrent_products(
            gates, steps, weight[0], read=weight[2], hidden=back[2]), count, Reads.ALL)
    return read


def refused(node: Node) -> Operation:
    """What holds graphs of its own, or weights that are whole numbers."""
    raise NotationError(f"nodes of type {node.type} are not read: export the part of the model "
                        "before it")


# What only moves elements, each of what it makes from one.
MOVING = frozenset({"Slice", "Gather", "GatherElements", "GatherND", "Split", "Expand", "Tile",
                    "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Concat", "Identity",
                    "Where", "Trilu", "ReverseSequence"})
# What makes none of its numbers by adding up products.
_WITHOUT_PRODUCTS = (
    *sorted(MOVING - {"Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Concat",
                      "Identity"}),
    "ReduceSum", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
    "ReduceLogSum", "ReduceLogSumExp", "ArgMax", "ArgMin", "TopK", "CumSum", "OneHot", "Equal",
    "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not", "IsNaN",
    "NonZero", "NonMaxSuppression", "ScatterElements", "ScatterND", "RMSNormalization",
    "GroupNormalization", "MeanVarianceNormalization", "LpNormalization", "RotaryEmbedding")
RECORDED_NODES: Mapping[str, Read] = {
    **dict.fromkeys(_WITHOUT_PRODUCTS, as_recorded(0)),
    **dict.fromkeys(("If", "Loop", "Scan", "SequenceMap", "QLinearConv", "QLinearMatMul",
                     "ConvInteger", "MatMulInteger"), refused),
    "LSTM": recurrent(4), "GRU": recurrent(3), "RNN": recurrent(1)}
