"""Nodes that slide a window, and those that lay a border around -> layers."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from convgif.errors import NotationError, shorten
from convgif.layers import LAYERS, Layer
from convgif.layers.dialects import Reading
from convgif.layers.dialects.onnx import PADS
from convgif.layers.notation import build_layer, read_layer
from convgif.networks.onnx_models.nodes import Node, recorded
from convgif.networks.operations import Operation, Reads

OUTPUT_SHAPE = "output_shape"  # for which pads follow from the size of the input


@lru_cache(maxsize=1000)
def read_once(text: str) -> Reading:
    """What a text says that may be that of many nodes. Raises ConvgifError."""
    return read_layer(text)


def window(node: Node) -> Layer | Operation:
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
    if attributes.get(OUTPUT_SHAPE):
        pads = _pads_for_output(node, attributes)
        if pads is None:
            return recorded(node, None, node.learnt, Reads.ALL)
        attributes = {name: value for name, value in attributes.items()
                      if name not in (OUTPUT_SHAPE, "auto_pad")} | {"pads": pads}
    said = ", ".join(f"{name}={value!r}" for name, value in attributes.items())
    inputs = ", ".join(f"%{number}" for number in range(max(1, len(node.inputs))))
    reading = read_once(f"{node.type}[{said}]({inputs})")
    return build_layer(reading.layer_type, reading.settings | channels)


def _pads_for_output(node: Node, attributes: Mapping[str, Any]) -> list[int] | None:
    """The pads of a transposed convolution that says how large its output is; below zero where
    that is larger than what it makes. None where its input is not known."""
    if node.takes is None:
        return None
    sizes, kernel = node.takes[0][1:], attributes["kernel_shape"]
    ones = [1] * len(sizes)
    each = zip(sizes, kernel, attributes.get("strides", ones), attributes.get("dilations", ones),
               attributes.get("output_padding", [0] * len(sizes)),
               attributes["output_shape"][-len(sizes):], strict=True)
    totals = [stride * (size - 1) + extra + dilation * (taps - 1) + 1 - wanted
              for size, taps, stride, dilation, extra, wanted in each]
    # Where they differ by one, there is more at the end by this word, and at the beginning else.
    is_later = attributes.get("auto_pad") == "SAME_UPPER"
    begins = [max(0, total) // 2 if is_later else (max(0, total) + 1) // 2 for total in totals]
    return [*begins, *(total - begin for total, begin in zip(totals, begins, strict=True))]


def padded(node: Node) -> Layer | Operation:
    """ONNX has all begins and then all ends, with the batch; torch has the last axis first."""
    each = _pads(node)
    if each is None or any(each[0]):
        return recorded(node, 0, 0, Reads.ONE)
    if not any(map(any, each)):
        return Operation(node.type, "identity", node.type)
    _, channels, *pairs = each
    sides = tuple(side for pair in reversed(pairs) for side in pair)
    mode, value = node.attributes.get("mode", "constant"), node.numbers(2) or (0.0,)
    family = PADS.get(str(mode))
    if any(channels) or family is None or len(pairs) not in (1, 2, 3):
        return Operation(node.type, "padding of channels", node.type,
                         {"padding": [*sides, *channels]})
    if family == "ZeroPad" and value[0]:
        return LAYERS[f"ConstantPad{len(pairs)}d"](sides, value[0])
    return LAYERS[f"{family}{len(pairs)}d"](sides)


def _pads(node: Node) -> list[tuple[int, int]] | None:
    """Before and after each axis, with the batch; None where the file does not say it."""
    pads, axes = node.whole_numbers("pads", 1), node.whole_numbers("axes", 3)
    rank, says_axes = len(node.values.shapes.get(node.inputs[0], ())), any(node.inputs[3:])
    if pads is None or (says_axes and (axes is None or not rank)):
        return None
    half = len(pads) // 2
    at = [axis + rank * (axis < 0) for axis in axes or ()] if says_axes else [*range(half)]
    each = [(0, 0)] * max(2, rank if says_axes else half)
    if len(pads) != 2 * len(at) or not {*at} <= {*range(len(each))}:
        raise NotationError(f"pads {shorten(list(pads))} do not suit its axes: give two numbers an "
                            "axis")
    for axis, pair in zip(at, zip(pads[:half], pads[half:], strict=True), strict=True):
        each[axis] = pair
    return each
