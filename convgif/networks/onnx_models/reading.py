"""A model as ONNX stores it -> the network. Its weights are not looked at, only their shapes.

GRAPH_NODES says what each type of node is here; what computes sizes is passed over. Of what is not
in the table the file says what comes out, and nobody counts its work.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from convgif.errors import ConvgifError, NotationError, named, shorten
from convgif.layers import Flatten, Fold, Layer, Linear
from convgif.layers.dialects.onnx import resizing_of, spatial
from convgif.layers.notation import build_layer
from convgif.networks.joins import Join
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.onnx_models.nodes import (
    RECORDED_NODES,
    Node,
    Read,
    as_recorded,
    as_the_file_says,
    is_recorded,
    products,
    reads_of,
    recorded,
)
from convgif.networks.onnx_models.passing import (
    along_axis,
    cast,
    clipped,
    normalization,
    passing,
    responding,
    slopes,
)
from convgif.networks.onnx_models.values import Values, values_of
from convgif.networks.onnx_models.windows import OUTPUT_SHAPE, padded, read_once, window
from convgif.networks.operations import Operation, Reads, Shape

if TYPE_CHECKING:
    import onnx

MOST_NODES = 10_000
SIZES = frozenset({"Shape", "Size", "Constant", "ConstantOfShape"})  # what they make is no map


def read_onnx(path: Path) -> Network:
    """The network in the file, with the size of its input if the file says it.

    Raises ConvgifError for a file that is no model, or has nodes that are not read.
    """
    try:
        import onnx
    except ImportError:
        raise ConvgifError(f"reading {named(path)} needs the package onnx: pip install "
                           "\"convgif[onnx]\"") from None
    try:
        model = onnx.load(str(path), load_external_data=False)
        values = values_of(model)
    except OSError:
        raise
    except Exception:  # protobuf's and onnx' own, which have no class in common
        raise NotationError(f"{named(path)} is no whole model that onnx reads: export it again"
                            ) from None
    return _network(model, values, path)


def _on_size(model: bytes, path: Path, size: Shape) -> Network:
    """The network of a model without weights, on an input of that size. Raises NotationError."""
    import onnx

    whole = onnx.ModelProto.FromString(model)
    return _network(whole, values_of(whole, size), path)


def _network(model: "onnx.ModelProto", values: Values, path: Path) -> Network:
    given = [value for value in model.graph.input if value.name not in values.constants]
    if len(given) != 1:
        raise NotationError(f"{named(path)} has {len(given)} inputs: give a model of one")
    if len(model.graph.node) > MOST_NODES:
        raise NotationError(f"{named(path)} has over {MOST_NODES:,} nodes: give a part of it")
    layers, hangs_on_size = _layers(model, values, given[0].name)
    if not layers:
        raise NotationError(f"{named(path)} has no layers: give a model that has some")
    shape = values.shapes.get(given[0].name, ())[1:]
    sizes = tuple(size for size in shape if size is not None)
    return Network(tuple(layers), sizes if sizes and len(sizes) == len(shape) else None,
                   resized=partial(_on_size, model.SerializeToString(), path) if hangs_on_size
                   else None, says_all=True)


def _layers(model: "onnx.ModelProto", values: Values, given: str
            ) -> tuple[list[NetworkLayer], bool]:
    """The layers, and whether something in them hangs on the size of the input."""
    numbers, weights = {given: INPUT}, set[str]()
    taken = {name for proto in model.graph.node for name in proto.input}
    layers: list[NetworkLayer] = []
    hangs_on_size = False
    for proto in model.graph.node:
        maps = tuple(name for name in proto.input if name in numbers)
        node = _node(proto, values, maps)
        strange = [name for name in proto.input
                   if name and name not in numbers and name not in values.constants]
        if strange:
            raise NotationError(f"{node.name} takes {shorten(strange[0])}, which no node before it "
                                "makes: export the model again")
        if node.type in SIZES or not maps:
            values.add_constants(proto)
            continue
        sources = tuple(numbers[name] for name in maps)
        own = {name for name in values.weights_in(set(proto.input) - numbers.keys())
               if len(values.constants[name]) > 1}  # vectors are kept once where they are equal
        is_again = bool(own) and own <= weights
        weights |= own
        for number, made in enumerate(_made(proto, values, taken)):
            each = replace(node, output=made[0])
            operation = recorded(each, 0, 0, reads_of(node.type)) if number else _operation(each)
            layers.append(NetworkLayer(f"{node.name}:{number}" if number else node.name, operation,
                                       sources, is_again))
            numbers.update(dict.fromkeys(filter(None, made), len(layers) - 1))
            hangs_on_size |= is_recorded(operation) or OUTPUT_SHAPE in node.attributes
        hangs_on_size |= not values.worked_out.isdisjoint(proto.input)
    return layers, hangs_on_size


def _made(proto: "onnx.NodeProto", values: Values, taken: set[str]) -> list[tuple[str, ...]]:
    """What the node makes, those of one shape together: what nothing takes stands beside the first.
    """
    outputs = [name for name in proto.output if name]
    first = next((name for name in outputs if name in taken), next(iter(outputs), ""))
    found: dict[Shape | None, list[str]] = {values.of_one(first): [first]}
    for name in outputs:
        if name != first:
            found.setdefault(values.of_one(name if name in taken else first), []).append(name)
    return [tuple(names) for names in found.values()]


def _node(proto: "onnx.NodeProto", values: Values, maps: tuple[str, ...]) -> Node:
    from onnx.helper import get_attribute_value

    attributes = {one.name: get_attribute_value(one) for one in proto.attribute}
    return Node(proto.name or (proto.output[0] if proto.output else proto.op_type), proto.op_type,
                {name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                 for name, value in attributes.items()},
                tuple(proto.input), proto.output[0] if proto.output else "", maps, values)


def _operation(node: Node) -> Layer | Operation | Join:
    """What the node is here. Raises NotationError."""
    try:
        return as_the_file_says(GRAPH_NODES.get(node.type, as_recorded(None))(node), node)
    except ConvgifError as error:
        raise NotationError(f"{node.name}: {error.message}") from None


# What nodes are.

def _linear(node: Node) -> Layer | Operation:
    weight = node.constant(1)
    if weight is None or len(weight) != 2:
        return recorded(node, products(node), node.learnt, Reads.ALL)
    ends = weight[::-1] if node.attributes.get("transB") else weight
    has_bias = node.type == "Gemm" and node.constant(2) is not None
    if node.attributes.get("alpha", 1) != 1 or (has_bias and node.attributes.get("beta", 1) != 1):
        return recorded(node, products(node), node.learnt, Reads.LAST_AXIS)
    return Linear(*ends, bias=has_bias)


def _join(node: Node) -> Join | Operation:
    """Branches that meet; with a constant beside one map it is a bias or a factor of it."""
    if len(node.maps) > 1:
        return Join(node.type.lower())
    count = node.learnt
    return Operation(node.type, "constant", node.type, {"count": count})


def _concatenate(node: Node) -> Join | Operation:
    """With a constant beside maps only the file says how large it is."""
    if len(node.maps) < len(list(filter(None, node.inputs))):
        return recorded(node, 0, node.learnt, Reads.ONE)
    return Join("concatenate", int(node.attributes.get("axis", 1)) - 1)


def _reshape(node: Node) -> Operation:
    """To the numbers that the file says, or else to the shape that follows from its input."""
    to = node.numbers(1) if node.type == "Reshape" else None
    if to is None:
        sizes = node.makes
        return (Operation(node.type, "reshape", node.type, {"to": sizes}) if sizes else
                recorded(node, 0, 0, reads_of(node.type)))
    return Operation(node.type, "reshape", node.type, {"to": tuple(map(int, to[1:]))})


def _transposed(node: Node) -> Operation:
    return Operation(node.type, "transpose", node.type,
                     {"order": tuple(place - 1 for place in node.attributes.get("perm", ()))[1:]})


def _flattened(node: Node) -> Layer:
    return Flatten(int(node.attributes.get("axis", 1)))


def _resized(node: Node) -> Layer | Operation:
    """As a layer where torch has the same rule, else only its shape."""
    shape = node.values.shapes.get(node.output, ())[2:]
    place = 1 if node.type == "Upsample" else 2
    scales = node.attributes.get("scales") or node.numbers(place)
    text = f"{node.type}({node.attributes.get('mode', 'nearest')})"
    rank = len(shape) + 2
    if scales:
        scales = (1.0, 1.0, *spatial(scales, node.attributes.get("axes"), rank))
    with suppress(ConvgifError):
        return resizing_of(node.type, node.attributes, scales and scales[2:],
                           [size or 0 for size in shape])
    if scales:
        return Operation(node.type, "resizing", text, {"scale_factor": list(scales[2:])})
    if None in shape or not shape:
        return recorded(node, 0, 0, reads_of(node.type))
    return Operation(node.type, "resizing", text, {"size": [size or 1 for size in shape]})


def _reduced(node: Node) -> Layer | Operation:
    axes = node.whole_numbers("axes", 1) or ()
    rank = len(node.values.shapes.get(node.inputs[0], ())) or len(axes) + 2
    if sorted(axis % rank for axis in axes) != list(range(2, rank)):
        return recorded(node, 0, 0, reads_of(node.type))
    if node.attributes.get("keepdims", 1):
        family = "GlobalAveragePool" if node.type == "ReduceMean" else "GlobalMaxPool"
        return read_operation_layer(f"{family}{len(axes)}d()")
    return Operation(node.type, "flat global pooling", node.type)


def _as_written(node: Node) -> Layer:
    """By its attributes, as a text writes them."""
    said = ", ".join(f"{name}={value!r}" for name, value in node.attributes.items())
    return read_operation_layer(f"{node.type}({said})")


def read_operation_layer(text: str) -> Layer:
    """The layer that the text writes. Raises ConvgifError."""
    reading = read_once(text)
    return build_layer(reading.layer_type, reading.settings)


def _folded(node: Node) -> Layer:
    """What ONNX calls Col2Im, whose sizes are inputs."""
    image, block = node.whole_numbers("", 1), node.whole_numbers("", 2)
    if image is None or block is None or len(image) != 2:
        raise NotationError("its sizes are no constants of two axes: export it with a fixed size")
    pads = node.attributes.get("pads", (0, 0, 0, 0))
    if tuple(pads[:2]) != tuple(pads[2:]):
        raise NotationError(f"pads {shorten(list(pads))} differ before and after, which Fold does "
                            "not: export the part before it")
    return Fold(image, block, tuple(node.attributes.get("dilations", (1, 1))), tuple(pads[:2]),
                tuple(node.attributes.get("strides", (1, 1))))


_PASSED = ("Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "HardSigmoid",
           "HardSwish", "Mish", "Tanh", "Softplus", "Softsign",
           "ThresholdedRelu", "Abs", "Neg", "Exp", "Log", "Sqrt", "Erf", "Swish",
           "Sin", "Cos", "Tan", "Floor", "Ceil", "Round", "Sign", "Reciprocal")
_JOINING = ("Add", "Sum", "Mul", "Sub", "Div", "Max", "Min", "Mean", "Pow")
GRAPH_NODES: Mapping[str, Read] = {
    **dict.fromkeys(("Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool"), window),
    **dict.fromkeys(("Gemm", "MatMul"), _linear),
    **dict.fromkeys(_JOINING, _join),
    **dict.fromkeys(_PASSED, passing("activation")),
    **dict.fromkeys(("Softmax", "LogSoftmax", "Hardmax"), along_axis), "Clip": clipped,
    "Dropout": passing("dropout"), "Identity": passing("identity"), "Cast": cast,
    "LRN": responding,
    **dict.fromkeys(("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "DepthToSpace",
                     "SpaceToDepth", "MaxUnpool"), _as_written),
    "Col2Im": _folded,
    **dict.fromkeys(("Reshape", "Squeeze", "Unsqueeze"), _reshape),
    **dict.fromkeys(("ReduceMean", "ReduceMax"), _reduced),
    **dict.fromkeys(("Resize", "Upsample"), _resized),
    "BatchNormalization": normalization("normalization", "num_features"),
    "InstanceNormalization": normalization("instance normalization", "num_features"),
    "LayerNormalization": normalization("layer normalization", "normalized_shape"),
    "PRelu": slopes, "Concat": _concatenate, "Transpose": _transposed, "Flatten": _flattened,
    "Pad": padded, **RECORDED_NODES,
}
