"""Named layers: those of "A guide to convolution arithmetic", in its order and names, and pooling.

A transposed layer is described by its own input. Source of the parameters: Dumoulin and Visin,
arXiv 1603.07285, chapters 2 and 4; chapter 3 for max_pooling and average_pooling.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Preset:
    """A layer by name: its class, the arguments that are not the default, its input size."""

    description: str
    layer: str
    input_size: int
    settings: Mapping[str, Any] = field(default_factory=dict)


PRESETS: dict[str, Preset] = {
    "no_padding_no_strides": Preset(
        "the kernel slides by 1 over the bare input", "Conv2d", 4),
    "no_padding_no_strides_transposed": Preset(
        "its transpose: back from 2x2 to 4x4", "ConvTranspose2d", 2),
    "arbitrary_padding_no_strides": Preset(
        "a 4x4 kernel, padded by 2: the output is larger than the input", "Conv2d", 5,
        {"kernel_size": 4, "padding": 2}),
    "arbitrary_padding_no_strides_transposed": Preset(
        "its transpose: back from 6x6 to 5x5", "ConvTranspose2d", 6,
        {"kernel_size": 4, "padding": 2}),
    "same_padding_no_strides": Preset(
        "padding by half the kernel keeps the size", "Conv2d", 5, {"padding": 1}),
    "same_padding_no_strides_transposed": Preset(
        "its transpose: the size is kept too", "ConvTranspose2d", 5, {"padding": 1}),
    "full_padding_no_strides": Preset(
        "every position that touches the input", "Conv2d", 5, {"padding": 2}),
    "full_padding_no_strides_transposed": Preset(
        "its transpose: back from 7x7 to 5x5", "ConvTranspose2d", 7, {"padding": 2}),
    "no_padding_strides": Preset(
        "the kernel moves by 2", "Conv2d", 5, {"stride": 2}),
    "no_padding_strides_transposed": Preset(
        "its transpose: one zero between neighbours", "ConvTranspose2d", 2, {"stride": 2}),
    "padding_strides": Preset(
        "stride 2 with padding: half the size", "Conv2d", 5, {"stride": 2, "padding": 1}),
    "padding_strides_transposed": Preset(
        "its transpose: back from 3x3 to 5x5", "ConvTranspose2d", 3,
        {"stride": 2, "padding": 1}),
    "padding_strides_odd": Preset(
        "the same on 6x6: the last row and column of the padding stay unread", "Conv2d", 6,
        {"stride": 2, "padding": 1}),
    "padding_strides_odd_transposed": Preset(
        "its transpose: output_padding makes it 6x6 again, not 5x5", "ConvTranspose2d", 3,
        {"stride": 2, "padding": 1, "output_padding": 1}),
    "dilation": Preset(
        "the taps of the kernel lie 2 apart", "Conv2d", 7, {"dilation": 2}),
    "max_pooling": Preset(
        "the largest value of each window, which moves by 1", "MaxPool2d", 5, {"stride": 1}),
    "average_pooling": Preset(
        "the average of each window, which moves by 1", "AvgPool2d", 5, {"stride": 1}),
    "max_pooling_halving": Preset(
        "2x2 windows side by side: half the size", "MaxPool2d", 4, {"kernel_size": 2}),
    "max_pooling_ceil_mode": Preset(
        "ceil_mode keeps a last window that reaches over the edge", "MaxPool2d", 6,
        {"stride": 2, "ceil_mode": True}),
    "adaptive_pooling": Preset(
        "windows from 10 cells to 3: they overlap", "AdaptiveAvgPool2d", 10, {"output_size": 3}),
    "upsampling_bilinear": Preset(
        "each output at its own place, weighed by how near cells are", "Upsample2d", 3,
        {"scale_factor": 2, "mode": "bilinear"}),
    "average_pooling_padding": Preset(
        "padding is not counted in the averages", "AvgPool2d", 5,
        {"stride": 2, "padding": 1, "count_include_pad": False}),
}
