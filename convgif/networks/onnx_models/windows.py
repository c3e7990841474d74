"""Nodes that slide a window, and those that lay a border around -> layers."""

from convgif.errors import NotationError
from convgif.layers import LAYERS, Layer
from convgif.layers.dialects.onnx import PADS
from convgif.layers.notation import build_layer, read_layer
from convgif.networks.onnx_models.nodes import Node
from convgif.networks.operations import Operation


def window(node: Node) -> Layer:
    """A convolution or pooling, by its attributes; what they leave out the weight says."""
    attributes, weight = dict(node.attributes), node.constant(1)
    channels: dict[str, int] = {}
    if node.type in ("Conv", "ConvTranspose"):
        if weight is None or len(weight) < 3:
            raise NotationError("its weight is no constant of the file: export the model with its "
                                "weights")
        attributes.setdefault("kernel_shape", list(weight[2:]))
        groups = int(attributes.get("group", 1))
        ends = (weight[1] * groups, weight[0]) if node.type == "Conv" else (
            weight[0], weight[1] * groups)
        channels = dict(zip(("in_channels", "out_channels"), ends, strict=True))
    said = ", ".join(f"{name}={value!r}" for name, value in attributes.items())
    inputs = ", ".join(f"%{number}" for number in range(max(1, len(node.inputs))))
    reading = read_layer(f"{node.type}[{said}]({inputs})")
    return build_layer(reading.layer_type, reading.settings | channels)


def padded(node: Node) -> Layer | Operation:
    """ONNX has all begins and then all ends, with the batch; torch has the last axis first."""
    pads = node.whole_numbers("pads", 1) or ()
    if not any(pads):
        return Operation(node.type, "identity", node.type)
    half = len(pads) // 2
    channels, *pairs = zip(pads[1:half], pads[half + 1:], strict=True) if half > 1 else ((0, 0),)
    sides = tuple(side for pair in reversed(pairs) for side in pair)
    mode, value = node.attributes.get("mode", "constant"), node.numbers(2) or (0.0,)
    family = PADS.get(str(mode))
    if any(channels) or family is None or len(pairs) not in (1, 2, 3):
        return Operation(node.type, "padding of channels", node.type,
                         {"padding": [*sides, *channels]})
    if family == "ZeroPad" and value[0]:
        return LAYERS[f"ConstantPad{len(pairs)}d"](sides, value[0])
    return LAYERS[f"{family}{len(pairs)}d"](sides)
