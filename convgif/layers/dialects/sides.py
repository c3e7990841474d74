"""Padding as other libraries mean it, in numbers for each side of each axis."""

from collections.abc import Mapping, Sequence
from typing import Any

from convgif.layers.fields import per_axis

Pairs = tuple[tuple[Any, Any], ...]


def begins_and_ends(pads: Sequence[Any]) -> Pairs:
    """(before, after) for each axis, of all begins and then all ends, as ONNX lists them."""
    half = len(pads) // 2
    return tuple(zip(pads[:half], pads[half:], strict=True))


def reach_split(settings: Mapping[str, Any], rank: int) -> Pairs:
    """(before, after) for each axis that keep the size at stride 1, the smaller half first."""
    return tuple((reach // 2, reach - reach // 2) for reach, _ in _reach_and_stride(settings, rank))


def filled_to_stride(settings: Mapping[str, Any], rank: int) -> tuple[int, ...]:
    """The output_padding with which a transposed layer whose kernel is smaller than its stride
    still comes to input * stride, as TensorFlow and JAX do without padding."""
    return tuple(max(stride - 1 - reach, 0) for reach, stride in _reach_and_stride(settings, rank))


def _reach_and_stride(settings: Mapping[str, Any], rank: int) -> Sequence[tuple[int, int]]:
    """How far the kernel reaches from its first tap, and how far it moves, on each axis. Raises
    LayerError."""
    kernels, strides, dilations = (per_axis(settings.get(name, 1), name, rank, 1)
                                   for name in ("kernel_size", "stride", "dilation"))
    return [(dilation * (kernel - 1), stride)
            for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True)]
